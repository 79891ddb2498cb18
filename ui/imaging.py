"""What is wished in the room of images, as commands and looks: biases of filters, the image at hand, the place that is written
out, the layer and plane that are shown. It measures nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, final

from PySide6.QtCore import QObject

from ui.attention import Attention
from ui.documents import Documents
from ui.figure import Figure
from ui.hand import Hand
from ui.look import Look, Spot
from ui.rooms.image import ImageRoom
from ui.views.image_facts import convolutions
from ui.wishes import Wishes
from wbsim import Pick
from wbsim.snapshot import Snapshot


@final
class Imaging(QObject):
    """Listens to the room. `look` says how things are shown now, and `see` changes that."""

    def __init__(
        self,
        look: Callable[[], Look],
        see: Callable[..., None],
        figure: Figure,
        wishes: Wishes,
        attention: Attention,
        hand: Hand,
        documents: Documents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._see = look, see
        self._snapshot: Snapshot | None = None
        self._room: ImageRoom = figure.image
        self._listen(wishes, attention, hand, documents)

    def _listen(self, wishes: Wishes, attention: Attention, hand: Hand, documents: Documents) -> None:
        """Connects to every view of the room."""
        room = self._room
        shown = room.filters
        shown.parameter_set.connect(wishes.set_parameters)
        shown.filter_chosen.connect(attention.select)
        shown.spotted.connect(lambda spot: self._image(spot=spot))
        shown.spot_kept.connect(self.keep)
        shown.layer_chosen.connect(
            lambda layer: self._image(layer=layer, channel=None, spot=None, kept=None, first=0)
        )
        shown.channel_chosen.connect(lambda channel: self._image(channel=channel))
        shown.turned.connect(lambda first: self._image(first=first))
        for chooser in (shown, room.output):
            chooser.parameter_chosen.connect(attention.choose)
        room.why.filter_chosen.connect(lambda filter: self.bring(filter, attention))
        room.sample.sample_picked.connect(lambda part, number: hand.follow(Pick(part, number)))
        room.sample.cell_left.connect(lambda: self._image(cell=None))
        room.confusion.cell_chosen.connect(lambda cell: self._image(cell=cell))
        room.invitation.preset_chosen.connect(documents.open_preset)

    def take(self, snapshot: Snapshot) -> None:
        """A moment is shown: what a hand holds is held, whatever training made of it since."""
        self._snapshot = snapshot
        if snapshot.playing:
            self._room.filters.hold(snapshot)

    def _image(self, **changes: Any) -> None:
        self._see(image=replace(self._look().image, **changes))

    def keep(self, spot: Spot | None) -> None:
        """Keeps a place at hand, with its filter in sight."""
        place = None if spot is None else self._place(spot.filter)
        self._image(kept=spot, **({} if place is None else {"first": place[1]}))

    def bring(self, filter: int, attention: Attention) -> None:
        """Chooses a filter and brings it into sight."""
        place = self._place(filter)
        attention.select(filter)
        if place is not None:
            self._image(layer=place[0], first=place[1])

    def _place(self, filter: int) -> tuple[int, int] | None:
        """The id of a filter's layer, and where it stands in it from 0."""
        rows = convolutions(self._snapshot.plan) if self._snapshot is not None else ()
        return next(
            ((row.layer.id, row.layer.neurons.index(filter)) for row in rows if filter in row.layer.neurons),
            None,
        )
