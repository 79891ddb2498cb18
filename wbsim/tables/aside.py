"""A large table read by a process of its own: whoever waits for it keeps the interpreter to itself, so that a window
beside it stays alive and a network in it goes on training. It reads as `reading` does, and says the same.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from wbsim.problems import Problem, Refused, refuse
from wbsim.tables.choices import AS_FOUND, Choices
from wbsim.tables.table import Progress, reading
from wbsim.translation import translated

LARGE = 8 * 2**20  # bytes from which on a process, which takes a second or two to begin, is worth it
_TOLD = 0.03  # seconds between two tellings of how far it is
_PATIENCE = 0.2  # seconds until somebody looks whether the process still lives


def reading_aside(path: Path, choices: Choices = AS_FOUND) -> Iterator[Progress]:
    """As `reading`, beside the process that asks; close or drop the iterator to cancel. Raises `Refused`."""
    methods = multiprocessing.get_context("spawn")  # a fork would copy the locks of every other thread
    ours, theirs = methods.Pipe(duplex=False)
    process = methods.Process(target=_read, args=(Path(path), choices, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        while True:
            told = _received(ours, path, process.is_alive)
            if isinstance(told, tuple):
                raise Refused(*told)
            yield told
            if told.table is not None:
                return
    finally:
        process.terminate()
        process.join()
        ours.close()


def _received(ours: Connection, path: Path, alive: Callable[[], bool]) -> Progress | tuple[Problem, ...]:
    """The next thing the process tells; raises `Refused` if it has ended without a word."""
    try:
        while not ours.poll(_PATIENCE):
            if not alive():
                break
        told: Progress | tuple[Problem, ...] = ours.recv()
    except (EOFError, OSError):
        raise refuse(str(path), translated("reading it ended before its end; open it again")) from None
    return told


def _read(path: Path, choices: Choices, theirs: Connection) -> None:
    """What the process does: tells how far it is now and then, and at last the table or why there is none."""
    due = 0.0
    try:
        for progress in reading(path, choices):
            if progress.table is not None or time.monotonic() >= due:
                theirs.send(progress)
                due = time.monotonic() + _TOLD
    except Refused as refused:
        theirs.send(refused.problems)
    except BrokenPipeError:
        pass  # nobody waits any more
