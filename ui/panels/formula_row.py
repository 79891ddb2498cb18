"""The row in which a function of x is typed. What cannot be read is said in place, and the last curve stays."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.panels.buttons import Dressed
from ui.panels.fields import Field
from ui.theme import Theme, font
from ui.views.shortcuts import takes
from wbsim.datasets.formula import function
from wbsim.problems import Refused
from wbsim.settings import Setting

_PAUSE = 500  # milliseconds without a key after which a formula is tried


@final
class FormulaEdit(Dressed, QLineEdit):
    """A text that is shown to be read and clicked to be typed."""

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.setFont(font(13 * scale, 600))
        self.setFixedHeight(round(24 * scale))

    def event(self, event: QEvent) -> bool:
        return takes(event, (Qt.Key.Key_Escape,)) or super().event(event)


@final
class FormulaRow(Field):
    """`y >` and the function; it asks for a formula when it is entered, or rests, and can be read."""

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(path, parent)
        self.edit = FormulaEdit()
        self.edit.installEventFilter(self)
        self._shown = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_PAUSE)
        self._rest.timeout.connect(lambda: self._try(entered=False))
        self.edit.textEdited.connect(lambda _: self._rest.start())
        self.edit.returnPressed.connect(lambda: self._try(entered=True))
        self.row.setStretch(0, 0)
        self.row.addWidget(self.edit, 1)
        self.finish()

    def show_setting(self, setting: Setting) -> None:
        """Shows the formula of now, unless another one is just being typed."""
        self.describe(setting, (self.edit,))
        self.title.say("y >")
        self._shown = str(setting.value)
        if not self.edit.isModified() and self.edit.text() != self._shown:
            self.edit.setText(self._shown)

    def _try(self, entered: bool) -> None:
        self._rest.stop()
        text = self.edit.text()
        try:
            function(text)
        except Refused as refused:
            self.refuse(refused.problems[0].what)
            return
        self.refuse("")
        if entered:
            self.edit.setModified(False)
        if text != self._shown:
            self.wished.emit(text, "formula")

    def eventFilter(self, edit: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._show_again()
                self.edit.clearFocus()
                return True
        elif isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self._try(entered=True)
            if self.edit.isModified():
                self._show_again()
        return False

    def _show_again(self) -> None:
        self._rest.stop()
        self.edit.setText(self._shown)
        self.edit.setModified(False)
        self.refuse("")
