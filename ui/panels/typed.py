"""Numbers as people type them, with either decimal mark; what could mean two numbers is refused, not guessed."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QCoreApplication

_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f'’_](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")


def read_number(text: str, whole: bool = False) -> float:
    """The finite number that a text means: `0,5` and `0.5` are one half; ValueError says in words what is unclear."""
    plain = text.strip().replace("\u2212", "-")
    plain = _SPACES.sub("", plain)
    if not plain:
        raise ValueError(_tr("type a number, such as {example}").format(example="10" if whole else "0.5"))
    grouped = _GROUPED.fullmatch(plain)
    if (grouped and (grouped[1] == "," or whole)) or ("," in plain and "." in plain) or plain.count(",") > 1:
        bare = re.sub(r"[.,]", "", plain)
        raise ValueError(
            _tr("{text} can be read in two ways; type it without a mark for thousands, as {example}").format(
                text=text.strip(), example=bare if grouped else "1000.5"
            )
        )
    plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        raise ValueError(_tr("{text} is not a number").format(text=repr(text.strip())))
    value = float(plain)
    if not math.isfinite(value):
        raise ValueError(_tr("{text} is too large a number").format(text=text.strip()))
    if whole and value != int(value):
        raise ValueError(_tr("{text} is not a whole number").format(text=text.strip()))
    return value


def written(value: float, whole: bool = False) -> str:
    """A number as a field shows it: short, readable by `read_number`, with a true minus sign."""
    plain = f"{value:.0f}" if whole else f"{value:.6g}"
    return re.sub(r"e([+-])0", r"e\1", plain).replace("e+", "e").replace("-", "\u2212")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Typed", text)
