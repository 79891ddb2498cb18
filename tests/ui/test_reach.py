"""Whatever can be used can be reached by Tab, is seen to have the keys, says what it is, and explains itself; in every room
and on every card of the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Stage
from ui import commands
from ui.arguments import RoomName
from ui.panels.fields import Field, explained
from ui.views.answers import AnswersView
from ui.window import MainWindow
from wbsim import presets
from wbsim.datasets import draw
from wbsim.settings import setting

ROOMS: tuple[RoomName, ...] = get_args(RoomName)
PRESETS = {"image": "digits-conv", "sequence": "parity", "neuron": "pass-fail"}
CONTROLS = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
SIZES = ((1600, 1000), (1024, 600))


def shown(stage: Callable[..., Stage], room: RoomName, size: tuple[int, int] = SIZES[0]) -> MainWindow:
    """The window in a room, after some updates."""
    one = stage(PRESETS.get(room, "circle"), updates=30, size=size)
    for _ in range(3):
        one.window.see(room=room)
        one.refresh()
    return one.window


def is_viewport(widget: QWidget) -> bool:
    """Whether it is only what a view is seen through; the view has its keys."""
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def controls(root: QWidget) -> Iterator[QWidget]:
    """Whatever can be pressed, slid, typed into, or have the keys."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or is_viewport(widget) or isinstance(widget, QScrollBar):
            continue
        if isinstance(widget, CONTROLS) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            yield widget


