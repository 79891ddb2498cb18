"""What the room of sequences asks for, as looks and commands: the step and the numbers that are pointed at, another layer or form,
other values. It holds nothing and paints nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, final

from PySide6.QtCore import QObject

from ui import commands
from ui.figure import Figure
from ui.look import Look
from ui.views.sequence_numbers import SequenceNumbers
from wbsim.snapshot import Snapshot


@final
class Sequences(QObject):
    """Listens to the views of the room. `look` says how things are shown now, `see` changes that, and `shown` is the
    newest snapshot.
    """

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
        self._numbers: SequenceNumbers | None = None

    def listen(self, figure: Figure) -> None:
        """Connects to the room's views; to what every room has at hand, others listen."""
        unrolled, numbers = figure.sequence.unrolled, figure.sequence.numbers
        self._numbers = numbers
        unrolled.cell_pointed.connect(lambda pointed: self._sequence(pointed=pointed))
        unrolled.step_chosen.connect(lambda step: self._sequence(step=step))
        unrolled.folded_chosen.connect(lambda on: self._sequence(folded=on))
        unrolled.layer_chosen.connect(lambda layer: self._sequence(layer=layer, pointed=None, lit=None))
        for pointer in (unrolled, numbers):
            pointer.part_pointed.connect(lambda part: self._sequence(lit=part))
        numbers.parameter_set.connect(
            lambda values, gesture: self._post(commands.SetParameters(dict(values), gesture))
        )
        numbers.lock_toggled.connect(self._lock)

    def take(self, snapshot: Snapshot) -> None:
        """A moment is shown: what a hand holds is held, whatever training made of it since."""
        if snapshot.playing and self._numbers is not None:
            self._numbers.hold(snapshot)

    def _sequence(self, **changes: Any) -> None:
        self._see(sequence=replace(self._look().sequence, **changes))

    def _lock(self, parameter: str, on: bool) -> None:
        if (snapshot := self._shown()) is not None:
            locked = snapshot.plan.experiment.locked
            self._post(
                commands.Change({"locked": sorted(locked | {parameter} if on else locked - {parameter})})
            )
