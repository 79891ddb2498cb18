"""What a person may choose about a table; what is left open is found, and said. It knows no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wbsim.translation import marked

Mark = Literal[".", ","]
Group = Literal[",", ".", "'", " ", "_"]
Wanted = Literal["classes", "values"]

SEPARATORS = {
    ",": marked("comma"),
    ";": marked("semicolon"),
    "\t": marked("tab"),
    "|": marked("bar"),
    " ": marked("spaces"),
    ":": marked("colon"),
}
GROUPS: dict[Group, str] = {
    ",": marked("Commas"),
    ".": marked("Points"),
    "'": marked("Apostrophes"),
    " ": marked("Spaces"),
    "_": marked("Underscores"),
}
MARKS: dict[Mark, str] = {".": marked("point"), ",": marked("comma")}


@dataclass(frozen=True)
class Choices:
    """How a table is read and what is made of it; None and empty mean: find it and say what was found.

    The first group needs another reading when it changes, the second only another `prepare`. Columns are named
    as in the header; without one they are `column 1`, `column 2` …
    """

    encoding: str | None = None
    separator: str | None = None  # one of SEPARATORS
    decimal: Mark | None = None
    thousands: Group | None = None  # the mark between thousands; none is ever taken for granted
    header: bool | None = None
    missing: tuple[str, ...] = ()  # further words that mean: no value
    text: frozenset[str] = frozenset()  # columns whose values are names, even where they look like numbers
    numbers: frozenset[str] = frozenset()  # columns of numbers, even where they begin with 0
    rows: int | None = None  # only so many from the top

    target: str | None = None
    inputs: tuple[str, ...] | None = None
    left_out: frozenset[str] = frozenset()
    task: Wanted | None = None
    incomplete: Literal["drop", "refuse"] = "drop"  # what becomes of rows where a value is missing

    def reads_as(self, other: Choices) -> bool:
        """Whether a table read with `other` needs no new reading."""
        return self.reading() == other.reading()

    def reading(self) -> tuple[object, ...]:
        """All that decides how the file is read."""
        return (
            self.encoding,
            self.separator,
            self.decimal,
            self.thousands,
            self.header,
            self.missing,
            self.text,
            self.numbers,
            self.rows,
        )


AS_FOUND = Choices()
