"""Whatever is done in whatever order, every moment of a session is what its run says, to the bit: trained on, stepped
through product by product, sought in the past, forked, undone, deleted, saved and opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import layers
import pytest
import small
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from small import bits

from wbsim import architecture, files, opening
from wbsim.branches import Branch
from wbsim.edits import applied
from wbsim.engine import State, Watch, advance, initial
from wbsim.kept import kept_of
from wbsim.keyframes import edits_by
from wbsim.ladder import PHASES, RUNGS, Phase, Rung
from wbsim.network import KINDS
from wbsim.opening import is_whole
from wbsim.plan import Plan, plan
from wbsim.points import EditPoints
from wbsim.problems import Refused
from wbsim.run import Restore, Run
from wbsim.session import Session
from wbsim.simulation import replay
from wbsim.states import restored, saved
from wbsim.stops import Stop

CHANGES: list[dict[str, Any]] = [
    {"optimizer.learning_rate": 0.2},
    {"optimizer.learning_rate": 0.01},
    {"optimizer.kind": "adam"},
    {"optimizer.kind": "momentum"},
    {"optimizer.kind": "amsgrad"},
    {"penalty.form": "after_step", "penalty.l1": 0.05},
    {"network.layers.0.activation": "relu"},
    {"network.layers.0.bias": False},
    {"batches.size": 3},
    {"batches.remainder": "carry"},
    {"batches.remainder": "drop"},
    {"batches.order": "explicit", "batches.explicit": [[0, 1], [2, 3, 4], [5]]},
    {"batches.order": "as_given"},
    {"penalty.l2": 0.01},
    {"train": "biases"},
    {"precision": "float32"},
]
# what layers of some kinds alone have: of others, and where nothing would be left to read, it is refused
OF_KINDS: list[dict[str, Any]] = [
    {"network.layers.0.kernel": 1},
    {"network.layers.0.kernel": 5},
    {"network.layers.0.padding": 1},
    {"network.layers.0.stride": 2},
    {"network.layers.1.takes": "average"},
    {"network.layers.1.window": 3},
    {"network.layers.0.gives": "all"},
    {"network.layers.0.gives": "last"},
    {"network.layers.0.neurons": 3},
]
STOPS = [Stop(), Stop(update=25), Stop(epoch=4), Stop(loss=0.2, of="train"), Stop(patience=20)]


DEEDS: list[Callable[[Session, int], None]] = [
    lambda session, place: session.change(CHANGES[place % len(CHANGES)]),
    lambda session, place: session.set_parameters({session.here.plan.ids[0]: place / 30}),
    lambda session, place: session.restart(place),
    lambda session, place: session.rename(one_of(session, place), f"branch {place}"),
    lambda session, place: session.delete(one_of(session, place)),
    lambda session, _: session.open(Run(experiment=small.experiment(seed=5))),
]


def one_of(session: Session, place: int) -> int:
    """The number of some branch."""
    return session.branches[place % len(session.branches)].number


def plainly(run: Run, update: int) -> tuple[Plan, State]:
    """A run at an update, by the engine alone: no history, no keyframes."""
    shapes = plan(run.experiment)
    state = initial(shapes)
    for stamped in run.edits[: edits_by(run, update)]:
        state = advance(state, shapes, stamped.update - state.update)
        shapes, state = applied(shapes, state, stamped.edit)
    return shapes, advance(state, shapes, update - state.update)


def told(session: Session) -> tuple[object, ...]:
    """What there is and where one stands, in so many words."""
    branches = [
        (one.number, one.parent, one.left_at, one.name, one.title, len(one.run.edits), bits(one.state))
        for one in session.branches
    ]
    return bits(session.here.state), session.experiment, session.branch.number, session.is_past, branches


class AnyDeeds(RuleBasedStateMachine):
    """A person at work."""

    begin = small.experiment()

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(Run(experiment=self.begin))
        self.checked: set[Branch] = set()

    # --- time --------------------------------------------------------------------------------------------

    @rule(updates=st.integers(0, 30))
    def advance(self, updates: int) -> None:
        before = self.session.here.state.update
        self.session.advance(updates)
        went = self.session.here.state.update - before
        back = self.session.branch.run.returns  # a recorded future may hold a way back
        assert went == updates or back or self.session.ended or self.session.here.state.divergence

    @rule(rung=st.sampled_from(RUNGS), back=st.booleans(), times=st.integers(1, 4))
    def step(self, rung: Rung, back: bool, times: int) -> None:
        for _ in range(times):
            before = self.session.here.state.update, self.session.walk.tick
            (self.session.walk.back if back else self.session.walk.step)(rung)
            after = self.session.here.state.update, self.session.walk.tick
            assert after <= before if back else after > before or self.session.here.state.divergence

    @rule(phase=st.sampled_from(PHASES))
    def go_to_a_phase(self, phase: Phase) -> None:
        self.session.walk.to_phase(phase)

    @rule(share=st.floats(0, 1), most=st.sampled_from([None, None, 3]))
    def seek(self, share: float, most: int | None) -> None:
        update = round(share * self.session.branch.state.update)
        for _ in range(1000):
            if self.session.seek(update, most):
                break
        assert self.session.here.state.update == update

    @rule()
    def come_back_to_the_present(self) -> None:
        self.session.seek(None)
        assert not self.session.is_past

    @rule(updates=st.sampled_from([100, 700]))
    def advance_far(self, updates: int) -> None:
        """So far that keyframes, bins and looks of stops are passed many at a time."""
        self.advance(updates)

    @rule(updates=st.integers(1, 200), pieces=st.integers(1, 5))
    def remember(self, updates: int, pieces: int) -> None:
        for _ in range(pieces):
            self.session.recall(updates)

    @rule(stop=st.sampled_from(STOPS))
    def stop_by_itself(self, stop: Stop) -> None:
        self.session.stop = stop

    # --- edits -------------------------------------------------------------------------------------------

    @rule(wish=st.sampled_from(CHANGES), gesture=st.sampled_from(["", "", "drag"]))
    def change(self, wish: dict[str, Any], gesture: str) -> None:
        self.session.change(wish, gesture)

    @rule(place=st.integers(0, 5), value=st.floats(-2, 2), gesture=st.sampled_from(["", "other drag"]))
    def set_parameter(self, place: int, value: float, gesture: str) -> None:
        ids = self.session.here.plan.ids
        self.session.set_parameters({ids[place % len(ids)]: value}, gesture)

    @rule(x=st.floats(-2, 2), y=st.floats(0, 1))
    def draw_a_point(self, x: float, y: float) -> None:
        description = self.session.here.plan.description
        target: Any = int(y * (len(description.classes) - 1)) if description.classes else (y,)
        self.session.edit_points(EditPoints(add_x=((x,) * len(description.inputs),), add_y=(target,)))

    @precondition(lambda self: any(layer.size for layer in self.session.experiment.network.hidden))
    @rule()
    def add_a_neuron(self) -> None:
        layer = next(layer.id for layer in self.session.experiment.network.hidden if layer.size)
        self.session.change(architecture.with_neuron(self.session.experiment, layer))

    @rule(wish=st.sampled_from(OF_KINDS))
    def change_what_some_kinds_have(self, wish: dict[str, Any]) -> None:
        self.try_to_change(wish)

    @rule(place=st.integers(0, 4), kind=st.sampled_from(KINDS))
    def turn_a_layer_into_another_kind(self, place: int, kind: str) -> None:
        experiment = self.session.experiment
        hidden = experiment.network.hidden
        if hidden:
            layer = hidden[place % len(hidden)].id
            self.try_to_change(architecture.with_kind(experiment, layer, kind))

    @precondition(lambda self: len(self.session.experiment.network.layers) < 5)
    @rule(place=st.integers(0, 4), kind=st.sampled_from(KINDS))
    def add_a_layer_of_any_kind(self, place: int, kind: str) -> None:
        self.try_to_change(architecture.with_layer(self.session.experiment, place, kind))

    def try_to_change(self, wish: dict[str, Any]) -> None:
        """Another architecture; where it cannot be, all stays as it is."""
        before = self.session.moment, self.session.branches
        try:
            self.session.change(wish)
        except Refused:
            assert (self.session.moment, self.session.branches) == before

    @precondition(lambda self: len(self.session.experiment.network.layers) < 5)
    @rule()
    def add_a_layer(self) -> None:
        self.session.change(architecture.with_layer(self.session.experiment, 1))

    @precondition(lambda self: len(self.session.experiment.network.layers) > 2)
    @rule()
    def remove_a_layer(self) -> None:
        layer = self.session.experiment.network.layers[0].id
        self.try_to_change(architecture.without_layer(self.session.experiment, layer))

    @rule()
    def undo(self) -> None:
        self.session.undo()

    @rule()
    def redo(self) -> None:
        self.session.redo()

    @precondition(lambda self: len(self.session.branches) < 20)
    @rule(deed=st.sampled_from(DEEDS), place=st.integers(0, 30))
    def undo_and_redo_at_once(self, deed: Callable[[Session, int], None], place: int) -> None:
        """What nothing was trained after is taken back whole, and done again whole."""
        session, before = self.session, told(self.session)
        last = session.deeds.undo_steps[-1:]
        deed(session, place)
        if session.deeds.undo_steps[-1:] == last:
            return
        after = told(session)
        session.undo()
        assert told(session) == before
        session.redo()
        assert told(session) == after

    @rule(seed=st.sampled_from([None, 3, 4]))
    def restart(self, seed: int | None) -> None:
        self.session.restart(seed)

    @rule(wish=st.sampled_from([{"optimizer.learning_rate": -1}, {"nothing": 1}, {"batches.size": 0}]))
    def be_refused(self, wish: dict[str, Any]) -> None:
        before = self.session.moment, self.session.branches
        with pytest.raises(Refused):
            self.session.change(wish)
        assert (self.session.moment, self.session.branches) == before

    # --- branches ----------------------------------------------------------------------------------------

    @rule(place=st.integers(0, 30))
    def choose(self, place: int) -> None:
        branches = self.session.branches
        self.session.choose(branches[place % len(branches)].number)

    @rule(place=st.integers(0, 30), name=st.sampled_from(["", "mine", "other"]))
    def rename(self, place: int, name: str) -> None:
        branches = self.session.branches
        self.session.rename(branches[place % len(branches)].number, name)

    @rule(place=st.integers(0, 30))
    def delete(self, place: int) -> None:
        branches = self.session.branches
        self.session.delete(branches[place % len(branches)].number)

    @rule()
    def save_all_and_open(self) -> None:
        """Through a file; the past that was looked at is sought again."""
        session = self.session
        at = session.here.state.update if session.is_past else None
        with TemporaryDirectory() as folder:
            path = Path(folder) / "all.wbsim.json"
            files.write(path, kept_of(session.branches, session.branch.number, at, session.stop))
            kept = files.read(path)
        session.open_session(kept)
        if kept.at is not None:
            session.seek(kept.at)

    @rule()
    def save_and_open(self) -> None:
        moment = self.session.moment
        kept = saved(moment.progress.state, moment.progress.plan)
        again = Session(moment.run, kept)
        assert bits(again.here.state) == bits(moment.progress.state)
        self.session.open(moment.run, kept)

    @rule()
    def open_without_the_past(self) -> None:
        """As a long run is: its end alone is known at first."""
        moment = self.session.moment
        with patch.object(opening, "REPLAYED", 3):
            self.session.open(moment.run, saved(moment.progress.state, moment.progress.plan))

    @rule(share=st.floats(0, 1))
    def open_a_run_that_went_back(self, share: float) -> None:
        """As files of the first format have them."""
        session = self.session
        earlier = session.branch.moment(round(share * session.here.state.update))
        if earlier.plan.layout == session.here.plan.layout and earlier.plan.slots == session.here.plan.slots:
            kept = saved(earlier.state, earlier.plan)
            try:
                restored(kept, session.here.plan)
            except Refused:  # the points are others since, or the precision is
                return
            run = session.moment.run
            session.open(run.edited(session.here.state.update, Restore(state=kept)))

    # --- what is always so -------------------------------------------------------------------------------

    @invariant()
    def the_moment_is_that_of_a_plain_run(self) -> None:
        moment = self.session.moment
        shapes, state = plainly(moment.run, moment.progress.state.update)
        assert bits(state) == bits(moment.progress.state)
        assert shapes.experiment == moment.progress.plan.experiment == moment.run.wished()

    @invariant()
    def every_branch_ends_where_a_plain_run_does(self) -> None:
        for branch in self.session.branches:
            if branch in self.checked:
                continue  # a branch is a value
            self.checked.add(branch)
            again = replay(branch.run, branch.state.update)
            assert bits(again.state) == bits(branch.state)
            if not is_whole(branch):
                continue
            live, replayed = branch.history, again.history
            if live.stride == replayed.stride:  # else it left a branch that had gone farther
                assert [m.update for m in live.measured] == [m.update for m in replayed.measured]
                assert [b.theta.tobytes() for b in live.blocks] == [
                    b.theta.tobytes() for b in replayed.blocks
                ]
            # of several measurements in one bin a fork may know the last alone, and the best was another
            if live.best is not None and replayed.best is not None:
                assert replayed.best.loss <= live.best.loss
                assert live.best.loss <= min(m.loss for m in live.measured if m.basis == live.best.basis)

    @invariant()
    def every_branch_knows_where_it_left(self) -> None:
        branches = {branch.number: branch for branch in self.session.branches}
        assert self.session.branch.number in branches
        for branch in branches.values():
            assert branch.parent is None or branch.parent in branches
            assert 0 <= branch.left_at <= branch.state.update
            if branch.parent is not None:
                assert branch.left_at <= branches[branch.parent].state.update

    @invariant()
    def every_mark_is_of_an_edit(self) -> None:
        for branch in self.session.branches:
            stamps = [stamped.update for stamped in branch.run.edits]
            assert all(mark.update in stamps for mark in branch.marks)

    @invariant()
    def a_snapshot_shows_the_moment(self) -> None:
        session = self.session
        seen = session.snapshot(Watch(fit=False, coming=True))
        assert seen.state is session.here.state and seen.present == session.branch.state.update
        assert seen.is_past == session.is_past
        assert seen.coming is not None
        if seen.tick == seen.coming.ladder.total:
            assert bits(seen.coming.after) == bits(seen.state)
        else:
            assert seen.coming.state is seen.state and 0 <= seen.tick < seen.coming.ladder.total

    @invariant()
    def a_file_of_the_run_is_the_run(self) -> None:
        run = self.session.moment.run
        assert Run.read(run.written()) == run


class AnyDeedsWithImages(AnyDeeds):
    """A person at work on a convolution and a pooling."""

    begin = layers.of_images(layers.convolution(2, "relu"), layers.pooling())


class AnyDeedsWithSequences(AnyDeeds):
    """A person at work on a recurrent network."""

    begin = layers.of_sequences(layers.recurrent(3))


AnyDeeds.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
for one in (AnyDeedsWithImages, AnyDeedsWithSequences):
    one.TestCase.settings = settings(max_examples=10, stateful_step_count=15, deadline=None)
TestAnyDeedsEndInTheStateOfAPlainRun = AnyDeeds.TestCase
TestAnyDeedsWithImagesEndInTheStateOfAPlainRun = AnyDeedsWithImages.TestCase
TestAnyDeedsWithSequencesEndInTheStateOfAPlainRun = AnyDeedsWithSequences.TestCase
