"""Jobs on a Dask cluster, which is asked for by its scheduler's address and may gain and lose workers meanwhile. Dask does the
jobs of a lost worker again by itself; what it gives up is tried once more alone, to find out whose fault that was.
"""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from wbsim.executors.job import Failure, GoesOn, Job, Result, finished, in_words, outcome
from wbsim.executors.versions import Versions, difference, here
from wbsim.problems import refuse
from wbsim.translation import translated

if TYPE_CHECKING:
    from distributed import Client

_TO_CONNECT = 5.0  # seconds within which a scheduler has to answer
_TO_LEAVE = 2.0
_WITHOUT_WORKERS = 60.0  # seconds: clusters that grow with the work start their first workers only then
_COUNTED = 3.0  # seconds between two looks at how many workers there are
_AHEAD = 16  # jobs beyond twice what all workers do at once


def over_cluster(
    address: str, work: Callable[[Job], Result], jobs: Sequence[Job], goes_on: GoesOn
) -> Generator[tuple[int, Result | Failure], None, None]:
    """See `each`; raises `Refused` where there is no scheduler, no worker, other versions, or where the scheduler is lost."""
    with _connected(address) as client:
        _alike(address, client)
        crew, executor = _Crew(address, client), client.get_executor(pure=False)
        given_up: list[int] = []
        try:
            for number, future in finished(
                executor, _act, work, jobs, range(len(jobs)), crew.width, crew.while_there(goes_on)
            ):
                if _was_killed(future):
                    given_up.append(number)
                else:
                    yield number, _result(address, future)
            for number, future in finished(
                executor, _act, work, jobs, given_up, lambda: 1, crew.while_there(goes_on)
            ):
                yield number, _result(address, future)
        finally:
            with suppress(Exception):  # a scheduler that is gone cannot be told
                executor.shutdown(wait=False)


def _act(work: Callable[[Job], Result], job: Job) -> tuple[Versions, Result | Failure]:
    """A job where it runs; workers may join later, so each says with every job what it is."""
    return here(), outcome(work, job)


def _was_killed(future: Future[Any]) -> bool:
    from distributed import KilledWorker  # noqa: PLC0415

    return not future.cancelled() and isinstance(future.exception(), KilledWorker)


def _result(address: str, future: Future[Any]) -> Any:
    if future.cancelled():  # not by us
        raise refuse(address, translated("the scheduler is gone; what was done until then is kept"))
    if _was_killed(future):
        return Failure(translated("the workers that ran it died, again and again"))
    error = future.exception()
    if error is not None:
        return Failure(in_words(error))
    versions, result = future.result()
    if differs := difference(versions, here()):
        raise refuse(
            address,
            translated("a worker has {differs}; results could differ in their last digits", differs=differs),
        )
    return result


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        from distributed import Client  # noqa: PLC0415  # an extra, and half a second
    except ImportError:
        what = translated(
            "a cluster needs the package distributed; install it with: pip install 'wbsim[cluster]'"
        )
        raise refuse(address, what) from None
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)  # what goes wrong is said here, in one sentence
    try:
        client = _client(address, Client)
        try:
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=_TO_LEAVE)
    finally:
        log.setLevel(before)


def _client(address: str, kind: type[Client]) -> Client:
    made: Future[Client] = Future()

    def connect() -> None:
        try:
            made.set_result(kind(address, timeout=_TO_CONNECT, set_as_default=False))
        except BaseException as error:
            made.set_exception(error)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions: those that matter are compared below
        # on a thread, because Dask waits without end for what accepts a connection and says nothing
        threading.Thread(target=connect, name="connecting", daemon=True).start()
        try:
            return made.result(_TO_CONNECT + 1)
        except OSError:  # TimeoutError is one
            raise refuse(
                address,
                translated(
                    "no Dask scheduler answers there within {to_connect:.0f} s", to_connect=_TO_CONNECT
                ),
            ) from None
        except Exception as error:  # of certificates, of other protocols
            raise refuse(
                address,
                translated("a Dask scheduler cannot be reached there ({error})", error=in_words(error)),
            ) from None


def _alike(address: str, client: Client) -> None:
    """Raises `Refused` unless all workers that there are would compute the same bits as this process."""
    for worker, found in client.run(here, on_error="return").items():
        if isinstance(found, BaseException):
            raise refuse(
                address,
                translated(
                    "the worker {worker} cannot load wbsim ({found})", worker=worker, found=in_words(found)
                ),
            )
        if differs := difference(found, here()):
            raise refuse(
                address,
                translated(
                    "the worker {worker} has {differs}; results could differ in their last digits",
                    worker=worker,
                    differs=differs,
                ),
            )


class _Crew:
    """How many threads the workers of a cluster have in all, counted now and then."""

    def __init__(self, address: str, client: Client) -> None:
        self._address, self._client = address, client
        self._threads, self._counted, self._seen = 0, 0.0, time.monotonic()

    def width(self) -> int:
        """How many jobs to hand over."""
        return _AHEAD + 2 * self._threads

    def while_there(self, goes_on: GoesOn) -> GoesOn:
        """As `goes_on`; raises `Refused` when there have been no workers for a while."""

        def asked() -> bool:
            self._count()
            return goes_on()

        return asked

    def _count(self) -> None:
        now = time.monotonic()
        if now - self._counted < _COUNTED:
            return
        self._counted = now
        try:
            self._threads = sum(self._client.nthreads().values())
        except Exception:
            return  # a scheduler that is lost is told by the jobs
        if self._threads:
            self._seen = now
        elif now - self._seen > _WITHOUT_WORKERS:
            raise refuse(
                self._address,
                translated(
                    "no worker is there, for {without_workers:.0f} s", without_workers=_WITHOUT_WORKERS
                ),
            )
