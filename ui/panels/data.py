"""The data panel: which points, how noisy, how many train, in what batches, and what the network sees of them;
and the learning settings that one reaches for most. It asks for settings; it changes nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.buttons import Button, Chip, Dressed, dress_all
from ui.panels.facts import Facts
from ui.panels.fields import ChoiceField, Field, NumberRow, SliderField, Words
from ui.panels.form import Form
from ui.panels.formula_row import FormulaRow
from ui.panels.sets import AT_HAND, Thumbnails, settings
from ui.theme import Theme
from wbsim.data import FEATURES
from wbsim.datasets import describe
from wbsim.optimizers import formula
from wbsim.settings import setting
from wbsim.snapshot import Snapshot

SYMBOLS = {
    "x1": "x_1", "x2": "x_2", "x1^2": "x_1^2", "x2^2": "x_2^2", "x1*x2": "x_1x_2",
    "sin(x1)": "sinx_1", "sin(x2)": "sinx_2",
}  # fmt: skip


@final
class Line(Dressed, QFrame):
    """A hairline between groups."""

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.setFixedHeight(1)
        self.setStyleSheet(f"background: {theme.line}; border: none;")


@final
class DataPanel(Form):
    """Data, inputs and learning in one column; `more` asks for the rest of the settings."""

    more = Signal()
    sets = Signal()
    seed_drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = Thumbnails(AT_HAND, columns=3, side=41)
        self.thumbnails.chosen.connect(lambda name: self.wished.emit(settings(name), ""))
        self._column = QVBoxLayout()
        self._column.setSpacing(3)
        self._column.addLayout(self._data_head())
        self._column.addWidget(self.thumbnails)
        self.facts = Facts()
        self.facts.wished.connect(lambda wish: self.wished.emit(wish, ""))
        self._column.addWidget(self.facts)
        self.formula = self.add(FormulaRow("data.function"), self._column)
        self.noise = self.add(SliderField("data.noise", unit="%"), self._column)
        self.share = self.add(SliderField("data.train_share", unit="%"), self._column)
        self.batch = self.add(SliderField("batches.size", whole=True), self._column)
        self._column.addLayout(self._seed_row())
        self._inputs = self._make_inputs()
        self._column.addWidget(self._inputs)
        self._column.addWidget(Line())
        self._column.addLayout(self._learning_head())
        self.rate = self.add(SliderField("optimizer.learning_rate"), self._column)
        optimizer = ChoiceField("optimizer.kind", self.optimizers(), self.tr("Optimizer"))
        self.optimizer = self.add(optimizer, self._column)
        loss = ChoiceField("loss", self.losses(), token="loss_text", notes=self.loss_formulas())
        self.loss = self.add(loss, self._column)
        self._column.addStretch(1)
        self.fill(self._column)

    def _data_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Words(self.tr("Data"), "ink", 17, 600), 1)
        self.sets_button = Button("chevron_right", kind="plain", height=20)
        self.sets_button.setToolTip(self.tr("All data sets, and your own (T)"))
        self.sets_button.setAccessibleName(self.tr("All data sets"))
        self.sets_button.clicked.connect(self.sets)
        row.addWidget(self.sets_button)
        return row

    def _seed_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.seed = NumberRow("seed", whole=True)
        self.fields.append(self.seed)
        self.seed.wished.connect(lambda value, gesture: self._ask({"seed": value}, gesture, self.seed))
        draw = Button("seed", kind="plain", height=24)
        draw.setToolTip(self.tr("Other points, other starting weights: begin again from a new seed (N)"))
        draw.setAccessibleName(self.tr("New seed"))
        draw.clicked.connect(self.seed_drawn)
        self.seed.row.insertWidget(1, draw)
        row.addWidget(self.seed)
        return row

    def _make_inputs(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        column.addWidget(Words(self.tr("Inputs")))
        self.chips = {name: Chip(SYMBOLS[name]) for name in FEATURES}
        for names in (FEATURES[:4], FEATURES[4:]):
            row = QHBoxLayout()
            row.setSpacing(4)
            for name in names:
                chip = self.chips[name]
                words = self.tr("Whether the network sees {name}").format(name=name.replace("*", "·"))
                chip.setToolTip(words)
                chip.setAccessibleName(words)
                chip.clicked.connect(self._ask_inputs)
                row.addWidget(chip, 1)
            column.addLayout(row)
        self.inputs_problem = Words(token="loss_text", size=12, wrap=True)
        self.inputs_problem.hide()
        column.addWidget(self.inputs_problem)
        return box

    def _learning_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Words(self.tr("Learning"), "ink", 17, 600), 1)
        self.more_button = Button("chevron_right", kind="plain", height=20)
        self.more_button.setToolTip(self.tr("More: L1 and L2, batch order, starting values, precision (M)"))
        self.more_button.setAccessibleName(self.tr("More settings"))
        self.more_button.clicked.connect(self.more)
        row.addWidget(self.more_button)
        return row

    def _ask_inputs(self) -> None:
        names = [name for name, chip in self.chips.items() if chip.isChecked()]
        if not names:  # the last one stays; the sentence says why
            self.inputs_problem.say(self.tr("the network needs at least one input"))
            self.inputs_problem.show()
            self._check_inputs()
            return
        self.inputs_problem.hide()
        self.wished.emit({"data.features": names}, "")

    def _check_inputs(self) -> None:
        assert self.snapshot is not None
        for name, chip in self.chips.items():
            chip.setChecked(name in self.snapshot.plan.experiment.data.features)

    def show_values(self, snapshot: Snapshot) -> None:
        experiment = snapshot.plan.experiment
        description = describe(experiment.data)
        self.facts.show_plan(snapshot.plan)
        told = not self.facts.isHidden() or experiment.data.dataset == "function"
        # lines about the data take the room of a row of pictures, so that the learning rate stays in sight
        self.thumbnails.show_first(len(AT_HAND) - 3 if told else len(AT_HAND), experiment.data.dataset)
        self.thumbnails.show_value(experiment.data.dataset)
        self.formula.setVisible(experiment.data.dataset == "function")
        self._inputs.setVisible(len(description.inputs) == 2 and description.image is None)
        self._check_inputs()
        rule = self.tr("The rule that turns gradients into steps; each brings numbers of its own.")
        self.optimizer.help = f"{rule}\n{formula(experiment.optimizer.kind)}"
        for field in self.fields:
            field.show_setting(setting(experiment, field.path))
        noisy = description.noise != "none"
        self.noise.setEnabled(noisy)
        self.noise.setVisible(noisy or experiment.data.noise > 0)  # what a link has settled is shown
        if description.test is not None:  # the points themselves say which test
            split = round(100 * (description.size - description.test) / description.size, 1)
            self.share.show_setting(replace(setting(experiment, "data.train_share"), value=split))

    def _ask(self, settings: Mapping[str, object], gesture: str, field: Field) -> None:
        """Another share for training draws anew which points test, where the points said it themselves."""
        if field is self.share and self.snapshot is not None:
            points = self.snapshot.plan.experiment.data.points
            if self.snapshot.plan.description.test is not None and points is not None:
                drawn = points.model_copy(update={"test": None})
                settings = {**settings, "data.points": drawn}
        super()._ask(settings, gesture, field)

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        dress_all(self, theme, scale)
        pad = round(20 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(2 * scale))
        self._column.setSpacing(max(1, round(2.4 * scale - 0.8)))
