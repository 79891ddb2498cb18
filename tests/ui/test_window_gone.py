"""A window that is closed and let go is gone, with all that it had: nothing of it is left among what Qt or Python hold."""

from __future__ import annotations

import gc
import weakref
from typing import Any, get_args

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from ui.arguments import RoomName
from ui.window import MainWindow
from wbsim import presets
from wbsim.run import Run
from wbsim.session import Session


def opened(preset: str, size: tuple[int, int]) -> MainWindow:
    window = MainWindow(lambda command: None)
    window.resize(*size)
    window.show()
    shown(window, preset)
    return window


def shown(window: MainWindow, preset: str) -> None:
    session = Session(Run(experiment=presets.load(preset).experiment))
    session.advance(3)
    window.take(session.snapshot(window.watch(session.here.plan)))
    QApplication.processEvents()
    window.grab()


def ended(window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def addresses(application: QApplication) -> set[int]:
    """Where the widgets without a parent lie: Python may have another object for each of them every time."""
    return {address for one in application.topLevelWidgets() for address in shiboken6.getCppPointer(one)}


def is_gone(weak: weakref.ref[Any]) -> bool:
    QApplication.processEvents()  # what was posted to it
    gc.collect()
    return weak() is None


@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1920, 1080)])
def test_a_window_of_any_size_is_gone_and_leaves_no_widget(
    dressed: QApplication, size: tuple[int, int]
) -> None:
    before = addresses(dressed)
    window = opened("circle", size)
    weak = weakref.ref(window)
    ended(window)
    del window
    assert is_gone(weak)
    assert addresses(dressed) <= before


@pytest.mark.parametrize("room", get_args(RoomName))
def test_a_window_that_was_in_any_room_is_gone(dressed: QApplication, room: RoomName) -> None:
    window = opened("circle", (1280, 720))
    window.see(room=room)
    shown(window, "circle")
    weak = weakref.ref(window)
    ended(window)
    del window
    assert is_gone(weak)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize(
    "key", ["stage", "palette", "keys", "film", "layouts", "lessons", "tour", "second_screen"]
)
def test_a_window_in_which_a_card_was_opened_is_gone(dressed: QApplication, key: str) -> None:
    window = opened("circle", (1280, 720))
    window.commands[key].trigger()
    QApplication.processEvents()
    weak = weakref.ref(window)
    ended(window)
    del window
    assert is_gone(weak)
