"""How a table is written, found from its first lines: separator, decimal mark, and names of columns, each with a
sentence where it might be doubted. It knows no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from wbsim.problems import refuse
from wbsim.tables import numerals
from wbsim.tables.choices import SEPARATORS, Group, Mark
from wbsim.tables.records import first_records, is_blank
from wbsim.tables.wording import listed, short, visible
from wbsim.translation import plural, translated

FOUND = (",", ";", "\t", "|")  # spaces only where none of these separates


def separator_told(line: str) -> tuple[int, str | None]:
    """How many lines stand above the table, and the separator they tell: Excel's own `sep=;`."""
    stripped = line.rstrip("\r\n").strip('"')
    if len(stripped) == 5 and stripped.lower().startswith("sep=") and stripped[4] in SEPARATORS:
        return 1, stripped[4]
    return 0, None


def refuse_first_line(widths: Sequence[int], name: str) -> None:
    """Raises `Refused` where all lines below agree on another number of values than the first one has."""
    first, others = widths[0], set(widths[1:])
    if len(widths) < 3 or len(others) != 1 or first in others:
        return
    below = others.pop()
    what = plural(
        first,
        "has {count:,} value, but the lines below have {below}; ",
        "has {count:,} values, but the lines below have {below}; ",
        below=below,
    )
    if first == 1:
        what += translated("take away what stands above the table")
    elif below == 2 * first:
        what += translated("if the separator is also the decimal mark, another one must stand between values")
    else:
        what += translated("give each column one name")
    raise refuse(translated("{name}, first line", name=name), what)


def separator_of(lines: Sequence[str], chosen: str | None, told: str | None, name: str) -> tuple[str, str]:
    """The separator and how it is known; raises `Refused` where two would do alike."""
    if told is not None and chosen in (None, told):
        return told, translated("A {told} separates the values, as the first line says.", told=in_words(told))
    if chosen is not None:
        if chosen not in SEPARATORS:
            allowed = ", ".join(map(translated, SEPARATORS.values()))
            raise refuse(
                "separator",
                translated(
                    "{chosen!r} is not one; it must be one of {allowed}", chosen=chosen, allowed=allowed
                ),
            )
        return chosen, translated("A {chosen} separates the values, as chosen.", chosen=in_words(chosen))
    scores = {candidate: _score(lines, candidate) for candidate in FOUND}
    best = max(scores, key=lambda candidate: scores[candidate])
    if scores[best] == 0:
        return (" ", translated("Spaces separate the values.")) if _score(lines, " ") > 0.9 else (",", "")
    equal = [candidate for candidate in FOUND if scores[candidate] == scores[best]]
    if len(equal) > 1:
        words = " or ".join(f"a {in_words(candidate)}" for candidate in equal)
        raise refuse(
            name,
            translated(
                "either {words} may separate the values (line 1: {lines}); choose one",
                words=words,
                lines=short(lines[0]),
            ),
        )
    return best, "" if best == "," else translated("A {best} separates the values.", best=in_words(best))


def _score(lines: Sequence[str], candidate: str) -> float:
    """How well a separator fits, 0 to 1: rows of one width, and values without another separator in them."""
    rows = [row for row in first_records(lines, candidate) if not is_blank(row)]
    if not rows:
        return 0.0
    width, times = Counter(map(len, rows)).most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell for row in rows for cell in row]
    others = [other for other in FOUND if other != candidate]
    clean = sum(
        not any(other in cell for other in others) or numerals.number(cell.strip(), ",") is not None
        for cell in cells
    )
    return times / len(rows) * clean / len(cells)


def in_words(separator: str) -> str:
    """`comma`"""
    return translated("space") if separator == " " else translated(SEPARATORS[separator])


def decimal_of(cells: Iterable[str], group: Group | None) -> Mark:
    """The mark that numbers have. Whether it might group thousands is seen when all of them are read."""
    points = commas = 0
    for cell in map(str.strip, cells):
        if group:
            cell = numerals.ungrouped(numerals.ungrouped(cell, group, ","), group, ".")
        if "," in cell and numerals.number(cell, ",") is not None:
            commas += 1 + 1000 * numerals.decides(cell, ",")
        elif "." in cell and numerals.number(cell, ".") is not None:
            points += 1 + 1000 * numerals.decides(cell, ".")
    return "," if commas > points else "."


def header_of(
    first: Sequence[str], rows: Sequence[Sequence[str]], decimal: Mark, chosen: bool | None
) -> tuple[bool, str]:
    """Whether the first line has names, and a note where that might be doubted."""
    if chosen is not None:
        return (
            chosen,
            translated("The first line has the names, as chosen.")
            if chosen
            else translated("No line has names, as chosen."),
        )
    numbers = [cell for cell in map(str.strip, first) if numerals.number(cell, decimal) is not None]
    if numbers:
        return False, (
            translated(
                "There is no line of names: the first line has the number {numbers}. Columns are counted from 1; choose otherwise if it has names.",
                numbers=short(numbers[0]),
            )
        )
    below = list(zip(*rows, strict=True))
    if any(numerals.number(cell.strip(), decimal) is not None for row in rows for cell in row) or not below:
        return True, ""
    recurs = [name for name, column in zip(first, below, strict=True) if name.strip() and name in column]
    if recurs:
        return False, (
            translated(
                "There is no line of names: {recurs} of the first line comes again below it. Columns are counted from 1; choose otherwise if it has names.",
                recurs=short(recurs[0]),
            )
        )
    return (
        True,
        translated(
            "The first line is taken for names, for its texts do not come again; choose otherwise if not."
        ),
    )


def names_of(cells: Sequence[str]) -> tuple[list[str], str]:
    """A different name for each column, and a note on those that the file does not give."""
    names: list[str] = []
    made: list[str] = []
    for place, cell in enumerate(cells, start=1):
        given = visible(cell.strip("\ufeff"))
        name = given or translated("column {place}", place=place)
        copy = 2
        while name in names:
            name = f"{given or 'column'} ({copy})"
            copy += 1
        if name != given:
            made.append(name)
        names.append(name)
    if not made:
        return names, ""
    return names, translated("Names that are missing or come twice are made up: {made}.", made=listed(made))
