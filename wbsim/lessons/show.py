"""A scenario as a film or a rehearsal sees it: cue after cue, each with what is said, where one looks, and how the run goes
on until the next. It plays exactly what a click through the stage plays; it knows no window and no clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wbsim.lessons.acting import moment_of, perform, seen_from
from wbsim.lessons.acts import Play
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.script import Caption, Pause, Speed
from wbsim.lessons.sight import Sight
from wbsim.lessons.terms import Moment
from wbsim.lessons.texts import filled, said
from wbsim.lessons.wants import wanted
from wbsim.session import Session

SPEED = 250.0  # updates a second, where a script says nothing


@dataclass(frozen=True)
class Cue:
    """What is shown from now on: until update `to`, at `speed` updates a second (None: as fast as it goes); or, where `to` is
    the update at hand, for `seconds` (None: until a click).
    """

    step: int
    heading: str
    caption: str
    sight: Sight
    to: int
    speed: float | None = SPEED
    seconds: float | None = None


def plain(text: str) -> str:
    """The first paragraph of a text without the marks of symbols and of strong words."""
    words = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return words.replace("`", "").replace("*", "")


def first_caption(text: str, moment: Moment) -> str:
    """What is said when a step begins."""
    return plain(filled(text, moment))


def cues(lesson: Lesson, session: Session, seed: int | None = None) -> Iterator[Cue]:
    """Goes through a lesson in a session, which at every cue stands where that begins.

    Whoever asks may advance the session to `to` himself, or ask for the next cue at once. `seed` stands in for the
    presets'; raises `Refused` where a scene cannot be set.
    """
    sight, pace = Sight(), _pace(SPEED)
    for number, step in enumerate(lesson.steps):
        sight = perform(session, step.begin, sight, seed)
        sight = seen_from(session.here.plan, sight, step.look)
        wants = wanted(step)
        began = moment_of(session, sight, wants)
        began = replace(began, began=began)
        heading, caption = said(step.heading), first_caption(said(step.text), began)
        waits = False
        for move in step.script:
            at = session.here.state.update
            match move:
                case Caption():
                    caption = plain(filled(said(move.caption), moment_of(session, sight, wants, began)))
                    waits = False
                case Speed(speed=wished):
                    pace = _pace(wished)
                case Pause(pause=length):
                    waits = True
                    seconds = None if length == "click" else float(length)
                    yield Cue(number, heading, caption, sight, at, pace, seconds)
                case Play(play=to):
                    waits = False
                    yield Cue(number, heading, caption, sight, max(at, to), pace)
                    sight = perform(session, (move,), sight, seed, began)
                case _:
                    waits = False
                    sight = perform(session, (move,), sight, seed, began)
        if not waits:
            yield Cue(number, heading, caption, sight, session.here.state.update, pace)
        if step.task is not None:
            sight = perform(session, step.task.answer, sight, seed, began)


def _pace(wished: float | str) -> float | None:
    """Updates a second; None for as fast as it goes."""
    return None if isinstance(wished, str) else float(wished)
