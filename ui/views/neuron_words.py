"""What is said of one neuron: what its answer means, what just changed, where its line lies. It paints nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.look import Look
from ui.views.equation import Line, Piece, spoken
from ui.views.neuron_facts import NeuronFacts, before_of, facts_of, figure, is_line, plain, with_unit
from ui.views.neuron_reading import reading
from ui.views.plane_axes import axes_of
from ui.views.plane_curve_line import curve_line
from ui.views.plane_line import NeuronLine, line_of
from wbsim.losses import BY_NAME as LOSSES
from wbsim.plan import Plan
from wbsim.probes.trace import told_output
from wbsim.symbols import neuron_name
from wbsim.translation import translated


def tr(text: str) -> str:
    """A text in the user's language."""
    return QCoreApplication.translate("NeuronRoom", text)


def zero_words(plan: Plan) -> str:
    """What it means that all inputs are 0."""
    layer = tr("In the first layer the bias alone makes z.")
    if plan.scales.inputs.is_none:
        return tr("All inputs are 0.") + " " + layer
    return tr("Every input stands at its mean, which counts as 0.") + " " + layer


def answer(facts: NeuronFacts) -> tuple[str, tuple[str, ...]]:
    """The result, large, and what it means, in wordings of which the first is the longest."""
    large, *meanings = _answer(facts)
    return large, tuple(meanings)


def _answer(facts: NeuronFacts) -> tuple[str, ...]:
    plan, described = facts.plan, facts.plan.description
    if math.isnan(facts.y):
        return "–", tr("no sample is followed")
    if facts.is_output and not described.classes and facts.trace is not None and plan.outputs == 1:
        told = told_output(plan, facts.trace)
        name = described.target or tr("the answer")
        text = with_unit(plain(told), described.target_unit)
        return (text, *_called(facts)) if facts.is_linear else (text, name)
    if facts.is_logistic:
        share = percent(facts.y)
        return _sure(facts.y, share, described.classes[1])
    many = facts.is_output and plan.outputs > 1 and len(described.classes) == plan.outputs
    if many and facts.activation.name in ("softmax", "sigmoid"):
        share, name = percent(facts.y), described.classes[facts.place]
        return _sure(facts.y, share, name)
    if facts.is_output and len(described.classes) == 2 and plan.outputs == 1:
        level = 0.0 if plan.coding == "signed" else 0.5
        name = described.classes[int(facts.y >= level)]
        return figure3(facts.y), tr("read as {name}").format(name=name)
    return figure3(facts.y), tr("what {name} passes on").format(name=neuron_name(plan, facts.neuron))


def _sure(y: float, share: str, name: str) -> tuple[str, ...]:
    return figure3(y), tr("{share} sure of {name}").format(share=share, name=name), f"{share} {name}"


def figure3(value: float) -> str:
    """A value with three digits: 0.978; a small one with two that count."""
    if 0 < abs(value) < 0.0005:
        return themes.number(value, 2)
    return themes.fixed(value, 3) if abs(value) < 10 else themes.number(value)


def percent(share: float) -> str:
    """A share in per cent with one decimal, but never 0 or 100 for what is not quite."""
    if 0 < share < 0.0005:
        return tr("under 0.1 %")
    return tr("over 99.9 %") if 0.9995 < share < 1 else f"{100 * share:.1f} %"


def _called(facts: NeuronFacts) -> tuple[str, ...]:
    called = (tr("the sum is the answer: linear regression"), tr("linear regression")) if facts.alone else ()
    if facts.alone:
        return tr("no activation: the sum is the answer, called linear regression"), *called
    return tr("no activation: the sum is the answer"), tr("the sum is the answer")


def field_words(facts: NeuronFacts) -> tuple[str, ...]:
    """The field's own words for a logistic neuron: odds and their logarithm, longest first; nothing for others."""
    if facts.is_logistic and math.isfinite(facts.z) and abs(facts.z) < 300:
        odds = math.exp(facts.z)
        text = themes.number(odds) if odds >= 1 else tr("1 to {n}").format(n=themes.number(1 / odds))
        odds_now = tr("z = log-odds,  odds eᶻ = {odds}").format(odds=text)
        if len(facts.terms) == 1 and facts.terms[0].unit and abs(facts.terms[0].w) < 50:
            more = tr(";  1 {unit} more: odds × {factor}").format(
                unit=facts.terms[0].unit, factor=themes.number(math.exp(facts.terms[0].w))
            )
            return odds_now + more, odds_now
        return (odds_now,)
    return ()


