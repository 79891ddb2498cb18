"""The branches of the session as a list: where each left, what it changed, how well it does."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class BranchesView(QWidget):
    """The branches of the session as a list: where each left, what it changed, how well it does."""

    chosen = Signal(int)
    renamed = Signal(int, str)
    deleted = Signal(int)
    compared = Signal(object)  # the number of a branch, or None

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
