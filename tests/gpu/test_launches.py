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


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize(
    "batches", [{"size": 5}, {"order": "explicit", "explicit": [[0], [1, 2]]}], ids=["shuffled", "explicit"]
)
def test_launches_have_the_types_that_machine_code_is_made_for(
    precision: str, batches: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = plan(small.experiment(hidden=(2,), precision=precision, batches=batches))
    seen = [_Recorder(kernel) for kernel in (training.train, training.fill_orders, evaluation.evaluate)]
    train, orders, evaluate = seen
    whole = SimpleNamespace(train=train, fill_orders=orders, space_of=training.space_of)
    monkeypatch.setattr(launch, "training", whole)
    monkeypatch.setattr(
        launch, "evaluation", SimpleNamespace(evaluate=evaluate, space_of=evaluation.space_of)
    )
    trained(shapes, 2)
    trained(shapes, 2, stride=0)
    evaluated(shapes, engine.initial(shapes).theta[None])
    launched = [recorder for recorder in seen if recorder.calls]
    assert len(launched) == (2 if "explicit" in batches else 3)
    for recorder in launched:
        for (_, threads, _, bytes_), arguments in recorder.calls:
            assert threads <= launch.THREADS
            assert 0 <= bytes_ <= launch.SHARED
            names = inspect.signature(recorder.kernel.fn).parameters
            assert len(arguments) == len(names)
            for name, argument in zip(names, arguments, strict=True):
                wanted = machine_code._type_of(name, getattr(types, precision), types)
                assert _kind(argument) == wanted, name
