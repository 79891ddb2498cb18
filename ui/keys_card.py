"""The sheet of keys on a card over the window: all of them at once where there is room, else page by page."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.keys import Key, table
from ui.keys_sheet import GAP, HEAD, PAD, ROW, TITLE, Placed, Sheet, caps_width, sheet_of
from ui.panels.marks import cap_width, paint_cap, paint_veil
from ui.theme import LIGHT, Theme, font
from ui.views.shortcuts import takes

_EDGE = 14.0  # pixels between the card and the window's edge
_ON = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)


@final
class KeysCard(QWidget):
    """All keys; arrows and the wheel turn its pages, a press anywhere else closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.scale = 1.0
        self.page = 0
        self._from: QWidget | None = None
        self.setAccessibleName(_tr("Keys"))
        self.setToolTip("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def open(self) -> None:
        """Shows the card over its parent."""
        parent = self.parentWidget()
        assert parent is not None
        if not self.isVisible():
            self._from = QApplication.focusWidget()
        self.page = 0
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self._describe()

    def hideEvent(self, event: object) -> None:
        """Gives the keys back to where they were."""
        if self._from is not None and self.hasFocus():
            self._from.setFocus()
        self._from = None

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.theme, self.scale = theme, scale
        self.update()

    def sheet(self) -> Sheet:
        """How the keys are set in the room that there is."""
        keys = [key for key in table() if key.shown]
        return sheet_of(keys, self.width() - 2 * _EDGE, self.height() - 2 * _EDGE, self.scale)

    # --- turning pages ---------------------------------------------------------------------------------------

    def turn(self, pages: int) -> None:
        """Some pages on or back, as far as they go."""
        page = max(0, min(self.page + pages, len(self.sheet().pages) - 1))
        if page != self.page:
            self.page = page
            self._describe()
            self.update()

    def _describe(self) -> None:
        pages = self.sheet().pages
        shown = [placed for column in pages[min(self.page, len(pages) - 1)] for placed in column]
        read = "; ".join(
            f"{placed.key.words}: {placed.key.shown}" if placed.key else placed.group for placed in shown
        )
        self.setAccessibleDescription(read)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the window's shortcuts."""
        return takes(event, (*_ON, *_BACK)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turns pages."""
        if event.key() in _ON or event.key() in _BACK:
            self.turn(1 if event.key() in _ON else -1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turns pages."""
        if event.angleDelta().y():
            self.turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a dot, to its page; anywhere else it closes."""
        dots = self._dots(self.sheet())
        for page, dot in enumerate(dots):
            if dot.adjusted(-8, -12, 8, 12).contains(event.position()):
                self.turn(page - self.page)
                return
        self.hide()

    # --- painting ------------------------------------------------------------------------------------------

    def card(self, sheet: Sheet) -> QRectF:
        """Where the card lies, as large as its columns are."""
        scale = sheet.scale
        wide = sheet.columns * (sheet.column + GAP * scale) - GAP * scale + 2 * PAD * scale
        foot = 30 * scale if len(sheet.pages) > 1 else 0.0
        box = QRectF(0, 0, wide, sheet.height + (2 * PAD + TITLE) * scale + foot)
        box.moveCenter(QRectF(self.rect()).center())
        return box

    def _dots(self, sheet: Sheet) -> list[QRectF]:
        """A dot for every page, where there are several."""
        count, side, step = len(sheet.pages), 9 * sheet.scale, 22 * sheet.scale
        if count < 2:
            return []
        card = self.card(sheet)
        left = card.center().x() - (count - 1) * step / 2 - side / 2
        top = card.bottom() - PAD * sheet.scale - side / 2
        return [QRectF(left + place * step, top, side, side) for place in range(count)]

    def rows(self) -> list[tuple[QRectF, Placed]]:
        """What is on the page at hand, and where."""
        sheet = self.sheet()
        card, scale = self.card(sheet), sheet.scale
        top = card.top() + (PAD + TITLE) * scale
        found = []
        for place, column in enumerate(sheet.pages[min(self.page, len(sheet.pages) - 1)]):
            left = card.left() + PAD * scale + place * (sheet.column + GAP * scale)
            for placed in column:
                tall = (ROW if placed.key else HEAD) * scale
                found.append((QRectF(left, top + placed.top * scale, sheet.column, tall), placed))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """The veil, the card and the page at hand."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_veil(painter, self.theme, self.rect())
        sheet = self.sheet()
        self.page = min(self.page, len(sheet.pages) - 1)
        card, scale = self.card(sheet), sheet.scale
        painter.setPen(self.theme.pen("line2", 1.2))
        painter.setBrush(self.theme.color("raised" if self.theme.name == "dark" else "panel"))
        painter.drawRoundedRect(card, 14 * scale, 14 * scale)
        head = QRectF(
            card.left() + PAD * scale, card.top() + 24 * scale, card.width() - 2 * PAD * scale, 30 * scale
        )
        painter.setPen(self.theme.color("ink"))
        painter.setFont(font(20 * scale, 600))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, _tr("Keys"))
        self._paint_hint(painter, head, scale)
        for row, placed in self.rows():
            if placed.key is None:
                self._paint_head(painter, row, placed.group, scale)
            else:
                self._paint_key(painter, row, placed.key, sheet)
        for page, dot in enumerate(self._dots(sheet)):
            painter.setPen(self.theme.pen("ink3", 1.4))
            painter.setBrush(self.theme.color("ink" if page == self.page else "panel"))
            painter.drawEllipse(dot)

    def _paint_hint(self, painter: QPainter, head: QRectF, scale: float) -> None:
        """How everything is found that is not here."""
        words, caps = _tr("everything by its name"), ("Ctrl", "K")
        painter.setFont(font(13 * scale))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(words)
        painter.setPen(self.theme.color("ink2"))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
        right = head.right() - wide - 10 * scale
        for cap in reversed(caps):
            width = cap_width(cap, scale)
            box = QRectF(right - width, head.center().y() - 10.5 * scale, width, 21 * scale)
            paint_cap(painter, self.theme, box, cap, scale, "ink", "line2")
            right -= width + 4 * scale

    def _paint_head(self, painter: QPainter, row: QRectF, group: str, scale: float) -> None:
        painter.setFont(font(13 * scale, 600))
        painter.setPen(self.theme.color("ink2"))
        painter.drawText(row.adjusted(0, 0, 0, -4 * scale), Qt.AlignmentFlag.AlignVCenter, group)

    def _paint_key(self, painter: QPainter, row: QRectF, key: Key, sheet: Sheet) -> None:
        scale, x = sheet.scale, row.left()
        for cap in key.shown.split(" "):
            width = cap_width(cap, scale)
            box = QRectF(x, row.center().y() - 10.5 * scale, width, 21 * scale)
            paint_cap(painter, self.theme, box, cap, scale, "ink", "line2")
            x += width + 4 * scale
        assert caps_width(key, scale) <= sheet.words
        painter.setFont(font(13 * scale))
        painter.setPen(self.theme.color("ink"))
        painter.drawText(row.adjusted(sheet.words, 0, 4 * scale, 0), Qt.AlignmentFlag.AlignVCenter, key.words)
