"""What the columns of a diagram are called, over them in large letters: on stage, where nothing of them is edited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.names import layer_title
from ui.views.network_layout import Column
from wbsim.plan import Plan

_HIGH, _TYPE = 34, 14  # pixels at scale 1
_LEAST = 11.5


def captions_height(look: Look) -> int:
    """How much room they take over the diagram."""
    return round(_HIGH * look.scale)


def captions_of(plan: Plan, columns: Sequence[Column]) -> tuple[str, ...]:
    """The name of each column."""
    given = QCoreApplication.translate("NetworkView", "input")
    return tuple(given if one.place < 0 else _title(plan, one.place) for one in columns)


def _title(plan: Plan, number: int) -> str:
    """The name of a layer; a short one where many stand side by side."""
    if len(plan.rows) < 4 or plan.rows[number].kind == "dense":
        return layer_title(plan, number)
    translate = QCoreApplication.translate
    brief = {
        "convolution": translate("NetworkView", "conv. {n}"),
        "pooling": translate("NetworkView", "pool {n}"),
        "recurrent": translate("NetworkView", "recur. {n}"),
    }
    return brief[plan.rows[number].kind].format(n=number + 1)


def paint_captions(painter: QPainter, look: Look, columns: Sequence[Column], names: Sequence[str]) -> None:
    """Each name in the middle over its column, smaller where there is no room for it."""
    painter.setPen(look.theme.color("ink2"))
    for column, name in zip(columns, names, strict=True):
        painter.setFont(_face(name, 0.94 * column.pitch, look))
        box = QRectF(column.x - column.pitch, 0, 2 * column.pitch, 1.1 * captions_height(look))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


def _face(name: str, room: float, look: Look) -> QFont:
    face = themes.fitting_font(name, room, _TYPE * look.scale, 500)
    return face if face.pixelSize() >= _LEAST else themes.font(_LEAST, 500)
