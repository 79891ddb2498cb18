"""What neurons make of the plane: the decision field of one, and a small map of every one."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from wbsim import device
from wbsim.datasets import feature_values
from wbsim.plan import Plan


@lru_cache(maxsize=4)
def _grid(
    inputs: tuple[str, ...], low: float, high: float, resolution: int, dtype: np.dtype[np.floating]
) -> device.Floats:
    """The inputs at the centers of a square grid, row by row from the lowest x2: (inputs, padded cells)."""
    edge = (high - low) / resolution
    ticks = low + edge * (np.arange(resolution) + 0.5)
    x1, x2 = np.meshgrid(ticks, ticks)
    return device.columns(feature_values(inputs, np.stack([x1.ravel(), x2.ravel()], axis=1)), dtype)


def field(plan: Plan, theta: device.Floats, row: int, resolution: int) -> device.Floats:
    """The values of one neuron over the plane: (resolution, resolution), [x2, x1], lowest first."""
    assert plan.description.plane is not None
    grid = _grid(plan.inputs, *plan.description.plane, resolution, plan.dtype)
    _, out = device.evaluate(plan, theta, grid, resolution**2, np.array([row]))
    return out.reshape(resolution, resolution)


def maps(plan: Plan, theta: device.Floats, resolution: int) -> device.Floats:
    """The values of every input and neuron over the plane: (rows, resolution, resolution), [x2, x1]."""
    assert plan.description.plane is not None
    grid = _grid(plan.inputs, *plan.description.plane, resolution, plan.dtype)
    _, out = device.evaluate(plan, theta, grid, resolution**2, np.arange(plan.values))
    return out.reshape(plan.values, resolution, resolution)
