"""A lesson played through without a window, from some seed, by the answers that it gives itself: are its tasks done by
them, and do its claims hold?
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from wbsim import presets
from wbsim.lessons.acting import moment_of, perform, seen_from
from wbsim.lessons.expressions import Unmeasured, is_true, reckon
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.script import Caption, Move, Pause, Speed
from wbsim.lessons.sight import Sight
from wbsim.lessons.terms import Moment
from wbsim.lessons.texts import Words, holes
from wbsim.lessons.wants import every_language, wanted, wanting
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session

SEEDS = 20
LEAST = 18  # of so many seeds a claim holds
Place = tuple[int | str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of one part: `at` is where it stands in the lesson's file, such as ("steps", 2, "claims", 0); `problem` says why
    it did not hold, "" where it did.
    """

    at: Place
    problem: str = ""


def rehearse(lesson: Lesson, seed: int | None = None) -> Iterator[Outcome]:
    """What comes of every part, step by step; it ends where a scene cannot be set. `seed` stands in for the presets'."""
    session, sight = Session(Run(experiment=presets.load(presets.names()[0]).experiment)), Sight()
    for number, step in enumerate(lesson.steps):
        here, wants = ("steps", number), wanted(step)
        for place, act in enumerate(step.begin):
            try:
                sight = perform(session, (act,), sight, seed)
            except Refused as error:
                yield Outcome((*here, "begin", place), str(error))
                return
        try:
            sight = seen_from(session.here.plan, sight, step.look)
        except Unmeasured as error:
            yield Outcome((*here, "look"), str(error))
            return
        began = moment_of(session, sight, wants)
        began = replace(began, began=began)
        yield Outcome((*here, "text"), _unfilled(step.text, began))
        played = yield from _play(session, step.script, sight, seed, began, here)
        if played is None:
            return
        sight = played
        if step.task is not None:
            task, at = step.task, (*here, "task")
            if not _why_not(task.done, began):
                yield Outcome((*at, "done"), f"it is done before it begins: {task.done}")
            for place, act in enumerate(task.answer):
                try:
                    sight = perform(session, (act,), sight, seed, began)
                except (Refused, Unmeasured) as error:
                    yield Outcome((*at, "answer", place), f"the answer cannot be given: {error}")
                    return
            after = moment_of(session, sight, wants, began)
            why = _why_not(task.done, after)
            yield Outcome((*at, "done"), why and f"the answer does not do it: {why}")
            for part, words in (("words", task.words), ("hint", task.hint)):
                yield Outcome((*at, part), _unfilled(words, began) or _unfilled(words, after))
            yield Outcome((*at, "shows"), _unreckoned(task.shows, began) or _unreckoned(task.shows, after))
        after = moment_of(session, sight, wants, began)
        for place, claim in enumerate(step.claims):
            claimed = (*here, "claims", place)
            yield Outcome((*claimed, "holds"), _why_not(claim.holds, after))
            yield Outcome((*claimed, "words"), _unfilled(claim.words, began) or _unfilled(claim.words, after))
            yield Outcome((*claimed, "numbers"), _unfilled(claim.numbers, after))


def _play(
    session: Session, script: tuple[Move, ...], sight: Sight, seed: int | None, began: Moment, here: Place
) -> Generator[Outcome, None, Sight | None]:
    """What comes of a script; where one then looks, or None where a move cannot be made."""
    for place, move in enumerate(script):
        at = (*here, "script", place)
        if isinstance(move, Caption):
            wants = wanting(term for text in every_language(move.caption) for term in holes(text))
            yield Outcome(at, _unfilled(move.caption, moment_of(session, sight, wants, began)))
        elif not isinstance(move, Pause | Speed):
            try:
                sight = perform(session, (move,), sight, seed, began)
            except (Refused, Unmeasured) as error:
                yield Outcome(at, str(error))
                return None
    return sight


def _why_not(condition: str, moment: Moment) -> str:
    """Why a condition does not hold; "" where it does."""
    return _unreckoned(condition, moment) or (
        "" if is_true(condition, moment) else f"{condition} is not true"
    )


def _unfilled(words: Words | None, moment: Moment) -> str:
    """Why a text cannot be filled in, in any language; "" where it can."""
    terms = (term for text in every_language(words) for term in holes(text))
    return next(filter(None, (_unreckoned(term, moment) for term in terms)), "")


def _unreckoned(term: str | None, moment: Moment) -> str:
    """Why a term is not known; "" where it is."""
    try:
        if term is not None:
            reckon(term, moment)
    except Unmeasured as error:
        return str(error)
    return ""
