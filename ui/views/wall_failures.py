"""How often each setting of a wall fails: one block a network, stacked along the axes."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class WallFailuresView(QWidget):
    """See the module."""

    hovered = Signal(object)
    chosen = Signal(object)
    criterion_wished = Signal(object)  # a Criterion

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
