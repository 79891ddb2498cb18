"""Axes as they are typed and as they are offered, and the networks of a grid."""

from __future__ import annotations

import contextlib
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbsim import presets
from wbsim.axes import subject
from wbsim.difference import with_difference
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.problems import Refused
from wbsim.sweep_commands import axes_of
from wbsim.variation import Axis, Grid, WallWish, offered, parsed

CIRCLE = presets.load("circle").experiment
TYPED = (
    "learning_rate=0.001:1:log:10", "bias=on,off", "weight_init=xavier,he,uniform:-1:1,normal:0.1,constant:0.3,zero",
    "activation=tanh,relu", "optimizer=sgd,adam", "hidden=4,8-8,16", "l2=0,0.001,0.01", "batch=1,10,50", "noise=0:50:6",
    "loss=half_mse,bce", "train_share=10:90:5", "precision=float32,float64", "network.layers.0.bias=on,off",
)  # fmt: skip


def values(axis: Axis) -> list[object]:
    return [variant.difference.settings[0][1] for variant in axis.variants]


def refused(text: str, experiment: Experiment = CIRCLE) -> str:
    with pytest.raises(Refused) as found:
        parsed(text, experiment)
    (problem,) = found.value.problems
    return str(problem)


# --- ranges --------------------------------------------------------------------------------------------------


def test_a_range_of_factors_has_its_ends_and_even_steps_between_them_in_few_digits() -> None:
    axis = parsed("learning_rate=1e-4:1:log:20", CIRCLE)
    rates = [float(str(value)) for value in values(axis)]
    assert rates[0] == 1e-4 and rates[-1] == 1.0 and len(rates) == 20
    steps = [math.log(b / a) for a, b in pairwise(rates)]
    assert max(steps) < 1.25 * min(steps)
    assert [variant.word for variant in axis.variants][:4] == ["0.0001", "1.6e−4", "2.6e−4", "4.3e−4"]


def test_what_is_read_at_an_axis_is_the_very_value() -> None:
    axis = parsed("learning_rate=0.0007:0.9:log:17", CIRCLE)
    for variant, value in zip(axis.variants, values(axis), strict=True):
        assert float(variant.word.replace("−", "-")) == float(variant.typed) == value


@given(
    low=st.floats(1e-8, 1e3), factor=st.floats(1.5, 1e6), count=st.integers(2, 60), kind=st.sampled_from(["log:", "lin:", ""])
)  # fmt: skip
def test_every_range_rises_from_its_low_end_to_its_high_one(
    low: float, factor: float, count: int, kind: str
) -> None:
    axis = parsed(f"learning_rate={low!r}:{low * factor!r}:{kind}{count}", CIRCLE)
    found = [float(str(value)) for value in values(axis)]
    assert found[0] == low and found[-1] == low * factor
    assert len(found) == count and all(a < b for a, b in pairwise(found))


def test_whole_numbers_stay_whole_and_stand_once() -> None:
    found = values(parsed("batch=1:20:log:30", CIRCLE))
    assert all(type(value) is int for value in found)
    assert len(set(found)) == len(found) < 30 and (found[0], found[-1]) == (1, 20)
    assert values(parsed("network.layers.0.neurons=2:8:4", CIRCLE)) == [2, 4, 6, 8]


def test_a_range_in_equal_steps_needs_no_word_for_it() -> None:
    assert (
        values(parsed("noise=0:50:6", CIRCLE))
        == values(parsed("noise=0:50:lin:6", CIRCLE))
        == [0, 10, 20, 30, 40, 50]
    )


# --- lists ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TYPED)
def test_an_axis_typed_again_as_it_says_is_the_same_axis(text: str) -> None:
    axis = parsed(text, CIRCLE)
    again = parsed(f"{axis.name}={','.join(variant.typed for variant in axis.variants)}", CIRCLE)
    assert again == axis


