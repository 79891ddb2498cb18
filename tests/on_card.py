"""Networks trained on the simulated card and on the host from the same start, to be compared."""

from __future__ import annotations

from typing import Any

import numpy as np

from wbsim import card, device, engine, layer_table
from wbsim.engine import State
from wbsim.layout import RANGED
from wbsim.plan import Plan


def trained(
    shapes: Plan, updates: int, stride: int = 1, state: State | None = None, **more: Any
) -> card.Trained:
    """A plan's run on the card, from its start or from a state."""
    start = state or engine.initial(shapes)
    position = np.array([[start.update, start.epoch, start.cursor, start.steps]])
    places = shapes.layout.followed if stride else None
    return card.train(
        device.job(shapes), start.theta[None], start.slots[None], position, np.array([updates]), stride=stride,
        ranged=shapes.size <= RANGED, places=places, **more,
    )  # fmt: skip


def evaluated(shapes: Plan, theta: Any, **more: Any) -> tuple[Any, Any]:
    """All rows and losses of a plan's points."""
    samples = device.material(shapes).train
    return card.evaluate(
        layer_table.table(shapes), *device.goal(shapes), theta, samples.x[None], samples.t[None], samples.count,
        np.arange(shapes.values), **more,
    )  # fmt: skip


def agree(shapes: Plan, updates: int, stride: int = 1, rel: float | None = None) -> card.Trained:
    """Trains a plan on both machines and fails where they differ by more than rounding."""
    close = rel or (2e-6 if shapes.dtype == np.float32 else 1e-13)
    after, bins = engine.record(engine.initial(shapes), shapes, updates, stride)
    seen = trained(shapes, updates, stride)
    assert seen.done.tolist() == [after.update]
    assert seen.position[0].tolist() == [after.update, after.epoch, after.cursor, after.steps]
    assert np.abs(after.theta - engine.initial(shapes).theta).max() > 100 * close, "nothing moved"
    np.testing.assert_allclose(seen.theta[0], after.theta, rtol=close, atol=close)
    np.testing.assert_allclose(seen.slots[0], after.slots, rtol=close, atol=close)
    count = len(bins.update)
    assert seen.bin_update[0, :count].tolist() == bins.update.tolist()
    assert (seen.bin_update[0, count:] == -1).all()
    np.testing.assert_allclose(seen.bin_loss[0, :count], bins.loss, rtol=10 * close, atol=close)
    np.testing.assert_allclose(seen.bin_theta[0, :count], bins.theta, rtol=close, atol=close)
    return seen
