"""The wall: a small picture of every network of a population, where its axes put it or in the order of what came of it; pointed
at, chosen and opened."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class WallView(QWidget):
    """See the module."""

    chosen = Signal(object)  # the number of a network, None for none
    opened = Signal(int)
    hovered = Signal(object)
    order_chosen = Signal(str)
    axes_wished = Signal()
    sweep_wished = Signal()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
