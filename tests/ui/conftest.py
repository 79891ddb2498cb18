"""What the window's tests share: a dressed application, runs to show, and a window without a player."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands, player, style
from ui.theme import LIGHT
from ui.window import MainWindow
from wbsim import presets, readiness
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform cannot pass on the smallest size of a window, and says so each time."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Every kernel is ready, so that no window waits for the compiler but where a test makes it wait."""
    for _ in readiness.ahead("float32", dense=True):
        pass


@pytest.fixture(scope="session", autouse=True)
def _set_aside(_compiled: None) -> None:
    """What imports, the list of tests and compiling have made is not looked through for garbage each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _swept(qapp: QApplication, _set_aside: None) -> Iterator[None]:
    """Windows are gone after their test: without a running event loop Qt would keep, and style, every one of them.

    Garbage is collected then alone, see `ui.garbage`.
    """
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.enable()


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application with fonts and style, as users have it."""
    style.dress(qapp, LIGHT)
    return qapp


class Stage:
    """A window and the session behind it: what the window posts is done at once, without a second thread."""

    def __init__(self, run: Run) -> None:
        self.session = Session(run)
        self.posted: list[commands.Command] = []
        self.driver = player.Player(run)
        self.window = MainWindow(self.post)

    def post(self, command: commands.Command) -> None:
        """Notes a command and does it."""
        self.posted.append(command)
        self.driver._safely(self.driver._do, self.session, command)
        while self.driver._driven.is_pressed(self.session):
            self.driver._safely(self.driver._go_on, self.session)

    def of(self, kind: type) -> list[commands.Command]:
        """The commands of one kind, oldest first."""
        return [command for command in self.posted if isinstance(command, kind)]

    def snapshot(self) -> Snapshot:
        """The session as the window would see it."""
        watch = self.window.watch(self.session.moment.progress.plan)
        driver = self.driver
        return replace(
            self.session.snapshot(watch),
            refusal=driver._refusal,
            playing=driver._moving(self.session),
            rung=driver._driven.pace.rung,
            speed=driver._driven.pace.speed,
            wall=driver.wall_drive.see(self.session) if watch.wall is not None else None,
            scene=driver._scenes.shown,
        )

    def refresh(self) -> None:
        """Shows the session."""
        self.window.take(self.snapshot())


@pytest.fixture
def stage(qtbot: QtBot, dressed: QApplication) -> Iterator[Callable[..., Stage]]:
    """Makes a window on a preset, shown, after some updates."""
    made: list[Stage] = []

    def make(name: str = "circle", updates: int = 0, size: tuple[int, int] = (1280, 720)) -> Stage:
        one = Stage(Run(experiment=presets.load(name).experiment))
        one.session.advance(updates)
        qtbot.addWidget(one.window)
        one.window.resize(*size)
        one.window.show()
        one.window.activateWindow()
        qtbot.waitUntil(one.window.isActiveWindow)  # shortcuts reach none but the active window
        one.refresh()
        made.append(one)
        return one

    yield make
    for one in made:
        one.window.close()
