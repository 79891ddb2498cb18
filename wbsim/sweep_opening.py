"""A run of a sweep's file, opened again: trained anew as it was, and handed over where it stands. It shows nothing."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wbsim import population
from wbsim.engine import State
from wbsim.experiment import Experiment
from wbsim.files.run_file import reason
from wbsim.kept import KeptSession, kept_alone
from wbsim.machines import machines
from wbsim.plan import Plan, plan
from wbsim.problems import Problem, Refused, refuse
from wbsim.run import MOST, Restore, Run
from wbsim.states import saved
from wbsim.sweep_columns import is_sweep, lines_of
from wbsim.sweep_jobs import digest
from wbsim.sweep_rows import cells_of
from wbsim.translation import translated

_ROW = re.compile(r"(.+)#([0-9]{1,18})", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Reopened:
    """A run where it stood at the end of a sweep, as a session, and what one should know of it, in sentences."""

    session: KeptSession
    notes: tuple[str, ...]


def row_named(target: str) -> tuple[Path, int] | None:
    """The file and the number that `results.csv#17` names; None for a word that names no row."""
    found = _ROW.fullmatch(target)
    if found is None:
        return None
    try:
        return None if Path(target).exists() else (Path(found[1]), int(found[2]))
    except (OSError, ValueError):  # no name that a file could have
        return None


def reopened(path: Path, number: int) -> Reopened:
    """The run in the row of a number, with its final state to the bit; raises `Refused`.

    The run of the engine of single runs differs from it in the last digits, so it is one that was edited at its end: there its
    state was put in place of the engine's.
    """
    found = _row(path, number)
    where = f"{path}#{number}"
    try:
        experiment = Experiment.read(found["experiment"])
        shapes = plan(experiment)
    except Refused as refused:
        raise Refused(*(Problem(where, str(problem)) for problem in refused.problems)) from None
    updates = int(found["updates"]) if re.fullmatch("[0-9]{1,16}", found["updates"]) else MOST + 1
    if updates > MOST:
        raise refuse(
            where, translated("its updates are {updates!r}; the line is damaged", updates=found["updates"])
        )
    state = _trained(shapes, updates)
    notes = []
    if state.divergence is not None:
        raise refuse(
            where,
            translated(
                "it diverges here at update {update}, and did not in the sweep",
                update=state.divergence.update,
            ),
        )
    if digest(state) != found["digest"]:
        notes.append(
            translated(
                "Run {number} comes out with other digits here than in the sweep, whose digest is {digest}; another kind of processor or another version counted it.",
                number=number,
                digest=found["digest"],
            )
        )
    if found.get("diverged"):
        notes.append(
            translated(
                "Run {number} diverged at update {diverged}; this is its last finite moment.",
                number=number,
                diverged=found["diverged"],
            )
        )
    run = Run(experiment=experiment)
    if updates:
        run = run.edited(updates, Restore(state=saved(state, shapes)))
    return Reopened(kept_alone(run, shapes, state), tuple(notes))


def best(path: Path) -> Reopened:
    """The run whose loss on the points for testing is smallest, as `reopened` gives it; raises `Refused`.

    A file without such losses, as of data that all train, is asked for those of training.
    """
    lines = _lines(path)
    names = cells_of(lines[0]) or []
    for name in ("test_loss", "train_loss"):
        losses: dict[int, float] = {}
        for text in lines[1:]:
            cells = cells_of(text) if text else None
            if cells is None or len(cells) != len(names):
                continue
            row = dict(zip(names, cells, strict=True))
            loss = _finite(row.get(name, ""))
            if loss is not None and re.fullmatch("[0-9]{1,18}", row["number"]):
                losses[int(row["number"])] = loss
        if losses:
            number = min(losses, key=lambda one: (losses[one], one))
            again = reopened(path, number)
            said = translated(
                "This is run {number} of {file}, the best of {count} by its loss",
                number=number, file=path.name, count=len(losses),
            )  # fmt: skip
            return Reopened(again.session, (said, *again.notes))
    raise refuse(
        str(path), translated("none of its runs has a loss, so none is the best; it may hold no run yet")
    )


def _finite(text: str) -> float | None:
    """A number that was written; None for one that is none, or no finite one."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _trained(shapes: Plan, updates: int) -> State:
    """As a sweep trains it: a population of this one network, on the processor."""
    with machines.on_processor():
        return population.advance(population.population([shapes]), updates).state(0)


def _row(path: Path, number: int) -> dict[str, Any]:
    """The cells of a row by their names, the experiment as JSON data; raises `Refused`."""
    lines = _lines(path)
    row = _cells(lines, number)
    if row is None:
        begun = [text.partition(",")[0].strip('"') for text in lines[1:]]
        known = [int(name) for name in begun if re.fullmatch("[0-9]{1,18}", name)]
        have = (
            translated("its runs are {known} to {known2}", known=min(known), known2=max(known))
            if known
            else translated("it has none that can be read")
        )
        what = (
            translated("its line is damaged")
            if number in known
            else translated("there is no run {number}; {have}", number=number, have=have)
        )
        raise refuse(f"{path}#{number}", what)
    found: dict[str, Any] = {**row, "experiment": _experiment(f"{path}#{number}", row["experiment"])}
    data = found["experiment"].get("data")
    points = data.get("points") if isinstance(data, dict) else None
    if isinstance(points, dict) and "row" in points:
        data["points"] = _points(path, lines, points["row"])
    return found


def _cells(lines: list[str], number: object) -> dict[str, str] | None:
    """The cells of the row of a number by their names; None where there is none."""
    names = cells_of(lines[0]) or []
    for text in lines[1:]:
        if text.startswith((f"{number},", f'"{number}",')):
            cells = cells_of(text)
            if cells is not None and len(cells) == len(names):
                return dict(zip(names, cells, strict=True))
    return None


def _points(path: Path, lines: list[str], row: object) -> Any:
    """The points that stand in one row for all."""
    cells = _cells(lines, row)
    data = {} if cells is None else _experiment(f"{path}#{row}", cells["experiment"]).get("data")
    points = data.get("points") if isinstance(data, dict) else None
    if not isinstance(points, dict) or "row" in points:
        raise refuse(
            str(path), translated("the points of all runs stand in row {row}, which is not there", row=row)
        )
    return points


def _experiment(where: str, text: str) -> dict[str, Any]:
    try:
        written = json.loads(text)
    except (ValueError, RecursionError):
        written = None
    if not isinstance(written, dict):
        raise refuse(where, translated("its experiment cannot be read; the line is damaged"))
    return written


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refuse(str(path), translated("cannot be read: {error}", error=reason(error))) from None
    if not is_sweep(content[:10_000]):
        raise refuse(
            str(path), translated("this is no sweep of wbsim, so it has no runs to be opened by number")
        )
    return lines_of(content)
