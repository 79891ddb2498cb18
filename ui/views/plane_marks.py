"""What lies on the decision plane: grid, points, the neuron's line and its handles, the ring of the traced point."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.layer import draw_card
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_line import HANDLE_ROOM, NeuronLine, Point

DISC = 13.5
_HANDLE = 7.5
_ROUND = 8.0  # the corners of the plot


def paint_empty(painter: QPainter, theme: Theme, size: QSize, sentence: str) -> None:
    """The card with nothing to show but a sentence."""
    draw_card(painter, theme, size)
    painter.setPen(theme.color("ink3"))
    painter.setFont(themes.font(13, 500))
    painter.drawText(QRectF(0, 0, size.width(), size.height()), Qt.AlignmentFlag.AlignCenter, sentence)


def paint_grid(painter: QPainter, theme: Theme, where: PlaneLayout) -> None:
    """Faint lines at round numbers, a little darker where a coordinate is 0."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    faint, axis = theme.color("ink"), theme.color("ink")
    faint.setAlphaF(0.07)
    axis.setAlphaF(0.17)
    across, up = where.marks
    right, bottom = where.left + where.side, where.top + where.side
    lines: dict[bool, list[QLineF]] = {False: [], True: []}
    for mark in across:
        x = where.pixel(mark, 0)[0]
        lines[mark == 0].append(QLineF(x, where.top, x, bottom))
    for mark in up:
        y = where.pixel(0, mark)[1]
        lines[mark == 0].append(QLineF(where.left, y, right, y))
    for is_axis, color in ((False, faint), (True, axis)):
        painter.setPen(QPen(color, 1))
        painter.drawLines(lines[is_axis])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def ground_of(look: Look) -> str:
    """The color around the plot: that of its card, or of the stage, where it has none."""
    return "bg" if look.stage and look.room == "network" else "panel"


