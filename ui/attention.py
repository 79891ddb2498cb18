"""What is at hand: the neuron, the parameter and the sample that views ask for, and how charts and plane are shown. It changes
the look and nothing of the run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from PySide6.QtCore import QObject

from ui.figure import Figure
from ui.hand import Hand
from ui.look import Look
from ui.samples import in_cell, stepped
from ui.views.names import split_id
from wbsim import Pick
from wbsim.snapshot import Snapshot


@final
class Attention(QObject):
    """Listens to views that point, choose and look elsewhere. `look` says how things are shown, `see` changes that, `hand` has
    the sample, and `shown` is the newest snapshot.
    """

    def __init__(
        self,
        look: Callable[[], Look],
        see: Callable[..., None],
        hand: Hand,
        shown: Callable[[], Snapshot | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._see, self._hand, self._shown = look, see, hand, shown

    def listen(self, figure: Figure) -> None:
        """Connects to every view that has something at hand."""
        see = self._see
        room = figure.sequence
        choosers = (
            figure.network,
            figure.pictures,
            figure.plane,
            figure.neuron.bar,
            figure.sheet,
            room.unrolled,
        )
        for chooser in (*choosers, room.numbers):
            chooser.neuron_selected.connect(self.select)
        for hoverer in (figure.network, figure.inspector, figure.timeline, figure.sheet, room.numbers):
            hoverer.hovered.connect(self.hover)
        for keeper in (figure.timeline, figure.sheet):
            keeper.parameter_chosen.connect(self.choose)
        figure.plane.unit_chosen.connect(lambda unit: see(plane_unit=unit))
        figure.plane.section_chosen.connect(lambda section: see(section=section))
        figure.plane.face_chosen.connect(lambda face: see(face=face))
        for picker in (figure.plane, room.prediction):
            picker.sample_picked.connect(lambda part, place: self._hand.follow(Pick(part, place)))
        for stepper in (figure.inspector, room.unrolled):
            stepper.sample_stepped.connect(self._step_sample)
        room.numbers.parameter_kept.connect(self.keep)
        for answers in (figure.answers, figure.plane):
            answers.cell_picked.connect(self._pick_cell)
        figure.timeline.log_toggled.connect(lambda on: see(log_loss=on))
        figure.timeline.cursor_moved.connect(lambda update: see(cursor=update))
        figure.timeline.charts_toggled.connect(lambda on: see(charts=on))
        figure.timeline.listing_changed.connect(lambda listing: see(listing=listing))
        figure.network.quantity_chosen.connect(lambda quantity: see(quantity=quantity))
        figure.sheet.whole_toggled.connect(lambda on: see(whole_sheet=on))
        figure.branches.compared.connect(lambda number: see(beside=number))

    def select(self, neuron: int | None) -> None:
        """Selects a neuron, or none; a plane that shows a neuron's field follows."""
        look = self._look()
        if look.chosen is not None and split_id(look.chosen)[0] != neuron:
            self._see(chosen=None, parameter=None)
        self._see(neuron=neuron, plane_unit=neuron if look.plane_unit is not None else None)

    def choose(self, parameter: str) -> None:
        """Keeps a parameter at hand, and its neuron with it; the same one again lets go of it."""
        again = parameter == self._look().chosen
        self._see(chosen=None if again else parameter, parameter=None if again else parameter)
        if not again:
            self.select(split_id(parameter)[0])

    def keep(self, parameter: str) -> None:
        """Keeps a parameter at hand, whether or not it was before."""
        if parameter != self._look().chosen:
            self.choose(parameter)

    def hover(self, what: object) -> None:
        """The parameter, neuron or input under the pointer."""
        parameter = what if isinstance(what, str) and what.startswith(("w:", "b:")) else None
        self._see(parameter=parameter or self._look().chosen, hover=None if parameter else what)

    def _step_sample(self, steps: int) -> None:
        if (snapshot := self._shown()) is not None:
            # a sample that was set by hand is let go
            self._hand.follow(stepped(snapshot.plan, self._hand.pick, steps))

    def _pick_cell(self, drawn: int, read: int) -> None:
        if (snapshot := self._shown()) is not None:
            self._hand.follow(in_cell(snapshot, self._hand.pick, drawn, read))