@pytest.mark.parametrize("text", TYPED)
def test_every_variant_makes_another_network_that_can_be_planned(text: str) -> None:
    made = [with_difference(CIRCLE, variant.difference) for variant in parsed(text, CIRCLE).variants]
    assert len(set(made)) == len(made)
    for experiment in made:
        plan(experiment)


def test_words_are_as_people_say_them() -> None:
    assert [v.word for v in parsed("bias=on,OFF", CIRCLE).variants] == ["on", "off"]
    assert [v.word for v in parsed("weight_init=xavier,he,uniform,normal:0.01,zero", CIRCLE).variants] == [
        "Xavier", "He", "±0.5", "normal 0.01", "0",
    ]  # fmt: skip
    assert [v.word for v in parsed("hidden=4,8-8", CIRCLE).variants] == ["4", "8–8"]
    assert [v.word for v in parsed("optimizer=SGD,adam", CIRCLE).variants] == ["SGD", "Adam"]
    assert (
        parsed("lr=0.1", CIRCLE).title == "learning rate" and parsed("lr=0.1", CIRCLE).name == "learning_rate"
    )


def test_a_dotted_path_and_its_short_name_are_one_axis() -> None:
    assert parsed("optimizer.learning_rate=0.1,0.2", CIRCLE) == parsed("learning_rate=0.1,0.2", CIRCLE)
    assert parsed("data.dataset=circle,xor", CIRCLE) == parsed("dataset=circle,xor", CIRCLE)


def test_other_hidden_layers_keep_what_those_there_are_and_what_they_start_at() -> None:
    axis = parsed("hidden=3,8-8-2,4-2", CIRCLE)
    fewer, more, same = (with_difference(CIRCLE, variant.difference).network for variant in axis.variants)
    first, second, third = more.hidden
    old = CIRCLE.network.hidden
    assert first.id == old[0].id and first.neurons[:4] == old[0].neurons and first.size == 8
    assert second.id == old[1].id and third.id not in {layer.id for layer in CIRCLE.network.layers}
    assert isinstance(third, type(old[1])) and third.weight_init == old[1].weight_init  # type: ignore[union-attr]
    assert fewer.hidden[0].neurons == old[0].neurons[:3] and len(fewer.hidden) == 1
    assert same.layers == CIRCLE.network.layers


