"""Lessons in the window: the panel beside the figure, the list over it, and their keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from ui import commands
from ui.arguments import RoomName
from wbsim.lessons.telling import Entry, Idea, Told, ToldTask

SHIFT = Qt.KeyboardModifier.ShiftModifier
TOLD = Told("bias", "What the bias does", 1, ("A", "B", "C"), ("It slides.",), ToldTask("Drag `b3`."))
IDEAS = (Idea("S3", "the bias is the intercept", "bias", 1),)
LESSONS = (Entry("bias", "What the bias does", "It slides.", (("S3", 1),)),)


def begin(one: Any, told: Told = TOLD) -> None:
    one.window.lesson.show_told(told)
    one.window.lesson.show()
    one.refresh()


def test_the_panel_takes_the_right_of_the_window_and_gives_it_back(stage: Callable[..., Any]) -> None:
    one = stage(size=(1600, 1000))
    window = one.window
    before, whole = window._room, window.figure.width()
    assert not window.lesson.isVisible()
    begin(one)
    assert window.lesson.isVisible()
    assert window.lesson.width() == 412  # a card of 400 and the gap beside it
    assert window.figure.width() == whole - 412
    assert window.lesson.geometry().right() == window.width() - 1
    window.lesson.hide()
    one.refresh()
    assert window.figure.width() == whole
    assert window._room == before


@pytest.mark.parametrize(("size", "width"), [((1280, 720), 310), ((1600, 1000), 412), ((1920, 1080), 445)])
def test_it_is_as_wide_as_the_window_asks_for(
    stage: Callable[..., Any], size: tuple[int, int], width: int
) -> None:
    one = stage(size=size)
    begin(one)
    assert one.window.lesson.width() == width


def test_the_figure_arranges_itself_by_its_own_size_and_the_bar_by_the_windows(
    stage: Callable[..., Any],
) -> None:
    one = stage(size=(1600, 1000))
    window = one.window
    bar = window.transport.height()
    assert not window.look.compact
    begin(one)
    assert window.look.compact
    assert window.transport.height() == bar
    assert not window.transport.compact


@pytest.mark.parametrize("size", [(1024, 640), (1280, 720), (1600, 1000), (1920, 1080)])
@pytest.mark.parametrize(
    ("room", "preset"),
    [("network", "circle"), ("network", "digits"), ("steps", "circle"), ("time", "circle")],
)
def test_every_card_keeps_to_its_place_beside_a_lesson(
    stage: Callable[..., Any], size: tuple[int, int], room: RoomName, preset: str
) -> None:
    one = stage(preset, updates=3, size=size)
    begin(one)
    one.window.see(room=room, neuron=one.window.snapshot.plan.rows[0].layer.neurons[0])
    one.refresh()
    figure = one.window.figure
    boxes = list(figure.cards.items())
    for place, (name, box) in enumerate(boxes):
        assert figure.rect().contains(box), name
        assert all(not box.intersects(other) for _, other in boxes[place + 1 :]), name
        if name != "side":
            assert figure._views[name].geometry() == box, name  # none is wider than its card


def test_where_there_is_no_room_for_the_diagram_the_plane_and_the_branches_share_it(
    stage: Callable[..., Any],
) -> None:
    one = stage(size=(1024, 640))
    one.window.see(room="time")
    one.refresh()
    assert "network" in one.window.figure.cards
    begin(one)
    assert set(one.window.figure.cards) == {"rungs", "plane", "branches", "timeline"}


def test_page_keys_turn_the_pages_of_a_lesson_and_else_move_through_the_run(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(updates=200)
    on, back = QSignalSpy(one.window.lesson.next), QSignalSpy(one.window.lesson.back)
    qtbot.keyClick(one.window, Qt.Key.Key_PageUp)
    assert one.of(commands.Seek) == [commands.Seek(198)]
    begin(one)
    qtbot.keyClick(one.window, Qt.Key.Key_PageDown)
    qtbot.keyClick(one.window, Qt.Key.Key_PageUp)
    assert (on.count(), back.count()) == (1, 1)
    assert len(one.of(commands.Seek)) == 1
    begin(one, replace(TOLD, step=0))
    qtbot.keyClick(one.window, Qt.Key.Key_PageUp)  # there is nothing before the first step
    assert back.count() == 1


def test_page_keys_turn_the_pages_wherever_the_focus_is(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    plane = one.window.figure.plane
    on = QSignalSpy(one.window.lesson.next)
    plane.setFocus()
    shown = one.window.snapshot.seen.plane
    begin(one)
    qtbot.keyClick(plane, Qt.Key.Key_PageDown)
    assert on.count() == 1
    one.window.figure.timeline.setFocus()
    plane.setFocus()
    qtbot.keyClick(plane, Qt.Key.Key_PageDown)
    assert on.count() == 2
    assert shown is not None
    one.window.lesson.hide()
    qtbot.keyClick(plane, Qt.Key.Key_PageDown)  # now it zooms again
    assert on.count() == 2


def test_page_keys_walk_the_list_that_lies_over_a_lesson(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    begin(one)
    one.window.lesson_index.show_lessons(
        LESSONS * 12, tuple(replace(IDEAS[0], sign=f"S{n}") for n in range(26))
    )
    on = QSignalSpy(one.window.lesson.next)
    one.window.commands["lessons"].trigger()
    qtbot.keyClick(one.window.lesson_index.search, Qt.Key.Key_PageDown)
    assert on.count() == 0
    assert one.window.lesson_index.at is one.window.lesson_index.lessons.rows[8]


def test_keys_go_back_to_the_window_when_lessons_are_closed(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    window = one.window
    window.figure.timeline.setFocus()
    window.commands["lessons"].trigger()
    assert window.lesson_index.search.hasFocus()
    qtbot.keyClick(window.lesson_index.search, Qt.Key.Key_Escape)
    assert window.figure.timeline.hasFocus()
    begin(one)
    window.lesson.next_button.setFocus()
    qtbot.keyClick(window.lesson.next_button, Qt.Key.Key_Escape)
    assert not window.lesson.isVisible()
    assert window.ground.hasFocus()


def test_escape_closes_what_lies_over_the_lesson_first_and_then_the_lesson(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage()
    begin(one)
    window = one.window
    one.window.see(room="time")
    one.refresh()
    window.commands["lessons"].trigger()
    closed = QSignalSpy(window.lesson.closed)
    qtbot.keyClick(window.lesson_index.search, Qt.Key.Key_Escape)
    assert not window.lesson_index.isVisible()
    assert window.lesson.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert closed.count() == 1
    assert not window.lesson.isVisible()
    assert window.look.room == "time"


def test_shift_l_opens_the_list_and_closes_it(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    window = one.window
    window.lesson_index.show_lessons(LESSONS, IDEAS)
    qtbot.keyClick(window, Qt.Key.Key_L, SHIFT)
    assert window.lesson_index.isVisible()
    assert window.lesson_index.geometry() == window.ground.rect()
    qtbot.keyClicks(window.lesson_index.search, "l")  # written, not a shortcut
    assert window.lesson_index.search.text() == "l"
    assert window.look.log_loss
    chosen = QSignalSpy(window.lesson_index.chosen)
    qtbot.keyClick(window.lesson_index.search, Qt.Key.Key_Return)
    assert chosen.count() == 1
    assert not window.lesson_index.isVisible()
    window.commands["lessons"].trigger()
    window.commands["lessons"].trigger()
    assert not window.lesson_index.isVisible()


@pytest.mark.parametrize("size", [(1024, 640), (1280, 720), (1600, 1000)])
def test_a_button_in_the_bar_opens_the_list(
    qtbot: QtBot, stage: Callable[..., Any], size: tuple[int, int]
) -> None:
    one = stage(size=size)
    button = one.window.transport.lessons
    assert button.isVisible()
    assert one.window.transport.rect().contains(button.geometry())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert one.window.lesson_index.isVisible()
    assert button.text() == ("Lessons" if size[0] >= 1600 else "")
    assert button.accessibleName() == "Lessons and ideas"


def test_the_menu_has_the_list(stage: Callable[..., Any]) -> None:
    one = stage()
    assert one.window.commands["lessons"] in one.window.menus.main.actions()
