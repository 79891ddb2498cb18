"""Launches hand over what the kernels are compiled for, so that the first one on a card finds the code that was checked."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any

import machine_code
import numpy as np
import pytest
import small
from numba.core import types
from on_card import evaluated, trained

from wbsim import engine
from wbsim.kernels.gpu import evaluation, launch, training
from wbsim.plan import plan


class _Recorder:
    """A kernel that notes what it is launched with."""

    def __init__(self, kernel: Any) -> None:
        self.kernel, self.calls = kernel, []

    def __getitem__(self, configuration: Any) -> Any:
        def run(*arguments: Any) -> None:
            self.calls.append((configuration, arguments))
            self.kernel[configuration](*arguments)

        return run


def _kind(argument: Any) -> Any:
    """The type that numba would see."""
    if isinstance(argument, bool):
        return types.boolean
    if isinstance(argument, float):
        return types.float64
    if isinstance(argument, np.int32):
        return types.int32
    assert argument.ndim == 1
    return types.Array(getattr(types, str(argument.dtype)), 1, "C")


_FILTERS = small.layer(2, kind="convolution", kernel=1)
_PICTURES = small.points(12, 2)
_PICTURES["points"]["picture"] = [1, 2]


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize(
    "batches", [{"size": 5}, {"order": "explicit", "explicit": [[0], [1, 2]]}], ids=["shuffled", "explicit"]
)
@pytest.mark.parametrize("kinds", ["dense", "any"])
def test_launches_have_the_types_that_machine_code_is_made_for(
    precision: str, batches: dict[str, Any], kinds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish: dict[str, Any] = {"hidden": (2,)}
    if kinds == "any":
        wish = {"data": _PICTURES, "network": small.network(_FILTERS, small.layer(1, "linear"))}
    shapes = plan(small.experiment(precision=precision, batches=batches, **wish))
    seen = {name: _Recorder(kernel) for name, kernel in machine_code.kernels().items()}
    for whole in (training, evaluation):
        own = {name: recorder for name, recorder in seen.items() if hasattr(whole, name)}
        name = whole.__name__.rpartition(".")[2]
        monkeypatch.setattr(launch, name, SimpleNamespace(**own, space_of=whole.space_of))
    trained(shapes, 2)
    trained(shapes, 2, stride=0)
    evaluated(shapes, engine.initial(shapes).theta[None])
    launched = {name for name, recorder in seen.items() if recorder.calls}
    passes = {"train_dense", "evaluate_dense"} if kinds == "dense" else {"train", "evaluate"}
    assert launched == passes | (set() if "explicit" in batches else {"fill_orders"})
    for recorder in (seen[name] for name in launched):
        for (_, threads, _, bytes_), arguments in recorder.calls:
            assert threads <= launch.THREADS
            assert 0 <= bytes_ <= launch.SHARED
            names = inspect.signature(recorder.kernel.fn).parameters
            assert len(arguments) == len(names)
            for name, argument in zip(names, arguments, strict=True):
                wanted = machine_code._type_of(name, getattr(types, precision), types)
                assert _kind(argument) == wanted, name
