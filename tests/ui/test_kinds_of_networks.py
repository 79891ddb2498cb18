"""Networks with filters and cells in a window that trains: every room, any click and key, and the room in which one opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any, get_args

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import commands
from ui.arguments import RoomName
from ui.look import Look
from ui.player import Player
from ui.selection import at_the_start, own_room, surviving
from ui.theme import LIGHT
from ui.window import MainWindow
from wbsim import Plan, architecture, plan, presets
from wbsim.run import Run
from wbsim.stops import NEVER

LONG = 60_000  # milliseconds: kernels may have to be compiled first
KEYS = (
    Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_PageUp, Qt.Key.Key_C, Qt.Key.Key_A,
    Qt.Key.Key_B, Qt.Key.Key_L, Qt.Key.Key_T, Qt.Key.Key_Home, Qt.Key.Key_Z,
)  # fmt: skip


def shapes(name: str) -> Plan:
    return plan(presets.load(name).experiment)


@pytest.mark.parametrize(
    ("name", "room"),
    [("letters", "image"), ("digits-conv", "image"), ("sines", "sequence"), ("circle", "network")],
)
def test_a_network_opens_in_the_room_that_shows_what_is_special_about_it(name: str, room: str) -> None:
    begun = at_the_start(Look(LIGHT), shapes(name))
    assert begun.room == room
    assert begun.neuron in shapes(name).rows[0].layer.neurons


def test_who_is_in_a_room_of_his_choice_stays_there_with_a_network_of_the_same_kind() -> None:
    letters, digits, circle = shapes("letters"), shapes("digits-conv"), shapes("circle")
    assert at_the_start(Look(LIGHT, room="surface"), digits, letters).room == "surface"
    assert at_the_start(Look(LIGHT, room="surface"), letters, circle).room == "image"
    assert at_the_start(Look(LIGHT, room="image"), circle, letters).room == "network"
    assert at_the_start(Look(LIGHT, room="twin"), circle, letters).room == "twin"
    assert own_room(shapes("digits")) == "network"


def test_a_filter_stays_at_hand_through_an_edit_that_keeps_it() -> None:
    begun = shapes("letters")
    layer = begun.rows[0].layer
    look = Look(LIGHT, neuron=layer.neurons[0], hover=layer.neurons[1])
    after = plan(begun.experiment.changed(architecture.with_neuron(begun.experiment, layer.id)))
    assert surviving(look, after).neuron == layer.neurons[0]
    assert surviving(look, after).hover == layer.neurons[1]
    gone = plan(
        begun.experiment.changed(architecture.without_neuron(begun.experiment, layer.id, layer.neurons[0]))
    )
    assert surviving(look, gone).neuron is None


@pytest.fixture
def live(qtbot: QtBot, dressed: QApplication) -> Iterator[Callable[[str], MainWindow]]:
    made: list[tuple[MainWindow, Player]] = []

    def make(name: str) -> MainWindow:
        source = Player(Run(experiment=presets.load(name).experiment), playing=True)
        window = MainWindow(source.post)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        source.start()
        window.follow(source)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda: window.snapshot is not None, timeout=LONG)
        made.append((window, source))
        return window

    yield make
    for window, source in made:
        window.close()
        source.close(60)


def _cards(window: MainWindow) -> list[QWidget]:
    return [window.figure._views[name] for name in window.figure.cards if name in window.figure._views]


def _anything(window: MainWindow, qtbot: QtBot, chance: Random) -> None:
    """A click, a drag or a key somewhere."""
    cards = _cards(window)
    card = chance.choice(cards)
    if card.width() < 4 or card.height() < 4:
        return
    at = QPoint(chance.randrange(card.width()), chance.randrange(card.height()))
    match chance.randrange(4):
        case 0:
            qtbot.keyClick(card, chance.choice(KEYS))
        case 1:
            qtbot.mouseMove(card, at)
        case 2:
            qtbot.mousePress(card, Qt.MouseButton.LeftButton, pos=at)
            qtbot.mouseMove(card, at + QPoint(3, -9))
            qtbot.mouseRelease(card, Qt.MouseButton.LeftButton, pos=at + QPoint(3, -9))
        case _:
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=at)


@pytest.mark.parametrize("name", ["letters", "sines"])
def test_any_click_and_key_in_every_room_leaves_a_window_that_trains(
    qtbot: QtBot, live: Callable[[str], MainWindow], name: str
) -> None:
    window, chance = live(name), Random(7)
    rooms = get_args(RoomName)
    for turn in range(2 * len(rooms)):
        window.see(room=rooms[turn % len(rooms)], charts=False, counts=turn % 3 == 0)
        if turn >= len(rooms):
            window.post(commands.Play())
        qtbot.wait(20)
        for _ in range(9):
            _anything(window, qtbot, chance)
            if QApplication.activePopupWidget() is not None:
                QApplication.activePopupWidget().close()
        qtbot.wait(5)
    window.see(room="network", charts=False)
    shown: Any = window.snapshot
    assert shown.refusal is None or "something went wrong" not in str(shown.refusal.problems)
    for command in (commands.SetStop(NEVER), commands.SetSpeed(None), commands.SetRung("batch")):
        window.post(command)
    window.post(commands.Open(Run(experiment=presets.load(name).experiment)))
    window.post(commands.Play())
    qtbot.waitUntil(lambda: window.snapshot.playing and window.snapshot.state.update > 5, timeout=LONG)  # type: ignore[union-attr]


def test_the_kind_of_network_turns_while_it_trains(qtbot: QtBot, live: Callable[[str], MainWindow]) -> None:
    window = live("letters")
    seen = set()
    for name in ("sines", "circle", "digits-conv", "parity", "letters", "digits", "remember-first"):
        window.documents.open_preset(name) if hasattr(
            window.documents, "open_preset"
        ) else window.documents.opened.emit()
        window.post(commands.Open(Run(experiment=presets.load(name).experiment)))
        data = presets.load(name).experiment.data.dataset
        qtbot.waitUntil(
            lambda data=data: window.snapshot.plan.experiment.data.dataset == data,
            timeout=LONG,  # type: ignore[union-attr]
        )
        qtbot.wait(30)
        seen.add(window.look.room)
    assert {"image", "sequence"} <= seen
