"""What a snapshot has to show on a surface: the ways on it in their forms, and what is written at their ends. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from ui.views.surface_axes import AxisName, axis_names
from ui.views.surface_ways import RIVAL_FORMS, Form
from wbsim.contest import Standing, Way
from wbsim.optimizers import OPTIMIZERS
from wbsim.probes.axes import Axes, Place
from wbsim.probes.ground import Surface
from wbsim.snapshot import Snapshot


def _tr(text: str) -> str:
    return QCoreApplication.translate("Surface", text)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A way on the surface: its form, its places (m, 2), and what stands at its end."""

    form: Form
    places: NDArray[np.float64]
    name: str = ""
    loss: float = np.nan


@dataclass(frozen=True, eq=False)
class Scene:
    """A surface of a snapshot, with everything that is to be seen on it."""

    surface: Surface
    axes: Axes
    names: tuple[AxisName, AxisName]
    ways: tuple[Drawn, ...]
    start: NDArray[np.float64] | None  # where the ways begin, (2,)
    standing: Standing | None  # of the contest that is about these axes

    @property
    def fixed_ends(self) -> tuple[Place, ...]:
        """Where marks stand that nothing else should stand on: the lowest place, start and rivals of a contest, or the run."""
        ground = self.surface.ground
        lowest = ground.lowest if ground is not None else None
        found = [] if lowest is None else [lowest[:2]]
        if self.standing is not None:
            found += [self.standing.contest.start, *(_pair(way.places[-1]) for way in self.standing.rivals)]
        elif self.start is not None:
            found += [_pair(self.start), self.surface.place]
        return tuple(found)

    @property
    def handle(self) -> bool:
        """Whether there is a place to be grabbed: not where optimizers are compared without a hand."""
        return self.standing is None or self.standing.hand is not None


def _pair(place: NDArray[np.float64]) -> Place:
    first, second = place.tolist()
    return first, second


def name_of(way: Way) -> str:
    """Who went a way."""
    return _tr("you") if way.rival is None else OPTIMIZERS[way.rival.kind].name


def scene_of(snapshot: Snapshot) -> Scene | None:
    """What there is to see; None where no axes are known."""
    surface = snapshot.seen.surface
    if surface is None or surface.axes is None:
        return None
    axes, standing = surface.axes, snapshot.contest
    if standing is not None and standing.contest.parameters != axes.ids:
        standing = None
    names = axis_names(snapshot.plan, axes)
    if standing is not None:
        ways = [
            Drawn(form, way.places, name_of(way), way.loss)
            for form, way in zip(RIVAL_FORMS, standing.rivals, strict=False)
        ]
        if standing.hand is not None:
            ways.append(Drawn("hand", standing.hand.places, name_of(standing.hand), standing.hand.loss))
        return Scene(surface, axes, names, tuple(ways), np.array(standing.contest.start), standing)
    return Scene(surface, axes, names, *_run(snapshot, surface), None)


def _run(snapshot: Snapshot, surface: Surface) -> tuple[tuple[Drawn, ...], NDArray[np.float64] | None]:
    """The path of the run, up to the moment and beyond it."""
    path = surface.path
    if path is None or not len(path.update):
        return (), None
    now = snapshot.state.update
    past, future = path.places[path.update <= now], path.places[path.update >= now]
    ways = [Drawn("run", np.concatenate([past, [surface.place]]))]
    if snapshot.is_past and len(future) > 1:
        ways.insert(0, Drawn("future", future))
    return tuple(ways), path.places[0]
