"""Many networks side by side are each what they would be alone: by the oracle, by the engine of single runs, and, to the
last bit, whoever their neighbors are and however the way is cut.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import reference
import small

from wbsim import engine
from wbsim.edits import with_parameters
from wbsim.engine import State
from wbsim.plan import Plan, plan
from wbsim.population import Population, advance, population
from wbsim.problems import Refused

OPTIMIZERS: list[dict[str, Any]] = [
    {"kind": "sgd"},
    {"kind": "momentum", "momentum": 0.8},
    {"kind": "nesterov", "momentum": 0.8},
    {"kind": "adam", "beta1": 0.8},
    {"kind": "adamw", "weight_decay": 0.3},
    {"kind": "amsgrad"},
    {"kind": "rmsprop", "momentum": 0.5},
    {"kind": "adagrad"},
]
each_precision = pytest.mark.parametrize("precision", ["float32", "float64"])
each_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda wish: wish["kind"])

# from more than one full block down to a single network, and never whole blocks alone
COUNTS = {"float32": 19, "float64": 11}


def plans(count: int, *, rates: float = 0.05, **settings: Any) -> list[Plan]:
    """Plans that differ in seed and learning rate, and in all that both decide."""
    optimizer = settings.pop("optimizer", {"kind": "sgd"})
    if optimizer["kind"] == "rmsprop":  # its first steps are ten times as long, and roundings grow with them
        rates /= 10
    wish = small.experiment(**settings)
    return [
        plan(wish.changed({"seed": k, "optimizer": {**optimizer, "learning_rate": rates * (1 + k / count)}}))
        for k in range(count)
    ]


def close_to(precision: str) -> float:
    """How far θ may be off after some twenty updates; small gradients are what RMSprop and its kin divide by."""
    return 2e-4 if precision == "float32" else 1e-11


def assert_as_the_oracle(seen: Population, updates: int) -> None:
    for k, shapes in enumerate(seen.plans):
        course, losses = reference.trained(shapes, engine.initial(shapes).theta, updates)
        state, close = seen.state(k), close_to(shapes.experiment.precision)
        np.testing.assert_allclose(state.theta, course.theta, rtol=close, atol=close, err_msg=f"network {k}")
        for name, slot in zip(shapes.slots, state.slots, strict=True):
            np.testing.assert_allclose(slot, course.slots[name], rtol=10 * close, atol=10 * close)
        assert seen.loss[k] == pytest.approx(losses[-1], rel=10 * close, abs=10 * close)


@each_precision
@each_optimizer
def test_every_network_is_that_of_the_oracle(optimizer: dict[str, Any], precision: str) -> None:
    start = population(plans(COUNTS[precision], optimizer=optimizer, precision=precision))
    assert_as_the_oracle(advance(start, 20), 20)


@pytest.mark.parametrize("form", ["gradient", "after_step"])
@pytest.mark.parametrize("on", ["weights", "biases", "both"])
@each_precision
def test_penalties_pull_at_every_network_as_its_own_numbers_say(precision: str, on: str, form: str) -> None:
    wishes = plans(9, precision=precision, penalty={"form": form, "on": on})
    strengths = [(0.0, 0.0), (0.3, 0.0), (0.0, 0.2), (0.2, 0.1)]
    changed = [
        plan(one.experiment.changed(dict(zip(("penalty.l1", "penalty.l2"), strengths[k % 4], strict=True))))
        for k, one in enumerate(wishes)
    ]
    assert_as_the_oracle(advance(population(changed), 20), 20)


@pytest.mark.parametrize(
    "batches",
    [
        {"size": 5, "remainder": "keep"},
        {"size": 5, "remainder": "drop"},
        {"size": 5, "remainder": "carry"},
        {"size": 1},
        {"size": 12, "order": "as_given"},
        {"size": 7, "order": "as_given", "remainder": "keep"},
        {"order": "explicit", "explicit": [[0, 1, 2], [3], [4, 5, 6, 7, 8, 9, 10, 11]]},
    ],
    ids=str,
)
@each_precision
def test_batches_of_every_kind_are_taken_in_their_order(precision: str, batches: dict[str, Any]) -> None:
    assert_as_the_oracle(advance(population(plans(9, precision=precision, batches=batches)), 9), 9)


@pytest.mark.parametrize(
    "settings",
    [
        {"loss": "mae"},
        {"loss": "huber", "huber_delta": 0.1},
        {"loss": "half_mse", "hidden": (9, 5, 6)},
        {"loss": "mse", "hidden": ()},
        {"activation": "relu"},
        {"activation": "gelu", "hidden": (4, 4)},
        {"activation": "sigmoid"},
        {
            "data": small.points(13, 2, classes=3),
            "network": small.network(small.layer(6, "elu"), small.layer(3, "softmax")),
            "loss": "cross_entropy",
        },
        {
            "data": small.points(13, 3, classes=2),
            "network": small.network(small.layer(5, "relu"), small.layer(1, "sigmoid")),
            "loss": "bce",
        },
        {
            "data": small.points(13, 3, classes=2),
            "network": small.network(small.layer(5, "tanh"), small.layer(1, "tanh")),
            "loss": "hinge",
        },
        {
            "data": small.points(9, 5, outputs=6),
            "network": small.network(small.layer(7, "silu"), small.layer(6, "linear")),
            "loss": "mse",
        },
    ],
    ids=lambda wish: f"{wish.get('loss')}-{wish.get('activation')}-{wish.get('hidden')}",
)
@each_precision
def test_losses_activations_and_shapes_of_every_kind_train(precision: str, settings: dict[str, Any]) -> None:
    assert_as_the_oracle(advance(population(plans(9, precision=precision, **settings)), 15), 15)


@each_precision
def test_what_training_may_not_move_stays_in_that_network_alone(precision: str) -> None:
    wishes = plans(9, precision=precision, optimizer={"kind": "adam"})
    changes: list[dict[str, Any]] = [
        {},
        {"train": "biases"},
        {"network.layers.0.trainable": False},
        {"locked": [wishes[0].ids[3]]},
        {"train": "weights"},
    ]
    changed = [plan(one.experiment.changed(changes[k % 5])) for k, one in enumerate(wishes)]
    assert_as_the_oracle(advance(population(changed), 12), 12)


@each_precision
def test_networks_may_differ_in_their_points_and_in_how_many_they_are(precision: str) -> None:
    sizes = (12, 7, 30, 12, 5)
    changed = [
        plan(small.experiment(precision=precision, data=small.points(n, 2, seed=k), seed=k))
        for k, n in enumerate(sizes)
    ]
    assert_as_the_oracle(advance(population(changed), 20), 20)


@each_precision
def test_a_network_without_biases_stands_beside_one_with_them(precision: str) -> None:
    wishes = plans(9, precision=precision, optimizer={"kind": "adam"})
    changed = [
        plan(one.experiment.changed({f"network.layers.{k % 3}.bias": k % 2 == 0}))
        for k, one in enumerate(wishes)
    ]
    after = advance(population(changed), 12)
    assert_as_the_oracle(after, 12)
    assert [len(after.state(k).theta) for k in range(9)] == [one.size for one in changed]


@each_precision
@each_optimizer
def test_a_network_goes_as_it_would_in_the_engine_of_single_runs(
    optimizer: dict[str, Any], precision: str
) -> None:
    wishes = plans(3, optimizer=optimizer, precision=precision, penalty={"l2": 0.01})
    after = advance(population(wishes), 40)
    for k, shapes in enumerate(wishes):
        alone, bins = engine.record(engine.initial(shapes), shapes, 40, 1)
        state, close = after.state(k), close_to(precision)
        assert (state.update, state.epoch, state.cursor, state.steps) == (
            alone.update, alone.epoch, alone.cursor, alone.steps,
        )  # fmt: skip
        np.testing.assert_allclose(state.theta, alone.theta, rtol=close, atol=close)
        assert after.loss[k] == pytest.approx(bins.loss[-1, 2], rel=10 * close)


# --- the same bits -----------------------------------------------------------------------------------------


def bits(of: Population) -> list[tuple[object, ...]]:
    return [(*small.bits(of.state(k)), of.loss[k].tobytes(), of.divergence[k]) for k in range(len(of))]


def mixed(precision: str) -> list[Plan]:
    """Networks that have as little in common as those of a population may."""
    sizes, changed = (12, 7, 30, 12), []
    for k, one in enumerate(plans(21, optimizer={"kind": "adamw"}, precision=precision)):
        changes: dict[str, Any] = {
            "data": small.points(sizes[k % 4], 2, seed=k % 4),
            "penalty.l1": 0.1 * (k % 3),
            "optimizer.weight_decay": 0.2 * (k % 2),
            "optimizer.beta1": 0.9 - 0.1 * (k % 2),
            "train": "biases" if k % 5 == 4 else "both",
        }
        changed.append(plan(one.experiment.changed(changes)))
    return changed


@each_precision
def test_the_way_may_be_cut_anywhere(precision: str) -> None:
    start = population(mixed(precision))
    whole = bits(advance(start, 131))
    for cuts in ([1] * 131, [64, 67], [100, 0, 31]):
        state = start
        for updates in cuts:
            state = advance(state, updates)
        assert bits(state) == whole


@each_precision
def test_threads_change_nothing(precision: str) -> None:
    start = population(mixed(precision))
    assert bits(advance(start, 70, threads=2)) == bits(advance(start, 70))
    assert bits(advance(start, 70, threads=5)) == bits(advance(start, 70))


@each_precision
def test_neighbors_change_nothing(precision: str) -> None:
    wishes = mixed(precision)
    whole = bits(advance(population(wishes), 70))
    order = np.random.default_rng(3).permutation(len(wishes))
    others = bits(advance(population([wishes[k] for k in order]), 70))
    assert [others[int(np.flatnonzero(order == k)[0])] for k in range(len(wishes))] == whole
    assert [bits(advance(population([one]), 70))[0] for one in wishes] == whole


# --- in and out --------------------------------------------------------------------------------------------


def moved(state: State, shapes: Plan, updates: int) -> State:
    return engine.advance(state, shapes, updates)


@each_precision
def test_states_from_anywhere_go_on_together_and_alone_again(precision: str) -> None:
    wishes = plans(6, optimizer={"kind": "adam"}, precision=precision)
    states = [moved(engine.initial(one), one, 7 * k) for k, one in enumerate(wishes)]
    together = population(wishes, states)
    assert [small.bits(together.state(k)) for k in range(6)] == [small.bits(one) for one in states]
    after = advance(together, 10)
    close = close_to(precision)
    for k, one in enumerate(wishes):
        ahead = moved(after.state(k), one, 5)
        alone = moved(engine.initial(one), one, 7 * k + 15)
        assert ahead.update == alone.update
        np.testing.assert_allclose(ahead.theta, alone.theta, rtol=close, atol=close)


def test_a_parameter_set_by_hand_is_where_a_network_goes_on_from() -> None:
    wishes = plans(3)
    states = [
        with_parameters(engine.initial(one), one, {one.ids[2]: 0.5 * k}) for k, one in enumerate(wishes)
    ]
    after = advance(population(wishes, states), 1)
    for k, one in enumerate(wishes):
        np.testing.assert_allclose(after.state(k).theta, moved(states[k], one, 1).theta, rtol=1e-12)


def test_no_updates_change_nothing_and_none_may_be_negative() -> None:
    start = population(plans(2))
    assert advance(start, 0) is start
    with pytest.raises(ValueError, match="forward only"):
        advance(start, -1)


def test_nobody_writes_to_a_population() -> None:
    after = advance(population(plans(2)), 3)
    for array in (after.theta, after.slots, after.position, after.loss, after.state(1).theta):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


# --- what cannot go on -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {"activation": "relu"},
        {"activation": "relu", "optimizer": {"kind": "momentum"}},
        {"hidden": (), "optimizer": {"kind": "momentum"}, "batches": {"size": 5, "remainder": "carry"}},
    ],
    ids=range(3),
)
@each_precision
def test_a_network_that_diverges_stops_alone_where_it_would_alone(
    precision: str, settings: dict[str, Any]
) -> None:
    wishes = plans(12, precision=precision, **settings)
    wild = {2: 4.0, 7: 30.0, 8: 1e4}
    changed = [
        plan(one.experiment.changed({"optimizer.learning_rate": wild[k]})) if k in wild else one
        for k, one in enumerate(wishes)
    ]
    after = advance(population(changed), 400)
    calm = advance(population([one for k, one in enumerate(changed) if k not in wild]), 400)
    assert bits(calm) == [seen for k, seen in enumerate(bits(after)) if k not in wild]
    for k in wild:
        alone = moved(engine.initial(changed[k]), changed[k], 400)
        found, wanted, state = after.divergence[k], alone.divergence, after.state(k)
        assert found is not None
        assert wanted is not None
        assert (found.update, found.parameter, found.loss_first) == (
            wanted.update, wanted.parameter, wanted.loss_first,
        )  # fmt: skip
        assert (state.update, state.epoch, state.cursor, state.steps) == (
            alone.update, alone.epoch, alone.cursor, alone.steps,
        )  # fmt: skip
        assert state.divergence == found
        assert np.isfinite(state.theta).all()
        np.testing.assert_allclose(state.theta, alone.theta, rtol=1e-3)
        assert moved(state, changed[k], 5) is state


@each_precision
def test_where_a_network_diverged_does_not_depend_on_how_the_way_was_cut(precision: str) -> None:
    wishes = plans(4, precision=precision, activation="relu", rates=5.0)
    whole = advance(population(wishes), 400)
    assert all(whole.divergence)
    for step in (1, 3, 50):
        state = population(wishes)
        for _ in range(0, 400, step):
            state = advance(state, step)
        assert bits(state) == bits(whole)


# --- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hidden": (4, 2)}, "network 2 has 2-4-2-1, the first one 2-3-2-1"),
        ({"activation": "relu"}, "relu, relu, linear"),
        ({"loss": "mae"}, "network 2 has mae, the first one mse"),
        ({"optimizer": {"kind": "adam"}}, "network 2 has adam"),
        ({"batches": {"size": 4}}, "batches.size: network 2 has 4, the first one 5"),
        ({"precision": "float32"}, "network 2 has float32"),
        ({"penalty": {"form": "after_step"}}, "after_step"),
    ],
)
def test_networks_that_differ_in_more_than_they_may_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        population([plan(small.experiment()), plan(small.experiment(**change))])


def test_other_explicit_batches_are_refused() -> None:
    wishes = [
        plan(small.experiment(batches={"order": "explicit", "explicit": [[k, 3], [5]]})) for k in range(2)
    ]
    with pytest.raises(Refused, match="other batches"):
        population(wishes)


def test_a_population_needs_networks_and_a_state_for_each() -> None:
    with pytest.raises(ValueError, match="at least one"):
        population([])
    with pytest.raises(ValueError, match="one for each"):
        population(plans(2), [engine.initial(plans(1)[0])])
