"""A picture of the whole window at any update of a run, made without a screen and without a second thread."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from ui import style
from ui.commands import Command
from ui.look import RoomName
from ui.pace import DEFAULT_SPEED
from ui.panels.banner import Banner
from ui.theme import Colors, Name, theme_of
from ui.window import MainWindow
from wbsim.problems import refuse
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot
from wbsim.variation import WallWish
from wbsim.wall import Wall, WallSeen

_SLOW = 4.0  # steps a second, where an update is walked


def window_picture(
    of: Run | Session, updates: int, size: tuple[int, int] = (1280, 720), theme: Name = "light", ratio: float = 1.0,
    room: RoomName = "network", tick: int = 0, colors: Colors = "usual", text: float = 1.0,
) -> QImage:  # fmt: skip
    """The window after that many updates and ticks of the next one, `size` × `ratio` pixels; raises `Refused`. It needs
    a QApplication.

    In the room of a population its wall has come so far. Of a run it is as if it had come so far; of a session all branches are there, and what it has recorded beyond.
    """
    session = of if isinstance(of, Session) else Session(of.until(updates))
    session.seek(updates)
    session.advance(updates - session.here.state.update)
    _walk(session, tick)
    window = MainWindow(_ignore, theme, colors, text)
    try:
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.resize(*size)
        window.show()
        window.see(room=room)
        window.take(session.snapshot(window.watch(session.here.plan)))
        window.see(room=room)  # not the one in which such a network opens
        QApplication.sendPostedEvents()
        shown = _snapshot(session, window)  # once more, for what the selection wants to know
        if shown.watch.wall is not None:
            shown = replace(shown, wall=_wall(session, shown.watch.wall, updates))
        window.take(shown)
        QApplication.sendPostedEvents()  # what the bar says of a wall is longer
        return image_of(window, ratio)
    finally:
        window.close()
        window.deleteLater()


def _snapshot(session: Session, window: MainWindow) -> Snapshot:
    watch = window.watch(session.here.plan)
    shown = session.snapshot(watch)
    goes_on = shown.state.divergence is None and not shown.is_past
    if window.look.room == "steps":  # there it is walked, not played
        return replace(shown, rung="product" if shown.tick else "batch", speed=_SLOW)
    return replace(shown, playing=goes_on, speed=DEFAULT_SPEED, pace=DEFAULT_SPEED if goes_on else 0.0)


def _wall(session: Session, wish: WallWish, updates: int) -> WallSeen:
    """The wall of a run after so many updates of all its networks; raises `Refused`."""
    wall = Wall(wish, wish.grid(session.experiment), threads=os.cpu_count() or 1)
    wall.build(lambda: False)
    wall.advance(updates)
    return wall.see(at_rest=True)


def _walk(session: Session, tick: int) -> None:
    """Into the coming update; raises `Refused` where it has not so many ticks."""
    total = session.walk.ladder.total if tick else 0
    if tick > total:
        raise refuse("--tick", f"{tick} is out of range; the update has {total} ticks")
    for _ in range(tick):
        session.walk.step("product")


def _ignore(command: Command) -> None:
    """A picture drives nothing."""


def image_of(widget: QWidget, ratio: float = 1.0) -> QImage:
    """A widget as an image, whether or not it is on screen."""
    for banner in widget.findChildren(Banner):
        banner.place()
    image = QImage(
        QSize(round(widget.width() * ratio), round(widget.height() * ratio)), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(ratio)
    widget.render(image)
    return image


def save_picture(
    of: Run | Session,
    out: Path,
    updates: int,
    width: int,
    height: int,
    theme: Name,
    room: RoomName = "network",
    tick: int = 0,
    colors: Colors = "usual",
    text: float = 1.0,
) -> None:
    """Writes a picture of the window, as `window_picture` makes it; raises `Refused` if it cannot be written."""
    application = QApplication.instance()
    if application is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QApplication(["wbsim"])
    assert isinstance(application, QApplication)
    style.dress(application, theme_of(theme, colors))
    image = window_picture(
        of, updates, (width, height), theme, room=room, tick=tick, colors=colors, text=text
    )
    if not image.save(str(out), "PNG"):  # type: ignore[call-overload]
        raise refuse(str(out), "the picture cannot be written there")
