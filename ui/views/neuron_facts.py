"""What there is to say of one neuron at one moment: every product w·x, the bias, their sum z and what the activation makes
of it, with names and units. It paints nothing and keeps nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ui import theme as themes
from ui.look import Look
from ui.views.equation import Line, Piece, parameter_piece, source_symbol
from ui.views.names import input_title, place_of
from ui.views.neuron_reading import reading
from wbsim.activations import BY_NAME, Activation
from wbsim.datasets.worked import Example, example
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan, Row
from wbsim.probes.trace import Trace, is_zero
from wbsim.snapshot import Snapshot

MOST = 6  # products that are shown one by one


@dataclass(frozen=True)
class Term:
    """One product: what comes in as the network counts it, and its weight. `raw` is the number of the input that it is."""

    weight: str  # the id of the weight
    symbol: Line  # of what comes in: x₁, or a₂ of the layer before
    weight_symbol: Piece
    w: float
    x: float
    raw: int | None
    shown: float  # the input in the units of the data, where it is one
    title: str
    unit: str

    @property
    def product(self) -> float:
        """w·x."""
        return self.w * self.x


@dataclass(frozen=True, eq=False)
class NeuronFacts:
    """A neuron at a moment. Numbers of a sample are NaN where none is followed."""

    snapshot: Snapshot
    row: Row
    place: int
    terms: tuple[Term, ...]
    b: float | None  # None where it is off
    z: float
    y: float

    @property
    def plan(self) -> Plan:
        """Its network."""
        return self.snapshot.plan

    @property
    def neuron(self) -> int:
        """Its id."""
        return self.row.layer.neurons[self.place]

    @property
    def bias(self) -> str:
        """The id of its bias, on or off."""
        return bias_id(self.neuron)

    @property
    def bias_symbol(self) -> Piece:
        """b, with a number where there are several neurons."""
        return bias_symbol(self.plan, self.neuron)

    @property
    def trace(self) -> Trace | None:
        """The sample that is followed."""
        return self.snapshot.seen.trace

    @property
    def activation(self) -> Activation:
        """What makes the value of the sum."""
        return BY_NAME[self.row.layer.activation]

    @property
    def alone(self) -> bool:
        """Whether the network is this neuron."""
        return is_alone(self.plan)

    @property
    def is_output(self) -> bool:
        """Whether it is in the last layer."""
        return self.row is self.plan.rows[-1]

    @property
    def is_first(self) -> bool:
        """Whether the inputs of the data come in, which a hand can set."""
        return self.row is self.plan.rows[0] and self.row.kind == "dense"

    @property
    def is_linear(self) -> bool:
        """Whether the sum is the answer."""
        return self.activation.name == "linear"

    @property
    def is_logistic(self) -> bool:
        """Whether it says how likely the second of two classes is, so that z is the logarithm of the odds."""
        one = self.is_output and self.plan.outputs == 1 and len(self.plan.description.classes) == 2
        return one and self.activation.name == "sigmoid"

    @property
    def zeroed(self) -> bool:
        """Whether all inputs were set to 0 by hand."""
        return self.trace is not None and is_zero(self.plan, self.trace.pick)

    @property
    def standardized(self) -> bool:
        """Whether the network counts its inputs otherwise than the data."""
        return not self.plan.scales.inputs.is_none

    @property
    def letter(self) -> str:
        """How its value is called: y for an output, a for a value on the way."""
        return "y" if self.is_output else "a"

    @property
    def sum_unit(self) -> str:
        """The unit of z, w·x and b, where the answer has one and nothing is counted otherwise."""
        facts, scales = self.plan.description, self.plan.scales
        plain = scales.inputs.is_none and scales.targets.is_none
        same = self.alone and self.is_linear and not facts.classes
        return facts.target_unit if plain and same else ""

    def shown_terms(self, most: int = MOST) -> tuple[Term, ...]:
        """All products, or where they are more those that add most to the sum, in their order."""
        if len(self.terms) <= most:
            return self.terms
        sizes = np.nan_to_num([abs(term.product) for term in self.terms], nan=0.0)
        largest = sorted(np.argsort(-sizes, kind="stable")[:most].tolist())
        return tuple(self.terms[k] for k in largest)

    def rest_of(self, shown: tuple[Term, ...]) -> float | None:
        """The sum of the products that are not shown; None where all are."""
        if len(shown) == len(self.terms):
            return None
        kept = {term.weight for term in shown}
        return float(sum(term.product for term in self.terms if term.weight not in kept))


def is_alone(plan: Plan) -> bool:
    """Whether a network is one neuron."""
    return len(plan.rows) == 1 and plan.outputs == 1


def is_line(plan: Plan) -> bool:
    """Whether a network is a straight line over a single input."""
    linear = plan.rows[0].layer.activation == "linear" and plan.coding == "value"
    return is_alone(plan) and linear and len(plan.description.inputs) == 1 and bool(plan.description.ranges)


def subject(plan: Plan, look: Look) -> int:
    """The neuron at hand: the selected one or, if none is, the last."""
    known = look.neuron is not None and place_of(plan, look.neuron) is not None
    return look.neuron if known and look.neuron is not None else plan.rows[-1].layer.neurons[-1]


def bias_symbol(plan: Plan, neuron: int) -> Piece:
    """b₃ of a neuron among several, b of the only one."""
    piece = parameter_piece(plan, bias_id(neuron))
    return replace(piece, subscript="") if is_alone(plan) else piece


def weight_symbol(plan: Plan, neuron: int, source: int | str, number: int) -> Piece:
    """w₃₁ of a neuron among several, w₁ of the only one, w where that has one input."""
    piece = parameter_piece(plan, weight_id(neuron, source))
    if not is_alone(plan):
        return piece
    return replace(piece, subscript=str(number) if len(plan.inputs) > 1 else "")


@lru_cache(maxsize=4)
def facts_of(snapshot: Snapshot, neuron: int) -> NeuronFacts:
    """The facts of a neuron; raises KeyError where there is no such neuron."""
    plan, trace, theta = snapshot.plan, snapshot.seen.trace, snapshot.state.theta
    row = next((row for row in plan.rows if neuron in row.layer.neurons), None)
    if row is None:
        raise KeyError(neuron)
    place = row.layer.neurons.index(neuron)
    weights = row.weights_of(theta)[place].astype(float)
    given = np.full(row.fan_in, np.nan)
    z = y = math.nan
    if trace is not None:
        read = reading(row, place, trace)
        given, z, y = read.values.astype(float), read.total, read.made
    biases = row.biases_of(theta)
    facts = plan.description
    terms = []
    for number, source in enumerate(row.sources):
        named = row.kind == "dense" and isinstance(source, str) and source in facts.inputs
        raw = facts.inputs.index(str(source)) if named else None
        symbol: Line = source_symbol(row, source)
        if raw is not None and is_alone(plan) and len(plan.inputs) == 1:
            symbol = (Piece("x"),)
        shown = float(given[number])
        if raw is not None and trace is not None:
            shown = float(trace.point[raw])
        terms.append(
            Term(
                weight_id(neuron, source), symbol, weight_symbol(plan, neuron, source, number + 1),
                float(weights[number]), float(given[number]), raw, shown,
                input_title(plan, str(source)) if raw is not None else "",
                facts.units[raw] if raw is not None and facts.units else "",
            )
        )  # fmt: skip
    return NeuronFacts(
        snapshot, row, place, tuple(terms), None if biases is None else float(biases[place]), z, y
    )


def example_of(plan: Plan) -> Example | None:
    """The worked example that a network can show: one neuron on the example's own inputs."""
    found = example(plan.experiment.data.dataset)
    alone = len(plan.rows) == 1 and plan.outputs == 1 and plan.inputs == plan.description.inputs
    return found if found is not None and alone and plan.scales.inputs.is_none else None


def before_of(snapshot: Snapshot, look: Look) -> Snapshot | None:
    """The moment before the last change by hand, as long as nothing was trained since, for then it says nothing."""
    before = look.before
    if before is None or before is snapshot or before.plan is not snapshot.plan:
        return None
    return before if before.state.update == snapshot.state.update else None


def figure(value: float) -> str:
    """A number of a neuron: 3.80, 12.5, 230; a small one with two digits."""
    size = abs(value)
    if math.isnan(value) or not size < 100:
        return themes.number(value)
    if 0 < size < 0.005:
        return themes.number(value, 2)
    return themes.fixed(value, 2 if size < 10 else 1)


def plain(value: float) -> str:
    """A coordinate without zeros behind it: 4, 5.1, 96."""
    text = themes.number(value, 3 if abs(value) < 1000 else 4)
    return text.rstrip("0").rstrip(".") if "." in text and "·" not in text else text


def with_unit(text: str, unit: str) -> str:
    """A number and its unit."""
    return f"{text} {unit}" if unit else text
