"""One state into the next, exactly, for any number of updates; and what a state looks like.
It has no clock, no flags and no memory: the same state and plan always give the same bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from wbsim import device
from wbsim.datasets import feature_values
from wbsim.device import Bins, Floats
from wbsim.kernels.training import CURSOR, EPOCH, STEPS, UPDATE
from wbsim.layout import RANGED
from wbsim.plan import Plan, Row
from wbsim.probes.fit import Fit, fit
from wbsim.probes.plane import field as plane_field
from wbsim.probes.plane import maps
from wbsim.probes.trace import Pick, Trace, gradient, trace
from wbsim.problems import Problem, Refused, refuse
from wbsim.run import Saved


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
    """Where a run stands: θ (P,) and the optimizer's slots (slots, P) after `update` updates. Arrays are read-only.

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


def _state(update: int, epoch: int, cursor: int, steps: int, theta: Floats, slots: Floats) -> State:
    theta.flags.writeable = slots.flags.writeable = False
    return State(update, epoch, cursor, steps, theta, slots)


def initial(plan: Plan) -> State:
    """The state before the first update."""
    theta = plan.start().astype(plan.dtype)
    return _state(0, 0, 0, 0, theta, np.zeros((len(plan.slots), plan.size), plan.dtype))


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
    theta = device.lengthened(state.theta, plan)
    slots = np.zeros((2, len(theta)), plan.dtype)
    slots[: len(state.slots), : plan.size] = state.slots
    position = np.array([state.update, state.epoch, state.cursor, state.steps], np.int64)
    done, bins = device.train(
        plan, theta, slots, position, updates, careful=careful, stride=stride, ranged=plan.size <= RANGED
    )
    after = _state(
        int(position[UPDATE]), int(position[EPOCH]), int(position[CURSOR]), int(position[STEPS]),
        theta[: plan.size], slots[: len(state.slots), : plan.size],
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


def updates_to_epoch_end(state: State, plan: Plan) -> int:
    """How many updates finish the epoch that the next update belongs to; at least 1."""
    batches, points = plan.experiment.batches, plan.train_size
    if batches.order == "explicit":
        return len(batches.explicit) - state.cursor
    left = points - state.cursor
    if batches.remainder == "drop":
        return max(1, (left if left >= batches.size else points) // batches.size)
    return max(1, -(-left // batches.size))


# --- edits -------------------------------------------------------------------------------------------------


def carried(state: State, old: Plan, new: Plan) -> State:
    """The state under another plan: every parameter that both have keeps its value and slots, by id.

    New parameters are drawn from the seed with empty slots; another optimizer starts at t = 0.
    """
    same_optimizer = old.experiment.optimizer.kind == new.experiment.optimizer.kind
    theta, slots = _carried_numbers(state, old, new, same_optimizer)
    points_kept = (
        old.train_size == new.train_size and old.experiment.batches.order == new.experiment.batches.order
    )
    explicit = new.experiment.batches.order == "explicit"
    keep_place = points_kept and (
        not explicit or old.experiment.batches.explicit == new.experiment.batches.explicit
    )
    epoch, cursor = (state.epoch, state.cursor) if keep_place else (state.epoch + (state.cursor > 0), 0)
    return _state(state.update, epoch, cursor, state.steps if same_optimizer else 0, theta, slots)


def _carried_numbers(state: State, old: Plan, new: Plan, same_optimizer: bool) -> tuple[Floats, Floats]:
    """θ (P,) and slots (slots, P) under another plan; the very arrays of the state where they fit as they are."""
    as_it_was = old.layout == new.layout and old.dtype == new.dtype
    theta = state.theta if as_it_was else new.start().astype(new.dtype)
    if as_it_was and same_optimizer:
        return theta, state.slots
    slots = np.zeros((len(new.slots), new.size), new.dtype)
    if as_it_was:
        return theta, slots
    before = {row.layer.id: row for row in old.rows}
    pairs = [("", state.theta, theta)]
    if same_optimizer:
        pairs += zip((f"the {name} of " for name in new.slots), state.slots, slots, strict=True)
    for what, source, target in pairs:
        with np.errstate(over="ignore"):  # said below, in words
            for row in new.rows:
                if row.layer.id in before:
                    _carry_layer(source, before[row.layer.id], target, row)
        _refuse_overflow(what, source, old, target, new)
    return theta, slots


def _refuse_overflow(what: str, source: Floats, old: Plan, target: Floats, new: Plan) -> None:
    """Raises `Refused` with the first parameter that is too large for the new precision."""
    finite = np.isfinite(target)
    if not finite.all():
        name = new.id_of(int(np.argmin(finite)))
        value = float(source[old.index[name]])
        most = float(np.finfo(new.dtype).max)
        raise refuse(
            "precision",
            f"{what}{new.name_of(name)} is {value:.3g}; {new.dtype} holds numbers up to {most:.3g} only",
        )


def _carry_layer(source: Floats, old: Row, target: Floats, new: Row) -> None:
    """Copies what two rows of one layer share, from flat `source` into flat `target`."""
    to_neurons, from_neurons = _shared(new.layer.neurons, old.layer.neurons)
    to_sources, from_sources = _shared(new.sources, old.sources)
    new.weights_of(target)[np.ix_(to_neurons, to_sources)] = old.weights_of(source)[
        np.ix_(from_neurons, from_sources)
    ]
    to_bias, from_bias = new.biases_of(target), old.biases_of(source)
    if to_bias is not None and from_bias is not None:
        to_bias[to_neurons] = from_bias[from_neurons]


def _shared(new: tuple[int | str, ...], old: tuple[int | str, ...]) -> tuple[list[int], list[int]]:
    """The places in `new` and in `old` of the ids that both have."""
    places = {name: place for place, name in enumerate(old)}
    both = [(k, places[name]) for k, name in enumerate(new) if name in places]
    return [k for k, _ in both], [k for _, k in both]


def with_parameters(state: State, plan: Plan, values: Mapping[str, float]) -> State:
    """With other values for some parameters, by id; raises `Refused` for unknown ids and non-finite values."""
    theta = state.theta.copy()
    wrong = []
    for name, value in values.items():
        place = plan.index.get(name)
        if place is None:
            wrong.append(Problem(name, f"there is no such parameter; an id looks like {plan.id_of(0)!r}"))
        elif not abs(value) <= float(np.finfo(plan.dtype).max):  # true of NaN as well
            wrong.append(Problem(name, f"{value} is out of range; it must be a finite {plan.dtype} number"))
        else:
            theta[place] = value
    if wrong:
        raise Refused(*wrong)
    theta.flags.writeable = False
    return replace(state, theta=theta, divergence=None, since=None)


# --- states in files ---------------------------------------------------------------------------------------


def saved(state: State, plan: Plan) -> Saved:
    """The state with every number by the id of its parameter; floats are exact."""

    def by_id(array: Floats) -> dict[str, float]:
        # the shortest decimal that reads back to the same float32 or float64
        return {name: float(str(number)) for name, number in zip(plan.ids, array, strict=True)}

    return Saved(
        update=state.update, epoch=state.epoch, cursor=state.cursor, steps=state.steps,
        parameters=by_id(state.theta),
        slots={name: by_id(slot) for name, slot in zip(plan.slots, state.slots, strict=True)},
    )  # fmt: skip


def restored(kept: Saved, plan: Plan) -> State:
    """The state that `saved` wrote; raises `Refused` where its parameters or slots are not the plan's."""

    def array(values: Mapping[str, float], where: str) -> Floats:
        if set(values) != set(plan.ids):
            odd = sorted(set(values) ^ set(plan.ids))[0]
            raise refuse(
                where, f"its parameters are not those of the network; {odd!r} is the first that differs"
            )
        most = float(np.finfo(plan.dtype).max)
        large = next((name for name in plan.ids if not abs(values[name]) <= most), None)
        if large is not None:
            raise refuse(f"{where}.{large}", f"{values[large]} is too large for {plan.dtype}")
        return np.array([values[name] for name in plan.ids], plan.dtype)

    lists = plan.experiment.batches
    points = len(lists.explicit) if lists.order == "explicit" else plan.train_size
    if kept.cursor >= points:
        raise refuse("state.cursor", f"{kept.cursor} is out of range; it must be at most {points - 1}")
    if set(kept.slots) != set(plan.slots):
        raise refuse(
            "state.slots", f"they are {sorted(kept.slots)}; the optimizer keeps {sorted(plan.slots)}"
        )
    theta = array(kept.parameters, "state.parameters")
    slots = np.zeros((len(plan.slots), plan.size), plan.dtype)
    for k, name in enumerate(plan.slots):
        slots[k] = array(kept.slots[name], f"state.slots.{name}")
    return _state(kept.update, kept.epoch, kept.cursor, kept.steps, theta, slots)


# --- what a state looks like -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Watch:
    """What pictures need to know; asking for more or less never changes a number."""

    fit: bool = True
    plane: int = 0  # cells along an edge of the decision field; 0 for none
    unit: int | None = None  # the neuron whose field it is; None for the (last) output
    maps: int = 0  # cells along an edge of every neuron's small map; 0 for none
    pick: Pick | None = None  # the sample to trace
    gradient: bool = False  # the gradient over all training points


@dataclass(frozen=True, eq=False)
class Seen:
    """What `look` saw; None where it was not asked or does not apply."""

    fit: Fit | None = None
    plane: Floats | None = None  # (n, n) [x2, x1], lowest first
    maps: Floats | None = None  # (rows, n, n), by plan.value_rows
    trace: Trace | None = None
    gradient: Floats | None = None  # (P,)


def look(state: State, plan: Plan, watch: Watch) -> Seen:
    """Measures a state; it changes nothing and works on any state of the plan."""
    flat = plan.description.plane is not None
    unit = plan.value_rows.get(watch.unit) if watch.unit is not None else None
    row = plan.values - 1 if unit is None else unit
    return Seen(
        fit(plan, state.theta) if watch.fit else None,
        plane_field(plan, state.theta, row, watch.plane) if watch.plane and flat else None,
        maps(plan, state.theta, watch.maps) if watch.maps and flat else None,
        trace(plan, state.theta, watch.pick) if watch.pick else None,
        gradient(plan, state.theta) if watch.gradient else None,
    )


def predict(state: State, plan: Plan, x: Floats) -> Floats:
    """The outputs for raw points x (n, raw inputs): (n, outputs)."""
    wide = device.columns(feature_values(plan.inputs, np.asarray(x, float)), plan.dtype)
    keep = np.arange(plan.values - plan.outputs, plan.values)
    return device.evaluate(plan, state.theta, wide, len(x), keep)[1].T


def warm(plan: Plan) -> None:
    """Compiles, or loads from the cache, every kernel that a run of this precision needs."""
    state = initial(plan)
    record(state, plan, 1, 1)
    look(state, plan, Watch(pick=Pick()))  # its gradient is the same kernel, of one sample
