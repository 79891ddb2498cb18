"""What of the unrolled cell stays while a run goes on: beds, names of rows and steps, arrows of weights, the rail of the bias. It
knows no events.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.equation import Line, Piece, draw_line, line_width
from ui.views.fitted import fitted
from ui.views.sequence_facts import Cell, lit_part
from ui.views.sequence_layout import Rooms
from ui.views.sequence_marks import arrow, halo
from ui.views.sequence_scene import small
from ui.views.sequence_words import input_words, step_name, symbol, tr

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_TOPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


def paint_beds(painter: QPainter, look: Look, cell: Cell, rooms: Rooms) -> None:
    """Beds, names of rows and of steps: the same for the folded form."""
    theme, grown = look.theme, rooms.grown
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    for top, bottom in (rooms.bars, rooms.inputs):
        painter.drawRoundedRect(QRectF(rooms.left, top, rooms.right - rooms.left, bottom - top), 6, 6)
    top, bottom = rooms.bars
    painter.setPen(theme.pen("grid", 1))
    for share in (1 / 3, 2 / 3):
        y = round(bottom - share * (bottom - top)) + 0.5
        painter.drawLine(QLineF(rooms.left, y, rooms.right, y))
    _row_name(
        painter,
        look,
        rooms,
        (top + bottom) / 2,
        (tr("Gradient size"),),
        (tr("‖∂L/∂h‖, this sample"), "‖∂L/∂h‖"),
        "loss_text",
    )
    painter.setFont(themes.font(small(look), 500))
    painter.setPen(theme.color("ink2"))
    name = QRectF(16 * grown, rooms.names - 9 * grown, rooms.left, 18 * grown)
    painter.drawText(name, _LEFT, tr("step"))
    for step in range(cell.steps):
        last = step == cell.steps - 1
        if not last and (
            (cell.steps - 1 - step) % rooms.every or (rooms.every > 1 and cell.steps - 1 - step < rooms.every)
        ):
            continue
        painter.setFont(themes.font(small(look), 700 if last else 500))
        painter.setPen(theme.color("ink" if last else "ink2"))
        box = QRectF(rooms.x(step) - 30, rooms.names - 9 * grown, 60, 18 * grown)
        painter.drawText(box, _CENTER, step_name(cell.plan, cell.steps, step))
    input_top, input_bottom = rooms.inputs
    _row_name(
        painter, look, rooms, (input_top + input_bottom) / 2, (tr("Input"),), (input_words(cell), ""), "ink"
    )


def _row_name(
    painter: QPainter,
    look: Look,
    rooms: Rooms,
    middle: float,
    names: tuple[str, ...],
    words: tuple[str, ...],
    token: str,
) -> None:
    theme, left, grown = look.theme, 16 * rooms.grown, rooms.grown
    wide = rooms.left - left - (34 if token == "ink" and middle > rooms.biases else 10) * grown
    text, face = fitted(names, wide, max(12, 14.5 * look.scale), 600)
    painter.setFont(face)
    painter.setPen(theme.color(token))
    painter.drawText(QRectF(left, middle - 17 * grown, rooms.left - left, 17 * grown), _LEFT, text)
    text, face = fitted(words, wide, small(look))
    painter.setFont(face)
    painter.setPen(theme.color("ink2"))
    painter.drawText(QRectF(left, middle + 1 * grown, rooms.left - left, 16 * grown), _LEFT, text)


def paint_ties(painter: QPainter, look: Look, cell: Cell, rooms: Rooms) -> None:
    """Names of the rows between the beds, arrows of weights and the rail of the bias."""
    theme, grown = look.theme, rooms.grown
    lit = lit_part(cell, look)
    ends = (
        ""
        if cell.row.layer.activation == "relu"
        else {"tanh": tr("−1 to 1"), "sigmoid": tr("0 to 1")}[cell.row.layer.activation]
    )
    count = tr("{n} numbers").format(n=cell.hidden)
    _row_name(
        painter,
        look,
        rooms,
        rooms.middle + 8 * grown,
        (tr("Hidden values"), tr("Hidden")),
        (f"{count}, {ends}" if ends else count, count),
        "ink",
    )
    if cell.b is not None:
        words = (tr("the same {n} numbers").format(n=cell.hidden), tr("the same {n}").format(n=cell.hidden))
        _row_name(painter, look, rooms, rooms.biases, (tr("Bias"),), words, "bias_text")
        pen = theme.pen("bias_line", 1.6)
        pen.setDashPattern([1.2, 2.6])
        if lit == "b":
            halo(
                painter,
                theme,
                QPointF(rooms.x(0), rooms.biases),
                QPointF(rooms.x(cell.steps - 1), rooms.biases),
                10 * grown,
                "bias_pale",
            )
        painter.setPen(pen)
        painter.drawLine(QLineF(rooms.x(0), rooms.biases, rooms.x(cell.steps - 1), rooms.biases))
    _paint_carried(painter, look, cell, rooms, lit == "h")
    _paint_entering(painter, look, cell, rooms, lit == "x")
    if cell.v is not None:
        one = QPointF(rooms.x(cell.steps - 1) + rooms.cell_width / 2 + 3, rooms.box.center().y())
        two = QPointF(rooms.box.left() - 3, one.y())
        if lit == "v":
            halo(painter, theme, one, two, 16 * grown)
        arrow(painter, theme.color("weight"), one, two, max(1.6, 2.6 * grown))


def _paint_carried(painter: QPainter, look: Look, cell: Cell, rooms: Rooms, lit: bool) -> None:
    """W_h from step to step."""
    theme, grown = look.theme, rooms.grown
    gap = rooms.pitch - rooms.cell_width
    width = min(4.6 * grown, max(1.6, gap / 9))
    painter.setFont(themes.font(small(look), 500))
    first = QPointF(
        max(rooms.left + 4 - 14 * grown, rooms.x(0) - rooms.cell_width / 2 - gap + 3), rooms.middle
    )
    for step in range(cell.steps):
        two = QPointF(rooms.x(step) - rooms.cell_width / 2 - 3, rooms.middle)
        one = QPointF(rooms.x(step - 1) + rooms.cell_width / 2 + 3, rooms.middle) if step else first
        if two.x() - one.x() < 3:
            continue
        if lit and step:
            halo(painter, theme, one, two, 16 * grown)
        arrow(painter, theme.color("weight" if step else "line2"), one, two, width)
        if step and gap >= 34 * grown:
            size = (20 if gap >= 50 * grown else 16) * grown
            wide = line_width((symbol("h"),), size)
            at = QPointF((one.x() + two.x() - wide) / 2 - 2, rooms.middle - 11 * grown)
            draw_line(painter, theme, at, (symbol("h"),), size)
    start: Line = (Piece("h", token="ink2"), Piece("= 0", face="figure", token="ink2", space=0.2))
    if gap < 34 * grown:  # once for all, where there is no room between two steps
        start = (symbol("h"),)
    size = 15 * grown if len(start) > 1 else 18 * grown
    right = first.x() + (16 * grown if len(start) > 1 else -6 * grown)
    draw_line(
        painter, theme, QPointF(right - line_width(start, size), rooms.middle - 11 * grown), start, size
    )


def _paint_entering(painter: QPainter, look: Look, cell: Cell, rooms: Rooms, lit: bool) -> None:
    """W_x from the input up into every step."""
    theme, grown = look.theme, rooms.grown
    width = min(5 * grown, max(1.6, rooms.pitch / 14))
    top, foot = rooms.columns[1] + 4, rooms.inputs[0] - 3
    for step in range(cell.steps):
        one, two = QPointF(rooms.x(step), foot), QPointF(rooms.x(step), top)
        if lit:
            halo(painter, theme, one, two, min(16 * grown, 0.8 * rooms.pitch))
        arrow(painter, theme.color("weight"), one, two, width)
        if rooms.pitch >= 60 * grown and foot - rooms.biases > 34 * grown:
            draw_line(
                painter,
                theme,
                QPointF(rooms.x(step) + 9 * grown, foot - 10 * grown),
                (symbol("x"),),
                20 * grown,
            )
    if (
        rooms.pitch < 60 * grown and foot - rooms.biases > 22 * grown
    ):  # once, where there is no room at every step
        wide = line_width((symbol("x"),), 18 * grown)
        draw_line(
            painter,
            theme,
            QPointF(rooms.left - wide - 8 * grown, foot - 4 * grown),
            (symbol("x"),),
            18 * grown,
        )
