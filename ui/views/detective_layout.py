"""Where things stand on the card of the layers: a row a layer, inputs on top; the neurons of all rows make the network.
Pure geometry; it knows no painter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from wbsim.plan import Plan

DRAWN = 40  # neurons of a layer up to which each is drawn as a circle; more are ticks
_LEAST = 3.2  # pixels of a circle's radius, at least


@dataclass(frozen=True)
class Strip:
    """One row: from `top` to `bottom`, with the places of its neurons (or inputs) and the radius that they have."""

    top: float
    bottom: float
    xs: tuple[float, ...]
    y: float
    radius: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    def at(self, x: float, y: float) -> int | None:
        """The place of the neuron under a point."""
        reach = max(self.radius + 3, 6.0)
        if not self.xs or abs(y - self.y) > max(reach, 14.0):
            return None
        place = min(range(len(self.xs)), key=lambda k: abs(self.xs[k] - x))
        return place if abs(self.xs[place] - x) <= reach else None


@dataclass(frozen=True)
class Columns:
    """The left ends and widths of what stands side by side, in pixels."""

    name: tuple[float, float]
    network: tuple[float, float]
    activations: tuple[float, float]
    parameters: tuple[float, float]
    gradients: tuple[float, float]


@dataclass(frozen=True)
class LayersLayout:
    """The whole card: heads end and the foot begins at `head` and `foot`; the first strip is that of the inputs."""

    head: float
    foot: float
    columns: Columns
    strips: tuple[Strip, ...]


@lru_cache(maxsize=8)
def layers_layout(
    width: int, height: int, sizes: tuple[int, ...], scale: float, compact: bool, two_lines: bool
) -> LayersLayout:
    """The layout for layers of these sizes, the inputs first."""
    margin = (14 if compact else 20) * scale
    head = (64 if compact else 78) * scale + (34 * scale if two_lines else 0)
    foot = height - (30 if compact else 36) * scale
    gap = (16 if compact else 24) * scale
    name = max(92.0, 104 * scale) if width > 640 else max(84.0, 92 * scale)
    free = width - 2 * margin - name - 3 * gap - 4
    network = free * 0.30
    chart = (free - network) / 3
    x = margin
    ends: list[tuple[float, float]] = []
    for wide, behind in ((name, 4.0), (network, gap), (chart, gap), (chart * 0.92, gap), (chart * 1.08, 0.0)):
        ends.append((x, wide))
        x += wide + behind
    columns = Columns(*ends)
    room = foot - head
    first = min(0.62 * room / (len(sizes) - 0.38), 46 * scale)  # inputs have no charts and need less
    each = (room - first) / max(1, len(sizes) - 1)
    strips, top = [], head
    for place, size in enumerate(sizes):
        tall = first if place == 0 else each
        strips.append(_strip(top, tall, size, columns.network, scale))
        top += tall
    return LayersLayout(head, foot, columns, tuple(strips))


def _strip(top: float, tall: float, size: int, column: tuple[float, float], scale: float) -> Strip:
    left, wide = column
    step = wide / max(size, 1)
    radius = min(17 * scale, 0.23 * tall, 0.42 * step)
    if size > DRAWN:
        radius = max(0.35, 0.36 * step)
    else:
        radius = max(_LEAST, radius)
        step = min(step, 3.6 * radius + 6 * scale)  # few neurons stand together in the middle
    begin = left + wide / 2 - step * (size - 1) / 2
    return Strip(top, top + tall, tuple(begin + step * k for k in range(size)), top + 0.46 * tall, radius)


def sizes_of(plan: Plan) -> tuple[int, ...]:
    """How many inputs, then how many neurons each layer has."""
    return (len(plan.inputs), *(row.fan_out for row in plan.rows))
