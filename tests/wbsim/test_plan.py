"""From an experiment to shapes: where every number stands, what goes with what, and the smallest repair."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from typing import Any

import layers
import numpy as np
import pytest
import reference
import small
from hypothesis import assume, given
from hypothesis import strategies as st

from wbsim import device, engine
from wbsim.architecture import with_neuron
from wbsim.data import Data
from wbsim.datasets import describe, draw
from wbsim.experiment import Experiment
from wbsim.history import History, advanced
from wbsim.kernels.lanes import LANES
from wbsim.layout import SAMPLE
from wbsim.plan import Plan, kept_with, plan
from wbsim.problems import Refused
from wbsim.rules import MAX_BYTES, fitting, memory, problems, repairs


def read(*layers: dict[str, Any], **settings: Any) -> Experiment:
    """An experiment on the circle."""
    return Experiment.read({"network": small.network(*layers), **settings})


def repaired(wish: Experiment, kept: tuple[str, ...] = ()) -> tuple[Experiment, tuple[str, ...]]:
    """The experiment with its smallest repair made, and what was said of it."""
    settings, said = repairs(wish, kept)
    return wish.changed(settings), said


# --- layout ------------------------------------------------------------------------------------------------


def test_weights_stand_row_by_row_and_then_the_biases_layer_by_layer() -> None:
    shapes = plan(read(small.layer(2), small.layer(1, bias=False), small.layer(1)))
    assert shapes.ids == (
        "w:2<x1", "w:2<x2", "w:3<x1", "w:3<x2", "b:2", "b:3", "w:5<2", "w:5<3", "w:7<5", "b:7",
    )  # fmt: skip
    assert shapes.size == 10 == len(shapes.start())
    assert shapes.is_bias.nonzero()[0].tolist() == [4, 5, 9]
    assert [shapes.ids[place] for place in shapes.index.values()] == list(shapes.ids)
    theta = np.arange(10.0)
    assert shapes.rows[0].weights_of(theta).tolist() == [[0, 1], [2, 3]]
    biases = shapes.rows[0].biases_of(theta)
    assert biases is not None
    assert biases.tolist() == [4, 5]
    assert shapes.rows[1].biases_of(theta) is None
    assert shapes.rows[1].weights_of(theta).base is theta


def test_readers_names_count_layers_and_neurons_from_one() -> None:
    shapes = plan(read(small.layer(2), small.layer(3), small.layer(1)))
    assert [shapes.name_of(name) for name in ("w:3<x2", "b:3", "w:7<2", "b:9")] == [
        "hidden 1, weight x2→2", "hidden 1, bias 2", "hidden 2, weight 1→3", "output, bias 1",
    ]  # fmt: skip
    names = [shapes.name_of(name) for name in shapes.ids]
    assert len(set(names)) == shapes.size


def test_values_stand_inputs_first_and_then_neuron_by_neuron() -> None:
    shapes = plan(read(small.layer(2), small.layer(1), data={"features": ["x1", "sin(x2)", "x2"]}))
    assert shapes.value_rows == {"x1": 0, "sin(x2)": 1, "x2": 2, 2: 3, 3: 4, 5: 5}
    assert shapes.values == 6


def test_a_plan_is_a_function_of_its_experiment() -> None:
    wish = read(small.layer(2), small.layer(1))
    assert plan(wish).ids == plan(wish.changed({"seed": 5})).ids
    assert plan(Experiment.read(wish.written())) is plan(wish)


def test_explicit_starts_stand_where_they_were_given() -> None:
    first = small.layer(
        2,
        weight_init={"kind": "explicit", "values": [[1, 2], [3, 4]]},
        bias_init={"kind": "explicit", "values": [5, 6]},
    )
    shapes = plan(read(first, small.layer(1)))
    assert shapes.start()[:6].tolist() == [1, 2, 3, 4, 5, 6]


def test_what_may_move_and_what_is_pulled_follow_the_wish() -> None:
    layers = [small.layer(2), small.layer(1, trainable=False), small.layer(1)]
    shapes = plan(read(*layers, train="weights", locked=["w:2<x2"], penalty={"l2": 0.5, "on": "biases"}))
    free = {name for name, moves in zip(shapes.ids, shapes.trainable, strict=True) if moves}
    assert free == {"w:2<x1", "w:3<x1", "w:3<x2", "w:7<5"}
    assert shapes.pulled.tolist() == [name.startswith("b") for name in shapes.ids]


def test_a_start_is_the_draw_of_its_seed_and_ids_and_of_nothing_else() -> None:
    wish = read(small.layer(3), small.layer(1), seed=2**63 - 5)
    shapes = plan(wish)
    start = dict(zip(shapes.ids, shapes.start().tolist(), strict=True))
    for name in ("w:6<2", "w:6<3", "w:6<4"):
        assert start[name] == -1 + 2 * reference.drawn(wish.seed, "weight", 6, int(name[-1]))
    for name in ("b:2", "b:3", "b:6"):
        assert start[name] == -1 + 2 * reference.drawn(wish.seed, "bias", int(name[-1]), 0)


# --- data and targets --------------------------------------------------------------------------------------

TARGETS = [
    ("half_mse", small.layer(1, "tanh"), 2, "signed", [[-1], [1]]),
    ("mse", small.layer(1, "linear"), 2, "signed", [[-1], [1]]),
    ("bce", small.layer(1, "sigmoid"), 2, "binary", [[0], [1]]),
    ("mse", small.layer(1, "sigmoid"), 2, "binary", [[0], [1]]),
    ("mse", small.layer(1, "relu"), 2, "binary", [[0], [1]]),
    ("cross_entropy", small.layer(2, "softmax"), 2, "onehot", [[1, 0], [0, 1]]),
    ("cross_entropy", small.layer(3, "softmax"), 3, "onehot", [[1, 0, 0], [0, 1, 0]]),
    ("bce", small.layer(3, "sigmoid"), 3, "onehot", [[1, 0, 0], [0, 1, 0]]),
    ("mse", small.layer(3, "sigmoid"), 3, "onehot", [[1, 0, 0], [0, 1, 0]]),
    ("half_mse", small.layer(3, "tanh"), 3, "signed_onehot", [[1, -1, -1], [-1, 1, -1]]),
]


@pytest.mark.parametrize(("loss", "output", "classes", "coding", "targets"), TARGETS)
def test_targets_are_coded_as_output_and_loss_ask(
    loss: str, output: dict[str, Any], classes: int, coding: str, targets: list[list[float]]
) -> None:
    data = small.points(6, 2, classes=classes)
    shapes = plan(small.experiment(data=data, network=small.network(output), loss=loss))
    assert shapes.coding == coding
    assert device.material(shapes).train.t[:, :2].T.tolist() == targets


@given(st.integers(1, 60), st.integers(50, 1000))
def test_the_plan_counts_the_training_points_that_are_drawn(size: int, tenths: int) -> None:
    wish = small.experiment(data=small.points(size, 1) | {"train_share": tenths / 10}, batches={"size": 1})
    assume(size * tenths >= 1000)
    assert plan(wish).train_size == len(draw(wish.data, 13).train) == size * tenths // 1000


def test_the_plan_counts_the_points_of_an_unlucky_share() -> None:
    data = small.points(1625, 1) | {"train_share": 77.6}  # 1260.9999… in floating point
    wish = small.experiment(data=data, batches={"size": 1})
    assert plan(wish).train_size == device.material(plan(wish)).train.count


# --- refusals ----------------------------------------------------------------------------------------------

TANH, LINE = small.layer(1), small.layer(1, "linear")
REFUSED: list[tuple[Experiment, str]] = [
    (read(small.layer(2, "softmax"), TANH), "network.layers.0.activation: softmax belongs to the output"),
    (
        read(TANH, loss="cross_entropy"),
        "network.layers.0: 1 tanh output neuron(s) with the loss cross_entropy do not fit",
    ),
    (
        read(small.layer(2)),
        "network.layers.0: 2 tanh output neuron(s) with the loss half_mse do not fit data with 2 classes",
    ),
    (
        read(TANH, data={"dataset": "digits"}),
        "network.layers.0: 1 tanh output neuron(s) with the loss half_mse do not fit",
    ),
    (read(TANH, batches={"size": 251}), "batches.size: 251 is more than the 250 training points"),
    (
        read(TANH, batches={"order": "explicit", "explicit": [[0, 250]]}),
        "batches.explicit: there is no training point 250; they are 0 to 249",
    ),
    (
        read(TANH, batches={"order": "explicit", "explicit": [[0], [-1]]}),
        "batches.explicit: there is no training point -1; they are 0 to 249",
    ),
    (read(TANH, locked=["w:9<x1"]), "locked: there is no parameter 'w:9<x1'; an id looks like 'b:2'"),
    (
        read(small.layer(1, weight_init={"kind": "explicit", "values": [[1, 2, 3]]})),
        "network.layers.0.weight_init: the numbers given are 1 x 3; they must be 1 x 2",
    ),
    (
        read(small.layer(1, weight_init={"kind": "explicit", "values": [1, 2]})),
        "network.layers.0.weight_init: the numbers given are 2; they must be 1 x 2",
    ),
    (
        read(small.layer(1, bias_init={"kind": "explicit", "values": [1, 2]})),
        "network.layers.0.bias_init: the numbers given are 2; they must be 1",
    ),
    (
        read(small.layer(1, bias_init={"kind": "explicit", "values": [[1]]})),
        "network.layers.0.bias_init: the numbers given are 1 x 1; they must be 1",
    ),
]


@pytest.mark.parametrize(("wish", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_a_wish_that_is_no_whole_is_refused_in_words(wish: Experiment, said: str) -> None:
    with pytest.raises(Refused) as refused:
        plan(wish)
    assert str(refused.value).startswith(said)
    assert len(refused.value.problems) == 1


def test_points_that_are_laid_aside_are_not_asked_for_signs() -> None:
    aside = {"x": [[0.0, 0.0]], "y": [[0.5]]}
    wish = read(small.layer(1, "linear"), data={"dataset": "plane", "points": aside}, loss="hinge")
    with pytest.raises(Refused) as refused:
        plan(wish)
    assert [problem.where for problem in refused.value.problems] == ["network.layers.0"]


def test_all_that_does_not_fit_is_said_at_once() -> None:
    wish = read(small.layer(2, "softmax"), small.layer(3), batches={"size": 1000}, locked=["b:99"])
    with pytest.raises(Refused) as refused:
        plan(wish)
    places = [problem.where for problem in refused.value.problems]
    assert places == ["network.layers.0.activation", "network.layers.1", "batches.size", "locked"]
    assert list(refused.value.problems) == problems(wish)


def test_memory_is_said_before_it_is_taken() -> None:
    wide = [small.layer(1024) for _ in range(11)]
    wish = read(*wide, small.layer(1), batches={"size": 1_000_000}, precision="float64")
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as refused:
            plan(wish)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert memory(wish) > MAX_BYTES > taken * 20
    assert "network: it would take 26" in str(refused.value)
    assert "GiB of memory; at most 2 are allowed" in str(refused.value)


@pytest.mark.parametrize("kind", ["sgd", "momentum", "adam", "amsgrad"])
@pytest.mark.parametrize("rate", [1e-6, 1e6])  # that of a run which diverges, too
def test_the_memory_said_is_at_least_what_the_arrays_take(kind: str, rate: float) -> None:
    optimizer = {"kind": kind, "learning_rate": rate}
    wish = read(
        small.layer(300, "relu"), small.layer(300, "relu"), small.layer(1, "linear"), optimizer=optimizer
    )
    engine.warm(plan(read(small.layer(1))))  # loading the kernels takes memory, once
    tracemalloc.start()
    try:
        shapes = plan(wish)
        state = engine.initial(shapes)
        for _ in range(3):
            state = engine.advance(state, shapes, 2)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    gradient = state.theta.nbytes  # which the kernel makes for itself
    assert taken + gradient < memory(wish) < 3 * (taken + gradient)
    assert (state.divergence is not None) == (rate > 1)


def test_the_memory_said_holds_the_vectors_of_a_gradient_that_is_a_sum_over_places() -> None:
    wish = layers.of_images(
        *(layers.convolution(96, kernel=5, padding=2) for _ in range(2)),
        data=layers.images(3, 3, count=4),
        precision="float32",
        batches={"size": 4},
    )
    shapes = plan(wish)
    state = engine.advance(engine.initial(shapes), shapes, 1)  # loading the kernels takes memory, once
    tracemalloc.start()
    try:
        engine.advance(state, shapes, 2)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    vectors = 96 * (96 * 25 + 1) * LANES[np.dtype(np.float32)] * 4
    assert vectors < taken < memory(wish) < 3 * taken


def test_the_memory_said_holds_the_samples_that_are_answered_together() -> None:
    wish = layers.of_images(
        *(layers.convolution(16, kernel=1) for _ in range(4)),
        data=layers.images(16, 16, count=300),
        batches={"size": 1},
    )
    shapes = plan(wish)
    state = engine.initial(shapes)
    engine.look(state, shapes, engine.Watch(fit=True))
    tracemalloc.start()
    try:
        engine.look(state, shapes, engine.Watch(fit=True))
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert shapes.values * 2 * 16 * LANES[shapes.dtype] * 8 < taken < memory(wish)


def test_a_plan_of_many_parameters_makes_no_id_until_one_is_asked_for() -> None:
    wish = read(small.layer(100), small.layer(100), TANH)
    shapes = plan(wish)
    state = engine.initial(shapes)
    history = History().started(state, shapes)
    advanced(state, shapes, history, 3)
    assert "ids" not in shapes.layout.__dict__
    assert 0.6 * SAMPLE < len(history.blocks[0].track.ids) <= SAMPLE
    assert [shapes.id_of(place) for place in range(shapes.size)] == list(shapes.ids)
    for place in (-1, shapes.size):
        with pytest.raises(IndexError):
            shapes.id_of(place)


def test_settings_that_move_no_parameter_share_the_layout() -> None:
    wish = read(small.layer(4), TANH)
    one = plan(wish)
    other = plan(wish.changed({"optimizer.learning_rate": 0.5, "network.layers.0.activation": "relu"}))
    assert other.layout is one.layout and other.ids is one.ids
    assert plan(wish.changed({"network.layers.0.bias": False})).layout != one.layout


def test_the_points_of_a_plan_are_looked_up_without_hashing_them(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = plan(small.experiment())
    kept = device.material(shapes), device.dataset(shapes)

    def never(self: Data) -> int:
        raise AssertionError("all points are hashed once more")

    monkeypatch.setattr(Data, "__hash__", never)
    assert (device.material(shapes), device.dataset(shapes)) == kept


# --- repairs -----------------------------------------------------------------------------------------------


def whole_after(wish: Experiment, kept: tuple[str, ...]) -> tuple[Plan, tuple[str, ...]]:
    """The plan of the repaired wish."""
    better, said = repaired(wish, kept)
    return plan(better), said


def test_what_fits_needs_no_repair() -> None:
    assert repairs(read(small.layer(3), TANH)) == ({}, ())


REPAIRS = [
    # what was chosen, the path just chosen, and loss, activation and size of the output after the repair
    (read(small.layer(3), TANH, data={"dataset": "digits"}), "data.dataset", ("half_mse", "tanh", 10)),
    (read(small.layer(3), TANH, loss="cross_entropy"), "loss", ("cross_entropy", "softmax", 2)),
    (read(small.layer(3), TANH, loss="bce"), "loss", ("bce", "sigmoid", 1)),
    (
        read(small.layer(3), small.layer(1, "softmax")),
        "network.layers.1.activation",
        ("cross_entropy", "softmax", 2),
    ),
    (read(small.layer(3), small.layer(4)), "network", ("half_mse", "tanh", 1)),
    (read(small.layer(3), small.layer(1, "sigmoid"), loss="bce", data={"dataset": "plane"}), "data", None),
]


@pytest.mark.parametrize(("wish", "chosen", "output"), REPAIRS, ids=[chosen for _, chosen, _ in REPAIRS])
def test_a_choice_that_breaks_the_whole_is_repaired_and_kept(
    wish: Experiment, chosen: str, output: tuple[str, str, int] | None
) -> None:
    with pytest.raises(Refused):
        plan(wish)
    shapes, said = whole_after(wish, (chosen,))
    after = shapes.experiment
    if output is not None:
        assert (after.loss, after.network.output.activation, after.network.output.size) == output
    assert after.network.hidden == wish.network.hidden
    assert len(said) == 1
    assert said[0].startswith("the output becomes ")
    assert after.network.output.neurons[0] == wish.network.output.neurons[0]


@pytest.mark.parametrize("dataset", ["circle", "plane", "digits", "points"])
@pytest.mark.parametrize("loss", ["mse", "half_mse", "bce", "cross_entropy"])
@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "relu", "softmax"])
def test_a_repair_changes_as_little_as_can_be(dataset: str, loss: str, activation: str) -> None:
    data = small.points(20, 2) if dataset == "points" else {"dataset": dataset}
    wish = read(small.layer(2), small.layer(1, activation), data=data, loss=loss, batches={"size": 5})
    now = (loss, activation, 1)

    def changes(choice: tuple[Any, ...]) -> int:
        return sum(a != b for a, b in zip(choice, now, strict=False))

    after = whole_after(wish, ())[0].experiment
    chosen = (after.loss, after.network.output.activation, after.network.output.size)
    assert changes(chosen) == min(changes(choice[:3]) for choice in fitting(describe(wish.data)))


def test_other_data_with_fewer_points_get_a_smaller_batch() -> None:
    wish = small.experiment(batches={"size": 12}).changed({"data": small.points(5, 2)})
    better, said = repaired(wish, ("data",))
    assert better.batches.size == 5
    assert said == ("a batch is all 5 training points",)
    plan(better)


def test_a_softmax_inside_becomes_tanh() -> None:
    better, said = repaired(read(small.layer(2, "softmax"), TANH))
    assert better.network.layers[0].activation == "tanh"
    assert len(said) == 1
    plan(better)


def test_locks_of_parameters_that_are_gone_are_dropped_and_the_others_kept() -> None:
    wish = read(small.layer(2), TANH, locked=["b:2", "w:3<x1"])
    first = wish.network.layers[0]
    better, _ = repaired(wish.changed({"network.layers.0.neurons": [first.neurons[0]]}))
    assert better.locked == {"b:2"}
    plan(better)


def test_new_output_neurons_get_ids_that_were_never_given() -> None:
    wish = read(small.layer(3), TANH, data={"dataset": "digits"})
    better, _ = repaired(wish, ("data.dataset",))
    output = better.network.output.neurons
    assert output == (wish.network.output.neurons[0], *range(wish.network.born + 1, wish.network.born + 10))
    assert better.network.born == wish.network.born + 9


def test_a_start_given_number_by_number_gives_way_when_its_layer_grows() -> None:
    explicit = {"kind": "explicit", "values": [[0.1, 0.2], [0.3, 0.4]]}
    wish = Experiment.read(
        {"network": {"layers": [{"neurons": 2, "weight_init": explicit}, {"neurons": 1}]}, "loss": "half_mse"}
    )
    grown = wish.changed(with_neuron(wish, wish.network.layers[0].id))
    settings, said = repairs(grown, ("network.layers.0.neurons", "network.born"))
    assert settings == {"network.layers.0.weight_init": {"kind": "xavier"}}
    assert said == ("what is new starts as xavier",)
    assert plan(grown.changed(settings)).size == 3 * 3 + 3 + 1


def test_batches_given_by_number_give_way_to_drawn_ones_when_their_points_are_gone() -> None:
    wish = Experiment.read(
        {
            "network": {"layers": [{"neurons": 1}]},
            "batches": {"order": "explicit", "explicit": [[0, 249]]},
        }
    ).changed({"data.train_share": 20})
    settings, said = repairs(wish, ("data.train_share",))
    assert settings == {"batches.order": "shuffled"}
    assert len(said) == 1
    assert plan(wish.changed(settings)).train_size == 100


def test_what_is_kept_of_a_plan_is_made_once_and_let_go_with_it() -> None:
    made: list[int] = []

    @kept_with
    def count(of: Plan) -> int:
        made.append(of.size)
        return of.size

    shapes = [plan(small.experiment(hidden=(k,))) for k in (1, 2, 3)]
    for one in shapes * 2:
        assert count(one) == one.size
    assert made == [one.size for one in shapes]
    gone = weakref.ref(shapes[0])
    plan.cache_clear()
    del one, shapes
    gc.collect()
    assert gone() is None
