"""The engine gives the numbers of the golden runs, through the doors that everyone uses, at both precisions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from golden_runs import CASES, DIVERGING, FINITE, experiment_of, parameters

from wbsim import device, engine
from wbsim.plan import plan
from wbsim.states import restored, saved

precisions = pytest.mark.parametrize("precision", ["float32", "float64"])


def hold(
    quantity: str, seen: Any, expected: Any, tolerance: dict[str, float], scale: float | None = None
) -> None:
    """Fails where the golden error of `seen` is above the tolerance of its quantity."""
    seen, expected = np.asarray(seen, float), np.asarray(expected, float)
    assert seen.shape == expected.shape, quantity
    assert np.isfinite(seen).all(), quantity
    largest = max(1.0, np.abs(expected).max()) if scale is None else scale
    error = np.abs(seen - expected).max() / largest
    assert error <= tolerance[quantity], f"{quantity}: {error:.2e} > {tolerance[quantity]:.0e}"


def test_the_golden_runs_of_this_range_are_all_here() -> None:
    assert len(CASES) == 55
    assert len(DIVERGING) == 2
    assert all(case["id"] == name for name, case in CASES.items())


@precisions
@pytest.mark.parametrize("name", FINITE)
def test_the_engine_gives_the_golden_numbers(name: str, precision: str) -> None:
    case = CASES[name]
    expected, tolerance = case["expected"], case["tolerance"][precision]
    shapes = plan(experiment_of(case, precision))
    state, x = engine.initial(shapes), np.reshape(case["data"]["x"], (-1, len(shapes.inputs)))
    hold("forward0", engine.predict(state, shapes, x), expected["forward0"], tolerance)

    first = np.array(case["batches"][0])
    loss, gradient, _, _ = device.gradients(shapes, state.theta, device.material(shapes).train, first)
    hold("loss0", loss, expected["loss0"], tolerance)
    golden = parameters(expected["grad0"], shapes)
    hold("grad0", gradient, golden, tolerance, scale=np.abs(golden).max() or 1.0)

    updates = len(case["batches"])
    last, bins = engine.record(state, shapes, updates, 1)
    if "losses" in tolerance:
        hold("losses", bins.loss[:, 2], expected["losses"], tolerance)
    for after, named in expected["params"].items():
        stepped = engine.advance(state, shapes, int(after))
        hold(f"params.{after}", stepped.theta, parameters(named, shapes), tolerance)
    assert last.divergence is None
    assert last.update == updates
    forward_final = {"forward_final": max(tolerance.values())} | tolerance
    hold("forward_final", engine.predict(last, shapes, x), expected["forward_final"], forward_final)


@precisions
@pytest.mark.parametrize("name", DIVERGING)
def test_a_golden_divergence_is_found_at_its_update_and_the_last_finite_state_is_kept(
    name: str, precision: str
) -> None:
    case = CASES[name]
    expected, tolerance = case["expected"], case["tolerance"][precision]
    shapes = plan(experiment_of(case, precision))
    state, bins = engine.record(engine.initial(shapes), shapes, case["repeat_batches"], 1)
    told = [loss for loss in expected["losses"] if loss < float(np.finfo(precision).max)][: len(bins.loss)]
    hold("losses", bins.loss[: len(told), 2], told, tolerance)

    divergence = state.divergence
    assert divergence is not None
    step = expected["first_nonfinite_loss_step"][precision]
    assert abs(divergence.update - step) <= case["tolerance"]["step"]
    assert state.update == divergence.update - 1
    assert divergence.parameter in shapes.ids
    assert np.isfinite(state.theta).all()
    assert np.isfinite([divergence.before, divergence.after]).all()
    assert restored(saved(state, shapes), shapes).theta.tobytes() == state.theta.tobytes()
