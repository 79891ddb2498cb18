"""What the beginning of a table tells: encoding, separator, decimal mark, header and the first rows, each with
its evidence. It decides how the whole is read, and reads no number.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wbsim.data import MAX_INPUTS
from wbsim.problems import refuse
from wbsim.tables import numerals, source
from wbsim.tables.choices import AS_FOUND, MARKS, SEPARATORS, Choices, Mark
from wbsim.tables.wording import listed, short

MAX_COLUMNS = MAX_INPUTS + 1
FOUND = (",", ";", "\t", "|")  # spaces only where none of these separates
SHOWN = 100  # rows
MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "?"))  # whatever the case of the letters


@dataclass(frozen=True)
class Glance:
    """How a table is written. `rows` are the first ones as texts, `skipped` lines stand above the table,
    `notes` say what was found, in sentences; `size` is in bytes.
    """

    path: Path
    size: int
    encoding: str
    separator: str
    decimal: Mark
    header: bool
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    skipped: int
    notes: tuple[str, ...]


def glance(path: Path, choices: Choices = AS_FOUND) -> Glance:
    """Looks at the beginning of a file; raises `Refused` if it is no table."""
    path = Path(path)
    start, size = source.head(path)
    encoding, note = source.encoding_of(start, choices.encoding, path.name)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    if len(start) < size:  # the last line may be cut
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    lines = _lines(text)
    skipped, told = _told(lines[0]) if lines else (0, None)
    lines = lines[skipped:]
    separator, why = _separator(lines, choices.separator or told, path.name)
    records = [row for row in _records(lines, separator) if not _blank(row)]
    if not records:
        raise refuse(path.name, "has no values; a table needs a line of names and rows of values")
    width = len(records[0])
    if width > MAX_COLUMNS:
        raise refuse(
            path.name, f"has {width} columns; at most {MAX_COLUMNS} can be read, so save it with fewer"
        )
    if width == 1 and all(len(row) == 1 for row in records):
        raise refuse(
            path.name,
            f"has a single column, for no comma, semicolon, tab or bar separates values (line 1: {short(records[0][0])}); "
            "a table needs an input and a target",
        )
    rows = [row for row in records[1:] if len(row) == width]
    decimal = choices.decimal or _decimal(cell for row in records for cell in row)
    header, because = _header(records[0], rows, decimal, choices.header)
    names, renamed = _names(records[0]) if header else ([f"column {k + 1}" for k in range(width)], "")
    shown = records[1:] if header else records
    marked = "" if decimal == "." and choices.decimal is None else f"The decimal mark is a {MARKS[decimal]}."
    notes = filter(None, (note, why, marked, because, renamed))
    return Glance(
        path=path, size=size, encoding=encoding, separator=separator, decimal=decimal, header=header,
        names=tuple(names), rows=tuple(map(tuple, shown[:SHOWN])), skipped=skipped, notes=tuple(notes),
    )  # fmt: skip


def reader(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    """Records of RFC 4180 with any separator; several spaces separate as one does. Raises `csv.Error`.

    Its `line_num` counts the lines that were taken.
    """
    if separator == " ":
        lines = (line.strip(" \r\n") + "\n" for line in lines)
    return csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)


def _lines(text: str) -> list[str]:
    """Lines with their ends: only \\n, \\r and \\r\\n end one."""
    return list(io.StringIO(text, newline=""))


def _told(line: str) -> tuple[int, str | None]:
    """Excel's own first line: `sep=;`"""
    stripped = line.rstrip("\r\n").strip('"')
    if len(stripped) == 5 and stripped.lower().startswith("sep=") and stripped[4] in SEPARATORS:
        return 1, stripped[4]
    return 0, None


