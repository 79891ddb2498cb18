"""A link to TensorFlow Playground as an experiment: whatever the page would draw is drawn here and given number
by number, so that the run is the same one and needs no link from then on.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from wbsim.data import Points
from wbsim.datasets.values import MINUS_PLUS
from wbsim.experiment import Experiment
from wbsim.playground.data import points
from wbsim.playground.settings import ACTIVATIONS, CLASSIFIED, MEASURED, PAGE, PENALTIES, PROBLEMS, Settings
from wbsim.playground.stream import Stream
from wbsim.problems import refuse, shortened
from wbsim.translation import marked, translated

_ADDRESS = re.compile(r"(?:https?://)?playground\.tensorflow\.org(?:[/?#]\S*)?", re.IGNORECASE)
_TITLES = {
    "circle": marked("Circle"), "xor": marked("XOR"), "gauss": marked("Two clouds"), "spiral": marked("Spiral"), "reg-plane": marked("Plane"),
    "reg-gauss": "Bumps",
}  # fmt: skip
_SHOWN = (-6.0, 6.0)  # from where to where the page shows the plane
_SEED = re.compile(r"0?\.([0-9]{1,15})")


@dataclass(frozen=True)
class Link:
    """What a link asks for, and in words what of it was read otherwise than it is written."""

    experiment: Experiment
    notes: tuple[str, ...] = ()


def looks_like_link(text: str) -> bool:
    """Whether a text is the address of TensorFlow Playground and nothing else."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def from_link(text: str) -> Link:
    """The experiment of a link; raises `Refused` if the text is no such link, or asks for what wbsim cannot do."""
    link = text.strip()
    if not looks_like_link(link):
        raise refuse(
            "",
            translated(
                "{link!r} is no {page} link; one begins with https://playground.tensorflow.org/#",
                link=shortened(link),
                page=PAGE,
            ),
        )
    settings = Settings(link.partition("#")[2])
    experiment = _experiment(settings)
    settings.note_the_rest()
    return Link(experiment, tuple(settings.notes))


def _experiment(link: Settings) -> Experiment:
    """All that the page would draw, in its order: the points, their shuffling, the weights; and its rules."""
    measured = link.choice("problem", PROBLEMS) == "regression"
    name = link.choice("regDataset", MEASURED) if measured else link.choice("dataset", CLASSIFIED)
    features, shape, noise, share = link.inputs(), link.shape(), link.noise(), link.share()
    seed = link.seed()
    stream = Stream(seed)
    x, label = points(name, noise / 100, stream)
    split = math.floor(len(x) * share / 100)
    given = Points(
        x=x, y=label[:, None] if measured else (label > 0).astype(int), classes=0 if measured else 2,
        labels=() if measured else MINUS_PLUS, ranges=(_SHOWN, _SHOWN), test=len(x) - split,
        origin=translated("{page}, {name}, noise {noise:g} %, seed {seed}", page=PAGE, name=name, noise=noise, seed=seed[:40]),
    )  # fmt: skip
    activations = (*[link.choice("activation", ACTIVATIONS)] * len(shape), "linear" if measured else "tanh")
    zero = link.flag("initZero")
    sizes = zip((len(features), *shape), (*shape, 1), activations, strict=True)
    layers = [_layer(fan_in, size, activation, zero, stream) for fan_in, size, activation in sizes]
    return Experiment.read(
        {
            "title": translated("{title} (Playground)", title=translated(_TITLES[name])),
            "seed": _digits(seed),
            "data": {
                "dataset": "points", "points": given, "train_share": max(5.0, share), "features": features,
                "noise": min(noise, 50.0),  # it is in the points already, and is shown
            },
            "network": {"layers": layers},
            "loss": "half_mse",
            "optimizer": {"kind": "sgd", "learning_rate": link.number("learningRate", 0.03)},
            "penalty": _penalty(link),
            "batches": {"size": link.batch_size(), "order": "as_given", "remainder": "carry"},
            "precision": "float64",
        }
    )  # fmt: skip


def _digits(seed: str) -> int:
    """The seed of what is added later, such as a layer: 12345 for 0.12345, one for all texts that are no such number."""
    digits = _SEED.fullmatch(seed)
    return int(digits[1]) if digits else 13


def _layer(fan_in: int, size: int, activation: str, zero: bool, stream: Stream) -> dict[str, object]:
    """Weights U(−0.5, 0.5) from the stream, neuron by neuron, and biases of 0.1; or everything 0."""
    weights = (stream.draws(size, fan_in) - 0.5).tolist()
    return {
        "neurons": size,
        "activation": activation,
        "weight_init": {"kind": "zero"} if zero else {"kind": "explicit", "values": weights},
        "bias_init": {"kind": "zero"} if zero else {"kind": "constant", "value": 0.1},
    }


def _penalty(link: Settings) -> dict[str, object]:
    """What pulls at the weights, after the step; biases are never pulled at."""
    form, rate = link.choice("regularization", PENALTIES), link.number("regularizationRate", 0.0)
    return {} if form == "none" else {form.lower(): rate, "form": "after_step"}
