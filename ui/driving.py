"""What a player can drive: something that goes on by itself at a pace, in steps, and to moments that are sought. It knows no
threads and no queue; the time that a chunk takes is measured by a clock that it is given.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from ui.commands import Advance, Command, Look, Play, Rename, SetRung, SetSpeed, SetStop
from ui.pace import Pace
from wbsim.session import Session

REST = 0.5  # seconds until anything is due where nothing is


class Drive(ABC):
    """Plays, pauses, and finishes epochs that were asked for, a chunk at a time, so that no command waits for long."""

    chunk = 0.004  # seconds of training between looks at the queue

    def __init__(self, clock: Callable[[], float], rate: float) -> None:
        self.playing = False
        self.pace = Pace(clock)
        self.rate = rate  # updates per second that it does
        self.left = 0  # updates to the end of the epoch that was asked for,
        self.epochs = 0  # and how many were asked for after it
        self._clock = clock

    # --- what it is asked ----------------------------------------------------------------------------------

    def take(self, session: Session, command: Command) -> bool:
        """Does a command, if it is one that drives; raises `Refused`."""
        match command:
            case Play(on):
                self.playing = on
                self.pace.begin()
            case SetRung(rung):
                self.pace.choose(rung)
            case SetSpeed(speed):
                self.pace.wish(speed)
            case _:
                return False
        return True

    def interrupt(self, command: Command) -> None:
        """Forgets what is still to be done, if a command is about something else."""
        if not isinstance(command, Look | SetSpeed | SetRung | SetStop | Rename):
            self.forget()
            if self.playing or command != Advance("epoch"):
                self.left = self.epochs = 0

    def pause(self) -> None:
        """Stands still."""
        self.playing, self.left, self.epochs = False, 0, 0

    @abstractmethod
    def forget(self) -> None:
        """Seeks no moment any more."""

    # --- what it does --------------------------------------------------------------------------------------

    def moving(self, session: Session) -> bool:
        """Whether there is something to do."""
        return self.is_pressed(session) or (self.playing and self._can_train(session))

    def is_pressed(self, session: Session) -> bool:
        """Whether something is to be done at once, played or not."""
        return self._is_urgent(session) or (self.left > 0 and self._can_train(session))

    def until_due(self, session: Session) -> float:
        """Seconds until something is due."""
        if not self.moving(session):
            return REST
        return 0.0 if self.is_pressed(session) else self.pace.until_due()

    def go_on(self, session: Session) -> bool:
        """A chunk of what is under way; False if nothing is due."""
        most = max(1, int(self.rate * self.chunk))
        if self._go_first(session, most):
            return True
        if not self._can_train(session):
            return False
        if self.left:
            count = min(most, self.left)
            self.left -= count
            self._advance(session, count, most)
            if self.epochs and not self.left:
                self.epochs -= 1
                self.left = self._to_epoch_end(session)
            return True
        return self.playing and self._play(session, most)

    def _play(self, session: Session, most: int) -> bool:
        """The steps that are due; False if none is."""
        rung = self.pace.rung
        count = self.pace.due(most if rung == "batch" else 1)
        if count < 1:
            return False
        if rung == "epoch":
            self.left = self._to_epoch_end(session)
        else:
            self._advance(session, count, most)
        self.pace.made(count)
        return True

    def finish_epoch(self, session: Session) -> None:
        """To the end of the epoch, in chunks, so that a pause or an edit need not wait for a long one."""
        if self.left:
            self.epochs += 1
        else:
            self.left = self._to_epoch_end(session)

    def learn(self, count: int, began: float, few: bool = False) -> None:
        """How fast it is, from so many updates since a moment; a few say nothing about the pace of many."""
        took = max(self._clock() - began, 1e-6)
        if not few or took > self.chunk:
            self.rate += 0.3 * (min(count / took, 8 * self.rate) - self.rate)

    @abstractmethod
    def _is_urgent(self, session: Session) -> bool:
        """Whether something goes before training."""

    @abstractmethod
    def _can_train(self, session: Session) -> bool:
        """Whether it could make another update."""

    @abstractmethod
    def _go_first(self, session: Session, most: int) -> bool:
        """A chunk of what goes before training; whether there was any."""

    @abstractmethod
    def _advance(self, session: Session, count: int, most: int) -> None:
        """So many updates, of `most` that a chunk may have."""

    @abstractmethod
    def _to_epoch_end(self, session: Session) -> int:
        """How many updates finish the epoch."""
