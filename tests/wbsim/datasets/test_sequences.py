"""Sequences that take memory say nothing at any one step but what they are asked for."""

from __future__ import annotations

import numpy as np

from wbsim.data import Data
from wbsim.datasets import Sample, describe, draw


def every(data: Data, seed: int = 5) -> Sample:
    parts = draw(data, seed)
    return Sample(
        np.concatenate([parts.train.x, parts.test.x]), np.concatenate([parts.train.y, parts.test.y])
    )


def test_parity_asks_whether_the_number_of_ones_is_even() -> None:
    sample, facts = every(Data(dataset="parity")), describe(Data(dataset="parity"))
    assert set(np.unique(sample.x)) == {0.0, 1.0} and facts.shape == (8, 1)
    assert facts.classes == ("odd", "even")
    assert np.array_equal(sample.y == 1, sample.x.sum(axis=1) % 2 == 0)


def test_there_are_few_ones_as_often_as_many() -> None:
    ones = every(Data(dataset="parity")).x.sum(axis=1).astype(int)
    counts = np.bincount(ones, minlength=9)
    assert counts.min() > 70 and counts.max() < 160  # 111 each


def test_no_bit_alone_says_more_than_a_coin() -> None:
    sample = every(Data(dataset="parity"))
    shares = [np.mean(sample.y[sample.x[:, bit] == value]) for bit in range(8) for value in (0, 1)]
    assert min(shares) > 0.4 and max(shares) < 0.7


def test_what_came_first_is_the_class_and_no_later_step_tells_it() -> None:
    sample, facts = every(Data(dataset="remember-first")), describe(Data(dataset="remember-first"))
    assert facts.shape == (12, 1) and facts.title(0) == "step 1"
    assert np.array_equal(sample.x[:, 0], 2.0 * sample.y - 1.0)
    assert sample.y.sum() == 250
    later = sample.x[:, 1:]
    assert np.abs(later).max() <= 1.0 and later.std() > 0.5
    told = np.corrcoef(np.column_stack([later, sample.y]).T)[-1, :-1]
    assert np.abs(told).max() < 0.15


def test_noise_moves_every_step_and_no_class() -> None:
    for name in ("parity", "remember-first"):
        clean, noisy = (every(Data.model_validate({"dataset": name, "noise": noise})) for noise in (0, 30))
        off = np.abs(noisy.x - clean.x)
        assert 0.25 < off.max() <= 0.3 and np.array_equal(noisy.y, clean.y)
        assert describe(Data.model_validate({"dataset": name})).noise == "values"
