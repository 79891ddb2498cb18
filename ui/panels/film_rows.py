"""The rows of a film's card: numbers in a range, and words that are typed."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Qt, Signal

from ui.panels.axes_rows import ValuesEdit
from ui.panels.fields import Field, NumberRow
from ui.panels.typed import written
from ui.theme import count


@final
class RangeRow(NumberRow):
    """A number that has to lie in a range, which its tooltip says; what does not is refused in its place."""

    changed = Signal()

    def __init__(
        self,
        path: str,
        title: str,
        tip: str,
        value: float,
        least: float,
        most: float,
        unit: str = "",
        whole: bool = False,
    ) -> None:
        super().__init__(path, whole, unit)
        self.value, self._least, self._most, self._tip, self._unit = value, least, most, tip, unit
        self.title.say(title)
        self.number.setAccessibleName(title)
        self.wished.connect(lambda value, _: self._take(float(value)))
        self.number.refused.connect(lambda _: self.changed.emit())
        self._explain()
        self.number.show_value(value)

    def set_most(self, most: float) -> None:
        """Another end of the range."""
        self._most = most
        self._explain()

    def show_value(self, value: float) -> None:
        """Shows a number that nobody typed."""
        self.value = value
        self.refuse("")
        self.number.show_value(value)

    def _ends(self) -> tuple[str, str]:
        least, most = (
            count(int(end)) if end == int(end) else written(end) for end in (self._least, self._most)
        )
        return least, most

    def _explain(self) -> None:
        least, most = self._ends()
        words = self.tr("{what} (from {least} to {most}{unit})").format(
            what=self._tip, least=least, most=most, unit=f" {self._unit}" if self._unit else ""
        )
        self.setToolTip(words)
        self.number.setAccessibleDescription(words)

    def _take(self, value: float) -> None:
        good = self._least <= value <= self._most
        least, most = self._ends()
        self.refuse(
            "" if good else self.tr("it must be from {least} to {most}").format(least=least, most=most)
        )
        if good:
            self.value = value
        self.number.show_value(self.value)
        self.changed.emit()


@final
class TextRow(Field):
    """Words that are typed."""

    def __init__(self, path: str, title: str, tip: str, hint: str = "") -> None:
        super().__init__(path)
        self.title.say(title)
        self.setToolTip(tip)
        self.edit = ValuesEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setAccessibleName(title)
        self.edit.setAccessibleDescription(tip)
        self.edit.restored.connect(self.edit.clear)
        self.row.setStretch(0, 0)
        self.row.addWidget(self.edit, 1)
        self.finish()
