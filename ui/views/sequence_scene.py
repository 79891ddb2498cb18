"""How the unrolled cell is painted: what stays while a run goes on, and what every moment changes. It knows no events."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF

from ui import theme as themes
from ui.look import Look, Part
from ui.views.bias_disc import Disc, draw_disc
from ui.views.equation import Piece, draw_line, line_width
from ui.views.fitted import fitted
from ui.views.sequence_facts import Cell, Way, lit_part, read_ends, step_of, unit_at_hand
from ui.views.sequence_layout import MOST_STRIPS, Rooms
from ui.views.sequence_marks import arrow, column_pictures, halo, paint_column, reading_color
from ui.views.sequence_words import heard, input_words, step_name, symbol, tr
from ui.views.tones import picture, span, tones

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TOPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


def small(look: Look) -> float:
    """The size of captions."""
    return max(11.5, 12 * look.scale)


def ladder(value: float) -> float:
    """A round number that is at least a positive value, and changes seldom."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(n * power for n in _TOPS if n * power >= value * (1 - 1e-9))


# --- what stays ---------------------------------------------------------------------------------------------


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
        tr("Gradient size"),
        ("‖∂L/∂h‖, this sample", "‖∂L/∂h‖"),
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
        painter, look, rooms, (input_top + input_bottom) / 2, tr("Input"), (input_words(cell), ""), "ink"
    )


