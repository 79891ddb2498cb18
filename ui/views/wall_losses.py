"""The losses of all networks of a wall over updates: a band, its median, and a line a network."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class WallLossesView(QWidget):
    """See the module."""

    hovered = Signal(object)  # the number of a network, None for none
    chosen = Signal(object)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
