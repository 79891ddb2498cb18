"""The player without a display: commands, exact steps, pace, refusals, and leaving at any moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from math import isfinite

import pytest
from players import Clock, a_run, wait_for

from ui.commands import (
    Advance,
    Change,
    Command,
    Look,
    Open,
    Play,
    Recover,
    Redo,
    Restart,
    SetParameters,
    SetSpeed,
    Undo,
    merged,
)
from ui.player import Player
from wbsim.engine import Watch
from wbsim.gradual import Gradual
from wbsim.recovery import Remedy
from wbsim.run import Change as RunChange
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import replay
from wbsim.snapshot import Snapshot


@pytest.fixture
def started() -> Iterator[Callable[..., Player]]:
    made: list[Player] = []

    def make(run: Run | None = None, **options: object) -> Player:
        player = Player(run or a_run(), **options)  # type: ignore[arg-type]
        made.append(player)
        player.start()
        return player

    yield make
    for player in made:
        player.close(20)


# --- joining commands --------------------------------------------------------------------------------------


def test_the_steps_of_one_drag_become_one_command_with_the_newest_values() -> None:
    steps: list[Command] = [
        SetParameters({"b:3": 0.1}, "drag 1"),
        SetParameters({"b:3": 0.2, "b:4": 1.0}, "drag 1"),
    ]
    assert list(merged(steps)) == [SetParameters({"b:3": 0.2, "b:4": 1.0}, "drag 1")]


def test_drags_that_differ_and_edits_without_a_drag_stay_apart() -> None:
    commands: list[Command] = [
        Change({"data.noise": 5.0}, "drag 1"), Change({"data.noise": 10.0}, "drag 2"),
        Change({"seed": 1}), Change({"seed": 2}),
    ]  # fmt: skip
    assert list(merged(commands)) == commands


def test_a_command_between_two_steps_of_a_drag_keeps_its_place() -> None:
    commands: list[Command] = [Change({"data.noise": 5.0}, "a"), Undo(), Change({"data.noise": 9.0}, "a")]
    assert list(merged(commands)) == commands


def test_of_looks_only_the_newest_counts_and_it_comes_last() -> None:
    assert list(merged([Look(Watch(plane=8)), Look(Watch(plane=16)), Play()])) == [
        Play(),
        Look(Watch(plane=16)),
    ]


def test_a_look_between_two_steps_of_a_drag_does_not_part_them() -> None:
    steps = [Change({"optimizer.learning_rate": rate}, "drag") for rate in (0.1, 0.2, 0.3)]
    between = [steps[0], Look(Watch()), steps[1], Look(Watch()), steps[2]]
    assert list(merged(between)) == [steps[2], Look(Watch())]


def test_a_run_that_cannot_be_replayed_still_opens_at_its_beginning() -> None:
    hopeless = a_run("plane", **{"optimizer.learning_rate": 1e12}).edited(
        500, RunChange(settings={"loss": "mse"})
    )
    driver = Player(hopeless)
    session = driver._prepared()
    assert session.moment.progress.state.update == 0
    assert driver._refusal is not None
    assert session.moment.run.edits == ()


def test_a_picture_that_fails_pauses_training_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = Player(a_run(), playing=True)
    session = driver._prepared()
    driver._watch = Watch(plane=64)
    true = session.snapshot

    def short_of_memory(watch: Watch, gradual: Gradual) -> Snapshot:
        if watch.plane:
            raise MemoryError("no room for a plane")
        return true(watch, gradual)

    monkeypatch.setattr(session, "snapshot", short_of_memory)
    driver._show(session)
    shown = driver.latest()
    assert shown is not None
    assert not shown.playing
    assert shown.refusal is not None
    assert "no room for a plane" in str(shown.refusal.problems[0])


def test_a_long_epoch_stops_at_the_next_command() -> None:
    driver = Player(a_run())
    session = driver._prepared()
    driver.run_drive.rate = 1.0  # so slow a machine that a chunk is one update
    driver._do(session, Advance("epoch"))
    assert driver._go_on(session)
    assert session.moment.progress.state.update == 1
    driver._do(session, Play(on=False))
    assert not driver._moving(session)
    assert session.moment.progress.state.update == 1


def test_nothing_comes_of_nothing() -> None:
    assert list(merged([])) == []


# --- driving -----------------------------------------------------------------------------------------------


def test_a_paused_player_shows_the_start_and_stays_there(started: Callable[..., Player]) -> None:
    player = started()
    first = wait_for(player, lambda s: True)
    assert (first.state.update, first.playing) == (0, False)


def test_one_update_is_exactly_one_update(started: Callable[..., Player]) -> None:
    player = started()
    for _ in range(3):
        player.post(Advance())
    snapshot = wait_for(player, lambda s: s.state.update >= 3)
    assert snapshot.state.update == 3
    assert snapshot.state.theta.tobytes() == replay(a_run(), 3).state.theta.tobytes()


def test_an_epoch_ends_where_every_point_was_seen_once(started: Callable[..., Player]) -> None:
    player = started()
    player.post(Advance())
    player.post(Advance("epoch"))
    snapshot = wait_for(player, lambda s: s.state.epoch == 1)
    assert (snapshot.state.update, snapshot.state.cursor) == (25, 0)


def test_played_and_stepped_give_the_same_bits(started: Callable[..., Player]) -> None:
    player = started(playing=True)
    player.post(SetSpeed(None))
    wait_for(player, lambda s: s.state.update > 500)
    player.post(Play(on=False))
    snapshot = wait_for(player, lambda s: not s.playing)
    assert snapshot.state.theta.tobytes() == replay(a_run(), snapshot.state.update).state.theta.tobytes()


def test_a_pause_holds_the_update_still_until_play(started: Callable[..., Player]) -> None:
    player = started(playing=True)
    wait_for(player, lambda s: s.state.update > 5)
    player.post(Play(on=False))
    paused = wait_for(player, lambda s: not s.playing)
    player.post(Look(Watch(plane=4)))
    later = wait_for(player, lambda s: s.watch.plane == 4)
    assert later.state.update == paused.state.update
    player.post(Play())
    assert wait_for(player, lambda s: s.state.update > paused.state.update).playing


def test_a_step_ends_free_running(started: Callable[..., Player]) -> None:
    player = started(playing=True)
    player.post(Advance())
    assert not wait_for(player, lambda s: not s.playing).playing


def test_edits_undo_and_redo_reach_the_session(started: Callable[..., Player]) -> None:
    player = started()
    player.post(Change({"optimizer.learning_rate": 0.5}))
    edited = wait_for(player, lambda s: len(s.undo) == 1)
    assert edited.plan.experiment.optimizer.learning_rate == 0.5
    player.post(Undo())
    undone = wait_for(player, lambda s: len(s.redo) == 1)
    assert undone.plan.experiment.optimizer.learning_rate == 0.03
    player.post(Redo())
    assert wait_for(player, lambda s: not s.redo).plan.experiment.optimizer.learning_rate == 0.5


def test_a_drag_is_one_step_of_undo(started: Callable[..., Player]) -> None:
    player = started()
    for value in (5.0, 10.0, 15.0):
        player.post(Change({"data.noise": value}, "drag 7"))
    snapshot = wait_for(player, lambda s: s.plan.experiment.data.noise == 15.0)
    assert [step.sentence for step in snapshot.undo] == ["noise 0 → 15 %"]


def test_a_refused_edit_changes_nothing_and_is_counted(started: Callable[..., Player]) -> None:
    player = started()
    for number in (1, 2):
        player.post(Change({"optimizer.learning_rate": float("nan")}))
        snapshot = wait_for(player, lambda s, n=number: s.refusal is not None and s.refusal.number == n)
        assert snapshot.refusal is not None
        assert snapshot.refusal.problems[0].where == "optimizer.learning_rate"
        assert (snapshot.plan.experiment.optimizer.learning_rate, snapshot.undo) == (0.03, ())


def test_back_to_the_start_and_another_seed(started: Callable[..., Player]) -> None:
    player = started()
    begin = wait_for(player, lambda s: True).state.theta.tobytes()
    player.post(Advance("epoch"))
    wait_for(player, lambda s: s.state.update > 0)
    player.post(Restart())
    assert wait_for(player, lambda s: s.state.update == 0).state.theta.tobytes() == begin
    player.post(Restart(seed=99))
    assert wait_for(player, lambda s: s.plan.experiment.seed == 99).state.theta.tobytes() != begin


def test_another_run_takes_the_place_of_this_one(started: Callable[..., Player]) -> None:
    player = started()
    player.post(Open(a_run("xor"), title="XOR"))
    snapshot = wait_for(player, lambda s: s.plan.experiment.data.dataset == "xor")
    assert snapshot.undo[-1].sentence == "opened XOR"


def test_divergence_stops_the_run_and_a_smaller_rate_goes_on(started: Callable[..., Player]) -> None:
    run = a_run("plane", **{"optimizer.learning_rate": 1000.0})
    player = started(run, playing=True)
    stopped = wait_for(player, lambda s: s.state.divergence is not None)
    assert not stopped.playing
    player.post(Change({"optimizer.learning_rate": 0.001}))
    player.post(Restart())
    player.post(Play())
    going = wait_for(player, lambda s: s.state.update > 10 and s.playing)
    assert going.state.divergence is None


def test_recovering_goes_back_to_a_finite_loss_and_trains_on(started: Callable[..., Player]) -> None:
    player = started(a_run("plane", **{"optimizer.learning_rate": 10.0}), playing=True)
    stopped = wait_for(player, lambda s: s.state.divergence is not None)
    player.post(Recover())
    going = wait_for(player, lambda s: s.state.divergence is None and s.state.update > stopped.state.update)
    assert going.playing
    assert going.plan.experiment.optimizer.learning_rate == 1.0
    assert isfinite(going.history.measured[-1].fit.train_loss)


def far_back(monkeypatch: pytest.MonkeyPatch) -> tuple[Player, Session]:
    """A player on its way back to update 150, for which it is too slow to be there at once."""
    monkeypatch.setattr("ui.run_drive.remedy", lambda _: Remedy(150, {"optimizer.learning_rate": 0.5}))
    driver = Player(a_run("plane", **{"optimizer.learning_rate": 1.0}))
    session = driver._prepared()
    session.advance(200)
    driver.run_drive.rate = 1.0
    driver._do(session, Recover())
    assert session.here.state.update < 150
    return driver, session


def test_recovering_a_long_way_back_arrives_before_the_rate_is_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver, session = far_back(monkeypatch)
    assert session.experiment.optimizer.learning_rate == 1.0
    for _ in range(150):
        driver._go_on(session)
        if driver.run_drive.sought is None:
            break
    assert session.here.state.update == 150
    assert session.experiment.optimizer.learning_rate == 0.5
    assert driver._moving(session)


def test_another_command_on_the_way_back_ends_recovering(monkeypatch: pytest.MonkeyPatch) -> None:
    driver, session = far_back(monkeypatch)
    driver._do(session, Advance())
    assert not driver._moving(session)
    assert session.experiment.optimizer.learning_rate == 1.0


def test_recovering_a_run_that_has_not_diverged_changes_nothing() -> None:
    driver = Player(a_run("plane"))
    session = driver._prepared()
    before = session.moment
    driver._do(session, Recover())
    assert session.moment is before
    assert not driver._moving(session)


# --- pace, by a clock that stands still ---------------------------------------------------------------------


def paced(speed: float | None) -> tuple[Player, Session, Clock]:
    clock = Clock()
    player = Player(a_run(), clock=clock, playing=True)
    session = Session(a_run())
    player._do(session, SetSpeed(speed))
    player._do(session, Play())
    return player, session, clock


def test_ten_updates_a_second_are_ten_in_a_second() -> None:
    player, session, clock = paced(10)
    for _ in range(200):
        clock.now += 0.005
        player._go_on(session)
    assert 9 <= session.moment.progress.state.update <= 10


def test_a_stall_is_not_made_up_for_in_a_burst() -> None:
    player, session, clock = paced(100)
    clock.now += 5.0
    player._go_on(session)
    assert session.moment.progress.state.update <= 5


def test_no_update_is_done_before_it_is_due() -> None:
    player, session, clock = paced(1)
    clock.now += 0.5
    assert player._go_on(session) is False
    assert session.moment.progress.state.update == 0
    assert player._until_due(session) == pytest.approx(0.5, abs=1e-6)


def test_the_pace_counts_the_last_second_only() -> None:
    player, session, clock = paced(50)
    for _ in range(300):
        clock.now += 0.01
        player._go_on(session)
    assert player.run_drive.pace.reached() == pytest.approx(50, abs=2)
    clock.now += 2.0
    assert player.run_drive.pace.reached() == 0


# --- leaving -----------------------------------------------------------------------------------------------


def test_a_player_that_never_started_closes() -> None:
    assert Player(a_run()).close(0.1)


@pytest.mark.parametrize("playing", [False, True])
def test_a_player_can_be_closed_right_after_it_started(playing: bool) -> None:
    player = Player(a_run(), playing=playing)
    player.start()
    player.close(60)
    assert not player._thread.is_alive()


def test_a_player_at_full_speed_closes(started: Callable[..., Player]) -> None:
    player = started(playing=True)
    player.post(SetSpeed(None))
    wait_for(player, lambda s: s.state.update > 100)
    assert player.close(20)


def test_commands_after_the_end_are_swallowed() -> None:
    player = Player(a_run())
    player.start()
    player.close(60)
    player.post(Play())
    assert not player._thread.is_alive()


def test_a_snapshot_is_taken_once() -> None:
    player = Player(a_run())
    player.start()
    try:
        wait_for(player, lambda s: True)
        time.sleep(0.05)
        player.latest()
        assert player.latest() is None
    finally:
        player.close(60)