def _row_name(
    painter: QPainter, look: Look, rooms: Rooms, middle: float, name: str, words: tuple[str, ...], token: str
) -> None:
    theme, left, grown = look.theme, 16 * rooms.grown, rooms.grown
    wide = rooms.left - left - 30 * grown
    text, face = fitted([name], wide, max(12, 14.5 * look.scale), 600)
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
        tr("Hidden values"),
        (f"{count}, {ends}" if ends else count, count),
        "ink",
    )
    if cell.b is not None:
        words = (tr("the same {n} numbers").format(n=cell.hidden), tr("the same {n}").format(n=cell.hidden))
        _row_name(painter, look, rooms, rooms.biases, tr("Bias"), words, "bias_text")
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
    line = (Piece("h", token="ink2"), Piece("= 0", face="figure", token="ink2", space=0.2))
    wide = line_width(line, 15 * grown)
    if rooms.cell_height * cell.hidden > 60 * grown:
        draw_line(
            painter,
            theme,
            QPointF(first.x() - wide + 16 * grown, rooms.middle - 11 * grown),
            line,
            15 * grown,
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
    if rooms.pitch - rooms.cell_width < 34 * grown:
        wide = line_width((symbol("h"),), 18 * grown)
        draw_line(
            painter, theme, QPointF(rooms.right + 4, rooms.middle - 16 * grown), (symbol("h"),), 18 * grown
        )


# --- the sample ---------------------------------------------------------------------------------------------


def paint_inputs(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """What each step reads: a curve with its points, a strip for each value of a step; of many values cells."""
    theme, grown = look.theme, rooms.grown
    if cell.features > MOST_STRIPS or not cell.reads_data:
        size = (rooms.pitch * 0.72, rooms.inputs[1] - rooms.inputs[0] - 12 * grown)
        values = np.asarray(way.unrolled.inputs, float)
        ends = (
            (-1.0, 1.0)
            if not cell.reads_data and np.abs(values).max(initial=0) <= 1
            else span(values, "linear")
        )
        image = picture(tones(values.T, ends), theme.activation)
        for step in range(cell.steps):
            box = QRectF(
                rooms.x(step) - min(size[0], rooms.cell_width) / 2,
                rooms.inputs[0] + 6 * grown,
                min(size[0], rooms.cell_width),
                size[1],
            )
            paint_column(painter, theme, image, step, box)
        return
    for feature in range(cell.features):
        _paint_strip(painter, look, cell, way, rooms, feature)


def _paint_strip(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms, feature: int) -> None:
    theme, grown, strip = look.theme, rooms.grown, rooms.strip(feature)
    low, high = read_ends(cell.plan)[feature]
    values = np.nan_to_num(np.asarray(way.read[:, feature], float))
    low, high = min(low, float(values.min())), max(high, float(values.max()))
    if high <= low:
        low, high = low - 1, high + 1
    alone = cell.features == 1
    spare = (0.24 if alone else 0.12) * strip.height()

    def y_of(value: float) -> float:
        return strip.bottom() - spare - (value - low) / (high - low) * (strip.height() - 2 * spare)

    ground = y_of(0.0) if low <= 0 <= high else y_of(low)
    painter.setPen(theme.pen("line2", 1.2))
    painter.drawLine(QLineF(rooms.left, ground, rooms.right, ground))
    painter.setFont(themes.font(small(look), 500))
    painter.setPen(theme.color("ink2"))
    edge = QRectF(rooms.left - 66, 0, 60, 16)
    marks = (low, high) if alone else ()
    for mark in sorted({*marks, *((0.0,) if low <= 0 <= high and alone else ())}):
        if mark and low < 0 < high and abs(y_of(mark) - ground) < 15:
            continue
        painter.drawText(edge.translated(0, y_of(mark) - 8), _RIGHT, themes.number(mark, 2) if mark else "0")
    if not alone and strip.height() >= 13:
        draw_line(
            painter,
            theme,
            QPointF(rooms.left - 26 * grown, strip.center().y() + 5),
            (Piece("x", str(feature + 1)),),
            16 * grown,
        )
    places = [QPointF(rooms.x(step), y_of(float(value))) for step, value in enumerate(values)]
    painter.setPen(theme.pen("slate", 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(places))
    radius = min(5 * grown, max(1.6, 0.18 * rooms.pitch), max(1.8, 0.2 * strip.height()))
    figures = alone and rooms.pitch >= 40 * grown and strip.height() >= 46
    painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 500))
    for place, value in zip(places, values, strict=True):
        if rooms.pitch >= 12:
            painter.setPen(theme.pen("ink2", 1.4))
            painter.drawLine(QLineF(place.x(), ground, place.x(), place.y()))
        painter.setPen(theme.pen("panel", 1.2))
        painter.setBrush(theme.color("ink"))
        painter.drawEllipse(place, radius, radius)
        if figures:
            painter.setPen(theme.color("ink"))
            above = place.y() >= ground - 1
            y = ground - 17 if above else ground + 2
            painter.drawText(
                QRectF(place.x() - 30, y, 60, 16),
                _CENTER,
                themes.fixed(float(value)) if abs(value) < 100 else themes.number(float(value)),
            )


# --- the moment ---------------------------------------------------------------------------------------------


def paint_bars(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """The size of the gradient at every step, with its number where there is room."""
    theme, grown = look.theme, rooms.grown
    sizes = way.unrolled.gradient
    top, bottom = rooms.bars
    finite = sizes[np.isfinite(sizes)]
    if not len(finite):
        words = (
            tr("no gradient: this point has no target")
            if way.trace.pick.point is not None
            else tr("the gradient is no number")
        )
        painter.setFont(themes.font(small(look), 500))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(rooms.left, top, rooms.right - rooms.left, bottom - top), _CENTER, words)
        return
    head = 17 * grown
    scale = ladder(float(finite.max()))
    wide = min(rooms.cell_width, 0.7 * rooms.pitch)
    at_hand, numbers = step_of(cell, look), rooms.pitch >= 46
    painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 600))
    metrics = QFontMetricsF(painter.font())
    for step, size in enumerate(sizes.tolist()):
        if not math.isfinite(size):
            continue
        high = max(1.5 if size > 0 else 0.0, size / scale * (bottom - top - head))
        bar = QRectF(rooms.x(step) - wide / 2, bottom - high, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("loss"))
        painter.drawRoundedRect(bar, min(2.0, high / 2), min(2.0, high / 2))
        if numbers or (step == at_hand and look.sequence.step is not None):
            text = (
                themes.number(size)
                if not numbers or metrics.horizontalAdvance(themes.number(size)) < rooms.pitch - 4
                else themes.number(size, 1)
            )
            painter.setPen(theme.color("loss_text"))
            painter.drawText(QRectF(bar.center().x() - 40, bar.top() - head, 80, head), _CENTER, text)
    if not numbers:
        painter.setFont(themes.font(small(look), 500))
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(rooms.left - 66, top + head - 8, 60, 16), _RIGHT, themes.number(scale, 1))
        painter.drawText(QRectF(rooms.left - 66, bottom - 13, 60, 16), _RIGHT, "0")


