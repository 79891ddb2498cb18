"""Jobs in processes beside this one. A pool that loses a process is broken for good, so another takes its place: the jobs under
way are done again, those that were there twice when a process died one at a time, until it is known which of them kills.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection

from wbsim.executors.job import Failure, GoesOn, Job, Result, finished, outcome
from wbsim.executors.threads import cores
from wbsim.problems import refuse
from wbsim.translation import translated

DEATHS = 3  # of its worker, after which a job is not tried again
_MOST = 61  # processes that Windows can wait for


def over_processes(
    work: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None, goes_on: GoesOn
) -> Generator[tuple[int, Result | Failure], None, None]:
    """See `each`; raises `Refused` where no process can be started."""
    workers = min(workers or cores(), _MOST)
    left, deaths = dict.fromkeys(range(len(jobs))), Counter[int]()
    while left and goes_on():
        suspects = [number for number in left if deaths[number] == DEATHS - 1]
        width = partial(int, 1 if suspects else 2 * workers)
        with _pool(1 if suspects else min(workers, len(left))) as pool:
            for number, future in finished(pool, outcome, work, jobs, suspects or list(left), width, goes_on):
                if not isinstance(future.exception(), BrokenExecutor):
                    del left[number]
                    yield number, future.result()
                    continue
                deaths[number] += 1
                if deaths[number] == DEATHS:
                    del left[number]
                    yield (
                        number,
                        Failure(translated("the process that ran it died, {deaths} times", deaths=DEATHS)),
                    )


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the block, or with this process, whatever they do then."""
    # a fork would copy the locks of every other thread, the compiler's among them
    context = multiprocessing.get_context("spawn")
    theirs, ours = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(theirs,))
    try:
        try:
            pool.submit(_is_here).result()
        except BrokenExecutor:
            raise refuse(
                "executor", translated("no process can be started from this program; threads can")
            ) from None
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        ours.close()
        pool.shutdown(wait=True)
        theirs.close()


def _is_here() -> None:
    """Tells, by being done, that a process has begun."""


def _begin(leash: Connection) -> None:
    """What a process of a pool does first: ^C in a terminal goes to all of its processes, but only the first decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), name="leash", daemon=True).start()


def _end_with(leash: Connection) -> None:
    """Ends this process when the other end of the leash is closed, be it by the death of who held it."""
    with suppress(EOFError, OSError):
        leash.recv_bytes()
    os._exit(1)
