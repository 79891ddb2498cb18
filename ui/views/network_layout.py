"""Where the parts of a network diagram stand: columns, tiles, bias discs and the curves between them.
Pure geometry in pixels from the plan and a size; it knows no color, no value and no Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wbsim.plan import Plan

MAX_SINGLE = 16  # neurons or inputs in a column that are drawn one by one,
LEAST_PITCH = 24.0  # if each has at least so many pixels of height at scale 1
MAX_EDGES = 600  # edges that are drawn one by one
TILE, OUTPUT_TILE = 64.0, 92.0  # edges of a tile at scale 1
_DROP = 30.0  # what a disc and its figure take under a tile at scale 1
_TIGHT = 48.0  # pixels of height at scale 1 below which a disc docks at the side of its tile
_BESIDE = 78.0  # pixels from column to column at scale 1 from which on figures stand beside discs
_FIGURE = 58.0  # what a disc and its figure take at the side of a tile
_LINE = 16.0  # what a figure under its disc takes beside that
_NAME = 25.0  # what the name of an input takes under it
_FAN = 9.0  # pixels between the ends of two edges at one neuron
_SPREAD = 0.72  # of the side of a tile that ends may take
_HANDLE = 0.45  # how far the handles of a curve reach into the gap
_SAMPLES = 25  # points a curve is sampled at

Figures = Literal["beside", "below", "none"]
Key = int | str  # a neuron's id or an input's name


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Its center."""
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Whether a point is in it, or no farther than `slack` outside."""
        return self.x - slack <= x <= self.right + slack and self.y - slack <= y <= self.bottom + slack

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Whether two rectangles overlap or are nearer than `gap`."""
        return (
            self.x < other.right + gap
            and other.x < self.right + gap
            and self.y < other.bottom + gap
            and other.y < self.bottom + gap
        )


@dataclass(frozen=True)
class Column:
    """A column of the diagram: the inputs (`layer` None) or the layer in a row of the plan."""

    x: float
    pitch: float  # room from side to side
    layer: int | None
    place: int  # the row in the plan; -1 for the inputs
    size: int


@dataclass(frozen=True)
class Node:
    """The tile of an input or neuron; `disc` is the center of the bias disc, None for an input, `mark` its scale."""

    key: Key
    box: Box
    disc: tuple[float, float] | None
    mark: float
    column: int
    place: int  # within its column


@dataclass(frozen=True, eq=False)
class Edges:
    """All edges in the order of the plan: ids, places in θ, and their cubic curves as (n, 4, 2) pixels."""

    ids: tuple[str, ...]
    places: NDArray[np.intp]
    sources: tuple[Key, ...]
    targets: tuple[int, ...]
    curves: NDArray[np.float64]

    @cached_property
    def index(self) -> dict[str, int]:
        """Which edge has an id."""
        return {name: k for k, name in enumerate(self.ids)}

    @cached_property
    def samples(self) -> NDArray[np.float64]:
        """Points along every curve: (n, samples, 2)."""
        return bezier(self.curves, np.linspace(0, 1, _SAMPLES))

    def into(self, neuron: Key | None) -> list[int]:
        """The edges that end at a neuron."""
        return [k for k, target in enumerate(self.targets) if target == neuron]


@dataclass(frozen=True, eq=False)
class Diagram:
    """Where everything stands in an area of the picture."""

    area: Box
    columns: tuple[Column, ...]
    nodes: tuple[Node, ...]
    edges: Edges
    figures: Figures  # where the value of a bias stands from its disc

    @cached_property
    def node_of(self) -> dict[Key, Node]:
        """The node of a neuron's id or an input's name."""
        return {node.key: node for node in self.nodes}


