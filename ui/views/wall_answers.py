"""What the cards beside a wall share: what counts as learned, how networks and settings are named, and text on a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.layer import draw_card
from ui.views.wall_naming import network_said, setting_said
from wbsim.outcomes import Criterion, Outcomes
from wbsim.translation import translated
from wbsim.variation import Grid
from wbsim.wall import WallSeen

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
_GROUPED = (2, 3)  # values of an axis that are told apart in one chart


def _tr(text: str) -> str:
    return QCoreApplication.translate("WallAnswers", text)


# --- what counts ---------------------------------------------------------------------------------------------


def criterion_of(wall: WallSeen, look: Look) -> Criterion:
    """When a network has learned: what is wished, or what is usual."""
    return look.wall.criterion or wall.criterion


def measure_said(criterion: Criterion, tested: bool) -> str:
    """What is measured: `test loss`."""
    words = {
        "loss": (_tr("training loss"), _tr("test loss")),
        "accuracy": (_tr("training accuracy"), _tr("test accuracy")),
        "r2": (_tr("training R²"), _tr("test R²")),
    }
    return words[criterion.measure][tested]


def bound_said(criterion: Criterion) -> str:
    """The bound as it is read: an accuracy in percent."""
    if criterion.measure == "accuracy":
        return f"{100 * criterion.bound:.3g} %"
    return f"{criterion.bound:.3g}"


def fails_said(criterion: Criterion, tested: bool) -> str:
    """What a network fails by: `test loss above 0.1`."""
    how = _tr("{measure} above {bound}") if criterion.measure == "loss" else _tr("{measure} below {bound}")
    return how.format(measure=measure_said(criterion, tested), bound=bound_said(criterion))


def failed(outcomes: Outcomes, criterion: Criterion) -> NDArray[np.bool_]:
    """Which networks have not learned, (networks,)."""
    return ~criterion.learned(outcomes)


# --- names ---------------------------------------------------------------------------------------------------


def names(grid: Grid, number: int) -> tuple[str, ...]:
    """Shorter and shorter names of a network, for where there is little room."""
    places, seed = grid.place(number)
    values = (axis.variants[at].word for axis, at in zip(grid.axes, places, strict=True))
    said = _tr("seed {n}").format(n=grid.seeds[seed])
    return network_said(grid, number), ", ".join((said, *values)), said


@lru_cache(maxsize=8)
def places(grid: Grid) -> tuple[NDArray[np.intp], ...]:
    """Where every network stands on each axis, (networks,) an axis."""
    lengths = (*map(len, grid.axes), len(grid.seeds))
    return tuple(np.unravel_index(np.arange(len(grid)), lengths))[:-1]


@dataclass(frozen=True, eq=False)
class Group:
    """Networks that are seen as one: `word` says what they have in common, "" for all; what is off is dashed, and of
    other settings every second.
    """

    word: str
    networks: NDArray[np.intp]
    dashed: bool = False


@lru_cache(maxsize=8)
def groups(grid: Grid) -> tuple[Group, ...]:
    """The networks by the last axis that has two or three values; one group where none has."""
    for at in reversed(range(len(grid.axes))):
        axis = grid.axes[at]
        if len(axis) in _GROUPED:
            of, words = places(grid)[at], [variant.word for variant in axis.variants]
            off = translated("off")
            dashed = [word == off if off in words else k % 2 == 1 for k, word in enumerate(words)]
            return tuple(
                Group(setting_said(axis, k), np.flatnonzero(of == k), dashed[k]) for k in range(len(axis))
            )
    return (Group("", np.arange(len(grid))),)


# --- text ----------------------------------------------------------------------------------------------------


def type_size(look: Look, pixels: float) -> float:
    """A size of type that can be read."""
    return max(11.5, pixels * look.scale)


def wide(look: Look, words: str, size: float = 12.5, weight: int = 500) -> float:
    """How wide a line is."""
    return QFontMetricsF(themes.font(type_size(look, size), weight)).horizontalAdvance(words)


def fitting(look: Look, wishes: Sequence[str], room: float, size: float = 12.5, weight: int = 500) -> str:
    """The first of some wordings that is no wider than `room`; nothing where none is."""
    return next((words for words in wishes if wide(look, words, size, weight) <= room), "")


def words_along(
    look: Look, words: list[str], middles: list[float], right: float
) -> tuple[tuple[str, float], ...]:
    """Words under the middles of what they name: every one where there is room for all, else every second, third …; the last
    one always.
    """
    widths = [wide(look, word, 12) for word in words]
    last = len(words) - 1
    for stride in range(1, len(words) + 1):
        kept = list(range(0, len(words), stride))
        if kept[-1] != last:  # it takes the place of the one before, where there is no room between
            kept = [*kept[: -1 if len(kept) > 1 else None], last]
        placed = [min(middles[k], right - widths[k] / 2) for k in kept]
        ends = [(x - widths[k] / 2, x + widths[k] / 2) for k, x in zip(kept, placed, strict=True)]
        if all(one[1] + 6 <= two[0] for one, two in pairwise(ends)):
            return tuple((words[k], x) for k, x in zip(kept, placed, strict=True))
    return ()


def write(
    painter: QPainter, look: Look, box: QRectF, words: str, *, token: str = "ink2", size: float = 12.5,
    weight: int = 500, side: Qt.AlignmentFlag = LEFT,
) -> float:  # fmt: skip
    """Writes a line in a box; returns how wide it is."""
    painter.setFont(themes.font(type_size(look, size), weight))
    painter.setPen(look.theme.color(token))
    painter.drawText(box, side, words)
    return wide(look, words, size, weight)


def margin(look: Look) -> float:
    """The room at the sides of a card."""
    return (14 if look.compact else 18) * look.scale


def head(look: Look, size: QSize) -> QRectF:
    """The line of a card's title."""
    top = (6 if look.compact else 9) * look.scale
    side = margin(look)
    return QRectF(side, top, size.width() - 2 * side, 28 * max(0.9, look.scale))


def title_size(look: Look) -> float:
    """How large a card's title is, at 100 %."""
    return 16 if look.compact else 17


def paint_waiting(painter: QPainter, look: Look, size: QSize, title: str, wall: WallSeen | None) -> None:
    """A card on which nothing stands yet: its title, and in one line what is waited for."""
    draw_card(painter, look.theme, size)
    line = head(look, size)
    write(painter, look, line, title, token="ink", size=title_size(look), weight=600)
    said = wall.busy if wall is not None and wall.busy else _tr("the networks are on their way")
    room = QRectF(0, line.bottom(), size.width(), size.height() - 1.4 * line.bottom())
    words = fitting(look, (said, "…"), room.width() - 2 * margin(look), 13)
    write(painter, look, room, words, token="ink3", size=13, side=CENTER)
