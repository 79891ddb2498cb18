"""What stands over the filters of a convolution: what there is in words, the names of columns, and the legend of both scales."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.fitted import fitted
from ui.views.image_facts import Filters
from ui.views.image_layout import Rooms
from ui.views.image_pixels import draw_picture, map_strip, weight_strip
from ui.views.image_words import activation_name, tr

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def about(found: Filters, where: Rooms) -> tuple[str, ...]:
    """What there is, in words, the longest form first."""
    count, side = len(found.ids), found.layer.kernel
    size = tr("{n} filters of {k} × {k}") if count > 1 else tr("{n} filter of {k} × {k}")
    size = size.format(n=count, k=side)
    if where.page < count:
        last = min(count, where.first + where.page)
        shown = tr("filters {a}–{b} of {n}").format(a=where.first + 1, b=last, n=count)
        return tr("{shown}, each {k} × {k} with one bias").format(shown=shown, k=side), shown
    if found.biases is None:
        return tr("{size}, biases off").format(size=size), size
    return (
        tr("{size}, one bias each, added after the convolution").format(size=size),
        tr("{size}, one bias each").format(size=size), size,
    )  # fmt: skip


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
