"""Where the parts of a network stand whose biases are drawn as edges from units that are always 1, and on the way there
from the form with discs. Pure geometry in pixels from the plain diagram and a share; it knows no color and no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ui.views.network_layout import (
    OUTPUT_TILE,
    TILE,
    Box,
    Column,
    Diagram,
    Edges,
    Figures,
    Key,
    Node,
    curve_between,
    edges_of,
)
from wbsim.plan import Plan

UNIT = 22.0  # the radius of a unit at scale 1
_LEAST_UNIT = 6.0  # pixels
_ABREAST = 0.4  # the share of the room from column to column that it may take
_UNITS = 0.1  # the share of the height that the radius of a unit may take
_AROUND = 5.0  # pixels above and below a unit at scale 1
_FIGURE = 20.0  # what the value of a bias takes under its tile at scale 1
_GAP = 2.5  # pixels between the two
_NAME = 25.0  # what the name of an input takes under it
_TIGHT = (
    56.0  # pixels of height at scale 1 below which values stand at the side of their tiles, if there is room,
)
_LEAST = 42.0  # and below which they cannot stand under them
_BESIDE = 78.0  # pixels from column to column at scale 1 that they need there
_BEAD = 0.14  # where a bias docks, from the lower edge of its tile as a share of its side
_SPREAD = 0.5  # of the side of a tile that the ends of the weights may take above that
_FAN = 5.0  # pixels between the beginnings of two edges at a unit at scale 1

Why = Literal["off", "last"]


@dataclass(frozen=True)
class Unit:
    """The place under a column for the unit that feeds the row of the plan `row`; `why` it is empty, if it is."""

    column: int
    row: int  # for the last column the number of rows, for nothing follows
    center: tuple[float, float]
    radius: float
    why: Why | None = None


@dataclass(frozen=True, eq=False)
class PlusForm:
    """How far the diagram has come: tiles and weights in `diagram`; from each unit an edge to each neuron with a bias."""

    share: float
    diagram: Diagram
    units: tuple[Unit, ...]
    neurons: tuple[int, ...]  # those with a bias, in the order of the plan
    places: NDArray[np.intp]  # of their biases in θ
    sources: tuple[int, ...]  # the place in `units` of each one's unit
    curves: NDArray[np.float64]  # (n, 4, 2)
    figures: tuple[
        Figures, ...
    ]  # by column, where the values stand in the end: under tiles, at their side, or nowhere

    @cached_property
    def index(self) -> dict[Key, int]:
        """Which edge ends at a neuron."""
        return {neuron: k for k, neuron in enumerate(self.neurons)}

    def bead(self, key: Key) -> tuple[float, float]:
        """Where the edge of a bias docks at its neuron."""
        return _dock(self.diagram.node_of[key].box)

    def figure(self, key: Key, width: float, height: float) -> Box:
        """The box of a bias's value of a size, where it stands in the end."""
        node = self.diagram.node_of[key]
        box, most = node.box, self.diagram.area.right - 2 - width
        if self.figures[node.column] == "below":
            return Box(min(most, box.middle[0] - width / 2), box.bottom + _GAP, width, height)
        return Box(min(most, box.right + 4), box.bottom - 0.5 * height - 4, width, height)


def arrange_plus(plan: Plan, plain: Diagram, scale: float) -> PlusForm:
    """The form with units of a diagram, in the same area and the same columns."""
    area = plain.area
    radius = max(_LEAST_UNIT, min(UNIT * scale, _UNITS * area.height, _ABREAST * plain.columns[0].pitch))
    foot = 2 * (radius + _AROUND * scale)
    upper = Box(area.x, area.y, area.width, area.height - foot)
    figures = _figures(plain.columns, upper, scale)
    nodes = _nodes(plain, upper, figures, scale)
    by_key = {node.key: node for node in nodes}
    units = _units(plan, plain.columns, area.bottom - foot / 2, radius)
    neurons, places, sources, curves = _edges(plan, by_key, units, scale)
    diagram = Diagram(area, plain.columns, nodes, edges_of(plan, by_key, scale, _SPREAD), plain.figures)
    return PlusForm(1.0, diagram, units, neurons, places, sources, curves, figures)


