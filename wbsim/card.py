"""A graphics card as a place to compute: whether there is one, what is handed to it and comes back, and in words what went
wrong. numba-cuda is imported when a card is first asked for, and never without the extra `wbsim[cuda]`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wbsim.translation import marked, translated

Floats = NDArray[np.floating]
Whole = NDArray[np.int64]


class CardFailed(Exception):
    """The card could not do it; the text says why. Nothing that was handed to it has changed."""


@dataclass(frozen=True, eq=False)
class Job:
    """Networks of one architecture and how they learn, in the codes of the host's kernels.

    table (layers, columns); `bend` is Huber's δ; hyper (N, numbers), pulled and trainable (N, P) or (1, P);
    x (sets, inputs, n), t (sets, outputs, n), of which the first counts (sets,) are real; sets (N,): which of them
    a network learns; order and remainder as codes; lists and starts of explicit batches; seeds (N,).
    """

    table: Whole
    loss: int
    bend: float
    optimizer: int
    form: int
    hyper: NDArray[np.float64]
    pulled: Floats
    trainable: Floats
    x: Floats
    t: Floats
    counts: Whole
    sets: Whole
    order: int
    remainder: int
    batch: int
    lists: Whole
    starts: Whole
    seeds: Whole


@dataclass(frozen=True, eq=False)
class Trained:
    """Where N networks stand after training: θ (N, P), slots (N, slots, P), position (N, 4); `done` (N,) updates were
    made, and `seen` (N,) is the loss of the last one's batch, NaN before any. The bins on the way: update (N, m), -1 beyond the last, loss (N, m, 3), followed (N, m, 3 or 1, F).
    """

    theta: Floats
    slots: Floats
    position: Whole
    done: Whole
    seen: NDArray[np.float64]
    bin_update: Whole
    bin_loss: NDArray[np.float64]
    bin_theta: Floats


def train(
    job: Job,
    theta: Floats,
    slots: Floats,
    position: Whole,
    updates: Whole,
    *,
    careful: bool = False,
    stride: int = 0,
    ranged: bool = True,
    places: Whole | None = None,
) -> Trained:
    """Trains N networks from θ (N, P), slots (N, slots, P) and position (N, 4) on; updates (N,). Raises `CardFailed`.

    It ends each as the host's training does, and keeps bins of the parameters at `places` with a `stride` > 0.
    """
    followed = np.empty(0, np.int64) if places is None else places
    return _attempt(
        lambda launch: launch.train(job, theta, slots, position, updates, careful, stride, ranged, followed)
    )


def evaluate(
    table: Whole,
    loss: int,
    bend: float,
    theta: Floats,
    x: Floats,
    t: Floats | None,
    count: int,
    keep: Whole,
    *,
    sets: Whole | None = None,
    places: Whole | None = None,
    changed: Floats | None = None,
) -> tuple[NDArray[np.float64], Floats]:
    """Mean losses (N,), 0 without targets, and the values (N, K, count) of the K rows `keep`. Raises `CardFailed`.

    theta (N, P), or (1, P) of which `changed` (N, M) stand at the M `places` in each network's stead; x (sets, inputs,
    n), t (sets, outputs, n), sets (N,).
    """
    return _attempt(
        lambda launch: launch.evaluate(table, loss, bend, theta, x, t, count, keep, sets, places, changed)
    )


def _attempt(work: Callable[[Any], Any]) -> Any:
    try:
        return work(importlib.import_module("wbsim.kernels.gpu.launch"))
    except Exception as error:
        if not _is_the_cards(error):
            raise
        raise CardFailed(in_words(error)) from error


def _is_the_cards(error: Exception) -> bool:
    """Whether the driver, the compiler for cards or their memory is at fault, and not we."""
    return isinstance(error, ImportError | OSError | MemoryError) or type(error).__module__.startswith(
        ("numba.", "cuda.")
    )


_WORDS = {
    "OUT_OF_MEMORY": marked("it has too little free memory"),
    "UNSUPPORTED_PTX_VERSION": marked("its driver is too old for the installed CUDA packages"),
    "SYSTEM_DRIVER_MISMATCH": marked("its driver is too old for the installed CUDA packages"),
    "INSUFFICIENT_DRIVER": marked("its driver is too old for the installed CUDA packages"),
    "NO_DEVICE": marked("no card was found"),
    "NO_BINARY_FOR_GPU": marked("it is too old for the installed CUDA packages"),
    "DEVICE_UNAVAILABLE": marked("another program holds it"),
    marked("driver library cannot be found"): marked("no NVIDIA driver was found"),
    marked("Error at driver init"): marked("its driver cannot be used"),
}


def in_words(error: BaseException) -> str:
    """What went wrong, as the end of a sentence."""
    if isinstance(error, MemoryError):
        return translated(_WORDS["OUT_OF_MEMORY"])
    text = str(error)
    for mark, words in _WORDS.items():
        if mark in text:
            return translated(words)
    said = next((line for line in text.splitlines() if line.strip()), "")
    name = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return translated("it stopped working ({error})", error=name)[:160]


@dataclass(frozen=True)
class Found:
    """The card that was found, or why there is none."""

    name: str = ""
    why_not: str = ""


@cache
def found() -> Found:
    """Looks for a card, once; it takes a moment where the extra is installed."""
    if find_spec("numba_cuda") is None and os.environ.get("NUMBA_ENABLE_CUDASIM") != "1":
        return Found(why_not=translated("the extra wbsim[cuda] is not installed"))
    try:
        launch = importlib.import_module("wbsim.kernels.gpu.launch")
        return Found(name=launch.name_of_card())
    except Exception as error:  # a broken driver raises whatever it likes
        return Found(why_not=in_words(error))
