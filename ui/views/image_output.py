"""What the network answers for the image at hand: a bar a class with its bias and its sum, the target and the answer given."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.bias_disc import Disc, draw_disc
from ui.views.fitted import fitted
from ui.views.image_answers import Answer, answers
from ui.views.image_words import activation_name, signed, tr
from ui.views.layer import draw_card
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@final
class OutputView(QWidget):
    """A bar a class."""

    parameter_chosen = Signal(str)  # an output's bias, whose curve is wanted

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Output"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._rows: tuple[tuple[QRectF, Answer], ...] = ()

    def sizeHint(self) -> QSize:
        """The size in the picture of the room."""
        return QSize(432, 330)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self._rows = self._placed()
        given = next((answer for _, answer in self._rows if answer.given), None)
        if given is not None and not snapshot.playing:
            self.setAccessibleDescription(
                tr("Answer: {name}, {share}").format(name=given.name, share=given.figure)
            )
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Places the rows for the new size."""
        if self._snapshot is not None:
            self._rows = self._placed()

    def _side(self) -> float:
        return (14 if self._look.compact else 20) * max(1.0, self._look.scale)

    def _placed(self) -> tuple[tuple[QRectF, Answer], ...]:
        snapshot, grown, side = self._snapshot, max(1.0, self._look.scale), self._side()
        if snapshot is None or snapshot.seen.trace is None:
            return ()
        top = (38 if self._look.compact else 50) * grown
        area = QRectF(side, top, self.width() - 2 * side, self.height() - top - 8 * grown)
        found = answers(
            snapshot.plan, snapshot, snapshot.seen.trace, max(1, int(area.height() // (14 * grown)))
        )
        step = min(96 * grown, area.height() / max(1, len(found)))
        return tuple(
            (QRectF(area.left(), area.top() + n * step, area.width(), step), answer)
            for n, answer in enumerate(found)
        )

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, theme, grown, side = self._look, self._look.theme, max(1.0, self._look.scale), self._side()
        draw_card(painter, theme, self.size())
        if self._snapshot is None:
            return
        plan = self._snapshot.plan
        head = QRectF(side, (6 if look.compact else 10) * grown, self.width() - 2 * side, 30 * grown)
        painter.setFont(themes.font((15 if look.compact else 17) * grown, 600))
        painter.setPen(theme.color("ink"))
        painter.drawText(head, _LEFT, tr("Output"))
        used = painter.fontMetrics().horizontalAdvance(tr("Output")) + 12
        last = plan.rows[-1]
        name = activation_name(last.layer.activation)
        words = tr("{name} of {n} inputs").format(name=name, n=themes.count(last.fan_in))
        bias, z, right = self._columns(head)
        room = (right if bias is not None or z is not None else head.right()) - head.left() - used
        text, face = fitted([words, name, ""], room, 13 * look.scale)
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(head.adjusted(used, 0, 0, 0), _LEFT, text)
        if not self._rows:
            return
        tall = self._rows[0][0].height() >= 56 * grown
        if not tall:
            self._paint_heads(painter, head)
        for box, answer in self._rows:
            (self._paint_tall if tall else self._paint_line)(painter, box, answer)

    def _bar(self, painter: QPainter, bed: QRectF, answer: Answer) -> None:
        theme, radius = self._look.theme, min(6.0, bed.height() / 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunk"))
        painter.drawRoundedRect(bed, radius, radius)
        wide = bed.width() * answer.share
        if wide >= 1:
            painter.setBrush(theme.color("ink" if answer.given else "slate"))
            reach = min(radius, wide / 2)
            painter.drawRoundedRect(QRectF(bed.left(), bed.top(), wide, bed.height()), reach, reach)

    def _paint_tall(self, painter: QPainter, box: QRectF, answer: Answer) -> None:
        """Name and bar, and under it bias, sum and what the class is."""
        look, theme, grown = self._look, self._look.theme, max(1.0, self._look.scale)
        bar = min(34 * grown, 0.42 * box.height())
        name = 42 * grown
        upper = QRectF(box.left(), box.top() + 2, box.width(), bar)
        face = themes.fitting_font(answer.name, name - 6, 26 * grown, 600)
        painter.setFont(face)
        painter.setPen(theme.color("ink"))
        painter.drawText(upper, _LEFT, answer.name)
        figures = 78 * grown
        self._bar(painter, upper.adjusted(name, 0, -figures, 0), answer)
        painter.setFont(themes.font(17 * grown, 700 if answer.given else 600))
        painter.setPen(theme.color("ink" if answer.given else "ink2"))
        painter.drawText(upper, _RIGHT, answer.figure)
        lower = QRectF(
            box.left() + name,
            upper.bottom() + 2,
            box.width() - name,
            min(30 * grown, box.bottom() - upper.bottom() - 4),
        )
        x = lower.left()
        if answer.bias is not None:
            draw_disc(painter, theme, x + 12 * grown, lower.center().y(), Disc(answer.bias, selected=look.chosen == answer.parameter), 0.74 * grown)  # fmt: skip
            x += 32 * grown
            x = self._figure(painter, signed(answer.bias, 3), "bias_text", 14.5, 700, x, lower) + 22 * grown
        if answer.z is not None:
            painter.setFont(themes.symbol_font(16 * grown))
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(x, lower.top(), 20, lower.height()), _LEFT, "z")
            x = self._figure(painter, signed(answer.z), "ink2", 13.5, 500, x + 13 * grown, lower)
        self._paint_role(painter, answer, QRectF(x + 8, lower.top(), lower.right() - x - 8, lower.height()))

    def _paint_role(self, painter: QPainter, answer: Answer, box: QRectF) -> None:
        """Whether it is the target, the answer, or both."""
        wrong = not answer.target and any(other.target for _, other in self._rows)
        if not (answer.target or answer.given):
            return
        if answer.target and answer.given:
            said = [tr("the answer given, right"), tr("right")]
        elif answer.target:
            said = [tr("the target"), tr("target")]
        else:
            said = [tr("the answer given"), tr("answer")]
        text, face = fitted(said, box.width(), 13 * self._look.scale, 600)
        painter.setFont(face)
        painter.setPen(self._look.theme.color("loss_text" if answer.given and wrong else "ink2"))
        painter.drawText(box, _RIGHT, text)

    def _columns(self, box: QRectF) -> tuple[QRectF | None, QRectF | None, float]:
        """Where bias and z stand in a line, as far as there is room, and where the share ends."""
        grown, right = max(1.0, self._look.scale), box.right()
        own = bool(self._rows) and self._rows[0][1].z is not None
        z = bias = None
        if own and box.width() > 240 * grown:
            z = QRectF(right - 52 * grown, box.top(), 52 * grown, box.height())
            right = z.left() - 2
        if own and self._rows[0][1].bias is not None and box.width() > 200 * grown:
            bias = QRectF(right - 48 * grown, box.top(), 48 * grown, box.height())
            right = bias.left() - 6
        return bias, z, right

    def _paint_heads(self, painter: QPainter, head: QRectF) -> None:
        """What the figures are."""
        bias, z, _ = self._columns(head)
        for box, word, token in ((bias, tr("bias"), "bias_text"), (z, "z", "ink2")):
            if box is not None:
                painter.setFont(themes.font(max(11.5, 12 * self._look.scale), 600))
                painter.setPen(self._look.theme.color(token))
                painter.drawText(box, _RIGHT, word)

    def _paint_line(self, painter: QPainter, box: QRectF, answer: Answer) -> None:
        """All of a class in one line."""
        look, theme, grown = self._look, self._look.theme, max(1.0, self._look.scale)
        bold = answer.given or answer.target
        size = min(14.0 * grown, 0.78 * box.height())
        longest = max(len(one.name) for _, one in self._rows)
        name = max(20 * grown, min(0.24 * box.width(), 9 * grown * longest))
        face = themes.fitting_font(answer.name, name - 6, max(11.5, size), 700 if bold else 500)
        painter.setFont(face)
        painter.setPen(theme.color("ink" if bold else "ink2"))
        painter.drawText(box, _LEFT, answer.name)
        wrong = answer.given and not answer.target and any(other.target for _, other in self._rows)
        bias, z, right = self._columns(box)
        if z is not None and answer.z is not None:
            self._figure(painter, signed(answer.z), "ink2", 12.5, 500, z.left(), z, right=True)
        if bias is not None and answer.bias is not None:
            self._figure(painter, signed(answer.bias), "bias_text", 12.5, 700, bias.left(), bias, right=True)
        line = QRectF(right - 50 * grown, box.top(), 50 * grown, box.height())
        token = "loss_text" if wrong else "ink" if bold else "ink2"
        self._figure(painter, answer.figure, token, 13, 700 if bold else 500, line.left(), line, right=True)
        bed = QRectF(
            box.left() + name,
            box.top() + 0.17 * box.height(),
            line.left() - box.left() - name - 2,
            0.66 * box.height(),
        )
        self._bar(painter, bed, answer)
        if answer.target:  # the target is framed: there is no room for its word
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.theme.pen("ink", 1.6))
            painter.drawRoundedRect(bed.adjusted(-1.5, -1.5, 1.5, 1.5), 5, 5)

    def _figure(
        self,
        painter: QPainter,
        text: str,
        token: str,
        pixels: float,
        weight: int,
        x: float,
        line: QRectF,
        right: bool = False,
    ) -> float:
        grown = max(1.0, self._look.scale)
        painter.setFont(themes.font(max(11.5, min(pixels * grown, 0.8 * line.height())), weight))
        painter.setPen(self._look.theme.color(token))
        painter.drawText(
            QRectF(x, line.top(), max(line.width(), 60.0) if not right else line.width(), line.height()),
            _RIGHT if right else _LEFT,
            text,
        )
        return x + painter.fontMetrics().horizontalAdvance(text)

    # --- pointer -------------------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> Answer | None:
        return next((answer for box, answer in self._rows if box.contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keeps the bias of a class at hand."""
        answer = self._at(event.position())
        if (
            answer is not None
            and answer.parameter is not None
            and event.button() == Qt.MouseButton.LeftButton
        ):
            self.parameter_chosen.emit(answer.parameter)

    def event(self, event: QEvent) -> bool:
        """Says what a row is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, place: QPointF) -> str:
        answer = self._at(place)
        if answer is None:
            return ""
        parts = [f"{answer.name}: {answer.figure}"]
        if answer.z is not None:
            parts.append(f"z = {signed(answer.z, 3)}")
        if answer.bias is not None:
            parts.append(
                tr("bias {b}; a click keeps its curve in the charts").format(b=signed(answer.bias, 3))
            )
        role = (tr("the target"),) if answer.target else ()
        return ", ".join((*parts, *role))
