"""What may be wished: bad wishes are refused in words with their place, good ones survive being written and edited."""

from __future__ import annotations

import json
from typing import Any

import pytest
import small
from hypothesis import given
from hypothesis import strategies as st

from wbsim.experiment import Experiment, parsed
from wbsim.network import Network
from wbsim.problems import Refused

ONE = small.network(small.layer(2), small.layer(1))


def layers(**first: Any) -> dict[str, Any]:
    """A wish whose first layer is as given."""
    return {"network": {"layers": [{"neurons": 2, **first}, {"neurons": 1}]}}


def given_points(x: Any, y: Any, classes: int = 0) -> dict[str, Any]:
    return {"data": {"dataset": "points", "points": {"x": x, "y": y, "classes": classes}}}


RATES = "it must be a finite number above 0 and at most"
REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {"optimizer": {"kind": "sgd", "learning_rate": float("nan")}},
        f"optimizer.learning_rate: nan is out of range; {RATES}",
    ),
    (
        {"optimizer": {"kind": "sgd", "learning_rate": float("inf")}},
        f"optimizer.learning_rate: inf is out of range; {RATES}",
    ),
    (
        {"optimizer": {"kind": "adam", "learning_rate": 0}},
        f"optimizer.learning_rate: 0 is out of range; {RATES}",
    ),
    (
        {"optimizer": {"kind": "adam", "learning_rate": "fast"}},
        f"optimizer.learning_rate: 'fast' is not a number; {RATES}",
    ),
    (
        {"optimizer": {"kind": "adam", "beta1": 1}},
        "optimizer.beta1: 1 is out of range; it must be a finite number at least 0 and below 1",
    ),
    (
        {"optimizer": {"kind": "newton"}},
        "optimizer: 'newton' is not one of 'sgd', 'momentum', 'nesterov', 'adam', 'adamw', 'amsgrad', 'rmsprop', "
        "'adagrad'",
    ),
    (
        {"penalty": {"l1": -1}},
        "penalty.l1: -1 is out of range; it must be a finite number at least 0 and at most 10",
    ),
    (
        {"penalty": {"form": "playground"}},
        "penalty.form: 'playground' is not one of 'gradient' or 'after_step'",
    ),
    ({"optimizer": {"kind": "sgd", "momentum": 0.9}}, "optimizer.momentum: there is no such setting"),
    (layers(neurons=0), "network.layers.0.neurons: 0 neurons are out of range; a layer has 1 to 1024"),
    (layers(neurons=1025), "network.layers.0.neurons: 1025 neurons are out of range; a layer has 1 to 1024"),
    (layers(neurons=-3), "network.layers.0.neurons: -3 neurons are out of range; a layer has 1 to 1024"),
    (
        layers(neurons="many"),
        "network.layers.0.neurons: many neurons are out of range; a layer has 1 to 1024",
    ),
    (layers(neurons=1.5), "network.layers.0.neurons: 1.5 neurons are out of range; a layer has 1 to 1024"),
    (layers(neurons=[]), "network.layers.0.neurons: 0 is too few; there must be at least 1"),
    (layers(neurons=[7, 7]), "network: two layers or neurons have the same id; each id may stand once"),
    (
        layers(neurons=[2**70]),
        f"network.layers.0.neurons.0: {2**70} is out of range; it must be a whole number at least 1 and at most",
    ),
    (
        layers(neurons=[0]),
        "network.layers.0.neurons.0: 0 is out of range; it must be a whole number at least 1",
    ),
    (layers(neurons=[True]), "network.layers.0.neurons.0: True is not a whole number; "),
    (layers(id=2**60), f"network.layers.0.id: {2**60} is out of range; it must be a whole number at least 0"),
    (layers(id=False), "network.layers.0.id: False is not a whole number; "),
    (
        {"network": {"layers": [{"neurons": 1}], "born": 2**60}},
        f"network.born: {2**60} is out of range; it must be a whole number at least 0 and at most {2**53}",
    ),
    (
        {"optimizer": {"kind": "adam", "epsilon": 1e-40}},
        "optimizer.epsilon: 1e-40 is out of range; it must be a finite number at least 1e-30 and at most 1",
    ),
    (
        given_points([[1], [2]], [[], []]),
        "data.points: the points have 0 target values each; there must be at least 1",
    ),
    (layers(activation="mish"), "network.layers.0.activation: 'mish' is not one of 'tanh', 'relu', "),
    (layers(bias="perhaps"), "network.layers.0.bias: 'perhaps' is neither true nor false"),
    (layers(color="red"), "network.layers.0.color: there is no such setting"),
    (layers(weight_init={"kind": "magic"}), "network.layers.0.weight_init: 'magic' is not one of 'zero', "),
    (
        layers(weight_init={"kind": "normal", "std": -1}),
        "network.layers.0.weight_init.std: -1 is out of range; ",
    ),
    (
        layers(bias_init={"kind": "uniform", "low": 1, "high": 0}),
        "network.layers.0.bias_init: from 1 to 0 runs backwards",
    ),
    ({"network": {"layers": []}}, "network.layers: 0 is too few; there must be at least 1"),
    (
        {"network": {"layers": [{"neurons": 1}] * 13}},
        "network.layers: 13 is too many; there must be at most 12",
    ),
    ({"network": {"layers": [3]}}, "network.layers.0: 3 is not a group of settings"),
    ({"network": {}}, "network.layers: this setting is missing"),
    ({"network": None}, "network: None is not a group of settings"),
    (
        {"batches": {"size": 0}},
        "batches.size: 0 is out of range; it must be a whole number at least 1 and at most 1000000",
    ),
    ({"batches": {"size": 2.5}}, "batches.size: 2.5 is not a whole number"),
    (
        {"batches": {"order": "explicit"}},
        "batches: the order is explicit but a batch is empty or none is given",
    ),
    (
        {"batches": {"order": "explicit", "explicit": [[0], []]}},
        "batches: the order is explicit but a batch is empty",
    ),
    (
        {"batches": {"order": "random"}},
        "batches.order: 'random' is not one of 'shuffled', 'as_given' or 'explicit'",
    ),
    (
        {"loss": "l1"},
        "loss: 'l1' is not one of 'half_mse', 'mse', 'bce', 'cross_entropy', 'mae', 'huber' or 'hinge'",
    ),
    (
        {"penalty": {"l2": -0.1}},
        "penalty.l2: -0.1 is out of range; it must be a finite number at least 0 and at most 10",
    ),
    ({"penalty": {"on": "all"}}, "penalty.on: 'all' is not one of 'weights', 'biases' or 'both'"),
    ({"data": {"dataset": "cat"}}, "data.dataset: 'cat' is not one of 'circle', 'xor', "),
    (
        {"data": {"noise": 51}},
        "data.noise: 51 is out of range; it must be a finite number at least 0 and at most 50",
    ),
    (
        {"data": {"train_share": 4}},
        "data.train_share: 4 is out of range; it must be a finite number at least 5 and at most 100",
    ),
    ({"data": {"features": ["x1", "x1"]}}, "data.features: an input is named twice; each may stand once"),
    ({"data": {"features": ["x3"]}}, "data.features.0: 'x3' is not one of 'x1', 'x2', "),
    (given_points([[1], [2]], [0, 0], 1), "data.points: 1 classes; there must be at least 2 to tell apart"),
    (given_points([[1], [2]], [0, 2], 2), "data.points: class 2 is out of range; it must be 0 to 1"),
    (
        given_points([[1], [2, 3]], [0, 1], 2),
        "data.points.x: the rows differ in length; all must have the same number of values",
    ),
    (
        given_points([[1], [2]], [[1], [2, 3]]),
        "data.points.y: the rows differ in length; all must have the same number of values",
    ),
    (
        given_points([[1], [2]], [[1]]),
        "data.points: 2 points have 1 targets; there must be one target a point",
    ),
    (
        given_points([[1], [float("nan")]], [0, 1], 2),
        "data.points.x.1.0: nan is out of range; it must be a finite number",
    ),
    (given_points([], []), "data.points.x: 0 is too few; there must be at least 1"),
    ({"seed": -1}, "seed: -1 is out of range; it must be a whole number at least 0"),
    ({"seed": 2**63}, "seed: 9223372036854775808 is out of range; "),
    ({"seed": 1.5}, "seed: 1.5 is not a whole number"),
    ({"precision": "float16"}, "precision: 'float16' is not one of 'float32' or 'float64'"),
    ({"train": "none"}, "train: 'none' is not one of 'both', 'weights' or 'biases'"),
    ({"locked": 3}, "locked: 3 is not a list"),
    ({"colour": 1}, "colour: there is no such setting"),
]


