"""Where the runs of a sweep are computed: on threads, in processes, or on a Dask cluster whose address is typed."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.axes_rows import ValuesEdit
from ui.panels.fields import ChoiceField, Field
from wbsim.executors import checked
from wbsim.problems import Refused

_CLUSTER = "cluster"


@final
class PlaceRows(QWidget):
    """The choice and, for a cluster, its address."""

    grown = Signal()  # it may need another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        choices = (
            ("threads", self.tr("threads here")), ("processes", self.tr("processes here")), (_CLUSTER, self.tr("Dask cluster")),
        )  # fmt: skip
        tip = self.tr(
            "Threads of this program, processes beside it, or the workers of a Dask cluster; the rows are the same to the last "
            "digit"
        )
        self.place = ChoiceField("place", choices)
        self.place.title.say(self.tr("runs on"))
        self.place.setToolTip(tip)
        self.place.choice.setAccessibleName(self.tr("runs on"))
        self.place.choice.setAccessibleDescription(tip)
        self.place.wished.connect(lambda *_: self._turn())
        self.address, self.edit = Field("address"), ValuesEdit()
        tip = self.tr(
            "The address of its scheduler, such as tcp://host:8786; its workers need the same wbsim"
        )
        self.address.title.say(self.tr("scheduler"))
        self.address.setToolTip(tip)
        self.edit.setPlaceholderText("tcp://host:8786")
        self.edit.setAccessibleName(self.tr("address of the scheduler"))
        self.edit.setAccessibleDescription(tip)
        self.edit.restored.connect(self.edit.clear)
        self.edit.textChanged.connect(lambda _: self._refuse(""))
        self.address.row.setStretch(0, 0)
        self.address.row.addWidget(self.edit, 1)
        self.address.finish()
        self.address.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.place)
        column.addWidget(self.address)

    @property
    def is_here(self) -> bool:
        """Whether this computer does the work."""
        return self.place.choice.currentData() != _CLUSTER

    def where(self) -> str | None:
        """The place as `executors.each` takes it; None where no address is typed, which is then said in its place."""
        chosen: str = self.place.choice.currentData()
        if chosen != _CLUSTER:
            return chosen
        try:
            if (found := checked(self.edit.text())) not in ("threads", "processes"):
                return found
        except Refused:
            pass
        self._refuse(self.tr("type the address of a Dask scheduler, such as tcp://host:8786"))
        self.edit.setFocus()
        return None

    def _turn(self) -> None:
        self._refuse("")
        self.address.setVisible(not self.is_here)
        self.grown.emit()

    def _refuse(self, sentence: str) -> None:
        self.address.refuse(sentence)
        self.grown.emit()
