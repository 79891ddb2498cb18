"""Where numbers lie on color maps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import moment
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui.theme import LIGHT
from ui.views.bias_disc import Disc, draw_disc, paint_disc, radius
from ui.views.tones import (
    activations,
    map_pictures,
    parameter_level,
    picture,
    resampled,
    sample_tones,
    span,
    thinned,
    tones,
)
from wbsim import engine
from wbsim.engine import Watch


def test_bounded_activations_have_fixed_ends_and_others_reach_as_far_as_their_values() -> None:
    values = np.array([-0.2, 3.0])
    assert span(values, "tanh") == (-1, 1)
    assert span(values, "sigmoid") == (0, 1)
    assert span(values, "relu") == (-3, 3)
    assert span(np.zeros(3), "linear") == (-1, 1)
    assert span(np.array([np.nan, 2.0]), "linear") == (-2, 2)


def test_zero_lies_in_the_middle_and_the_ends_at_the_ends() -> None:
    assert tones(np.array([-1.0, 0.0, 1.0, 7.0]), (-1, 1)).tolist() == [0, 128, 255, 255]
    assert tones(np.array([np.nan, np.inf, -np.inf]), (-1, 1)).tolist() == [128, 255, 0]


def test_a_picture_has_the_colors_of_its_map() -> None:
    image = picture(np.array([[0, 255]], np.uint8), LIGHT.parameter_map)
    assert (image.width(), image.height()) == (2, 1)
    assert [QColor(image.pixel(x, 0)).name().upper() for x in (0, 1)] == [LIGHT.negative, LIGHT.weight]


def test_the_maps_stand_with_the_largest_x2_on_top() -> None:
    snapshot = moment("circle", 0)
    maps = engine.look(snapshot.state, snapshot.plan, Watch(maps=8)).maps
    assert maps is not None
    image = map_pictures(snapshot.plan, maps, LIGHT.activation).images[snapshot.plan.value_rows["x2"]]
    top, bottom = QColor(image.pixel(4, 0)), QColor(image.pixel(4, 7))
    assert top.blue() > top.red()
    assert bottom.red() > bottom.blue()


def test_every_layer_of_a_sample_has_its_own_scale() -> None:
    plan = moment("circle", 0).plan
    values = np.zeros(plan.values)
    values[plan.rows[0].target_row] = 1.0
    places = sample_tones(plan, values)
    assert places[plan.rows[0].target_row] == 255
    assert set(np.delete(places, plan.rows[0].target_row)) == {128}
    assert activations(plan) == ("linear",) * 2 + ("tanh",) * 7


@given(st.floats(1e-6, 1e6))
def test_the_level_of_weights_is_about_twice_their_size_in_coarse_steps(size: float) -> None:
    level = parameter_level(np.array([size, -size]))
    assert 1.999 * size <= level <= 3.4 * size


def test_weights_that_are_zero_or_not_finite_have_a_level_all_the_same() -> None:
    assert parameter_level(np.zeros(4)) == 1
    assert parameter_level(np.array([np.nan, 1.0])) == 1
    assert parameter_level(np.empty(0)) == 1


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 20), st.integers(1, 20))
def test_a_thinned_matrix_has_no_more_rows_and_columns_than_pixels(
    n: int, m: int, rows: int, columns: int
) -> None:
    thin = thinned(np.zeros((n, m)), rows, columns)
    assert 1 <= thin.shape[0] <= rows
    assert 1 <= thin.shape[1] <= columns


@pytest.mark.parametrize(
    ("bias", "pixels"), [(0.0, 12), (1.0, 16.4), (-1.0, 16.4), (100.0, 21.68), (None, 11)]
)
def test_a_disc_grows_with_the_root_of_its_bias(bias: float | None, pixels: float) -> None:
    assert radius(bias) == pytest.approx(pixels)


@pytest.mark.parametrize("bias", [0.0, 0.6, -0.6, 9.0, -1e-9, None, float("nan")], ids=str)
@pytest.mark.parametrize("ratio", [1, 2])
def test_a_disc_that_is_kept_looks_like_one_that_is_painted(
    qapp: QApplication, bias: float | None, ratio: int
) -> None:
    images = []
    for way in (paint_disc, draw_disc):
        image = QImage(80 * ratio, 80 * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        way(painter, LIGHT, 40, 40, Disc(bias), 1.0)
        painter.end()
        images.append(image)
    inside = [(40, 40), (40, 31), (31, 40), (40, 62), (64, 40)]
    for x, y in inside:
        one, other = (QColor(image.pixel(x * ratio, y * ratio)) for image in images)
        assert abs(one.lightness() - other.lightness()) < 40


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 30), st.integers(1, 30))
def test_a_resampled_matrix_keeps_its_mean_and_its_reach(m: int, n: int, rows: int, columns: int) -> None:
    values = np.linspace(-1, 2, m * n).reshape(m, n) ** 3
    found = resampled(values, rows, columns)
    assert found.shape == (rows, columns)
    assert found.mean() == pytest.approx(values.mean(), abs=1e-5)
    assert found.min() >= values.min() - 1e-5
    assert found.max() <= values.max() + 1e-5


def test_a_cell_smaller_than_a_pixel_is_averaged_by_its_area() -> None:
    assert resampled(np.array([[0.0, 3.0, 6.0]]), 1, 2)[0].tolist() == pytest.approx([1.0, 5.0])
    assert resampled(np.array([[1.0, np.inf], [np.nan, 3.0]]), 1, 1).item() == pytest.approx(1.0)
