"""The settings that one reaches for less often: the optimizer's own numbers, L1 and L2, batches, starting values, precision.
It asks for settings; it changes nothing itself.
"""

from __future__ import annotations

from typing import Any, final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.buttons import dress_all
from ui.panels.fields import ChoiceField, Field, NumberRow, SliderField, Words
from ui.panels.form import Form
from ui.theme import Theme
from wbsim.experiment import Experiment
from wbsim.network import Pooling
from wbsim.optimizers import own_numbers
from wbsim.settings import Setting, setting, word
from wbsim.snapshot import Snapshot

_NUMBERS = ("value", "low", "high", "std")  # what initializers have of their own
_KINDS = ("zero", "constant", "uniform", "normal", "xavier", "he", "lecun")


@final
class StartField(Field):
    """What all layers' weights or biases start at: a kind, and its numbers under it."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(f"network.layers.0.{name}", parent)
        self.name = name
        tip = self.tr("How the first numbers of all layers are drawn from the seed.")
        self.choice = ChoiceField(f"{self.path}.kind", title=title, help=tip)
        self.choice.wished.connect(lambda kind, _: self.wished.emit({"kind": kind}, ""))
        self.title.hide()
        self.row.addWidget(self.choice, 1)
        self.numbers = {key: NumberRow(f"{self.path}.{key}") for key in _NUMBERS}
        for key, row in self.numbers.items():
            row.wished.connect(lambda value, _, key=key: self._number(key, value))
            self.column.addWidget(row)
        self._shown: dict[str, Any] = {}
        self.finish()

    def _number(self, key: str, value: float) -> None:
        self.wished.emit({**self._shown, key: value}, "")

    def show_start(self, experiment: Experiment) -> None:
        """Shows what the first layer with weights starts at, and says so where others differ."""
        own = _with_weights(experiment)
        starts = [getattr(experiment.network.layers[k], self.name) for k in own]
        first, at = starts[0], f"network.layers.{own[0]}.{self.name}"
        self._shown = first.model_dump(mode="json")
        kinds = _KINDS if first.kind in _KINDS else (*_KINDS, first.kind)
        mixed = any(start != first for start in starts)
        words = self.tr("{kind}, layers differ") if mixed else "{kind}"
        self.choice.choice.offer(
            tuple(
                (kind, words.format(kind=word(kind)) if kind == first.kind else word(kind)) for kind in kinds
            )
        )
        self.choice.show_setting(setting(experiment, f"{at}.kind"))
        for key, row in self.numbers.items():
            row.setVisible(hasattr(first, key))
            if hasattr(first, key):
                row.show_setting(setting(experiment, f"{at}.{key}"))

    def show_setting(self, setting: Setting) -> None:
        """A start is shown whole, by `show_start`."""


def _with_weights(experiment: Experiment) -> tuple[int, ...]:
    """Where the layers stand that have weights: all but poolings."""
    return tuple(k for k, layer in enumerate(experiment.network.layers) if not isinstance(layer, Pooling))


@final
class LearningPanel(Form):
    """Everything about learning that the data panel has no room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout()
        head = Words(self.tr("More"), "ink", 17, 600)
        self._column.addWidget(head)
        self.own = {name: self.add(NumberRow(f"optimizer.{name}"), self._column) for name in own_numbers()}
        self.huber = self.add(NumberRow("huber_delta"), self._column)
        self.l1 = self.add(SliderField("penalty.l1"), self._column)
        self.l2 = self.add(SliderField("penalty.l2"), self._column)
        on = (("weights", self.tr("weights")), ("biases", self.tr("biases")), ("both", self.tr("both")))
        self.pulled = self.add(ChoiceField("penalty.on", on), self._column)
        form = (("gradient", self.tr("in the gradient")), ("after_step", self.tr("after the step")))
        self.form = self.add(ChoiceField("penalty.form", form), self._column)
        train = (
            ("both", self.tr("both")),
            ("weights", self.tr("only weights")),
            ("biases", self.tr("only biases")),
        )
        self.train = self.add(ChoiceField("train", train), self._column)
        self._head(self.tr("Batches"))
        order = (("shuffled", self.tr("shuffled")), ("as_given", self.tr("as given")))
        self.order = self.add(ChoiceField("batches.order", order), self._column)
        rest = (("keep", self.tr("keep")), ("drop", self.tr("drop")), ("carry", self.tr("carry on")))
        self.remainder = self.add(ChoiceField("batches.remainder", rest), self._column)
        self._head(self.tr("Starting values of all layers"))
        self.weights = self._start("weight_init", self.tr("Weights"))
        self.biases = self._start("bias_init", self.tr("Biases"))
        self._column.addWidget(
            Words(self.tr("They count from the next start on (Home)."), "ink3", 12, wrap=True)
        )
        self._head(self.tr("Arithmetic"))
        precision = (("float32", self.tr("32 bits")), ("float64", self.tr("64 bits")))
        self.precision = self.add(ChoiceField("precision", precision), self._column)
        self._column.addStretch(1)
        self.fill(self._column)

    def _head(self, words: str) -> None:
        self._column.addSpacing(5)
        self._column.addWidget(Words(words, "ink", 13, 600))

    def _start(self, name: str, title: str) -> StartField:
        field = StartField(name, title)
        field.wished.connect(lambda value, _: self._ask(self._for_all(name, value), "", field))
        self.fields.append(field)
        self._column.addWidget(field)
        return field

    def _for_all(self, name: str, value: object) -> dict[str, object]:
        assert self.snapshot is not None
        own = _with_weights(self.snapshot.plan.experiment)
        return {f"network.layers.{k}.{name}": value for k in own}

    def show_values(self, snapshot: Snapshot) -> None:
        experiment = snapshot.plan.experiment
        for name, row in self.own.items():
            row.setVisible(hasattr(experiment.optimizer, name))
        self.huber.setVisible(experiment.loss == "huber")
        explicit = experiment.batches.order == "explicit"
        self.order.setEnabled(not explicit)
        self.remainder.setEnabled(not explicit)
        for field in self.fields:
            if isinstance(field, StartField):
                field.show_start(experiment)
            elif field not in self.own.values() or hasattr(experiment.optimizer, field.path.split(".")[-1]):
                field.show_setting(setting(experiment, field.path))

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        dress_all(self, theme, scale)
        pad = round(20 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(6 * scale))
        self._column.setSpacing(max(2, round(4 * scale)))
