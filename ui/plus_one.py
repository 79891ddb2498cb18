"""The other form of the biases, and the count of parameters beside it: keys, switches and cards as changes of the look.
It paints nothing and trains nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import final

from PySide6.QtCore import QObject, Signal

from ui.figure import Figure
from ui.look import Look
from ui.motion import Morph, Motion
from ui.views.inspector import InspectorView
from ui.views.network import NetworkView

_ALONE = ("network", "time")  # rooms in which the diagram is the only card that shows the form


@final
class PlusOne(QObject):
    """Takes biases from discs to edges and back. `see` changes how things are shown; `glide` the same while something
    moves, for some cards or all (None).
    """

    told = Signal(str)  # why nothing is seen of it

    def __init__(
        self,
        motion: Motion,
        look: Callable[[], Look],
        see: Callable[..., None],
        glide: Callable[[Look, frozenset[str] | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._motion, self._look, self._see, self._glide = motion, look, see, glide
        self._inspector: InspectorView | None = None
        self._network: NetworkView | None = None
        self._shown = 0.0  # the share that was shown last
        self.morph = Morph(self)
        self.morph.moved.connect(self._move)

    def listen(self, figure: Figure) -> None:
        """Connects to every diagram, and to the card of the count."""
        for network in figure.findChildren(NetworkView):
            network.plus_one_toggled.connect(self.toggle)
            network.counts_toggled.connect(self.toggle_counts)
        self._inspector, self._network = figure.inspector, figure.network
        figure.inspector.count_wished.connect(lambda: self._see(counts=True))
        figure.count.closed.connect(lambda: self._see(counts=False))

    def toggle(self) -> None:
        """From the form at hand, or the one on the way, to the other."""
        self.turn(not (self.morph.end if self.morph.is_running else self._look().plus_one >= 0.5))

    def turn(self, on: bool) -> None:
        """To the form with units, or back to the one with discs; the count comes and goes with it, but never while a
        number of the neuron is being edited in its place.
        """
        if not (on and self._is_editing()):
            self._see(counts=on)
        if on and self._network is not None and self._network.isVisible() and self._network.is_wide:
            self.told.emit(
                self.tr(
                    "This network is drawn layer by layer: the diagram stays, the count says what edges from +1 there would be"
                )
            )
        end = 1.0 if on else 0.0
        if self._motion.reduced:
            self.morph.stop()
            self._see(plus_one=end)
        else:
            self._shown = self._look().plus_one
            self.morph.go(self._shown, end)

    def _is_editing(self) -> bool:
        """Whether a number of the inspector is being typed or slid."""
        inspector = self._inspector
        if inspector is None or not inspector.isVisible():
            return False
        return inspector.edit.isVisible() or any(row.dragging for row in inspector.rows)

    def toggle_counts(self) -> None:
        """Opens or closes the count."""
        self._see(counts=not self._look().counts)

    def _move(self, share: float) -> None:
        if self._look().plus_one != self._shown:  # somebody else has set the form meanwhile
            self.morph.stop()
            return
        self._shown = share
        look = replace(self._look(), plus_one=share)
        ends = share in (0.0, 1.0)
        self._glide(look, None if ends or look.room not in _ALONE else frozenset({"network", "count"}))
