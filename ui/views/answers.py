"""How well a network reads: the confusion matrix of all samples, and how sure it is of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import confusion, sure
from ui.views.confusion import Matrix, MatrixWords
from ui.views.layer import Layer, draw_card, pixel_ratio
from ui.views.sure import Sure
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Rooms:
    """Where the matrix, the figure with its sentences, and the traced sample stand."""

    matrix: Matrix
    figure: QRectF
    sample: QRectF  # empty where it is tight
    upright: bool  # whether the sample's bars are rows under its picture


def rooms(width: float, height: float, classes: int, look: Look) -> Rooms:
    """Beside each other in a wide card, under each other in a tall one."""
    grown = max(1.0, look.scale)
    side, top = (14 if look.compact else 20) * grown, (42 if look.compact else 48) * grown
    figure = 62 * grown
    inside = QRectF(side, top, width - 2 * side, height - top - 8 * grown)
    if width >= 1.08 * height:
        across = max(110 * grown, min(0.29 * inside.width(), 260 * grown))
        left = inside.adjusted(0, 0, -across - 14 * grown, -figure)
        matrix = confusion.matrix(left, classes, look)
        below = matrix.top + matrix.cell * classes
        spare = min(24 * grown, max(0.0, (inside.bottom() - figure - below) / 2))
        sample = QRectF(left.right() + 14 * grown, inside.top(), across, inside.height())
        return Rooms(matrix, QRectF(left.left(), below + spare, left.width(), figure), sample, True)
    # the matrix comes first: it gives up little of its width for the sample
    wished = 0.92 * (inside.width() - confusion.MARGIN * grown) + confusion.HEAD * grown
    sample_height = max(0.0, min(130 * grown, inside.height() - figure - wished))
    if sample_height < 84 * grown:
        sample_height = 0.0
    matrix = confusion.matrix(inside.adjusted(0, 0, 0, -figure - sample_height), classes, look)
    where = QRectF(inside.left(), matrix.top + matrix.cell * classes, inside.width(), figure)
    return Rooms(matrix, where, QRectF(inside.left(), where.bottom(), inside.width(), sample_height), False)


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
        self._base = Layer()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look = snapshot, look
        self.update()

    def sizeHint(self) -> QSize:
        """The size in the picture of the layout for big networks."""
        return QSize(384, 496)

    def _rooms(self) -> Rooms | None:
        if self._snapshot is None or not self._snapshot.plan.description.classes:
            return None
        return rooms(self.width(), self.height(), len(self._snapshot.plan.description.classes), self._look)

    def _matrix(self) -> Matrix | None:
        found = self._rooms()
        return found.matrix if found is not None else None

    # --- words ---------------------------------------------------------------------------------------------

    def _noun(self) -> str:
        assert self._snapshot is not None
        return self.tr("digits") if self._snapshot.plan.description.name == "digits" else self.tr("samples")

    def _set_words(self, total: int) -> str:
        """What the matrix counts, as "397 test digits"."""
        assert self._snapshot is not None
        fit = self._snapshot.seen.fit
        tested = fit is not None and fit.test_loss is not None
        part = self.tr("test") if tested else self.tr("training")
        return self.tr("{count} {part} {noun}").format(
            count=themes.count(total), part=part, noun=self._noun()
        )

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
        fit = snapshot.seen.fit if snapshot is not None else None
        if snapshot is None or layout is None or (fit is not None and fit.confusion is None):
            draw_card(painter, look.theme, self.size())
            self._paint_regression(painter)
            return
        where, counts = layout.matrix, None if fit is None else fit.confusion
        words, corner = self._matrix_words(), "" if counts is None else self._set_words(int(counts.sum()))
        base = self._base.pixmap(
            (where, words, corner, look.theme, look.scale, look.compact), self.size(),
            pixel_ratio(painter), lambda layer: self._paint_base(layer, where, words, corner),
        )  # fmt: skip
        painter.drawPixmap(0, 0, base)
        if fit is None or counts is None:  # nothing was measured yet: the cells stand empty
            confusion.paint_cells(painter, look, where, np.zeros((where.classes, where.classes), np.int64))
            return
        confusion.paint_cells(painter, look, where, counts)
        confusion.paint_shares(painter, look, where, counts)
        answer = sure.sure_of(snapshot.plan, snapshot.seen.trace) if snapshot.seen.trace else None
        self._paint_figure(painter, layout.figure)
        if answer is not None:
            tested = snapshot.seen.trace is not None and snapshot.seen.trace.pick.part == "test"
            if tested == (fit.test_loss is not None):
                confusion.paint_frame(painter, look, where, (answer.true, answer.read))
            if layout.sample.height() > 0:
                self._paint_sample(painter, layout.sample, answer, layout.upright)

    def _paint_base(self, painter: QPainter, where: Matrix, words: MatrixWords, corner: str) -> None:
        theme, grown = self._look.theme, max(1.0, self._look.scale)
        draw_card(painter, theme, self.size())
        side = (16 if self._look.compact else 20) * grown
        box = QRectF(side, 10 * grown, self.width() - 2 * side, 30 * grown)
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font((15 if self._look.compact else 17) * grown, 600))
        painter.drawText(box, _LEFT, self.tr("Confusion"))
        painter.setPen(theme.color("ink2"))
        painter.setFont(themes.font(max(11.5, 13 * self._look.scale), 500))
        painter.drawText(box, _RIGHT, corner)
        confusion.paint_headings(painter, self._look, where, words)

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
        painter.drawText(
            upper, _LEFT, self.tr("of the {part} {noun} right").format(part=part, noun=self._noun())
        )
        count = self.tr("{count} wrong").format(count=wrong) if wrong else self.tr("none wrong")
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

    def _paint_sample(self, painter: QPainter, box: QRectF, answer: Sure, upright: bool) -> None:
        """The traced sample's picture, the verdict, and a bar for each class."""
        snapshot, look = self._snapshot, self._look
        assert snapshot is not None
        assert snapshot.seen.trace is not None
        description, grown = snapshot.plan.description, max(1.0, look.scale)
        names, shape = description.classes, description.image
        right = answer.true == answer.read
        said = self.tr("drawn ") if shape else self.tr("true ")
        words = (said, names[answer.true], self.tr(", read "), names[answer.read])
        line = 24 * grown
        edge = (
            min(box.width(), 0.3 * box.height(), 150 * grown)
            if upright
            else min(box.height() - line, 0.26 * box.width())
        )
        if shape is None:
            edge = 0.0
        x = box.left() + (box.width() - edge) / 2 if upright else box.left() + 10 * grown
        if shape is not None:
            picture = QRectF(round(x), round(box.top()), round(edge), round(edge * shape[0] / shape[1]))
            sure.paint_image(painter, look, picture, snapshot.seen.trace.point, shape)
        if upright:
            sure.paint_verdict(
                painter, look, QRectF(box.left(), box.top() + edge + 2, box.width(), line), words, right
            )
            bars = box.adjusted(0, edge + line + 8 * grown, 0, -4 * grown)
            sure.paint_rows(painter, look, bars, answer, names)
        else:
            wide = max(edge + 20 * grown, 110 * grown)
            verdict = QRectF(x + edge / 2 - wide / 2, box.top() + edge, wide, line)
            sure.paint_verdict(painter, look, verdict, words, right)
            sure.paint_columns(painter, look, box.adjusted(wide + 8 * grown, -6, 0, 0), answer, names)

    def _paint_regression(self, painter: QPainter) -> None:
        """Where there are no classes: target and output of the traced sample as numbers."""
        trace = self._snapshot.seen.trace if self._snapshot is not None else None
        if self._snapshot is None or self._snapshot.plan.description.classes or trace is None:
            return
        outputs = trace.values[-self._snapshot.plan.outputs :]
        lines = [
            self.tr("target {target}, output {output}").format(
                target=themes.number(float(t)), output=themes.number(float(o))
            )
            for t, o in list(zip(trace.target, outputs, strict=False))[:8]
        ]
        painter.setPen(self._look.theme.color("ink"))
        painter.setFont(themes.font(15 * max(1.0, self._look.scale), 600))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, "\n".join(lines))

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

    def event(self, event: QEvent) -> bool:
        """Says what a cell counts."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event), self)
            return True
        return super().event(event)

    def _tip(self, event: QHelpEvent) -> str:
        where = self._matrix()
        cell = where.at(event.pos().toPointF()) if where is not None else None
        fit = self._snapshot.seen.fit if self._snapshot is not None else None
        if cell is None or fit is None or fit.confusion is None or self._snapshot is None:
            return ""
        names = self._snapshot.plan.description.classes
        return self.tr("{true} read as {read}: {count}").format(
            true=names[cell[0]], read=names[cell[1]], count=int(fit.confusion[cell])
        )
