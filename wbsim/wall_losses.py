"""The losses of many networks since the start, at a bounded number of updates: at the multiples of a stride that doubles as a
run grows. Which ones are kept is a function of the last update. It measures nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import final

import numpy as np
from numpy.typing import NDArray

MOST = 64  # strides that lie before the last update, at most; with twice as many the stride doubles


@dataclass(frozen=True, eq=False)
class Losses:
    """The loss of every network at some updates, in order: update (m,), loss (m, networks), ∞ once one has diverged.

    Which updates are kept depends on the last one alone: their stride doubles as a run grows.
    """

    update: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    loss: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))


@final
class LossRecord:
    """The rows that are kept. `first` is the stride of a run that is still short, a power of two."""

    def __init__(self, networks: int, first: int) -> None:
        self._networks, self._stride = networks, first
        self._rows: dict[int, NDArray[np.float32]] = {}
        self._newest: tuple[int, NDArray[np.float32]] | None = None
        self._seen: Losses | None = None

    @property
    def last(self) -> int:
        """The last update that is kept as a multiple of the stride; -1 before any."""
        return max(self._rows, default=-1)

    @property
    def due(self) -> int:
        """The next update whose losses are to be kept."""
        following = (self.last // self._stride + 1) * self._stride if self._rows else 0
        return following + following % self._stride_at(following)

    def _stride_at(self, update: int) -> int:
        """The stride of a run that ends at an update."""
        stride = self._stride
        while update > MOST * stride:
            stride *= 2
        return stride

    def keep(self, update: int, losses: NDArray[np.float64]) -> None:
        """The losses (networks,) at the update that is due."""
        if update != self.due:
            raise ValueError(f"the losses at update {self.due} are due, not those at {update}")
        self._stride = self._stride_at(update)
        kept = {at: row for at, row in self._rows.items() if at % self._stride == 0}
        self._rows = kept | {update: _single(losses)}
        self._newest = self._seen = None

    def end(self, update: int, losses: NDArray[np.float64]) -> None:
        """The losses at the last update, which stand behind the others until more are kept."""
        if update > self.last:
            self._newest, self._seen = (update, _single(losses)), None

    def seen(self) -> Losses:
        """All that is kept, as arrays that nobody writes to."""
        if self._seen is None:
            rows = [*self._rows.items(), *([] if self._newest is None else [self._newest])]
            updates = np.array([update for update, _ in rows], np.int64)
            losses = np.array([row for _, row in rows], np.float32).reshape(len(rows), self._networks)
            updates.flags.writeable = losses.flags.writeable = False
            self._seen = Losses(updates, losses)
        return self._seen


def _single(losses: NDArray[np.float64]) -> NDArray[np.float32]:
    """Losses as they are kept; one that is finite stays so, for ∞ says that a network has diverged."""
    most = np.finfo(np.float32).max
    return np.where(np.isinf(losses), losses, np.minimum(losses, most)).astype(np.float32)
