"""Weights as pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import moment
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.pictures import PicturesView
from ui.views.pictures_layout import LEAST, grid, level, whole_cells
from wbsim.snapshot import Snapshot


def _view(qtbot: QtBot, snapshot: Snapshot, look: Look, size: tuple[int, int] = (1180, 460)) -> PicturesView:
    view = PicturesView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    return view


@given(st.integers(1, 200), st.floats(120, 1800), st.floats(90, 900))
def test_pictures_fit_and_are_large_enough(count: int, width: float, height: float) -> None:
    cells = grid(count, width, height, 26.0, 7.0)
    rows = -(-cells.shown // cells.columns)
    assert 1 <= cells.shown <= count
    assert cells.edge >= LEAST
    assert cells.columns * cells.step_x <= width + 1e-6
    assert cells.edge <= cells.step_x
    assert rows * cells.step_y <= height + 1e-6


def test_all_64_fit_where_the_layout_gives_them_room() -> None:
    assert grid(64, 1140, 398, 26, 7).shown == 64
    assert grid(64, 300, 150, 26, 7).shown < 64


@given(st.floats(1e-6, 1e6))
def test_the_level_covers_nearly_all_weights_and_is_round(size: float) -> None:
    found = level(np.linspace(-size, size, 1001))
    assert 0.98 * size <= found <= 1.7 * size


def test_weights_that_are_all_0_have_a_level() -> None:
    assert level(np.zeros((3, 4))) == 1.0
    assert level(np.full((3, 4), np.nan)) == 1.0


def test_neurons_stand_sorted_by_bias(qtbot: QtBot) -> None:
    snapshot = moment("digits", 40)
    view = _view(qtbot, snapshot, Look(LIGHT))
    biases = snapshot.plan.rows[0].biases_of(snapshot.state.theta)
    assert biases is not None
    assert (np.diff(biases[list(view._order)]) <= 0).all()


def test_a_pixel_takes_the_hue_of_its_weight(qtbot: QtBot) -> None:
    snapshot = moment("digits", 10)
    view = _view(qtbot, snapshot, Look(LIGHT))
    weights = snapshot.plan.rows[0].weights_of(snapshot.state.theta)[view._order[0]].reshape(8, 8)
    box = view._box(0, view._grid())
    image = view.grab().toImage()
    row, column = np.unravel_index(int(np.argmax(weights[1:7, 1:7])), (6, 6))
    color = image.pixelColor(
        int(box.left() + (column + 1.5) * box.width() / 8), int(box.top() + (row + 1.5) * box.height() / 8)
    )
    assert color.blue() > color.red() + 30


def test_a_click_selects_the_neuron_under_it(qtbot: QtBot) -> None:
    snapshot = moment("digits", 10)
    view = _view(qtbot, snapshot, Look(LIGHT))
    box = view._box(5, view._grid())
    with qtbot.waitSignal(view.neuron_selected) as said:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert said.args == [snapshot.plan.rows[0].layer.neurons[view._order[5]]]


def test_arrow_keys_go_to_the_neighbor_and_not_over_the_edge(qtbot: QtBot) -> None:
    snapshot = moment("digits", 10)
    view = _view(qtbot, snapshot, Look(LIGHT))
    neurons = snapshot.plan.rows[0].layer.neurons
    view.show_snapshot(snapshot, Look(LIGHT, neuron=neurons[view._order[0]]))
    said: list[object] = []
    view.neuron_selected.connect(said.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(view, key)
    assert said == [neurons[view._order[1]], neurons[view._order[view._grid().columns]]]


def test_the_selected_picture_has_an_ink_frame(qtbot: QtBot) -> None:
    snapshot = moment("digits", 10)
    view = _view(qtbot, snapshot, Look(LIGHT))
    neuron = snapshot.plan.rows[0].layer.neurons[view._order[3]]
    view.show_snapshot(snapshot, Look(LIGHT, neuron=neuron))
    box = view._box(3, view._grid())
    assert view.grab().toImage().pixelColor(int(box.left() - 3), int(box.center().y())) == QColor(LIGHT.ink)


@pytest.mark.parametrize("size", [(1180, 460), (480, 240), (200, 140)])
@pytest.mark.parametrize("bias", [True, False])
def test_every_size_is_drawn_with_and_without_biases(
    qtbot: QtBot, dressed: QApplication, size: tuple[int, int], bias: bool
) -> None:
    snapshot = moment("digits", 2, {"network.layers.0.bias": bias})
    assert not _view(qtbot, snapshot, Look(DARK, compact=True), size).grab().isNull()


def test_weights_without_a_picture_s_shape_are_a_strip(qtbot: QtBot) -> None:
    assert not _view(qtbot, moment("circle"), Look(LIGHT)).grab().isNull()


@pytest.mark.parametrize(("edge", "cells", "expected"), [(43.0, 8, 40.0), (48.0, 8, 48.0), (20.0, 28, 20.0)])
def test_all_cells_of_a_picture_have_the_same_size(edge: float, cells: int, expected: float) -> None:
    assert whole_cells(edge, cells) == expected


def test_all_64_are_shown_in_a_small_window() -> None:
    assert grid(64, 790, 267, 26, 7, 40).shown == 64


def test_numbers_of_neighbors_do_not_touch() -> None:
    assert grid(64, 620, 200, 26, 7, 40).step_x >= 40


def test_the_selected_picture_is_shown_even_where_there_is_no_room_for_all(qtbot: QtBot) -> None:
    snapshot = moment("digits", 5)
    view = _view(qtbot, snapshot, Look(LIGHT), (330, 180))
    cells = view._grid()
    assert cells.shown < 64
    for place in (0, cells.shown, 63):
        view.show_snapshot(snapshot, Look(LIGHT, neuron=view._neuron(place)))
        assert place in view._places(cells)
        box = view._box(place, cells)
        assert view.rect().contains(box.toAlignedRect())
        assert view._place_at(box.center()) == place
