"""A point, its mirror image through the origin and the point twice as far out: what the network makes of them, and what
the training points say there. It shows whether network and data have a symmetry in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.plan import Plan

_MOST = 400  # training points that are looked at
_NEAR = 0.15  # how near a neighbor must be, as a share of the width of the plane
_FARTHER = 1.5  # how much farther out a point in the same direction must be
_ASIDE = 0.97  # the cosine from which on two directions are the same


@dataclass(frozen=True, eq=False)
class Symmetry:
    """Of the training points, shares of those that have a partner; NaN where none has.

    `mirrored` is how many have points near their mirror image, and `even` how many of these are of the same class
    there; `rays` how many are of the same class as the point in the same direction, nearer or farther out. `middle` is
    the mean of the points (inputs,). All is seen from the origin of what the network counts.
    """

    mirrored: float
    even: float
    rays: float
    middle: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Mirror:
    """The points p, −p and 2p as the network counts them, (3, inputs), and what it answers: the value of the first
    output, (3,), and the class, (3,), or None for a regression.
    """

    points: NDArray[np.float64]
    values: NDArray[np.float64]
    classes: NDArray[np.int64] | None
    data: Symmetry | None


def mirror(plan: Plan, theta: device.Floats) -> Mirror:
    """What a network makes of three points."""
    counted = _points(plan)
    scaling = plan.scales.inputs
    wide = device.seen(plan, scaling.undo(counted))
    keep = np.arange(plan.values - plan.outputs, plan.values)
    out = device.evaluate(plan, theta, wide, len(counted), keep)[1]
    classes = None
    if plan.description.classes:
        classes = (
            np.argmax(out, axis=0)
            if len(out) > 1
            else (out[0] >= (0.0 if plan.coding == "signed" else 0.5)).astype(np.int64)
        )
    return Mirror(counted, device.told(plan, out.T)[:, 0].astype(float), classes, symmetry(plan))


@lru_cache(maxsize=4)
def _points(plan: Plan) -> NDArray[np.float64]:
    """A round point a third of the way out and a sixth of the way up; of more inputs than two, the first sample's."""
    ranges, scaling = plan.description.ranges, plan.scales.inputs
    if len(ranges) == 2:
        wide = [(high - low) / 2 / scale for (low, high), scale in zip(ranges, scaling.scale, strict=True)]
        one = np.array([float(f"{wide[0] / 3:.1g}"), float(f"{wide[1] / 6:.1g}")])
    else:
        one = np.asarray(scaling.apply(device.dataset(plan).train.x[:1])[0], float)
    return np.stack([one, -one, 2 * one])


@lru_cache(maxsize=4)
def symmetry(plan: Plan) -> Symmetry | None:
    """What the training points say; None where they have no classes."""
    if not plan.description.classes:
        return None
    train = device.dataset(plan).train
    some = np.linspace(0, len(train) - 1, min(_MOST, len(train))).round().astype(np.intp)
    x = np.asarray(plan.scales.inputs.apply(train.x[some]), float)
    y = np.asarray(train.y)[some]
    width = float(np.sqrt(((x.max(axis=0) - x.min(axis=0)) ** 2).mean())) or 1.0
    squares = (x * x).sum(axis=1)
    apart = np.sqrt(np.maximum(0, squares[:, None] + squares + 2 * x @ x.T) / x.shape[1])  # |x − (−y)|
    nearest = np.argmin(apart, axis=1)
    found = apart[np.arange(len(x)), nearest] <= _NEAR * width
    same = y[nearest] == y
    size = np.linalg.norm(x, axis=1)
    unit = x / np.maximum(size, 1e-12)[:, None]
    cosine = unit @ unit.T
    ratio = size[:, None] / np.maximum(size[None, :], 1e-12)
    cosine[(ratio < _FARTHER) & (ratio > 1 / _FARTHER)] = -2
    partner = np.argmax(cosine, axis=1)
    ray = cosine[np.arange(len(x)), partner] >= _ASIDE
    return Symmetry(float(found.mean()), _share(same[found]), _share((y[partner] == y)[ray]), x.mean(axis=0))


def _share(held: NDArray[np.bool_]) -> float:
    return float(held.mean()) if len(held) else float("nan")
