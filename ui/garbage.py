"""What lies in rings of references is collected between two events, on the thread of the window.

Left to itself Python collects wherever it is when enough has been made: on the thread of the player, or in the midst of
painting. Widgets lie in such rings, and Qt survives neither that they end on another thread nor that they end while they
are painted.
"""

from __future__ import annotations

import gc
from typing import final

from PySide6.QtCore import QObject, QTimer

_BETWEEN = 100  # milliseconds between looks whether enough has been made


@final
class Garbage(QObject):
    """Collects in Python's place, as often as Python would, for as long as its parent is there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        if gc.isenabled():
            self.destroyed.connect(_leave_it_to_python)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(_collect_if_due)
        timer.start(_BETWEEN)


def _leave_it_to_python() -> None:
    gc.enable()


def _collect_if_due() -> None:
    """Collects the oldest generation whose count is over its threshold, and with it all younger ones."""
    counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, threshold) in enumerate(counts) if 0 < threshold < count]
    if due:
        gc.collect(due[-1])
