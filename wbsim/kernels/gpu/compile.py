"""How CUDA kernels are compiled: plain functions taught to the compiler, and whole kernels.
Under numba's simulator (NUMBA_ENABLE_CUDASIM=1) the plain functions run as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numba import cuda
from numba.core import config

SIMULATED = bool(config.ENABLE_CUDASIM)
THREADS = 192  # of a block, at most
# and so many such blocks shall fit on a processor of the card: it bounds the registers of a thread to 168
BOUNDS = (THREADS, 2)

if not SIMULATED:
    from numba.cuda.extending import register_jitable

    from wbsim.kernels.gpu import faces as _known  # noqa: F401  # the functions of `wbsim.lanes`


def part(function: Callable[..., Any]) -> Any:
    """Teaches the CUDA compiler a plain function, for kernels to call; it stays plain where Python calls it."""
    return function if SIMULATED else register_jitable(function)


def choice(parts: Sequence[Any], first: int = 0) -> Any:
    """A part that calls the one at the place `code`, counted from `first`; the code is its first argument."""
    one, two, three, four = [*parts, *[parts[-1]] * 3][:4]
    others = choice(parts[4:], first + 4) if len(parts) > 4 else None

    def choose(code: int, *arguments: Any) -> Any:
        if code == first:
            return one(*arguments)
        if code == first + 1:
            return two(*arguments)
        if code == first + 2:
            return three(*arguments)
        if others is None or code == first + 3:
            return four(*arguments)
        return others(code, *arguments)

    return part(choose)


def kernel(function: Callable[..., Any]) -> Any:
    """A whole pass, launched as kernel[blocks, threads, stream, bytes](…)."""
    return cuda.jit(function) if SIMULATED else cuda.jit(launch_bounds=BOUNDS)(function)
