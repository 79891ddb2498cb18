"""What is wished in the detective's room, as commands: remedies, what is trained and what L2 pulls at. It finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from PySide6.QtCore import QObject

from ui import commands
from ui.rooms.detective import DetectiveRoom
from wbsim.findings import Remedy
from wbsim.snapshot import Snapshot


@final
class Detective(QObject):
    """Listens to the room and posts what it asks for."""

    def __init__(self, post: Callable[[commands.Command], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post = post
        self.snapshot: Snapshot | None = None

    def listen(self, room: DetectiveRoom, select: Callable[[int | None], None]) -> None:
        """Connects to its views; `select` takes the neuron that is clicked."""
        room.layers.train_chosen.connect(lambda what: self._post(commands.Change({"train": what})))
        room.stack.pulled_chosen.connect(lambda what: self._post(commands.Change({"penalty.on": what})))
        room.stack.rate_chosen.connect(lambda rate: self._post(commands.Change({"penalty.l2": rate})))
        room.findings.remedy_chosen.connect(self.treat)
        for view in (room.layers, room.findings):
            view.neuron_selected.connect(select)

    def treat(self, remedy: Remedy) -> None:
        """Does what a remedy says, to the network of the moment that is shown."""
        if self.snapshot is None:
            return
        if remedy.recover:
            self._post(commands.Recover())
            return
        values = remedy.parameters(self.snapshot.plan, self.snapshot.state.theta)
        if remedy.settings:
            self._post(commands.Change(remedy.settings))
        if values:
            self._post(commands.SetParameters(values))
        if remedy.restart:
            self._post(commands.Restart())
