"""Edits of the architecture: ids stay with what is kept and never come back, and limits are said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import small
from hypothesis import given
from hypothesis import strategies as st

from wbsim import architecture
from wbsim.experiment import Experiment
from wbsim.network import MAX_LAYERS, MAX_NEURONS
from wbsim.plan import plan
from wbsim.problems import Refused


def ids(wish: Experiment) -> list[int]:
    return [i for layer in wish.network.layers for i in (layer.id, *layer.neurons)]


def sizes(wish: Experiment) -> list[int]:
    return [layer.size for layer in wish.network.layers]


def first(wish: Experiment) -> int:
    return wish.network.layers[0].id


def more(wish: Experiment) -> Experiment:
    return wish.changed(architecture.with_neuron(wish, first(wish)))


def less(wish: Experiment) -> Experiment:
    return wish.changed(architecture.without_neuron(wish, first(wish)))


def deeper(wish: Experiment) -> Experiment:
    return wish.changed(architecture.with_layer(wish, 1))


def shallower(wish: Experiment) -> Experiment:
    return wish.changed(architecture.without_layer(wish, wish.network.layers[-2:][0].id))


EDITS: list[Callable[[Experiment], Experiment]] = [more, less, deeper, shallower]


def test_a_neuron_is_added_at_the_end_of_its_layer() -> None:
    wish = small.experiment()
    after = more(wish)
    assert sizes(after) == [4, 2, 1]
    assert after.network.layers[0].neurons[:3] == wish.network.layers[0].neurons
    assert after.network.layers[1:] == wish.network.layers[1:]


def test_the_last_neuron_goes_unless_another_is_named() -> None:
    wish = small.experiment()
    a, b, c = wish.network.layers[0].neurons
    assert less(wish).network.layers[0].neurons == (a, b)
    assert wish.changed(architecture.without_neuron(wish, first(wish), a)).network.layers[0].neurons == (b, c)


def test_a_new_layer_is_as_the_one_before_it() -> None:
    wish = small.experiment(
        network=small.network(small.layer(3, "relu"), small.layer(2, "tanh"), small.layer(1, "linear"))
    )
    for position, activation in ((0, "relu"), (1, "relu"), (2, "tanh"), (99, "tanh"), (-5, "relu")):
        after = wish.changed(architecture.with_layer(wish, position))
        place = max(0, min(position, 2))
        assert after.network.layers[place].activation == activation
        assert sizes(after)[place] == architecture.NEW_LAYER_SIZE
        assert [layer for k, layer in enumerate(after.network.layers) if k != place] == list(
            wish.network.layers
        )


def test_a_network_without_hidden_layers_can_grow_one() -> None:
    wish = small.experiment(hidden=())
    after = wish.changed(architecture.with_layer(wish, 0))
    assert sizes(after) == [2, 1]
    assert after.network.layers[0].activation == "tanh"


def test_a_removed_layer_leaves_the_others() -> None:
    wish = small.experiment()
    after = wish.changed(architecture.without_layer(wish, first(wish)))
    assert after.network.layers == wish.network.layers[1:]


def test_a_setting_goes_to_the_layer_of_its_id() -> None:
    wish = deeper(small.experiment())
    layer = wish.network.layers[2].id
    after = wish.changed(architecture.layer_setting(wish, layer, "activation", "relu"))
    assert [one.activation for one in after.network.layers] == ["tanh", "tanh", "relu", "linear"]


@given(deeds=st.lists(st.sampled_from(EDITS), max_size=25))
def test_an_id_never_comes_back(deeds: list[Callable[[Experiment], Experiment]]) -> None:
    wish = small.experiment()
    gone: set[int] = set()
    for deed in deeds:
        before = wish
        try:
            wish = deed(wish)
        except Refused:
            continue
        gone |= set(ids(before)) - set(ids(wish))
        assert not gone & set(ids(wish))
        assert wish.network.born >= max(ids(wish))
        assert wish.network.layers[-1] == before.network.layers[-1]
        assert plan(wish).size > 0
        assert Experiment.read(wish.written()) == wish


def test_the_output_follows_from_the_data() -> None:
    wish = small.experiment()
    output = wish.network.output.id
    for edit in (architecture.with_neuron, architecture.without_neuron, architecture.without_layer):
        with pytest.raises(Refused, match="the output layer follows from the data and the loss"):
            edit(wish, output)


def test_limits_are_said() -> None:
    wish = small.experiment(hidden=(1, MAX_NEURONS))
    with pytest.raises(Refused, match="a layer has at least 1 neuron; remove the layer instead"):
        architecture.without_neuron(wish, first(wish))
    with pytest.raises(Refused, match=f"a layer has at most {MAX_NEURONS} neurons"):
        architecture.with_neuron(wish, wish.network.layers[1].id)
    full = small.experiment(hidden=(1,) * (MAX_LAYERS - 1))
    with pytest.raises(Refused, match=f"a network has at most {MAX_LAYERS} layers"):
        architecture.with_layer(full, 1)


def test_what_is_not_there_is_refused() -> None:
    wish = small.experiment()
    for edit in (architecture.with_neuron, architecture.without_neuron, architecture.without_layer):
        with pytest.raises(Refused, match="there is no layer with the id 99"):
            edit(wish, 99)
    with pytest.raises(Refused, match="there is no layer with the id 99"):
        architecture.layer_setting(wish, 99, "bias", False)
    with pytest.raises(Refused, match="there is no neuron with the id 99"):
        architecture.without_neuron(wish, first(wish), 99)
