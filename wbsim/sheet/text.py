"""A sheet as text for a terminal or a mail: aligned, at most 100 columns wide, in any font of equal letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from wbsim.sheet.values import Line, Row, Section, Sheet
from wbsim.symbols import lowered, raised

WIDTH = 100
_GAP = "  "
_INDENT = "    "


def plain(line: Line) -> str:
    """A line as text: w₃₁, with spaces where pieces ask for them."""
    return "".join(
        (" " if piece.space and place else "")
        + piece.text
        + lowered(piece.subscript)
        + raised(piece.superscript)
        for place, piece in enumerate(line)
    )


_POWER = re.compile(r"\^(?:\{(.+?)\}|(.))")


def _raised_powers(text: str) -> str:
    """a^2 as a², and e^{zᵢ} as e^zᵢ, for there is no raised z with an index."""

    def power(match: re.Match[str]) -> str:
        inner = match.group(1) or match.group(2)
        return raised(inner) if inner.isdigit() else f"^{inner}"

    return _POWER.sub(power, text) if "^" in text else text


def as_text(sheet: Sheet) -> str:
    """The sheet as lines; of the update the arithmetic of all parameters where it is whole, else of the neuron it is
    about, or of the parameter that moves most.
    """
    parts = [sheet.title]
    for section in sheet.sections:
        parts += ["", *_section(section, _detailed(sheet, section))]
    return "\n".join(line.rstrip() for line in parts) + "\n"


def _detailed(sheet: Sheet, section: Section) -> set[int]:
    """The rows whose lines are written out."""
    every = set(range(len(section.rows)))
    if sheet.whole or section.part not in ("update", "backward"):
        return every
    of_neuron = {k for k in every if section.rows[k].neuron == sheet.neuron}
    if of_neuron or section.part == "backward":
        return of_neuron
    return {max(every, key=lambda k: _moved(section, k))} if every else set()


def _moved(section: Section, row: int) -> float:
    at = [column.key for column in section.columns].index("change")
    cell = section.rows[row].cells[at]
    return abs(cell[0].number or 0.0) if cell else 0.0


def _section(section: Section, detailed: set[int]) -> Iterator[str]:
    head = f"{section.title.upper()}: {section.about}"
    yield head
    yield from _wrapped(plain(section.formula), WIDTH, _GAP, _GAP)
    # a column in which nothing stands is left out
    told = [k for k in range(len(section.columns)) if any(row.cells[k] for row in section.rows)]
    columns = [section.columns[k] for k in told]
    heads = [plain(column.head) for column in columns]
    texts = [[plain(row.cells[k]) for k in told] for row in section.rows]
    widths = [max(map(_width, column)) for column in zip(heads, *texts, strict=True)]
    # what a line cannot hold wraps in the widest column that is read from its left
    wide = max(
        (k for k, column in enumerate(columns) if not column.right),
        key=lambda k: widths[k],
        default=0,
    )
    room = WIDTH - 2 - sum(widths) + widths[wide] - len(_GAP) * (len(widths) - 1)
    widths[wide] = min(widths[wide], room)
    rights = [column.right for column in columns]
    yield from _row(heads, widths, rights, wide)
    for number, (row, text) in enumerate(zip(section.rows, texts, strict=True)):
        yield from _row(text, widths, rights, wide)
        yield from _beneath(row, number in detailed)
    for note in section.notes:
        yield from _wrapped(note, WIDTH, _GAP, _GAP)


def _beneath(row: Row, detailed: bool) -> Iterator[str]:
    if detailed:
        for line in row.lines:
            yield from _wrapped(plain(line), WIDTH, _INDENT, 2 * _INDENT)
    if row.why:
        yield from _wrapped(row.why, WIDTH, _INDENT, _INDENT)


def _row(texts: list[str], widths: list[int], rights: list[bool], wide: int) -> Iterator[str]:
    """A row, its long cell on as many lines as it takes; the other cells stand on the last of them, its name on the first."""
    pieces = list(_wrapped(texts[wide], widths[wide], "", ""))
    for number, piece in enumerate(pieces):
        last, first = number == len(pieces) - 1, number == 0
        cells = [
            piece if k == wide else (text if (first if k < wide else last) else "")
            for k, text in enumerate(texts)
        ]
        yield _GAP + _GAP.join(_fit(c, w, r) for c, w, r in zip(cells, widths, rights, strict=True))


def _fit(text: str, width: int, right: bool) -> str:
    spare = " " * max(0, width - _width(text))
    return spare + text if right else text + spare


def _width(text: str) -> int:
    """How many columns a text takes: a letter's hat takes none."""
    return sum(not unicodedata.combining(letter) for letter in text)


def _wrapped(text: str, width: int, first: str, rest: str) -> Iterator[str]:
    """A text on lines of a width, broken at spaces."""
    line = first
    begun = False
    for part in _parts(text.split(" "), width - len(rest)):
        if begun and _width(line) + 1 + _width(part) > width:
            yield line
            line, begun = rest, False
        line += (" " if begun else "") + part
        begun = True
    yield line


def _parts(words: Iterable[str], width: int) -> Iterator[str]:
    """Words, those that no line could hold in pieces."""
    for part in words:
        for begin in range(0, max(1, len(part)), width):
            yield part[begin : begin + width]
