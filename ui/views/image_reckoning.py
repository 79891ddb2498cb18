"""One place of a map written out: patch × filter = products, their sum, the bias, z, and what the activation makes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look, Spot
from ui.views.fitted import fitted
from ui.views.image_facts import Filters, Window, spot_at_hand, summed_place, window_of
from ui.views.image_pixels import ink_stops, paint_table
from ui.views.image_words import activation_name, place_words, signed, tr
from wbsim.probes.maps import Patch, patch
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, eq=False)
class Reckoning:
    """What is written out: the place, its sum, the plane whose products are shown, and why this place."""

    spot: Spot
    at: tuple[int, int]  # the place of the map whose sum it is
    patch: Patch
    channel: int
    window: Window | None
    pointed: bool  # whether somebody points there


def reckoning(snapshot: Snapshot, found: Filters, look: Look) -> Reckoning | None:
    """What is written out at a moment; None where nothing fires and nobody points."""
    spot, trace = spot_at_hand(found, look), snapshot.seen.trace
    if spot is None or trace is None:
        return None
    at, place = summed_place(found, spot), found.place(spot.filter)
    assert place is not None
    sum_of = patch(snapshot.plan, snapshot.state.theta, trace, found.layer.id, place, *at)
    channel = look.image.channel
    if channel is None or not 0 <= channel < found.channels:
        channel = int(np.nan_to_num(np.abs(sum_of.products.sum(axis=(1, 2)))).argmax())
    pointed = spot in (look.image.spot, look.image.kept)
    return Reckoning(spot, at, sum_of, channel, window_of(found, spot), pointed)


def _why_here(found: Filters, now: Reckoning) -> str:
    """Why this place is written out."""
    if now.window is not None:
        takes = found.pooling.takes if found.pooling is not None else "max"
        words = (
            tr("the largest of {n} × {n} values")
            if takes == "max"
            else tr("the largest of {n} × {n} values, whose mean is taken")
        )
        return words.format(n=now.window.side)
    place = found.place(now.spot.filter)
    if now.pointed or place is None or now.at != found.strongest[place]:
        return ""
    return tr("where it fires most of all filters") if place == found.most else tr("where it is strongest")


def paint_reckoning(
    painter: QPainter, look: Look, found: Filters, now: Reckoning | None, box: QRectF
) -> None:
    """The strip: a line of words, three tables, and the sum."""
    theme, grown = look.theme, max(1.0, look.scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(box, 8, 8)
    inside = box.adjusted(12 * grown, 4 * grown, -12 * grown, -6 * grown)
    line = QRectF(inside.left(), inside.top(), inside.width(), 20 * grown)
    if now is None:
        words = tr("No filter fires here. Point at a pixel of a map: its sum is written out.")
        text, face = fitted([words, tr("Point at a pixel of a map.")], inside.width(), 13 * look.scale)
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(inside, _CENTER, text)
        return
    _paint_words(painter, look, found, now, line)
    rest = QRectF(inside.left(), line.bottom() + 2, inside.width(), inside.bottom() - line.bottom() - 2)
    end = _paint_tables(painter, look, found, now, rest)
    _paint_sum(painter, look, found, now, rest.adjusted(end - rest.left() + 16 * grown, 0, 0, 0))


def _paint_words(painter: QPainter, look: Look, found: Filters, now: Reckoning, line: QRectF) -> None:
    theme = look.theme
    painter.setFont(themes.font(max(11.5, 13 * look.scale), 700))
    painter.setPen(theme.color("ink"))
    said = place_words(found, now.spot, now.at)
    painter.drawText(line, _LEFT, said)
    used = QFontMetricsF(painter.font()).horizontalAdvance(said) + 10
    hint = tr("point at any pixel of a map")
    reason = _why_here(found, now)
    choices = [f"{reason} · {hint}", reason] if reason else [""]
    text, face = fitted([*choices, ""], max(1.0, line.width() - used), 12.5 * look.scale)
    painter.setFont(face)
    painter.setPen(theme.color("ink2"))
    painter.drawText(line.adjusted(used, 0, 0, 0), _LEFT, text)


def _paint_tables(painter: QPainter, look: Look, found: Filters, now: Reckoning, box: QRectF) -> float:
    """Patch × filter = products, of one plane; returns where they end."""
    theme, grown, side = look.theme, max(1.0, look.scale), found.layer.kernel
    high = min(24 * grown, box.height() / side)
    room = 0.56 * box.width() - 2 * 20 * grown
    wide = min(1.5 * high, max(high, 33 * grown), room / (3 * side))
    if wide < 26 * grown:  # no room for figures: square cells
        wide = high = min(wide, high)
    parts, channel = now.patch, now.channel
    ink = (max(1e-9, float(np.nanmax(np.abs(found.maps.reads)))), ("", "", ""))
    reads = (ink[0], _reads_stops(look, found))
    tables = (
        (parts.inputs[channel], reads, False),
        (parts.weights[channel], (found.weight_level, theme.parameter_map), True),
        (parts.products[channel], (found.map_level, theme.activation), True),
    )
    x, pixels = box.left(), min(12.0 * grown, 0.62 * high) if wide >= 26 * grown else 6.0
    for number, (values, colors, dashed) in enumerate(tables):
        table = QRectF(x, box.center().y() - side * high / 2, side * wide, side * high)
        paint_table(painter, theme, table, values, colors, max(11.0, pixels), dashed)
        x = table.right()
        if number < 2:
            painter.setFont(themes.font(15 * grown, 600))
            painter.setPen(theme.color("ink2"))
            painter.drawText(
                QRectF(x, box.top(), 20 * grown, box.height()), _CENTER, "×" if number == 0 else "="
            )
            x += 20 * grown
    return x


def _reads_stops(look: Look, found: Filters) -> tuple[str, str, str]:
    """How what a filter reads is colored: an image in ink, maps as maps."""
    if found.number:
        return look.theme.activation
    ink = ink_stops(look.theme)[2]
    return ink, look.theme.panel, ink


def _paint_sum(painter: QPainter, look: Look, found: Filters, now: Reckoning, box: QRectF) -> None:
    """Sum, bias, z and the value, one under the other, or in two columns where it is low."""
    parts, channels = now.patch, found.channels
    figures = parts.products[now.channel].size
    one = float(parts.products[now.channel].sum())
    first = [(tr("sum of {n} products").format(n=figures), tr("sum"), signed(parts.summed), "ink")]
    if channels > 1:
        words = tr("plane {c} of {n}").format(c=now.channel + 1, n=channels)
        first = [
            (words, words, signed(one), "ink"),
            (tr("all {n} planes").format(n=channels), tr("all"), signed(parts.summed), "ink"),
        ]
    bias = tr("no bias") if found.biases is None else "+ " + tr("bias")
    first.append((bias, bias, "" if found.biases is None else signed(parts.bias), "bias_text"))
    name = activation_name(found.layer.activation)
    last = [("= z", "= z", signed(parts.z), "ink"), (f"{name}(z)", name, themes.fixed(parts.value), "ink")]
    rows, grown = [*first, *last], max(1.0, look.scale)
    if box.height() / len(rows) >= 15.5 * grown and box.width() < 330 * grown:
        _paint_rows(painter, look, rows, box)
        return
    half = (box.width() - 18 * grown) / 2
    _paint_rows(painter, look, first, QRectF(box.left(), box.top(), half, box.height()))
    _paint_rows(painter, look, last, QRectF(box.right() - half, box.top(), half, box.height()), 1.15)


def _paint_rows(
    painter: QPainter, look: Look, rows: list[tuple[str, str, str, str]], box: QRectF, large: float = 1.0
) -> None:
    theme, grown = look.theme, max(1.0, look.scale)
    step = min(23 * grown, box.height() / len(rows))
    top = box.center().y() - step * len(rows) / 2
    for number, (words, short, figure, token) in enumerate(rows):
        line = QRectF(box.left(), top + number * step, box.width(), step)
        painter.setFont(themes.font(min(15.0 * grown * large, 0.86 * step), 700))
        painter.setPen(theme.color(token))
        painter.drawText(line, _RIGHT, figure)
        room = line.width() - QFontMetricsF(painter.font()).horizontalAdvance(figure) - 8
        text, face = fitted([words, short], max(1.0, room), 13 * look.scale)
        painter.setFont(face)
        painter.setPen(theme.color("ink2" if token == "ink" else token))
        painter.drawText(line, _LEFT, text)
    if len(rows) > 2:
        y = round(top + step * len(rows)) + 0.5
        painter.setPen(theme.pen("line2", 1))
        if y < box.bottom():
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
