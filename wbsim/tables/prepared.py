"""What will be made of a table: the part of each column, the rows that stay, the sentences that say it, and the
arrays. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wbsim.problems import MOST, Problem, Refused
from wbsim.tables.choices import Wanted
from wbsim.tables.columns import Column
from wbsim.tables.table import Table
from wbsim.tables.traits import shown_words
from wbsim.tables.wording import listed
from wbsim.translation import marked, plural, translated

Part = Literal["target", "input", "left out"]
PARTS = {"target": marked("target"), "input": marked("input"), "left out": marked("left out")}
"""The parts in words."""


@dataclass(frozen=True, eq=False)
class Use:
    """What becomes of a column, and why; `inputs` names the inputs it makes. The header's `length (cm)` has the
    title `length` and the unit `cm`.
    """

    column: Column
    part: Part
    why: str
    title: str
    unit: str
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Prepared:
    """What will be done with a table. `notes` say it in sentences; with `problems` it cannot be done.

    `rows` (kept,) are the rows that stay; `labels` is empty for regression; `picture` is (rows, columns) where
    the inputs are the pixels of pictures.
    """

    table: Table
    uses: tuple[Use, ...]
    task: Wanted
    labels: tuple[str, ...]
    picture: tuple[int, int] | None
    rows: NDArray[np.intp]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def target(self) -> Use | None:
        """The column that is to be predicted; there is none only where that is a problem."""
        return next((use for use in self.uses if use.part == "target"), None)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs."""
        return tuple(name for use in self.uses for name in use.inputs)

    @property
    def units(self) -> tuple[str, ...]:
        """The unit of each input, as the header has it in brackets; empty where there is none."""
        return tuple(use.unit if use.column.kind == "number" else "" for use in self.uses for _ in use.inputs)

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64] | NDArray[np.int64]]:
        """x (rows, inputs) and y: class numbers (rows,) int64, or (rows, 1) float64. Raises `Refused` if there are problems."""
        target = self.target
        if self.problems or target is None:
            raise Refused(*self.problems[:MOST])
        rows = self.rows
        x = np.empty((len(rows), len(self.inputs)))
        place = 0
        for use in self.uses:
            if use.part != "input":
                continue
            column = use.column
            if column.values is not None:
                x[:, place] = column.values[rows]
                place += 1
                continue
            assert column.codes is not None
            codes = column.codes[rows]
            for code in shown_words(column, self.rows):
                x[:, place] = codes == code
                place += 1
        return x, self._targets(target.column, rows)

    def _targets(self, target: Column, rows: NDArray[np.intp]) -> NDArray[np.float64] | NDArray[np.int64]:
        if self.task == "values":
            assert target.values is not None
            return target.values[rows].reshape(-1, 1)
        kept = (target.values if target.values is not None else target.codes)[rows]  # type: ignore[index]
        return np.unique(kept, return_inverse=True)[1].astype(np.int64)


def input_notes(uses: Sequence[Use]) -> list[str]:
    """What becomes of the inputs, in sentences."""
    plain = [use.title for use in uses if use.part == "input" and use.column.kind == "number"]
    notes = (
        [
            plural(
                len(plain),
                "{count:,} input of numbers: {names}.",
                "{count:,} inputs of numbers: {names}.",
                names=listed(plain, 12),
            )
        ]
        if plain
        else []
    )
    for use in uses:
        if use.part == "input" and use.column.kind == "text":
            note = f" ({use.column.note})" if use.column.note else ""
            notes.append(
                plural(
                    len(use.inputs),
                    "“{title}” has texts{note} and becomes an input of 0 and 1: {inputs}.",
                    "“{title}” has texts{note} and becomes {count} inputs of 0 and 1: {inputs}.",
                    title=use.title,
                    note=note,
                    inputs=listed(use.inputs),
                )
            )
    return notes


def out_notes(uses: Sequence[Use]) -> list[str]:
    """A sentence for each reason, so that hundreds of columns do not make hundreds of sentences."""
    reasons: dict[str, list[str]] = {}
    for use in uses:
        if use.part == "left out":
            reasons.setdefault(use.why, []).append(use.column.name)
    return [
        translated("Left out: {names} ({why}).", names=listed(names), why=why)
        for why, names in reasons.items()
    ]
