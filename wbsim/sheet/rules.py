"""How each optimizer is written with numbers, term by term, and what the penalty adds. One that is not written here is
named by a test, and another proves each against the oracle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wbsim.experiment import Experiment

# how the numbers of optimizers and penalties are called in formulas
SYMBOLS: Mapping[str, str] = {
    "learning_rate": "η", "momentum": "μ", "beta1": "β₁", "beta2": "β₂", "alpha": "α", "epsilon": "ε",
    "weight_decay": "λ", "l1": "λ₁", "l2": "λ₂",
}  # fmt: skip
OLD, STEPPED = "θ", "s"  # the parameter, and what it is before the penalty that acts after the step


@dataclass(frozen=True)
class Writing:
    """One optimizer: how its slots are called, its terms in order, each a name and a formula, and the step at last.

    g is the gradient and θ the parameter. A formula may name what stands before it and its own old value.
    """

    slots: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    step: str  # what is subtracted from θ


_M, _V, _U = "m\u0302", "v\u0302", "u\u0302"  # with hats
_MOMENTS = (("m", "β₁·m + (1 − β₁)·g"), ("v", "β₂·v + (1 − β₂)·g²"), (_M, "m / (1 − β₁ᵗ)"))
_ADAM = Writing(("m", "v"), (*_MOMENTS, (_V, "v / (1 − β₂ᵗ)")), f"η·{_M} / (√{_V} + ε)")

WRITINGS: Mapping[str, Writing] = {
    "sgd": Writing((), (), "η·g"),
    "momentum": Writing(("v",), (("v", "μ·v + g"),), "η·v"),
    "nesterov": Writing(("v",), (("v", "μ·v + g"),), "η·(g + μ·v)"),
    "adam": _ADAM,
    "adamw": _ADAM,
    "amsgrad": Writing(
        ("m", "v", "u"), (*_MOMENTS, ("u", "max(u, v)"), (_U, "u / (1 − β₂ᵗ)")), f"η·{_M} / (√{_U} + ε)"
    ),
    "rmsprop": Writing(
        ("v", "b"), (("v", "α·v + (1 − α)·g²"), ("b", "μ·b + g / (√v + ε)")), "η·b"
    ),
    "adagrad": Writing(("v",), (("v", "v + g²"),), "η·g / (√v + ε)"),
}  # fmt: skip


def slope(wish: Experiment) -> str:
    """What the penalty pulls with, λ₂·θ + λ₁·sign(θ), without the part that is 0; empty where both are."""
    parts = [
        part for part, strength in (("λ₂·θ", wish.penalty.l2), ("λ₁·sign(θ)", wish.penalty.l1)) if strength
    ]
    return " + ".join(parts)


def terms(wish: Experiment, pulled: bool) -> tuple[tuple[str, str], ...]:
    """Everything that is computed for a parameter, in order: name and formula; the last is the new θ."""
    writing, pull = WRITINGS[wish.optimizer.kind], slope(wish) if pulled else ""
    found: list[tuple[str, str]] = []
    if pull and wish.penalty.form == "gradient":
        found.append(("g", f"g + {pull}"))
    found += writing.terms
    before = OLD
    if wish.optimizer.kind == "adamw" and pulled and wish.optimizer.weight_decay:
        found.append((STEPPED, "θ − η·λ·θ"))
        before = STEPPED
    found.append((STEPPED, f"{before} − {writing.step}"))
    if pull and wish.penalty.form == "after_step":
        found.append((STEPPED, f"{STEPPED} − η·({pull})"))
    found[-1] = (OLD, found[-1][1])
    return tuple(found)


def numbers(wish: Experiment) -> dict[str, float]:
    """The value of every letter that someone chose."""
    return {
        SYMBOLS[name]: float(getattr(values, name))
        for values in (wish.optimizer, wish.penalty)
        for name in type(values).model_fields
        if name in SYMBOLS
    }
