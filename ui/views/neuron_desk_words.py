"""Paints what is said under the faders of a neuron: where its loss would be smallest, and what just changed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.equation import draw_line, line_width
from ui.views.neuron_facts import NeuronFacts, figure
from ui.views.neuron_words import Change, changes, tr
from ui.views.plane_axes import target_ends
from wbsim.probes.least_squares import best

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def has_optimum(facts: NeuronFacts) -> bool:
    """Whether there is a place of the smallest loss that is known."""
    return facts.alone and best(facts.plan) is not None


def paint_changes(
    painter: QPainter, look: Look, facts: NeuronFacts, y: float, ends: tuple[float, float]
) -> None:
    """Under a line at a height between two ends: the mark of the optimum, then what just changed."""
    theme, grown, (left, right) = look.theme, max(0.86, look.scale), ends
    small = max(11.5, 12 * look.scale)
    painter.setPen(theme.pen("line", 1))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    y += 6 * grown
    if has_optimum(facts):
        _paint_optimum(painter, look, facts, QPointF(left, y + 14 * grown), right)
        y += 22 * grown
    shown, sentence = changes(facts, look)
    if not shown:
        painter.setPen(theme.color("ink2"))
        painter.setFont(themes.font(small, 500))
        text = tr("Move a fader: what changes is said here.")
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(left, y + 3, right - left, 40 * grown), flags, text)
        return
    painter.setFont(themes.font(small, 500))
    painter.setPen(theme.color("ink2"))
    if not look.compact:
        painter.drawText(QRectF(left, y, right - left, 18 * grown), _LEFT, tr("What just changed"))
        y += 18 * grown
    size = 15 * grown
    needed = sum(_change_width(change, size) for change in shown)
    size *= min(1.0, (right - left) / max(1.0, needed))
    x = left
    for change in shown:
        x = _paint_change(painter, look, change, QPointF(x, y + 16 * grown), size)
    painter.setPen(theme.color("ink"))
    painter.setFont(themes.font(max(11.5, 13 * look.scale), 500))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(QRectF(left, y + 24 * grown, right - left, 40 * grown), flags, sentence)


def _paint_optimum(painter: QPainter, look: Look, facts: NeuronFacts, at: QPointF, right: float) -> None:
    """Where the miss would be smallest: a mark, not a wish."""
    found = best(facts.plan)
    if found is None:
        return
    theme, grown = look.theme, max(0.86, look.scale)
    r = 5 * grown
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("ink"))
    y = at.y() - 4 * grown
    painter.drawPolygon([QPointF(at.x(), y - r), QPointF(at.x() + 1.5 * r, y), QPointF(at.x(), y + r)])
    unit = facts.plan.description.target_unit
    parts = [(tr("lowest miss:"), "ink2", 500)]
    parts += [(figure(w), "weight_text", 700) for w in found.weights[:3]]
    if found.bias is not None:
        parts.append((figure(found.bias), "bias_text", 700))
    low, high = target_ends(facts.plan)
    least = themes.number(found.rmse) if found.rmse > 1e-9 * (high - low) else "0"
    parts.append((f"{least} {unit}".strip(), "loss_text", 700))
    x, size = at.x() + 14 * grown, max(11.5, 13 * look.scale)
    needed = sum(
        QFontMetricsF(themes.font(size, weight)).horizontalAdvance(text) + 8 * grown
        for text, _, weight in parts
    )
    if x + needed > right:
        parts = parts[1:]
    for text, token, weight in parts:
        painter.setFont(themes.font(size, weight))
        painter.setPen(theme.color(token))
        painter.drawText(QPointF(x, at.y()), text)
        x += QFontMetricsF(painter.font()).horizontalAdvance(text) + 8 * grown


def _change_width(change: Change, size: float) -> float:
    text = f"{change.before} → {change.after}"
    wide = QFontMetricsF(themes.font(size, 700)).horizontalAdvance(text)
    return line_width(change.symbol, _symbol_size(change, size)) + 0.3 * size + wide + 1.1 * size


def _symbol_size(change: Change, size: float) -> float:
    """A symbol is set larger than figures; a word is not."""
    return size if change.symbol[0].face == "figure" else 1.25 * size


def _paint_change(painter: QPainter, look: Look, change: Change, at: QPointF, size: float) -> float:
    """A symbol with its number before and after; returns where the next one begins."""
    x = at.x() + draw_line(painter, look.theme, at, change.symbol, _symbol_size(change, size)) + 0.3 * size
    painter.setFont(themes.font(size, 700))
    painter.setPen(look.theme.color(change.token))
    text = f"{change.before} → {change.after}"
    painter.drawText(QPointF(x, at.y()), text)
    return x + QFontMetricsF(painter.font()).horizontalAdvance(text) + 1.1 * size
