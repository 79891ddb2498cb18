"""A lesson played through without a window, from some seed, by the answers that it gives itself: are its tasks done by
them, and do its claims hold?
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from wbsim import presets
from wbsim.lessons.acting import moment_of, perform, seen_from
from wbsim.lessons.expressions import Unmeasured, is_true, reckon
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.sight import Sight
from wbsim.lessons.terms import Moment
from wbsim.lessons.texts import holes, said
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session

Part = Literal["begin", "text", "task", "claim"]
SEEDS = 20
LEAST = 18  # of so many seeds a claim holds


@dataclass(frozen=True)
class Outcome:
    """What came of one part of a step: `place` counts claims; `problem` says why it did not hold, "" where it did."""

    step: int
    part: Part
    place: int = 0
    problem: str = ""

    @property
    def at(self) -> tuple[int | str, ...]:
        """Where in the lesson's file it stands."""
        if self.part == "claim":
            return ("steps", self.step, "claims", self.place)
        return ("steps", self.step, self.part)


def rehearse(lesson: Lesson, seed: int | None = None) -> Iterator[Outcome]:
    """What comes of every part, step by step; it ends where a scene cannot be set. `seed` stands in for the presets'."""
    session, sight = Session(Run(experiment=presets.load(presets.names()[0]).experiment)), Sight()
    for number, step in enumerate(lesson.steps):
        try:
            sight = perform(session, step.begin, sight, seed)
            sight = seen_from(session.here.plan, sight, step.look)
        except (Refused, Unmeasured) as error:
            yield Outcome(number, "begin", problem=str(error))
            return
        began = moment_of(session, sight)
        yield Outcome(number, "text", problem=_holes(said(step.text), replace(began, began=began)))
        if step.task is not None:
            if _why_not(step.task.done, replace(began, began=began)) == "":
                yield Outcome(number, "task", problem=f"it is done before it begins: {step.task.done}")
                continue
            try:
                sight = perform(session, step.task.answer, sight, seed, began)
            except Refused as error:
                yield Outcome(number, "task", problem=f"its answer cannot be given: {error}")
                return
            after = moment_of(session, sight, began)
            why = _why_not(step.task.done, after)
            yield Outcome(number, "task", problem=why and f"its answer does not do it: {why}")
        after = moment_of(session, sight, began)
        for place, claim in enumerate(step.claims):
            why = _why_not(claim.holds, after) or _holes(said(claim.numbers or ""), after)
            yield Outcome(number, "claim", place, why)


def _why_not(condition: str, moment: Moment) -> str:
    """Why a condition does not hold; "" where it does."""
    try:
        return "" if is_true(condition, moment) else f"{condition} is not true"
    except (Unmeasured, Refused) as error:
        return str(error)


def _holes(text: str, moment: Moment) -> str:
    """Why a text cannot be filled in; "" where it can."""
    try:
        for term in holes(text):
            reckon(term, moment)
    except (Unmeasured, Refused) as error:
        return str(error)
    return ""
