"""Where the sections, columns and rows of a step sheet stand in a strip of some width, from top to bottom. Geometry in
pixels; it knows no tick and paints nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ui.views import sheet_set
from ui.views.equation import line_width
from wbsim.sheet import Row, Section, Sheet

_BAR = 6.0  # pixels that are left for the scroll bar, which stands on the cards
_SAMPLE = 400  # rows of a section whose cells decide how wide its columns are


@dataclass(frozen=True)
class Metrics:
    """Sizes of type and lines in pixels."""

    figures: float
    title: float
    row: float
    head: float  # the line with the title of a section
    columns: float  # the line with the heads of its columns
    pad: float  # inside a card, at its sides
    gap: float  # between two cards
    gutter: float  # between two columns

    @classmethod
    def of(cls, scale: float, compact: bool) -> Metrics:
        """The sizes at a scale."""
        figures = max(11.5, (13 if compact else 13.5) * scale)
        row = round(figures * (1.62 if compact else 1.78))
        return cls(
            figures, 17 * max(0.9, scale), row, round(34 * max(0.86, scale)), round(18 * max(0.9, scale)),
            (14 if compact else 18) * max(0.9, scale), (8 if compact else 12) * max(0.9, scale), 16 * max(0.86, scale),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Set:
    """A row as it is set: the pieces of its cells and of what is written beneath, broken where they are long."""

    section: int
    index: int
    row: Row
    cells: tuple[tuple[range, ...], ...]  # by column, the pieces of each of its lines
    under: tuple[tuple[tuple[int, float], ...], ...]  # lines beneath: which of `row.lines`, and how far in

    @property
    def lines(self) -> int:
        """How many lines its cells take."""
        return max((len(parts) for parts in self.cells), default=1)


@dataclass(frozen=True, eq=False)
class Laid:
    """A row where it stands; `is_open` where what is written beneath is shown."""

    set: Set
    top: float
    height: float
    is_open: bool

    @property
    def row(self) -> Row:
        """What is written in it."""
        return self.set.row


@dataclass(frozen=True, eq=False)
class Setting:
    """A whole sheet, set in a width: its columns by section, and its rows."""

    sheet: Sheet
    width: float
    metrics: Metrics
    columns: tuple[tuple[tuple[float, float], ...], ...]
    rows: tuple[Set, ...]


@dataclass(frozen=True, eq=False)
class Card:
    """A section: its card, and where each of its columns begins and ends."""

    section: Section
    top: float
    height: float
    columns: tuple[tuple[float, float], ...]
    notes: float  # where its notes begin


@dataclass(frozen=True, eq=False)
class Layout:
    """A whole sheet in a strip, some of its rows open."""

    setting: Setting
    cards: tuple[Card, ...]
    rows: tuple[Laid, ...]
    height: float

    @property
    def width(self) -> float:
        """How wide the strip is."""
        return self.setting.width

    @property
    def metrics(self) -> Metrics:
        """Sizes of type and lines."""
        return self.setting.metrics

    @cached_property
    def _tops(self) -> list[float]:
        return [row.top for row in self.rows]

    def between(self, top: float, bottom: float) -> range:
        """The rows that are seen between two heights."""
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, bisect_right(self._tops, bottom))

    def at(self, y: float) -> Laid | None:
        """The row at a height."""
        number = bisect_right(self._tops, y) - 1
        if number < 0 or y > self.rows[number].top + self.rows[number].height:
            return None
        return self.rows[number]


def set_sheet(sheet: Sheet, width: float, metrics: Metrics) -> Setting:
    """Measures a sheet, which takes longer than to arrange it."""
    columns = tuple(_columns(section, width, metrics) for section in sheet.sections)
    rows = tuple(
        _row(number, index, row, section, columns[number], width, metrics)
        for number, section in enumerate(sheet.sections)
        for index, row in enumerate(section.rows)
    )
    return Setting(sheet, width, metrics, columns, rows)


def lay_out(setting: Setting, opened: Sequence[bool]) -> Layout:
    """Arranges a sheet that is set; `opened` says of each row whether what is written beneath it is shown."""
    metrics, y, number = setting.metrics, 0.0, 0
    rows, cards = list[Laid](), list[Card]()
    for section, columns in zip(setting.sheet.sections, setting.columns, strict=True):
        top = y
        y += metrics.head + (metrics.columns if section.rows else 0)
        for _ in section.rows:
            made = setting.rows[number]
            more = (len(made.under) + bool(made.row.why)) if opened[number] else 0
            tall = (made.lines + more) * metrics.row
            rows.append(Laid(made, y, tall, bool(more)))
            y, number = y + tall, number + 1
        notes = y
        y += len(section.notes) * metrics.row + 0.5 * metrics.row
        cards.append(Card(section, top, y - top, columns, notes))
        y += metrics.gap
    return Layout(setting, tuple(cards), tuple(rows), max(0.0, y - metrics.gap))


def _columns(section: Section, width: float, metrics: Metrics) -> tuple[tuple[float, float], ...]:
    """The widest cell makes the width of a column; the longest of them takes what is left, or gives what is lacking."""
    natural = []
    for place, column in enumerate(section.columns):
        cells = [sheet_set.cell(row.cells[place], strong=column.right) for row in section.rows[:_SAMPLE]]
        head = 0.92 * line_width(sheet_set.cell(column.head), metrics.figures)
        bold = 1.0 if place else 1.08  # the names in the first column are strong
        natural.append(max([head, *(bold * line_width(one, metrics.figures) for one in cells)], default=0.0))
    if not natural:
        return ()
    inner = width - 2 * metrics.pad - _BAR
    left = [k for k, column in enumerate(section.columns) if not column.right and k > 0] or [len(natural) - 1]
    flexible = max(left, key=lambda k: natural[k])
    rest = (
        inner - metrics.gutter * (len(natural) - 1) - sum(w for k, w in enumerate(natural) if k != flexible)
    )
    spare = max(0.0, rest - natural[flexible])
    tabular = (
        all(column.right for column in section.columns[flexible + 1 :]) and natural[flexible] < 0.25 * inner
    )
    if tabular and spare:  # a table of numbers is spread over the width
        widths = [w + (spare / (len(natural) - 1) if k else 0) for k, w in enumerate(natural)]
    else:
        widths = [max(40.0, rest) if k == flexible else w for k, w in enumerate(natural)]
    x, columns = metrics.pad, []
    for wide in widths:
        columns.append((x, x + wide))
        x += wide + metrics.gutter
    return tuple(columns)


def _row(
    number: int, index: int, row: Row, section: Section, columns: tuple[tuple[float, float], ...], width: float,
    metrics: Metrics,
) -> Set:  # fmt: skip
    cells = []
    for column, line, (left, right) in zip(section.columns, row.cells, columns, strict=True):
        made = sheet_set.cell(line, strong=column.right)
        whole = (range(len(made)),)
        cells.append(whole if column.right else sheet_set.broken(made, right - left, metrics.figures))
    return Set(number, index, row, tuple(cells), _under(row, columns, width, metrics))


def _under(
    row: Row, columns: tuple[tuple[float, float], ...], width: float, metrics: Metrics
) -> tuple[tuple[tuple[int, float], ...], ...]:
    """The lines beneath a row, side by side as many as fit."""
    begin = columns[1][0] if len(columns) > 1 else metrics.pad
    end, found, x = width - metrics.pad, list[list[tuple[int, float]]](), begin
    for place, line in enumerate(row.lines):
        wide = line_width(sheet_set.cell(line), 0.96 * metrics.figures)
        if not found or x + wide > end:
            found.append([])
            x = begin
        found[-1].append((place, x))
        x += wide + 1.6 * metrics.gutter
    return tuple(map(tuple, found))
