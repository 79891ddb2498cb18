"""Points from a prepared table, and a sensible experiment on points of any shape."""

from __future__ import annotations

from typing import Any

from wbsim.experiment import Experiment, Points
from wbsim.tables.prepared import Prepared

TRAIN_SHARE = 80.0


def points_of(prepared: Prepared) -> Points:
    """The points of a table, shuffled, always in the same way; raises `Refused` if there are problems."""
    x, y = prepared.arrays()
    return Points(
        x=tuple(map(tuple, x.tolist())), y=tuple(y.tolist() if y.ndim == 1 else map(tuple, y.tolist())),
        classes=len(prepared.labels),
    )  # fmt: skip


def experiment_for(points: Points, title: str = "") -> Experiment:
    """A network that fits the points, with settings that usually learn: raises `Refused` if they are too many."""
    inputs, outputs = len(points.x[0]), points.classes
    wide = inputs > 64
    hidden = [64, 32] if wide else [8, 8]
    if points.classes == 2:
        loss, output, outputs = "bce", "sigmoid", 1
    elif points.classes:
        loss, output = "cross_entropy", "softmax"
    else:
        loss, output, outputs = "mse", "linear", 1
    start = {"kind": "he"} if wide else {"kind": "xavier"}
    layers: list[dict[str, Any]] = [
        {"neurons": size, "activation": "relu" if wide else "tanh", "weight_init": start} for size in hidden
    ]
    layers.append({"neurons": outputs, "activation": output, "weight_init": {"kind": "xavier"}})
    train = max(1, int(len(points.x) * TRAIN_SHARE / 100))
    return Experiment.read(
        {
            "title": title,
            "data": {"dataset": "points", "train_share": TRAIN_SHARE, "points": points},
            "network": {"layers": layers},
            "loss": loss,
            "optimizer": {"kind": "adam", "learning_rate": 0.001 if wide else 0.01},
            "batches": {"size": min(32, train)},
        }
    )
