"""How the two axes of a surface are called: a symbol in its hue, what it is, in which unit; and what stands still beside them.
It paints nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.views.equation import Line, Piece, parameter_piece, spoken
from ui.views.names import split_id
from wbsim.plan import Plan
from wbsim.probes.axes import Axes, is_bias
from wbsim.probes.ground import Ground


def _tr(text: str) -> str:
    return QCoreApplication.translate("Surface", text)


@dataclass(frozen=True)
class AxisName:
    """One axis in words: its symbol, the tokens of its hue, its kind and its unit."""

    symbol: Line
    line: str  # the token of strokes
    text: str  # and of letters and figures
    pale: str
    kind: str  # a weight, a bias, a direction
    title: Line  # weight w₃₂ (no unit)

    @property
    def spoken(self) -> str:
        """The symbol as plain text."""
        return spoken(self.symbol)


def axis_names(plan: Plan, axes: Axes) -> tuple[AxisName, AxisName]:
    """What both axes are called."""
    if axes.ids is not None:
        return _parameter(plan, axes.ids[0]), _parameter(plan, axes.ids[1])
    return _direction(axes, 0), _direction(axes, 1)


def _parameter(plan: Plan, name: str) -> AxisName:
    bias = is_bias(name)
    symbol = (parameter_piece(plan, name),)
    text = "bias_text" if bias else "weight_text"
    title = (
        Piece(_tr("bias") if bias else _tr("weight"), token=text, face="strong"),
        Piece(symbol[0].text, symbol[0].subscript, token=text, space=0.3),
        Piece(f"({unit_of(plan, name) or _tr('no unit')})", token="ink2", face="figure", space=0.45),
    )
    if bias:
        return AxisName(symbol, "bias_line", text, "bias_pale", _tr("a bias"), title)
    return AxisName(symbol, "weight", text, "weight_pale", _tr("a weight"), title)


def unit_of(plan: Plan, name: str) -> str:
    """The unit of a parameter of a single linear neuron, whose data have some: k€/m² of a weight, k€ of a bias."""
    facts = plan.description
    if len(plan.rows) != 1 or plan.rows[0].layer.activation != "linear" or not facts.target_unit:
        return ""
    if plan.experiment.data.standardize != "nothing":
        return ""
    source = split_id(name)[1]
    if source is None:
        return facts.target_unit
    unit = facts.units[facts.inputs.index(source)] if source in facts.inputs and facts.units else ""
    return f"{facts.target_unit}/{unit}" if unit else facts.target_unit


def _direction(axes: Axes, rank: int) -> AxisName:
    letter = "uv"[rank]
    words = _tr("principal direction {n}") if axes.kind == "principal" else _tr("random direction {n}")
    share = "" if axes.shares is None else f"{themes.number(100 * axes.shares[rank])}\u2009%"
    title = [
        Piece(words.format(n=rank + 1), token="ink", face="strong"),
        Piece(letter, token="ink", space=0.3),
    ]
    if share:
        said = _tr("({share} of the path)").format(share=share)
        title.append(Piece(said, token="ink2", face="figure", space=0.45))
    elif axes.kind == "random":
        said = _tr("(1 = as long as the weights)")
        title.append(Piece(said, token="ink2", face="figure", space=0.45))
    return AxisName((Piece(letter),), "ink2", "ink", "sunk", _tr("a direction"), tuple(title))


def stands_still(plan: Plan, axes: Axes, ground: Ground | None, update: int) -> str:
    """What a surface is of, in a line: how many others stand still, where, and over how many points the loss is."""
    at = themes.count(ground.update if ground is not None else update)
    others = plan.size - 2
    if axes.kind == "parameters":
        if others == 1:
            said = _tr("the other one stands still, update {at}").format(at=at)
        elif others:
            said = _tr("the other {count} stand still, update {at}").format(count=themes.count(others), at=at)
        else:
            said = _tr("all that the network has, update {at}").format(at=at)
    else:
        said = _tr("all {count} move along both, update {at}").format(count=themes.count(plan.size), at=at)
    if ground is not None and ground.points < ground.of:
        points = _tr("loss over {some} of {all} points")
        said += "; " + points.format(some=themes.count(ground.points), all=themes.count(ground.of))
    return said
