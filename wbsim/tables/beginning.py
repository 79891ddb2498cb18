"""What the beginning of a table tells: encoding, separator, decimal mark, header and the first rows, each with
its evidence. It decides how the whole is read, and reads no number.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wbsim.data import MAX_INPUTS
from wbsim.problems import refuse
from wbsim.tables import evidence, source
from wbsim.tables.choices import AS_FOUND, GROUPS, MARKS, Choices, Mark
from wbsim.tables.records import first_records, is_blank
from wbsim.tables.wording import short
from wbsim.translation import translated

MAX_COLUMNS = MAX_INPUTS + 1
SHOWN = 100  # rows


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
    lines = _lines(start, size, encoding, path.name)
    skipped, told = evidence.separator_told(lines[0]) if lines else (0, None)
    separator, why = evidence.separator_of(lines[skipped:], choices.separator, told, path.name)
    records = [row for row in first_records(lines[skipped:], separator) if not is_blank(row)]
    if not records and any(line.strip() for line in lines[skipped:]):
        raise refuse(
            translated("{name}, first line", name=path.name),
            translated("a quotation mark opens a value and none closes it; close it"),
        )
    width = _width(records, separator if choices.separator else None, path.name)
    rows = [row for row in records[1:] if len(row) == width]
    decimal = _decimal(records, choices)
    header, because = evidence.header_of(records[0], rows, decimal, choices.header)
    names, renamed = evidence.names_of(records[0] if header else [""] * width)
    marked = decimal == "," or choices.decimal is not None
    mark = translated("The decimal mark is a {marks}.", marks=translated(MARKS[decimal])) if marked else ""
    group = (
        translated("{groups} group thousands, as chosen.", groups=translated(GROUPS[choices.thousands]))
        if choices.thousands
        else ""
    )
    notes = (note, why, mark, group, because, renamed if header else "")
    shown = tuple(map(tuple, (records[1:] if header else records)[:SHOWN]))
    return Glance(
        path=path, size=size, encoding=encoding, separator=separator, decimal=decimal, header=header,
        names=tuple(names), rows=shown, skipped=skipped, notes=tuple(filter(None, notes)),
    )  # fmt: skip


def _lines(start: bytes, size: int, encoding: str, name: str) -> list[str]:
    """The whole lines of a beginning, with their ends; only \\n, \\r and \\r\\n end one. Raises `Refused`."""
    try:
        text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    except UnicodeError:  # UTF-16 and UTF-32 need a mark that says which
        other = f"{encoding}-le" if encoding in ("utf-16", "utf-32") else "utf-8"
        raise refuse(
            name,
            translated(
                "is not {encoding}; choose another encoding, such as {other}", encoding=encoding, other=other
            ),
        ) from None
    if len(start) < size:  # the last line may be cut
        whole = max(text.rfind("\n"), text.rfind("\r")) + 1
        if not whole:
            raise refuse(
                translated("{name}, line 1", name=name),
                translated("is longer than {count:,} letters; a table has a row a line", count=len(text)),
            )
        text = text[:whole]
    return list(io.StringIO(text, newline=""))


def _decimal(records: Sequence[Sequence[str]], choices: Choices) -> Mark:
    """The decimal mark: chosen, or the other one than groups thousands, or found. Raises `Refused`."""
    if choices.thousands and choices.thousands == choices.decimal:
        both = translated("cannot both be the decimal mark and group thousands; choose another")
        raise refuse("decimal", translated("{decimal} {both}", decimal=choices.decimal, both=both))
    marks: dict[str | None, Mark] = {",": ".", ".": ","}
    found = choices.decimal or marks.get(choices.thousands)
    return found or evidence.decimal_of((cell for row in records for cell in row), choices.thousands)


def _width(records: Sequence[Sequence[str]], chosen: str | None, name: str) -> int:
    """How many columns; raises `Refused` where that is no table."""
    if not records:
        raise refuse(name, translated("has no values; a table needs a line of names and rows of values"))
    width = len(records[0])
    if width > MAX_COLUMNS:
        raise refuse(
            name,
            translated(
                "has {width:,} columns; at most {max_columns:,} can be read, so save it with fewer",
                width=width,
                max_columns=MAX_COLUMNS,
            ),
        )
    if all(len(row) == 1 for row in records):
        separator = evidence.in_words(chosen) if chosen else translated("comma, semicolon, tab or bar")
        raise refuse(
            name,
            translated(
                "has a single column, for no {separator} separates values (first line: {records}); a table needs an input and a target",
                separator=separator,
                records=short(records[0][0]),
            ),
        )
    evidence.refuse_first_line([len(row) for row in records], name)
    return width