@pytest.mark.parametrize(("wish", "said"), REFUSED, ids=[said.partition(";")[0] for _, said in REFUSED])
def test_an_impossible_wish_is_refused_in_one_sentence_with_its_place(
    wish: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as refused:
        Experiment.read({"network": ONE} | wish)
    assert str(refused.value).startswith(said)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize("wish", [None, 3, "circle", [], [1]])
def test_what_is_no_experiment_at_all_is_refused(wish: object) -> None:
    with pytest.raises(Refused) as refused:
        Experiment.read(wish)
    assert str(refused.value) == f"{wish!r} is not a group of settings"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Refused) as refused:
        Experiment.read(
            {"seed": -1, "loss": "x", "data": {"noise": 99}, "network": {"layers": [{"neurons": 0}]}}
        )
    places = [problem.where for problem in refused.value.problems]
    assert sorted(places) == ["data.noise", "loss", "network.layers.0.neurons", "seed"]


# --- written and read --------------------------------------------------------------------------------------

WISHES = [
    {},
    {"title": "Ω", "seed": 2**63 - 1, "precision": "float64", "train": "biases", "locked": ["w:2<x1", "b:3"]},
    {
        "data": {"dataset": "moons", "noise": 5, "features": ["sin(x1)", "x2"]},
        "penalty": {"l2": 0.1, "on": "both"},
    },
    {"data": small.points(3, 2, classes=2), "batches": {"order": "explicit", "explicit": [[0, 1], [2]]}},
    {"data": small.points(3, 1, outputs=2), "optimizer": {"kind": "momentum", "momentum": 0.5}},
    {"optimizer": {"kind": "adam", "learning_rate": 0.1, "epsilon": 1e-4}, "loss": "bce"},
    {
        "network": small.network(
            small.layer(2, weight_init={"kind": "explicit", "values": [[1, 2], [3, 4.5]]})
        )
    },
    {"network": {"layers": [{"id": 9, "neurons": [4, 2]}, {"id": 1, "neurons": [30]}], "born": 44}},
]


