"""How a run is driven: buttons, keys and cards as commands that play, step, seek, choose and begin anew. It trains nothing
and shows nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any, final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from ui import commands, keys
from ui.arguments import RoomName
from ui.figure import Figure
from ui.look import Look
from ui.panels.speeds import faster
from ui.panels.transport import Transport
from wbsim.ladder import INSIDE, Rung
from wbsim.snapshot import Snapshot


@final
class Steering(QObject):
    """Posts what moves a run. `look` says how it is shown now, and `see` changes that."""

    def __init__(
        self,
        post: Callable[[commands.Command], None],
        look: Callable[[], Look],
        see: Callable[..., None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._post, self._look, self._see = post, look, see
        self.snapshot: Snapshot | None = None

    def listen(self, figure: Figure, transport: Transport) -> None:
        """Connects to everything on screen that drives."""
        post = self._post
        transport.speed.chosen.connect(lambda speed: post(commands.SetSpeed(speed)))
        transport.room_chosen.connect(self.enter)
        figure.rungs.stepped.connect(self.step)
        figure.rungs.played.connect(self.run_freely)
        figure.phases.chosen.connect(lambda phase: post(commands.ToPhase(phase)))
        figure.timeline.sought.connect(lambda update: post(commands.Seek(update)))
        for chooser in (figure.timeline.branch_chosen, figure.branches.chosen):
            chooser.connect(lambda number: post(commands.Choose(number)))
        figure.branches.renamed.connect(lambda number, name: post(commands.Rename(number, name)))
        figure.branches.deleted.connect(lambda number: post(commands.Delete(number)))

    def deeds(self) -> dict[str, Callable[[], Any]]:
        """What the keys do, by the names that they have in the table of keys."""
        post = self._post
        return {
            "play": self.toggle, "free": self.run_freely, "recover": self.recover,
            "product": partial(self.step, "product"), "neuron": partial(self.step, "neuron"),
            "sample": partial(self.step, "sample"), "update": partial(self.step, "batch"),
            "epoch": partial(self.step, "epoch"), "back": partial(self.step, "batch", back=True),
            "epoch_back": partial(self.step, "epoch", back=True),
            "earlier": partial(self.leap, -1), "later": partial(self.leap, 1),
            "present": lambda: post(commands.Seek(None)), "start": lambda: post(commands.Restart()),
            "seed": self.draw_seed, "faster": partial(self.change_speed, 1), "slower": partial(self.change_speed, -1),
            "one": partial(self.turn_to, "neuron"), "steps": partial(self.turn_to, "steps"),
            "time": partial(self.turn_to, "time"), "twin": partial(self.turn_to, "twin"),
            "surface": partial(self.turn_to, "surface"), "detective": partial(self.turn_to, "detective"),
            "image": partial(self.turn_to, "image"), "sequence": partial(self.turn_to, "sequence"),
            "population": partial(self.turn_to, "population"),
        }  # fmt: skip

    def explain(self, play: QAction) -> None:
        """Says what playing does now: in the past it shows what is recorded."""
        past = self.snapshot is not None and self.snapshot.is_past and self.snapshot.wall is None
        words = self.tr("Play: shows the recorded run; change something and a new branch begins")
        play.setToolTip(keys.tooltip(words if past else play.text(), self.tr("Space")))

    def toggle(self) -> None:
        """Plays or pauses; after divergence it recovers."""
        shown = self.snapshot
        if shown is not None and shown.state.divergence is not None and shown.wall is None:
            self.recover()
        else:
            self._post(commands.Play(not (self.snapshot and self.snapshot.playing)))

    def step(self, rung: Rung, back: bool = False) -> None:
        """One step on the ladder, or one back; what is less than an update is seen in the room of steps.

        With cards for the rungs in sight, playing goes by the one that was last stepped on.
        """
        if rung in INSIDE and self._look().room != "steps":
            self._see(room="steps", charts=False)
        self._post(commands.Advance(rung, back))
        if self._look().room != "network":
            self._go_by(rung)

    def run_freely(self) -> None:
        """Plays by updates."""
        self._go_by("batch")
        self._post(commands.Play())

    def _go_by(self, rung: Rung) -> None:
        if self.snapshot is None or self.snapshot.rung != rung:
            self._post(commands.SetRung(rung))

    def leap(self, direction: int) -> None:
        """A hundredth of the run on or back, as far as it goes."""
        shown = self.snapshot
        if shown is not None:
            at, present = shown.state.update, max(shown.present, shown.state.update)
            if shown.wall is not None:
                at, present = shown.wall.update, shown.wall.present
            update = at + direction * max(1, present // 100)
            if not (direction > 0 and at == present):
                self._post(commands.Seek(None if update >= present else max(0, update)))

    def turn_to(self, room: RoomName) -> None:
        """Into a room, or from it back to the network."""
        self.enter("network" if self._look().room == room else room)

    def enter(self, room: RoomName) -> None:
        """Into a room; that of the network shows no steps inside an update, so there playing goes by updates."""
        left = self._look().room
        self._see(room=room, charts=False)
        if room == "network":
            if left == "population":  # what the run goes by is not seen there
                self._post(commands.SetRung("batch"))
            else:
                self._go_by("batch")

    def draw_seed(self) -> None:
        """Begins again from another seed."""
        self._post(commands.Restart(seed=secrets.randbelow(10_000)))

    def change_speed(self, steps: int) -> None:
        """Faster or slower, for the rung at hand."""
        if self.snapshot is not None:
            self._post(commands.SetSpeed(faster(self.snapshot.speed, steps, self.snapshot.rung)))

    def recover(self) -> None:
        """After divergence: back to where the loss was smallest, and on with a tenth of the learning rate."""
        if self.snapshot is not None and self.snapshot.state.divergence is not None:
            self._post(commands.Recover())
