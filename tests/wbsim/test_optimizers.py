"""Optimizers, penalties and left-over points: every optimizer is whole, and each does what its formula promises.
That the forms of TensorFlow Playground are the page's, `playground/test_parity.py` holds.
"""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
import reference_optimizers
import small

from wbsim import engine, optimizer_rules
from wbsim.edits import carried, with_parameters
from wbsim.kernels import optimizers as kernel
from wbsim.optimizers import DEAD, OPTIMIZERS, Optimizer, Penalty, formula, own_numbers
from wbsim.plan import Plan, plan
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session
from wbsim.states import restored, saved

each_kind = pytest.mark.parametrize("kind", OPTIMIZERS)
each_precision = pytest.mark.parametrize("precision", ["float32", "float64"])


def trained(updates: int = 60, **settings: Any) -> engine.State:
    """A small network after some updates."""
    shapes = plan(small.experiment(**settings))
    return engine.advance(engine.initial(shapes), shapes, updates)


def every(updates: int, shapes: Plan) -> list[engine.State]:
    """The states after each of so many updates."""
    states = [engine.initial(shapes)]
    for _ in range(updates):
        states.append(engine.advance(states[-1], shapes, 1))
    return states[1:]


# --- an optimizer is whole ---------------------------------------------------------------------------------


@each_kind
def test_every_optimizer_has_its_name_formula_rule_oracle_and_help(kind: str) -> None:
    rule = OPTIMIZERS[kind]
    assert rule.name and formula(kind).count("θ ←") == 1
    assert "\n\n" in (rule.__doc__ or ""), "a sentence under the formula says what it is"
    assert kind in optimizer_rules.CODES and kind in reference_optimizers.STEPS
    assert len(set(rule.slots)) == len(rule.slots) and DEAD not in rule.slots
    for name, field in rule.model_fields.items():
        if name != "kind":
            assert field.title and field.description and len(field.metadata) >= 2, name
            assert name in kernel.PLACES


def test_the_experiment_takes_exactly_the_optimizers_of_the_catalogue() -> None:
    assert set(get_args(get_args(Optimizer)[0])) == set(OPTIMIZERS.values())


def test_two_numbers_of_one_optimizer_or_penalty_never_share_a_place() -> None:
    for value in (*OPTIMIZERS.values(), Penalty):
        places = [kernel.PLACES[name] for name in (*value.model_fields, "l1", "l2") if name in kernel.PLACES]
        assert len(set(places)) == len(set(value.model_fields) & set(kernel.PLACES) | {"l1", "l2"})


@each_kind
def test_the_numbers_of_all_optimizers_stand_in_the_order_of_each(kind: str) -> None:
    own = [name for name in OPTIMIZERS[kind].model_fields if name not in ("kind", "learning_rate")]
    assert own == [name for name in own_numbers() if name in own]


@each_kind
def test_a_state_holds_the_slots_of_its_optimizer_and_no_more(kind: str) -> None:
    shapes = plan(small.experiment(optimizer={"kind": kind}))
    assert engine.initial(shapes).slots.shape == (len(OPTIMIZERS[kind].slots), shapes.size)


# --- what the formulas promise -----------------------------------------------------------------------------


@each_precision
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"kind": "nesterov", "momentum": 0.0}, {"kind": "sgd"}),
        ({"kind": "momentum", "momentum": 0.0}, {"kind": "sgd"}),
        ({"kind": "adamw", "weight_decay": 0.0}, {"kind": "adam"}),
    ],
    ids=["nesterov without momentum", "momentum without momentum", "adamw without decay"],
)
def test_an_optimizer_without_its_own_number_is_the_simpler_one_bit_by_bit(
    one: dict[str, Any], other: dict[str, Any], precision: str
) -> None:
    settings = {"precision": precision, "penalty": {"l1": 0.01, "l2": 0.1}}
    thetas = [trained(optimizer={**kind, "learning_rate": 0.05}, **settings).theta for kind in (one, other)]
    assert thetas[0].tobytes() == thetas[1].tobytes()


@each_precision
def test_the_largest_square_of_amsgrad_never_falls_though_the_square_does(precision: str) -> None:
    wish = small.experiment(optimizer={"kind": "amsgrad", "beta2": 0.5}, precision=precision)
    states = every(60, plan(wish))
    largest = np.array([state.slots[2] for state in states])
    square = np.array([state.slots[1] for state in states])
    assert (np.diff(largest, axis=0) >= 0).all() and (largest >= square).all()
    assert (np.diff(square, axis=0) < 0).any()


def test_the_sum_of_adagrad_never_falls_and_its_first_step_is_the_learning_rate() -> None:
    shapes = plan(small.experiment(optimizer={"kind": "adagrad", "learning_rate": 0.25}))
    states = every(30, shapes)
    assert (np.diff([state.slots[0] for state in states], axis=0) >= 0).all()
    step = np.abs(states[0].theta - engine.initial(shapes).theta)
    np.testing.assert_allclose(step[step > 0], 0.25, rtol=1e-4)  # the smaller a gradient, the more ε takes