@dataclass(frozen=True)
class Score:
    """How well all points are answered: a number with its name, and a second one."""

    head: str
    loss: str
    loss_name: tuple[str, ...]  # longest first
    second: str
    second_name: str


def score(facts: NeuronFacts) -> Score | None:
    """How well the network does on all training points; None where it is not measured yet."""
    plan, fit = facts.plan, facts.snapshot.seen.fit
    if fit is None:
        return None
    count = themes.count(plan.train_size)
    whose = tr("this line") if is_line(plan) else tr("this neuron") if facts.alone else tr("whole network")
    head = tr("All {count} training points, {whose}").format(count=count, whose=whose)
    if fit.train_rmse is not None and not plan.description.classes:
        unit = plan.description.target_unit
        r2 = "–" if fit.train_r2 is None else themes.fixed(fit.train_r2, 3)
        if not abs(fit.train_r2 or 0.0) < 1000:
            r2 = themes.number(fit.train_r2 or 0.0)
        return Score(
            head, with_unit(themes.number(fit.train_rmse), unit), (tr("typical miss (RMSE)"), tr("RMSE")), r2, tr("R² explained")
        )  # fmt: skip
    word = translated(LOSSES[plan.experiment.loss].word)
    name = tr("loss ({name})").format(name=word), word, tr("loss")
    right = "–" if fit.train_accuracy is None else f"{100 * fit.train_accuracy:.0f} %"
    return Score(head, figure3(fit.train_loss), name, right, tr("right"))


# --- what just changed --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One number that changed: its symbol, before and after as texts, and the token of its hue."""

    symbol: Line
    before: str
    after: str
    token: str


def changes(facts: NeuronFacts, look: Look) -> tuple[tuple[Change, ...], str]:
    """What the last change by hand changed, at most three numbers, and a sentence; nothing where nothing did."""
    earlier = before_of(facts.snapshot, look)
    if earlier is None:
        return (), ""
    was = facts_of(earlier, facts.neuron)
    found: list[Change] = []
    if was.b is not None and facts.b is not None and was.b != facts.b:
        found.append(Change((facts.bias_symbol,), figure(was.b), figure(facts.b), "bias_text"))
    moved = 0
    for one, two in zip(was.terms, facts.terms, strict=True):
        if one.w != two.w:
            moved += 1
            found.append(Change((two.weight_symbol,), figure(one.w), figure(two.w), "weight_text"))
    inputs = [
        Change(two.symbol, plain(one.shown), plain(two.shown), "ink")
        for one, two in zip(was.terms, facts.terms, strict=True)
        if one.shown != two.shown and not (math.isnan(one.shown) and math.isnan(two.shown))
    ]
    kept = [*found, *inputs]
    if not kept:
        return (), ""
    shown = kept[:2]
    shown.append(Change((Piece("z"),), figure(was.z), figure(facts.z), "ink"))
    if found and is_line(facts.plan):
        shown[-1:] = _missed(was, facts)
    if found:
        sentence = _moved(was, facts, look)
    elif facts.zeroed:
        sentence = zero_words(facts.plan)
    else:
        sentence = tr("Another input: the line stays where it is.")
    if len(kept) > 2:
        sentence = tr("and {n} more.").format(n=len(kept) - 2) + " " + sentence
    return tuple(shown), sentence


def _missed(was: NeuronFacts, now: NeuronFacts) -> list[Change]:
    one, two = was.snapshot.seen.fit, now.snapshot.seen.fit
    if one is None or two is None or one.train_rmse is None or two.train_rmse is None:
        return []
    texts = themes.number(one.train_rmse), themes.number(two.train_rmse)
    return [Change((Piece(tr("miss"), face="figure"),), *texts, "loss_text")]


