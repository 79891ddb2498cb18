"""Teaches the compiler the elementary functions that the rules of activations and losses are written in."""

from __future__ import annotations

from wbsim import elementary
from wbsim.kernels import lanes as _known  # noqa: F401  # what they are written in themselves
from wbsim.kernels.compile import part

for _function in vars(elementary).copy().values():
    if getattr(_function, "__module__", "") == elementary.__name__:
        part(_function)
