"""Paints the table of the count of parameters. It knows counts alone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.count_layout import CountLayout
from ui.views.network_layout import Box
from wbsim.counting import LayerCount, together

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_table(
    painter: QPainter, look: Look, layout: CountLayout, lines: tuple[LayerCount, ...], counts: tuple[LayerCount, ...]
) -> None:  # fmt: skip
    """Names of columns, a line a layer, and the sum of all."""
    theme, whole = look.theme, together(counts)
    trains = whole.moved < whole.both
    ends = _ends(layout.head, trains)
    small = max(11.5, 12 * look.scale)
    biases = _tr("edges from +1") if look.plus_one >= 0.5 else _tr("biases")
    heads = (
        (_tr("weights"), "weight_text", 600), (biases, "bias_text", 600), (_tr("together"), "ink2", 500), (_tr("train"), "ink2", 500),
    )  # fmt: skip
    painter.setFont(themes.font(small, 500))
    painter.setPen(theme.color("ink2"))
    painter.drawText(_box(layout.head), _LEFT, _tr("layer"))
    for (text, token, weight), end in zip(heads, ends, strict=False):
        painter.setFont(themes.font(small, weight))
        painter.setPen(theme.color(token))
        painter.drawText(_up_to(layout.head, end), _RIGHT, text)
    for k, (line, box) in enumerate(zip(lines, layout.rows, strict=False)):
        if k % 2 == 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sunk"))
            painter.drawRoundedRect(_box(box), 6, 6)
        _paint_line(painter, look, box, layout.head.x, ends, line, 600)
    painter.setPen(theme.pen("line2", 2))
    y = layout.total.y - 1
    painter.drawLine(QLineF(layout.head.x - 8, y, layout.head.right + 8, y))
    _paint_line(painter, look, layout.total, layout.head.x, ends, whole, 700)


def _paint_line(
    painter: QPainter, look: Look, box: Box, left: float, ends: tuple[float, ...], line: LayerCount, weight: int
) -> None:  # fmt: skip
    theme, is_sum = look.theme, weight == 700
    pixels = min(max(11.5, (16 if is_sum else 14) * look.scale), 0.72 * box.height)
    name = _tr("All layers") if is_sum else line.name[:1].upper() + line.name[1:]
    painter.setFont(themes.font(max(11.5, min(14 * look.scale, 0.72 * box.height)), 600))
    painter.setPen(theme.color("ink"))
    painter.drawText(QRectF(left, box.y, ends[0] - left, box.height), _LEFT, name)
    count = themes.count
    weights = count(line.weights)
    product = f"{count(line.fan_out)} · {count(line.fan_in)} = {weights}"
    name_end = left + QFontMetricsF(painter.font()).horizontalAdvance(name) + 10
    font = themes.font(pixels, weight)
    if line.fan_in and QFontMetricsF(font).horizontalAdvance(product) <= ends[0] - name_end:
        weights = product
    figures = (
        (weights, "weight_text"),
        (count(line.biases) if line.biases else _tr("off") if line.fan_in else "0", "bias_text" if line.biases else "ink2"),
        (count(line.both), "ink"),
        (count(line.moved), "ink" if line.moved else "ink2"),
    )  # fmt: skip
    painter.setFont(font)
    for (text, token), end in zip(figures, ends, strict=False):
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(end - 200, box.y, 200, box.height), _RIGHT, text)


def _ends(head: Box, trains: bool) -> tuple[float, ...]:
    """Where the columns end; a fourth one where some parameters are held still."""
    shares = (0.46, 0.68, 0.85, 1.0) if trains else (0.52, 0.76, 1.0)
    return tuple(head.x + share * head.width for share in shares)


def _box(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _up_to(box: Box, end: float) -> QRectF:
    return QRectF(box.x, box.y, end - box.x, box.height)


def _tr(text: str) -> str:
    return QCoreApplication.translate("CountView", text)
