"""What changes under the hand: the frame of the network that is selected, the halo of the one pointed at, the ring of the keys,
the line at the foot; and an empty wall that says what could stand there.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.views.fitted import fitted
from ui.views.wall_geometry import in_sections
from ui.views.wall_ground import CENTER, LEFT, small
from ui.views.wall_naming import tr
from ui.views.wall_zones import Zones, grown

_GHOSTS = 60


def paint_square(painter: QPainter, look: Look, square: QRect, token: str, width: float, out: float) -> None:
    """A frame around a picture, `out` pixels off, on a casing of the panel."""
    radius = 7.0 if square.width() >= 30 else 3.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    reach = out + width / 2
    for color, wide in (("panel", width + 2), (token, width)):
        pen = QPen(look.theme.color(color), wide)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(square).adjusted(-reach, -reach, reach, reach), radius, radius)


def paint_hovered(painter: QPainter, look: Look, square: QRect) -> None:
    """The halo of the picture under the pointer."""
    paint_square(painter, look, square, "ink3", 2.0, 0.5)


def paint_chosen(painter: QPainter, look: Look, square: QRect, ringed: bool) -> None:
    """The ink frame of the picture that is selected; a ring around it where the keys are."""
    wide = 3.0 if square.width() >= 30 else 2.0
    out = 1.5 if square.width() >= 44 else 0.5
    if ringed:
        paint_square(painter, look, square, "weight", 2.0, out + wide + 1)
    paint_square(painter, look, square, "ink", wide, out)


def paint_ring(painter: QPainter, look: Look, box: QRectF) -> None:
    """The ring of the focus around the card."""
    painter.setPen(look.theme.pen("weight", 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 11, 11)


def paint_foot(painter: QPainter, look: Look, room: QRect, wordings: list[tuple[str, str]]) -> None:
    """A line over the foot, and on it the longest wording that fits."""
    theme, g = look.theme, grown(look.scale)
    strong, plain = small(look, 600, 13), small(look, 500, 13)
    bold, thin = QFontMetricsF(strong), QFontMetricsF(plain)
    gap = 8 * g
    for name, rest in wordings:
        used = bold.horizontalAdvance(name) + gap if name else 0.0
        if used + thin.horizontalAdvance(rest) <= room.width():
            break
    box = QRectF(room)
    painter.setFont(strong)
    painter.setPen(theme.color("ink"))
    painter.drawText(box, LEFT, bold.elidedText(name, Qt.TextElideMode.ElideRight, room.width()))
    painter.setFont(plain)
    painter.setPen(theme.color("ink2"))
    painter.drawText(
        box.adjusted(used, 0, 0, 0),
        LEFT,
        thin.elidedText(rest, Qt.TextElideMode.ElideRight, room.width() - used),
    )


def paint_empty(painter: QPainter, look: Look, where: Zones, title: str, sentence: str) -> None:
    """Places without pictures, and in the middle what is waited for or could be."""
    theme, g, bed = look.theme, grown(look.scale), where.bed
    places = in_sections((bed.x(), bed.y(), bed.width(), bed.height()), (_GHOSTS,), 0, g)
    painter.setPen(theme.pen("line", 1))
    painter.setBrush(theme.color("sunk"))
    full = len(places) - len(places) % len(set(places.left.tolist()))  # no row is begun
    for place in range(full):
        painter.drawRoundedRect(QRectF(places.square(place)).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    wide = min(bed.width() - 20 * g, 460 * g)
    text = QRectF(0, 0, wide - 40 * g, 400)
    font = themes.font(max(12.5, 14 * look.scale), 500)
    painter.setFont(font)
    needed = painter.boundingRect(
        text, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter), sentence
    )
    high = needed.height() + 66 * g
    middle = QPointF(places.box.center())
    box = QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)
    painter.setPen(theme.pen("line", 1))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(box, 12, 12)
    head, face = fitted([title], wide - 32 * g, 17 * look.scale, 600)
    painter.setPen(theme.color("ink"))
    painter.setFont(face)
    painter.drawText(QRectF(box.left(), box.top() + 14 * g, wide, 26 * g), CENTER, head)
    painter.setPen(theme.color("ink2"))
    painter.setFont(font)
    painter.drawText(
        QRectF(box.left() + 20 * g, box.top() + 46 * g, wide - 40 * g, needed.height() + 4),
        int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter),
        sentence,
    )


def paint_none(painter: QPainter, look: Look, room: QRect, learned: int) -> None:
    """Where only failures are wished and there is none."""
    painter.setFont(themes.font(max(13.0, 15 * look.scale), 600))
    painter.setPen(look.theme.color("ink"))
    said = tr("All {n} networks have learned: there is no failure to show.").format(n=learned)
    painter.drawText(QRectF(room), int(CENTER | Qt.TextFlag.TextWordWrap), said)
