"""Branches as the rows of a list: what each says, how a row is painted, and how its name is typed. It chooses nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, count
from ui.views.branches import title_of
from ui.views.name_field import NameField
from wbsim.branches import Branch
from wbsim.probes.fit import Fit
from wbsim.snapshot import Snapshot

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_DISPLAY, _EDIT = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole
ROW = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()
_FIGURES = (
    (74, 66),
    (62, 58),
)  # pixels of the columns of figures at scale 1, on the desk and in a small window


@dataclass(frozen=True)
class Row:
    """What a row says."""

    number: int
    letter: str
    title: str
    name: str  # what it was given; "" for the one it has by itself
    story: str  # what it changed, and where it left
    loss: str
    at: str
    fit: str
    at_hand: bool
    beside: bool


def rows_of(snapshot: Snapshot, look: Look, words: Words) -> tuple[Row, ...]:
    """The branches of a session, in the order they were made."""
    return tuple(_row(branch, snapshot, look, words) for branch in snapshot.branches)


@dataclass(frozen=True)
class Words:
    """The sentences of a row, with places for what they are about."""

    left: str  # {letter}, {update}
    orphan: str  # {update}
    began: str
    at: str  # {update}


def _row(branch: Branch, snapshot: Snapshot, look: Look, words: Words) -> Row:
    at_hand = branch.number == snapshot.branch
    history = snapshot.history if at_hand else branch.history
    fit, update = (
        (history.measured[-1].fit, history.measured[-1].update) if history.measured else (None, None)
    )
    loss = None if fit is None else fit.train_loss if fit.test_loss is None else fit.test_loss
    parent = next((one for one in snapshot.branches if one.number == branch.parent), None)
    where = (
        words.began if branch.parent is None
        else words.orphan.format(update=count(branch.left_at)) if parent is None
        else words.left.format(letter=parent.letter, update=count(branch.left_at))
    )  # fmt: skip
    title = title_of(branch)
    story = f"{branch.origin}, {where}" if branch.origin and branch.origin != title else where
    return Row(
        branch.number, branch.letter, title, branch.name, story,
        "–" if loss is None else themes.number(loss, 2 if loss < 0.1 else 3),
        "" if update is None else words.at.format(update=count(update)),
        goodness(fit), at_hand, branch.number == look.beside,
    )  # fmt: skip


def figures(look: Look, rows: tuple[Row, ...]) -> tuple[int, int]:
    """How wide the columns of the loss and of the fit are: as ever, or as the longest numbers need."""
    grown = max(1.0, look.scale)
    strong, plain = (
        QFontMetricsF(themes.font(max(11.5, size * grown), w)) for size, w in ((15, 700), (12, 500))
    )
    loss, fit = (round(least * grown) for least in _FIGURES[look.compact])
    for row in rows:
        widest = max(strong.horizontalAdvance(row.loss), plain.horizontalAdvance(row.at))
        loss = max(loss, math.ceil(widest) + 12)
        fit = max(fit, math.ceil(strong.horizontalAdvance(row.fit)) + 4)
    return loss, fit


def goodness(fit: Fit | None) -> str:
    """The share of right answers, or R²; on test points where there are some."""
    if fit is None:
        return "–"
    share = fit.train_accuracy if fit.test_accuracy is None else fit.test_accuracy
    if share is not None:
        return f"{themes.fixed(100 * share, 1)}\u2009%"
    r2 = fit.train_r2 if fit.test_r2 is None else fit.test_r2
    return "–" if r2 is None else themes.fixed(r2, 3) if r2 > -10 else themes.number(r2)


@final
class BranchRows(QAbstractListModel):
    """The rows for a list view; what is typed is emitted, and shown when the session has taken it."""

    named = Signal(int, str)  # the number of a branch, and its new name

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Shows these rows; where only numbers differ, an editor that is open stays open."""
        if [row.number for row in rows] != [row.number for row in self.rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        elif rows != self.rows:
            before, self.rows = self.rows, rows
            for place, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(place), self.index(place), [_DISPLAY, ROW])

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many branches there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """What a row says: the title, all of it for those who listen, or the row itself."""
        row = self.rows[index.row()]
        if role == _DISPLAY:
            return row.title
        if role == _EDIT:
            return row.name or row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(
                part for part in (f"{row.letter} {row.title}", row.story, row.loss, row.at, row.fit) if part
            )
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.letter}  {row.title}\n{row.story}"
        return row if role == ROW else None

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        """Asks for another name; an empty one is the name that the branch has by itself."""
        row, name = self.rows[index.row()], " ".join(str(value).split())
        if role != _EDIT or name == (row.name or row.title):
            return False
        self.named.emit(row.number, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every row can be chosen and renamed."""
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable


@final
class BranchPainter(QStyledItemDelegate):
    """Paints a row, and offers a field for its name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look(LIGHT)
        self.columns = _FIGURES[0]  # pixels of the loss and of the fit

    @property
    def _grown(self) -> float:
        return max(1.0, self.look.scale)

    @property
    def _begin(self) -> float:
        """Where the words of a row begin."""
        return (40 if self.look.compact else 46) * self._grown

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as two lines."""
        return QSize(120, round((46 if self.look.compact else 58) * self._grown))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The letter, what it is called and what it did, and its figures."""
        row, theme, grown = index.data(ROW), self.look.theme, self._grown
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(2.5, 2.5, -2.5, -2.5)
        state = option.state
        hot = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(theme.pen("ink", 2.4) if row.at_hand else theme.pen("line", 1.2))
        painter.setBrush(theme.color("sunk" if row.at_hand or hot else "panel"))
        painter.drawRoundedRect(box, 9, 9)
        focused = state & QStyle.StateFlag.State_HasFocus
        if focused or (state & QStyle.StateFlag.State_Selected and not row.at_hand):
            painter.setPen(theme.pen("weight" if focused else "ink3", 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = box.adjusted(3, 3, -3, -3) if row.at_hand else box
            painter.drawRoundedRect(ring, 7, 7)
        self._paint_badge(painter, box, row)
        right, (loss, fit) = box.right() - (8 if self.look.compact else 12) * grown, self.columns
        self._line(
            painter,
            QRectF(right - fit, box.top(), fit, box.height()),
            row.fit,
            14,
            700,
            "ink",
            _RIGHT,
        )
        column = QRectF(right - (fit + loss), box.top(), (loss - 8), box.height())
        upper, lower = _halves(column, grown)
        self._line(painter, upper, row.loss, 15, 700, "loss_text", _RIGHT)
        self._line(painter, lower, row.at, 12, 500, "ink2", _RIGHT)
        words = QRectF(
            box.left() + self._begin, box.top(), column.left() - box.left() - self._begin - 4, box.height()
        )
        upper, lower = _halves(words, grown)
        self._line(painter, upper, row.title, 14, 600, "ink", _LEFT)
        self._line(painter, lower, row.story, 12.5, 500, "ink2", _LEFT)
        painter.restore()

    def _paint_badge(self, painter: QPainter, box: QRectF, row: Row) -> None:
        theme, side = self.look.theme, 24 * self._grown
        square = QRectF(box.left() + (self._begin - side) / 2, box.center().y() - side / 2, side, side)
        edge = theme.pen("ink", 1.8)
        if row.beside:  # dashed, as its boundary is on the plane
            edge.setDashPattern([3, 2])
        painter.setPen(Qt.PenStyle.NoPen if row.at_hand else edge)
        painter.setBrush(theme.color("primary" if row.at_hand else "panel"))
        painter.drawRoundedRect(square, 6, 6)
        painter.setPen(theme.color("on_primary" if row.at_hand else "ink"))
        painter.setFont(themes.fitting_font(row.letter, side - 6, 14 * self._grown, 700))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, row.letter)

    def _line(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        pixels: float,
        weight: int,
        token: str,
        side: Qt.AlignmentFlag,
    ) -> None:
        font = themes.font(max(11.5, pixels * self._grown), weight)
        painter.setFont(font)
        painter.setPen(self.look.theme.color(token))
        painter.drawText(
            box, side, QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
        )

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field for the name; Enter takes it, Escape keeps the old one."""
        field = NameField(parent)
        field.setFont(themes.font(14 * self._grown, 600))
        field.setMaxLength(60)
        field.setAccessibleName(self.tr("Name of branch {letter}").format(letter=index.data(ROW).letter))
        theme = self.look.theme
        field.setStyleSheet(
            f"QLineEdit {{ background: {theme.raised}; color: {theme.ink}; border: 2px solid {theme.weight};"
            f" border-radius: 6px; padding: 0 5px; }}"
        )
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the title."""
        box, grown = option.rect, self._grown
        right = box.right() - sum(self.columns) - round(12 * grown)
        left = box.left() + round(self._begin) - 4
        high = round(30 * grown)
        editor.setGeometry(left, box.center().y() - high // 2, right - left, high)


def _halves(box: QRectF, grown: float) -> tuple[QRectF, QRectF]:
    """The places of two lines."""
    half = box.height() / 2
    low = min(half, 20.0 * grown)
    return (
        QRectF(box.left(), box.center().y() - low + 1, box.width(), low),
        QRectF(box.left(), box.center().y() + 1, box.width(), low - 1),
    )
