"""What the room of sequences shows of a moment, as values: one recurrent layer with its one set of numbers, and the way of one
sample through its steps. Pure; it paints nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ui.look import Look, Part
from ui.views.names import split_id
from ui.views.sure import Sure, sure_of
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan, Row
from wbsim.probes.plane import points
from wbsim.probes.trace import Trace
from wbsim.probes.unrolled import Unrolled, unrolled
from wbsim.snapshot import Snapshot

Numbers = NDArray[np.floating]
_LOOKED_AT = 2000  # points that are enough to know a series, or how far values go


@dataclass(frozen=True, eq=False)
class Cell:
    """A recurrent layer, whatever the sample: `w_x` (H, F), `w_h` (H, H), `b` (H,) or None.

    `v` (outputs, H) and `c` are the output's, where that reads the last step and nothing else.
    """

    plan: Plan
    number: int  # its place among the rows
    w_x: Numbers
    w_h: Numbers
    b: Numbers | None
    v: Numbers | None
    c: Numbers | None

    @property
    def row(self) -> Row:
        """Its row in the plan."""
        return self.plan.rows[self.number]

    @property
    def output(self) -> Row:
        """The output's row."""
        return self.plan.rows[-1]

    @property
    def neurons(self) -> tuple[int, ...]:
        """The ids of its neurons."""
        return self.row.layer.neurons

    @property
    def steps(self) -> int:
        """How many steps a sample has."""
        return self.row.strip.reads[0]

    @property
    def features(self) -> int:
        """How many values it reads at a step."""
        return self.row.strip.reads[1]

    @property
    def hidden(self) -> int:
        """How many values it holds."""
        return self.row.fan_out

    @property
    def reads_data(self) -> bool:
        """Whether it reads the sample itself, and not another layer."""
        return self.number == 0

    def values(self, part: Part) -> Numbers | None:
        """A table of numbers (rows, columns), None where there is none."""
        if part == "x":
            return self.w_x
        if part == "h":
            return self.w_h
        if part == "v":
            return self.v
        column = self.b if part == "b" else self.c
        return None if column is None else column[:, None]

    def id_of(self, part: Part, row: int, column: int) -> str:
        """The id of an entry of a table."""
        if part in ("v", "c"):
            neuron = self.output.layer.neurons[row]
            return bias_id(neuron) if part == "c" else weight_id(neuron, self.output.sources[column])
        neuron = self.neurons[row]
        if part == "b":
            return bias_id(neuron)
        return weight_id(neuron, self.row.sources[column + (self.features if part == "h" else 0)])

    def place_of(self, parameter: str | None) -> tuple[Part, int, int] | None:
        """The table of a parameter and its place there; None for one of another layer."""
        if parameter is None or parameter not in self.plan.index:
            return None
        neuron, source = split_id(parameter)
        if neuron in self.neurons:
            row = self.neurons.index(neuron)
            if source is None:
                return "b", row, 0
            column = [str(one) for one in self.row.sources].index(source)
            return ("x", row, column) if column < self.features else ("h", row, column - self.features)
        if self.v is not None and neuron in self.output.layer.neurons:
            row = self.output.layer.neurons.index(neuron)
            if source is None:
                return "c", row, 0
            return "v", row, [str(one) for one in self.output.sources].index(source)
        return None

    def unit_of(self, neuron: object) -> int | None:
        """The place of one of its neurons; None for all else."""
        return self.neurons.index(neuron) if isinstance(neuron, int) and neuron in self.neurons else None


@dataclass(frozen=True, eq=False)
class Way:
    """One sample on its way: what the layer does with it step by step, and what the network says in the end.

    `read` (steps, F) is what the layer reads, of the data in their own units. `told` and `truth` are values in the units of
    the data; `answer` takes their place where there are classes. `truth` is None for a point set by hand.
    """

    trace: Trace
    unrolled: Unrolled
    read: Numbers
    told: float
    truth: float | None
    answer: Sure | None


def recurrent_rows(plan: Plan) -> tuple[int, ...]:
    """The places of the recurrent layers among the rows."""
    return tuple(number for number, row in enumerate(plan.rows) if row.kind == "recurrent")


def number_of(plan: Plan, look: Look) -> int | None:
    """The place of the recurrent layer that is shown; None where there is none."""
    places = recurrent_rows(plan)
    wished = look.sequence.layer
    return next((p for p in places if plan.rows[p].layer.id == wished), places[0] if places else None)


