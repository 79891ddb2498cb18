"""What the panels of settings share: they show the settings of the newest snapshot, ask for others, and put the
sentence of a refusal under the field that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.panels.fields import Field
from wbsim.losses import LOSSES
from wbsim.optimizers import OPTIMIZERS
from wbsim.problems import Problem
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

_F = TypeVar("_F", bound=Field)


class Form(QWidget):
    """Fields for some of the experiment's settings, in one column."""

    wished = Signal(dict, str)  # settings by path, and the drag they belong to

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: list[Field] = []
        self.snapshot: Snapshot | None = None

    def fill(self, column: QVBoxLayout) -> None:
        """Fills the form with a column, which scrolls where it is higher than the form."""
        self.inner = QWidget()
        self.inner.setLayout(column)
        self.area = QScrollArea()
        self.area.setWidget(self.inner)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)

    def sizeHint(self) -> QSize:
        """As high as everything in it."""
        return self.inner.sizeHint()

    def add(self, field: _F, column: QVBoxLayout) -> _F:
        """Puts a field at the end of a column; what it asks for, the form asks for."""
        field.wished.connect(lambda value, gesture: self._ask({field.path: value}, gesture, field))
        self.fields.append(field)
        column.addWidget(field)
        return field

    def _ask(self, settings: Mapping[str, object], gesture: str, field: Field) -> None:
        field.refuse("")
        self.wished.emit(dict(settings), gesture)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Shows the settings of a snapshot, where they differ from the last one's."""
        old, self.snapshot = self.snapshot, snapshot
        if old is None or old.plan is not snapshot.plan:
            self.show_values(snapshot)

    def show_values(self, snapshot: Snapshot) -> None:
        """Shows every setting."""
        raise NotImplementedError

    def refuse(self, problem: Problem) -> bool:
        """Says a problem under its field; False if no field that is seen is about it."""
        for field in self.fields:
            if field.isVisible() and _about(field.path, problem.where):
                field.refuse(problem.what)
                if self.snapshot is not None:
                    self.show_values(self.snapshot)  # the old value stands again
                return True
        return False

    def content(self) -> None:
        """Takes every sentence away."""
        for field in self.fields:
            field.refuse("")

    def losses(self) -> tuple[tuple[str, str], ...]:
        """The losses in words."""
        return tuple((entry.name, translated(entry.word)) for entry in LOSSES)

    def loss_formulas(self) -> dict[str, str]:
        """What each loss is of the outputs a and the targets t."""
        words = self.tr("It is {formula}, with outputs a and targets t.")
        return {entry.name: words.format(formula=entry.formula) for entry in LOSSES}

    def optimizers(self) -> tuple[tuple[str, str], ...]:
        """The optimizers in words."""
        return tuple((kind, translated(rule.name)) for kind, rule in OPTIMIZERS.items())


def _about(path: str, where: str) -> bool:
    """Whether a refusal at `where` is about the setting at `path`: one leads to the other."""
    return bool(where) and (path == where or path.startswith(where + ".") or where.startswith(path + "."))
