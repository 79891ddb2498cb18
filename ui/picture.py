"""A picture of the whole window at any update of a run, made without a screen and without a second thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage

from ui.layouts import Layout
from ui.look import RoomName
from ui.studio import Studio, application_for, image_of
from ui.theme import Colors, Name
from wbsim.problems import refuse
from wbsim.run import Run
from wbsim.session import Session
from wbsim.translation import Language

__all__ = ["image_of", "save_picture", "window_picture"]


def window_picture(
    of: Run | Session, updates: int, size: tuple[int, int] = (1280, 720), theme: Name = "light", ratio: float = 1.0,
    room: RoomName = "network", tick: int = 0, colors: Colors = "usual", text: float = 1.0,
) -> QImage:  # fmt: skip
    """The window after that many updates and ticks of the next one, `size` × `ratio` pixels; raises `Refused`. It needs
    a QApplication.

    In the room of a population its wall has come so far. Of a run it is as if it had come so far; of a session all branches are there, and what it has recorded beyond.
    """
    studio = Studio(
        of if isinstance(of, Session) else of.until(updates), size, theme, Layout(room, room), ratio,
        colors=colors, text=text,
    )  # fmt: skip
    try:
        studio.show(updates, tick)
        return studio.image()
    finally:
        studio.close()


def save_picture(
    of: Run | Session,
    out: Path,
    updates: int,
    width: int,
    height: int,
    theme: Name,
    room: RoomName = "network",
    tick: int = 0,
    language: Language | None = None,
    colors: Colors = "usual",
    text: float = 1.0,
) -> None:
    """Writes a picture of the window, as `window_picture` makes it; raises `Refused` if it cannot be written."""
    application_for(theme, language, colors)
    image = window_picture(
        of, updates, (width, height), theme, room=room, tick=tick, colors=colors, text=text
    )
    if not image.save(str(out), "PNG"):  # type: ignore[call-overload]
        raise refuse(str(out), "the picture cannot be written there")
