"""Predicted against true values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import small
from hypothesis import given
from hypothesis import strategies as st
from moments import moment_of
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import LIGHT
from ui.views.agreement import ends
from ui.views.answers import AnswersView
from ui.views.answers_layout import rooms, value_rooms

SIZES = [(384, 496), (480, 402), (478, 238), (338, 350), (640, 340)]
numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30))
def test_every_true_value_lies_inside_the_axes(pairs: list[tuple[float, float]]) -> None:
    low, high = ends(np.array(pairs))
    assert low < high
    assert all(low < true < high for true, _ in pairs)


@pytest.mark.parametrize("size", SIZES)
def test_plot_and_figures_lie_side_by_side_in_the_card(size: tuple[int, int]) -> None:
    plot, figures = value_rooms(*size, Look(LIGHT))
    assert not plot.intersects(figures)
    for part in (plot, figures):
        assert QRectF(0, 0, *size).contains(part)


@pytest.mark.parametrize(
    "names", [("a", "b"), ("setosa", "versicolor", "virginica"), tuple(map(str, range(30)))]
)
@pytest.mark.parametrize("size", SIZES)
def test_matrix_words_and_sample_do_not_lie_on_each_other(
    names: tuple[str, ...], size: tuple[int, int]
) -> None:
    found = rooms(*size, names, Look(LIGHT, 0.86, compact=True))
    where = found.matrix
    cells = where.box(0, 0).united(where.box(len(names) - 1, len(names) - 1))
    assert QRectF(0, 0, *size).contains(cells)
    assert not cells.intersects(found.figure.adjusted(1, 1, -1, -1))
    assert not found.figure.adjusted(1, 1, -1, -1).intersects(found.sample.adjusted(1, 1, -1, -1))


def told(slope: float) -> dict[str, Any]:
    """A network that tells `slope` times its input, of points whose target is the input."""
    line = {"kind": "explicit", "values": [[slope]]}
    layer = {"neurons": 1, "activation": "linear", "weight_init": line}
    x = np.linspace(0, 10, 11).reshape(-1, 1).tolist()
    return {
        "data": {"dataset": "points", "train_share": 100, "points": {"x": x, "y": x, "target_unit": "kg"}},
        "network": small.network(layer),
    }


def test_marks_lie_on_the_diagonal_where_the_network_is_right(qtbot: QtBot, dressed: QApplication) -> None:
    pictures = []
    for slope in (1.0, 0.5):
        view = AnswersView()
        qtbot.addWidget(view)
        view.resize(480, 402)
        view.show_snapshot(moment_of(small.experiment(**told(slope))), Look(LIGHT))
        pictures.append(view.grab().toImage())
    plot, _ = value_rooms(480, 402, Look(LIGHT))
    hue = LIGHT.color("positive_class").rgb()

    def marks(number: int) -> np.ndarray:
        found = [
            (x, y)
            for x in range(int(plot.left()), int(plot.right()))
            for y in range(int(plot.top()), int(plot.bottom()))
            if pictures[number].pixel(x, y) == hue
        ]
        return np.array(found, float)

    for number, slope in enumerate((1.0, 0.5)):
        spots = marks(number)
        steep = np.polyfit(spots[:, 0], -spots[:, 1], 1)[0]
        assert steep == pytest.approx(slope, abs=0.05)
