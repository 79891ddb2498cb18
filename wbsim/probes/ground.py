"""The ground that paths are drawn on: the loss over a window of two axes, measured a few rows at a time, as finely as its cost
allows and over no more points than are said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.device import Floats, Samples
from wbsim.plan import Plan
from wbsim.probes.axes import Anchor, Axes, Kind, Place
from wbsim.probes.pieces import Pieces
from wbsim.probes.surface import along_directions, over_parameters

Window = tuple[float, float, float, float]  # from and to along the first axis, and along the second

COARSE, FINE = 33, 97  # cells along an edge: while a run goes on, and where it stands
MOST_POINTS = 1000  # training points that a surface is measured over, at most,
FEW_POINTS = 250  # and of a large network
_LARGE = 20_000  # products of a sample
_LADDER = (97, 65, 49, 33, 25, 17)
_BUDGET = {COARSE: 8e8, FINE: 2e10}  # products that a surface may cost before it has fewer cells
_CLOSER, _AROUND = (
    10,
    7,
)  # how often the lowest place is looked for more closely, and cells along an edge then
FARTHEST = 1e30  # coordinates beyond it are out of every window; float32 ends a little farther out
_FINEST, _FINEST_SHARE = 1e-6, 1e-4  # of a window's width, alone and of how far out it lies
_UPHILL = 0.6  # of the window, that lies lower than a place that is called high
_PIECE = 4e7  # products of a piece: about a millisecond


@dataclass(frozen=True)
class SurfaceWish:
    """Which surface is wished: over which axes, and over which window of them; None for one that holds the whole path."""

    kind: Kind = "parameters"
    parameters: tuple[str, str] | None = None
    seed: int = 0  # of random directions,
    around: Anchor | None = None  # and what they are drawn around
    window: Window | None = None
    finest: int = FINE  # cells along an edge, at most


@dataclass(frozen=True, eq=False)
class Ground:
    """The mean loss over a window of two axes, of all that lies where θ (P,) and these axes put it.

    `losses` is (n, n) [along the second axis, along the first], lowest first; `points` says over how many of `of` training
    points. `theta` is the θ of `update`, whose other parameters stand still. `lowest` is where in the window the loss is
    lowest, and what it is there, looked for more finely than the cells are; None where it is nowhere finite.
    """

    axes: Axes
    window: Window
    losses: NDArray[np.float64]
    theta: Floats
    update: int
    points: int
    of: int
    lowest: tuple[float, float, float] | None = None

    @property
    def cells(self) -> int:
        """Places along an edge."""
        return len(self.losses)

    def loss_at(self, places: NDArray[np.floating]) -> NDArray[np.float64]:
        """What the ground has at places (m, 2), between its cells in proportion, beyond its edge as at it: (m,)."""
        last = self.cells - 1
        low_u, high_u, low_v, high_v = self.window
        across = np.clip((places[:, 0] - low_u) / (high_u - low_u) * last, 0, last)
        up = np.clip((places[:, 1] - low_v) / (high_v - low_v) * last, 0, last)
        column, row = (np.minimum(one.astype(np.intp), last - 1) for one in (across, up))
        u, v = across - column, up - row
        found = np.zeros(len(places))
        corners = ((0, 0, (1 - u) * (1 - v)), (0, 1, u * (1 - v)), (1, 0, (1 - u) * v), (1, 1, u * v))
        for below, beside, weight in corners:
            part = np.zeros(
                len(places)
            )  # a corner without weight says nothing, also where its loss is infinite
            np.multiply(self.losses[row + below, column + beside], weight, out=part, where=weight > 0)
            found += part
        return found


@dataclass(frozen=True, eq=False)
class Path:
    """Where a run came along, in order: `update` (m,) and `places` (m, 2) on two axes."""

    update: NDArray[np.int64]
    places: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Surface:
    """A loss surface as it is known, and a run on it: its path and, of this very moment, its place and loss there.

    `ground` may be of an earlier update than the rest, where it takes long to measure, and is None where none is known
    yet; where there can be none, `lack` says why. `before` is the place and the loss before an edit of this very moment.
    """

    axes: Axes | None = None
    window: Window = (-1.0, 1.0, -1.0, 1.0)
    ground: Ground | None = None
    path: Path | None = None
    place: Place = (math.nan, math.nan)
    loss: float = math.nan
    lack: str = ""
    before: tuple[Place, float] | None = None

    @property
    def lowest(self) -> tuple[float, float, float] | None:
        """Where in the window the loss is lowest of all that is known, and what it is there."""
        found = self.ground.lowest if self.ground is not None else None
        low_u, high_u, low_v, high_v = self.window
        inside = low_u <= self.place[0] <= high_u and low_v <= self.place[1] <= high_v
        if found is not None and inside and self.loss < found[2]:
            return (*self.place, self.loss)
        return found

    @property
    def uphill(self) -> Place | None:
        """A place high up in the window and far from the lowest, for whoever wants to go down; None where none is known."""
        ground, lowest = self.ground, self.lowest
        if ground is None or lowest is None:
            return None
        us, vs = edges(ground)
        inner = slice(ground.cells // 8, ground.cells - ground.cells // 8)
        losses = ground.losses[inner, inner]
        finite = np.isfinite(losses)
        if not finite.any():
            return None
        high = finite & (losses >= np.quantile(losses[finite], _UPHILL))
        away = np.hypot(
            (us[inner][None, :] - lowest[0]) / (us[-1] - us[0]),
            (vs[inner][:, None] - lowest[1]) / (vs[-1] - vs[0]),
        )
        row, column = divmod(int(np.argmax(np.where(high, away, -1.0))), away.shape[1])
        return round(float(us[inner][column]), 3), round(float(vs[inner][row]), 3)


def least_width(at: float) -> float:
    """How wide a window at a coordinate is at least: in a narrower one float32 could not tell its cells apart."""
    return max(_FINEST, _FINEST_SHARE * abs(at))


def edges(ground: Ground) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The coordinates of the cells along both axes."""
    return _steps(ground.window, ground.cells)


