"""What is wished: one frozen, validated description of data, network and training, as JSON both ways.
Ranges, units and help stand in the fields. It knows nothing of arrays, of kernels or of what happened.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    model_validator,
)

from wbsim import losses
from wbsim.data import MAX_POINTS, Data, Points
from wbsim.network import MAX_NEURONS, Network
from wbsim.optimizers import Optimizer, Penalty, Sgd
from wbsim.problems import NO_SUCH, Problem, Refused, from_validation, refuse
from wbsim.translation import marked, translated
from wbsim.value import Number, Value, Whole

if TYPE_CHECKING:
    Loss = str
else:
    Loss = Literal[losses.NAMES]
Precision = Literal["float32", "float64"]


class Batches(Value):
    """Which points make an update, and in which order."""

    size: Whole = Field(
        10,
        ge=1,
        le=MAX_POINTS,
        title=marked("Batch size"),
        description=marked("How many points make one update."),
        json_schema_extra={"unit": "points", "scale": "log", "low": 1, "high": 256},
    )
    order: Literal["shuffled", "as_given", "explicit"] = Field(
        "shuffled", title=marked("Order"), description=marked("In which order an epoch visits the points.")
    )
    remainder: Literal["keep", "drop", "carry"] = Field(
        "keep",
        title=marked("Remainder"),
        description=marked(
            "Points left over at the end of an epoch: a smaller batch, none, or added to the next epoch's first batch, as in TensorFlow Playground."
        ),
    )
    explicit: tuple[tuple[int, ...], ...] = Field(
        (),
        title=marked("Lists"),
        description=marked("The batches, point by point, over and over, where the order is explicit."),
    )

    @model_validator(mode="after")
    def _given(self) -> Self:
        if self.order == "explicit" and not (self.explicit and all(self.explicit)):
            raise ValueError(
                translated("the order is explicit but a batch is empty or none is given; each needs a point")
            )
        return self


class Experiment(Value):
    """All that decides a run before the first update."""

    title: str = Field("", max_length=200)
    seed: Whole = Field(
        13, ge=0, le=2**63 - 1, title=marked("Seed"), description=marked("Decides every random draw.")
    )
    data: Data = Data()
    network: Network
    loss: Loss = Field("half_mse", title=marked("Loss"), description=marked("What training makes small."))
    huber_delta: Number = Field(
        1.0,
        gt=0,
        le=1e6,
        title=marked("Huber δ"),
        description=marked("Errors beyond it count by their size, not its square."),
    )
    optimizer: Optimizer = Sgd()
    penalty: Penalty = Penalty()
    batches: Batches = Batches()
    precision: Precision = Field(
        "float32", title=marked("Precision"), description=marked("How exactly the engine counts.")
    )
    train: Literal["both", "weights", "biases"] = Field(
        "both", title=marked("Train"), description=marked("What training may move.")
    )
    locked: frozenset[str] = Field(
        frozenset(), title=marked("Locked"), description=marked("Parameters that training leaves alone.")
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
        wish = self.model_dump(mode="json", exclude={"data": {"points"}})
        wish["network"] = _with_ids(self.network)
        wish["data"]["points"] = self.data.points  # as they are: writing out a million would take its time
        if any(path.startswith("data.points.") for path in settings) and self.data.points is not None:
            wish["data"]["points"] = self.data.points.model_dump(mode="json")
        known = list(_paths(wish))
        try:
            for path, value in sorted(settings.items(), key=_turn):
                _put(wish, path, _plain(value))
            return Experiment.read(wish)
        except Refused as refused:
            raise Refused(*(_with_hint(problem, known) for problem in refused.problems)) from None


def _plain(value: Any) -> Any:
    """A value as JSON data, but for points, which are taken as they are."""
    if isinstance(value, BaseModel) and not isinstance(value, Points):
        return value.model_dump(mode="json")
    return value


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
    if problem.what != translated(NO_SUCH):
        return problem
    meant = [path for path in known if path.endswith(f".{problem.where}")]
    meant = meant or difflib.get_close_matches(problem.where, known, n=1)
    return (
        Problem(
            problem.where,
            translated("{no_such}; did you mean {meant}?", no_such=translated(NO_SUCH), meant=meant[0]),
        )
        if meant
        else problem
    )


def _with_ids(network: Network) -> dict[str, Any]:
    """The network as JSON data with every id written out, so that a change of one layer renames no other."""
    return {
        "layers": [
            layer.model_dump(mode="json") | ({"neurons": list(layer.neurons)} if layer.neurons else {})
            for layer in network.layers
        ],
        "born": network.born,
    }


def _turn(setting: tuple[str, Any]) -> tuple[int, bool]:
    """When a setting is put among others: another kind clears what stands beside it, a whole all that is in it."""
    path, _ = setting
    return path.count("."), not path.endswith(".kind")


NEW_NEURONS = 4  # of a layer that had none
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


def _kept(group: dict[str, Any], kind: Any) -> dict[str, Any]:
    """What stays of a group of settings that becomes another kind: the learning rate of an optimizer; of a layer its id
    and, where the new kind has neurons too, those, whether they have biases, and whether training moves them.
    """
    names: tuple[str, ...] = ("id", "learning_rate")
    if "weight_init" in group and kind != "pooling":
        names += ("neurons", "bias", "trainable")
    kept = {name: group[name] for name in names if name in group}
    if group.get("kind") == "pooling" and kind != "pooling":
        kept["neurons"] = NEW_NEURONS
    return kept


def _put(wish: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    here = wish
    for depth, name in enumerate([*parents, last]):
        at = ".".join([*parents, last][: depth + 1])
        if isinstance(here, list):
            key: Any = position(name)
            if key >= len(here):
                raise refuse(
                    at,
                    translated(
                        "there is no such place; the list has {count}, counted from 0", count=len(here)
                    ),
                )
        elif isinstance(here, dict):
            key = name
            if depth < len(parents) and name not in here:
                raise refuse(at, translated(NO_SUCH))
        else:
            raise refuse(at, translated(NO_SUCH))
        if depth == len(parents):
            if name == "kind" and here.get("kind") != value:
                kept = _kept(here, value)
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
