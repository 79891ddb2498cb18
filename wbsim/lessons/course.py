"""How far someone has come in a lesson: a value that every new moment carries on, and what is told of it. It moves nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import final

from wbsim.lessons.acting import holds
from wbsim.lessons.expressions import Unmeasured, is_true, reckon
from wbsim.lessons.ideas import IDEAS
from wbsim.lessons.lesson import Claim, Lesson, Step
from wbsim.lessons.telling import Entry, Idea, Standing, Told, ToldClaim, ToldTask
from wbsim.lessons.terms import Moment
from wbsim.lessons.texts import filled, said, shown
from wbsim.translation import translated

_BLANKS = re.compile(r"[ \n]+")  # not those that keep a number and its unit on one line


@final
@dataclass(frozen=True, eq=False)
class Course:
    """A step of a lesson since it began at `began`: whether its task was done, and which claims have held since, each with the
    last moment at which it did.
    """

    lesson: Lesson
    step: int
    began: Moment | None = None  # None until its scene is set
    done: bool = False
    held: tuple[tuple[int, Moment], ...] = ()

    @property
    def at_hand(self) -> Step:
        """The step."""
        return self.lesson.steps[self.step]

    @property
    def is_ripe(self) -> bool:
        """Whether claims are told: the task is done, or there is none."""
        return self.began is not None and (self.done or self.at_hand.task is None)

    def at(self, moment: Moment) -> Course:
        """Carried on by a moment; the first one is where the step begins. What was done or held stays so."""
        if self.began is None:
            return replace(self, began=moment)
        moment = replace(moment, began=self.began)
        task = self.at_hand.task
        done = self.done or (task is not None and holds(task.done, moment))
        course = self if done == self.done else replace(self, done=done)
        if not course.is_ripe:
            return course
        now = {place: moment for place, c in enumerate(course.at_hand.claims) if holds(c.holds, moment)}
        return replace(course, held=tuple({**dict(course.held), **now}.items()))

    def announced(self) -> Told:
        """What is told before the scene is set: where one is, and nothing of it yet."""
        return Told(
            self.lesson.name,
            said(self.lesson.title),
            self.step,
            tuple(said(one.heading) for one in self.lesson.steps),
            (),
            ideas=self.at_hand.ideas,
        )

    def told(self, moment: Moment) -> Told:
        """What is told at a moment."""
        moment = replace(moment, began=self.began)
        step = self.at_hand
        # what is said sets the scene, so its numbers are those of the scene; what is asked and claimed is of now
        paragraphs = filled(said(step.text), self.began or moment).split("\n\n")
        return replace(
            self.announced(),
            text=tuple(_BLANKS.sub(" ", paragraph.strip()) for paragraph in paragraphs if paragraph.strip()),
            task=self._task(moment),
            claims=tuple(self._claim(place, claim, moment) for place, claim in enumerate(step.claims)),
        )

    def _task(self, moment: Moment) -> ToldTask | None:
        task = self.at_hand.task
        if task is None:
            return None
        change = ""
        if task.shows is not None and self.began is not None:
            change = _change(task.shows, self.began, moment)
        hint = "" if task.hint is None else filled(said(task.hint), moment)
        return ToldTask(filled(said(task.words), moment), hint, self.done, change)

    def _claim(self, place: int, claim: Claim, moment: Moment) -> ToldClaim:
        held = dict(self.held).get(place)
        moment = moment if held is None else held  # what was seen is told with the numbers that were seen
        words = filled(said(claim.words), moment)
        if not self.is_ripe:
            return ToldClaim(words)
        numbers = "" if claim.numbers is None else filled(said(claim.numbers), moment)
        return ToldClaim(words, numbers, "holds" if held is not None else _standing(claim, moment))


def _standing(claim: Claim, moment: Moment) -> Standing:
    """Of a claim that has not held so far: whether that can be told."""
    try:
        return "holds" if is_true(claim.holds, moment) else "fails"
    except Unmeasured:
        return "open"


def _change(term: str, before: Moment, now: Moment) -> str:
    """`0.3 → 0.6`; "" while it is as it was, or not known."""
    try:
        was, is_ = reckon(term, before), reckon(term, now)
    except Unmeasured:
        return ""
    return f"{shown(was)} → {shown(is_)}" if was != is_ else ""


def entry(lesson: Lesson) -> Entry:
    """A lesson as the list has it."""
    return Entry(
        lesson.name,
        said(lesson.title),
        said(lesson.about),
        tuple((sign, _first(lesson, sign)) for sign in lesson.ideas),
    )


def idea_list(lessons: tuple[Lesson, ...]) -> tuple[Idea, ...]:
    """Every idea that a lesson teaches, and the step that shows it first."""
    found = []
    for sign, words in IDEAS.items():
        lesson = next((one for one in lessons if sign in one.ideas), None)
        if lesson is not None:
            found.append(Idea(sign, translated(words), lesson.name, _first(lesson, sign)))
    return tuple(found)


def _first(lesson: Lesson, sign: str) -> int:
    return next(place for place, step in enumerate(lesson.steps) if sign in step.ideas)
