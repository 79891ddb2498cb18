"""A table of numbers with the names and units of its columns, and the one way in which it is written as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Column:
    """One column: numbers, words, or None where there is nothing. `unit` is in the units of the data, or what is counted."""

    name: str
    values: Iterable[object]
    unit: str = ""

    @property
    def head(self) -> str:
        """What stands over it: `height (cm)`."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True, eq=False)
class Extract:
    """A table; `name` says in one word what it holds, and is part of the names of files."""

    name: str
    columns: tuple[Column, ...]


def as_csv(extract: Extract) -> str:
    """Commas between cells, a line for each row, the heads first. A number is written so that it reads back as the same one,
    at the precision that it has; what is missing is empty, what is no number `nan` or `inf`.

    Raises ValueError where columns are of unequal length.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.head for column in extract.columns)
    writer.writerows(zip(*(map(_cell, column.values) for column in extract.columns), strict=True))
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, np.floating):
        return str(value)  # the shortest decimal that is this number at its own precision
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    return repr(value) if isinstance(value, float) else str(value)
