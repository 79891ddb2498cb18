"""Where a line of text may end: at blanks, and between Chinese letters. It measures and paints nothing."""

from __future__ import annotations

import re

# a Chinese letter with the stops behind it, or letters of others up to the next blank or Chinese letter
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_STOPS = "，。；：、！？）」』”…"
_PIECE = re.compile(rf"( ?)([{_WIDE}][{_STOPS}]*|[^ {_WIDE}]+[{_STOPS}]*)")


def pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """What stays together on a line, each with whether a blank stands before it where it follows another on the same line."""
    return tuple((piece, bool(gap)) for gap, piece in _PIECE.findall(text))
