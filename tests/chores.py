"""Jobs for executors, in a module of their own because workers import them by name."""

from __future__ import annotations

import os
import time
from pathlib import Path


def square(number: int) -> int:
    """Something that is done at once."""
    return number * number


def slow(number: int) -> int:
    """Something that is still under way when its worker is killed."""
    time.sleep(0.05)
    return number * number


def until(path: str) -> bool:
    """Something that nobody wants to wait for: lasts until a file is there. No path is done at once."""
    end = time.monotonic() + 60
    while path and not Path(path).exists() and time.monotonic() < end:
        time.sleep(0.02)
    return not path


def whose(number: int) -> int:
    """The process that it is done by."""
    time.sleep(0.02)
    return os.getpid()


def odd_ones_fail(number: int) -> int:
    """Raises what cannot be pickled, for odd numbers."""
    if number % 2:
        raise Unpicklable(lambda: number)
    return number


class Unpicklable(Exception):
    """An error with something in it that cannot travel."""

    def __str__(self) -> str:
        return f"{self.args[0]()} is odd"


def leaves(number: int) -> int:
    """Asks the program to end, at the number 3."""
    if number == 3:
        raise SystemExit(2)
    return number


def kills_at_three(number: int) -> int:
    """Takes its process with it, each time, at the number 3."""
    if number == 3:
        os._exit(1)
    return slow(number)


def kills_once(path: str) -> str:
    """Takes its process with it unless it has done so before."""
    mark = Path(path)
    if mark.name.startswith("killer") and not mark.exists():
        mark.touch()
        os._exit(1)
    time.sleep(0.02)
    return mark.name
