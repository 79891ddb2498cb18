"""Layers of every kind are added, turned into each other, mended and refused, and what both networks have keeps its value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import layers
import numpy as np
import pytest
import small

from wbsim import architecture, counting, files
from wbsim.__main__ import app, run_app
from wbsim.architecture import shape_in_words
from wbsim.edits import carried
from wbsim.engine import State, initial
from wbsim.experiment import Experiment
from wbsim.kept import kept_alone
from wbsim.network import Convolution, Dense, Pooling, Recurrent
from wbsim.plan import Plan, plan
from wbsim.problems import Refused
from wbsim.rules import repaired
from wbsim.run import Run
from wbsim.session import Session
from wbsim.settings import in_words


def of_kinds(wish: Experiment) -> list[str]:
    return [layer.kind for layer in wish.network.layers]


def conv() -> Experiment:
    """6 × 6 images, 2 filters of 3 × 3, the largest of 2 × 2, 3 classes."""
    return layers.of_images(layers.convolution(2), layers.pooling())


def series() -> Experiment:
    return layers.of_sequences(layers.recurrent(3))


def with_layer(wish: Experiment, position: int, kind: str | None = None) -> Experiment:
    return wish.changed(architecture.with_layer(wish, position, kind))


def with_kind(wish: Experiment, place: int, kind: str) -> Experiment:
    return wish.changed(architecture.with_kind(wish, wish.network.layers[place].id, kind))


def refusal(wish: Experiment, **settings: Any) -> str:
    with pytest.raises(Refused) as refused:
        plan(wish.changed({path.replace("__", "."): value for path, value in settings.items()}))
    return str(refused.value)


# --- adding and turning ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "kind", "after"),
    [
        (0, "convolution", ["convolution", "convolution", "pooling", "dense"]),
        (1, "convolution", ["convolution", "convolution", "pooling", "dense"]),
        (2, "convolution", ["convolution", "pooling", "convolution", "dense"]),
        (1, "pooling", ["convolution", "pooling", "pooling", "dense"]),
        (2, "dense", ["convolution", "pooling", "dense", "dense"]),
        (2, None, ["convolution", "pooling", "dense", "dense"]),
        (0, None, ["convolution", "convolution", "pooling", "dense"]),
        (1, None, ["convolution", "convolution", "pooling", "dense"]),
    ],
)
def test_a_layer_of_any_kind_is_added_where_it_is_wished_and_what_is_behind_it_still_fits(
    position: int, kind: str | None, after: list[str]
) -> None:
    wish = with_layer(conv(), position, kind)
    assert of_kinds(wish) == after
    assert plan(wish).size > 0
    kept = [layer for layer in wish.network.layers if layer.id <= conv().network.born]
    assert kept == list(conv().network.layers)


def test_a_recurrent_layer_behind_another_reads_all_its_steps() -> None:
    wish = with_layer(series(), 1, "recurrent")
    first, second = wish.network.layers[:2]
    assert isinstance(first, Recurrent)
    assert isinstance(second, Recurrent)
    assert (first.gives, second.gives) == ("all", "last")
    before = with_layer(series(), 0)
    new = before.network.layers[0]
    assert isinstance(new, Recurrent)
    assert new.gives == "all"
    assert plan(wish).size and plan(before).size


def test_a_layer_that_becomes_another_kind_keeps_its_id_its_neurons_its_biases_and_its_activation() -> None:
    wish = conv().changed({"network.layers.0.bias": False, "network.layers.0.trainable": False})
    pooled = with_kind(wish, 1, "convolution")
    new = pooled.network.layers[1]
    assert isinstance(new, Convolution)
    assert new.id == wish.network.layers[1].id
    assert plan(pooled).rows[1].strip.filled == (4, 4, 4)
    first = wish.network.layers[0]
    assert isinstance(first, Convolution)
    flat = wish.changed(architecture.without_layer(wish, wish.network.layers[1].id))
    dense = with_kind(flat, 0, "dense")
    layer = dense.network.layers[0]
    assert isinstance(layer, Dense)
    assert (layer.id, layer.neurons, layer.bias, layer.trainable, layer.activation) == (
        first.id, first.neurons, False, False, first.activation,
    )  # fmt: skip
    again = with_kind(dense, 0, "convolution").network.layers[0]
    assert isinstance(again, Convolution)
    assert (again.neurons, again.activation) == (first.neurons, first.activation)
    assert isinstance(with_kind(dense, 0, "pooling").network.layers[0], Pooling)
    assert architecture.with_kind(wish, first.id, "convolution") == {}


def test_a_recurrent_layer_takes_tanh_where_it_cannot_have_the_activation() -> None:
    wish = layers.of_sequences(small.layer(3, "elu"))
    assert with_kind(wish, 0, "recurrent").network.layers[0].activation == "tanh"
    relu = layers.of_sequences(small.layer(3, "relu"))
    assert with_kind(relu, 0, "recurrent").network.layers[0].activation == "relu"


def test_filters_come_and_go_and_a_pooling_has_none() -> None:
    wish = conv()
    first, second = (layer.id for layer in wish.network.hidden)
    assert wish.changed(architecture.with_neuron(wish, first)).network.layers[0].size == 3
    assert wish.changed(architecture.without_neuron(wish, first)).network.layers[0].size == 1
    with pytest.raises(Refused, match="there is no filter with the id 99"):
        architecture.without_neuron(wish, first, 99)
    with pytest.raises(Refused, match="at least 1 filter; remove the layer"):
        architecture.without_neuron(wish.changed(architecture.without_neuron(wish, first)), first)
    for edit in (architecture.with_neuron, architecture.without_neuron):
        with pytest.raises(Refused, match="pooling 2 has no neurons and no weights"):
            edit(wish, second)
    with pytest.raises(Refused, match="no layer of the kind 'attention'"):
        architecture.with_layer(wish, 0, "attention")
    with pytest.raises(Refused, match="output layer follows"):
        architecture.with_kind(wish, wish.network.output.id, "recurrent")


# --- what cannot be ----------------------------------------------------------------------------------------


def test_impossible_shapes_are_refused_with_the_arithmetic_the_layer_and_what_would_be_right() -> None:
    assert refusal(conv(), network__layers__0__kernel=11) == (
        "network.layers.0: convolution 1: a filter of 11 × 11 does not fit into 6 rows: "
        "(6 + 2·0 − 11)/1 + 1 is less than 1 place; its side may be 5 at most"
    )
    assert refusal(conv(), network__layers__1__window=5) == (
        "network.layers.1: pooling 2: a window of 5 × 5 does not fit into 4 rows: "
        "(4 + 2·0 − 5)/2 + 1 is less than 1 place; its side may be 4 at most"
    )
    padded = refusal(conv(), network__layers__0__kernel=11, network__layers__0__padding=2)
    assert "6 + 2·2 of padding = 10 rows: (6 + 2·2 − 11)/1 + 1" in padded
    assert "must be odd, such as 5" in refusal(conv(), network__layers__0__kernel=4)


def test_an_earlier_kernel_that_leaves_a_later_layer_too_little_is_refused_with_the_later_ones_arithmetic() -> (
    None
):
    wish = layers.of_images(layers.convolution(2), layers.pooling(), layers.convolution(2, kernel=1))
    assert refusal(wish, network__layers__2__kernel=3).startswith(
        "network.layers.2: convolution 3: a filter of 3 × 3"
    )
    said = refusal(
        wish.changed({"network.layers.2.kernel": 1}),
        network__layers__0__kernel=5,
        network__layers__2__kernel=3,
    )
    assert "convolution 3: a filter of 3 × 3 does not fit into 1 row: (1 + 2·0 − 3)/1 + 1" in said


def test_a_layer_that_is_given_another_kind_of_values_says_which_layers_read_those() -> None:
    dense = layers.of_images(small.layer(4), layers.convolution(2))
    assert refusal(dense) == (
        "network.layers.1: convolution 2: a convolution reads an image; here it is given 4 values in no order, "
        "which a dense layer reads"
    )
    assert "it is given images, 1 × 6 × 6, which a convolution, a pooling or a dense layer reads" in refusal(
        layers.of_images(layers.recurrent(3))
    )
    assert "here it is given sequences, 6 steps of 1, which a recurrent or a dense layer reads" in refusal(
        layers.of_sequences(layers.convolution(2))
    )
    single = layers.of_sequences(layers.recurrent(2), data=layers.sequences(steps=1, values=3))
    assert "needs at least 2 steps to carry anything on; here the sequence has 1" in refusal(single)
    twice = layers.of_sequences(layers.recurrent(2), layers.recurrent(2))
    assert "network.layers.1: recurrent 2: a recurrent layer reads a sequence" in refusal(twice)
    assert "the output must be dense" in refusal(series(), network__layers__1__kind="recurrent")


def test_what_does_not_fit_is_refused_as_an_edit_and_on_the_command_line_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    session = Session(Run(experiment=conv()))
    for settings in (
        {"network.layers.0.kernel": 11},
        architecture.with_layer(conv(), 0, "dense"),
        architecture.with_kind(conv(), conv().network.layers[0].id, "recurrent"),
    ):
        before = session.moment
        with pytest.raises(Refused, match=r"\d: .* here|is less than 1 place"):
            session.change(settings)
        assert session.moment == before
    path = tmp_path / "conv.wbsim.json"
    files.write(path, kept_alone(session.branch.run, plan(conv())))
    with patch("sys.argv", ["wbsim", "train", str(path), "--set", "network.layers.0.kernel=11"]):
        assert run_app(app) == 2
    assert (
        "network.layers.0: convolution 1: a filter of 11 × 11 does not fit into 6 rows"
        in capsys.readouterr().err
    )


def test_training_says_in_json_what_every_layer_is_and_gives(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for wish, wanted in (
        (conv(), [("convolution", [2, 4, 4]), ("pooling", [2, 2, 2]), ("dense", [3])]),
        (series(), [("recurrent", [3]), ("dense", [1])]),
    ):
        path = tmp_path / "run.wbsim.json"
        files.write(path, kept_alone(Run(experiment=wish), plan(wish)))
        with patch("sys.argv", ["wbsim", "train", str(path), "--updates", "4", "--json"]):
            assert run_app(app) == 0
        told = json.loads(capsys.readouterr().out)
        assert [(layer["kind"], layer["shape"]) for layer in told["layers"]] == wanted
        assert told["updates"] == 4


def test_shapes_of_networks_are_said_in_a_word() -> None:
    assert shape_in_words(plan(conv())) == "6×6–conv 2–pool–3"
    assert shape_in_words(plan(series())) == "6–rec 3–1"
    assert shape_in_words(plan(small.experiment())) == "2–3–2–1"


def test_more_values_than_a_layer_may_have_are_refused_with_their_product() -> None:
    wish = layers.of_images(layers.convolution(1), data=layers.images(20, 20, count=2))
    assert "= 331776 values are too many" in refusal(wish, network__layers__0__neurons=1024)


# --- repairs -----------------------------------------------------------------------------------------------

CIRCLE = {"data.dataset": "circle", "data.points": None}


def test_other_data_leave_a_convolutional_network_that_works() -> None:
    wish = layers.of_images(layers.convolution(2), layers.pooling(), layers.convolution(3, kernel=1))
    after, _, said = repaired(wish, CIRCLE)
    assert of_kinds(after) == ["dense", "dense", "dense"]
    assert [layer.neurons for layer in after.network.hidden] == [
        wish.network.layers[0].neurons, wish.network.layers[2].neurons,
    ]  # fmt: skip
    assert said[0] == (
        "convolution 1 becomes dense, for it cannot read the data; pooling 2 goes, for there is no image to read; "
        "convolution 3 becomes dense, for it cannot read the data"
    )
    assert plan(after).size
    for name in ("iris", "digits"):
        assert plan(repaired(wish, CIRCLE | {"data.dataset": name})[0]).size
    digits = repaired(wish, CIRCLE | {"data.dataset": "digits"})[0]
    assert of_kinds(digits) == of_kinds(wish), "digits are images, which it reads"


def test_other_data_leave_a_recurrent_network_that_works() -> None:
    wish = layers.of_sequences(layers.recurrent(3, gives="all"), layers.recurrent(2))
    for name in ("digits", "circle"):
        after = repaired(wish, CIRCLE | {"data.dataset": name})[0]
        assert of_kinds(after) == ["dense", "dense", "dense"]
        assert plan(after).size


# --- what keeps its value ----------------------------------------------------------------------------------


def moved(before: Experiment, settings: dict[str, Any]) -> tuple[Plan, State, Plan, State]:
    """A state of numbers that no draw gives, and the same under other settings."""
    old, new = plan(before), plan(before.changed(settings))
    start = initial(old)
    theta = np.arange(1, old.size + 1, dtype=old.dtype)
    theta.flags.writeable = False
    state = State(0, 0, 0, 0, theta, start.slots)
    return old, state, new, carried(state, old, new)


def kept(old: Plan, state: State, new: Plan, after: State) -> set[str]:
    """The ids whose value stayed; every other one of the new plan is drawn anew."""
    same = {
        name
        for name in old.ids
        if name in new.index and after.theta[new.index[name]] == state.theta[old.index[name]]
    }
    fresh = new.start().astype(new.dtype)
    for name in set(new.ids) - same:
        assert after.theta[new.index[name]] == fresh[new.index[name]]
    return same


def test_a_filter_more_or_less_leaves_all_others_as_they_are() -> None:
    wish = conv()
    more = architecture.with_neuron(wish, wish.network.layers[0].id)
    found = moved(wish, more)
    assert kept(*found) == set(found[0].ids)
    less = moved(wish, architecture.without_neuron(wish, wish.network.layers[0].id))
    assert kept(*less) == set(less[2].ids)


def test_a_kernel_of_another_size_keeps_the_rows_and_columns_that_both_have() -> None:
    wish = conv().changed({"network.layers.1.window": 1, "network.layers.1.stride": 1})
    old, state, new, after = moved(wish, {"network.layers.0.kernel": 5})
    filters = [name for name in old.ids if "<image@" in name]
    assert set(filters) <= kept(old, state, new, after)
    smaller = moved(wish, {"network.layers.0.kernel": 1})
    assert {name for name in kept(*smaller) if "image@" in name} == {
        f"w:{neuron}<image@1,1" for neuron in wish.network.layers[0].neurons
    }


def test_images_of_another_size_keep_filters_whole_and_dense_weights_by_their_place() -> None:
    wish = conv()
    points = layers.of_images(layers.convolution(2), data=layers.images(8, 8)).data.points
    found = moved(wish, {"data.points": points})
    assert kept(*found) == set(found[0].ids), "a larger image has all places of a smaller one"


def test_a_layer_of_another_kind_keeps_its_biases_alone() -> None:
    wish = layers.of_images(layers.convolution(2, padding=1), layers.convolution(2, padding=1))
    old, state, new, after = moved(wish, architecture.with_kind(wish, wish.network.layers[1].id, "dense"))
    neurons = wish.network.layers[1].neurons
    stayed = kept(old, state, new, after)
    assert {f"b:{neuron}" for neuron in neurons} <= stayed
    assert not any(name.startswith(f"w:{neurons[0]}<") for name in stayed)


def test_biases_off_and_on_leave_the_weights_where_they_start() -> None:
    for wish in (conv(), series()):
        off = wish.changed({"network.layers.0.bias": False})
        first, second = plan(wish), plan(off)
        assert np.array_equal(
            first.rows[0].weights_of(first.start()), second.rows[0].weights_of(second.start())
        )


# --- in words ----------------------------------------------------------------------------------------------


def test_an_edit_says_what_it_did_to_layers_of_every_kind() -> None:
    wish = conv()

    def said(**settings: Any) -> str:
        return in_words(
            wish, wish.changed({path.replace("__", "."): value for path, value in settings.items()})
        )

    assert said(network__layers__0__kernel=5) == "convolution 1: kernel 3 × 3 → 5 × 5"
    assert said(network__layers__0__stride=2) == "convolution 1: stride 1 → 2"
    assert said(network__layers__0__neurons=5) == "convolution 1: 2 → 5 filters"
    assert said(network__layers__1__takes="average") == "pooling 2: takes max → average"
    assert said(network__layers__1__window=3) == "pooling 2: window 2 × 2 → 3 × 3"
    assert in_words(wish, with_layer(wish, 2, "pooling")) == "pooling 3: new, the largest of 2 × 2"
    assert (
        in_words(wish, with_layer(wish, 1, "convolution")) == "convolution 2: new, 4 filters of 3 × 3, tanh"
    )
    assert in_words(wish, with_kind(wish, 1, "convolution")).startswith(
        "pooling 2 becomes convolution 2, 4 filters"
    )
    assert (
        in_words(series(), series().changed({"network.layers.0.gives": "all"}))
        == "recurrent 1: gives last → all"
    )
    gone = wish.changed(architecture.without_layer(wish, wish.network.layers[1].id))
    assert in_words(wish, gone) == "pooling 2 removed"
    off = wish.changed({"network.layers.0.bias": False, "network.layers.2.bias": False})
    assert in_words(wish, off) == "all biases off"


def test_a_count_says_where_the_weights_of_a_filter_and_of_a_cell_come_from() -> None:
    first, pool, last = counting.counted(plan(conv()))
    assert (first.name, first.weights, first.biases) == ("convolution 1", 18, 2)
    assert first.why == "3 · 3 · 1 = 9 weights and one bias a filter, however large the image"
    assert (pool.both, pool.why) == (0, "no weights and no biases")
    assert (last.weights, last.why) == (3 * 2 * 4, "")
    cell = counting.counted(plan(series()))[0]
    assert (cell.weights, cell.biases) == (3 * (1 + 3), 3)
    assert cell.why == (
        "1 + 3 = 4 weights and one bias a neuron, for the input and for the step before, however long the series"
    )
    assert counting.together((first, pool, last)).both == plan(conv()).size


def test_a_difference_of_counts_is_that_of_the_parameters() -> None:
    wish = conv()
    layer = wish.network.layers[0].id
    assert counting.difference(wish, wish.changed(architecture.with_neuron(wish, layer))) == (
        "convolution 1, 2 → 3: +9 weights +1 bias, and +12 weights to output"
    )
    larger = wish.changed({"network.layers.0.kernel": 5, "network.layers.1.window": 1})
    assert "convolution 1" in counting.difference(wish, larger)
    pooled = with_layer(layers.of_images(layers.convolution(2)), 1, "pooling")
    before = layers.of_images(layers.convolution(2))
    assert counting.difference(before, pooled) == "pooling 2 new: no parameters, and −72 weights to output"
