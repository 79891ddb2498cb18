"""Small buttons that views carry on their cards, painted from the theme. They know nothing of what they do."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui import theme as themes
from ui.theme import LIGHT, Theme
from ui.views.bias_disc import paint_padlock
from ui.views.shortcuts import PRESS, presses, takes

KEY_REASONS = (
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
)  # fmt: skip


class PaintedButton(QAbstractButton):
    """A button without a frame of the platform; subclasses paint what is on it."""

    def __init__(self, parent: QWidget, name: str, tip: str) -> None:
        super().__init__(parent)
        self.colors: Theme = LIGHT
        self.scale = 1.0
        self._by_keys = False  # whether the focus came by keys: only then it is shown
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_theme(self, theme: Theme, scale: float) -> None:
        """Takes on a theme and a size of type."""
        if (theme, scale) != (self.colors, self.scale):
            self.colors, self.scale = theme, scale
            self.update()

    def begin(self, radius: float) -> tuple[QPainter, QRectF]:
        """A painter, and the box of the button with the ring of the focus around it where it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        if self._by_keys and self.hasFocus():
            painter.setPen(QPen(self.colors.color("weight"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        return painter, box

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus that came by keys."""
        self._by_keys = event.reason() in KEY_REASONS
        super().focusInEvent(event)

    def fill(self) -> QColor:
        """What is behind the text."""
        if not self.isEnabled():
            return self.colors.color("sunk")
        if self.isDown():
            return self.colors.color("line2")
        return self.colors.color("line" if self.underMouse() else "sunk")

    def letters(self) -> QColor:
        """The color of the text."""
        return self.colors.color("ink" if self.isEnabled() else "ink3")


class CardButton(PaintedButton):
    """A card that is pressed, filled with ink where it is at hand; its keys are kept from the window's shortcuts."""

    def event(self, event: QEvent) -> bool:
        """Keeps its keys."""
        return takes(event, PRESS) or super().event(event)

    def begin_card(self, lit: bool) -> tuple[QPainter, QRectF]:
        """A painter, and the box of the card; `lit` says whether it is at hand."""
        painter, theme = QPainter(self), self.colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("bg"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        down, over = self.isDown(), self.underMouse()
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mixed("primary", "ink3", 0.82) if down else theme.color("primary"))
        else:
            painter.setPen(theme.pen("line2" if over else "line", 1))
            painter.setBrush(theme.color("line" if down else "sunk" if over else "panel"))
        painter.drawRoundedRect(box, 12, 12)
        return painter, box

    def paint_ring(self, painter: QPainter, box: QRectF) -> None:
        """The ring of the focus, if it came by keys."""
        if self._by_keys and self.hasFocus():
            painter.setPen(self.colors.pen("weight", 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 10, 10)


@final
class SignButton(PaintedButton):
    """A round button with a sign: "+", "−", "‹", "›" or a digit; filled with ink where it is checked."""

    def __init__(self, parent: QWidget, sign: str, name: str, tip: str) -> None:
        super().__init__(parent, name, tip)
        self.sign = sign

    def sizeHint(self) -> QSize:
        """A circle of 24 pixels and room for the ring."""
        edge = round(24 * self.scale) + 6
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the circle and the sign."""
        radius = (min(self.width(), self.height()) - 6) / 2
        painter, box = self.begin(radius)
        painter.setPen(QPen(self.colors.color("line2" if self.isEnabled() else "line"), 1))
        painter.setBrush(self.colors.color("primary") if self.isChecked() else self.fill())
        painter.drawEllipse(box.center(), radius, radius)
        letters = self.colors.color("on_primary") if self.isChecked() else self.letters()
        painter.setPen(QPen(letters, max(1.5, 1.7 * self.scale)))
        if self.sign.isdigit():
            painter.setFont(themes.font(max(11.5, 13 * self.scale), 600))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.sign)
            return
        x, y, reach = box.center().x(), box.center().y(), 0.38 * radius
        if self.sign in "+−":
            painter.drawLine(QPointF(x - reach, y), QPointF(x + reach, y))
            if self.sign == "+":
                painter.drawLine(QPointF(x, y - reach), QPointF(x, y + reach))
            return
        side = 0.5 * reach if self.sign == "›" else -0.5 * reach
        painter.drawPolyline(
            [QPointF(x - side, y - reach), QPointF(x + side, y), QPointF(x - side, y + reach)]
        )


@final
class TextButton(PaintedButton):
    """A pill with a text, filled with ink where it is checked; `dashed` for what would be new, `plain` for one without fill, `menu` adds a triangle."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        tip: str,
        *,
        dashed: bool = False,
        plain: bool = False,
        menu: bool = False,
    ) -> None:
        super().__init__(parent, name, tip)
        self._dashed, self._plain, self._menu = dashed, plain, menu

    def sizeHint(self) -> QSize:
        """The text with a margin."""
        width = QFontMetricsF(self.face()).horizontalAdvance(self.text())
        width += 14 * max(1.0, self.scale) if self._menu else 0
        return QSize(round(width + (14 if self._plain else 26) * self.scale) + 6, round(26 * self.scale) + 6)

    def event(self, event: QEvent) -> bool:
        """Keeps its keys from the shortcuts of the window."""
        return takes(event, PRESS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter press it."""
        if not presses(self, event):
            super().keyPressEvent(event)

    def fill(self) -> QColor:
        """Ink where it is checked."""
        return self.colors.color("primary") if self.isChecked() else super().fill()

    def letters(self) -> QColor:
        """The color of the text."""
        return self.colors.color("on_primary") if self.isChecked() else super().letters()

    def face(self) -> QFont:
        """The font of the text."""
        return themes.font(max(11.5, 13 * self.scale), 500)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pill and the text."""
        radius = (self.height() - 6) / 2
        painter, box = self.begin(radius)
        pen = QPen(self.colors.color("line2"), 1)
        if self._dashed:
            pen.setDashPattern([4, 3])
        if not self._plain:
            painter.setPen(pen)
            painter.setBrush(self.fill())
            painter.drawRoundedRect(box, radius, radius)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colors.color("line"))
            painter.drawRoundedRect(box, radius, radius)
        painter.setPen(self.letters())
        painter.setFont(self.face())
        if not self._menu:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
            return
        grown = max(1.0, self.scale)
        painter.drawText(box.adjusted(0, 0, -12 * grown, 0), Qt.AlignmentFlag.AlignCenter, self.text())
        width = QFontMetricsF(self.face()).horizontalAdvance(self.text())
        x, y = box.center().x() + width / 2 + 3 * grown, box.center().y() + 0.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colors.color("ink2"))
        wide, up, down = 3.4 * grown, 2 * grown, 3 * grown
        painter.drawPolygon([QPointF(x - wide, y - up), QPointF(x + wide, y - up), QPointF(x, y + down)])


@final
class LockButton(PaintedButton):
    """A padlock, open or closed."""

    def __init__(self, parent: QWidget, name: str, tip: str) -> None:
        super().__init__(parent, name, tip)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """A pill of 32 by 26 pixels and room for the ring."""
        return QSize(round(32 * self.scale) + 6, round(26 * self.scale) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pill and the padlock; a closed one is ink on a darker ground."""
        radius = (self.height() - 6) / 2
        painter, box = self.begin(radius)
        painter.setPen(QPen(self.colors.color("line2"), 1))
        painter.setBrush(self.colors.color("primary") if self.isChecked() else self.fill())
        painter.drawRoundedRect(box, radius, radius)
        color = self.colors.color("on_primary" if self.isChecked() else "ink2")
        paint_padlock(
            painter, color, box.center(), min(1.1 * max(1.0, self.scale), radius / 12), self.isChecked()
        )
