"""Sweeps of small networks for tests, and executors that do their jobs in other ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from wbsim import presets
from wbsim.executors import Failure
from wbsim.outcomes import Criterion
from wbsim.sweep import Results, Sweep, swept
from wbsim.variation import Grid, parsed

CIRCLE = presets.load("circle").experiment
Each = Callable[..., Iterator[tuple[int, Any]]]


def sweep_of(*over: str, seeds: int = 3, updates: int = 40, base: Any = CIRCLE, bound: float = 0.1) -> Sweep:
    """A sweep of a few updates."""
    grid = Grid(base, tuple(parsed(text, base) for text in over), tuple(range(seeds)))
    return Sweep("circle", grid, updates, Criterion("loss", bound))


def serially(
    where: str, work: Callable[[Any], Any], jobs: Sequence[Any], workers: int | None = None, *_: Any
) -> Iterator[tuple[int, Any]]:
    """Every job in turn, in this thread."""
    for number, job in enumerate(jobs):
        yield number, work(job)


def backwards(
    where: str, work: Callable[[Any], Any], jobs: Sequence[Any], workers: int | None = None, *_: Any
) -> Iterator[tuple[int, Any]]:
    """The last job first."""
    for number in reversed(range(len(jobs))):
        yield number, work(jobs[number])


def failing(numbers: set[int]) -> Each:
    """An executor that loses these jobs."""

    def each(
        where: str, work: Any, jobs: Sequence[Any], workers: int | None = None, *_: Any
    ) -> Iterator[Any]:
        for number, job in enumerate(jobs):
            yield number, Failure("the worker died") if number in numbers else work(job)

    return each


def stopped_after(count: int) -> Each:
    """An executor that a person stops after so many jobs."""

    def each(
        where: str, work: Any, jobs: Sequence[Any], workers: int | None = None, *_: Any
    ) -> Iterator[Any]:
        for number, job in enumerate(jobs):
            if number == count:
                raise KeyboardInterrupt
            yield number, work(job)

    return each


def results_of(sweep: Sweep, out: Path, **options: Any) -> Results:
    """What comes of a sweep that nothing stops."""
    found = swept(sweep, out, **options)
    assert found is not None
    return found
