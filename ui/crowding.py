"""The room of a population as looks and commands: which network is at hand, along which axes a wall is wished, and which
network is opened. It holds nothing but the card of the axes; which networks there are, the wall says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any, final

from PySide6.QtCore import QObject, Signal

from ui import commands
from ui.figure import Figure
from ui.look import Look
from ui.panels.axes import AxesPanel
from ui.panels.flyout import Flyout
from ui.theme import Theme
from wbsim import Watch
from wbsim.snapshot import Snapshot

_FINE = (64, 48, 40, 32, 24, 20, 16)  # cells along an edge of a small picture
_CELLS = 320 * 32**2  # of all of them together


@final
class Crowding(QObject):
    """Listens to the views of the room. `look` says how things are shown now, `see` changes that, and `shown` is the
    newest snapshot.
    """

    opened = Signal()  # a network was asked for as a run of its own
    axes_wished = Signal()  # the card of the axes is to be opened or closed,
    grown = Signal()  # or needs another height

    def __init__(
        self,
        figure: Figure,
        post: Callable[[commands.Command], None],
        look: Callable[[], Look],
        see: Callable[..., None],
        shown: Callable[[], Snapshot | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._post, self._look, self._see, self._shown = post, look, see, shown
        self._wall = figure.population.wall
        self.card, self.axes = Flyout(figure), AxesPanel()
        self.card.hold(self.axes)
        self.axes.wished.connect(lambda wall: see(wall=wall))
        self.axes.grown.connect(self.grown)

    def listen(self, figure: Figure) -> None:
        """Connects to every view of the room."""
        room = figure.population
        for view in (room.wall, room.losses, room.failures):
            view.chosen.connect(self.choose)
            view.hovered.connect(lambda number: self._arrange(hover=number))
        for opener in (room.wall, room.glance):
            opener.opened.connect(self.open)
        room.wall.axes_wished.connect(self._turn_axes)
        room.wall.order_chosen.connect(lambda order: self._arrange(order=order))
        room.failures.criterion_wished.connect(lambda criterion: self._arrange(criterion=criterion))

    def _arrange(self, **changes: Any) -> None:
        self._see(wall=replace(self._look().wall, **changes))

    def _turn_axes(self) -> None:
        snapshot = self._shown()
        if snapshot is not None:
            self.axes.show_snapshot(snapshot, self._look().wall)
            self.axes_wished.emit()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the wall that is wished on the card of the axes, which goes with the room."""
        if self.card.isVisible():
            self.card.setVisible(look.room == "population")
            self.axes.show_snapshot(snapshot, look.wall)

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.card.dress(theme, scale)
        self.axes.dress(theme, scale)

    def fine(self, watch: Watch) -> Watch:
        """A watch whose small pictures are as fine as they are large on screen, as far as there is time for that many."""
        wish, scene = watch.wall, self._wall.scene
        if wish is None or scene is None or wish.seeds * prod(map(len, wish.axes)) != len(scene.wall.grid):
            return watch
        return replace(watch, wall=replace(wish, cells=cells_for(scene.places.edge, len(scene.wall.grid))))

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


def cells_for(edge: int, networks: int) -> int:
    """How many cells along an edge of `edge` pixels: one for about two, as many as so many networks can have."""
    affordable = (_CELLS / max(1, networks)) ** 0.5
    return next((one for one in _FINE if one <= min(affordable, edge / 1.8)), _FINE[-1])