def value_ends(cell: Cell, values: NDArray[np.floating]) -> tuple[float, float]:
    """What the ends of the colors of hidden values stand for."""
    return span(values, cell.row.layer.activation)


def paint_columns(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """The hidden values as cells, with their numbers where they fit; the unit at hand in a frame of ink."""
    theme, hidden = look.theme, np.asarray(way.unrolled.hidden, float)
    ends = value_ends(cell, hidden)
    image = column_pictures(theme, hidden, ends)
    numbers = rooms.shows_numbers()
    pixels = min(13.0 * max(1.0, rooms.grown), 0.62 * rooms.cell_height)
    painter.setFont(themes.font(max(11.0, pixels), 600))
    for step in range(cell.steps):
        paint_column(painter, theme, image, step, rooms.column(step))
        if numbers:
            for row, value in enumerate(hidden[step].tolist()):
                painter.setPen(reading_color(theme, image.pixelColor(step, row)))
                text = themes.fixed(value, 1) if abs(value) < 100 else themes.number(value, 2)
                painter.drawText(rooms.cell(step, row), _CENTER, "0.0" if text == "−0.0" else text)
    unit = unit_at_hand(cell, look)
    if unit is None:
        return
    place = cell.place_of(look.parameter or look.chosen)
    if place is not None and place[0] == "h":  # what the weight takes up, one step before each
        painter.setPen(theme.pen("weight", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for step in range(cell.steps - 1):
            painter.drawRect(rooms.cell(step, place[2]).adjusted(-1, 0, 1, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen("ink", 1.6))
    for step in range(cell.steps):
        painter.drawRoundedRect(rooms.cell(step, unit).adjusted(-2, 0, 2, 0), 2, 2)
    if look.sequence.step is not None or look.sequence.pointed is not None:
        painter.setPen(theme.pen("ink", 3))
        painter.drawRoundedRect(rooms.cell(step_of(cell, look), unit).adjusted(-2.5, -1, 2.5, 1), 3, 3)


def shown_bias(cell: Cell, unit: int | None) -> float:
    """The bias that the discs show: of the unit at hand, or how large all are together."""
    assert cell.b is not None
    if unit is not None:
        return float(cell.b[unit])
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.mean(np.asarray(cell.b, float) ** 2)))


def paint_discs(painter: QPainter, look: Look, cell: Cell, rooms: Rooms, lit: Part | None) -> None:
    """The one bias, the same disc at every step."""
    unit = unit_at_hand(cell, look)
    if cell.b is None:
        return
    value = shown_bias(cell, unit)
    disc = Disc(value, hovered=lit == "b", diverged=not math.isfinite(value))
    for step in range(cell.steps):
        draw_disc(painter, look.theme, rooms.x(step), rooms.biases, disc, rooms.disc_scale)
    if unit is not None:
        line = (
            Piece("b", str(unit + 1), token="bias_text"),
            Piece("=", face="figure", token="ink2", space=0.25),
            Piece(themes.fixed(value), face="strong", token="bias_text", space=0.25),
        )
        size = 15 * rooms.grown
        at = QPointF(16 * rooms.grown, rooms.biases + 34 * rooms.grown)
        if at.y() < rooms.inputs[0] - 2:
            draw_line(painter, look.theme, at, line, size)


def paint_heard(painter: QPainter, look: Look, cell: Cell, way: Way, rooms: Rooms) -> None:
    """How much a step hears of what the last one does."""
    step = step_of(cell, look)
    found = heard(cell, way, 0 if step == cell.steps - 1 else step)
    if found is None:
        return
    theme, grown = look.theme, rooms.grown
    before, share, behind = found
    left = rooms.box.left()
    room = rooms.width - 8 - left
    top, bottom = rooms.bars
    y = max(top - 4, (top + bottom) / 2 - 34 * grown)
    for words, pixels, weight, token, high in (
        ((before,), small(look) + 1, 500, "ink2", 18),
        ((share,), 22 * grown, 700, "loss_text", 26),
        (behind, small(look) + 0.5, 500, "ink2", 18),
    ):
        text, face = fitted(words, room, pixels, weight)
        painter.setFont(face)
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(left, y, room, high * grown), _LEFT, text)
        y += high * grown
