"""Paints the charts of a layer's row: how its values are spread, where its weights and biases lie, and how large its
gradients are on an axis that all layers share, so that vanishing is seen as sliding to the left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.views.axis import nice_step
from ui.views.detective_chart import paint_bars
from ui.views.detective_words import CENTER, LEFT, RIGHT, type_size, width_of, write
from wbsim.plan import Row
from wbsim.probes.health import Health, LayerHealth
from wbsim.probes.spreads import BINS, DECADES, PER_DECADE, Sizes, Spread

_RUG = 48  # weights up to which each is a tick of its own; more are counted in bins
_BARS = 32  # bins of weights
_MOST = 20_000  # weights that are looked at for the picture, at most


def _tr(text: str) -> str:
    return QCoreApplication.translate("Detective", text)


@dataclass(frozen=True)
class Axes:
    """What all rows share: the decades of gradients, from `first` to `last`, and the reach ±`reach` of parameters."""

    first: int
    last: int
    reach: float


def axes_of(health: Health) -> Axes:
    """Axes that hold everything; in steps of two decades, so that they change seldom."""
    used = np.zeros((DECADES[1] - DECADES[0]) * PER_DECADE, np.int64)
    for layer in health.layers:
        used += layer.weight_gradient.counts
        if layer.bias_gradient is not None:
            used += layer.bias_gradient.counts
    places = np.flatnonzero(used)
    low, high = (int(places[0]), int(places[-1])) if len(places) else (24, 40)
    first = DECADES[0] + low // PER_DECADE // 2 * 2
    last = DECADES[0] + -(-(high + 1) // (2 * PER_DECADE)) * 2
    if last - first < 4:
        first = min(first, last - 4)
    spreads = [s for layer in health.layers for s in (layer.weights, layer.biases) if s is not None]
    largest = max(max(-s.least, s.largest) for s in spreads)
    largest *= 1.04  # so that what lies at the end is seen whole
    step = nice_step(max(largest, 1e-9) / 2) if math.isfinite(largest) else 1.0
    return Axes(max(first, DECADES[0]), last, max(step * math.ceil(largest / step - 1e-9), step))


# --- values ------------------------------------------------------------------------------------------------


def bed(painter: QPainter, look: Look, box: QRectF) -> None:
    """The ground of a chart."""
    painter.fillRect(box, look.theme.color("sunk"))


def paint_activations(painter: QPainter, look: Look, box: QRectF, spread: Spread) -> None:
    """Bars of the share of values in each bin; negative ones brown, others teal, as inside neurons."""
    theme = look.theme
    bed(painter, look, box)
    most = max(1, int(spread.counts.max()))
    step, zero = box.width() / BINS, (0.0 - spread.low) / (spread.high - spread.low) * BINS
    colors = QColor(theme.activation[0]), QColor(theme.activation[2])
    places = np.flatnonzero(spread.counts)
    left, top = box.left() + places * step, box.bottom() - _heights(spread.counts[places], most, box)
    for sign, color in enumerate(colors):
        some = (places + 0.5 >= zero) == bool(sign)
        paint_bars(painter, color, left[some], top[some], left[some] + step - 1, box.bottom())
    x = box.left() + zero * step
    painter.setPen(theme.pen("ink3", 1))
    if box.left() - 1 < x < box.right() + 1:
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
    painter.setPen(theme.pen("line2", 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())


def _heights(counts: NDArray[np.int64], most: int, box: QRectF) -> NDArray[np.float64]:
    """How high bars are; what is there is seen, however little it is."""
    return np.maximum(1.5, (box.height() - 4) * counts / most)


def paint_ends(painter: QPainter, look: Look, box: QRectF, spread: Spread) -> None:
    """From where to where the values go, under the bars."""
    for value, side in ((spread.low, LEFT), (spread.high, RIGHT)):
        write(painter, look, box, short(value), size=11.5, token="ink3", side=side)
    zero = (0.0 - spread.low) / (spread.high - spread.low)
    if 0.12 < zero < 0.88:
        middle = QRectF(box.left() + zero * box.width() - 20, box.top(), 40, box.height())
        write(painter, look, middle, "0", size=11.5, token="ink3", side=CENTER)


def short(value: float) -> str:
    """A number at the end of an axis."""
    if value == 0:
        return "0"
    return themes.number(value, 1 if abs(value) >= 1 and value == round(value) else 2)


# --- weights and biases ------------------------------------------------------------------------------------


def paint_parameters(
    painter: QPainter, look: Look, box: QRectF, row: Row, theta: NDArray[np.floating], axes: Axes
) -> None:
    """Weights over the line, biases under it: each where it lies, or bars where there are many."""
    theme = look.theme
    bed(painter, look, box)
    line = box.top() + 0.6 * box.height()
    middle = box.center().x()
    painter.setPen(theme.pen("ink3", 1))
    painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.bottom()))
    painter.setPen(theme.pen("line2", 1))
    painter.drawLine(QPointF(box.left(), line), QPointF(box.right(), line))
    above = QRectF(box.left(), box.top() + 2, box.width(), line - box.top() - 2)
    below = QRectF(box.left(), line + 1, box.width(), box.bottom() - line - 2)
    weights = row.weights_of(theta).ravel()
    _paint_numbers(painter, above, weights, axes.reach, theme.color("weight"), upward=True)
    biases = row.biases_of(theta)
    if biases is None:
        write(painter, look, below.adjusted(6, 0, 0, 0), _tr("biases off"), size=11.5, token="ink3")
    elif len(biases) <= _RUG:
        _paint_discs(painter, look, below, biases, axes.reach)
    else:
        _paint_numbers(painter, below, biases, axes.reach, theme.color("bias_line"), upward=False)


def _paint_numbers(
    painter: QPainter, box: QRectF, numbers: NDArray[np.floating], reach: float, color: QColor, upward: bool
) -> None:
    if len(numbers) > _MOST:
        numbers = numbers[:: len(numbers) // _MOST + 1]
    shares = np.clip((np.nan_to_num(numbers.astype(float)) / reach + 1) / 2, 0, 1)
    if len(numbers) <= _RUG:
        color = QColor(color)
        color.setAlphaF(0.72)
        top, tall = box.top() + 0.25 * box.height(), 0.75 * box.height()
        x = box.left() + shares * box.width()
        paint_bars(painter, color, x - 1, top, x + 1, top + tall)
        return
    counts = np.bincount(np.minimum((shares * _BARS).astype(int), _BARS - 1), minlength=_BARS)
    places, step = np.flatnonzero(counts), box.width() / _BARS
    high = np.maximum(1.5, box.height() * counts[places] / max(1, int(counts.max())))
    left = box.left() + places * step
    first = box.bottom() - high if upward else np.full(len(places), box.top())
    paint_bars(painter, color, left, first, left + step - 1, first + high)


def _paint_discs(
    painter: QPainter, look: Look, box: QRectF, biases: NDArray[np.floating], reach: float
) -> None:
    """Biases as small discs: filled where b ≥ 0, pale where b < 0."""
    theme, r = look.theme, min(4.4 * max(0.9, look.scale), 0.42 * box.height())
    for bias in biases.tolist():
        share = min(1.0, max(0.0, ((bias if math.isfinite(bias) else 0.0) / reach + 1) / 2))
        at = QPointF(box.left() + share * box.width(), box.center().y())
        painter.setPen(theme.pen("bias_line", 1.3))
        painter.setBrush(theme.color("bias" if bias >= 0 else "bias_pale"))
        painter.drawEllipse(at, r, r)


# --- gradients ---------------------------------------------------------------------------------------------


def place_of(size: float, axes: Axes, box: QRectF) -> float:
    """Where a gradient's size lies along the axis that all rows share."""
    if not size > 0:
        return box.left()
    power = math.log10(size) if math.isfinite(size) else axes.last
    share = (power - axes.first) / (axes.last - axes.first)
    return box.left() + box.width() * min(1.0, max(0.0, share))


