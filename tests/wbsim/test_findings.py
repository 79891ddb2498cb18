"""Each finding has a network that makes it true and one that does not, and what it says and mends is so."""

from __future__ import annotations

from typing import Any

import pytest
import small

from wbsim import presets
from wbsim.findings import Check, Finding, Remedy, checks, findings
from wbsim.findings.wording import said
from wbsim.growth import norms
from wbsim.probes.health import health
from wbsim.run import Run
from wbsim.session import Session


def of(session: Session, most: int = 2048) -> tuple[Finding, ...]:
    """What is found of a session now."""
    here = session.here
    return findings(here.plan, here.state, health(here.plan, here.state.theta, most), session.branch.history)


def on(name: str, updates: int | None = None, **settings: Any) -> Session:
    """A session on a preset after some updates, or after as many as it takes."""
    preset = presets.load(name)
    session = Session(Run(experiment=preset.experiment.changed(settings)))
    session.advance(preset.updates if updates is None else updates)
    return session


def kinds(session: Session) -> list[str]:
    """Which findings there are, the worst first."""
    return [found.kind for found in of(session)]


def the(session: Session, kind: str) -> Finding:
    """The first finding of a kind."""
    return next(found for found in of(session) if found.kind == kind)


def treated(session: Session, remedy: Remedy) -> Session:
    """After a remedy, as whoever shows it would carry it out."""
    here = session.here
    values = remedy.parameters(here.plan, here.state.theta)
    if remedy.settings:
        session.change(remedy.settings)
    if values:
        session.set_parameters(values)
    if remedy.restart:
        session.restart()
    return session


@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "shifted", "bumps", "only-biases", "shrinking"])
def test_of_a_network_that_learns_well_nothing_is_said_but_that_with_numbers(name: str) -> None:
    (found,) = of(on(name))
    assert found.kind == "well" and found.remedies == ()
    assert found.words.startswith("nothing suspicious at update ")
    assert "not dead" in found.why or "is dead or a copy of another" in found.why


def test_dead_neurons_are_counted_and_raised_and_learn() -> None:
    session = on("dead-relu", 500)
    found, second = the(session, "dead"), session.here.plan.rows[1].layer
    assert found.words == "hidden 2: all 6 neurons are dead: they give 0 for every training point"
    assert (found.layer, found.neurons) == (second.id, second.neurons)
    (remedy,) = found.remedies
    assert remedy.words == "raise their biases"
    assert "dead" not in kinds(treated(session, remedy))
    session.advance(3000)
    assert (session.branch.history.measured[-1].fit.test_accuracy or 0) > 0.97


def test_a_single_dead_neuron_is_said_so_and_without_a_bias_it_is_given_one() -> None:
    session = on("dead-relu", 0)
    place = session.here.plan.rows[1]
    session.set_parameters({f"b:{neuron}": 0.5 for neuron in place.layer.neurons[1:]})
    found = the(session, "dead")
    assert found.words == "hidden 2: 1 of 6 neurons is dead: it gives 0 for every training point"
    assert found.remedies[0].words == "raise its bias"
    session.set_parameters({f"w:{place.layer.neurons[0]}<{source}": -1.0 for source in place.sources})
    session.change({"network.layers.1.bias": False})
    (remedy,) = the(session, "dead").remedies
    assert remedy.settings == {"network.layers.1.bias": True}


def test_a_tanh_that_has_no_slope_left_is_not_said_to_give_the_same_and_starts_anew() -> None:
    session = on("circle", 0)
    first = session.here.plan.rows[0]
    session.set_parameters({f"w:{neuron}<{x}": 1e4 for neuron in first.layer.neurons for x in first.sources})
    found = the(session, "dead")
    assert found.words == "hidden 1: all 4 neurons are dead: their slopes are 0 at every training point"
    (remedy,) = found.remedies
    assert remedy.restart and remedy.settings == {"network.layers.0.weight_init": {"kind": "xavier"}}
    assert "dead" not in kinds(treated(session, remedy))


