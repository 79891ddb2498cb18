"""Where work runs: the choice and its estimate, and what happens when a graphics card fails. No card is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small
from numba.core.errors import TypingError
from numba.cuda.cudadrv.driver import CudaAPIError
from numba.cuda.cudadrv.error import CudaSupportError

import wbsim
from wbsim import card, device, engine
from wbsim.machines import DEVICES, Work, machines
from wbsim.plan import plan
from wbsim.problems import Refused


@pytest.fixture(autouse=True)
def _as_at_the_start() -> Iterator[None]:
    machines.choose("auto")
    yield
    machines.choose("auto")


@pytest.fixture
def with_card(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine on which a card was found."""
    monkeypatch.setattr(card, "found", lambda: card.Found(name="Test card"))
    return monkeypatch


class _Launcher:
    """Stands in for the launches: it raises what the driver raises, or gives what it was told to give."""

    def __init__(self, error: Exception | None = None, after: int = 0, result: Any = None) -> None:
        self.error, self.after, self.result, self.calls = error, after, result, 0

    def train(self, *arguments: Any) -> Any:
        """Fails from the launch number `after` on."""
        self.calls += 1
        if self.error is not None and self.calls > self.after:
            raise self.error
        return self.result(*arguments)

    evaluate = train


FAILURES = [
    (CudaAPIError(2, "[2] Call to cuMemAlloc results in CUDA_ERROR_OUT_OF_MEMORY"), "too little free memory"),
    (MemoryError("2147483648 numbers in one array"), "too little free memory"),
    (CudaAPIError(222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION"), "driver is too old"),
    (CudaAPIError(719, "CUDA_ERROR_LAUNCH_FAILED"), "stopped working"),
    (CudaSupportError("Error at driver init: \n\nCUDA driver library cannot be found."), "no NVIDIA driver"),
    (TypingError("no implementation"), "stopped working"),
    (OSError("libcuda.so.1: cannot open shared object file"), "stopped working"),
]


@pytest.mark.parametrize(("error", "words"), FAILURES, ids=lambda one: one if isinstance(one, str) else "")
def test_where_a_card_fails_the_processor_does_the_same_updates_and_it_is_said_once(
    error: Exception, words: str, with_card: pytest.MonkeyPatch
) -> None:
    shapes = plan(small.experiment(optimizer={"kind": "adam", "learning_rate": 0.1}))
    wanted = engine.advance(engine.initial(shapes), shapes, 20)
    launcher = _Launcher(error)
    with_card.setattr(card.importlib, "import_module", lambda name: launcher)
    machines.choose("cuda")
    assert small.bits(engine.advance(engine.initial(shapes), shapes, 20)) == small.bits(wanted)
    told = machines.news()
    assert words in told
    assert "processor" in told
    assert told.count("\n") == 0
    assert machines.news() == ""
    assert words in machines.said()
    assert engine.advance(wanted, shapes, 5).update == 25
    assert launcher.calls == 1, "a card that failed is not asked again"


def test_a_card_that_is_lost_midway_leaves_the_last_good_state(with_card: pytest.MonkeyPatch) -> None:
    shapes = plan(small.experiment())

    def on_host(job: Any, theta: Any, slots: Any, position: Any, updates: Any, *rest: Any) -> card.Trained:
        """What a card would give."""
        after = engine.advance(engine.initial(shapes), shapes, int(position[0, 0] + updates[0]))
        place = np.array([[after.update, after.epoch, after.cursor, after.steps]])
        none = np.empty((1, 0))
        return card.Trained(
            after.theta[None],
            after.slots[None],
            place,
            updates,
            np.zeros(1),
            none.astype(np.int64),
            none,
            none,
        )

    wanted = engine.advance(engine.initial(shapes), shapes, 30)
    inner = _Launcher()
    inner.error = CudaAPIError(719, "CUDA_ERROR_LAUNCH_FAILED")
    inner.after = 1

    def first(*arguments: Any) -> card.Trained:
        machines.choose("cpu")
        try:
            return on_host(*arguments)
        finally:
            machines.choose("cuda")

    inner.result = first
    with_card.setattr(card.importlib, "import_module", lambda name: inner)
    machines.choose("cuda")
    state = engine.initial(shapes)
    for _ in range(3):
        state = engine.advance(state, shapes, 10)
    assert inner.calls == 2
    assert small.bits(state) == small.bits(wanted)
    assert "last good state" in machines.news()


def test_our_own_mistakes_are_not_taken_for_the_card_s(with_card: pytest.MonkeyPatch) -> None:
    shapes = plan(small.experiment())
    with_card.setattr(card.importlib, "import_module", lambda name: _Launcher(TypeError("ours")))
    machines.choose("cuda")
    with pytest.raises(TypeError, match="ours"):
        engine.advance(engine.initial(shapes), shapes, 5)


def test_choosing_again_tries_a_card_again(with_card: pytest.MonkeyPatch) -> None:
    shapes, launcher = plan(small.experiment()), _Launcher(MemoryError())
    with_card.setattr(card.importlib, "import_module", lambda name: launcher)
    for _ in range(2):
        machines.choose("cuda")
        engine.advance(engine.initial(shapes), shapes, 5)
    assert launcher.calls == 2


def test_what_must_have_the_same_bits_everywhere_is_kept_from_the_card_in_its_own_thread(
    with_card: pytest.MonkeyPatch,
) -> None:
    machines.choose("cuda")
    work = Work(4096, 1000, 10_000)
    asked = list[object]()

    def other() -> None:
        asked.append(machines.attempt(work, lambda: "card"))

    with machines.on_processor():
        assert machines.attempt(work, lambda: "card") is None
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert asked == ["card"]
    assert machines.attempt(work, lambda: "card") == "card"


def test_without_a_card_the_wish_for_one_is_answered_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "found", lambda: card.Found(why_not="no NVIDIA driver was found"))
    shapes = plan(small.experiment())
    machines.choose("cuda")
    state = engine.advance(engine.initial(shapes), shapes, 5)
    assert state.update == 5
    assert (
        machines.news()
        == "No graphics card is used: no NVIDIA driver was found. The processor does the work."
    )
    assert machines.said() == "Runs on the processor: no NVIDIA driver was found."


def test_a_small_network_stays_on_the_processor_and_many_go_to_the_card(
    with_card: pytest.MonkeyPatch,
) -> None:
    def where(work: Work) -> str:
        return machines.attempt(work, lambda: "card") or "host"

    parameters, batch = 185, 10
    assert where(Work.of_training(1, 10_000, parameters, batch)) == "host"
    assert "not for one this small" in machines.said()
    assert where(Work.of_training(1, 1000, 200_000, 64)) == "host"
    assert where(Work.of_training(4096, 1000, parameters, batch)) == "card"
    assert machines.said() == "Runs on Test card: it is estimated to be faster there."
    assert where(Work.of_evaluation(1, 65_536, parameters)) == "host"
    assert where(Work.of_evaluation(512 * 512, 200, parameters)) == "card"
    machines.choose("cpu")
    assert where(Work.of_training(4096, 1000, parameters, batch)) == "host"
    assert machines.said() == "Runs on the processor, as chosen."
    machines.choose("cuda")
    assert where(Work.of_training(1, 10, parameters, batch)) == "card"


def test_products_of_shared_weights_are_counted_at_every_place_and_step() -> None:
    dense = plan(small.experiment(hidden=(3, 2)))
    assert dense.products == dense.size
    pictures = small.points(5, 64)
    pictures["points"]["picture"] = [8, 8]
    layers = (
        small.layer(4, kind="convolution", bias=False),
        {"kind": "pooling"},
        small.layer(5, kind="convolution", padding=1),
        small.layer(1, "linear"),
    )
    shapes = plan(small.experiment(data=pictures, network=small.network(*layers)))
    assert shapes.products == 36 * (4 * 9) + 9 * 5 * (4 * 9 + 1) + (45 + 1)
    steps = small.points(5, 12)
    steps["points"]["steps"] = 6
    cell = small.network(small.layer(3, kind="recurrent"), small.layer(1, "linear"))
    shapes = plan(small.experiment(data=steps, network=cell))
    assert shapes.products == 6 * 3 * (2 + 3 + 1) + (3 + 1)


def test_the_estimate_counts_products_and_not_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = small.points(12, 16)
    pictures["points"]["picture"] = [4, 4]
    layers = small.network(small.layer(2, kind="convolution"), small.layer(1, "linear"))
    shapes = plan(small.experiment(data=pictures, network=layers))
    assert shapes.products == 4 * 2 * 10 + 9 > shapes.size
    asked: list[Work] = []

    class Asked(Exception):
        """Raised instead of doing the work."""

    def attempt(work: Work, on_card: Any) -> None:
        asked.append(work)
        raise Asked

    monkeypatch.setattr(machines, "attempt", attempt)
    start, samples = engine.initial(shapes), device.material(shapes).train
    with pytest.raises(Asked):
        engine.advance(start, shapes, 7)
    with pytest.raises(Asked):
        device.evaluate(shapes, start.theta, samples.x, samples.count, np.empty(0, np.int64), samples.t)
    assert asked == [Work(1, 7, 3 * 89 * 5), Work(1, 1, 89 * 12)]


def test_a_device_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="auto, cpu or cuda"):
        machines.choose("gpu")
    assert machines.wished == "auto"
    assert DEVICES == ("auto", "cpu", "cuda")


def test_a_device_is_no_part_of_a_run() -> None:
    assert "device" not in type(small.experiment()).model_fields


def test_nothing_of_cuda_is_imported_before_a_card_is_asked_for() -> None:
    script = """
import sys
from wbsim import engine
from wbsim.machines import machines
from wbsim import presets
from wbsim.plan import plan
shapes = plan(presets.load("circle").experiment)
state = engine.advance(engine.initial(shapes), shapes, 10)
engine.look(state, shapes, engine.Watch())
machines.said()
ours = ("numba.cuda", "numba_cuda", "cuda", "wbsim.kernels.gpu")
print([name for name in sys.modules if name.startswith(ours)])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(Path(wbsim.__path__[0]).parent)},
    )  # fmt: skip
    assert done.stdout.split() == ["[]"], done.stdout


def test_a_job_is_the_plan_s_own_arrays() -> None:
    shapes = plan(small.experiment(precision="float32"))
    job = device.job(shapes)
    assert job.trainable.shape == job.pulled.shape == (1, shapes.size)
    assert job.x.dtype == job.t.dtype == np.float32
    assert job.counts.tolist() == [12]
