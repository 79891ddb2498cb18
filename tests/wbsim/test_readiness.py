"""Readiness: every pass can be made ready, in the order in which it is likely to be needed, and who waits is told."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from wbsim import engine, kernels, presets, readiness
from wbsim.kernels import compile, turns
from wbsim.kernels.table import ALL_KINDS
from wbsim.plan import plan
from wbsim.readiness import Rehearsal

Key = tuple[str, str, bool]  # a pass, a precision, and whether it is for dense layers alone


def doubled(theta: Any, more: Any) -> Any:
    return theta[0] * 2 + more[0][0]


def of_kinds(kinds: Any, theta: Any) -> Any:
    return 1 if kinds is None else 2


def counted(position: Any) -> Any:
    return len(position)


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch) -> list[Key]:
    """What was rehearsed, of two passes that cost nothing; one of them is the same for all kinds of layers."""
    done: list[Key] = []

    def named(name: str, alike: bool = False) -> Rehearsal:
        return Rehearsal(
            f"the {name} pass",
            lambda shapes: done.append((name, shapes.experiment.precision, shapes.is_dense)),
            alike,
        )

    monkeypatch.setattr(readiness, "REHEARSALS", {"soon": named("soon"), "late": named("late", alike=True)})
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
        for precision, dense in itertools.product(readiness.PRECISIONS, (True, False)):
            others = {
                other: len(one.dispatcher.signatures)
                for other, one in compile.PASSES.items()
                if other != name
            }
            readiness.prepare(name, precision, dense)
            assert made.dispatcher.signatures
            assert others == {
                other: len(one.dispatcher.signatures)
                for other, one in compile.PASSES.items()
                if other != name
            }


@pytest.mark.parametrize("dense", [True, False])
def test_what_a_network_needs_comes_first_then_other_layers_then_the_other_precision(
    rehearsed: list[Key], dense: bool
) -> None:
    order = [
        ("soon", "float64", dense),
        ("late", "float64", True),
        ("soon", "float64", not dense),
        ("soon", "float32", dense),
        ("late", "float32", True),
        ("soon", "float32", not dense),
    ]
    assert list(readiness.ahead("float64", dense)) == order
    assert rehearsed == order


def test_nothing_is_rehearsed_twice(rehearsed: list[Key]) -> None:
    for dense in (True, False):
        list(readiness.ahead("float32", dense))
    assert len(rehearsed) == len(set(rehearsed)) == 6


def test_a_pass_can_be_asked_whether_it_is_ready(rehearsed: list[Key]) -> None:
    assert not readiness.is_ready(("soon",), "float32", dense=True)
    readiness.prepare("soon", "float32", dense=True)
    assert readiness.is_ready(("soon",), "float32", dense=True)
    assert not readiness.is_ready(("soon",), "float32", dense=False)
    assert not readiness.is_ready(("soon",), "float64", dense=True)
    assert not readiness.is_ready(("soon", "late"), "float32", dense=True)


def test_a_pass_that_is_the_same_for_all_kinds_of_layers_is_ready_for_all(rehearsed: list[Key]) -> None:
    readiness.prepare("late", "float32", dense=False)
    assert readiness.is_ready(("late",), "float32", dense=True)
    assert rehearsed == [("late", "float32", True)]


def test_the_smallest_networks_are_of_the_kinds_that_they_make_ready() -> None:
    for precision, dense in itertools.product(readiness.PRECISIONS, (True, False)):
        shapes = readiness._smallest(precision, dense)
        assert (shapes.experiment.precision, shapes.is_dense) == (precision, dense)


def test_one_machine_code_serves_convolutions_poolings_and_recurrent_cells() -> None:
    for name in (*readiness.RUN, *readiness.SAMPLE):
        readiness.prepare(name, "float32", dense=False)
    known = {name: len(one.dispatcher.signatures) for name, one in compile.PASSES.items()}
    for name in ("letters", "remember-first"):
        shapes = plan(presets.load(name).experiment.changed({"precision": "float32"}))
        assert not shapes.is_dense
        state = engine.record(engine.initial(shapes), shapes, 1, 1)[0]
        engine.look(state, shapes, engine.Watch(gradient=True))
    assert known == {name: len(one.dispatcher.signatures) for name, one in compile.PASSES.items()}


@pytest.mark.parametrize("name", ["train", "gradients", "evaluate", "over_parameters", "along_directions"])
def test_dense_layers_alone_have_machine_code_of_their_own(name: str) -> None:
    for dense in (True, False):
        readiness.prepare(name, "float64", dense)
    made = compile.PASSES[name].dispatcher
    assert {str(signature[0]) for signature in made.signatures} == {"none", "bool"}


def test_the_first_picture_takes_one_pass() -> None:
    assert readiness.RUN[0] == "evaluate"
    assert [*readiness.RUN, *readiness.SAMPLE] == list(readiness.REHEARSALS)[:4]


# --- who waits ---------------------------------------------------------------------------------------------


@pytest.fixture
def told() -> Iterator[list[Key]]:
    heard: list[Key] = []
    with turns.telling(lambda *waited_for: heard.append(waited_for)):
        yield heard


def test_who_calls_a_pass_is_told_once_for_each_precision(told: list[Key]) -> None:
    made = compile.Pass(doubled)
    for precision in ("float32", "float64", "float32", "float64"):
        assert made(np.ones(2, precision), (np.ones(1),)) == 3.0
    assert told == [("doubled", "float32", True), ("doubled", "float64", True)]


def test_who_calls_a_pass_is_told_for_which_kinds_of_layers_it_is_compiled(told: list[Key]) -> None:
    made = compile.Pass(of_kinds)
    for kinds in (None, ALL_KINDS, None, ALL_KINDS):
        assert made(kinds, np.ones(2)) == (1 if kinds is None else 2)
    assert told == [("of_kinds", "float64", True), ("of_kinds", "float64", False)]


def test_a_pass_without_numbers_but_whole_ones_has_no_precision(told: list[Key]) -> None:
    assert compile.Pass(counted)(np.arange(3)) == 3
    assert told == [("counted", "", True)]


def test_who_compiles_ahead_is_told_nothing(told: list[Key]) -> None:
    with turns.compiling_ahead():
        compile.Pass(counted)(np.arange(3))
    assert told == []


def test_what_is_waited_for_goes_before_the_next_that_is_compiled_ahead(
    rehearsed: list[Key],
) -> None:
    ahead = readiness.ahead("float32", dense=True)
    next(ahead)
    rest = threading.Thread(target=lambda: list(ahead))
    with turns.turn("soon", "float64"):  # somebody waits for a kernel
        rest.start()
        rest.join(0.1)
        assert rest.is_alive() and len(rehearsed) == 1
        rehearsed.append(("waited for", "float64", True))
    rest.join(60)
    assert not rest.is_alive()
    assert [name for name, *_ in rehearsed] == ["soon", "waited for", "late", "soon", "soon", "late", "soon"]


def test_a_kernel_that_cannot_be_compiled_leaves_nobody_waiting() -> None:
    with pytest.raises(OSError, match="no room"), turns.turn("soon", "float32"):
        raise OSError("no room")
    turns.stand_back()


def test_what_is_waited_for_is_said_in_words() -> None:
    said = "compiling the training pass for float64, once for this machine"
    assert readiness.sentence("train", "float64", True) == said
    said = (
        "compiling the training pass with convolutions and recurrent cells for float64, once for this machine"
    )
    assert readiness.sentence("train", "float64", False) == said
    assert (
        readiness.sentence("upcoming", "", True) == "compiling the choice of batches, once for this machine"
    )
    assert "the novel pass" in readiness.sentence("novel", "float32", True)
