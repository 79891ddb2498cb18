"""Many runs, each trained to its end, a row a run. It knows what a run is worth noting, and not where it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wbsim.executors import Failure, checked, cores, each
from wbsim.outcomes import Criterion, Outcomes
from wbsim.problems import refuse
from wbsim.sweep_file import Found, SweepFile
from wbsim.sweep_jobs import Ended, Lost, done, jobs
from wbsim.sweep_rows import Format
from wbsim.translation import translated
from wbsim.variation import Grid

MOST = 1_000_000  # runs of a sweep


@dataclass(frozen=True, eq=False)
class Sweep:
    """What is swept: the networks of a grid, each trained for so many updates; `name` is what the base is called."""

    name: str
    grid: Grid
    updates: int
    criterion: Criterion


@dataclass(frozen=True)
class Progress:
    """How far a sweep has come: runs done, of which so many were found in the file, and failed; of all."""

    done: int
    found: int
    failed: int
    total: int


@dataclass(frozen=True, eq=False)
class Results:
    """What came out: of every run of the grid in order; `failed` names those without a result, with the reason."""

    sweep: Sweep
    outcomes: Outcomes
    failed: dict[int, str]


def found(sweep: Sweep, out: Path) -> Found:
    """What a file has of a sweep already; raises `Refused` where it is none of this sweep, or another sweep writes to it."""
    file = _file(sweep, out)
    with file.alone():
        return file.found()


def _file(sweep: Sweep, out: Path) -> SweepFile:
    if len(sweep.grid) > MOST:
        raise refuse(
            "sweep",
            translated("{count} runs are too many; there can be {most}", count=len(sweep.grid), most=MOST),
        )
    if not len(sweep.grid):
        raise refuse("sweep", translated("it has no seeds; there must be at least 1"))
    first, last = min(sweep.grid.seeds), max(sweep.grid.seeds)
    if not 0 <= first <= last < 2**63:
        raise refuse(
            "seed",
            translated(
                "{first} to {last} are out of range; seeds must be at least 0 and below 2⁶³",
                first=first,
                last=last,
            ),
        )
    names = [axis.name for axis in sweep.grid.axes]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise refuse(twice, translated("two axes are about it; each setting can be one axis"))
    return SweepFile(out, Format(sweep.grid, sweep.updates))


def swept(
    sweep: Sweep, out: Path, where: str = "threads", workers: int | None = None,
    told: Callable[[Progress], None] | None = None, goes_on: Callable[[], bool] = lambda: True, anew: bool = False,
) -> Results | None:  # fmt: skip
    """Trains every run that the file `out` does not have yet and writes a row of each; None if `goes_on` ended it, and what
    was done so far is then in the part beside the file. Raises `Refused`.

    The file is the same to the byte wherever and in whatever order its runs were trained. With `anew`, what the file has is
    not looked at.
    """
    file = _file(sweep, out)
    where = checked(where)
    with file.alone():
        if anew:
            file.clear()
        runs = dict(file.found().runs)
        failed: dict[int, str] = {}
        before, total = len(runs), len(sweep.grid)

        def tell() -> None:
            if told is not None:
                told(Progress(len(runs), before, len(failed), total))

        tell()
        missing = [number for number in range(total) if number not in runs]
        if missing:
            cut = jobs(sweep.grid, missing, sweep.updates, workers or cores())
            with file.appended() as part, closing(each(where, done, cut, workers, goes_on)) as results:
                for number, result in results:
                    ended, lost = _sorted(result, cut[number].numbers)
                    file.add(part, ended, sweep.criterion)
                    runs |= {one.number: one for one in ended}
                    failed |= lost
                    tell()
                    if not goes_on():
                        break
            if len(runs) + len(failed) < total:
                return None
        file.write(runs, sweep.criterion)
    return Results(sweep, outcomes_of(runs, total), failed)


def _sorted(
    result: tuple[Ended | Lost, ...] | Failure, numbers: tuple[int, ...]
) -> tuple[list[Ended], dict[int, str]]:
    """The runs of a job that are done, and those without a result."""
    if isinstance(result, Failure):
        return [], dict.fromkeys(numbers, result.reason)
    return (
        [one for one in result if isinstance(one, Ended)],
        {one.number: one.reason for one in result if isinstance(one, Lost)},
    )


def outcomes_of(runs: Mapping[int, Ended], total: int) -> Outcomes:
    """What became of all runs in order; NaN of those without a result."""
    figures = np.full((4, total), np.nan)
    ended = np.full(total, -1, np.int64)
    for number, one in runs.items():
        figures[:, number] = one.train_loss, one.test_loss, one.train_right, one.test_right
        ended[number] = one.ended
    return Outcomes.of(figures, ended)
