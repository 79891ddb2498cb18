"""What a screen reader says of the picture: which run, at which update, with what selected. It paints nothing; how a view is
used by keys, the view itself says.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.figure import Figure
from ui.look import Look
from ui.panels.transport import shape_of
from ui.theme import count, number
from ui.views.names import title_of
from wbsim.settings import word
from wbsim.snapshot import Snapshot
from wbsim.symbols import neuron_name, parameter_symbol, place_of

_EVERY = 0.1  # the share of a run by which it must have grown while it trains, to be told anew


@final
class SpokenState(QObject):
    """Keeps the descriptions of the ground and of the large views true."""

    def __init__(self, ground: QWidget, figure: Figure, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ground = ground
        self._views: dict[str, QWidget] = {
            "network": figure.network, "plane": figure.plane, "timeline": figure.timeline,
            "inspector": figure.inspector, "sheet": figure.sheet,
        }  # fmt: skip
        # what a view says of its keys comes behind what is selected
        self._keys = {name: view.accessibleDescription() for name, view in self._views.items()}
        self._told: tuple[object, ...] = ()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Says what is shown now; while it trains only now and then, for nobody could follow."""
        update = snapshot.state.update
        told = (snapshot.plan, look.neuron, look.chosen, look.plane_unit, look.room, snapshot.playing)
        before = self._told[-1] if self._told else None
        grown = not isinstance(before, int) or abs(update - before) > _EVERY * max(before, 10)
        if told == self._told[:-1] and (before == update or (snapshot.playing and not grown)):
            return
        self._told = (*told, update)
        selected, moment = self.selected(snapshot, look), self.moment(snapshot)
        self._ground.setAccessibleName(f"{title_of(snapshot)}, {shape_of(snapshot)}")
        self._ground.setAccessibleDescription(" ".join((moment, selected)))
        shown = self.tr("The plane shows the output.")
        if look.plane_unit is not None and place_of(snapshot.plan, look.plane_unit) is not None:
            unit = neuron_name(snapshot.plan, look.plane_unit)
            shown = self.tr("The plane shows {neuron}.").format(neuron=unit)
        says = {"plane": f"{selected} {shown}", "timeline": f"{moment} {selected}"}
        for name, view in self._views.items():
            view.setAccessibleDescription(f"{says.get(name, selected)} {self._keys[name]}".strip())

    def moment(self, snapshot: Snapshot) -> str:
        """The update, and the loss there if it is known."""
        state = snapshot.state
        said = (
            self.tr("Update {update}, paused.")
            if not snapshot.playing
            else self.tr("Update {update}, training.")
        )
        if snapshot.is_past:
            said = self.tr("Update {update}, in the past.")
        words = said.format(update=count(state.update))
        if state.divergence is not None:
            return " ".join((words, self.tr("It has diverged.")))
        return words

    def selected(self, snapshot: Snapshot, look: Look) -> str:
        """The neuron at hand with its activation and bias, and the parameter at hand."""
        plan, neuron = snapshot.plan, look.neuron
        place = None if neuron is None else place_of(plan, neuron)
        if neuron is None or place is None:
            return self.tr("No neuron is selected.")
        row = plan.rows[place[0] - 1]
        what = neuron_name(plan, neuron)
        said = self.tr("Selected: {neuron}, {activation}.").format(
            neuron=what, activation=word(row.layer.activation)
        )
        if (at := plan.index.get(f"b:{neuron}")) is not None:
            bias = number(float(snapshot.state.theta[at]))
            said = self.tr("Selected: {neuron}, {activation}, bias {bias}.").format(
                neuron=what, activation=word(row.layer.activation), bias=bias
            )
        if look.chosen is not None and (at := plan.index.get(look.chosen)) is not None:
            letter, below = parameter_symbol(plan, look.chosen)
            value = number(float(snapshot.state.theta[at]))
            more = self.tr("Parameter {symbol} = {value}.").format(symbol=f"{letter}{below}", value=value)
            said = " ".join((said, more))
        return said