def test_what_is_seen_at_some_points_is_said_of_those_alone() -> None:
    session = on("dead-relu", 0)
    assert of(session, most=100)[0].words.endswith("they give 0 for all 100 points looked at")


def test_copies_are_told_apart_by_random_biases_now_or_from_the_start() -> None:
    for chosen in (0, 1):
        session = on("symmetry", 200)
        found = the(session, "same")
        assert found.words == "all 8 neurons of hidden 1 are one and the same"
        assert found.neurons == session.here.plan.rows[0].layer.neurons
        treated(session, found.remedies[chosen])
        assert "same" not in kinds(session)
        assert session.here.state.update == (0 if chosen else 200)
        session.advance(4000)
        assert (session.branch.history.measured[-1].fit.test_accuracy or 0) > 0.95


def test_a_few_copies_are_counted_and_random_biases_are_the_same_each_time() -> None:
    session = on("circle", 0, **{"network.layers.0.neurons": 5})
    first = session.here.plan.rows[0].layer.neurons
    for source in ("x1", "x2"):
        session.set_parameters({f"w:{neuron}<{source}": 0.25 for neuron in first[:3]})
    found = the(session, "same")
    assert found.words == "hidden 1: 5 neurons, but only 3 different ones"
    assert found.neurons == first[:3]
    here = session.here
    once, again = (found.remedies[0].parameters(here.plan, here.state.theta) for _ in range(2))
    assert once == again and len(set(once.values())) == 3 and all(abs(v) <= 1 for v in once.values())


def test_gradients_that_shrink_on_their_way_back_vanish_and_tanh_lets_them_through() -> None:
    session = on("vanishing", 0)
    found, layers = the(session, "vanishing"), health(session.here.plan, session.here.state.theta).layers
    fold = round(layers[-1].weight_gradient.rms / layers[0].weight_gradient.rms)
    assert found.words == f"gradients shrink {said(fold)}-fold from output to hidden 1 (vanishing)"
    (remedy,) = found.remedies
    treated(session, remedy)
    assert "vanishing" not in kinds(session)
    session.advance(4000)
    assert (session.branch.history.measured[-1].fit.test_accuracy or 0) > 0.97


def test_steps_larger_than_the_weights_are_said_before_it_diverges() -> None:
    session = on("exploding", 4)
    found = of(session)[0]
    assert found.kind == "exploding" and "times their own size" in found.words
    assert found.remedies[0].settings == {"optimizer.learning_rate": 0.1}
    assert "exploding" not in kinds(on("circle", 4))


def test_gradients_that_grow_on_their_way_back_explode() -> None:
    large = {
        "weight_init": {"kind": "constant", "value": 9.0},
        "bias_init": {"kind": "constant", "value": 0.1},
    }
    layers = (small.layer(3, "linear"), small.layer(2, "linear", **large), small.layer(1, "linear", **large))
    tame = {"kind": "sgd", "learning_rate": 1e-9}
    session = Session(Run(experiment=small.experiment(network=small.network(*layers), optimizer=tame)))
    session.set_parameters({name: 1e-3 * k for k, name in enumerate(session.here.plan.ids[:9], 1)})
    found = the(session, "exploding")
    assert "-fold from output to hidden 1 (exploding)" in found.words


def test_what_diverged_is_named_with_what_grew_first() -> None:
    session = on("exploding")
    found, plan = of(session)[0], session.here.plan
    assert found.kind == "diverged" and found.remedies[0].recover
    assert found.parameter is not None and found.words.startswith(plan.name_of(found.parameter))
    assert f"diverged at {session.here.state.update + 1}" in found.words
    assert "exploding" not in kinds(session) and "still" not in kinds(session)


