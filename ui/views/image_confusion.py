"""How often each class is read as each other one; a cell that is clicked has its images listed."""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import confusion
from ui.views.buttons import KEY_REASONS
from ui.views.confusion import Matrix, MatrixWords
from ui.views.fitted import fitted
from ui.views.image_words import noun, tr
from ui.views.layer import Layer, draw_card
from ui.views.shortcuts import takes
from ui.views.sure import sure_of
from wbsim.snapshot import Snapshot

_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@final
class ConfusionView(QWidget):
    """The matrix of what was drawn and what was read."""

    cell_chosen = Signal(object)  # drawn and read, or None

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Confusion"))
        self.setAccessibleDescription(
            tr("How often each class is read as each other one. Arrow keys choose a cell.")
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._by_keys = False
        self._base, self._measured = Layer(), Layer()

    def sizeHint(self) -> QSize:
        """The size in the picture of the room."""
        return QSize(432, 350)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self.update()

    # --- geometry ------------------------------------------------------------------------------------------

    def _head(self) -> QRectF:
        grown, side = (
            max(1.0, self._look.scale),
            (14 if self._look.compact else 20) * max(1.0, self._look.scale),
        )
        return QRectF(side, (6 if self._look.compact else 10) * grown, self.width() - 2 * side, 30 * grown)

    def matrix(self) -> Matrix | None:
        """Where the cells stand; None where there are no classes."""
        if self._snapshot is None or not self._snapshot.plan.description.classes:
            return None
        head, grown = self._head(), max(1.0, self._look.scale)
        top = head.bottom() - (8 if self._look.compact else 0) * grown
        room = QRectF(head.left(), top, head.width(), self.height() - top - 10 * grown)
        return confusion.matrix(room, self._snapshot.plan.description.classes, self._look)

    def _cell(self) -> tuple[int, int] | None:
        cell, where = self._look.image.cell, self.matrix()
        return cell if cell is not None and where is not None and max(cell) < where.classes else None

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        snapshot, look, where = self._snapshot, self._look, self.matrix()
        if snapshot is None or where is None:
            draw_card(painter, look.theme, self.size())
            if snapshot is not None:
                self._paint_none(painter)
            return
        fit = snapshot.seen.fit
        key = (where, snapshot.plan.description.classes, look.theme, look.scale, look.compact)
        self._base.draw(painter, key, self.size(), lambda p: self._paint_base(p, where))
        counts = None if fit is None else fit.confusion
        if fit is None or counts is None:
            return
        self._measured.draw(
            painter, (fit, *key), self.size(), lambda p: self._paint_measured(p, where, counts)
        )
        trace = snapshot.seen.trace
        answer = sure_of(snapshot.plan, trace) if trace is not None else None
        same = trace is not None and (trace.pick.part == "test") == (fit.test_loss is not None)
        if same and answer is not None and answer.true is not None:
            confusion.paint_frame(painter, look, where, (answer.true, answer.read))
        if (cell := self._cell()) is not None:  # the chosen one is framed on a casing
            box, near = where.box(*cell), 1.2 if where.cell < 26 else 3.0
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for token, pixels, out in (("panel", 1.6, near), ("ink", 2.0, near + 1.8)):
                painter.setPen(look.theme.pen(token, pixels))
                painter.drawRoundedRect(box.adjusted(-out, -out, out, out), 7, 7)
        if self._by_keys and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 11, 11)

    def _paint_base(self, painter: QPainter, where: Matrix) -> None:
        assert self._snapshot is not None
        look = self._look
        draw_card(painter, look.theme, self.size())
        self._paint_title(painter)
        words = MatrixWords(
            tr("drawn as"), tr("read as"), tr("right %"), self._snapshot.plan.description.classes
        )
        confusion.paint_headings(painter, look, where, words)

    def _paint_title(self, painter: QPainter) -> float:
        look, head = self._look, self._head()
        painter.setFont(themes.font((15 if look.compact else 17) * max(1.0, look.scale), 600))
        painter.setPen(look.theme.color("ink"))
        painter.drawText(head, _LEFT, tr("Confusion"))
        return float(painter.fontMetrics().horizontalAdvance(tr("Confusion")) + 12)

    def _paint_measured(self, painter: QPainter, where: Matrix, counts: np.ndarray) -> None:
        """All that follows from the fit."""
        assert self._snapshot is not None
        look, head = self._look, self._head()
        confusion.paint_cells(painter, look, where, counts)
        confusion.paint_shares(painter, look, where, counts)
        fit = self._snapshot.seen.fit
        tested = fit is not None and fit.test_loss is not None
        words = tr("{n} test {noun}") if tested else tr("{n} training {noun}")
        said = words.format(n=themes.count(int(counts.sum())), noun=noun(self._snapshot.plan))
        hint = tr("click a cell for its images")
        font = themes.font((15 if look.compact else 17) * max(1.0, look.scale), 600)
        painter.setFont(font)
        used = painter.fontMetrics().horizontalAdvance(tr("Confusion")) + 12
        text, face = fitted([f"{said} · {hint}", said, ""], head.width() - used, 13 * look.scale)
        painter.setFont(face)
        painter.setPen(look.theme.color("ink2"))
        painter.drawText(head.adjusted(used, 0, 0, 0), _LEFT, text)

    def _paint_none(self, painter: QPainter) -> None:
        """Values are told, and nothing is confused."""
        self._paint_title(painter)
        text, face = fitted(
            [tr("This network tells values, so no classes are confused.")],
            self._head().width(),
            13 * self._look.scale,
        )
        painter.setFont(face)
        painter.setPen(self._look.theme.color("ink2"))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, text)

    # --- pointer and keys ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses a cell; the same one again lets go of it."""
        where = self.matrix()
        cell = where.at(event.position()) if where is not None else None
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.cell_chosen.emit(None if cell == self._cell() else cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows that cells can be clicked."""
        where = self.matrix()
        if where is not None and where.at(event.position()) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def event(self, event: QEvent) -> bool:
        """Keeps its keys; says what a cell counts."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return takes(event, _KEYS) or super().event(event)

    def _tip(self, place: QPointF) -> str:
        where = self.matrix()
        cell = where.at(place) if where is not None else None
        fit = self._snapshot.seen.fit if self._snapshot is not None else None
        if cell is None or fit is None or fit.confusion is None or self._snapshot is None:
            return ""
        names = self._snapshot.plan.description.classes
        return tr("{true} read as {read}: {count}. Click to see them.").format(
            true=names[cell[0]], read=names[cell[1]], count=int(fit.confusion[cell])
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from cell to cell."""
        where, key = self.matrix(), Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
        }  # fmt: skip
        if where is None or key not in steps:
            super().keyPressEvent(event)
            return
        now, (down, right) = self._cell(), steps[key]
        wished = (0, 0) if now is None else (now[0] + down, now[1] + right)
        if min(wished) >= 0 and max(wished) < where.classes:
            self.cell_chosen.emit(wished)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)
        self.update()
