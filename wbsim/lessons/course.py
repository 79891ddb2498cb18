"""How far someone has come in a lesson: a value that every new moment carries on, and what is told of it. It moves nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from wbsim.engine import Watch
from wbsim.lessons.acting import holds
from wbsim.lessons.expressions import Unmeasured, is_true, names, reckon
from wbsim.lessons.ideas import IDEAS
from wbsim.lessons.lesson import Claim, Lesson, Step
from wbsim.lessons.telling import Entry, Idea, Standing, Told, ToldClaim, ToldTask
from wbsim.lessons.terms import OF_COMING, OF_HEALTH, Moment
from wbsim.lessons.texts import filled, holes, said, shown


@final
@dataclass(frozen=True, eq=False)
class Course:
    """A step of a lesson since it began at `began`: whether its task was done, and which claims have held since."""

    lesson: Lesson
    step: int
    began: Moment | None = None  # None until its scene is set
    done: bool = False
    held: frozenset[int] = frozenset()

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
        held = frozenset(k for k, c in enumerate(course.at_hand.claims) if holds(c.holds, moment)) | self.held
        return course if held == course.held else replace(course, held=held)

    def told(self, moment: Moment, language: str = "en") -> Told:
        """What is told at a moment."""
        moment = replace(moment, began=self.began)
        step = self.at_hand
        paragraphs = filled(said(step.text, language), moment).split("\n\n")
        return Told(
            self.lesson.name,
            said(self.lesson.title, language),
            self.step,
            tuple(said(one.heading, language) for one in self.lesson.steps),
            tuple(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip()),
            self._task(moment, language),
            tuple(self._claim(place, claim, moment, language) for place, claim in enumerate(step.claims)),
            step.ideas,
        )

    def _task(self, moment: Moment, language: str) -> ToldTask | None:
        task = self.at_hand.task
        if task is None:
            return None
        change = ""
        if task.shows is not None and self.began is not None:
            change = _change(task.shows, self.began, moment)
        hint = "" if task.hint is None else filled(said(task.hint, language), moment)
        return ToldTask(filled(said(task.words, language), moment), hint, self.done, change)

    def _claim(self, place: int, claim: Claim, moment: Moment, language: str) -> ToldClaim:
        numbers = "" if claim.numbers is None else filled(said(claim.numbers, language), moment)
        words = filled(said(claim.words, language), moment)
        if not self.is_ripe:
            return ToldClaim(words)
        return ToldClaim(words, numbers, "holds" if place in self.held else _standing(claim, moment))


def wanted(step: Step) -> Watch:
    """What has to be watched for all that a step tells and asks, beside what is always seen."""
    texts = [said(step.text)]
    conditions = []
    if step.task is not None:
        texts += [said(step.task.words), said(step.task.hint or "")]
        conditions += [step.task.done, step.task.shows or "0"]
    for claim in step.claims:
        texts += [said(claim.words), said(claim.numbers or "")]
        conditions.append(claim.holds)
    conditions += [term for text in texts for term in holes(text)]
    asked = frozenset().union(*map(names, conditions))
    return Watch(health=bool(asked & OF_HEALTH), coming=bool(asked & OF_COMING))


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


def entry(lesson: Lesson, language: str = "en") -> Entry:
    """A lesson as the list has it."""
    return Entry(
        lesson.name,
        said(lesson.title, language),
        said(lesson.about, language),
        tuple((sign, _first(lesson, sign)) for sign in lesson.ideas),
    )


def idea_list(lessons: tuple[Lesson, ...]) -> tuple[Idea, ...]:
    """Every idea that a lesson teaches, and the step that shows it first."""
    found = []
    for sign, words in IDEAS.items():
        lesson = next((one for one in lessons if sign in one.ideas), None)
        if lesson is not None:
            found.append(Idea(sign, words, lesson.name, _first(lesson, sign)))
    return tuple(found)


def _first(lesson: Lesson, sign: str) -> int:
    return next(place for place, step in enumerate(lesson.steps) if sign in step.ideas)
