"""The map of a sweep over two axes or more: a cell for each setting, as magenta as its runs fail; small maps side by side
for what a third axis has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.sweep_facts import SweepFacts
from ui.views.wall_answers import (
    CENTER,
    LEFT,
    RIGHT,
    fitting,
    measure_said,
    wide,
    words_along,
    write,
)
from ui.views.wall_naming import setting_said
from wbsim.outcomes import Criterion
from wbsim.translation import translated
from wbsim.variation import Axis

_TALL, _WIDE = (24.0, 84.0), 132.0  # pixels of a cell: between which heights, and how wide at most
_NARROW = 30.0  # pixels of a cell that small maps side by side leave it
_BESIDE = 28.0  # pixels between small maps
_LINE = 22.0
_TWO_LINES = 38.0  # pixels of a cell that has a count and a median
_PALEST, _FULL = (
    0.13,
    0.92,
)  # how much of the hue of failure a cell has where one of many runs fails, and where all do


@dataclass(frozen=True)
class MapCell:
    """A setting: where it stands on all axes, and its box."""

    place: tuple[int, ...]
    box: QRectF


@dataclass(frozen=True)
class MapPanel:
    """One small map: what it is of ("" for the only one), its cells, and the words at its rows and columns."""

    title: str
    box: QRectF
    cells: tuple[MapCell, ...]
    rows: tuple[tuple[str, QRectF], ...]
    columns: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class SweepMap:
    """All panels, and how high they are together."""

    panels: tuple[MapPanel, ...]
    height: float
    gutter: float
    rows: str  # what the rows are of, where it stands over them

    @property
    def medians(self) -> bool:
        """Whether there is room for the median of a cell under its count."""
        box = self.panels[0].cells[0].box
        return box.height() >= _TWO_LINES and box.width() >= 40


def map_of(facts: SweepFacts, look: Look, left: float, top: float, width: float) -> SweepMap:
    """Where everything stands, from a corner on."""
    across, down, rest = facts.axes[0], facts.axes[1], facts.axes[2:]
    shares = list(product(*(range(len(axis)) for axis in rest)))
    names, words = _row_words(down, bool(rest))
    gutter = max(wide(look, word, 12.5, 600) for word in (names, *words)) + 12
    beside = min(len(shares), 4)
    while beside > 1 and ((width - (beside - 1) * _BESIDE) / beside - gutter) / len(across) < _NARROW:
        beside -= 1
    room = (width - (beside - 1) * _BESIDE) / beside
    cell = min(_WIDE, (room - gutter) / len(across))
    tall = min(max(0.66 * cell, _TALL[0], 0 if rest else 130 / len(down)), _TALL[1])
    head = _LINE + 4 if rest or names else 0.0
    high = head + len(down) * tall + 2 * _LINE
    panels = []
    for number, share in enumerate(shares):
        x = left + (number % beside) * (room + _BESIDE)
        y = top + (number // beside) * (high + 12)
        box = QRectF(x, y, gutter + cell * len(across), high)
        panels.append(_panel(facts, look, share, box, gutter, head))
    lines = -(-len(shares) // beside)
    return SweepMap(tuple(panels), lines * high + (lines - 1) * 12, gutter, names)


def _row_words(down: Axis, several: bool) -> tuple[str, list[str]]:
    """What stands once over the rows, and beside each: there the whole setting, where rows are few and it is short."""
    if not several and len(down) <= 3 and len(down.title) <= 14:
        return "", [f"{down.title} {one.word}" for one in down.variants]
    return down.title, [one.word for one in down.variants]


def _panel(
    facts: SweepFacts, look: Look, share: tuple[int, ...], box: QRectF, gutter: float, head: float
) -> MapPanel:
    across, down, rest = facts.axes[0], facts.axes[1], facts.axes[2:]
    step = (box.width() - gutter) / len(across)
    tall = (box.height() - head - 2 * _LINE) / len(down)
    gap = 3.0 if min(step, tall) > 26 else 1.0
    cells, rows = [], []
    for row, word in enumerate(_row_words(down, bool(rest))[1]):
        y = box.top() + head + row * tall
        rows.append((word, QRectF(box.left(), y, gutter, tall - gap)))
        for column in range(len(across)):
            x = box.left() + gutter + column * step
            cells.append(MapCell((column, row, *share), QRectF(x, y, step - gap, tall - gap)))
    middles = [cell.box.center().x() for cell in cells[: len(across)]]
    columns = words_along(look, [one.word for one in across.variants], middles, box.right() + 20)
    title = ", ".join(setting_said(axis, at) for axis, at in zip(rest, share, strict=True))
    return MapPanel(title, box, tuple(cells), tuple(rows), columns)


def shade(theme: Theme, failed: int, known: int) -> QColor:
    """The hue of a cell: pale where all learned, magenta where all failed."""
    if not known:
        return theme.color("panel")
    share = failed / known
    return theme.mixed("loss", "grid", _PALEST + (_FULL - _PALEST) * share if failed else 0.0)


def paint_map(painter: QPainter, look: Look, facts: SweepFacts, made: SweepMap) -> None:
    """All panels with their words."""
    for panel in made.panels:
        if panel.title:
            line = QRectF(
                panel.box.left() + made.gutter, panel.box.top(), panel.box.width() - made.gutter, _LINE
            )
            said = fitting(look, (panel.title, panel.title.split(", ")[0]), line.width(), 13, 600)
            write(painter, look, line, said, token="ink", size=13, weight=600)
        if made.rows:
            over = QRectF(panel.box.left(), panel.box.top(), made.gutter - 10, _LINE)
            write(painter, look, over, made.rows, size=12.5, side=RIGHT)
        for word, box in panel.rows:
            token = (
                "bias_text"
                if facts.axes[1].name == "bias" and word.split()[-1] == translated("on")
                else "ink2"
            )
            if box.height() >= 13:
                write(painter, look, box.adjusted(0, 0, -10, 0), word, token=token, weight=600, side=RIGHT)
        for cell in panel.cells:
            _paint_cell(painter, look, facts, cell, made.medians)
        foot = panel.cells[-1].box.bottom() + 4
        for word, x in panel.columns:
            write(painter, look, QRectF(x - 70, foot, 140, _LINE - 4), word, size=12.5, side=CENTER)
        below = QRectF(
            panel.box.left() + made.gutter, foot + _LINE - 5, panel.box.width() - made.gutter, _LINE
        )
        write(painter, look, below, facts.axes[0].title, size=12.5, side=CENTER)


def _paint_cell(painter: QPainter, look: Look, facts: SweepFacts, cell: MapCell, medians: bool) -> None:
    theme, box = look.theme, cell.box
    failed, known = int(facts.failed[cell.place]), int(facts.known[cell.place])
    painter.setBrush(shade(theme, failed, known))
    painter.setPen(Qt.PenStyle.NoPen if known else theme.pen("line2", 1))
    painter.drawRoundedRect(box if known else box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if not known:
        write(painter, look, box, "–", token="ink3", side=CENTER)
        return
    token = _readable(theme, failed, known)
    room = box.width() - 6
    count = fitting(look, (_tr("{n} of {all}").format(n=failed, all=known), str(failed)), room, 12.5, 700)
    if medians:
        middle = box.center().y()
        over = QRectF(box.left(), middle - 17, box.width(), 17)
        write(painter, look, over, count, token=token, weight=700, side=CENTER)
        median = fitting(look, (themes.number(float(facts.median[cell.place]), 2),), room, 12)
        token = "ink2" if token == "loss_text" else token
        write(painter, look, over.translated(0, 17), median, token=token, size=12, side=CENTER)
    elif box.height() >= 15:
        write(painter, look, box, count, token=token, weight=700, side=CENTER)


def _readable(theme: Theme, failed: int, known: int) -> str:
    """The color of words on a cell: the hue of failure where it is pale, else the one that stands out more."""
    if not failed:
        return "ink2"
    if failed / known <= 0.12:
        return "loss_text"
    ground = _lightness(shade(theme, failed, known))
    return max(("panel", "ink"), key=lambda token: _contrast(ground, _lightness(theme.color(token))))


def _lightness(color: QColor) -> float:
    """The relative luminance of a color, 0 to 1 (WCAG 2.1)."""
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (color.redF(), color.greenF(), color.blueF())
    ]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def paint_key(painter: QPainter, look: Look, facts: SweepFacts, medians: bool, line: QRectF) -> None:
    """What a cell says, in words, and its hues from none to all at the right."""
    loss = measure_said(Criterion(), facts.tested)
    runs = facts.values.shape[-1]
    said = (
        _tr("In each cell: how many of its runs fail")
        if runs == 1
        else _tr("In each cell: how many of its {n} runs fail").format(n=themes.count(runs))
    )
    if medians:
        said += _tr(", and under it their median {loss}").format(loss=loss)
    hues, step = 6, 30.0
    words = _tr("none fail"), _tr("all fail")
    x = line.right() - wide(look, words[1], 12.5) - 8 - hues * step
    write(painter, look, line, said, size=13, side=LEFT)
    write(painter, look, QRectF(x - 128, line.top(), 120, line.height()), words[0], size=12.5, side=RIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    for number, share in enumerate(_shares(hues)):
        painter.setBrush(shade(look.theme, round(1000 * share), 1000))
        painter.drawRoundedRect(QRectF(x + number * step, line.center().y() - 7, step - 3, 14), 3, 3)
    write(painter, look, line, words[1], size=12.5, side=RIGHT)


def _shares(count: int) -> Iterator[float]:
    yield from np.linspace(0, 1, count).tolist()


def _tr(text: str) -> str:
    return QCoreApplication.translate("SweepPicture", text)
