"""Whose turn it is to compile: what somebody waits for goes before what is compiled ahead, and who waits is told.
It knows names of passes and compiles nothing itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str, str, bool], None]


class _Here(threading.local):
    """What holds for one thread."""

    tell: Tell | None = None
    ahead = False


_here = _Here()
_free = threading.Condition()
_waited_for = [0]  # how many compilations somebody waits for


@contextmanager
def telling(tell: Tell) -> Iterator[None]:
    """While it lasts, this thread calls `tell(pass, precision, dense)` before it waits for a kernel that is not ready:
    `dense` is whether that is for dense layers alone."""
    before, _here.tell = _here.tell, tell
    try:
        yield
    finally:
        _here.tell = before


@contextmanager
def compiling_ahead() -> Iterator[None]:
    """While it lasts, nobody waits for what this thread compiles."""
    _here.ahead = True
    try:
        yield
    finally:
        _here.ahead = False


@contextmanager
def turn(name: str, precision: str, dense: bool = True) -> Iterator[None]:
    """Around the compiling, or loading, of a kernel. Whoever compiles the same already is waited for by the compiler."""
    if _here.ahead:
        yield
        return
    with _free:
        _waited_for[0] += 1
    try:
        if _here.tell is not None:
            _here.tell(name, precision, dense)
        yield
    finally:
        with _free:
            _waited_for[0] -= 1
            _free.notify_all()


def stand_back() -> None:
    """Waits until nobody waits for a kernel."""
    with _free:
        _free.wait_for(lambda: not _waited_for[0])
