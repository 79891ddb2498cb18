"""Garbage is collected on the thread of the window, between two events, and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui import garbage
from ui.garbage import Garbage


class Ring:
    """Refers to itself, so that nothing but a collection ends it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def automatic() -> Iterator[None]:
    """Python collects as it is used to, which tests of the window otherwise forbid."""
    gc.enable()
    yield
    gc.enable()


@pytest.fixture
def collecting(automatic: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(garbage, "_BETWEEN", 1)
    window = QObject()
    Garbage(window)
    yield
    shiboken6.delete(window)


def let_go(ended: Callable[[], None]) -> None:
    """Lets go of a ring, and makes more than enough for a collection."""
    ring = Ring()
    weakref.finalize(ring, ended)
    del ring
    for _ in range(50):
        held = [Ring() for _ in range(2 * gc.get_threshold()[0])]
        del held


def test_what_another_thread_lets_go_ends_on_the_thread_of_the_window(qtbot: QtBot, collecting: None) -> None:
    ended: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        pool.submit(let_go, lambda: ended.append(threading.get_ident())).result()
    assert not ended
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.get_ident()]


def test_left_to_python_it_ends_on_the_other_thread(automatic: None) -> None:
    """Without which the test above would say nothing."""
    ended: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        pool.submit(let_go, lambda: ended.append(threading.get_ident())).result()
    assert ended
    assert ended != [threading.get_ident()]


def test_nothing_is_collected_before_enough_has_been_made(
    qtbot: QtBot, collecting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (1, 1, 1))
    monkeypatch.setattr(gc, "collect", collected.append)
    qtbot.wait(30)
    assert not collected
    monkeypatch.setattr(gc, "get_count", lambda: (1, gc.get_threshold()[1] + 1, 1))
    qtbot.waitUntil(lambda: bool(collected))
    assert set(collected) == {1}


@pytest.mark.parametrize("was", [True, False])
def test_afterwards_python_does_as_it_did_before(was: bool, automatic: None) -> None:
    if not was:
        gc.disable()
    window = QObject()
    Garbage(window)
    assert not gc.isenabled()
    shiboken6.delete(window)
    assert gc.isenabled() == was
