"""Which machine runs the kernels, and the arrays as that machine wants them: precision, padding, layout.
Single runs ask here whether a graphics card does it: `machines` says where work belongs, `card` hands it over.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import card, optimizer_rules
from wbsim.kernels import batches, evaluation, losses, optimizers, training
from wbsim.kernels.room import room, rooms
from wbsim.kernels.table import ALL_KINDS, TILE
from wbsim.layer_table import rows, table
from wbsim.machines import Work, machines
from wbsim.plan import Plan, kept_with
from wbsim.samples import Floats, Material, Samples, coded, columns, dataset, material, padded, seen, told

__all__ = [
    "Bins", "Floats", "Material", "Samples", "coded", "columns", "dataset", "evaluate", "gradients", "job", "lengthened",
    "material", "padded", "readable", "seen", "slots_of", "table", "told", "train", "upcoming",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Bins:
    """What happened between two updates, in bins that end at `update` (m,).

    loss: (m, 3) smallest, largest, last. theta: (m, 3, F) likewise of the F parameters that the layout follows,
    or (m, 1, F) the last alone.
    """

    update: NDArray[np.int64]
    loss: NDArray[np.float64]
    theta: Floats


def goal(plan: Plan) -> losses.Goal:
    """What training makes small, as the kernels know it."""
    return losses.Goal(losses.CODES[plan.experiment.loss], plan.experiment.huber_delta)


@kept_with
def _rule(plan: Plan) -> optimizers.Rule:
    """How a plan's parameters move; its arrays are (numbers,) and twice (P padded,)."""
    wish = plan.experiment
    return optimizers.Rule(
        optimizer_rules.CODES[wish.optimizer.kind],
        optimizers.FORMS[wish.penalty.form],
        hyper(plan),
        lengthened(plan.pulled, plan),
        lengthened(plan.trainable, plan),
        bool(plan.trainable.all()) and not pulls(plan),
    )


def hyper(plan: Plan) -> NDArray[np.float64]:
    """The numbers of optimizer and penalty at the places where the kernels look for them, (numbers,)."""
    numbers = np.zeros(optimizers.NUMBERS)
    for values in (plan.experiment.optimizer, plan.experiment.penalty):
        for name in type(values).model_fields:
            if name in optimizers.PLACES:
                numbers[optimizers.PLACES[name]] = getattr(values, name)
    return numbers


def pulls(plan: Plan) -> bool:
    """Whether a step knows of a penalty: one that pulls, or one after the step, which may have let parameters die."""
    pulling = hyper(plan)[[optimizers.L1, optimizers.L2, optimizers.DECAY]].any()
    return bool(pulling) or optimizers.FORMS[plan.experiment.penalty.form] == optimizers.AFTER_STEP


def kinds(plan: Plan) -> bool | None:
    """Which machine code of a pass a network takes: that for dense layers alone, or that for layers of all kinds."""
    return None if plan.is_dense else ALL_KINDS


SMALL = 640  # parameters; the gradient of more of them is a product of matrices, layer by layer


def _is_small(plan: Plan) -> bool:
    """Whether the kernels for small networks take it: few parameters, and dense layers alone."""
    return plan.is_dense and plan.size <= SMALL


def end_of_small(plan: Plan) -> int:
    """Where the θ of a small network ends, padded, and its zeros begin; 0 for a larger one."""
    return padded(plan.size, plan.dtype) if _is_small(plan) else 0


