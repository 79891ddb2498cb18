"""The stage in a window of its own, on another screen if there is one: it shows the same snapshots as the desk, which
drives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QWidget

from ui.blank import Blank
from ui.figure import Figure
from ui.keys import ONCE
from ui.look import Look
from ui.stage_keys import name_of
from wbsim.snapshot import Snapshot

_SIZE = (1280, 720)  # where there is no other screen


def staged(look: Look) -> Look:
    """The look of the desk as the audience sees it: without what is opened over the room, and without the pointer."""
    return replace(
        look, stage=True, charts=False, counts=False, alone=None, cursor=None, hover=None, parameter=None,
        face="plane" if look.face == "answers" else look.face, spoken=replace(look.spoken, keys=False),
    )  # fmt: skip


def other_screen(own: QScreen | None, screens: list[QScreen]) -> QScreen | None:
    """A screen that is not the desk's; None where there is none."""
    return next((one for one in screens if one is not own), None)


@final
class Audience(QWidget):
    """What the audience sees. `pressed` gives the name of the action that a key has on stage; `closed` says that it went."""

    pressed = Signal(str)
    closed = Signal()

    def __init__(self, press: Callable[[str], None]) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("wbsim – stage"))
        self.figure, self.blank = Figure(self), Blank(self)
        self.figure.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the desk drives
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        for view in self.figure.findChildren(QWidget):
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pressed.connect(press)

    def open_on(self, screen: QScreen | None) -> None:
        """Fills a screen, or is a window that can be dragged there."""
        self.resize(*_SIZE)
        if screen is None:
            self.show()
        else:
            self.setGeometry(screen.geometry())
            self.showFullScreen()
        self.setFocus()

    def show_snapshot(self, snapshot: Snapshot, look: Look, due: frozenset[str] | None = None) -> None:
        """Shows a moment."""
        self.blank.theme = look.theme
        self.figure.show_snapshot(snapshot, staged(look), due)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.figure.setGeometry(self.rect())
        self.blank.fit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keeps the keys: nothing in it is to be reached."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the stage, wherever the focus is; those that leave it close this window."""
        name = name_of(event)
        if event.isAutoRepeat() and name in ONCE:
            return
        if name == "stage":
            self.close()
        elif name == "fullscreen":
            self.showNormal() if self.isFullScreen() else self.showFullScreen()
        elif name is not None:
            self.pressed.emit(name)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


def screens() -> list[QScreen]:
    """All screens that there are."""
    return QGuiApplication.screens()
