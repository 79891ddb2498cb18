"""The sums that all layers with weights are made of: one number's, or four at a time that share what they read."""

from __future__ import annotations

from typing import Any

from wbsim.kernels.gpu.compile import part
from wbsim.kernels.gpu.numbers import load
from wbsim.lanes import fma


@part
def add_products(
    space: Any, z0: Any, z1: Any, z2: Any, z3: Any, left: int, along: int, down: int, right: int, below: int, count: int,
    four: bool,
) -> Any:  # fmt: skip
    """zₘ + Σₖ space[left + m·down + k·along] · space[right + k·below], summed over k < count in order: all four, or z₀ alone."""
    if four:
        for k in range(count):
            x, at = load(space, right + k * below), left + k * along
            z0 = fma(load(space, at), x, z0)
            z1 = fma(load(space, at + down), x, z1)
            z2 = fma(load(space, at + 2 * down), x, z2)
            z3 = fma(load(space, at + 3 * down), x, z3)
    else:
        for k in range(count):
            z0 = fma(load(space, left + k * along), load(space, right + k * below), z0)
    return z0, z1, z2, z3
