"""The window in the room of a population on a player that really trains: rapid keys, edits and other axes while the wall goes
on, and closing at a bad moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import WallLook
from ui.player import Player
from ui.window import MainWindow
from wbsim import presets
from wbsim.run import Run
from wbsim.simulation import replay
from wbsim.wall import Wall, WallSeen

LONG = 15_000  # milliseconds
KEY = Qt.Key
Live = Callable[..., tuple[MainWindow, Player]]


@pytest.fixture
def live(qtbot: QtBot, dressed: QApplication) -> Iterator[Live]:
    made: list[tuple[MainWindow, Player]] = []

    def make(playing: bool = True) -> tuple[MainWindow, Player]:
        run = Run(experiment=presets.load("gauss").experiment)
        source = Player(run, playing=playing)
        window = MainWindow(source.post)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        source.start()
        window.follow(source)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.see(wall=WallLook(across="learning_rate=0.01,0.1", down=None, seeds=8))
        qtbot.waitUntil(lambda: update_of(window) > 0 or not playing, timeout=LONG)
        made.append((window, source))
        return window, source

    yield make
    for window, source in made:
        window.close()
        source.close(60)


def update_of(window: MainWindow) -> int:
    return window.snapshot.state.update if window.snapshot else -1


def wall_of(window: MainWindow) -> WallSeen | None:
    wall = window.snapshot.wall if window.snapshot else None
    return wall if wall is not None and wall.outcomes is not None and not wall.busy else None


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or window, key)


def walled(qtbot: QtBot, window: MainWindow) -> WallSeen:
    qtbot.waitUntil(lambda: wall_of(window) is not None, timeout=LONG)
    wall = wall_of(window)
    assert wall is not None
    return wall


def trains(qtbot: QtBot, window: MainWindow, updates: int = 20) -> None:
    begin = walled(qtbot, window).update
    qtbot.waitUntil(lambda: walled(qtbot, window).update >= begin + updates, timeout=LONG)


def test_a_wall_trains_while_the_run_stands_and_the_run_goes_on_where_it_stood(
    qtbot: QtBot, live: Live
) -> None:
    window, _ = live()
    press(qtbot, window, KEY.Key_J)
    walled(qtbot, window)
    stands = update_of(window)
    press(qtbot, window, KEY.Key_Space)
    trains(qtbot, window)
    assert update_of(window) == stands
    press(qtbot, window, KEY.Key_J)
    qtbot.waitUntil(lambda: window.snapshot.wall is None and update_of(window) > stands, timeout=LONG)  # type: ignore[union-attr]


def test_axes_and_settings_change_while_it_trains(qtbot: QtBot, live: Live) -> None:
    window, source = live(playing=False)
    press(qtbot, window, KEY.Key_J, KEY.Key_Space)
    trains(qtbot, window)
    for wish in ("bias=on,off", "learning_rate=0.1,0.2,0.3", "bias=on,off"):
        window.see(wall=WallLook(across=wish, down=None, seeds=8))
        name = wish.split("=")[0]
        qtbot.waitUntil(lambda name=name: walled(qtbot, window).grid.axes[0].name == name, timeout=LONG)
        trains(qtbot, window)
    for size in (3, 4, 5, 6):  # a drag
        window.wishes.change({"batches.size": size}, "drag")
    qtbot.waitUntil(lambda: walled(qtbot, window).grid.base.batches.size == 6, timeout=LONG)
    trains(qtbot, window)
    assert source.wall_drive.playing


def test_a_click_and_enter_open_a_network_that_is_the_plain_one_and_undo_comes_back(
    qtbot: QtBot, live: Live
) -> None:
    window, _ = live(playing=False)
    press(qtbot, window, KEY.Key_J, KEY.Key_Right, KEY.Key_Right, KEY.Key_Right)
    qtbot.waitUntil(lambda: walled(qtbot, window).update == 3, timeout=LONG)
    view = window.figure.population.wall
    qtbot.waitUntil(lambda: view.scene is not None, timeout=LONG)
    assert view.scene is not None
    square = view.scene.square_of(5)
    assert square is not None
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(square.center()))
    qtbot.waitUntil(lambda: window.look.wall.chosen == 5, timeout=LONG)
    qtbot.waitUntil(lambda: view._look.wall.chosen == 5, timeout=LONG)
    press(qtbot, window, KEY.Key_Return)
    assert window.look.room == "network"
    qtbot.waitUntil(
        lambda: window.snapshot.plan.experiment.seed == 18 and update_of(window) == 3, timeout=LONG
    )  # type: ignore[union-attr]
    press(qtbot, window, KEY.Key_Right)
    qtbot.waitUntil(lambda: update_of(window) == 4, timeout=LONG)
    shown = window.snapshot
    assert shown is not None
    assert replay(shown.run, 4).state.theta.tobytes() == shown.state.theta.tobytes()
    qtbot.keyClick(window, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.snapshot.plan.experiment.seed == 13, timeout=LONG)  # type: ignore[union-attr]


def test_keys_that_come_faster_than_pictures_are_all_done(qtbot: QtBot, live: Live) -> None:
    window, _ = live(playing=False)
    press(qtbot, window, KEY.Key_J)
    walled(qtbot, window)
    press(qtbot, window, *([KEY.Key_Right] * 30), *([KEY.Key_Left] * 10))
    qtbot.waitUntil(lambda: walled(qtbot, window).update == 20, timeout=LONG)
    assert walled(qtbot, window).present == 30
    press(qtbot, window, *([KEY.Key_J] * 7), KEY.Key_Right, KEY.Key_J, KEY.Key_Right)
    qtbot.waitUntil(lambda: walled(qtbot, window).update == 21, timeout=LONG)
    assert update_of(window) == 1


@pytest.mark.parametrize("moment", ["at once", "while it is built", "while it trains"])
def test_the_window_closes_at_a_bad_moment(
    qtbot: QtBot, live: Live, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    if moment == "while it is built":
        monkeypatch.setattr(Wall, "build", lambda wall, until: False)
    window, source = live()
    press(qtbot, window, KEY.Key_J)
    if moment == "while it is built":
        qtbot.waitUntil(lambda: window.snapshot.wall is not None, timeout=LONG)  # type: ignore[union-attr]
    elif moment == "while it trains":
        walled(qtbot, window)
        press(qtbot, window, KEY.Key_6)  # as fast as it runs
        trains(qtbot, window, 200)
    window.close()
    assert source.close(60)