def test_weight_decay_pulls_at_what_the_penalty_pulls_at() -> None:
    """By η·λ·θ in a step, which the gradient does not know of."""
    for on, is_pulled in (("weights", False), ("biases", True), ("both", None)):
        decays = {"kind": "adamw", "weight_decay": 0.5, "learning_rate": 0.01}
        wish = small.experiment(optimizer=decays, penalty={"on": on})
        shapes, still = plan(wish), plan(wish.changed({"optimizer.weight_decay": 0.0}))
        start = engine.initial(shapes)
        gap = engine.advance(start, still, 1).theta - engine.advance(start, shapes, 1).theta
        pulled = np.ones(shapes.size, bool) if is_pulled is None else shapes.is_bias == is_pulled
        np.testing.assert_allclose(gap, np.where(pulled, 0.005 * start.theta, 0.0), atol=1e-15)


# --- L1 and L2 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["gradient", "after_step"])
@pytest.mark.parametrize("on", ["weights", "biases", "both"])
def test_l1_pulls_numbers_of_any_size_by_as_much_and_l2_by_their_size(form: str, on: str) -> None:
    wish = small.experiment(penalty={"on": on, "form": form})
    start = engine.initial(plan(wish))
    free = engine.advance(start, plan(wish), 1).theta
    is_bias = plan(wish).is_bias
    pulled = {"weights": ~is_bias, "biases": is_bias, "both": np.ones(len(is_bias), bool)}[on]
    for name, slope in (("l1", np.sign(start.theta)), ("l2", start.theta)):
        shapes = plan(wish.changed({f"penalty.{name}": 0.01}))
        gap = free - engine.advance(start, shapes, 1).theta
        np.testing.assert_allclose(gap, np.where(pulled, 0.1 * 0.01 * slope, 0.0), atol=1e-15)


def test_l1_in_the_gradient_leaves_a_number_at_0_to_the_data_alone() -> None:
    zero = {"kind": "zero"}
    layers = [small.layer(3, weight_init=zero), small.layer(1, "linear")]
    wish = small.experiment(network=small.network(*layers), penalty={"l1": 0.5})
    free, pulled = plan(wish.changed({"penalty.l1": 0.0})), plan(wish)
    row = pulled.rows[0]
    one, other = (engine.advance(engine.initial(shapes), shapes, 1).theta for shapes in (free, pulled))
    assert row.weights_of(one).any()
    assert row.weights_of(one).tobytes() == row.weights_of(other).tobytes()


def test_both_forms_of_l2_are_one_number_for_gradient_descent() -> None:
    gradient = trained(penalty={"l2": 0.1})
    after = trained(penalty={"l2": 0.1, "form": "after_step"})
    np.testing.assert_allclose(gradient.theta, after.theta, rtol=1e-12)
    assert not after.slots.any(), "L2 alone kills nothing"


# --- dead numbers ------------------------------------------------------------------------------------------

HARSH = {"l1": 0.3, "form": "after_step"}


def dead(state: engine.State, shapes: Plan) -> Any:
    """Which parameters are dead, (P,)."""
    return state.slots[shapes.slots.index(DEAD)] == 1


@each_precision
@each_kind
def test_a_dead_number_is_0_and_stays_it(kind: str, precision: str) -> None:
    optimizer = {"kind": kind, "learning_rate": 0.02}
    shapes = plan(small.experiment(penalty=HARSH, optimizer=optimizer, precision=precision))
    states = every(200, shapes)
    gone = np.array([dead(state, shapes) for state in states])
    theta = np.array([state.theta for state in states])
    assert gone[-1].any() and not gone[0].all()
    assert (theta[gone] == 0).all()
    assert (gone[1:] >= gone[:-1]).all()
    assert not gone[:, shapes.is_bias].any()


def test_a_number_that_starts_at_0_is_not_dead() -> None:
    layers = [small.layer(3, weight_init={"kind": "zero"}), small.layer(1, "linear")]
    shapes = plan(
        small.experiment(network=small.network(*layers), penalty={"l1": 1e-6, "form": "after_step"})
    )
    state = engine.advance(engine.initial(shapes), shapes, 1)
    assert shapes.rows[0].weights_of(state.theta).all() and not dead(state, shapes).any()


