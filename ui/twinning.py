"""What the twin room asks for, as commands and looks: another difference, a pair, a moment; and what its run A edits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, final

from PySide6.QtCore import QObject

from ui import commands
from ui.documents import Documents
from ui.figure import Figure
from ui.wishes import Wishes
from wbsim import presets
from wbsim.difference import Difference
from wbsim.differences import Pair


@final
class Twinning(QObject):
    """Listens to the views of the twin room. `see` changes how things are shown."""

    def __init__(
        self,
        post: Callable[[commands.Command], None],
        see: Callable[..., None],
        documents: Documents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._post, self._see, self._documents = post, see, documents

    def listen(
        self, figure: Figure, wishes: Wishes, select: Callable[..., Any], hover: Callable[..., Any]
    ) -> None:
        """Connects to every view of the room; B, which follows A, has nothing to edit."""
        room = figure.twin
        room.difference.difference_chosen.connect(self.differ)
        room.difference.pair_chosen.connect(self.open_pair)
        room.loss.sought.connect(lambda update: self._post(commands.Seek(update)))
        room.loss.log_toggled.connect(lambda on: self._see(log_loss=on))
        for card in (room.a, room.b):
            card.network.neuron_selected.connect(select)
            card.network.hovered.connect(hover)
        for view in (room.a.network, room.a.plane):
            view.parameter_set.connect(wishes.set_parameters)

    def deeds(self, figure: Figure) -> dict[str, Callable[[], Any]]:
        """What its keys do, by the names that they have in the table of keys."""
        line = figure.twin.difference
        return {
            "differ": partial(self._open, line.open_differences),
            "pairs": partial(self._open, line.open_pairs),
        }

    def _open(self, menu: Callable[[], None]) -> None:
        """A list in the room that it belongs to."""
        self._see(room="twin", charts=False)
        menu()

    def differ(self, difference: Difference) -> None:
        """Another difference."""
        self._see(difference=difference)

    def open_pair(self, pair: Pair) -> None:
        """A preset beside its twin."""
        experiment = presets.load(pair.preset).experiment.changed(dict(pair.settings))
        self._documents.open_experiment(experiment)
        self._see(difference=pair.difference, room="twin", charts=False)
