"""A sweep on the command line: many runs of one experiment along axes, a row of a file each. How its base is opened, it is
told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from wbsim.arguments import Seed, Set, Target
from wbsim.datasets import describe
from wbsim.difference import with_difference
from wbsim.experiment import Experiment
from wbsim.outcomes import Criterion, Measure, usual_of_all
from wbsim.problems import Problem, Refused, refuse, shortened
from wbsim.run import MOST
from wbsim.sweep import Progress as Swept
from wbsim.sweep import Results, Sweep, found, swept
from wbsim.sweep_table import caption, tables
from wbsim.table_commands import with_choices
from wbsim.tables import Choices
from wbsim.variation import Axis, Grid, is_drawn, parsed
from wbsim.verdicts import verdicts

MOST_SEEDS = 100_000
_TOLD = {"accuracy": "classes", "r2": "values"}
_MEASURES: dict[str, Measure] = {"loss": "loss", "accuracy": "accuracy", "r2": "r2"}


@dataclass(frozen=True)
class Base:
    """What is swept: an experiment, what it is called, and how many updates its runs make unless asked otherwise."""

    name: str
    experiment: Experiment
    updates: int


Open = Callable[[str, Choices, int | None, list[str] | None], Base]
Finish = Callable[[Results, Path], None]


def nothing_more(_results: Results, _out: Path) -> None:
    """What is done with the results beside telling them."""


def sweep(open_base: Open, finish: Finish = nothing_more) -> Callable[..., None]:
    """The command `sweep`, of bases that `open_base` opens by a target, choices for a table, a seed and settings; `finish`
    gets the results and the file that they are in.
    """

    @with_choices
    def sweep(
        what: Target,
        choices: Choices,
        over: Annotated[
            list[str] | None,
            typer.Option(
                "--over",
                metavar="NAME=VALUES",
                help="What the runs differ in: learning_rate=0.001:1:log:10, bias=on,off, hidden=4,8-8 or any setting; "
                "once for each, and every combination is trained.",
            ),
        ] = None,
        seeds: Annotated[int, typer.Option(help="How many seeds train at each place.")] = 1,
        out: Annotated[Path, typer.Option(metavar="FILE.csv", help="The file with a row a run.")] = Path(
            "results.csv"
        ),
        executor: Annotated[
            str,
            typer.Option(
                metavar="threads|processes|ADDRESS",
                help="Where runs train; an address is a Dask scheduler's.",
            ),
        ] = "threads",
        workers: Annotated[
            int | None, typer.Option(help="How many train at the same time; else as many as there are cores.")
        ] = None,
        updates: Annotated[
            int | None,
            typer.Option(help="How many updates each run makes; else what the preset needs, or 1000."),
        ] = None,
        learned: Annotated[
            str | None,
            typer.Option(
                metavar="MEASURE=VALUE", help="What counts as learned: loss=0.1, accuracy=0.95 or r2=0.9."
            ),
        ] = None,
        wishes: Set = None,
        seed: Seed = None,
        anew: Annotated[
            bool, typer.Option("--anew", help="Begin anew, whatever the file has; it is written over.")
        ] = False,
    ) -> None:
        """Train many runs that differ in seeds and settings; say how often each setting fails."""
        if not 1 <= seeds <= MOST_SEEDS:
            raise refuse("--seeds", f"{seeds} is out of range; it must be 1 to {MOST_SEEDS}")
        if updates is not None and not 1 <= updates <= MOST:
            raise refuse("--updates", f"{updates} is out of range; it must be 1 or more, and at most {MOST}")
        if workers is not None and workers < 1:
            raise refuse("--workers", f"{workers} is too few; there must be at least 1")
        base = open_base(what, choices, seed, wishes)
        first = base.experiment.seed
        grid = Grid(base.experiment, axes_of(over or [], base.experiment), tuple(range(first, first + seeds)))
        _refuse_the_same(grid)
        wished = Sweep(base.name, grid, updates or base.updates, criterion_of(learned, grid))
        if not anew:
            _say_found(wished, out)
        results = _watched(wished, out, executor, workers, anew)
        _report(results, out, finish)

    return sweep


def axes_of(over: list[str], experiment: Experiment) -> tuple[Axis, ...]:
    """The axes as they are typed; one may be about a setting that only another one brings. Raises `Refused`."""
    axes = list[Axis]()
    for text in over:
        try:
            axis = parsed(text, experiment)
        except Refused as refused:
            raise Refused(*(Problem("--over", str(problem)) for problem in refused.problems)) from None
        if any(axis.name == other.name for other in axes):
            raise refuse("--over", f"{axis.name} is named twice; each setting can be one axis")
        axes.append(axis)
        experiment = with_difference(experiment, axis.variants[-1].difference)
    return tuple(axes)


def _places(grid: Grid) -> Iterator[Experiment]:
    """What trains at each place, from the first seed."""
    return map(grid.experiment, range(0, len(grid), len(grid.seeds)))


def _refuse_the_same(grid: Grid) -> None:
    """Seeds from which every run would be the same are refused."""
    if len(grid.seeds) > 1 and not any(map(is_drawn, _places(grid))):
        raise refuse(
            "--seeds",
            f"all {len(grid.seeds)} runs would be the same, for nothing here is drawn from the seed; "
            "--over weight_init=xavier draws the weights",
        )


def criterion_of(text: str | None, grid: Grid) -> Criterion:
    """What counts as learned, as it is typed, or what is usual for all of a grid; raises `Refused`."""
    places = [*_places(grid)]
    if text is None:
        try:
            return usual_of_all(places)
        except Refused as refused:
            raise refuse("--learned", f"{refused.problems[0].what}; loss=0.1 compares losses") from None
    kinds = {bool(describe(one.data).classes) for one in places}
    name, sign, value = text.partition("=")
    measure = _MEASURES.get(name.strip().lower().replace("²", "2"))
    if measure is None or not sign:
        raise refuse(
            "--learned", f"{shortened(repr(text))} is none; it must be loss=0.1, accuracy=0.95 or r2=0.9"
        )
    if measure != "loss" and len(kinds) > 1:
        raise refuse("--learned", f"not all of these data have {_TOLD[measure]} to tell; loss=0.1 works")
    if measure != "loss" and (measure == "accuracy") not in kinds:
        what, right = ("classes", "accuracy=0.95") if True in kinds else ("values", "r2=0.9")
        raise refuse("--learned", f"these data have {what} to tell; {right} or loss=0.1 works")
    try:
        share = value.strip().endswith("%")
        bound = float(value.strip().removesuffix("%")) / (100 if share else 1)
    except ValueError:
        bound = float("nan")
    if not (0 < bound < float("inf") if measure == "loss" else -1 <= bound <= 1):
        most = "above 0" if measure == "loss" else "at most 1"
        raise refuse("--learned", f"{shortened(repr(value))} is out of range; it must be a number {most}")
    return Criterion(measure, bound)


def _say_found(wished: Sweep, out: Path) -> None:
    """What was done before, where there is something."""
    before = found(wished, out)
    for sentence in before.said:
        typer.echo(f"wbsim: {sentence}", err=True)
    if before.runs:
        count, total = len(before.runs), len(wished.grid)
        rest = "nothing is left to train" if count == total else "the others are trained now"
        typer.echo(f"wbsim: {count} of {total} runs were found done; {rest}", err=True)


def _watched(wished: Sweep, out: Path, executor: str, workers: int | None, anew: bool) -> Results:
    """Sweeps under a bar of progress; a person may stop it and go on later."""
    columns = (
        TextColumn("sweeping"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs{task.fields[rest]}"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    began = time.perf_counter()
    last = Swept(0, 0, 0, len(wished.grid))
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("sweeping", total=len(wished.grid), rest="")

        def told(progress: Swept) -> None:
            nonlocal last
            last = progress
            _show(bar, task, progress, wished.updates, time.perf_counter() - began)

        try:
            results = swept(wished, out, executor, workers, told, anew=anew)
        except KeyboardInterrupt:
            results = None
    if results is None:
        typer.echo(
            f"wbsim: stopped; {last.done} of {last.total} runs are kept beside {out}, "
            f"and the same command{' without --anew' if anew else ''} goes on from there",
            err=True,
        )
        raise typer.Exit(130)
    trained, seconds = last.done - last.found, time.perf_counter() - began
    if trained:
        speed = _speed(trained * wished.updates / max(seconds, 1e-9))
        typer.echo(f"wbsim: {trained} trained in {seconds:.1f} s, {speed}", err=True)
    return results


def _show(bar: Progress, task: TaskID, progress: Swept, updates: int, seconds: float) -> None:
    failed = f", {progress.failed} failed" if progress.failed else ""
    trained = progress.done - progress.found
    speed = f", {_speed(trained * updates / seconds)}" if trained and seconds > 0 else ""
    bar.update(task, completed=progress.done + progress.failed, rest=f"{failed}{speed}")


def _speed(rate: float) -> str:
    shown = f"{rate / 1e6:.2f} million" if rate >= 1e5 else f"{rate:,.0f}"
    return f"{shown} network-updates a second"


def _report(results: Results, out: Path, finish: Finish) -> None:
    console = Console()
    for table in tables(results, console.width):
        console.print(table)
    console.print(caption(results), highlight=False, style="dim")
    for verdict in verdicts(results.sweep.grid, results.outcomes, results.sweep.criterion):
        typer.echo(verdict.text)
    finish(results, out)
    if results.failed:
        number, why = next(iter(results.failed.items()))
        typer.echo(
            f"wbsim: {_runs(len(results.failed))} without a result; run {number + 1}: {why}; "
            "the same command tries what is missing again",
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(f"wbsim: {_runs(len(results.sweep.grid))} in {out}; {out}#1 opens the first one", err=True)


def _runs(count: int) -> str:
    return f"{count} run is" if count == 1 else f"{count} runs are"
