"""Many runs, each trained to its end, a row a run. It knows what a run is worth noting, and not where it is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wbsim.outcomes import Criterion, Outcomes
from wbsim.variation import Grid


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


def swept(
    sweep: Sweep, out: Path, where: str = "threads", workers: int | None = None,
    told: Callable[[Progress], None] | None = None, goes_on: Callable[[], bool] = lambda: True,
) -> Results | None:  # fmt: skip
    """Trains every run that the file `out` does not have yet and writes a row of each; None if `goes_on` ended it, and what
    was done so far is then in the file. Raises `Refused`.
    """
    raise NotImplementedError