def test_hidden_layers_that_are_flat_nearly_everywhere_are_saturated() -> None:
    session = on("circle", 0)
    first = session.here.plan.rows[0].layer
    session.set_parameters({f"b:{neuron}": 7.0 for neuron in first.neurons[:2]})
    found = the(session, "saturated")
    assert found.words == "hidden 1: 2 of 4 neurons are saturated"
    session.set_parameters({f"b:{first.neurons[1]}": 0.0})
    assert "saturated" not in kinds(session)


@pytest.mark.parametrize(
    ("settings", "said", "freed"),
    [
        ({"network.layers.0.bias": False, "network.layers.1.bias": False, "network.layers.2.bias": False},
         "all biases are stuck at 0: they are off",
         {f"network.layers.{k}.bias": True for k in range(3)}),
        ({"network.layers.0.bias_init": {"kind": "zero"}, "train": "weights"},
         "biases of hidden 1 are stuck at 0: they are held still: only weights are trained", {"train": "both"}),
        ({"network.layers.1.bias": False}, "biases of hidden 2 are stuck at 0: they are off",
         {"network.layers.1.bias": True}),
    ],
)  # fmt: skip
def test_biases_stuck_at_0_are_said_with_the_reason_and_set_free(
    settings: dict[str, Any], said: str, freed: dict[str, Any]
) -> None:
    session = on("circle", 50, **settings)
    found = the(session, "zero_biases")
    assert found.words == said
    assert found.remedies[0].settings == freed
    treated(session, found.remedies[0])
    session.advance(50)
    assert "zero_biases" not in kinds(session)


def test_locked_biases_are_set_free_alone() -> None:
    session = on("circle", 0, **{"network.layers.0.bias_init": {"kind": "zero"}})
    first = session.here.plan.rows[0].layer.neurons
    session.change({"locked": [f"b:{neuron}" for neuron in first] + [f"w:{first[0]}<x1"]})
    session.advance(10)
    found = the(session, "zero_biases")
    assert found.words == "biases of hidden 1 are stuck at 0: they are locked"
    assert found.remedies[0].settings == {"locked": [f"w:{first[0]}<x1"]}


def test_a_start_at_0_is_not_stuck() -> None:
    session = on("circle", 0, **{f"network.layers.{k}.bias_init": {"kind": "zero"} for k in range(3)})
    assert "zero_biases" not in kinds(session)
    session.advance(10)
    assert "zero_biases" not in kinds(session)


def test_a_network_that_does_not_learn_without_biases_is_told_so() -> None:
    session = on("circle", 6000, train="weights", **{f"network.layers.{k}.bias": False for k in range(3)})
    found = the(session, "still")
    assert found.words.endswith("in the last 1\u2009000 updates, and all biases are at 0")
    assert found.remedies[0].settings == {"train": "both"} | {
        f"network.layers.{k}.bias": True for k in range(3)
    }


def test_a_network_that_has_learned_is_not_still() -> None:
    assert "still" not in kinds(on("gauss", 6000))
    assert "still" not in kinds(on("vanishing", 900))


def test_a_network_that_knows_its_points_by_heart_overfits_until_l2_holds_it() -> None:
    session = on("overfit")
    found = the(session, "overfits")
    assert "∥w∥ went from 4." in found.words
    assert "on points it has not seen" in found.why
    (remedy,) = found.remedies
    assert remedy.settings == {"penalty.l2": 0.01, "penalty.on": "weights"}
    before = session.branch.history.measured[-1].fit.test_loss or 0
    treated(session, remedy)
    session.advance(4000)
    assert (session.branch.history.measured[-1].fit.test_loss or 1) < before
    assert all(not found.remedies for found in of(session) if found.kind == "overfits")


def test_numbers_are_said_as_people_read_them() -> None:
    assert [said(value) for value in (0.0123456, -1.5, 1234.6, 2e-7, float("inf"), 7, 0.0)] == [
        "0.0123", "−1.50", "1\u2009235", "2.0·10⁻⁷", "∞", "7", "0",
    ]  # fmt: skip


