"""The oracle: training as textbooks write it, in plain NumPy and float64, a sample set at a time, with no thought
of speed. It reads shapes and settings from a plan and knows nothing of kernels, lanes or devices.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import reference_layers
from numpy.typing import NDArray
from reference_optimizers import STEPS

from wbsim.datasets import draw, feature_values
from wbsim.plan import Plan

Array = NDArray[np.float64]
Layers = list[tuple[Array, Array | None]]  # weights (fan_out, fan_in) and biases (fan_out,) of each layer

_MASK = 2**64 - 1


# --- data --------------------------------------------------------------------------------------------------


def samples(plan: Plan, part: str = "train") -> tuple[Array, Array]:
    """What the network sees (n, inputs) and should say (n, outputs), both at the plan's precision."""
    drawn = draw(plan.experiment.data, plan.experiment.seed)
    sample = drawn.train if part == "train" else drawn.test
    x, y = sample.x, sample.y
    if plan.experiment.data.standardize != "nothing":
        x = standardized(x, drawn.train.x)
    if plan.experiment.data.standardize == "all" and plan.coding == "value":
        y = standardized(y, drawn.train.y)
    return _rounded(feature_values(plan.inputs, x), plan), _rounded(targets(plan, y), plan)


def standardized(rows: Array, train: Array) -> Array:
    """(x − mean)/(standard deviation) of the training points, column by column."""
    spread = train.std(axis=0)
    return (rows - train.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def targets(plan: Plan, y: NDArray[np.int64] | Array) -> Array:
    """Targets as the outputs should say them, (n, outputs)."""
    if plan.coding == "value":
        return np.array(y, float).reshape(len(y), plan.outputs)
    if plan.coding == "signed":
        return np.array([[1.0 if label else -1.0] for label in y])
    if plan.coding == "binary":
        return np.array([[1.0 if label else 0.0] for label in y])
    low = -1.0 if plan.coding == "signed_onehot" else 0.0
    return np.array([[1.0 if j == label else low for j in range(plan.outputs)] for label in y])


def _rounded(values: Array, plan: Plan) -> Array:
    return values.astype(plan.dtype).astype(np.float64)


# --- the network -------------------------------------------------------------------------------------------


def unpacked(theta: NDArray[np.floating], plan: Plan) -> Layers:
    """Flat θ as the weights and biases of each layer."""
    layers: Layers = []
    for row in plan.rows:
        biases = row.biases_of(theta)
        layers.append((row.weights_of(theta).astype(float), None if biases is None else biases.astype(float)))
    return layers


def packed(layers: Layers) -> Array:
    """The weights and biases of each layer as flat θ: a layer's weights row by row, then its biases."""
    parts = [part.ravel() for weights, biases in layers for part in (weights, biases) if part is not None]
    return np.concatenate(parts)


def activation(name: str, z: Array) -> Array:
    """y = f(z), (n, neurons)."""
    if name == "linear":
        return z
    if name == "sigmoid":
        return np.exp(-np.logaddexp(0.0, -z))  # 1 / (1 + e⁻ᶻ)
    if name == "tanh":
        return np.tanh(z)
    if name == "relu":
        return np.where(z > 0, z, 0.0)
    if name == "softmax":
        return np.exp(log_softmax(z))
    if name == "leaky_relu":
        return np.where(z > 0, z, 0.01 * z)
    if name == "elu":
        return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
    if name == "selu":
        return _SELU_LAMBDA * np.where(z > 0, z, _SELU_ALPHA * np.expm1(np.minimum(z, 0)))
    if name == "softplus":
        return np.logaddexp(0.0, z)
    if name == "softsign":
        return z / (1 + np.abs(z))
    if name == "silu":
        return z * activation("sigmoid", z)
    assert name == "gelu"
    return z * normal_share(z)


# Klambauer et al. (2017)
_SELU_LAMBDA, _SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


def normal_share(z: Array) -> Array:
    """Φ(z), the share of a standard normal distribution below z."""
    share = np.frompyfunc(lambda one: 0.5 * math.erfc(-one / math.sqrt(2)), 1, 1)
    return np.asarray(share(z), float)


def log_softmax(z: Array) -> Array:
    """ln(eᶻ / Σ eᶻ) along each row."""
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def derivative(name: str, z: Array) -> Array:
    """f′(z); the left one at a kink."""
    y = activation(name, z)
    if name == "linear":
        return np.ones_like(z)
    if name == "sigmoid":
        return y * (1 - y)
    if name == "tanh":
        return 1 - y**2
    if name in ("relu", "leaky_relu"):
        return np.where(z > 0, 1.0, 0.01 if name == "leaky_relu" else 0.0)
    if name == "elu":
        return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))
    if name == "selu":
        return _SELU_LAMBDA * np.where(z > 0, 1.0, _SELU_ALPHA * np.exp(np.minimum(z, 0)))
    if name == "softplus":
        return activation("sigmoid", z)
    if name == "softsign":
        return 1 / (1 + np.abs(z)) ** 2
    if name == "silu":  # (z·σ)′ = σ + z·σ·(1 − σ)
        share = activation("sigmoid", z)
        return share + z * share * (1 - share)
    assert name == "gelu"  # (z·Φ)′ = Φ + z·φ
    return normal_share(z) + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def forward(layers: Layers, names: list[str], x: Array) -> tuple[list[Array], list[Array]]:
    """The sums z of every dense layer and the values y, inputs first: z = y·Wᵀ + b."""
    sums, values = [], [x]
    for (weights, biases), name in zip(layers, names, strict=True):
        z = values[-1] @ weights.T
        if biases is not None:
            z = z + biases
        sums.append(z)
        values.append(activation(name, z))
    return sums, values


