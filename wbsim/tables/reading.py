"""A table from a file, slice by slice: whoever reads asks for the next slice, and stops by not asking.
Rows that do not fit are refused by line, column and value.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wbsim.data import MAX_NUMBERS, MAX_POINTS
from wbsim.problems import MOST, Problem, Refused, refuse
from wbsim.tables import source
from wbsim.tables.choices import AS_FOUND, MARKS, Choices, Mark
from wbsim.tables.columns import Column, Growing
from wbsim.tables.glance import MISSING, Glance, glance, reader
from wbsim.tables.wording import count, short

SLICE = 20_000  # values, some 20 ms of work


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
        line = "" if row is None else f", line {self.lines[row]}"
        return f"{self.name}{line}, column “{column.name}”"


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
    """Reads a table in slices of some 20 ms; close or drop the iterator to cancel. Raises `Refused`.

    Memory is 8 bytes a number, 4 a text and 4 a row, and a twofold column while slices are joined.
    """
    path = Path(path)
    try:
        yield from _reading(path, choices)
    except source.Undecodable as wrong:
        place = f"{path.name}, line {wrong.line}"
        if choices.encoding is not None:
            raise refuse(
                place, f"is not {choices.encoding} ({wrong.octets}); choose another encoding"
            ) from None
        try:
            yield from _reading(path, replace(choices, encoding=source.FALLBACK), source.FALLEN_BACK)
        except source.Undecodable as other:
            raise refuse(
                f"{path.name}, line {other.line}",
                f"is neither UTF-8 nor Windows-1252 ({other.octets}); choose the encoding",
            ) from None


def _reading(path: Path, choices: Choices, note: str = "") -> Iterator[Progress]:
    seen = glance(path, choices)
    if note:
        seen = replace(seen, notes=(note, *seen.notes))
    growing = _growing(seen, choices)
    width = len(growing)
    most = min(MAX_POINTS, MAX_NUMBERS // width)
    lines: list[NDArray[np.int32]] = []
    with source.Lines(path, seen.encoding, seen.skipped) as text:
        records = _Records(seen, text)
        total = 0
        while rows := records.slice(max(1, SLICE // width), wanted=(choices.rows or most + 1) - total):
            if total + len(rows) > most:
                raise refuse(
                    path.name,
                    f"has more than {most:,} rows of {width} columns; choose to read only the first",
                )
            for column, cells in zip(growing, zip(*rows, strict=True), strict=True):
                column.take(cells)
            lines.append(np.array(records.lines, np.int32))
            total += len(rows)
            yield Progress(min(text.position, text.size), text.size, total)
        notes = (*seen.notes, *records.notes(choices))
    if not total:
        raise refuse(path.name, "has no rows of values; a table needs some below its names")
    _refuse_ambiguous(seen, choices, growing, np.concatenate(lines))
    columns = []
    for column in growing:  # joining takes a while with many rows
        columns.append(column.grown())
        if total * len(columns) % 1_000_000 < total:
            yield Progress(text.size, text.size, total)
    where = np.concatenate(lines)
    where.flags.writeable = False
    table = Table(seen, tuple(columns), where, choices, notes)
    yield Progress(text.size, text.size, total, table)


def _growing(seen: Glance, choices: Choices) -> list[Growing]:
    missing = MISSING | {word.strip().lower() for word in choices.missing}
    text = {found(name, seen.names, seen.path.name) for name in choices.text}
    numbers = {found(name, seen.names, seen.path.name) for name in choices.numbers}
    return [Growing(name, seen.decimal, missing, name in text, name in numbers) for name in seen.names]


def found(name: str, names: Sequence[str], where: str) -> str:
    """The column that a person means by a name; raises `Refused` if there is none."""
    wished = " ".join(name.split())
    if wished in names:
        return wished
    alike = [known for known in names if known.casefold() == wished.casefold()]
    if len(alike) == 1:
        return alike[0]
    listed = ", ".join(f"“{known}”" for known in names[:20]) + (" …" if len(names) > 20 else "")
    raise refuse(where, f"there is no column “{name}”; it has {listed}")


class _Records:
    """Rows of the right width from lines, each with the line it begins at."""

    def __init__(self, seen: Glance, text: source.Lines) -> None:
        self._seen = seen
        self._reader = reader(text, seen.separator)
        self._before = seen.skipped
        self._awaits_names = seen.header
        self._blank = 0
        self._more = False
        self.lines: list[int] = []

    def slice(self, most: int, wanted: int) -> list[list[str]]:
        """The next rows, none at the end of the file; raises `Refused` for rows that do not fit."""
        rows: list[list[str]] = []
        self.lines = []
        wrong: list[Problem] = []
        width = len(self._seen.names)
        most = min(most, wanted)
        line = self._before + self._taken()
        try:
            for row in self._reader if most > 0 else ():
                begins, line = line + 1, self._before + self._taken()
                if not row or (len(row) == 1 and not row[0].strip()):
                    self._blank += 1
                elif len(row) != width:
                    wrong.append(self._ragged(row, begins))
                elif self._awaits_names:
                    self._awaits_names = False
                else:
                    rows.append(row)
                    self.lines.append(begins)
                if len(rows) == most or len(wrong) == MOST:
                    break
        except csv.Error as error:
            wrong.append(Problem(f"{self._seen.path.name}, line {line + 1}", _unreadable(str(error))))
        if wrong:
            raise Refused(*wrong)
        return rows

    def notes(self, choices: Choices) -> tuple[str, ...]:
        """What was passed over."""
        notes = [f"{count(self._blank, 'empty line')} passed over."] if self._blank else []
        if choices.rows is not None and next(self._reader, None) is not None:
            notes.append(f"Only the first {choices.rows:,} rows are read, as chosen.")
        return tuple(notes)

    def _taken(self) -> int:
        return self._reader.line_num  # type: ignore[attr-defined]  # csv.reader has no public type

    def _ragged(self, row: Sequence[str], line: int) -> Problem:
        names, separator = self._seen.names, self._seen.separator
        what = f"has {count(len(row), 'value')} instead of {len(names)}"
        if len(row) > len(names):
            extra = row[len(names)].strip()
            what += f": {short(extra)} is one too many"
            if separator == "," and any(cell.strip()[:1].isdigit() for cell in row):
                what += "; if a comma is the decimal mark, another separator must stand between values"
            else:
                what += "; put quotation marks around a value that has the separator in it"
        else:
            what += f": column “{names[len(row)]}” and what follows are missing; add them, empty if unknown"
        return Problem(f"{self._seen.path.name}, line {line}", what)


def _unreadable(error: str) -> str:
    """What the csv module found, in words for a person."""
    if "unexpected end" in error or "field larger" in error:
        return (
            'a quotation mark opens a value here and none closes it; close it, or write "" for one in a value'
        )
    if "expected after" in error:
        return 'something follows a closing quotation mark; write "" for a quotation mark in a value'
    return f"cannot be read: {error}"


def _refuse_ambiguous(
    seen: Glance, choices: Choices, growing: Sequence[Growing], lines: NDArray[np.int32]
) -> None:
    """Where each mark might group thousands, 1.234 is one number or another; only a person can tell."""
    usual = seen.separator == "," and seen.decimal == "."
    if usual or choices.decimal is not None or any(column.decided for column in growing):
        return
    for column in growing:
        if column.undecided is not None:
            row, cell = column.undecided
            other: Mark = "." if seen.decimal == "," else ","
            whole = cell.replace(seen.decimal, "")
            raise refuse(
                f"{seen.path.name}, line {lines[row]}, column “{column.name}”",
                f"“{cell}” may be {cell.replace(',', '.')} or {whole}: its {MARKS[seen.decimal]} is the decimal mark or "
                f"groups thousands; choose {seen.decimal} as the decimal mark, or {other} and write {whole}",
            )
