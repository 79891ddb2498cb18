"""Small words for sentences about tables."""

from __future__ import annotations

from collections.abc import Sequence

from wbsim.translation import translated


def visible(text: str) -> str:
    """A text on one line, where letters that would not show are written out."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in " ".join(text.split()))


def short(text: str) -> str:
    """A value in quotation marks, on one line and not too long."""
    text = visible(text)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def listed(names: Sequence[str], most: int = 6) -> str:
    """`“a”, “b” and 3 more`"""
    more = translated(" and {count:,} more", count=len(names) - most) if len(names) > most else ""
    return ", ".join(map(short, names[:most])) + more


def cut(name: str) -> str:
    """A name to be shown, no longer than names may be."""
    name = visible(name)
    return name if len(name) <= 200 else name[:199] + "…"
