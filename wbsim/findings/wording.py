"""How numbers, layers and shares of neurons are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wbsim.ids import layer_name
from wbsim.plan import Plan
from wbsim.probes.health import Health, LayerHealth
from wbsim.translation import translated


def said(value: float) -> str:
    """A number with three significant digits and a true minus sign; a whole number whole, with thin spaces."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u2009")
    if not np.isfinite(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-4:
        mantissa, exponent = f"{size:.1e}".split("e")
        raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        text = f"{mantissa}·10{raised}"
    else:
        digits = max(0, 2 - int(np.floor(np.log10(size)))) if size else 0
        text = f"{size:,.{min(digits, 6)}f}".replace(",", "\u2009")
    return f"−{text}" if value < 0 else text


def setting(value: float) -> str:
    """A number that somebody chose, as it was chosen."""
    return f"{value:g}"


def name_of(plan: Plan, layer: LayerHealth) -> str:
    """`hidden 2`, `convolution 1` or `output`."""
    place = place_of(plan, layer)
    return layer_name(place + 1, len(plan.rows), plan.rows[place].kind)


def place_of(plan: Plan, layer: LayerHealth) -> int:
    """Where a layer stands, counted from 0."""
    return [row.layer.id for row in plan.rows].index(layer.layer)


def of_neurons(health: Health) -> Health:
    """Without poolings, which have no neurons: there is nothing to find in them."""
    return replace(health, layers=tuple(layer for layer in health.layers if layer.size))


def noun_of(plan: Plan, layer: LayerHealth) -> str:
    """What its neurons are called: `neuron`, or of a convolution `filter`."""
    return "filter" if plan.rows[place_of(plan, layer)].kind == "convolution" else "neuron"


def share_of(count: int, size: int, noun: str = "neuron") -> str:
    """`3 of 8 neurons`, `all 8 neurons` or `its only neuron`."""
    filters = noun == "filter"
    if count < size:
        some = translated("{count} of {size} filters") if filters else translated("{count} of {size} neurons")
        return some.format(count=count, size=size)
    if size == 1:
        return translated("its only filter") if filters else translated("its only neuron")
    every = translated("all {size} filters") if filters else translated("all {size} neurons")
    return every.format(size=size)


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return (
        words[0]
        if len(words) == 1
        else translated("{most} and {last}", most=", ".join(words[:-1]), last=words[-1])
    )
