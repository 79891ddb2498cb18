"""One row of the list of a contest: how its path is drawn, who it is, its loss, how many moves were made; an optimizer has its
rate, which can be changed, and a menu of all others.
"""

from __future__ import annotations

from functools import partial
from typing import final

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui import theme as themes
from ui.theme import Theme
from ui.views.buttons import PaintedButton, SignButton
from ui.views.surface_scene import name_of
from ui.views.surface_ways import Form, paint_sample
from wbsim.contest import RATES, Rival, Way
from wbsim.optimizers import OPTIMIZERS, formula

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
HIGH = 52  # pixels at scale 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("Surface", text)


@final
class RivalRow(PaintedButton):
    """A row; `changed` has the rival that is wished in its place, None for none."""

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        self._way: Way | None = None
        self._form: Form = "dots"
        self._done = ""
        self._alone = True
        self._menu = QMenu(self)
        self.slower = SignButton(
            self, "−", _tr("Smaller learning rate"), _tr("A third of this learning rate")
        )
        self.faster = SignButton(
            self, "+", _tr("Larger learning rate"), _tr("Three times this learning rate")
        )
        self.slower.clicked.connect(lambda: self._step(-1))
        self.faster.clicked.connect(lambda: self._step(1))
        self.clicked.connect(self._open)

    def show_way(self, way: Way, form: Form, done: str, alone: bool, theme: Theme, scale: float) -> None:
        """Shows a way; `done` says how many moves were made or are left, `alone` whether it is the only rival."""
        self.show_theme(theme, scale)
        self._way, self._form, self._done, self._alone = way, form, done, alone
        rival = way.rival
        for button in (self.slower, self.faster):
            button.setVisible(rival is not None)
            button.show_theme(theme, 0.92 * max(0.9, scale))
            button.resize(button.sizeHint())
        if rival is not None and rival.rate is not None:
            self.slower.setEnabled(rival.rate > RATES[0])
            self.faster.setEnabled(rival.rate < RATES[-1])
            tip = _tr("{rule}\nClick for another optimizer").format(rule=formula(rival.kind))
            if way.tried > 1:
                tip += "\n" + _tr("Of {n} rates, this one is lowest over its last updates").format(
                    n=way.tried
                )
            self.setToolTip(tip)
        self.setEnabled(rival is not None)
        said = _tr("{name}, {rate}, loss {loss}, {done}").format(
            name=name_of(way), rate=self._rate(), loss=themes.number(way.loss), done=done
        )
        if said != self.accessibleName():
            self.setAccessibleName(said)
        self._place()
        self.update()

    def _rate(self) -> str:
        way = self._way
        if way is None or way.rival is None or way.rival.rate is None:
            return _tr("by hand")
        rate = _tr("rate {rate}").format(rate=_plain(way.rival.rate))
        return rate if way.tried == 1 else _tr("best {rate}").format(rate=rate)

    def _place(self) -> None:
        y = self.height() * 0.69 - self.slower.height() / 2
        left = 4 * max(0.85, self.scale)
        self.slower.move(round(left), round(y))
        self.faster.move(round(left + self.slower.width() - 4), round(y))

    def _small(self) -> QFont:
        return themes.font(max(11.5, 12.5 * self.scale), 500)

    def _words_left(self) -> float:
        return 66 * max(0.85, self.scale)

    # --- choosing ------------------------------------------------------------------------------------------

    def _step(self, steps: int) -> None:
        rival = self._way.rival if self._way is not None else None
        if rival is not None and rival.rate is not None:
            nearest = min(range(len(RATES)), key=lambda k: abs(RATES[k] - (rival.rate or 0)) / RATES[k])
            self.changed.emit(Rival(rival.kind, RATES[min(len(RATES) - 1, max(0, nearest + steps))]))

    def fill_menu(self) -> QMenu:
        """The other optimizers, and what else can be done with this one."""
        self._menu.clear()
        rival = self._way.rival if self._way is not None else None
        for kind, entry in OPTIMIZERS.items():
            action = self._menu.addAction(entry.name)
            action.setCheckable(True)
            action.setChecked(rival is not None and kind == rival.kind)
            action.triggered.connect(partial(self._choose, Rival(kind)))
        self._menu.addSeparator()
        if rival is not None:
            best = self._menu.addAction(_tr("Best of {n} rates").format(n=len(RATES)))
            best.triggered.connect(partial(self._choose, Rival(rival.kind)))
        if not self._alone:
            self._menu.addAction(_tr("Leave out")).triggered.connect(partial(self._choose, None))
        return self._menu

    def _choose(self, rival: Rival | None, _checked: bool = False) -> None:
        self.changed.emit(rival)

    def _open(self) -> None:
        self.fill_menu().popup(self.mapToGlobal(QPoint(0, self.height())))

    # --- painting ------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As high as two lines."""
        return QSize(round(212 * self.scale), round(HIGH * max(0.85, self.scale)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the row; the hand's is framed in ink."""
        way = self._way
        if way is None:
            return
        painter, box = self.begin(8)
        theme, scale, mine = self.colors, max(0.85, self.scale), way.rival is None
        over = not mine and self.underMouse()
        painter.setPen(theme.pen("ink" if mine else "line2" if over else "line", 2 if mine else 1))
        painter.setBrush(theme.color("panel" if mine else "sunk"))
        painter.drawRoundedRect(box, 8, 8)
        sample = QRectF(box.left() + 9 * scale, box.top(), 42 * scale, box.height() * (0.9 if mine else 0.56))
        paint_sample(painter, theme, self._form, sample, scale)
        left, right = self._words_left(), box.right() - 10 * scale
        upper, lower = self.height() * 0.31, self.height() * 0.70
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font(max(13.0, 15 * self.scale), 600))
        name = name_of(way)
        painter.drawText(QRectF(left, upper - 12, 200, 24), _LEFT, name)
        if not mine:
            wide = QFontMetricsF(painter.font()).horizontalAdvance(name)
            x, y = left + wide + 9 * scale, upper + 0.5
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("ink2"))
            painter.drawPolygon([QPointF(x - 3.4, y - 2), QPointF(x + 3.4, y - 2), QPointF(x, y + 3)])
        painter.setPen(theme.color("loss_text"))
        painter.setFont(themes.font(max(13.5, 16.5 * self.scale), 700))
        painter.drawText(QRectF(left, upper - 12, right - left, 24), _RIGHT, themes.number(way.loss))
        painter.setPen(theme.color("ink2"))
        painter.setFont(self._small())
        metrics = QFontMetricsF(self._small())
        room = right - left - metrics.horizontalAdvance(self._done) - 6 * scale
        rate = "" if mine else self._rate().rsplit(" ", 1)[-1]
        words = [self._rate(), *([] if mine else [_tr("rate {rate}").format(rate=rate)]), rate]
        fitting = next((one for one in words if metrics.horizontalAdvance(one) <= room), words[-1])
        painter.drawText(QRectF(left, lower - 10, 220, 20), _LEFT, fitting)
        painter.drawText(QRectF(left, lower - 10, right - left, 20), _RIGHT, self._done)


def _plain(rate: float) -> str:
    """A learning rate with no more digits than it has."""
    return f"{rate:g}" if rate >= 1e-4 else themes.number(rate, 1)
