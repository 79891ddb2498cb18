"""A widget as the bytes of a picture, in one of three forms; and a card by itself at any size, laid out anew for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal, get_args

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from ui.figure import Figure
from ui.look import Look
from ui.rooms.room import room_of
from ui.takeout.pdf import pdf_of
from ui.takeout.svg import svg_of
from wbsim.snapshot import Snapshot

Form = Literal["png", "svg", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
LARGEST = 16_384  # pixels of an edge


@dataclass(frozen=True)
class Wanted:
    """A picture that is wanted: its form; for PNG how many pixels stand for one of the layout; and the size that a card is laid
    out at, None for the one that it has.
    """

    form: Form = "png"
    scale: float = 1.0
    size: tuple[int, int] | None = None


def picture_of(widget: QWidget, wanted: Wanted, title: str) -> bytes:
    """The widget and all that is seen in it, as it is shown now."""
    if wanted.form == "svg":
        return svg_of(widget, title)
    if wanted.form == "pdf":
        return pdf_of(widget, title)
    return png_of(image_of(widget, wanted.scale), title)


def image_of(widget: QWidget, scale: float) -> QImage:
    """The widget as an image of `scale` pixels a unit, no edge longer than LARGEST pixels."""
    scale = min(scale, LARGEST / max(widget.width(), widget.height()))
    size = QSize(round(widget.width() * scale), round(widget.height() * scale))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    widget.render(image)
    return image


def png_of(image: QImage, title: str) -> bytes:
    """The bytes of a PNG; programs that print take one of two pixels a unit for 192 dots an inch."""
    dots = round(96 * image.devicePixelRatio() / 0.0254)
    plain = image.copy()
    plain.setDevicePixelRatio(1.0)
    plain.setDotsPerMeterX(dots)
    plain.setDotsPerMeterY(dots)
    plain.setText("Title", title)
    plain.setText("Software", "wbsim")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    plain.save(buffer, "PNG")  # type: ignore[call-overload]  # its stubs know bytes alone, and refuse them
    return bytes(buffer.data().data())


@contextmanager
def laid_out(snapshot: Snapshot, look: Look, card: str, size: tuple[int, int]) -> Iterator[QWidget]:
    """A card of its own that nobody sees, as it is in a window of that size where it is alone."""
    figure = Figure()
    try:
        figure.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        room = room_of(QSize(*size))
        figure.resize(*size)
        figure.set_room(room)
        figure.show()
        shown = replace(look, alone=card, compact=room.compact, scale=room.marks)
        for _ in range(2):  # what a view learns when it is first shown may move its parts
            figure.show_snapshot(snapshot, shown)
            QApplication.sendPostedEvents()
        yield figure
    finally:
        figure.close()
        figure.deleteLater()
