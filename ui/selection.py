"""What a look at a plan can mean: which selection survives an edit, and what has to be measured to show it. Pure."""

from __future__ import annotations

from dataclasses import replace

from ui.arguments import RoomName
from ui.look import ImageLook, Look, SequenceLook, SurfaceLook, WallLook
from ui.views.faces import face_of
from ui.views.names import place_of
from ui.views.twin_words import difference_of
from ui.views.wall_axes import wish_of
from wbsim import Pick, Plan, Section, Watch
from wbsim.probes.axes import usual_parameters
from wbsim.probes.ground import SurfaceWish
from wbsim.snapshot import Snapshot
from wbsim.variation import Grid, WallWish

PLANE = 256  # cells along an edge of the decision field
TWIN_PLANE, TWIN_MAPS = (
    160,
    64,
)  # the same for each of two runs side by side; maps that need not grow are painted fast
MAPS = 40  # and of a neuron's small map
MAPPED = 200  # up to so many neurons each has its map; larger networks are drawn layer by layer
_CELLS = ((20_000, PLANE), (100_000, 128), (2**62, 64))  # up to so many parameters, for a look within a frame


def watch_for(look: Look, plan: Plan, pick: Pick) -> Watch:
    """What the views that are seen need to know."""
    if look.charts:  # they need the history alone
        return Watch()
    if look.room == "twin":
        return twins_watch(look, plan, pick)
    if look.room == "detective":  # no plane and no sample is seen there
        return Watch(health=True, beside=look.beside)
    if look.room in ("image", "sequence"):  # the way of one sample says all of it
        return Watch(pick=pick, beside=look.beside)
    if look.room == "population":
        return Watch(fit=False, wall=wall_for(look, plan))
    if look.room == "surface":
        return Watch(surface=surface_for(look, plan), beside=look.beside)
    axes = len(plan.description.ranges)
    cells = next((cells for most, cells in _CELLS if plan.size <= most), _CELLS[-1][1])
    return Watch(
        plane=cells if axes and face_of(plan, look) == "plane" else 0,
        section=look.section,
        maps=MAPS if axes > 1 and plan.values <= MAPPED and look.room != "neuron" else 0,
        unit=look.plane_unit,
        pick=pick,
        gradient=look.room != "neuron"
        and (look.quantity == "gradients" or (look.neuron is not None and not look.compact)),
        coming=look.room == "steps",
        checked=look.neuron,
        beside=look.beside,
    )


def twins_watch(look: Look, plan: Plan, pick: Pick) -> Watch:
    """What two runs side by side are asked for: the output's plane and the maps of each."""
    axes = len(plan.description.ranges)
    small = axes > 1 and plan.values <= MAPPED
    return Watch(
        plane=TWIN_PLANE if small or axes == 1 else 64 if axes else 0,
        section=look.section,
        maps=TWIN_MAPS if small else 0,
        pick=None if axes else pick,
        difference=difference_of(look, plan.experiment),
    )


def surface_for(look: Look, plan: Plan) -> SurfaceWish:
    """Which loss surface the room of surfaces needs."""
    wish = look.surface
    pair = wish.parameters or usual_parameters(plan, look.neuron)
    return SurfaceWish(wish.kind, pair, wish.seed, wish.around, wish.window)


def wall_for(look: Look, plan: Plan) -> WallWish:
    """Which wall the room of a population needs."""
    return wish_of(look.wall, plan)


def walled(look: Look, snapshot: Snapshot, old: Snapshot | None) -> Look:
    """Without a network at hand that another wall does not have at that place."""
    wall, before = snapshot.wall, old.wall if old is not None else None
    if wall is None or (look.wall.chosen is None and look.wall.hover is None):
        return look
    if before is not None and (before.grid is wall.grid or _places(before.grid) == _places(wall.grid)):
        return look
    numbers = (look.wall.chosen, look.wall.hover)
    if before is None and all(one is None or one < len(wall.grid) for one in numbers):
        return look
    return replace(look, wall=replace(look.wall, chosen=None, hover=None))


def _places(grid: Grid) -> tuple[object, ...]:
    """What the numbers of a grid's networks stand for: their settings, and how many seeds each has."""
    return *((axis.name, *(one.word for one in axis.variants)) for axis in grid.axes), len(grid.seeds)


