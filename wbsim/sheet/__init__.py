"""The step sheet: one update written out as frozen values, which a window paints and a terminal prints."""

from __future__ import annotations

from functools import lru_cache

from wbsim.coming import Coming
from wbsim.sheet.values import Column, Line, Part, Piece, Row, Section, Sheet

__all__ = ["Column", "Line", "Part", "Piece", "Row", "Section", "Sheet", "as_table", "as_text", "sheet"]


@lru_cache(maxsize=8)
def sheet(
    coming: Coming,
    neuron: int | None = None,
    parameter: str | None = None,
    whole: bool = False,
    batch: bool = False,
) -> Sheet:
    """The sheet of an update, and of one sample's way in it.

    Long sums and sections are cut unless it is to be `whole`. Where there are many parameters the update is written
    for those of a `neuron` (by id). `batch` adds how the mean gradient of a `parameter` (by id) comes about.
    """
    return Sheet(coming, "", ())


def as_text(sheet: Sheet) -> str:
    """The sheet for a terminal or a mail: aligned, at most 100 columns wide."""
    raise NotImplementedError(sheet)


def as_table(sheet: Sheet) -> str:
    """The sheet for a spreadsheet: tab-separated, every number in full."""
    raise NotImplementedError(sheet)
