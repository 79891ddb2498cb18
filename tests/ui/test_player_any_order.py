"""A player that is asked for anything in any order, while a clock goes on: what it shows is always the plain run."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import small
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from players import Clock
from small import bits

from ui.commands import (
    Advance,
    Change,
    Choose,
    Command,
    Delete,
    EditPoints,
    Look,
    Open,
    Play,
    Redo,
    Rename,
    Restart,
    Seek,
    SetParameters,
    SetRung,
    SetSpeed,
    SetStop,
    ToPhase,
    Undo,
    merged,
)
from ui.player import Player
from wbsim import files, opening
from wbsim.engine import Watch
from wbsim.kept import kept_in
from wbsim.ladder import PHASES, RUNGS
from wbsim.points import EditPoints as Edit
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import replay
from wbsim.snapshot import Snapshot
from wbsim.states import saved
from wbsim.stops import NEVER, Stop

COMMANDS = st.one_of(
    st.builds(Play, st.booleans()),
    st.builds(Advance, st.sampled_from(RUNGS), st.booleans()),
    st.builds(ToPhase, st.sampled_from(PHASES)),
    st.builds(Seek, st.one_of(st.none(), st.integers(0, 120))),
    st.builds(SetRung, st.sampled_from(RUNGS)),
    st.builds(SetSpeed, st.sampled_from([None, 1.0, 50.0, 1000.0])),
    st.builds(SetStop, st.sampled_from([NEVER, Stop(update=40), Stop(epoch=9), Stop(loss=0.1)])),
    st.builds(Choose, st.integers(0, 4)),
    st.builds(Rename, st.integers(0, 4), st.sampled_from(["", "mine"])),
    st.builds(Delete, st.integers(0, 4)),
    st.builds(
        Change,
        st.sampled_from(
            [{"optimizer.learning_rate": 0.3}, {"optimizer.kind": "adam"}, {"batches.size": 4}, {"loss": "nonsense"}]
        ),
        st.sampled_from(["", "drag"]),
    ),
    st.builds(
        SetParameters,
        st.dictionaries(st.sampled_from(["b:2", "w:2<x1", "w:99<x1"]), st.floats(-1, 1)),
        st.sampled_from(["", "drag"]),
    ),
    st.builds(
        EditPoints,
        st.builds(lambda x, y: Edit(add_x=((x, x),), add_y=((y,),)), st.floats(-2, 2), st.floats(0, 1)),
        st.sampled_from(["", "stroke"]),
    ),
    st.builds(Restart, st.sampled_from([None, 5])),
    st.builds(Look, st.builds(Watch, coming=st.booleans(), beside=st.sampled_from([None, 0, 1]))),
    st.just(Undo()),
    st.just(Redo()),
)  # fmt: skip


class AnyCommands(RuleBasedStateMachine):
    """A window that asks, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        run = Run(experiment=small.experiment())
        self.player, self.session = Player(run, clock=self.clock), Session(run)

    @rule(commands=st.lists(COMMANDS, min_size=1, max_size=4))
    def ask(self, commands: list[Command]) -> None:
        for command in merged(commands):
            self.player._safely(self.player._do, self.session, command)

    @rule(frames=st.integers(1, 30), rate=st.sampled_from([500.0, 5000.0, 1e6]))
    def wait(self, frames: int, rate: float) -> None:
        self.player.run_drive.rate = rate  # how fast the machine is must not show in any number
        for _ in range(frames):
            self.clock.now += 0.004
            if self.player._moving(self.session):
                self.player._safely(self.player._go_on, self.session)

    @rule()
    def save_and_open(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "all.wbsim.json"
            files.write(path, kept_in(self.shown()))
            kept = files.read(path)
        self.ask([Open(kept.at_hand.run, session=kept)])

    @rule(rate=st.sampled_from([500.0, 5000.0]))
    def rest(self, rate: float) -> None:
        """What the player does while nothing else is to be done."""
        self.player.run_drive.rate = rate
        self.player._safely(self.player.run_drive.remember, self.session)

    @rule()
    def open_without_the_past(self) -> None:
        moment = self.session.moment
        kept = saved(moment.progress.state, moment.progress.plan)
        with patch.object(opening, "REPLAYED", 3):
            self.ask([Open(moment.run, kept)])

    def shown(self) -> Snapshot:
        self.player._publish(self.session)
        snapshot = self.player.latest()
        assert snapshot is not None
        return snapshot

    @invariant()
    def what_is_shown_is_the_plain_run(self) -> None:
        shown = self.shown()
        assert not any(
            "went wrong" in problem.what for problem in (shown.refusal.problems if shown.refusal else ())
        )
        again = replay(shown.run, shown.state.update)
        assert bits(again.state) == bits(shown.state)
        assert again.plan.experiment == shown.plan.experiment
        assert shown.state.update <= shown.present
        assert not (shown.playing and shown.state.divergence)


AnyCommands.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestAnyCommandsShowThePlainRun = AnyCommands.TestCase
