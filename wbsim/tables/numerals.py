"""What counts as a number in a table: ASCII digits, one decimal mark, an exponent, and nothing else.
What merely looks like a number is told apart from other texts, with the reason and what would be right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wbsim.tables.choices import MARKS, Group, Mark
from wbsim.translation import translated

_FORM = r"[+-]?(?:[0-9]+(?:{0}[0-9]*)?|{0}[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMBER: dict[Mark, re.Pattern[str]] = {
    ".": re.compile(_FORM.format(r"\.")),
    ",": re.compile(_FORM.format(",")),
}
# 0.5 is a number, 007 a code: a number is written without it, and reading it as 7 would lose something
_CODE = re.compile(r"[+-]?0[0-9]")
_CODES = re.compile(rb"^ *[+-]?0[0-9]", re.MULTILINE)
_LETTERS: dict[Mark, bytes] = {".": b"0123456789+-eE. \n", ",": b"0123456789+-eE, \n"}

# A mark that cannot group thousands: after 0 or nothing, after four digits, or not before exactly three.
_DECISIVE = r"^ *[+-]?(?:0*{0}|[0-9]{{4,}}{0}|[0-9]{{1,3}}{0}(?![0-9]{{3}} *$))"
_DECIDES: dict[Mark, re.Pattern[str]] = {
    ".": re.compile(_DECISIVE.format(r"\."), re.MULTILINE),
    ",": re.compile(_DECISIVE.format(","), re.MULTILINE),
}

_NONZERO = re.compile(r"[^eE]*[1-9]")
_INFINITE = re.compile(r"[+-]?(?:inf|infinity)", re.IGNORECASE)
_BASED = re.compile(r"[+-]?0[xXoObB][0-9a-fA-F_]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[.,' \u00a0\u202f\u2009’][0-9]{3})+(?:[.,][0-9]+)?")
_AFFIXED = re.compile(r"[$€£¥] ?[+-]?[0-9][0-9.,]*|[+-]?[0-9][0-9.,]* ?[$€£¥%]")
_LIKE = re.compile(r"[+-]?[0-9.,]*[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?",
    re.ASCII | re.IGNORECASE,
)


def number(text: str, mark: Mark) -> float | None:
    """The finite number that `text` writes with this decimal mark, else None."""
    if _NUMBER[mark].fullmatch(text) is None:
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) and not _vanished(value, text) else None


def _vanished(value: float, text: str) -> bool:
    """Whether a number became 0 for being too small to hold."""
    return value == 0 and _NONZERO.match(text) is not None


def numbers(cells: Sequence[str], mark: Mark, codes: bool = False) -> NDArray[np.float64] | None:
    """Shape (cells,): all cells as numbers, spaces around them aside; None if a single one is not one.

    Only letters that numbers have are let through to `float`, which then takes exactly the same texts as
    `number`. Unless `codes`, a number that begins with 0 is none.
    """
    joined = "\n".join(cells)
    if not joined.isascii():
        return None
    letters = joined.encode()
    if letters.translate(None, _LETTERS[mark]) or letters.count(b"\n") != len(cells) - 1:
        return None
    if not codes and _CODES.search(letters):
        return None
    if mark == ",":
        cells = joined.replace(",", ".").split("\n")
    try:
        values = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None
    if not np.isfinite(values).all() or (b"e" in letters.lower() and (values == 0).any()):
        return None  # some may be too large or too small to hold, which a look at each one will tell
    return values


def ungrouped(text: str, group: Group, mark: Mark) -> str:
    """A number without the marks between its thousands; any other text as it is."""
    marks = "[ \u00a0\u202f\u2009]" if group == " " else re.escape(group)
    form = rf"\s*[+-]?[0-9]{{1,3}}(?:{marks}[0-9]{{3}})+(?:{re.escape(mark)}[0-9]*)?\s*"
    if re.fullmatch(form, text) is None:  # re keeps the forms it has compiled
        return text
    return re.sub(marks, "", text.strip())


def is_code(text: str) -> bool:
    """Whether a number begins with a 0 that it does not need."""
    return _CODE.match(text) is not None


def decides(text: str, mark: Mark) -> bool:
    """Whether one of the numbers in `text`, a line each, has the mark where it cannot group thousands."""
    return _DECIDES[mark].search(text) is not None


def is_date(text: str) -> bool:
    """Whether a text is a date or a time of day."""
    return _DATE.fullmatch(text) is not None


def flaw(text: str, mark: Mark) -> str | None:
    """Why a text that looks like a number is none, and what would be right; None where it is just a text."""
    if _INFINITE.fullmatch(text):
        return translated("is infinite; write a number")
    if _BASED.fullmatch(text):
        return translated("is not a decimal number; write {whole}", whole=_whole(text))
    if _NUMBER[mark].fullmatch(text):
        if number(text, mark) is not None:
            return None
        held = "1e308" if math.isinf(float(text.replace(",", "."))) else "1e-308"
        return f"cannot be held; write a number of at {'most' if held == '1e308' else 'least'} about {held}"
    if any(letter.isdigit() and not letter.isascii() for letter in text) and _looks(text):
        return translated("has digits other than 0 to 9; write {plain}", plain=_plain(text))
    if "_" in text and _LIKE.fullmatch(text.replace("_", "")):
        return translated("has an underscore between digits; write {value}", value=text.replace("_", ""))
    other: Mark = "," if mark == "." else "."
    if _NUMBER[other].fullmatch(text) and not decides(text, other):
        return translated(
            "has a {marks}, but the decimal mark is a {marks2}; write {other}, or choose {other2} as the mark between thousands",
            marks=translated(MARKS[other]),
            marks2=translated(MARKS[mark]),
            other=text.replace(other, mark),
            other2=other,
        )
    if _NUMBER[other].fullmatch(text):
        return translated(
            "has a {marks}, but the decimal mark is a {marks2}; write {other}, or choose {other2} as the decimal mark",
            marks=translated(MARKS[other]),
            marks2=translated(MARKS[mark]),
            other=text.replace(other, mark),
            other2=other,
        )
    if _GROUPED.fullmatch(text):
        return translated("groups thousands; choose by which mark, or write the digits without it")
    if _AFFIXED.fullmatch(text):
        return translated("has a sign of money or percent; write the number alone")
    if text[0] in "−–" and _LIKE.fullmatch(text[1:]):
        return translated("has a dash for a minus; write -{text}", text=text[1:])
    if _LIKE.fullmatch(text):
        return translated("has more than one decimal mark; write one at most")
    return None


def _looks(text: str) -> bool:
    return _LIKE.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    """With ASCII digits for all digits."""
    return "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text)


def _whole(text: str) -> str:
    try:
        return str(int(text, 0))
    except ValueError:
        return translated("it with the digits 0 to 9")
