"""A sheet as a table for a spreadsheet: separated by tabs, every number in full with a point before its decimals. A sum
has a line for each of its products.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wbsim.sheet.text import plain
from wbsim.sheet.values import Line, Row, Section, Sheet

_OWN = {"numerical": np.dtype(np.float64)}  # columns of a precision of their own
_SUMS = ("written", "factors", "products")  # columns that are sums and formulas, not single numbers


def as_table(sheet: Sheet) -> str:
    """The sheet as lines of cells, its sections one below the other."""
    lines = [[sheet.title]]
    dtype = sheet.coming.plan.dtype
    for section in sheet.sections:
        lines += [[], [section.title], *_section(section, dtype)]
    return "\n".join("\t".join(line) for line in lines) + "\n"


def _section(section: Section, dtype: np.dtype[np.floating]) -> Iterator[list[str]]:
    with_products = any(row.products for row in section.rows)
    keys = [column.key for column in section.columns]
    heads = [plain(column.head) or column.key for column in section.columns]
    yield [*heads, *(["factor", "its number", "value", "its number", "product"] if with_products else [])]
    for row in section.rows:
        yield [
            plain(cell) if key in _SUMS else _cell(cell, dtype)
            for key, cell in zip(keys, row.cells, strict=True)
        ]
        yield from _products(row, len(keys), dtype)
    yield from ([note] for note in section.notes)


def _cell(cell: Line, dtype: np.dtype[np.floating]) -> str:
    """A number in full, or words as they are."""
    numbers = [piece.number for piece in cell if piece.number is not None]
    return full(numbers[0], dtype) if len(numbers) == 1 else plain(cell)


def full(number: float, dtype: np.dtype[np.floating]) -> str:
    """The shortest decimal that reads back as the same number, for one of the network's own at its precision."""
    own = dtype.type(number)
    return str(own) if float(own) == number else repr(number)


def _products(row: Row, before: int, dtype: np.dtype[np.floating]) -> Iterator[list[str]]:
    for product in row.products:
        yield [
            *_cell_names(row, before), plain((product.symbol,)), full(product.factor, dtype), plain(product.source),
            full(product.value, dtype), full(product.factor * product.value, dtype),
        ]  # fmt: skip


def _cell_names(row: Row, before: int) -> list[str]:
    """The name of the row again, so that each line of a product says whose it is."""
    return [plain(row.cells[0]), *[""] * (before - 1)]
