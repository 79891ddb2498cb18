"""Paints what stands on the inspector's card beside its rows: title, equation, today's numbers, the curve.
It knows one neuron at one moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views import equation
from ui.views.activation_curve import CurveState, paint_curve
from ui.views.equation import Line, Piece
from ui.views.inspector_layout import InspectorLayout
from ui.views.layer import draw_card
from ui.views.names import layer_title, unit_word
from ui.views.network_layout import Box
from ui.views.neuron_reading import reading
from wbsim.plan import Plan, Row
from wbsim.snapshot import Snapshot

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _tr(text: str) -> str:
    return QCoreApplication.translate("InspectorView", text)


@dataclass(frozen=True, eq=False)
class Subject:
    """The neuron that is inspected: its row of the plan, its place there from 0, the weights that have a row."""

    snapshot: Snapshot
    look: Look
    row: Row
    place: int
    shown: tuple[int, ...]

    @property
    def neuron(self) -> int:
        """Its id."""
        return self.row.layer.neurons[self.place]

    @property
    def bias(self) -> float | None:
        """Its bias; None without."""
        biases = self.row.biases_of(self.snapshot.state.theta)
        return None if biases is None else float(biases[self.place])


_SAMPLE = 176  # pixels at the right of the title that the sample at hand may take


def margin(look: Look) -> float:
    """Where text begins on the card."""
    return (16.0 if look.compact else 20.0) * max(1.0, look.scale)


def titles(plan: Plan, row: Row, place: int) -> tuple[str, str]:
    """The name of a neuron, and of its layer."""
    number = plan.rows.index(row)
    if number < len(plan.rows) - 1:
        one = unit_word(row.kind)
        name = f"{one[0].upper()}{one[1:]} {place + 1}"
        if row.kind != "dense":
            return name, layer_title(plan, number)
        return name, _tr("hidden layer {number}").format(number=number + 1)
    classes = plan.description.classes
    if row.fan_out == 1:
        return _tr("Output neuron"), ""
    if len(classes) == row.fan_out:
        return (
            _tr("Neuron {number}").format(number=place + 1),
            _tr("output layer, for “{name}”").format(name=classes[place]),
        )
    return _tr("Neuron {number}").format(number=place + 1), _tr("output layer")


def left_out(row: Row, shown: tuple[int, ...]) -> str:
    """What has no slider, in words; nothing where all have one."""
    if len(shown) == row.fan_in:
        return ""
    words = _tr("{shown} of {all} inputs, those of the largest weights")
    return words.format(shown=len(shown), all=row.fan_in)


def paint_invitation(painter: QPainter, look: Look, size: QSize) -> None:
    """The card without a neuron: a sentence that invites to choose one."""
    theme, middle = look.theme, size.height() / 2
    draw_card(painter, theme, size)
    painter.setPen(theme.color("ink"))
    painter.setFont(themes.font(17 * max(0.94, look.scale), 600))
    grown = max(1.0, look.scale)
    box = QRectF(24, middle - 38 * grown, size.width() - 48, 30 * grown)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _tr("Choose a neuron"))
    painter.setPen(theme.color("ink2"))
    painter.setFont(themes.font(max(11.5, 13 * look.scale), 500))
    text = _tr("Click one in the diagram: its equation opens here, with a slider for every number in it.")
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(
        QRectF(size.width() / 2 - 170 * grown, middle - 4 * grown, 340 * grown, 48 * grown), flags, text
    )


def paint_still(
    painter: QPainter, subject: Subject, layout: InspectorLayout, size: QSize, chips_end: float
) -> None:
    """What stands still while numbers move: card, title, equation, heads of columns, the line at the foot."""
    look, theme, scale = subject.look, subject.look.theme, subject.look.scale
    grown = max(1.0, scale)
    draw_card(painter, theme, size)
    _title(painter, subject, layout, size)
    line, pixels = _equation(subject, layout)
    equation.draw_line(painter, theme, QPointF(margin(look), layout.equation), line, pixels)
    painter.setFont(themes.font(max(11.5, 12 * scale), 500))
    painter.setPen(theme.color("ink2"))
    if layout.heads is not None and layout.columns.gradient_end is not None:
        heads = [(_tr("value"), layout.columns.value_end)]
        if subject.snapshot.seen.gradient is not None:
            heads.append((_tr("gradient"), layout.columns.gradient_end))
        for text, end in heads:
            box = QRectF(
                layout.rows[0].x + end - 120 * grown, layout.heads - 14 * grown, 120 * grown, 18 * grown
            )
            painter.drawText(box, _RIGHT, text)
    some = left_out(subject.row, subject.shown)
    if layout.foot is not None and (look.compact or some):
        text = some or _tr("drag, type, or ↑ ↓ (Shift: ×10)")
        start = margin(look) if look.compact else chips_end + 12 * grown
        box = QRectF(start, layout.foot - 10 * grown, layout.rows[0].right - start, 20 * grown)
        if QFontMetricsF(painter.font()).horizontalAdvance(text) > box.width():
            text = _tr("{shown} of {all} inputs").format(shown=len(subject.shown), all=subject.row.fan_in)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
    elif some and layout.heads is not None:
        painter.drawText(QPointF(margin(look), layout.heads), some)


def title_end(subject: Subject, layout: InspectorLayout) -> float:
    """Where the title ends."""
    look, grown = subject.look, max(1.0, subject.look.scale)
    title, layer = _titles(subject, layout)
    large, small = themes.font(17 * max(0.94, look.scale), 600), themes.font(max(11.5, 13 * look.scale), 500)
    width = QFontMetricsF(large).horizontalAdvance(title) + QFontMetricsF(small).horizontalAdvance(layer)
    return margin(look) + width + 8 * grown


def _titles(subject: Subject, layout: InspectorLayout) -> tuple[str, str]:
    """The name of the neuron, and beside it that of its layer, or there too what has no slider."""
    title, layer = titles(subject.snapshot.plan, subject.row, subject.place)
    if layout.foot is None and layout.heads is None and len(subject.shown) < subject.row.fan_in:
        number = subject.snapshot.plan.rows.index(subject.row) + 1
        words = _tr("{layer}: {shown} largest of {all} weights")
        name = layer_title(subject.snapshot.plan, number - 1)
        layer = words.format(layer=name, shown=len(subject.shown), all=subject.row.fan_in)
    return title, layer


def _title(painter: QPainter, subject: Subject, layout: InspectorLayout, size: QSize) -> None:
    look = subject.look
    title, layer = _titles(subject, layout)
    font = themes.font(17 * max(0.94, look.scale), 600)
    painter.setFont(font)
    painter.setPen(look.theme.color("ink"))
    painter.drawText(QPointF(margin(look), layout.title), title)
    painter.setPen(look.theme.color("ink2"))
    painter.setFont(themes.font(max(11.5, 13 * look.scale), 500))
    left = margin(look) + QFontMetricsF(font).horizontalAdvance(title) + 8 * max(1.0, look.scale)
    if look.compact:  # beside the sample
        room = size.width() - _SAMPLE * max(1.0, look.scale) - left
        layer = layer if painter.fontMetrics().horizontalAdvance(layer) <= room else ""
    painter.drawText(QPointF(left, layout.title), layer)


def _equation(subject: Subject, layout: InspectorLayout) -> tuple[Line, float]:
    """The sum, and the activation where no curve shows it, with as many terms as fit."""
    plan, neuron = subject.snapshot.plan, subject.neuron
    sources = [subject.row.sources[k] for k in subject.shown]
    tails: list[Line] = [()]
    if layout.curve is None:
        comma = (Piece(",", face="upright"), Piece("", space=0.5))
        formulas = equation.activation_line(plan, neuron), equation.name_line(plan, neuron)
        tails = [(*comma, *line) for line in formulas]
    # the activation's formula gives way to its name before a term of the sum does
    full = [(*equation.sum_line(plan, neuron, sources), *tail) for tail in tails]
    short = range(len(sources) - 1, 0, -1)
    lines = [*full, *((*equation.sum_line(plan, neuron, sources[:k]), *tails[-1]) for k in short)]
    room = layout.text_end - margin(subject.look)
    return equation.fitting(lines, room, layout.symbols, 0.72 * layout.symbols)


def paint_numbers(painter: QPainter, subject: Subject, base: float, end: float) -> None:
    """Today's numbers for the traced sample under the equation, as many products as fit."""
    snapshot, row = subject.snapshot, subject.row
    trace = snapshot.seen.trace
    if trace is None:
        return
    weights = row.weights_of(snapshot.state.theta)[subject.place]
    read = reading(row, subject.place, trace)
    values, total = read.values, read.total
    pairs = [(float(weights[k]), float(values[k])) for k in subject.shown]
    start = margin(subject.look) + 11 * max(1.0, subject.look.scale)
    pixels = max(11.5, 14 * subject.look.scale)
    for most in range(len(pairs), 0, -1):
        kept = pairs[:most]
        rest = None
        if most < row.fan_in:
            rest = total - sum(w * v for w, v in kept) - (subject.bias or 0.0)
        small = max(11.5, 0.88 * pixels)
        for size, gap in ((pixels, 0.32), (small, 0.32), (small, 0.2)):
            line = equation.numbers_line(kept, rest, subject.bias, total, gap)
            if equation.line_width(line, size) <= end - start or (most == 1 and gap < 0.3):
                equation.draw_line(painter, subject.look.theme, QPointF(start, base), line, size)
                return


def paint_activation(painter: QPainter, subject: Subject, box: Box) -> None:
    """The curve of the activation with today's point, its equation above."""
    trace, row = subject.snapshot.seen.trace, subject.row
    read = None if trace is None else reading(row, subject.place, trace)
    z, a = (None, None) if read is None else (read.total, read.made)
    titles = [
        line(subject.snapshot.plan, subject.neuron) for line in (equation.activation_line, equation.name_line)
    ]
    if a is not None:
        value = (Piece("=", face="figure", space=0.3), Piece(themes.fixed(a), face="strong", space=0.25))
        titles = [(*title, *value) for title in titles]
    state = CurveState(row.layer.activation, z, a, subject.bias)
    paint_curve(
        painter,
        subject.look.theme,
        QRectF(box.x, box.y, box.width, box.height),
        state,
        titles,
        subject.look.scale,
    )
