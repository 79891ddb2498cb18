"""The four phases of an update: forward, loss, backward, update; the one at hand is lit."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class PhasesView(QWidget):
    """The four phases of an update: forward, loss, backward, update; the one at hand is lit."""

    chosen = Signal(str)  # a phase, to whose end to go

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
