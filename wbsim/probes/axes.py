"""The two axes of a loss surface: two parameters, two random directions or the principal directions of a path, and where
any θ lies on them. It measures no loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wbsim import draws
from wbsim.device import Floats
from wbsim.layout import Layout
from wbsim.plan import Plan
from wbsim.problems import refuse
from wbsim.symbols import split_id
from wbsim.translation import translated

Kind = Literal["parameters", "random", "principal"]
Place = tuple[float, float]  # coordinates along the two axes

_DISTINCT = 3  # places that a path must have, at least, to have principal directions
_THINNED = 96  # places of a path that its principal directions are worked out from, at most
_NOTHING = 1e-18  # a share of the movement that counts as none


@dataclass(frozen=True, eq=False)
class Anchor:
    """The parameters (P,) that random directions are drawn around, and the layout that they are of."""

    theta: Floats
    layout: Layout


@dataclass(frozen=True, eq=False)
class Axes:
    """Two axes through parameter space: θ lies at the coordinates of its projection, `origin` (P,) at (0, 0).

    `directions` is (2, P); where they are principal, `shares` says which part of the movement of a path each of them
    explains, as it was until an update. `ids` are the two parameters where they are parameters.
    """

    kind: Kind
    origin: NDArray[np.float64]
    directions: NDArray[np.float64]
    ids: tuple[str, str] | None = None
    places: tuple[int, int] | None = None  # in θ, of the two parameters
    shares: tuple[float, float] | None = None
    until: int | None = None

    @cached_property
    def _projection(self) -> NDArray[np.float64]:
        """(P, 2): what θ − origin is multiplied by, the pseudo-inverse of the directions."""
        both = self.directions @ self.directions.T
        return np.asarray(self.directions.T @ np.linalg.pinv(both))

    def coordinates(self, theta: Floats) -> NDArray[np.float64]:
        """Where θ (P,), or each of many (m, P), lies: (2,) or (m, 2)."""
        if self.places is not None:
            return np.asarray(theta[..., list(self.places)], np.float64)
        return np.asarray((theta.astype(np.float64) - self.origin) @ self._projection)

    def at(self, theta: Floats) -> Place:
        """Where θ (P,) lies."""
        first, second = self.coordinates(theta).tolist()
        return first, second

    def moved(self, plan: Plan, theta: Floats, to: Place) -> dict[str, float]:
        """The parameters that have to change, and what to, so that θ lies at a place: those two, or along both
        directions every one.
        """
        if self.ids is not None:
            return dict(zip(self.ids, to, strict=True))
        step = np.subtract(to, self.at(theta)) @ self.directions
        wanted = theta.astype(np.float64) + step
        return {plan.id_of(int(place)): float(wanted[place]) for place in np.flatnonzero(step)}


def of_parameters(plan: Plan, ids: tuple[str, str]) -> Axes:
    """Two parameters as axes; raises `Refused` for an unknown id, or one given twice."""
    for name in ids:
        if name not in plan.index:
            raise refuse(
                name,
                translated("there is no such parameter; an id looks like {id_of!r}", id_of=plan.id_of(0)),
            )
    if ids[0] == ids[1]:
        raise refuse(ids[0], translated("a surface needs two parameters; this one is given twice"))
    first, second = (plan.index[name] for name in ids)
    directions = np.zeros((2, plan.size))
    directions[0, first] = directions[1, second] = 1
    return Axes("parameters", np.zeros(plan.size), directions, ids, (first, second))


def random_directions(plan: Plan, seed: int, around: Anchor | None = None) -> Axes:
    """Two random directions around a θ, or around the start where that is of another network.

    Drawn by id, then scaled as Li and others (2018, "Visualizing the Loss Landscape of Neural Nets") do: the weights
    of each neuron to the length that they have in θ, so that layers of large and small weights count alike. Biases,
    which those leave alone, are scaled together layer by layer. What has no length in θ counts as of length 1.
    """
    fits = around is not None and around.layout == plan.layout
    theta = around.theta.astype(np.float64) if around is not None and fits else plan.start()
    directions = np.stack([_drawn(plan, theta, seed, purpose) for purpose in ("first", "second")])
    return Axes("random", theta, directions)


def _drawn(plan: Plan, theta: NDArray[np.float64], seed: int, purpose: str) -> NDArray[np.float64]:
    direction = np.zeros(plan.size)
    for row in plan.rows:
        if not row.fan_out:  # a pooling
            continue
        neurons = np.array(row.layer.neurons)
        sources = np.array([draws.code(s) + 2**33 if isinstance(s, str) else s for s in row.sources])
        drawn = draws.normal(seed, f"{purpose} direction", neurons[:, None], sources[None, :])
        row.weights_of(direction)[:] = drawn * _length(row.weights_of(theta)) / _length(drawn)
        biases, theirs = row.biases_of(direction), row.biases_of(theta)
        if biases is not None and theirs is not None:
            drawn = draws.normal(seed, f"{purpose} direction", neurons, np.full(len(neurons), -1))
            biases[:] = drawn * _length(theirs) / _length(drawn)
    return direction


def _length(numbers: NDArray[np.floating]) -> NDArray[np.float64]:
    """The length of each row, of what is all 0 too it is 1."""
    length = np.sqrt((numbers.astype(np.float64) ** 2).sum(axis=-1, keepdims=True))
    return np.where(length > 0, length, 1.0)


def principal_directions(path: Floats, until: int | None = None) -> Axes | None:
    """The two directions in which a path (m, P) varies most, through its mean; None where it has hardly moved.

    They are the first right singular vectors of the centered path (of _THINNED places of a longer one), turned so that
    it ends ahead of where it began. `shares` are the parts of its variance that they explain.
    """
    thin = path[np.unique(np.linspace(0, len(path) - 1, _THINNED).astype(np.intp))].astype(np.float64)
    mean = thin.mean(axis=0)
    centered = thin - mean
    # by the products of places with each other, which are far fewer than parameters
    with np.errstate(over="ignore", invalid="ignore"):
        products = centered @ centered.T
        scale = max(1.0, float((mean**2).sum()))
    total = float(np.trace(products))
    if len(thin) < _DISTINCT or not np.isfinite(total) or total <= 1e-20 * scale * len(thin):
        return None
    size, turned = np.linalg.eigh(products)
    directions = np.zeros((2, path.shape[1]))
    for rank in (0, 1):
        if len(size) > rank and size[-1 - rank] > 1e-12 * total:
            along = turned[:, -1 - rank] @ centered
            directions[rank] = along / np.linalg.norm(along)
        else:
            directions[rank] = _across(directions[0])
        if (centered[-1] - centered[0]) @ directions[rank] < 0:
            directions[rank] *= -1
    return Axes("principal", mean, directions, shares=_shares(path, directions), until=until)


def _across(first: NDArray[np.float64]) -> NDArray[np.float64]:
    """Some direction at a right angle to another, for a path that is a straight line."""
    other = np.zeros(len(first))
    other[int(np.argmin(np.abs(first)))] = 1
    other -= (other @ first) * first
    length = float(np.linalg.norm(other))
    return other / length if length > 0 else other


def _shares(path: Floats, directions: NDArray[np.float64]) -> tuple[float, float]:
    centered = path.astype(np.float64) - path.mean(axis=0, dtype=np.float64)
    total = max(float((centered**2).sum()), _NOTHING)
    first, second = ((centered @ directions.T) ** 2).sum(axis=0) / total
    return float(first), float(second)


def usual_parameters(plan: Plan, neuron: int | None) -> tuple[str, str] | None:
    """The two parameters of a neuron that are looked at unless others are asked for: its last weight and its bias, or two
    weights. None where the network has a single parameter.
    """
    if plan.size < 2:
        return None
    weighing = [row for row in plan.rows if row.fan_out]  # a pooling has no parameters
    row = next((row for row in weighing if neuron in row.layer.neurons), weighing[0])
    chosen = neuron if neuron in row.layer.neurons else row.layer.neurons[min(2, row.fan_out - 1)]
    ids = [f"w:{chosen}<{source}" for source in row.sources]
    if row.biases >= 0:
        return ids[-1], f"b:{chosen}"
    if len(ids) > 1:
        return ids[0], ids[1]
    return ids[0], next(plan.id_of(place) for place in range(2) if plan.id_of(place) != ids[0])


def is_bias(parameter: str) -> bool:
    """Whether an id is that of a bias."""
    return split_id(parameter)[1] is None
