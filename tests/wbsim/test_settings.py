"""What forms and sentences know of the settings: each has its title, help and range, and every change its words."""

from __future__ import annotations

from typing import Any

import pytest
import small

from wbsim import architecture, presets
from wbsim.activations import ACTIVATIONS
from wbsim.experiment import Experiment
from wbsim.losses import LOSSES
from wbsim.problems import Refused
from wbsim.settings import in_words, setting, word

OPTIMIZERS = {
    "sgd": ["learning_rate"],
    "momentum": ["learning_rate", "momentum"],
    "adam": ["learning_rate", "beta1", "beta2", "epsilon"],
}
PATHS = [
    "seed",
    "loss",
    "precision",
    "train",
    "locked",
    "data.dataset",
    "data.noise",
    "data.train_share",
    "data.features",
    "penalty.l2",
    "penalty.on",
    "batches.size",
    "batches.order",
    "batches.remainder",
    *(
        f"network.layers.{k}.{name}"
        for k in (0, 2)
        for name in ("activation", "bias", "trainable", "neurons")
    ),
    *(f"network.layers.0.{name}_init" for name in ("weight", "bias")),
]
NUMBERS = ["seed", "data.noise", "data.train_share", "penalty.l2", "batches.size", "optimizer.learning_rate"]


def circle(**changes: Any) -> Experiment:
    return presets.load("circle").experiment.changed(
        {path.replace("__", "."): v for path, v in changes.items()}
    )


def at(experiment: Experiment, path: str) -> Any:
    here: Any = experiment
    for part in path.split("."):
        here = here[int(part)] if part.isdecimal() else getattr(here, part)
    return here


# --- one setting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_every_setting_of_a_form_has_a_title_a_help_and_its_value(path: str) -> None:
    wish = circle()
    found = setting(wish, path)
    assert found.path == path
    assert found.title[0].isupper()
    assert "_" not in found.title
    assert found.help.endswith(".")
    assert found.value == at(wish, path)


@pytest.mark.parametrize(("kind", "names"), OPTIMIZERS.items())
def test_every_setting_of_an_optimizer_has_a_title_a_help_and_a_range(kind: str, names: list[str]) -> None:
    wish = circle(optimizer__kind=kind)
    assert setting(wish, "optimizer.kind").value == kind
    for name in names:
        found = setting(wish, f"optimizer.{name}")
        assert found.title and found.help
        assert found.least is not None and found.most is not None


@pytest.mark.parametrize("path", NUMBERS[1:])  # no slider spans all seeds
def test_a_slider_spans_part_of_what_is_allowed_and_its_ends_are_taken(path: str) -> None:
    wish = circle()
    found = setting(wish, path)
    assert (
        found.least is not None
        and found.most is not None
        and found.low is not None
        and found.high is not None
    )
    assert found.least <= found.low < found.high <= found.most
    for end in (found.low, found.high):
        assert setting(wish.changed({path: int(end) if found.whole else end}), path).value == end
    if found.scale == "log":
        assert found.low > 0


def test_whole_numbers_units_steps_and_choices_are_known() -> None:
    wish = circle()
    assert [setting(wish, path).whole for path in NUMBERS] == [True, False, False, False, True, False]
    assert (setting(wish, "data.noise").unit, setting(wish, "data.noise").step) == ("%", 5)
    assert setting(wish, "batches.size").unit == "points"
    assert setting(wish, "loss").choices == tuple(one.name for one in LOSSES)
    assert setting(wish, "network.layers.1.activation").choices == tuple(entry.name for entry in ACTIVATIONS)
    assert setting(wish, "optimizer.learning_rate").choices == ()


@pytest.mark.parametrize("name", presets.names())
def test_every_choice_that_a_form_offers_is_taken(name: str) -> None:
    wish = presets.load(name).experiment
    for path in ("precision", "train", "penalty.on", "batches.remainder", "network.layers.0.activation"):
        for choice in setting(wish, path).choices:
            assert setting(wish.changed({path: choice}), path).value == choice


@pytest.mark.parametrize(
    "path",
    ["", ".", "x", "seed.x", "optimizer.momentum", "network.layers.9.bias", "network.layers.-1.bias",
     "network.layers.².bias", "network.layers.x", "data..noise", "optimizer.learning_rate.", "__class__"],
)  # fmt: skip
def test_a_setting_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(Refused, match="there is no such setting"):
        setting(circle(), path)