def cell_of(snapshot: Snapshot, look: Look) -> Cell | None:
    """The layer that is shown."""
    plan, theta = snapshot.plan, snapshot.state.theta
    number = number_of(plan, look)
    if number is None:
        return None
    row, behind, last = plan.rows[number], plan.rows[number + 1], plan.rows[-1]
    weights = row.weights_of(theta)
    features = row.strip.reads[1]
    ends = behind is last and behind.fan_in == row.fan_out
    return Cell(
        plan, number, weights[:, :features], weights[:, features:], row.biases_of(theta),
        last.weights_of(theta) if ends else None, last.biases_of(theta) if ends else None,
    )  # fmt: skip


@lru_cache(maxsize=4)
def _unrolled(snapshot: Snapshot) -> tuple[Unrolled, ...]:
    trace = snapshot.seen.trace
    return () if trace is None else unrolled(snapshot.plan, snapshot.state.theta, trace)


def way_of(snapshot: Snapshot, cell: Cell) -> Way | None:
    """The sample that is followed, through one layer; None while nothing is followed."""
    trace, plan = snapshot.seen.trace, snapshot.plan
    found = next((one for one in _unrolled(snapshot) if one.layer == cell.row.layer.id), None)
    if trace is None or found is None:
        return None
    read = found.inputs
    if cell.reads_data:
        read = np.asarray(trace.point, float).reshape(cell.steps, cell.features)
    answer = sure_of(plan, trace)
    if answer is not None:
        return Way(trace, found, read, 0.0, None, answer)
    told, truth = (_in_units(plan, one) for one in (trace.values[-plan.outputs :], trace.target))
    assert told is not None
    return Way(trace, found, read, told, truth, None)


def _in_units(plan: Plan, numbers: Numbers) -> float | None:
    """The last of some outputs or targets, in the units of the data; None without any."""
    if not len(numbers):
        return None
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
        undone = plan.scales.targets.undo(np.asarray(numbers, float)[None])
    return float(undone[0, -1])


@lru_cache(maxsize=8)
def read_ends(plan: Plan) -> tuple[tuple[float, float], ...]:
    """From where to where each value of a step goes in the data, so that its axis holds still."""
    assert plan.description.sequence is not None
    steps, features = plan.description.sequence
    x = points(plan).train.x[:_LOOKED_AT].reshape(-1, steps, features)
    return tuple((float(x[:, :, k].min()), float(x[:, :, k].max())) for k in range(features))


@lru_cache(maxsize=8)
def is_series(plan: Plan) -> bool:
    """Whether the points follow each other in time: each sequence is the one before, a step later."""
    facts = plan.description
    if facts.sequence is None or facts.sequence[0] < 2:
        return False
    features = facts.sequence[1]
    x = points(plan).train.x[:_LOOKED_AT]
    return len(x) > 2 and bool((x[1:, :-features] == x[:-1, features:]).all()) and bool((x[0] != x[1]).any())


def depends_on_length(plan: Plan) -> bool:
    """Whether a longer sequence would need more parameters: a dense layer reads every step."""
    return any(row.kind == "dense" and len(row.strip.reads) == 2 for row in plan.rows)


def lit_part(cell: Cell, look: Look) -> Part | None:
    """Which numbers light up: those pointed at, or the table of the parameter that is pointed at or chosen."""
    place = cell.place_of(look.parameter or look.chosen)
    return look.sequence.lit or (place[0] if place is not None else None)


def step_of(cell: Cell, look: Look) -> int:
    """The step at hand."""
    step = look.sequence.step
    return cell.steps - 1 if step is None or not 0 <= step < cell.steps else step


def pointed_step(cell: Cell, look: Look) -> int:
    """The step under the pointer, else the one at hand."""
    pointed = look.sequence.pointed
    if pointed is None or cell.unit_of(pointed[1]) is None or not 0 <= pointed[0] < cell.steps:
        return step_of(cell, look)
    return pointed[0]


def unit_at_hand(cell: Cell, look: Look) -> int | None:
    """The place of the neuron that is pointed at or selected; None without."""
    pointed = look.sequence.pointed
    if pointed is not None and (unit := cell.unit_of(pointed[1])) is not None:
        return unit
    return cell.unit_of(look.neuron)
