"""Letters look like letters: drawn from their strokes, no two alike, in balance, and told apart by eye."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from wbsim.data import Data, DatasetName
from wbsim.datasets import describe, draw, letters
from wbsim.datasets.chance import Chance
from wbsim.datasets.strokes import arc, ink, line

Array = NDArray[np.float64]
BOTH: tuple[DatasetName, ...] = ("letters", "letters-8")


def drawn(name: DatasetName, noise: float = 0.0, seed: int = 1) -> tuple[Array, NDArray[np.int64]]:
    """As images (n, rows, columns), in the order A, B, C."""
    x, y = letters.points(name, noise, Chance(seed, name))
    return x.reshape(len(x), *describe(Data(dataset=name)).shape[1:]), np.asarray(y, np.int64)


@pytest.mark.parametrize(("name", "side"), [("letters", 12), ("letters-8", 8)])
def test_there_are_400_images_of_each_letter(name: DatasetName, side: int) -> None:
    facts, (x, y) = describe(Data(dataset=name)), drawn(name)
    assert facts.classes == ("A", "B", "C") and facts.shape == (1, side, side) and facts.noise == "pixels"
    assert x.shape == (1200, side, side) and np.bincount(y).tolist() == [400, 400, 400]
    assert facts.planes == ("image",) and facts.inputs[-1] == f"p{side * side}"


@pytest.mark.parametrize("name", BOTH)
def test_training_and_test_hold_all_three_in_balance(name: DatasetName) -> None:
    parts = draw(Data(dataset=name, train_share=75), 13)
    assert (len(parts.train), len(parts.test)) == (900, 300)
    assert np.bincount(np.asarray(parts.test.y, np.int64)).min() >= 80


def test_the_draws_never_change_from_one_version_to_the_next() -> None:
    """Saved runs depend on them, and no other processor may give other bits."""
    found = {name: hashlib.sha256(drawn(name, 20, 13)[0].tobytes()).hexdigest()[:12] for name in BOTH}
    assert found == {"letters": "326c3fa964e6", "letters-8": "152d312deb82"}


@pytest.mark.parametrize("name", BOTH)
def test_paper_is_0_ink_is_1_and_no_two_letters_are_alike(name: DatasetName) -> None:
    x, _ = drawn(name)
    assert x.min() == 0.0 and 0.9 < x.max() <= 1.0
    assert len(np.unique(x.reshape(len(x), -1), axis=0)) == len(x)
    inked = (x > 0.5).mean(axis=(1, 2))
    assert inked.min() > 0.03 and inked.max() < 0.6


@pytest.mark.parametrize("name", BOTH)
def test_edges_are_soft(name: DatasetName) -> None:
    x, _ = drawn(name)
    assert ((x > 0.1) & (x < 0.9)).mean() > 0.1


def test_a_b_and_c_are_made_of_the_strokes_that_one_draws_them_with() -> None:
    x, y = drawn("letters")
    a, b, c = (x[y == number].mean(axis=0) for number in range(3))
    assert a[2, 5:7].mean() > 2 * a[2, [2, 9]].mean()  # a roof above …
    assert a[9, [3, 8]].mean() > 2 * a[9, 5:7].mean()  # … two feet apart
    assert b[3:9, 3].mean() > 0.4 and b[3:9, 3].mean() > 2 * a[3:5, 3].mean()  # a stem on the left
    assert b[6, 5:8].mean() > b[4, 5:8].mean() + 0.1  # two bellies meet in the middle
    assert c[6, 3].mean() > 3 * c[6, 8].mean()  # open on the right
    assert c[[2, 9], 6].mean() > 2 * c[6, 6]


@pytest.mark.parametrize(("name", "least"), [("letters", 0.97), ("letters-8", 0.95)])
def test_an_eye_that_has_seen_many_tells_them_apart_and_one_that_knows_only_the_mean_letter_errs_at_times(
    name: DatasetName, least: float
) -> None:
    data = draw(Data(dataset=name, train_share=75), 3)
    x, y, seen = data.train.x, np.asarray(data.train.y, np.int64), data.test.x
    far = (seen * seen).sum(axis=1)[:, None] - 2 * seen @ x.T + (x * x).sum(axis=1)
    assert (y[far.argmin(axis=1)] == data.test.y).mean() >= least
    means = np.stack([x[y == number].mean(axis=0) for number in range(3)])
    guess = ((seen[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    assert 0.9 < (guess == data.test.y).mean() < 0.98


def test_noise_is_grain_that_leaves_the_letter_where_it_is() -> None:
    clean, grainy = drawn("letters")[0], drawn("letters", noise=30)[0]
    off = np.abs(grainy - clean)
    assert grainy.min() >= 0 and grainy.max() <= 1 and 0.25 < off.max() <= 0.3
    assert np.array_equal(drawn("letters", noise=30, seed=1)[0], grainy)


def test_ink_lies_within_half_a_pen_of_a_stroke_and_fades_over_a_pixel() -> None:
    bar = np.array([[[2.0, 4.5], [6.0, 4.5]]])
    image = ink([bar], np.array([1.0]), 9).reshape(9, 9)
    assert image[4, 2:6].tolist() == [1.0] * 4  # in its middle
    assert image[3, 4] == image[5, 4] == 0.5  # a pixel away from the middle is the edge of a pen 2 wide
    assert image[2, 4] == image[4, 8] == 0.0
    assert image[4, 7] == 0.0 and image[4, 6] == 1.0  # round ends


def test_a_stroke_of_no_length_is_a_dot() -> None:
    dot = np.array([[[2.5, 2.5], [2.5, 2.5]]])
    image = ink([dot], np.array([0.5]), 5).reshape(5, 5)
    assert image[2, 2] == 1.0 and image.sum() == 1.0


def test_an_arc_goes_from_one_angle_to_the_other() -> None:
    half = arc((1.0, 1.0), (2.0, 1.0), -90, 90)
    np.testing.assert_allclose(half[[0, 4, 8]], [[1, 0], [3, 1], [1, 2]], atol=1e-15)
    assert line((0, 0), (1, 2)).tolist() == [[0, 0], [1, 2]]
