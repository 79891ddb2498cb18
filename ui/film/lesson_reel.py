"""A lesson as a film: each step's scene with its heading over it and its text as captions, its answer played, and what it
claims. It plays as a rehearsal does and judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from ui.film.filming import Stage
from ui.film.reading import reading_seconds, start_session
from ui.film.schedule import Schedule, frames_in, shared_out
from ui.film.sights import looked
from ui.film.titles import Words
from ui.layouts import Layout
from ui.studio import Studio
from wbsim.lessons.acting import moment_of, performing, seen_from
from wbsim.lessons.acts import Act, Open, See, Train
from wbsim.lessons.course import Course
from wbsim.lessons.expressions import Unmeasured
from wbsim.lessons.lesson import Lesson, Step
from wbsim.lessons.sight import Sight
from wbsim.lessons.terms import Moment
from wbsim.lessons.texts import said
from wbsim.lessons.wants import wanted
from wbsim.problems import refuse
from wbsim.session import Session

_ACT, _TRAINED = 1.5, 5.0  # seconds of an act, and of training
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=\S)")
Shown = tuple[Studio, Words]


@dataclass(eq=False)
class LessonReel:
    """A lesson at so many frames a second; without `seconds` as long as it takes to read. `seed` stands in for those of its presets."""

    lesson: Lesson
    layout: Layout
    fps: int
    seconds: float | None = None
    seed: int | None = None
    _session: Session = field(init=False)
    _sight: Sight = field(init=False, default_factory=Sight)
    _studio: Studio | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._session = start_session()

    @property
    def lasts(self) -> float:
        """Its seconds."""
        return (
            self.seconds
            if self.seconds is not None
            else round(sum(sum(_weights(one)) for one in self.lesson.steps), 1)
        )

    @property
    def total(self) -> int:
        return max(frames_in(self.lasts, self.fps), sum(len(_weights(one)) for one in self.lesson.steps))

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(said(step.heading) for step in self.lesson.steps)

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(one for step in self.lesson.steps for one in _texts(step))

    @cached_property
    def _counts(self) -> Iterator[int]:
        return iter(
            shared_out(self.total, [weight for step in self.lesson.steps for weight in _weights(step)])
        )

    def frames(self, stage: Stage) -> Iterator[Shown | None]:
        for number in range(len(self.lesson.steps)):
            try:
                yield from self._step(number, stage)
            except Unmeasured as error:
                raise refuse(f"step {number + 1}", str(error)) from None

    def _step(self, number: int, stage: Stage) -> Iterator[Shown | None]:
        step, title = self.lesson.steps[number], self.titles[number]
        session = self._session
        yield from self._done(step.begin)
        if self._studio is None or any(isinstance(act, Open) for act in step.begin):
            self._sight = Sight(room=self._sight.room)
            self._studio = stage(session, self.layout)
        self._look(step.look)
        self._studio.show_here()
        wants = wanted(step)
        began = moment_of(session, self._sight, wants)
        course = Course(self.lesson, number).at(began)
        told = course.told(began)
        sentences = [one for paragraph in told.text for one in _sentences(paragraph)]
        asked = [told.task.words] if told.task is not None else []
        # as many as the text has without its numbers, whatever these are
        texts = _fitted([*sentences, *asked], len(_texts(step)) - len(step.claims))
        for words in texts:
            yield from self._still(Words("", words, session.here.state.update, title))
        if step.task is not None:
            for act in step.task.answer:
                yield from self._answer(act, Words(caption=asked[0], heading=title), began)
        after = moment_of(session, self._sight, wants, began)
        for claim in replace(course, done=True).at(after).told(after).claims:
            words = f"{claim.words} {claim.numbers}" if claim.numbers else claim.words
            yield from self._still(
                Words("", words if claim.standing == "holds" else "", session.here.state.update, title)
            )

    def _done(self, acts: Iterable[Act], began: Moment | None = None) -> Iterator[None]:
        """Does acts that are not shown one by one."""
        for act in acts:
            yield from performing(self._session, (act,), self._sight, self.seed, began)

    def _look(self, wish: object) -> None:
        """Looks where a step wants it; a layout of one view stays with it."""
        assert self._studio is not None
        self._sight = there = seen_from(self._session.here.plan, self._sight, wish)  # type: ignore[arg-type]
        looked(self._studio, self.layout, there)

    def _still(self, words: Words) -> Iterator[Shown]:
        assert self._studio is not None
        for _ in range(next(self._counts)):
            yield self._studio, words

    def _answer(self, act: Act, words: Words, began: Moment) -> Iterator[Shown | None]:
        """An act of an answer, seen."""
        session, studio = self._session, self._studio
        assert studio is not None
        if not isinstance(act, Train):
            if isinstance(act, See):
                self._look(act.look)
            else:
                yield from self._done((act,), began)
            studio.show_here()
            yield from self._still(replace(words, update=session.here.state.update))
            return
        first = session.here.state.update
        yield from self._done((act,), began)
        count = next(self._counts)
        for instant in Schedule(first, session.here.state.update, count / self.fps, self.fps).instants():
            studio.show(instant.update)
            yield studio, replace(words, update=instant.update)


def _sentences(paragraph: str) -> list[str]:
    return [one for one in _SENTENCE.split(" ".join(paragraph.split())) if one]


def _texts(step: Step) -> tuple[str, ...]:
    """All captions of a step, before their numbers are known."""
    sentences = [one for paragraph in said(step.text).split("\n\n") for one in _sentences(paragraph)]
    asked = [said(step.task.words)] if step.task is not None else []
    claims = [
        said(claim.words) + (f" {said(claim.numbers)}" if claim.numbers else "") for claim in step.claims
    ]
    return (*sentences, *asked, *claims)


def _weights(step: Step) -> tuple[float, ...]:
    """The seconds of every part of a step, in order."""
    texts = _texts(step)
    claims = len(step.claims)
    reading = [reading_seconds(one) for one in texts]
    answer = step.task.answer if step.task is not None else ()
    acts = [_TRAINED if isinstance(act, Train) else _ACT for act in answer]
    return (*reading[: len(reading) - claims], *acts, *reading[len(reading) - claims :])


def _fitted(texts: list[str], count: int) -> list[str]:
    """So many texts: where there are more the last ones stand together, where there are fewer the last one stays."""
    if len(texts) > count:
        return [*texts[: count - 1], " ".join(texts[count - 1 :])]
    return texts + texts[-1:] * (count - len(texts))
