"""Lines → records of as many values as the table has columns, each with the line it begins at. What does not fit is
refused by line and value. It knows nothing of what the values mean.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from wbsim.problems import MOST, Problem, Refused
from wbsim.tables.choices import Choices
from wbsim.tables.wording import short
from wbsim.translation import plural, translated

MAX_LINES = 1000  # of one record; more are taken for a quotation mark that none closes


def reader(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    """Records of RFC 4180 with any separator; several spaces separate as one does. Raises `csv.Error`.

    Its `line_num` counts the lines that were taken.
    """
    if separator == " ":
        lines = (line.strip(" \r\n") + "\n" for line in lines)
    return csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)


def is_blank(row: Sequence[str]) -> bool:
    """Whether a record is an empty line."""
    return not row or (len(row) == 1 and not row[0].strip())


def first_records(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The records up to the first that is no record; the reading itself will say what is wrong there."""
    found: list[list[str]] = []
    try:
        for row in reader(lines, separator):
            found.append(row)
            if len(found) == 500:
                break
    except csv.Error:
        pass
    return found


class Records:
    """Rows of the right width from lines, each with the line it begins at."""

    def __init__(
        self,
        lines: Iterable[str],
        name: str,
        separator: str,
        names: Sequence[str],
        header: bool,
        skipped: int,
    ) -> None:
        self._name, self._names, self._separator = name, names, separator
        self._open = 0  # lines of the record that is being read
        self._reader = reader(self._bounded(lines), separator)
        self._before = skipped
        self._awaits_names = header
        self._blank = 0
        self.lines: list[int] = []

    def slice(self, most: int) -> list[list[str]]:
        """The next rows, at most so many, none at the end of the file; raises `Refused` for rows that do not fit."""
        rows: list[list[str]] = []
        self.lines = []
        wrong: list[Problem] = []
        width = len(self._names)
        line = self._before + self._taken()
        try:
            for row in self._reader if most else ():
                begins, line = line + 1, self._before + self._taken()
                self._open = 0
                if is_blank(row):
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
            end = self._before + self._taken()
            wrong.append(Problem(f"{self._name}, line {line + 1}", _unreadable(str(error), line + 1, end)))
        if wrong:
            raise Refused(*wrong)
        return rows

    def _bounded(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines, as long as a record does not take so many that they would fill the memory."""
        for line in lines:
            self._open += 1
            if self._open > MAX_LINES:
                raise csv.Error("unexpected end of data")
            yield line

    def notes(self, choices: Choices) -> tuple[str, ...]:
        """What was passed over."""
        notes = (
            [plural(self._blank, "{count:,} empty line passed over.", "{count:,} empty lines passed over.")]
            if self._blank
            else []
        )
        if choices.rows is not None and self._goes_on():
            notes.append(translated("Only the first {rows:,} rows are read, as chosen.", rows=choices.rows))
        return tuple(notes)

    def _goes_on(self) -> bool:
        try:
            return any(not is_blank(row) for row in self._reader)  # the first such row ends it
        except csv.Error:
            return True

    def _taken(self) -> int:
        return self._reader.line_num  # type: ignore[attr-defined]  # csv.reader has no public type

    def _ragged(self, row: Sequence[str], line: int) -> Problem:
        names, separator = self._names, self._separator
        what = plural(
            len(row),
            "has {count:,} value instead of {names}",
            "has {count:,} values instead of {names}",
            names=len(names),
        )
        if len(row) > len(names):
            extra = row[len(names)].strip()
            what += (
                translated(": {extra} is one too many", extra=short(extra))
                if extra
                else translated(": an empty one is one too many")
            )
            if separator == "," and extra.isdigit():
                what += translated(
                    "; if a comma is the decimal mark, another separator must stand between values"
                )
            else:
                what += translated("; put quotation marks around a value that has the separator in it")
        else:
            what += translated(
                ": column “{names}” and what follows are missing; add them, empty if unknown",
                names=names[len(row)],
            )
        return Problem(translated("{name}, line {line}", name=self._name, line=line), what)


def _unreadable(error: str, line: int, end: int) -> str:
    """What the csv module found in a record from `line` to `end`, in words for a person."""
    if "unexpected end" in error or "field larger" in error:
        return translated(
            'a quotation mark opens a value here and none closes it; close it, or write "" for one in a value'
        )
    if "expected after" in error and end > line:
        return translated(
            'the value that a quotation mark opens here goes on to line {end}, where something follows its end; close it, or write "" for a quotation mark in a value',
            end=end,
        )
    if "expected after" in error:
        return translated(
            'something follows a closing quotation mark; write "" for a quotation mark in a value'
        )
    return translated("cannot be read: {error}", error=error)
