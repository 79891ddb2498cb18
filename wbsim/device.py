"""Which machine runs the kernels, and the arrays as that machine wants them: precision, padding, layout.
The only room that asks whether a graphics card does it; `machines` says where work belongs, `card` hands it over.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import card
from wbsim.data import Data
from wbsim.datasets import Dataset, Sample, Scales, draw, feature_values, scales_of
from wbsim.kernels import activations, batches, dense, evaluation, losses, optimizers, training
from wbsim.kernels.lanes import LANES
from wbsim.machines import Work, machines
from wbsim.plan import Plan
from wbsim.rules import Coding

Floats = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Samples:
    """Points as the kernels read them: x (inputs, padded), t (outputs, padded), of which `count` are real."""

    x: Floats
    t: Floats
    count: int


@dataclass(frozen=True, eq=False)
class Material:
    """All that training and testing read, on the device."""

    train: Samples
    test: Samples | None


@dataclass(frozen=True, eq=False)
class Bins:
    """What happened between two updates, in bins that end at `update` (m,).

    loss: (m, 3) smallest, largest, last. theta: (m, 3, F) likewise of the F parameters that the layout follows,
    or (m, 1, F) the last alone.
    """

    update: NDArray[np.int64]
    loss: NDArray[np.float64]
    theta: Floats


def seen(plan: Plan, x: Floats) -> Floats:
    """What the network sees of raw points `x` (n, raw inputs) in the units of the data: (inputs, n padded)."""
    return columns(feature_values(plan.inputs, plan.scales.inputs.apply(x)), plan.dtype)


def told(plan: Plan, outputs: Floats) -> Floats:
    """What outputs (n, outputs) say in the units of the data."""
    return plan.scales.targets.undo(outputs) if plan.coding == "value" else outputs


def padded(count: int, dtype: np.dtype[np.floating]) -> int:
    """`count` rounded up to whole vectors."""
    return -(-count // LANES[dtype]) * LANES[dtype]


def columns(rows: Floats, dtype: np.dtype[np.floating]) -> Floats:
    """(n, k) as (k, n padded); the padding repeats the last row."""
    count = len(rows)
    wide = np.empty((rows.shape[1], padded(count, dtype)), dtype)
    wide[:, :count] = rows.T
    wide[:, count:] = rows[-1:].T
    return wide


def _samples(
    sample: Sample,
    scales: Scales,
    plan_inputs: tuple[str, ...],
    outputs: int,
    coding: Coding,
    dtype: np.dtype[np.floating],
) -> Samples | None:
    if not len(sample.x):
        return None
    x = columns(feature_values(plan_inputs, scales.inputs.apply(sample.x)), dtype)
    y = scales.targets.apply(sample.y) if coding == "value" else sample.y
    return Samples(x, columns(coded(y, outputs, coding), dtype), len(sample.x))


def coded(y: NDArray[np.int64] | Floats, outputs: int, coding: Coding) -> Floats:
    """Targets as the outputs should say them, (n, outputs): classes as ±1, 0/1 or one output a class."""
    if coding == "value":
        return np.asarray(y, float).reshape(len(y), outputs)
    if coding in ("signed", "binary"):
        ones = np.asarray(y, float).reshape(-1, 1)
        return ones * 2 - 1 if coding == "signed" else ones
    onehot = np.eye(outputs)[np.asarray(y)]
    return onehot * 2 - 1 if coding == "signed_onehot" else onehot


@lru_cache(maxsize=4)
def _material(
    data: Data, seed: int, inputs: tuple[str, ...], outputs: int, coding: Coding, dtype: np.dtype[np.floating]
) -> Material:
    drawn, scales = draw(data, seed), scales_of(data, seed)
    train = _samples(drawn.train, scales, inputs, outputs, coding, dtype)
    assert train is not None
    return Material(train, _samples(drawn.test, scales, inputs, outputs, coding, dtype))


# by the plan itself, for hashing data with many given points takes longer than a chunk of training
@lru_cache(maxsize=4)
def dataset(plan: Plan) -> Dataset:
    """The points of a plan as they were drawn."""
    return draw(plan.experiment.data, plan.experiment.seed)


@lru_cache(maxsize=4)
def material(plan: Plan) -> Material:
    """The points of a plan as the kernels read them."""
    return _material(
        plan.experiment.data, plan.experiment.seed, plan.inputs, plan.outputs, plan.coding, plan.dtype
    )


@lru_cache(maxsize=8)
def table(plan: Plan) -> NDArray[np.int64]:
    """The layer table that the kernels walk: (layers, columns)."""
    rows = np.zeros((len(plan.rows), dense.COLUMNS), np.int64)
    for k, row in enumerate(plan.rows):
        rows[k] = (
            row.fan_in,
            row.fan_out,
            row.weights,
            row.biases,
            activations.CODES[row.layer.activation],
            row.source_row,
            row.target_row,
        )
    return rows


def _goal(plan: Plan) -> losses.Goal:
    return losses.Goal(losses.CODES[plan.experiment.loss], plan.experiment.huber_delta)


@lru_cache(maxsize=2)
def _rules(plan: Plan) -> tuple[NDArray[np.float64], Floats, Floats]:
    """hyper (numbers,), pulled (P padded,) and trainable (P padded,) of a plan."""
    wish = plan.experiment
    hyper = np.zeros(optimizers.NUMBERS)
    for values in (wish.optimizer, wish.penalty):
        for name in type(values).model_fields:
            if name in optimizers.PLACES:
                hyper[optimizers.PLACES[name]] = getattr(values, name)
    return hyper, lengthened(plan.pulled, plan), lengthened(plan.trainable, plan)


@lru_cache(maxsize=8)
def _lists(plan: Plan) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Explicit batches end to end, and where each begins."""
    explicit = plan.experiment.batches.explicit
    flat = np.array([i for batch in explicit for i in batch], np.int64)
    return flat, np.cumsum([0, *map(len, explicit)]).astype(np.int64)


