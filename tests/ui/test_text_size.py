"""Text to 200 %: the window is used as a smaller one and all of it is enlarged, so that nothing is cut off that was not cut
off before; what is larger than the window scrolls, by keys, the wheel and by where the focus goes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Stage
from ui import application, remembered
from ui.arguments import RoomName
from ui.ground import LEAST
from ui.panels.controls import Choice
from ui.picture import image_of
from ui.sight import TEXTS, nearest
from ui.window import MainWindow


def at(window: MainWindow, widget: QWidget, place: QPoint | None = None) -> QPoint:
    """Where a place of a widget is seen on the glass."""
    spot = widget.mapTo(window.ground, place or widget.rect().center())
    return window.scroller.glass.mapFromScene(QPointF(spot))


def pixels(image: QImage) -> np.ndarray:
    """(height, width, 3), 0 to 255."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    shown = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    return shown[..., :3].astype(float)


def larger(one: Stage | MainWindow, text: float) -> MainWindow:
    """The window with text of another size, shown anew."""
    one.window.sight.set_text(text)
    one.refresh()
    QApplication.sendPostedEvents()
    return one.window


def test_keys_walk_through_the_sizes_and_say_where_they_are(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    window = stage().window
    control = Qt.KeyboardModifier.ControlModifier
    seen = []
    for _ in range(8):
        qtbot.keyClick(window, Qt.Key.Key_Plus, control)
        seen.append(window.look.text)
    assert seen == [1.1, 1.25, 1.5, 1.75, 2.0, 2.0, 2.0, 2.0]
    assert "200 %" in (window.banner.shown.words if window.banner.shown else "")
    qtbot.keyClick(window, Qt.Key.Key_Minus, control)
    assert window.look.text == 1.75
    qtbot.keyClick(window, Qt.Key.Key_0, control)
    assert window.look.text == 1.0
    for _ in range(4):
        qtbot.keyClick(window, Qt.Key.Key_Minus, control)
    assert window.look.text == 0.8


@pytest.mark.parametrize("text", [0.8, 1.25, 1.5, 2.0])
def test_a_window_with_larger_text_is_laid_out_as_a_smaller_one(
    stage: Callable[..., Stage], text: float
) -> None:
    size = (round(1400 * text), round(800 * text))
    plain, one = larger(stage(updates=40, size=(1400, 800)), 1.0), stage(updates=40, size=size)
    window = larger(one, text)
    assert window.ground.size() == plain.ground.size()
    assert window.figure.cards == plain.figure.cards
    assert window.look.scale == plain.look.scale and window.look.compact == plain.look.compact
    bars = [
        [(type(part), part.size()) for part in each.transport.findChildren(QWidget) if part.isVisible()]
        for each in (window, plain)
    ]
    assert bars[0] == bars[1]


@pytest.mark.parametrize("room", ["network", "neuron", "steps", "twin", "time"])
def test_what_is_seen_is_what_was_seen_enlarged(stage: Callable[..., Stage], room: RoomName) -> None:
    plain, one = stage(updates=40, size=(1100, 640)), stage(updates=40, size=(2200, 1280))
    for each in (plain, one):
        each.window.see(room=room)
    window = larger(one, 2.0)
    for each in (plain, one):
        each.refresh()
        each.refresh()
        each.window.ground.setFocus()
        each.window.banner.clear("said")
        QApplication.sendPostedEvents()
    exact = pixels(image_of(plain.window, ratio=2.0))
    seen = pixels(image_of(window))
    assert seen.shape == exact.shape
    assert (
        np.mean(np.abs(seen - exact).max(axis=2) > 40) < 0.004
    )  # but for hairlines that fall between pixels


def test_a_floor_that_is_larger_than_the_window_scrolls_by_keys_and_by_the_wheel(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    window = larger(stage(size=(1280, 720)), 2.0)
    glass = window.scroller.glass
    assert window.ground.size() == LEAST
    across, down = glass.horizontalScrollBar(), glass.verticalScrollBar()
    assert across.maximum() >= 2 * LEAST.width() - 1280 and down.maximum() >= 2 * LEAST.height() - 720
    for key, bar in ((Qt.Key.Key_Right, across), (Qt.Key.Key_Down, down)):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert bar.value() == 120
    for key, bar in ((Qt.Key.Key_Left, across), (Qt.Key.Key_Up, down)):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert bar.value() == 0
    for _ in range(20):
        qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        qtbot.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    corner = glass.mapToScene(glass.viewport().rect().bottomRight())
    assert corner.x() >= LEAST.width() - 1 and corner.y() >= LEAST.height() - 1


def test_tab_scrolls_to_what_it_reaches(stage: Callable[..., Stage], qtbot: QtBot) -> None:
    window = larger(stage(size=(1280, 720)), 2.0)
    glass, scrolled = window.scroller.glass, 0
    window.ground.setFocus()
    for _ in range(30):
        qtbot.keyClick(glass.viewport(), Qt.Key.Key_Tab)
        reached = window.ground.focusWidget()
        assert reached is not None and reached.hasFocus()
        seen = glass.mapToScene(glass.viewport().rect()).boundingRect()
        corner = QPointF(reached.mapTo(window.ground, QPoint(2, 2)))
        assert seen.contains(corner), reached
        scrolled += glass.horizontalScrollBar().value() > 0 or glass.verticalScrollBar().value() > 0
    assert scrolled


def test_a_press_and_a_key_reach_what_is_seen(stage: Callable[..., Stage], qtbot: QtBot) -> None:
    one = stage(updates=20, size=(2560, 1440))
    window = larger(one, 2.0)
    port = window.scroller.glass.viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=at(window, window.transport.theme_button))
    assert window.look.theme.name == "dark"
    qtbot.keyClick(port, Qt.Key.Key_M)
    assert window.flyout.isVisible()
    qtbot.keyClick(port, Qt.Key.Key_Escape)
    assert not window.flyout.isVisible()
    update = one.session.here.state.update
    qtbot.keyClick(port, Qt.Key.Key_Right)
    assert one.session.here.state.update == update + 1


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen one raises nothing
def test_lists_and_menus_open_as_large_as_the_text_and_where_they_belong(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    window = larger(stage(size=(2560, 1440)), 2.0)
    port = window.scroller.glass.viewport()
    qtbot.keyClick(port, Qt.Key.Key_M)
    choice = next(one for one in window.flyout.findChildren(Choice) if one.isVisible())
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=at(window, choice))
    view = choice.view()
    assert view.isVisible() and view.font().pixelSize() >= 24
    below = port.mapToGlobal(at(window, choice, QPoint(0, choice.height())))
    opened = view.window().geometry()
    assert abs(opened.left() - below.x()) < 12 and opened.top() > window.geometry().top()
    choice.hidePopup()
    assert isinstance(choice, QComboBox)
    qtbot.keyClick(port, Qt.Key.Key_F10)
    menu = window.menus.main
    assert menu.isVisible() and menu.actionGeometry(menu.actions()[0]).height() >= 48
    menu.close()


def test_tooltips_and_dialogs_are_as_large_as_the_text(stage: Callable[..., Stage]) -> None:
    one = stage()
    usual = QApplication.font().pixelSize()
    window = larger(one, 2.0)
    assert QApplication.font().pixelSize() >= 1.7 * usual
    assert window.ground.font().pixelSize() <= 1.1 * usual  # the glass enlarges what stands on it
    window.sight.set_text(1.0)
    assert QApplication.font().pixelSize() == usual


def test_sheets_over_the_window_are_as_large_as_the_text_and_lie_within_it(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    window = larger(stage(size=(1280, 720)), 2.0)
    port = window.scroller.glass.viewport()
    qtbot.keyClick(port, Qt.Key.Key_F1)
    assert window.keys_card.geometry() == window.scroller.rect()
    assert window.keys_card.sheet().scale > 1.5
    qtbot.keyClick(window.keys_card, Qt.Key.Key_F1)
    qtbot.keyClick(port, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    card = window.command_palette.card
    assert card.field.hasFocus() and card.list.tall > 50
    assert window.scroller.rect().contains(card._card().toAlignedRect())
    qtbot.keyClick(card.field, Qt.Key.Key_Escape)
    qtbot.keyClick(port, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert window.lesson_index.isVisible() and window.lesson_index.geometry() == window.scroller.rect()


def test_the_floor_comes_back_as_it_was(stage: Callable[..., Stage]) -> None:
    one = stage(updates=10)
    window = larger(one, 1.0)
    window.banner.clear("said")
    before, cards = image_of(window), dict(window.figure.cards)
    larger(one, 1.75)
    larger(one, 1.0)
    window.banner.clear("said")
    window.ground.setFocus()
    QApplication.sendPostedEvents()
    assert window.figure.cards == cards
    assert np.mean(np.abs(pixels(image_of(window)) - pixels(before)).max(axis=2) > 40) < 0.004
    assert window.ground.parent() is window.scroller


def test_a_lesson_beside_the_figure_is_enlarged_with_it_and_its_pages_turn(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    one = stage(size=(2560, 1440))
    window = larger(one, 2.0)
    window.lesson_index.open()
    row = window.lesson_index.at
    assert row is not None
    QTest.keyClick(window.lesson_index.search, Qt.Key.Key_Return)
    one.refresh()
    assert window.lesson_place.is_open
    assert window.lesson.window() is window.ground
    window.figure.plane.setFocus()
    turned: list[object] = []
    window.lesson.next.connect(lambda: turned.append(1))
    qtbot.keyClick(window.scroller.glass.viewport(), Qt.Key.Key_PageDown)
    assert turned or not window.lesson.next_button.isEnabled()


def test_the_nearest_size_is_taken_of_what_was_remembered() -> None:
    assert [nearest(one) for one in (0.1, 1.0, 1.3, 1.6, 9.0)] == [0.8, 1.0, 1.25, 1.5, 2.0]
    assert TEXTS[0] == 0.8 and TEXTS[-1] == 2.0


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "window.json"
    monkeypatch.setattr(remembered, "settings_file", lambda: file)
    return file


def test_size_and_colors_are_remembered_but_not_those_of_a_command_line(
    stage: Callable[..., Stage], settings: Path
) -> None:
    window = stage().window
    window.sight.set_text(1.5)
    window.sight.turn_colors()
    application.write_settings(window, None)
    kept = remembered.remembered()
    assert kept["text"] == 150 and kept["colors"] == "distinct"
    assert application._text_of(kept) == 1.5 and application._colors_of(kept) == "distinct"
    settings.unlink()
    application.write_settings(window, None, colors="distinct", text=1.5)
    assert "text" not in remembered.remembered() and "colors" not in remembered.remembered()
    assert application._text_of({"text": "much"}) == 1.0
    assert application._text_of({"text": 10**400}) == 2.0 and application._text_of({"text": -5}) == 0.8


def test_the_smallest_window_is_large_enough_for_usual_text(stage: Callable[..., Stage]) -> None:
    window = stage(size=(LEAST.width(), LEAST.height())).window
    assert window.minimumSize() == LEAST
    assert window.ground.size() == QSize(1024, 600)


def test_a_window_that_is_just_large_enough_shows_no_bars(stage: Callable[..., Stage]) -> None:
    window = larger(stage(size=(1600, 900)), 1.5)
    glass = window.scroller.glass
    assert glass.horizontalScrollBar().maximum() == 0 and glass.verticalScrollBar().maximum() == 0
