"""One state into the next, exactly, for any number of updates; and what a state looks like.
It has no clock, no flags and no memory: the same state and plan always give the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.device import Bins, Floats
from wbsim.difference import Difference
from wbsim.kernels.batches import CURSOR, EPOCH, STEPS, UPDATE
from wbsim.layout import RANGED
from wbsim.plan import Plan
from wbsim.probes.fit import Fit, fit
from wbsim.probes.ground import Surface, SurfaceWish
from wbsim.probes.health import Health, health
from wbsim.probes.mirror import Mirror, mirror
from wbsim.probes.plane import Regions, Section, curve, maps, regions
from wbsim.probes.plane import field as plane_field
from wbsim.probes.trace import Pick, Trace, gradient, trace
from wbsim.variation import WallWish


@dataclass(frozen=True)
class Divergence:
    """Why a run cannot go on: at `update` the loss or a parameter would no longer be finite."""

    update: int
    parameter: str  # the id of the one that grew most in the last finite update
    before: float
    after: float
    loss_first: bool  # whether the loss overflowed while all parameters were still finite


@dataclass(frozen=True, eq=False)
class State:
    """Where a run stands: θ (P,) and slots (slots, P), as the plan names them, after `update` updates. Arrays are
    read-only.

    `epoch` and `cursor` say how far through the points it is, `steps` how long the optimizer has been at work.
    """

    update: int
    epoch: int
    cursor: int
    steps: int
    theta: Floats
    slots: Floats
    divergence: Divergence | None = None
    since: State | None = field(
        default=None, repr=False
    )  # where the updates that led here began, for `_blame`


def at_rest(update: int, epoch: int, cursor: int, steps: int, theta: Floats, slots: Floats) -> State:
    """A state of these numbers, whose arrays nobody may write to from now on."""
    theta.flags.writeable = slots.flags.writeable = False
    return State(update, epoch, cursor, steps, theta, slots)


def initial(plan: Plan) -> State:
    """The state before the first update."""
    theta = plan.start().astype(plan.dtype)
    return at_rest(0, 0, 0, 0, theta, np.zeros((len(plan.slots), plan.size), plan.dtype))


def advance(state: State, plan: Plan, updates: int) -> State:
    """`updates` updates on; fewer where the run diverges, the state then says so and goes no further."""
    return record(state, plan, updates, 0)[0]


def record(state: State, plan: Plan, updates: int, stride: int) -> tuple[State, Bins]:
    """As `advance`, and in bins that end at the multiples of `stride` what the losses and parameters were.

    Raises ValueError for a negative count.
    """
    if updates < 0:
        raise ValueError(f"{updates} updates: training goes forward only; the count must be 0 or more")
    after, bins, done = _train(state, plan, 0 if state.divergence else updates, stride)
    if state.divergence or (done == updates and _is_finite(after)):
        return after, bins
    careful, _, done = _train(state, plan, updates, 0, careful=True)
    finite = done if _is_finite(careful) else done - 1
    after, bins, _ = _train(state, plan, finite, stride)
    return replace(after, divergence=_blame(state, plan, after, loss_first=finite == done)), bins


def _train(
    state: State, plan: Plan, updates: int, stride: int, careful: bool = False
) -> tuple[State, Bins, int]:
    theta = device.readable(state.theta, plan)
    slots = device.slots_of(state.slots, plan)
    position = _position(state)
    done, bins = device.train(
        plan, theta, slots, position, updates, careful=careful, stride=stride, ranged=plan.size <= RANGED
    )
    after = at_rest(
        int(position[UPDATE]), int(position[EPOCH]), int(position[CURSOR]), int(position[STEPS]),
        theta[: plan.size], slots[:, : plan.size],
    )  # fmt: skip
    return (replace(after, since=replace(state, since=None)) if done else state), bins, done


def _is_finite(state: State) -> bool:
    return bool(np.isfinite(state.theta).all() and np.isfinite(state.slots).all())


def _blame(start: State, plan: Plan, last: State, loss_first: bool) -> Divergence:
    """The parameter that moved most in the last finite update, however the run was cut into calls."""
    if last.update == start.update and start.since is not None:
        start = start.since
    before = start
    if last.update > start.update:
        before = _train(start, plan, last.update - start.update - 1, 0)[0]
    moved = np.abs(last.theta.astype(float) - before.theta.astype(float))
    worst = int(np.argmax(moved if moved.any() else np.abs(last.theta)))
    return Divergence(
        last.update + 1, plan.id_of(worst), float(before.theta[worst]), float(last.theta[worst]), loss_first
    )


def coming_samples(state: State, plan: Plan) -> NDArray[np.int64]:
    """The numbers of the training points that make the update after a state, in their order: (B,)."""
    return device.upcoming(plan, _position(state))


def _position(state: State) -> NDArray[np.int64]:
    return np.array([state.update, state.epoch, state.cursor, state.steps], np.int64)


def updates_to_epoch_end(state: State, plan: Plan) -> int:
    """How many updates finish the epoch that the next update belongs to; at least 1."""
    batches, points = plan.experiment.batches, plan.train_size
    if batches.order == "explicit":
        return len(batches.explicit) - state.cursor
    left = points - state.cursor
    if batches.remainder == "keep":
        return -(-left // batches.size)
    return (left if left >= batches.size else points) // batches.size


def updates_to_next_epoch(state: State, plan: Plan) -> int:
    """How many updates there are until `state.epoch` counts on: where the remainder is carried, one more than finish the
    epoch, for it is the next one that takes its last points. At least 1.
    """
    batches, left = plan.experiment.batches, plan.train_size - state.cursor
    if batches.order != "explicit" and (batches.remainder == "carry" or left < batches.size):
        return -(-left // batches.size)
    return updates_to_epoch_end(state, plan)


# --- what a state looks like -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Watch:
    """What pictures need to know; asking for more or less never changes a number."""

    fit: bool = True
    plane: int = 0  # cells along an edge of the decision field, or of the curve of a single input; 0 for none
    section: Section = field(default_factory=Section)  # the plane through more than two inputs
    unit: int | None = None  # the neuron whose field it is; None for the (last) output
    maps: int = 0  # cells along an edge of every neuron's small map; 0 for none
    pick: Pick | None = None  # the sample to trace
    gradient: bool = False  # the gradient over all training points
    coming: bool = False  # the coming update, written out
    checked: int | None = (
        None  # the neuron whose gradient is checked by small changes, where all would be too many
    )
    beside: int | None = (
        None  # the branch whose end is seen beside this moment; None for the present of a past moment
    )
    health: bool = False  # how values, errors and gradients are spread in every layer
    difference: Difference | None = None  # of the twin that is trained beside the run
    surface: SurfaceWish | None = None  # the loss surface that is wished
    wall: WallWish | None = None  # the wall of many networks that is trained in place of the run


@dataclass(frozen=True, eq=False)
class Seen:
    """What `look` saw; None where it was not asked or does not apply.

    Fit and gradient read every point. Where that takes long they are of an earlier `update` than all the rest.
    """

    fit: Fit | None = None
    plane: Floats | None = None  # (n, n) [up, across], lowest first
    regions: Regions | None = None  # in place of it, where the outputs stand for more than two classes
    curve: Floats | None = None  # (n,) along the only input, lowest first
    maps: Floats | None = None  # (rows, n, n), by plan.value_rows
    trace: Trace | None = None
    gradient: Floats | None = None  # (P,)
    update: int = 0  # whose fit and gradient it is
    health: Health | None = None
    mirror: Mirror | None = None  # where a twin is trained beside the run
    surface: Surface | None = None  # with the path of the run, which `look` does not know


def look(state: State, plan: Plan, watch: Watch) -> Seen:
    """Measures a state; it changes nothing and works on any state of the plan."""
    axes = len(plan.description.ranges)
    unit = plan.value_rows.get(watch.unit) if watch.unit is not None else None
    row = plan.values - 1 if unit is None else unit
    planar = bool(watch.plane) and axes > 1
    many = unit is None and len(plan.description.classes) > 2
    return Seen(
        fit(plan, state.theta) if watch.fit else None,
        plane_field(plan, state.theta, row, watch.plane, watch.section) if planar and not many else None,
        regions(plan, state.theta, watch.plane, watch.section) if planar and many else None,
        curve(plan, state.theta, row, watch.plane) if watch.plane and axes == 1 else None,
        maps(plan, state.theta, watch.maps, watch.section) if watch.maps and axes > 1 else None,
        trace(plan, state.theta, watch.pick) if watch.pick else None,
        gradient(plan, state.theta) if watch.gradient else None,
        state.update,
        health(plan, state.theta) if watch.health else None,
        mirror(plan, state.theta) if watch.difference is not None else None,
    )


def predict(state: State, plan: Plan, x: Floats) -> Floats:
    """The outputs for raw points x (n, raw inputs), both in the units of the data: (n, outputs)."""
    wide = device.seen(plan, np.asarray(x, float))
    keep = np.arange(plan.values - plan.outputs, plan.values)
    return device.told(plan, device.evaluate(plan, state.theta, wide, len(x), keep)[1].T)


def warm(plan: Plan) -> None:
    """Compiles, or loads from the cache, every kernel that a run of this precision needs."""
    state = initial(plan)
    record(state, plan, 1, 1)
    coming_samples(state, plan)
    look(state, plan, Watch(pick=Pick()))  # its gradient is the same kernel, of one sample