@kept_with
def _routes(plan: Plan) -> NDArray[np.int64]:
    """For every parameter of a small network the rows of its δ and, behind all these, of its x, and all that once more:
    (4·P padded,). Nothing for a larger one.

    Behind all rows stands one of ones, the x of every bias; in the errors it is 0, the δ of what pads.
    """
    if not _is_small(plan):
        return np.empty(0, np.int64)
    at = rows(plan)
    behind = -(-(at[-1] + 1) // TILE) * TILE
    routes = np.full((2, padded(plan.size, plan.dtype)), behind)
    for row in plan.rows:
        targets = at[row.target_row] + np.arange(row.fan_out)
        of_weights = slice(row.weights, row.weights + row.fan_out * row.fan_in)
        routes[0, of_weights] = np.repeat(targets, row.fan_in)
        routes[1, of_weights] = np.tile(at[row.source_row] + np.arange(row.fan_in), row.fan_out)
        if row.biases >= 0:
            routes[0, row.biases : row.biases + row.fan_out] = targets
    return np.tile(routes.reshape(-1), 2)


@kept_with
def lists(plan: Plan) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Explicit batches end to end, and where each begins."""
    explicit = plan.experiment.batches.explicit
    flat = np.array([i for batch in explicit for i in batch], np.int64)
    return flat, np.cumsum([0, *map(len, explicit)]).astype(np.int64)


def lengthened(parameters: Floats | NDArray[np.bool_], plan: Plan) -> Floats:
    """A copy of (P,) in the plan's precision, with zeros up to whole vectors."""
    return _zeros_behind(parameters, padded(plan.size, plan.dtype), plan)


def readable(theta: Floats, plan: Plan) -> Floats:
    """A copy of θ (P,) as the kernels read it: with zeros up to whole vectors and as far as tiles reach."""
    reach = TILE * max(row.fan_in for row in plan.rows) if _is_small(plan) else 0
    return _zeros_behind(theta, padded(plan.size, plan.dtype) + reach + TILE, plan)


def _zeros_behind(parameters: Floats | NDArray[np.bool_], count: int, plan: Plan) -> Floats:
    long = room(count, plan.dtype)
    long[: plan.size] = parameters
    return long


def slots_of(slots: Floats, plan: Plan) -> Floats:
    """A copy of slots (slots, P) as (slots, P padded), with zeros up to whole vectors."""
    pitch = padded(plan.size, plan.dtype)
    long = room(len(slots) * pitch, plan.dtype).reshape(len(slots), pitch)
    long[:, : plan.size] = slots
    return long


Ordered = tuple[NDArray[np.int64], NDArray[np.int64]]
"""The order of the points in an epoch (count,), and which epoch it is (1,), which the kernel keeps up."""


def unordered(count: int) -> Ordered:
    """Of so many points, before any epoch."""
    return np.empty(count, np.int64), np.full(1, -1)


class _Orders(threading.local):
    """The order of the last epoch that this thread trained in: to shuffle a million points takes longer than a chunk
    of training, and the order is a function of seed and epoch alone.
    """

    key: tuple[object, ...] = ()
    order: NDArray[np.int64] = np.empty(0, np.int64)
    epoch: NDArray[np.int64] = np.full(1, -1)

    def of(self, plan: Plan, count: int) -> Ordered:
        """The order that is kept, if it is a plan's."""
        key = (plan.experiment.seed, plan.experiment.batches.order, count)
        if key != self.key:
            self.key, (self.order, self.epoch) = key, unordered(count)
        return self.order, self.epoch


_orders = _Orders()
_NOWHERE = np.empty(0, np.int64)
_NOWHERE.flags.writeable = False  # as a layout's places are, or the kernel would be compiled twice


def train(
    plan: Plan,
    theta: Floats,
    slots: Floats,
    position: NDArray[np.int64],
    updates: int,
    *,
    careful: bool = False,
    stride: int = 0,
    ranged: bool = True,
    samples: Samples | None = None,
    ordered: Ordered | None = None,
) -> tuple[int, Bins]:
    """Runs updates in place on `theta` (`readable`), `slots` (slots, P padded) and `position`: how many, and the bins.

    Whoever trains many networks by turns keeps the training points of each at hand, and the order they are in.
    """
    work = Work.of_training(1, updates, plan.products, min(plan.experiment.batches.size, plan.train_size))
    trained = machines.attempt(
        work, lambda: _trained_on_card(plan, theta, slots, position, updates, careful, stride, ranged)
    )
    if trained is not None:
        return trained
    samples = material(plan).train if samples is None else samples
    most = updates // stride + 2 if stride else 1
    places = plan.layout.followed if stride else _NOWHERE
    bins = training.Bins(
        stride,
        places,
        np.full(most, -1, np.int64),
        np.empty((most, 3)),
        np.empty((most, 3 if ranged else 1, len(places)), plan.dtype),
    )
    order, routes, size = _order(plan, samples.count, ordered), _routes(plan), slots.shape[1]
    space = training.space(table(plan), routes, size, batches.longest(order), plan.dtype)
    stretch = training.stretch(order, len(samples.x), len(samples.t), updates, plan.dtype)
    low, high = rooms([size if stride and ranged else 0] * 2, plan.dtype)
    done = training.train(
        kinds(plan), table(plan), routes * space.pitch, goal(plan), _rule(plan), theta, slots, samples.x, samples.t, order,
        position, updates, careful, bins, space, stretch, position.copy(), low, high, np.zeros(2),
    )  # fmt: skip
    count = int((bins.update >= 0).sum())
    return done, Bins(bins.update[:count], bins.loss[:count], bins.theta[:count])


def _order(plan: Plan, count: int, ordered: Ordered | None = None) -> batches.Order:
    wish = plan.experiment.batches
    return batches.Order(
        *(ordered or _orders.of(plan, count)),
        batches.ORDERS[wish.order],
        batches.REMAINDERS[wish.remainder],
        wish.size,
        *lists(plan),
        plan.experiment.seed,
    )


def _trained_on_card(
    plan: Plan, theta: Floats, slots: Floats, position: NDArray[np.int64], updates: int, careful: bool, stride: int,
    ranged: bool,
) -> tuple[int, Bins]:  # fmt: skip
    """As `train`; nothing is written before all has succeeded. Raises `card.CardFailed`."""
    places = plan.layout.followed if stride else _NOWHERE
    size = plan.size
    trained = card.train(
        job(plan), theta[None, :size], slots[None, :, :size], position[None], np.array([updates]),
        careful=careful, stride=stride, ranged=ranged, places=places,
    )  # fmt: skip
    theta[:size], slots[:, :size], position[:] = trained.theta[0], trained.slots[0], trained.position[0]
    count = int((trained.bin_update[0] >= 0).sum())
    bins = Bins(trained.bin_update[0, :count], trained.bin_loss[0, :count], trained.bin_theta[0, :count])
    return int(trained.done[0]), bins


@lru_cache(maxsize=2)
def job(plan: Plan) -> card.Job:
    """One network of a plan as a card wants it; more of them have more rows of hyper, trainable, sets and seeds."""
    wish, samples = plan.experiment, material(plan).train
    rule = _rule(plan)
    return card.Job(
        table(plan), *goal(plan), rule.code, rule.form, rule.hyper[None], rule.pulled[None, : plan.size],
        rule.trainable[None, : plan.size], samples.x[None], samples.t[None],
        np.array([samples.count]), np.zeros(1, np.int64), batches.ORDERS[wish.batches.order],
        batches.REMAINDERS[wish.batches.remainder], wish.batches.size, *lists(plan), np.array([wish.seed]),
    )  # fmt: skip


def upcoming(plan: Plan, position: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of the training points that make the coming update (B,); `position` (update, epoch, cursor, steps)
    stays as it is.
    """
    order = _order(plan, material(plan).train.count)
    batch = np.zeros(batches.longest(order), np.int64)
    return batch[: batches.upcoming(batch, order, position.copy())]


def evaluate(
    plan: Plan, theta: Floats, x: Floats, count: int, keep: NDArray[np.int64], t: Floats | None = None
) -> tuple[float, Floats]:
    """Mean loss (0 without targets) and the values of the rows `keep`: (len(keep), count)."""
    done = machines.attempt(
        Work.of_evaluation(1, count, plan.products),
        lambda: card.evaluate(
            table(plan), *goal(plan), theta[None].astype(plan.dtype), x[None], None if t is None else t[None],
            count, keep,
        ),
    )  # fmt: skip
    if done is not None:
        return float(done[0][0]), done[1][0]
    out = np.empty((len(keep), x.shape[1]), plan.dtype)
    targets = np.empty((0, x.shape[1]), plan.dtype) if t is None else t
    at = rows(plan)
    loss = evaluation.evaluate(
        kinds(plan), table(plan), goal(plan), readable(theta, plan), end_of_small(plan), x, targets, count, at[keep],
        out, evaluation.space(int(at[-1]) + TILE, len(targets), plan.dtype),
    )  # fmt: skip
    return loss, out[:, :count]


def gradients(
    plan: Plan, theta: Floats, samples: Samples, batch: NDArray[np.int64]
) -> tuple[float, Floats, Floats, Floats]:
    """Of a batch of sample numbers: mean loss, gradient (P,), values and errors δ (rows, len(batch))."""
    shape = (plan.values, len(batch))
    values, deltas = np.empty(shape, plan.dtype), np.empty(shape, plan.dtype)
    routes, into = _routes(plan), lengthened(np.zeros(plan.size), plan)
    space = training.space(table(plan), routes, len(into), len(batch), plan.dtype)
    loss = training.gradients(
        kinds(plan), table(plan), routes * space.pitch, goal(plan), readable(theta, plan), samples.x, samples.t, batch,
        rows(plan), values, deltas, into, space,
    )  # fmt: skip
    return loss, into[: plan.size], values, deltas
