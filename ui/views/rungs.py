"""The step ladder: product, neuron, sample, batch, epoch and free run, each a button that says how much is done."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class RungsView(QWidget):
    """The step ladder: product, neuron, sample, batch, epoch and free run, each a button that says how much is done."""

    stepped = Signal(str, bool)  # a rung, and whether back
    played = Signal()  # free run

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
