"""Where a lesson looks, in a studio."""

from __future__ import annotations

from ui.layouts import Layout
from ui.studio import Studio
from wbsim import Pick
from wbsim.lessons.sight import Sight


def looked(studio: Studio, layout: Layout, sight: Sight) -> None:
    """Looks there; a layout of one view stays with it."""
    room = {} if layout.alone is not None else {"room": sight.room}
    studio.look(
        **room, neuron=sight.neuron, plus_one=float(sight.plus_one), charts=sight.charts, difference=sight.differs
    )  # fmt: skip
    studio.window.pick(Pick("train", sight.sample, sight.inputs))
