"""Where the parts of the card of filters stand: a filter a row, in one column or several, or page by page where there are
more than fit. Pure geometry.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF

from ui.look import Look
from ui.views.image_pixels import fitted_box

_LEAST = 27.0  # pixels of a map, under which filters go to another page
_ROW = 46.0  # and of a row with a bias to take hold of
_LARGEST = 150.0
_BESIDE = 58.0  # pixels of the words beside a map
_PAIR = 286.0  # pixels that a filter needs for all its parts


@dataclass(frozen=True)
class Cell:
    """Where one filter's parts stand: the boxes of pictures hold them, whatever their proportions."""

    box: QRectF
    number: QRectF
    filter: QRectF
    before: QRectF
    bias: QRectF
    after: QRectF
    pooled: QRectF | None
    captions: tuple[QRectF, QRectF]  # of the maps before and after: under them, or
    beside: bool  # at their right, where a line under them would cost much of their height


@dataclass(frozen=True)
class Rooms:
    """Where everything stands on the card."""

    head: QRectF  # the title
    channels: QRectF | None  # what a deeper convolution reads
    names: tuple[
        QRectF, ...
    ]  # over the columns of the first column of filters: filter, before, bias, after, pooled
    columns: tuple[float, ...]  # how far the others stand to the right of the first
    cells: tuple[Cell, ...]  # of the filters that are shown
    first: int  # which of all filters stands first
    page: int  # how many are shown at once
    reckoning: QRectF
    legend: QRectF
    subtitles: bool  # whether there is room for a second line under the names of columns


@dataclass(frozen=True)
class Shapes:
    """What decides the rows: how many filters, rows and columns of a map, of a pooled one if there is one, and whether the
    filters read maps themselves.
    """

    count: int
    map: tuple[int, int]
    pooled: tuple[int, int] | None
    kernel: int
    deep: bool


@dataclass(frozen=True)
class _Size:
    """What of a look decides where things stand."""

    scale: float
    compact: bool
    first: int


def rooms(width: float, height: float, shapes: Shapes, look: Look) -> Rooms:
    """Where the filters stand."""
    return _rooms(width, height, shapes, _Size(look.scale, look.compact, look.image.first))


