"""The step sheet: one sample, or the update, written out."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class SheetView(QWidget):
    """The step sheet: one sample, or the update, written out."""

    hovered = Signal(object)  # the id of a parameter; None without

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
