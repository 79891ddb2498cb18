"""What TensorFlow Playground does, in plain float64 NumPy: the oracle of its links. It sees a link's keys as numbers
and draws its own points and links from the stream, so that it shares nothing of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim.playground.data import points
from wbsim.playground.stream import Stream

Array = NDArray[np.float64]

ACTIVATIONS = {"tanh": np.tanh, "relu": lambda z: np.maximum(0, z), "linear": lambda z: z,
               "sigmoid": lambda z: 1 / (1 + np.exp(-z))}  # fmt: skip
SLOPES = {"tanh": lambda z: 1 - np.tanh(z) ** 2, "relu": lambda z: np.where(z <= 0, 0.0, 1.0), "linear": np.ones_like,
          "sigmoid": lambda z: ACTIVATIONS["sigmoid"](z) * (1 - ACTIVATIONS["sigmoid"](z))}  # fmt: skip


@dataclass
class Layer:
    """Weights (fan_out, fan_in), biases (fan_out,), and what has been summed since the last update."""

    weights: Array
    biases: Array
    activation: str

    def __post_init__(self) -> None:
        self.weight_sums, self.bias_sums = np.zeros_like(self.weights), np.zeros_like(self.biases)
        self.dead = np.zeros(self.weights.shape, bool)


class Playground:
    """A network of TensorFlow Playground and its points; `train` goes on by an epoch."""

    def __init__(
        self, dataset: str = "circle", noise: float = 0, activation: str = "tanh", batch: int = 10, rate: float = 0.03,
        regularization: str = "none", strength: float = 0, shape: tuple[int, ...] = (4, 2), seed: str = "0.12345",
        share: float = 50,
    ) -> None:  # fmt: skip
        stream = Stream(seed)
        x, label = points(dataset, noise / 100, stream)
        split = int(len(x) * share / 100)
        self.train_x, self.test_x, self.train_label, self.test_label = (
            x[:split],
            x[split:],
            label[:split],
            label[split:],
        )
        sizes = (2, *shape, 1)
        last = "linear" if dataset.startswith("reg-") else "tanh"
        self.layers = [
            Layer(stream.draws(fan_out, fan_in) - 0.5, np.full(fan_out, 0.1), name)
            for fan_in, fan_out, name in zip(
                sizes, sizes[1:], (*[activation] * len(shape), last), strict=False
            )
        ]
        self.batch, self.rate, self.regularization, self.strength = batch, rate, regularization, strength
        self.summed = 0

    def output(self, x: Array) -> Array:
        """What the network makes of points (n, 2): (n,)."""
        for layer in self.layers:
            x = ACTIVATIONS[layer.activation](x @ layer.weights.T + layer.biases)
        return x[:, 0]

    def losses(self) -> tuple[float, float]:
        """Mean ½(o − t)² over the training and the test points."""
        return (
            float(np.mean((self.output(self.train_x) - self.train_label) ** 2) / 2),
            float(np.mean((self.output(self.test_x) - self.test_label) ** 2) / 2),
        )

    def epoch(self) -> None:
        """Every training point in order; an update after every batch, and what is left over waits."""
        for first in range(0, len(self.train_x), self.batch):
            part = slice(first, first + self.batch)
            self._accumulate(self.train_x[part], self.train_label[part])
            if first + self.batch <= len(self.train_x):
                self._update()

    def run(self, epochs: tuple[int, ...]) -> Iterator[tuple[float, float]]:
        """The losses at these epochs, in rising order."""
        done = 0
        for goal in epochs:
            while done < goal:
                self.epoch()
                done += 1
            yield self.losses()

    def _accumulate(self, x: Array, label: Array) -> None:
        values, sums = [x], []
        for layer in self.layers:
            sums.append(values[-1] @ layer.weights.T + layer.biases)
            values.append(ACTIVATIONS[layer.activation](sums[-1]))
        error = values[-1] - label[:, None]
        for layer, z, source in zip(self.layers[::-1], sums[::-1], values[-2::-1], strict=True):
            delta = error * SLOPES[layer.activation](z)
            layer.bias_sums += delta.sum(0)
            layer.weight_sums += delta.T @ source
            error = delta @ layer.weights
        self.summed += len(x)

    def _update(self) -> None:
        for layer in self.layers:
            layer.biases -= self.rate * layer.bias_sums / self.summed
            slope = {"L1": np.sign(layer.weights), "L2": layer.weights}.get(
                self.regularization, 0 * layer.weights
            )
            stepped = layer.weights - self.rate / self.summed * layer.weight_sums
            pulled = stepped - self.rate * self.strength * slope
            if self.regularization == "L1":
                crossed = stepped * pulled < 0
                pulled[layer.dead | crossed] = 0
                layer.dead |= crossed
            layer.weights = pulled
            layer.weight_sums[:], layer.bias_sums[:] = 0, 0
        self.summed = 0
