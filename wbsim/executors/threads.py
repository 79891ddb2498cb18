"""Jobs on threads of this process. They are daemons, unlike those of `ThreadPoolExecutor`, which Python waits for at its end:
whoever stops a sweep or closes a window would wait for the longest job.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import Any, TypeVar, final

from wbsim.executors.job import Failure, GoesOn, Job, Result, finished, outcome

T = TypeVar("T")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def over_threads(
    work: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None, goes_on: GoesOn
) -> Generator[tuple[int, Result | Failure], None, None]:
    """See `each`. Kernels let go of the interpreter, so threads train at once."""
    workers = workers or cores()
    executor = DaemonThreads(workers)
    try:
        for number, future in finished(
            executor, outcome, work, jobs, range(len(jobs)), lambda: 2 * workers, goes_on
        ):
            yield number, future.result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


@final
class DaemonThreads(Executor):
    """Up to so many threads, which end with the program whatever they do."""

    def __init__(self, workers: int) -> None:
        self._workers, self._threads = workers, list[threading.Thread]()
        self._orders: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """As any executor."""
        future: Future[T] = Future()
        self._orders.put((future, lambda: fn(*args, **kwargs)))
        if len(self._threads) < self._workers:
            thread = threading.Thread(target=self._serve, name=f"job {len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As any executor."""
        with suppress(queue.Empty):
            while cancel_futures:
                if (order := self._orders.get_nowait()) is not None:
                    order[0].cancel()
        for _ in self._threads:
            self._orders.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _serve(self) -> None:
        while (order := self._orders.get()) is not None:
            future, job = order
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except BaseException as error:
                future.set_exception(error)
            del future, job, order  # so that results are not kept while the thread waits