@pytest.mark.parametrize("wish", WISHES, ids=range(len(WISHES)))
def test_an_experiment_survives_being_written_and_read(wish: dict[str, Any]) -> None:
    experiment = Experiment.read({"network": ONE} | wish)
    text = json.dumps(experiment.written(), allow_nan=False)
    again = Experiment.read(json.loads(text))
    assert again == experiment
    assert hash(again) == hash(experiment)
    assert again.written() == experiment.written()


def test_settings_at_their_defaults_are_not_written() -> None:
    written = Experiment.read({"network": {"layers": [{"neurons": 3}]}}).written()
    assert set(written) == {"network", "optimizer"}
    assert written["network"]["layers"][0]["neurons"] == 3


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_counts_become_ids_in_reading_order_and_are_written_as_counts(counts: list[int]) -> None:
    network = Experiment.read({"network": {"layers": [{"neurons": n} for n in counts]}}).network
    ids = [i for layer in network.layers for i in (layer.id, *layer.neurons)]
    assert ids == list(range(1, sum(counts) + len(counts) + 1))
    assert network.born == ids[-1]
    assert [layer["neurons"] for layer in network.model_dump(mode="json")["layers"]] == counts


def test_an_experiment_is_frozen() -> None:
    experiment = Experiment.read({"network": ONE})
    with pytest.raises(ValueError, match="frozen"):
        experiment.seed = 4  # type: ignore[misc]


# --- edits -------------------------------------------------------------------------------------------------


def ids_of(network: Network) -> list[int]:
    """Every id of a network."""
    return [i for layer in network.layers for i in (layer.id, *layer.neurons)]


def test_an_edit_changes_no_id() -> None:
    experiment = Experiment.read({"network": ONE})
    for settings in ({"network.layers.0.activation": "relu"}, {"seed": 4}, {"network.layers.1.bias": False}):
        assert ids_of(experiment.changed(settings).network) == ids_of(experiment.network)


