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
from ui.views.image_filters_words import paint_legend, paint_names
from ui.views.image_layout import Cell, Rooms, Shapes
from ui.views.image_pixels import (
    dashes,
    dot,
    draw_dashes,
    draw_picture,
    draw_text,
    frame_pixels,
    map_strip,
    paint_table,
    pixel_box,
    ring,
    weight_strip,
)
from ui.views.image_words import tr
from ui.views.layer import draw_part

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
    _paint_weights(painter, look, found, where, strips.weights, channel)
    for number, cell in enumerate(where.cells):
        place = where.first + number
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


def _paint_planes(
    painter: QPainter, look: Look, found: Filters, box: QRectF, strip: QImage, number: int
) -> None:
    """The weights for every plane that a filter reads, each a small picture."""
    side, count = found.layer.kernel, found.channels
    columns = int(np.ceil(np.sqrt(count)))
    rows = -(-count // columns)
    step = min(box.width() / columns, box.height() / rows)
    left, top = box.center().x() - columns * step / 2, box.center().y() - rows * step / 2
    for plane in range(count):
        at = QRectF(left + plane % columns * step, top + plane // columns * step, step, step)
        target = at.adjusted(1.5, 1.5, -1.5, -1.5) if step > 8 else at
        draw_part(painter, target, strip, QRectF(0, (number * count + plane) * side, side, side))
    painter.setPen(look.theme.pen("line2", 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, top, columns * step, rows * step))


def _paint_weights(
    painter: QPainter, look: Look, found: Filters, where: Rooms, strip: QImage, channel: int | None
) -> None:
    """The weights of all filters: figures where there is room, else pictures, what is negative underlined with dashes."""
    theme, side, level = look.theme, found.layer.kernel, found.weight_level
    pixels, cell = max(11.5, 12 * look.scale), where.cells[0].filter.width() / side
    lines: tuple[list[QLineF], list[QLineF]] = ([], [])
    for number, one in enumerate(where.cells):
        if found.channels > 1 and channel is None:
            _paint_planes(painter, look, found, one.filter, strip, number)
            continue
        weights = found.weights[where.first + number, channel or 0]
        if cell >= 2.15 * pixels:
            paint_table(
                painter, theme, one.filter, weights, (level, theme.parameter_map), pixels, dashed=True
            )
            continue
        draw_part(painter, one.filter, strip, QRectF(0, number * side, side, side))
        if cell >= 8:
            for all_of_them, own in zip(lines, dashes(one.filter, weights, level), strict=True):
                all_of_them += own
    draw_dashes(painter, theme, lines, 1.4 if cell >= 16 else 1.0)


def _paint_shares(painter: QPainter, look: Look, most: bool, cell: Cell, shares: tuple[float, float]) -> None:
    """How much of a map is above 0, before the bias and after it."""
    for box, share, stage in zip(cell.captions, shares, ("before", "after"), strict=True):
        strong = most and stage == "after"
        color = look.theme.color("ink" if strong else "ink2")
        if not cell.beside:
            text, face = _share(round(share), stage, most, box.width(), 12 * look.scale)
            draw_text(painter, box, text, face, color)
            continue
        lines = [tr("{n} %").format(n=round(share)), tr("above 0") if stage == "before" else tr("lit")]
        lines += [tr("most")] if strong else []
        pixels = max(11.5, 12 * look.scale)
        top = box.center().y() - 0.6 * pixels * len(lines)
        for number, text in enumerate(lines):
            line = QRectF(box.left(), top + 1.2 * pixels * number, box.width(), 1.2 * pixels)
            font = themes.font(pixels, 600 if strong or number == 0 else 500)
            draw_text(painter, line, text, font, color, "left")


@lru_cache(maxsize=1024)
def _share(share: int, stage: str, most: bool, wide: float, pixels: float) -> tuple[str, QFont]:
    """A share in words that fit."""
    short = tr("{n} %")
    choices = [tr("{n} % above 0") if stage == "before" else tr("{n} % lit"), short]
    if most and stage == "after":
        choices = [tr("{n} % lit · fired most"), tr("{n} % · most"), short]
    bold = 600 if most and stage == "after" else 500
    return fitted([words.format(n=share) for words in choices], wide, pixels, bold)


def _paint_arrows(painter: QPainter, look: Look, cell: Cell) -> None:
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


def paint_ground(painter: QPainter, look: Look, found: Filters, where: Rooms) -> None:
    """What changes seldom: names of columns and filters, arrows, lines between rows, the legend."""
    theme = look.theme
    paint_names(painter, look, found, where)
    paint_legend(painter, look, found, where.legend)
    for number, cell in enumerate(where.cells):
        _paint_number(painter, look, found, where.first + number, cell)
        _paint_arrows(painter, look, cell)
    painter.setPen(theme.pen("line", 1))
    for one, other in zip(where.cells, where.cells[1:], strict=False):
        if one.box.left() == other.box.left():
            y = round(other.box.top()) + 0.5
            painter.drawLine(QPointF(one.box.left(), y), QPointF(one.box.right(), y))