def own_room(plan: Plan) -> RoomName:
    """Where a network shows what is special about it: that of images for filters, that of sequences for cells."""
    kinds = {row.kind for row in plan.rows}
    return "image" if "convolution" in kinds else "sequence" if "recurrent" in kinds else "network"


def _room_at_the_start(look: Look, plan: Plan, before: Plan | None) -> RoomName:
    """Another kind of network than before opens in its own room; else whoever looks stays where he is."""
    own = own_room(plan)
    if before is None:
        return own if look.room == "network" else look.room
    if own == own_room(before):
        return look.room
    return own if own != "network" or look.room in ("image", "sequence") else look.room


def at_the_start(look: Look, plan: Plan, before: Plan | None = None) -> Look:
    """A run begins with a neuron at hand, if its data have axes: the third of the first layer, or the last; or with a filter
    or cell of a network that has any. `before` is the plan of the run that was open.
    """
    first = next(row.layer.neurons for row in plan.rows if row.layer.neurons)
    chosen = first[min(2, len(first) - 1)] if plan.description.ranges or not plan.is_dense else None
    return replace(
        look, neuron=chosen, room=_room_at_the_start(look, plan, before), plane_unit=None, parameter=None, chosen=None, hover=None, cursor=None,
        section=Section(), face="plane", before=None,
        surface=SurfaceLook(turn=look.surface.turn, tilt=look.surface.tilt), image=ImageLook(),
        sequence=SequenceLook(folded=look.sequence.folded), wall=_wall_at_the_start(look.wall, plan, before),
    )  # fmt: skip


def _wall_at_the_start(wall: WallLook, plan: Plan, before: Plan | None) -> WallLook:
    """A network that was opened from a wall leaves it as it is; other data are learned otherwise."""
    if before is not None and before.experiment.data == plan.experiment.data:
        return replace(wall, hover=None)
    return replace(wall, chosen=None, hover=None, criterion=None)


def surviving(look: Look, plan: Plan) -> Look:
    """Without what an edit has removed."""
    known = plan.value_rows
    neuron = look.neuron if look.neuron is not None and place_of(plan, look.neuron) is not None else None
    unit = look.plane_unit if look.plane_unit in known and neuron is not None else None
    a_filter = isinstance(look.hover, int) and place_of(plan, look.hover) is not None
    hover = look.hover if look.hover in known or a_filter else None
    parameter = look.parameter if look.parameter is not None and look.parameter in plan.index else None
    kept = look.chosen if look.chosen is not None and look.chosen in plan.index else None
    return replace(
        look, neuron=neuron, plane_unit=unit, hover=hover, parameter=parameter, chosen=kept,
        section=_fitting(look.section, plan), surface=_of_plan(look.surface, plan), image=_images_of(look.image, plan),
        sequence=replace(look.sequence, pointed=None, lit=None),
    )  # fmt: skip


def _images_of(image: ImageLook, plan: Plan) -> ImageLook:
    """Without a layer that is gone and a cell of classes that there are not; of places their views take care."""
    layer = image.layer if any(row.layer.id == image.layer for row in plan.rows) else None
    cell = image.cell if image.cell is not None and max(image.cell) < len(plan.description.classes) else None
    return replace(image, layer=layer, cell=cell, spot=None)


def _of_plan(surface: SurfaceLook, plan: Plan) -> SurfaceLook:
    """A surface over nothing that the network does not have, and around nothing that was of another one."""
    pair, around = surface.parameters, surface.around
    if pair is not None and not set(pair) <= set(plan.index):
        surface = replace(surface, parameters=None, window=None)
    if around is not None and around.layout != plan.layout:
        surface = replace(surface, around=None, window=None)
    return surface


def _fitting(section: Section, plan: Plan) -> Section:
    """A section without axes and places that the data do not have."""
    ranges = plan.description.ranges
    axes = section.axes if max(section.axes) < len(ranges) else (0, 1)
    held = tuple((k, v) for k, v in section.held if k < len(ranges) and ranges[k][0] <= v <= ranges[k][1])
    return Section(axes, held)


def compared(look: Look, snapshot: Snapshot, old: Snapshot | None) -> int | None:
    """The branch that is compared with the one at hand: none that is gone, and once it is chosen itself the other one."""
    numbers = {branch.number for branch in snapshot.branches}
    if look.beside != snapshot.branch:
        return look.beside if look.beside in numbers else None
    return old.branch if old is not None and old.branch in numbers - {snapshot.branch} else None
