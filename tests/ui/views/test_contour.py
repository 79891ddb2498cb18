"""Where a field crosses a level."""

from __future__ import annotations

import numpy as np
import pytest

from ui.views.contour import chained, contour, dashed, halved, lengthened


def _disc(size: int, radius: float) -> np.ndarray:
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    return radius - np.hypot(x, y)


def test_the_contour_of_a_plane_is_its_straight_line() -> None:
    y, x = np.mgrid[:20, :30].astype(float)
    found = contour(x - 12.25 + 0 * y, 0.0)
    assert found[:, [0, 2]] == pytest.approx(12.25)
    assert np.abs(found[:, 1] - found[:, 3]).sum() == pytest.approx(19)


def test_the_contour_of_a_cone_is_a_circle_of_its_radius() -> None:
    found = contour(_disc(64, 20.0), 0.0) - 31.5
    assert np.hypot(found[:, 0], found[:, 1]) == pytest.approx(20.0, abs=0.05)
    length = np.hypot(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1]).sum()
    assert length == pytest.approx(2 * np.pi * 20, rel=0.01)


def test_another_level_moves_the_contour() -> None:
    found = contour(_disc(64, 20.0), 5.0) - 31.5
    assert np.hypot(found[:, 0], found[:, 1]) == pytest.approx(15.0, abs=0.05)


@pytest.mark.parametrize("field", [np.zeros((8, 8)), np.full((8, 8), -3.0), np.full((8, 8), np.nan)])
def test_a_field_that_crosses_nothing_has_no_contour(field: np.ndarray) -> None:
    assert contour(field, 0.0).shape == (0, 4)


def test_numbers_that_are_not_finite_do_not_break_a_contour() -> None:
    field = _disc(32, 10.0)
    field[0, 0], field[16, 16] = np.nan, np.inf
    assert np.isfinite(contour(field, 0.0)).all()


@pytest.mark.parametrize("seed", range(5))
def test_every_line_of_a_contour_closes_or_ends_at_the_border(seed: int) -> None:
    field = np.random.default_rng(seed).normal(size=(12, 15))
    ends = np.round(contour(field, 0.0).reshape(-1, 2), 9)
    points, count = np.unique(ends, axis=0, return_counts=True)
    inside = (points > 0).all(axis=1) & (points < [14, 11]).all(axis=1)
    assert (count[inside] == 2).all()


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("strong", [True, False])
def test_a_saddle_cuts_off_the_corners_that_its_middle_does_not_join(sign: float, strong: bool) -> None:
    # the corners on the main diagonal have one sign, the others the other one; the stronger pair is joined
    main, side = (1.0, -0.5) if strong else (0.5, -1.0)
    found = contour(sign * np.array([[main, side], [side, main]]), 0.0)
    middles = (found[:, :2] + found[:, 2:]) / 2
    assert len(found) == 2
    beside_the_diagonal = np.abs(middles[:, 0] - middles[:, 1]) > 0.3
    assert beside_the_diagonal.all() == strong
    assert beside_the_diagonal.any() == strong


def test_halving_takes_means_of_four_cells() -> None:
    assert halved(np.array([[1.0, 3.0], [5.0, 7.0]])).tolist() == [[4.0]]


def test_a_chain_goes_round_a_circle_once() -> None:
    pieces = contour(_disc(40, 12.0), 0.0)
    (chain,) = chained(pieces)
    assert len(chain) == len(pieces)
    assert chain[1:, :2] == pytest.approx(chain[:-1, 2:], abs=1e-9)
    assert chain[0, :2] == pytest.approx(chain[-1, 2:], abs=1e-9)


def test_two_circles_are_two_chains() -> None:
    both = np.concatenate([_disc(30, 8.0), _disc(30, 8.0)], axis=1)
    assert len(chained(contour(both, 0.0))) == 2


def test_dashes_leave_out_the_gaps() -> None:
    pieces = contour(_disc(128, 50.0), 0.0)
    kept = dashed(chained(pieces), 11.0, 6.0)
    assert len(kept) / len(pieces) == pytest.approx(11 / 17, abs=0.05)
    assert dashed([], 11.0, 6.0).shape == (0, 4)


def test_lengthened_pieces_grow_along_themselves() -> None:
    assert lengthened(np.array([[0.0, 0.0, 3.0, 4.0]]), 5.0) == pytest.approx(
        np.array([[-3.0, -4.0, 6.0, 8.0]])
    )
    assert np.isfinite(lengthened(np.zeros((1, 4)), 1.0)).all()
