"""What stands around the map: card, title, ticks, the names of the axes, the guides of the place with their values, and at the
foot the ramp.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views import surface_words
from ui.views.axis import ticks
from ui.views.equation import draw_line, line_width
from ui.views.layer import draw_card
from ui.views.surface_axes import AxisName
from ui.views.surface_field import level_text
from ui.views.surface_ramp import Ramp, colors
from ui.views.surface_where import MapLayout, Where
from wbsim.probes.axes import Place

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def grown(scale: float) -> float:
    """The scale of the card: type never becomes too small to be read."""
    return max(0.8, scale)


def paint_title(painter: QPainter, look: Look, size: QSize, at: QPointF, title: str) -> None:
    """A card with its title."""
    draw_card(painter, look.theme, size)
    painter.setPen(look.theme.color("ink"))
    painter.setFont(title_font(look))
    painter.drawText(at, title)


def title_font(look: Look) -> QFont:
    """The type of a card's title."""
    return themes.font(max(14.0, 17 * look.scale), 600)


def paint_axes(painter: QPainter, look: Look, where: Where, names: tuple[AxisName, AxisName]) -> None:
    """Ticks and names around the plot."""
    theme, scale, plot = look.theme, grown(look.scale), where.plot
    font = themes.font(max(11.5, 12 * scale), 500)
    painter.setFont(font)
    low_u, high_u, low_v, high_v = where.window
    most_u = max(2, int(plot.width() / (70 * scale)))
    most_v = max(2, int(plot.height() / (44 * scale)))
    for u in ticks(low_u, high_u, min(9, most_u)):
        x = where.point((u, low_v)).x()
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(x, plot.bottom() + 1, x, plot.bottom() + 5))
        painter.setPen(theme.color("ink2"))
        box = QRectF(x - 40 * scale, plot.bottom() + 5 * scale, 80 * scale, 18 * scale)
        painter.drawText(box, _CENTER, level_text(u) if u else "0")
    for v in ticks(low_v, high_v, min(9, most_v)):
        y = where.point((low_u, v)).y()
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(plot.left() - 5, y, plot.left() - 1, y))
        painter.setPen(theme.color("ink2"))
        box = QRectF(0, y - 9 * scale, plot.left() - 8 * scale, 18 * scale)
        painter.drawText(box, _RIGHT, level_text(v) if v else "0")


def paint_names(
    painter: QPainter, look: Look, where: Where, names: tuple[AxisName, AxisName], pill: float | None
) -> None:
    """The names of both axes; that of the upward one gives way to a pill at a height."""
    theme, scale = look.theme, grown(look.scale)
    plot, pixels = where.plot, round(max(12.5, 14 * scale))
    across, up = names[0].title, names[1].title
    at = QPointF(plot.center().x() - line_width(across, pixels) / 2, plot.bottom() + 42 * scale)
    draw_line(painter, theme, at, across, pixels)
    painter.save()
    if pill is not None and line_width(up, pixels) > plot.height() / 2 - 30 * scale:
        up = up[:2]
    wide, middle = line_width(up, pixels), plot.center().y()
    if pill is not None and abs(pill - middle) < wide / 2 + 18 * scale:
        above = plot.top() + wide / 2 + 4
        middle = above if pill - above > wide / 2 + 14 * scale else plot.bottom() - wide / 2 - 4
    painter.translate(17 * scale, middle)
    painter.rotate(-90)
    draw_line(painter, theme, QPointF(-wide / 2, 0), up, pixels)
    painter.restore()


def paint_guides(
    painter: QPainter, look: Look, where: Where, names: tuple[AxisName, AxisName], place: Place
) -> None:
    """From the place to both axes, each in the hue of its axis, ending in its value on a pill."""
    theme, scale, plot, point = look.theme, grown(look.scale), where.plot, where.point(place)
    x, y = min(max(point.x(), plot.left()), plot.right()), min(max(point.y(), plot.top()), plot.bottom())
    ends = (
        (names[0], QLineF(x, y, x, plot.bottom()), place[0]), (names[1], QLineF(x, y, plot.left(), y), place[1]),
    )  # fmt: skip
    for rank, (name, line, value) in enumerate(ends):
        for token, width in (("panel", 4.0), (name.line, 2.0)):
            pen = QPen(theme.color(token), width * max(0.9, scale))
            if token != "panel":
                pen.setDashPattern([2.6, 2.0])
            shade = theme.color(token)
            shade.setAlphaF(0.5 if token == "panel" else 1.0)
            pen.setColor(shade)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(line)
        _paint_pill(painter, theme, name, where.words(value, rank), line.p2(), line.x2() == line.x1(), scale)


def _paint_pill(
    painter: QPainter, theme: Theme, name: AxisName, text: str, at: QPointF, under: bool, scale: float
) -> None:
    font = themes.font(max(12.0, 14 * scale), 700)
    wide = max(44 * scale, QFontMetricsF(font).horizontalAdvance(text) + 16 * scale)
    high = 23 * scale
    middle = QPointF(at.x(), at.y() + 15 * scale) if under else QPointF(at.x() - 5 * scale - wide / 2, at.y())
    box = QRectF(max(2.0, middle.x() - wide / 2), middle.y() - high / 2, wide, high)
    painter.setPen(theme.pen(name.line, 1.6))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(box, high / 2, high / 2)
    painter.setPen(theme.color(name.text))
    painter.setFont(font)
    painter.drawText(box, _CENTER, text)


def paint_ramp(painter: QPainter, look: Look, parts: MapLayout, ramp: Ramp, lowest: str) -> None:
    """The bands from low to high with some of their numbers, and what is lowest."""
    if parts.ramp is None:
        return
    theme, scale, box = look.theme, grown(look.scale), parts.ramp
    small = themes.font(max(11.5, 12 * scale), 500)
    metrics = QFontMetricsF(small)
    low, high = surface_words.ramp_ends()
    left = box.left() + metrics.horizontalAdvance(low) + 8 * scale
    right = box.right() - metrics.horizontalAdvance(high) - 8 * scale
    bed = QRectF(left, box.top() + 17 * scale, right - left, 14 * scale)
    painter.setFont(small)
    painter.setPen(theme.color("loss_text"))
    painter.drawText(QRectF(box.left(), bed.top() - 4, left - box.left(), bed.height() + 8), _LEFT, low)
    painter.drawText(QRectF(right, bed.top() - 4, box.right() - right, bed.height() + 8), _RIGHT, high)
    table, count = colors(theme), len(ramp.levels) + 1
    painter.setPen(Qt.PenStyle.NoPen)
    for band in range(count):
        tone = int(table[round(band / max(1, count - 1) * (len(table) - 1))])
        painter.setBrush(QColor.fromRgb(tone))
        painter.drawRect(
            QRectF(
                bed.left() + band * bed.width() / count, bed.top(), bed.width() / count + 0.5, bed.height()
            )
        )
    painter.setPen(theme.pen("line2", 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bed)
    painter.setPen(theme.color("ink2"))
    last = -1e9
    for number, level in enumerate(ramp.levels):
        x, text = bed.left() + (number + 1) * bed.width() / count, level_text(level)
        wide = metrics.horizontalAdvance(text)
        if x - wide / 2 > last + 8 * scale:
            painter.drawText(QRectF(x - wide, bed.top() - 18 * scale, 2 * wide, 17 * scale), _CENTER, text)
            last = x + wide / 2
    painter.setPen(theme.color("ink2"))
    painter.drawText(
        QRectF(box.left() - 60 * scale, bed.bottom() + 2, box.width() + 60 * scale, 18 * scale),
        _RIGHT,
        lowest,
    )