def lengthened(parameters: Floats | NDArray[np.bool_], plan: Plan) -> Floats:
    """A copy of (P,) in the plan's precision, with zeros up to whole vectors."""
    long = np.zeros(padded(plan.size, plan.dtype), plan.dtype)
    long[: plan.size] = parameters
    return long


class _Orders(threading.local):
    """The order of the last epoch that this thread trained in: to shuffle a million points takes longer than a chunk
    of training, and the order is a function of seed and epoch alone.
    """

    key: tuple[object, ...] = ()
    order: NDArray[np.int64] = np.empty(0, np.int64)
    epoch: NDArray[np.int64] = np.full(1, -1)

    def of(self, plan: Plan, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Order (count,) and epoch (1,), which the kernel keeps up."""
        key = (plan.experiment.seed, plan.experiment.batches.order, count)
        if key != self.key:
            self.key, self.order, self.epoch = key, np.empty(count, np.int64), np.full(1, -1)
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
) -> tuple[int, Bins]:
    """Runs updates in place on `theta` (P padded,), `slots` (slots, P padded) and `position`: how many, and the bins."""
    work = Work.of_training(1, updates, plan.size, min(plan.experiment.batches.size, plan.train_size))
    trained = machines.attempt(
        work, lambda: _trained_on_card(plan, theta, slots, position, updates, careful, stride, ranged)
    )
    if trained is not None:
        return trained
    wish = plan.experiment
    samples = material(plan).train
    hyper, pulled, trainable = _rules(plan)
    lists, starts = _lists(plan)
    most = updates // stride + 2 if stride else 1
    bin_update = np.full(most, -1, np.int64)
    bin_loss = np.empty((most, 3))
    places = plan.layout.followed if stride else _NOWHERE
    bin_theta = np.empty((most, 3 if ranged else 1, len(places)), plan.dtype)
    done = training.train(
        table(plan), _goal(plan), optimizers.CODES[wish.optimizer.kind],
        optimizers.FORMS[wish.penalty.form], hyper, pulled, trainable, theta, slots, samples.x, samples.t,
        *_orders.of(plan, samples.count), batches.ORDERS[wish.batches.order],
        batches.REMAINDERS[wish.batches.remainder], wish.batches.size, lists, starts, wish.seed,
        position, updates, careful, stride, places, bin_update, bin_loss, bin_theta,
    )  # fmt: skip
    count = int((bin_update >= 0).sum())
    return done, Bins(bin_update[:count], bin_loss[:count], bin_theta[:count])


def _trained_on_card(
    plan: Plan,
    theta: Floats,
    slots: Floats,
    position: NDArray[np.int64],
    updates: int,
    careful: bool,
    stride: int,
    ranged: bool,
) -> tuple[int, Bins]:
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
    hyper, pulled, trainable = _rules(plan)
    return card.Job(
        table(plan), *_goal(plan), optimizers.CODES[wish.optimizer.kind], optimizers.FORMS[wish.penalty.form],
        hyper[None], pulled[: plan.size], trainable[None, : plan.size], samples.x[None], samples.t[None],
        samples.count, np.zeros(1, np.int64), batches.ORDERS[wish.batches.order],
        batches.REMAINDERS[wish.batches.remainder], wish.batches.size, *_lists(plan), np.array([wish.seed]),
    )  # fmt: skip


def upcoming(plan: Plan, position: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of the training points that make the coming update (B,); `position` (update, epoch, cursor, steps)
    stays as it is.
    """
    wish = plan.experiment.batches
    return np.asarray(
        batches.upcoming(
            *_orders.of(plan, material(plan).train.count), batches.ORDERS[wish.order],
            batches.REMAINDERS[wish.remainder], wish.size, *_lists(plan), plan.experiment.seed, position.copy(),
        )
    )  # fmt: skip


def evaluate(
    plan: Plan, theta: Floats, x: Floats, count: int, keep: NDArray[np.int64], t: Floats | None = None
) -> tuple[float, Floats]:
    """Mean loss (0 without targets) and the values of the rows `keep`: (len(keep), count)."""
    done = machines.attempt(
        Work.of_evaluation(1, count, plan.size),
        lambda: card.evaluate(
            table(plan), *_goal(plan), theta[None].astype(plan.dtype), x[None], None if t is None else t[None],
            count, keep,
        ),
    )  # fmt: skip
    if done is not None:
        return float(done[0][0]), done[1][0]
    out = np.empty((len(keep), x.shape[1]), plan.dtype)
    targets = np.empty((0, 0), plan.dtype) if t is None else t
    loss = evaluation.evaluate(
        table(plan), _goal(plan), lengthened(theta, plan), x, targets, count, keep, out
    )
    return loss, out[:, :count]


def gradients(
    plan: Plan, theta: Floats, samples: Samples, batch: NDArray[np.int64]
) -> tuple[float, Floats, Floats, Floats]:
    """Of a batch of sample numbers: mean loss, gradient (P,), values and errors δ (rows, len(batch))."""
    pitch = padded(len(batch), plan.dtype)
    values, deltas = np.zeros((plan.values, pitch), plan.dtype), np.zeros((plan.values, pitch), plan.dtype)
    into = np.zeros(padded(plan.size, plan.dtype), plan.dtype)
    loss = training.gradients(
        table(plan), _goal(plan), lengthened(theta, plan), samples.x, samples.t, batch,
        values, deltas, into,
    )  # fmt: skip
    return loss, into[: plan.size], values[:, : len(batch)], deltas[:, : len(batch)]
