"""What all controls share, and the buttons: an icon, a pill with words, the round primary one, and chips.
They know how they look and how they are pressed, never what it does.
"""

from __future__ import annotations

from typing import Literal, final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui import icons
from ui.theme import LIGHT, Theme, font, symbol_font
from ui.views.shortcuts import PRESS, presses, takes


class Dressed:
    """A widget that paints itself from a theme, at a scale of type."""

    theme: Theme = LIGHT
    scale: float = 1.0

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.theme, self.scale = theme, scale
        assert isinstance(self, QWidget)
        self.updateGeometry()
        self.update()


def dress_all(root: QWidget, theme: Theme, scale: float) -> None:
    """Dresses a widget and everything in it."""
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, Dressed):
            widget.dress(theme, scale)


@final
class Button(Dressed, QAbstractButton):
    """A button: an icon alone, a pill with words (a strong one is filled), or the round primary one. It mirrors an
    action if it has one.
    """

    def __init__(
        self, icon: str = "", text: str = "", kind: Literal["plain", "pill", "strong", "primary"] = "plain",
        height: int = 36, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.icon_name, self.kind, self.height_wished = icon, kind, height
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def follow(self, action: QAction, text: str | None = None) -> Button:
        """Triggers an action and takes its tooltip, name and whether it can be used."""

        def mirror() -> None:
            self.setEnabled(action.isEnabled())
            self.setToolTip(action.toolTip())
            self.setAccessibleName(action.text())
            if text is None and self.kind == "pill":
                self.setText(action.text())

        action.changed.connect(mirror)
        self.clicked.connect(action.trigger)
        mirror()
        return self

    def show_icon(self, name: str) -> None:
        """Changes the icon."""
        if name != self.icon_name:
            self.icon_name = name
            self.update()

    def event(self, event: QEvent) -> bool:
        return takes(event, PRESS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not presses(self, event):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        side = self.height_wished * self.scale
        if not self.text():
            return QSize(round(side), round(side))
        words = QFontMetricsF(font(13 * self.scale, 600)).horizontalAdvance(self.text())
        return QSize(round(words + (54 if self.icon_name else 28) * self.scale), round(side))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ink = self.theme.color("ink" if self.isEnabled() else "ink3")
        hot = self.isEnabled() and self.underMouse()
        if self.kind == "primary":
            ink = self.theme.color("on_primary")
            painter.setPen(Qt.PenStyle.NoPen)
            bed = self.theme.mixed("primary", "ink3", 0.82) if hot else self.theme.color("primary")
            painter.setBrush(bed)
            painter.drawEllipse(area)
        elif self.kind == "strong" and self.isEnabled():
            ink = self.theme.color("on_primary")
            painter.setPen(Qt.PenStyle.NoPen)
            bed = self.theme.mixed("primary", "ink3", 0.82) if hot else self.theme.color("primary")
            painter.setBrush(bed)
            painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        elif self.kind in ("pill", "strong") or hot:
            radius = area.height() / 2
            painter.setPen(Qt.PenStyle.NoPen if self.kind == "plain" else self.theme.pen("line", 1))
            painter.setBrush(self.theme.color("line" if hot else "sunk"))
            painter.drawRoundedRect(area, radius, radius)
        self._paint_face(painter, ink)
        if self.hasFocus():
            paint_focus(painter, self.theme, area, area.height() / 2)

    def _paint_face(self, painter: QPainter, ink: QColor) -> None:
        scale, height = self.scale, float(self.height())
        share = 0.5 if self.kind == "primary" else 0.62
        side = min(height * share, (24 if self.kind == "primary" else 22) * scale)
        if self.kind == "pill":
            side = 18 * scale
        if not self.text():
            icons.paint(
                painter,
                self.icon_name,
                QRectF((self.width() - side) / 2, (height - side) / 2, side, side),
                ink,
            )
            return
        left = 14 * scale
        if self.icon_name:
            icons.paint(painter, self.icon_name, QRectF(13 * scale, (height - side) / 2, side, side), ink)
            left += side + 5 * scale
        painter.setPen(ink)
        painter.setFont(font(13 * scale, 600))
        painter.drawText(
            QRectF(left, 0, self.width() - left, height), Qt.AlignmentFlag.AlignVCenter, self.text()
        )


def paint_focus(painter: QPainter, theme: Theme, area: QRectF, radius: float) -> None:
    painter.setPen(theme.pen("weight", 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = area.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(inner, radius, radius)


@final
class Chip(Dressed, QAbstractButton):
    """A pill that is on or off; its letters are symbols in italics: `x_1` hangs the 1, `x^2` raises the 2."""

    def __init__(self, symbol: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.symbol = symbol
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def event(self, event: QEvent) -> bool:
        return takes(event, PRESS) or super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(round(self._paint(None, 0.0) + 16 * self.scale), round(26 * self.scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(30 * self.scale), round(26 * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        hot = self.underMouse() and self.isEnabled()
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                self.theme.mixed("primary", "ink3", 0.82) if hot else self.theme.color("primary")
            )
        else:
            painter.setPen(self.theme.pen("line", 1))
            painter.setBrush(self.theme.color("line" if hot else "sunk"))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(self.theme.color("on_primary" if self.isChecked() else "ink2"))
        self._paint(painter, (self.width() - self._paint(None, 0.0)) / 2)
        if self.hasFocus():
            paint_focus(painter, self.theme, area, area.height() / 2)

    def _paint(self, painter: QPainter | None, left: float) -> float:
        """Paints the symbol, or only measures it; returns its width."""
        size, x = 15.5 * self.scale, left
        base = self.height() / 2 + 0.3 * size
        for letters, rise, italic in pieces(self.symbol):
            face = symbol_font(size * (0.68 if rise else 1.0), italic)
            if painter is not None:
                painter.setFont(face)
                painter.drawText(QPointF(x, base - rise * size), letters)
            x += QFontMetricsF(face).horizontalAdvance(letters)
        return x - left


def pieces(symbol: str) -> list[tuple[str, float, bool]]:
    """The runs of a symbol: letters, how far they are raised (a share of the size), and whether they slant."""
    runs: list[tuple[str, float, bool]] = []
    place = 0
    while place < len(symbol):
        letter = symbol[place]
        if letter in "_^":
            runs.append((symbol[place + 1], -0.22 if letter == "_" else 0.38, False))
            place += 2
        elif symbol.startswith("sin", place):
            runs.append(("sin\u2009", 0.0, False))
            place += 3
        else:
            runs.append((letter, 0.0, letter.isalpha()))
            place += 1
    return runs
