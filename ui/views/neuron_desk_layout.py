"""The faders of one neuron as values: from where to where each goes, what is written at it, and where it stands. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF

from ui.look import Look
from ui.views.axis import nice_step
from ui.views.equation import spoken
from ui.views.fader_state import FaderState
from ui.views.neuron_facts import NeuronFacts, Term, before_of, facts_of, figure, is_line, plain
from ui.views.neuron_words import tr
from ui.views.plane_axes import target_ends
from wbsim.activations import BY_NAME
from wbsim.plan import Plan
from wbsim.probes.least_squares import best
from wbsim.probes.plane import points

_LADDER = (1.0, 2.0, 5.0, 10.0)
_NARROW, _WIDE = 42.0, 84.0  # pixels of a fader


def reach(wish: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    if not 1e-12 < wish < 1e12:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wish))
    return next(n * power for n in _LADDER if n * power >= wish * (1 - 1e-9))


def weight_reach(facts: NeuronFacts, term: Term) -> float:
    """How far a weight goes to both sides if it stays small: enough to matter beside what it multiplies."""
    plan = facts.plan
    if facts.alone and facts.is_linear and not plan.description.classes and term.raw is not None:
        low, high = plan.description.ranges[term.raw] if plan.description.ranges else (-1.0, 1.0)
        wide = (high - low) / float(plan.scales.inputs.scale[term.raw])
        return reach(1.5 * _target_span(facts) / wide)
    if facts.is_first and term.raw is not None and plan.description.ranges:
        low, high = plan.description.ranges[term.raw]
        far = max(abs(low), abs(high)) if plan.scales.inputs.is_none else 3.0
        return max(1.0, reach(10 / far)) if far > 0 else 1.0
    return 2.0


def bias_reach(facts: NeuronFacts) -> float:
    """How far the bias goes to both sides if it stays small."""
    if facts.alone and facts.is_linear and not facts.plan.description.classes:
        return reach(_target_span(facts) / 4)
    return 5.0


def _target_span(facts: NeuronFacts) -> float:
    low, high = target_ends(facts.plan)
    return ((high - low) or 1.0) / float(facts.plan.scales.targets.scale[0])


def ends_of(value: float, least: float) -> tuple[float, float]:
    """As far to both sides as is usual, or farther where the value is."""
    far = reach(1.05 * abs(value)) if abs(value) > least else least
    return -far, far


def input_ends(facts: NeuronFacts, term: Term) -> tuple[float, float]:
    """The range of the input in the data; of a value on the way, what the activation can give."""
    ranges = facts.plan.description.ranges
    if term.raw is not None:
        low, high = ranges[term.raw] if ranges else (0.0, 1.0)
        step = nice_step((high - low) / 10)
        rounded = math.floor(high / step + 1e-9) * step, math.ceil(low / step - 1e-9) * step
        least, most = data_ends(facts.plan, term.raw)
        high, low = (rounded[0] if rounded[0] >= most else high), (rounded[1] if rounded[1] <= least else low)
        if low < 0 <= least:  # a size below 0 would be nonsense
            low = 0.0
        return min(low, term.shown), max(high, term.shown)
    number = facts.plan.rows.index(facts.row)
    if number:
        low, high = BY_NAME[facts.plan.rows[number - 1].layer.activation].ends
        if math.isfinite(low) and math.isfinite(high):
            return low, high
    return ends_of(term.x if math.isfinite(term.x) else 0.0, 2.0)


@lru_cache(maxsize=64)
def data_ends(plan: Plan, raw: int) -> tuple[float, float]:
    """The smallest and the largest value of an input over the training points."""
    column = points(plan).train.x[:, raw]
    return float(column.min()), float(column.max())


def fader_states(facts: NeuronFacts, look: Look, shown: tuple[Term, ...]) -> list[FaderState]:
    """Inputs, then their weights, then the bias."""
    earlier = before_of(facts.snapshot, look)
    was = facts_of(earlier, facts.neuron) if earlier is not None else None
    optimum = best(facts.plan) if facts.alone else None
    old = {term.weight: term for term in was.terms} if was is not None else {}
    drag = tr("drag, double click to type, or ↑ ↓ (Shift: ten steps)")
    unit = facts.sum_unit
    states = []
    for term in shown:
        name = term.title or spoken(term.symbol)
        free = facts.is_first and term.raw is not None and math.isfinite(term.shown)
        value = term.shown if term.raw is not None else term.x
        why = (
            tr("{name}: {drag}. It sets this one sample's input, and trains nothing").format(
                name=name, drag=drag
            )
            if free
            else tr("{name}: what the layer before gives; it follows from the inputs").format(name=name)
            if not facts.is_first
            else tr("{name}: follows from the inputs").format(name=name)
        )
        before = old.get(term.weight)
        states.append(
            FaderState(
                f"x:{term.raw}" if free else term.weight, "input", term.symbol,
                value if math.isfinite(value) else None, input_ends(facts, term),
                f"{plain(value)} {term.unit}".strip() if term.raw is not None else figure(value),
                term.title, tr("input {name}").format(name=name), why, fixed=not free,
                before=before.shown if before is not None and before.shown != term.shown else None,
            )
        )  # fmt: skip
    for term in shown:
        name = facts.plan.name_of(term.weight)
        per = tr("{y} per {x}").format(y=unit, x=term.unit) if unit and term.unit else ""
        if facts.is_logistic and facts.alone and len(facts.terms) == 1 and term.unit:
            per = tr("log-odds per {x}").format(x=term.unit)
        under = per or (tr("for {title}").format(title=term.title) if term.title else "")
        before = old.get(term.weight)
        place = facts.terms.index(term)
        states.append(
            FaderState(
                term.weight, "weight", (term.weight_symbol,), term.w, ends_of(term.w, weight_reach(facts, term)),
                figure(term.w), under, name, tr("{name}: {drag}. It multiplies what comes in").format(name=name, drag=drag),
                best=optimum.weights[place] if optimum is not None else None, briefly=per or term.title,
                before=before.w if before is not None and before.w != term.w else None,
            )
        )  # fmt: skip
    return [*states, _bias_state(facts, was, drag, unit, optimum.bias if optimum is not None else None)]


def _bias_state(
    facts: NeuronFacts, was: NeuronFacts | None, drag: str, unit: str, optimum: float | None
) -> FaderState:
    at_zero = tr("log-odds at 0") if facts.is_logistic and len(facts.terms) == 1 else ""
    word = (
        unit
        or at_zero
        or (tr("intercept") if is_line(facts.plan) else tr("threshold") if facts.alone else "")
    )
    if facts.b is None:
        return FaderState(
            facts.bias, "bias", (facts.bias_symbol,), None, (-5.0, 5.0), tr("off"), "", tr("bias, off"),
            tr("The bias is off: z is 0 where all inputs are 0"), fixed=True,
        )  # fmt: skip
    name = facts.plan.name_of(facts.bias)
    before = was.b if was is not None and was.b != facts.b else None
    return FaderState(
        facts.bias, "bias", (facts.bias_symbol,), facts.b, ends_of(facts.b, bias_reach(facts)), figure(facts.b), word,
        name, tr("{name}: {drag}. It is added, whatever comes in").format(name=name, drag=drag),
        best=optimum, before=before,
    )  # fmt: skip


@dataclass(frozen=True)
class Group:
    """A bed of faders with a title: where it lies, and each fader on it."""

    token: str
    ink: str
    title: str
    short: str  # the title where there is little room
    box: QRectF
    faders: tuple[QRectF, ...]


def most_terms(width: float, scale: float) -> int:
    """How many inputs have room for two faders each, and a bias beside."""
    grown = max(0.86, scale)
    return max(1, int((width / (_NARROW * grown) - 1.6) // 2))


def groups(facts: NeuronFacts, count: int, area: QRectF, scale: float) -> tuple[Group, ...]:
    """Three beds side by side for `count` inputs, their weights and the bias."""
    grown, gap = max(0.86, scale), 5.0
    share = area.width() / (2 * count + 1.12)
    bias = min(max(share * 1.12, 58 * grown), 0.3 * area.width())
    each = (area.width() - bias - 2 * gap) / 2
    line = facts.alone and facts.is_linear
    titles = (
        (tr("input") if count == 1 else tr("inputs"), "sunk", "ink2"),
        (
            tr("slope")
            if line and count == 1
            else tr("slopes")
            if line
            else tr("weight multiplies")
            if count == 1
            else tr("weights multiply"),
            "weight_pale",
            "weight_text",
        ),
        (tr("intercept") if line else tr("bias adds"), "bias_pale", "bias_text"),
    )
    found: list[Group] = []
    left = area.left()
    for (title, token, ink), wide, many in zip(titles, (each, each, bias), (count, count, 1), strict=True):
        box = QRectF(left, area.top(), wide, area.height())
        top, inner = box.top() + 30 * grown, wide / many
        faders = tuple(
            QRectF(box.left() + k * inner + 1, top, inner - 2, box.bottom() - top - 4) for k in range(many)
        )
        short = (tr("inputs"), tr("weights"), tr("bias"))[len(found)]
        found.append(Group(token, ink, title, short, box, faders))
        left += wide + gap
    return tuple(found)