@lru_cache(maxsize=8)
def _rooms(width: float, height: float, shapes: Shapes, look: _Size) -> Rooms:
    count, pooled = shapes.count, shapes.pooled is not None
    grown, compact = max(1.0, look.scale), look.compact
    side = (14 if compact else 20) * grown
    inside = QRectF(side, 0, width - 2 * side, height)
    head = QRectF(inside.left(), (6 if compact else 10) * grown, inside.width(), 30 * grown)
    top = head.bottom() + (0 if compact else 4) * grown
    channels = None
    if shapes.deep:
        channels = QRectF(inside.left(), top, inside.width(), (42 if compact else 50) * grown)
        top = channels.bottom() + 2 * grown
    legend = QRectF(inside.left(), height - (24 if compact else 34) * grown, inside.width(), 20 * grown)
    tall = (84 if compact else 104) * grown
    reckoning = QRectF(inside.left(), legend.top() - tall - 4 * grown, inside.width(), tall)
    subtitles = not compact and count <= 6
    names = (38 if subtitles else 19) * grown
    field = QRectF(inside.left(), top + names, inside.width(), reckoning.top() - 6 * grown - top - names)
    gap = 18 * grown

    def wide(columns: int) -> float:
        return (field.width() - (columns - 1) * gap) / columns

    def edge(columns: int, high: float) -> float:
        return _edge(wide(columns), high, pooled, look)[0]

    most = max(1, int((field.width() + gap) // (_PAIR * grown + gap)))
    choices = [n for n in range(1, most + 1) if n <= count] or [1]
    best = max(choices, key=lambda n: (round(edge(n, field.height() / -(-count // n))), -n))
    rows = -(-count // best)
    if edge(best, field.height() / rows) < _LEAST * grown or field.height() / rows < _ROW * grown:
        best = choices[-1]
        rows = max(1, int(field.height() // (max(_ROW, _LEAST + _under(look) + 6) * grown)))
    high = min(field.height() / rows, 1.35 * (_LARGEST * grown + _under(look)))
    page = rows * best
    shown = _start(look.first, page, count)
    cells = []
    for place in range(min(page, count - shown)):
        column, row = divmod(place, rows)
        box = QRectF(field.left() + column * (wide(best) + gap), field.top() + row * high, wide(best), high)
        cells.append(_cell(box, shapes, look))
    over = cells[0]
    heads = [over.filter, over.before, over.bias, over.after] + ([over.pooled] if over.pooled else [])
    return Rooms(
        head, channels, tuple(QRectF(one.left(), top, one.width(), names) for one in heads),
        tuple(n * (wide(best) + gap) for n in range(-(-len(cells) // rows))), tuple(cells), shown, page, reckoning, legend,
        subtitles,
    )  # fmt: skip


def _start(first: int, page: int, count: int) -> int:
    """The filter with which the page that holds a filter begins."""
    return min(max(0, first), max(0, count - 1)) // page * page


def _under(look: _Size) -> float:
    """The line under a map."""
    return max(15.0, 17 * look.scale)


def _parts(wide: float, pooled: bool, look: _Size) -> tuple[float, float, float]:
    """What the number, the bias and each of the gaps take of a row."""
    grown = max(1.0, look.scale)
    gap = max(9 * grown, min(34 * grown, 0.036 * wide))
    return 22 * grown, max(92 * grown, min(184 * grown, 0.215 * wide)), gap


def _shares(pooled: bool) -> tuple[float, ...]:
    """How wide filter, maps and pooled map are, of a map."""
    return (0.8, 1.0, 1.0, 0.7) if pooled else (0.8, 1.0, 1.0)


def _edge(wide: float, high: float, pooled: bool, look: _Size) -> tuple[float, bool]:
    """The edge of a map in a row, and whether the words of its share stand beside it."""
    grown = max(1.0, look.scale)
    number, bias, gap = _parts(wide, pooled, look)
    shares = _shares(pooled)
    across = wide - number - bias - len(shares) * gap
    largest = _LARGEST * grown
    under = min(across / sum(shares), high - _under(look) - 6 * grown, largest)
    beside = min((across - 2 * _BESIDE * grown) / sum(shares), high - 8 * grown, largest)
    return (beside, True) if beside > 1.12 * under else (under, False)


def _cell(box: QRectF, shapes: Shapes, look: _Size) -> Cell:
    pooled, grown = shapes.pooled is not None, max(1.0, look.scale)
    number, bias, gap = _parts(box.width(), pooled, look)
    (edge, beside), shares = _edge(box.width(), box.height(), pooled, look), _shares(pooled)
    under, words = (0.0, _BESIDE * grown) if beside else (_under(look), 0.0)
    spare = box.width() - number - bias - len(shares) * gap - edge * sum(shares) - 2 * words
    gap += max(0.0, spare) / (len(shares) + 0.4)  # what is left over goes between the parts
    middle = box.top() + (box.height() - under) / 2

    def square(x: float, side: float, shape: tuple[int, int]) -> QRectF:
        return fitted_box(QRectF(x, middle - side / 2, side, side), *shape)

    def caption(map: QRectF) -> QRectF:
        if beside:
            return QRectF(map.right() + 7 * grown, box.top(), words - 7 * grown, box.height())
        return QRectF(map.left() - 14, map.bottom() + 1, map.width() + 28, under)

    x = box.left() + number
    kernel = square(x, 0.8 * edge, (shapes.kernel, shapes.kernel))
    x += 0.8 * edge + gap
    before = square(x, edge, shapes.map)
    x += edge + words + gap
    high = min(box.height() - 5, max(42.0, 0.92 * edge))
    block = QRectF(x, middle + under / 4 - high / 2, bias, high)
    x += bias + gap
    after = square(x, edge, shapes.map)
    x += edge + words + gap
    small = None if shapes.pooled is None else square(x, 0.7 * edge, shapes.pooled)
    number_box = QRectF(box.left(), middle - 12, number - 4, 24)
    return Cell(
        box, number_box, kernel, before, block, after, small, (caption(before), caption(after)), beside
    )


def cell_at(where: Rooms, place: QPointF) -> int | None:
    """The filter whose row is under a place, counted from 0."""
    for number, cell in enumerate(where.cells):
        if cell.box.contains(place):
            return where.first + number
    return None
