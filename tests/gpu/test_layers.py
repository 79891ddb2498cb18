"""Convolution, pooling and recurrence on a simulated card: their values and losses are those of their definitions, and their
gradients those of small changes; whatever else training does, it does with them as with dense layers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import layers_by_hand
import numpy as np
import pytest
import small
from layer_cases import CASES, convolution, image, pooling
from on_card import agree, evaluated, trained

from wbsim import card, device, engine
from wbsim.kernels.gpu import launch
from wbsim.machines import machines
from wbsim.plan import Plan, plan
from wbsim.probes.surface import over_parameters

both = pytest.mark.parametrize("precision", ["float32", "float64"])
every = pytest.mark.parametrize("case", CASES)


@pytest.fixture(autouse=True)
def _few_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """With few of them the simulator is fast, and a thread has many outputs, four at a time."""
    monkeypatch.setattr(launch, "THREADS", 15)


def shapes_of(case: str, precision: str = "float64", **settings: Any) -> Plan:
    """The plan of a case; all points make one update."""
    data, layers = CASES[case]
    wish = {
        "data": data, "network": {"layers": layers}, "batches": {"size": 5}, "optimizer": {"kind": "sgd", "learning_rate": 1.0},
    }  # fmt: skip
    return plan(small.experiment(precision=precision, **(wish | settings)))


def points(shapes: Plan) -> tuple[Any, Any]:
    """The points of a plan as it computes with them, a row each."""
    samples = device.material(shapes).train
    return (
        np.asarray(samples.x[:, : samples.count].T, float),
        np.asarray(samples.t[:, : samples.count].T, float),
    )


@both
@every
def test_values_and_losses_are_those_of_the_definitions(case: str, precision: str) -> None:
    shapes = shapes_of(case, precision)
    theta = engine.initial(shapes).theta
    losses, values = evaluated(shapes, theta[None])
    x, t = points(shapes)
    close = 5e-6 if precision == "float32" else 1e-13
    wanted = layers_by_hand.rows_of_values(theta.astype(float), shapes, x)
    np.testing.assert_allclose(values[0], wanted, rtol=close, atol=close)
    assert losses[0] == pytest.approx(
        layers_by_hand.mean_loss(theta.astype(float), shapes, x, t), rel=4 * close
    )


@both
@every
def test_gradients_are_those_of_small_changes(case: str, precision: str) -> None:
    shapes = shapes_of(case, precision)
    theta = engine.initial(shapes).theta
    seen = trained(shapes, 1)
    wanted = layers_by_hand.gradient(theta.astype(float), shapes, *points(shapes))
    close = 1e-5 if precision == "float32" else 2e-8
    np.testing.assert_allclose(theta - seen.theta[0], wanted, rtol=close, atol=close)
    assert np.abs(wanted).max() > 0.01


@both
@every
def test_updates_bins_and_positions_are_the_host_s(case: str, precision: str) -> None:
    optimizer = {"kind": "adam", "learning_rate": 0.02}
    shapes = shapes_of(
        case, precision, optimizer=optimizer, batches={"size": 2}, penalty={"l2": 0.1, "on": "both"}
    )
    agree(shapes, 4, 2, rel=2e-5 if precision == "float32" else 1e-12)


@every
def test_values_are_the_host_s(case: str) -> None:
    shapes = shapes_of(case, "float32")
    theta, samples = engine.initial(shapes).theta, device.material(shapes).train
    losses, values = evaluated(shapes, theta[None])
    mean, rows = device.evaluate(shapes, theta, samples.x, samples.count, np.arange(shapes.values), samples.t)
    np.testing.assert_allclose(values[0], rows, rtol=2e-6, atol=2e-6)
    assert losses[0] == pytest.approx(mean, rel=1e-5)


@pytest.mark.parametrize("parameters", [(0, -1), (4, 20)], ids=["of two layers", "of one filter or cell"])
@pytest.mark.parametrize("case", ["maxima", "cells on cells"])
def test_a_loss_surface_is_the_host_s(case: str, parameters: tuple[int, int]) -> None:
    shapes = shapes_of(case)
    theta, names = engine.initial(shapes).theta, tuple(shapes.ids[k] for k in parameters)
    at = (np.linspace(-1, 1, 3), np.linspace(-2, 2, 2))
    try:
        machines.choose("cpu")
        wanted = over_parameters(shapes, theta, names, at)
        machines.choose("cuda")
        np.testing.assert_allclose(over_parameters(shapes, theta, names, at), wanted, rtol=1e-12)
        assert "the simulator" in machines.said()
    finally:
        machines.choose("auto")
    assert np.ptp(wanted) > 0.01


# --- what has an answer of its own ---------------------------------------------------------------------------


def test_of_equal_values_the_first_one_of_a_window_has_the_gradient() -> None:
    """A filter that gives 0.5 everywhere: every window of 2 × 2 is a tie, in rows and in columns."""
    still = {"kind": "constant", "value": 0.0}
    filter_ = convolution(1, "linear", kernel=1) | {
        "weight_init": still,
        "bias_init": {"kind": "constant", "value": 0.5},
    }
    data, end = image(4, 4), small.layer(1, "linear")
    wish = {
        "network": {"layers": [filter_, pooling(), end]},
        "optimizer": {"kind": "sgd", "learning_rate": 1.0},
    }
    shapes = plan(small.experiment(data=data, batches={"size": 5}, **wish))
    start, (x, t) = engine.initial(shapes).theta, points(shapes)
    seen = trained(shapes, 1).theta[0]
    output = shapes.rows[-1].weights_of(start)[0]
    errors = 2 * (layers_by_hand.rows_of_values(start, shapes, x)[-1] - t[:, 0]) / len(x)
    firsts = x.reshape(-1, 4, 4)[:, ::2, ::2].reshape(-1, 4)
    assert start[0] - seen[0] == pytest.approx(errors @ firsts @ output, rel=1e-12)
    assert start[1] - seen[1] == pytest.approx(errors.sum() * output.sum(), rel=1e-12)


def test_a_weight_that_never_lies_on_the_image_never_moves() -> None:
    shapes = shapes_of("padding that no filter needs")
    wide = shapes_of("a filter as large as the image, far beyond its edge")
    assert wide.rows[0].places == 4
    moved = trained(wide, 2).theta[0] != engine.initial(wide).theta
    lies = moved[:25].reshape(5, 5)
    assert lies[1:4, 1:4].all()
    assert not lies[0, 0]
    assert not lies[4, 4]
    assert trained(shapes, 1).theta[0][0] != engine.initial(shapes).theta[0]


# --- how it is launched ------------------------------------------------------------------------------------

FEW = ("maxima of windows that overlap", "two convolutions", "cells on cells")
few = pytest.mark.parametrize("case", FEW)


def bits(seen: card.Trained) -> tuple[bytes, ...]:
    """All of what a training gave."""
    return seen.theta.tobytes(), seen.slots.tobytes(), seen.position.tobytes()


@few
def test_however_many_threads_there_are_the_bits_are_the_same(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = shapes_of(case, "float32")
    usual = trained(shapes, 2)
    for threads in (1, 40):
        monkeypatch.setattr(launch, "THREADS", threads)
        assert bits(trained(shapes, 2)) == bits(usual)


@few
def test_memory_and_slices_are_of_no_account(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = shapes_of(case, "float32")
    theta = engine.initial(shapes).theta[None]
    near, (losses, values) = trained(shapes, 2), evaluated(shapes, theta)
    monkeypatch.setattr(launch, "SHARED", 0)
    monkeypatch.setattr(launch, "_FAR", 1)
    assert bits(trained(shapes, 2)) == bits(near)
    again, rows = evaluated(shapes, theta)
    assert rows.tobytes() == values.tobytes()
    np.testing.assert_allclose(again, losses, rtol=1e-6)


@few
def test_many_networks_are_each_as_if_alone_to_the_last_bit(case: str) -> None:
    """Other starts, rates, masks, seeds, points, positions and numbers of updates, in one launch."""
    shapes = shapes_of(
        case, "float32", optimizer={"kind": "adam", "learning_rate": 0.05}, batches={"size": 2}
    )
    job, start, chance = device.job(shapes), engine.initial(shapes), np.random.default_rng(3)
    theta = np.stack([start.theta, start.theta + np.float32(0.1)])
    slots = chance.uniform(0, 0.01, (2, *start.slots.shape)).astype(np.float32)
    position, updates = np.array([[0, 0, 0, 0], [9, 3, 2, 9]]), np.array([3, 2])
    free = (chance.uniform(size=(2, shapes.size)) > 0.2).astype(np.float32)
    many = replace(
        job, hyper=job.hyper * np.array([[1.0], [0.5]]) ** (np.arange(job.hyper.shape[1]) == 0), trainable=free,
        sets=np.array([0, 1]), seeds=np.array([7, 2**40]), x=np.concatenate([job.x, job.x + 1]),
        t=np.concatenate([job.t, job.t * 2]), counts=np.array([5, 4]),
    )  # fmt: skip
    together = card.train(many, theta, slots, position, updates)
    assert together.done.tolist() == updates.tolist()
    for k in range(2):
        one = slice(k, k + 1)
        own = replace(
            many, hyper=many.hyper[one], trainable=free[one], sets=many.sets[one], seeds=many.seeds[one]
        )
        alone = card.train(own, theta[one], slots[one], position[one], updates[one])
        assert alone.theta.tobytes() == together.theta[one].tobytes()
        assert alone.slots.tobytes() == together.slots[one].tobytes()
        held = free[k] == 0
        assert held.any()
        assert (together.theta[k][held] == theta[k][held]).all()


def test_bins_hold_what_shared_weights_were_between_two_updates() -> None:
    shapes = shapes_of("a cell", optimizer={"kind": "momentum", "learning_rate": 0.1}, batches={"size": 2})
    each, two = trained(shapes, 5), trained(shapes, 5, stride=2)
    assert two.bin_update[0, :3].tolist() == [2, 4, 5]
    course, losses = each.bin_theta[0, :, 2], each.bin_loss[0, :, 2]
    for k, updates in enumerate(([0, 1], [2, 3], [4])):
        wanted = [course[updates].min(axis=0), course[updates].max(axis=0), course[updates[-1]]]
        assert two.bin_theta[0, k].tolist() == np.array(wanted).tolist()
        ends = losses[updates].min(), losses[updates].max(), losses[updates[-1]]
        assert two.bin_loss[0, k].tolist() == list(ends)


@pytest.mark.parametrize("case", ["maxima", "a cell that gives all"])
def test_a_careful_run_ends_with_the_update_that_breaks_a_shared_weight(case: str) -> None:
    """The output is bounded, so the loss stays finite while a penalty drives the weights out of all bounds."""
    data, layers = CASES[case]
    shapes = plan(
        small.experiment(
            data=data, network={"layers": [*layers[:-1], small.layer(1, "tanh")]}, precision="float32",
            penalty={"l2": 10.0}, optimizer={"kind": "sgd", "learning_rate": 1e12},
        )
    )  # fmt: skip
    theta, position = device.lengthened(engine.initial(shapes).theta, shapes), np.zeros(4, np.int64)
    done, _ = device.train(shapes, theta, np.zeros((0, len(theta)), np.float32), position, 9, careful=True)
    careful = trained(shapes, 9, stride=0, careful=True)
    assert 0 < careful.done[0] == done < 9
    assert careful.position[0, 0] == careful.done[0]
    assert not np.isfinite(careful.theta).all()
    before = trained(shapes, int(careful.done[0]) - 1, stride=0, careful=True)
    assert np.isfinite(before.theta).all()


@few
def test_a_loss_that_is_not_finite_ends_a_network_before_its_update(case: str) -> None:
    shapes = shapes_of(case, "float32", optimizer={"kind": "sgd", "learning_rate": 1e12})
    seen = trained(shapes, 9, stride=0)
    assert 0 < seen.done[0] < 9
    before = trained(shapes, int(seen.done[0]), stride=0)
    assert seen.theta.tobytes() == before.theta.tobytes()
