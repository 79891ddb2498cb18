"""What of the wall's card goes to title, pictures, words around them and the line at the foot. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect

from ui.views.wall_geometry import Geometry, along_axes, in_sections, stepped
from ui.views.wall_seats import Seats
from wbsim.variation import Grid

_HEAD, _SEEDS = 106, 34  # pixels left of the pictures for what stands down, and for the numbers of seeds


@dataclass(frozen=True)
class Zones:
    """Rooms on a card; `heads` is left of the pictures, empty where nothing stands down, `seeds` the numbers beside them."""

    title: QRect
    bed: QRect
    heads: QRect
    seeds: QRect
    foot: QRect


def grown(scale: float) -> float:
    """The scale of the card: type never becomes too small to be read."""
    return max(0.8, scale)


def zones(
    width: int, height: int, scale: float, compact: bool, axes: int, single: bool, named: bool = False
) -> Zones:
    """The rooms of a card; `axes` that networks stand along, `single` whether a row is one seed, `named` whether what stands
    down has its title over it.
    """
    g = grown(scale)
    side, title = round((14 if compact else 20) * g), round((40 if compact else 48) * g)
    low = round(34 * g)
    left = side
    heads = seeds = QRect(side, title, 0, 0)
    under = round(44 * g) if axes else round(4 * g)
    top = title + (round(15 * g) if axes and (single or named) else 0)
    high = height - low - under - top
    if axes > 1:
        heads = QRect(left, top, round(_HEAD * g), high)
        left = heads.right() + 1
    if axes and single:
        seeds = QRect(left, top, round(_SEEDS * g), high)
        left = seeds.right() + 1
    return Zones(
        QRect(side, 0, width - 2 * side, title),
        QRect(left, top, max(1, width - side - left), max(1, high)),
        heads, seeds, QRect(side, height - low, width - 2 * side, low - round(4 * g)),
    )  # fmt: skip


def titled(grid: Grid) -> bool:
    """Whether the title of what stands down is to be said; on or off is said of a bias itself."""
    return len(grid.axes) > 1 and grid.axes[1].name != "bias"


def arranged(
    size: tuple[int, int], scale: float, compact: bool, grid: Grid, seats: Seats, order: str
) -> tuple[Zones, Geometry]:
    """The rooms, and where the pictures stand."""
    g = grown(scale)
    if not seats.on_axes:
        rooms = zones(*size, scale, compact, 0, False)
        count = len(seats.networks)
        heads, room = {"outcome": (2, count), "failures": (1, stepped(count))}.get(order, (0, count))
        return rooms, in_sections(_flat(rooms.bed), seats.sections, heads, g, room)
    across, down = len(grid.axes[0]), len(grid.axes[1]) if len(grid.axes) > 1 else 1
    for single in (True, False):
        rooms = zones(*size, scale, compact, len(grid.axes), single, titled(grid))
        places = along_axes(_flat(rooms.bed), across, down, len(grid.seeds), g)
        if bool(places.rows) == single:
            break
    return rooms, places


def _flat(box: QRect) -> tuple[int, int, int, int]:
    return box.x(), box.y(), box.width(), box.height()
