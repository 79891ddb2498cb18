"""The coming update is the one that the engine then does: its samples, its gradient, where it leads; and the gradient by
small changes beside it agrees, or says where it cannot.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest
import reference
import small
from hypothesis import assume, given
from hypothesis import strategies as st

from wbsim import device, engine
from wbsim.activations import ACTIVATIONS
from wbsim.coming import Coming, coming
from wbsim.engine import coming_samples
from wbsim.experiment import Experiment
from wbsim.losses import LOSSES
from wbsim.optimizers import OPTIMIZERS
from wbsim.plan import Plan, plan

ORDERS: list[dict[str, Any]] = [
    {"order": order, "remainder": remainder, "size": size}
    for order in ("shuffled", "as_given")
    for remainder in ("keep", "drop", "carry")
    for size in (5, 12)
]
ORDERS += [{"order": "explicit", "explicit": [[3, 0], [11], [7, 7, 1]]}]
SMOOTH = [
    entry.name for entry in ACTIVATIONS if entry.rule and "relu" not in entry.name and entry.name != "selu"
]


def states(shapes: Plan, updates: int) -> list[engine.State]:
    """The state before each of so many updates."""
    found = [engine.initial(shapes)]
    for _ in range(updates - 1):
        found.append(engine.advance(found[-1], shapes, 1))
    return found


def of(updates: int = 3, sample: int = 0, neuron: int | None = None, **settings: Any) -> Coming:
    """The coming update of a small network after some others."""
    shapes = plan(small.experiment(**settings))
    return coming(engine.advance(engine.initial(shapes), shapes, updates), shapes, sample, neuron)


# --- which samples -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("batches", ORDERS, ids=str)
def test_the_samples_are_those_of_the_oracle_through_several_epochs(batches: dict[str, Any]) -> None:
    shapes = plan(small.experiment(batches=batches))
    seen = [coming_samples(state, shapes).tolist() for state in states(shapes, 17)]
    assert seen == list(islice(reference.batches(shapes), 17))


def test_a_carried_batch_is_larger_than_its_size() -> None:
    shapes = plan(small.experiment(batches={"size": 7, "remainder": "carry"}))
    assert [len(coming_samples(state, shapes)) for state in states(shapes, 4)] == [7, 12, 12, 12]


@pytest.mark.parametrize("batches", ORDERS, ids=str)
def test_looking_ahead_changes_no_bit_of_what_follows(batches: dict[str, Any]) -> None:
    shapes = plan(small.experiment(batches=batches))
    state = engine.initial(shapes)
    for _ in range(15):
        before = small.bits(state)
        coming_samples(state, shapes)
        assert small.bits(state) == before
        state = engine.advance(state, shapes, 1)
    assert small.bits(state) == small.bits(engine.advance(engine.initial(shapes), shapes, 15))


# --- what happens in them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_it_leads_where_the_engine_leads_to_the_last_bit(kind: str, precision: str) -> None:
    found = of(optimizer={"kind": kind}, precision=precision)
    assert small.bits(found.after) == small.bits(engine.advance(found.state, found.plan, 1))
    assert found.after.update == found.state.update + 1


@pytest.mark.parametrize("batches", ORDERS, ids=str)
def test_loss_and_gradient_of_the_batch_are_the_means_of_those_of_its_samples(
    batches: dict[str, Any],
) -> None:
    shapes = plan(small.experiment(batches=batches))
    for state in states(shapes, 4):
        each = [coming(state, shapes, k) for k in range(len(coming_samples(state, shapes)))]
        np.testing.assert_allclose(np.mean([one.own_loss for one in each]), each[0].loss, rtol=1e-12)
        mean = np.mean([one.own_gradient for one in each], axis=0)
        np.testing.assert_allclose(mean, each[0].gradient, rtol=1e-9, atol=1e-14)
        x, t = reference.samples(shapes)
        batch = each[0].samples
        loss, gradient = reference.loss_and_gradient(state.theta, shapes, x[batch], t[batch])
        np.testing.assert_allclose(each[0].loss, loss, rtol=1e-10)
        np.testing.assert_allclose(each[0].gradient, gradient, rtol=1e-8, atol=1e-13)


def test_the_sample_that_is_written_out_is_the_one_of_that_place() -> None:
    first, second = of(sample=0), of(sample=1)
    x, t = reference.samples(second.plan)
    number = second.samples[1]
    np.testing.assert_allclose(second.values[: len(second.plan.inputs)], x[number])
    np.testing.assert_allclose(second.target, t[number])
    np.testing.assert_allclose(second.point, device.dataset(second.plan).train.x[number])
    assert not np.array_equal(first.own_gradient, second.own_gradient)


def test_a_sample_that_the_batch_does_not_have_is_named() -> None:
    for sample in (-1, 5):
        with pytest.raises(ValueError, match=f"sample {sample} is out of range; it must be from 0 to 4"):
            of(0, sample)


def test_what_does_not_depend_on_the_sample_is_computed_once() -> None:
    shapes = plan(small.experiment())
    state = engine.initial(shapes)
    first, second = coming(state, shapes, 0), coming(state, shapes, 1)
    assert coming(state, shapes, 0) is first
    assert second.after is first.after and second.numerical is first.numerical
    assert second.gradient is first.gradient and second.samples is first.samples


def test_an_update_that_would_diverge_leads_nowhere_and_says_so() -> None:
    shapes = plan(small.experiment(optimizer={"kind": "sgd", "learning_rate": 1e9}))
    state = engine.advance(engine.initial(shapes), shapes, 500)
    assert state.divergence is not None
    last = engine.advance(engine.initial(shapes), shapes, state.update)
    found = coming(last, shapes)
    assert found.after.divergence is not None
    assert found.after.theta.tobytes() == last.theta.tobytes()


def test_the_ladder_counts_the_samples_of_this_very_batch() -> None:
    shapes = plan(small.experiment(batches={"size": 7, "remainder": "carry"}))
    ladders = [coming(state, shapes).ladder for state in states(shapes, 2)]
    assert [ladder.samples for ladder in ladders] == [7, 12]


# --- the gradient by small changes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "loss", [entry.name for entry in LOSSES if entry.output is None and entry.targets == "any"]
)
@pytest.mark.parametrize("activation", SMOOTH)
def test_by_small_changes_comes_the_same_gradient(activation: str, loss: str) -> None:
    found = of(activation=activation, loss=loss)
    assert np.array_equal(found.checked, np.arange(found.plan.size))
    close(found)


@pytest.mark.parametrize(
    ("loss", "output", "neurons", "classes"),
    [("bce", "sigmoid", 1, 2), ("cross_entropy", "softmax", 3, 3), ("bce", "sigmoid", 3, 3)],
)
def test_and_so_for_losses_that_take_the_slope_of_their_output_in(
    loss: str, output: str, neurons: int, classes: int
) -> None:
    close(
        of(
            data=small.points(12, 2, classes=classes),
            network=small.network(small.layer(4), small.layer(neurons, output)),
            loss=loss,
        )
    )


def close(found: Coming, within: float = 1e-6) -> None:
    """Fails where a small change and the exact gradient differ by more than a share of the largest."""
    exact = found.gradient[found.checked]
    told = ~np.isnan(found.numerical)
    assert told.any()
    error = np.abs(found.numerical - exact)[told].max()
    assert error <= within * max(np.abs(exact).max(), 1e-3 * abs(found.loss))


@st.composite
def networks(draw: st.DrawFn) -> Experiment:
    """Small ones of any activation, with a loss that any output may have."""
    names = st.sampled_from([entry.name for entry in ACTIVATIONS if entry.rule])
    hidden = draw(st.lists(st.tuples(st.integers(1, 5), names, st.booleans()), max_size=3))
    layers = [small.layer(count, name, bias=bias) for count, name, bias in hidden]
    outputs = draw(st.integers(1, 3))
    return small.experiment(
        seed=draw(st.integers(0, 2**31)),
        data=small.points(12, 2, outputs=outputs, seed=draw(st.integers(0, 99))),
        network=small.network(*layers, small.layer(outputs, draw(names))),
        loss=draw(
            st.sampled_from(
                [entry.name for entry in LOSSES if entry.output is None and entry.targets == "any"]
            )
        ),
        huber_delta=draw(st.sampled_from([0.1, 1.0])),
        batches={"size": draw(st.integers(1, 12))},
    )


@given(wish=networks(), updates=st.integers(0, 5))
def test_of_any_small_network_the_two_gradients_agree_where_no_kink_lies(
    wish: Experiment, updates: int
) -> None:
    shapes = plan(wish)
    found = coming(engine.advance(engine.initial(shapes), shapes, updates), shapes)
    assume(not np.isnan(found.numerical).all())
    close(found)


def kinked(x: float, **settings: Any) -> Coming:
    """One neuron on one input, 0.5·x + 0, whose target is 1; one sample."""
    output = small.layer(1, settings.pop("activation", "linear"))
    output |= {"weight_init": {"kind": "constant", "value": 0.5}, "bias_init": {"kind": "zero"}}
    data = {"dataset": "points", "train_share": 100, "points": {"x": [[x]], "y": [[1.0]], "classes": 0}}
    return of(0, data=data, network=small.network(output), batches={"size": 1}, **settings)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "selu"])
def test_at_a_kink_of_an_activation_a_small_change_says_nothing(activation: str) -> None:
    found = kinked(0.0, activation=activation)
    at = dict(zip((found.plan.id_of(int(k)) for k in found.checked), found.numerical, strict=True))
    weight, bias = (at[name] for name in found.plan.ids)
    assert np.isnan(bias)  # moves z through 0
    assert weight == 0.0 == found.gradient[0]  # does not move it at all
    assert not np.isnan(kinked(1.0, activation=activation).numerical).any()


@pytest.mark.parametrize(("loss", "x"), [("mae", 2.0), ("hinge", 2.0)])
def test_at_a_kink_of_the_loss_a_small_change_says_nothing(loss: str, x: float) -> None:
    assert np.isnan(kinked(x, loss=loss, activation="linear").numerical).all()
    close(kinked(x + 0.1, loss=loss, activation="linear"))


@pytest.mark.parametrize("activation", ["elu", "softplus", "tanh"])
@pytest.mark.parametrize("loss", ["half_mse", "huber"])
def test_what_only_bends_is_no_kink(activation: str, loss: str) -> None:
    close(kinked(0.0, activation=activation, loss=loss), within=5e-6)


def test_of_a_large_network_one_neuron_is_checked_as_far_as_it_is_little_work() -> None:
    wide = small.experiment(
        data=small.points(64, 300, classes=10), precision="float32", batches={"size": 64}, loss="cross_entropy",
        network=small.network(small.layer(128), small.layer(128), small.layer(10, "softmax")),
    )  # fmt: skip
    shapes = plan(wide)
    state = engine.initial(shapes)
    assert coming(state, shapes).checked.size == 0
    neuron = shapes.rows[0].layer.neurons[5]
    found = coming(state, shapes, 0, neuron)
    first = shapes.rows[0].weights + 5 * 300
    inside = (found.checked >= first) & (found.checked < first + 300)
    assert 8 <= len(found.checked) < 301 and inside[:-1].all()
    assert found.checked[-1] == shapes.rows[0].biases + 5
    assert (np.diff(found.checked) > 0).all()
    largest = np.sort(np.abs(found.gradient[first : first + 300]))[-(len(found.checked) - 1)]
    assert np.abs(found.gradient[found.checked[:-1]]).min() == largest
    assert np.abs(found.numerical - found.gradient[found.checked]).max() < 1e-4 * np.abs(found.gradient).max()


@pytest.mark.parametrize("hidden", [(4, 2), (8, 8, 8)])
def test_of_a_network_that_fits_the_window_every_parameter_is_checked(hidden: tuple[int, ...]) -> None:
    found = of(hidden=hidden, data=small.points(40, 2), batches={"size": 32}, precision="float32")
    assert len(found.checked) == found.plan.size