def _steps(window: Window, cells: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.linspace(window[0], window[1], cells), np.linspace(window[2], window[3], cells)


def points_for(plan: Plan) -> int:
    """How many training points a surface of a plan is measured over."""
    return min(plan.train_size, MOST_POINTS if plan.products <= _LARGE else FEW_POINTS)


def cells_for(plan: Plan, wished: int) -> int:
    """How many cells along an edge a surface may have, so that it costs no more than it should."""
    budget = _BUDGET[COARSE if wished <= COARSE else FINE]
    each = plan.products * points_for(plan)
    return next((n for n in _LADDER if n <= wished and n * n * each <= budget), _LADDER[-1])


@lru_cache(maxsize=2)
def samples_for(plan: Plan) -> Samples:
    """The training points that a surface is measured over: all, or so many of them, taken evenly."""
    train, count = device.material(plan).train, points_for(plan)
    if count == train.count:
        return train
    taken = np.arange(count) * train.count // count
    x, t = (device.columns(all_of[:, taken].T, plan.dtype) for all_of in (train.x, train.t))
    return Samples(x, t, count)


def surveying(
    plan: Plan, theta: Floats, update: int, axes: Axes, window: Window, cells: int
) -> Pieces[Ground]:
    """Measures the loss over a window, some rows at a time; the same numbers however it is cut."""
    samples = samples_for(plan)
    us, vs = _steps(window, cells)
    losses = np.empty((cells, cells))
    rows = max(1, int(_PIECE / (cells * plan.products * samples.count)))
    for begin in range(0, cells, rows):
        part = slice(begin, begin + rows)
        losses[:, part] = losses_over(plan, theta, axes, (us[part], vs), samples).T
        if begin + rows < cells:
            yield
    losses.flags.writeable = False
    lowest = yield from _descending(plan, theta, axes, window, losses, samples)
    return Ground(axes, window, losses, theta, update, samples.count, plan.train_size, lowest)


def _descending(
    plan: Plan, theta: Floats, axes: Axes, window: Window, losses: NDArray[np.float64], samples: Samples
) -> Pieces[tuple[float, float, float] | None]:
    """The lowest place, from the lowest cell: a small grid follows it and closes in, for a valley may be narrower than a
    cell.
    """
    finite = np.where(np.isfinite(losses), losses, np.inf)
    row, column = divmod(int(np.argmin(finite)), len(losses))
    best = float(finite[row, column])
    if not np.isfinite(best):
        return None
    us, vs = _steps(window, len(losses))
    u, v = float(us[column]), float(vs[row])
    wide, high = 1.5 * (us[1] - us[0]), 1.5 * (vs[1] - vs[0])
    one = plan.products * samples.count
    each, spent = _AROUND**2 * one, len(losses) ** 2 * one
    for _ in range(_CLOSER):
        spent += each
        if spent > _PIECE:
            yield
            spent = 0
        across = np.clip(np.linspace(u - wide, u + wide, _AROUND), window[0], window[1])
        up = np.clip(np.linspace(v - high, v + high, _AROUND), window[2], window[3])
        around = losses_over(plan, theta, axes, (across, up), samples)
        around = np.where(np.isfinite(around), around, np.inf)
        first, second = divmod(int(np.argmin(around)), _AROUND)
        if around[first, second] < best:
            best, u, v = float(around[first, second]), float(across[first]), float(up[second])
        if 0 < first < _AROUND - 1:
            wide /= 2
        if 0 < second < _AROUND - 1:
            high /= 2
    return u, v, best


def losses_over(
    plan: Plan,
    theta: Floats,
    axes: Axes,
    at: tuple[NDArray[np.float64], NDArray[np.float64]],
    samples: Samples | None = None,
) -> Floats:
    """The mean loss where θ is moved to coordinates (us, vs) of two axes: (us, vs)."""
    samples = samples or samples_for(plan)
    if axes.ids is not None:
        return over_parameters(plan, theta, axes.ids, at, samples)
    here = axes.at(theta)
    moved = tuple(one - place for one, place in zip(at, here, strict=True))
    return along_directions(
        plan, theta, (axes.directions[0], axes.directions[1]), (moved[0], moved[1]), samples
    )


def loss_of(plan: Plan, theta: Floats, axes: Axes, place: Place) -> float:
    """The mean loss at one place, over the points of the ground."""
    return float(losses_over(plan, theta, axes, (np.array([place[0]]), np.array([place[1]])))[0, 0])
