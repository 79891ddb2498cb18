"""Training on a simulated card gives the numbers of the host's kernels and of the golden runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import reference
import small
from golden_runs import CASES, DIVERGING, FINITE, experiment_of, parameters
from on_card import agree, trained

from wbsim import card, device, engine
from wbsim.activations import ACTIVATIONS
from wbsim.kernels.gpu import launch
from wbsim.losses import LOSSES
from wbsim.optimizers import OPTIMIZERS
from wbsim.plan import Plan, plan

both = pytest.mark.parametrize("precision", ["float32", "float64"])


def shapes_of(**wish: Any) -> Plan:
    """A small network of a test."""
    return plan(small.experiment(**wish))


@both
@pytest.mark.parametrize("kind", tuple(OPTIMIZERS))
def test_every_optimizer_makes_the_updates_of_the_host(kind: str, precision: str) -> None:
    shapes = shapes_of(optimizer={"kind": kind, "learning_rate": 0.02}, precision=precision)
    # what is divided by the root of a few small squares carries their rounding along
    agree(shapes, 4, 2, rel=3e-5 if (kind, precision) == ("rmsprop", "float32") else None)


@both
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
def test_every_loss_is_the_host_s(loss: Any, precision: str) -> None:
    wish = small.experiment(precision=precision, data=small.points(12, 2, signs=loss.targets == "signs"))
    fitting = {"network.layers.2.activation": loss.output or "linear", "loss": loss.name, "huber_delta": 0.3}
    classes = {"data": small.points(12, 2, classes=3), "network.layers.2.neurons": 3}
    agree(plan(wish.changed(fitting | (classes if loss.output == "softmax" else {}))), 3)


@both
@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS if entry.rule])
def test_every_activation_is_the_host_s(name: str, precision: str) -> None:
    wish = small.experiment(precision=precision, hidden=(3,), activation=name)
    agree(plan(wish.changed({"network.layers.1.activation": name})), 3)


@both
@pytest.mark.parametrize(
    "batches",
    [
        {"size": 5, "remainder": "keep"},
        {"size": 5, "remainder": "drop"},
        {"size": 5, "remainder": "carry"},
        {"size": 12, "remainder": "carry"},
        {"size": 7, "remainder": "drop"},
        {"size": 12, "order": "as_given"},
        {"order": "explicit", "explicit": [[0], [3, 1], [2, 2, 2]]},
    ],
    ids=str,
)  # fmt: skip
def test_batches_are_those_of_the_host(batches: dict[str, Any], precision: str) -> None:
    agree(shapes_of(hidden=(2,), batches=batches, precision=precision), 7, 3)


@pytest.mark.parametrize("form", ["gradient", "after_step"])
@pytest.mark.parametrize("on", ["weights", "both"])
@pytest.mark.parametrize("kind", ["sgd", "adamw"])
def test_penalties_pull_as_on_the_host(form: str, on: str, kind: str) -> None:
    optimizer: dict[str, Any] = {"kind": kind, "learning_rate": 0.1}
    if kind == "adamw":
        optimizer["weight_decay"] = 0.2
    penalty = {"l1": 0.3, "l2": 0.2, "on": on, "form": form}
    seen = agree(shapes_of(penalty=penalty, optimizer=optimizer), 6)
    if form == "after_step":
        assert (seen.slots[0, -1] > 0).any(), "nothing died"


@both
def test_what_is_held_is_held(precision: str) -> None:
    wish = small.experiment(precision=precision, optimizer={"kind": "adam", "learning_rate": 0.05})
    for changes in (
        {"network.layers.1.trainable": False},
        {"train": "biases"},
        {"locked": list(plan(wish).ids[:3])},
    ):
        shapes = plan(wish.changed(changes))
        seen = agree(shapes, 3)
        held = ~shapes.trainable
        assert held.any()
        assert seen.theta[0][held].tobytes() == engine.initial(shapes).theta[held].tobytes()


@both
@pytest.mark.parametrize("name", FINITE)
def test_the_golden_runs_come_to_their_numbers(name: str, precision: str) -> None:
    case = CASES[name]
    expected, tolerance = case["expected"], case["tolerance"][precision]
    shapes = plan(experiment_of(case, precision))
    after = min(map(int, expected["params"]), key=lambda n: (n < 5, n)) if len(case["batches"]) > 1 else 1
    updates = min(after, len(case["batches"]), 10)
    seen = trained(shapes, updates)
    losses = np.array(expected["losses"][:updates])
    error = np.abs(seen.bin_loss[0, :updates, 2] - losses).max() / max(1.0, np.abs(losses).max())
    assert error <= tolerance.get("losses", tolerance["loss0"])
    for number, named in expected["params"].items():
        if int(number) == updates:
            golden = parameters(named, shapes)
            error = np.abs(seen.theta[0] - golden).max() / max(1.0, np.abs(golden).max())
            assert error <= tolerance[f"params.{number}"]


@both
@pytest.mark.parametrize("name", DIVERGING)
def test_a_loss_that_is_not_finite_ends_a_network_where_it_ends_it_on_the_host(
    name: str, precision: str
) -> None:
    shapes = plan(experiment_of(CASES[name], precision))
    most = CASES[name]["repeat_batches"]
    if precision == "float64" and name == "edge-diverge-linreg-lr2":
        most = 40  # of some five hundred, which take too long here
    start = engine.initial(shapes)
    theta = device.lengthened(start.theta, shapes)
    slots = np.zeros((len(start.slots), len(theta)), shapes.dtype)
    position = np.zeros(4, np.int64)
    done, _ = device.train(shapes, theta, slots, position, most)
    seen = trained(shapes, most, stride=0)
    assert abs(int(seen.done[0]) - done) <= 1
    assert done < most or most == 40
    assert seen.position[0, 0] == seen.done[0]


def test_a_careful_run_ends_with_the_update_that_breaks_a_parameter() -> None:
    """The outputs are bounded, so the loss stays finite while a penalty drives the weights out of all bounds."""
    wish = small.experiment(
        hidden=(2,),
        precision="float32",
        penalty={"l2": 10.0},
        optimizer={"kind": "sgd", "learning_rate": 1e12},
    )
    shapes = plan(wish.changed({"network.layers.1.activation": "tanh"}))
    theta, position = device.lengthened(engine.initial(shapes).theta, shapes), np.zeros(4, np.int64)
    done, _ = device.train(shapes, theta, np.zeros((0, len(theta)), np.float32), position, 9, careful=True)
    seen = trained(shapes, 9, stride=0, careful=True)
    assert 0 < seen.done[0] == done < 9
    assert not np.isfinite(seen.theta).all()
    assert not np.isfinite(theta).all()


# --- many networks -----------------------------------------------------------------------------------------


def test_many_networks_are_each_as_if_alone_to_the_last_bit() -> None:
    """Other starts, rates, masks, seeds, points, positions and numbers of updates, in one launch."""
    shapes = shapes_of(optimizer={"kind": "adam", "learning_rate": 0.05}, precision="float32")
    job, start, chance = device.job(shapes), engine.initial(shapes), np.random.default_rng(3)
    count = 3
    theta = np.stack([start.theta + np.float32(0.1 * k) for k in range(count)])
    slots = chance.uniform(0, 0.01, (count, *start.slots.shape)).astype(np.float32)
    position = np.array([[0, 0, 0, 0], [9, 3, 0, 9], [4, 1, 5, 4]])
    updates = np.array([4, 2, 5])
    free = (chance.uniform(size=(count, shapes.size)) > 0.2).astype(np.float32)
    many = replace(
        job, hyper=job.hyper * np.array([[1.0], [0.5], [2.0]]) ** (np.arange(job.hyper.shape[1]) == 0),
        trainable=free, sets=np.array([0, 1, 0]), seeds=np.array([7, 7, 2**40]),
        x=np.concatenate([job.x, job.x + 1]), t=np.concatenate([job.t, job.t * 2]), counts=np.array([12, 9]),
    )  # fmt: skip
    together = card.train(many, theta, slots, position, updates)
    assert together.done.tolist() == updates.tolist()
    for k in range(count):
        one = slice(k, k + 1)
        own = replace(
            many, hyper=many.hyper[one], trainable=free[one], sets=many.sets[one], seeds=many.seeds[one]
        )
        alone = card.train(own, theta[one], slots[one], position[one], updates[one])
        assert alone.theta.tobytes() == together.theta[one].tobytes()
        assert alone.slots.tobytes() == together.slots[one].tobytes()
        assert alone.position.tolist() == together.position[one].tolist()
    assert len(np.unique(together.theta[:, 0])) == count


def test_a_network_that_ends_early_stops_no_other() -> None:
    shapes = shapes_of(hidden=(2,), optimizer={"kind": "sgd", "learning_rate": 0.05}, precision="float32")
    job, start = device.job(shapes), engine.initial(shapes)
    hyper = np.repeat(job.hyper, 2, axis=0)
    hyper[0, 0] = 1e30
    many = replace(job, hyper=hyper, sets=np.zeros(2, np.int64), seeds=np.repeat(job.seeds, 2))
    theta, slots = np.repeat(start.theta[None], 2, 0), np.zeros((2, 0, shapes.size), np.float32)
    seen = card.train(many, theta, slots, np.zeros((2, 4), np.int64), np.array([6, 6]))
    assert seen.done[0] < 6
    assert seen.done[1] == 6
    alone = engine.advance(start, shapes, 6)
    np.testing.assert_allclose(seen.theta[1], alone.theta, rtol=2e-6, atol=2e-6)


# --- how it is launched ------------------------------------------------------------------------------------


def bits(seen: card.Trained) -> tuple[bytes, ...]:
    """All of what a training gave."""
    return tuple(part.tobytes() for part in (seen.theta, seen.slots, seen.position, seen.bin_loss[:, :3]))


@pytest.mark.parametrize("short", [4, 10**9], ids=["the slots alone", "all of it"])
def test_what_does_not_fit_in_shared_memory_gives_the_same_bits(
    short: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = shapes_of(optimizer={"kind": "adam", "learning_rate": 0.05}, precision="float32")
    start = engine.initial(shapes)

    def placed() -> launch.Networks:
        return launch.Networks(
            device.job(shapes), start.theta[None], start.slots[None], np.zeros((1, 4), np.int64)
        )

    near, fits = trained(shapes, 3), placed()
    assert (fits.near, fits.near_slots) == (True, True)
    monkeypatch.setattr(launch, "SHARED", fits.bytes - short)
    assert (placed().near, placed().near_slots) == (short == 4, False)
    assert bits(trained(shapes, 3)) == bits(near)


@pytest.mark.parametrize("threads", [1, 6, 8])
def test_however_many_threads_there_are_the_bits_are_the_same(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With few of them a thread has many neurons, four at a time, and many samples."""
    shapes = shapes_of(hidden=(6, 5), precision="float32")
    usual = trained(shapes, 3)
    monkeypatch.setattr(launch, "THREADS", threads)
    few = trained(shapes, 3)
    assert few.theta.tobytes() == usual.theta.tobytes()
    # the losses of the samples that one thread takes are summed before those of others
    np.testing.assert_allclose(few.bin_loss[:, :3], usual.bin_loss[:, :3], rtol=1e-6)


