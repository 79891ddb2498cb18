"""What the diagram says of one tick of an update: the phase, what happens in it, and the sum of this very tick, set as
a formula. It paints nothing.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.views.equation import (
    Line,
    Piece,
    activation_line,
    bias_symbol,
    formula,
    input_symbol,
    parameter_piece,
    source_symbol,
)
from ui.views.names import layer_title
from ui.views.step_reach import Reach
from wbsim.ids import bias_id, weight_id
from wbsim.ladder import Stage
from wbsim.losses import BY_NAME as LOSSES
from wbsim.sheet.spots import Spot, more, spot
from wbsim.symbols import neuron_name

_EQUALS = Piece("=", face="figure", token="ink2", space=0.32)
_PLUS = Piece("+", face="figure", token="ink2", space=0.32)
_TIMES = Piece("·", face="figure", token="ink2", space=0.16)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkSteps", text)


def figure(value: float, signed: bool = False) -> str:
    """Three significant digits; with a sign where asked for."""
    said = themes.number(value)
    return f"+{said}" if signed and value > 0 else said


def head(reach: Reach | None) -> tuple[str, str]:
    """What stands over the diagram: the phase at hand, and in a few words what happens in it."""
    if reach is None:
        return _tr("One update"), _tr("is being measured")
    if reach.landed:
        number = themes.count(reach.coming.state.update + 1)
        return _tr("Update {number}").format(number=number), _tr("has landed: every parameter took its step")
    match reach.phase:
        case "forward":
            return _tr("Forward"), _tr("what the network makes of this sample")
        case "loss":
            return _tr("Loss"), _tr("how wrong that is")
        case "backward":
            return _tr("Backward"), _tr("which parameter is to blame, and how much")
        case "update":
            return _tr("Update"), _tr("each parameter takes its step")
        case _:
            number = themes.count(reach.coming.state.update + 1)
            return _tr("Before update {number}").format(number=number), _tr("step with the keys 1, 2 and 3")


def sentence(reach: Reach) -> tuple[Line, ...]:
    """What the tick at hand did, longest first; the shortest fits nearly everywhere."""
    stage, plan = reach.stage, reach.coming.plan
    if stage is None or reach.landed:
        return _outset(reach) if stage is None else _landing(reach)
    if stage.phase == "loss":
        return _loss(reach)
    neuron = plan.rows[stage.layer].layer.neurons[stage.neuron]
    where = "" if stage.phase == "update" else _spot(reach, stage).words
    name = (Piece(neuron_name(plan, neuron) + where, face="figure", token="ink2"),)
    if stage.phase == "forward":
        lines = _own(reach, stage) if stage.term is None else _product(reach, stage, stage.term)
    elif stage.phase == "backward":
        lines = _blame(reach, stage) if stage.term is None else _slope(reach, stage, stage.term)
    else:
        lines = _step(reach, stage)
    return tuple([(*name, *line) for line in lines] + [lines[-1]])


def _said(text: str, token: str = "ink", strong: bool = False, space: float = 0.3) -> Piece:
    return Piece(text, face="strong" if strong else "figure", token=token, space=space)


def _bracketed(value: float, token: str = "ink", strong: bool = False, space: float = 0.16) -> Piece:
    text = figure(value)
    return _said(f"({text})" if value < 0 else text, token, strong, space)


def _outset(reach: Reach) -> tuple[Line, ...]:
    """The sample that comes first."""
    coming, plan = reach.coming, reach.coming.plan
    begin = (
        _said(
            _tr("sample {place} of {count}").format(place=coming.sample + 1, count=len(coming.samples)),
            "ink2",
            space=0,
        ),
    )
    inputs: list[Piece] = []
    for name, value in list(zip(plan.inputs, coming.values.tolist(), strict=False))[:4]:
        first, *rest = input_symbol(name)
        inputs += [
            Piece(first.text, first.subscript, first.superscript, space=0.6, face=first.face),
            *rest,
            _EQUALS,
            _said(figure(value)),
        ]
    return ((*begin, *inputs), begin) if len(plan.inputs) <= 4 else (begin,)


def _landing(reach: Reach) -> tuple[Line, ...]:
    coming = reach.coming
    samples = len(coming.samples)
    words = (
        _tr("mean gradient of {count} samples, loss") if samples > 1 else _tr("gradient of 1 sample, loss")
    )
    loss = (
        _said(words.format(count=samples), "ink2", space=0),
        _said(figure(coming.loss), "loss_text", strong=True),
    )
    return (loss, loss[1:])


def _loss(reach: Reach) -> tuple[Line, ...]:
    coming = reach.coming
    entry = LOSSES[coming.plan.experiment.loss]
    value = (_EQUALS, _said(figure(coming.own_loss), "loss_text", strong=True))
    name = (Piece("L", token="loss_text"), _EQUALS)
    first, *rest = formula(entry.formula)
    long = (
        *name,
        Piece(first.text, first.subscript, first.superscript, space=0.26, face=first.face),
        *rest,
        *value,
    )
    return (long, (*name[:1], *value))


def _spot(reach: Reach, stage: Stage) -> Spot:
    """The place at which the neuron of a stage is written out, as on the sheet."""
    return spot(reach.coming, reach.coming.plan.rows[stage.layer], stage.neuron)


def _value(reach: Reach, row: int) -> float:
    return float(reach.coming.values[row])


def _product(reach: Reach, stage: Stage, term: int) -> tuple[Line, ...]:
    """w₃₁x₁ = 0.41 · (−1.51) = −0.62"""
    plan, row = reach.coming.plan, reach.coming.plan.rows[stage.layer]
    neuron, source = row.layer.neurons[stage.neuron], row.sources[term]
    weight = float(row.weights_of(reach.coming.state.theta)[stage.neuron, term])
    value = float(_spot(reach, stage).factors[term])
    symbol = parameter_piece(plan, weight_id(neuron, source))
    numbers = (
        _EQUALS, _said(figure(weight), "weight_text", strong=True), _TIMES, _bracketed(value), _EQUALS,
        _said(figure(weight * value), strong=True),
    )  # fmt: skip
    first, *rest = source_symbol(row, source)
    letters = (
        Piece(symbol.text, symbol.subscript, token=symbol.token, space=0.5),
        replace(first, space=0.14),
        *rest,
    )
    return ((*letters, *numbers), numbers[1:])


def _own(reach: Reach, stage: Stage) -> tuple[Line, ...]:
    """z = 0.19 + 1.21 = 1.40, a = tanh z = 0.885"""
    coming, plan = reach.coming, reach.coming.plan
    row = plan.rows[stage.layer]
    at = _spot(reach, stage).row
    total, value = float(coming.sums[at]), _value(reach, at)
    biases = row.biases_of(coming.state.theta)
    z: Line = (Piece("z", space=0.5), _EQUALS)
    if biases is not None:
        bias = float(biases[stage.neuron])
        z = (
            *z,
            _said(figure(total - bias)),
            _PLUS,
            _bracketed(bias, "bias_text", strong=True, space=0.32),
            _EQUALS,
        )
    z = (*z, _said(figure(total), strong=True), Piece(",", face="figure", token="ink2"))
    first, *rest = activation_line(plan, row.layer.neurons[stage.neuron])
    a = (Piece(first.text, space=0.5), *rest, _EQUALS, _said(figure(value), strong=True))
    short = (Piece("a", space=0.5), _EQUALS, _said(figure(value), strong=True))
    return ((*z, *a), (*z, *short), short)


def _blame(reach: Reach, stage: Stage) -> tuple[Line, ...]:
    """δ = (Σ w δ) · tanh′(z) = 1.23 · 0.945 = −0.442, or at the output the slope of the loss."""
    coming, plan = reach.coming, reach.coming.plan
    row = plan.rows[stage.layer]
    here = _spot(reach, stage).row
    delta = float(coming.deltas[here])
    value = _said(figure(delta, signed=True), "loss_text", strong=True)
    begin = (Piece("δ", token="loss_text", space=0.5), _EQUALS)
    if stage.layer == len(plan.rows) - 1:
        of = (Piece("∂L", token="loss_text", space=0.3), Piece("/", face="upright"), Piece("∂z"))
        return ((*begin, *of, _EQUALS, value), (*begin, value))
    after = plan.rows[stage.layer + 1]
    if after.kind != "dense":
        back = _tr("what {layer} hands back").format(layer=layer_title(plan, stage.layer + 1))
        return (
            (*begin, _said(back, "ink2"), _TIMES, Piece("f′(z)", space=0.16), _EQUALS, value),
            (*begin, value),
        )
    pulled = float(
        after.weights_of(coming.state.theta)[:, here - row.strip.output_row]
        @ coming.deltas[after.target_row : after.target_row + after.fan_out]
    )
    parts: Line = (
        Piece("Σ", face="upright", space=0.3), Piece("w", token="weight_text"), Piece("δ", token="loss_text"),
        _TIMES, Piece("f′(z)", space=0.16), _EQUALS,
    )  # fmt: skip
    if pulled == 0:
        return ((*begin, *parts, value), (*begin, value))
    numbers = (_said(figure(pulled), "loss_text"), _TIMES, _said(figure(delta / pulled), space=0.16), _EQUALS)
    return ((*begin, *parts, *numbers, value), (*begin, *numbers, value), (*begin, value))


def _slope(reach: Reach, stage: Stage, term: int) -> tuple[Line, ...]:
    """∂L/∂w₃₁ = δ · x₁ = 0.928 · (−1.51) = −1.40"""
    coming, plan = reach.coming, reach.coming.plan
    row = plan.rows[stage.layer]
    neuron, source = row.layer.neurons[stage.neuron], row.sources[term]
    here = _spot(reach, stage)
    delta, value = float(coming.deltas[here.row]), float(here.factors[term])
    slope = float(coming.own_gradient[row.weights + stage.neuron * row.fan_in + term])
    symbol = parameter_piece(plan, weight_id(neuron, source))
    letters = (
        Piece("∂L", token="loss_text", space=0.5), Piece("/", face="upright"), Piece("∂", token="loss_text"),
        Piece(symbol.text, symbol.subscript, token=symbol.token), _EQUALS, Piece("δ", token="loss_text", space=0.3),
        _TIMES, *source_symbol(row, source),
    )  # fmt: skip
    others = more(row)
    rest: Line = ()
    if others:
        from_others = _tr("from {others}").format(others=others)
        rest = (_PLUS, _bracketed(slope - delta * value, "loss_text", space=0.32), _said(from_others, "ink2"))
    numbers = (
        _EQUALS, _said(figure(delta), "loss_text"), _TIMES, _bracketed(value), *rest, _EQUALS,
        _said(figure(slope, signed=True), "loss_text", strong=True),
    )  # fmt: skip
    return ((*letters, *numbers), numbers[1:])


def _step(reach: Reach, stage: Stage) -> tuple[Line, ...]:
    """w₃₁ = −0.4014 + 0.1398 = −0.2617: old, step, new."""
    coming, plan = reach.coming, reach.coming.plan
    row = plan.rows[stage.layer]
    neuron = row.layer.neurons[stage.neuron]
    if stage.term is None and row.biases < 0:
        return ((_said(_tr("has no bias"), "ink2", space=0.5),),)
    name = bias_id(neuron) if stage.term is None else weight_id(neuron, row.sources[stage.term])
    place = (
        row.biases + stage.neuron
        if stage.term is None
        else row.weights + stage.neuron * row.fan_in + stage.term
    )
    symbol = bias_symbol(plan, neuron) if stage.term is None else parameter_piece(plan, name)
    old, new = float(coming.state.theta[place]), float(coming.after.theta[place])
    token = symbol.token
    letters = (Piece(symbol.text, symbol.subscript, token=token, space=0.5), _EQUALS)
    if not plan.trainable[place]:
        held = (_said(figure(old), token, strong=True), _said(_tr("is held fast"), "ink2", space=0.5))
        return ((*letters, *held), held)
    sign = "+" if new >= old else "−"
    numbers = (
        _said(figure4(old), token), Piece(sign, face="figure", token="ink2", space=0.32),
        _said(figure(abs(new - old)), "loss_text"), _EQUALS, _said(figure4(new), token, strong=True),
    )  # fmt: skip
    return ((*letters, *numbers), numbers)


def figure4(value: float) -> str:
    """Four significant digits, so that a small step is seen."""
    return themes.number(value, 4)
