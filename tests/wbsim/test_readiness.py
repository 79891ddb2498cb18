"""Readiness: every pass can be made ready, in the order in which it is likely to be needed, and who waits is told."""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from wbsim import kernels, readiness
from wbsim.kernels import compile, turns
from wbsim.readiness import Rehearsal


def doubled(theta: Any, more: Any) -> Any:
    return theta[0] * 2 + more[0][0]


def counted(position: Any) -> Any:
    return len(position)


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was rehearsed, of two passes that cost nothing."""
    done: list[tuple[str, str]] = []

    def named(name: str) -> Rehearsal:
        return Rehearsal(f"the {name} pass", lambda shapes: done.append((name, shapes.experiment.precision)))

    monkeypatch.setattr(readiness, "REHEARSALS", {"soon": named("soon"), "late": named("late")})
    monkeypatch.setattr(readiness, "_ready", set())
    return done


# --- what is made ready ------------------------------------------------------------------------------------


def test_every_pass_has_a_rehearsal() -> None:
    for room in pkgutil.iter_modules(kernels.__path__):
        importlib.import_module(f"wbsim.kernels.{room.name}")
    assert readiness.without_rehearsal() == ()
    assert set(compile.PASSES) == set(readiness.REHEARSALS)


def test_two_passes_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two passes named evaluate"):

        @compile.kernel
        def evaluate() -> None: ...


def test_a_rehearsal_makes_its_own_pass_callable_and_no_other() -> None:
    for name, made in compile.PASSES.items():
        for precision in readiness.PRECISIONS:
            others = {
                other: len(one.dispatcher.signatures)
                for other, one in compile.PASSES.items()
                if other != name
            }
            readiness.prepare(name, precision)
            assert made.dispatcher.signatures
            assert others == {
                other: len(one.dispatcher.signatures)
                for other, one in compile.PASSES.items()
                if other != name
            }


def test_all_of_this_precision_comes_first_then_all_of_the_other(rehearsed: list[tuple[str, str]]) -> None:
    order = [("soon", "float64"), ("late", "float64"), ("soon", "float32"), ("late", "float32")]
    assert list(readiness.ahead("float64")) == order
    assert rehearsed == order


def test_nothing_is_rehearsed_twice(rehearsed: list[tuple[str, str]]) -> None:
    for _ in range(2):
        list(readiness.ahead("float32"))
    assert len(rehearsed) == len(set(rehearsed)) == 4


def test_a_pass_can_be_asked_whether_it_is_ready(rehearsed: list[tuple[str, str]]) -> None:
    assert not readiness.is_ready(("soon",), "float32")
    readiness.prepare("soon", "float32")
    assert readiness.is_ready(("soon",), "float32")
    assert not readiness.is_ready(("soon",), "float64")
    assert not readiness.is_ready(("soon", "late"), "float32")


def test_the_first_picture_takes_one_pass() -> None:
    assert readiness.RUN[0] == "evaluate"
    assert [*readiness.RUN, *readiness.SAMPLE] == list(readiness.REHEARSALS)[:4]


# --- who waits ---------------------------------------------------------------------------------------------


@pytest.fixture
def told() -> Iterator[list[tuple[str, str]]]:
    heard: list[tuple[str, str]] = []
    with turns.telling(lambda name, precision: heard.append((name, precision))):
        yield heard


def test_who_calls_a_pass_is_told_once_for_each_precision(told: list[tuple[str, str]]) -> None:
    made = compile.Pass(doubled)
    for precision in ("float32", "float64", "float32", "float64"):
        assert made(np.ones(2, precision), (np.ones(1),)) == 3.0
    assert told == [("doubled", "float32"), ("doubled", "float64")]


def test_a_pass_without_numbers_but_whole_ones_has_no_precision(told: list[tuple[str, str]]) -> None:
    assert compile.Pass(counted)(np.arange(3)) == 3
    assert told == [("counted", "")]


def test_who_compiles_ahead_is_told_nothing(told: list[tuple[str, str]]) -> None:
    with turns.compiling_ahead():
        compile.Pass(counted)(np.arange(3))
    assert told == []


def test_what_is_waited_for_goes_before_the_next_that_is_compiled_ahead(
    rehearsed: list[tuple[str, str]],
) -> None:
    ahead = readiness.ahead("float32")
    next(ahead)
    rest = threading.Thread(target=lambda: list(ahead))
    with turns.turn("soon", "float64"):  # somebody waits for a kernel
        rest.start()
        rest.join(0.1)
        assert rest.is_alive() and len(rehearsed) == 1
        rehearsed.append(("waited for", "float64"))
    rest.join(60)
    assert not rest.is_alive()
    assert [name for name, _ in rehearsed] == ["soon", "waited for", "late", "soon", "late"]


def test_a_kernel_that_cannot_be_compiled_leaves_nobody_waiting() -> None:
    with pytest.raises(OSError, match="no room"), turns.turn("soon", "float32"):
        raise OSError("no room")
    turns.stand_back()


def test_what_is_waited_for_is_said_in_words() -> None:
    said = "compiling the training pass for float64, once for this machine"
    assert readiness.sentence("train", "float64") == said
    assert readiness.sentence("upcoming", "") == "compiling the choice of batches, once for this machine"
    assert "the novel pass" in readiness.sentence("novel", "float32")