def test_the_id_of_what_was_removed_is_never_given_again() -> None:
    experiment = Experiment.read({"network": small.network(small.layer(3), small.layer(2), small.layer(1))})
    first, _, output = (layer.model_dump(mode="json") for layer in experiment.network.layers)
    born = experiment.network.born
    shorter = experiment.changed({"network.layers": [first]})
    assert shorter.network.born == born
    grown = shorter.changed({"network.layers": [first, {"neurons": 2}]})
    new = grown.network.layers[1]
    assert (new.id, *new.neurons) == (born + 1, born + 2, born + 3)
    assert not set(ids_of(grown.network)) & {output["id"], *output["neurons"]}
    again = Experiment.read(json.loads(json.dumps(shorter.written())))
    assert again.network.born == born


def test_another_kind_of_optimizer_keeps_the_learning_rate_and_nothing_else() -> None:
    adam = {"kind": "adam", "learning_rate": 0.5, "beta1": 0.1}
    experiment = Experiment.read({"network": ONE, "optimizer": adam})
    changed = experiment.changed({"optimizer.kind": "momentum"}).optimizer
    assert changed.model_dump() == {"kind": "momentum", "learning_rate": 0.5, "momentum": 0.9}
    assert experiment.changed({"optimizer.kind": "adam"}) == experiment


def test_the_order_of_settings_means_nothing() -> None:
    experiment = Experiment.read({"network": ONE})
    for settings in (
        {"optimizer.momentum": 0.5, "optimizer.kind": "momentum"},
        {"network.layers.0.bias_init.value": 0.5, "network.layers.0.bias_init.kind": "constant"},
        {"network.layers.0.activation": "relu", "network.layers": [{"neurons": 2}, {"neurons": 1}]},
    ):
        turned = dict(reversed(settings.items()))
        assert experiment.changed(settings) == experiment.changed(turned)
    wished = experiment.changed({"optimizer.momentum": 0.5, "optimizer.kind": "momentum"}).optimizer
    assert wished.model_dump() == {"kind": "momentum", "learning_rate": 0.03, "momentum": 0.5}


@pytest.mark.parametrize(("count", "ids"), [(1, (2,)), (2, (2, 3)), (4, (2, 3, 6, 7))])
def test_a_count_of_neurons_keeps_the_first_ones_and_gives_new_ids_to_the_others(
    count: int, ids: tuple[int, ...]
) -> None:
    network = Experiment.read({"network": ONE}).changed({"network.layers.0.neurons": count}).network
    assert network.layers[0].neurons == ids
    assert network.born == max(5, *ids)
    assert network.layers[1] == Experiment.read({"network": ONE}).network.layers[1]


def test_counts_of_two_layers_share_no_new_id() -> None:
    counts = {"network.layers.0.neurons": 3, "network.layers.1.neurons": 2}
    network = Experiment.read({"network": ONE}).changed(counts).network
    assert [layer.neurons for layer in network.layers] == [(2, 3, 6), (5, 7)]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"lr": 1}, "lr: there is no such setting"),
        ({"seed.x": 1}, "seed.x: there is no such setting"),
        ({"data.colour.x": 1}, "data.colour: there is no such setting"),
        (
            {"network.layers.2.bias": True},
            "network.layers.2: there is no such place; the list has 2, counted from 0",
        ),
        (
            {"network.layers.-1.bias": True},
            "network.layers.-1: there is no such place; the list has 2, counted from 0",
        ),
        ({"loss": "x"}, "loss: 'x' is not one of"),
        ({"optimizer.kind": "x"}, "optimizer: 'x' is not one of"),
        ({"": 1}, "there is no such setting"),
    ],
)
def test_an_impossible_edit_is_refused_and_changes_nothing(settings: dict[str, Any], said: str) -> None:
    experiment = Experiment.read({"network": ONE})
    before = experiment.written()
    with pytest.raises(Refused) as refused:
        experiment.changed({"seed": 99, **settings})
    assert str(refused.value).startswith(said)
    assert experiment.written() == before


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("0.5", 0.5), ("true", True), ("adam", "adam"), ("[1, 2]", [1, 2]), ("", "")],
)
def test_a_typed_value_is_what_it_looks_like(text: str, value: object) -> None:
    assert parsed(text) == value
