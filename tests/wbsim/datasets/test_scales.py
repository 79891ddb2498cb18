"""Standardizing counts from the mean of the training points in their standard deviations, and can be undone."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from wbsim.data import Data
from wbsim.datasets import Scaling, draw, scales_of


@pytest.mark.parametrize("name", ["iris", "penguins", "house-price"])
def test_only_the_training_points_decide(name: str) -> None:
    data = Data.model_validate({"dataset": name, "standardize": "all", "train_share": 60})
    drawn, scales = draw(data, 4), scales_of(data, 4)
    counted = scales.inputs.apply(drawn.train.x)
    np.testing.assert_allclose(counted.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(counted.std(axis=0), 1, rtol=1e-12)
    np.testing.assert_allclose(
        scales.inputs.undo(scales.inputs.apply(drawn.test.x)), drawn.test.x, rtol=1e-12
    )
    assert scales.targets.is_none == (name == "iris")


def test_nothing_is_counted_otherwise_unless_it_is_wished() -> None:
    scales = scales_of(Data(dataset="penguins"), 4)
    x = draw(Data(dataset="penguins"), 4).train.x
    assert scales.inputs.apply(x) is x and scales.targets.is_none
    assert scales_of(Data(dataset="penguins", standardize="inputs"), 4).targets.is_none


def test_sums_run_point_by_point_however_many_there_are() -> None:
    rows = np.random.default_rng(0).normal(1e6, 1.0, (2500, 3))
    mean = np.add.accumulate(rows)[-1] / len(rows)
    spread = np.sqrt(np.add.accumulate((rows - mean) ** 2)[-1] / len(rows))
    found = Scaling.of(rows)
    assert found.shift.tolist() == mean.tolist()
    assert found.scale.tolist() == spread.tolist()


def test_a_table_is_not_held_a_second_time_to_be_measured() -> None:
    rows = np.random.default_rng(0).random((50_000, 8))
    tracemalloc.start()
    try:
        Scaling.of(rows)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert taken < rows.nbytes / 4


def test_a_column_that_never_changes_is_only_shifted() -> None:
    rows = np.array([[5.0, 1.0], [5.0, 3.0]])
    assert Scaling.of(rows).apply(rows).tolist() == [[0.0, -1.0], [0.0, 1.0]]


@pytest.mark.parametrize("number", [0.1, -1e12 / 3, 1e-300])
def test_a_column_of_numbers_that_are_not_exact_does_not_change_either(number: float) -> None:
    rows = np.full((100, 1), number)
    scaling = Scaling.of(rows)
    assert scaling.scale.tolist() == [1.0]
    assert not scaling.apply(rows).any()
