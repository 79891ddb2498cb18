"""One row of a form for one setting: a slider, a choice or a bare number, and the sentence of a refusal under it.
A field knows the path of its setting and asks for values; whether they are taken, others decide.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.buttons import Dressed
from ui.panels.controls import Choice, NumberField, Slider
from ui.panels.scales import Scale
from ui.theme import count, font, number
from wbsim.settings import Setting

_ENDLESS = 1e9  # a bound beyond this is no news to anybody
_REST = 1000  # milliseconds after a key, in which the next one belongs to the same edit
_drags = itertools.count(1)


class Words(Dressed, QWidget):
    """One line of text, or a sentence that wraps."""

    def __init__(
        self, text: str = "", token: str = "ink2", size: float = 13, weight: int = 500, wrap: bool = False,
        right: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._still = right  # at the right of a row it gets the room that is left, whatever it says
        self._side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.text, self.token, self.size_wished, self.weight, self.wrap = text, token, size, weight, wrap
        policy = self.sizePolicy()
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)

    def say(self, text: str) -> None:
        """Shows another text."""
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            if not self._still:
                self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font(self.size_wished * self.scale, self.weight))
        return QSize(
            0 if self.wrap else round(metrics.horizontalAdvance(self.text) + 2), round(metrics.height())
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        metrics = QFontMetrics(font(self.size_wished * self.scale, self.weight))
        return metrics.boundingRect(
            QRect(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap), self.text
        ).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(self.size_wished * self.scale, self.weight))
        painter.setPen(self.theme.color(self.token if self.isEnabled() else "ink3"))
        if self.wrap:
            painter.drawText(self.rect(), int(Qt.TextFlag.TextWordWrap), self.text)
        else:
            text = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, self.width() + 2)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | self._side, text)


class Field(QWidget):
    """What all fields share: the setting, its title, and the place of a refusal."""

    wished = Signal(object, str)  # the value, and the drag it belongs to ("" for a single step)

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.title = Words()
        self.problem = Words(token="loss_text", size=12, wrap=True)
        self.problem.hide()
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self.row.addWidget(self.title, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addLayout(self.row)

    def finish(self) -> None:
        """Puts the sentence under everything else; the last step of making a field."""
        self.column.addWidget(self.problem)

    def refuse(self, sentence: str) -> None:
        """Says under the field why a value was not taken; an empty sentence takes it away."""
        self.problem.say(sentence)
        self.problem.setVisible(bool(sentence))

    def describe(self, setting: Setting, widgets: tuple[QWidget, ...]) -> None:
        """Title, tooltip and accessible names from the setting."""
        self.title.say(setting.title)
        words = explained(setting)
        self.setToolTip(words)
        for widget in widgets:
            widget.setAccessibleName(setting.title)
            widget.setAccessibleDescription(words)
            widget.setToolTip(words)

    def show_setting(self, setting: Setting) -> None:
        """Shows the value of now."""
        raise NotImplementedError


def explained(setting: Setting) -> str:
    """A tooltip: what it is, its range and unit."""
    bounds = _bounds(setting)
    said = " ".join(filter(None, (setting.help, bounds)))
    return f"{said}\n{setting.formula}" if setting.formula else said


def bounds_in_words(setting: Setting) -> str:
    """From where to where a number may be, with its unit; empty where nothing bounds it."""
    return _bounds(setting).removeprefix("(").removesuffix(")")


def unit_in_words(setting: Setting) -> str:
    """The unit of a number, set off from it; empty where it has none."""
    return f" {setting.unit}" if setting.unit else ""


def _bounds(setting: Setting) -> str:
    unit = unit_in_words(setting)
    least, most = _bound(setting.least), _bound(setting.most)
    if least and most:
        bounds = _tr("(from {least} to {most}{unit})")
    elif least:
        bounds = _tr("(from {least}{unit})")
    else:
        bounds = _tr("(to {most}{unit})") if most else ""
    return bounds.format(least=least, most=most, unit=unit)


def _bound(bound: float | None) -> str:
    """A bound as people read it; empty where there is none, or one so far away that it is no news."""
    if bound is None or abs(bound) >= _ENDLESS:
        return ""
    return count(round(bound)) if bound == round(bound) else number(bound)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Field", text)


class NumberRow(Field):
    """A title and a number to be typed."""

    def __init__(self, path: str, whole: bool = False, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(path, parent)
        self.number = NumberField(whole, unit)
        self.number.entered.connect(lambda value: self.wished.emit(int(value) if whole else value, ""))
        self.number.refused.connect(self.refuse)
        self.row.addWidget(self.number)
        self.finish()

    def show_setting(self, setting: Setting) -> None:
        self.describe(setting, (self.number,))
        self.number.show_value(float(setting.value))


class SliderField(NumberRow):
    """A number with a slider under it; a drag of the slider is one edit, and so are keys without a rest between."""

    def __init__(self, path: str, whole: bool = False, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(path, whole, unit, parent)
        self.slider = Slider()
        self.column.insertWidget(1, self.slider)
        self._scale = Scale(0, 1)
        self._gesture = self._keys = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self.slider.sliderPressed.connect(self._begin)
        self.slider.sliderReleased.connect(self._end)
        self.slider.valueChanged.connect(self._slid)
        self._showing = False

    def show_setting(self, setting: Setting) -> None:
        super().show_setting(setting)
        self.slider.setAccessibleName(setting.title)
        self.slider.setToolTip(explained(setting))
        assert setting.low is not None
        assert setting.high is not None
        self._scale = Scale(setting.low, setting.high, setting.scale, setting.step, setting.whole)
        if not self.slider.isSliderDown():
            self._showing = True
            self.slider.setValue(round(Slider.STEPS * self._scale.share(float(setting.value))))
            self._showing = False

    def _begin(self) -> None:
        self._gesture = f"{self.path} {next(_drags)}"

    def _end(self) -> None:
        self._gesture = ""

    def _slid(self, position: int) -> None:
        if not self._showing:
            value = self._scale.value(position / Slider.STEPS)
            self.wished.emit(int(value) if self._scale.whole else value, self._gesture or self._pressed())

    def _pressed(self) -> str:
        """The gesture that a key belongs to: that of the key before, or a new one after a rest."""
        if not self._rest.isActive():
            self._keys = f"{self.path} keys {next(_drags)}"
        self._rest.start()
        return self._keys


class ChoiceField(Field):
    """A title and one of several words; `help`, where there is one, is said in place of the setting's own, and `notes`
    say more of some words.
    """

    def __init__(
        self, path: str, choices: tuple[tuple[str, str], ...] = (), title: str = "", help: str = "",
        token: str = "ink", notes: Mapping[str, str] = MappingProxyType({}), parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(path, parent)
        self._title, self.help, self._notes = title, help, notes
        self.choice = Choice(token=token)
        self.choice.offer(choices)
        self.choice.explain(notes)
        self.choice.chosen.connect(lambda value: self.wished.emit(value, ""))
        self.row.addWidget(self.choice)
        self.finish()

    def show_setting(self, setting: Setting) -> None:
        words = (self.help or setting.help, self._notes.get(str(setting.value), ""))
        named = replace(setting, title=self._title or setting.title, help=" ".join(filter(None, words)))
        self.describe(named, (self.choice,))
        self.show_value(setting.value)

    def show_value(self, value: Any) -> None:
        """Shows the choice of a value."""
        self.choice.show_value(str(value))
