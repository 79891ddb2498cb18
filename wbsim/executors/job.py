"""What is done for one job wherever it runs, and how many jobs are handed to an executor: a few more than it can do at once,
so that a hundred thousand of them take no memory and nothing is left to call back when it ends.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
GoesOn = Callable[[], bool]
_TICK = 0.1  # seconds between two looks whether to go on


@dataclass(frozen=True)
class Failure:
    """Why a job has no result, in a sentence."""

    reason: str


def outcome(work: Callable[[Job], Result], job: Job) -> Result | Failure:
    """What came of a job, where it runs. Errors travel as words: not all of them can be pickled, and those that cannot be
    read again would take a whole pool with them.
    """
    try:
        return work(job)
    except (Exception, SystemExit) as error:
        return Failure(in_words(error))


def in_words(error: BaseException) -> str:
    """An error on one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def finished(
    executor: Executor, act: Callable[[Any, Any], Any], work: Callable[[Job], Result], jobs: Sequence[Job],
    numbers: Iterable[int], width: Callable[[], int], goes_on: GoesOn,
) -> Iterator[tuple[int, Future[Any]]]:  # fmt: skip
    """Has an executor do `act(work, job)` for these jobs, at most `width()` at a time, and gives each number and future as it
    ends. It stops early where `goes_on` says so or the executor breaks; what is under way then is left to the executor.
    """
    waiting = iter(numbers)
    done: queue.SimpleQueue[Future[Any]] = queue.SimpleQueue()
    under_way: dict[Future[Any], int] = {}
    accepts = True
    while goes_on():
        while accepts and len(under_way) < width():
            number = next(waiting, None)
            try:
                if accepts := number is not None:
                    future = executor.submit(act, work, jobs[number])
                    under_way[future] = number
                    future.add_done_callback(done.put)
            except BrokenExecutor:
                accepts = False
        if not under_way:
            return
        try:
            future = done.get(timeout=_TICK)
        except queue.Empty:
            continue
        yield under_way.pop(future), future
