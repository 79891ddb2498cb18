"""How many steps are due: of the rung that playing goes by, at the speed that is wished for it. It counts by a clock that
it is given, and knows no session.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import final

from wbsim.ladder import Rung
from wbsim.problems import refuse

FRAME = 1 / 66  # seconds between snapshots
DEFAULT_SPEED = 250.0  # updates per second: the default network forms its boundary in about ten seconds
_SPEEDS: dict[Rung, float | None] = {
    "product": 2.0, "neuron": 2.0, "sample": 1.0, "batch": DEFAULT_SPEED, "epoch": 2.0,
}  # fmt: skip
_OVER = 1.0  # seconds over which the pace is measured


@final
class Pace:
    """A rung, a speed for each rung in its steps per second (None: as fast as it goes), and what is owed by now."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.rung: Rung = "batch"
        self._speeds = dict(_SPEEDS)
        self._owed = 0.0  # steps that are due but not done
        self._at = 0.0
        self._done: deque[tuple[float, int]] = deque()

    @property
    def speed(self) -> float | None:
        """Steps of the rung at hand per second."""
        return self._speeds[self.rung]

    def choose(self, rung: Rung) -> None:
        """Goes by another rung."""
        self.rung = rung
        self.begin()

    def wish(self, speed: float | None) -> None:
        """Another speed for the rung at hand; raises `Refused` for none."""
        if speed is not None and not 0 < speed < float("inf"):
            raise refuse("speed", f"{speed} is out of range; it must be a number above 0")
        self._speeds[self.rung] = speed
        self.begin()

    def begin(self) -> None:
        """Owes nothing from now on."""
        self._owed, self._at = 0.0, self._clock()

    def until_due(self) -> float:
        """Seconds until the next step is due."""
        if self.speed is None:
            return 0.0
        return max(0.0, (1 - self._owed) / self.speed - (self._clock() - self._at))

    def due(self, most: int) -> int:
        """How many steps to make now, at most `most`."""
        now, speed = self._clock(), self.speed
        if speed is None:
            self._at = now
            return most
        # after a wait, at most a frame's worth is made up for: time does not jump
        self._owed += min(now - self._at, max(2 * FRAME, 1 / speed)) * speed
        count = min(most, int(self._owed))
        self._owed = min(self._owed - count, max(1.0, speed * 2 * FRAME))
        self._at = now
        return count

    def made(self, count: int) -> None:
        """So many steps were made just now."""
        self._done.append((self._clock(), count))

    def reached(self) -> float:
        """Steps per second over the last second."""
        now = self._clock()
        while self._done and self._done[0][0] < now - _OVER:
            self._done.popleft()
        return sum(count for _, count in self._done) / _OVER
