"""Rows of the chooser of axes: the values of an axis as they are typed, and when a network has learned."""

from __future__ import annotations

from typing import Any, final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.panels.buttons import Dressed
from ui.panels.controls import Choice, NumberField
from ui.panels.fields import Field
from ui.theme import Theme, font
from ui.views.shortcuts import takes
from wbsim.axes import Axis
from wbsim.outcomes import Criterion, Measure

_USUAL = "usual"


@final
class ValuesEdit(Dressed, QLineEdit):
    """A text that is shown to be read and clicked to be typed; Esc shows the old one again."""

    left = Signal()  # the keys are elsewhere now
    restored = Signal()

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.setFont(font(12.5 * scale, 500))
        self.setFixedHeight(round(24 * scale))

    def event(self, event: QEvent) -> bool:
        return takes(event, (Qt.Key.Key_Escape,)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.restored.emit()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


@final
class ValuesRow(Field):
    """The values of an axis: a list, or a range."""

    left = Signal()  # a sentence may have gone

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(path, parent)
        self._shown = ""
        self.title.say(self.tr("values"))
        self.edit = ValuesEdit()
        self.edit.returnPressed.connect(self._enter)
        self.edit.left.connect(self._leave)
        self.edit.restored.connect(self._restore)
        self.row.setStretch(0, 0)
        self.row.addWidget(self.edit, 1)
        self.finish()

    def show_axis(self, axis: Axis | None) -> None:
        """Shows the values of an axis, unless others are just being typed; nothing where there is no axis."""
        self.setVisible(axis is not None)
        if axis is None:
            return
        tip = self.tr(
            "Values of {title}: a list such as 0.01, 0.1, or of numbers a range FROM:TO:HOW MANY, with :log between for equal "
            "factors (0.001:1:log:8). Empty for the usual ones"
        ).format(title=axis.title)
        self.setToolTip(tip)
        self.edit.setAccessibleName(self.tr("values of {title}").format(title=axis.title))
        self.edit.setAccessibleDescription(tip)
        shown = ", ".join(variant.typed or variant.word for variant in axis.variants)
        if shown != self._shown or not self.edit.isModified():
            self._shown = shown
            self._restore()

    def _enter(self) -> None:
        if self.edit.text() != self._shown:
            self.wished.emit(self.edit.text(), "")

    def _leave(self) -> None:
        """What was typed counts; what cannot be gives way to the old values, and the sentence stays."""
        if self.edit.isModified():
            self._enter()
            self.edit.setText(self._shown)
            self.edit.setCursorPosition(0)
            self.edit.setModified(False)

    def _restore(self) -> None:
        self.edit.setText(self._shown)
        self.edit.setCursorPosition(0)
        self.edit.setModified(False)
        self.refuse("")
        self.left.emit()


@final
class CriterionRow(Field):
    """When a network has learned: what is usual for its task, or a bound of loss, accuracy or R²."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("criterion", parent)
        self._usual, self._now = Criterion(), Criterion()
        self.title.say(self.tr("learned"))
        tip = self.tr(
            "When a network counts as having learned; on test points or, where there are none, on training points"
        )
        self.setToolTip(tip)
        self.choice, self.number = Choice(), NumberField()
        self.choice.setAccessibleName(self.tr("what counts as learned"))
        self.choice.setAccessibleDescription(tip)
        self.number.setAccessibleName(self.tr("bound of what counts as learned"))
        self.number.setAccessibleDescription(tip)
        self.choice.chosen.connect(self._choose)
        self.number.entered.connect(self._bound)
        self.number.refused.connect(self.refuse)
        self.row.addWidget(self.choice)
        self.row.addWidget(self.number)
        self.finish()

    def show_criterion(self, wished: Criterion | None, usual: Criterion, classes: bool) -> None:
        """Shows what counts: what is wished, or what is usual."""
        self._usual, self._now = usual, wished or usual
        measure: tuple[tuple[str, str], ...] = (("loss", self.tr("loss <")),)
        if classes:
            measure += (("accuracy", self.tr("% right ≥")),)
        else:
            measure += (("r2", self.tr("R² ≥")),)
        words = {
            "loss": self.tr("usual: loss <"),
            "accuracy": self.tr("usual: % right ≥"),
            "r2": self.tr("usual: R² ≥"),
        }
        self.choice.offer(((_USUAL, words[usual.measure]), *measure))
        self.choice.show_value(_USUAL if wished is None else wished.measure)
        bound = self._now.bound * (100 if self._now.measure == "accuracy" else 1)
        self.number.show_value(round(bound, 9))

    def _choose(self, value: Any) -> None:
        self.refuse("")
        if value == _USUAL:
            self.wished.emit(None, "")
            return
        measures: dict[str, tuple[Measure, float]] = {
            "loss": ("loss", 0.1), "accuracy": ("accuracy", 0.95), "r2": ("r2", 0.9),
        }  # fmt: skip
        measure, bound = measures[value]
        self.wished.emit(
            Criterion(measure, self._usual.bound if self._usual.measure == measure else bound), ""
        )

    def _bound(self, value: float) -> None:
        """Another bound; of what is usual it makes a wish."""
        measure = self._now.measure
        sentence = ""
        if measure == "loss" and value <= 0:
            sentence = self.tr("it must be above 0")
        elif measure == "accuracy" and not 1 < value <= 100:
            sentence = self.tr("it must be above 1 % and at most 100 %")
        elif measure == "r2" and value > 1:
            sentence = self.tr("R² is at most 1")
        self.refuse(sentence)
        if sentence:
            self.show_bound()
            self.number.refused.emit(sentence)
            return
        self.wished.emit(Criterion(measure, value / 100 if measure == "accuracy" else value), "")

    def show_bound(self) -> None:
        """The old number again."""
        self.number.show_value(round(self._now.bound * (100 if self._now.measure == "accuracy" else 1), 9))
