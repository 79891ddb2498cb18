"""What views ask for, as commands for the player: an added neuron, a locked weight, a dragged bias. It turns what
the hand did into settings; whether they are taken, the session decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from PySide6.QtCore import QObject, Signal

from ui import commands
from ui.figure import Figure
from wbsim import architecture
from wbsim.architecture import Settings
from wbsim.experiment import Experiment
from wbsim.points import EditPoints
from wbsim.problems import Refused
from wbsim.snapshot import Snapshot


@final
class Wishes(QObject):
    """Listens to the views of a figure and posts what they ask for."""

    refused = Signal(object)  # the problems of an edit that cannot even be asked for

    def __init__(self, post: Callable[[commands.Command], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post = post
        self.snapshot: Snapshot | None = None

    def listen(self, figure: Figure) -> None:
        """Connects to every view that edits."""
        network, inspector = figure.network, figure.inspector
        for view in (network, inspector, figure.plane):
            view.parameter_set.connect(self.set_parameters)
        network.neuron_added.connect(lambda layer: self._edit(architecture.with_neuron, layer))
        network.neuron_removed.connect(lambda layer: self._edit(architecture.without_neuron, layer))
        network.layer_added.connect(lambda position: self._edit(architecture.with_layer, position))
        network.kind_added.connect(self.add_layer)
        network.layer_removed.connect(lambda layer: self._edit(architecture.without_layer, layer))
        network.activation_chosen.connect(lambda layer, name: self.layer_setting(layer, "activation", name))
        network.layer_setting.connect(self.layer_setting)
        figure.plane.points_edited.connect(self.edit_points)
        inspector.bias_toggled.connect(lambda layer, on: self.layer_setting(layer, "bias", on))
        inspector.lock_toggled.connect(self._lock)

    def set_parameters(self, values: dict[str, float], gesture: str) -> None:
        """Other values for parameters."""
        self._post(commands.SetParameters(dict(values), gesture))

    def edit_points(self, edit: EditPoints, gesture: str) -> None:
        """Points drawn, erased or moved."""
        self._post(commands.EditPoints(edit, gesture))

    def change(self, settings: Settings, gesture: str = "") -> None:
        """Other settings."""
        self._post(commands.Change(dict(settings), gesture))

    def layer_setting(self, layer: int, name: str, value: object) -> None:
        """Another value for one setting of a layer."""
        self._edit(lambda experiment, of: architecture.layer_setting(experiment, of, name, value), layer)

    def add_layer(self, position: int, kind: str) -> None:
        """A hidden layer of a kind at a position counted from 0."""
        self._edit(lambda experiment, at: architecture.with_layer(experiment, at, kind), position)

    def _edit(self, make: Callable[[Experiment, int], Settings], of: int) -> None:
        if self.snapshot is None:
            return
        try:
            self.change(make(self.snapshot.plan.experiment, of))
        except Refused as refused:
            self.refused.emit(refused.problems)

    def _lock(self, parameter: str, on: bool) -> None:
        if self.snapshot is not None:
            locked = self.snapshot.plan.experiment.locked
            self.change({"locked": sorted(locked | {parameter} if on else locked - {parameter})})
