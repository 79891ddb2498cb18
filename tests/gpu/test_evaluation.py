"""Evaluation on a simulated card gives the host's values and losses, for one network and for many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import reference
import small
from on_card import evaluated

from wbsim import card, device, engine, layer_table
from wbsim.kernels.gpu import launch
from wbsim.losses import LOSSES
from wbsim.machines import machines
from wbsim.plan import Plan, plan
from wbsim.probes.surface import over_parameters

both = pytest.mark.parametrize("precision", ["float32", "float64"])


def close(shapes: Plan) -> float:
    """How near the machines should be."""
    return 2e-6 if shapes.dtype == np.float32 else 1e-13


@both
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
def test_values_and_losses_are_the_host_s_and_the_oracle_s(loss: Any, precision: str) -> None:
    wish = small.experiment(precision=precision, data=small.points(12, 2, signs=loss.targets == "signs"))
    fitting = {"network.layers.2.activation": loss.output or "linear", "loss": loss.name}
    classes = {"data": small.points(12, 2, classes=3), "network.layers.2.neurons": 3}
    shapes = plan(wish.changed(fitting | (classes if loss.output == "softmax" else {})))
    theta = engine.initial(shapes).theta
    losses, values = evaluated(shapes, theta[None])
    samples = device.material(shapes).train
    mean, rows = device.evaluate(shapes, theta, samples.x, samples.count, np.arange(shapes.values), samples.t)
    np.testing.assert_allclose(values[0], rows, rtol=close(shapes), atol=close(shapes))
    assert losses[0] == pytest.approx(mean, rel=5 * close(shapes))
    assert losses[0] == pytest.approx(
        reference.mean_loss(theta, shapes, *reference.samples(shapes)), rel=1e-5
    )


@pytest.mark.parametrize("bytes_", [0, 1500, 48 * 1024])
def test_memory_and_slices_are_of_no_account(bytes_: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = plan(small.experiment(data=small.points(70, 2)))
    theta = engine.initial(shapes).theta[None]
    losses, values = evaluated(shapes, theta)
    monkeypatch.setattr(launch, "SHARED", bytes_)
    monkeypatch.setattr(launch, "THREADS", 32)
    again, rows = evaluated(shapes, theta)
    assert rows.tobytes() == values.tobytes()
    np.testing.assert_allclose(again, losses, rtol=1e-14)


def test_many_networks_may_differ_in_all_or_in_two_parameters() -> None:
    shapes = plan(small.experiment())
    theta, places = engine.initial(shapes).theta, np.array([7, 2])
    changed = np.array([[0.5, -1.0], [2.0, 0.25], [0.0, 0.0]])
    varied = np.repeat(theta[None], 3, axis=0)
    varied[:, places] = changed
    losses, values = evaluated(shapes, theta[None], places=places, changed=changed)
    apart, rows = evaluated(shapes, varied)
    assert values.tobytes() == rows.tobytes()
    assert losses.tolist() == apart.tolist()
    for k in range(3):
        assert losses[k] == pytest.approx(
            reference.mean_loss(varied[k], shapes, *reference.samples(shapes)), rel=1e-12
        )


def test_without_targets_there_is_no_loss() -> None:
    shapes = plan(small.experiment())
    samples = device.material(shapes).train
    losses, values = card.evaluate(
        layer_table.table(shapes), *device.goal(shapes), engine.initial(shapes).theta[None], samples.x[None], None, 5,
        np.array([shapes.values - 1]),
    )  # fmt: skip
    assert losses.tolist() == [0.0]
    outputs = reference.outputs(engine.initial(shapes).theta, shapes, reference.samples(shapes)[0])
    np.testing.assert_allclose(values[0, 0], outputs[:5, 0], rtol=1e-12)


@pytest.mark.parametrize("parameters", [(0, -1), (-1, 2)], ids=["in order", "the later first"])
def test_a_loss_surface_is_the_host_s(parameters: tuple[int, int]) -> None:
    shapes = plan(small.experiment())
    theta, names = engine.initial(shapes).theta, tuple(shapes.ids[k] for k in parameters)
    at = (np.linspace(-1, 1, 3), np.linspace(-2, 2, 2))
    machines.choose("cpu")
    wanted = over_parameters(shapes, theta, names, at)
    machines.choose("cuda")
    try:
        np.testing.assert_allclose(over_parameters(shapes, theta, names, at), wanted, rtol=1e-12)
        assert "the simulator" in machines.said()
    finally:
        machines.choose("auto")