def _moved(was: NeuronFacts, now: NeuronFacts, look: Look) -> str:
    """What that did to the line, or to the sum where there is none."""
    plan = now.plan
    if is_line(plan):
        return _tilted(was, now)
    axes = axes_of(plan, look.section)
    if axes is None or not now.is_first:
        return tr("The sum moved, and the value with it.")
    one, two = (line_of(plan, facts.snapshot.state.theta, now.neuron, axes) for facts in (was, now))
    if one is None or two is None:
        return tr("The sum moved, and the value with it.")
    unit = distance_unit(plan)
    if axes.curved:
        places = [-(line.b) / line.w1 * line.scale[0] + line.shift[0] for line in (one, two)]
        away = with_unit(plain(float(f"{abs(places[1] - places[0]):.3g}")), axes.across.unit)
        side = tr("up") if places[1] > places[0] else tr("down")
        return tr("z = 0 moved {side} by {away}.").format(side=side, away=away)
    turn = math.degrees(math.remainder(math.atan2(two.w2, two.w1) - math.atan2(one.w2, one.w1), math.tau))
    step = abs(two.distance) - abs(one.distance)
    same_side = one.distance * two.distance >= 0
    gone = abs(step) if same_side else abs(one.distance) + abs(two.distance)
    size = with_unit(figure(gone), unit)
    said = []
    if gone >= 0.005 * max(abs(one.distance), abs(two.distance), 1e-9):
        if not same_side:
            said.append(tr("The line moved {size}, across the origin.").format(size=size))
        elif step < 0:
            said.append(tr("The line moved {size} towards the origin.").format(size=size))
        else:
            said.append(tr("The line moved {size} away from the origin.").format(size=size))
    else:
        said.append(tr("The line is as far from the origin as before."))
    if abs(turn) < 0.05:
        said.append(tr("It did not turn."))
    else:
        said.append(tr("It turned by {angle}°.").format(angle=themes.fixed(abs(turn), 1)))
    return " ".join(said)


def _tilted(was: NeuronFacts, now: NeuronFacts) -> str:
    one, two = (curve_line(facts.plan, facts.snapshot.state.theta) for facts in (was, now))
    if one is None or two is None:
        return ""
    facts = now.plan.description
    unit = facts.units[0] if facts.units else ""
    said = []
    if one.w != two.w:
        said.append(tr("Steeper.") if abs(two.slope) > abs(one.slope) else tr("Flatter."))
    lift = two.at(two.input[0]) - one.at(two.input[0])
    at = with_unit(plain(two.input[0]), unit)
    if one.b == two.b:
        said.append(tr("At {at} it did not move.").format(at=at))
    else:
        size = with_unit(plain(float(f"{abs(lift):.3g}")), facts.target_unit)
        words = tr("It moved up by {size}.") if lift > 0 else tr("It moved down by {size}.")
        said.append(words.format(size=size))
        if one.w == two.w:
            said.append(tr("It is as steep as before."))
    return " ".join(said)


# --- the line -----------------------------------------------------------------------------------------------


def distance_unit(plan: Plan) -> str:
    """The unit of distances on the plane: that of both inputs, where they share it and are counted as they are."""
    units = plan.description.units
    same = len(units) == 2 and units[0] == units[1]
    return units[0] if same and plan.scales.inputs.is_none else ""


def normal(line: NeuronLine) -> tuple[float, float]:
    """The direction of w in degrees, and ‖w‖."""
    return math.degrees(math.atan2(line.w2, line.w1)), line.norm


def spoken_formula(facts: NeuronFacts) -> str:
    """z = w₁x₁ + … + b with today's numbers, for a screen reader."""
    parts = [
        f"{spoken((t.weight_symbol,))} {figure(t.w)} · {spoken(t.symbol)} {plain(t.shown)}"
        for t in facts.shown_terms()
    ]
    if facts.b is not None:
        parts.append(f"{spoken((facts.bias_symbol,))} {figure(facts.b)}")
    return f"z = {' + '.join(parts)} = {figure(facts.z)}; {facts.letter} = {figure3(facts.y)}"


def place_words(facts: NeuronFacts) -> str:
    """Where a filter or a recurrent neuron is seen, for it adds up at many places or steps with the same numbers."""
    if facts.trace is None:
        return ""
    where = reading(facts.row, facts.place, facts.trace).where
    many = tr("{count} steps") if facts.row.kind == "recurrent" else tr("{count} places")
    return tr("Seen {where}; the same weights and bias at all {many}.").format(
        where=where, many=many.format(count=facts.row.places)
    )