def explanation(widget: QWidget) -> str:
    """What is said under the pointer: its own words or those of the row around it; views answer for every place, and say how
    they are used in their descriptions.
    """
    for one in (widget, widget.parentWidget()):
        if one is not None and one.toolTip():
            return one.toolTip()
    return "" if isinstance(widget, CONTROLS) else widget.accessibleDescription()


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_control_of_a_room_has_a_name_an_explanation_and_a_way_by_tab(
    stage: Callable[..., Stage], room: RoomName, size: tuple[int, int]
) -> None:
    window = shown(stage, room, size)
    found = list(controls(window))
    assert len(found) > 10
    described = [type(one).__name__ for one in found]
    assert not [name for name, one in zip(described, found, strict=True) if not one.accessibleName()]
    assert not [name for name, one in zip(described, found, strict=True) if not explanation(one)]
    assert not [
        name
        for name, one in zip(described, found, strict=True)
        if one.isEnabled() and not one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


@pytest.mark.parametrize("card", ["more", "sets", "stops"])
def test_every_control_of_a_card_has_a_name_an_explanation_and_a_way_by_tab(
    stage: Callable[..., Stage], qtbot: QtBot, card: str
) -> None:
    window = shown(stage, "network", (1280, 720))
    window.commands[card].trigger()
    found = [
        one for open_card in window.flyouts._cards if open_card.isVisible() for one in controls(open_card)
    ]
    assert found
    for one in found:
        assert one.accessibleName() and explanation(one), type(one).__name__
        assert not one.isEnabled() or one.focusPolicy() & Qt.FocusPolicy.TabFocus, type(one).__name__


def test_a_lesson_and_the_list_of_lessons_can_be_used_by_keys_alone(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    one = stage()
    window = one.window
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    for control in controls(window.lesson_index):
        assert control.accessibleName() and explanation(control), type(control).__name__
    qtbot.keyClick(window.lesson_index.search, Qt.Key.Key_Return)
    one.refresh()
    assert window.lesson_place.is_open
    for control in controls(window.lesson):
        assert control.accessibleName() and explanation(control), type(control).__name__


def picture(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return (
        np.frombuffer(image.constBits(), np.uint8)
        .reshape(image.height(), image.width(), 4)[..., :3]
        .astype(int)
    )


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_who_has_the_keys_is_seen(stage: Callable[..., Stage], room: RoomName, theme: str) -> None:
    window = shown(stage, room)
    window.set_theme(theme)  # type: ignore[arg-type]
    unseen = []
    for one in controls(window):
        if one is window.ground or not one.isEnabled() or isinstance(one.parentWidget(), QAbstractScrollArea):
            continue
        window.ground.setFocus()
        before = picture(one)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        if not one.hasFocus():
            continue
        after = picture(one)
        changed = np.abs(after - before).max(axis=2) > 24 if after.shape == before.shape else np.ones((9, 9))
        if changed.sum() < 12:
            unseen.append(f"{type(one).__name__} {one.accessibleName()}")
    assert not unseen


def test_tab_goes_through_the_bar_from_left_to_right_and_then_into_the_picture(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    window = shown(stage, "network")
    window.ground.setFocus()
    places: list[QPoint] = []
    reached: list[QWidget] = []
    for _ in range(40):
        qtbot.keyClick(window, Qt.Key.Key_Tab)
        widget = window.focusWidget()
        if widget is None or widget in reached:
            break
        reached.append(widget)
        if window.transport.isAncestorOf(widget):
            places.append(widget.mapTo(window, QPoint(0, 0)))
    bar = [window.transport.isAncestorOf(widget) for widget in reached]
    assert bar[:8] == [True] * 8
    assert [place.x() for place in places] == sorted(place.x() for place in places)
    assert window.figure.network in reached


# --- what is said --------------------------------------------------------------------------------------------


def test_every_setting_says_its_range_and_unit_and_the_formula_it_stands_in(
    stage: Callable[..., Stage],
) -> None:
    window = shown(stage, "network")
    experiment = presets.load("circle").experiment
    rate = setting(experiment, "optimizer.learning_rate")
    assert explained(rate).endswith("θ ← θ − η·g")
    assert "(from 0 to 50 %)" in explained(setting(experiment, "data.noise"))
    assert "½·λ₂·Σθ²" in explained(setting(experiment, "penalty.l2"))
    for panel in (window.data, window.learning):
        for field in panel.findChildren(Field):
            if field.title.text and field.isVisibleTo(panel):
                assert field.toolTip(), field.path


def test_views_say_what_is_selected_now_before_how_they_are_used(stage: Callable[..., Stage]) -> None:
    one = stage(updates=12)
    window, figure = one.window, one.window.figure
    ids = one.session.here.plan.rows[0].layer.neurons
    window.attention.select(ids[1])
    one.refresh()
    for view in (figure.network, figure.plane, figure.inspector):
        assert view.accessibleDescription().startswith("Selected: hidden 1 · 2, tanh, bias ")
    assert "Arrow keys choose a neuron" in figure.network.accessibleDescription()
    assert figure.timeline.accessibleDescription().startswith("Update 12, paused. Selected: hidden 1 · 2")
    assert window.ground.accessibleName() == "Circle, 2–4–2–1"
    window.attention.select(None)
    one.refresh()
    assert "No neuron is selected." in window.ground.accessibleDescription()
    one.session.advance(5)
    one.refresh()
    assert "Update 17" in window.ground.accessibleDescription()


# --- what only a pointer could do ----------------------------------------------------------------------------


def test_with_the_tool_that_moves_arrows_move_the_point_that_is_followed(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    one = stage(updates=5)
    one.refresh()
    plane = one.window.figure.plane
    one.window.commands["move"].trigger()
    plane.setFocus()
    update = one.session.here.state.update
    pick = one.window.picked
    before = _train(one, pick.number).copy()
    qtbot.keyClick(plane, Qt.Key.Key_Right)
    one.refresh()
    after = _train(one, pick.number)
    assert after[0] > before[0] and after[1] == pytest.approx(before[1])
    qtbot.keyClick(plane, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    one.refresh()
    fine = _train(one, pick.number)
    assert 0 < fine[1] - after[1] < 0.5 * (after[0] - before[0])
    assert one.session.here.state.update == update  # the keys were the plane's
    assert len(one.of(commands.EditPoints)) == 2


def _train(one: Stage, number: int) -> np.ndarray:
    """The inputs of a training point as they are now."""
    plan = one.session.here.plan
    return np.asarray(draw(plan.experiment.data, plan.experiment.seed).train.x[number])


def test_arrows_go_through_the_cells_of_the_answers_and_pick_a_sample_of_each(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    one = stage(updates=30, size=(1600, 1000))
    one.window.see(face="answers")
    one.refresh()
    one.refresh()
    answers = next(
        view
        for view in one.window.findChildren(AnswersView)
        if view.isVisible() and view._matrix() is not None
    )
    picked: list[tuple[int, int]] = []
    answers.cell_picked.connect(lambda true, read: picked.append((true, read)))
    answers.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(answers, key)
    assert picked == [(0, 0), (0, 1), (1, 1), (1, 0)]
    assert "read as" in answers.accessibleDescription()
    one.window.ground.setFocus()
    assert answers._cell is None