def looked_at(session: Session) -> dict[str, Check]:
    """What was looked at, by the kind of finding that it could be."""
    here = session.here
    seen, found = health(here.plan, here.state.theta), of(session)
    return {one.kind: one for one in checks(here.plan, here.state, seen, session.branch.history, found)}


def test_what_was_looked_at_is_listed_with_what_would_be_bad() -> None:
    seen = looked_at(on("circle"))
    assert not any(one.found for one in seen.values())
    assert seen["dead"].measured == "none of 7" and seen["same"].measured == "none of 6"
    assert seen["vanishing"].limit == "30 : 1" and " : " in seen["vanishing"].measured
    assert seen["exploding"].limit == "100 %" and seen["still"].limit == "under 1 %"
    assert seen["overfits"].limit == "2 : 1"
    alone = looked_at(on("gauss", 10))
    assert "same" not in alone and "vanishing" not in alone and "still" not in alone


@pytest.mark.parametrize(
    ("name", "kind"),
    [("dead-relu", "dead"), ("symmetry", "same"), ("vanishing", "vanishing"), ("overfit", "overfits")],
)
def test_what_is_found_is_marked_in_the_list(name: str, kind: str) -> None:
    session = on(name)
    bad = {one.kind for one in looked_at(session).values() if one.found}
    assert kind in bad and bad == set(kinds(session)) & set(looked_at(session))


def test_what_cannot_be_measured_of_a_diverged_run_is_not_listed() -> None:
    seen = looked_at(on("exploding"))
    assert "overfits" not in seen and "exploding" not in seen and seen["dead"].found


def test_steps_of_weights_that_are_not_trained_are_not_listed() -> None:
    assert "exploding" not in looked_at(on("only-biases", 10))


@pytest.mark.parametrize(
    ("name", "updates", "kind", "remedy", "after", "accuracy"),
    [("dead-relu", 1000, "dead", 0, 3000, 0.97), ("symmetry", 1000, "same", 0, 4000, 0.95),
     ("symmetry", 1000, "same", 1, 4000, 0.97), ("vanishing", 1000, "vanishing", 0, 4000, 0.97)],
)  # fmt: skip
def test_remedies_work_from_most_seeds(
    name: str, updates: int, kind: str, remedy: int, after: int, accuracy: float
) -> None:
    helped = 0
    for seed in range(20):
        session = on(name, updates, seed=seed)
        before = session.branch.history.measured[-1].fit.test_accuracy or 0
        found = [one for one in of(session) if one.kind == kind]
        if not found:
            continue
        treated(session, found[0].remedies[remedy]).advance(after)
        reached = session.branch.history.measured[-1].fit.test_accuracy or 0
        helped += before < 0.75 and reached >= accuracy
    assert helped >= 18


def test_l2_from_the_middle_on_lowers_the_test_loss_from_most_seeds() -> None:
    helped = 0
    for seed in range(20):
        session = on("overfit", seed=seed)
        before, norm = session.branch.history.measured[-1].fit.test_loss or 0, norms(session.branch.history)
        session.change({"penalty.l2": 0.01})
        session.advance(4000)
        after, shrunk = session.branch.history.measured[-1].fit.test_loss or 0, norms(session.branch.history)
        helped += after < before and shrunk.weights[-1] < norm.weights[-1]
    assert helped >= 18


def test_biases_behind_which_a_layer_woke_up_are_not_stuck_any_more() -> None:
    layers = [
        {"neurons": 8, "activation": "relu"},
        {"neurons": 8, "activation": "relu", "bias_init": {"kind": "constant", "value": -10}},
        {"neurons": 1, "activation": "tanh"},
    ]
    session = on("circle", 20, **{"network.layers": layers})
    assert "get no gradient" in the(session, "zero_biases").words
    treated(session, the(session, "dead").remedies[0])
    assert "zero_biases" not in kinds(session), "they have not moved yet, but the next update moves them"
