"""What is near a point of a diagram, what stands beside a neuron, and where labels have room. Pure geometry."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ui.views.network_layout import Box, Diagram, Key, Node, bezier


def edge_at(diagram: Diagram, x: float, y: float, reach: float = 7.0) -> int | None:
    """The edge nearest to a point, no farther than `reach` pixels; None if there is none."""
    if not len(diagram.edges.ids):
        return None
    distance = distances(diagram.edges.samples, x, y)
    best = int(np.argmin(distance))
    return best if distance[best] <= reach else None


def distances(samples: NDArray[np.float64], x: float, y: float) -> NDArray[np.float64]:
    """How far a point is from curves that are given by points along them (n, samples, 2): (n,) pixels."""
    start, end = samples[:, :-1], samples[:, 1:]
    along = end - start
    point = np.array((x, y))
    share = np.einsum("nsd,nsd->ns", point - start, along) / np.maximum(
        np.einsum("nsd,nsd->ns", along, along), 1e-12
    )
    nearest = start + np.clip(share, 0, 1)[..., None] * along
    found: NDArray[np.float64] = np.hypot(*(nearest - point).transpose(2, 0, 1)).min(axis=1)
    return found


def node_at(diagram: Diagram, x: float, y: float) -> Node | None:
    """The tile under a point."""
    return next((node for node in diagram.nodes if node.box.holds(x, y, 2)), None)


def disc_at(diagram: Diagram, x: float, y: float) -> Node | None:
    """The neuron whose bias disc is nearest to a point within its hit area, 44 pixels across where there is room."""
    near = [(math.dist(n.disc, (x, y)), n) for n in diagram.nodes if n.disc is not None]
    distance, node = min(near, key=lambda pair: pair[0], default=(math.inf, None))
    return node if node is not None and distance <= max(13.0, 22 * node.mark) else None


_TRIES = (0.5, 0.62, 0.4, 0.72, 0.3, 0.8, 0.22)


def label_places(
    diagram: Diagram, edges: Sequence[int], width: float, height: float, more: Sequence[Box] = ()
) -> dict[int, tuple[float, float]]:
    """Centers of labels on edges so that none covers another, nor a tile nor what `more` is taken; an edge without room
    has none.
    """
    places = free_places(
        diagram.edges.curves[list(edges)], width, height, [*(node.box for node in diagram.nodes), *more]
    )
    return {edges[k]: place for k, place in places.items()}


def free_places(
    curves: NDArray[np.float64], width: float, height: float, taken: Sequence[Box]
) -> dict[int, tuple[float, float]]:
    """Centers of boxes on curves (n, 4, 2), by curve, so that none covers another nor what is taken."""
    covered = list(taken)
    found: dict[int, tuple[float, float]] = {}
    for k, points in enumerate(bezier(curves, np.array(_TRIES))):
        for x, y in points.tolist():
            box = Box(x - width / 2, y - height / 2, width, height)
            if not any(box.meets(other, 2) for other in covered):
                covered.append(box)
                found[k] = (x, y)
                break
    return found


def neighbor(diagram: Diagram, key: Key | None, right: int, down: int) -> Key | None:
    """The neuron beside another one: `right` columns on or `down` places on; the first neuron for None."""
    columns: list[list[Node]] = [[] for _ in diagram.columns]
    for node in diagram.nodes:
        columns[node.column].append(node)
    here = diagram.node_of.get(key) if key is not None else None
    if here is None or here.column == 0:
        return columns[1][0].key
    if right:
        number = min(max(here.column + right, 1), len(columns) - 1)
        return min(columns[number], key=lambda n: abs(n.box.middle[1] - here.box.middle[1])).key
    place = min(max(here.place + down, 0), len(columns[here.column]) - 1)
    return columns[here.column][place].key
