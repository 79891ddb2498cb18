"""Points from a prepared table, and a sensible experiment on points of any shape."""

from __future__ import annotations

from typing import Any

from wbsim.data import Points
from wbsim.experiment import Experiment
from wbsim.tables.prepared import Prepared
from wbsim.tables.wording import cut
from wbsim.translation import plural, translated

TRAIN_SHARE = 80.0
_WIDE = 64  # inputs


def points_of(prepared: Prepared) -> Points:
    """The points of a table, in its order; raises `Refused` if there are problems."""
    x, y = prepared.arrays()
    aim = prepared.target
    assert aim is not None  # else there were problems
    gone = prepared.table.rows - len(x)
    out = translated(", {gone:,} left out", gone=gone) if gone else ""
    return Points(
        x=x,
        y=y,
        classes=len(prepared.labels),
        inputs=tuple(map(cut, prepared.inputs)),
        units=prepared.units if any(prepared.units) else (),
        target=cut(aim.title),
        target_unit=aim.unit,
        labels=tuple(map(cut, prepared.labels)),
        picture=prepared.picture,
        origin=plural(
            len(x),
            "{name}, {count:,} row{out}",
            "{name}, {count:,} rows{out}",
            name=cut(prepared.table.name),
            out=out,
        ),
    )


def experiment_for(points: Points, title: str = "") -> Experiment:
    """A network that fits the points, with settings that usually learn; they are standardized."""
    wide = points.x.shape[1] > _WIDE
    if points.classes == 2:
        loss, activation, outputs = "bce", "sigmoid", 1
    elif points.labelled:
        loss, activation, outputs = "cross_entropy", "softmax", points.classes
    else:
        loss, activation, outputs = "half_mse", "linear", points.y.shape[1]
    hidden: dict[str, Any] = (
        {"activation": "relu", "weight_init": {"kind": "he"}} if wide else {"activation": "tanh"}
    )
    layers = [{"neurons": size} | hidden for size in ((64, 32) if wide else (8, 8))]
    layers.append({"neurons": outputs, "activation": activation})
    train = max(1, int(len(points.x) * TRAIN_SHARE / 100))
    return Experiment.read(
        {
            "title": cut(title),
            "data": {
                "dataset": "points",
                "train_share": TRAIN_SHARE,
                "standardize": "inputs" if points.labelled else "all",
                "points": points,
            },
            "network": {"layers": layers},
            "loss": loss,
            "optimizer": {"kind": "adam", "learning_rate": 0.001 if wide else 0.01},
            "batches": {"size": min(32, train)},
        }
    )


def notes_on(experiment: Experiment) -> tuple[str, ...]:
    """What `experiment_for` chose that the table does not say, in sentences."""
    data = experiment.data
    what = translated("Inputs") if data.standardize == "inputs" else translated("Inputs and target")
    return (
        translated(
            "{train_share:g} % of the rows train and {train_share2:g} % test, drawn by the seed.",
            train_share=data.train_share,
            train_share2=100 - data.train_share,
        ),
        translated(
            "{what} are standardized: counted from their mean in standard deviations of the training rows.",
            what=what,
        ),
    )
