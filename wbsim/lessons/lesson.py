"""A lesson as its file has it: steps that set a scene, say something, ask for one deed and claim what is then measured.
Frozen and validated; it knows neither how it is read from a file nor how it is played.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from wbsim.lessons import ideas
from wbsim.lessons.acts import ACTS, Act, Look, Open, See, Train
from wbsim.lessons.conditions import Condition
from wbsim.lessons.script import MOVES, Move, Speed, acts_of
from wbsim.lessons.wording import Words
from wbsim.value import Value


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
    script: tuple[Move, ...] = Field((), description="What happens on stage, click by click.")
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
    stage: bool = Field(False, description="Whether it begins on stage, without controls: a scenario.")
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

    def acts_into(self, step: int, moves: int) -> tuple[Act, ...]:
        """All that leads from nothing to so many moves of a step's script."""
        return (*self.acts_to(step), *acts_of(self.steps[step].script[:moves]))

    def speed_at(self, step: int) -> float | Literal["most"] | None:
        """The speed that the scripts before a step have left; None where they say nothing."""
        moves = [move for one in self.steps[:step] for move in one.script]
        return next((move.speed for move in reversed(moves) if isinstance(move, Speed)), None)

    def _acts(self, first: int, last: int) -> Iterator[Act]:
        for place in range(first, last + 1):
            yield from self.steps[place].begin
            task = self.steps[place].task
            if place < last:
                yield from acts_of(self.steps[place].script)
                if task is not None:
                    yield from task.answer


_KINDS: tuple[type[Value], ...] = (Lesson, Step, Task, Claim, Look, *ACTS.values(), *MOVES.values())
KEYS = tuple({name: None for kind in _KINDS for name in kind.model_fields})
"""Every key that a lesson file may have."""
