"""How well a network reads: the confusion matrix of all samples and how sure it is of one of them, or how the values
that it tells agree with the true ones.
"""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import agreement, confusion, sure
from ui.views.answers_layout import Rooms, rooms, value_rooms
from ui.views.confusion import Matrix, MatrixWords
from ui.views.focus_ring import FocusRing
from ui.views.layer import Layer, draw_card
from ui.views.shortcuts import takes
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_STEPS = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
}  # fmt: skip
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@final
class AnswersView(QWidget):
    """The confusion matrix with its accuracy, and the outputs for the traced sample."""

    cell_picked = Signal(int, int)  # the true class and the class it was read as

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setMinimumSize(220, 200)
        self.setAccessibleName(self.tr("Answers"))
        self.setAccessibleDescription(self.tr("How often each class is read as each other one"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._cell: tuple[int, int] | None = None  # where the arrow keys are
        FocusRing(self, lambda view: view._look.theme)
        self._taken = 0.0
        self._base, self._measured = Layer(), Layer()

    def show_snapshot(self, snapshot: Snapshot, look: Look, taken: float = 0.0) -> None:
        """Shows a moment; where others stand in the head up to `taken` pixels, they say what this is."""
        self._snapshot, self._look, self._taken = snapshot, look, taken
        told = Qt.FocusPolicy.TabFocus if snapshot.plan.description.classes else Qt.FocusPolicy.NoFocus
        if self.focusPolicy() != told:  # values have no cells to go to
            self.setFocusPolicy(told)
        self.update()

    def sizeHint(self) -> QSize:
        """The size in the picture of the layout for big networks."""
        return QSize(384, 496)

    def _rooms(self) -> Rooms | None:
        if self._snapshot is None or not self._snapshot.plan.description.classes:
            return None
        return rooms(self.width(), self.height(), self._snapshot.plan.description.classes, self._look)

    def _matrix(self) -> Matrix | None:
        found = self._rooms()
        return found.matrix if found is not None else None

    # --- words ---------------------------------------------------------------------------------------------

    def _noun(self) -> str:
        assert self._snapshot is not None
        return self.tr("digits") if self._snapshot.plan.description.name == "digits" else self.tr("samples")

    def _set_words(self, total: int, shown: int | None = None) -> tuple[str, ...]:
        """What is counted, as "397 test digits", of which `shown` are drawn, and at which update; then shorter."""
        assert self._snapshot is not None
        fit, seen = self._snapshot.seen.fit, self._snapshot.seen
        tested = fit is not None and fit.test_loss is not None
        part = self.tr("test") if tested else self.tr("training")
        text = self.tr("{count} {part} {noun}").format(
            count=themes.count(total), part=part, noun=self._noun()
        )
        if shown is not None and shown < total:
            text = self.tr("{shown} of {text}").format(shown=themes.count(shown), text=text)
        if seen.update == self._snapshot.state.update:
            return (text,)
        at = self.tr("at {update}").format(update=themes.count(seen.update))
        return f"{text}, {at}", at

    def _matrix_words(self) -> MatrixWords:
        assert self._snapshot is not None
        image = self._snapshot.plan.description.image is not None
        rows = self.tr("drawn as") if image else self.tr("true class")
        return MatrixWords(
            rows, self.tr("read as"), self.tr("right %"), self._snapshot.plan.description.classes
        )

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        snapshot, look, layout = self._snapshot, self._look, self._rooms()
        if snapshot is None:
            draw_card(painter, look.theme, self.size())
            return
        fit = snapshot.seen.fit
        if layout is None:
            self._paint_values(painter)
            return
        where, counts = layout.matrix, None if fit is None else fit.confusion
        words = self._matrix_words()
        self._base.draw(
            painter, (where, words, look.theme, look.scale, look.compact, self._taken > 0), self.size(),
            lambda layer: self._paint_base(layer, where, words),
        )  # fmt: skip
        if fit is None or counts is None:  # nothing was measured yet: the cells stand empty
            confusion.paint_cells(painter, look, where, np.zeros((where.classes, where.classes), np.int64))
            return
        # a fit may be shown for many updates, where measuring takes longer than a frame
        self._measured.draw(
            painter, (fit, where, look.theme, look.scale, look.compact), self.size(),
            lambda layer: self._paint_measured(layer, layout, counts),
        )  # fmt: skip
        if self._cell is not None and max(self._cell) < where.classes:
            painter.setPen(look.theme.pen("ink", 2.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(where.box(*self._cell), 3, 3)
        self._paint_corner(painter, self._set_words(int(counts.sum())))
        trace = snapshot.seen.trace
        answer = sure.sure_of(snapshot.plan, trace) if trace is not None else None
        if trace is None or answer is None:
            return
        if answer.true is not None and (trace.pick.part == "test") == (fit.test_loss is not None):
            confusion.paint_frame(painter, look, where, (answer.true, answer.read))
        if layout.sample.height() > 0:
            facts = snapshot.plan.description
            sure.paint_sample(painter, look, layout.sample, answer, facts, trace.point, layout.upright)

    def _paint_measured(self, painter: QPainter, layout: Rooms, counts: NDArray[np.int64]) -> None:
        """All that follows from the fit."""
        confusion.paint_cells(painter, self._look, layout.matrix, counts)
        confusion.paint_shares(painter, self._look, layout.matrix, counts)
        self._paint_figure(painter, layout.figure)

    def _paint_values(self, painter: QPainter) -> None:
        """Where there are no classes: true and predicted values."""
        snapshot, look = self._snapshot, self._look
        assert snapshot is not None
        fit, description = snapshot.seen.fit, snapshot.plan.description
        key = (fit, look.theme, look.scale, look.compact, self._taken > 0)

        def paint(layer: QPainter) -> None:
            draw_card(layer, look.theme, self.size())
            self._paint_title(layer, self.tr("Predicted and true"))
            if fit is None or fit.pairs is None:
                return
            plot, figures = value_rooms(self.width(), self.height(), look)
            unit, tested = description.target_unit, fit.test_loss is not None
            agreement.paint_agreement(layer, look, plot, fit.pairs, unit, tested)
            agreement.paint_figures(layer, look, figures, fit, unit)

        self._base.draw(painter, key, self.size(), paint)
        if fit is not None and fit.pairs is not None:
            tested = fit.test_loss is not None
            total = description.size - snapshot.plan.train_size if tested else snapshot.plan.train_size
            self._paint_corner(painter, self._set_words(total, len(fit.pairs)))

    def _paint_base(self, painter: QPainter, where: Matrix, words: MatrixWords) -> None:
        draw_card(painter, self._look.theme, self.size())
        self._paint_title(painter, self.tr("Confusion"))
        confusion.paint_headings(painter, self._look, where, words)

    def _head(self) -> QRectF:
        """The line of the title."""
        grown = max(1.0, self._look.scale)
        side = (16 if self._look.compact else 20) * grown
        left = max(side, self._taken)
        top = (6 if self._taken and self._look.compact else 10) * grown
        return QRectF(left, top, self.width() - side - left, 30 * grown)

    def _title_font(self) -> QFont:
        return themes.font((15 if self._look.compact else 17) * max(1.0, self._look.scale), 600)

    def _paint_title(self, painter: QPainter, title: str) -> None:
        if self._taken:
            return
        painter.setPen(self._look.theme.color("ink"))
        painter.setFont(self._title_font())
        painter.drawText(self._head(), _LEFT, title)

    def _paint_corner(self, painter: QPainter, choices: tuple[str, ...]) -> None:
        """What is counted, the longest form that has room."""
        title = self.tr("Confusion") if self._rooms() is not None else self.tr("Predicted and true")
        font = themes.font(max(11.5, 13 * self._look.scale), 500)
        used = 0.0 if self._taken else QFontMetricsF(self._title_font()).horizontalAdvance(title)
        room = self._head().width() - used - 14
        metrics = QFontMetricsF(font)
        painter.setPen(self._look.theme.color("ink2"))
        painter.setFont(font)
        text = next((text for text in choices if metrics.horizontalAdvance(text) <= room), "")
        painter.drawText(self._head(), _RIGHT, text)

    def _paint_figure(self, painter: QPainter, box: QRectF) -> None:
        """The accuracy in large type, and what is wrong in words."""
        assert self._snapshot is not None
        fit, theme, grown = self._snapshot.seen.fit, self._look.theme, max(1.0, self._look.scale)
        assert fit is not None
        assert fit.confusion is not None
        tested = fit.test_loss is not None
        share = fit.test_accuracy if tested else fit.train_accuracy
        font = themes.font((28 if box.width() < 330 * grown else 36) * grown, 700)
        text = self.tr("{share} %").format(share=themes.fixed(100 * (share or 0.0), 1))
        painter.setPen(theme.color("ink"))
        painter.setFont(font)
        painter.drawText(box, _LEFT, text)
        wrong, often = confusion.wrong_sentence(fit.confusion)
        small, bold = (themes.font(max(11.5, 13 * self._look.scale), w) for w in (500, 700))
        beside = box.adjusted(QFontMetricsF(font).horizontalAdvance(text) + 14 * grown, 0, 0, 0)
        line = QFontMetricsF(small).height() * 1.12
        upper = QRectF(beside.left(), beside.center().y() - line, beside.width(), line)
        lower = QRectF(beside.left(), beside.center().y(), beside.width(), line)
        part = self.tr("test") if tested else self.tr("training")
        painter.setFont(small)
        painter.setPen(theme.color("ink2"))
        choices = (self.tr("of the {part} {noun} right"), self.tr("of the {noun} right"), self.tr("right"))
        said = [text.format(part=part, noun=self._noun()) for text in choices]
        metrics = QFontMetricsF(small)
        text = next((text for text in said if metrics.horizontalAdvance(text) <= upper.width()), said[-1])
        painter.drawText(upper, _LEFT, text)
        count = self.tr("{count} wrong").format(count=themes.count(wrong)) if wrong else self.tr("none wrong")
        painter.setFont(bold)
        painter.setPen(theme.color("loss_text" if wrong else "ink2"))
        painter.drawText(lower, _LEFT, count)
        more = self._more(wrong, often)
        rest = lower.adjusted(QFontMetricsF(bold).horizontalAdvance(count), 0, 0, 0)
        if more and QFontMetricsF(small).horizontalAdvance(more) <= rest.width():
            painter.setFont(small)
            painter.setPen(theme.color("ink2"))
            painter.drawText(rest, _LEFT, more)

    def _more(self, wrong: int, often: tuple[int, int, int] | None) -> str:
        assert self._snapshot is not None
        if often is None:
            return self.tr(", each a different pair") if wrong > 1 else ""
        names = self._snapshot.plan.description.classes
        return self.tr(", most often {true} read as {read}").format(
            true=names[often[0]], read=names[often[1]]
        )

    # --- pointer -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Picks a cell."""
        where = self._matrix()
        cell = where.at(event.position()) if where is not None else None
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.cell_picked.emit(*cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows that cells can be clicked."""
        where = self._matrix()
        if where is not None and where.at(event.position()) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from cell to cell, and pick a sample of each."""
        where = self._matrix()
        if where is None or event.key() not in _STEPS:
            super().keyPressEvent(event)
            return
        now, (down, right) = self._cell, _STEPS[Qt.Key(event.key())]
        cell = (0, 0) if now is None else (now[0] + down, now[1] + right)
        if min(cell) >= 0 and max(cell) < where.classes:
            self._cell = cell
            said = self._said(cell)
            self.setAccessibleDescription(f"{said}. {self.tr('Arrow keys choose a cell')}")
            self.cell_picked.emit(*cell)
            self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forgets where the keys were."""
        self._cell = None
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Says what a cell counts; keeps its keys from the shortcuts of the window."""
        if takes(event, tuple(_STEPS)) and self._matrix() is not None:
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event), self)
            return True
        return super().event(event)

    def _tip(self, event: QHelpEvent) -> str:
        where = self._matrix()
        cell = where.at(event.pos().toPointF()) if where is not None else None
        return self._said(cell)

    def _said(self, cell: tuple[int, int] | None) -> str:
        """What a cell counts."""
        fit = self._snapshot.seen.fit if self._snapshot is not None else None
        if cell is None or fit is None or fit.confusion is None or self._snapshot is None:
            return ""
        names = self._snapshot.plan.description.classes
        return self.tr("{true} read as {read}: {count}").format(
            true=names[cell[0]], read=names[cell[1]], count=int(fit.confusion[cell])
        )
