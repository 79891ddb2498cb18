"""Acts as a lesson file has them: what is opened, trained, set, and looked at. Frozen and validated; doing them is another's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    field_validator,
)

from wbsim import differences, presets
from wbsim.difference import Difference
from wbsim.ladder import Rung
from wbsim.lessons.conditions import Condition, Parameter
from wbsim.lessons.sight import Room
from wbsim.network import Initializer
from wbsim.problems import Refused, shortened
from wbsim.value import Number, Value, Whole

MOST = 200_000  # updates that one act trains


def _quoted(given: object) -> object:
    """`b(1, 3): 0.6` without quotes is two entries to YAML."""
    if isinstance(given, dict):
        for name in given:
            if str(name).count("(") != str(name).count(")"):
                raise ValueError(f'{name}…: the name of a parameter stands in quotes, as "b(1, 3)": 0.6')
    return given


_STARTS = TypeAdapter[Initializer](Initializer)
_DIFFERENCES: dict[str, Callable[[Any], Difference]] = {
    "biases": differences.biases,
    "weights_start": lambda given: differences.weights_start(_STARTS.validate_python(given)),
    "biases_start": lambda given: differences.biases_start(_STARTS.validate_python(given)),
    "activation": differences.activation,
    "optimizer": differences.optimizer,
    "learning_rate": differences.learning_rate,
    "l2": differences.l2,
    "train": differences.train,
    "batch_size": differences.batch_size,
}


def _difference(given: object) -> object:
    """`{biases: false}` as a difference."""
    if given is None or isinstance(given, Difference):
        return given
    if not isinstance(given, dict) or len(given) != 1 or next(iter(given)) not in _DIFFERENCES:
        raise ValueError(
            f"{shortened(repr(given))} is no difference; it must be one of {', '.join(_DIFFERENCES)} with a value"
        )
    ((name, value),) = given.items()
    wrong = ValueError(f"{shortened(repr(value))} is no value for {name}")
    if (name == "biases") != isinstance(value, bool):
        raise wrong
    try:
        found, tried = _DIFFERENCES[name](value), presets.load("circle").experiment
        tried.changed(found.at(tried))
        return found
    except (Refused, ValueError, KeyError, TypeError):
        raise wrong from None


class Look(Value):
    """What is to be looked at; what is left out stays as it is."""

    room: Room | None = None
    neuron: str | None = Field(None, description="As 1.3 for the third of the first layer, or out.1.")
    plus_one: bool | None = None
    inputs: Literal["zero", "sample"] | tuple[Number, ...] | None = None
    sample: Whole | None = Field(None, ge=1, description="Which training point, counted from 1.")
    differs: Annotated[Difference, BeforeValidator(_difference)] | None = Field(
        None, description="In what the twin differs: a name and a value, as {biases: false}."
    )
    charts: bool | None = None

    @field_validator("neuron", mode="before")
    @classmethod
    def _place(cls, given: object) -> object:
        """YAML makes a number of 1.3."""
        text = str(given) if isinstance(given, float | int) and not isinstance(given, bool) else given
        if isinstance(text, str):
            layer, _, place = text.partition(".")
            if not (text.isascii() and (layer == "out" or layer.isdecimal()) and place.isdecimal()):
                raise ValueError(f"{text!r} names no neuron; it must be like 1.3 or out.1")
        return text


class Open(Value):
    """A preset, from its start, with other settings."""

    open: str
    seed: Whole | None = Field(None, ge=0)
    settings: dict[str, Any] = Field({}, description="Other values at dotted paths.")

    @field_validator("open")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            presets.load(name)
        except Refused as refused:
            raise ValueError(refused.problems[0].what) from None
        return name


class Train(Value):
    """So many updates, or fewer where a condition comes true before."""

    train: Whole = Field(..., ge=0, le=MOST)
    until: Condition | None = None


class Play(Value):
    """On to an update, which is seen on stage; where the run is there already, nothing."""

    play: Whole = Field(..., ge=0, le=MOST)


class Change(Value):
    """Other settings by dotted path, without beginning anew."""

    change: dict[str, Any] = Field(..., min_length=1)


class Set(Value):
    """Other values for parameters: `b(1, 3): 0.6`; a value may be a condition's term, as `before.b(1, 3) + 1`."""

    set: Annotated[dict[Parameter, Number | Condition], BeforeValidator(_quoted)] = Field(..., min_length=1)


class Ladder(Value):
    """One step on the ladder, such as the forward and backward way of one sample."""

    step: Rung


class Restart(Value):
    """Back to the start."""

    restart: Literal[True]


class Rescue(Value):
    """The biases of a layer's dead neurons are raised until they fire."""

    rescue: Whole | Literal["out"]


class Contend(Value):
    """You are the optimizer, of two parameters; SGD and Adam have the same start and the same budget."""

    contend: tuple[Parameter, Parameter]

    @field_validator("contend")
    @classmethod
    def _two(cls, pair: tuple[str, str]) -> tuple[str, str]:
        if pair[0] == pair[1]:
            raise ValueError(f"{pair[0]} is given twice; a contest needs two parameters")
        return pair


class See(Value):
    """Something else is looked at."""

    look: Look


ACTS: dict[str, type[Value]] = {
    "open": Open, "train": Train, "play": Play, "change": Change, "set": Set, "step": Ladder, "restart": Restart, "rescue": Rescue,
    "contend": Contend, "look": See,
}  # fmt: skip


def _verb(given: Any) -> str | None:
    found = given if isinstance(given, dict) else vars(given) if isinstance(given, Value) else {}
    return next((verb for verb in ACTS if verb in found), None)


def _act(given: object) -> object:
    if _verb(given) is None:
        raise ValueError(f"an act begins with one of {', '.join(ACTS)}")
    return given


Act = Annotated[
    Annotated[Open, Tag("open")] | Annotated[Train, Tag("train")] | Annotated[Play, Tag("play")] | Annotated[Change, Tag("change")]
    | Annotated[Set, Tag("set")] | Annotated[Ladder, Tag("step")] | Annotated[Restart, Tag("restart")] | Annotated[Rescue, Tag("rescue")]
    | Annotated[Contend, Tag("contend")] | Annotated[See, Tag("look")],
    Discriminator(_verb),
    BeforeValidator(_act),
]  # fmt: skip
