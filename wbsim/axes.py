"""What networks can differ in: one setting under a short name, and values of it as they are read, as they are typed and as the
settings they stand for. It decides neither which settings nor which values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from wbsim.difference import EVERY, HIDDEN, Difference
from wbsim.experiment import Experiment
from wbsim.network import Constant, He, LeCun, Normal, Uniform, Xavier, Zero
from wbsim.optimizers import OPTIMIZERS
from wbsim.problems import Refused, refuse
from wbsim.rules import problems, repaired
from wbsim.settings import setting, word
from wbsim.translation import marked, translated, within

SHAPE = "hidden"  # the axis of how many hidden layers there are, and how many neurons in each
PATHS = {
    "learning_rate": "optimizer.learning_rate",
    "bias": f"network.layers.{EVERY}.bias",
    "weight_init": f"network.layers.{EVERY}.weight_init",
    "bias_init": f"network.layers.{EVERY}.bias_init",
    "activation": f"network.layers.{HIDDEN}.activation",
    SHAPE: "network.layers",
    "l2": "penalty.l2",
    "l1": "penalty.l1",
    "batch": "batches.size",
    "optimizer": "optimizer.kind",
    "momentum": "optimizer.momentum",
    "noise": "data.noise",
    "train_share": "data.train_share",
}
_TITLES = {
    "bias": marked("bias"),
    "optimizer": marked("optimizer"),
    "l1": "L1",
    "l2": "L2",
    SHAPE: marked("hidden layers"),
}
LONGEST = 6  # letters of a number that is written out in full


@dataclass(frozen=True)
class Variant:
    """One value of an axis: as people read it (`0.03`, `off`, `Xavier`), and the settings that make it so; `typed` as it is
    typed (`0.03`, `off`, `xavier`).
    """

    word: str
    difference: Difference
    typed: str = ""


@dataclass(frozen=True)
class Axis:
    """What networks differ in: `name` as it is typed (`learning_rate`), `title` as it is read (`learning rate`)."""

    name: str
    title: str
    variants: tuple[Variant, ...]

    def __len__(self) -> int:
        return len(self.variants)


@dataclass(frozen=True)
class Subject:
    """What an axis is about, in an experiment: its names, its path (with `*` or `hidden` for many layers), and one place that
    the path means there.
    """

    name: str
    title: str
    path: str
    place: str
    unit: str = ""

    def variant(self, value: object) -> Variant:
        """One value of it."""
        said = f"{in_word(value)}{' %' * (self.unit == '%')}"
        return Variant(said, Difference(f"{self.title} {said}", ((self.path, value),)), as_typed(value))

    def axis(self, variants: tuple[Variant, ...]) -> Axis:
        """Several values of it."""
        return Axis(self.name, self.title, variants)


def subject(name: str, experiment: Experiment) -> Subject:
    """What an axis of a name, which may be a dotted path, is about; raises `Refused` where an experiment has no such setting."""
    path = PATHS.get(name, name)
    name = next((short for short, long in PATHS.items() if long == path), name)
    if name == SHAPE:
        return Subject(name, translated(_TITLES[name]), path, path)
    if path == PATHS["momentum"] and "momentum" not in type(experiment.optimizer).model_fields:
        raise refuse(name, _without("momentum", experiment))
    meant = [*Difference("", ((path, None),)).at(experiment)]
    if not meant:
        lacking = translated("hidden layers") if f".{HIDDEN}." in path else translated("layers with it")
        raise refuse(
            name,
            translated(
                "this network has no {lacking}, so it has nothing to differ in there", lacking=lacking
            ),
        )
    known = setting(experiment, meant[0])
    return Subject(name, translated(_TITLES.get(name, "")) or within(known.title), path, meant[0], known.unit)


def _without(number: str, experiment: Experiment) -> str:
    having = {kind: rule.name for kind, rule in OPTIMIZERS.items() if number in rule.model_fields}
    return translated(
        "{name} has no {number}; {values} have one (optimizer.kind={having})",
        name=type(experiment.optimizer).name,
        number=number,
        values=listed(having.values()),
        having=next(iter(having)),
    )


def listed(words: Iterable[str]) -> str:
    """`SGD, Adam and RMSprop`."""
    *most, last = words
    return translated("{most} and {last}", most=", ".join(most), last=last) if most else last


def possible(experiment: Experiment, variant: Variant) -> str:
    """Why an experiment cannot be this variant, in a clause; empty where it can."""
    wished = variant.difference.at(experiment)
    try:
        after, more, said = repaired(experiment, wished)
        found = problems(after)
    except Refused as refused:
        return refused.problems[0].what
    if found:
        return found[0].what
    undone = [path for path in wished if path in more]
    return "; ".join(said) or translated("it does not fit") if undone else ""


def stands(experiment: Experiment, variant: Variant) -> bool:
    """Whether an experiment has what a variant sets. Of hidden layers that is how many there are, of how many neurons: what
    else they are may be another axis's.
    """
    return all(_has(experiment, path, value) for path, value in variant.difference.at(experiment).items())


def _has(experiment: Experiment, path: str, value: Any) -> bool:
    if path == "network.born":
        return True
    if path == PATHS[SHAPE]:
        return [layer.size for layer in experiment.network.hidden] == [
            len(one["neurons"]) for one in value[:-1]
        ]
    here: Any = experiment
    try:
        for part in path.split("."):
            here = here[int(part)] if part.isdecimal() else getattr(here, part)
    except (AttributeError, IndexError):
        return False
    return here == value or experiment.changed({path: value}) == experiment  # which may be written otherwise


# --- in words ------------------------------------------------------------------------------------------------


def in_word(value: object) -> str:
    """A value as it stands at an axis, as short as can be: `0.0001`, `3.6e−4`, `on`, `Xavier`, `±0.5`."""
    match value:
        case bool():
            return translated("on") if value else translated("off")
        case int() | float():
            return number(float(value)).replace("-", "−")
        case Zero():
            return "0"
        case Constant(value=one):
            return translated("{one} each", one=in_word(one))
        case Uniform(low=low, high=high):
            return (
                f"±{in_word(high)}"
                if low == -high
                else translated("{low} to {high}", low=in_word(low), high=in_word(high))
            )
        case Normal(std=std):
            return translated("normal {std}", std=in_word(std))
        case _:
            return word(value.kind if isinstance(value, BaseModel) and hasattr(value, "kind") else value)


def number(value: float) -> str:
    """A number in as few letters as give it exactly: `0.0001`, `3.6e-4`, `20`."""
    exact = Decimal(repr(value)).normalize()
    sign, digits, power = exact.as_tuple()
    assert isinstance(power, int)
    first, *rest = map(str, digits)
    mantissa = "".join([first, "." if rest else "", *rest])
    short = f"{'-' * sign}{mantissa}e{power + len(rest)}"
    plain = f"{exact:f}"
    return plain if len(plain) <= max(LONGEST, len(short)) else short


def as_typed(value: object) -> str:
    """A value as it is typed again: `0.03`, `on`, `normal:0.01`."""
    match value:
        case bool():
            return "on" if value else "off"
        case float():
            return number(value)
        case Zero() | Xavier() | He() | LeCun():
            return value.kind
        case Constant() | Uniform() | Normal():
            return ":".join([value.kind, *(number(float(part)) for part in _parts(value))])
        case _:
            return str(value)


def _parts(start: BaseModel) -> Iterator[Any]:
    """The numbers of an initializer, in their order."""
    yield from (getattr(start, name) for name in type(start).model_fields if name != "kind")
