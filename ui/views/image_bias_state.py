"""The bias of a filter as its block shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ui.look import Look
from ui.views.image_facts import Filters, starts
from wbsim.ids import bias_id
from wbsim.snapshot import Snapshot


@dataclass(frozen=True)
class BiasState:
    """A bias as the block shows it; `value` None for one that is off."""

    key: str
    number: int  # of its filter, from 1
    value: float | None
    ends: tuple[float, float]
    start: float  # what it began at
    selected: bool = False
    pinned: bool = False  # whether its curve is shown
    locked: bool = False


def bias_state(snapshot: Snapshot, found: Filters, place: int, look: Look) -> BiasState:
    """Of the filter at a place; its ends reach so far that a map can be filled and emptied."""
    key, plan = bias_id(found.ids[place]), snapshot.plan
    value = None if found.biases is None else float(found.biases[place])
    reach = found.map_level if value is None else max(found.map_level, abs(value))
    begun = 0.0 if value is None else float(starts(plan)[plan.index[key]])
    return BiasState(
        key, place + 1, value, (-reach, reach), begun, look.neuron == found.ids[place], look.chosen == key,
        key in plan.experiment.locked,
    )  # fmt: skip