def loss_of(name: str, z: Array, y: Array, t: Array, huber: float = 1.0) -> float:
    """The mean loss over samples; half_mse and cross_entropy sum over outputs, the others are means over them too."""
    if name == "mse":
        return float(np.mean((y - t) ** 2))
    if name == "half_mse":
        return float(np.mean(np.sum(0.5 * (y - t) ** 2, axis=1)))
    if name == "bce":  # −t·ln y − (1 − t)·ln(1 − y) with y = sigmoid(z)
        return float(np.mean(t * np.logaddexp(0.0, -z) + (1 - t) * np.logaddexp(0.0, z)))
    if name == "cross_entropy":
        return float(np.mean(np.sum(-t * log_softmax(z), axis=1)))
    e = np.abs(y - t)
    if name == "mae":
        return float(np.mean(e))
    if name == "huber":
        return float(np.mean(np.where(e <= huber, 0.5 * e**2, huber * (e - 0.5 * huber))))
    assert name == "hinge"
    return float(np.mean(np.maximum(0.0, 1 - t * y)))


def output_delta(name: str, output: str, z: Array, y: Array, t: Array, huber: float = 1.0) -> Array:
    """∂(mean loss)/∂z of the output layer, (n, outputs)."""
    n, outputs = y.shape
    if name == "mse":
        return 2 * (y - t) / (n * outputs) * derivative(output, z)
    if name == "half_mse":
        return (y - t) / n * derivative(output, z)
    if name == "mae":
        return np.sign(y - t) / (n * outputs) * derivative(output, z)
    if name == "huber":
        return np.clip(y - t, -huber, huber) / (n * outputs) * derivative(output, z)
    if name == "hinge":
        return np.where(t * y < 1, -t, 0.0) / (n * outputs) * derivative(output, z)
    # the slope of the loss and that of its own output activation cancel to y − t
    return (y - t) / (n * outputs) if name == "bce" else (y - t) / n


def loss_and_gradient(theta: NDArray[np.floating], plan: Plan, x: Array, t: Array) -> tuple[float, Array]:
    """The mean loss over the samples given and its gradient (P,), without penalty."""
    loss, gradient, _ = loss_gradient_errors(theta, plan, x, t)
    return loss, gradient


