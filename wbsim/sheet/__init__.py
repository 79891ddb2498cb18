"""The step sheet: one update written out as frozen values, which a window paints and a terminal prints. It computes no
update; the numbers are those of the coming one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from wbsim.coming import Coming
from wbsim.sheet.backward import backward
from wbsim.sheet.batch import batch as _batch
from wbsim.sheet.forward import forward
from wbsim.sheet.losses import loss_section
from wbsim.sheet.table import as_table
from wbsim.sheet.text import as_text
from wbsim.sheet.update import update, update_of
from wbsim.sheet.values import Column, Line, Part, Piece, Product, Row, Section, Sheet
from wbsim.translation import translated

__all__ = [
    "Column",
    "Line",
    "Part",
    "Piece",
    "Product",
    "Row",
    "Section",
    "Sheet",
    "as_table",
    "as_text",
    "sheet",
]


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
    for those of a `neuron` (by id). `batch` adds how the mean gradient of a `parameter` (by id) comes about, or of the
    one with the largest.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
        sections = [
            forward(coming, neuron, whole),
            loss_section(coming),
            backward(coming, neuron, whole),
            update(update_of(coming), neuron, whole),
        ]
        if batch:
            sections.append(_batch(coming, neuron, parameter, whole))
    return Sheet(coming, _title(coming), tuple(sections), neuron, whole)


def _title(coming: Coming) -> str:
    point = int(coming.samples[coming.sample]) + 1
    return translated(
        "update {update}, sample {sample} of {samples}: training point {point}",
        update=coming.state.update + 1,
        sample=coming.sample + 1,
        samples=len(coming.samples),
        point=point,
    )
