"""Which views are painted at which snapshot while a run goes on: the one that matters most at each, the others by turns.
Pure.
"""

from __future__ import annotations

from ui.look import Look
from ui.samples import only_points
from wbsim.ladder import INSIDE
from wbsim.snapshot import Snapshot

COUNT = 8  # snapshots after which the turns of every room have begun again
Due = frozenset[str]

_PLANAR = (
    Due({"plane", "network", "answers"}),
    Due({"plane", "timeline"}),
    Due({"plane", "network", "answers"}),
    Due({"plane", "inspector", "pictures"}),
)
_PICTURED = (  # where there is no plane the network is the one that never waits
    Due({"network", "answers"}),
    Due({"network", "timeline"}),
    Due({"network", "pictures"}),
    Due({"network", "inspector"}),
)
_DETECTIVE = (Due({"layers"}), Due({"findings", "stack"}), Due({"layers"}), Due({"findings", "meter"}))
_SURFACE = (
    Due({"surface_map"}),
    Due({"surface_side"}),
    Due({"surface_map"}),
    Due({"surface_race"}),
)
_PICTURED_ROOM = (  # a bias that is moved is seen at once on its map
    Due({"image_filters", "pictures", "image_output"}),
    Due({"image_filters", "pictures", "image_sample"}),
    Due({"image_filters", "pictures", "image_output"}),
    Due({"image_filters", "image_confusion", "image_why", "image_invitation"}),
)
_BY_HAND = (  # one neuron: its numbers and its line move together
    Due({"plane", "neuron_formula", "neuron_sum"}),
    Due({"plane", "neuron_desk"}),
    Due({"plane", "neuron_formula", "neuron_sum"}),
    Due({"plane", "neuron_line", "neuron_residuals", "neuron_bar"}),
)
_SEQUENCE = (Due({"sequence_unrolled"}), Due({"sequence_numbers", "sequence_prediction", "answers"})) * 2
_WALL = (  # hundreds of networks move at once; what counts them can be read at a few times a second
    *[Due({"wall"})] * 3,
    Due({"wall", "wall_losses"}),
    *[Due({"wall"})] * 3,
    Due({"wall", "wall_failures", "wall_glance"}),
)
_LARGE = (Due({"timeline"}), Due()) * 2  # the same for charts that fill the window
_WALK = Due({"network", "rungs", "phases"})
_SLOW = (_WALK | {"sheet"},) * 4  # every step of a slow walk is seen everywhere
_WALKED = (_WALK, Due({"sheet"})) * 2
_RUNNING = (
    _WALK,
    Due(),
    _WALK,
    Due({"sheet"}),
)  # whole updates follow each other too fast for a sheet to be read
_TWINS = Due({"twin_a", "twin_b"})
_SIDE_BY_SIDE = (_TWINS, Due({"twin_loss"}), _TWINS, Due({"twin_why", "difference"}))
_STAGED = (Due({"plane", "network"}), Due({"plane", "stage_loss", "answers"})) * 2 + (
    Due({"plane", "network"}),
    Due({"plane", "stage_parameters", "answers"}),
) * 2
_HEAD, _NONE = Due({"stage_header"}), Due()
_OWN: dict[str, tuple[Due, ...]] = {
    "image": _PICTURED_ROOM,
    "sequence": _SEQUENCE,
    "population": _WALL,
    "detective": _DETECTIVE,
}
_READABLE = 30  # steps a second up to which each is shown by itself


def due(snapshot: Snapshot, look: Look, has_plane: bool, turn: int) -> Due:
    """The views whose turn it is."""
    turns: tuple[Due, ...]
    if look.stage and look.room == "network" and not look.charts:
        turns = _STAGED
    elif look.room == "steps":
        if snapshot.rung not in INSIDE:
            turns = _RUNNING
        else:
            turns = _SLOW if snapshot.speed is not None and snapshot.speed <= _READABLE else _WALKED
    elif look.room == "twin":
        turns = _SIDE_BY_SIDE
    elif look.room == "surface":
        turns = _SURFACE
    elif look.room == "neuron" and not look.charts:
        turns = _BY_HAND
    elif look.charts:
        turns = _LARGE
    else:
        turns = _OWN.get(look.room) or (_PLANAR if has_plane else _PICTURED)
    return turns[turn % len(turns)] | (_HEAD if look.stage else _NONE)


def runs_on(old: Snapshot | None, new: Snapshot) -> bool:
    """Whether a snapshot shows the same run a little later, so that no view has to be painted at once."""
    if old is None or not (old.playing and new.playing):
        return False
    if old.wall is not new.wall and (
        old.wall is None
        or new.wall is None
        or old.wall.grid is not new.wall.grid
        or old.wall.busy != new.wall.busy
    ):
        return False
    return (old.plan is new.plan and old.run is new.run) or only_points(old, new)
