"""What is remembered of a run: losses, parameters and fits in bins whose stride depends on the update number
alone, and doubles when there are too many. A history is a value: extending it makes a new one that shares
the old blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Bins, Floats
from wbsim.engine import State, record
from wbsim.layout import RANGED, Layout
from wbsim.measured import Best, Measured, better, measure
from wbsim.plan import Plan
from wbsim.probes.fit import Fit

CAPACITY = 1024  # bins before the stride doubles
BLOCK = 64  # bins a block
ERAS = 256  # stretches with other parameters; of older ones the losses alone are kept
FIT_BINS = 4  # bins from one fit to the next, at least
_FIT_WORK = 100_000  # products that a measurement may cost before it is made less often
_FIT_SELDOM = 4096  # updates from one fit to the next, at most, however long an epoch is


@dataclass(frozen=True, eq=False)
class Track:
    """Which parameters are followed: their ids, their places in θ, and the layout that these are places of."""

    ids: tuple[str, ...]
    places: NDArray[np.int64]
    layout: Layout | None = None

    @classmethod
    def of(cls, plan: Plan) -> Track:
        """Every parameter, or an even sample where there are more than RANGED."""
        return cls(plan.layout.followed_ids, plan.layout.followed, plan.layout)


_FORGOTTEN = Track((), np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Block:
    """Consecutive bins of one track; update (m,), loss (m, 3) and theta (m, 3 or 1, followed)."""

    track: Track
    update: NDArray[np.int64]
    loss: NDArray[np.float64]
    theta: Floats

    def __len__(self) -> int:
        return len(self.update)


@dataclass(frozen=True, eq=False)
class Curve:
    """One number over updates: at `update` (m,) the smallest, largest and last since the bin before."""

    update: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    last: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class History:
    """All that charts draw; bins end at the multiples of `stride`."""

    stride: int = 1
    blocks: tuple[Block, ...] = ()
    measured: tuple[Measured, ...] = field(default=())
    best: Best | None = None

    @property
    def bins(self) -> int:
        """How many bins it holds."""
        return sum(len(block) for block in self.blocks)

    def loss(self) -> Curve:
        """The loss of the batches."""
        update = np.concatenate([b.update for b in self.blocks] or [np.empty(0, np.int64)])
        loss = np.concatenate([b.loss for b in self.blocks] or [np.empty((0, 3))])
        real = ~np.isnan(loss[:, 2])  # a start has parameters, but no loss yet
        return Curve(update[real], *loss[real].T)

    def eras(self) -> Iterator[tuple[Track, NDArray[np.int64], Floats]]:
        """Stretches in which the same parameters exist: track, update (m,), theta (m, 3 or 1, followed)."""
        for era in self._eras():
            if era.track is not _FORGOTTEN:
                yield era.track, era.update, era.theta

    def _eras(self) -> Iterator[Block]:
        for _, same in groupby(self.blocks, key=lambda block: id(block.track)):
            yield _joined(list(same))

    def started(self, state: State, plan: Plan) -> History:
        """With the state's parameters as a point of their own: the start, or what an edit made of them."""
        track = self.blocks[-1].track if self._follows(plan) else Track.of(plan)
        theta = np.repeat(state.theta[None, None, track.places], 3 if plan.size <= RANGED else 1, axis=1)
        point = Block(track, np.array([state.update]), np.full((1, 3), np.nan), theta)
        return self._seen_at(state.update, track)._with(point)._thinned().measuring(state, plan)

    def extended(self, bins: Bins, plan: Plan) -> History:
        """With the bins of a `record` that went on from where this ends, at this stride."""
        if not len(bins.update):
            return self
        track = self.blocks[-1].track if self._follows(plan) else Track.of(plan)
        return self._with(Block(track, bins.update, bins.loss, bins.theta))._thinned()

    def measuring(self, state: State, plan: Plan, known: Fit | None = None) -> History:
        """With a fit of the state, measured now unless it is known; a bin holds the last one that was made in it."""
        return self.remembering(measure(plan, state, known))

    def remembering(self, new: Measured) -> History:
        """With a measurement that was made; one that is older than the last adds nothing."""
        kept = self.measured
        if kept and kept[-1].update > new.update:
            return self
        if kept and _bin(kept[-1].update, self.stride) == _bin(new.update, self.stride):
            kept = kept[:-1]
        return replace(self, measured=(*kept, new), best=better(self.best, new))

    def until(self, update: int) -> History:
        """Only what was by an update."""
        blocks = []
        for block in self.blocks:
            keep = block.update <= update
            if keep.any():
                blocks.append(Block(block.track, block.update[keep], block.loss[keep], block.theta[keep]))
        measured = tuple(one for one in self.measured if one.update <= update)
        best = self.best
        if best is not None and best.update > update:
            best = reduce(better, measured, None)
        return replace(self, blocks=tuple(blocks), measured=measured, best=best)

    def _follows(self, plan: Plan) -> bool:
        """Whether the last block follows the parameters of the plan."""
        return bool(self.blocks) and self.blocks[-1].track.layout == plan.layout

    def _seen_at(self, update: int, track: Track) -> History:
        """Without an era that began at this update too, for no update was made in it."""
        rest, last = self.blocks[:-1], self.blocks[-1:]
        began_here = any(len(b) == 1 and b.update[0] == update and np.isnan(b.loss[0, 2]) for b in last)
        if not began_here or last[0].track is track or (rest and rest[-1].track is last[0].track):
            return self
        return replace(self, blocks=rest)

    def _with(self, block: Block) -> History:
        """Appends bins; a bin that an earlier call left short is completed, and short blocks are joined."""
        blocks = list(self.blocks)
        if blocks and blocks[-1].track is block.track:
            last = blocks[-1]
            if len(last) < BLOCK or last.update[-1] % self.stride:
                blocks.pop()
                block = _binned(_joined([last, block]), self.stride)
        pieces = [
            Block(
                block.track,
                block.update[k : k + BLOCK],
                block.loss[k : k + BLOCK],
                block.theta[k : k + BLOCK],
            )
            for k in range(0, len(block), BLOCK)
        ]
        return replace(self, blocks=(*blocks, *pieces))

    def _thinned(self) -> History:
        history = self._forgetting()
        while history.bins > CAPACITY:
            stride = history.stride * 2
            measured = {_bin(one.update, stride): one for one in history.measured}
            thin = History(stride, (), tuple(measured.values()), history.best)
            for era in history._eras():
                thin = thin._with(_binned(era, stride))
            history = thin
        return history

    def _forgetting(self) -> History:
        """Of more eras than ERAS, the older half keeps its losses alone: every era takes a bin at any stride."""
        if len(self.blocks) <= ERAS:
            return self
        eras = list(self._eras())
        if len(eras) <= ERAS:
            return self
        history = History(self.stride, (), self.measured, self.best)
        for old in eras[: -ERAS // 2]:
            history = history._with(Block(_FORGOTTEN, old.update, old.loss, old.theta[:, -1:, :0]))
        for era in eras[-ERAS // 2 :]:
            history = history._with(era)
        return history


def _bin(update: int, stride: int) -> int:
    """Which bin an update falls into: they end at the multiples of `stride`, and update 0 is one of its own."""
    return -(-update // stride)


def _joined(blocks: list[Block]) -> Block:
    """Blocks of one track, one after the other."""
    return Block(
        blocks[0].track,
        np.concatenate([b.update for b in blocks]),
        np.concatenate([b.loss for b in blocks]),
        np.concatenate([b.theta for b in blocks]),
    )


def _binned(block: Block, stride: int) -> Block:
    """Bins of one stride: those that end within the same multiple become one. The start at update 0 stays alone."""
    group = -(-block.update // stride)
    first = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    if len(first) == len(group):
        return block
    last = np.append(first[1:], len(group)) - 1
    # a start has no loss: the last loss of its bin is the one before it
    latest = np.maximum.reduceat(np.where(np.isnan(block.loss[:, 2]), 0, np.arange(len(group))), first)
    loss = np.stack(
        [
            np.fmin.reduceat(block.loss[:, 0], first),
            np.fmax.reduceat(block.loss[:, 1], first),
            block.loss[np.maximum(latest, first), 2],
        ],
        axis=1,
    )
    theta = block.theta[last]
    if theta.shape[1] == 3:
        low, high = (
            np.minimum.reduceat(block.theta[:, 0], first),
            np.maximum.reduceat(block.theta[:, 1], first),
        )
        theta = np.stack([low, high, theta[:, 2]], axis=1)
    return Block(block.track, block.update[last], loss, theta)


def fit_stride(plan: Plan) -> int:
    """Every how many updates a fit is measured at least, a power of two.

    It is 1 for small work; up to 64, then up to an epoch, so that fits cost less than the training between them.
    """
    work = plan.size * plan.description.size / _FIT_WORK
    epoch = min(_FIT_SELDOM, plan.train_size / plan.experiment.batches.size)
    most = max(6, round(np.log2(max(epoch, 1))))
    return 1 << min(most, max(0, int(np.ceil(np.log2(max(work, 1))))))


def advanced(state: State, plan: Plan, history: History, updates: int) -> tuple[State, History]:
    """`updates` updates on, with everything recorded; it ends early where the run diverges."""
    goal = state.update + updates
    while state.update < goal and state.divergence is None:
        every = max(FIT_BINS * history.stride, fit_stride(plan))
        stop = min(goal, (state.update // every + 1) * every)
        state, bins = record(state, plan, stop - state.update, history.stride)
        history = history.extended(bins, plan)
        # the stride may have doubled; when exactly must not show, or it would matter where the way was cut
        if state.update % max(FIT_BINS * history.stride, fit_stride(plan)) == 0:
            history = history.measuring(state, plan)
    return state, history
