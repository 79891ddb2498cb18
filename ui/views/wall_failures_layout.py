"""Where the blocks of failed and learned networks stand: stacks over the first axis, in a row for each value of the second.
Pure; it paints nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize

from ui.look import Look
from ui.views.wall_answers import head, margin, places, type_size, wide, words_along
from wbsim.variation import Grid

_FEW = 12  # networks of a stack up to which each has a block,
_FLAT = 4.0  # where it is at least so high
_WIDEST = 96.0  # pixels of a stack, at most


@dataclass(frozen=True, eq=False)
class Stack:
    """The networks of one place on both axes in a box: those that failed come first, from the foot or from the left."""

    box: QRectF
    networks: NDArray[np.intp]
    failed: int
    row: int
    column: int


@dataclass(frozen=True)
class Row:
    """A row of stacks: its label of one line or two, and where that stands."""

    box: QRectF
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FailuresLayout:
    """All of it; `columns` are the words under the stacks with the middle of each, those that have room."""

    stacks: tuple[Stack, ...]
    rows: tuple[Row, ...]
    columns: tuple[tuple[str, float], ...]
    foot: QRectF  # the line of the columns' words
    name: QRectF  # the line that says what they are of
    blocks: bool  # whether every network has a block, else a stack is a bar
    counts: bool  # whether there is room for a count over every bar
    flat: bool  # whether there is one bar that lies

    @property
    def gap(self) -> float:
        """Pixels between two blocks."""
        if not self.blocks or not self.stacks:
            return 0.0
        one = self.stacks[0]
        long = one.box.width() if self.flat else one.box.height()
        return 2.0 if long / len(one.networks) >= 6 else 1.0

    def block(self, stack: Stack, place: int) -> QRectF:
        """The block of the network at a place of a stack."""
        box, count = stack.box, len(stack.networks)
        long = box.width() if self.flat else box.height()
        first, second = (round(k / count * long) for k in (place, place + 1))  # on whole pixels: crisp
        if self.flat:
            return QRectF(box.left() + first, box.top(), second - first - self.gap, box.height())
        return QRectF(box.left(), box.bottom() - second + self.gap, box.width(), second - first - self.gap)

    def network_at(self, at: QPointF) -> int | None:
        """The network whose block, or whose share of a bar, is at a place."""
        for stack in self.stacks:
            box = stack.box
            if box.adjusted(-1, 0, 1, 0).contains(at):
                share = (
                    (at.x() - box.left()) / box.width()
                    if self.flat
                    else (box.bottom() - at.y()) / box.height()
                )
                return int(stack.networks[min(len(stack.networks) - 1, int(share * len(stack.networks)))])
        return None

    def where(self, network: int) -> QRectF | None:
        """The block of a network."""
        for stack in self.stacks:
            found = np.flatnonzero(stack.networks == network)
            if len(found):
                return self.block(stack, int(found[0]))
        return None


def failures_layout(size: QSize, look: Look, grid: Grid, failed: NDArray[np.bool_]) -> FailuresLayout:
    """The stacks of a grid on a card of some size."""
    line, title, side = type_size(look, 12) * 1.5, head(look, size), margin(look)
    if not grid.axes:
        return _alone(size, look, failed)
    across = grid.axes[0]
    down = grid.axes[1] if len(grid.axes) > 1 else None
    bottom = size.height() - (5 if look.compact else 9) * look.scale
    name = QRectF(side, bottom - line, size.width() - 2 * side, line)
    foot = name.translated(0, -line + 2)
    top, rows = title.bottom() + 3 * look.scale, 1 if down is None else len(down)
    area = QRectF(side, top, size.width() - 2 * side, max(10.0, foot.top() - 3 - top))
    labels = _labels(look, grid, area)
    gutter = max((wide(look, word, 12.5, 600) for words in labels for word in words), default=0.0)
    gutter += 10 if gutter else 0
    per = max(1, len(failed) // (rows * len(across)))
    high = area.height() / rows
    between = min(0.3 * high, 14 * look.scale) if rows > 1 else 0.0
    blocks = per <= _FEW and (high - between) / per >= _FLAT
    count_line = 0.0 if blocks or high - between < 2.4 * line else 0.85 * line
    left, wide_area = area.left() + gutter, area.width() - gutter
    pitch = wide_area / len(across)
    body = min(pitch - min(5.0, 0.25 * pitch), _WIDEST * max(0.85, look.scale))
    stacks, of = [], places(grid)
    for row in range(rows):
        y = area.top() + row * (area.height() + between) / rows
        box_high = (area.height() - (rows - 1) * between) / rows - count_line
        for column in range(len(across)):
            here = of[0] == column
            if down is not None:
                here &= of[1] == row
            box = _whole(QRectF(left + column * pitch + (pitch - body) / 2, y + count_line, body, box_high))
            stacks.append(_stack(box, np.flatnonzero(here), failed, row, column))
    heads = tuple(
        Row(QRectF(area.left(), s.box.top(), gutter, s.box.height()), words)
        for s, words in zip(stacks[:: len(across)], labels, strict=False)
    )
    words = [variant.word for variant in across.variants]
    columns = words_along(look, words, [s.box.center().x() for s in stacks[: len(across)]], size.width() - 4)
    return FailuresLayout(tuple(stacks), heads, columns, foot, name, blocks, count_line > 0, False)


def _whole(box: QRectF) -> QRectF:
    """A box with its edges on whole pixels."""
    left, top = round(box.left()), round(box.top())
    return QRectF(left, top, round(box.right()) - left, round(box.bottom()) - top)


def _stack(
    box: QRectF, networks: NDArray[np.intp], failed: NDArray[np.bool_], row: int, column: int
) -> Stack:
    order = networks[np.argsort(~failed[networks], kind="stable")]
    return Stack(box, order, int(failed[networks].sum()), row, column)


def _alone(size: QSize, look: Look, failed: NDArray[np.bool_]) -> FailuresLayout:
    """Seeds alone: one bar that lies, under words about it."""
    side, title = margin(look), head(look, size)
    line = type_size(look, 12) * 1.5
    large = 1.5 * type_size(look, 22)
    room = size.height() - title.bottom() - large - 2 * line
    high = max(14.0, min(56 * look.scale, 0.6 * room))
    top = title.bottom() + large + max(0.0, (room - high) / 2.4)
    box = _whole(QRectF(side, top, size.width() - 2 * side, high))
    stack = _stack(box, np.arange(len(failed)), failed, 0, 0)
    foot = QRectF(side, box.bottom() + 6, box.width(), line)
    blocks = len(failed) > 0 and box.width() / len(failed) >= _FLAT
    return FailuresLayout((stack,), (), (), foot, foot.translated(0, line), blocks, False, True)


def _labels(look: Look, grid: Grid, area: QRectF) -> list[tuple[str, ...]]:
    """The words beside each row: what the axis is and its value where there is room, else the value, else only some."""
    if len(grid.axes) < 2:
        return []
    axis = grid.axes[1]
    words = [variant.word for variant in axis.variants]
    line, high = type_size(look, 12.5) * 1.35, area.height() / len(words)
    most = 0.3 * area.width()
    if high >= 2 * line and wide(look, axis.title, 12.5, 600) <= most:
        return [(axis.title, word) for word in words]
    stride = max(1, math.ceil(line / high))
    return [(word,) if k % stride == 0 else () for k, word in enumerate(words)]
