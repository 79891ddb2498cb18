"""The engine gives the numbers of the golden runs, through the doors that everyone uses, at both precisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wbsim import device, engine
from wbsim.experiment import Experiment
from wbsim.plan import Plan, plan
from wbsim.states import restored, saved

CASES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "golden").glob("*.json"))
}
FINITE = [name for name, case in CASES.items() if case.get("mode") != "divergence"]
DIVERGING = [name for name, case in CASES.items() if case.get("mode") == "divergence"]

precisions = pytest.mark.parametrize("precision", ["float32", "float64"])


_NUMBERS = {
    "lr": "learning_rate", "momentum": "momentum", "betas": ("beta1", "beta2"), "eps": "epsilon", "alpha": "alpha",
}  # fmt: skip


def rules_of(case: dict[str, Any]) -> tuple[dict[str, Any], dict[str, float]]:
    """The optimizer and the penalty of a golden run, as settings of ours."""
    given, optimizer = case["optimizer"], {}
    for name, ours in _NUMBERS.items():
        if name in given:
            values = given[name] if isinstance(ours, tuple) else [given[name]]
            optimizer |= dict(zip(ours if isinstance(ours, tuple) else [ours], values, strict=True))
    optimizer["kind"] = "amsgrad" if given.get("amsgrad") else given["name"]
    penalty = {"l1": case.get("l1", 0.0), "l2": case["l2"]}
    if optimizer["kind"] == "adamw":
        optimizer["weight_decay"] = penalty.pop("l2")
    return optimizer, penalty


def experiment_of(case: dict[str, Any], precision: str) -> Experiment:
    """A golden run as an experiment of ours."""
    layers = []
    for number, layer in enumerate(case["model"]["layers"]):
        wish = {"neurons": layer["out"], "activation": layer["activation"], "bias": layer["bias"]}
        wish["weight_init"] = {"kind": "explicit", "values": case["init"][f"{number}.weight"]}
        if layer["bias"]:
            wish["bias_init"] = {"kind": "explicit", "values": case["init"][f"{number}.bias"]}
        layers.append(wish)
    classes = layers[-1]["neurons"] if case["loss"]["name"] == "cross_entropy" else 0
    optimizer, penalty = rules_of(case)
    return Experiment.read(
        {
            "data": {"dataset": "points", "train_share": 100, "points": {**case["data"], "classes": classes}},
            "network": {"layers": layers},
            "loss": case["loss"]["name"],
            "huber_delta": case["loss"].get("args", {}).get("delta", 1.0),
            "optimizer": optimizer,
            "penalty": penalty,
            "batches": {"order": "explicit", "explicit": case["batches"]},
            "precision": precision,
        }
    )


def parameters(named: dict[str, Any], shapes: Plan) -> np.ndarray:
    """Parameters under their golden names as our flat θ."""
    theta = np.full(shapes.size, np.nan)
    for number, row in enumerate(shapes.rows):
        row.weights_of(theta)[:] = named[f"{number}.weight"]
        biases = row.biases_of(theta)
        if biases is not None:
            biases[:] = named[f"{number}.bias"]
    return theta


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
    assert len(CASES) == 47
    assert len(DIVERGING) == 2
    assert all(case["id"] == name for name, case in CASES.items())


@precisions
@pytest.mark.parametrize("name", FINITE)
def test_the_engine_gives_the_golden_numbers(name: str, precision: str) -> None:
    case = CASES[name]
    expected, tolerance = case["expected"], case["tolerance"][precision]
    shapes = plan(experiment_of(case, precision))
    state, x = engine.initial(shapes), np.array(case["data"]["x"])
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
