"""Paints the losses of all networks: the ground with its axes, bands, lines, and the labels at the curves' ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.axis import mark_words, ticks
from ui.views.contour import dashed
from ui.views.curves import spread
from ui.views.layer import draw_card
from ui.views.strokes import draw_lines
from ui.views.wall_answers import (
    CENTER,
    RIGHT,
    fitting,
    head,
    margin,
    measure_said,
    names,
    title_size,
    type_size,
    wide,
    write,
)  # fmt: skip
from ui.views.wall_losses_scene import LossScene, exits, joined, leaving, line
from wbsim.outcomes import Criterion
from wbsim.variation import Grid

_DASH, _GAP = 12.0, 5.0
_PIECE = 2.0  # pixels of a piece of a dashed line, at most
_LABEL = 25.0  # pixels from one label to the next
_SIZE = 12.5  # of a label's type
_CORNERS = 64  # of either edge of a band, about


def _tr(text: str) -> str:
    return QCoreApplication.translate("WallLossesView", text)


@dataclass(frozen=True)
class Label:
    """What stands at the end of a curve: words, a value, and at which height the curve ends."""

    words: tuple[str, ...]  # shorter and shorter ones
    value: str
    y: float
    token: str
    above: bool


def bed_of(size: QSize, look: Look, scene: LossScene) -> QRectF:
    """Where the lines are drawn, beside numbers as wide as the widest."""
    side, line_height = margin(look), 18 * max(0.9, look.scale)
    top = round(head(look, size).bottom() + line_height + 8 * look.scale)
    foot = 2 * line_height + 6 * look.scale
    tall = max(30, round(size.height() - top - foot))
    numbers = max((wide(look, mark_words(mark), 12) for mark in marks_of(scene, look, tall)), default=20.0)
    left = round(side + numbers + 8)
    return QRectF(left, top, max(40, round(size.width() - left - side)), tall)


def marks_of(scene: LossScene, look: Look, tall: float) -> list[float]:
    """The numbers at the axis of losses."""
    return scene.scale.ticks(max(2, int(tall / (34 * max(0.9, look.scale)))))


def caption(look: Look, scene: LossScene, criterion: Criterion, tested: bool, room: float) -> str:
    """What the lines are: of what, how many of the networks, and why nothing is said of learning."""
    loss = measure_said(Criterion(), tested)
    count, shown = scene.loss.shape[1], len(scene.lines)
    each = (
        _tr("one line a network")
        if shown == count
        else _tr("lines of {n} of {all} networks").format(n=shown, all=themes.count(count))
    )
    band = _tr("median, 10–90 % band")
    if criterion.measure == "loss":
        wishes = [f"{loss}: {band}; {each}", f"{band}; {each}", f"{loss}: {band}", band]
    else:
        other = _tr("learned goes by {measure}, which has no line here").format(
            measure=measure_said(criterion, tested).split(" ", 1)[1]
        )
        wishes = [f"{loss}: {band}; {other}", f"{band}; {other}", f"{loss}; {other}", other, band]
    return fitting(look, wishes, room)


def paint_ground(
    painter: QPainter, look: Look, size: QSize, scene: LossScene, bed: QRectF, words: tuple[str, str]
) -> None:
    """What stands still: the card, title and caption, and both axes with their numbers."""
    theme, grown = look.theme, max(0.9, look.scale)
    draw_card(painter, theme, size)
    line_of_title = head(look, size)
    write(painter, look, line_of_title, words[0], token="ink", size=title_size(look), weight=600)
    below = QRectF(line_of_title.left(), line_of_title.bottom() - 3, line_of_title.width(), 18 * grown)
    write(painter, look, below, words[1], token="ink2")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(bed, 6, 6)
    for mark in marks_of(scene, look, bed.height()):
        y = round(bed.bottom() - float(scene.scale.share(mark)) * bed.height()) + 0.5
        painter.setPen(theme.pen("grid", 1))
        painter.drawLine(QLineF(bed.left(), y, bed.right(), y))
        box = QRectF(0, y - 9 * grown, bed.left() - 8, 18 * grown)
        write(painter, look, box, mark_words(mark), size=12, side=RIGHT)
    foot = bed.bottom()
    step = 1.6 * wide(look, themes.count(scene.end), 12)
    for mark in ticks(0, scene.end, max(2, int(bed.width() / step))):
        x = bed.left() + mark / scene.end * bed.width()
        said = themes.count(round(mark))
        half = wide(look, said, 12) / 2
        x_words = min(max(x, margin(look) + half), size.width() - 6 - half)
        painter.setPen(theme.pen("line2", 1))
        painter.drawLine(QLineF(x, foot, x, foot + 4))
        write(painter, look, QRectF(x_words - 60, foot + 4, 120, 17 * grown), said, size=12, side=CENTER)
    below = QRectF(bed.left(), foot + 19 * grown, bed.width(), 17 * grown)
    write(painter, look, below, _tr("updates"), size=12, side=CENTER)


def paint_bands(painter: QPainter, look: Look, scene: LossScene, bed: QRectF) -> None:
    """What lies between the 10 % and the 90 % quantile of each group."""
    painter.setPen(Qt.PenStyle.NoPen)
    fill = QColor(look.theme.color("loss"))
    fill.setAlphaF(0.13 if look.theme.name == "light" else 0.16)
    painter.setBrush(fill)
    painter.setRenderHint(
        QPainter.RenderHint.Antialiasing, False
    )  # so pale that its edges need none, at half the time
    count = len(scene.update)
    kept = np.unique(np.append(np.arange(0, count, max(1, count // _CORNERS)), count - 1))
    x = scene.x(bed)[kept].tolist()
    across = [*x, *x[::-1]]
    for band in scene.bands:
        low, _, high = scene.y(band.quantiles[:, kept], bed)
        heights = np.concatenate([low, high[::-1]]).tolist()
        painter.drawPolygon(QPolygonF(list(map(QPointF, across, heights))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_medians(painter: QPainter, look: Look, scene: LossScene, bed: QRectF) -> None:
    """The median of each group as a thick line, dashed where what it has in common is off; pale below, else the thin lines
    would fill the gaps.
    """
    thick = 2.8 * max(0.85, look.scale)
    for band in scene.bands:
        whole = lengthened_pieces(joined(scene.x(bed), leaving(scene, band.quantiles[1][:, None], bed)[:, 0]))
        pale = look.theme.pen("loss_pale", thick + 2.4)
        for pen, pieces in (
            (pale, whole), (look.theme.pen("loss", thick), _dashes(whole) if band.group.dashed else whole),
        ):  # fmt: skip
            painter.setPen(pen)
            draw_lines(painter, pieces)


def _dashes(pieces: NDArray[np.floating]) -> NDArray[np.float64]:
    return dashed([_cut(pieces)], _DASH, _GAP)


def lengthened_pieces(pieces: NDArray[np.floating], by: float = 0.7) -> NDArray[np.floating]:
    """Pieces a little longer at both ends, so that a thick line has no gaps where it turns."""
    step = pieces[:, 2:] - pieces[:, :2]
    length = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    return np.concatenate([pieces[:, :2] - by * step / length, pieces[:, 2:] + by * step / length], axis=1)


def _cut(pieces: NDArray[np.floating]) -> NDArray[np.float64]:
    """The same line in pieces short enough to be dashed."""
    length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    parts = np.maximum(1, np.ceil(length / _PIECE)).astype(int)
    which = np.repeat(np.arange(len(pieces)), parts)
    number = np.arange(len(which)) - np.repeat(np.cumsum(parts) - parts, parts)
    start, step = pieces[which, :2], (pieces[which, 2:] - pieces[which, :2]) / parts[which, None]
    ends = start + number[:, None] * step, start + (number + 1)[:, None] * step
    return np.concatenate(ends, axis=1, dtype=np.float64)


def paint_one(
    painter: QPainter, look: Look, scene: LossScene, bed: QRectF, network: int, strong: bool
) -> None:
    """The line of the network at hand, in ink; of the one under the pointer, thinner."""
    pieces = lengthened_pieces(line(scene, network, bed))
    thick = (2.6 if strong else 1.9) * max(0.85, look.scale)
    for pen in (look.theme.pen("panel", thick + 2.4), look.theme.pen("ink", thick)):
        painter.setPen(pen)
        draw_lines(painter, pieces)


def paint_bound(
    painter: QPainter, look: Look, scene: LossScene, bed: QRectF, criterion: Criterion, taken: list[QRectF]
) -> None:
    """The dotted line below which a network has learned, with its word where the labels in `taken` leave room for it."""
    if criterion.measure != "loss":
        return
    y = round(bed.bottom() - float(scene.scale.share(criterion.bound)) * bed.height()) + 0.5
    pen = QPen(look.theme.color("ink"), 1.4)
    pen.setDashPattern([1.2, 3.4])
    painter.setPen(pen)
    painter.drawLine(QLineF(bed.left(), y, bed.right(), y))
    whole = _tr("learned < {bound}").format(bound=f"{criterion.bound:.3g}")
    tall = _chip_height(look)
    for said in (whole, f"< {criterion.bound:.3g}"):
        for top in (y - tall - 3, y + 3):
            box = QRectF(bed.left() + 8, top, wide(look, said, 12, 600) + 14, tall)
            if bed.contains(box) and not any(box.adjusted(-4, -2, 4, 2).intersects(other) for other in taken):
                chip(painter, look, box, "line")
                write(painter, look, box, said, token="ink", size=12, weight=600, side=CENTER)
                return


def paint_exits(painter: QPainter, look: Look, scene: LossScene, bed: QRectF) -> None:
    """A cross at the upper edge where networks have diverged."""
    reach = 3.6 * max(0.85, look.scale)
    y = bed.top() + reach + 2
    painter.setPen(look.theme.pen("loss", 2.0))
    for x in exits(scene, bed):
        at = min(max(x, bed.left() + reach + 1), bed.right() - reach - 1)
        painter.drawLine(QPointF(at - reach, y - reach), QPointF(at + reach, y + reach))
        painter.drawLine(QPointF(at - reach, y + reach), QPointF(at + reach, y - reach))


def labels_of(scene: LossScene, look: Look, grid: Grid, bed: QRectF) -> list[Label]:
    """What stands at the ends of curves: of each group its median, and of the networks at hand their loss."""
    found: list[Label] = []
    ends = [float(band.quantiles[1, scene.moment]) for band in scene.bands]
    for band, value in zip(scene.bands, ends, strict=True):
        y = float(scene.y(np.array([value]), bed)[0])
        above = value >= max(ends)
        found.append(Label((band.group.word or _tr("median"),), themes.number(value), y, "loss_text", above))
    at_hand = dict.fromkeys(n for n in (look.wall.chosen, look.wall.hover) if n is not None and n < len(grid))
    for network in at_hand:
        value = float(scene.loss[scene.moment, network])
        y = float(scene.y(np.array([value]), bed)[0])
        found.append(Label(names(grid, network), themes.number(value), y, "ink", value > max(ends)))
    return found


def label_boxes(look: Look, bed: QRectF, labels: list[Label]) -> list[tuple[QRectF, str]]:
    """Where the labels stand, near the ends of their curves and none on another, and which of its wordings each has."""
    tall = _chip_height(look)
    away, half = 0.5 * tall + 5, tall / 2 + 2
    wishes = [label.y - away if label.above else label.y + away for label in labels]
    middles = spread(wishes, _LABEL * max(0.9, look.scale), bed.top() + half, bed.bottom() - half)
    boxes = []
    for label, middle in zip(labels, middles, strict=True):
        figures = wide(look, label.value, _SIZE, 700)
        words = fitting(look, label.words, 0.72 * bed.width() - figures - 25, _SIZE, 600)
        across = wide(look, words, _SIZE, 600) + figures + 25
        boxes.append((QRectF(bed.right() - 6 - across, middle - tall / 2, across, tall), words))
    return boxes


def paint_labels(painter: QPainter, look: Look, labels: list[Label], boxes: list[tuple[QRectF, str]]) -> None:
    """The labels; those of single networks have an edge of ink."""
    for label, (box, words) in zip(labels, boxes, strict=True):
        chip(painter, look, box, "ink" if label.token == "ink" else "line2")
        inner = box.adjusted(8, 0, -8, 0)
        write(painter, look, inner, words, token=label.token, size=_SIZE, weight=600)
        write(painter, look, inner, label.value, token=label.token, size=_SIZE, weight=700, side=RIGHT)


def _chip_height(look: Look) -> float:
    return type_size(look, _SIZE) + 9


def chip(painter: QPainter, look: Look, box: QRectF, edge: str) -> None:
    """The ground of a label on a chart."""
    painter.setPen(look.theme.pen(edge, 1))
    painter.setBrush(look.theme.color("panel"))
    painter.drawRoundedRect(box, 5, 5)