def test_what_is_dead_stays_so_in_files_through_undo_and_under_another_optimizer_or_strength() -> None:
    wish = small.experiment(penalty=HARSH)
    shapes = plan(wish)
    state = engine.advance(engine.initial(shapes), shapes, 80)
    gone = dead(state, shapes)
    assert gone.any()
    assert (dead(restored(saved(state, shapes), shapes), shapes) == gone).all()
    for settings in ({"optimizer.kind": "adam"}, {"penalty.l1": 0.0}, {"precision": "float32"}):
        new = plan(wish.changed(settings))
        after = engine.advance(carried(state, shapes, new), new, 50)
        assert (dead(after, new) >= gone).all() and (after.theta[gone] == 0).all()
    session = Session(Run(experiment=wish))
    session.advance(80)
    for _ in range(2):
        session.change({"penalty.form": "gradient"})
        session.undo()
    assert (dead(session.moment.progress.state, shapes) == gone).all()
    alive = plan(wish.changed({"penalty.form": "gradient", "penalty.l1": 0.0}))
    assert engine.advance(carried(state, shapes, alive), alive, 1).theta[gone].any()


def test_a_dead_number_that_is_set_by_hand_lives_again_and_the_others_stay_dead() -> None:
    shapes = plan(small.experiment(penalty=HARSH))
    state = engine.advance(engine.initial(shapes), shapes, 80)
    first, *others = np.flatnonzero(dead(state, shapes))
    after = with_parameters(state, shapes, {shapes.ids[first]: 5.0})
    assert not dead(after, shapes)[first] and dead(after, shapes)[others].all() and others
    assert engine.advance(after, shapes, 1).theta[first] not in (0.0, 5.0)
    assert dead(state, shapes)[first], "the state before is as it was"


def test_a_file_that_calls_a_number_half_dead_is_refused() -> None:
    shapes = plan(small.experiment(penalty=HARSH))
    kept = saved(engine.initial(shapes), shapes)
    name = shapes.ids[0]
    odd = kept.model_copy(update={"slots": {DEAD: kept.slots[DEAD] | {name: 0.5}}})
    with pytest.raises(Refused, match=f"state.slots.dead.{name}: 0.5 is neither 0 nor 1"):
        restored(odd, shapes)


# --- left-over points -------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["shuffled", "as_given"])
def test_an_epoch_that_carries_its_remainder_has_as_many_updates_as_full_batches(order: str) -> None:
    shapes = plan(small.experiment(batches={"size": 5, "order": order, "remainder": "carry"}))  # of 12 points
    state = engine.initial(shapes)
    for _ in range(4):
        assert engine.updates_to_epoch_end(state, shapes) == 2
        state = engine.advance(state, shapes, 2)


@pytest.mark.parametrize("size", [1, 4, 5, 7, 12])
def test_a_carried_remainder_comes_on_top_of_the_next_epochs_first_batch(size: int) -> None:
    wish = small.experiment(batches={"size": size, "order": "as_given", "remainder": "carry"})  # of 12 points
    full = [[*range(begin, begin + size)] for begin in range(0, 12 - size + 1, size)]
    first = [*range(len(full) * size, 12), *full[0]]
    lists = full + [first, *full[1:]] * 3
    listed = plan(wish.changed({"batches.order": "explicit", "batches.explicit": lists}))
    start, updates = engine.initial(listed), len(lists)
    expected = engine.advance(start, listed, updates).theta
    assert engine.advance(start, plan(wish), updates).theta.tobytes() == expected.tobytes()


def test_a_remainder_left_by_another_batch_size_is_carried_too() -> None:
    wish = small.experiment(batches={"size": 5, "order": "as_given"})  # of 12 points
    old, new = plan(wish), plan(wish.changed({"batches.size": 9, "batches.remainder": "carry"}))
    state = carried(engine.advance(engine.initial(old), old, 1), old, new)
    listed = plan(
        wish.changed({"batches.order": "explicit", "batches.explicit": [[*range(5, 12), *range(9)]]})
    )
    expected = engine.advance(carried(state, new, listed), listed, 1).theta
    assert engine.advance(state, new, 1).theta.tobytes() == expected.tobytes()


# --- changing it on the way --------------------------------------------------------------------------------


def test_changing_optimizer_penalty_or_remainder_compiles_nothing() -> None:
    from wbsim.kernels import training

    engine.warm(plan(small.experiment()))
    known = len(training.train.dispatcher.signatures)
    for kind in OPTIMIZERS:
        for settings in ({}, HARSH):
            trained(2, optimizer={"kind": kind}, penalty=settings, batches={"size": 5, "remainder": "carry"})
    assert len(training.train.dispatcher.signatures) == known


@each_kind
def test_an_optimizer_taken_up_on_the_way_begins_as_if_it_were_new(kind: str) -> None:
    wish = small.experiment(optimizer={"kind": "momentum" if kind != "momentum" else "nesterov"})
    old = plan(wish)
    new = plan(wish.changed({"optimizer.kind": kind}))
    state = carried(engine.advance(engine.initial(old), old, 20), old, new)
    assert state.steps == 0 and not state.slots.any() and state.slots.shape == (len(new.slots), new.size)
