"""How wbsim says no: all that is wrong at once, each in a sentence with its place and its range."""

from __future__ import annotations

from typing import Any

import pytest
import small

from wbsim.experiment import Experiment
from wbsim.optimizers import OPTIMIZERS
from wbsim.problems import MOST, Problem, Refused, refuse

GOOD = small.experiment().model_dump(mode="json")


def said(*changes: tuple[str, Any]) -> list[str]:
    """The sentences that a good experiment with other values at some paths is refused with."""
    wish = Experiment.read(GOOD).model_dump(mode="json")
    for path, value in changes:
        here: Any = wish
        *parents, last = path.split(".")
        for part in parents:
            here = here[int(part)] if part.isdecimal() else here[part]
        here[int(last) if last.isdecimal() else last] = value
    with pytest.raises(Refused) as caught:
        Experiment.read(wish)
    return [str(problem) for problem in caught.value.problems]


def test_a_problem_is_a_place_and_a_clause() -> None:
    assert str(Problem("batches.size", "0 is out of range")) == "batches.size: 0 is out of range"
    assert str(Problem("", "there is nothing")) == "there is nothing"


def test_a_refusal_says_all_its_problems_and_is_a_value_error() -> None:
    refused = Refused(Problem("a", "is wrong"), Problem("b", "is too"))
    assert str(refused) == "a: is wrong; b: is too"
    assert isinstance(refused, ValueError)
    assert refuse("a", "is wrong").problems == (Problem("a", "is wrong"),)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("seed", -1, "seed: -1 is out of range; it must be a whole number at least 0 and at most 9223372036854775807"),
        ("seed", 1.5, "seed: 1.5 is not a whole number; it must be a whole number at least 0 and at most 9223372036854775807"),
        ("seed", None, "seed: None is not a whole number; it must be a whole number at least 0 and at most 9223372036854775807"),
        ("loss", "l1", "loss: 'l1' is not one of 'half_mse', 'mse', 'bce', 'cross_entropy', 'mae', 'huber' or 'hinge'"),
        ("title", 3, "title: 3 is not a text"),
        ("data", 3, "data: 3 is not a group of settings"),
        ("data.noise", float("nan"), "data.noise: nan is out of range; it must be a finite number at least 0 and at most 50"),
        ("data.features", "x1", "data.features: 'x1' is not a list; it must be a list with any of 'x1', 'x2', 'x1^2', 'x2^2', 'x1*x2', 'sin(x1)', 'sin(x2)'"),
        ("network.layers", 5, "network.layers: 5 is not a list; it must be a list of 1 to 12 groups of settings"),
        ("locked", 5, "locked: 5 is not a list; it must be a list of texts"),
        ("batches.explicit", 5, "batches.explicit: 5 is not a list; it must be a list of lists of whole numbers"),
        ("batches.explicit", [5], "batches.explicit.0: 5 is not a list; it must be a list of whole numbers"),
        ("batches.size", 10.5, "batches.size: 10.5 is not a whole number; it must be a whole number at least 1 and at most 1000000"),
        ("batches.size", True, "batches.size: True is not a whole number; it must be a whole number at least 1 and at most 1000000"),
        ("optimizer.learning_rate", True, "optimizer.learning_rate: True is not a number; it must be a finite number above 0 and at most 1e+12"),
        ("data.points.x.0.0", 2e12, "data.points.x.0.0: 2000000000000.0 is out of range; it must be a finite number at least -1e+12 and at most 1e+12"),
        ("data.features", ["x3"], "data.features.0: 'x3' is not one of 'x1', 'x2', 'x1^2', 'x2^2', 'x1*x2', 'sin(x1)' or 'sin(x2)'"),
        ("data.features", ["x1", "x1"], "data.features: an input is named twice; each may stand once"),
        ("optimizer.learning_rate", 0, "optimizer.learning_rate: 0 is out of range; it must be a finite number above 0 and at most 1e+12"),
        ("optimizer.learning_rate", "x", "optimizer.learning_rate: 'x' is not a number; it must be a finite number above 0 and at most 1e+12"),
        ("optimizer.speed", 1, "optimizer.speed: there is no such setting"),
        ("optimizer.kind", "newton", f"optimizer: 'newton' is not one of {', '.join(map(repr, OPTIMIZERS))}"),
        ("network.layers.0.bias", "perhaps", "network.layers.0.bias: 'perhaps' is neither true nor false"),
        ("network.layers.0.weight_init", {"kind": "normal", "std": -1},
         "network.layers.0.weight_init.std: -1 is out of range; it must be a finite number at least 0 and at most 1e+06"),
        ("network.layers.0.weight_init", {"kind": "uniform", "low": 2, "high": 1},
         "network.layers.0.weight_init: from 2 to 1 runs backwards; the first must be the smaller"),
        ("network.layers", [], "network.layers: 0 is too few; there must be at least 1"),
        ("batches.explicit", [[0], []], None),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_wrong_value_is_said_with_its_place_and_its_range(
    path: str, value: Any, sentence: str | None
) -> None:
    if sentence is None:
        Experiment.read({**GOOD, "batches": {"explicit": value}})  # not asked for, so not looked at
        return
    assert said((path, value)) == [sentence]


def test_what_is_missing_is_named() -> None:
    with pytest.raises(Refused, match="network: this setting is missing"):
        Experiment.read({})


@pytest.mark.parametrize("wish", [None, 3, "circle", [], float("nan")], ids=str)
def test_what_is_no_group_of_settings_is_no_experiment(wish: object) -> None:
    with pytest.raises(Refused, match="is not a group of settings"):
        Experiment.read(wish)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    sentences = said(("seed", -1), ("data.noise", 99), ("optimizer.learning_rate", 0), ("batches.size", 0))
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "seed",
        "data.noise",
        "optimizer.learning_rate",
        "batches.size",
    ]


def test_of_a_thousand_problems_the_first_ones_are_said_and_the_rest_counted() -> None:
    sentences = said(("data.points.x", [["a", "b"]] * 500))
    assert len(sentences) == MOST
    assert sentences[0].startswith("data.points.x.0.0: 'a' is not a number")
    assert f"things are wrong; the first {MOST - 1} are named" in sentences[-1]


def test_a_long_value_is_shown_by_its_beginning() -> None:
    (sentence,) = said(("seed", "9" * 10 + "x" * 500))
    assert len(sentence) < 180
    assert "…" in sentence


@pytest.mark.parametrize("path", ["optimizer.kind", "network.layers.0.neurons", "loss"])
def test_a_group_that_stands_where_a_word_should_is_shown_by_its_beginning(path: str) -> None:
    (sentence,) = said((path, GOOD))
    assert "…" in sentence and len(sentence) < 220
