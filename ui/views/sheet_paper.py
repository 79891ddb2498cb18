"""The step sheet to be scrolled: it paints what is seen of it, row by row from pictures that are kept, follows the tick
at hand, and says what the pointer is on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from ui.look import Look
from ui.views.buttons import KEY_REASONS
from ui.views.layer import draw_anew, is_vector, pixel_ratio
from ui.views.sheet_layout import Card, Laid, Layout, Metrics, Set, Setting, lay_out, set_sheet
from ui.views.sheet_paint import paint_card, paint_row
from ui.views.sheet_pointing import row_look, target_at
from ui.views.sheet_reveal import Known, known
from ui.views.step_reach import Reach
from wbsim.sheet import Sheet

_KEPT = 400  # pictures of rows


@final
class SheetPaper(QAbstractScrollArea):
    """A sheet as far as it is walked; sections are cards one under the other."""

    hovered = Signal(object)  # the id of a parameter or of a neuron; None without
    parameter_chosen = Signal(str)
    neuron_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layout_: Layout | None = None
        self._sheet: Sheet | None = None
        self._reach: Reach | None = None
        self._look: Look | None = None
        self._made_from: tuple[object, ...] = ()
        self._setting: Setting | None = None
        self._opened: list[bool] = []
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self._pointed: object = None
        self._followed: tuple[object, ...] = ()
        self._by_keys = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # the bar stands on the cards, so that they end where all other cards do
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self.bar.setValue)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Step sheet"))
        self.setToolTip(
            self.tr(
                "A click on a parameter writes out how its gradient comes about, sample by sample; once more, no longer"
            )
        )
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)

    # --- what it shows --------------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet, reach: Reach, look: Look) -> None:
        """Shows a sheet as far as it is walked."""
        old, before = self._reach, self._look
        self._sheet, self._reach, self._look = sheet, reach, look
        before_it = None if self.layout_ is None else self.layout_.setting.sheet
        changed = self._arrange()
        moved = old is None or _stand(old) != _stand(reach)
        if moved:
            self._follow()
        if changed and not moved and before_it is not None and len(before_it.sections) < len(sheet.sections):
            self._show_last()
        if changed or moved or before is None or _face(before) != _face(look):
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arranges the sheet for the new width."""
        super().resizeEvent(event)
        self._arrange()
        self._scale_bar()
        self._followed = ()
        self._follow()

    def _arrange(self) -> bool:
        """Lays the sheet out anew where anything that decides it differs; whether it did."""
        sheet, look, reach = self._sheet, self._look, self._reach
        if sheet is None or look is None or reach is None:
            return False
        made_from = (sheet, self.viewport().width(), look.scale, look.compact, look.theme)
        is_new = made_from != self._made_from
        if is_new or self._setting is None:
            self._made_from = made_from
            self._pictures.clear()
            width = max(160, self.viewport().width())
            self._setting = set_sheet(sheet, width, Metrics.of(look.scale, look.compact))
        opened = [self._is_open(row, reach, look) for row in self._setting.rows]
        if is_new or opened != self._opened or self.layout_ is None:
            self._opened = opened
            self.layout_ = lay_out(self._setting, opened)
            self._scale_bar()
        return is_new

    def _is_open(self, row: Set, reach: Reach, look: Look) -> bool:
        """Whether what is written beneath a row is shown: of a gradient once there is one, of a step while it is taken,
        of everything where everything is asked for.
        """
        if not row.under and not row.row.why:
            return False
        now, part = self._known(row, reach), self._setting_of(row)
        if part == "update":
            return (
                now.at_hand
                or look.whole_sheet
                or bool(row.row.why)
                or (reach.landed and row.row.parameter == look.parameter)
            )
        return any(now.lines) or now.at_hand or look.whole_sheet

    def _setting_of(self, row: Set) -> str:
        assert self._setting is not None
        return self._setting.sheet.sections[row.section].part

    def _scale_bar(self) -> None:
        if self.layout_ is None:
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, round(self.layout_.height) - page))
        bar.setPageStep(page)
        bar.setSingleStep(round(self.layout_.metrics.row))
        self.bar.setRange(bar.minimum(), bar.maximum())
        self.bar.setPageStep(page)
        self.bar.setSingleStep(bar.singleStep())
        wide = self.bar.sizeHint().width()
        self.bar.setGeometry(self.width() - wide - 4, 10, wide, max(0, self.height() - 20))
        self.bar.setVisible(bar.maximum() > 0)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paints what has come into view."""
        self.viewport().update()

    def _follow(self) -> None:
        """Brings the row at hand into view; a phase that begins, with its head."""
        layout, reach = self.layout_, self._reach
        if layout is None or reach is None:
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        if reach.phase is None:
            bar.setValue(0)
            self._followed = ()
            return
        card = next((card for card in layout.cards if card.section.part == reach.phase), None)
        if card is None:
            return
        row = self._row_at_hand(layout, reach)
        top, bottom = (card.top, card.top + card.height) if row is None else (row.top, row.top + row.height)
        begins = (reach.phase, reach.coming.sample, reach.coming.state.update)
        if begins != self._followed:
            self._followed = begins
            bar.setValue(round(card.top))
        if top < bar.value() or bottom > bar.value() + page:
            bar.setValue(round(top - 0.3 * page))

    def _show_last(self) -> None:
        """Brings the section that was just asked for into view."""
        if self.layout_ is not None:
            self.verticalScrollBar().setValue(round(self.layout_.cards[-1].top))

    def _row_at_hand(self, layout: Layout, reach: Reach) -> Laid | None:
        return next((row for row in layout.rows if self.known(row, reach).at_hand), None)

    def known(self, laid: Laid, reach: Reach | None = None) -> Known:
        """What of a row is known now."""
        reach = reach or self._reach
        assert reach is not None
        return self._known(laid.set, reach)

    def _known(self, row: Set, reach: Reach) -> Known:
        assert self._setting is not None
        section = self._setting.sheet.sections[row.section]
        return known(section, row.row, reach, row.index == len(section.rows) - 1)

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cards that are seen, then their rows."""
        layout, look, reach = self.layout_, self._look, self._reach
        if layout is None or look is None or reach is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        top, page = float(self.verticalScrollBar().value()), self.viewport().height()
        painter.fillRect(self.viewport().rect(), look.theme.color("bg"))
        for card in layout.cards:
            if card.top + card.height < top or card.top > top + page:
                continue
            is_lit = card.section.part == reach.phase
            self._draw_card(painter, QPointF(0, card.top - top), layout, card, is_lit)
        for number in layout.between(top, top + page):
            row = layout.rows[number]
            self._draw_row(painter, QPointF(0, row.top - top), layout, row, look)
        if self._by_keys and self.hasFocus():
            painter.setPen(look.theme.pen("weight", 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1), 11, 11)

    def _draw_card(self, painter: QPainter, at: QPointF, layout: Layout, card: Card, is_lit: bool) -> None:
        assert self._look is not None
        theme, key = self._look.theme, (card.section.part, is_lit, card.height)
        size = QSizeF(layout.width, card.height)
        self._draw(painter, at, key, size, lambda own: paint_card(own, layout, card, theme, is_lit))

    def _draw(
        self,
        painter: QPainter,
        at: QPointF,
        key: tuple[object, ...],
        size: QSizeF,
        paint: Callable[[QPainter], None],
    ) -> None:
        """Draws what is painted once for a key and copied from then on."""
        if is_vector(painter):
            draw_anew(painter, QPointF(at.toPoint()), paint)  # where copies stand on screen
            return
        key = (*key, ratio := pixel_ratio(painter))
        kept = self._pictures.get(key)
        if kept is None:
            if len(self._pictures) >= _KEPT:
                self._pictures.clear()
            kept = self._pictures[key] = self._painted(size.width(), size.height(), ratio, paint)
        painter.drawPixmap(at, kept)

    @staticmethod
    def _painted(width: float, height: float, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
        made = QPixmap(round(width * ratio), round(height * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        paint(painter)
        painter.end()
        return made

    def _draw_row(self, painter: QPainter, at: QPointF, layout: Layout, row: Laid, look: Look) -> None:
        assert self._reach is not None
        wished = row_look(layout, row, self.known(row), self._reach.coming.plan, look)
        key, size = (row.set.section, row.set.index, wished, row.is_open), QSizeF(layout.width, row.height)
        self._draw(painter, at, key, size, lambda own: paint_row(own, layout, row, wished, look.theme))

    # --- the pointer ----------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Says what is pointed at, when it is something else."""
        self._point(self.target(event.position().x(), event.position().y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the parameter or the neuron under the pointer."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        what = self.target(event.position().x(), event.position().y())
        if isinstance(what, str):
            self.parameter_chosen.emit(what)
        elif what is not None:
            self.neuron_selected.emit(what)

    def leaveEvent(self, event: object) -> None:
        """Points at nothing."""
        self._point(None)

    def _point(self, what: object) -> None:
        if what != self._pointed:
            self._pointed = what
            self.hovered.emit(what)

    def target(self, x: float, y: float) -> object:
        """The id of the parameter or neuron under a point of the viewport; None where there is none."""
        if self.layout_ is None or self._reach is None:
            return None
        return target_at(self.layout_, self._reach.coming.plan, x, y + self.verticalScrollBar().value())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Shows it no more."""
        self.viewport().update()
        super().focusOutEvent(event)


def _stand(reach: Reach) -> tuple[int, int, int]:
    """Where a walk stands: update, sample and tick."""
    return reach.coming.state.update, reach.coming.sample, reach.tick


def _face(look: Look) -> tuple[object, ...]:
    """What of a look decides how the sheet is painted."""
    return (look.theme, look.scale, look.parameter, look.hover)
