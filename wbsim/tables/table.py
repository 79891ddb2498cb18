"""A table from a file, slice by slice: whoever reads asks for the next slice, and stops by not asking.
Rows that do not fit are refused by line, column and value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wbsim.data import MAX_NUMBERS, MAX_POINTS
from wbsim.problems import Refused, refuse
from wbsim.tables import source
from wbsim.tables.beginning import Glance, glance
from wbsim.tables.choices import AS_FOUND, MARKS, Choices
from wbsim.tables.columns import Column, Growing
from wbsim.tables.records import Records
from wbsim.tables.wording import listed, visible
from wbsim.translation import translated

MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "?"))  # whatever the case of the letters
SLICE = 5_000  # values, some 5 ms of work: a window beside it waits no longer for its turn
MANY = 256  # rows


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was read. `lines` (rows,) int32 are where rows begin, from 1, read-only."""

    glance: Glance
    columns: tuple[Column, ...]
    lines: NDArray[np.int32]
    choices: Choices
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.glance.path.name

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.lines)

    def place(self, column: Column, row: int | None = None) -> str:
        """Where something stands, for a person: `iris.csv, line 7, column “species”`."""
        line = "" if row is None else translated(", line {lines}", lines=self.lines[row])
        return translated("{name}{line}, column “{column}”", name=self.name, line=line, column=column.name)


@dataclass(frozen=True, eq=False)
class Progress:
    """How far the reading is, in bytes and rows; the last one has the table."""

    done: int
    size: int
    rows: int
    table: Table | None = None


def read(path: Path, choices: Choices = AS_FOUND) -> Table:
    """The whole table at once; raises `Refused` with line, column, value and remedy."""
    table = None
    for progress in reading(path, choices):
        table = progress.table
    assert table is not None
    return table


def reading(path: Path, choices: Choices = AS_FOUND) -> Iterator[Progress]:
    """Reads a table in slices of some 5 ms; close or drop the iterator to cancel. Raises `Refused`.

    A thread beside a window sleeps between slices as long as each took: they release the interpreter often, but too
    briefly for another thread to be sure of its turn.
    Memory is 8 bytes a number, 4 a text and 4 a row, and a column twice while its slices are joined.
    """
    path = Path(path)
    try:
        yield from _reading(path, choices)
    except source.Undecodable as wrong:
        if choices.encoding is not None or wrong.encoding != "utf-8":
            raise _undecodable(path, wrong) from None
        try:  # the beginning was UTF-8, what follows is not
            yield from _reading(
                path, replace(choices, encoding=source.FALLBACK), translated(source.FALLEN_BACK)
            )
        except source.Undecodable as other:
            raise _undecodable(path, other) from None


def _undecodable(path: Path, wrong: source.Undecodable) -> Refused:
    text = (
        translated("is neither UTF-8 nor Windows-1252 ({octets}); choose another encoding")
        if wrong.encoding == source.FALLBACK
        else translated("is not {encoding} ({octets}); choose another encoding")
    )
    return refuse(
        translated("{name}, line {line}", name=path.name, line=wrong.line),
        text.format(encoding=wrong.encoding, octets=wrong.octets),
    )


def _reading(path: Path, choices: Choices, note: str = "") -> Iterator[Progress]:
    seen = glance(path, choices)
    if note:
        seen = replace(seen, notes=(note, *seen.notes))
    growing = _growing(seen, choices)
    lines: list[NDArray[np.int32]] = []
    total = 0
    with source.Lines(path, seen.encoding, seen.skipped) as text:
        records = Records(text, path.name, seen.separator, seen.names, seen.header, seen.skipped)
        for rows in _slices(records, seen, choices):
            taken = 0
            for column, cells in zip(growing, zip(*rows, strict=True), strict=True):
                column.take(cells)
                taken += len(cells)
                if taken >= SLICE:
                    taken = 0
                    yield Progress(min(text.position, text.size), text.size, total)
            lines.append(np.array(records.lines, np.int32))
            total += len(rows)
            yield Progress(min(text.position, text.size), text.size, total)
        notes = (*seen.notes, *records.notes(choices))
    if not total:
        raise refuse(path.name, translated("has no rows of values; a table needs some below its names"))
    where = np.concatenate(lines)
    where.flags.writeable = False
    _refuse_ambiguous(seen, choices, growing, where)
    columns = []
    for column in growing:  # joining takes a while with many rows
        columns.append(column.grown())
        if total * len(columns) % 1_000_000 < total:
            yield Progress(text.size, text.size, total)
    table = Table(seen, tuple(columns), where, choices, notes)
    yield Progress(text.size, text.size, total, table)


def _slices(records: Records, seen: Glance, choices: Choices) -> Iterator[list[list[str]]]:
    """Rows, many at a time, for a column takes many values faster; raises `Refused` if there are too many."""
    width = len(seen.names)
    most = min(MAX_POINTS, MAX_NUMBERS // width)
    wanted = choices.rows or most + 1
    while rows := records.slice(min(wanted, max(MANY, SLICE // width))):
        wanted -= len(rows)
        most -= len(rows)
        if most < 0:
            limit = translated(
                "{max_points:,} rows of {width} columns",
                max_points=min(MAX_POINTS, MAX_NUMBERS // width),
                width=width,
            )
            raise refuse(
                seen.path.name,
                translated("has more than {limit}; choose to read only the first", limit=limit),
            )
        yield rows


def _growing(seen: Glance, choices: Choices) -> list[Growing]:
    missing = MISSING | {word.strip().lower() for word in choices.missing}
    text = {found(name, seen.names, seen.path.name) for name in choices.text}
    numbers = {found(name, seen.names, seen.path.name) for name in choices.numbers}
    return [
        Growing(name, seen.decimal, choices.thousands, missing, name in text, name in numbers)
        for name in seen.names
    ]


def found(name: str, names: Sequence[str], where: str) -> str:
    """The column that a person means by a name; raises `Refused` if there is none."""
    wished = visible(name)
    if wished in names:
        return wished
    alike = [known for known in names if known.casefold() == wished.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise refuse(
        where, translated("there is no column “{name}”; it has {names}", name=name, names=listed(names, 20))
    )


def _refuse_ambiguous(
    seen: Glance, choices: Choices, growing: Sequence[Growing], lines: NDArray[np.int32]
) -> None:
    """Where each mark might group thousands, 1.234 is one number or another; only a person can tell."""
    usual = seen.separator == "," and seen.decimal == "."
    if usual or choices.decimal or choices.thousands or any(column.decided for column in growing):
        return
    for column in growing:
        if column.undecided is not None:
            row, cell = column.undecided
            whole = cell.replace(seen.decimal, "")
            raise refuse(
                translated(
                    "{name}, line {lines}, column “{name2}”",
                    name=seen.path.name,
                    lines=lines[row],
                    name2=column.name,
                ),
                translated(
                    "“{cell}” may be {value} or {whole}: its {marks} is the decimal mark or groups thousands; choose {decimal} as the one or the other",
                    cell=cell,
                    value=cell.replace(",", "."),
                    whole=whole,
                    marks=translated(MARKS[seen.decimal]),
                    decimal=seen.decimal,
                ),
            )