def between(plain: Diagram, plus: PlusForm, share: float) -> PlusForm:
    """What stands between two forms of one network: at 0 as with discs, at 1 as with units."""
    if share >= 1.0:
        return plus
    nodes = tuple(
        replace(new, box=_mixed(old.box, new.box, share))
        for old, new in zip(plain.nodes, plus.diagram.nodes, strict=True)
    )
    nodes = tuple(
        replace(node, disc=_kept_disc(old, node.box), mark=old.mark + share * (new.mark - old.mark))
        for old, new, node in zip(plain.nodes, plus.diagram.nodes, nodes, strict=True)
    )
    old, new = plain.edges, plus.diagram.edges
    curves = old.curves + share * (new.curves - old.curves)
    edges = Edges(old.ids, old.places, old.sources, old.targets, curves)
    diagram = Diagram(plain.area, plain.columns, nodes, edges, plain.figures)
    ends = np.array([_dock(diagram.node_of[n].box) for n in plus.neurons]).reshape(-1, 2)
    starts = plus.curves[:, 0]
    moved = [
        curve_between((a[0], a[1]), (b[0], b[1])) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    return replace(plus, share=share, diagram=diagram, curves=np.array(moved, float).reshape(-1, 4, 2))


def tail(curves: NDArray[np.float64], begin: float) -> NDArray[np.float64]:
    """The parts of cubic curves (n, 4, 2) from a parameter on to their ends, by de Casteljau."""
    a, b, c, d = (curves[:, k] for k in range(4))
    t = begin
    ab, bc, cd = a + t * (b - a), b + t * (c - b), c + t * (d - c)
    abc, bcd = ab + t * (bc - ab), bc + t * (cd - bc)
    return np.stack([abc + t * (bcd - abc), bcd, cd, d], axis=1)


# --- parts --------------------------------------------------------------------------------------------------


def _dock(box: Box) -> tuple[float, float]:
    return box.x, box.bottom - _BEAD * box.height


def _mixed(one: Box, other: Box, share: float) -> Box:
    def at(a: float, b: float) -> float:
        return a + share * (b - a)

    return Box(
        at(one.x, other.x), at(one.y, other.y), at(one.width, other.width), at(one.height, other.height)
    )


def _kept_disc(old: Node, box: Box) -> tuple[float, float] | None:
    """Where the disc of a tile stands when the tile has become another box."""
    if old.disc is None:
        return None
    (x, y), was = old.disc, old.box
    across = box.right - was.right if x > was.middle[0] else box.x - was.x
    return x + across, y + (box.bottom - was.bottom)


def _figures(columns: Sequence[Column], area: Box, scale: float) -> tuple[Figures, ...]:
    """Values stand under their tiles where the column has room for them, else at the side, else nowhere."""
    beside = columns[0].pitch >= _BESIDE * scale
    least = (_TIGHT if beside else _LEAST) * scale
    return tuple(
        "below" if area.height / c.size >= least else "beside" if beside else "none" for c in columns
    )


def _nodes(plain: Diagram, area: Box, figures: Sequence[Figures], scale: float) -> tuple[Node, ...]:
    columns = plain.columns
    lower = [_FIGURE * scale if where == "below" else 0.0 for where in figures]
    rooms = [area.height / c.size - under - 6 for c, under in zip(columns[1:], lower[1:], strict=True)]
    share = 0.4 if "beside" in figures[1:] else 0.5
    tile = max(10.0, min(TILE * scale, *rooms, share * columns[0].pitch))
    found: list[Node] = []
    for number, column in enumerate(columns):
        own = [node for node in plain.nodes if node.column == number]
        edge, below = tile, lower[number]
        if number == 0:
            below = _NAME * scale
            edge = max(10.0, min(TILE * scale, area.height / column.size - below, 1.3 * tile))
        elif number == len(columns) - 1 and column.size <= 2:
            largest = min(OUTPUT_TILE * scale, 1.45 * tile, area.height / column.size - below - 6)
            edge = max(tile, min(largest, own[0].box.width))
        pitch = min(area.height / column.size, max(2.1 * edge, 1.5 * edge + below))
        top = area.y + area.height / 2 - column.size * pitch / 2
        for node in own:
            y = top + node.place * pitch + (pitch - edge - below) / 2
            box = Box(column.x - edge / 2, y, edge, edge)
            found.append(replace(node, box=box, disc=_kept_disc(node, box)))
    return tuple(found)


def _units(plan: Plan, columns: Sequence[Column], y: float, radius: float) -> tuple[Unit, ...]:
    units = []
    for number, column in enumerate(columns):
        why: Why | None = None
        if number == len(plan.rows):
            why = "last"
        elif plan.rows[number].biases < 0:
            why = "off"
        units.append(Unit(number, number, (column.x, y), radius, why))
    return tuple(units)


def _edges(
    plan: Plan, nodes: dict[Key, Node], units: Sequence[Unit], scale: float
) -> tuple[tuple[int, ...], NDArray[np.intp], tuple[int, ...], NDArray[np.float64]]:
    neurons: list[int] = []
    places: list[int] = []
    sources: list[int] = []
    curves: list[list[tuple[float, float]]] = []
    for number, row in enumerate(plan.rows):
        if row.biases < 0:
            continue
        unit = units[number]
        fan = min(_FAN * scale, 1.3 * unit.radius / max(1, row.fan_out - 1))
        for j, neuron in enumerate(row.layer.neurons):
            off = (j - (row.fan_out - 1) / 2) * fan
            start = unit.center[0] + (unit.radius**2 - off**2) ** 0.5, unit.center[1] + off
            curves.append(curve_between(start, _dock(nodes[neuron].box)))
            neurons.append(neuron)
            places.append(row.biases + j)
            sources.append(number)
    shape = np.array(curves, float).reshape(-1, 4, 2)
    return tuple(neurons), np.array(places, np.intp), tuple(sources), shape
