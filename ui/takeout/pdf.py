"""A widget as a PDF of one page that is as large as the widget: words stay words in fonts that the file brings along, lines
stay lines. Qt writes it; what it says about figures of one width is added, for else they cannot be copied as figures.
"""

from __future__ import annotations

import re
import zlib
from functools import cache

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QFont, QPageSize, QPainter, QPdfWriter, QRawFont, QTextLayout
from PySide6.QtWidgets import QWidget

from ui import theme as themes

_RESOLUTION = 96  # units an inch, so that one is a pixel on screen
_POINTS = 72 / _RESOLUTION
_STREAM = re.compile(rb"\n(\d+) 0 obj\n<<([^>]*)>>\nstream\n", re.DOTALL)
_LETTERS = re.compile(rb"(\[[^\]]*\])")  # of glyphs that follow each other, each by its code
_CODE = re.compile(rb"<([0-9A-F]{4})>")
_RANGE = re.compile(
    rb"(<([0-9A-F]{4})> <([0-9A-F]{4})>) <([0-9A-F]{4})>"
)  # whose letters follow each other too
_PRIVATE = range(0xE000, 0xF900)  # where a font keeps its other forms of letters and figures
_WRITTEN = "0123456789.,:;+-−–=()[]{}<>%/ "


def pdf_of(widget: QWidget, title: str) -> bytes:
    """The widget and all that is seen in it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    size = QSizeF(widget.width() * _POINTS, widget.height() * _POINTS)
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setTitle(title)
    writer.setCreator("wbsim")
    painter = QPainter(writer)
    widget.render(painter, QPoint())
    painter.end()
    return readable(bytes(buffer.data().data()), _figures())


def readable(pdf: bytes, letters: dict[int, str]) -> bytes:
    """The file with tables from glyphs to letters that name letters, not the private places that `letters` stand at.

    What changes is added at the end, as PDF is made to be changed; a file that is written otherwise stays as it is.
    """
    start = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)
    trailer = re.search(rb"trailer\n<<(.*?)>>", pdf, re.DOTALL)
    if start is None or trailer is None:
        return pdf
    added, places = b"", {}
    for number, table in _tables(pdf):
        parts = _LETTERS.split(table)
        parts[::2] = [_RANGE.sub(lambda row: _listed(row, letters), part) for part in parts[::2]]
        better = _LETTERS.sub(
            lambda row: _CODE.sub(lambda code: _letter(code, letters), row[0]), b"".join(parts)
        )
        if better != table:
            places[number] = len(pdf) + len(added)
            added += b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
                number,
                len(better),
                better,
            )
    if not places:
        return pdf
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(places.items()))
    end = b"xref\n%strailer\n<<%s/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + added + end % (rows, trailer[1], start[1], len(pdf) + len(added))


def _tables(pdf: bytes) -> list[tuple[int, bytes]]:
    """The tables from glyphs to letters, with the numbers of their objects."""
    found = []
    for head in _STREAM.finditer(pdf):
        end = pdf.find(b"endstream", head.end())
        content = pdf[head.end() : end]
        if b"FlateDecode" in head[2]:
            try:
                content = zlib.decompressobj().decompress(content)
            except zlib.error:
                continue
        if b"begincmap" in content:
            found.append((int(head[1]), content))
    return found


def _listed(row: re.Match[bytes], letters: dict[int, str]) -> bytes:
    """A range of glyphs with each of its letters by itself, where any of them stands at a private place."""
    first, last, code = (int(one, 16) for one in row.groups()[1:])
    codes = range(code, code + last - first + 1)
    if not any(one in letters for one in codes):
        return row[0]
    return row[1] + b" [" + b" ".join(b"<%04X>" % one for one in codes) + b"]"


def _letter(found: re.Match[bytes], letters: dict[int, str]) -> bytes:
    letter = letters.get(int(found[1], 16))
    return found[0] if letter is None else b"<%04X>" % ord(letter)


@cache
def _figures() -> dict[int, str]:
    """The letters that stand at private places of the window's font when its figures have one width."""
    letters: dict[int, str] = {}
    for weight in (400, 500, 600, 700):
        font = themes.font(16, weight)
        raw = QRawFont.fromFont(font)
        private = {
            glyphs[0]: code
            for code in _PRIVATE
            if (glyphs := raw.glyphIndexesForString(chr(code))) and glyphs[0]
        }
        for letter in _WRITTEN:
            for glyph in _glyphs(letter, font):
                if glyph in private:
                    letters[private[glyph]] = letter
    return letters


def _glyphs(text: str, font: QFont) -> list[int]:
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]
