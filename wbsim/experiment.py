"""What is wished: one frozen, validated description of data, network and training, as JSON both ways.
Ranges, units and help stand in the fields. It knows nothing of arrays, of kernels or of what happened.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from wbsim import losses
from wbsim.network import MAX_NEURONS, Network
from wbsim.problems import NO_SUCH, Problem, Refused, from_validation, refuse
from wbsim.value import Coordinate, Given, Number, Value, Whole

MAX_POINTS = 1_000_000

if TYPE_CHECKING:
    Loss = str
else:
    Loss = Literal[losses.NAMES]
Precision = Literal["float32", "float64"]
Feature = Literal["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]
DatasetName = Literal[
    "circle", "xor", "gauss", "spiral", "plane", "bumps", "moons", "shifted", "digits", "points"
]

FEATURES: tuple[Feature, ...] = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")


class Points(Value):
    """Points given number by number: `x` (points, inputs), `y` (points, outputs) or class numbers (points,)."""

    x: tuple[tuple[Coordinate, ...], ...] = Field(min_length=1, max_length=MAX_POINTS)
    y: tuple[tuple[Given, ...], ...] | tuple[int, ...]
    classes: Whole = Field(
        0, ge=0, le=1000, title="Classes", description="How many classes; 0 for regression."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(self.x) != len(self.y):
            raise ValueError(
                f"{len(self.x)} points have {len(self.y)} targets; there must be one target a point"
            )
        if len({len(row) for row in self.x}) > 1 or not self.x[0]:
            raise ValueError(
                "the points differ in their number of inputs; all must have the same, at least one"
            )
        if self.labelled:
            if self.classes < 2:
                raise ValueError(f"{self.classes} classes; there must be at least 2 to tell apart")
            wrong = next((y for y in self.y if not 0 <= y < self.classes), None)  # type: ignore[operator]
            if wrong is not None:
                raise ValueError(f"class {wrong} is out of range; it must be 0 to {self.classes - 1}")
        elif len({len(row) for row in self.y}) > 1:  # type: ignore[arg-type]
            raise ValueError("the targets differ in their number of values; all must have the same")
        elif not self.y[0]:
            raise ValueError("the points have 0 target values each; there must be at least 1")
        return self

    @property
    def labelled(self) -> bool:
        """Whether the targets are class numbers."""
        return isinstance(self.y[0], int)


class Data(Value):
    """Which points are trained on and tested on, and which functions of them the network sees."""

    dataset: DatasetName = Field("circle", title="Data", description="Where the points come from.")
    noise: Number = Field(
        0.0,
        ge=0,
        le=50,
        title="Noise",
        description="How much chance there is in the points.",
        json_schema_extra={"unit": "%", "step": 5},
    )
    train_share: Number = Field(
        50.0,
        ge=5,
        le=100,
        title="Share for training",
        description="Share of the points that train the network; the others test it.",
        json_schema_extra={"unit": "%", "step": 5},
    )
    features: tuple[Feature, ...] = Field(
        ("x1", "x2"), title="Inputs", description="The functions of a point that the network sees."
    )
    points: Points | None = Field(
        None, title="Points", description="The points, where they are given one by one."
    )

    @field_validator("features")
    @classmethod
    def _distinct(cls, features: tuple[Feature, ...]) -> tuple[Feature, ...]:
        if len(set(features)) != len(features):
            raise ValueError("an input is named twice; each may stand once")
        return features


_RATE: dict[str, Any] = {
    "gt": 0,
    "le": 1e12,
    "title": "Learning rate",
    "description": "How far an update follows the gradient.",
    "json_schema_extra": {"scale": "log", "low": 1e-5, "high": 10.0},
}


class Sgd(Value):
    """Gradient descent on batches: θ ← θ − η·g."""

    kind: Literal["sgd"] = "sgd"
    learning_rate: Number = Field(0.03, **_RATE)


class Momentum(Value):
    """Gradient descent with momentum: v ← μ·v + g, θ ← θ − η·v (Polyak 1964, PyTorch's form)."""

    kind: Literal["momentum"] = "momentum"
    learning_rate: Number = Field(0.03, **_RATE)
    momentum: Number = Field(
        0.9, ge=0, lt=1, title="Momentum", description="Share of the velocity that the next update keeps."
    )


class Adam(Value):
    """Adam: steps scaled by running moments of the gradient (Kingma and Ba 2015, PyTorch's form)."""

    kind: Literal["adam"] = "adam"
    learning_rate: Number = Field(0.01, **_RATE)
    beta1: Number = Field(0.9, ge=0, lt=1, title="β₁", description="Memory of the mean gradient.")
    beta2: Number = Field(0.999, ge=0, lt=1, title="β₂", description="Memory of the squared gradient.")
    epsilon: Number = Field(1e-8, ge=1e-30, le=1, title="ε", description="Keeps the division finite.")


Optimizer = Annotated[Sgd | Momentum | Adam, Field(discriminator="kind")]


class Penalty(Value):
    """L2: the gradient gains rate·θ, so the penalty is ½·rate·Σθ²; the loss shown is without it."""

    l2: Number = Field(
        0.0,
        ge=0,
        le=10,
        title="L2",
        description="How strongly large numbers are pulled to 0.",
        json_schema_extra={"scale": "log0", "low": 1e-5, "high": 10.0},
    )
    on: Literal["weights", "biases", "both"] = Field(
        "weights", title="L2 on", description="What the penalty pulls at: normally the weights alone."
    )


class Batches(Value):
    """Which points make an update, and in which order."""

    size: Whole = Field(
        10,
        ge=1,
        le=MAX_POINTS,
        title="Batch size",
        description="How many points make one update.",
        json_schema_extra={"unit": "points", "scale": "log", "low": 1, "high": 256},
    )
    order: Literal["shuffled", "as_given", "explicit"] = Field(
        "shuffled", title="Order", description="In which order an epoch visits the points."
    )
    remainder: Literal["keep", "drop", "carry"] = Field(
        "keep",
        title="Remainder",
        description="Points left over at the end of an epoch: a smaller batch, none, or the start of the next.",
    )
    explicit: tuple[tuple[int, ...], ...] = Field(
        (),
        title="Lists",
        description="The batches, point by point, over and over, where the order is explicit.",
    )

    @model_validator(mode="after")
    def _given(self) -> Self:
        if self.order == "explicit" and not (self.explicit and all(self.explicit)):
            raise ValueError(
                "the order is explicit but a batch is empty or none is given; each needs a point"
            )
        return self


class Experiment(Value):
    """All that decides a run before the first update."""

    title: str = Field("", max_length=200)
    seed: Whole = Field(13, ge=0, le=2**63 - 1, title="Seed", description="Decides every random draw.")
    data: Data = Data()
    network: Network
    loss: Loss = Field("half_mse", title="Loss", description="What training makes small.")
    huber_delta: Number = Field(
        1.0,
        gt=0,
        le=1e6,
        title="Huber δ",
        description="Errors beyond it count by their size, not its square.",
    )
    optimizer: Optimizer = Sgd()
    penalty: Penalty = Penalty()
    batches: Batches = Batches()
    precision: Precision = Field("float32", title="Precision", description="How exactly the engine counts.")
    train: Literal["both", "weights", "biases"] = Field(
        "both", title="Train", description="What training may move."
    )
    locked: frozenset[str] = Field(
        frozenset(), title="Locked", description="Parameters that training leaves alone."
    )

    @classmethod
    def read(cls, wish: object) -> Experiment:
        """The experiment that JSON data (as `json.loads` gives it) describes; raises `Refused` with all errors."""
        try:
            return cls.model_validate(wish)
        except ValidationError as error:
            raise from_validation(error, cls) from None

    def written(self) -> dict[str, Any]:
        """JSON data that `read` takes; settings at their defaults are left out."""
        settings = self.model_dump(mode="json", exclude_defaults=True)
        if self.locked:
            settings["locked"] = sorted(self.locked)
        return settings | {
            "network": self.network.model_dump(mode="json"),
            "optimizer": self.optimizer.model_dump(mode="json"),
        }

    def changed(self, settings: Mapping[str, Any]) -> Experiment:
        """With other values at dotted paths, as `{"optimizer.learning_rate": 0.3}`; raises `Refused`.

        A list is entered by position (`network.layers.0.activation`); a layer's neurons may be given as a count,
        which keeps the first ones. The order of the paths means nothing: the whole comes before its parts, and a
        kind before what else stands beside it. Nothing is changed if anything is refused.
        """
        wish = self.model_dump(mode="json")
        wish["network"] = _with_ids(self.network)
        known = list(_paths(wish))
        try:
            for path, value in sorted(settings.items(), key=_turn):
                _put(wish, path, value.model_dump(mode="json") if isinstance(value, BaseModel) else value)
            return Experiment.read(wish)
        except Refused as refused:
            raise Refused(*(_with_hint(problem, known) for problem in refused.problems)) from None


def _paths(settings: Any, before: str = "") -> Iterator[str]:
    """The dotted path of every single setting."""
    parts = settings.items() if isinstance(settings, dict) else enumerate(settings)
    for name, value in parts:
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield from _paths(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _with_hint(problem: Problem, known: list[str]) -> Problem:
    """Names the setting that was probably meant, where there is none at the path that was given."""
    if problem.what != NO_SUCH:
        return problem
    meant = [path for path in known if path.endswith(f".{problem.where}")]
    meant = meant or difflib.get_close_matches(problem.where, known, n=1)
    return Problem(problem.where, f"{NO_SUCH}; did you mean {meant[0]}?") if meant else problem


def _with_ids(network: Network) -> dict[str, Any]:
    """The network as JSON data with every id written out, so that a change of one layer renames no other."""
    return {
        "layers": [
            layer.model_dump(mode="json") | {"neurons": list(layer.neurons)} for layer in network.layers
        ],
        "born": network.born,
    }


def _turn(setting: tuple[str, Any]) -> tuple[int, bool]:
    """When a setting is put among others: another kind clears what stands beside it, a whole all that is in it."""
    path, _ = setting
    return path.count("."), not path.endswith(".kind")


_COUNTED = re.compile(r"network\.layers\.[0-9]+\.neurons")


def _grown(network: Any, old: Any, wish: Any) -> Any:
    """The ids of as many neurons as are wished: the first of the old ones, then new ones; what is no count stays."""
    if not isinstance(wish, int) or isinstance(wish, bool) or not 1 <= wish <= MAX_NEURONS:
        return wish
    if not isinstance(old, list) or not isinstance(network.get("born"), int):
        return wish  # parts of a network that was just given whole: it has no ids to keep
    added = range(network["born"] + 1, network["born"] + 1 + max(0, wish - len(old)))
    network["born"] += len(added)
    return [*old[:wish], *added]


def _put(wish: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    here = wish
    for depth, name in enumerate([*parents, last]):
        at = ".".join([*parents, last][: depth + 1])
        if isinstance(here, list):
            key: Any = position(name)
            if key >= len(here):
                raise refuse(at, f"there is no such place; the list has {len(here)}, counted from 0")
        elif isinstance(here, dict):
            key = name
            if depth < len(parents) and name not in here:
                raise refuse(at, NO_SUCH)
        else:
            raise refuse(at, NO_SUCH)
        if depth == len(parents):
            if name == "kind" and here.get("kind") != value:
                kept = {"learning_rate": here["learning_rate"]} if "learning_rate" in here else {}
                here.clear()
                here.update(kept)
            here[key] = _grown(wish["network"], here.get(key), value) if _COUNTED.fullmatch(path) else value
        else:
            here = here[key]


def position(text: str) -> int:
    """A place in a list as a path has it, counted from 0; beyond every list where it is no such number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else MAX_POINTS


def parsed(text: str) -> Any:
    """A value typed on a command line: JSON where it is JSON, else the text itself."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