# --- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("learning_rate", "it must be NAME=VALUES"),
        ("learning_rate=", "it must be NAME=VALUES"),
        ("learnin_rate=1", "did you mean learning_rate?"),
        ("optimizer.learning_rat=1", "did you mean optimizer.learning_rate?"),
        ("network.layers.9.bias=on", "did you mean network.layers."),
        ("wobble=1", "there are learning_rate, bias"),
        ("seed=1,2", "--seeds 50"),
        ("learning_rate=fast", "'fast' is no number"),
        ("learning_rate=0.1,,0.2", "a value is missing"),
        ("learning_rate=0.1,0.10", "0.1 stands twice"),
        ("learning_rate=0.1:1", "it must be LOW:HIGH:COUNT"),
        ("learning_rate=0.1:1:cube:5", "it must be LOW:HIGH:COUNT"),
        ("learning_rate=0.1:1:1", "there must be 2 to 4096"),
        ("learning_rate=0.1:1:log:many", "there must be 2 to 4096"),
        ("learning_rate=1:0.1:5", "runs backwards"),
        ("l2=0:1:log:5", "a logarithm needs numbers above 0"),
        ("learning_rate=-1", "it must be a finite number above 0"),
        ("learning_rate=nan", "'nan' is no number"),
        ("batch=1.5", "1.5 is not a whole number"),
        ("batch=10,500", "500 cannot be: a batch is all 250 training points"),
        ("bias=maybe", "neither on nor off"),
        ("weight_init=hee", "did you mean he?"),
        ("weight_init=normal:1:2", "it must be normal:STD"),
        ("weight_init=normal:-1", "out of range"),
        ("weight_init=uniform:1:-1", "out of range"),
        ("activation=tanhh", "did you mean tanh?"),
        ("activation=softmax", "softmax belongs to the output"),
        ("momentum=0,0.9", "SGD has no momentum; momentum, Nesterov and RMSprop have one"),
        ("beta1=0.9", "SGD has none; Adam, AdamW and AMSGrad have one"),
        ("features=x1", "it is no single number or word"),
        ("data.points=1", "it is no single number or word"),
        ("hidden=0", "it must be the neurons of each layer"),
        ("hidden=٣", "it must be the neurons of each layer"),
        ("learning_rate=1:2:٣", "there must be 2 to 4096"),
        ("batch=٣", "is no number"),
        ("hidden=4-x", "it must be the neurons of each layer"),
        ("hidden=1-1-1-1-1-1-1-1-1-1-1-1", "at most 11"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence_that_says_what_would_be_right(text: str, said: str) -> None:
    assert said in refused(text)


def test_a_network_without_hidden_layers_has_no_activations_to_differ_in() -> None:
    assert "no hidden layers" in refused("activation=tanh,relu", presets.load("gauss").experiment)
    assert "all dense" in refused("hidden=4", presets.load("digits-conv").experiment)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_axis_or_refused(text: str) -> None:
    for typed in (text, f"learning_rate={text}", f"weight_init={text}", f"hidden={text}", f"{text}=1"):
        with contextlib.suppress(Refused):
            axis = parsed(typed, CIRCLE)
            assert [*Grid(CIRCLE, (axis,), (1,)).cells]


# --- offered -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", presets.names())
def test_everything_that_is_offered_is_another_network_that_can_be_planned(name: str) -> None:
    experiment = presets.load(name).experiment
    for axis in offered(experiment).values():
        assert len(axis) >= 2
        made = [with_difference(experiment, variant.difference) for variant in axis.variants]
        assert len(set(made)) == len(made), axis.name
        for one in made:
            plan(one)


@pytest.mark.parametrize("name", presets.names())
def test_what_is_offered_can_be_typed(name: str) -> None:
    experiment = presets.load(name).experiment
    for key, axis in offered(experiment).items():
        assert key == axis.name
        typed = parsed(f"{axis.name}={','.join(variant.typed for variant in axis.variants)}", experiment)
        assert typed == axis


def test_twelve_learning_rates_stand_around_the_networks_own() -> None:
    for name in presets.names():
        experiment = presets.load(name).experiment
        rates = [float(str(value)) for value in values(offered(experiment)["learning_rate"])]
        own = experiment.optimizer.learning_rate
        assert len(rates) == 12 and rates == sorted(set(rates))
        assert own in rates[1:-1]


def test_offers_are_what_an_experiment_can_have() -> None:
    assert "noise" not in offered(presets.load("iris").experiment)
    assert "noise" in offered(CIRCLE)
    assert "activation" not in offered(presets.load("gauss").experiment)
    assert "hidden" not in offered(presets.load("digits-conv").experiment)
    assert "momentum" not in offered(CIRCLE)
    assert "momentum" in offered(CIRCLE.changed({"optimizer.kind": "nesterov"}))
    assert next(iter(offered(CIRCLE))) == "learning_rate"


# --- grids ---------------------------------------------------------------------------------------------------


def test_seeds_change_fastest_and_the_last_axis_next() -> None:
    rates, bias = parsed("learning_rate=0.1,0.2", CIRCLE), parsed("bias=on,off", CIRCLE)
    grid = Grid(CIRCLE, (rates, bias), (5, 6))
    told = [
        (cell.experiment.optimizer.learning_rate, cell.experiment.network.output.bias, cell.experiment.seed)
        for cell in grid.cells
    ]
    assert told == [(rate, on, seed) for rate in (0.1, 0.2) for on in (True, False) for seed in (5, 6)]
    assert [cell.number for cell in grid.cells] == list(range(len(grid)))


def test_the_order_of_axes_decides_where_networks_stand_and_not_what_they_are() -> None:
    texts = (
        "learning_rate=0.5,0.7",
        "bias=off,on",
        "optimizer=adam,sgd",
        "hidden=3,4-4-4",
        "activation=relu,tanh",
    )
    axes = tuple(parsed(text, CIRCLE) for text in texts)
    forth, back = Grid(CIRCLE, axes, (1,)), Grid(CIRCLE, axes[::-1], (1,))
    assert {cell.experiment for cell in forth.cells} == {cell.experiment for cell in back.cells}
    for cell in forth.cells:
        wished = cell.experiment
        assert wished.optimizer.learning_rate == (0.5, 0.7)[cell.places[0]]
        assert all(layer.bias == (cell.places[1] == 1) for layer in wished.network.layers)
        assert wished.optimizer.kind == ("adam", "sgd")[cell.places[2]]
        assert [layer.size for layer in wished.network.hidden] == ([3], [4, 4, 4])[cell.places[3]]
        assert {layer.activation for layer in wished.network.hidden} == {("relu", "tanh")[cell.places[4]]}


def test_a_grid_without_axes_has_a_network_a_seed() -> None:
    grid = WallWish(seeds=20).grid(CIRCLE)
    assert [cell.seed for cell in grid.cells] == list(range(CIRCLE.seed, CIRCLE.seed + 20))
    with pytest.raises(Refused, match="out of range"):
        Grid(CIRCLE, (), (-1,)).experiment(0)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (
            ("loss=half_mse,bce", "network.layers.2.activation=tanh,sigmoid"),
            "loss=bce and network.layers.2.activation=tanh: they cannot stand together: what one sets, the other undoes",
        ),
        (("network.layers.0.bias=on,off", "bias=on,off"), "network.layers.0.bias=on and bias=off"),
        (("bias=on,off", "network.layers.0.bias=on,off"), "bias=on and network.layers.0.bias=off"),
        (("hidden=8-8,4", "network.layers.0.neurons=2,3"), "hidden=8-8 and network.layers.0.neurons=2"),
        (
            ("learning_rate=0.1,0.2", "optimizer=sgd,momentum", "momentum=0,0.9"),
            "optimizer=sgd and momentum=0: they cannot stand together: what one sets, the other lacks",
        ),
        (
            ("learning_rate=0.1", "loss=bce", "network.layers.2.activation=tanh"),
            "loss=bce and network.layers.2.activation=tanh: they cannot",
        ),
    ],
)
def test_axes_that_undo_each_other_are_refused_with_both_names_and_values(
    texts: tuple[str, ...], said: str
) -> None:
    spiral = presets.load("spiral").experiment
    axes = tuple(axes_of([*texts], spiral))
    with pytest.raises(Refused) as found:
        assert Grid(spiral, axes, (1, 2)).cells
    (problem,) = found.value.problems
    assert str(problem).startswith(said)


def test_axes_that_set_parts_of_the_same_layers_stand_together() -> None:
    for texts in (
        ("hidden=8-8,4", "bias=on,off", "activation=tanh,relu"),
        ("dataset=circle,iris", "hidden=4,8-8"),
    ):
        cells = Grid(CIRCLE, axes_of([*texts], CIRCLE), (1,)).cells
        assert len({cell.experiment for cell in cells}) == len(cells)


def test_what_cannot_be_whatever_the_others_are_says_so_itself() -> None:
    rate = Axis("learning_rate", "learning rate", (subject("learning_rate", CIRCLE).variant(-1.0),))
    with pytest.raises(Refused, match=r"^optimizer\.learning_rate: -1"):
        Grid(CIRCLE, (rate, parsed("bias=on,off", CIRCLE)), (1,)).experiment(0)
