"""The branches of the session as a list: where each left, what it changed, how well it does; and what two differ in."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.branch_comparison import ComparisonView
from ui.views.branch_rows import BranchPainter, BranchRows, Row, Words, figures, rows_of
from ui.views.branches import MOST
from ui.views.buttons import TextButton
from ui.views.layer import draw_card
from ui.views.shortcuts import takes
from wbsim.snapshot import Snapshot

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_KEYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_K, Qt.Key.Key_Delete,
)  # fmt: skip


@final
class BranchListView(QListView):
    """The rows; it keeps its keys from the shortcuts of the window."""

    pressed_key = Signal(Qt.Key)  # one that the list itself has no use for

    def event(self, event: QEvent) -> bool:
        return takes(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move, F2 renames; Enter, K and Delete are told."""
        key = Qt.Key(event.key())
        if key in _KEYS[2:] and key != Qt.Key.Key_F2 and self.state() != QAbstractItemView.State.EditingState:
            self.pressed_key.emit(key)
        else:
            super().keyPressEvent(event)


@final
class BranchesView(QWidget):
    """The card: a click or Enter takes a branch; buttons and keys rename, compare and delete the one that is marked."""

    chosen = Signal(int)
    renamed = Signal(int, str)
    deleted = Signal(int)
    compared = Signal(object)  # the number of a branch, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Branches"))
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._made: int | None = None  # the branch that was at hand when the mark was set
        self.list, self._rows, self._painter = BranchListView(self), BranchRows(self), BranchPainter(self)
        self.setFocusProxy(self.list)
        self.comparison = ComparisonView(self)
        self.comparison.hide()
        self.rename = TextButton(self, self.tr("Rename"), self.tr("Another name for the marked branch (F2)"))
        self.compare = TextButton(self, self.tr("Compare"), "")
        self.delete = TextButton(
            self, self.tr("Delete"), self.tr("Without the marked branch (Delete); undo brings it back")
        )
        self.rename.setText(self.tr("rename"))
        self.delete.setText(self.tr("delete"))
        self._make_list()
        self._rows.named.connect(self.renamed)
        self.rename.clicked.connect(lambda: self.list.edit(self.list.currentIndex()))
        self.compare.clicked.connect(self._compare)
        self.delete.clicked.connect(self._delete)

    def _make_list(self) -> None:
        view = self.list
        view.setModel(self._rows)
        view.setItemDelegate(self._painter)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        view.setMouseTracking(True)
        view.viewport().setAutoFillBackground(False)
        view.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        view.setAccessibleName(self.tr("Branches"))
        view.setAccessibleDescription(
            self.tr(
                "Up and down mark a branch, Enter takes it, F2 renames it, K compares it, Delete deletes it"
            )
        )
        view.clicked.connect(lambda index: self._choose(index.row()))
        view.pressed_key.connect(self._press)
        view.selectionModel().currentChanged.connect(lambda *_: self._show_buttons())

    # --- what is shown -------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        before, self._snapshot, self._look = self._look, snapshot, look
        self._painter.look = look
        rows = rows_of(snapshot, look, self._words())
        self._painter.columns = figures(look, rows)
        numbers = [row.number for row in rows]
        marked = self._marked()
        self._rows.show_rows(rows)
        if numbers and (self._made != snapshot.branch or marked is None or marked.number not in numbers):
            self._made = snapshot.branch
            self._mark(snapshot.branch)
        elif marked is not None and self._marked() is None:  # the list was made anew
            self._mark(marked.number)
        self.comparison.show_snapshot(snapshot, look)
        if before.theme is not look.theme or before.scale != look.scale or before.compact != look.compact:
            self.list.doItemsLayout()
        self._place()
        self._show_buttons()
        self.update()

    def _words(self) -> Words:
        return Words(
            self.tr("left {letter} at {update}"), self.tr("left at {update}"), self.tr("began at 0"),
            self.tr("at {update}"),
        )  # fmt: skip

    def _marked(self) -> Row | None:
        """The row that buttons and keys are about."""
        index = self.list.currentIndex()
        return (
            self._rows.rows[index.row()] if index.isValid() and index.row() < len(self._rows.rows) else None
        )

    def _mark(self, number: int) -> None:
        place = next((k for k, row in enumerate(self._rows.rows) if row.number == number), None)
        if place is not None:
            self.list.setCurrentIndex(self._rows.index(place))

    def _show_buttons(self) -> None:
        """Which of the buttons can be used, and what comparing compares."""
        snapshot, marked = self._snapshot, self._marked()
        if snapshot is None:
            return
        for button in (self.rename, self.compare, self.delete):
            button.show_theme(self._look.theme, max(0.9, self._look.scale))
        self.rename.setEnabled(marked is not None)
        self.delete.setEnabled(marked is not None and len(self._rows.rows) > 1)
        other = self._other()
        own = next((row.letter for row in self._rows.rows if row.at_hand), "")
        if self._look.beside is not None:
            words, tip = self.tr("end comparison"), self.tr("Shows this branch alone again (K)")
        else:
            letters = {"one": other.letter if other else "…", "other": own}
            words = self.tr("compare {one} and {other}").format(**letters)
            tip = self.tr("What the marked branch and the one at hand differ in (K)")
        self.compare.setText(words)
        self.compare.setToolTip(tip)
        self.compare.setEnabled(other is not None or self._look.beside is not None)
        self._place_buttons()

    def _other(self) -> Row | None:
        """The branch that the one at hand can be compared with: the marked one, or the one it left, or any other."""
        marked, rows = self._marked(), self._rows.rows
        if marked is not None and not marked.at_hand:
            return marked
        assert self._snapshot is not None
        own = next((one for one in self._snapshot.branches if one.number == self._snapshot.branch), None)
        parent = next((row for row in rows if own is not None and row.number == own.parent), None)
        return parent or next((row for row in rows[::-1] if not row.at_hand), None)

    # --- where it stands -----------------------------------------------------------------------------------

    @property
    def _grown(self) -> float:
        return max(1.0, self._look.scale)

    @property
    def _head(self) -> int:
        """Pixels above the rows."""
        return round((48 if self._look.compact else 62) * self._grown)

    @property
    def _foot(self) -> int:
        """Pixels below the rows."""
        return round((41 if self._look.compact else 54) * self._grown)

    def _place(self) -> None:
        side = round(9 * self._grown)
        below = self.height() - self._foot
        shown = self.comparison.has_words
        if shown:
            wanted = self.comparison.heightForWidth(self.width() - 2 * side)
            tall = min(wanted, max(0, below - self._head - self._row_height()))
            self.comparison.setGeometry(side, below - tall, self.width() - 2 * side, tall)
            below -= tall + 4
        self.comparison.setVisible(shown)
        row = self._row_height()
        tall = max(row, (below - self._head) // row * row)  # no row is cut
        box = QRect(side, self._head, self.width() - 2 * side, tall)
        if box != self.list.geometry():
            self.list.setGeometry(box)
            self.list.scrollTo(self.list.currentIndex())
        self._place_buttons()

    def _row_height(self) -> int:
        return round((46 if self._look.compact else 58) * self._grown)

    def _place_buttons(self) -> None:
        x = round(10 * self._grown)
        for button in (self.rename, self.compare, self.delete):
            button.resize(button.sizeHint())
            button.move(x, self.height() - round((self._foot + button.height()) / 2))
            x += button.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps everything in its place."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, its title and the heads of the columns, and that nothing is lost."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, grown, wide = self._look, self._grown, self.width()
        theme, compact = look.theme, look.compact
        draw_card(painter, theme, self.size())
        if self._snapshot is None:
            return
        painter.setFont(themes.font(17 * grown, 600))
        painter.setPen(theme.color("ink"))
        title = self.tr("Branches")
        high = self._head
        upper = QRectF(20 * grown, 6 * grown, wide, 30 * grown)
        painter.drawText(upper, _LEFT, title)
        left = upper.left() + painter.fontMetrics().horizontalAdvance(title) + 14 * grown
        self._write(
            painter, QRectF(left, upper.top() + 1, wide, upper.height()), self._count(), "ink2", _LEFT
        )
        right = wide - (9 + 2.5 + (8 if compact else 12)) * grown
        scroll = 6 if self.list.verticalScrollBar().isVisible() else 0
        heads = QRectF(0, high - 22 * grown, right - scroll, 20 * grown)
        if compact:
            heads.moveTop(high - 19 * grown)
        self._write(painter, heads, self._goodness(), "ink2", _RIGHT)
        taken = QFontMetricsF(painter.font()).horizontalAdvance(self._goodness())
        heads.setRight(heads.right() - max(self._painter.columns[1], taken + 6) - 8)
        self._write(painter, heads, self._loss(), "loss_text", _RIGHT)
        begin = self.delete.geometry().right() + 8
        words = self.tr("nothing is lost by undo")
        box = QRectF(begin, self.height() - self._foot, wide - 16 * grown - begin, self._foot)
        if painter.fontMetrics().horizontalAdvance(words) <= box.width():
            self._write(painter, box, words, "ink2", _RIGHT)

    def _write(self, painter: QPainter, box: QRectF, words: str, token: str, side: Qt.AlignmentFlag) -> None:
        painter.setFont(themes.font(max(11.5, 12.5 * self._grown), 500))
        painter.setPen(self._look.theme.color(token))
        painter.drawText(box, side, words)

    def _count(self) -> str:
        many = len(self._rows.rows)
        if many <= MOST:
            return self.tr("{count} of at most {most}").format(count=many, most=MOST)
        return self.tr("{count}, the newest {most} on the charts").format(count=many, most=MOST)

    def _loss(self) -> str:
        assert self._snapshot is not None
        plan = self._snapshot.plan
        return self.tr("test loss") if plan.train_size < plan.description.size else self.tr("training loss")

    def _goodness(self) -> str:
        assert self._snapshot is not None
        return self.tr("accuracy") if self._snapshot.plan.description.classes else "R²"

    # --- what is wished ------------------------------------------------------------------------------------

    def _choose(self, place: int) -> None:
        row = self._rows.rows[place]
        if not row.at_hand:
            self.chosen.emit(row.number)

    def _press(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Delete:
            self._delete()
        elif key == Qt.Key.Key_K:
            self._compare()
        elif self.list.currentIndex().isValid():
            self._choose(self.list.currentIndex().row())

    def _compare(self) -> None:
        """Begins or ends the comparison; with another branch marked than the one that is compared, it is that one."""
        other, beside = self._other(), self._look.beside
        marked = self._marked()
        again = marked is not None and not marked.at_hand and marked.number != beside
        if beside is not None and not again:
            self.compared.emit(None)
        elif other is not None:
            self.compared.emit(other.number)

    def _delete(self) -> None:
        marked = self._marked()
        if marked is not None and len(self._rows.rows) > 1:
            self.deleted.emit(marked.number)
