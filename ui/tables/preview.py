"""The first rows of a table under the heads of its columns; a press on a column asks what becomes of it."""

from __future__ import annotations

from typing import Any, final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from ui.panels.buttons import Dressed, paint_focus
from ui.tables.heads import Head, Heads, heads_of
from ui.theme import Theme, font
from wbsim.tables import Glance, Prepared

_MEASURED = 2000  # cells that are measured to find the widths of columns
Index = QModelIndex | QPersistentModelIndex


@final
class Rows(QAbstractTableModel):
    """The first rows as texts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.heads: tuple[Head, ...] = ()
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.lines: tuple[int, ...] = ()
        self.theme: Theme | None = None
        self.scale = 1.0

    def show_rows(self, glance: Glance | None, ready: Prepared | None) -> None:
        """Shows another table, or none."""
        self.beginResetModel()
        self.heads = heads_of(glance, ready) if glance else ()
        self.rows = glance.rows if glance else ()
        if ready is not None:
            self.lines = tuple(map(int, ready.table.lines[: len(self.rows)]))
        else:
            first = (glance.skipped + 1 + glance.header) if glance else 1
            self.lines = tuple(range(first, first + len(self.rows)))
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        head, row = self.heads[index.column()], self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row[index.column()].strip() if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if head.number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        wrong = head.misfit == index.row()
        if role == Qt.ItemDataRole.ForegroundRole and self.theme is not None:
            return self.theme.color("loss_text" if wrong else "ink3" if head.part == "left out" else "ink")
        if role == Qt.ItemDataRole.BackgroundRole and self.theme is not None and wrong:
            return self.theme.color("loss_pale")
        if role == Qt.ItemDataRole.FontRole:
            return font(12.5 * self.scale, 600 if head.part == "target" else 500)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole and section < len(self.lines):
                return str(self.lines[section])
            return None
        if section >= len(self.heads):
            return None
        head = self.heads[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (head.name, head.part, head.kind)))
        if role == Qt.ItemDataRole.ToolTipRole:
            why = f" ({head.why})" if head.why and head.why != head.kind else ""
            said = self.tr("Press for what becomes of it: target, input or left out")
            return "\n".join(
                filter(None, (head.name, f"{head.part}{why}: {head.kind}" if head.part else "", said))
            )
        return None


@final
class Preview(Dressed, QTableView):
    """The first rows; a press on a column, or Enter in it, asks what should become of it."""

    asked = Signal(str, QPoint)  # a column, and where on the screen a menu may open

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = Rows(self)
        self.setModel(self.table)
        self.heads = Heads(self)
        self.setHorizontalHeader(self.heads)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("The first rows of the table"))
        self.setAccessibleDescription(
            self.tr("Arrow keys go from column to column; Enter asks what becomes of one")
        )
        self.heads.sectionClicked.connect(self._ask)

    def show_table(self, glance: Glance | None, ready: Prepared | None) -> None:
        """Shows the first rows of a table, with what becomes of the columns as far as that is known."""
        column, bar = self.currentIndex().column(), self.horizontalScrollBar()
        left = bar.value()
        self.table.show_rows(glance, ready)
        self.heads.shown = self.table.heads
        self.heads.setVisible(bool(self.table.heads))
        rows = self.table.rows[: max(3, _MEASURED // max(1, len(self.table.heads)))]
        for place, head in enumerate(self.table.heads):
            cells = [row[place].strip() for row in rows if place < len(row)]
            self.setColumnWidth(place, self.heads.width_of(head, cells))
        if self.table.rowCount() and self.table.columnCount():
            column = min(max(0, column), self.table.columnCount() - 1)
            # the keys go on from here, and the selection is only seen while they do
            self.selectionModel().setCurrentIndex(
                self.table.index(0, column), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        bar.setValue(left)

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.table.theme, self.table.scale = theme, scale
        across = self.verticalHeader()
        across.setDefaultSectionSize(round(24 * scale))
        across.setMinimumSectionSize(round(20 * scale))
        across.setFont(font(11.5 * scale))
        self.setStyleSheet(
            f"QTableView {{ background: {theme.panel}; gridline-color: {theme.grid}; border: 1px solid {theme.line};"
            f" border-radius: 6px; selection-background-color: {theme.sunk}; selection-color: {theme.ink}; }}"
            f"QTableView:focus {{ border: 1px solid {theme.weight}; }}"
            f"QTableView::item {{ padding: 0 {round(6 * scale)}px; }}"
            f"QTableCornerButton::section, QAbstractScrollArea::corner {{ background: {theme.sunk}; border: none; }}"
            f"QHeaderView {{ background: {theme.sunk}; border: none; }}"
            f"QHeaderView::section {{ background: {theme.sunk}; color: {theme.ink3}; border: none;"
            f" padding: 0 {round(5 * scale)}px; }}"
            f"QScrollBar:horizontal {{ background: transparent; height: 8px; }}"
            f"QScrollBar::handle:horizontal {{ background: {theme.line2}; border-radius: 3px; min-width: 24px; }}"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        column = self.currentIndex().column()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and column >= 0:
            self._ask(column)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        column = self.indexAt(event.pos()).column()
        if column >= 0:
            self._ask(column)

    def _ask(self, column: int) -> None:
        if not self.table.heads[column].part:
            return  # not read yet
        if self.table.rowCount():
            self.setCurrentIndex(self.table.index(0, column))
        left = self.heads.sectionViewportPosition(column)
        at = self.heads.viewport().mapToGlobal(QPoint(left, self.heads.height()))
        self.asked.emit(self.table.heads[column].name, at)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.table.heads:
            painter = QPainter(self.viewport())
            painter.setFont(font(13 * self.scale))
            painter.setPen(self.theme.color("ink3"))
            words = self.tr("The first rows stand here when they can be read")
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, words)
        if self.hasFocus() and self.currentIndex().isValid():
            painter = QPainter(self.viewport())
            column = self.currentIndex().column()
            left, wide = self.columnViewportPosition(column), self.columnWidth(column)
            area = QRectF(left + 1, 1, wide - 2, self.viewport().height() - 2)
            paint_focus(painter, self.theme, area, 4)