def _records(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The records up to the first that is no record; the reading itself will say what is wrong there."""
    found: list[list[str]] = []
    try:
        for row in reader(lines, separator):
            found.append(row)
            if len(found) == 500:
                break
    except csv.Error:
        pass
    return found


def _blank(row: Sequence[str]) -> bool:
    return not row or (len(row) == 1 and not row[0].strip())


def _separator(lines: Sequence[str], chosen: str | None, name: str) -> tuple[str, str]:
    """The separator and how it is known; raises `Refused` where two would do alike."""
    if chosen is not None:
        if chosen not in SEPARATORS:
            allowed = ", ".join(SEPARATORS.values())
            raise refuse("separator", f"{chosen!r} is not one; it must be one of {allowed}")
        return chosen, f"A {_in_words(chosen)} separates the values, as chosen."
    scores = {candidate: _score(lines, candidate) for candidate in FOUND}
    best = max(scores, key=lambda candidate: scores[candidate])
    if scores[best] == 0:
        return (" ", "Spaces separate the values.") if _score(lines, " ") > 0.9 else (",", "")
    equal = [candidate for candidate in FOUND if scores[candidate] == scores[best]]
    if len(equal) > 1:
        words = " or ".join(f"a {_in_words(candidate)}" for candidate in equal)
        raise refuse(name, f"either {words} may separate the values (line 1: {short(lines[0])}); choose one")
    return best, "" if best == "," else f"A {_in_words(best)} separates the values."


def _score(lines: Sequence[str], candidate: str) -> float:
    """How well a separator fits, 0 to 1: rows of one width, and values without another separator in them."""
    rows = [row for row in _records(lines, candidate) if not _blank(row)]
    if not rows:
        return 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell for row in rows for cell in row]
    others = [other for other in FOUND if other != candidate]
    clean = sum(
        not any(other in cell for other in others) or numerals.number(cell.strip(), ",") is not None
        for cell in cells
    )
    return count / len(rows) * clean / len(cells)


def _in_words(separator: str) -> str:
    return {" ": "space"}.get(separator, SEPARATORS[separator])


def _decimal(cells: Iterable[str]) -> Mark:
    """The mark that numbers have. Whether it might group thousands is seen when all of them are read."""
    points = commas = 0
    for cell in map(str.strip, cells):
        if "," in cell and numerals.number(cell, ",") is not None:
            commas += 1 + 1000 * numerals.decides(cell, ",")
        elif "." in cell and numerals.number(cell, ".") is not None:
            points += 1 + 1000 * numerals.decides(cell, ".")
    return "," if commas > points else "."


def _header(
    first: Sequence[str], rows: Sequence[Sequence[str]], decimal: Mark, chosen: bool | None
) -> tuple[bool, str]:
    """Whether the first line has names, and a note where that might be doubted."""
    if chosen is not None:
        return (
            chosen,
            "The first line has the names, as chosen." if chosen else "No line has names, as chosen.",
        )
    numbers = [cell for cell in map(str.strip, first) if numerals.number(cell, decimal) is not None]
    if numbers:
        return False, (
            f"There is no line of names: the first line has the number {short(numbers[0])}. "
            "Columns are counted from 1; choose otherwise if it has names."
        )
    below = list(zip(*rows, strict=True))
    if any(numerals.number(cell.strip(), decimal) is not None for row in rows for cell in row) or not below:
        return True, ""
    recurs = [name for name, column in zip(first, below, strict=True) if name.strip() and name in column]
    if recurs:
        return False, (
            f"There is no line of names: {short(recurs[0])} of the first line comes again below it. "
            "Columns are counted from 1; choose otherwise if it has names."
        )
    return (
        True,
        "The first line is taken for names, for its texts do not come again; choose otherwise if not.",
    )


def _names(first: Sequence[str]) -> tuple[list[str], str]:
    """A different name for each column, and a note on those that the file does not give."""
    names: list[str] = []
    made: list[str] = []
    for place, cell in enumerate(first, start=1):
        given = " ".join(cell.strip("\ufeff").split())
        name = given or f"column {place}"
        copy = 2
        while name in names:
            name = f"{given or 'column'} ({copy})"
            copy += 1
        if name != given:
            made.append(name)
        names.append(name)
    if not made:
        return names, ""
    return names, f"Names that are missing or come twice are made up: {listed(made)}."
