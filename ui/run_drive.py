"""How the run of a session is driven: it trains, walks inside an update, goes to a moment, recovers, and waits for its twin.
It knows no threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from ui.commands import Advance, Change, Command, Recover, Seek, ToPhase
from ui.driving import Drive
from wbsim.engine import updates_to_epoch_end
from wbsim.ladder import INSIDE
from wbsim.recovery import remedy
from wbsim.session import Session

_ON_THE_WAY = 0.03  # seconds of replaying after which a moment that is sought is shown on the way
_STEPS = 64  # steps inside an update in one chunk, at most


@final
class RunDrive(Drive):
    """Drives the run at hand."""

    def __init__(self, clock: Callable[[], float], playing: bool = False) -> None:
        super().__init__(clock, rate=1000.0)
        self.playing = playing
        self.sought: Seek | None = None  # a moment that is being replayed,
        self._then: Change | None = None  # and how the run goes on from there
        self._remembers = True  # until that goes wrong

    def take(self, session: Session, command: Command) -> bool:
        if isinstance(command, Advance | ToPhase | Seek | Recover):
            self.playing = False
            self._step(session, command)
            return True
        return super().take(session, command)

    def forget(self) -> None:
        self.sought = self._then = None

    def _step(self, session: Session, command: Advance | ToPhase | Seek | Recover) -> None:
        """Moves in time, exactly so far."""
        match command:
            case Advance(rung, back=True):
                session.walk.back(rung)
            case Advance("epoch"):
                self.finish_epoch(session)
            case Advance(rung):
                session.walk.step(rung)
                self._rest_if_ended(session)
            case ToPhase(phase):
                session.walk.to_phase(phase)
                self._rest_if_ended(session)
            case Seek():
                self.seek(session, command)
            case Recover():
                self._recover(session)

    def _is_urgent(self, session: Session) -> bool:
        return self.sought is not None

    def _can_train(self, session: Session) -> bool:
        return session.here.state.divergence is None

    def _go_first(self, session: Session, most: int) -> bool:
        if self.sought is not None:
            self.seek(session, self.sought)
            return True
        if self.catch_up(session):  # a twin and its run stand at one update: the run waits
            self.pace.begin()
            return True
        return False

    def _play(self, session: Session, most: int) -> bool:
        rung = self.pace.rung
        if rung not in INSIDE:
            return super()._play(session, most)
        count = self.pace.due(_STEPS)
        if count < 1:
            return False
        for _ in range(count):
            session.walk.step(rung)
            if self._rest_if_ended(session):
                break
        self.pace.made(count)
        return True

    def _advance(self, session: Session, count: int, most: int) -> None:
        began = self._clock()
        session.advance(count)
        self.learn(count, began, few=count < most)
        self._rest_if_ended(session)

    def _to_epoch_end(self, session: Session) -> int:
        return updates_to_epoch_end(session.here.state, session.here.plan)

    def _rest_if_ended(self, session: Session) -> bool:
        """Whether what was to stop by itself has just stopped; it says why, once."""
        if not session.ended:
            return False
        self.pause()
        session.said, session.ended = session.ended, ""
        return True

    def seek(self, session: Session, seek: Seek) -> None:
        """To a moment, or as far as it can be replayed within a frame or two."""
        most, began = max(1, int(self.rate * _ON_THE_WAY)), self._clock()
        self.sought, (then, self._then) = None, (self._then, None)  # nor again, if it is refused
        if not session.seek(seek.update, most):
            self.learn(most, began)
            self.sought, self._then = seek, then
        elif then is not None:
            session.change(then.settings, then.gesture)
            self.playing = True
            self.pace.begin()

    def _recover(self, session: Session) -> None:
        """Back to before the divergence and, once there, on with a smaller step."""
        found = remedy(session.branch)
        if found is not None:
            self._then = Change(found.settings)
            self.seek(session, Seek(found.update))

    def catch_up(self, session: Session) -> bool:
        """A chunk of the twin that is watched; whether it is still on its way."""
        if not session.twin.is_behind and not session.catch_up(0):
            return False
        most, began = max(1, int(self.rate * self.chunk)), self._clock()
        behind = session.catch_up(most)
        self.learn(most, began, few=not behind)
        return behind

    def remember(self, session: Session) -> bool:
        """A chunk of the past of a run that was opened without; whether there was any to be found."""
        if not self._remembers:
            return False
        most, began = max(1, int(self.rate * self.chunk)), self._clock()
        self._remembers = False  # nor again, if it goes wrong
        found = session.recall(most)
        self._remembers = True
        if found:
            self.learn(most, began)
        return found
