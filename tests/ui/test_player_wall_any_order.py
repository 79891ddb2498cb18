"""A player that is asked for anything in any order, with a wall or without: all networks are always those of a plain
population, and the run is always the plain run.
"""

from __future__ import annotations

from functools import lru_cache

import small
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from plain_wall import PlainWall
from players import Clock
from small import bits

from ui.commands import (
    Advance,
    Change,
    Choose,
    Command,
    Look,
    Open,
    OpenNetwork,
    Play,
    Recover,
    Redo,
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
from wbsim.axes import Axis, Variant
from wbsim.difference import Difference
from wbsim.engine import Watch
from wbsim.experiment import Experiment
from wbsim.ladder import PHASES, RUNGS
from wbsim.plan import plan
from wbsim.population import advance, population
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import replay
from wbsim.stops import NEVER, Stop
from wbsim.variation import WallWish


def rates(*values: float) -> Axis:
    path = "optimizer.learning_rate"
    return Axis(
        "learning_rate", "rate", tuple(Variant(f"{v:g}", Difference(f"rate {v:g}", ((path, v),))) for v in values)
    )  # fmt: skip


WISHES = (
    WallWish((rates(0.01, 0.3),), seeds=2),
    WallWish((rates(0.01, 0.3),), seeds=2, cells=64),
    WallWish((), seeds=3),
    WallWish((rates(1e9, 0.1),), seeds=1),  # the first of them diverges
    WallWish((rates(0.1, -1.0),), seeds=1),  # which cannot be
)
COMMANDS = st.one_of(
    st.builds(Play, st.booleans()),
    st.builds(Advance, st.sampled_from(RUNGS), st.booleans()),
    st.builds(ToPhase, st.sampled_from(PHASES)),
    st.builds(Seek, st.one_of(st.none(), st.integers(-2, 90))),
    st.builds(SetRung, st.sampled_from(RUNGS)),
    st.builds(SetSpeed, st.sampled_from([None, 1.0, 50.0, 1000.0])),
    st.builds(SetStop, st.sampled_from([NEVER, Stop(update=20), Stop(epoch=4, loss=0.1)])),
    st.builds(Choose, st.integers(0, 3)),
    st.builds(
        Change,
        st.sampled_from(
            [{"optimizer.learning_rate": 0.3}, {"batches.size": 4}, {"loss": "nonsense"}, {"optimizer.kind": "adam"}]
        ),
        st.sampled_from(["", "drag"]),
    ),
    st.builds(SetParameters, st.dictionaries(st.sampled_from(["b:2", "w:99<x1"]), st.floats(-1, 1))),
    st.builds(Restart, st.sampled_from([None, 5])),
    st.builds(lambda wish: Look(Watch(fit=False, wall=wish)), st.sampled_from((None, *WISHES))),
    st.builds(OpenNetwork, st.integers(-1, 5)),
    st.builds(Open, st.just(Run(experiment=small.experiment()))),
    st.sampled_from([Undo(), Redo(), Recover()]),
)  # fmt: skip


@lru_cache(maxsize=400)
def alone(experiment: str, update: int) -> tuple[object, ...]:
    """A network by itself, as often as it is asked for."""
    shapes = plan(Experiment.model_validate_json(experiment))
    return bits(advance(population([shapes]), update).state(0))


class AnyCommands(RuleBasedStateMachine):
    """A window that asks, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        run = Run(experiment=small.experiment())
        self.player = Player(run, clock=self.clock, make_wall=PlainWall)  # type: ignore[arg-type]
        self.session = Session(run)

    @rule(commands=st.lists(COMMANDS, min_size=1, max_size=4))
    def ask(self, commands: list[Command]) -> None:
        for command in merged(commands, self.player._watch.wall is not None):
            self.player._safely(self.player._do, self.session, command)

    @rule(frames=st.integers(1, 20), rate=st.sampled_from([500.0, 5000.0, 1e6]))
    def wait(self, frames: int, rate: float) -> None:
        drives = self.player.run_drive, self.player.wall_drive
        for drive in drives:
            drive.rate = min(rate, 1e4) if drive is drives[1] else rate
        walled, run = self.player._watch.wall is not None, self.session.here.state
        for _ in range(frames):
            self.clock.now += 0.004
            if self.player._moving(self.session) and self.player._until_due(self.session) <= 0:
                self.player._safely(self.player._go_on, self.session)
        if walled:
            assert self.session.here.state is run  # it stands still

    @rule()
    def settle(self) -> None:
        for _ in range(3000):
            if not self.player._driven.is_pressed(self.session):
                return
            self.player._safely(self.player._go_on, self.session)
        raise AssertionError("it never comes to rest")

    @invariant()
    def what_is_shown_is_plain(self) -> None:
        self.player._publish(self.session)
        shown = self.player.latest()
        assert shown is not None
        problems = shown.refusal.problems if shown.refusal else ()
        assert not any("went wrong" in problem.what for problem in problems), problems
        again = replay(shown.run, shown.state.update)
        assert bits(again.state) == bits(shown.state)
        assert (shown.wall is not None) == (self.player._watch.wall is not None)
        wall = shown.wall
        if wall is None or wall.outcomes is None:
            return
        assert wall.update <= wall.present
        at_hand = self.player.wall_drive._shown
        assert at_hand is not None
        for number in (0, len(wall.grid) - 1):
            _, state = at_hand.wall.network(number)
            wanted = alone(wall.grid.experiment(number).model_dump_json(), wall.update)
            assert bits(state) == wanted
        if not wall.busy and shown.watch.wall is not WISHES[4]:
            assert wall.wish.seeds == shown.watch.wall.seeds  # type: ignore[union-attr]


AnyCommands.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestAnyCommandsShowPlainNetworks = AnyCommands.TestCase
