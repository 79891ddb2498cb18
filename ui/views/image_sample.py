"""The card of the image: the one at hand, what it was drawn as and read as, the patch that a filter looks at; and below it the
points to choose from, as small pictures.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import KEY_REASONS
from ui.views.fitted import fitted
from ui.views.image_facts import field_on_image, filters
from ui.views.image_listing import Section, counted, groups, read_of, sections, stepped, thumb_at
from ui.views.image_pixels import draw_picture, fitted_box, frame_pixels, ink_picture, pixel_box
from ui.views.image_reckoning import reckoning
from ui.views.image_sample_marks import paint_marks, paint_verdict
from ui.views.image_words import noun, pick_words, tr
from ui.views.layer import Layer, draw_card
from ui.views.shortcuts import takes
from wbsim import Pick
from wbsim.plan import Plan
from wbsim.probes.trace import Trace
from wbsim.snapshot import Snapshot

_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


@final
class SampleView(QWidget):
    """The image at hand over a choice of others."""

    sample_picked = Signal(str, int)  # the set, and the number of the point in it
    cell_left = Signal()  # all classes are wanted again

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Image"))
        self.setAccessibleDescription(
            tr("The image at hand and others to choose from. ↑ and ↓ choose the next.")
        )
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._shown: tuple[Section, ...] = ()
        self._listed_for: tuple[object, ...] = ()
        self._by_keys = False
        self._base, self._marks = Layer(), Layer()

    def sizeHint(self) -> QSize:
        """The size in the picture of the room."""
        return QSize(270, 912)

    # --- showing -------------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment. While training plays, the points are put into another order only when the count of updates doubles:
        else none would stand still.
        """
        self._snapshot, self._look = snapshot, look
        fit = snapshot.seen.fit
        when = snapshot.state.update.bit_length() if snapshot.playing else fit
        listed_for = (
            snapshot.plan,
            look.image.cell,
            when,
            self.size(),
            look.scale,
            look.compact,
            fit is None,
        )
        if listed_for != self._listed_for:
            self._listed_for = listed_for
            self._shown = sections(groups(snapshot, look), self._list_area(), self._proportion(), look.scale)
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Lists for the new size."""
        if self._snapshot is not None:
            self.show_snapshot(self._snapshot, self._look)

    @property
    def shown(self) -> tuple[Section, ...]:
        """The points that are listed."""
        return self._shown

    def _proportion(self) -> float:
        assert self._snapshot is not None
        rows, columns = self._snapshot.plan.description.image or (1, 1)
        return columns / rows

    def _side(self) -> float:
        return (14 if self._look.compact else 20) * max(1.0, self._look.scale)

    def image_box(self) -> QRectF:
        """Where the image at hand stands."""
        grown, side = max(1.0, self._look.scale), self._side()
        rows, columns = (self._snapshot.plan.description.image if self._snapshot is not None else None) or (
            1,
            1,
        )
        top = (38 if self._look.compact else 48) * grown
        wide = self.width() - 2 * side
        high = min(wide * rows / columns, (0.3 if self._look.compact else 0.34) * self.height())
        return fitted_box(QRectF(side, top, wide, high), rows, columns)

    def _words_box(self) -> QRectF:
        grown, side = max(1.0, self._look.scale), self._side()
        return QRectF(
            side,
            self.image_box().bottom() + 4,
            self.width() - 2 * side,
            (44 if not self._look.compact else 38) * grown,
        )

    def _list_head(self) -> QRectF:
        words = self._words_box()
        return QRectF(words.left(), words.bottom() + 6, words.width(), 24 * max(1.0, self._look.scale))

    def _list_area(self) -> QRectF:
        head = self._list_head()
        return QRectF(head.left(), head.bottom() + 4, head.width(), self.height() - head.bottom() - 12)

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the moment shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        snapshot, look = self._snapshot, self._look
        if snapshot is None:
            draw_card(painter, look.theme, self.size())
            return
        plan = snapshot.plan
        key = (
            plan.experiment.data,
            plan.experiment.seed,
            self._shown,
            look.theme,
            look.scale,
            look.compact,
            look.image.cell,
        )
        self._base.draw(painter, key, self.size(), lambda layer: self._paint_base(layer, plan))
        trace = snapshot.seen.trace
        if trace is not None:
            self._paint_image(painter, snapshot, trace)
        read = read_of(snapshot)
        pick = trace.pick if trace is not None else None
        marks = (self._shown, look.theme, look.scale, pick, None if read is None else read.tobytes())
        self._marks.draw(
            painter, marks, self.size(), lambda p: paint_marks(p, look, plan, self._shown, read, pick)
        )
        if self._by_keys and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.theme.pen("weight", 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 11, 11)

    def _paint_base(self, painter: QPainter, plan: Plan) -> None:
        """Title, and the small pictures."""
        look, theme, grown, side = self._look, self._look.theme, max(1.0, self._look.scale), self._side()
        draw_card(painter, theme, self.size())
        head = QRectF(side, (6 if look.compact else 10) * grown, self.width() - 2 * side, 30 * grown)
        painter.setFont(themes.font((15 if look.compact else 17) * grown, 600))
        painter.setPen(theme.color("ink"))
        painter.drawText(head, _LEFT, tr("Image"))
        used = painter.fontMetrics().horizontalAdvance(tr("Image")) + 10
        rows, columns = plan.description.image or (1, 1)
        size = tr("{c} × {r} pixels").format(c=columns, r=rows)
        text, face = fitted([size, f"{columns} × {rows}"], head.width() - used, 13 * look.scale)
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(head, _RIGHT, text)
        self._paint_list_head(painter, plan)
        points, shape = counted(plan)[1].x, (plan.description.channels, rows, columns)
        for section in self._shown:
            for thumb in section.thumbs:
                image = ink_picture(theme, points[thumb.number].reshape(shape))
                draw_picture(painter, theme, thumb.box, image, QRectF(0, 0, columns, rows), 4)

    def _paint_list_head(self, painter: QPainter, plan: Plan) -> None:
        look, theme, head = self._look, self._look.theme, self._list_head()
        painter.setPen(theme.pen("line", 1))
        painter.drawLine(head.topLeft(), head.topRight())
        line = head.adjusted(0, 3, 0, 3)
        cell, names = look.image.cell, plan.description.classes
        part = counted(plan)[0]
        if cell is not None and names and max(cell) < len(names):
            title = tr("{true} read as {read}").format(true=names[cell[0]], read=names[cell[1]])
            hint = tr("all classes ×")
        else:
            title = (tr("Test {noun}") if part == "test" else tr("Training {noun}")).format(noun=noun(plan))
            hint = tr("↑ ↓ choose")
        painter.setFont(themes.font(max(11.5, 13.5 * look.scale), 600))
        painter.setPen(theme.color("ink"))
        painter.drawText(line, _LEFT, title)
        used = painter.fontMetrics().horizontalAdvance(title) + 8
        text, face = fitted(
            [hint, "×" if cell is not None else "↑ ↓"], max(1.0, line.width() - used), 12 * look.scale
        )
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(line, _RIGHT, text)

    def _paint_image(self, painter: QPainter, snapshot: Snapshot, trace: Trace) -> None:
        """The image at hand with the patch of the place that is written out, and the verdict under it."""
        plan, look, theme = snapshot.plan, self._look, self._look.theme
        rows, columns = plan.description.image or (1, 1)
        box = self.image_box()
        image = ink_picture(
            theme, np.asarray(trace.point, float).reshape(plan.description.channels, rows, columns)
        )
        draw_picture(painter, theme, box, image, QRectF(0, 0, columns, rows), 9 if box.width() > 120 else 6)
        found = filters(snapshot, look)
        now = None if found is None else reckoning(snapshot, found, look)
        if found is not None and now is not None:
            top, left, high, wide = field_on_image(plan, found.row, now.at)
            pixel = pixel_box(box, rows, columns, top, left)
            frame = QRectF(pixel.left(), pixel.top(), pixel.width() * wide, pixel.height() * high)
            frame_pixels(painter, theme, frame.intersected(box), 2.4)
        paint_verdict(painter, look, plan, trace, self._words_box())

    # --- pointer and keys ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the point under the pointer; the head of a cell's list goes back to all classes."""
        if self._snapshot is None or event.button() != Qt.MouseButton.LeftButton:
            return
        number = thumb_at(self._shown, event.position())
        if number is not None:
            self.sample_picked.emit(counted(self._snapshot.plan)[0], number)
        elif self._look.image.cell is not None and self._list_head().contains(event.position()):
            self.cell_left.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows what can be clicked."""
        back = self._look.image.cell is not None and self._list_head().contains(event.position())
        if back or thumb_at(self._shown, event.position()) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the window's shortcuts; says what a small picture is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return takes(event, _KEYS) or super().event(event)

    def _tip(self, place: QPointF) -> str:
        number = thumb_at(self._shown, place)
        if number is None or self._snapshot is None:
            return ""
        plan, read = self._snapshot.plan, read_of(self._snapshot)
        part, points = counted(plan)
        words = pick_words(plan, Pick("test" if part == "test" else "train", number))
        if read is None:
            return words
        names = plan.description.classes
        return tr("{which}: drawn as {true}, read as {read}. Click to follow it.").format(
            which=words, true=names[int(points.y[number])], read=names[int(read[number])]
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ ← → choose the picture before or after."""
        trace = self._snapshot.seen.trace if self._snapshot is not None else None
        if self._snapshot is None or trace is None or event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        part = counted(self._snapshot.plan)[0]
        steps = 1 if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Right) else -1
        number = stepped(self._shown, trace.pick, part, steps)
        if number is not None:
            self.sample_picked.emit(part, number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)
        self.update()
