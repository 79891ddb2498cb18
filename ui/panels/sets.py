"""The data sets to choose from: their words, a grid of their pictures, and the card with all of them in groups.
It asks for settings; it changes nothing itself.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.panels.buttons import Button, dress_all
from ui.panels.fields import Words
from ui.panels.thumbnails import Thumbnail
from ui.theme import Theme
from wbsim.data import DatasetName

PLANE: tuple[DatasetName, ...] = (
    "circle", "xor", "gauss", "spiral", "moons", "shifted", "function", "plane", "bumps",
)  # fmt: skip
WORKED: tuple[DatasetName, ...] = ("pass-fail", "house-price")
REAL: tuple[DatasetName, ...] = ("iris", "penguins", "digits")
SHAPED: tuple[DatasetName, ...] = (
    "letters", "letters-8", "sines", "sunspots", "remember-first", "parity",
)  # fmt: skip
DATA_SETS = (*PLANE, *WORKED, *REAL, *SHAPED)
AT_HAND: tuple[DatasetName, ...] = (
    "circle", "xor", "gauss", "spiral", "function", "house-price", "iris", "digits", "letters",
)  # fmt: skip
_STANDARDIZED = {"iris": "inputs", "penguins": "all", "sunspots": "all"}


def settings(name: str) -> dict[str, object]:
    """What choosing a data set asks for: its points, and whether they are standardized."""
    return {"data.dataset": name, "data.standardize": _STANDARDIZED.get(name, "nothing")}


def words(name: str) -> str:
    """What a data set is called under its picture."""
    return {
        "circle": _tr("circle"), "xor": _tr("xor"), "gauss": _tr("gauss"), "spiral": _tr("spiral"),
        "moons": _tr("moons"), "shifted": _tr("shifted"), "function": _tr("curve"), "plane": _tr("plane"),
        "bumps": _tr("bumps"), "pass-fail": _tr("pass, fail"), "house-price": _tr("house"), "iris": _tr("iris"),
        "penguins": _tr("penguins"), "digits": _tr("digits"), "letters": _tr("ABC"),
        "letters-8": _tr("ABC 8"), "sines": _tr("sines"), "sunspots": _tr("sunspots"),
        "remember-first": _tr("the first"), "parity": _tr("parity"),
    }[name]  # fmt: skip


def explained(name: str) -> str:
    """What is in a data set."""
    return {
        "circle": _tr("A disc inside a ring: 500 points, two classes"),
        "xor": _tr("Opposite quarters belong together: 500 points, two classes"),
        "gauss": _tr("Two clouds around the origin: 500 points, two classes"),
        "spiral": _tr("Two arms wound into each other: 500 points, two classes"),
        "moons": _tr("Two half rings: 500 points, two classes"),
        "shifted": _tr("Two clouds away from the origin, which takes a bias: 500 points, two classes"),
        "function": _tr("Above and below a curve that you type: 500 points, two classes"),
        "plane": _tr("Regression: a tilted plane, 1 200 points"),
        "bumps": _tr("Regression: six hills and hollows, 1 200 points"),
        "pass-fail": _tr("Worked example: 200 students, hours studied and slept, who passed"),
        "house-price": _tr("Worked example, regression: 60 houses, square metres and prices"),
        "iris": _tr("Real flowers: 150 irises, four lengths in centimetres, three kinds"),
        "penguins": _tr("Real birds, regression: 342 penguins, three lengths in millimetres, their mass"),
        "digits": _tr("Real handwritten digits: 1 797 images of 8 × 8 pixels, ten classes"),
        "letters": _tr("Letters A, B and C: 1 200 drawn images of 12 × 12 pixels, three classes"),
        "letters-8": _tr("Letters A, B and C, smaller: 1 200 drawn images of 8 × 8 pixels, three classes"),
        "sines": _tr("Sequences, regression: two noisy sines; 12 steps, and what comes next"),
        "sunspots": _tr("Real sequences, regression: sunspots of 12 years, and of the next, 1700 to 2008"),
        "remember-first": _tr("Sequences: 12 steps; was the first one −1 or +1? Two classes"),
        "parity": _tr("Sequences: 8 bits; is the number of ones even or odd? Two classes"),
    }[name]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sets", text)


@final
class Thumbnails(QWidget):
    """Data sets as pictures, in columns; of those offered, as many as there is room for."""

    chosen = Signal(str)

    def __init__(
        self, names: tuple[DatasetName, ...], columns: int, side: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.offered, self._columns = names, columns
        self._shown: list[DatasetName] = []
        self.buttons = {name: Thumbnail(name, words(name), side, self) for name in DATA_SETS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(1)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            button.setToolTip(explained(name))
        self.show_first(len(names))

    def show_first(self, count: int, current: str = "") -> None:
        """Shows the first of the data sets offered, and always the one at hand."""
        names = list(self.offered[:count])
        if current in DATA_SETS and current not in names and names:
            names[-1] = current
        if names == self._shown:
            return
        self._shown = names
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


@final
class Collection(QWidget):
    """All data sets in groups, and ways to one's own."""

    chosen = Signal(str)
    table_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.addWidget(Words(self.tr("Data sets"), "ink", 17, 600))
        self.groups = {
            heading: Thumbnails(names, columns=3, side=41)
            for heading, names in (
                (self.tr("On the plane"), PLANE),
                (self.tr("Worked examples"), WORKED),
                (self.tr("Real data"), REAL),
                (self.tr("Images and sequences"), SHAPED),
            )
        }
        for heading, group in self.groups.items():
            self._column.addWidget(Words(heading))
            self._column.addWidget(group, 0, Qt.AlignmentFlag.AlignLeft)
            group.chosen.connect(self.chosen)
        self._column.addWidget(Words(self.tr("Your own")))
        self.table = Button("", self.tr("Open a table …"), kind="pill", height=32)
        self.table.setToolTip(self.tr("A CSV file, a run or text from a spreadsheet: open, drop or paste it"))
        self.table.setAccessibleName(self.tr("Open a table"))
        self.table.clicked.connect(self.table_wished)
        self._column.addWidget(self.table, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)

    def button(self, name: DatasetName) -> Thumbnail:
        """The picture of a data set that can be pressed."""
        return next(group.buttons[name] for group in self.groups.values() if name in group.offered)

    def show_value(self, name: str) -> None:
        """Frames the data set at hand."""
        for group in self.groups.values():
            group.show_value(name)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        dress_all(self, theme, scale)
        pad = round(20 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(8 * scale))
        self._column.setSpacing(round(5 * scale))
