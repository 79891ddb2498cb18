"""Sentences with symbols in them: *words* set strong, and letters such as b₃ in the symbol font and their hue.
It knows no lesson.

In a text `` `b3` `` (between backticks) is a symbol or a short formula, as is a letter with subscript digits anywhere (b₃);
``*words*`` are strong. Everything else is written as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Literal, final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QWidget

from ui.panels.buttons import Dressed
from ui.theme import Theme, font

Kind = Literal["words", "strong", "letter", "upright"]

_UNDER = "₀₁₂₃₄₅₆₇₈₉ᵢⱼ"
_DIGITS = dict(zip(_UNDER, "0123456789ij", strict=True))
_MARKED = re.compile(
    rf"`(?P<formula>[^`]+)`|\*(?P<strong>[^\s*](?:[^*]*[^\s*])?)\*|(?<!\w)(?P<bare>[A-Za-zΣ][{_UNDER}]+)"
)
_SIGNS = re.compile(
    rf"(?P<upright>[A-Za-z]{{3,}}|[ΣΔ])|(?P<letter>[A-Za-zα-ω∂])(?:_?(?P<under>\d+|[{_UNDER}]+)|_(?P<index>[a-z]))?"
)
_HUES = {"w": "weight_text", "b": "bias_text", "L": "loss_text", "δ": "loss_text"}
_LARGER = 1.14  # symbols beside text: the letters of STIX are small
_LINE = 1.36  # the distance of lines as a share of the size of type


@dataclass(frozen=True)
class Piece:
    """Part of a text that is set in one way; a letter may have a subscript."""

    text: str
    kind: Kind = "words"
    under: str = ""

    @property
    def token(self) -> str:
        """The hue of a symbol, "" for that of the text around it."""
        return _HUES.get(self.text, "") if self.kind == "letter" else ""


def pieces(text: str) -> tuple[Piece, ...]:
    """The parts of a text."""
    found: list[Piece] = []
    end = 0
    for mark in _MARKED.finditer(text):
        if mark.start() > end:
            found.append(Piece(text[end : mark.start()]))
        end = mark.end()
        if mark["strong"]:
            found.append(Piece(mark["strong"], "strong"))
        else:
            found += _formula(mark["formula"] or mark["bare"])
    if end < len(text):
        found.append(Piece(text[end:]))
    return tuple(found)


def _formula(text: str) -> list[Piece]:
    """Letters one by one, with their subscripts; names of functions, numbers and operators upright."""
    found: list[Piece] = []
    end = 0
    for sign in _SIGNS.finditer(text):
        if sign.start() > end:
            found.append(Piece(text[end : sign.start()], "upright"))
        end = sign.end()
        if sign["upright"]:
            found.append(Piece(sign["upright"], "upright"))
        else:
            under = "".join(_DIGITS.get(one, one) for one in sign["under"] or sign["index"] or "")
            found.append(Piece(sign["letter"], "letter", under))
    if end < len(text):
        found.append(Piece(text[end:], "upright"))
    return found


def plain(text: str) -> str:
    """A text without its marks, as it is read aloud: subscripts stand after their letter."""
    names = {digit: under for under, digit in _DIGITS.items()}
    return "".join(piece.text + "".join(names.get(one, one) for one in piece.under) for piece in pieces(text))


def hue(text: str) -> str:
    """The hue of a line of numbers: that of the symbol it begins with; "" where it begins with none that has one."""
    parts = pieces(text)
    return parts[0].token if parts else ""


def html(text: str, theme: Theme, token: str, pixels: float, weight: int) -> str:
    """A text for `QTextDocument`, in one hue but for its symbols."""
    parts = []
    for piece in pieces(text):
        written = escape(piece.text).replace("‖", "||")  # Inter has none, and that of STIX is two lines high
        if piece.kind in ("words", "strong"):
            parts.append(f"<b>{written}</b>" if piece.kind == "strong" else written)
            continue
        color = f"color: {getattr(theme, piece.token)};" if piece.token else ""
        face = (
            f"font-family: STIXGeneral; font-size: {round(_LARGER * pixels)}px; {color}"
            f"font-weight: {700 if weight >= 600 else 400};"
        )
        slant = "font-style: italic;" if piece.kind == "letter" else ""
        parts.append(f'<span style="{face}{slant}">{written}</span>')
        if piece.under:
            parts.append(f'<span style="{face} vertical-align: sub;">{escape(piece.under)}</span>')
    return f'<span style="white-space: pre-wrap; color: {getattr(theme, token)}">{"".join(parts)}</span>'


@final
class Prose(Dressed, QWidget):
    """A text that wraps, as high as it needs to be. The same text again does nothing."""

    def __init__(
        self,
        token: str = "ink",
        size: float = 14,
        weight: int = 500,
        line: float = _LINE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.text, self.token, self.size_wished, self.weight, self._line = "", token, size, weight, line
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self._document.setUndoRedoEnabled(False)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, text: str, token: str | None = None) -> None:
        """Shows another text, in another hue if one is given."""
        if (text, token or self.token) == (self.text, self.token):
            return
        before = self.heightForWidth(self.width())
        self.text, self.token = text, token or self.token
        self.setAccessibleName(plain(text))
        self._set()
        if self.heightForWidth(self.width()) != before:
            self.updateGeometry()
        self.update()

    def dress(self, theme: Theme, scale: float) -> None:
        if (theme, scale) != (self.theme, self.scale):
            super().dress(theme, scale)
            self._set()

    def _set(self) -> None:
        pixels = self.size_wished * self.scale
        document = self._document
        document.setDefaultFont(font(pixels, self.weight))
        document.setHtml(html(self.text, self.theme, self.token, pixels, self.weight))
        even = QTextBlockFormat()
        even.setLineHeight(round(self._line * pixels), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(even)

    def sizeHint(self) -> QSize:
        width = self.width() or 240
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, round(self._line * self.size_wished * self.scale) if self.text else 0)

    def heightForWidth(self, width: int) -> int:
        if not self.text:
            return 0
        self._document.setTextWidth(max(1, width))
        return round(self._document.size().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._document.setTextWidth(max(1, self.width()))
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(self.rect())
        self._document.documentLayout().draw(painter, context)
