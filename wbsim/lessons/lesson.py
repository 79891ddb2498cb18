"""A lesson as its file has it: steps that set a scene, say something, ask for one deed and claim what is then measured.
Frozen and validated; it knows neither how it is read from a file nor how it is played.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    field_validator,
    model_validator,
)

from wbsim import differences, presets
from wbsim.difference import Difference
from wbsim.ladder import Rung
from wbsim.lessons import expressions, ideas, terms, texts
from wbsim.lessons.sight import Room
from wbsim.network import Initializer
from wbsim.problems import Refused, shortened
from wbsim.value import Number, Value, Whole

MOST = 200_000  # updates that one act trains
PARAMETER = re.compile(
    r"b\((?P<b>(?:[0-9]{1,4}|out),[0-9]{1,4})\)|w\((?P<w>(?:[0-9]{1,4}|out),[0-9]{1,4},[0-9]{1,4})\)"
)


def _condition(text: str) -> str:
    expressions.check(text, terms.ARGUMENTS, terms.SCOPES)
    return text


def _parameter(name: str) -> str:
    """A parameter's name without blanks."""
    plain = "".join(name.split())
    if not PARAMETER.fullmatch(plain):
        raise ValueError(
            f"{shortened(name)!r} is no parameter; it must be like w(1, 3, 2) or b(1, 3), or b(out, 1)"
        )
    return plain


def _words(words: texts.Words) -> texts.Words:
    given = {"en": words} if isinstance(words, str) else words
    if not given.get("en", "").strip():
        raise ValueError("the English text is missing; write `en: …`, or the text alone")
    for text in given.values():
        for term in texts.holes(text):
            _condition(term)
    return words


def _is_text(given: object) -> object:
    """Refuses what YAML takes for a number, or for nothing, in one sentence."""
    if isinstance(given, str | dict):
        return given
    if given is None:
        raise ValueError("the text is missing")
    raise ValueError(f"{shortened(str(given))} is no text; write it in quotes")


def _quoted(given: object) -> object:
    """`b(1, 3): 0.6` without quotes is two entries to YAML."""
    if isinstance(given, dict):
        for name in given:
            if str(name).count("(") != str(name).count(")"):
                raise ValueError(f'{name}…: the name of a parameter stands in quotes, as "b(1, 3)": 0.6')
    return given


def _text(given: object) -> object:
    """A number or a truth that YAML made of a short text is a text again."""
    return given if isinstance(given, str | dict) or given is None else str(given)


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


Condition = Annotated[str, BeforeValidator(_text), AfterValidator(_condition)]
Parameter = Annotated[str, AfterValidator(_parameter)]
Words = Annotated[texts.Words, BeforeValidator(_is_text), AfterValidator(_words)]


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
    "open": Open, "train": Train, "change": Change, "set": Set, "step": Ladder, "restart": Restart, "rescue": Rescue,
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
    Annotated[Open, Tag("open")] | Annotated[Train, Tag("train")] | Annotated[Change, Tag("change")]
    | Annotated[Set, Tag("set")] | Annotated[Ladder, Tag("step")] | Annotated[Restart, Tag("restart")] | Annotated[Rescue, Tag("rescue")]
    | Annotated[Contend, Tag("contend")] | Annotated[See, Tag("look")],
    Discriminator(_verb),
    BeforeValidator(_act),
]  # fmt: skip


class Task(Value):
    """One deed: what to do, in words; the condition by which it is done; and one way to do it."""

    words: Words
    hint: Words | None = None
    done: Condition
    shows: Condition | None = Field(None, description="The number whose change is shown.")
    answer: tuple[Act, ...] = Field(..., min_length=1)

    @field_validator("answer")
    @classmethod
    def _trains_last(cls, acts: tuple[Any, ...]) -> tuple[Any, ...]:
        if any(isinstance(act, Train) for act in acts[:-1]):
            raise ValueError(
                "`train` must be the last act of an answer: what trains is played until the task is done"
            )
        if any(isinstance(act, Open) for act in acts):
            raise ValueError("an answer opens nothing; `open` belongs to the beginning of a step")
        return acts


class Claim(Value):
    """A sentence that is true if a condition holds, and the numbers behind it."""

    words: Words
    holds: Condition
    numbers: Words | None = None


class Step(Value):
    """One step."""

    heading: Words
    ideas: tuple[str, ...] = ()
    begin: tuple[Act, ...] = ()
    look: Look = Look()
    text: Words
    task: Task | None = None
    claims: tuple[Claim, ...] = ()

    @field_validator("begin")
    @classmethod
    def _looks_later(cls, acts: tuple[Any, ...]) -> tuple[Any, ...]:
        if any(isinstance(act, See) for act in acts):
            raise ValueError("a beginning looks at nothing; write `look: …` beside it, in the step")
        return acts

    @field_validator("ideas")
    @classmethod
    def _known(cls, signs: tuple[str, ...]) -> tuple[str, ...]:
        for sign in signs:
            if sign not in ideas.IDEAS:
                raise ValueError(f"there is no idea {sign!r}; there are {', '.join(ideas.IDEAS)}")
        return signs


class Lesson(Value):
    """A whole lesson; `name` is that of its file."""

    name: str = ""
    title: Words
    about: Words
    steps: tuple[Step, ...] = Field(..., min_length=1)

    @model_validator(mode="after")
    def _opens(self) -> Self:
        first = self.steps[0]
        if not (first.begin and isinstance(first.begin[0], Open)):
            raise ValueError("the first step must begin with `open: …`, so that the lesson has a scene")
        return self

    @property
    def ideas(self) -> tuple[str, ...]:
        """The ideas of all steps, each once, in the order in which they are met."""
        return tuple(dict.fromkeys(sign for step in self.steps for sign in step.ideas))

    def acts_to(self, step: int) -> tuple[Act, ...]:
        """All that leads from nothing to the beginning of a step, tasks included."""
        first = max(k for k in range(step + 1) if any(isinstance(act, Open) for act in self.steps[k].begin))
        return tuple(self._acts(first, step))

    def _acts(self, first: int, last: int) -> Iterator[Act]:
        for place in range(first, last + 1):
            yield from self.steps[place].begin
            task = self.steps[place].task
            if place < last and task is not None:
                yield from task.answer


_KINDS: tuple[type[Value], ...] = (Lesson, Step, Task, Claim, Look, *ACTS.values())
KEYS = tuple({name: None for kind in _KINDS for name in kind.model_fields})
"""Every key that a lesson file may have."""
