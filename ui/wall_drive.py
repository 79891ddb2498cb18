"""How a wall of many networks is driven in place of the run, which stands still meanwhile: all its networks train together,
go to a moment and back to their start. It knows no threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import final

from ui.commands import Advance, Command, OpenNetwork, Recover, Restart, Seek, SetRung, SetStop, ToPhase
from ui.driving import REST, Drive
from ui.one_of_many import open_network
from ui.pace import FRAME
from ui.together import ends_of, epoch_before
from ui.walls import Make, Standing, Walls
from wbsim.experiment import Experiment
from wbsim.ladder import INSIDE
from wbsim.outcomes import Criterion
from wbsim.problems import Refused
from wbsim.session import Session
from wbsim.translation import translated
from wbsim.variation import WallWish
from wbsim.wall import Wall, WallSeen

_SLICE = 0.02  # seconds of building between looks at the queue
_SPARE = 0.03  # seconds until the next update from which on there is time to draw every network
_THREADS = 2  # that train, at most


@final
class WallDrive(Drive):
    """Drives the wall that is `wished` of the run of a session. `missing` says in words what has to be compiled before the
    networks of an experiment can train, and hurries it; "" where nothing has.
    """

    chunk = 0.03  # seconds: with the measuring behind it, some thirty pictures a second

    def __init__(
        self, clock: Callable[[], float], missing: Callable[[Experiment], str] = lambda of: "", make: Make = Wall
    ) -> None:  # fmt: skip
        super().__init__(clock, rate=200.0)
        self.wished: WallWish | None = None
        self._walls = Walls(make, threads=min(_THREADS, os.cpu_count() or 1))
        self._missing = missing
        self._waits_for = ""  # what has to be compiled first
        self._refused = ""  # why there is no such wall
        self._sought: int | None = None
        self._early = 0  # steps that were asked for before the wall was there
        self._again = 0.0  # when the next picture is due
        self._shown: Standing | None = None  # the wall that was seen last

    # --- what it is asked ----------------------------------------------------------------------------------

    def take(self, session: Session, command: Command) -> bool:
        match command:
            case Advance(rung, back):
                self.playing = False
                self._step(session, "batch" if rung in INSIDE else rung, back)
            case SetRung(rung) if rung in INSIDE:
                self.pace.choose("batch")  # nobody walks through the updates of so many
            case Seek(update):
                self.playing = False
                self._seek(session, update)
            case Restart(None):
                self._seek(session, 0)
            case SetStop(stop):
                session.stop = stop
                if stop.loss is not None or stop.accuracy is not None or stop.patience is not None:
                    session.said = translated(
                        "many networks stop together at an update or an epoch; the rest ends single runs"
                    )
            case ToPhase() | Recover():
                pass
            case OpenNetwork(number):
                self._open(session, number)
            case _:
                return super().take(session, command)
        return True

    def interrupt(self, command: Command) -> None:
        sought, early = self._sought, self._early
        super().interrupt(command)
        if isinstance(command, Advance):  # several steps are as many, however long each takes
            self._sought, self._early = sought, early

    def forget(self) -> None:
        self._sought, self._early = None, 0

    def _step(self, session: Session, rung: str, back: bool) -> None:
        one = self._walls.at_hand
        if one is None or self._is_coming(session):
            self._early += 0 if back else 1
            return
        at = one.update if self._sought is None else self._sought
        if back:
            self._seek(session, epoch_before(one.wall.crowd.plans[0], at) if rung == "epoch" else at - 1)
        elif self._sought is not None:
            self._seek(session, at + 1)
        elif rung == "epoch":
            self.finish_epoch(session)
        elif one.goes_on:
            self._advance(session, 1, 2)

    def _seek(self, session: Session, update: int | None) -> None:
        one = self._walls.at_hand
        if one is not None and not self._is_coming(session):  # that one begins at its start
            self._sought = one.present if update is None else min(max(0, update), one.present)

    def _open(self, session: Session, number: int) -> None:
        """One of the networks that are seen in place of the run, as it stands; raises `Refused`."""
        one = self._shown
        if one is not None and 0 <= number < len(one.wall.crowd):
            open_network(session, one.wall, one.wish.grid(one.base), number)
            self._walls.leave(session.experiment, one)

    # --- what it does --------------------------------------------------------------------------------------

    def _follows(self, session: Session) -> bool:
        """Whether the wall that is wished is the one of the run as it is now."""
        return self.wished is None or self._walls.knows(self.wished, session.experiment)

    def _is_coming(self, session: Session) -> bool:
        """Whether the wall that is wished is not at hand yet."""
        return self._walls.is_building or not self._follows(session)

    def _is_urgent(self, session: Session) -> bool:
        return self._sought is not None or self._is_coming(session)

    def _can_train(self, session: Session) -> bool:
        one = self._walls.at_hand
        return one is not None and one.goes_on and not self._is_coming(session)

    def until_due(self, session: Session) -> float:
        if self._waits_for:
            return _SPARE
        due = super().until_due(session)
        # what is due before the next picture is made at once
        return max(due, self._again - self._clock()) if 0 < due < REST else due

    def go_on(self, session: Session) -> bool:
        self._again = self._clock() + FRAME
        return super().go_on(session)

    def _go_first(self, session: Session, most: int) -> bool:
        if self._is_coming(session):
            try:
                return self._make(session)
            except Refused as refused:
                self._refused = str(refused.problems[0])
                raise
        one = self._walls.at_hand
        if self._sought is None or one is None:
            return False
        began, before = self._clock(), one.update
        if one.seek(self._sought, most):
            self._sought = None
        self.learn(abs(one.update - before), began, few=True)
        self.pace.begin()
        return True

    def _make(self, session: Session) -> bool:
        """Turns to the wall that is wished, or builds a part of it."""
        if self.wished is not None and not self._follows(session):
            self._refused, self._waits_for, before = "", "", self._walls.at_hand
            self._walls.wish(self.wished, session.experiment)
            worked = True
            if self._walls.is_building or self._walls.at_hand is not before:
                self._sought, self.left, self.epochs = None, 0, 0
        else:
            end = self._clock() + _SLICE
            worked = self._walls.build(lambda: self._clock() >= end, self._is_usable)
        if not self._walls.is_building:
            self.left, self._early = self.left + self._early, 0
        self.pace.begin()
        return worked

    def _is_usable(self, of: Experiment) -> bool:
        self._waits_for = self._missing(of)
        return not self._waits_for

    def _advance(self, session: Session, count: int, most: int) -> None:
        one = self._walls.at_hand
        assert one is not None
        began, ends = self._clock(), ends_of(session.stop, one.wall.crowd.plans[0])
        count = min([count, *(end - one.update for end in ends if end > one.update)])
        one.advance(count)
        self.learn(count, began, few=count < most)
        said = ends.get(one.update, "")
        if not one.goes_on:
            said = translated("all {count} networks have diverged", count=len(one.wall.crowd))
        if said:
            self.pause()
            session.said = said

    def _to_epoch_end(self, session: Session) -> int:
        one = self._walls.at_hand
        assert one is not None
        return one.wall.updates_to_epoch_end()

    # --- what there is to see ------------------------------------------------------------------------------

    @property
    def busy(self) -> str:
        """What is compiled before the wall can be trained, in words; "" for nothing."""
        return self._waits_for if self._walls.is_building else ""

    def see(self, session: Session) -> WallSeen | None:
        """The wall at hand, drawn as far as there is time for it, and what is waited for."""
        self._shown = one = self._walls.at_hand
        busy = self.busy or self._walls.words
        if one is None:
            if self.wished is None:
                return None
            return WallSeen(
                self.wished, self.wished.grid(session.experiment), Criterion(), busy=busy or self._refused
            )
        return replace(one.wall.see(at_rest=self.until_due(session) > _SPARE), busy=busy)
