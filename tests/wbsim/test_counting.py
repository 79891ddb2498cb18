"""How many parameters there are, layer by layer, and what an edit made of that."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import experiment, layer, network

from wbsim import architecture, presets
from wbsim.counting import counted, difference, last_difference, together
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.run import Change, Run, SetParameters


def circle() -> Experiment:
    """Two inputs, 4, 2 and 1 neurons."""
    return presets.load("circle").experiment


def test_every_layer_has_fan_out_times_fan_in_weights_and_a_bias_for_each_neuron() -> None:
    found = [(c.name, c.fan_out, c.fan_in, c.weights, c.biases, c.both) for c in counted(plan(circle()))]
    assert found == [("hidden 1", 4, 2, 8, 4, 12), ("hidden 2", 2, 4, 8, 2, 10), ("output", 1, 2, 2, 1, 3)]


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=4), st.sampled_from(["both", "weights", "biases"]))  # fmt: skip
def test_all_layers_together_are_the_plan(shapes: list[tuple[int, bool]], train: str) -> None:
    layers = [layer(size, bias=bias) for size, bias in shapes]
    shapes_plan = plan(experiment(network=network(*layers, layer(1)), train=train))
    whole = together(counted(shapes_plan))
    assert whole.both == shapes_plan.size
    assert whole.biases == int(shapes_plan.is_bias.sum())
    assert whole.moved == int(shapes_plan.trainable.sum())


@pytest.mark.parametrize(
    ("settings", "moved"),
    [
        ({}, [12, 10, 3]), ({"train": "weights"}, [8, 8, 2]), ({"train": "biases"}, [4, 2, 1]),
        ({"network.layers.0.trainable": False}, [0, 10, 3]), ({"locked": ["b:10"]}, [12, 10, 2]),
    ],
)  # fmt: skip
def test_what_trains_is_counted_too(settings: dict[str, Any], moved: list[int]) -> None:
    assert [c.moved for c in counted(plan(circle().changed(settings)))] == moved


def _edited(make: Any, *args: Any) -> str:
    return difference(circle(), circle().changed(make(circle(), *args)))


def test_a_neuron_more_adds_its_own_weights_and_bias_and_one_weight_to_each_neuron_after_it() -> None:
    first, second = (one.id for one in circle().network.hidden)
    added = "hidden 1, 4 → 5: +2 weights +1 bias, and +2 weights to hidden 2"
    assert _edited(architecture.with_neuron, first) == added
    assert (
        _edited(architecture.without_neuron, second)
        == "hidden 2, 2 → 1: −4 weights −1 bias, and −1 weight to output"
    )


def test_a_layer_more_or_less_is_named_with_what_it_brings_and_what_it_changes_behind_it() -> None:
    new = "hidden 3 new: +4 weights +2 biases, and output has 2 weights in place of 2"
    assert _edited(architecture.with_layer, 2) == new
    gone = "hidden 2 gone: −8 weights −2 biases, and output has 4 weights in place of 2"
    assert _edited(architecture.without_layer, circle().network.hidden[1].id) == gone


def test_biases_switched_off_are_taken_from_the_count() -> None:
    bare = circle().changed({"network.layers.0.bias": False})
    assert difference(circle(), bare) == "hidden 1, biases off: −4 biases"
    assert difference(bare, circle()) == "hidden 1, biases on: +4 biases"


def test_an_input_more_adds_a_weight_to_each_neuron_of_the_first_layer() -> None:
    more = circle().changed({"data.features": ["x1", "x2", "x1^2"]})
    assert difference(circle(), more) == "+4 weights to hidden 1"


def test_what_changes_no_count_says_nothing() -> None:
    assert not difference(circle(), circle().changed({"optimizer.learning_rate": 0.3}))


@given(st.lists(st.sampled_from(["add", "remove", "layer", "drop", "bias"]), max_size=6))
def test_the_signs_of_a_difference_agree_with_the_sizes_of_the_plans(deeds: list[str]) -> None:
    before = after = circle()
    for deed in deeds:
        hidden = after.network.hidden
        if deed == "layer":
            after = after.changed(architecture.with_layer(after, 1))
        elif not hidden:
            continue
        elif deed == "add":
            after = after.changed(architecture.with_neuron(after, hidden[0].id))
        elif deed == "remove" and hidden[0].size > 1:
            after = after.changed(architecture.without_neuron(after, hidden[0].id))
        elif deed == "drop":
            after = after.changed(architecture.without_layer(after, hidden[-1].id))
        elif deed == "bias":
            after = after.changed({"network.layers.0.bias": not after.network.layers[0].bias})
    said = difference(before, after).replace(",", "").replace(";", "").replace(":", "").split()
    net = sum(int(word.replace("−", "-")) for word in said if word[0] in "+−" and word[1:].isdecimal())
    for place, word in enumerate(said):
        if word == "place":
            net += int(said[place - 3]) - int(said[place + 2])
    assert net == plan(after).size - plan(before).size


def test_only_the_last_edit_counts_and_only_at_its_time() -> None:
    run = Run(experiment=circle())
    assert not last_difference(run, 10)
    grown = run.edited(5, Change(settings=architecture.with_neuron(circle(), circle().network.hidden[0].id)))
    assert last_difference(grown, 7).startswith("hidden 1, 4 → 5")
    assert not last_difference(grown, 4)
    assert not last_difference(grown.edited(6, SetParameters(values={"b:10": 0.5})), 7)
    assert not last_difference(grown.edited(6, Change(settings={"data.noise": 5.0})), 7)
