"""A column of a table: numbers, or words by number, and what is amiss in it; grown slice by slice, with bounded
memory. It knows no file and no other column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from wbsim.tables import numerals
from wbsim.tables.choices import Group, Mark
from wbsim.tables.wording import short
from wbsim.translation import translated

Scalar = TypeVar("Scalar", np.float64, np.int32)
Kind = Literal["number", "text", "date", "mixed", "empty"]
MAX_WORDS = 1024  # different texts of a column that are told apart

NONE, OTHER = -1, -2  # codes: no text here; a text beyond MAX_WORDS
_MANY = 20  # so many texts among numbers are no mistakes


@dataclass(frozen=True, eq=False)
class Column:
    """A column that was read; arrays are read-only.

    `values` (rows,) float64 are its numbers, NaN where there is none. `codes` (rows,) int32 point into `words`,
    which are sorted; −1 where a value is missing, −2 for a word beyond the first `MAX_WORDS`. Only the array of
    the kind is there. `misfit` is (row, text, what is wrong with it), for a column that cannot be used before
    it is mended or chosen to be text.
    """

    name: str
    kind: Kind
    values: NDArray[np.float64] | None
    codes: NDArray[np.int32] | None
    words: tuple[str, ...]
    missing: int
    first_missing: int  # a row, or -1
    note: str = ""
    misfit: tuple[int, str, str] | None = None

    @property
    def present(self) -> NDArray[np.bool_]:
        """Shape (rows,): where there is a value."""
        if self.values is not None:
            return np.isfinite(self.values)
        assert self.codes is not None
        return self.codes != NONE

    @property
    def too_many(self) -> bool:
        """Whether there are more different texts than are told apart."""
        return self.codes is not None and bool((self.codes == OTHER).any())


class Growing:
    """A column in the making."""

    def __init__(
        self, name: str, mark: Mark, group: Group | None, missing: frozenset[str], text: bool, codes: bool
    ) -> None:
        self.name = name
        self.rows = 0
        self._group = group
        self._mark, self._missing, self._text, self._leading_zeros = mark, missing, text, codes
        # where a number such as -999 means: no value, each cell is looked at
        self._slow = text or any(numerals.number(word, mark) is not None for word in missing)
        self._values: list[NDArray[np.float64] | int] = []  # numbers of a slice, or how many it has none of
        self._codes: list[NDArray[np.int32] | int] = []
        self._words: dict[str, int] = {}
        self._rows_of: dict[str, int] = {}  # where a word came first
        self._first_missing = -1
        self._code: tuple[int, str] | None = None  # the first number that begins with 0
        self.undecided: tuple[int, str] | None = None  # the first number whose mark may group thousands
        self.decided = False  # a number has the mark where it can group none

    def take(self, cells: Sequence[str]) -> None:
        """Adds the values of more rows."""
        if self._group and not self._text:
            cells = [numerals.ungrouped(cell, self._group, self._mark) for cell in cells]
        fast = None if self._slow else numerals.numbers(cells, self._mark, self._leading_zeros)
        if fast is not None:
            self._values.append(fast)
            self._codes.append(len(cells))
            if not self.decided and self.undecided is None:
                self._judge_marks(cells)
            elif not self.decided:
                self.decided = numerals.decides("\n".join(cells), self._mark)
        else:
            self._take_slowly(cells)
        self.rows += len(cells)

    def _judge_marks(self, cells: Sequence[str]) -> None:
        joined = "\n".join(cells)
        if self._mark not in joined:
            return
        self.decided = numerals.decides(joined, self._mark)
        if not self.decided:
            row, cell = next((row, cell) for row, cell in enumerate(cells) if self._mark in cell)
            self.undecided = self.rows + row, cell.strip()

    def _take_slowly(self, cells: Sequence[str]) -> None:
        values = np.full(len(cells), np.nan)
        codes = np.full(len(cells), NONE, np.int32)
        words = self._words
        for row, cell in enumerate(cells):
            text = cell.strip()
            code = words.get(text)
            if code is not None:
                codes[row] = code
            elif text.lower() in self._missing:
                if self._first_missing < 0:
                    self._first_missing = self.rows + row
            elif not self._text and (value := numerals.number(text, self._mark)) is not None:
                if not self._leading_zeros and numerals.is_code(text):
                    self._code = self._code or (self.rows + row, text)
                    codes[row] = self._word(text, self.rows + row)
                    continue
                values[row] = value
                if not self.decided and self._mark in text:
                    self.decided = numerals.decides(text, self._mark)
                    self.undecided = self.undecided or (self.rows + row, text)
            else:
                codes[row] = self._word(text, self.rows + row)
        self._values.append(values if np.isfinite(values).any() else len(cells))
        self._codes.append(codes if (codes != NONE).any() else len(cells))

    def _word(self, text: str, row: int) -> int:
        if len(self._words) == MAX_WORDS:
            return OTHER
        self._rows_of[text] = row
        return self._words.setdefault(text, len(self._words))

    def grown(self) -> Column:
        """The column, when all rows were taken; it can take no more."""
        values = _joined(self._values, np.nan, np.float64)
        codes = _joined(self._codes, NONE, np.int32)
        self._values, self._codes = [], []
        numbers = 0 if values is None else int(np.isfinite(values).sum())
        texts = 0 if codes is None else int((codes != NONE).sum())
        missing = self.rows - numbers - texts
        if numbers and texts and (self._code or texts > numbers):
            assert values is not None
            assert codes is not None
            codes, values = self._with_numbers(values, codes), None
            numbers, texts = 0, numbers + texts
        if not texts:
            return self._made("number" if numbers else "empty", values, None, missing)
        if not numbers:
            return self._texts(codes, texts, missing)
        return self._mixture(values, numbers, texts, missing)

    def _with_numbers(self, values: NDArray[np.float64], codes: NDArray[np.int32]) -> NDArray[np.int32]:
        """The codes with words for the numbers too, written shortly."""
        rows = np.flatnonzero(np.isfinite(values))
        distinct, which = np.unique(values[rows], return_inverse=True)
        made = [self._word(as_text(value).replace(".", self._mark), int(rows[0])) for value in distinct]
        codes[rows] = np.array(made, np.int32)[which]
        return codes

    def _texts(self, codes: NDArray[np.int32] | None, texts: int, missing: int) -> Column:
        assert codes is not None
        if not self._text:
            known = np.bincount(codes[codes >= 0], minlength=len(self._words))
            flawed = {word: code for word, code in self._words.items() if numerals.flaw(word, self._mark)}
            dates = [code for word, code in self._words.items() if numerals.is_date(word)]
            if known[dates].sum() > texts / 2:
                note = translated(
                    "dates or times, which are no numbers; give days or hours as numbers instead"
                )
                return self._made("date", None, None, missing, note)
            if known[list(flawed.values())].sum() > texts / 2 or (flawed and self._code):
                return self._made("mixed", None, None, missing, misfit=self._misfit(next(iter(flawed))))
        note = ""
        if self._code:
            note = translated("taken as text, for values such as {code} begin with 0", code=self._code[1])
        return self._made("text", None, codes, missing, note)

    def _mixture(self, values: NDArray[np.float64] | None, numbers: int, texts: int, missing: int) -> Column:
        """Mostly numbers: a few texts are mistakes to be mended, many are not."""
        flawed = next((word for word in self._words if numerals.flaw(word, self._mark)), None)
        if flawed is None and texts >= _MANY and texts > (numbers + texts) / 10:
            word = next(iter(self._words))
            note = translated(
                "{numbers:,} numbers and {texts:,} texts such as {word}; choose text to use it as names",
                numbers=numbers,
                texts=texts,
                word=short(word),
            )
            return self._made("mixed", None, None, missing, note)
        misfit = self._misfit(flawed if flawed is not None else next(iter(self._words)))
        return self._made("number", values, None, missing, misfit=misfit)

    def _misfit(self, word: str) -> tuple[int, str, str]:
        what = numerals.flaw(word, self._mark) or (
            translated(
                "is not a number, as most values of this column are; mend it, choose it as a word for missing values, choose text for the column"
            )
        )
        return self._rows_of[word], word, what

    def _made(
        self, kind: Kind, values: NDArray[np.float64] | None, codes: NDArray[np.int32] | None, missing: int,
        note: str = "", misfit: tuple[int, str, str] | None = None,
    ) -> Column:  # fmt: skip
        words: tuple[str, ...] = ()
        if kind == "text" and codes is not None:
            words = tuple(sorted(self._words))
            codes = _renumbered(codes, self._words, words)
        for array in (values, codes):
            if array is not None:
                array.flags.writeable = False
        return Column(
            self.name, kind, values if kind == "number" else None, codes if kind == "text" else None, words,
            missing, self._first_missing, note, misfit,
        )  # fmt: skip


def _renumbered(codes: NDArray[np.int32], words: dict[str, int], ordered: Sequence[str]) -> NDArray[np.int32]:
    """Codes that point into the words as ordered."""
    place = np.empty(len(words) + 2, np.int32)
    place[OTHER], place[NONE] = OTHER, NONE  # negative codes count from the end
    for new, word in enumerate(ordered):
        place[words[word]] = new
    return place[codes]


def _joined(parts: list[NDArray[Scalar] | int], nothing: float, kind: type[Scalar]) -> NDArray[Scalar] | None:
    """One array of all slices, where counts stand for slices without values; None if there are none at all."""
    if all(isinstance(part, int) for part in parts):
        return None
    return np.concatenate([np.full(part, nothing, kind) if isinstance(part, int) else part for part in parts])


def as_text(value: float) -> str:
    """A number as a person writes it: 3, 0.5."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))
