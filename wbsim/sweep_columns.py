"""How a file of a sweep is told from a table: by the names of its first and its last columns. It reads no file."""

from __future__ import annotations

FIRST = ("number",)
LAST = ("digest", "experiment")


def lines_of(content: bytes) -> list[str]:
    """The lines of such a file, without the marks that other programs put before the first and at the end of each."""
    lines = content.decode("utf-8-sig", errors="replace").split("\n")
    return [text.removesuffix("\r") for text in lines]


def is_sweep(start: bytes) -> bool:
    """Whether a file that begins so is what a sweep has written, be it that another program has quoted its cells."""
    names = lines_of(start)[0].replace('"', "").split(",")
    return len(names) > len(FIRST + LAST) and (names[: len(FIRST)], names[-len(LAST) :]) == (
        [*FIRST],
        [*LAST],
    )
