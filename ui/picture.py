"""A picture of the window, or of one of its cards, at any update of a run, made without a screen and without a second thread;
and the numbers behind a card.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from PySide6.QtGui import QImage

from ui.arguments import RoomName
from ui.layouts import Layout
from ui.studio import DESK, Studio, application_for, image_of
from ui.takeout.catalog import sources
from ui.takeout.files import form_of, write
from ui.takeout.pictures import FORMS, LARGEST, Form, Wanted, picture_of, png_of
from ui.theme import Colors, Name
from wbsim.extracts import as_csv
from wbsim.problems import refuse
from wbsim.run import Run
from wbsim.session import Session
from wbsim.translation import Language, translated

__all__ = ["image_of", "save_data", "save_picture", "window_picture"]


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
    of: Run | Session, out: Path, updates: int, width: int, height: int, theme: Name, layout: Layout = DESK,
    tick: int = 0, scale: float = 1.0, language: Language | None = None, colors: Colors = "usual", text: float = 1.0,
) -> None:  # fmt: skip
    """Writes a picture as its ending says: PNG, with `scale` pixels for each of its size, SVG or PDF; raises `Refused`."""
    application_for(theme, language, colors)
    wanted = Wanted(cast("Form", form_of(out, FORMS)))
    if wanted.form == "png" and max(width, height) * scale > LARGEST:
        said = translated(
            "{wide}x{high} pixels are too many; {most} are the most on a side",
            wide=round(width * scale), high=round(height * scale), most=LARGEST,
        )  # fmt: skip
        raise refuse("--scale", said)
    with _shown(of, updates, (width, height), theme, layout, tick, scale, colors, text) as studio:
        if wanted.form == "png":  # the studio knows how a small picture is one of a larger window
            content = png_of(studio.image(), _title(studio))
        else:
            content = picture_of(studio.window, wanted, _title(studio))
    write(out, content)


def save_data(
    of: Run | Session,
    out: Path,
    updates: int,
    theme: Name,
    layout: Layout,
    name: str = "",
    language: Language | None = None,
) -> int:
    """Writes a table of a view as CSV, the one of a name or the first; gives how many lines it has. Raises `Refused`."""
    application_for(theme, language)
    card = layout.alone
    if card is None:
        said = translated(
            "{name} is no single view; data are of one, as timeline, plane or network", name=layout.name
        )
        raise refuse("--layout", said)
    offered = sources(card)
    if not offered:
        raise refuse("--layout", translated("the view {card} has no numbers of its own", card=card))
    if name and name not in [one.name for one in offered]:
        known = ", ".join(one.name for one in offered)
        said = translated(
            "the view {card} has no table {name}; it has {known}", card=card, name=name, known=known
        )
        raise refuse("--table", said)
    with _shown(of, updates, (1280, 720), theme, layout) as studio:
        snapshot, look = studio.window.snapshot, studio.window.look
        assert snapshot is not None
        # without a name the first that there is something of
        made = (one.make(snapshot, look) for one in offered if name in ("", one.name))
        extract = next((one for one in made if one is not None), None)
    if extract is None:
        said = translated("the view {card} has no such numbers at update {update}", card=card, update=updates)
        raise refuse("--layout", said)
    text = as_csv(extract)
    write(out, text.encode())
    return text.count("\n") - 1


@contextmanager
def _shown(
    of: Run | Session, updates: int, size: tuple[int, int], theme: Name, layout: Layout, tick: int = 0,
    ratio: float = 1.0, colors: Colors = "usual", text: float = 1.0,
) -> Iterator[Studio]:  # fmt: skip
    """A studio that shows that moment; raises `Refused`, as it does where a run has no such view."""
    studio = Studio(
        of if isinstance(of, Session) else of.until(updates),
        size,
        theme,
        layout,
        ratio,
        colors=colors,
        text=text,
    )
    try:
        studio.show(updates, tick)
        if layout.alone is not None and layout.alone not in studio.window.figure.cards:
            raise refuse("--layout", translated("this run has no view {card}", card=layout.alone))
        yield studio
    finally:
        studio.close()


def _title(studio: Studio) -> str:
    return f"{studio.session.experiment.title or 'wbsim'}, update {studio.session.here.state.update}"
