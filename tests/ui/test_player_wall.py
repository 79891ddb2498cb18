"""The player with a wall in place of its run, without a display: pace, steps, moments, other walls, and opened networks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from plain_wall import PlainWall
from players import Clock, a_run
from small import bits

from ui.commands import (
    Advance,
    Change,
    Command,
    Look,
    OpenNetwork,
    Play,
    Recover,
    Redo,
    Restart,
    Seek,
    SetRung,
    SetSpeed,
    SetStop,
    Undo,
    merged,
)
from ui.player import Player
from wbsim.axes import Axis, Variant
from wbsim.difference import Difference
from wbsim.engine import Watch
from wbsim.plan import plan
from wbsim.population import advance, population
from wbsim.session import Session
from wbsim.simulation import replay
from wbsim.snapshot import Snapshot
from wbsim.stops import Stop
from wbsim.variation import WallWish, parsed
from wbsim.wall import WallSeen


def rates(*values: float) -> Axis:
    paths = "optimizer.learning_rate"
    return Axis(
        "learning_rate", "learning rate", tuple(Variant(f"{v:g}", Difference(f"rate {v:g}", ((paths, v),))) for v in values)
    )  # fmt: skip


RATES = WallWish((rates(0.01, 0.1),), seeds=3)


class Desk:
    """A player that is driven by hand, and a clock that goes by itself only while a wall trains."""

    def __init__(self, wish: WallWish = RATES, make: Callable[..., object] = PlainWall) -> None:
        self.clock = Clock()
        self.player = Player(a_run(), clock=self.clock, make_wall=make)  # type: ignore[arg-type]
        self.session = Session(a_run())
        self.ask(Look(Watch(fit=False, wall=wish)))

    def ask(self, *commands: Command) -> None:
        walled = self.player._watch.wall is not None
        for command in merged(list(commands), walled):
            self.player._safely(self.player._do, self.session, command)

    def settle(self, frames: int = 200) -> None:
        """Does what is to be done at once, and nothing that is a matter of time."""
        for _ in range(frames):
            if self.player._until_due(self.session) > 0 or not self.player._moving(self.session):
                return
            self.player._safely(self.player._go_on, self.session)
        raise AssertionError("it never comes to rest")

    def wait(self, seconds: float, step: float = 0.01) -> None:
        for _ in range(round(seconds / step)):
            self.clock.now += step
            if self.player._moving(self.session):
                self.player._safely(self.player._go_on, self.session)

    def shown(self) -> Snapshot:
        self.player._publish(self.session)
        snapshot = self.player.latest()
        assert snapshot is not None
        return snapshot

    @property
    def wall(self) -> WallSeen:
        wall = self.shown().wall
        assert wall is not None
        return wall

    @property
    def refused(self) -> str:
        refusal = self.player._refusal
        return "" if refusal is None else str(refusal.problems[0])


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.settle()
    return made


def a_network(wish: WallWish, number: int, updates: int) -> object:
    experiment = wish.grid(a_run().experiment).experiment(number)
    return bits(advance(population([plan(experiment)]), updates).state(0))


# --- play and pace -----------------------------------------------------------------------------------------


def test_a_wall_is_built_in_slices_and_what_is_waited_for_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlainWall, "each", 2)
    desk = Desk()
    assert desk.player._go_on(desk.session)  # turns to it
    assert desk.wall.outcomes is None
    assert "6 networks" in desk.wall.busy
    desk.player._go_on(desk.session)
    assert desk.wall.outcomes is None
    desk.settle()
    assert desk.wall.outcomes is not None
    assert desk.wall.busy == ""


@pytest.mark.parametrize("speed", [1.0, 5.0, 100.0])
def test_all_networks_keep_the_pace_that_is_wished(desk: Desk, speed: float) -> None:
    desk.ask(SetSpeed(speed), Play())
    desk.wait(4)
    assert abs(desk.wall.update - 4 * speed) <= 1
    assert desk.shown().playing


def test_at_a_wished_pace_a_picture_has_all_its_updates_at_once(desk: Desk) -> None:
    desk.ask(SetSpeed(1000.0), Play())
    desk.player.wall_drive.rate = 1e6
    one = desk.player.wall_drive._walls.at_hand
    assert one is not None
    while desk.wall.update < 100:
        desk.clock.now += max(0.0005, desk.player._until_due(desk.session))
        desk.player._go_on(desk.session)
    made = [count for name, count in one.wall.calls if name == "advance"]  # type: ignore[attr-defined]
    assert len(made) <= 100 / 1000 * 66 + 2


def test_the_run_stands_still_meanwhile_and_plays_on_when_one_comes_back(desk: Desk) -> None:
    desk.ask(Look(Watch()), SetSpeed(100.0), Play())
    desk.wait(1)
    before = desk.session.here.state.update
    assert before > 90
    desk.ask(Look(Watch(fit=False, wall=RATES)))
    desk.settle()
    assert not desk.shown().playing
    desk.ask(Play())
    desk.wait(1)
    assert desk.session.here.state.update == before
    assert desk.wall.update > 0
    wall = desk.wall.update
    desk.ask(Look(Watch()))
    assert desk.shown().wall is None
    assert desk.shown().playing
    desk.wait(1)
    assert desk.session.here.state.update > before + 90
    desk.ask(Look(Watch(fit=False, wall=RATES)))
    assert desk.wall.update == wall


def test_what_is_asked_behind_the_turn_to_a_wall_is_about_the_wall() -> None:
    desk = Desk()
    desk.settle()
    to_run, to_wall = Look(Watch()), Look(Watch(fit=False, wall=RATES))
    desk.ask(Advance("batch"), to_run, Advance("batch"), Advance("batch"), to_wall, Advance("batch"))
    desk.settle()
    assert (desk.wall.update, desk.session.here.state.update) == (2, 2)


def test_a_rung_inside_an_update_means_whole_updates(desk: Desk) -> None:
    desk.ask(SetRung("neuron"), Advance("sample"), Advance("product"))
    assert desk.wall.update == 2
    assert desk.shown().rung == "batch"
    desk.ask(SetRung("epoch"), SetSpeed(2.0), Play())
    desk.wait(3.2)
    assert desk.wall.update == 6 * 25


# --- steps and moments -------------------------------------------------------------------------------------


def test_every_step_forward_and_back_counts_however_fast_they_come(desk: Desk) -> None:
    desk.ask(*(Advance("batch") for _ in range(5)))
    assert desk.wall.update == 5
    desk.ask(*(Advance("batch", back=True) for _ in range(3)))
    desk.settle()
    assert (desk.wall.update, desk.wall.present) == (2, 5)
    desk.ask(Advance("batch", back=True), Advance("batch", back=True), Advance("batch"))
    desk.settle()
    assert desk.wall.update == 1


def test_epochs_forward_and_back(desk: Desk) -> None:
    each = desk.player.wall_drive._walls.at_hand.wall.updates_to_epoch_end()  # type: ignore[union-attr]
    desk.ask(Advance("epoch"))
    desk.settle()
    desk.ask(Advance("epoch"), Advance("epoch"), Advance("epoch"))
    desk.settle()
    assert desk.wall.update == 4 * each
    desk.ask(Advance("batch"), Advance("epoch", back=True))
    desk.settle()
    assert desk.wall.update == 4 * each
    desk.ask(Advance("epoch", back=True), Advance("epoch", back=True))
    desk.settle()
    assert desk.wall.update == 2 * each


def test_a_moment_is_sought_in_parts_and_its_numbers_are_the_same(desk: Desk) -> None:
    desk.player.wall_drive.rate = 500.0  # so that a part is a few updates
    desk.ask(*(Advance("batch") for _ in range(40)))
    for goal, update in ((17, 17), (-5, 0), (99, 40), (None, 40), (3, 3)):
        desk.ask(Seek(goal))
        desk.settle()
        assert desk.wall.update == update
        for number in (0, 4):
            assert bits(desk.player.wall_drive._shown.wall.network(number)[1]) == a_network(
                RATES, number, update
            )  # type: ignore[union-attr]


def test_back_to_the_start_is_without_another_seed_and_plays_on(desk: Desk) -> None:
    desk.ask(SetSpeed(100.0), Play())
    desk.wait(1)
    desk.ask(Restart())
    desk.settle()
    assert desk.wall.update == 0
    assert desk.shown().playing
    desk.ask(Play(on=False), Restart(seed=77))
    desk.settle()
    assert desk.wall.grid.seeds[0] == 77
    assert desk.session.experiment.seed == 77


@pytest.mark.parametrize("stop", [Stop(update=20), Stop(epoch=1, update=900)])
def test_all_stop_together_where_it_is_wished_and_go_on_from_there(desk: Desk, stop: Stop) -> None:
    end = 20 if stop.update == 20 else desk.player.wall_drive._walls.at_hand.wall.updates_to_epoch_end()  # type: ignore[union-attr]
    desk.ask(SetStop(stop), SetSpeed(1000.0), Play())
    desk.wait(1)
    shown = desk.shown()
    assert shown.wall is not None
    assert shown.wall.update == end
    assert not shown.playing
    assert shown.said.startswith(f"stopped at update {end}")
    desk.ask(Play())
    desk.wait(0.5)
    assert desk.wall.update > end


def test_it_is_said_that_a_loss_ends_no_wall(desk: Desk) -> None:
    desk.ask(SetStop(Stop(loss=0.1)))
    assert "single runs" in desk.shown().said


def test_recovering_is_nothing_to_a_wall(desk: Desk) -> None:
    desk.ask(Advance("batch"), Recover())
    assert desk.wall.update == 1
    assert desk.refused == ""


def test_playing_ends_where_all_networks_have_diverged() -> None:
    desk = Desk(WallWish((rates(1e11, 1e12),), seeds=2))
    desk.session.change({"loss": "mse", "network.layers.0.activation": "linear"})
    desk.settle()
    desk.ask(SetSpeed(None), Play())
    desk.wait(2)
    shown = desk.shown()
    assert not shown.playing
    assert shown.said == "all 4 networks have diverged"
    desk.ask(Restart())
    desk.settle()
    assert desk.wall.update == 0
    assert desk.player._driven._can_train(desk.session)


# --- other walls -------------------------------------------------------------------------------------------


def test_another_experiment_has_another_wall_and_undo_finds_the_first_where_it_stood(desk: Desk) -> None:
    desk.ask(*(Advance("batch") for _ in range(7)))
    first = desk.wall.grid
    desk.ask(Change({"batches.size": 7}))
    assert desk.wall.grid is first  # until the other one is there
    desk.settle()
    assert (desk.wall.update, desk.wall.grid.base.batches.size) == (0, 7)
    desk.ask(Advance("batch"))
    desk.ask(Undo())
    desk.settle()
    assert (desk.wall.update, desk.wall.grid) == (7, first)
    desk.ask(Redo())
    desk.settle()
    assert desk.wall.update == 1


def test_what_is_asked_while_a_wall_is_built_is_about_the_new_one(desk: Desk) -> None:
    desk.ask(*(Advance("batch") for _ in range(7)))
    desk.ask(Change({"batches.size": 7}), Advance("batch"), Seek(3), Restart())
    desk.ask(Advance("batch"))
    desk.settle()
    assert desk.wall.update == 1
    desk.ask(Undo(), Play())
    desk.settle()
    assert desk.wall.update == 7
    desk.wait(0.5)
    assert desk.wall.update > 7


def test_finer_pictures_are_no_other_wall(desk: Desk) -> None:
    desk.ask(*(Advance("batch") for _ in range(3)))
    made = PlainWall.made
    desk.ask(Look(Watch(fit=False, wall=WallWish(RATES.axes, RATES.seeds, cells=64))))
    desk.settle()
    assert (desk.wall.update, desk.wall.wish.cells) == (3, 64)
    assert PlainWall.made == made


def test_finer_pictures_forget_no_moment_that_is_sought(desk: Desk) -> None:
    desk.player.wall_drive.rate = 50.0
    desk.ask(*(Advance("batch") for _ in range(30)), Seek(20))
    assert desk.player._go_on(desk.session)
    desk.ask(Look(Watch(fit=False, wall=WallWish(RATES.axes, RATES.seeds, cells=64))))
    desk.settle()
    assert desk.wall.update == 20


def test_only_some_walls_are_kept(desk: Desk) -> None:
    made = PlainWall.made
    for size in (3, 4, 5, 6, 7):
        desk.ask(Change({"batches.size": size}))
        desk.settle()
    for _ in range(5):
        desk.ask(Undo())
        desk.settle()
    assert PlainWall.made - made == 5 + 3
    assert len(desk.player.wall_drive._walls._kept) == 3


def test_a_wall_that_cannot_be_is_refused_once_and_the_last_one_stays(desk: Desk) -> None:
    desk.ask(*(Advance("batch") for _ in range(4)))
    first = desk.wall.grid
    desk.ask(Look(Watch(fit=False, wall=WallWish((rates(0.1, -1.0),), seeds=2))))
    desk.settle()
    refusal = desk.player._refusal
    assert refusal is not None
    desk.wait(1)
    assert desk.player._refusal is refusal
    assert (desk.wall.grid, desk.wall.update) == (first, 4)
    desk.ask(Advance("batch"))
    assert desk.wall.update == 5


def test_a_room_whose_first_wall_cannot_be_says_why() -> None:
    desk = Desk(WallWish((rates(0.1, -1.0),), seeds=2))
    desk.settle()
    assert desk.refused
    assert desk.wall.outcomes is None
    assert desk.wall.busy == desk.refused
    desk.ask(Advance("batch"), Play(), Seek(3), Restart(), OpenNetwork(0))
    desk.wait(0.2)
    assert desk.session.here.state.update == 0


def test_a_wall_whose_axes_undo_each_other_says_which_do() -> None:
    base = a_run().experiment
    first, whole = parsed("network.layers.0.bias=on,off", base), parsed("bias=on,off", base)
    desk = Desk(WallWish((first, whole), seeds=2))
    desk.settle()
    said = (
        "network.layers.0.bias=on and bias=off: they cannot stand together: what one sets, the other undoes"
    )
    assert said in desk.refused and desk.wall.busy == desk.refused


# --- one of them -------------------------------------------------------------------------------------------


def test_an_opened_network_goes_on_from_its_very_state_and_has_a_past() -> None:
    desk = Desk()
    desk.settle()
    desk.ask(*(Advance("batch") for _ in range(30)))
    assert desk.wall.update == 30
    desk.ask(OpenNetwork(4), Look(Watch()))
    shown = desk.shown()
    assert bits(shown.state) == a_network(RATES, 4, 30)
    assert shown.plan.experiment.optimizer.learning_rate == 0.1
    assert shown.plan.experiment.title.endswith("learning rate 0.1, seed 14")
    desk.ask(Advance("batch"))
    assert desk.session.here.state.update == 31
    assert bits(replay(desk.session.moment.run, 31).state) == bits(desk.session.here.state)
    for update in (29, 12, 0, 30, 31):
        desk.ask(Seek(update))
        desk.settle()
        assert desk.session.here.state.update == update
    desk.ask(Seek(30))
    np.testing.assert_allclose(
        desk.session.branch.moment(29).state.theta, replay_alone(4, 29), rtol=0, atol=1e-5
    )
    assert desk.refused == ""


def replay_alone(number: int, update: int) -> object:
    from wbsim.run import Run

    return replay(Run(experiment=RATES.grid(a_run().experiment).experiment(number)), update).state.theta


def test_undo_brings_the_run_back_that_was_there_and_the_wall_where_it_stood(desk: Desk) -> None:
    desk.session.advance(5)
    desk.ask(*(Advance("batch") for _ in range(8)))
    assert desk.wall.update == 8
    desk.ask(OpenNetwork(2), Look(Watch()), Play())
    desk.wait(0.1)
    desk.ask(Undo())
    assert desk.session.here.state.update == 5
    assert desk.session.experiment == a_run().experiment
    desk.ask(Look(Watch(fit=False, wall=RATES)))
    desk.settle()
    assert desk.wall.update == 8


def test_who_has_opened_a_network_comes_back_to_all_of_them(desk: Desk) -> None:
    desk.ask(*(Advance("batch") for _ in range(8)))
    assert desk.wall.update == 8
    desk.ask(OpenNetwork(2), Look(Watch()), Play())
    desk.wait(0.1)
    desk.ask(Look(Watch(fit=False, wall=RATES)))
    desk.settle()
    assert (desk.wall.update, desk.wall.grid.base) == (8, a_run().experiment)
    desk.ask(OpenNetwork(3), Look(Watch()), Look(Watch(fit=False, wall=RATES)))
    desk.settle()
    assert (desk.wall.update, desk.wall.grid.base) == (8, a_run().experiment)
    desk.ask(Change({"batches.size": 7}))
    desk.settle()
    assert desk.wall.update == 0
    assert desk.wall.grid.base.optimizer.learning_rate == 0.1


def test_a_network_at_its_start_is_opened_as_a_run_without_edits(desk: Desk) -> None:
    desk.shown()
    desk.ask(OpenNetwork(5), Look(Watch()))
    assert desk.session.branch.run.edits == ()
    assert desk.session.experiment.seed == 15


def test_an_opened_network_plays_on_if_its_wall_played(desk: Desk) -> None:
    desk.ask(Play())
    desk.wait(0.2)
    desk.shown()
    desk.ask(OpenNetwork(1), Look(Watch()))
    assert desk.shown().playing


def test_no_network_is_opened_that_is_not_there_and_none_without_a_wall(desk: Desk) -> None:
    desk.shown()
    desk.ask(OpenNetwork(6), OpenNetwork(-1), Look(Watch()), OpenNetwork(0))
    assert desk.session.experiment == a_run().experiment
    assert desk.refused == ""


def test_a_network_is_the_one_that_was_seen_though_another_wall_is_on_its_way(desk: Desk) -> None:
    desk.ask(*(Advance("batch") for _ in range(8)))
    desk.shown()
    desk.ask(Change({"batches.size": 7}), OpenNetwork(2), Look(Watch()))
    assert bits(desk.shown().state) == a_network(RATES, 2, 8)


def test_a_network_whose_replay_diverges_can_still_be_opened_and_goes_back_to_its_update() -> None:
    desk = Desk(WallWish((rates(1e6, 0.1),), seeds=2))
    desk.session.change({"loss": "mse", "network.layers.0.activation": "linear"})
    desk.settle()
    desk.ask(*(Advance("batch") for _ in range(60)))
    ended = desk.wall.outcomes
    assert ended is not None
    assert ended.ended[0] > 0
    desk.ask(OpenNetwork(0), Look(Watch()))
    at = desk.session.here.state.update
    assert at == ended.ended[0] - 1
    desk.ask(Play())
    desk.wait(0.2)
    assert desk.session.here.state.divergence is not None
    for update in (at, at - 1, 0):
        desk.ask(Seek(max(0, update)))
        desk.settle()
    assert desk.refused == ""
