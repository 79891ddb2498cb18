"""A step sheet as HTML, with its hues on white: for the clipboard and for paper. It knows no window."""

from __future__ import annotations

from html import escape

from ui.theme import LIGHT
from ui.views import sheet_set
from ui.views.equation import Piece
from wbsim.sheet import Row, Section, Sheet


def html(sheet: Sheet) -> str:
    """The whole sheet: a table for each section."""
    parts = [f"<h2>{escape(sheet.title)}</h2>"] if sheet.title else []
    parts += [_section(section) for section in sheet.sections]
    return (
        f'<html><head><meta charset="utf-8"></head><body style="font-family: Inter, sans-serif; color: {LIGHT.ink}">'
        + "".join(parts)
        + "</body></html>"
    )


def _section(section: Section) -> str:
    heads = "".join(
        f'<th align="{"right" if column.right else "left"}" style="color: {LIGHT.ink2}; font-weight: normal">'
        f"{line(sheet_set.cell(column.head))}</th>"
        for column in section.columns
    )
    rows = "".join(_row(section, row) for row in section.rows)
    notes = "".join(f'<p style="color: {LIGHT.ink2}">{escape(note)}</p>' for note in section.notes)
    about = f'<span style="color: {LIGHT.ink2}">{escape(section.about)}</span>'
    return (
        f"<h3>{escape(section.title)} &nbsp; {line(sheet_set.formula(section.formula))}</h3><p>{about}</p>"
        f'<table cellspacing="0" cellpadding="3" width="100%"><tr>{heads}</tr>{rows}</table>{notes}'
    )


def _row(section: Section, row: Row) -> str:
    bed = f' bgcolor="{LIGHT.bias_pale}"' if row.parameter and row.parameter.startswith("b:") else ""
    cells = "".join(
        f'<td align="{"right" if column.right else "left"}">{line(sheet_set.cell(content, strong=column.right))}</td>'
        for column, content in zip(section.columns, row.cells, strict=True)
    )
    under = [line(sheet_set.cell(one)) for one in row.lines] + ([escape(row.why)] if row.why else [])
    more = ""
    if under:
        more = f'<tr><td></td><td colspan="{max(1, len(section.columns) - 1)}">{" &nbsp;&nbsp; ".join(under)}</td></tr>'
    return f"<tr{bed}>{cells}</tr>{more}"


def line(pieces: sheet_set.Line) -> str:
    """A line of a formula."""
    return "".join(map(_piece, pieces))


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.face == "italic":
        text = f"<i>{text}</i>"
    elif piece.face == "strong":
        text = f"<b>{text}</b>"
    if piece.subscript:
        text += f"<sub>{escape(piece.subscript)}</sub>"
    if piece.superscript:
        text += f"<sup>{escape(piece.superscript)}</sup>"
    color = getattr(LIGHT, piece.token)
    gap = " " if piece.space else ""
    return gap + (text if color == LIGHT.ink else f'<span style="color: {color}">{text}</span>')
