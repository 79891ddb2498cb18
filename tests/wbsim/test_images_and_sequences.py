"""Convolutions, poolings and recurrent layers: the engine agrees with the oracle over all their shapes and settings, and what
holds for a run of dense layers holds for theirs.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import reference
import small
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wbsim import device, engine
from wbsim.activations import ACTIVATIONS
from wbsim.edits import carried
from wbsim.experiment import Experiment
from wbsim.kernels.lanes import LANES
from wbsim.network import Network
from wbsim.plan import Plan, plan
from wbsim.probes.surface import along_directions, over_parameters
from wbsim.shapes import Block, fitted

RULES = tuple(entry.name for entry in ACTIVATIONS if entry.rule)
SMOOTH = ("tanh", "sigmoid", "softplus", "gelu", "silu")
both = pytest.mark.parametrize("precision", ["float32", "float64"])


def image_data(count: int, shape: tuple[int, int, int], *, classes: int = 3, seed: int = 1) -> small.Wish:
    """Pictures (channels, rows, columns) of noise."""
    data = small.points(count, shape[0] * shape[1] * shape[2], classes=classes, seed=seed)
    data["points"] |= {"channels": shape[0], "picture": shape[1:]}
    return data


def sequence_data(count: int, shape: tuple[int, int], *, classes: int = 0, seed: int = 1) -> small.Wish:
    """Sequences (steps, values a step) of noise."""
    data = small.points(count, shape[0] * shape[1], classes=classes, seed=seed)
    data["points"] |= {"steps": shape[0]}
    return data


def convolution(neurons: int = 2, activation: str = "tanh", **more: Any) -> small.Wish:
    return small.layer(neurons, activation, kind="convolution", **more)


def pooling(takes: str = "max", window: int = 2, stride: int = 2) -> small.Wish:
    return {"kind": "pooling", "takes": takes, "window": window, "stride": stride}


def recurrent(neurons: int = 3, activation: str = "tanh", **more: Any) -> small.Wish:
    return small.layer(neurons, activation, kind="recurrent", **more)


def trained_on(data: small.Wish, *layers: small.Wish, **settings: Any) -> Plan:
    """The plan of a network of hidden layers and an output that the data ask for."""
    classes = data["points"]["classes"]
    output = small.layer(classes, "softmax") if classes else small.layer(1, "linear")
    loss = "cross_entropy" if classes else "mse"
    return plan(
        small.experiment(data=data, network=small.network(*layers, output), **{"loss": loss} | settings)
    )


# --- any of them -------------------------------------------------------------------------------------------


def fits(shape: tuple[int, ...], layers: list[small.Wish]) -> bool:
    """Whether layers can read each other, and the first one points of a shape."""
    network = Network.model_validate({"layers": [*layers, small.layer()]})
    return fitted(shape, tuple(map(Block.of, network.layers)))[1] is None


@st.composite
def image_layers(
    draw: st.DrawFn, shape: tuple[int, int, int], activations: tuple[str, ...]
) -> list[small.Wish]:
    """Convolutions and poolings in any order, as far as they fit."""
    layers: list[small.Wish] = []
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.integers(0, 2)):
            layer = convolution(
                draw(st.sampled_from([1, 2, 3, 8, 9, 13])), draw(st.sampled_from(activations)),
                kernel=draw(st.sampled_from([1, 3, 5])), stride=draw(st.integers(1, 3)), padding=draw(st.integers(0, 2)),
            )  # fmt: skip
        else:
            takes = draw(st.sampled_from(["max", "average"]))
            layer = pooling(takes, draw(st.integers(1, 3)), draw(st.integers(1, 3)))
        if fits(shape, [*layers, layer]):
            layers.append(layer)
    return layers


@st.composite
def sequence_layers(draw: st.DrawFn, activations: tuple[str, ...]) -> list[small.Wish]:
    """One to three recurrent layers, of which those that another one reads give every step."""
    count = draw(st.integers(1, 3))
    return [
        recurrent(
            draw(st.sampled_from([1, 3, 8, 11])), draw(st.sampled_from(activations)),
            gives="all" if k < count - 1 else draw(st.sampled_from(["last", "all"])),
        )
        for k in range(count)
    ]  # fmt: skip


@st.composite
def experiments(draw: st.DrawFn, precision: str, smooth: bool = False) -> Experiment:
    """Small networks over images or sequences."""
    count, classes, seed = (
        draw(st.integers(1, 40)),
        draw(st.sampled_from([0, 2, 3])),
        draw(st.integers(0, 99)),
    )
    if draw(st.booleans()):
        shape = (draw(st.integers(1, 3)), draw(st.integers(2, 7)), draw(st.integers(2, 7)))
        data = image_data(count, shape, classes=classes, seed=seed)
        layers = draw(image_layers(shape, SMOOTH if smooth else RULES))
    else:
        steps = (draw(st.integers(2, 6)), draw(st.integers(1, 3)))
        data = sequence_data(count, steps, classes=classes, seed=seed)
        layers = draw(sequence_layers(("tanh", "sigmoid") if smooth else ("tanh", "sigmoid", "relu")))
    if draw(st.booleans()):
        layers.append(
            small.layer(draw(st.integers(1, 9)), draw(st.sampled_from(SMOOTH if smooth else RULES)))
        )
    for layer in layers:
        if "neurons" in layer:
            layer["bias"], layer["trainable"] = (
                draw(st.booleans()),
                draw(st.sampled_from([True, True, False])),
            )
    return trained_on(
        data, *layers, seed=draw(st.integers(0, 999)), precision=precision,
        batches={"size": draw(st.integers(1, count)), "remainder": draw(st.sampled_from(["keep", "drop", "carry"]))},
        optimizer=draw(st.sampled_from([
            {"kind": "sgd", "learning_rate": 0.05}, {"kind": "momentum", "learning_rate": 0.02},
            {"kind": "adam", "learning_rate": 0.01, "epsilon": 1e-2},
        ])),
        penalty={"l2": draw(st.sampled_from([0.0, 0.1]))},
        train=draw(st.sampled_from(["both", "both", "weights", "biases"])),
    ).experiment  # fmt: skip


def seen_of(shapes: Plan, theta: Any, batch: Any) -> tuple[float, Any, Any, Any]:
    return device.gradients(shapes, theta, device.material(shapes).train, np.asarray(batch))


@settings(max_examples=80, deadline=None)
@given(experiments("float64"), st.data())
def test_loss_gradient_values_and_errors_are_those_of_the_oracle(
    wish: Experiment, data: st.DataObject
) -> None:
    shapes = plan(wish)
    batch = data.draw(st.lists(st.integers(0, shapes.train_size - 1), min_size=1, max_size=40))
    theta = engine.initial(shapes).theta
    x, t = reference.samples(shapes)
    exact_loss, exact, errors = reference.loss_gradient_errors(theta, shapes, x[batch], t[batch])
    loss, gradient, values, deltas = seen_of(shapes, theta, batch)
    assert loss == pytest.approx(exact_loss, rel=1e-10)
    scale = max(1.0, np.abs(exact).max())
    np.testing.assert_allclose(gradient / scale, exact / scale, rtol=0, atol=1e-11)
    kept = [one.reshape(len(batch), -1).T for one in reference.passed(theta, shapes, x[batch])[1]]
    np.testing.assert_allclose(values[len(shapes.inputs) :], np.vstack(kept), rtol=1e-10, atol=1e-10)
    rows = np.vstack([one.reshape(len(batch), -1).T for one in errors])
    np.testing.assert_allclose(deltas[len(shapes.inputs) :], rows, rtol=1e-9, atol=1e-11)


@settings(max_examples=40, deadline=None)
@given(experiments("float64"), st.integers(1, 12))
def test_a_training_in_float64_is_that_of_the_oracle(wish: Experiment, updates: int) -> None:
    shapes = plan(wish)
    start = engine.initial(shapes)
    with np.errstate(all="ignore"):
        course, losses = reference.trained(shapes, start.theta, updates)
    assume(np.abs(course.theta).max() < 100)
    state, bins = engine.record(start, shapes, updates, 1)
    np.testing.assert_allclose(state.theta, course.theta, rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(bins.loss[:, 2], losses, rtol=1e-7, atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(experiments("float32", smooth=True))
def test_a_gradient_in_float32_is_that_of_the_oracle_rounded(wish: Experiment) -> None:
    shapes = plan(wish)
    theta, every = engine.initial(shapes).theta, np.arange(shapes.train_size)
    x, t = reference.samples(shapes)
    exact_loss, exact, errors = reference.loss_gradient_errors(theta, shapes, x, t)
    loss, gradient, _, _ = seen_of(shapes, theta, every)
    assert loss == pytest.approx(exact_loss, rel=1e-4)
    largest = max(1.0, np.abs(exact).max(), *(np.abs(one).max() for one in errors))
    np.testing.assert_allclose(gradient / largest, exact / largest, rtol=0, atol=2e-4)


def smooth_pooling(layers: Any) -> bool:
    return all(layer.kind != "pooling" or layer.takes == "average" for layer in layers)


@settings(max_examples=25, deadline=None)
@given(
    experiments("float64", smooth=True).filter(lambda wish: smooth_pooling(wish.network.layers)), st.data()
)
def test_a_gradient_is_what_a_small_move_of_a_parameter_does(wish: Experiment, data: st.DataObject) -> None:
    shapes = plan(wish)
    theta, every, step = engine.initial(shapes).theta, np.arange(shapes.train_size), 1e-5
    gradient = seen_of(shapes, theta, every)[1]
    for place in data.draw(st.lists(st.integers(0, shapes.size - 1), min_size=1, max_size=12, unique=True)):
        there, back = theta.copy(), theta.copy()
        there[place] += step
        back[place] -= step
        slope = (seen_of(shapes, there, every)[0] - seen_of(shapes, back, every)[0]) / (2 * step)
        assert gradient[place] == pytest.approx(slope, abs=1e-6 * max(1, np.abs(gradient).max()))


@pytest.mark.parametrize("name", RULES)
@both
def test_a_convolution_takes_every_activation(name: str, precision: str) -> None:
    shapes = trained_on(image_data(9, (2, 5, 5)), convolution(9, name, kernel=3), precision=precision)
    theta = engine.initial(shapes).theta
    x, t = reference.samples(shapes)
    _, exact = reference.loss_and_gradient(theta, shapes, x, t)
    gradient = seen_of(shapes, theta, np.arange(9))[1]
    close = 2e-5 if precision == "float32" else 1e-12
    np.testing.assert_allclose(gradient, exact, rtol=close, atol=close * np.abs(exact).max())


@both
@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_a_batch_may_end_anywhere_in_a_vector(beyond: int, precision: str) -> None:
    for vectors in (1, 2, 3):
        count = vectors * LANES[np.dtype(precision)] + beyond
        images = trained_on(
            image_data(count, (1, 4, 4)), convolution(9, kernel=3, padding=1), pooling(), precision=precision
        )
        for shapes in (
            images, trained_on(sequence_data(count, (3, 2)), recurrent(9), precision=precision)
        ):  # fmt: skip
            theta = engine.initial(shapes).theta
            x, t = reference.samples(shapes)
            loss, exact = reference.loss_and_gradient(theta, shapes, x, t)
            seen = seen_of(shapes, theta, np.arange(count))
            close = 1e-5 if precision == "float32" else 1e-12
            assert seen[0] == pytest.approx(loss, rel=close)
            np.testing.assert_allclose(seen[1], exact, rtol=close, atol=close)


@both
def test_what_zeros_would_become_in_lanes_without_a_sample_is_in_no_gradient(precision: str) -> None:
    steps = (
        600 if precision == "float64" else 200
    )  # a value that becomes four times itself each step overflows
    data = small.points(3, 1)
    data["points"] |= {"x": [[-9.0] * steps, [-8.0] * steps, [-7.0] * steps], "steps": steps}
    cell = recurrent(
        1,
        "relu",
        weight_init={"kind": "explicit", "values": [[1.0, 4.0]]},
        bias_init={"kind": "constant", "value": 0.1},
    )
    shapes = trained_on(data, cell, precision=precision, batches={"size": 3})
    state = engine.initial(shapes)
    assert np.isfinite(seen_of(shapes, state.theta, np.arange(3))[1]).all()
    assert engine.advance(state, shapes, 5).divergence is None


# --- pooling -----------------------------------------------------------------------------------------------


def pooled(picture: Any, window: int, stride: int, takes: str = "max") -> tuple[Any, Any, Any]:
    """Of one picture the pooled values, δ of each, and δ of what is read (rows, columns), with a filter that is the picture."""
    x = np.asarray(picture, float)
    one = {"weight_init": {"kind": "explicit", "values": [[1.0]]}}
    data = small.points(1, x.size)
    data["points"] |= {"x": [x.ravel().tolist()], "picture": x.shape}
    filter_ = convolution(1, "linear", kernel=1, bias=False, **one)
    shapes = trained_on(data, filter_, pooling(takes, window, stride), batches={"size": 1})
    _, _, values, deltas = seen_of(shapes, engine.initial(shapes).theta, [0])
    _, convolved, found = (
        slice(row.target_row, row.target_row + row.values) for row in (shapes.rows[-1], *shapes.rows[:2])
    )
    return values[found, 0], deltas[found, 0], deltas[convolved, 0].reshape(x.shape)


def test_of_equal_values_the_first_in_the_order_of_rows_takes_the_whole_error() -> None:
    values, arrived, left = pooled([[2, 2, 1, 3], [2, 2, 3, 3]], 2, 2)
    assert values.tolist() == [2, 3]
    assert left.tolist() == [[arrived[0], 0, 0, arrived[1]], [0, 0, 0, 0]]


def test_a_value_that_several_windows_take_gets_the_errors_of_all() -> None:
    values, arrived, left = pooled([[0, 0, 0], [0, 5, 0], [0, 0, 0]], 2, 1)
    assert values.tolist() == [5, 5, 5, 5]
    assert left[1, 1] == pytest.approx(arrived.sum(), rel=1e-15)
    assert np.count_nonzero(left) == 1
    _, arrived, left = pooled([[1, 1, 1], [1, 1, 1], [1, 1, 1]], 2, 1)
    assert left[:2, :2].ravel().tolist() == arrived.tolist()  # the corner of each window
    assert not left[2].any()
    assert not left[:, 2].any()


def test_what_no_window_reads_gets_no_error() -> None:
    picture = np.arange(25.0).reshape(5, 5)
    for takes in ("max", "average"):
        _, arrived, left = pooled(picture, 2, 3, takes)
        assert not left[2].any()
        assert not left[:, 2].any()
        assert left.sum() == pytest.approx(arrived.sum())


def test_a_mean_shares_its_error_evenly() -> None:
    values, arrived, left = pooled([[1, 2, 3], [4, 5, 6]], 2, 1, "average")
    assert values.tolist() == [3, 4]
    by_hand = [[arrived[0], arrived.sum(), arrived[1]]] * 2
    np.testing.assert_allclose(left, np.array(by_hand) / 4, rtol=1e-14)


@both
def test_a_number_that_overflows_under_a_window_is_seen(precision: str) -> None:
    huge = float(np.finfo(precision).max) / 8
    for takes in ("max", "average"):
        shapes = trained_on(
            image_data(6, (1, 4, 4)), convolution(2, "relu"), pooling(takes), precision=precision
        )
        start = engine.initial(shapes)
        theta = np.where(np.arange(shapes.size) < 18, huge, start.theta).astype(precision)
        assert not np.isfinite(seen_of(shapes, theta, np.arange(6))[0])


@both
def test_a_run_that_diverges_says_where_and_keeps_the_last_finite_state(precision: str) -> None:
    wild = {"kind": "sgd", "learning_rate": 1e6}
    for shapes in (
        trained_on(
            image_data(6, (1, 5, 5), classes=0), convolution(2, "relu"), pooling(), optimizer=wild, precision=precision
        ),
        trained_on(sequence_data(6, (4, 1)), recurrent(2, "relu"), optimizer=wild, precision=precision),
    ):  # fmt: skip
        state = engine.advance(engine.initial(shapes), shapes, 200)
        assert state.divergence is not None
        assert state.divergence.parameter in shapes.ids
        assert np.isfinite(state.theta).all()


# --- runs --------------------------------------------------------------------------------------------------


def runs(precision: str) -> list[Plan]:
    """A run over images and one over sequences, whose epochs end in a part of a batch."""
    adam = {"kind": "adam", "learning_rate": 0.01}
    return [
        trained_on(
            image_data(23, (2, 6, 6)), convolution(9, "relu", padding=1), pooling(), convolution(3, "elu"), small.layer(5),
            optimizer=adam, precision=precision,
        ),
        trained_on(
            sequence_data(23, (5, 2)), recurrent(9, gives="all"), recurrent(4, "sigmoid"), optimizer=adam,
            precision=precision,
        ),
    ]  # fmt: skip


@both
def test_a_run_comes_to_the_same_bits_however_it_is_cut(precision: str) -> None:
    for shapes in runs(precision):
        start = engine.initial(shapes)
        whole = engine.advance(start, shapes, 37)
        for cuts in ((0, 1, 5, 6, 30, 37), tuple(range(38))):
            state = start
            for begin, end in pairwise(cuts):
                state, _ = engine.record(state, shapes, end - begin, 4)
            assert small.bits(state) == small.bits(whole)
        assert not np.array_equal(whole.theta, start.theta)


@both
def test_watching_changes_no_number(precision: str) -> None:
    for shapes in runs(precision):
        start = engine.initial(shapes)
        state = start
        for _ in range(3):
            state = engine.advance(state, shapes, 4)
            engine.look(state, shapes, engine.Watch(gradient=True))
        assert small.bits(state) == small.bits(engine.advance(start, shapes, 12))


@pytest.mark.parametrize(
    "change",
    [
        {"network.layers.0.activation": "sigmoid"},
        {"network.layers.1.takes": "average"},
        {"network.layers.1.stride": 1, "network.layers.1.window": 3},
        {"optimizer.learning_rate": 0.1},
    ],
    ids=", ".join,
)
def test_an_edit_on_the_way_keeps_all_that_it_does_not_name(change: dict[str, Any]) -> None:
    shapes = trained_on(
        image_data(12, (1, 5, 5)), convolution(3, "tanh"), pooling("max", 2, 1), small.layer(4)
    )
    state = engine.advance(engine.initial(shapes), shapes, 9)
    later = plan(shapes.experiment.changed(change))
    moved = carried(state, shapes, later)
    kept = dict(zip(shapes.ids, state.theta.tolist(), strict=True))
    after = dict(zip(later.ids, moved.theta.tolist(), strict=True))
    common = set(kept) & set(after)
    assert {name: kept[name] for name in common} == {name: after[name] for name in common}
    assert len(common) >= 30
    assert moved.update == state.update
    assert engine.advance(moved, later, 5).divergence is None


@pytest.mark.parametrize("held", ["weights", "biases"])
def test_what_is_not_trained_stays_to_the_bit(held: str) -> None:
    for shapes in runs("float32"):
        layers = {"network.layers.0.trainable": False}
        other = plan(
            shapes.experiment.changed(layers | {"train": "biases" if held == "weights" else "weights"})
        )
        start = engine.initial(other)
        moved = engine.advance(start, other, 10).theta != start.theta
        assert not (moved & ~other.trainable).any()
        assert moved[other.trainable].any()
        assert not other.trainable[: other.rows[0].fan_out * other.rows[0].fan_in].any()


# --- evaluation --------------------------------------------------------------------------------------------


@both
def test_answers_to_more_points_than_go_through_at_once_are_those_of_the_oracle(precision: str) -> None:
    for shapes in runs(precision):
        x = np.random.default_rng(0).normal(size=(277, len(shapes.inputs)))
        theta = engine.initial(shapes).theta
        seen = engine.predict(engine.initial(shapes), shapes, x)
        close = 1e-5 if precision == "float32" else 1e-12
        np.testing.assert_allclose(seen, reference.outputs(theta, shapes, x), rtol=close, atol=close)


@both
def test_a_loss_surface_is_that_of_the_oracle_wherever_the_parameters_stand(precision: str) -> None:
    axis, close = np.linspace(-1, 1, 3), 1e-5 if precision == "float32" else 1e-12
    for shapes in runs(precision):
        theta, every = engine.initial(shapes).theta, np.eye(shapes.size)
        x, t = reference.samples(shapes)
        last, behind = shapes.size - 1, shapes.rows[1].weights or shapes.rows[2].weights
        for pair in ((0, 3), (2, last), (last, behind), (last - 1, last), (1, behind)):
            exact = np.empty((3, 3))
            for i, u in enumerate(axis):
                for j, v in enumerate(axis):
                    there = theta.astype(float)
                    there[list(pair)] += (u, v)
                    exact[i, j] = reference.mean_loss(there, shapes, x, t)
            names = (shapes.ids[pair[0]], shapes.ids[pair[1]])
            seen = over_parameters(shapes, theta, names, (axis, axis), offsets=True)
            np.testing.assert_allclose(seen, exact, rtol=close)
            ways = (every[pair[0]].astype(precision), every[pair[1]].astype(precision))
            np.testing.assert_allclose(along_directions(shapes, theta, ways, (axis, axis)), exact, rtol=close)
