"""Which points the card of the image lists, and where they stand: class by class, those read wrongly first; or all of one cell
of the confusion. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from ui.look import Look
from wbsim import Pick
from wbsim.datasets import draw
from wbsim.datasets.values import Sample
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

_MOST = 200  # points of a class that are looked through


@dataclass(frozen=True)
class Group:
    """The points of a class, or of a cell, in the order in which they are listed; `wrong` of `total` are read wrongly."""

    drawn: int
    read: int | None  # of a cell
    wrong: int
    total: int
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Thumb:
    """A small picture of a point."""

    number: int
    box: QRectF


@dataclass(frozen=True)
class Section:
    """A group with its head and its pictures."""

    group: Group
    head: QRectF
    beside: bool  # whether the head stands at the left of the pictures instead of over them
    thumbs: tuple[Thumb, ...]


def counted(plan: Plan) -> tuple[str, Sample]:
    """The set whose points are counted and listed: the test points, or the training points where there are none."""
    data = draw(plan.experiment.data, plan.experiment.seed)
    return ("test", data.test) if len(data.test) else ("train", data.train)


def read_of(snapshot: Snapshot) -> NDArray[np.int64] | None:
    """The class that each of those points was read as, if it was measured for just these."""
    fit = snapshot.seen.fit
    if fit is None or fit.read is None or not snapshot.plan.description.classes:
        return None
    return fit.read if len(fit.read) == len(counted(snapshot.plan)[1]) else None


def groups(snapshot: Snapshot, look: Look) -> tuple[Group, ...]:
    """All classes, or the cell that is chosen."""
    plan, read = snapshot.plan, read_of(snapshot)
    classes = len(plan.description.classes)
    if not classes:
        return (Group(0, None, 0, len(counted(plan)[1]), tuple(range(min(_MOST, len(counted(plan)[1]))))),)
    cell = look.image.cell
    if cell is not None and read is not None and max(cell) < classes:
        drawn = counted(plan)[1].y
        places = np.flatnonzero((drawn == cell[0]) & (read == cell[1]))
        total = int((drawn == cell[0]).sum())
        return (Group(cell[0], cell[1], len(places), total, tuple(places[:_MOST].tolist())),)
    return _classes(plan, None if read is None else read.tobytes())


@lru_cache(maxsize=4)
def _classes(plan: Plan, read: bytes | None) -> tuple[Group, ...]:
    drawn = counted(plan)[1].y
    said = drawn if read is None else np.frombuffer(read, np.int64)
    found = []
    for number in range(len(plan.description.classes)):
        places = np.flatnonzero(drawn == number)
        wrong = said[places] != number
        order = np.concatenate([places[wrong], places[~wrong]])[:_MOST]
        found.append(Group(number, None, int(wrong.sum()), len(places), tuple(order.tolist())))
    return tuple(found)


def sections(found: tuple[Group, ...], area: QRectF, proportion: float, scale: float) -> tuple[Section, ...]:
    """Where the groups stand in an area; `proportion` is the width of a picture by its height.

    Heads stand over the pictures where there is room for that, else beside them; groups that have no room are left out.
    """
    grown = max(1.0, scale)
    if not found or area.height() < 30 * grown:
        return ()
    gap = 4 * grown
    each = area.height() / len(found)
    head = 22 * grown
    if len(found) == 1 or each >= head + 42 * grown:
        columns = max(3, min(8, int((area.width() + gap) // (46 * grown + gap))))
        wide = (area.width() + gap) / columns - gap
        high = wide / proportion
        rows = max(1, int((each - head - 8 * grown + gap) // (high + gap)))
        high = min(high, each - head - 8 * grown)
        return tuple(
            _over(
                group,
                QRectF(area.left(), area.top() + n * each, area.width(), each),
                head,
                columns,
                rows,
                high,
                gap,
                grown,
            )
            for n, group in enumerate(found)
        )
    step = max(26 * grown, min(50 * grown, each))
    left = max(42 * grown, 0.18 * area.width())
    high = step - gap
    wide = high * proportion
    columns = max(1, round((area.width() - left + gap) / (wide + gap)))
    wide = min(wide, (area.width() - left + gap) / columns - gap)  # so that they end where the image does
    high = wide / proportion
    count = max(1, int((area.height() + 1) // step))
    shown = found if len(found) <= count else tuple(sorted(found, key=lambda g: (-g.wrong, g.drawn))[:count])
    made = []
    for n, group in enumerate(sorted(shown, key=lambda g: g.drawn)):
        top = area.top() + n * step
        thumbs = tuple(
            Thumb(
                number,
                QRectF(round(area.left() + left + k * (wide + gap)), round(top), round(wide), round(high)),
            )
            for k, number in enumerate(group.numbers[:columns])
        )
        made.append(Section(group, QRectF(area.left(), top, left - 6, high), True, thumbs))
    return tuple(made)


def _over(
    group: Group, box: QRectF, head: float, columns: int, rows: int, high: float, gap: float, grown: float
) -> Section:
    wide = (box.width() + gap) / columns - gap
    rows = min(rows, 2) if group.read is None else rows
    thumbs = []
    for k, number in enumerate(group.numbers[: rows * columns]):
        row, column = divmod(k, columns)
        x, y = box.left() + column * (wide + gap), box.top() + head + row * (high + gap)
        thumbs.append(Thumb(number, QRectF(round(x), round(y), round(wide), round(high))))
    return Section(group, QRectF(box.left(), box.top(), box.width(), head - 2), False, tuple(thumbs))


def thumb_at(shown: tuple[Section, ...], place: QPointF) -> int | None:
    """The point whose picture is under a place."""
    for section in shown:
        for thumb in section.thumbs:
            if thumb.box.adjusted(-2, -2, 2, 2).contains(place):
                return thumb.number
    return None


def stepped(shown: tuple[Section, ...], pick: Pick, part: str, steps: int) -> int | None:
    """The point that comes some pictures after the one that is followed; the first where that is not listed."""
    numbers = [thumb.number for section in shown for thumb in section.thumbs]
    if not numbers:
        return None
    if pick.part != part or pick.point is not None or pick.number not in numbers:
        return numbers[0]
    return numbers[min(len(numbers) - 1, max(0, numbers.index(pick.number) + steps))]
