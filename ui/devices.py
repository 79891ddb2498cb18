"""Where the program computes, as a menu: the choice, and what runs where and why. It is a setting of the program, and no
part of a run.
"""

from __future__ import annotations

from typing import final

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from wbsim.machines import DEVICES, Device, machines


@final
class Devices(QMenu):
    """Automatic, processor, graphics card; above them, when it opens, what is so now."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        words: dict[Device, str] = {
            "auto": self.tr("Wherever it is faster"),
            "cpu": self.tr("On the processor"),
            "cuda": self.tr("On the graphics card"),
        }
        self.now = self.addAction("")
        self.now.setEnabled(False)
        self.addSeparator()
        self.choices: dict[Device, QAction] = {}
        group = QActionGroup(self)
        for device in DEVICES:
            action = self.choices[device] = self.addAction(words[device])
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, device=device: machines.choose(device))
            group.addAction(action)
        self.aboutToShow.connect(self.look)

    def look(self) -> None:
        """Says what runs where, and marks what was chosen."""
        self.now.setText(machines.said().rstrip("."))
        self.choices[machines.wished].setChecked(True)

    def entry(self) -> QAction:
        """The entry of the main menu that opens it."""
        action = QAction(self.tr("Compute"), self)
        action.setMenu(self)
        return action
