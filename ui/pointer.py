"""The pointer on stage: a soft ring around it and a brief ripple where it is pressed; it goes when nobody has moved for a
while. It knows no picture.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import LIGHT, Theme

REST = 3000  # milliseconds without pointer or key after which pointer and keys go
_RIPPLE = 380  # milliseconds
_RING, _WIDEST = (
    24.0,
    46.0,
)  # pixels of radius on a stage of 1080 lines, of the ring and of a ripple at its end


@final
class Halo(QWidget):
    """The ring and its ripple, around the middle of a small window of glass."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.theme: Theme = LIGHT
        self._unit = 1.0
        self._share = 1.0
        self._clock = QVariantAnimation(self)
        self._clock.setStartValue(0.0)
        self._clock.setEndValue(1.0)
        self._clock.setDuration(_RIPPLE)
        self._clock.valueChanged.connect(self._grow)
        self.hide()

    def follow(self, at: QPoint) -> None:
        """Lies around a place of its parent."""
        parent = self.parentWidget()
        assert parent is not None
        self._unit = max(0.8, parent.height() / 1080)
        side = 2 * round((_WIDEST + 4) * self._unit)
        self.setGeometry(at.x() - side // 2, at.y() - side // 2, side, side)
        self.show()
        self.raise_()

    @property
    def is_rippling(self) -> bool:
        """Whether a ripple is on its way."""
        return self._clock.state() == QVariantAnimation.State.Running

    def ripple(self) -> None:
        """A ring that grows and fades."""
        self._clock.stop()
        self._clock.start()

    def still(self) -> None:
        """No ripple any more."""
        self._clock.stop()
        self._grow(1.0)

    def _grow(self, share: float) -> None:
        self._share = float(share)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, unit = QPointF(self.width() / 2, self.height() / 2), self._unit
        fill = self._ink(0.07)
        painter.setBrush(fill)
        for radius, wide, strength in ((_RING + 3, 7.0, 0.10), (_RING, 3.0, 0.42)):
            painter.setPen(QPen(self._ink(strength), wide * unit))
            painter.drawEllipse(middle, radius * unit, radius * unit)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._share < 1.0:
            radius = (_RING + (_WIDEST - _RING) * self._share) * unit
            painter.setPen(QPen(self._ink(0.55 * (1 - self._share)), 4 * unit))
            painter.drawEllipse(middle, radius, radius)

    def _ink(self, strength: float) -> QColor:
        color = self.theme.color("ink")
        color.setAlphaF(strength)
        return color


@final
class Pointer(QObject):
    """Follows the pointer over a window while it is on stage. `rested` says that nobody is at pointer or keys any more, or
    again (False).
    """

    rested = Signal(bool)

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.halo = Halo(window)
        self._window = window
        self._on = self._hidden = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.rest)

    def begin(self, theme: Theme) -> None:
        """Is on stage from now on."""
        self._on = True
        self.dress(theme)
        self.stir()

    def end(self) -> None:
        """Is as everywhere."""
        self._on = False
        self._rest.stop()
        self.halo.still()
        self.halo.hide()
        self._show_cursor()

    def dress(self, theme: Theme) -> None:
        """Takes another theme."""
        self.halo.theme = theme
        self.halo.update()

    def move(self, at: QPoint) -> None:
        """The pointer is at a place of the screen."""
        if self._on:
            self._show_cursor()
            self.halo.follow(self._window.mapFromGlobal(at))
            self.stir()

    def press(self, at: QPoint, moves: bool) -> None:
        """A button is pressed there; `moves` is False where motion is reduced."""
        if self._on:
            self.move(at)
            if moves:
                self.halo.ripple()

    def stir(self) -> None:
        """Somebody is there."""
        if self._on:
            self._rest.start()
            self.rested.emit(False)

    def rest(self) -> None:
        """Nobody has been there for a while."""
        if self._on:
            self._rest.stop()
            self.halo.hide()
            if not self._hidden:
                self._hidden = True
                QApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)
            self.rested.emit(True)

    def _show_cursor(self) -> None:
        if self._hidden:
            self._hidden = False
            QApplication.restoreOverrideCursor()
