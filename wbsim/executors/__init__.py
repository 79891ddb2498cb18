"""Where many jobs run: threads, processes or a Dask cluster, all as `concurrent.futures.Executor`. It knows no networks: a job
is anything that can be pickled, and a worker that dies costs only the jobs it had, which others do again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from wbsim.executors.addresses import address_of
from wbsim.executors.cluster import over_cluster
from wbsim.executors.job import Failure, Job, Result
from wbsim.executors.processes import over_processes
from wbsim.executors.threads import cores, over_threads
from wbsim.problems import refuse, shortened
from wbsim.translation import translated

__all__ = ["PLACES", "Failure", "checked", "cores", "each"]

PLACES = ("threads", "processes")  # and addresses


def each(
    where: str, work: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> Generator[tuple[int, Result | Failure], None, None]:  # fmt: skip
    """Does every job and gives its number and what came of it, as they are done, in any order.

    `where` is `threads`, `processes` or the address of a Dask scheduler (`tcp://…:8786`); raises `Refused` for another
    word, and where a cluster is not there or is lost. `work` is a function of a module; `workers` is how many threads or
    processes, as many as this process has cores unless said, and a cluster has its own. A job that raises, or whose worker
    dies again and again, ends as a `Failure`; no other job is lost with it. Closing the iterator ends what is under way, and
    so does `goes_on`, which is asked ten times a second.
    """
    place = checked(where)
    if workers is not None and workers < 1:
        raise refuse("workers", translated("{workers} is too few; there must be at least 1", workers=workers))
    if place in PLACES:
        over = over_threads if place == "threads" else over_processes
        return over(work, jobs, workers, goes_on)
    return over_cluster(place, work, jobs, goes_on)


def checked(where: str) -> str:
    """The word for a place as it is meant, an address with its protocol; raises `Refused` where it is none. Nobody is asked
    whether a scheduler is there.
    """
    word = where.strip()
    found = word if word in PLACES else address_of(word)
    if found is None:
        what = translated(
            "{word} is neither threads, processes nor the address of a Dask scheduler",
            word=shortened(repr(word)),
        )
        raise refuse("executor", translated("{what}, as in tcp://host:8786", what=what))
    return found
