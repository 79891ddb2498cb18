"""The line under a network diagram that says what its marks mean. It knows no network."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.bias_disc import Disc, paint_disc
from ui.views.network_edges import edge_pen, edge_width
from ui.views.network_layout import Box
from ui.views.network_plus_units import paint_unit

HEIGHT = 42.0  # pixels at scale 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkLegend", text)


class _Pen:
    """Writes along a line, from left to right, and knows when it is full."""

    def __init__(self, painter: QPainter, look: Look, box: Box) -> None:
        self.painter, self.look = painter, look
        self.x, self.y, self.end = box.x, box.y + box.height / 2, box.right
        self.grown = max(1.0, look.scale)

    def word(self, text: str, token: str, weight: int = 500, gap: float = 6) -> None:
        font = themes.font(max(11.5, 12.5 * self.look.scale), weight)
        width = QFontMetricsF(font).horizontalAdvance(text)
        self.painter.setFont(font)
        self.painter.setPen(self.look.theme.color(token))
        self.painter.drawText(
            QRectF(self.x, self.y - 12 * self.grown, width + 2, 24 * self.grown),
            Qt.AlignmentFlag.AlignVCenter,
            text,
        )
        self.x += width + gap * self.grown

    def edge(self, value: float, length: float, scale: float, token: str = "") -> None:
        color = self.look.theme.color(token or ("negative" if value < 0 else "weight"))
        self.painter.setPen(edge_pen(color, edge_width(value, scale), value < 0))
        self.painter.drawLine(QLineF(self.x, self.y, self.x + length * self.grown, self.y))
        self.x += (length + 5) * self.grown

    def disc(self, value: float) -> None:
        at, scale = self.x + 12 * self.grown, 11 / 16.4 * self.grown
        paint_disc(self.painter, self.look.theme, at, self.y, Disc(value), scale)
        self.x += 28 * self.grown

    def unit(self) -> None:
        size = 11 * self.grown
        paint_unit(self.painter, self.look.theme, (self.x + size, self.y), size)
        self.x += 2 * size + 6 * self.grown

    def map(self, stops: tuple[str, ...], pixels: float) -> None:
        length, tall = pixels * self.grown, 10 * self.grown
        ramp = QLinearGradient(QPointF(self.x, 0), QPointF(self.x + length, 0))
        for k, stop in enumerate(stops):
            ramp.setColorAt(k / (len(stops) - 1), stop)
        self.painter.setPen(self.look.theme.pen("line2", 1))
        self.painter.setBrush(ramp)
        self.painter.drawRoundedRect(QRectF(self.x, self.y - tall / 2, length, tall), 3, 3)
        self.x += length + 6 * self.grown


def paint_legend(painter: QPainter, look: Look, box: Box, scale: float) -> None:
    """What edges and discs mean; `scale` is that of the edges in the diagram."""
    pen = _Pen(painter, look, box)
    _rule(painter, look.theme, box)
    pen.word(_tr("weight"), "weight_text", 700, 10)
    for value in (0.5, 1, 2, 3):
        pen.edge(value, 24, scale)
        pen.word(f"{value:g}", "ink2", 500, 10)
    pen.edge(-1.0, 34, scale)
    pen.word(_tr("negative"), "negative_text", 500, 24)
    if pen.x + 220 * pen.grown > pen.end:
        return
    pen.word(_tr("bias"), "bias_text", 700, 8)
    pen.disc(1.0)
    pen.word(_tr("positive"), "ink2", 500, 14)
    pen.disc(-1.0)
    pen.word(_tr("negative"), "ink2")


def paint_plus_legend(painter: QPainter, look: Look, box: Box, scale: float) -> None:
    """What edges mean where biases are edges too."""
    pen = _Pen(painter, look, box)
    _rule(painter, look.theme, box)
    pen.unit()
    pen.word(_tr("always 1, learns nothing"), "ink2", 500, 24)
    pen.edge(0.8, 30, scale, "bias_line")
    pen.word(_tr("bias"), "bias_text", 700, 18)
    pen.edge(-0.8, 34, scale, "bias_line")
    pen.word(_tr("negative bias"), "bias_text", 700, 18)
    if pen.x + 90 * pen.grown > pen.end:
        return
    pen.edge(0.8, 30, scale)
    pen.word(_tr("weight"), "weight_text", 700, 18)
    if pen.x + 110 * pen.grown > pen.end:
        return
    pen.edge(-0.8, 34, scale)
    pen.word(_tr("negative"), "negative_text", 500)


def paint_wide_legend(painter: QPainter, look: Look, box: Box) -> None:
    """What the pictures of a wide network mean."""
    pen = _Pen(painter, look, box)
    _rule(painter, look.theme, box)
    pen.word(_tr("weights"), "weight_text", 700, 8)
    pen.word(_tr("a row per neuron"), "ink2", 500, 24)
    pen.word(_tr("bias"), "bias_text", 700, 8)
    pen.word(_tr("filled: positive, dashed: negative"), "ink2", 500, 24)
    if pen.x + 190 * pen.grown > pen.end:
        return
    pen.word(_tr("activation"), "ink", 700, 8)
    pen.word("−", "ink2", 500, 4)
    pen.map(look.theme.activation, 90)
    pen.word("+", "ink2")


def paint_layers_legend(painter: QPainter, look: Look, box: Box) -> None:
    """What the pictures of a network of several kinds of layers mean."""
    pen = _Pen(painter, look, box)
    _rule(painter, look.theme, box)
    pen.word(_tr("weights"), "weight_text", 700, 8)
    pen.word("−", "ink2", 500, 4)
    pen.map(look.theme.parameter_map, 64)
    pen.word("+", "ink2", 500, 24)
    pen.word(_tr("bias"), "bias_text", 700, 8)
    pen.disc(1.0)
    pen.word(_tr("positive"), "ink2", 500, 10)
    pen.disc(-1.0)
    pen.word(_tr("negative"), "ink2", 500, 24)
    if pen.x + 170 * pen.grown > pen.end:
        return
    pen.word(
        _tr("what is made of the sample"), "ink", 700, 8
    ) if pen.x + 310 * pen.grown < pen.end else pen.word(_tr("values"), "ink", 700, 8)
    pen.word("−", "ink2", 500, 4)
    pen.map(look.theme.activation, 64)
    pen.word("+", "ink2")


def _rule(painter: QPainter, theme: Theme, box: Box) -> None:
    painter.setPen(theme.pen("line", 1))
    y = round(box.y) + 0.5
    painter.drawLine(QLineF(box.x, y, box.right, y))
