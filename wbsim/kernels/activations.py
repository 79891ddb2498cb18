"""The activation functions of `wbsim.activations`, picked by run-time codes. Softmax is here by its code alone; its rule
joins the neurons of a layer and stands with the dense layer.
"""

from __future__ import annotations

from wbsim.activations import ACTIVATIONS
from wbsim.kernels import elementary as _known  # noqa: F401  # what the rules are made of, taught to the compiler
from wbsim.kernels.compile import choice, part

CODES = {entry.name: code for code, entry in enumerate(ACTIVATIONS)}
SOFTMAX = CODES["softmax"]
_RULES = [entry for entry in ACTIVATIONS if entry.rule]

activate = choice([part(entry.rule) for entry in _RULES])  # (code, z): a = f(z)
slope = choice([part(entry.slope) for entry in _RULES])  # (code, z, a): f′(z)
