"""What holds for every experiment: the engine agrees with the oracle, gradients with differences, and what cannot
matter does not.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import layers as kinds
import numpy as np
import pytest
import reference
import small
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wbsim import device, engine
from wbsim.activations import ACTIVATIONS
from wbsim.activations import BY_NAME as ACTIVATION
from wbsim.datasets import describe
from wbsim.experiment import Experiment
from wbsim.losses import BY_NAME, LOSSES
from wbsim.optimizers import OPTIMIZERS
from wbsim.plan import Plan, plan
from wbsim.rules import fitting
from wbsim.states import saved

HIDDEN = tuple(entry.name for entry in ACTIVATIONS if entry.rule)


@st.composite
def optimizers(draw: st.DrawFn) -> dict[str, Any]:
    rule = OPTIMIZERS[draw(st.sampled_from([*OPTIMIZERS]))]
    wish: dict[str, Any] = {"kind": rule.model_fields["kind"].default}
    choices = {
        "learning_rate": [0.003, 0.05, 0.2], "momentum": [0.0, 0.5, 0.9], "beta1": [0.0, 0.9], "beta2": [0.99],
        "alpha": [0.0, 0.9], "weight_decay": [0.0, 0.3],
        "epsilon": [1e-2],  # with a smaller ε a gradient of rounding errors alone would move a parameter
    }  # fmt: skip
    for name, values in choices.items():
        if name in rule.model_fields:
            wish[name] = draw(st.sampled_from(values))
    return wish


@st.composite
def orders(draw: st.DrawFn, count: int) -> dict[str, Any]:
    order = draw(st.sampled_from(["shuffled", "as_given", "explicit"]))
    wish: dict[str, Any] = {"order": order, "size": draw(st.integers(1, count))}
    wish["remainder"] = draw(st.sampled_from(["keep", "drop", "carry"]))
    if order == "explicit":
        batch = st.lists(st.integers(0, count - 1), min_size=1, max_size=20)
        wish["explicit"] = draw(st.lists(batch, min_size=1, max_size=4))
    return wish


@st.composite
def experiments(
    draw: st.DrawFn, precision: str | None = None, hidden: tuple[str, ...] = HIDDEN
) -> Experiment:
    """Small experiments of every kind that the engine trains."""
    count, inputs = draw(st.integers(1, 40)), draw(st.integers(1, 3))
    classes = draw(st.sampled_from([0, 0, 2, 3, 5]))
    values = draw(st.integers(1, 3))
    seed, signs = draw(st.integers(0, 99)), draw(st.booleans())
    data = small.points(count, inputs, outputs=values, classes=classes, seed=seed, signs=signs)
    one = {"data": data, "network": small.network(small.layer()), "batches": {"size": 1}}
    choices = fitting(describe(Experiment.read(one).data))
    if not (signs or classes):
        choices = tuple(choice for choice in choices if BY_NAME[choice[0]].targets != "signs")
    loss, output, outputs, _ = draw(st.sampled_from(choices))
    sizes = draw(st.lists(st.integers(1, 9), max_size=3))
    layers = [small.layer(n, draw(st.sampled_from(hidden))) for n in sizes] + [small.layer(outputs, output)]
    for layer in layers:
        layer["bias"] = draw(st.booleans())
        layer["trainable"] = draw(st.sampled_from([True, True, True, False]))
    return Experiment.read(
        {
            "seed": draw(st.integers(0, 2**63 - 1)),
            "data": data,
            "network": small.network(*layers),
            "loss": loss,
            "huber_delta": draw(st.sampled_from([0.1, 1.0])),
            "optimizer": draw(optimizers()),
            "penalty": {
                "l1": draw(st.sampled_from([0.0, 0.0, 0.1])),
                "l2": draw(st.sampled_from([0.0, 0.1])),
                "on": draw(st.sampled_from(["weights", "biases", "both"])),
                "form": draw(st.sampled_from(["gradient", "after_step"])),
            },
            "batches": draw(orders(count)),
            "precision": precision or draw(st.sampled_from(["float32", "float64"])),
            "train": draw(st.sampled_from(["both", "both", "weights", "biases"])),
        }
    )


def gradient(shapes: Plan, theta: Any, batch: list[int] | None = None) -> tuple[float, Any]:
    """Loss and gradient of some training samples, all unless they are named."""
    samples = device.material(shapes).train
    which = np.arange(samples.count) if batch is None else np.array(batch)
    return device.gradients(shapes, theta, samples, which)[:2]


# --- the oracle --------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(experiments(precision="float64"), st.integers(1, 30))
def test_a_training_in_float64_is_that_of_the_oracle(wish: Experiment, updates: int) -> None:
    shapes = plan(wish)
    start = engine.initial(shapes)
    course, losses = reference.trained(shapes, start.theta, updates)
    state, bins = engine.record(start, shapes, updates, 1)
    assume(np.abs(course.theta).max() < 1e6)
    np.testing.assert_allclose(state.theta, course.theta, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(bins.loss[:, 2], losses, rtol=1e-9, atol=1e-9)
    for name, slot in zip(shapes.slots, state.slots, strict=True):
        np.testing.assert_allclose(slot, course.slots[name], rtol=1e-8, atol=1e-9)
    assert state.steps == course.steps == updates


@settings(max_examples=40)
@given(experiments(precision="float32"), st.integers(1, 12))
def test_every_update_in_float32_is_that_of_the_oracle(wish: Experiment, updates: int) -> None:
    shapes = plan(wish)
    x, t = reference.samples(shapes)
    state = engine.initial(shapes)
    for batch in islice(reference.batches(shapes), updates):
        slots = {name: slot.astype(float) for name, slot in zip(shapes.slots, state.slots, strict=True)}
        before = reference.Course(state.theta.astype(float), slots, state.steps)
        course, loss = reference.updated(before, shapes, x[batch], t[batch])
        state, bins = engine.record(state, shapes, 1, 1)
        scale = max(1.0, float(np.abs(course.theta).max()), loss)
        np.testing.assert_allclose(state.theta, course.theta, rtol=0, atol=1e-5 * scale)
        np.testing.assert_allclose(bins.loss[0, 2], loss, rtol=1e-5, atol=1e-5)


@given(experiments())
def test_outputs_losses_and_gradients_are_those_of_the_oracle(wish: Experiment) -> None:
    shapes = plan(wish)
    x, t = reference.samples(shapes)
    state = engine.initial(shapes)
    close = 1e-11 if wish.precision == "float64" else 2e-5
    loss, told = reference.loss_and_gradient(state.theta, shapes, x, t)
    seen = engine.look(state, shapes, engine.Watch(gradient=True))
    assert seen.fit is not None
    assert seen.gradient is not None
    assert seen.fit.test_loss is None
    np.testing.assert_allclose(seen.fit.train_loss, loss, rtol=close, atol=close)
    np.testing.assert_allclose(seen.gradient, told, rtol=close, atol=close * max(1, np.abs(told).max()))
    raw = device.dataset(shapes).train.x
    np.testing.assert_allclose(
        engine.predict(state, shapes, raw), reference.outputs(state.theta, shapes, x), rtol=close, atol=close
    )


# --- differences -------------------------------------------------------------------------------------------

OUTPUTS = {loss.name: loss.output or "linear" for loss in LOSSES}
# every loss with every activation, in the output and in a hidden layer
CASES = [(loss, hidden, output) for loss, output in OUTPUTS.items() for hidden in HIDDEN]
CASES += [
    (loss.name, "tanh", output)
    for loss in LOSSES
    for output in HIDDEN
    if not loss.output and (loss.targets == "any" or ACTIVATION[output].ends[0] <= -1)
]


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
@pytest.mark.parametrize(("loss", "hidden", "output"), CASES)
def test_gradients_are_the_limits_of_differences(loss: str, hidden: str, output: str, bias: bool) -> None:
    layers = (
        small.layer(5, hidden, bias=bias),
        small.layer(2, "tanh", bias=bias),
        small.layer(3, output, bias=bias),
    )
    classes = 3 if output == "softmax" else 0
    data = small.points(9, 2, outputs=3, classes=classes, signs=loss == "hinge")
    wish = small.experiment(data=data, network=small.network(*layers), loss=loss, huber_delta=0.4, seed=3)
    shapes = plan(wish)
    theta = engine.initial(shapes).theta
    _, told = gradient(shapes, theta)
    step = 1e-6
    for p in range(shapes.size):
        there, back = theta.copy(), theta.copy()
        there[p] += step
        back[p] -= step
        slope = (gradient(shapes, there)[0] - gradient(shapes, back)[0]) / (2 * step)
        assert slope == pytest.approx(told[p], rel=1e-5, abs=1e-8), shapes.ids[p]
    assert np.abs(told).max() > 1e-3


# --- what cannot matter ------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("order", [(2, 0, 1), (1, 0, 2)])
def test_permuted_neurons_learn_the_same_in_permuted_places(optimizer: str, order: tuple[int, ...]) -> None:
    wish = small.experiment(optimizer={"kind": optimizer, "learning_rate": 0.02})
    neurons = wish.network.layers[0].neurons
    other = wish.changed({"network.layers.0.neurons": [neurons[k] for k in order]})
    states = [engine.advance(engine.initial(p), p, 50) for p in (plan(wish), plan(other))]
    one, two = (saved(s, plan(w)).parameters for s, w in zip(states, (wish, other), strict=True))
    assert one.keys() == two.keys()
    assert plan(wish).ids != plan(other).ids
    for name, value in one.items():
        assert two[name] == pytest.approx(value, rel=1e-9, abs=1e-12), name


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize(
    "wish",
    [
        kinds.of_images(kinds.convolution(3), kinds.pooling(), kinds.convolution(2, kernel=1)),
        kinds.of_images(kinds.convolution(3, "sigmoid"), kinds.pooling("average"), small.layer(2)),
        kinds.of_sequences(kinds.recurrent(3)),
        kinds.of_sequences(kinds.recurrent(3, gives="all"), kinds.recurrent(2)),
    ],
    ids=["filters", "filters and dense", "cell", "cells"],
)
def test_permuted_filters_and_hidden_values_learn_the_same_in_permuted_places(
    wish: Experiment, optimizer: str
) -> None:
    wish = wish.changed({"optimizer.kind": optimizer, "optimizer.learning_rate": 0.02})
    a, b, c = wish.network.layers[0].neurons
    other = wish.changed({"network.layers.0.neurons": [c, a, b]})
    states = [engine.advance(engine.initial(p), p, 20) for p in (plan(wish), plan(other))]
    one, two = (saved(s, plan(w)).parameters for s, w in zip(states, (wish, other), strict=True))
    assert one.keys() == two.keys()
    assert plan(wish).ids != plan(other).ids
    for name, value in one.items():
        assert two[name] == pytest.approx(value, rel=1e-7, abs=1e-9), name


@st.composite
def experiments_of_kinds(draw: st.DrawFn) -> Experiment:
    """Small convolutional and recurrent networks that fit, of any shape, order of batches and precision."""
    if draw(st.booleans()):
        data = kinds.images(
            draw(st.integers(3, 7)), draw(st.integers(3, 7)), channels=draw(st.integers(1, 2))
        )
        wish = kinds.of_images(
            kinds.convolution(draw(st.integers(1, 5)), draw(st.sampled_from(["relu", "tanh"])), padding=draw(st.integers(0, 1))),
            kinds.pooling(draw(st.sampled_from(["max", "average"])), window=1, stride=draw(st.integers(1, 2))),
            *(small.layer(n) for n in draw(st.lists(st.integers(1, 4), max_size=1))),
            data=data,
        )  # fmt: skip
    else:
        data = kinds.sequences(draw(st.integers(2, 6)), draw(st.integers(1, 2)))
        deep = [kinds.recurrent(draw(st.integers(1, 4)), gives="all")] if draw(st.booleans()) else []
        last = kinds.recurrent(draw(st.integers(1, 4)), gives=draw(st.sampled_from(["last", "all"])))
        wish = kinds.of_sequences(*deep, last, data=data)
    settings = {
        f"network.layers.{k}.bias": draw(st.booleans())
        for k, one in enumerate(wish.network.layers)
        if one.size
    }
    return wish.changed(
        settings
        | {
            "batches": draw(orders(12)),
            "optimizer": draw(optimizers()),
            "precision": draw(st.sampled_from(["float32", "float64"])),
            "seed": draw(st.integers(0, 2**63 - 1)),
        }
    )


@settings(max_examples=30)
@given(experiments_of_kinds(), st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_how_training_of_any_kind_is_cut_does_not_matter(wish: Experiment, pieces: list[int]) -> None:
    shapes = plan(wish)
    state = engine.initial(shapes)
    whole = engine.advance(state, shapes, sum(pieces))
    for piece in pieces:
        state = engine.advance(state, shapes, piece)
    assert small.bits(state) == small.bits(whole)


@settings(max_examples=30)
@given(experiments_of_kinds())
def test_an_experiment_of_any_kind_is_what_its_file_says(wish: Experiment) -> None:
    again = Experiment.read(wish.written())
    assert again == wish
    assert plan(again).ids == plan(wish).ids


@given(st.one_of(experiments(), experiments_of_kinds()), st.integers(2, 4))
def test_samples_given_twice_have_the_same_gradient(wish: Experiment, times: int) -> None:
    shapes = plan(wish)
    theta = engine.initial(shapes).theta
    once = list(range(min(5, shapes.train_size)))
    loss, told = gradient(shapes, theta, once)
    again, seen = gradient(shapes, theta, once * times)
    close = 1e-12 if wish.precision == "float64" else 1e-5
    assert again == pytest.approx(loss, rel=close, abs=close)
    np.testing.assert_allclose(seen, told, rtol=close, atol=close * max(1, np.abs(told).max()))


@given(st.one_of(experiments(), experiments_of_kinds()), st.randoms(use_true_random=False))
def test_the_order_within_a_batch_does_not_matter(wish: Experiment, chance: Any) -> None:
    shapes = plan(wish)
    theta = engine.initial(shapes).theta
    batch = list(range(shapes.train_size))
    _, told = gradient(shapes, theta, batch)
    chance.shuffle(batch)
    close = 1e-12 if wish.precision == "float64" else 1e-5
    np.testing.assert_allclose(
        gradient(shapes, theta, batch)[1], told, rtol=close, atol=close * max(1, np.abs(told).max())
    )


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_smallest_learning_rate_moves_nothing(optimizer: str, precision: str) -> None:
    rate = {"kind": optimizer, "learning_rate": 1e-300}
    shapes = plan(small.experiment(optimizer=rate, precision=precision))
    start = engine.initial(shapes)
    state = engine.advance(start, shapes, 100)
    assert state.theta.tobytes() == start.theta.tobytes()
    assert state.update == 100


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_l2_on_weights_leaves_a_bias_without_a_gradient_where_it_is(optimizer: str) -> None:
    dead = small.layer(3, "relu", bias_init={"kind": "constant", "value": -100})
    wish = small.experiment(
        network=small.network(dead, small.layer(1, "linear")),
        optimizer={"kind": optimizer, "learning_rate": 0.01},
        penalty={"l2": 1.0, "on": "weights"},
    )
    shapes = plan(wish)
    start = engine.initial(shapes)
    state = engine.advance(start, shapes, 50)
    row = shapes.rows[0]
    biases = row.biases_of(state.theta)
    assert biases is not None
    assert biases.tolist() == [-100] * 3
    assert (np.abs(row.weights_of(state.theta)) < np.abs(row.weights_of(start.theta))).all()


@pytest.mark.parametrize(
    ("on", "shrinks"), [("weights", [True, False]), ("biases", [False, True]), ("both", [True, True])]
)
def test_l2_pulls_at_what_it_is_on_and_at_nothing_else(on: str, shrinks: list[bool]) -> None:
    dead = small.layer(3, "relu", bias_init={"kind": "constant", "value": -100})
    wish = small.experiment(
        network=small.network(dead, small.layer(1, "linear")),
        penalty={"l2": 0.5, "on": on},
        precision="float32",
    )
    shapes = plan(wish)
    start = engine.initial(shapes)
    state = engine.advance(start, shapes, 1)
    row = shapes.rows[0]
    for part, pulled in zip((row.weights_of, row.biases_of), shrinks, strict=True):
        before, after = part(start.theta), part(state.theta)
        assert before is not None
        assert after is not None
        np.testing.assert_allclose(after, before * (0.95 if pulled else 1.0), rtol=1e-6)


def test_a_batch_of_every_size_around_a_vector_has_the_gradient_of_the_oracle() -> None:
    shapes = plan(small.experiment(data=small.points(40, 2), batches={"size": 40}))
    x, t = reference.samples(shapes)
    theta = engine.initial(shapes).theta
    for size in (1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40):
        batch = list(range(size))
        loss, told = reference.loss_and_gradient(theta, shapes, x[batch], t[batch])
        seen_loss, seen = gradient(shapes, theta, batch)
        assert seen_loss == pytest.approx(loss, rel=1e-12)
        np.testing.assert_allclose(seen, told, rtol=1e-11, atol=1e-12)