def paint_gradients(painter: QPainter, look: Look, box: QRectF, layer: LayerHealth, axes: Axes) -> None:
    """Bars of the share of ∂L/∂w in each quarter of a decade, and what share of them is exactly 0."""
    theme, sizes = look.theme, layer.weight_gradient
    bed(painter, look, box)
    painter.setPen(theme.pen("grid", 1))
    for decade in range(axes.first, axes.last + 1, 2):
        x = place_of(10.0**decade, axes, box)
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
    most = max(1, int(sizes.counts.max()))
    begin, end = (axes.first - DECADES[0]) * PER_DECADE, (axes.last - DECADES[0]) * PER_DECADE
    step = box.width() / (end - begin)
    color = theme.mixed("loss", "panel", 0.5)
    places = np.flatnonzero(sizes.counts[begin:end])
    left, high = box.left() + places * step, _heights(sizes.counts[begin + places], most, box)
    paint_bars(painter, color, left, box.bottom() - high, left + step - 1, box.bottom())
    painter.setPen(theme.pen("line2", 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    words = _zeros(sizes)
    if words:
        label = QRectF(
            box.left() + 3, box.top() + 2, width_of(look, words, 11.5) + 6, 1.4 * type_size(look, 11.5)
        )
        _on_bed(painter, look, label, words, size=11.5, weight=500)


def _zeros(sizes: Sizes) -> str:
    """What share of the gradients is exactly 0; nothing where none is."""
    if not sizes.zeros:
        return ""
    share = sizes.zeros / max(1, sizes.total)
    return _tr("all are 0") if share == 1 else _tr("{share} % are 0").format(share=max(1, round(100 * share)))


def _on_bed(painter: QPainter, look: Look, box: QRectF, words: str, *, size: float, weight: int) -> None:
    """Words over bars, on a ground that lets a little of them through."""
    ground = look.theme.color("sunk")
    ground.setAlphaF(0.86)
    painter.fillRect(box, ground)
    write(painter, look, box.adjusted(2, 0, 8, 0), words, size=size, weight=weight, token="loss_text")


def paint_typical(painter: QPainter, look: Look, boxes: list[QRectF], health: Health, axes: Axes) -> None:
    """The typical size of each row's gradients, joined from row to row: a straight way down where none vanishes."""
    theme, before = look.theme, None
    for box, layer in zip(boxes, health.layers, strict=True):
        size = layer.weight_gradient.rms
        if not size > 0:
            before = None
            continue
        x = place_of(size, axes, box)
        if before is not None:
            pen = QPen(theme.color("loss"), 1.6)
            pen.setDashPattern([1, 2.6])
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(before, QPointF(x, box.top()))
        painter.setPen(theme.pen("loss", 2.6))
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        before = QPointF(x, box.bottom())
        words = themes.number(size, 2)
        wide = width_of(look, words, 12, 700)
        left = x - wide - 8 if x + wide + 8 > box.right() else x + 6
        tall = 1.35 * type_size(look, 12)
        zeros = _zeros(layer.weight_gradient)
        hidden = bool(zeros) and left < box.left() + width_of(look, zeros, 11.5) + 14
        top = box.top() + 2 + (tall if hidden and box.height() > 2.2 * tall else 0)
        _on_bed(painter, look, QRectF(left - 2, top, wide + 4, tall), words, size=12, weight=700)


def paint_decades(painter: QPainter, look: Look, box: QRectF, axes: Axes) -> None:
    """The numbers of the shared axis, under the last row."""
    most = width_of(look, "10⁻¹⁰", 11.5) + 8
    decade = box.width() / (axes.last - axes.first)
    stride = next(wide for wide in (2, 4, 6, 8, 12, 24) if wide * decade >= most or wide == 24)
    for power in range(axes.last, axes.first - 1, -stride):
        words = "1" if power == 0 else f"10{_raised(power)}"
        wide = width_of(look, words, 11.5)
        left = place_of(10.0**power, axes, box) - wide / 2
        left = min(max(left, box.left() - 6), box.right() - wide + 6)
        write(painter, look, QRectF(left, box.top(), wide + 4, box.height()), words, size=11.5, token="ink3")


def paint_reach(painter: QPainter, look: Look, box: QRectF, axes: Axes) -> None:
    """The numbers of the axis of parameters, under the last row."""
    for value, side in ((-axes.reach, LEFT), (0.0, CENTER), (axes.reach, RIGHT)):
        words = "0" if value == 0 else short(value)
        write(painter, look, box, words, size=11.5, token="ink3", side=side)


def _raised(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
