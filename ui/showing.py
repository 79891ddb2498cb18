"""Plays the script of a lesson's step on stage, move by move: it says what is to be said, lets the run go on exactly as far as
is written, and waits for seconds and clicks. What is done to a run in between is mended at the next click.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, final

from PySide6.QtCore import QObject, QTimer, Signal

from ui import commands
from ui.lessons import LessonDesk
from ui.pace import DEFAULT_SPEED
from wbsim.lessons.acts import Play, See
from wbsim.lessons.script import Caption, Pause, Speed
from wbsim.lessons.show import plain
from wbsim.lessons.telling import Told
from wbsim.lessons.texts import filled, said
from wbsim.run import Run
from wbsim.snapshot import Snapshot
from wbsim.stops import NEVER, Stop

# nothing is shown; the scene is being set; acts are done; it plays; it waits; it was left in the midst; it is at its end
State = Literal["none", "begin", "acts", "play", "wait", "held", "end"]


@final
class Showing(QObject):
    """The show of the lesson that is open. `spoke` says that there is another caption."""

    spoke = Signal()

    def __init__(
        self, post: Callable[[commands.Command], None], lessons: LessonDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._post, self._lessons = post, lessons
        self.caption = ""
        self.state: State = "none"
        self._entered = -1
        self._place = 0  # of the move that is next or under way
        self._clicked = False  # whether the step has gone on since it began
        self._speed: float | None = DEFAULT_SPEED
        self._stop = NEVER  # when playing ends by itself for whoever set that
        self._left: tuple[int, Run] | None = None  # where the script has left the run
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._waited)
        self._running = True

    def take(self, snapshot: Snapshot, running: bool) -> None:
        """Follows a moment that the lesson has seen; `running` says whether anybody looks at the show."""
        self._running = running
        course = self._lessons.course
        if course is None or not course.at_hand.script:
            self._drop(snapshot)
            return
        if self._lessons.entered != self._entered:
            self._drop(snapshot)
            self._begin()
        moment = self._lessons.moment
        if not running or moment is None or moment.snapshot is not snapshot:
            return
        if self.state in ("begin", "acts"):
            self._run()
        elif self.state == "play" and self._has_arrived(snapshot):
            self._end_play()
            self._place += 1
            self._run()

    def _drop(self, snapshot: Snapshot) -> None:
        """Nothing of it goes on."""
        if self.state == "play":
            self._end_play()
        self._wait.stop()
        if self.state != "none":
            self.state, self._entered = "none", -1
            self._say("")

    def _begin(self) -> None:
        """A step has begun, whose scene is not set yet."""
        course = self._lessons.course
        assert course is not None
        self._entered, self._place, self._clicked, self.state = self._lessons.entered, 0, False, "begin"
        speed = course.lesson.speed_at(course.step)
        self._wish(DEFAULT_SPEED if speed is None else None if speed == "most" else float(speed))

    # --- the moves -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        """All moves until one that takes a while."""
        course, moment = self._lessons.course, self._lessons.moment
        if course is None or moment is None:
            return
        if self.state == "begin":
            self._say(plain(filled(said(course.at_hand.text), moment)))
        script, now = course.at_hand.script, moment.snapshot.state.update
        while self._place < len(script):
            move = script[self._place]
            match move:
                case Caption():
                    self._say(plain(filled(said(move.caption), moment)))
                case See():
                    self._lessons.look_at(move.look)
                case Speed():
                    self._wish(None if move.speed == "most" else float(move.speed))
                case Pause():
                    self._await("wait", moment.snapshot)
                    if move.pause != "click":
                        self._wait.start(round(1000 * float(move.pause)))
                    return
                case Play():
                    if move.play > now and moment.snapshot.state.divergence is None:
                        self._play(move.play, moment.snapshot)
                        return
                case _:
                    self.state = "acts"
                    self._place += 1
                    self._lessons.perform((move,))
                    return
            self._place += 1
        self._await("end", moment.snapshot)

    def _await(self, state: State, snapshot: Snapshot) -> None:
        self.state, self._left = state, (snapshot.state.update, snapshot.run)
        self._lessons.played = state == "end"

    def _play(self, to: int, snapshot: Snapshot) -> None:
        """Goes on to an update, and rests exactly there."""
        self._left = None
        self.state, self._stop = "play", snapshot.stop
        if snapshot.rung != "batch":
            self._post(commands.SetRung("batch"))
        self._post(commands.SetSpeed(self._speed))
        self._post(commands.SetStop(Stop(update=to)))
        self._post(commands.Play())

    def _end_play(self) -> None:
        self._post(commands.SetStop(self._stop))
        self._post(commands.SetSpeed(self._speed))
        self.state = "held"

    def _has_arrived(self, snapshot: Snapshot) -> bool:
        course = self._lessons.course
        move = course.at_hand.script[self._place] if course is not None else None
        assert isinstance(move, Play)
        there = snapshot.state.update >= move.play or snapshot.state.divergence is not None
        return there and not snapshot.playing

    def _waited(self) -> None:
        if self.state == "wait" and self._running:
            self._place += 1
            self._run()

    def _wish(self, speed: float | None) -> None:
        self._speed = speed
        self._post(commands.SetSpeed(speed))

    def _say(self, words: str) -> None:
        if words != self.caption:
            self.caption = words
            self.spoke.emit()

    # --- what is said --------------------------------------------------------------------------------------

    def sentence_of(self, told: Told) -> str:
        """What stands in the head of the stage: what a step is about, or why it cannot be shown."""
        return told.problem or plain(told.headings[told.step])

    def caption_of(self, told: Told) -> str:
        """The words of the script; of a step without one its first paragraph and, once its task is done, what holds."""
        if self.is_on:
            return self.caption
        held = [claim for claim in told.claims if claim.standing == "holds"]
        if held and told.task is not None:
            return plain(held[-1].words)
        return plain(told.text[0]) if told.text else ""

    # --- what a presenter presses --------------------------------------------------------------------------

    @property
    def is_on(self) -> bool:
        """Whether there is a script to be played."""
        return self.state != "none"

    def click(self) -> None:
        """On: what plays arrives at once, what waits goes on, and after the last move comes the next step."""
        moment = self._lessons.moment
        if self.state == "none" or self.state in ("begin", "acts") or moment is None:
            return
        self._clicked = True
        if self.state == "play":
            self._post(commands.SetSpeed(None))
            self._post(commands.Play())
            return
        intact = self._left is not None and self._is_as_left(moment.snapshot)
        if self.state == "end":
            self._lessons.played = intact
            self._lessons.next()
            return
        self._wait.stop()
        if self.state == "wait":
            self._place += 1
        if intact:
            self._run()
        else:
            self._mend()

    def back(self) -> None:
        """The step from its beginning, or the one before where it has just begun."""
        self._lessons.again() if self._clicked else self._lessons.back()

    def hold(self, snapshot: Snapshot | None) -> None:
        """Nobody looks any more: what plays rests."""
        self._running = False
        self._wait.stop()
        if self.state == "play" and snapshot is not None:
            self._post(commands.Play(on=False))
            self._end_play()
            self._left = None

    def _is_as_left(self, snapshot: Snapshot) -> bool:
        update, run = self._left or (None, None)
        return snapshot.state.update == update and snapshot.run is run and not snapshot.playing

    def _mend(self) -> None:
        """Sets the run to where the script would have it by now."""
        course = self._lessons.course
        assert course is not None
        self.state = "acts"
        self._lessons.perform(course.lesson.acts_into(course.step, self._place))
