"""Paints rows and heads of a step sheet. It knows where they stand and what of them is known; it keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.theme import Theme
from ui.views import sheet_set
from ui.views.equation import Piece, draw_line, fitting, line_width
from ui.views.sheet_layout import Card, Laid, Layout
from ui.views.sheet_reveal import Known
from wbsim.sheet import Row

_HIDDEN = Piece("…", face="figure", token="ink3")
_BAR = {"forward": "slate", "loss": "loss", "backward": "loss", "update": "weight", "batch": "loss"}


@dataclass(frozen=True)
class RowLook:
    """All that decides how a row is painted beside what stands in it."""

    known: Known
    lit: bool = False  # pointed at, here or in the diagram
    term: int | None = None  # the product that is pointed at


def paint_row(painter: QPainter, layout: Layout, laid: Laid, look: RowLook, theme: Theme) -> None:
    """A row from the left top corner of the painter."""
    section = layout.cards[laid.set.section].section
    metrics = layout.metrics
    inset = 0.55 * metrics.pad
    bed = QRectF(inset, 0.5, layout.width - 2 * inset - 6, laid.height - 1)
    is_bias = laid.row.parameter is not None and laid.row.parameter.startswith("b:")
    painter.setPen(Qt.PenStyle.NoPen)
    if look.lit:
        painter.setBrush(theme.color("line"))
    elif is_bias:
        painter.setBrush(theme.color("bias_pale"))
    else:
        painter.setBrush(theme.color("sunk" if laid.set.index % 2 == 0 else "panel"))
    painter.drawRoundedRect(bed, 5, 5)
    if look.known.at_hand:
        painter.setPen(theme.pen("ink", 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bed.adjusted(0.8, 0.3, -0.8, -0.3), 5, 5)
    columns = layout.cards[laid.set.section].columns
    base = 0.5 * metrics.row + 0.36 * metrics.figures
    for place, (column, (left, right)) in enumerate(zip(section.columns, columns, strict=True)):
        pieces = sheet_set.cell(laid.row.cells[place], strong=column.right or place == 0)
        if place == 0:
            pieces = tuple(_strong(one) for one in pieces)
        if not pieces:
            continue
        if not look.known.cells[place]:
            pieces = (_HIDDEN,)
        if column.right:
            x = right - line_width(pieces, metrics.figures)
            draw_line(painter, theme, QPointF(x, base), pieces, metrics.figures)
        elif look.known.cells[place]:
            _paint_sum(painter, theme, QPointF(left, base), laid, place, look, layout)
        else:
            draw_line(painter, theme, QPointF(left, base), pieces, metrics.figures)
    if laid.is_open:
        _paint_under(painter, layout, laid, look, theme)


def _strong(one: Piece) -> Piece:
    """A name at the beginning of a row."""
    return replace(one, face="strong") if one.face == "figure" else one


def _paint_sum(
    painter: QPainter, theme: Theme, at: QPointF, laid: Laid, place: int, look: RowLook, layout: Layout
) -> None:
    """A cell of many pieces, on several lines where it is long. In a product that is not there yet a symbol stands in the
    place of what the weight multiplies, so that nothing moves when its number comes.
    """
    metrics, size = layout.metrics, layout.metrics.figures
    row, cell = laid.row, laid.row.cells[place]
    forward = layout.cards[laid.set.section].section.part == "forward"
    pieces = tuple(_strong(one) if place == 0 else one for one in sheet_set.cell(cell, strong=place == 0))
    y, most = at.y(), look.known.terms if any(one.term is not None for one in cell) else None
    for part in laid.set.cells[place]:
        x = at.x()
        for k in part:
            term = cell[k].term
            if most is not None and term is None:  # the sum of what is left out
                draw_line(painter, theme, QPointF(x + 0.4 * size, y), (_HIDDEN,), size)
                return
            one = pieces[k] if k != part.start else replace(pieces[k], space=0.0)
            wide = line_width((one,), size)
            if forward and term is not None and term in (look.term, look.known.term):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("weight_pale"))
                shift = one.space * size
                painter.drawRect(QRectF(x + shift - 1.5, y - 1.02 * size, wide - shift + 3, 1.4 * size))
            if most is None or term is None or term < most:
                draw_line(painter, theme, QPointF(x, y), (one,), size)
            elif cell[k].face == "number" and cell[k].kind == "data":
                opened = cell[k - 1].text == "("  # whose place a symbol, which needs none, takes too
                begin = x - (line_width((pieces[k - 1],), size) if opened else 0.0)
                draw_line(painter, theme, QPointF(begin, y), _symbol(row, term, x + wide - begin, size), size)
            elif cell[k].text not in ("(", ")"):
                draw_line(painter, theme, QPointF(x, y), (one,), size)
            x += wide
        y += metrics.row


def _symbol(row: Row, term: int, width: float, size: float) -> sheet_set.Line:
    """What a weight multiplies; dots where an input has too long a name for its place."""
    made = tuple(replace(part, token="ink2") for part in sheet_set.cell(row.products[term].source))
    return made if line_width(made, size) <= width else (_HIDDEN,)


def _paint_under(painter: QPainter, layout: Layout, laid: Laid, look: RowLook, theme: Theme) -> None:
    """What is written beneath: the lines, then in a sentence what is special."""
    metrics = layout.metrics
    size = 0.96 * metrics.figures
    y = (laid.set.lines + 0.5) * metrics.row + 0.36 * size
    for row in laid.set.under:
        for place, x in row:
            pieces = sheet_set.cell(laid.row.lines[place])
            if not look.known.lines[place]:
                pieces = (*_until_equals(pieces), _HIDDEN)
            draw_line(painter, theme, QPointF(x, y), pieces, size)
        y += metrics.row
    if laid.row.why:
        left = layout.cards[laid.set.section].columns[
            min(1, len(layout.cards[laid.set.section].columns) - 1)
        ][0]
        font = themes.font(max(11.5, 0.92 * metrics.figures), 500)
        painter.setFont(font)
        painter.setPen(theme.color("ink2"))
        room = layout.width - left - metrics.pad
        painter.drawText(
            QPointF(left, y), QFontMetricsF(font).elidedText(laid.row.why, Qt.TextElideMode.ElideRight, room)
        )


def _until_equals(pieces: sheet_set.Line) -> sheet_set.Line:
    """What a line is about, without its numbers."""
    for place, one in enumerate(pieces):
        if one.text.strip() == "=":
            return pieces[: place + 1]
    return ()


def paint_card(painter: QPainter, layout: Layout, card: Card, theme: Theme, at_hand: bool) -> None:
    """The card of a section with its title, its formula, the heads of its columns and its notes; rows come after."""
    metrics, section = layout.metrics, card.section
    box = QRectF(0.5, 0.5, layout.width - 1, card.height - 1)
    painter.setPen(theme.pen("ink", 2) if at_hand else theme.pen("line", 1))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if at_hand else box, 12, 12)
    middle = 0.54 * metrics.head
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(_BAR[section.part]))
    bar = 0.5 * metrics.title
    painter.drawRoundedRect(QRectF(metrics.pad - 2, middle - bar, 3.5, 2 * bar), 1.7, 1.7)
    font = themes.font(metrics.title, 600)
    painter.setFont(font)
    painter.setPen(theme.color("ink"))
    base, x = middle + 0.36 * metrics.title, metrics.pad + 10
    painter.drawText(QPointF(x, base), section.title)
    x += QFontMetricsF(font).horizontalAdvance(section.title) + 0.8 * metrics.title
    end = layout.width - metrics.pad - 6
    small = themes.font(max(11.5, 0.96 * metrics.figures), 500)
    about = QFontMetricsF(small).horizontalAdvance(section.about)
    line = sheet_set.formula(section.formula)
    pixels = 1.12 * metrics.figures
    fits = x + line_width(line, pixels) + 20 + about <= end
    if line:
        made, size = fitting([line], end - x - (about + 20 if fits else 0), pixels, 9)
        draw_line(painter, theme, QPointF(x, base), made, size)
    if fits or not line:
        painter.setFont(small)
        painter.setPen(theme.color("ink2"))
        painter.drawText(QPointF(end - about, base), section.about)
    if section.rows:
        _paint_heads(painter, layout, card, theme)
    painter.setFont(themes.font(max(11.5, 0.92 * metrics.figures), 500))
    painter.setPen(theme.color("ink2"))
    y = card.notes - card.top + 0.36 * metrics.figures
    for number, note in enumerate(section.notes):
        text = painter.fontMetrics().elidedText(
            note, Qt.TextElideMode.ElideRight, int(layout.width - 2 * metrics.pad)
        )
        painter.drawText(QPointF(metrics.pad, y + (number + 0.6) * metrics.row), text)


def _paint_heads(painter: QPainter, layout: Layout, card: Card, theme: Theme) -> None:
    metrics = layout.metrics
    base = metrics.head + 0.5 * metrics.columns + 0.2 * metrics.figures
    for column, (left, right) in zip(card.section.columns, card.columns, strict=True):
        pieces = tuple(
            Piece(
                p.text, p.subscript, p.superscript, "ink2" if p.token == "ink" else p.token, p.face, p.space
            )
            for p in sheet_set.cell(column.head)
        )
        size = 0.92 * metrics.figures if pieces and pieces[0].face != "italic" else 1.05 * metrics.figures
        x = right - line_width(pieces, size) if column.right else left
        draw_line(painter, theme, QPointF(x, base), pieces, max(11.5, size))
