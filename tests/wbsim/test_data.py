"""Given points hold their numbers exactly, in memory and in files, and say what is wrong with them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError

from wbsim.data import FURTHEST, WRITTEN_OUT, Data, Points

TABLES = st.tuples(st.integers(1, 40), st.integers(1, 80)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-FURTHEST, FURTHEST))
)


def again(points: Points) -> Points:
    return Points.model_validate(json.loads(json.dumps(points.model_dump(mode="json"))))


@given(TABLES)
def test_points_survive_a_file_bit_by_bit(x: np.ndarray[Any, Any]) -> None:
    points = Points(x=x, y=x[:, :1].copy())
    read = again(points)
    assert read == points and hash(read) == hash(points)
    assert read.x.tobytes() == points.x.tobytes() and read.y.tobytes() == points.y.tobytes()


def test_many_numbers_are_packed_and_few_stay_readable() -> None:
    few, many = (Points(x=np.zeros((n, 1)), y=np.zeros(n, int), classes=2) for n in (3, WRITTEN_OUT + 1))
    assert few.model_dump(mode="json")["x"] == [[0.0]] * 3
    assert set(many.model_dump(mode="json")["x"]) == {"shape", "float64"}
    assert set(many.model_dump(mode="json")["y"]) == {"shape", "int64"}
    assert again(many) == many


def test_nobody_can_write_to_points_and_they_do_not_follow_what_they_were_made_of() -> None:
    mine = np.zeros((2, 2))
    points = Points(x=mine, y=np.array([0, 1]), classes=2)
    mine[0, 0] = 5
    assert points.x[0, 0] == 0
    for array in (points.x, points.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize(
    "other",
    [{"x": [[1.0, 2.0], [3.0, 5.0]]}, {"y": [1, 1]}, {"classes": 3}, {"inputs": ("a", "b")}, {"test": 1}, {"origin": "b"}],
)  # fmt: skip
def test_points_are_equal_only_if_all_they_hold_is(other: dict[str, Any]) -> None:
    one: dict[str, Any] = {"x": [[1.0, 2.0], [3.0, 4.0]], "y": [0, 1], "classes": 2}
    assert Points(**one) == Points(**one)
    assert Points(**one) != Points(**{**one, **other})
    assert Data(points=Points(**one)) != Data(points=Points(**{**one, **other}))


GOOD: dict[str, Any] = {"x": [[1.0, 2.0], [3.0, 4.0]], "y": [0, 1], "classes": 2}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"x": np.array([[1.0, np.nan], [0, 0]])}, "x.0.1: nan is out of range"),
        ({"x": np.array([[1.0, 2], [np.inf, 0]])}, "x.1.0: inf is out of range"),
        ({"x": np.array([[1.0, 2], [2e12, 0]])}, "at most 1e+12"),
        ({"x": np.zeros(2)}, "a row a point"),
        ({"x": np.zeros((2, 0))}, "at least one input"),
        ({"x": np.zeros((2, 2000))}, "at most 1024 are possible"),
        ({"y": np.array([[1e31], [0.0]]), "classes": 0}, "y.0.0: 1e+31 is out of range"),
        ({"y": np.zeros((2, 0)), "classes": 0}, "0 target values"),
        ({"y": np.array([0.5, 1.0])}, "class 0.5 is no class number"),
        ({"y": np.array([1.0, np.nan])}, "class nan is no class number"),
        ({"y": np.array(5)}, "int64 in 0 dimensions is no list of numbers"),
        (
            {"y": {"shape": [], "float64": "eJxjYIAAAAAIAAE="}},
            "float64 in 0 dimensions is no list of numbers",
        ),
        ({"x": np.array([[1, 2j], [3, 4]])}, "complex128 in 2 dimensions is no list of numbers"),
        ({"x": np.array([[None, {}], [3, 4]])}, "object in 2 dimensions is no list of numbers"),
        ({"inputs": ("a",)}, "1 inputs are given; there must be 2, or none"),
        ({"labels": ("a", "b", "c")}, "3 labels are given; there must be 2"),
        ({"picture": (3, 3)}, "a picture of 3 × 3 needs as many inputs; the points have 2"),
        (
            {"picture": (1, 2), "channels": 3},
            "a picture of 3 channels of 1 × 2 needs as many inputs; the points have 2",
        ),
        ({"channels": 3}, "3 channels are given, but no picture that has them"),
        ({"steps": 3}, "a sequence of 3 steps has as many inputs at each; the points have 2 inputs"),
        (
            {"steps": 2, "picture": (1, 2)},
            "a sequence of 2 steps has as many inputs at each; the points are pictures",
        ),
        ({"ranges": ((0, 1), (2, 2))}, "a range is empty"),
        ({"test": 2}, "2 of 2 points test; at least one must train"),
        ({"x": {"shape": [2, 2], "float64": "AAAA"}}, "damaged"),
        ({"x": {"shape": [2, 2], "float64": "é"}}, "damaged"),
        ({"x": {"shape": [2**40, 2**40], "float64": ""}}, "at most 50,000,000 numbers"),
        ({"x": {"shape": ["a"], "float64": ""}}, "packed numbers have the shape"),
        ({"x": {"rows": 3}}, "need a shape and their bytes"),
    ],
)
def test_what_is_wrong_with_points_is_said_in_words(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        Points(**{**GOOD, **wrong})
    assert said in str(error.value)


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int16, bool])
def test_class_numbers_are_whole_however_they_are_given(kind: type) -> None:
    points = Points(**{**GOOD, "y": np.array([0, 1], kind)})
    assert points.y.dtype == np.int64 and points == Points(**GOOD) and again(points) == points


def test_a_small_bomb_of_packed_numbers_is_not_unpacked() -> None:
    import base64
    import zlib

    bomb = base64.b64encode(zlib.compress(bytes(10**8))).decode()
    with pytest.raises(ValidationError, match="damaged"):
        Points(**{**GOOD, "x": {"shape": [2, 2], "float64": bomb}})
