"""How a file of a sweep is told from a table: by the names of its first and its last columns. It reads no file."""

from __future__ import annotations

FIRST = ("number",)
LAST = ("digest", "experiment")


def is_sweep(start: bytes) -> bool:
    """Whether a file that begins so is what a sweep has written."""
    names = start.partition(b"\n")[0].rstrip(b"\r").decode("utf-8", errors="replace").split(",")
    return len(names) > len(FIRST + LAST) and (names[: len(FIRST)], names[-len(LAST) :]) == (
        [*FIRST],
        [*LAST],
    )
