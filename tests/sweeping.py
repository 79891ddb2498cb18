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


def _stand_in() -> None:
    """Until crowds are there: a population of each network alone, measured by `fit`."""
    import numpy as np

    from wbsim import crowd, population
    from wbsim.outcomes import Outcomes
    from wbsim.plan import plan
    from wbsim.probes.fit import fit

    class Alone:
        def __init__(self, parts: list[Any]) -> None:
            self.parts = parts

        def state(self, k: int) -> Any:
            return self.parts[k].state(0)

    def outcomes(of: Any) -> Outcomes:
        fits = [fit(part.plans[0], part.state(0).theta) for part in of.parts]
        told = [[f.train_loss, f.test_loss, f.train_accuracy, f.test_accuracy] for f in fits]
        for one, f in zip(told, fits, strict=True):
            one[2:] = [f.train_r2, f.test_r2] if f.train_accuracy is None else one[2:]
        columns = np.array([[np.nan if v is None else v for v in one] for one in told], float).T
        ended = [-1 if part.divergence[0] is None else part.divergence[0].update for part in of.parts]
        return Outcomes(columns[0], columns[1], columns[2], columns[3], np.array(ended))

    fake: Any = crowd
    fake.crowd = lambda those: Alone([population.population([plan(one)]) for one in those])
    fake.advance = lambda of, updates: Alone([population.advance(part, updates) for part in of.parts])
    fake.outcomes = outcomes


def _waits() -> bool:
    """Whether executors and crowds are still to come."""
    from wbsim import crowd, executors

    for call in (lambda: crowd.crowd([]), lambda: [*executors.each("threads", len, [])]):
        try:
            call()
        except NotImplementedError:
            return True
        except ValueError:
            pass
    return False


WAITS = _waits()
if WAITS:
    _stand_in()
