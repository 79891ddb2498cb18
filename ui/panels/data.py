"""The data panel: which points, how noisy, how many train, in what batches, and what the network sees of them;
and the learning settings that one reaches for most. It asks for settings; it changes nothing itself.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.panels.buttons import Button, Chip, Dressed, dress_all
from ui.panels.fields import ChoiceField, NumberRow, SliderField, Words
from ui.panels.form import Form
from ui.panels.thumbnails import Thumbnail
from ui.theme import Theme
from wbsim.data import FEATURES, DatasetName
from wbsim.datasets import describe
from wbsim.settings import setting
from wbsim.snapshot import Snapshot

DATA_SETS: tuple[DatasetName, ...] = (
    "circle", "xor", "gauss", "spiral", "moons", "shifted", "plane", "bumps", "digits",
)  # fmt: skip
SYMBOLS = {
    "x1": "x_1", "x2": "x_2", "x1^2": "x_1^2", "x2^2": "x_2^2", "x1*x2": "x_1x_2",
    "sin(x1)": "sinx_1", "sin(x2)": "sinx_2",
}  # fmt: skip


@final
class Thumbnails(QWidget):
    """The data sets as pictures, in columns, as many as are wished."""

    chosen = Signal(str)

    def __init__(
        self, columns: int, side: int, shown: int = len(DATA_SETS), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self.buttons = {name: Thumbnail(name, self._words(name), side, self) for name in DATA_SETS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            button.setToolTip(self._help(name))
        self.show_first(shown)

    def show_first(self, count: int, current: str = "") -> None:
        """Shows the first data sets, and always the one at hand."""
        names = list(DATA_SETS[:count])
        if current in DATA_SETS and current not in names and names:
            names[-1] = current
        for name, button in self.buttons.items():
            if name in names:
                place = names.index(name)
                self._grid.addWidget(
                    button, place // self._columns, place % self._columns, Qt.AlignmentFlag.AlignCenter
                )
            button.setVisible(name in names)

    def show_value(self, name: str) -> None:
        """Frames the data set at hand."""
        for key, button in self.buttons.items():
            button.setChecked(key == name)

    def _words(self, name: str) -> str:
        return {
            "circle": self.tr("circle"), "xor": self.tr("xor"), "gauss": self.tr("gauss"), "spiral": self.tr("spiral"),
            "moons": self.tr("moons"), "shifted": self.tr("shifted"), "plane": self.tr("plane"),
            "bumps": self.tr("bumps"), "digits": self.tr("digits"),
        }[name]  # fmt: skip

    def _help(self, name: str) -> str:
        return {
            "circle": self.tr("A disc inside a ring: 500 points, two classes"),
            "xor": self.tr("Opposite quarters belong together: 500 points, two classes"),
            "gauss": self.tr("Two clouds around the origin: 500 points, two classes"),
            "spiral": self.tr("Two arms wound into each other: 500 points, two classes"),
            "moons": self.tr("Two half rings: 500 points, two classes"),
            "shifted": self.tr("Two clouds away from the origin, which takes a bias: 500 points, two classes"),
            "plane": self.tr("Regression: a tilted plane, 1 200 points"),
            "bumps": self.tr("Regression: six hills and hollows, 1 200 points"),
            "digits": self.tr("Real handwritten digits: 1 797 images of 8 × 8 pixels, ten classes"),
        }[name]  # fmt: skip


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
    seed_drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbnails = Thumbnails(columns=3, side=41)
        self.thumbnails.chosen.connect(lambda name: self.wished.emit({"data.dataset": name}, ""))
        self._column = QVBoxLayout()
        self._column.setSpacing(3)
        self._column.addWidget(Words(self.tr("Data"), "ink", 17, 600))
        self._column.addWidget(self.thumbnails)
        self.noise = self.add(SliderField("data.noise", unit="%"), self._column)
        self.share = self.add(SliderField("data.train_share", unit="%"), self._column)
        self.batch = self.add(SliderField("batches.size", whole=True), self._column)
        self._column.addLayout(self._seed_row())
        self._inputs = self._make_inputs()
        self._column.addWidget(self._inputs)
        self._column.addWidget(Line())
        self._column.addLayout(self._learning_head())
        self.rate = self.add(SliderField("optimizer.learning_rate"), self._column)
        rule = self.tr("The rule that turns gradients into steps; each brings numbers of its own.")
        optimizer = ChoiceField("optimizer.kind", self.optimizers(), self.tr("Optimizer"), rule)
        self.optimizer = self.add(optimizer, self._column)
        self.loss = self.add(ChoiceField("loss", self.losses(), token="loss_text"), self._column)
        self._column.addStretch(1)
        self.inner = inner = QWidget()
        inner.setLayout(self._column)
        self.area = QScrollArea()
        self.area.setWidget(inner)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)

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
        self.more_button = Button("chevron_right", kind="plain", height=26)
        self.more_button.setToolTip(self.tr("More: L2, batch order, starting values, precision (M)"))
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
        self.thumbnails.show_value(experiment.data.dataset)
        self._inputs.setVisible(len(description.inputs) == 2)
        self._check_inputs()
        for field in self.fields:
            field.show_setting(setting(experiment, field.path))
        self.noise.setEnabled(description.noise != "none")

    def sizeHint(self) -> QSize:
        """As high as everything in it."""
        return self.inner.sizeHint()

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        dress_all(self, theme, scale)
        pad = round(20 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(2 * scale))
        self._column.setSpacing(max(1, round(2.4 * scale - 0.8)))