def curve_between(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """The four points of a cubic curve that leaves and arrives level."""
    (x0, y0), (x1, y1) = start, end
    reach = _HANDLE * (x1 - x0)
    return [(x0, y0), (x0 + reach, y0), (x1 - reach, y1), (x1, y1)]


def bezier(curves: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of cubic curves (n, 4, 2) at parameters (m,) from 0 to 1: (n, m, 2)."""
    t = at[:, None]
    weights = np.concatenate([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3], axis=1)
    return np.einsum("mk,nkd->nmd", weights, curves)


def drawn_singly(plan: Plan, area: Box, scale: float) -> bool:
    """Whether every neuron and edge can be drawn as one in an area."""
    widest = max(len(plan.inputs), *(row.fan_out for row in plan.rows))
    edges = sum(row.fan_in * row.fan_out for row in plan.rows)
    return widest <= min(MAX_SINGLE, area.height / (LEAST_PITCH * scale)) and edges <= MAX_EDGES


def arrange(plan: Plan, area: Box, scale: float) -> Diagram:
    """The diagram of a plan that is drawn singly, within an area."""
    columns = _columns(plan, area, scale)
    docks = [_dock(column, area, scale) for column in columns]
    tile = _tile(columns[1:], docks[1:], area, scale)
    figures = _figures(columns, docks, area, tile, scale)
    nodes: list[Node] = []
    for number, (column, dock) in enumerate(zip(columns, docks, strict=True)):
        keys: Sequence[Key] = plan.inputs if number == 0 else plan.rows[number - 1].layer.neurons
        last = number == len(columns) - 1
        edge = _edge(column, tile, dock.drop, area, scale, last)
        if last and docks[number - 1].aside:  # the figures before it end where it begins
            edge = min(edge, max(tile, 2 * (column.pitch - tile / 2 - _FIGURE * scale)))
        below = _NAME * scale if number == 0 else dock.drop + (_LINE if figures == "below" else 0.0)
        nodes += _column_nodes(keys, number, column, area, edge, below, dock)
    by_key = {node.key: node for node in nodes}
    return Diagram(area, columns, tuple(nodes), edges_of(plan, by_key, scale), figures)


def _columns(plan: Plan, area: Box, scale: float) -> tuple[Column, ...]:
    count = len(plan.rows) + 1
    narrow = min(1.0, area.width / count / (110 * scale))
    left = area.x + (16 + 40 * narrow) * scale
    sizes = [len(plan.inputs), *(row.fan_out for row in plan.rows)]
    aside = 22 if area.height / sizes[-1] < _TIGHT * scale else 0  # figures stand beside their tiles
    right = area.right - (20 + 52 * narrow + aside) * scale
    pitch = (right - left) / (count - 1)
    layers = [None, *(row.layer.id for row in plan.rows)]
    return tuple(
        Column(left + k * pitch, pitch, layer, k - 1, size)
        for k, (layer, size) in enumerate(zip(layers, sizes, strict=True))
    )


@dataclass(frozen=True)
class _Dock:
    """How the discs of a column sit: at the side of their tiles or under them; their scale and what they take."""

    aside: bool
    drop: float
    mark: float


def _dock(column: Column, area: Box, scale: float) -> _Dock:
    pitch = area.height / column.size
    aside = pitch < _TIGHT * scale and column.pitch >= _BESIDE * scale
    drop = min(_DROP * scale, max(12.0, (0.42 if aside else 0.36) * pitch))
    return _Dock(aside, 2.0 if aside else drop, max(0.42, drop / _DROP))


def _tile(columns: Sequence[Column], docks: Sequence[_Dock], area: Box, scale: float) -> float:
    """The edge of a neuron's tile, the same in all hidden layers."""
    rooms = [
        area.height / c.size - d.drop - (4 if d.aside else 3) for c, d in zip(columns, docks, strict=True)
    ]
    share = 0.4 if any(dock.aside for dock in docks) else 0.5
    return max(12.0, min(TILE * scale, *rooms, share * columns[0].pitch))


def _figures(
    columns: Sequence[Column], docks: Sequence[_Dock], area: Box, tile: float, scale: float
) -> Figures:
    if columns[0].pitch >= _BESIDE * scale:
        return "beside"
    rooms = [area.height / c.size - tile - d.drop for c, d in zip(columns[1:], docks[1:], strict=True)]
    return "below" if min(rooms) >= _LINE else "none"


def _edge(column: Column, tile: float, drop: float, area: Box, scale: float, last: bool) -> float:
    """The edge of a tile in one column: the output's are larger, inputs make room for their names."""
    if last and column.size <= 2:
        return min(OUTPUT_TILE * scale, 1.45 * tile, area.height / column.size - drop)
    if column.place < 0:
        return max(12.0, min(TILE * scale, area.height / column.size - _NAME * scale, 1.3 * tile))
    return tile


def _column_nodes(
    keys: Sequence[Key],
    number: int,
    column: Column,
    area: Box,
    tile: float,
    below: float,
    dock: _Dock,
) -> list[Node]:
    pitch = min(area.height / len(keys), max(2.1 * tile, 1.5 * tile + below))
    top = area.y + area.height / 2 - len(keys) * pitch / 2
    nodes = []
    for place, key in enumerate(keys):
        y = top + place * pitch + (pitch - tile - below) / 2
        box = Box(column.x - tile / 2, y, tile, tile)
        disc = (box.right - 1, box.bottom - 4)
        if not dock.aside:
            disc = (box.x + 13 * dock.mark, box.bottom + 13 * dock.mark)
        nodes.append(Node(key, box, disc if column.place >= 0 else None, dock.mark, number, place))
    return nodes


def edges_of(plan: Plan, nodes: dict[Key, Node], scale: float, spread: float = _SPREAD) -> Edges:
    """The curves between nodes; their ends take no more than a share `spread` of a tile's side."""
    ids: list[str] = []
    places: list[int] = []
    sources: list[Key] = []
    targets: list[int] = []
    curves: list[list[tuple[float, float]]] = []
    for row in plan.rows:
        for j, neuron in enumerate(row.layer.neurons):
            target = nodes[neuron].box
            fan = min(_FAN * scale, spread * target.height / max(1, row.fan_in - 1))
            for i, source in enumerate(row.sources):
                start = nodes[source].box
                x0, y0 = start.right + 2, start.y + start.height / 2
                x1 = target.x - 2
                y1 = target.y + target.height / 2 + (i - (row.fan_in - 1) / 2) * fan
                curves.append(curve_between((x0, y0), (x1, y1)))
                places.append(row.weights + j * row.fan_in + i)
                ids.append(f"w:{neuron}<{source}")
                sources.append(source)
                targets.append(neuron)
    shape = np.array(curves, float).reshape(-1, 4, 2)
    return Edges(tuple(ids), np.array(places, np.intp), tuple(sources), tuple(targets), shape)
