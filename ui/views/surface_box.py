"""The box that a relief stands in: floor, the two walls behind it, ticks and names along the three edges that are in sight."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.axis import Scale, ticks
from ui.views.equation import Piece, draw_line, line_width
from ui.views.surface_axes import AxisName
from ui.views.surface_field import level_text
from ui.views.surface_frame import grown
from ui.views.surface_ramp import Ramp
from ui.views.surface_turn import Stand
from wbsim.probes.ground import Window

_CENTER = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_walls(painter: QPainter, look: Look, stand: Stand, ramp: Ramp) -> None:
    """Floor and back walls, with lines at the ticks of the loss."""
    theme = look.theme
    near_u, near_v = stand.nearest
    painter.setPen(theme.pen("line2", 1))
    painter.setBrush(theme.color("sunk"))
    for corners in (
        ((-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)),
        ((-near_u, -1, 0), (-near_u, 1, 0), (-near_u, 1, 1), (-near_u, -1, 1)),
        ((-1, -near_v, 0), (1, -near_v, 0), (1, -near_v, 1), (-1, -near_v, 1)),
    ):
        painter.drawPolygon(QPolygonF([stand.point(*corner) for corner in corners]))
    painter.setPen(theme.pen("line", 1))
    for level in loss_ticks(ramp):
        h = _height(ramp, level)
        corner = stand.point(-near_u, -near_v, h)
        painter.drawLine(QLineF(stand.point(near_u, -near_v, h), corner))
        painter.drawLine(QLineF(corner, stand.point(-near_u, near_v, h)))


def loss_ticks(ramp: Ramp) -> list[float]:
    """Round losses along the upright edge."""
    return Scale(ramp.low, ramp.high, ramp.log).ticks(4)


def _height(ramp: Ramp, level: float) -> float:
    return float(ramp.share(np.array([level]))[0])


def paint_edges(
    painter: QPainter,
    look: Look,
    stand: Stand,
    window: Window,
    names: tuple[AxisName, AxisName],
    ramp: Ramp,
    loss: str,
) -> None:
    """Numbers and names along the near edges of the floor, and along the upright edge at the left."""
    near_u, near_v = stand.nearest
    _paint_edge(painter, look, stand, (window[0], window[1]), names[0], lambda t: (t, near_v))
    _paint_edge(painter, look, stand, (window[2], window[3]), names[1], lambda t: (near_u, t))
    _paint_upright(painter, look, stand, ramp, loss)


def _paint_edge(
    painter: QPainter,
    look: Look,
    stand: Stand,
    ends: tuple[float, float],
    name: AxisName,
    at: Callable[[float], tuple[float, float]],
) -> None:
    """One edge of the floor; `at` gives the place of a share of it, from −1 to 1."""
    theme, scale = look.theme, grown(look.scale)
    low, high = ends
    middle, inner = stand.point(*at(0.0), 0), stand.point(0, 0, 0)
    away = _unit(middle - inner)
    font = themes.font(max(11.5, 12 * scale), 500)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    begin, end = stand.point(*at(-1.0), 0), stand.point(*at(1.0), 0)
    painter.setPen(theme.pen("line2", 1))
    painter.drawLine(QLineF(begin, end))
    length = QLineF(begin, end).length()
    for value in ticks(low, high, max(2, int(length / (52 * scale)))):
        point = stand.point(*at(2 * (value - low) / (high - low) - 1), 0)
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(point, point + away * (5 * scale)))
        text = level_text(value) if value else "0"
        wide = metrics.horizontalAdvance(text)
        center = point + away * (9 * scale + 0.5 * abs(away.x()) * wide + 4 * scale)
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(center.x() - 40, center.y() - 10, 80, 20), _CENTER, text)
    pixels = round(max(12.5, 14 * scale))
    title = name.title[:2]
    wide = line_width(title, pixels)
    center = middle + away * (34 * scale + 0.5 * abs(away.x()) * wide)
    draw_line(painter, theme, QPointF(center.x() - wide / 2, center.y() + 0.35 * pixels), title, pixels)


def _unit(step: QPointF) -> QPointF:
    length = max(1e-9, (step.x() ** 2 + step.y() ** 2) ** 0.5)
    return QPointF(step.x() / length, step.y() / length)


def _paint_upright(painter: QPainter, look: Look, stand: Stand, ramp: Ramp, loss: str) -> None:
    theme, scale = look.theme, grown(look.scale)
    u, v = stand.leftmost
    foot, top = stand.point(u, v, 0), stand.point(u, v, 1)
    painter.setPen(theme.pen("line2", 1))
    painter.drawLine(QLineF(foot, top))
    painter.setFont(themes.font(max(11.5, 12 * scale), 500))
    numbers = 0.0
    for level in loss_ticks(ramp):
        numbers = max(numbers, painter.fontMetrics().horizontalAdvance(level_text(level)))
        point = stand.point(u, v, _height(ramp, level))
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(point.x() - 5 * scale, point.y(), point.x(), point.y()))
        painter.setPen(theme.color("ink2"))
        painter.drawText(
            QRectF(point.x() - 70 * scale, point.y() - 10, 62 * scale, 20),
            _RIGHT,
            level_text(level) if level else "0",
        )
    pixels = round(max(12.5, 14 * scale))
    title = (Piece(loss, token="loss_text", face="strong"),)
    painter.save()
    painter.translate(
        max(18 * scale, min(foot.x(), top.x()) - numbers - 20 * scale), (foot.y() + top.y()) / 2
    )
    painter.rotate(-90)
    draw_line(painter, theme, QPointF(-line_width(title, pixels) / 2, 0), title, pixels)
    painter.restore()
