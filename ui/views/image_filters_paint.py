"""Paints the filters of a convolution, one a row: its weights, its map before the bias, after bias and activation, and pooled;
the place at hand on each, and where the one that fired most is strongest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from ui import theme as themes
from ui.look import Look, Spot
from ui.views.fitted import fitted
from ui.views.image_facts import Filters, summed_place, window_of
from ui.views.image_layout import Cell, Rooms, Shapes
from ui.views.image_pixels import (
    dot,
    draw_picture,
    frame_pixels,
    map_strip,
    paint_table,
    pixel_box,
    ring,
    weight_strip,
)
from ui.views.image_words import activation_name, tr

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Strips:
    """The pictures of all filters that are shown, one under the other: colors are looked up once for all."""

    weights: QImage
    before: QImage
    after: QImage
    pooled: QImage | None


def shapes_of(found: Filters) -> Shapes:
    """What of a convolution decides where its parts stand."""
    maps, pooled = found.maps.values.shape, found.maps.pooled
    small = None if pooled is None else (pooled.shape[1], pooled.shape[2])
    return Shapes(len(found.ids), (maps[1], maps[2]), small, found.layer.kernel, found.number > 0)


def stage_box(cell: Cell, stage: str) -> QRectF | None:
    """Where the map of a stage stands in a row."""
    return cell.before if stage == "before" else cell.after if stage == "after" else cell.pooled


def paint_filters(painter: QPainter, look: Look, found: Filters, where: Rooms, spot: Spot | None) -> None:
    """All rows that are shown."""
    shown = slice(where.first, where.first + len(where.cells))
    channel = (
        look.image.channel if look.image.channel is not None and look.image.channel < found.channels else None
    )
    maps, theme = found.maps, look.theme
    if found.channels > 1 and channel is None:
        planes = found.weights[shown].reshape(-1, *found.weights.shape[2:])
    else:
        planes = found.weights[shown, channel or 0]
    strips = Strips(
        weight_strip(theme, planes, found.weight_level), map_strip(theme, maps.before[shown], found.map_level),
        map_strip(theme, maps.values[shown], found.map_level),
        None if maps.pooled is None else map_strip(theme, maps.pooled[shown], found.map_level),
    )  # fmt: skip
    above, shining = (100 * np.mean(m[shown] > 0, axis=(1, 2)) for m in (maps.before, maps.sums))
    for number, cell in enumerate(where.cells):
        place = where.first + number
        _paint_number(painter, look, found, place, cell)
        _paint_filter(painter, look, found, place, cell, strips.weights, number, channel)
        for stage, strip in (("before", strips.before), ("after", strips.after), ("pooled", strips.pooled)):
            box = stage_box(cell, stage)
            if strip is None or box is None:
                continue
            stack = found.stage(stage)
            assert stack is not None
            _, rows, columns = stack.shape
            source = QRectF(0, number * rows, columns, rows)
            draw_picture(painter, theme, box, strip, source, 6 if box.width() >= 70 else 3)
        _paint_shares(painter, look, found.most == place, cell, (above[number], shining[number]))
    if found.most is not None and 0 <= found.most - where.first < len(where.cells):
        _paint_ring(painter, look, found, where.cells[found.most - where.first])
    at = None if spot is None else found.place(spot.filter)
    if spot is not None and at is not None and 0 <= at - where.first < len(where.cells):
        _paint_spot(painter, look, found, where.cells[at - where.first], spot)


def _paint_number(painter: QPainter, look: Look, found: Filters, place: int, cell: Cell) -> None:
    """The filter's number; with an ink frame around the row of the one at hand."""
    theme, grown = look.theme, max(1.0, look.scale)
    chosen = found.ids[place] == look.neuron
    if chosen:
        painter.setPen(theme.pen("ink", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cell.box.adjusted(-6, 1.5, 6, -1.5), 8, 8)
    painter.setFont(themes.font((15 if cell.before.height() > 60 else 12.5) * grown, 700 if chosen else 600))
    painter.setPen(theme.color("ink" if chosen else "ink3"))
    painter.drawText(cell.number, _LEFT, str(place + 1))


def _paint_filter(
    painter: QPainter,
    look: Look,
    found: Filters,
    place: int,
    cell: Cell,
    strip: QImage,
    number: int,
    channel: int | None,
) -> None:
    """The weights: figures where there is room, else a picture; of several planes each small, or the one that is chosen."""
    theme, side = look.theme, found.layer.kernel
    box = cell.filter
    if found.channels > 1 and channel is None:
        columns = int(np.ceil(np.sqrt(found.channels)))
        rows = -(-found.channels // columns)
        step = min(box.width() / columns, box.height() / rows)
        left, top = box.center().x() - columns * step / 2, box.center().y() - rows * step / 2
        for plane in range(found.channels):
            at = QRectF(left + plane % columns * step, top + plane // columns * step, step, step)
            target = at.adjusted(1.5, 1.5, -1.5, -1.5) if step > 8 else at
            painter.drawImage(target, strip, QRectF(0, (number * found.channels + plane) * side, side, side))
        painter.setPen(theme.pen("line2", 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left, top, columns * step, rows * step))
        return
    weights = found.weights[place, channel or 0]
    paint_table(
        painter, theme, box, weights, (found.weight_level, theme.parameter_map),
        max(11.5, 12 * look.scale), dashed=True,
    )  # fmt: skip


def _paint_shares(painter: QPainter, look: Look, most: bool, cell: Cell, shares: tuple[float, float]) -> None:
    """How much of a map is above 0, before the bias and after it."""
    for box, share, stage in zip(cell.captions, shares, ("before", "after"), strict=True):
        strong = most and stage == "after"
        painter.setPen(look.theme.color("ink" if strong else "ink2"))
        if not cell.beside:
            text, face = _share(round(share), stage, most, box.width(), 12 * look.scale)
            painter.setFont(face)
            painter.drawText(box, _CENTER, text)
            continue
        lines = [tr("{n} %").format(n=round(share)), tr("above 0") if stage == "before" else tr("lit")]
        lines += [tr("most")] if strong else []
        pixels = max(11.5, 12 * look.scale)
        top = box.center().y() - 0.6 * pixels * len(lines)
        for number, text in enumerate(lines):
            painter.setFont(themes.font(pixels, 600 if strong or number == 0 else 500))
            line = QRectF(box.left(), top + 1.2 * pixels * number, box.width(), 1.2 * pixels)
            painter.drawText(line, _LEFT, text)


@lru_cache(maxsize=1024)
def _share(share: int, stage: str, most: bool, wide: float, pixels: float) -> tuple[str, QFont]:
    """A share in words that fit."""
    short = tr("{n} %")
    choices = [tr("{n} % above 0") if stage == "before" else tr("{n} % lit"), short]
    if most and stage == "after":
        choices = [tr("{n} % lit · fired most"), tr("{n} % · most"), short]
    bold = 600 if most and stage == "after" else 500
    return fitted([words.format(n=share) for words in choices], wide, pixels, bold)


def paint_arrows(painter: QPainter, look: Look, cell: Cell) -> None:
    """From part to part, where there is room for it."""
    before, after = cell.before, cell.after
    if cell.beside:
        before, after = before.united(cell.captions[0]), after.united(cell.captions[1])
    stops = [cell.filter, before, cell.bias, after] + ([cell.pooled] if cell.pooled is not None else [])
    y = cell.before.center().y()
    pen = look.theme.pen("line2", 1.4, flat=False)
    painter.setPen(pen)
    for one, other in pairwise(stops):
        left, right = one.right() + 4, other.left() - 4
        if right - left < 6:
            continue
        painter.drawLine(QLineF(left, y, right, y))
        painter.drawPolyline([QPointF(right - 4, y - 4), QPointF(right, y), QPointF(right - 4, y + 4)])


def _paint_ring(painter: QPainter, look: Look, found: Filters, cell: Cell) -> None:
    """Where the filter that fired most is strongest."""
    assert found.most is not None
    box = stage_box(cell, "after")
    if box is None:
        return
    _, rows, columns = found.maps.values.shape
    pixel = pixel_box(box, rows, columns, *found.strongest[found.most])
    ring(painter, look.theme, pixel.center(), min(13.0, max(5.5, 0.82 * pixel.width())))


def _paint_spot(painter: QPainter, look: Look, found: Filters, cell: Cell, spot: Spot) -> None:
    """The place at hand on the maps before and after, and its window or its pixel on the pooled one."""
    theme, at, window = look.theme, summed_place(found, spot), window_of(found, spot)
    thin = 2.0 if cell.before.width() >= 60 else 1.5
    _, rows, columns = found.maps.values.shape
    for stage in ("before", "after"):
        box = stage_box(cell, stage)
        if box is None:
            continue
        if stage == "after" and window is not None:
            frame = pixel_box(box, rows, columns, window.row, window.column, window.side)
            frame_pixels(painter, theme, frame.intersected(box), thin)
            dot(painter, theme, pixel_box(box, rows, columns, *at).center())
            continue
        frame_pixels(painter, theme, pixel_box(box, rows, columns, *at), thin)
    pooled, box = found.maps.pooled, stage_box(cell, "pooled")
    if window is not None and pooled is not None and box is not None:
        frame_pixels(
            painter, theme, pixel_box(box, pooled.shape[1], pooled.shape[2], spot.row, spot.column), thin
        )


def paint_names(painter: QPainter, look: Look, found: Filters, where: Rooms) -> None:
    """What stands in each column."""
    theme, side = look.theme, found.layer.kernel
    name = activation_name(found.layer.activation)
    weights = found.channels * side * side
    words = [
        (tr("filter"), tr("{n} weights").format(n=weights) if weights > 1 else tr("1 weight"), "weight_text"),
        (tr("before bias"), tr("w ∗ image") if not found.number else tr("w ∗ maps"), "ink"),
        (tr("+ bias"), tr("one number") if found.biases is not None else tr("off"), "bias_text"),
        (tr("after bias"), name, "ink"),
    ]
    if found.pooling is not None:
        takes = tr("max") if found.pooling.takes == "max" else tr("mean")
        words.append(
            (tr("pooled"), tr("{n} × {n} {takes}").format(n=found.pooling.window, takes=takes), "ink")
        )
    short = {tr("before bias"): tr("before"), tr("after bias"): tr("after")}
    room = min(20.0, *(other.left() - one.right() for one, other in pairwise(where.names))) / 2 + 4
    for shift in where.columns:
        for box, (title, subtitle, token) in zip(where.names, words, strict=True):
            line = box.translated(shift, 0).adjusted(-room, 0, room, 0)
            upper = QRectF(line.left(), line.top(), line.width(), 19 * max(1.0, look.scale))
            text, face = fitted(
                [title, short.get(title, title)],
                line.width(),
                (14 if where.subtitles else 12.5) * look.scale,
                600,
            )
            painter.setFont(face)
            painter.setPen(theme.color(token))
            painter.drawText(upper, _CENTER, text)
            if where.subtitles:
                text, face = fitted([subtitle, ""], line.width(), 12.5 * look.scale)
                painter.setFont(face)
                painter.setPen(theme.color("ink2"))
                painter.drawText(line.adjusted(0, upper.height() - 2, 0, 0), _CENTER, text)


def paint_legend(painter: QPainter, look: Look, found: Filters, box: QRectF) -> None:
    """Both color maps with the numbers at their ends."""
    theme, x = look.theme, box.left()
    bar = min(104.0 * max(1.0, look.scale), 0.13 * box.width())
    parts = (
        (tr("weight"), "weight_text", found.weight_level),
        (tr("map"), "ink", found.map_level),
    )
    for number, (title, token, level) in enumerate(parts):
        for text, color, weight in ((title, token, 600), (f"−{themes.number(level, 2)}", "ink2", 500)):
            x = _word(painter, look, text, color, weight, x, box) + 7
        strip = map_strip(theme, np.linspace(-1, 1, 64)[None, None], 1.0)
        if number == 0:
            strip = weight_strip(theme, np.linspace(-1, 1, 64)[None, None], 1.0)
        bed = QRectF(round(x), round(box.center().y() - 5), round(bar), 10)
        draw_picture(painter, theme, bed, strip, QRectF(0, 0, 64, 1), 3)
        x = _word(painter, look, f"+{themes.number(level, 2)}", "ink2", 500, bed.right() + 7, box)
        x += 14 if number == 0 and box.width() > 560 else 18
        hint = tr("negative underlined with dashes")
        if number == 0 and box.width() > 560 * max(1.0, look.scale):
            x = _word(painter, look, hint, "ink2", 500, x, box) + 24


def _word(painter: QPainter, look: Look, text: str, token: str, weight: int, x: float, box: QRectF) -> float:
    font = themes.font(max(11.5, 12.5 * look.scale), weight)
    painter.setFont(font)
    painter.setPen(look.theme.color(token))
    wide = painter.fontMetrics().horizontalAdvance(text)
    painter.drawText(QRectF(x, box.top(), wide + 2, box.height()), _LEFT, text)
    return x + wide
