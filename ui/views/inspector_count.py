"""The button beside the inspector's title that leads to the count of parameters, where biases are edges from units."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.views.buttons import TextButton
from ui.views.inspector_layout import InspectorLayout
from ui.views.inspector_paint import Subject, title_end


@final
class CountLink:
    """Keeps its button where there is room for it; reads the look alone."""

    def __init__(self, card: QWidget) -> None:
        self.button = TextButton(
            card, _tr("Count of parameters"), _tr("Shows how many parameters there are, and why")
        )
        self.button.setText(_tr("Count"))
        self.button.hide()
        self._placed_for: tuple[object, bool] = (None, False)

    def place(self, made_from: object, subject: Subject, layout: InspectorLayout, end: float) -> None:
        """Stands behind the title and before `end`, if anything that decides it has changed."""
        look = subject.look
        wanted = (made_from, look.plus_one > 0)
        if wanted == self._placed_for:
            return
        self._placed_for = wanted
        self.button.show_theme(look.theme, 0.92 * look.scale)
        size = self.button.sizeHint()
        left = title_end(subject, layout) + 6 * max(1.0, look.scale)
        top = layout.title - 6 - size.height() / 2
        self.button.setGeometry(round(left), round(top), size.width(), size.height())
        self.button.setVisible(look.plus_one > 0 and left + size.width() <= end)

    def hide(self) -> None:
        """Takes the button away until a neuron is shown."""
        self._placed_for = (None, False)
        self.button.hide()


def _tr(text: str) -> str:
    return QCoreApplication.translate("InspectorView", text)
