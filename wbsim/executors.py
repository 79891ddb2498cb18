"""Where many jobs run: threads, processes or a Dask cluster, all as `concurrent.futures.Executor`. It knows no networks: a job
is anything that can be pickled, and a worker that dies costs only the jobs it had, which others do again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Failure:
    """Why a job has no result, in a sentence."""

    reason: str


def each(
    where: str, work: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None = None
) -> Iterator[tuple[int, Result | Failure]]:
    """Does every job and gives its number and what came of it, as they are done, in any order.

    `where` is `threads`, `processes` or the address of a Dask scheduler (`tcp://…:8786`); raises `Refused` for another
    word, and where a cluster is not there. `work` is a function of a module. A job that raises, or whose worker dies again
    and again, ends as a `Failure`; no other job is lost with it. Closing the iterator ends what is under way.
    """
    raise NotImplementedError
