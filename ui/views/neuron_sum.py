"""The sum of one neuron as a waterfall, and over it the curve of its activation: both share the z axis, and one dashed line
joins the end of the sum with the point on the curve. It says which activation is wished.
"""

from __future__ import annotations

import math
from typing import final

from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import TextButton
from ui.views.equation import draw_line, fitting, line_width
from ui.views.fitted import fitted
from ui.views.layer import draw_card
from ui.views.neuron_curve import paint_curve
from ui.views.neuron_facts import MOST, NeuronFacts, facts_of, is_line, subject
from ui.views.neuron_sum_layout import Bar, bars, marks, span
from ui.views.neuron_words import figure3, tr
from ui.views.plane_axes import target_ends
from wbsim.activations import ACTIVATIONS
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

_CENTER = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@final
class NeuronSum(QWidget):
    """Curve over waterfall; of a straight line the waterfall alone."""

    activation_chosen = Signal(int, str)  # a layer's id

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Activation over the sum"))
        self._facts: NeuronFacts | None = None
        self._look = Look(LIGHT)
        self.chooser = TextButton(
            self,
            tr("Activation"),
            tr("What makes the neuron's value of z; the whole layer has the same"),
            menu=True,
        )
        self.chooser.clicked.connect(self._open)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the neuron at hand."""
        self._look = look
        self._facts = facts = facts_of(snapshot, subject(snapshot.plan, look))
        self.chooser.setText(translated(facts.activation.word))
        self.chooser.show_theme(look.theme, 0.92 * max(0.92, look.scale))
        self._place()
        self.setAccessibleDescription(
            "; ".join(f"{bar.text}" for bar in bars(facts, facts.shown_terms())[:-1])
            + f"; z {figure3(facts.z)}"
        )
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the chooser in its corner."""
        self._place()

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(220, 130)

    def _place(self) -> None:
        grown, size = max(0.86, self._look.scale), self.chooser.sizeHint()
        self.chooser.setGeometry(
            self.width() - size.width() - round(12 * grown),
            round(25 * grown - size.height() / 2),
            size.width(),
            size.height(),
        )

    def menu(self) -> QMenu:
        """All activations that such a layer can have."""
        menu = QMenu(self)
        facts = self._facts
        if facts is None:
            return menu
        layer = facts.row.layer
        for entry in ACTIVATIONS:
            if entry.rule is None and not facts.is_output:
                continue
            action = menu.addAction(translated(entry.word))
            action.setCheckable(True)
            action.setChecked(entry.name == layer.activation)
            action.triggered.connect(
                lambda _=False, name=entry.name, of=layer.id: self.activation_chosen.emit(of, name)
            )
        return menu

    def _open(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.chooser.mapToGlobal(QPoint(0, self.chooser.height())))

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card, curve, waterfall."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, facts = self._look, self._facts
        draw_card(painter, look.theme, self.size())
        if facts is None:
            return
        grown = max(0.86, look.scale)
        only_bars = is_line(facts.plan) or facts.activation.rule is None
        shown = facts.shown_terms(
            min(MOST, max(1, int(self.height() * (0.8 if only_bars else 0.42) / (34 * grown)) - 2))
        )
        rows = bars(facts, shown)
        low, high = span(rows, not only_bars, self._usual(facts))
        labels = max(line_width(bar.symbol, 17 * grown) for bar in rows)
        left = 32 * grown + min(labels, 0.2 * self.width())
        foot = self.height() - 46 * grown
        # the curve gets what the bars do not need, for its form is the point
        need = len(rows) * 46 * grown
        top = 50 * grown if only_bars else max(self.height() * 0.46, min(self.height() * 0.60, foot - need))
        bed = QRectF(left, top, self.width() - left - 22 * grown, foot - top)

        def x_of(z: float) -> float:
            return bed.left() + (z - low) / (high - low) * bed.width()

        self._title(painter, tr("The sum") if only_bars else tr("Activation"), 31 * grown, grown)
        if not only_bars:
            curve = QRectF(bed.left(), 56 * grown, bed.width(), top - 100 * grown)
            paint_curve(painter, look, facts, curve, (low, high), grown)
        elif facts.activation.rule is None:
            painter.setFont(themes.font(max(11.5, 12 * look.scale), 500))
            painter.setPen(look.theme.color("ink2"))
            words = tr("{name} compares this sum with those of the other outputs.").format(
                name=translated(facts.activation.word)
            )
            painter.drawText(
                QRectF(20 * grown, foot + 24 * grown, self.width() - 40 * grown, 20 * grown), _LEFT, words
            )
        self._paint_axis(painter, facts, bed, (low, high), grown)
        if not only_bars and math.isfinite(facts.z):  # behind the bars, down to the one that ends there
            pen = look.theme.pen("ink", 1.6 * grown)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            x = x_of(facts.z)
            painter.drawLine(QLineF(x, top - 44 * grown, x, bed.bottom() - bed.height() / len(rows) * 0.84))
        if not only_bars:
            self._title(painter, tr("The sum"), top - 14 * grown, grown)
        self._paint_bars(painter, rows, bed, (low, high), grown)

    def _usual(self, facts: NeuronFacts) -> tuple[float, float]:
        """What the axis of a straight line's sum always shows: what the data reach."""
        if not is_line(facts.plan) or not facts.sum_unit:
            return 0.0, 0.0
        return target_ends(facts.plan)

    def _title(self, painter: QPainter, text: str, base: float, grown: float) -> None:
        painter.setFont(themes.font(max(14, 17 * self._look.scale), 600))
        wide = painter.fontMetrics().horizontalAdvance(text)
        painter.fillRect(
            QRectF(18 * grown, base - 15 * grown, wide + 5 * grown, 20 * grown),
            self._look.theme.color("panel"),
        )  # over the dashes
        painter.setPen(self._look.theme.color("ink"))
        painter.drawText(QPointF(20 * grown, base), text)

    def _paint_axis(
        self, painter: QPainter, facts: NeuronFacts, bed: QRectF, ends: tuple[float, float], grown: float
    ) -> None:
        theme, (low, high) = self._look.theme, ends
        painter.setFont(themes.font(max(11.5, 12 * self._look.scale), 500))
        for mark in marks(low, high, max(2, int(bed.width() / (56 * grown)))):
            x = bed.left() + (mark - low) / (high - low) * bed.width()
            painter.setPen(theme.pen("line2" if mark == 0 else "grid", 1.4 if mark == 0 else 1))
            painter.drawLine(QLineF(x, bed.top(), x, bed.bottom()))
            painter.setPen(theme.color("ink2"))
            text = f"{mark:.10g}".replace("-", "−")
            painter.drawText(QRectF(x - 40, bed.bottom() + 3, 80, 16), _CENTER, text)
        unit = facts.sum_unit
        name = tr("weighted sum plus bias") if facts.b is not None else tr("weighted sum")
        symbol = "y" if facts.is_linear and facts.is_output else "z"
        if unit:
            name = f"{name} ({unit})"
        painter.setPen(theme.color("ink2"))
        if facts.activation.rule is not None:
            title, face = fitted(
                [f"{symbol}   {name}", f"{symbol} ({unit})" if unit else symbol], bed.width(), 12 * grown
            )
            painter.setFont(face)
            painter.drawText(QRectF(bed.left(), bed.bottom() + 20 * grown, bed.width(), 18), _CENTER, title)

    def _paint_bars(
        self, painter: QPainter, rows: tuple[Bar, ...], bed: QRectF, ends: tuple[float, float], grown: float
    ) -> None:
        theme, (low, high) = self._look.theme, ends
        pitch = bed.height() / len(rows)
        tall = min(0.74 * pitch, 40 * grown)
        size = min(20 * grown, 0.62 * pitch)

        def x_of(z: float) -> float:
            return bed.left() + (z - low) / (high - low) * bed.width()

        for place, bar in enumerate(rows):
            middle = bed.top() + (place + 0.5) * pitch
            room = bed.left() - 25 * grown
            symbol, pixels = fitting([bar.symbol], room, size, 9)
            wide = line_width(symbol, pixels)
            draw_line(
                painter, theme, QPointF(bed.left() - 9 * grown - wide, middle + 0.28 * pixels), symbol, pixels
            )
            if not (math.isfinite(bar.begin) and math.isfinite(bar.end)):
                continue
            x1, x2 = sorted((x_of(bar.begin), x_of(bar.end)))
            box = QRectF(x1, middle - tall / 2, max(1.5, x2 - x1), tall)
            negative = bar.amount < 0
            self._paint_bar(painter, bar, box, negative)
            self._paint_amount(painter, bar, box, bed, negative, grown)
            if place < len(rows) - 1:  # to where the next one begins
                x = x_of(bar.end)
                painter.setPen(theme.pen("ink3", 1.2))
                painter.drawLine(QLineF(x, box.bottom(), x, middle + pitch - tall / 2))

    def _paint_bar(self, painter: QPainter, bar: Bar, box: QRectF, negative: bool) -> None:
        theme = self._look.theme
        line = {"weight": "weight", "bias": "bias_line", "ink": "ink", "slate": "slate"}[bar.token]
        if negative and bar.token != "ink":
            pale = {"weight": "weight_pale", "bias": "bias_pale", "slate": "sunk"}[bar.token]
            pen = theme.pen(line, 2)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.setBrush(theme.color(pale))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1) if box.width() > 4 else box, 3, 3)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(bar.token if bar.token != "ink" else "primary"))
        painter.drawRoundedRect(box, 3, 3)

    def _paint_amount(
        self, painter: QPainter, bar: Bar, box: QRectF, bed: QRectF, negative: bool, grown: float
    ) -> None:
        """The number inside its bar, or beside where it does not fit."""
        theme = self._look.theme
        font = themes.font(min(16 * grown, max(11.5, 0.6 * box.height())), 700)
        painter.setFont(font)
        need = painter.fontMetrics().horizontalAdvance(bar.text) + 10
        tokens = {"weight": "weight_text", "bias": "bias_text", "ink": "ink", "slate": "ink2"}
        if box.width() >= need:
            inside = {"weight": "panel", "bias": "on_bias", "ink": "on_primary", "slate": "panel"}[bar.token]
            painter.setPen(theme.color(tokens[bar.token] if negative and bar.token != "ink" else inside))
            painter.drawText(box, _CENTER, bar.text)
            return
        beside = QRectF(box.right() + 4, box.top(), need, box.height())
        if beside.right() > bed.right() + 14 * grown:
            beside.moveRight(box.left() - 4)
        tall = min(20.0, beside.height())
        painter.fillRect(
            QRectF(beside.left(), beside.center().y() - tall / 2, need, tall), theme.color("panel")
        )
        painter.setPen(theme.color(tokens[bar.token]))
        painter.drawText(beside, _CENTER, bar.text)
