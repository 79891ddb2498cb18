"""What is set by hand in the neuron room and beyond: the inputs of a sample, all inputs 0, the neuron's own numbers, and the
moment before that is remembered for comparing. It trains nothing and paints nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import final

import numpy as np
from PySide6.QtCore import QObject, Signal

from ui.descent import Descent
from ui.documents import Documents
from ui.figure import Figure
from ui.look import Look
from ui.steering import Steering
from ui.views.neuron_desk import NeuronDesk
from ui.views.neuron_facts import example_of, facts_of, subject
from ui.views.neuron_words import zero_words
from ui.wishes import Wishes
from wbsim import Pick
from wbsim.datasets import draw
from wbsim.datasets.worked import example
from wbsim.plan import Plan
from wbsim.probes.trace import is_zero, zeros
from wbsim.snapshot import Snapshot


@final
class Hand(QObject):
    """Listens to the views that a hand sets things in. `look` says how things are shown, `see` changes that."""

    picked = Signal(object)  # another sample is followed
    told = Signal(str)  # what that means, in words

    def __init__(
        self, look: Callable[[], Look], see: Callable[..., None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._see = look, see
        self.snapshot: Snapshot | None = None
        self._desk: NeuronDesk | None = None
        self.pick = Pick("train", 4)
        self._left: Pick | None = None  # what was followed before all inputs were set to 0
        self._gesture = ""

    def listen(
        self, figure: Figure, wishes: Wishes, steering: Steering, documents: Documents, descent: Descent
    ) -> None:
        """Connects to everything on screen that a hand moves."""
        room = figure.neuron
        self._desk = room.desk
        for view in (figure.network, figure.inspector, figure.plane, room.desk):
            view.parameter_set.connect(lambda values, gesture: self.note(gesture))
        room.desk.parameter_set.connect(wishes.set_parameters)
        room.desk.point_set.connect(self.set_point)
        room.desk.bias_toggled.connect(lambda layer, on: wishes.layer_setting(layer, "bias", on))
        room.desk.reset_wished.connect(lambda: self._put_back(wishes))
        room.desk.example_wished.connect(lambda: self._work_out(wishes))
        room.sum.activation_chosen.connect(
            lambda layer, name: wishes.layer_setting(layer, "activation", name)
        )
        figure.plane.sample_picked.connect(lambda part, number: self.note(""))
        for asker in (
            figure.inspector.zeros_wished,
            room.desk.zeros_wished,
            figure.sequence.unrolled.zeros_wished,
        ):
            asker.connect(self.toggle_zeros)
        for chooser in (room.bar.preset_chosen, figure.sequence.unrolled.preset_wished):
            chooser.connect(documents.open_preset)
        room.bar.learning_wished.connect(steering.toggle)
        room.bar.optimize_wished.connect(lambda: self._optimize(descent))
        documents.rests = lambda: self._look().room == "neuron"

    def _optimize(self, descent: Descent) -> None:
        """The neuron at hand is moved on the loss surface."""
        if self.snapshot is not None:
            descent.enter(subject(self.snapshot.plan, self._look()))

    def take(self, snapshot: Snapshot) -> None:
        """A moment is shown: what a hand holds is held, whatever training made of it since."""
        self.snapshot = snapshot
        if snapshot.playing and self._desk is not None:
            self._desk.hold(snapshot)

    # --- the sample ----------------------------------------------------------------------------------------

    def begin(self, plan: Plan) -> None:
        """A run begins: with the sample of its worked example, if it has one, else with one of the data."""
        before, self.pick, self._left = self.pick, first_pick(plan, self.pick), None
        if self.pick != before:
            self.picked.emit(self.pick)

    def fit(self, plan: Plan) -> None:
        """The network was edited: a point that it cannot have is let go."""
        point = self.pick.point
        if point is not None and len(point) != len(plan.description.inputs):
            self.follow(replace(self.pick, point=None))

    def follow(self, pick: Pick) -> None:
        """Follows another sample."""
        self.pick = pick
        self.picked.emit(pick)

    def set_point(self, point: tuple[float, ...], gesture: str) -> None:
        """Sets the inputs of the sample."""
        self.note(gesture)
        self.follow(replace(self.pick, point=point))

    def toggle_zeros(self) -> None:
        """All inputs 0, or back to what was followed before."""
        if self.snapshot is None:
            return
        plan = self.snapshot.plan
        self.note("")
        if is_zero(plan, self.pick):
            back, self._left = self._left or replace(self.pick, point=None), None
            self.follow(back)
            self.told.emit(self.tr("The inputs are those of the sample again."))
            return
        self._left = self.pick
        self.follow(replace(self.pick, point=zeros(plan)))
        self.told.emit(zero_words(plan))

    # --- the neuron's numbers ------------------------------------------------------------------------------

    def note(self, gesture: str) -> None:
        """Remembers this moment as the one before a change; the steps of one drag are one change."""
        now, before = self.snapshot, self._look().before
        if now is None:
            return
        stale = before is None or before.plan is not now.plan or before.state.update != now.state.update
        if not gesture or gesture != self._gesture or (stale and not now.playing):
            self._see(before=now)
        self._gesture = gesture

    def _put_back(self, wishes: Wishes) -> None:
        """The neuron's numbers as they were at the start, and the sample too."""
        snapshot = self.snapshot
        if snapshot is None:
            return
        facts = facts_of(snapshot, subject(snapshot.plan, self._look()))
        start = snapshot.plan.start()
        names = [term.weight for term in facts.terms] + ([facts.bias] if facts.b is not None else [])
        self.note("")
        wishes.set_parameters({name: float(start[snapshot.plan.index[name]]) for name in names}, "")
        self.follow(first_pick(snapshot.plan, replace(self.pick, point=None)))

    def _work_out(self, wishes: Wishes) -> None:
        """The numbers of the worked example."""
        snapshot = self.snapshot
        found = None if snapshot is None else example_of(snapshot.plan)
        if snapshot is None or found is None:
            return
        row = snapshot.plan.rows[0]
        values = {f"w:{row.layer.neurons[0]}<{s}": w for s, w in zip(row.sources, found.weights, strict=True)}
        values[f"b:{row.layer.neurons[0]}"] = found.bias
        self.note("")
        wishes.set_parameters(
            {name: value for name, value in values.items() if name in snapshot.plan.index}, ""
        )
        self.follow(first_pick(snapshot.plan, self.pick))


def first_pick(plan: Plan, otherwise: Pick) -> Pick:
    """The sample that a run begins with: that of its worked example, among the points if it is one of them."""
    found = example(plan.experiment.data.dataset)
    steps = (plan.description.sequence or (0, 0))[0]
    unseen = plan.description.size - plan.train_size
    if found is None and steps and unseen:  # a sequence that training has not seen, with a way before it
        return Pick("test", min(2 * steps, unseen - 1))
    if found is None:
        return replace(otherwise, point=None)
    data = draw(plan.experiment.data, plan.experiment.seed)
    same = np.flatnonzero((data.train.x == np.array(found.point)).all(axis=1))
    return Pick("train", int(same[0])) if len(same) else Pick("train", 0, found.point)
