"""The room of a population as looks and commands: which network is at hand, how a wall is arranged, and which one is opened.
It holds nothing; which networks there are, the wall says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, final

from PySide6.QtCore import QObject, Signal

from ui import commands
from ui.figure import Figure
from ui.look import Look
from wbsim.snapshot import Snapshot


@final
class Crowding(QObject):
    """Listens to the views of the room. `look` says how things are shown now, `see` changes that, and `shown` is the
    newest snapshot.
    """

    opened = Signal()  # a network was asked for as a run of its own

    def __init__(
        self,
        post: Callable[[commands.Command], None],
        look: Callable[[], Look],
        see: Callable[..., None],
        shown: Callable[[], Snapshot | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._post, self._look, self._see, self._shown = post, look, see, shown

    def listen(self, figure: Figure) -> None:
        """Connects to every view of the room."""
        room = figure.population
        for view in (room.wall, room.losses, room.failures):
            view.chosen.connect(self.choose)
            view.hovered.connect(lambda number: self._arrange(hover=number))
        for opener in (room.wall, room.glance):
            opener.opened.connect(self.open)
        room.wall.order_chosen.connect(lambda order: self._arrange(order=order))
        room.failures.criterion_wished.connect(lambda criterion: self._arrange(criterion=criterion))

    def _arrange(self, **changes: Any) -> None:
        self._see(wall=replace(self._look().wall, **changes))

    def choose(self, number: int | None) -> None:
        """A network at hand, or none."""
        self._arrange(chosen=number)

    def deselect(self) -> bool:
        """Without a network at hand; whether there was one."""
        if self._look().room != "population" or self._look().wall.chosen is None:
            return False
        self._arrange(chosen=None)
        return True

    def open(self, number: int) -> None:
        """One network in place of the run, where it can be looked at in every room; undo goes back."""
        snapshot = self._shown()
        wall = snapshot.wall if snapshot is not None else None
        if wall is None or wall.outcomes is None or not 0 <= number < len(wall.grid):
            return
        self._post(commands.OpenNetwork(number))  # while the wall is what is driven
        self.opened.emit()
        self._see(room="network", charts=False)
