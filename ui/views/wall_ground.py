"""What stands around the pictures of a wall: title and caption, the words of its axes, the heads of what stands down with how
many have learned there, and headings of sections.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from ui import theme as themes
from ui.look import Look
from ui.views.bias_disc import Disc, paint_disc
from ui.views.fitted import fitted
from ui.views.layer import draw_card
from ui.views.wall_geometry import Geometry
from ui.views.wall_naming import tr
from ui.views.wall_zones import Zones, grown, titled
from wbsim.translation import translated
from wbsim.variation import Axis, Grid

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


def title_font(look: Look) -> QFont:
    """The type of the title."""
    return themes.font(max(14.0, (15.5 if look.compact else 17) * look.scale), 600)


def small(look: Look, weight: int = 500, pixels: float = 12.5) -> QFont:
    """The type of words around pictures."""
    return themes.font(max(11.5, pixels * look.scale), weight)


def paint_title(
    painter: QPainter, look: Look, size: QSize, room: QRect, until: int, captions: list[str]
) -> None:
    """The card, its title, and as much of the caption as there is room for before `until`."""
    draw_card(painter, look.theme, size)
    title, words = title_font(look), tr("Wall")
    painter.setPen(look.theme.color("ink"))
    painter.setFont(title)
    painter.drawText(QRectF(room), LEFT, words)
    used = QFontMetricsF(title).horizontalAdvance(words) + 16 * grown(look.scale)
    text, font = fitted(captions, max(0.0, until - room.left() - used - 12), 12.5 * look.scale)
    painter.setPen(look.theme.color("ink2"))
    painter.setFont(font)
    painter.drawText(QRectF(room).adjusted(used, 1, 0, 1), LEFT, text)


def paint_axes(painter: QPainter, look: Look, where: Zones, places: Geometry, grid: Grid) -> None:
    """The words under the columns with the title of their axis, and the seeds beside the rows."""
    theme, g = look.theme, grown(look.scale)
    axis, font = grid.axes[0], small(look, 600, 13)
    words = [variant.word for variant in axis.variants]
    metrics = QFontMetricsF(font)
    numeric = all(_is_number(word) for word in words)
    widest = max(map(metrics.horizontalAdvance, words))
    every = max(1, math.ceil((widest + 6) / places.column)) if numeric and places.column else 1
    top = places.box.bottom() + 1 + 4 * g
    painter.setFont(font)
    painter.setPen(theme.color("ink"))
    room = places.column * every - 4
    for word, x in list(zip(words, places.columns, strict=True))[::every]:
        shown = metrics.elidedText(word, Qt.TextElideMode.ElideRight, max(room, 14.0))
        painter.drawText(QRectF(x - room, top, 2 * room, 20 * g), CENTER, shown)
    painter.setFont(small(look, 500, 13))
    painter.setPen(theme.color("ink2"))
    middle = QRectF(places.box.left(), top + 19 * g, places.box.width(), 20 * g)
    painter.drawText(middle, CENTER, f"{axis.title}  →")
    painter.setFont(small(look))
    if titled(grid):
        above = QRectF(where.heads.left(), places.box.top() - 19 * g, where.heads.width() + 30 * g, 17 * g)
        narrow = painter.fontMetrics()
        if places.rows:  # beside the title of the seeds
            above.setRight(where.seeds.right() - 13 * g - narrow.horizontalAdvance(tr("seed")))
        title = narrow.elidedText(
            grid.axes[1].title, Qt.TextElideMode.ElideRight, int(above.width() - 20 * g)
        )
        painter.drawText(above, LEFT, f"{title}  ↓")
    if not places.rows:
        return
    seeds, side = len(grid.seeds), QRectF(where.seeds)
    right = where.seeds.right() - 7 * g
    painter.drawText(
        QRectF(side.left() - 20 * g, places.box.top() - 19 * g, right - side.left() + 20 * g, 17 * g),
        RIGHT,
        tr("seed"),
    )
    high = painter.fontMetrics().height()
    step = places.rows[1] - places.rows[0] if len(places.rows) > 1 else 1e9
    skip = max(1, math.ceil(high / step))
    for place, height in enumerate(places.rows):
        if place % seeds % skip == 0:
            box = QRectF(side.left(), height - 9 * g, right - side.left(), 18 * g)
            painter.drawText(box, RIGHT, str(grid.seeds[place % seeds]))


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word.replace("\u2212", "-")))
    except ValueError:
        return False


def learned_down(grid: Grid, learned: np.ndarray) -> tuple[int, ...]:
    """How many have learned of each value of the axis that stands down."""
    across, down, seeds = len(grid.axes[0]), len(grid.axes[1]), len(grid.seeds)
    return tuple(int(n) for n in learned.reshape(across, down, seeds).sum(axis=(0, 2)))


def paint_heads(
    painter: QPainter, look: Look, where: Zones, places: Geometry, grid: Grid, learned: tuple[int, ...]
) -> None:
    """At the left of each band what it is, and how many of it have learned; the origin is the corner of the card."""
    axis, each = grid.axes[1], len(grid) // len(grid.axes[1])
    step = places.bands[1].top() - places.bands[0].top() if len(places.bands) > 1 else where.heads.height()
    every = max(1, math.ceil(15 * grown(look.scale) / max(1, step)))
    for at, (band, count) in enumerate(zip(places.bands, learned, strict=True)):
        box = QRectF(where.heads.left(), band.top(), where.heads.width(), band.height())
        if at % every == 0:
            _paint_head(painter, look, box, axis, at, (count, each))


def _paint_head(
    painter: QPainter, look: Look, box: QRectF, axis: Axis, at: int, counts: tuple[int, int]
) -> None:
    theme, g = look.theme, grown(look.scale)
    word = axis.variants[at].word
    told, short = tr("{n} of {total}").format(n=counts[0], total=counts[1]), f"{counts[0]}/{counts[1]}"
    bias = {translated("on"): "on", translated("off"): "off"}.get(word, "") if axis.name == "bias" else ""
    bar = QRectF(box.left(), box.top(), 6 * g, box.height())
    if bias == "off":  # dashed, as the ring of a bias that is off
        pen = QPen(theme.color("ink3"), 1.2)
        pen.setDashPattern([2.4, 2.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        bar.adjust(0.6, 0.6, -0.6, -0.6)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bias" if bias else "line2"))
    painter.drawRoundedRect(bar, 3 * g, 3 * g)
    left, top, wide = box.left() + 15 * g, box.top(), box.width() - 18 * g
    line = 18 * g
    roomy = box.height() >= 92 * g
    if bias and roomy:
        value = None if bias == "off" else 0.15
        paint_disc(
            painter,
            theme,
            left + 14 * g,
            top + 17 * g,
            Disc(value),
            g * (0.98 if value is not None else 1.25),
        )
        top += 40 * g
    lines = [
        (f"{axis.title} {word}" if bias else word, {"on": "bias_text", "off": "ink2"}.get(bias, "ink"), 600)
    ]
    rest = int((box.bottom() + 3 - top) // line) - 1
    if rest >= 2:
        lines += [*([("", "", 0)] if roomy else []), (told, "ink", 700), (tr("learned"), "ink2", 500)]
    elif rest == 1:
        lines.append((told, "ink", 700))
    else:
        lines = [(f"{word}  {short}", lines[0][1], 600)]
    for words, token, weight in lines:
        if not words:
            top += 7 * g
            continue
        text, font = fitted([words], wide, 13.5 * look.scale if weight >= 600 else 12.5 * look.scale, weight)
        painter.setFont(font)
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(left, top, wide + 4, line), LEFT, text)
        top += line


def paint_section(painter: QPainter, look: Look, room: QRect, told: tuple[str, str], learned: bool) -> None:
    """The heading of a section: its number, what it is, and a line to the right of it."""
    theme, g = look.theme, grown(look.scale)
    strong, plain = small(look, 700, 13.5), small(look, 500, 13)
    box = QRectF(room).adjusted(0, 0, 0, -5 * g)
    painter.setFont(strong)
    painter.setPen(theme.color("ink" if learned else "loss_text"))
    painter.drawText(box, LEFT, told[0])
    used = QFontMetricsF(strong).horizontalAdvance(told[0]) + 6 * g
    painter.setFont(plain)
    painter.setPen(theme.color("ink2"))
    painter.drawText(box.adjusted(used, 0, 0, 0), LEFT, told[1])
    used += QFontMetricsF(plain).horizontalAdvance(told[1]) + 10 * g
    painter.setPen(theme.pen("line2", 1))
    y = math.floor(box.center().y()) + 0.5
    painter.drawLine(QPointF(box.left() + used, y), QPointF(box.right(), y))
