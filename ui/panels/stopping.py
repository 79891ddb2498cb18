"""When the run is to end by itself: at an update, an epoch, a loss, an accuracy, or where nothing gets better.
It asks for conditions; whether one has come true, others find out.
"""

from __future__ import annotations

from typing import Any, final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.panels.buttons import Button, dress_all
from ui.panels.column import Column
from ui.panels.controls import NumberField
from ui.panels.fields import ChoiceField, Field, Words
from ui.theme import Theme
from wbsim.plan import Plan
from wbsim.problems import Refused
from wbsim.snapshot import Snapshot
from wbsim.stops import Stop

_WHOLE = ("update", "epoch", "patience")


@final
class StopRow(Field):
    """One condition: its name, and the number at which it comes true; empty for never."""

    def __init__(
        self, name: str, title: str, tip: str, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self.title.say(title)
        unit = "%" if name == "accuracy" else ""
        self.number = NumberField(name in _WHOLE, unit, empty=self.tr("never"))
        self.number.setAccessibleName(title)
        self.number.setAccessibleDescription(tip)
        for widget in (self, self.number):
            widget.setToolTip(tip)
        self.number.entered.connect(lambda value: self.wished.emit(value, ""))
        self.number.emptied.connect(lambda: self.wished.emit(None, ""))
        self.number.refused.connect(self.refuse)
        self.row.addWidget(self.number)
        self.finish()


@final
class StopPanel(Column):
    """All conditions, each of which ends playing when it comes true."""

    wished = Signal(object)  # the conditions from now on

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stop = Stop()
        self._plan: Plan | None = None  # whose data they are shown for
        self._column.addWidget(Words(self.tr("Stop by itself"), "ink", 17, 600))
        self._column.addWidget(
            Words(
                self.tr("Playing pauses at the first of these that comes true. Leave empty what is not wished."),
                "ink3", 12, wrap=True,
            )
        )  # fmt: skip
        tips = self._tips()
        self.rows = {name: StopRow(name, *words) for name, words in tips.items()}
        for name, row in self.rows.items():
            row.wished.connect(lambda value, _, name=name: self._ask(name, value))
            row.number.refused.connect(lambda _: self._fit())
            self._column.addWidget(row)
        parts = (("test", self.tr("test points")), ("train", self.tr("training points")))
        self.of = ChoiceField("of", parts)
        self.of.title.say(self.tr("measured on"))
        tip = self.tr(
            "Which points loss and accuracy are measured on; training points where there are no others"
        )
        self.of.setToolTip(tip)
        self.of.choice.setAccessibleName(self.tr("measured on"))
        self.of.choice.setAccessibleDescription(tip)
        self.of.wished.connect(lambda value, _: self._ask("of", value))
        self._column.addWidget(self.of)
        self.said = Words("", "ink", 12.5, 600, wrap=True)
        self._column.addWidget(self.said)
        self.none = Button("", self.tr("Never stop"), kind="pill", height=32)
        self.none.setToolTip(self.tr("Takes all conditions away"))
        self.none.setAccessibleName(self.tr("Never stop"))
        self.none.clicked.connect(self._clear)
        self._column.addWidget(self.none)
        self._column.addStretch(1)

    def _tips(self) -> dict[str, tuple[str, str]]:
        """Of each condition its name, and what it means."""
        return {
            "update": (self.tr("at update"), self.tr("Right behind this update (a whole number from 1)")),
            "epoch": (self.tr("at epoch"), self.tr("When so many epochs are whole (a whole number from 1)")),
            "loss": (self.tr("at loss"), self.tr("When the loss is this small or smaller (a number above 0)")),
            "accuracy": (
                self.tr("at accuracy"), self.tr("When so many answers are right (above 1 % and up to 100 %)"),
            ),
            "patience": (
                self.tr("no progress for"),
                self.tr(
                    "When the loss has not become better by a thousandth of itself for so many updates (a whole number "
                    "from 1)"
                ),
            ),
        }  # fmt: skip

    def _ask(self, name: str, value: Any) -> None:
        """Asks for another condition; one that cannot be is refused in its place."""
        if name == "accuracy" and value is not None:
            if not 1 < value <= 100:  # 0.99 may be a share that was meant, and is never guessed
                self._refuse(name, self.tr("it must be above 1 % and at most 100 %; 99 for 99 %"))
                return
            value = value / 100
        elif name in _WHOLE and value is not None:
            value = int(value)
        try:
            stop = Stop.read({**self._stop.model_dump(), name: value})
        except Refused as refused:
            self._refuse(name, refused.problems[0].what)
            return
        if stop != self._stop:
            self.wished.emit(stop)

    def _refuse(self, name: str, sentence: str) -> None:
        """Says in its place why a condition cannot be; the old one stands again."""
        if name in self.rows:
            self.rows[name].refuse(sentence)
            self._show_row(name)
            self._fit()

    def _clear(self) -> None:
        for row in self.rows.values():
            row.refuse("")
        self.wished.emit(Stop(of=self._stop.of))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Shows the conditions of a snapshot, where they or the data are others than the last one's."""
        if self._plan is snapshot.plan and self._stop == snapshot.stop:
            return
        self._stop, self._plan = snapshot.stop, snapshot.plan
        classes = bool(snapshot.plan.description.classes)
        self.rows["accuracy"].setVisible(classes)
        self.of.setVisible(snapshot.plan.train_size < snapshot.plan.description.size)
        for name in self.rows:
            self._show_row(name)
        self.of.show_value(snapshot.stop.of)
        words = snapshot.stop.words()
        self.said.say(self.tr("Stops {words}.").format(words=words) if words else "")
        self.said.setVisible(bool(words))
        self.none.setEnabled(bool(words))
        self._fit()

    def _show_row(self, name: str) -> None:
        value = getattr(self._stop, name)
        if name == "accuracy" and value is not None:
            value = round(100 * value, 6)
        self.rows[name].number.show_value(None if value is None else float(value))

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        self._scale = scale
        dress_all(self, theme, scale)
        pad = round(20 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(12 * scale))
        self._column.setSpacing(max(2, round(6 * scale)))