def loss_gradient_errors(
    theta: NDArray[np.floating], plan: Plan, x: Array, t: Array
) -> tuple[float, Array, list[Array]]:
    """The mean loss, its gradient (P,), and δ = ∂L/∂z of every layer, (n, …) in its shape; of a pooling ∂L/∂y."""
    layers, names = unpacked(theta, plan), names_of(plan)
    sums, values, read = passed(theta, plan, x)
    loss, huber = plan.experiment.loss, plan.experiment.huber_delta
    delta = output_delta(loss, names[-1], sums[-1], values[-1], t, huber)
    gradient: Layers = []
    errors = [delta]
    for k in reversed(range(len(layers))):
        row, (weights, biases) = plan.rows[k], layers[k]
        of_weights, of_biases = reference_layers.gradient(row, read[k], values[k], delta)
        gradient.insert(0, (of_weights, None if biases is None else of_biases))
        if k > 0:
            arriving = reference_layers.carried_back(row, weights, read[k], delta)
            slope = partial(derivative, names[k - 1])
            delta = reference_layers.deltas(plan.rows[k - 1], layers[k - 1][0], sums[k - 1], arriving, slope)
            errors.insert(0, delta)
    return loss_of(loss, sums[-1], values[-1], t, huber), packed(gradient), errors


def passed(theta: NDArray[np.floating], plan: Plan, x: Array) -> tuple[list[Array], list[Array], list[Array]]:
    """The sums z, the values y and what is read of every layer of any kind, each (n, …)."""
    sums, values, read = [], [], [x]
    for row, (weights, biases) in zip(plan.rows, unpacked(theta, plan), strict=True):
        rule = partial(activation, row.layer.activation)
        z, y = reference_layers.summed(row, weights, biases, read[-1], rule)
        sums.append(z)
        values.append(y)
        read.append(reference_layers.given(row, y))
    return sums, values, read


def mean_loss(theta: NDArray[np.floating], plan: Plan, x: Array, t: Array) -> float:
    """The mean loss over the samples given."""
    sums, values, _ = passed(theta, plan, x)
    return loss_of(plan.experiment.loss, sums[-1], values[-1], t, plan.experiment.huber_delta)


def outputs(theta: NDArray[np.floating], plan: Plan, x: Array) -> Array:
    """What the network says of the samples given, (n, outputs)."""
    return passed(theta, plan, x)[1][-1]


def names_of(plan: Plan) -> list[str]:
    """The activation of each layer."""
    return [row.layer.activation for row in plan.rows]


# --- the order of samples ----------------------------------------------------------------------------------


def mixed(key: int) -> int:
    """The finalizer of SplitMix64 on a 64-bit whole number."""
    key = (key + 0x9E3779B97F4A7C15) & _MASK
    key = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    key = ((key ^ (key >> 27)) * 0x94D049BB133111EB) & _MASK
    return key ^ (key >> 31)


def shuffled(count: int, seed: int, epoch: int) -> list[int]:
    """The samples 0 … count−1 in the order of an epoch: Fisher and Yates from the back.

    The key of an epoch is mixed(mixed(seed) XOR epoch); the draw of exchange i is mixed(key + i). Its upper half,
    read as a share of 2³², picks the partner.
    """
    order = list(range(count))
    key = mixed(mixed(seed) ^ epoch)
    for i in range(count - 1, 0, -1):
        j = ((mixed((key + i) & _MASK) >> 32) * (i + 1)) >> 32
        order[i], order[j] = order[j], order[i]
    return order


