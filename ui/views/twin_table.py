"""What the card of reasons has to say, as a value: a law, a table of both twins, and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from ui.views.equation import Line


@dataclass(frozen=True)
class Row:
    """A line of a table: of a twin, if it has a letter, or of a measure; a value for each column, and a word behind."""

    letter: str
    name: str
    values: tuple[str, ...]
    word: str = ""


@dataclass(frozen=True)
class Reasons:
    """What there is to say, from above; parts that are empty are left out."""

    law: Line = ()
    text: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    verdict: str = ""
    hint: str = ""

    @property
    def spoken(self) -> str:
        """All of it as plain text."""
        lines = [self.text, *(" ".join((r.letter, r.name, *r.values, r.word)) for r in self.rows)]
        return "\n".join(filter(None, (*lines, self.verdict, self.hint)))