def test_a_way_that_takes_many_launches_comes_to_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = shapes_of(hidden=(2,), precision="float32")
    whole = trained(shapes, 17, stride=0)
    for limit in ("_ORDERS", "_PRODUCTS"):
        with monkeypatch.context() as patched:
            patched.setattr(launch, limit, 1)
            assert bits(trained(shapes, 17, stride=0))[:3] == bits(whole)[:3]
    half = engine.at_rest(0, 0, 0, 0, engine.initial(shapes).theta, engine.initial(shapes).slots)
    first = trained(shapes, 6, stride=0, state=half)
    place = [int(n) for n in first.position[0]]
    then = trained(shapes, 11, stride=0, state=engine.at_rest(*place, first.theta[0], first.slots[0]))
    assert bits(then)[:3] == bits(whole)[:3]


def test_what_is_handed_over_is_never_changed() -> None:
    shapes = shapes_of(hidden=(2,), optimizer={"kind": "momentum", "learning_rate": 0.1})
    start = engine.initial(shapes)
    position = np.zeros((1, 4), np.int64)
    before = start.theta.tobytes(), start.slots.tobytes()
    card.train(device.job(shapes), start.theta[None], start.slots[None], position, np.array([3]))
    assert (start.theta.tobytes(), start.slots.tobytes()) == before
    assert not position.any()


def test_a_long_record_follows_a_sample_of_the_parameters() -> None:
    shapes = shapes_of(hidden=(2,), precision="float32")
    start, places = engine.initial(shapes), np.array([5, 0, 3])
    seen = card.train(
        device.job(shapes), start.theta[None], start.slots[None], np.zeros((1, 4), np.int64), np.array([4]),
        stride=3, ranged=False, places=places,
    )  # fmt: skip
    assert seen.bin_update[0].tolist() == [3, 4, -1]
    assert seen.bin_theta.shape == (1, 3, 1, 3)
    assert seen.bin_theta[0, 1, 0].tolist() == seen.theta[0, places].tolist()


def test_training_is_that_of_the_oracle() -> None:
    shapes = shapes_of(hidden=(3, 2), optimizer={"kind": "adam", "learning_rate": 0.05})
    course, losses = reference.trained(shapes, engine.initial(shapes).theta, 5)
    seen = trained(shapes, 5)
    np.testing.assert_allclose(seen.theta[0], course.theta, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(seen.bin_loss[0, :5, 2], losses, rtol=1e-12)
