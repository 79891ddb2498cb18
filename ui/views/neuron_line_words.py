"""The line of one neuron in words, under the plane: what slides it and what turns it, with today's numbers."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.equation import Piece, draw_line
from ui.views.fitted import fitted
from ui.views.layer import draw_card
from ui.views.neuron_facts import NeuronFacts, before_of, facts_of, figure, plain, subject, with_unit
from ui.views.neuron_words import distance_unit, normal, tr
from ui.views.plane_axes import axes_of
from ui.views.plane_line import NeuronLine, line_of
from ui.views.plane_marks import paint_disc, paint_handle
from ui.views.points import class_color, class_shape, draw_mark
from wbsim.snapshot import Snapshot


@final
class NeuronLineWords(QWidget):
    """Two rows, slide and turn, over the keys of the plane."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("The line in words"))
        self._facts: NeuronFacts | None = None
        self._look = Look(LIGHT)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the neuron at hand."""
        self._look = look
        self._facts = facts_of(snapshot, subject(snapshot.plan, look))
        self.setAccessibleDescription("; ".join(" ".join(row) for row in self._rows()))
        self.update()

    def sizeHint(self) -> QSize:
        """The size in the picture of the desk layout."""
        return QSize(556, 140)

    def _line(self) -> NeuronLine | None:
        facts = self._facts
        axes = axes_of(facts.plan, self._look.section) if facts is not None else None
        if facts is None or axes is None:
            return None
        return line_of(facts.plan, facts.snapshot.state.theta, facts.neuron, axes)

    def _rows(self) -> tuple[tuple[str, str], ...]:
        """What slides and what turns the line, in words."""
        facts, line = self._facts, self._line()
        if facts is None:
            return ()
        if facts.row.kind != "dense":
            return (("", tr("No line: its weights are used at many places or steps.")),)
        if not facts.is_first:
            return (("", tr("Its line lies among the values of the layer before, not on this plane.")),)
        if line is None:
            return (("", tr("No line: all weights are 0, or it sees more than the inputs themselves.")),)
        off = facts.b is None
        if len(facts.plan.description.inputs) == 1:
            unit = facts.terms[0].unit
            at = -line.b / line.w1 * line.scale[0] + line.shift[0]
            return (
                (
                    tr("slide"),
                    tr("z = 0 at x = −b / w = {at}").format(at=with_unit(plain(float(f"{at:.3g}")), unit)),
                ),
                (tr("steepness"), tr("w = {w}").format(w=figure(facts.terms[0].w))),
            )
        unit = distance_unit(facts.plan)
        angle, norm = normal(line)
        away = with_unit(figure(line.distance), unit)
        origin = tr("0") if facts.plan.scales.inputs.is_none else tr("the mean")
        if line.rest:  # what the other inputs add where they are held moves it too
            slide = tr("distance from {origin} on this plane = {away}").format(origin=origin, away=away)
        elif off:
            slide = tr("bias off: the line goes through {origin}").format(origin=origin)
        else:
            slide = tr("distance from {origin}:  −b / ‖w‖ = {away}").format(origin=origin, away=away)
        turn = tr("direction of w:  {angle}°,  ‖w‖ = {norm}").format(
            angle=themes.fixed(angle, 1), norm=themes.number(norm)
        )
        return ((tr("slide"), slide), (tr("turn"), turn))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, facts = self._look, self._facts
        draw_card(painter, look.theme, self.size())
        if facts is None:
            return
        theme, grown = look.theme, max(0.86, look.scale)
        rows = self._rows()
        pitch = min(34 * grown, (self.height() - 12) / (len(rows) + 1))
        y = (self.height() - pitch * (len(rows) + 1)) / 2 + pitch / 2
        size = max(11.5, 14 * look.scale)
        for place, (word, text) in enumerate(rows):
            x = 18 * grown
            if word:
                at, r = QPointF(x + 10 * grown, y), 0.72 * grown
                if place:
                    paint_handle(painter, theme, (at.x(), at.y()), r * 1.1)
                else:
                    paint_disc(painter, theme, at, facts.b if facts.b is not None else 0.0, r)
                x += 30 * grown
                painter.setFont(themes.font(size, 700))
                painter.setPen(theme.color("weight_text" if place else "bias_text"))
                painter.drawText(QPointF(x, y + 0.35 * size), word)
                x += QFontMetricsF(painter.font()).horizontalAdvance(word) + 10 * grown
            text, face = fitted([text], self.width() - x - 10, size, 600)
            painter.setFont(face)
            painter.setPen(theme.color("ink" if word else "ink2"))
            painter.drawText(QPointF(x, y + 0.35 * size), text)
            y += pitch
        self._paint_keys(painter, facts, y, grown)

    def _has_moved(self, facts: NeuronFacts) -> bool:
        """Whether the last change by hand was one of the line."""
        earlier = before_of(facts.snapshot, self._look)
        if earlier is None:
            return False
        was = facts_of(earlier, facts.neuron)
        return was.b != facts.b or any(a.w != b.w for a, b in zip(was.terms, facts.terms, strict=True))

    def _paint_keys(self, painter: QPainter, facts: NeuronFacts, y: float, grown: float) -> None:
        """Classes, and the lines on the plane."""
        theme, look = self._look.theme, self._look
        size = max(11.5, 13 * look.scale)
        painter.setFont(themes.font(size, 500))
        metrics = QFontMetricsF(painter.font())
        x, right = 28 * grown, self.width() - 12
        classes = facts.plan.description.classes
        for number in (
            reversed(range(min(2, len(classes)))) if len(classes) == 2 else range(min(4, len(classes)))
        ):
            draw_mark(
                painter, QPointF(x, y), class_shape(number, len(classes)), 5 * grown,
                class_color(theme, number, len(classes)), theme.color("panel"), True,
            )  # fmt: skip
            painter.setFont(themes.font(size, 500))
            painter.setPen(theme.color("ink"))
            painter.drawText(QPointF(x + 11 * grown, y + 0.35 * size), classes[number])
            x += 11 * grown + metrics.horizontalAdvance(classes[number]) + 24 * grown
        lines = [("weight", [8 / 2.6, 4 / 2.6], 2.6, "z = 0")] if self._line() is not None else []
        if self._has_moved(facts):
            lines.append(("ink2", [1.0, 2.0], 2.0, tr("before")))
        for token, dash, wide, text in lines:
            need = 40 * grown + metrics.horizontalAdvance(text)
            if x + need > right:
                break
            pen = theme.pen(token, wide * grown)
            pen.setDashPattern(dash)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, y), QPointF(x + 30 * grown, y))
            painter.setPen(theme.color("ink"))
            if text == "z = 0":
                draw_line(
                    painter,
                    theme,
                    QPointF(x + 36 * grown, y + 0.35 * size),
                    (Piece("z"), Piece("= 0", face="figure", space=0.3)),
                    size,
                )
            else:
                painter.drawText(QPointF(x + 36 * grown, y + 0.35 * size), text)
            x += need + 20 * grown
