"""Compiles every CUDA kernel to machine code for one kind of card, which needs no card: `python machine_code.py 9.0` prints
registers, stack and spilled bytes of each as JSON. One kind a process, for the compiler remembers the first.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from types import SimpleNamespace
from typing import Any

KERNELS = ("train", "train_dense", "fill_orders", "evaluate", "evaluate_dense")


def kernels() -> dict[str, Any]:
    """Every kernel by its name."""
    from wbsim.kernels.gpu import evaluation, training

    return {name: getattr(training if hasattr(training, name) else evaluation, name) for name in KERNELS}


def compiled(capability: tuple[int, int]) -> dict[str, dict[str, int]]:
    """What each kernel takes at either precision."""
    import numba.cuda.dispatcher
    from cuda.bindings import nvjitlink
    from numba import cuda
    from numba.cuda import types

    from wbsim.kernels.gpu.compile import BOUNDS

    # functions that kernels call are compiled for the card at hand, which is asked for
    numba.cuda.dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=capability)
    found = {}
    for precision in (types.float32, types.float64):
        for called, kernel in kernels().items():
            names = inspect.signature(kernel.py_func).parameters
            signature = types.void(*[_type_of(name, precision, types) for name in names])
            text, _ = cuda.compile_ptx(kernel.py_func, signature, cc=capability, launch_bounds=BOUNDS)
            handle = nvjitlink.create(2, [f"-arch=sm_{capability[0]}{capability[1]}", "-Xptxas=-v"])
            data = text.encode()
            nvjitlink.add_data(handle, nvjitlink.InputType.PTX, data, len(data), called)
            nvjitlink.complete(handle)
            log = bytearray(nvjitlink.get_info_log_size(handle))
            nvjitlink.get_info_log(handle, log)
            code = bytearray(nvjitlink.get_linked_cubin_size(handle))
            said = log.decode()
            found[f"{called} {precision}"] = {
                "registers": _number(r"Used (\d+) registers", said),
                "stack": _number(r"(\d+) bytes stack frame", said),
                "spilled": _number(r"(\d+) bytes spill stores", said),
                "bytes": len(code),
            }
    return found


def _number(pattern: str, text: str) -> int:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in what the compiler said: {text}"
    return int(match.group(1))


_WHOLE = {"seeds", "first", "position", "bin_update"}  # arrays of 64-bit whole numbers
_SHORT = {
    "table", "routes", "walks", "sets", "order", "groups_of", "starts", "updates", "places", "done", "keep", "counts",
}  # fmt: skip
_DOUBLE = {"hyper", "bin_loss", "seen"}
_TRUTH = {"careful", "near", "near_slots", "shares", "told"}
_NUMBERS = {
    "pulled", "trainable", "theta", "slots", "x", "bin_theta", "ranges", "far", "changed", "out", "losses",
}  # fmt: skip


def _type_of(name: str, precision: Any, types: Any) -> Any:
    """The type of a kernel's argument, as the launches hand it over."""
    for names, dtype in (
        (_WHOLE, types.int64),
        (_SHORT, types.int32),
        (_DOUBLE, types.float64),
        (_NUMBERS, precision),
    ):
        if name in names:
            return types.Array(dtype, 1, "C")
    return types.boolean if name in _TRUTH else types.float64 if name == "bend" else types.int32


if __name__ == "__main__":
    major, _, minor = sys.argv[1].partition(".")
    print(json.dumps(compiled((int(major), int(minor)))))
