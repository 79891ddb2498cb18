"""Where the cards of a room meet, and what moving such a seam makes of them: whatever lies before it and behind it on its
whole length gets wider or narrower, and no card smaller than it needs. Pure geometry; it knows no look and no widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect

from ui.rooms.room import Room
from ui.shares import Shares

# pixels that a card needs at scale 1: width and height; those that usually get less keep what they usually get
_NEEDS: dict[str, tuple[int, int]] = {
    "side": (88, 250), "network": (420, 280), "plane": (280, 280), "timeline": (460, 235), "inspector": (360, 190),
    "answers": (250, 150), "pictures": (200, 160), "count": (310, 180), "sheet": (420, 260), "branches": (290, 200),
    "twin_a": (340, 240), "twin_b": (340, 240), "twin_loss": (320, 160), "twin_why": (320, 160),
    "surface_map": (360, 320), "surface_side": (300, 200), "surface_race": (300, 170), "layers": (440, 280),
    "findings": (290, 240), "stack": (380, 180), "meter": (280, 180), "image_sample": (150, 320),
    "image_filters": (440, 320), "image_output": (230, 180), "image_confusion": (230, 190), "image_why": (230, 130),
    "sequence_unrolled": (480, 280), "sequence_numbers": (360, 170), "sequence_prediction": (300, 160),
    "wall": (480, 300), "wall_losses": (330, 170), "wall_failures": (330, 130), "wall_glance": (330, 120),
    "neuron_desk": (240, 260), "neuron_sum": (220, 140), "neuron_residuals": (220, 140),
}  # fmt: skip
_ROOMY: dict[str, tuple[int, int]] = {
    "network": (520, 350), "plane": (330, 390), "timeline": (440, 250), "inspector": (440, 270),
}  # fmt: skip  # where there is room for legends, these need more
_USUAL = (220, 140)  # of any other
_STILL = (
    frozenset({"side", "twin_a", "twin_b"}),  # as wide as they are: a rail, and twins, which are compared
    frozenset(
        {"rungs", "phases", "difference", "neuron_bar", "neuron_formula", "neuron_line", "image_invitation"}
    ),
)  # and as high: cards of one or two lines

_Box = list[int]  # left, top, and where it ends to the right and below


@dataclass(frozen=True)
class Seam:
    """A gap between cards that can be moved: `upright` ones to the sides. `at` is where it begins, in pixels."""

    name: str
    upright: bool
    place: QRect
    before: str  # the names of the first card before it,
    after: str  # and behind it
    at: int
    least: int
    most: int
    start: int  # where all cards begin,
    length: int  # and how long the way across is

    def share(self, at: float) -> float:
        """The share that lies before it if it begins there, or as near as may be."""
        return (min(max(at, self.least), self.most) - self.start) / max(1, self.length)


def shared(
    cards: Mapping[str, QRect], area: QRect, gap: int, room: Room, name: str, shares: Shares
) -> tuple[dict[str, QRect], tuple[Seam, ...]]:
    """The cards of the room of that name with its seams where they were moved to, and all seams that can be moved."""
    boxes = {
        name: [card.left(), card.top(), card.right() + 1, card.bottom() + 1] for name, card in cards.items()
    }
    needs = {card: _needs(card, box, room) for card, box in boxes.items()}
    found = [_Gap(name, axis, boxes, *sides) for axis in (0, 1) for sides in _gaps(boxes, axis, gap)]
    for axis in (0, 1):
        for _ in range(2):  # one that moves may make room for another before it
            for one in found:
                share = shares.of(one.name)
                if one.axis == axis and share is not None:
                    start, length = _way(area, axis)
                    least, most = one.limits(boxes, needs, gap)
                    one.move(boxes, gap, min(max(round(start + share * length), least), most))
    placed = {name: QRect(box[0], box[1], box[2] - box[0], box[3] - box[1]) for name, box in boxes.items()}
    seams = [one.seam(boxes, needs, area, gap) for one in found]
    # one that was moved can be moved back, even if others have taken its room
    return placed, tuple(one for one in seams if one.least < one.most or shares.of(one.name) is not None)


class _Gap:
    """A gap along an axis (0 for one between cards side by side), and the cards at either side of it."""

    def __init__(
        self, room: str, axis: int, boxes: Mapping[str, _Box], before: list[str], after: list[str]
    ) -> None:
        self.axis, self.before, self.after = axis, before, after
        self.first = _first(boxes, before), _first(boxes, after)
        self.name = f"{room} {self.first[0]}{'|' if axis == 0 else '/'}{self.first[1]}"

    def limits(
        self, boxes: Mapping[str, _Box], needs: Mapping[str, tuple[int, int]], gap: int
    ) -> tuple[int, int]:
        """Where it may begin: at least, and at most."""
        axis = self.axis
        least = max(boxes[name][axis] + needs[name][axis] for name in self.before)
        most = min(boxes[name][axis + 2] - needs[name][axis] for name in self.after) - gap
        return (least, most) if least <= most else (boxes[self.before[0]][axis + 2],) * 2

    def move(self, boxes: dict[str, _Box], gap: int, at: int) -> None:
        """Lets it begin elsewhere."""
        for name in self.before:
            boxes[name][self.axis + 2] = at
        for name in self.after:
            boxes[name][self.axis] = at + gap

    def seam(
        self, boxes: Mapping[str, _Box], needs: Mapping[str, tuple[int, int]], area: QRect, gap: int
    ) -> Seam:
        """What there is to take hold of."""
        at, along = boxes[self.before[0]][self.axis + 2], 1 - self.axis
        low = min(boxes[name][along] for name in (*self.before, *self.after))
        high = max(boxes[name][along + 2] for name in (*self.before, *self.after))
        upright = self.axis == 0
        place = QRect(at, low, gap, high - low) if upright else QRect(low, at, high - low, gap)
        least, most = self.limits(boxes, needs, gap)
        start, length = _way(area, self.axis)
        one, other = self.first
        return Seam(self.name, upright, place, one, other, at, least, most, start, length)


def _needs(name: str, box: _Box, room: Room) -> tuple[int, int]:
    """What a card needs; never more than it usually has."""
    wide, high = _NEEDS.get(name, _USUAL)
    if not room.compact:
        wide, high = _ROOMY.get(name, (wide, high))
    return min(round(wide * room.marks), box[2] - box[0]), min(round(high * room.marks), box[3] - box[1])


def _way(area: QRect, axis: int) -> tuple[int, int]:
    return (area.left(), area.width()) if axis == 0 else (area.top(), area.height())


def _gaps(boxes: Mapping[str, _Box], axis: int, gap: int) -> Iterator[tuple[list[str], list[str]]]:
    """The cards that end at each gap which can be moved along an axis, and those that begin behind it."""
    for end in sorted({box[axis + 2] for box in boxes.values()}):
        before = [name for name, box in boxes.items() if box[axis + 2] == end]
        after = [name for name, box in boxes.items() if box[axis] == end + gap]
        met = any(_beside(boxes[one], boxes[other], 1 - axis) for one in before for other in after)
        if met and not _STILL[axis] & {*before, *after}:
            yield before, after


def _beside(one: _Box, other: _Box, axis: int) -> bool:
    return one[axis] < other[axis + 2] and other[axis] < one[axis + 2]


def _first(boxes: Mapping[str, _Box], names: list[str]) -> str:
    """The card that one reads first."""
    return min(names, key=lambda name: (boxes[name][1], boxes[name][0]))
