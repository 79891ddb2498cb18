"""Lessons at the window: sets the scene of a step, follows what the learner does, and tells it on the panel. What is true
of a run, the lesson's own terms say; this trains nothing and shows nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol, final

from PySide6.QtCore import QObject, Signal

from ui import commands
from ui.look import Look
from ui.panels.lesson import LessonPanel
from ui.panels.lesson_index import LessonIndex
from wbsim import Pick, Watch
from wbsim.lessons.acting import seen_from
from wbsim.lessons.acts import Act, Open, See, Train
from wbsim.lessons.acts import Look as Wish
from wbsim.lessons.course import Course, entry, idea_list
from wbsim.lessons.expressions import Unmeasured
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.reading import all_lessons, all_scenarios, read
from wbsim.lessons.sight import Sight
from wbsim.lessons.telling import Entry, Idea, Told
from wbsim.lessons.terms import Moment
from wbsim.lessons.wants import Wants, wanted
from wbsim.plan import Plan
from wbsim.problems import Problem, Refused
from wbsim.snapshot import Snapshot


class Eyes(Protocol):
    """Where the learner looks, and how that is changed."""

    look: Look

    @property
    def picked(self) -> Pick:
        """The sample that is followed."""

    def see(self, **changes: object) -> None:
        """Changes how things are shown."""

    def pick(self, pick: Pick) -> None:
        """Follows another sample."""

    def watch(self, plan: Plan) -> Watch:
        """What the views that are seen need to know."""


@final
class LessonDesk(QObject):
    """One lesson at a time, or none. `told` says what is to be read; `ended` that there is nothing any more."""

    told = Signal(object)  # a Told
    opened = Signal()  # another run is about to come
    ended = Signal()
    staged = Signal()  # a scenario begins, which is shown on stage
    refused = Signal(object)  # the problems of a lesson that cannot be read

    def __init__(
        self, post: Callable[[commands.Command], None], eyes: Eyes, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._post, self._eyes = post, eyes
        self._lessons: dict[str, Lesson] = {}
        self._listed = False
        self._course: Course | None = None
        self._wants = Wants()
        self._scene = 0  # the number of the scene that was asked for last
        self._looked = True  # whether the look of the step was taken since
        self._shows = False  # whether it plays until the task is done
        self._unseen = ""  # why it cannot be looked at what the step wants
        self._moment: Moment | None = None
        self.hushed = False  # whether nothing is told on the panel, but on stage
        self.entered = 0  # how often a step was begun
        self.played = (
            False  # whether the script of the step was played through, and its run is as that has left it
        )

    def listen(self, panel: LessonPanel, index: LessonIndex) -> None:
        """Tells a panel, fills the list when it opens, and does what is pressed in either."""
        index.opened.connect(lambda: self._list(index))
        index.chosen.connect(self.open)
        self.told.connect(panel.show_told)
        self.told.connect(lambda _: panel.show() if panel.isHidden() and not self.hushed else None)
        self.ended.connect(panel.hide)
        panel.next.connect(self.next)
        panel.back.connect(self.back)
        panel.chosen.connect(self.turn_to)
        panel.again.connect(self.again)
        panel.show_me.connect(self.show_me)
        panel.closed.connect(self.close)

    def _list(self, index: LessonIndex) -> None:
        """Fills the list, the first time that it is opened: reading all files takes a moment."""
        if not self._listed:
            entries, ideas = self.index()
            index.show_lessons(entries, ideas)
            self._listed = bool(entries)

    def wanting(self, watch: Watch) -> Watch:
        """What is watched, with what the step at hand wants to know besides."""
        return watch if self._course is None else self._wants.added(watch, self._eyes.picked)

    # --- which there are -------------------------------------------------------------------------------------

    def index(self) -> tuple[tuple[Entry, ...], tuple[Idea, ...]]:
        """All lessons and all ideas, as a list shows them; both empty where the files cannot be read."""
        try:
            lessons = tuple(written.lesson for written in all_lessons())
            shows = tuple(written.lesson for written in all_scenarios())
        except Refused as refused:
            self.refused.emit(refused.problems)
            return (), ()
        every = (*lessons, *shows)
        self._lessons = {one.name: one for one in every} | self._lessons
        return tuple(entry(one) for one in every), idea_list(lessons)

    @property
    def is_open(self) -> bool:
        """Whether there is a lesson."""
        return self._course is not None

    # --- going through ---------------------------------------------------------------------------------------

    def open(self, name: str, step: int = 0) -> None:
        """Begins a lesson at a step, by the name that the list has."""
        if name not in self._lessons:
            self.index()
        if name in self._lessons:
            self.begin(self._lessons[name], step)

    def open_file(self, path: Path) -> None:
        """Begins the lesson of a file; what cannot be read changes nothing."""
        try:
            chosen = read(path).lesson
        except Refused as refused:
            said = (str(problem).replace(str(path), path.name) for problem in refused.problems[:2])
            self.refused.emit(tuple(Problem("", words) for words in said))
            return
        self.begin(chosen)

    def begin(self, chosen: Lesson, step: int = 0) -> None:
        """Begins a lesson at a step; a scenario on stage."""
        if chosen.stage and not self.is_open:
            self.staged.emit()
        self._lessons[chosen.name] = chosen
        self._enter(chosen, step, chosen.acts_to(step))

    def _enter(self, chosen: Lesson, step: int, acts: tuple[Act, ...]) -> None:
        self._course, self._moment = Course(chosen, step), None
        self._wants = wanted(self._course.at_hand)
        self._scene += 1
        self.entered += 1
        self._looked, self._shows, self._unseen, self.played = False, False, "", False
        self.told.emit(self._course.announced())
        if any(isinstance(act, Open) for act in acts):
            self.opened.emit()
        self._post(commands.Perform(acts, self._scene))

    def next(self) -> None:
        """The next step, from where the learner is if the task is done, else as if it had been; the end after the last."""
        course = self._course
        if course is None:
            return
        chosen, step = course.lesson, course.step + 1
        if step == len(chosen.steps):
            self.close()
        else:
            here = course.is_ripe and (self.played or not course.at_hand.script)
            self._enter(chosen, step, chosen.steps[step].begin if here else chosen.acts_to(step))

    def back(self) -> None:
        """The step before, from its beginning."""
        if self._course is not None:
            self.turn_to(max(0, self._course.step - 1))

    def turn_to(self, step: int) -> None:
        """Another step, from its beginning."""
        if self._course is not None:
            self.begin(self._course.lesson, step)

    def again(self) -> None:
        """The same step from its beginning."""
        if self._course is not None:
            self.turn_to(self._course.step)

    def show_me(self) -> None:
        """Does the task as its answer says; what trains is played until the task is done, so that it is seen."""
        course, moment = self._course, self._moment
        if course is None or course.at_hand.task is None or course.began is None or moment is None:
            return
        for act in course.at_hand.task.answer:
            if isinstance(act, See):
                self._look(moment.snapshot, act.look)
            elif isinstance(act, Train):
                self._shows = not course.done
                self._post(commands.Play())
            else:
                self._post(commands.Perform((act,), self._scene, course.began))

    def perform(self, acts: tuple[Act, ...]) -> None:
        """Does acts of the step's script; what it looks like then comes with a later snapshot than any before."""
        if self._course is not None:
            self._scene += 1
            if any(isinstance(act, Open) for act in acts):
                self.opened.emit()
            self._post(commands.Perform(acts, self._scene, self._course.began))

    @property
    def course(self) -> Course | None:
        """How far the learner has come."""
        return self._course

    @property
    def moment(self) -> Moment | None:
        """The last moment of the step that was seen as a whole."""
        return self._moment

    def look_at(self, wish: Wish) -> None:
        """Looks where the step's script wants it."""
        if self._moment is not None:
            self._look(self._moment.snapshot, wish)

    def close(self) -> None:
        """No lesson any more; the run stays as it is."""
        self._course = self._moment = None
        self.ended.emit()

    # --- following -------------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Follows a moment, once the scene of the step is set and seen."""
        course = self._course
        if course is None or snapshot.scene.number != self._scene:
            return
        problem = snapshot.scene.problem
        if snapshot.scene.left:
            problem = self.tr("The run of this lesson was left. The arrow above begins the step again.")
        if problem:
            here = course.announced() if self._moment is None else self._told(course, self._moment)
            self.told.emit(replace(here, problem=problem))
            return
        if not self._looked:
            self._looked = True
            self._look(snapshot, course.at_hand.look)
        if course.began is None and not self._is_seen(snapshot):
            return
        self._moment = Moment(snapshot, self._sight(snapshot), course.began)
        self._course = course.at(self._moment)
        self.told.emit(self._told(self._course, self._moment))
        if self._shows and self._course.done:
            self._shows = False
            self._post(commands.Play(on=False))

    def _told(self, course: Course, moment: Moment) -> Told:
        return replace(course.told(moment), problem=self._unseen)

    def _is_seen(self, snapshot: Snapshot) -> bool:
        """Whether a moment shows all that the step is to begin with."""
        twin = snapshot.twin
        late = (
            twin is not None and twin.state.divergence is None and twin.state.update < snapshot.state.update
        )
        return not snapshot.busy and not late and snapshot.watch == self._eyes.watch(snapshot.plan)

    def _sight(self, snapshot: Snapshot) -> Sight:
        look, picked = self._eyes.look, self._eyes.picked
        return Sight(
            look.room, look.neuron, look.plus_one > 0, picked.point, picked.number, snapshot.watch.difference, look.charts
        )  # fmt: skip

    def _look(self, snapshot: Snapshot, wish: Wish) -> None:
        """Looks where a step wants it."""
        here = self._sight(snapshot)
        try:
            there = seen_from(snapshot.plan, here, wish)
        except Unmeasured as error:
            self._unseen = str(error)
            return
        changes: dict[str, object] = {
            "room": there.room, "neuron": there.neuron, "plus_one": float(there.plus_one), "charts": there.charts,
        }  # fmt: skip
        if wish.differs is not None:
            changes["difference"] = there.differs
        self._eyes.see(**changes)
        if (there.inputs, there.sample) != (here.inputs, here.sample):
            self._eyes.pick(Pick("train", there.sample, there.inputs))
