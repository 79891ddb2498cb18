"""Decides what becomes of each column (target, input or left out), which rows stay, and what cannot be.
It reads no file, trains nothing, and says every decision in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wbsim.data import FURTHEST, MAX_CLASSES, MAX_INPUTS
from wbsim.problems import Problem, Refused
from wbsim.tables.choices import Choices, Wanted
from wbsim.tables.columns import Column, as_text
from wbsim.tables.prepared import Prepared, Use, input_notes, out_notes
from wbsim.tables.table import Table, found
from wbsim.tables.traits import are_classes, input_names, is_id, pixels, same, titles
from wbsim.tables.wording import short, visible
from wbsim.translation import plural, translated

MAX_ONE_HOT = 16  # different texts of an input
FURTHEST_TARGET = 1e30

_TARGETS = ("target", "class", "label", "y", "output", "outcome", "species")


def prepare(table: Table, choices: Choices | None = None) -> Prepared:
    """What will be done with a table that was read; what cannot be is among the problems. Never raises."""
    return _Preparing(table, choices or table.choices).prepared()


@dataclass
class _Preparing:
    """Decides column by column, and writes down why."""

    table: Table
    choices: Choices
    problems: list[Problem] = field(default_factory=list)

    def prepared(self) -> Prepared:
        table = self.table
        self.left_out = self._named(sorted(self.choices.left_out))
        self.wished = self._named(self.choices.inputs or ())
        self.pixels, side = pixels(table.columns)
        target, why_target = self._target()
        others = [column for column in table.columns if column is not target]
        why_out = {column.name: why for column in others if (why := self._left_out(column)) is not None}
        self._leave_out_ids([column for column in others if column.name not in why_out], why_out)
        inputs = [column for column in others if column.name not in why_out]
        rows, gone = self._complete([*inputs, *([target] if target else [])])
        for column in inputs:  # what is left of it may be the same all over
            why = None if column.misfit or column in self.pixels else same(column, rows)
            if why is not None:
                why_out[column.name] = (
                    translated("{why}, in the rows that stay", why=why) if len(rows) < table.rows else why
                )
        uses = self._uses(target, why_target, why_out, rows)
        aim = next((use for use in uses if use.part == "target"), None)
        task, labels, predicted = self._task(aim, rows)
        self._check(uses, rows)
        columns = plural(len(table.columns), "{count:,} column", "{count:,} columns")
        size = plural(
            table.rows, "{count:,} row of {columns}.", "{count:,} rows of {columns}.", columns=columns
        )
        shown = {use.column for use in uses if use.part == "input"}
        picture = (side, side) if shown and shown == self.pixels else None
        pictures = (
            translated("The inputs are the pixels of pictures of {side} × {side}.", side=side)
            if picture
            else ""
        )
        notes = (*table.notes, size, predicted, *input_notes(uses), pictures, *out_notes(uses), gone)
        return Prepared(
            table, tuple(uses), task, labels, picture, rows, tuple(filter(None, notes)), tuple(self.problems)
        )

    def _uses(
        self, target: Column | None, why_target: str, why_out: Mapping[str, str], rows: NDArray[np.intp]
    ) -> list[Use]:
        named = titles(self.table.glance.names)
        uses = []
        for column in self.table.columns:
            name, unit = named[column.name]
            if column is target:
                uses.append(Use(column, "target", why_target, name, unit))
            elif column.name in why_out:
                uses.append(Use(column, "left out", why_out[column.name], name, unit))
            else:
                uses.append(Use(column, "input", "", name, unit, input_names(column, name, rows)))
        return uses

    def _named(self, names: Iterable[str]) -> list[str]:
        """The columns that are meant; those that are not there are problems."""
        known = []
        for name in names:
            try:
                known.append(found(name, self.table.glance.names, self.table.name))
            except Refused as refused:
                self.problems += refused.problems
        return known

    def _refuse(self, what: str, column: Column | None = None, row: int | None = None) -> None:
        where = self.table.name if column is None else self.table.place(column, row)
        self.problems.append(Problem(where, what))

    # --- which column is what

    def _target(self) -> tuple[Column | None, str]:
        columns = {column.name: column for column in self.table.columns}
        if self.choices.target is not None:
            named = self._named((self.choices.target,))
            return (columns[named[0]], translated("as chosen")) if named else (None, "")
        free = [c for c in columns.values() if c.name not in self.left_out and c.name not in self.wished]
        able = [column for column in free if self._may_be_target(column)]
        usual = [column for column in able if column.name.casefold() in _TARGETS]
        if usual:
            return usual[-1], translated("by its name")
        if self.table.rows < 2:
            self._refuse(translated("has a single row of values; at least 2 are needed to train and to test"))
            return None, ""
        if not able:
            self._refuse(
                translated("has no column that could be the target: numbers, or a few texts that recur")
            )
            return None, ""
        return able[-1], translated("the last column") if able[-1] is free[-1] else translated(
            "the last column that can be it"
        )

    def _may_be_target(self, column: Column) -> bool:
        if column.misfit is not None:
            return True  # it will be, when it is mended
        if column.kind == "text":
            return not column.too_many and 2 <= len(column.words) <= min(MAX_CLASSES, self.table.rows - 1)
        return column.kind == "number" and same(column, None) is None

    def _left_out(self, column: Column) -> str | None:
        """Why a column is no input; None if it is one. What was chosen and cannot be is a problem."""
        if column.name in self.left_out:
            return translated("as chosen")
        if self.choices.inputs is not None and column.name not in self.wished:
            return translated("not chosen")
        why = self._unfit(column)
        if why is not None and column.name in self.wished:
            self._refuse(translated("cannot be an input: {why}", why=why), column)
        return why

    def _unfit(self, column: Column) -> str | None:
        if column.misfit is not None:
            return None  # that is a problem of its own
        if column.kind == "empty":
            return translated("no values")
        if column.kind in ("date", "mixed"):
            return column.note
        if column.missing > self.table.rows / 2 and column.name not in self.wished:
            return translated("more than half of the values are missing")
        if column.kind == "text" and (column.too_many or len(column.words) > MAX_ONE_HOT):
            return "; ".join(
                filter(
                    None,
                    (
                        column.note,
                        translated("more than {max_one_hot} different texts", max_one_hot=MAX_ONE_HOT),
                    ),
                )
            )
        return None if column in self.pixels else same(column, None)

    def _leave_out_ids(self, inputs: Sequence[Column], why_out: dict[str, str]) -> None:
        """A column that only counts the rows tells nothing; it stays where it is chosen, or alone."""
        ids = [column for column in inputs if column.name not in self.wished and is_id(column)]
        if len(ids) < len(inputs):
            why_out |= {column.name: translated("it only numbers the rows") for column in ids}

    # --- which rows stay

    def _complete(self, used: Sequence[Column]) -> tuple[NDArray[np.intp], str]:
        """The rows in which no used value is missing, and a sentence on the others."""
        table = self.table
        lacking = [c for c in used if c.missing and c.misfit is None and c.kind in ("number", "text")]
        complete = np.ones(table.rows, bool)
        for column in lacking:
            complete &= column.present
        rows = np.flatnonzero(complete)
        gone = table.rows - len(rows)
        if not gone:
            return rows, ""
        if self.choices.incomplete == "refuse":
            for column in lacking:
                row = int(np.argmin(column.present))
                self._refuse(translated("the value is missing; fill it in, or let such rows go"), column, row)
            return rows, ""
        which = ", ".join(f"“{column.name}” {column.missing:,}" for column in lacking[:6])
        which += translated(" and {count} more columns", count=len(lacking) - 6) if len(lacking) > 6 else ""
        first = table.lines[int(np.argmin(complete))]
        return rows, (
            plural(
                gone,
                "{count:,} row of {rows:,} is left out, for a value is missing ({which}; first in line {first}).",
                "{count:,} rows of {rows:,} are left out, for a value is missing ({which}; first in line {first}).",
                rows=table.rows,
                which=which,
                first=first,
            )
        )

    # --- what is predicted

    def _task(self, aim: Use | None, rows: NDArray[np.intp]) -> tuple[Wanted, tuple[str, ...], str]:
        """Classes or values, the names of classes, and a sentence."""
        wished = self.choices.task
        if aim is None or aim.column.misfit or aim.column.kind not in ("number", "text") or not len(rows):
            return wished or "values", (), ""
        column, name = aim.column, translated("Target: “{title}”, {why}", title=aim.title, why=aim.why)
        if column.values is not None:
            values = column.values[rows]
            if wished == "values" or (wished is None and not are_classes(values)):
                unit = translated(" in {unit}", unit=aim.unit) if aim.unit else ""
                low, high = as_text(values.min()), as_text(values.max())
                return (
                    "values",
                    (),
                    translated(
                        "{name}: a number from {low} to {high}{unit}.",
                        name=name,
                        low=low,
                        high=high,
                        unit=unit,
                    ),
                )
            numbers, counts = np.unique(values, return_counts=True)
            labels = tuple(map(as_text, numbers[: MAX_CLASSES + 1]))
        else:
            assert column.codes is not None
            codes, counts = np.unique(column.codes[rows], return_counts=True)
            labels = tuple(column.words[code] for code in codes if code >= 0)
            if wished == "values":
                self._refuse(
                    translated("has texts, which can only be classes; choose classes or another target"),
                    column,
                )
        if column.too_many or len(counts) > MAX_CLASSES:
            remedy = (
                translated("take them as numbers")
                if column.values is not None
                else translated("choose another target")
            )
            self._refuse(
                translated(
                    "has more than {max_classes} different values, too many classes; {remedy}",
                    max_classes=MAX_CLASSES,
                    remedy=remedy,
                ),
                column,
            )
            return "classes", labels, ""
        shares = ", ".join(f"{visible(label)} ({n:,})" for label, n in zip(labels[:10], counts, strict=False))
        shares += translated(" and {labels} more", labels=len(labels) - 10) if len(labels) > 10 else ""
        return (
            "classes",
            labels,
            plural(
                len(labels),
                "{name}: {count:,} class, {shares}.",
                "{name}: {count:,} classes, {shares}.",
                name=name,
                shares=shares,
            ),
        )

    # --- what cannot be

    def _check(self, uses: Sequence[Use], rows: NDArray[np.intp]) -> None:
        for use in uses:
            if use.part == "target":
                self._check_target(use.column, rows)
            if use.part != "left out":
                self._check_values(use.column, FURTHEST_TARGET if use.part == "target" else FURTHEST)
        made = sum(len(use.inputs) for use in uses)
        if made > MAX_INPUTS:
            self._refuse(
                translated(
                    "would make {made:,} inputs; at most {max_inputs} can be, so leave columns out",
                    made=made,
                    max_inputs=MAX_INPUTS,
                )
            )
        if len(rows) < 2 <= self.table.rows and not self.problems:
            left = translated("only one row") if len(rows) else translated("no row")
            self._refuse(
                translated(
                    "{left} has all its values; at least 2 must, so leave out columns that lack most",
                    left=left,
                )
            )
        if not any(use.part == "input" for use in uses) and not self.problems:
            whys = "; ".join(f"“{use.column.name}”: {use.why}" for use in uses[:6] if use.part == "left out")
            self._refuse(translated("no column is left as an input ({whys}); choose some", whys=whys))

    def _check_target(self, column: Column, rows: NDArray[np.intp]) -> None:
        if column.name in self.left_out:
            self._refuse(translated("is the target and cannot be left out; choose another target"), column)
        if column.name in self.wished:
            self._refuse(
                translated("is the target and cannot be an input too; choose another target"), column
            )
        if column.misfit is not None:
            return
        why = (column.note or translated("no values")) if column.kind not in ("number", "text") else None
        why = why or (same(column, rows) if len(rows) else None)
        if why:
            self._refuse(translated("cannot be the target: {why}; choose another one", why=why), column)

    def _check_values(self, column: Column, limit: float) -> None:
        if column.misfit is not None:
            row, text, what = column.misfit
            self._refuse(
                translated("{text} {what}, or leave the column out", text=short(text), what=what), column, row
            )
        elif column.values is not None and (large := np.abs(column.values) > limit).any():  # NaN is not
            row = int(np.argmax(large))
            self._refuse(
                translated(
                    "{values:g} is out of range; it must be {limit:g} to {limit2:g}, so use a larger unit or leave the column out",
                    values=column.values[row],
                    limit=-limit,
                    limit2=limit,
                ),
                column,
                row,
            )
