"""The picture of a sweep over the figure, until it is closed. It is told the picture; it paints none."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.panels.buttons import Button, Dressed
from ui.theme import Theme
from ui.views.shortcuts import takes

MARGIN = 24  # pixels beside the picture, at least


@final
class SweepResult(Dressed, QWidget):
    """The picture in the middle, as large as it fits; Esc, the button or a click beside it closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Picture of the sweep"))
        self.close_button = Button("close", kind="pill", height=34, parent=self)
        self.close_button.setToolTip(self.tr("Close (Esc)"))
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.clicked.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Covers the parent whatever its size."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def show_image(self, image: QImage) -> None:
        """Shows a picture over everything in the parent."""
        self._image = image
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self._place()
        self.show()
        self.raise_()
        self.setFocus()
        self.update()

    @property
    def box(self) -> QRectF:
        """Where the picture lies."""
        margin, image = MARGIN, self._image
        if image.isNull():
            return QRectF()
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        size = image.deviceIndependentSize()
        share = min(room.width() / size.width(), room.height() / size.height(), 1.0)
        box = QRectF(0, 0, share * size.width(), share * size.height())
        box.moveCenter(room.center())
        return QRectF(round(box.left()), round(box.top()), box.width(), box.height())

    def _place(self) -> None:
        self.close_button.adjustSize()
        box, button = self.box, self.close_button
        right = min(round(box.right() + button.width() / 2), self.width() - button.width() - 4)
        button.move(right - button.width() // 2, max(4, round(box.top()) - button.height() // 2))

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.close_button.dress(theme, scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        veil = QColor(self.theme.color("bg"))
        veil.setAlphaF(0.86)
        painter.fillRect(self.rect(), veil)
        box = self.box
        painter.drawImage(box, self._image)
        painter.setPen(self.theme.pen("line2", 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def event(self, event: QEvent) -> bool:
        return takes(event, (Qt.Key.Key_Escape,)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.box.contains(event.position()):
            self.hide()