def batches(plan: Plan) -> Iterator[list[int]]:
    """The sample numbers of every update of a run, without end."""
    wish, count, seed = plan.experiment.batches, plan.train_size, plan.experiment.seed
    epoch = 0
    carried: list[int] = []  # on top of the next batch
    while True:
        if wish.order == "explicit":
            yield from (list(batch) for batch in wish.explicit)
            continue
        order = shuffled(count, seed, epoch) if wish.order == "shuffled" else list(range(count))
        for begin in range(0, count, wish.size):
            batch = order[begin : begin + wish.size]
            if len(batch) == wish.size or wish.remainder == "keep":
                yield carried + batch
                carried = []
            elif wish.remainder == "carry":
                carried = batch
        epoch += 1


# --- updates -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """Where the oracle's training stands: θ (P,), what the optimizer remembers and its number of steps."""

    theta: Array
    slots: dict[str, Array] = field(default_factory=dict)
    steps: int = 0


def begun(plan: Plan, theta: NDArray[np.floating]) -> Course:
    """A course from θ with empty memories."""
    return Course(theta.astype(np.float64), {name: np.zeros(plan.size) for name in plan.slots})


def updated(course: Course, plan: Plan, x: Array, t: Array) -> tuple[Course, float]:
    """One update with the samples given, and the loss before it."""
    wish, penalty, w = plan.experiment.optimizer, plan.experiment.penalty, course.theta
    loss, gradient = loss_and_gradient(w, plan, x, t)
    pulled = is_pulled(plan)
    slope = np.where(pulled, penalty.l1 * np.sign(w) + penalty.l2 * w, 0.0)
    if penalty.form == "gradient":
        gradient = gradient + slope
    start = w
    if wish.kind == "adamw":
        start = w - np.where(pulled, wish.learning_rate * wish.weight_decay * w, 0.0)
    slots = {name: course.slots[name] for name in wish.slots}
    step, moved = STEPS[wish.kind](wish, gradient, slots, course.steps + 1)
    theta, movable = start - step, may_move(plan)
    if penalty.form == "after_step":
        movable = movable & (course.slots["dead"] == 0)
        less = theta - wish.learning_rate * slope
        dies = (theta * less < 0) & (penalty.l1 > 0)
        theta = np.where(dies, 0.0, less)
        moved = moved | {"dead": np.where(dies, 1.0, course.slots["dead"])}
    kept = {name: np.where(movable, slot, course.slots[name]) for name, slot in moved.items()}
    return Course(np.where(movable, theta, w), kept, course.steps + 1), loss


def is_pulled(plan: Plan) -> NDArray[np.bool_]:
    """Which parameters the penalty and weight decay pull at, (P,)."""
    on = plan.experiment.penalty.on
    return np.array([on in ("both", "biases" if name.startswith("b:") else "weights") for name in plan.ids])


def may_move(plan: Plan) -> NDArray[np.bool_]:
    """Which parameters training may move, (P,)."""
    wish = plan.experiment
    frozen = {n for layer in wish.network.layers if not layer.trainable for n in layer.neurons}

    def free(name: str) -> bool:
        kind = "biases" if name.startswith("b:") else "weights"
        neuron = int(name[2:].partition("<")[0])
        return neuron not in frozen and name not in wish.locked and wish.train in ("both", kind)

    return np.array([free(name) for name in plan.ids])


def trained(plan: Plan, theta: NDArray[np.floating], updates: int) -> tuple[Course, list[float]]:
    """A whole training from θ, and the loss of each batch before its update."""
    x, t = samples(plan)
    course, losses = begun(plan, theta), []
    for _, batch in zip(range(updates), batches(plan), strict=False):
        course, loss = updated(course, plan, x[batch], t[batch])
        losses.append(loss)
    return course, losses


# --- draws -------------------------------------------------------------------------------------------------


def drawn(seed: int, purpose: str, *ids: int) -> float:
    """An even draw in [0, 1): a key mixed from seed and purpose and then with every id; its upper 53 bits count."""
    key = mixed(seed ^ (zlib.crc32(purpose.encode()) << 32))
    for number in ids:
        key = mixed(key ^ (number & _MASK))
    return (key >> 11) / 2**53
