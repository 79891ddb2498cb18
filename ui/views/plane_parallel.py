"""Parallel coordinates: every input an upright axis, every training point a line across them in the color of its class,
the followed point in ink. Of very many points an even sample is drawn, which is said.
"""

from __future__ import annotations

import math
from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.layer import Layer
from ui.views.plane_material import Material
from ui.views.plane_points import Cloud
from ui.views.points import class_color, class_shape, draw_mark, target_colors
from ui.views.strokes import draw_lines
from wbsim.plan import Plan

MOST = 1500  # lines
MOST_KEYS = 4  # classes that are named
_BINS = 9  # colors of the targets of a regression
_HEAD = (204.0, 250.0)  # pixels at the left that what can be chosen takes, compact and else, at scale 1
_MARGIN = (64.0, 74.0, 64.0, 58.0)  # left, top, right and bottom at scale 1


def chosen(points: int) -> NDArray[np.intp]:
    """The points that are drawn: all, or an even sample of them."""
    if points <= MOST:
        return np.arange(points)
    return np.linspace(0, points - 1, MOST).round().astype(np.intp)


def crossings(
    ranges: tuple[tuple[float, float], ...], x: NDArray[np.float64], area: QRectF
) -> NDArray[np.float64]:
    """Where points (n, inputs) cross the axes, in pixels: (n, inputs, 2)."""
    low, high = np.array(ranges).T
    share = np.clip((x - low) / (high - low), -0.02, 1.02)
    across = np.linspace(area.left(), area.right(), len(ranges))
    places = np.empty((*x.shape, 2))
    places[..., 0], places[..., 1] = across, area.bottom() - share * area.height()
    return places