# --- changes in words ----------------------------------------------------------------------------------------

WORDS: list[tuple[dict[str, Any], str]] = [
    ({"optimizer.learning_rate": 0.3}, "learning rate 0.03 → 0.3"),
    ({"optimizer.kind": "adam"}, "optimizer SGD → Adam"),
    ({"optimizer.kind": "momentum"}, "optimizer SGD → momentum"),
    ({"data.noise": 15}, "noise 0 → 15 %"),
    ({"data.train_share": 70}, "share for training 50 → 70 %"),
    ({"data.dataset": "xor"}, "data circle → xor"),
    ({"data.features": ["x1", "x2", "x1^2"]}, "inputs → x1, x2, x1^2"),
    ({"penalty.l2": 0.001}, "L2 0 → 0.001"),
    ({"penalty.on": "both"}, "L1, L2 on weights → both"),
    ({"penalty.form": "after_step"}, "L1, L2 act in the gradient → after the step"),
    ({"optimizer.kind": "amsgrad"}, "optimizer SGD → AMSGrad"),
    ({"batches.size": 32}, "batch size 10 → 32"),
    ({"batches.order": "as_given"}, "order shuffled → as given"),
    ({"batches.remainder": "drop"}, "remainder keep → drop"),
    ({"loss": "mse"}, "loss ½ squared error → mean squared error"),
    ({"seed": 14}, "seed 13 → 14"),
    ({"precision": "float64"}, "precision float32 → float64"),
    ({"train": "weights"}, "train both → weights"),
    ({"title": "Mine"}, "title → Mine"),
    ({"title": ""}, "title → none"),
    ({"locked": ["b:2"]}, "hidden 1, bias 1 locked"),
    ({"network.layers.0.activation": "relu"}, "hidden 1: tanh → ReLU"),
    ({"network.layers.2.activation": "linear"}, "output: tanh → linear"),
    ({"network.layers.1.bias": False}, "hidden 2: biases off"),
    ({f"network.layers.{k}.bias": False for k in range(3)}, "all biases off"),
    ({"network.layers.1.trainable": False}, "hidden 2: held still"),
    ({"network.layers.0.weight_init": {"kind": "he"}}, "hidden 1: weights start He"),
    ({"network.layers.0.bias_init": {"kind": "zero"}}, "hidden 1: biases start zero"),
    ({"seed": 2, "data.noise": 5, "optimizer.learning_rate": 1e-5}, "noise 0 → 5 %, learning rate 0.03 → 1e−05, seed 13 → 2"),
]  # fmt: skip


@pytest.mark.parametrize(("wish", "words"), WORDS, ids=str)
def test_a_change_is_said_as_people_say_it(wish: dict[str, Any], words: str) -> None:
    assert in_words(circle(), circle().changed(wish)) == words


@pytest.mark.parametrize(("wish", "words"), WORDS, ids=str)
def test_the_way_back_is_said_too(wish: dict[str, Any], words: str) -> None:
    assert in_words(circle().changed(wish), circle())


def test_what_did_not_change_is_not_said() -> None:
    assert in_words(circle(), circle()) == ""


def test_edits_of_the_architecture_are_said_by_the_place_of_their_layer() -> None:
    wish = circle()
    first = wish.network.layers[0].id
    more = wish.changed(architecture.with_neuron(wish, first))
    assert in_words(wish, more) == "hidden 1: 4 → 5 neurons"
    assert in_words(more, wish) == "hidden 1: 5 → 4 neurons"
    deeper = wish.changed(architecture.with_layer(wish, 1))
    assert in_words(wish, deeper) == "hidden 2: new, 2 × tanh"
    assert in_words(deeper, wish) == "hidden 2 removed"


def test_other_points_are_said_without_their_numbers() -> None:
    wish = small.experiment()
    assert in_words(wish, wish.changed({"data.points.x.0": [1.0, 1.0]})) == "points changed"


def test_a_lock_that_is_taken_off_is_said() -> None:
    wish = circle(locked=["b:2", "b:3"])
    assert in_words(wish, wish.changed({"locked": ["b:3"]})) == "hidden 1, bias 1 free to move"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.1, "0.1"), (-0.5, "−0.5"), (1e-6, "1e−06"), (3, "3"), ("relu", "ReLU"), ("as_given", "as given"), ("x1", "x1")],
)  # fmt: skip
def test_values_are_said_as_people_write_them(value: object, said: str) -> None:
    assert word(value) == said
