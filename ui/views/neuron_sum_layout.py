"""The waterfall of one neuron as values: each product, the bias and their sum as bars along z, and the axis that they share
with the activation. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ui.views.axis import nice_step
from ui.views.equation import Line, Piece
from ui.views.neuron_facts import NeuronFacts, Term, figure
from ui.views.neuron_words import tr

_LEAST = 2.0  # how far to both sides a curved activation is always shown


@dataclass(frozen=True)
class Bar:
    """A bar from where the sum stood to where it stands."""

    symbol: Line
    begin: float
    end: float
    token: str  # its hue
    text: str

    @property
    def amount(self) -> float:
        """What it adds."""
        return self.end - self.begin


def bars(facts: NeuronFacts, shown: tuple[Term, ...]) -> tuple[Bar, ...]:
    """A bar for each product that is shown, one for all others, one for the bias and one for z."""
    found, at = [], 0.0

    def add(symbol: Line, amount: float, token: str) -> None:
        nonlocal at
        sign = "+" if amount >= 0 else ""
        found.append(Bar(symbol, at, at + amount, token, sign + figure(amount)))
        at += amount

    for term in shown:
        add((term.weight_symbol, *term.symbol), term.product, "weight")
    rest = facts.rest_of(shown)
    if rest is not None:
        more = tr("{n} more").format(n=len(facts.terms) - len(shown))
        add((Piece(more, face="figure", token="ink2"),), rest, "slate")
    if facts.b is not None:
        add((facts.bias_symbol,), facts.b, "bias")
    total = "y" if facts.is_linear and facts.is_output else "z"
    found.append(Bar((Piece(total),), 0.0, facts.z, "ink", figure(facts.z)))
    return tuple(found)


def span(
    all_bars: tuple[Bar, ...], curved: bool, usual: tuple[float, float] = (0.0, 0.0)
) -> tuple[float, float]:
    """From where to where the axis goes: all bars, 0, what is usual, and with a curve the bend around 0; in
    coarse steps, so that it holds still.
    """
    ends = [end for bar in all_bars for end in (bar.begin, bar.end) if math.isfinite(end)]
    low, high = min([0.0, *usual, *ends]), max([0.0, *usual, *ends])
    if curved:
        low, high = min(low, -_LEAST), max(high, _LEAST)
        last = all_bars[-1].end
        if math.isfinite(last):  # room for what is written beside the point
            high = max(high, last + 0.28 * (high - low))
    if high <= low:
        high = low + 1.0
    step = nice_step((high - low) / 8)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def marks(low: float, high: float, most: int) -> list[float]:
    """Round numbers along the axis."""
    step = nice_step((high - low) / max(1, most))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step if k else 0.0 for k in range(first, last + 1)]