def pieces(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lines across the axes as pieces (m, 4)."""
    return np.concatenate([places[:, :-1], places[:, 1:]], axis=2).reshape(-1, 4)


def area_of(look: Look, width: int, height: int) -> QRectF:
    """Where the axes stand on the card."""
    left, top, right, bottom = (m * max(1.0, look.scale) for m in _MARGIN)
    return QRectF(left, top, max(60.0, width - left - right), max(60.0, height - top - bottom))


def paint_lines(painter: QPainter, look: Look, plan: Plan, cloud: Cloud, area: QRectF) -> None:
    """All lines, class by class, and the axes over them."""
    facts, sample = plan.description, cloud.train.sample
    rows = chosen(len(sample))
    places = crossings(facts.ranges, sample.x[rows], area)
    for color, mine in _groups(look.theme, cloud, rows):
        painter.setPen(color)
        draw_lines(painter, pieces(places[mine]))
    _paint_axes(painter, look, plan, area)
    _paint_key(painter, look, cloud, area.right() + 44 * max(1.0, look.scale))
    if len(rows) < len(sample):
        said = QCoreApplication.translate("PlaneParallel", "{some} of {all} points").format(
            some=themes.count(len(rows)), all=themes.count(len(sample))
        )
        painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
        painter.setPen(look.theme.color("ink2"))
        corner = QRectF(area.left(), area.bottom() + 34 * max(1.0, look.scale), area.width(), 20)
        painter.drawText(corner, Qt.AlignmentFlag.AlignRight, said)


def _groups(theme: Theme, cloud: Cloud, rows: NDArray[np.intp]) -> list[tuple[QColor, NDArray[np.bool_]]]:
    """A color, and which of the drawn points have it; quiet where lines are many, and always opaque."""
    y = np.asarray(cloud.train.sample.y)[rows]
    share = 0.75 if len(rows) <= 300 else 0.5
    if cloud.description.classes:
        count = len(cloud.description.classes)
        return [(_quiet(class_color(theme, k, count), theme, share), y == k) for k in range(count)]
    low, high = cloud.targets
    values = y.reshape(len(y), -1)[:, -1].astype(float)
    bins = np.clip(((values - low) / (high - low) * _BINS).astype(int), 0, _BINS - 1)
    colors = target_colors(theme, np.linspace(-1, 1, _BINS), 1.0)
    return [(_quiet(color, theme, share), bins == k) for k, color in enumerate(colors)]


def _quiet(color: QColor, theme: Theme, share: float) -> QColor:
    ground = theme.color("panel")
    return QColor(
        *(round(share * a + (1 - share) * b) for a, b in
          ((color.red(), ground.red()), (color.green(), ground.green()), (color.blue(), ground.blue())))
    )  # fmt: skip


def _paint_axes(painter: QPainter, look: Look, plan: Plan, area: QRectF) -> None:
    facts, theme, grown = plan.description, look.theme, max(1.0, look.scale)
    across = np.linspace(area.left(), area.right(), len(facts.ranges)).tolist()
    gap = across[1] - across[0] if len(across) > 1 else area.width()
    for number, ((low, high), x) in enumerate(zip(facts.ranges, across, strict=True)):
        painter.setPen(theme.pen("ink2", 1.6))
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
        fine = max(0, 1 - math.floor(math.log10(high - low)))
        for end, y in ((high, area.top() - 20 * grown), (low, area.bottom() + 2)):
            text = themes.fixed(end, fine)
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(x - gap / 2, y, gap, 18 * grown), Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 600))
        painter.setPen(theme.color("ink"))
        words = painter.fontMetrics().elidedText(
            facts.title(number), Qt.TextElideMode.ElideRight, int(gap) - 4
        )
        wide = painter.fontMetrics().horizontalAdvance(words) + 2
        left, right = area.left() - 50 * grown, area.right() + 50 * grown  # no name leaves the card
        begin = min(max(left, x - wide / 2), right - wide)
        box = QRectF(begin, area.bottom() + 19 * grown, wide, 18 * grown)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _paint_key(painter: QPainter, look: Look, cloud: Cloud, right: float) -> None:
    """The classes and their colors, or the ends of the targets, on one line that ends at the right."""
    theme, facts, grown = look.theme, cloud.description, max(1.0, look.scale)
    painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 600))
    names = facts.classes[:MOST_KEYS] or tuple(
        f"{themes.number(end)} {facts.target_unit}".strip() for end in cloud.targets
    )
    colors = (
        [class_color(theme, k, len(facts.classes)) for k in range(len(names))]
        if facts.classes
        else target_colors(theme, np.array([-1.0, 1.0]), 1.0)
    )
    shapes = [class_shape(k, len(facts.classes)) if facts.classes else "circle" for k in range(len(names))]
    middle = (21 if look.compact else 26) * grown
    metrics = painter.fontMetrics()
    each = (right - _HEAD[not look.compact] * grown) / len(names) - 30
    crowded = sum(map(metrics.horizontalAdvance, names)) > each * len(names)
    longest = max(24, int(each)) if crowded else 10_000
    names = tuple(metrics.elidedText(name, Qt.TextElideMode.ElideRight, longest) for name in names)
    for name, color, shape in reversed(list(zip(names, colors, shapes, strict=True))):
        wide = metrics.horizontalAdvance(name)
        painter.setPen(theme.color("ink"))
        painter.drawText(QRectF(right - wide, middle - 10, wide + 2, 20), Qt.AlignmentFlag.AlignVCenter, name)
        draw_mark(painter, QPointF(right - wide - 10, middle), shape, 4.6, color, theme.color("panel"))
        right -= wide + 30


def paint_followed(
    painter: QPainter, look: Look, plan: Plan, point: NDArray[np.float64], area: QRectF
) -> None:
    """The line of the point that is followed."""
    lines = pieces(crossings(plan.description.ranges, point[None], area))
    for token, wide in (("panel", 6.0), ("ink", 2.8)):
        painter.setPen(look.theme.pen(token, wide * max(1.0, look.scale), flat=False))
        draw_lines(painter, lines)


@final
class ParallelPaper:
    """The lines of all points, painted once for what they are made from, under the line of the followed one."""

    def __init__(self) -> None:
        self._layer = Layer()

    def paint(
        self,
        painter: QPainter,
        look: Look,
        material: Material,
        followed: NDArray[np.float64] | None,
        size: QSize,
    ) -> None:
        """Paints the whole picture."""
        area = area_of(look, size.width(), size.height())
        self._layer.draw(
            painter, (material.cloud, look.theme, look.scale), size,
            lambda layer: paint_lines(layer, look, material.plan, material.cloud, area),
        )  # fmt: skip
        if followed is not None:
            paint_followed(painter, look, material.plan, followed, area)
