"""The tour of four steps, as somebody who is new here goes through it, or goes their own way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import application, commands, remembered
from ui.panels.tour import Ring, place_for
from ui.tour import STEPS, TOURED

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
HEADINGS = [
    "A network is weights and biases",
    "Training goes on, and back",
    "Change anything",
    "Where to go on",
]
SIZES = [(1024, 600), (1280, 720), (1920, 1080), (3840, 2160)]


def begin(qtbot: QtBot, one: Any) -> Any:
    """Shift+F1."""
    qtbot.keyClick(one.window, Qt.Key.Key_F1, SHIFT)
    one.refresh()
    assert one.window.tour.is_open
    return one.window.tour


def click(one: Any, widget: QWidget) -> None:
    """A press as it comes from the desktop: to the window, which finds what is under the pointer."""
    handle = one.window.windowHandle()
    at = widget.mapTo(one.window, widget.rect().center())
    QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()


def heading(tour: Any) -> str:
    return tour.card.heading.text


def test_four_steps_are_gone_through_by_buttons(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=20)
    tour = begin(qtbot, one)
    seen = [heading(tour)]
    assert not tour.card.back.isVisible()
    for _ in range(STEPS - 1):
        qtbot.mouseClick(tour.card.next, LEFT)
        seen.append(heading(tour))
    assert seen == HEADINGS
    assert tour.card.next.text() == "Done"
    assert not tour.card.skip.isVisible()
    qtbot.mouseClick(tour.card.back, LEFT)
    assert heading(tour) == HEADINGS[2]
    qtbot.mouseClick(tour.card.next, LEFT)
    qtbot.mouseClick(tour.card.next, LEFT)
    assert not tour.is_open
    assert not tour.rings.isVisible()
    assert not one.of(commands.Advance)


def test_with_larger_text_its_keys_and_a_press_beside_it_do_the_same(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(updates=20)
    one.window.sight.set_text(1.5)
    QApplication.processEvents()
    tour, handle = begin(qtbot, one), one.window.windowHandle()
    for key, expected in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Left, 0)):
        QTest.keyClick(handle, key)
        assert tour.step == expected
    assert not one.of(commands.Advance)
    QTest.keyClick(handle, Qt.Key.Key_Escape)
    assert not tour.is_open
    begin(qtbot, one)
    corner = one.window.rect().bottomRight() - QPoint(10, 5)
    QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, corner)
    assert not tour.is_open


def test_keys_go_on_and_back_and_step_no_run(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=20)
    tour = begin(qtbot, one)
    for key, expected in (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Return, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Enter, 2), (Qt.Key.Key_Shift, 2),
        (Qt.Key.Key_Tab, 2), (Qt.Key.Key_Right, 3),
    ):  # fmt: skip
        qtbot.keyClick(QApplication.focusWidget() or one.window.ground, key)
        assert tour.step == expected
    qtbot.keyClick(QApplication.focusWidget() or one.window.ground, Qt.Key.Key_Right)
    assert not tour.is_open
    assert one.session.here.state.update == 20
    one.window.ground.setFocus()
    qtbot.keyClick(one.window.ground, Qt.Key.Key_Right)  # and now it is a step again
    assert one.session.here.state.update == 21


@pytest.mark.parametrize("way", ["escape", "skip", "click elsewhere", "another key"])
def test_it_ends_at_the_first_sign_that_somebody_goes_their_own_way(
    qtbot: QtBot, stage: Callable[..., Any], way: str
) -> None:
    one = stage(updates=20)
    tour = begin(qtbot, one)
    if way == "escape":
        qtbot.keyClick(one.window.ground, Qt.Key.Key_Escape)
        assert one.window.look.neuron is not None  # nothing else was closed or deselected
    elif way == "skip":
        qtbot.mouseClick(tour.card.skip, LEFT)
    elif way == "click elsewhere":
        click(one, one.window.transport.update_once)
        assert one.session.here.state.update == 21  # what was pressed was pressed
    else:
        qtbot.keyClick(one.window.ground, Qt.Key.Key_Space)
        assert one.of(commands.Play) == [commands.Play(True)]  # and the key did what it does
    assert not tour.is_open
    one.refresh()
    assert not tour.is_open


def test_what_is_under_the_rings_can_be_used_and_the_card_lets_nothing_through(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(updates=20)
    tour = begin(qtbot, one)
    assert tour.rings.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    click(one, tour.card.heading)
    assert tour.is_open
    disc = tour.rings.rings[0].box.center().toPoint()
    under = one.window.ground.childAt(disc)
    assert under is one.window.figure.network


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["circle", "iris", "digits", "house-price", "sines"])
def test_each_step_points_at_something_that_is_seen_and_covers_none_of_it(
    qtbot: QtBot, stage: Callable[..., Any], size: tuple[int, int], name: str
) -> None:
    one = stage(name, size=size)
    one.window.see(room="surface")
    one.refresh()
    tour = begin(qtbot, one)
    assert one.window.look.room == "network"
    ground = QRectF(one.window.ground.rect())
    for step in range(STEPS):
        assert tour.step == step
        one.refresh()
        card = QRectF(tour.card.geometry())
        assert ground.contains(card)
        assert tour.rings.rings
        assert tour.rings.leaders
        for ring in tour.rings.rings:
            assert ground.contains(ring.box)
            assert not card.intersects(ring.box)
        words = (tour.card.heading, *tour.card.lines)
        assert all(word.height() >= word.heightForWidth(word.width()) for word in words[1:])
        tour.go_on()


def test_it_follows_the_window_when_that_is_resized(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(size=(1920, 1080))
    tour = begin(qtbot, one)
    tour.go_on()
    before = tour.rings.rings
    one.window.resize(1024, 640)
    qtbot.waitUntil(lambda: tour.rings.rings != before)
    one.refresh()
    play = one.window.transport.play
    at = play.mapTo(one.window.ground, play.rect().center())
    assert tour.rings.rings[0].box.contains(at)
    assert one.window.ground.rect().contains(tour.card.geometry())


def test_it_is_read_aloud_and_every_button_says_what_it_does(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    tour = begin(qtbot, one)
    assert tour.card.accessibleName() == f"Step 1 of 4: {HEADINGS[0]}"
    assert "amber disc" in tour.card.accessibleDescription()
    tour.go_on()
    for button in (tour.card.skip, tour.card.back, tour.card.next):
        assert button.accessibleName()
        assert button.toolTip()
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_buttons_of_the_card_are_pressed_by_keys(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    tour = begin(qtbot, one)
    tour.go_on()
    tour.card.back.setFocus()
    qtbot.keyClick(tour.card.back, Qt.Key.Key_Return)
    assert tour.step == 0
    tour.card.skip.setFocus()
    qtbot.keyClick(tour.card.skip, Qt.Key.Key_Space)
    assert not tour.is_open
    assert not one.of(commands.Play)


# --- by itself ---------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where settings are kept in this test."""
    file = tmp_path / "config" / "window.json"
    monkeypatch.setattr(remembered, "settings_file", lambda: file)
    return file


