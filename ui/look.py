"""How a moment is shown: theme, size, selection, pointer. A picture is a function of (Snapshot, Look)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ui.arguments import RoomName
from ui.shares import AS_USUAL, Shares
from ui.theme import Theme
from wbsim import Section
from wbsim.difference import Difference
from wbsim.outcomes import Criterion
from wbsim.probes.axes import Anchor, Kind
from wbsim.probes.ground import Window
from wbsim.snapshot import Snapshot

Quantity = Literal["values", "gradients", "changes"]
Face = Literal["plane", "parallel", "answers"]
Inset = Literal["no", "live", "still"]


@dataclass(frozen=True)
class Listing:
    """Which parameters the large charts show, and how they are listed."""

    kind: Literal["both", "weights", "biases"] = "both"
    text: str = ""  # words that all have to fit: h1, out, bias, w31, x2
    ranked: bool = False  # by how far they moved, instead of layer by layer
    apart: bool = True  # a chart for each layer, where there is room for so many


@dataclass(frozen=True)
class SurfaceLook:
    """Which loss surface is shown, and from where it is seen."""

    kind: Kind = "parameters"
    parameters: tuple[str, str] | None = None  # None for the usual ones of the neuron at hand
    seed: int = 0  # of random directions,
    around: Anchor | None = None  # and what they are drawn around
    window: Window | None = None  # None for one that holds the path
    turn: float = 35.0  # degrees round, and
    tilt: float = 26.0  # degrees from above the horizon


Part = Literal[
    "x", "h", "b", "v", "c"
]  # weights of the input, of the hidden values, biases; and those of the output


@dataclass(frozen=True)
class SequenceLook:
    """How a recurrent layer is shown, and what of it is pointed at."""

    layer: int | None = None  # the id of the recurrent layer; None for the first
    folded: bool = False  # one cell with a loop, at one step, in place of a cell for every step
    step: int | None = None  # the step at hand, from 0; None for the last
    pointed: tuple[int, int] | None = None  # the step and the id of the neuron under the pointer
    lit: Part | None = None  # which numbers are under the pointer, at every step that uses them


@dataclass(frozen=True)
class Spot:
    """One place of a filter's map: before its bias, after its activation, or pooled; row and column count from 0."""

    filter: int  # its id
    row: int
    column: int
    stage: Literal["before", "after", "pooled"] = "after"


@dataclass(frozen=True)
class ImageLook:
    """What is at hand in the room of images."""

    layer: int | None = None  # the id of the convolution that is shown; None for the first
    channel: int | None = None  # which of the planes that its filters read, from 0; None for all
    spot: Spot | None = None  # the place under the pointer, and
    kept: Spot | None = None  # the one that stays at hand when the pointer leaves
    cell: tuple[int, int] | None = None  # the cell of the confusion whose images are listed: drawn, read
    first: int = 0  # the filter that stands first, where there is no room for all


@dataclass(frozen=True)
class WallLook:
    """How a wall of many networks is arranged, and which of them is at hand."""

    across: str | None = "learning_rate"  # the names of the axes, or one as it is typed; None for none
    down: str | None = "bias"
    seeds: int = 5  # networks at each place of these
    order: Literal["axes", "outcome", "failures"] = "axes"
    chosen: int | None = None  # the number of the network at hand,
    hover: int | None = None  # and of the one under the pointer
    criterion: Criterion | None = None  # when a network has learned; None for what is usual for its task


@dataclass(frozen=True)
class Spoken:
    """What is said to an audience on stage; what is empty the run says itself."""

    title: str = ""  # the name of what is shown
    sentence: str = ""  # what just happened, beside it
    caption: str | None = None  # large, under the pictures; None where there is no room for one
    keys: bool = False  # whether the keys of the stage are listed at its foot


@dataclass(frozen=True)
class Look:
    """All that decides a picture beside the snapshot."""

    theme: Theme
    scale: float = 1.0  # of type and marks: 1 on a desk, 0.86 in a small window, larger for larger text
    text: float = 1.0  # how large text is wished, as a share of the usual size
    neuron: int | None = None  # the id of the selected neuron
    parameter: str | None = None  # the id of the parameter under the pointer or being edited
    hover: int | str | None = None  # the id of the neuron, or the name of the input, under the pointer
    plane_unit: int | None = None  # the neuron whose field the plane shows; None for the output
    section: Section = field(default_factory=Section)  # the plane through more than two inputs
    face: Face = "plane"  # what the card of the plane shows: that, an axis for every input, or the answers
    log_loss: bool = True
    cursor: int | None = None  # the update that the pointer reads in the charts
    compact: bool = False  # the 1280x720 arrangement
    chosen: str | None = None  # the id of the parameter that stays at hand when the pointer leaves it
    charts: bool = False  # whether the charts fill the window
    listing: Listing = Listing()
    quantity: Quantity = "values"  # what the pictures of a wide network show of its parameters
    room: RoomName = "network"
    beside: int | None = None  # the branch that is compared with the one at hand
    motion: float = 1.0  # how far the motion of the last step has come, 0 to 1; 1 where motion is reduced
    before: Snapshot | None = None  # the moment before the last change by hand
    plus_one: float = 0.0  # how far biases are drawn as edges from a unit that is always 1: 0 not, 1 wholly
    counts: bool = False  # whether the count of parameters takes the place of the inspector
    difference: Difference | None = None  # what the twins differ in; None for the one that is seen first
    inset: Inset = (
        "no"  # whether a view is part of another card, without title and controls, or "still": for reading
    )
    surface: SurfaceLook = SurfaceLook()
    image: ImageLook = ImageLook()
    sequence: SequenceLook = SequenceLook()
    wall: WallLook = WallLook()
    stage: bool = False  # whether it is shown to an audience: large, and without controls
    spoken: Spoken = Spoken()
    alone: str | None = None  # the name of the one card that fills the figure; None for all of the room
    shares: Shares = AS_USUAL  # how the cards of each room share it
    whole_sheet: bool = (
        False  # whether the step sheet writes out all parameters, not only the neuron's at hand
    )
