"""The large charts in the window: opened and left by key, button and menu; one selection for all views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui import commands
from ui.look import Listing
from wbsim import Watch


def test_a_key_opens_the_charts_and_the_same_key_or_escape_leaves_them(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(updates=40)
    window = one.window
    neuron = window.look.neuron
    for way in (Qt.Key.Key_C, Qt.Key.Key_Escape):
        qtbot.keyClick(window, Qt.Key.Key_C)
        one.refresh()
        assert set(window.figure.cards) == {"side", "timeline"}
        assert not window.figure.network.isVisible()
        assert one.of(commands.Look)[-1] == commands.Look(Watch())  # nothing else need be measured
        qtbot.keyClick(window, way)
        one.refresh()
        assert "network" in window.figure.cards and window.figure.network.isVisible()
    assert window.look.neuron == neuron


def test_the_button_on_the_card_opens_and_leaves_them(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=10)
    grow = one.window.figure.timeline._buttons.grow
    for large in (True, False):
        qtbot.mouseClick(grow, Qt.MouseButton.LeftButton)
        assert one.window.look.charts is large and grow.isChecked() is large


@pytest.mark.parametrize("name", ["circle", "digits"])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 600)])
def test_the_charts_fill_the_window_beside_the_data(
    stage: Callable[..., Any], name: str, size: tuple[int, int]
) -> None:
    one = stage(name, 3, size)
    one.window.see(charts=True)
    cards = one.window.figure.cards
    assert cards["timeline"].left() > cards["side"].right()
    assert cards["timeline"].height() > 0.9 * one.window.figure.height()
    assert not one.window.grab().isNull()


def test_a_chosen_parameter_selects_its_neuron_and_stays_at_hand(stage: Callable[..., Any]) -> None:
    one = stage(updates=30)
    window = one.window
    assert window.snapshot is not None
    row = window.snapshot.plan.rows[1]
    name = f"b:{row.layer.neurons[1]}"
    window.see(charts=True)
    window.figure.timeline.parameter_chosen.emit(name)
    assert (window.look.chosen, window.look.parameter, window.look.neuron) == (
        name,
        name,
        row.layer.neurons[1],
    )
    window.figure.network.hovered.emit("w:2<x1")
    assert window.look.parameter == "w:2<x1"
    window.figure.network.hovered.emit(None)
    assert window.look.parameter == name
    window.figure.timeline.parameter_chosen.emit(name)
    assert window.look.chosen is None and window.look.parameter is None
    assert window.look.neuron == row.layer.neurons[1]


def test_another_neuron_lets_go_of_the_parameter(stage: Callable[..., Any]) -> None:
    one = stage(updates=30)
    window = one.window
    assert window.snapshot is not None
    first, second = window.snapshot.plan.rows[0].layer.neurons[:2]
    window.attention.choose(f"b:{first}")
    window.attention.select(first)
    assert window.look.chosen == f"b:{first}"
    window.attention.select(second)
    assert window.look.chosen is None and window.look.parameter is None


def test_a_parameter_that_an_edit_removes_is_no_longer_chosen(stage: Callable[..., Any]) -> None:
    one = stage(updates=5)
    window = one.window
    assert window.snapshot is not None
    name = f"b:{window.snapshot.plan.rows[0].layer.neurons[-1]}"
    window.attention.choose(name)
    layer = window.snapshot.plan.rows[0].layer
    one.session.change({"network.layers.0.neurons": layer.neurons[:-1]})
    one.refresh()
    assert window.look.chosen is None and window.look.parameter is None


def test_keys_that_are_typed_into_the_filter_do_nothing_else(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=5)
    window = one.window
    window.see(charts=True)
    panel = window.figure.timeline._panel
    assert panel is not None
    panel.field.setFocus()
    qtbot.waitUntil(panel.field.hasFocus)
    theme, posted = window.look.theme, len(one.posted)
    qtbot.keyClicks(panel.field, "d n l 1")
    assert window.look.listing == Listing(text="d n l 1")
    assert window.look.theme is theme and window.look.charts
    assert not [c for c in one.posted[posted:] if isinstance(c, commands.Restart)]


@pytest.mark.parametrize("large", [False, True])
def test_arrows_with_ctrl_on_the_charts_move_the_cursor_and_train_nothing(
    qtbot: QtBot, stage: Callable[..., Any], large: bool
) -> None:
    one = stage(updates=400)
    window = one.window
    window.see(charts=large)
    timeline = window.figure.timeline
    timeline.setFocus()
    qtbot.waitUntil(timeline.hasFocus)
    for _ in range(3):
        qtbot.keyClick(timeline, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert window.look.cursor == 400 - 3 * (timeline._axis.updates[1] // 100)
    qtbot.keyClick(timeline, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert one.of(commands.Advance) == []
    assert one.session.moment.progress.state.update == 400
    neuron = window.look.neuron
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert window.look.cursor is None and window.look.charts is large and window.look.neuron == neuron
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert not window.look.charts and window.look.neuron == (neuron if large else None)
