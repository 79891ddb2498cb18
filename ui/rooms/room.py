"""What every room is arranged by: how a window of some size is used, and what of a run decides which cards there are."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

_DESK = (1600, 1000)  # the window that the full arrangement is drawn for
_SMALL = (1280, 720)  # and the compact one
_LEAST = 0.875  # below this share of the desk's window the arrangement is compact


@dataclass(frozen=True)
class Room:
    """How a window of some size is used: the scale of type, the scale of views, and whether it is compact."""

    compact: bool
    scale: float  # of the panels' type
    marks: float  # of the views' type and marks


def room_of(window: QSize) -> Room:
    """How to use a window."""
    share = min(window.width() / _DESK[0], window.height() / _DESK[1])
    if share >= _LEAST:
        return Room(False, round(share, 2), round(share, 2))
    small = min(window.width() / _SMALL[0], window.height() / _SMALL[1])
    scale = round(min(1.2, max(0.9, small)), 2)
    return Room(True, scale, round(0.86 * scale, 3))


def room_beside(figure: QSize) -> Room:
    """How to use what a panel beside the figure leaves of a window, `figure` with the bar above it.

    It is narrow for its height, so type and marks may be somewhat larger than in a window of that width.
    """
    room = room_of(figure)
    if not room.compact:
        return room
    wide, high = figure.width() / _SMALL[0], figure.height() / _SMALL[1]
    larger = min(wide, high) * min(1.08, max(1.0, high / wide) ** 0.18)
    scale = round(min(1.2, max(room.scale, larger)), 2)
    return Room(True, scale, round(0.86 * scale, 3))


@dataclass(frozen=True)
class Facts:
    """What of a snapshot and a look decides which cards there are."""

    inputs: int = 2  # raw inputs that have an axis; 0 for images
    selected: bool = False  # whether a neuron is at hand
    answers: bool = False  # whether the card of the plane shows them
    layered: bool = (
        False  # whether the network has other than dense layers, whose diagram shows filters and maps itself
    )
    plus_one: bool = False  # whether biases are drawn as edges from a +1 unit
    counts: bool = False  # whether the count of parameters takes the place of the inspector
    ends_in_sum: bool = (
        False  # whether the output is linear, so that one neuron is a line and its target stands upward
    )
    single: bool = False  # whether the network is one neuron
    line: bool = False  # whether it is a straight line over a single input
    image: bool = False  # whether a point is an image,
    filters: bool = False  # the network reads it with filters,
    reasoned: bool = False  # and what each filter adds to an answer can be said
    recurs: bool = False  # whether it has a recurrent layer
    classes: bool = False  # whether it tells classes, not values

    @property
    def plane(self) -> bool:
        """Whether there is a plane or a curve to show."""
        return self.inputs > 0


def below(above: QRect, high: int, gap: int) -> QRect:
    """A row of some height under another."""
    return QRect(above.left(), above.bottom() + 1 + gap, above.width(), high)
