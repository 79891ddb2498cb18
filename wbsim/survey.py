"""The loss surface of a run at a moment: the ground, its window, and the path of the run on it. What takes long is measured
a slice at a time, first coarsely, then finely; the path and the place are always those of the moment.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import final

import numpy as np
from numpy.typing import NDArray

from wbsim.engine import State
from wbsim.history import History
from wbsim.layout import RANGED
from wbsim.path import Kept, joined, path_on, settled, settled_path
from wbsim.plan import Plan
from wbsim.probes import axes as axes_of
from wbsim.probes.axes import Axes, Place
from wbsim.probes.ground import (
    COARSE,
    FARTHEST,
    Ground,
    Path,
    Surface,
    SurfaceWish,
    Window,
    cells_for,
    least_width,
    loss_of,
    samples_for,
    surveying,
)  # fmt: skip
from wbsim.probes.pieces import Pieces
from wbsim.problems import Problem, Refused
from wbsim.translation import translated

_LEAST = 4.0  # how wide a window is along a parameter, at least: its path may have hardly begun
_USUAL = 10.0  # up to so large inputs are, as a root mean square, that is wide enough
_AIR = 0.12  # of the width of what it holds, beyond that at either side


# --- the window --------------------------------------------------------------------------------------------


def window_around(places: NDArray[np.floating], least: tuple[float, float] = (_LEAST, _LEAST)) -> Window:
    """A window of two axes that holds places (m, 2), with air around them; as they spread it grows by steps and never shrinks.

    Along each axis it is at least `least` wide, around the first place; what lies beyond all bounds is left out.
    """
    finite = places[(np.abs(places) <= FARTHEST).all(axis=1)]
    if not len(finite):
        finite = np.zeros((1, 2))
    ends = []
    for along in (0, 1):
        begin = float(finite[0, along])
        half = max(least[along], least_width(begin)) / 2
        low = min(float(finite[:, along].min()), begin - half)
        high = max(float(finite[:, along].max()), begin + half)
        wide = high - low
        grain = 2.0 ** math.floor(math.log2(wide / 4))
        bottom = math.floor((low - _AIR * wide) / grain) * grain
        top = math.ceil((high + _AIR * wide) / grain) * grain
        ends += [bottom, top]
    return ends[0], ends[1], ends[2], ends[3]


def _least(plan: Plan, axes: Axes) -> tuple[float, float]:
    """How wide a window is at least along two parameters: the less, the larger the inputs are that they multiply."""
    wide = []
    for name in axes.ids or ("", ""):
        row = plan.value_rows.get(name.partition("<")[2]) if "<" in name else None
        size = 1.0
        if row is not None and row < len(plan.inputs):
            inputs = samples_for(plan).x[row]
            size = max(1.0, float(np.sqrt(np.mean(np.square(inputs, dtype=np.float64)))) / _USUAL)
        wide.append(_LEAST / size)
    return wide[0], wide[1]


def window_with(window: Window, place: Place) -> Window:
    """A window that was chosen, moved by halves of itself where the place has left it."""
    moved = []
    for (low, high), at in zip((window[:2], window[2:]), place, strict=True):
        if abs(at) <= FARTHEST and not low <= at <= high:
            half = max(high - low, least_width(at)) / 2
            if at < low:
                low += math.floor((at - low) / half) * half
                high = low + 2 * half
            else:
                high += math.ceil((at - high) / half) * half
                low = high - 2 * half
        moved += [low, high]
    return moved[0], moved[1], moved[2], moved[3]


# --- axes --------------------------------------------------------------------------------------------------


def axes_for(plan: Plan, history: History, wish: SurfaceWish, kept: Kept = ()) -> Axes:
    """The axes that are wished; raises `Refused` where there can be none."""
    if wish.kind == "random":
        return axes_of.random_directions(plan, wish.seed, wish.around)
    if wish.kind == "principal":
        early = settled_path(history, plan, kept)
        if early is not None:
            found = axes_of.principal_directions(early[1], int(early[0][-1]))
            if found is not None:
                return found
        raise Refused(
            Problem("surface", translated("principal directions are those of the path: train a little first"))
        )
    ids = wish.parameters
    if ids is None or not set(ids) <= set(plan.index):
        ids = axes_of.usual_parameters(plan, None)
    if ids is None:
        raise Refused(
            Problem("surface", translated("a surface needs two parameters; this network has a single one"))
        )
    return axes_of.of_parameters(plan, ids)


# --- measuring ---------------------------------------------------------------------------------------------

_Work = tuple[Plan, Axes, Window, int]


@final
class Surveyor:
    """Measures surfaces of the newest moments; small ones within one call, larger ones over several."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ground: Ground | None = None
        self._of: tuple[Plan, State] | None = None  # whose ground that is
        self._pieces: Pieces[Ground] | None = None
        self._work: tuple[_Work, State] | None = None  # what is being measured
        self._axes: tuple[object, ...] = ()
        self._behind = False
        self._last: State | None = None  # the state that was asked for before
        self._projected: dict[int, tuple[Axes, State, NDArray[np.float64]]] = {}

    def rest(self) -> None:
        """Nothing is asked for now."""
        self._behind = False

    @property
    def is_behind(self) -> bool:
        """Whether what was last asked for could still be measured for its very moment, or more finely."""
        return self._behind

    def newest(
        self,
        plan: Plan,
        history: History,
        state: State,
        wish: SurfaceWish,
        *,
        kept: Kept = (),
        also: NDArray[np.floating] | None = None,
        before: State | None = None,
        slice: float = 0.0,
        patience: float = 0.0,
    ) -> Surface:
        """The surface as far as it is known after a slice of work, in seconds, or where nothing is known that could be
        shown, after so many of patience. `also` (m, 2) are places that its window holds too, `before` the state before
        the last edit.
        """
        try:
            axes = self._axes_for(plan, history, wish, kept)
        except Refused as refused:
            self._behind = False
            return Surface(lack=refused.problems[0].what)
        path, place = self._path(axes, history, plan, kept), axes.at(state.theta)
        window = self._window(plan, axes, path, place, wish, also)
        known = self._ground
        if known is not None and (
            known.axes is not axes or self._of is None or self._of[0].layout != plan.layout
        ):
            known = None
        end = self._clock() + (slice if known is not None else patience)
        self._behind, stands = False, self._last is None or self._last is state
        self._last = state
        while (cells := self._due(plan, state, axes, window, wish)) is not None:
            if cells > COARSE and not stands:  # a fine one would be too late for a run that goes on
                self._behind = True
                break
            if not self._measured(plan, state, axes, window, cells, end):
                self._behind = True
                break
        ground = self._ground if self._of is not None and self._ground is not None else None
        if ground is not None and ground.axes is not axes:
            ground = None
        loss = loss_of(plan, state.theta, axes, place)
        return Surface(axes, window, ground, path, place, loss, before=_before(plan, axes, state, before))

    def _path(self, axes: Axes, history: History, plan: Plan, kept: Kept) -> Path:
        """The path; of states that are kept, each is projected once."""
        if plan.size <= RANGED:
            return path_on(axes, history, plan)
        known, self._projected = self._projected, {}
        for other, state in kept:
            if other.layout == plan.layout:
                before = known.get(id(state))
                fresh = before is None or before[0] is not axes
                at = axes.coordinates(state.theta) if before is None or fresh else before[2]
                self._projected[id(state)] = axes, state, at
        return joined([(np.array([one.update]), at[None]) for _, one, at in self._projected.values()])

    def _due(self, plan: Plan, state: State, axes: Axes, window: Window, wish: SurfaceWish) -> int | None:
        """How many cells along an edge are to be measured next: few at first, then many; None where all is done."""
        coarse = cells_for(plan, min(COARSE, wish.finest))
        fine = cells_for(plan, wish.finest)
        known, of = self._ground, self._of
        if known is None or of is None or not _is_of(of, plan, state, axes):
            return coarse
        if known.axes is not axes or known.window != window:
            return coarse
        return fine if known.cells < fine else None

    def _measured(self, plan: Plan, state: State, axes: Axes, window: Window, cells: int, end: float) -> bool:
        """Goes on with what is under way, or begins; whether it came to its end in time."""
        work: _Work = (plan, axes, window, cells)
        if self._work is None or self._pieces is None or not _same(self._work[0], work):
            self._pieces = surveying(plan, state.theta, state.update, axes, window, cells)
            self._work = work, state
        elif (
            cells > COARSE and self._work[1] is not state
        ):  # a fine one is worth it of this very moment alone
            self._pieces = surveying(plan, state.theta, state.update, axes, window, cells)
            self._work = work, state
        try:
            while True:
                next(self._pieces)
                if self._clock() >= end > 0:
                    return False
        except StopIteration as done:
            self._ground, self._of = done.value, (plan, self._work[1])
            self._pieces = self._work = None
            return self._of[1] is state
        except BaseException:
            self._pieces = self._work = None  # else what is left of it would count as measured
            raise

    def _axes_for(self, plan: Plan, history: History, wish: SurfaceWish, kept: Kept) -> Axes:
        """The axes, the same value as long as nothing that decides them has changed."""
        decides: tuple[object, ...] = (plan.layout, wish.kind)
        if wish.kind == "parameters":
            decides += (wish.parameters,)
        elif wish.kind == "random":
            decides += (wish.seed, wish.around, plan.experiment.seed)
        elif plan.size > RANGED:
            states = [state for other, state in kept if other.layout == plan.layout]
            goal = settled(states[-1].update) if states else 0
            decides += tuple(state for state in states if state.update <= goal)
        elif (early := settled_path(history, plan, kept)) is not None:
            decides += (len(early[0]), int(early[0][-1]), early[1][-1].tobytes())
        if not self._axes or self._axes[0] != decides:
            self._axes = decides, axes_for(plan, history, wish, kept)
        found = self._axes[1]
        assert isinstance(found, Axes)
        return found

    def _window(
        self,
        plan: Plan,
        axes: Axes,
        path: Path,
        place: Place,
        wish: SurfaceWish,
        also: NDArray[np.floating] | None,
    ) -> Window:
        if wish.window is not None:
            return window_with(wish.window, place)
        held = [path.places, np.array([place])]
        if also is not None and len(also):
            held.append(also)
        least = _least(plan, axes)
        if axes.kind == "random":  # one length of the parameters to every side, as is usual
            held.insert(0, np.zeros((1, 2)))
            least = 2.0, 2.0
        elif axes.kind == "principal":
            wide = max(1e-6, float(np.ptp(path.places, axis=0).max()) / 2)
            least = wide, wide
        return window_around(np.concatenate(held), least)


def _is_of(of: tuple[Plan, State], plan: Plan, state: State, axes: Axes) -> bool:
    """Whether a ground is that of a state: of the very state, or of one that differs along two parameters alone."""
    if of[0] is not plan or of[1] is state:
        return of[0] is plan
    if axes.places is None:
        return False
    differs = of[1].theta != state.theta
    differs[list(axes.places)] = False
    return not differs.any()


def _before(plan: Plan, axes: Axes, state: State, before: State | None) -> tuple[Place, float] | None:
    """Where the run was before an edit that was made at this very update, if that moved it."""
    if before is None or before.update != state.update or before.theta.shape != state.theta.shape:
        return None
    place = axes.at(before.theta)
    return None if place == axes.at(state.theta) else (place, loss_of(plan, before.theta, axes, place))


def _same(one: _Work, other: _Work) -> bool:
    return one[0] is other[0] and one[1] is other[1] and one[2:] == other[2:]
