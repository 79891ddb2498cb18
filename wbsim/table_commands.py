"""Tables on the command line: the options that choose how one is read, its preview, and what a run is made of.
It trains nothing.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table as Grid

from wbsim import tables
from wbsim.experiment import Experiment
from wbsim.problems import Refused, refuse
from wbsim.tables import SEPARATORS, Choices, Prepared
from wbsim.tables.wording import visible

SHOWN = 8  # rows and columns of a preview

_NAMES = {name: separator for separator, name in SEPARATORS.items()} | {"\\t": "\t", "space": " "}


def _choices(
    target: Annotated[
        str | None,
        typer.Option("--target", metavar="COLUMN", help="The column to predict; else one is found."),
    ] = None,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", metavar="COLUMN", help="Only such columns as inputs; repeat it."),
    ] = None,
    left_out: Annotated[
        list[str] | None, typer.Option("--leave-out", metavar="COLUMN", help="Not this column; repeat it.")
    ] = None,
    task: Annotated[
        Literal["classes", "values"] | None, typer.Option("--predict", help="What the target's numbers are.")
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option("--text", metavar="COLUMN", help="Names, even where they look like numbers."),
    ] = None,
    numbers: Annotated[
        list[str] | None,
        typer.Option("--number", metavar="COLUMN", help="Numbers, even if they begin with 0."),
    ] = None,
    missing: Annotated[
        list[str] | None, typer.Option("--missing", metavar="WORD", help="A word that means: no value.")
    ] = None,
    incomplete: Annotated[
        Literal["drop", "refuse"],
        typer.Option("--incomplete", help="What to do with rows that lack a value."),
    ] = "drop",
    rows: Annotated[int | None, typer.Option("--rows", help="Only so many rows from the top.")] = None,
    separator: Annotated[
        str | None, typer.Option("--separator", help="Between values: , ; | tab or space; else found.")
    ] = None,
    decimal: Annotated[
        Literal[".", ","] | None, typer.Option("--decimal", help="The decimal mark; else found.")
    ] = None,
    thousands: Annotated[
        Literal[",", ".", "'", " ", "_"] | None,
        typer.Option("--thousands", help="What groups thousands; else nothing may."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="utf-8, utf-16, cp1252, latin-1 …; else found.")
    ] = None,
    header: Annotated[
        bool | None,
        typer.Option("--header/--no-header", help="Whether the first line has names; else found."),
    ] = None,
) -> Choices:
    """The options of a table as choices; raises `Refused`."""
    if rows is not None and rows < 2:
        raise refuse("--rows", f"{rows} is out of range; it must be 2 or more")
    separator = _NAMES.get(separator, separator) if separator is not None else None
    if separator is not None and separator not in SEPARATORS:
        raise refuse("--separator", f"{separator!r} is not one; it must be one of , ; | : tab space")
    return Choices(
        encoding=encoding, separator=separator, decimal=decimal, thousands=thousands, header=header, missing=tuple(missing or ()),
        text=frozenset(text or ()), numbers=frozenset(numbers or ()), rows=rows, target=target,
        inputs=tuple(inputs) if inputs else None, left_out=frozenset(left_out or ()), task=task,
        incomplete=incomplete,
    )  # fmt: skip


def with_choices(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of a table; it takes them as `choices`."""
    options = inspect.signature(_choices, eval_str=True).parameters
    own = inspect.signature(command, eval_str=True).parameters

    @functools.wraps(command)
    def wrapped(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in options}
        command(**given, choices=_choices(**chosen))

    parameters = [*(own[name] for name in own if name != "choices"), *options.values()]
    wrapped.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapped.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapped


def prepared(path: Path, choices: Choices, quiet: bool = True) -> Prepared:
    """Reads a table, with a bar that shows how far; raises `Refused`."""
    table = None
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        for progress in tables.reading(path, choices):
            bar.update(task, completed=progress.done, total=progress.size)
            table = progress.table
    assert table is not None
    return tables.prepare(table, choices)


def experiment(path: Path, choices: Choices, quiet: bool = True) -> tuple[Experiment, tuple[str, ...]]:
    """The experiment on a table, and what was done with it, in sentences; raises `Refused`."""
    ready = prepared(path, choices, quiet)
    made = tables.experiment_for(tables.points_of(ready), title=ready.table.name)
    return made, (*ready.notes, *tables.notes_on(made))


@with_choices
def table(
    file: Annotated[Path, typer.Argument(help="A table in a text file, such as CSV.")],
    choices: Choices,
    as_json: Annotated[bool, typer.Option("--json", help="End in one line of JSON.")] = False,
) -> None:
    """Show how a table would be read, and what would be made of it; train nothing."""
    ready = prepared(file, choices, quiet=as_json)
    if as_json:
        typer.echo(json.dumps(_as_json(ready), ensure_ascii=False, allow_nan=False))
    else:
        _show(ready)
    if ready.problems:
        raise Refused(*ready.problems)


def _as_json(ready: Prepared) -> dict[str, Any]:
    return {
        "rows": len(ready.rows),
        "columns": [
            {"name": use.column.name, "kind": use.column.kind, "missing": use.column.missing, "part": use.part, "why": use.why}
            for use in ready.uses
        ],
        "target": ready.target.column.name if ready.target else None,
        "task": ready.task, "classes": list(ready.labels), "inputs": list(ready.inputs),
        "notes": list(ready.notes), "problems": list(map(str, ready.problems)),
    }  # fmt: skip


def _show(ready: Prepared) -> None:
    table = ready.table
    wide = len(ready.uses) > SHOWN
    grid = Grid(title=table.name, caption=f"the first of {table.rows:,} rows" if table.rows > SHOWN else None)
    for use in ready.uses[:SHOWN]:
        grid.add_column(
            f"{escape(use.column.name)}\n[dim]{use.column.kind}, {use.part}[/dim]", overflow="ellipsis"
        )
    if wide:
        grid.add_column(f"{len(ready.uses) - SHOWN} more")
    for row in table.glance.rows[:SHOWN]:
        if len(row) == len(ready.uses):
            grid.add_row(*map(_cell, row[:SHOWN]), *(["…"] if wide else []))
    console = Console()
    console.print(grid)
    for note in ready.notes:
        console.print(f"· {_cell(note)}", highlight=False)


def _cell(text: str) -> str:
    """A text that the terminal shows as it is."""
    return escape(visible(text))
