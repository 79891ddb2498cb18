"""What a column is like, as a person would say it: always the same, row numbers, classes, pixels, a title with a
unit. It decides nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wbsim.tables.columns import Column, as_text
from wbsim.tables.wording import short

FEW = 10  # so many different whole numbers may be classes
_IDS = re.compile(
    r"(?:.*[ _-])?(?:id|index|idx|row|nr|no|number|#)|unnamed.*|.*[a-z]id|column 1", re.IGNORECASE
)
_PIXEL = re.compile(r"(?:pixel|px)[ _]?[0-9]+|[0-9]+x[0-9]+", re.IGNORECASE)  # as in tables of MNIST
_UNIT = re.compile(r"(.*\S)\s*[(\[]([^()\[\]=,;:]{1,12})[)\]]")


def same(column: Column, rows: NDArray[np.intp] | None) -> str | None:
    """`always 3`, where a column has one value in some rows (None: in all); missing values aside."""
    values = column.values if column.values is not None else column.codes
    if values is None:
        return None
    values = values[column.present] if rows is None else values[rows]
    if not len(values) or not (values == values[0]).all() or column.too_many:
        return None
    return f"always {as_text(values[0]) if column.codes is None else short(column.words[values[0]])}"


def pixels(columns: Sequence[Column]) -> tuple[set[Column], int]:
    """The columns that together are square pictures, and how many pixels a side has; none where there are no such."""
    found = {c for c in columns if c.kind == "number" and not c.missing and _PIXEL.fullmatch(c.name)}
    side = math.isqrt(len(found))
    return (found, side) if side >= 4 and side * side == len(found) else (set(), 0)


def is_id(column: Column) -> bool:
    """Whether a column only numbers the rows: its name says so, and it rises by one."""
    if column.values is None or column.missing or len(column.values) < 3 or not _IDS.fullmatch(column.name):
        return False
    return bool((np.diff(column.values) == 1).all())


def are_classes(values: NDArray[np.float64]) -> bool:
    """Whether numbers stand for classes: a few different whole ones that recur."""
    if not (values == np.floor(values)).all():
        return False
    number = len(np.unique(values))
    return (number == 2 and len(values) > 3) or (number <= FEW and len(values) >= 5 * number)


def titles(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """`length (cm)` → `length` and `cm`, unless two columns would have the same title."""
    parts = {}
    for name in names:
        match = _UNIT.fullmatch(name)
        parts[name] = (match[1], match[2].strip()) if match else (name, "")
    uses = Counter(title for title, _ in parts.values())
    return {name: (part if uses[part[0]] == 1 else (name, "")) for name, part in parts.items()}


def input_names(column: Column, title: str, rows: NDArray[np.intp]) -> tuple[str, ...]:
    if column.codes is None:
        return (title,)
    return tuple(f"{title}={column.words[code]}" for code in shown_words(column, rows))


def shown_words(column: Column, rows: NDArray[np.intp]) -> list[int]:
    """The codes that become inputs of 0 and 1: of two texts the second, else all that occur."""
    assert column.codes is not None
    codes = [int(code) for code in np.unique(column.codes[rows]) if code >= 0]
    return codes[1:] if len(codes) == 2 else codes
