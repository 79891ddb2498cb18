"""What a wall says in a few sentences: how often it fails, whether it is the bias, which settings always learn."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class WallGlanceView(QWidget):
    """See the module."""

    opened = Signal(int)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