def test_it_begins_by_itself_at_the_very_first_start_alone(
    stage: Callable[..., Any], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    one = stage()
    application.invite(one.window, remembered.remembered())
    one.refresh()
    assert one.window.tour.is_open
    assert remembered.remembered()[TOURED] is True
    again = stage()
    application.invite(again.window, remembered.remembered())
    again.refresh()
    assert not again.window.tour.is_open


def test_whoever_has_used_the_program_before_is_not_toured(
    stage: Callable[..., Any], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    one = stage()
    application.invite(one.window, {"geometry": "…"})
    one.refresh()
    assert not one.window.tour.is_open


def test_without_a_screen_it_never_begins_by_itself(stage: Callable[..., Any], kept: Path) -> None:
    one = stage()
    application.invite(one.window, {})
    one.refresh()
    assert not one.window.tour.is_open
    assert TOURED not in remembered.remembered()


def test_a_lesson_that_is_open_comes_first(
    stage: Callable[..., Any], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    one = stage()
    application.invite(one.window, {})
    one.window.lesson_place.panel.show()
    one.refresh()
    assert not one.window.tour.is_open


# --- where the card lies -----------------------------------------------------------------------------------


def test_the_card_goes_where_it_covers_nothing_that_matters() -> None:
    room, size = QRect(0, 0, 1000, 600), QSize(300, 150)
    disc, network = Ring(QRectF(200, 250, 40, 40), True), QRectF(100, 50, 500, 260)
    card = place_for(size, (disc,), network, room, 30)
    assert not QRectF(card).intersects(network)
    assert card.top() == 320
    assert abs(card.center().x() - 220) <= 1
    without = place_for(size, (), QRectF(), room, 30)
    assert room.contains(without)
