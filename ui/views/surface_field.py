"""The ground seen from above: filled bands, the lines between them with their numbers, zero lines and a faint grid. It is
painted once for a ground and copied from then on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from ui import theme as themes
from ui.theme import Theme
from ui.views.axis import ticks
from ui.views.contour import contour
from ui.views.surface_ramp import Ramp, colors, enlarged
from ui.views.surface_where import Where
from wbsim.probes.axes import Place
from wbsim.probes.ground import Ground

_FINE = 388  # cells along an edge of the picture, at most
_TIMES = 8  # finer than the ground, at most
_APART = 64.0  # pixels between two numbers, at least
_SPOTS = (
    (0.3, 0.86),
    (0.72, 0.8),
    (0.2, 0.3),
    (0.86, 0.42),
    (0.5, 0.62),
    (0.35, 0.12),
    (0.62, 0.25),
    (0.12, 0.6),
)


def field_image(theme: Theme, ground: Ground, ramp: Ramp) -> QImage:
    """The bands of a ground as a picture, the highest place of the second axis on top."""
    size = min(_FINE, ground.cells * _TIMES)
    wide = enlarged(ramp.share(ground.losses), size)
    table = colors(theme)
    bands = ramp.band(wide) if ramp.levels else wide
    places = np.round(bands * (len(table) - 1)).astype(np.intp)
    pixels = np.ascontiguousarray(table[places[::-1]])
    image = QImage(pixels.data, size, size, size * 4, QImage.Format.Format_RGB32)
    return image.copy()


def paint_field(
    painter: QPainter,
    theme: Theme,
    where: Where,
    ground: Ground,
    ramp: Ramp,
    scale: float,
    ends: tuple[Place, ...] = (),
) -> None:
    """Everything of the ground, on the plot; it may have another window than that. Numbers keep off the ends of ways."""
    there = _box(where, ground)
    painter.save()
    painter.setClipRect(where.plot.toAlignedRect())  # whole pixels clip much faster
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(there, field_image(theme, ground, ramp))
    _paint_grid(painter, theme, where)
    lines = _lines(ground, ramp, there)
    shade = theme.color("loss")
    shade.setAlphaF(0.55)
    painter.setPen(QPen(shade, 1.1 * max(0.9, scale)))
    for pieces in lines.values():
        painter.drawLines([QLineF(a, b, c, d) for a, b, c, d in pieces.tolist()])
    painter.restore()
    _paint_numbers(painter, theme, where.plot, lines, scale, [(p.x(), p.y()) for p in map(where.point, ends)])


def _box(where: Where, ground: Ground) -> QRectF:
    low_u, high_u, low_v, high_v = ground.window
    return QRectF(where.point((low_u, high_v)), where.point((high_u, low_v)))


def _paint_grid(painter: QPainter, theme: Theme, where: Where) -> None:
    """Faint lines at round numbers, and the two where a coordinate is 0."""
    low_u, high_u, low_v, high_v = where.window
    plot = where.plot
    faint, zero = theme.color("ink"), theme.color("ink")
    faint.setAlphaF(0.05)
    zero.setAlphaF(0.22)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for u in ticks(low_u, high_u, 8):
        x = round(where.point((u, low_v)).x())
        painter.setPen(QPen(zero if u == 0 else faint, 1))
        painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
    for v in ticks(low_v, high_v, 8):
        y = round(where.point((low_u, v)).y())
        painter.setPen(QPen(zero if v == 0 else faint, 1))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _lines(ground: Ground, ramp: Ramp, there: QRectF) -> dict[float, NDArray[np.float64]]:
    """The pieces of the line of each level on the screen, (n, 4)."""
    shares, step = ramp.share(ground.losses), ground.cells - 1
    found = {}
    for level in ramp.levels:
        pieces = contour(shares, float(ramp.share(np.array(level)))) / step
        if len(pieces):
            pieces[:, [0, 2]] = there.left() + pieces[:, [0, 2]] * there.width()
            pieces[:, [1, 3]] = there.bottom() - pieces[:, [1, 3]] * there.height()
            found[level] = pieces
    return found


def _paint_numbers(
    painter: QPainter, theme: Theme, plot: QRectF, lines: dict[float, NDArray[np.float64]], scale: float,
    placed: list[tuple[float, float]],
) -> None:  # fmt: skip
    """The level of a line on a small chip, where no other stands near; each looks for a spot of its own."""
    font = themes.font(max(11.5, 12 * scale), 600)
    metrics = QFontMetricsF(font)
    inner = plot.adjusted(26 * scale, 16 * scale, -26 * scale, -16 * scale)
    painter.setFont(font)
    for number, (level, pieces) in enumerate(lines.items()):
        at = 0.5 * (pieces[:, :2] + pieces[:, 2:])
        inside = (
            (at[:, 0] > inner.left()) & (at[:, 0] < inner.right())
            & (at[:, 1] > inner.top()) & (at[:, 1] < inner.bottom())
        )  # fmt: skip
        at = at[inside]
        for x, y in placed:
            at = at[np.hypot(at[:, 0] - x, 1.6 * (at[:, 1] - y)) > _APART * max(0.8, scale)]
        if len(at) < 4:
            continue
        across, up = _SPOTS[number % len(_SPOTS)]
        goal = plot.left() + across * plot.width(), plot.bottom() - up * plot.height()
        x, y = at[np.argmin(np.hypot(at[:, 0] - goal[0], at[:, 1] - goal[1]))].tolist()
        placed.append((x, y))
        text = level_text(level)
        wide, high = metrics.horizontalAdvance(text) + 8, metrics.height() + 1
        box = QRectF(x - wide / 2, y - high / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.color("loss_text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def level_text(level: float) -> str:
    """A level as it is written: no more digits than it has."""
    text = themes.number(float(f"{level:.3g}"))
    mantissa, dot, power = text.partition("·")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return power if dot and mantissa == "1" else mantissa + dot + power
