"""What a history knows of size: how large weights and biases were over updates, the penalty that lay on them, stacked on
the loss of the training points, and which parameter grew first. It reads histories and runs and measures nothing anew.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from wbsim.history import Block, History, Track
from wbsim.optimizers import Penalty
from wbsim.run import Change, Restore, Run

Array = NDArray[np.float64]
TIMES = (
    10.0  # what is so many times as large as the largest parameter was at the start has outgrown all others
)


@dataclass(frozen=True, eq=False)
class Norms:
    """At updates (m,), in order: √Σw² of all weights and √Σb² of all biases, (m,), and Σ|w| and Σ|b|.

    Of large networks, of which a history follows a sample, they are what that sample lets one expect: `exact` is then
    False.
    """

    update: NDArray[np.int64]
    weights: Array
    biases: Array
    weight_sizes: Array
    bias_sizes: Array
    exact: bool = True


@dataclass(frozen=True, eq=False)
class Stack:
    """At updates (m,), in order: the loss of the training points, (m,), the penalty on top of it that weights and that
    biases pay, (m,) each, and the loss of the test points, (m,), NaN where there are none. Where a setting changed the
    penalty at an update, it stands there twice, first as it was.
    """

    update: NDArray[np.int64]
    loss: Array
    on_weights: Array
    on_biases: Array
    test: Array

    @property
    def penalty(self) -> Array:
        """The whole penalty, (m,)."""
        return self.on_weights + self.on_biases


@dataclass(frozen=True)
class Growth:
    """The parameter that outgrew all others first, in the bin that ends at `update`: it was `value` then, and `usual` is
    the size of the largest parameter at the start.
    """

    parameter: str
    update: int
    value: float
    usual: float


# a block never changes, and one that is read once need not be read again at every picture
_READ: WeakKeyDictionary[Block, Array] = WeakKeyDictionary()
_SHARES: WeakKeyDictionary[Track, tuple[Array, NDArray[np.bool_]]] = WeakKeyDictionary()


def norms(history: History) -> Norms:
    """How large weights and biases were at the end of every bin."""
    blocks = [block for block in history.blocks if block.track.layout is not None]
    if not blocks:
        return Norms(np.empty(0, np.int64), *np.empty((4, 0)))
    table = np.concatenate([_sums(block) for block in blocks])
    exact = all(len(b.track.places) == b.track.layout.size for b in blocks if b.track.layout is not None)
    return Norms(
        np.concatenate([block.update for block in blocks]), np.sqrt(table[:, 0]), np.sqrt(table[:, 1]),
        table[:, 2], table[:, 3], exact,
    )  # fmt: skip


def _sums(block: Block) -> Array:
    """Σw², Σb², Σ|w|, Σ|b| at the end of each bin: (m, 4)."""
    known = _READ.get(block)
    if known is None:
        counts, is_bias = _counts(block.track)
        with np.errstate(over="ignore"):
            sizes = np.abs(block.theta[:, -1].astype(float))
            columns = [
                (part[:, kind] * counts[kind]).sum(axis=1)
                for part in (sizes**2, sizes)
                for kind in (~is_bias, is_bias)
            ]
        _READ[block] = known = np.stack(columns, axis=1)
    return known


def _counts(track: Track) -> tuple[Array, NDArray[np.bool_]]:
    """For how many parameters of its layer and kind each followed one stands, and which are biases; both (followed,)."""
    known = _SHARES.get(track)
    if known is None:
        layout = track.layout
        assert layout is not None
        counts = np.ones(len(track.places))
        for strip in layout.strips:
            ends = [strip.weights, strip.weights + len(strip.neurons) * len(strip.sources)]
            ends += [ends[-1] + len(strip.neurons)] if strip.biases >= 0 else []
            for begin, end in pairwise(ends):
                own = (track.places >= begin) & (track.places < end)
                counts[own] = (end - begin) / max(1, own.sum())
        _SHARES[track] = known = counts, layout.is_bias[track.places]
    return known


def penalties(run: Run) -> tuple[tuple[int, Penalty], ...]:
    """The penalty from each update on at which it was changed, the first from update 0."""
    found: list[tuple[int, Penalty]] = [(0, run.experiment.penalty)]
    for stamped in run.edits:
        last = found[-1][1]
        if isinstance(stamped.edit, Restore):
            back = stamped.edit.state.update
            found = [one for one in found if one[0] <= back] or found[:1]
            found += [(back, last)] if found[-1][1] != last else []
        elif isinstance(stamped.edit, Change) and (after := _changed(last, stamped.edit)) != last:
            found.append((stamped.update, after))
    return tuple(found)


def _changed(penalty: Penalty, edit: Change) -> Penalty:
    """What an edit makes of the penalty; it was taken once, so that it fits."""
    whole = edit.settings.get("penalty", penalty)
    wish = whole.model_dump() if isinstance(whole, Penalty) else dict(whole)
    wish |= {path.partition(".")[2]: v for path, v in edit.settings.items() if path.startswith("penalty.")}
    return Penalty.model_validate(wish)


def stack(history: History, run: Run) -> Stack:
    """The losses that were measured, and the penalty at the same updates."""
    known, sizes = penalties(run), norms(history)
    begins = [update for update, _ in known]
    rows: list[tuple[int, float, float, int]] = []  # update, losses, and which penalty
    for one in history.measured:
        place = max(0, bisect_right(begins, one.update) - 1)
        losses = one.fit.train_loss, np.nan if one.fit.test_loss is None else one.fit.test_loss
        if place and begins[place] == one.update:
            rows.append((one.update, *losses, place - 1))
        rows.append((one.update, *losses, place))
    if not rows:
        return Stack(np.empty(0, np.int64), *np.empty((4, 0)))
    update = np.array([row[0] for row in rows], np.int64)
    table = np.array([row[1:3] for row in rows], float)
    which = np.array([row[3] for row in rows])
    on_weights, on_biases = _laid_on(sizes, update, [penalty for _, penalty in known], which)
    return Stack(update, table[:, 0], on_weights, on_biases, table[:, 1])


def _laid_on(
    sizes: Norms, update: NDArray[np.int64], known: list[Penalty], which: NDArray[np.intp]
) -> tuple[Array, Array]:
    """λ₁·Σ|θ| + ½·λ₂·Σθ² of weights and of biases at updates (m,), of the penalties `which` (m,)."""
    if not len(sizes.update):
        return np.zeros(len(update)), np.zeros(len(update))
    first, second = (np.array([getattr(p, name) for p in known])[which] for name in ("l1", "l2"))

    def of(kind: str, absolute: Array, norm: Array) -> Array:
        pulls = np.array([p.on in (kind, "both") for p in known], float)[which]
        with np.errstate(over="ignore", invalid="ignore"):
            square = np.interp(update, sizes.update, norm**2)
            return pulls * (first * np.interp(update, sizes.update, absolute) + 0.5 * second * square)

    return of("weights", sizes.weight_sizes, sizes.weights), of("biases", sizes.bias_sizes, sizes.biases)


def first_to_grow(history: History, times: float = TIMES) -> Growth | None:
    """The parameter that was first so many times as large as the largest one at the start of its era; None if none was.

    Of those that were so within the same bin it is the largest.
    """
    era = [block for block in history.blocks if block.track is history.blocks[-1].track]
    if not era:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        usual = float(np.abs(era[0].theta[0, -1].astype(float)).max(initial=0.0))
        if not usual > 0:
            return None
        for block in era:
            # the last row too, in which the range of a bin may not be kept
            sizes = np.abs(block.theta.astype(float)).max(axis=1)
            grown = (sizes > times * usual).any(axis=1)
            if grown.any():
                row = int(np.argmax(grown))
                place = int(np.argmax(sizes[row]))
                name = block.track.ids[place]
                return Growth(name, int(block.update[row]), float(sizes[row, place]), usual)
    return None