def paint_edge(painter: QPainter, theme: Theme, plot: QRectF, ground: str = "panel") -> None:
    """The rounded edge of the plot, and what is around it in what its corners leave free."""
    square, corners = QPainterPath(), QPainterPath()
    square.addRect(plot)
    corners.addRoundedRect(plot, _ROUND, _ROUND)
    painter.fillPath(square.subtracted(corners), theme.color(ground))
    painter.setPen(theme.pen("line2", 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(plot.adjusted(-0.5, -0.5, 0.5, 0.5), _ROUND, _ROUND)


def paint_ring(painter: QPainter, look: Look, at: QPointF) -> None:
    """The ink ring around the traced point."""
    radius = 8.0 * max(0.9, look.scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, width in (("panel", 5.5), ("ink", 2.6)):
        painter.setPen(look.theme.pen(token, width * max(0.9, look.scale)))
        painter.drawEllipse(at, radius, radius)


def paint_brush(painter: QPainter, theme: Theme, middle: QPointF, radius: float, color: QColor) -> None:
    """The circle that a brush reaches, in the color that it draws."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (theme.pen("panel", 4.0), QPen(color, 2.0)):
        painter.setPen(pen)
        painter.drawEllipse(middle, radius, radius)


def paint_line(
    painter: QPainter, look: Look, where: PlaneLayout, line: NeuronLine, turnable: bool, has_bias: bool
) -> None:
    """The line z = 0, the way to it from the origin, its normal w, the disc that slides and the rings that turn it."""
    ends, grip = line.ends(where.window), line.grip(where.window)
    if ends is None or grip is None:
        return
    theme, grown = look.theme, max(1.0, look.scale)
    one, two = (QPointF(*where.pixel(*end)) for end in ends)
    painter.setPen(theme.pen("panel", 6.5 * grown))
    painter.drawLine(one, two)
    pen = theme.pen("weight", 2.6 * grown)
    pen.setDashPattern([11 / 2.6, 5 / 2.6])
    painter.setPen(pen)
    painter.drawLine(one, two)
    center = QPointF(*where.pixel(*grip))
    if has_bias and grip == line.foot and line.rest == 0 and _even(where, line):
        _paint_distance(painter, theme, QPointF(*where.pixel(*line.shift)), center, grown)
    _paint_normal(painter, theme, where, line, center, grown)
    if turnable:
        for handle in line.handles(where.window, HANDLE_ROOM / where.side):
            paint_handle(painter, theme, where.pixel(*handle), grown)
    if has_bias:
        paint_disc(painter, theme, center, line.b, grown)


def paint_thin_line(painter: QPainter, look: Look, where: PlaneLayout, line: NeuronLine, near: bool) -> None:
    """The line of a neuron that is not at hand: thin dashes, wider where a press would take hold of it."""
    ends = line.ends(where.window)
    if ends is None:
        return
    grown = max(1.0, look.scale)
    one, two = (QPointF(*where.pixel(*end)) for end in ends)
    painter.setOpacity(1.0 if near else 0.75)
    for token, wide in (("panel", 4.6 if near else 3.4), ("weight", 2.4 if near else 1.4)):
        pen = look.theme.pen(token, wide * grown)
        if token == "weight":
            pen.setDashPattern([7 / wide, 5 / wide])
        painter.setPen(pen)
        painter.drawLine(one, two)
    painter.setOpacity(1.0)


def _even(where: PlaneLayout, line: NeuronLine) -> bool:
    """Whether both axes show what the network counts at one scale, so that distances are what they seem."""
    (across, up), (one, two) = where.per_unit, line.scale
    return math.isclose(across * one, up * two, rel_tol=1e-6)


def _paint_distance(painter: QPainter, theme: Theme, origin: QPointF, foot: QPointF, grown: float) -> None:
    """−b / ‖w‖, the way from the origin to the line."""
    for token, width in (("panel", 7.0), ("bias_line", 4.0)):
        painter.setPen(theme.pen(token, width * grown))
        painter.drawLine(origin, foot)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("ink"))
    painter.drawEllipse(origin, 3 * grown, 3 * grown)


def _paint_normal(
    painter: QPainter, theme: Theme, where: PlaneLayout, line: NeuronLine, center: QPointF, grown: float
) -> None:
    """The direction in which z grows fastest, square to the line as it is seen: that of w where axes are even."""
    (one, two), (wide, tall) = line.slopes, where.per_unit
    right, high = one / wide, two / tall
    size = math.hypot(right, high)
    along = QPointF(right / size, -high / size)
    across = QPointF(-along.y(), along.x())
    tip, neck = center + along * 45 * grown, center + along * 33 * grown
    head = QPolygonF([tip, neck + across * 6.4 * grown, neck - across * 6.4 * grown])
    casing = theme.pen("panel", 3.5 * grown)
    casing.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(casing)
    painter.setBrush(theme.color("panel"))
    painter.drawPolygon(head)
    for token, width in (("panel", 7.5), ("weight", 4.0)):
        painter.setPen(theme.pen(token, width * grown))
        painter.drawLine(center, neck + along)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("weight"))
    painter.drawPolygon(head)


def paint_handle(painter: QPainter, theme: Theme, at: Point, grown: float) -> None:
    """The ring that a line is turned by."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(QPointF(*at), (_HANDLE + 2.6) * grown, (_HANDLE + 2.6) * grown)
    painter.setPen(theme.pen("weight", 3.2 * grown))
    painter.drawEllipse(QPointF(*at), (_HANDLE - 0.6) * grown, (_HANDLE - 0.6) * grown)


def paint_disc(painter: QPainter, theme: Theme, at: QPointF, bias: float, grown: float) -> None:
    """The bias disc: solid for b ≥ 0, pale and dashed below."""
    radius = DISC * grown * (1 + 0.12 * min(2.2, math.sqrt(abs(bias))))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(at, radius + 2.2, radius + 2.2)
    text: QColor
    if bias >= 0:
        painter.setBrush(theme.color("bias"))
        painter.setPen(theme.pen("bias_line", 1.2))
        text = QColor(theme.on_bias)
    else:
        painter.setBrush(theme.color("bias_pale"))
        pen = theme.pen("bias_line", 2.4)
        pen.setDashPattern([4.4 / 2.4, 3 / 2.4])
        painter.setPen(pen)
        text = theme.color("bias_text")
    painter.drawEllipse(at, radius - 0.6, radius - 0.6)
    painter.setPen(text)
    painter.setFont(themes.symbol_font(17 * grown))
    painter.drawText(
        QRectF(at.x() - radius, at.y() - radius - 1, 2 * radius, 2 * radius),
        Qt.AlignmentFlag.AlignCenter,
        "b",
    )
