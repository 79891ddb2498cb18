"""TensorFlow Playground's learning step in plain Python, a sample and a link at a time, as its `nn.ts` goes about it:
gradients are summed and counted until a batch is full, and what is left at the end of an epoch stays in the sums.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass
class Link:
    """A weight; `total` and `count` are what was summed since the last update."""

    weight: float
    dead: bool = False
    total: float = 0.0
    count: int = 0


@dataclass
class Node:
    """A tanh neuron."""

    bias: float
    links: list[Link]
    output: float = 0.0
    delta: float = 0.0
    total: float = 0.0
    count: int = 0


@dataclass
class Playground:
    """A network of tanh neurons with one output, trained on ½ squared error; `penalty` is "", "l1" or "l2"."""

    layers: list[list[Node]]
    rate: float
    batch: int
    penalty: str = ""
    strength: float = 0.0
    updates: list[list[float]] = field(default_factory=list)  # all numbers after each update

    def epoch(self, x: list[list[float]], t: list[float]) -> None:
        """All samples once, in the order given."""
        for number, (point, target) in enumerate(zip(x, t, strict=True), 1):
            self._forward(point)
            self._backward(point, target)
            if number % self.batch == 0:
                self._update()
                self.updates.append(self.numbers())

    def numbers(self) -> list[float]:
        """The weights of each layer neuron by neuron, then its biases."""
        found: list[float] = []
        for layer in self.layers:
            found += [link.weight for node in layer for link in node.links]
            found += [node.bias for node in layer]
        return found

    def _forward(self, point: list[float]) -> None:
        values = point
        for layer in self.layers:
            for node in layer:
                node.output = math.tanh(
                    node.bias + sum(link.weight * v for link, v in zip(node.links, values, strict=True))
                )
            values = [node.output for node in layer]

    def _backward(self, point: list[float], target: float) -> None:
        slopes = [self.layers[-1][0].output - target]
        for k in range(len(self.layers) - 1, -1, -1):
            layer = self.layers[k]
            values = [node.output for node in self.layers[k - 1]] if k else point
            for node, slope in zip(layer, slopes, strict=True):
                node.delta = slope * (1 - node.output**2)
                node.total += node.delta
                node.count += 1
                for link, value in zip(node.links, values, strict=True):
                    link.total += node.delta * value
                    link.count += 1
            slopes = [sum(node.links[i].weight * node.delta for node in layer) for i in range(len(values))]

    def _update(self) -> None:
        for node in (node for layer in self.layers for node in layer):
            node.bias -= self.rate * node.total / node.count
            node.total, node.count = 0.0, 0
            for link in node.links:
                if not link.dead:
                    self._move(link)
                link.total, link.count = 0.0, 0

    def _move(self, link: Link) -> None:
        slope = 0.0
        if self.penalty:
            slope = link.weight if self.penalty == "l2" else math.copysign(link.weight != 0, link.weight)
        moved = link.weight - self.rate / link.count * link.total
        less = moved - self.rate * self.strength * slope
        if self.penalty == "l1" and moved * less < 0:
            less, link.dead = 0.0, True
        link.weight = less
