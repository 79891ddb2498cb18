"""Crowds that are kept on the way of a wall, so that any moment of it is reached again by going forward from one of them.
Which ones are kept depends on update numbers and sizes alone; no number of a wall depends on them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import final

from wbsim.crowd import Crowd

MOST = 96  # crowds that are kept, at most,
MOST_BYTES = 256 * 2**20  # and the bytes of their numbers
_WORK = 2_000_000_000  # products from one to the next at the beginning: a tenth of a second
_FARTHEST = 9  # 2⁹ updates from one to the next there, at most


@final
class Moments:
    """The start of a wall and, on the way, the crowds at the multiples of a stride that doubles when they are too many."""

    def __init__(self, start: Crowd) -> None:
        self._kept = [_resting(start)]
        self._bytes = sum(part.theta.nbytes + part.slots.nbytes for part in start.parts)
        self._stride = _first_stride(start)

    @property
    def due(self) -> int:
        """The next update whose crowd is to be kept."""
        return (self._kept[-1].update // self._stride + 1) * self._stride

    def keep(self, crowd: Crowd) -> None:
        """A crowd that training has come to, if it is due."""
        if crowd.update != self.due:
            return
        self._kept.append(_resting(crowd))
        while len(self._kept) > max(2, min(MOST, MOST_BYTES // max(1, self._bytes))):
            self._stride *= 2
            self._kept = [one for one in self._kept if one.update % self._stride == 0]

    def before(self, update: int) -> Crowd:
        """The last one before an update, or the start. Not one at it: why a network diverges in the update that follows is
        told from the one before.
        """
        place = bisect_left(self._kept, update, key=lambda one: one.update)
        return self._kept[max(0, place - 1)]


def _resting(crowd: Crowd) -> Crowd:
    """A crowd without the one before it, which only one that goes on needs."""
    return replace(crowd, parts=tuple(replace(part, since=None) for part in crowd.parts))


def _first_stride(start: Crowd) -> int:
    """How many updates lie between the first two: a power of two that is soon replayed."""
    each = 0
    for part in start.parts:
        whole = part.stack.whole
        each += 3 * whole.products * min(whole.experiment.batches.size, whole.train_size) * len(part)
    return 1 << min(_FARTHEST, max(0, (_WORK // max(1, each)).bit_length() - 1))
