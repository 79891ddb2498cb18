"""How values that a network tells agree with the true ones: each against the other, in the units of the data. It paints
and knows no events.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.axis import nice_step, ticks
from wbsim.probes.fit import Fit

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _tr(text: str) -> str:
    return QCoreApplication.translate("Agreement", text)


def ends(pairs: NDArray[np.floating]) -> tuple[float, float]:
    """From where to where both axes go, (low, high): all true values with some room, in round numbers.

    What is told may lie outside, and is then drawn at the edge: a start that is far off must not hide the rest.
    """
    low, high = float(pairs[:, 0].min()), float(pairs[:, 0].max())
    spare = 0.08 * (high - low) or max(1.0, 0.1 * abs(high))
    step = nice_step((high - low + 2 * spare) / 10)
    return np.floor((low - spare) / step) * step, np.ceil((high + spare) / step) * step


def paint_agreement(
    painter: QPainter, look: Look, box: QRectF, pairs: NDArray[np.floating], unit: str, tested: bool
) -> None:
    """A square plot as large as `box` allows: across what is true, up what the network tells."""
    theme, grown, size = look.theme, max(1.0, look.scale), max(11.5, 12 * look.scale)
    low, high = ends(pairs)
    marks = ticks(low, high, 4)
    metrics = QFontMetricsF(themes.font(size, 500))
    names = [themes.number(mark) for mark in marks]
    left = max(map(metrics.horizontalAdvance, names)) + 8 + 18 * grown
    side = max(20.0, min(box.width() - left - 8, box.height() - 40 * grown))
    plot = QRectF(round(box.left() + left), round(box.top() + 2), round(side), round(side))
    painter.fillRect(plot, theme.color("sunk"))

    def at(value: float) -> float:
        return (value - low) / (high - low) * side

    painter.setFont(themes.font(size, 500))
    for mark, name in zip(marks, names, strict=True):
        painter.setPen(theme.pen("line", 1))
        x, y = round(plot.left() + at(mark)), round(plot.bottom() - at(mark))
        painter.drawLine(QPointF(x + 0.5, plot.top()), QPointF(x + 0.5, plot.bottom()))
        painter.drawLine(QPointF(plot.left(), y + 0.5), QPointF(plot.right(), y + 0.5))
        painter.setPen(theme.color("ink2"))
        level = min(y, plot.bottom() - 7 * grown)  # in the corner the two numbers leave each other room
        painter.drawText(QRectF(plot.left() - 86, level - 10, 80, 20), _RIGHT, name)
        painter.drawText(QRectF(x - 40, plot.bottom() + 2, 80, 16 * grown), _CENTER, name)
    painter.setPen(QPen(theme.color("ink3"), 1.4, Qt.PenStyle.DashLine))
    painter.drawLine(plot.bottomLeft(), plot.topRight())
    across = _tr("true ({unit})").format(unit=unit) if unit else _tr("true")
    up = _tr("predicted ({unit})").format(unit=unit) if unit else _tr("predicted")
    painter.setPen(theme.color("ink2"))
    painter.drawText(QRectF(plot.left(), plot.bottom() + 17 * grown, side, 20 * grown), _CENTER, across)
    painter.save()
    painter.translate(box.left() + 9 * grown, plot.center().y())
    painter.rotate(-90)
    painter.drawText(QRectF(-side / 2, -10 * grown, side, 20 * grown), _CENTER, up)
    painter.restore()
    places = np.clip((np.nan_to_num(pairs, nan=low) - low) / (high - low), 0.0, 1.0) * side
    spots = QPolygonF([QPointF(plot.left() + x, plot.bottom() - y) for x, y in places.tolist()])
    radius = (4.2 if len(pairs) <= 150 else 3.2) * grown
    for color, wide in _rings(look, tested):
        painter.setPen(QPen(color, wide * radius, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(spots)


def _rings(look: Look, tested: bool) -> tuple[tuple[QColor, float], ...]:
    """Discs one on the other that make a mark, with their widths in radii: hollow for test points."""
    panel, data = look.theme.color("panel"), look.theme.color("positive_class")
    return ((panel, 2.5), (data, 2.0), (panel, 1.1)) if tested else ((panel, 2.5), (data, 2.0))


def paint_figures(painter: QPainter, look: Look, box: QRectF, fit: Fit, unit: str) -> None:
    """R² in large type, and under it the typical error."""
    theme, grown = look.theme, max(1.0, look.scale)
    tested = fit.test_rmse is not None
    r2, rmse = (fit.test_r2, fit.test_rmse) if tested else (fit.train_r2, fit.train_rmse)
    big = themes.font((28 if look.compact else 36) * grown, 700)
    text = "–" if r2 is None else themes.fixed(r2, 3) if r2 > -10 else themes.number(r2)
    small, bold = (themes.font(max(11.5, 13 * look.scale), weight) for weight in (500, 700))
    line, tall = 1.35 * QFontMetricsF(small).height(), 1.05 * QFontMetricsF(big).height()
    painter.setFont(bold)
    painter.setPen(theme.color("ink2"))
    painter.drawText(QRectF(box.left(), box.top(), box.width(), line), _LEFT, "R²")
    painter.setFont(big)
    painter.setPen(theme.color("ink"))
    painter.drawText(QRectF(box.left(), box.top() + line, box.width(), tall), _LEFT, text)
    value = "–" if rmse is None else f"{themes.number(rmse)} {unit}".strip()
    words = (
        (_tr("of the test points") if tested else _tr("of the training points"), small, "ink2"),
        (_tr("RMSE {value}").format(value=value), bold, "loss_text"),
    )  # fmt: skip
    y = box.top() + line + tall
    for text, font, token in words:
        if y + line > box.bottom() + 1:
            return
        painter.setFont(font)
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(box.left(), y, box.width(), line), _LEFT, text)
        y += line
    rest = QRectF(box.left(), y + 0.3 * line, box.width(), box.bottom() - y)
    said, flags = (
        _tr("1 is perfect, 0 no better than the mean"),
        Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft,
    )
    painter.setFont(small)
    painter.setPen(theme.color("ink3"))
    if painter.boundingRect(rest, flags, said).height() <= rest.height() + 1:
        painter.drawText(rest, flags, said)
