"""The player and time: every rung, moments that are sought, branches, stops, and runs that were opened."""

from __future__ import annotations

import pytest
from players import Clock, a_run, wait_for

from ui.commands import (
    Advance,
    Change,
    Choose,
    Delete,
    Look,
    Play,
    Rename,
    Seek,
    SetRung,
    SetSpeed,
    SetStop,
    ToPhase,
    Undo,
    merged,
)
from ui.pace import DEFAULT_SPEED
from ui.player import Player
from wbsim import opening
from wbsim.engine import Watch
from wbsim.gradual import Gradual
from wbsim.problems import refuse
from wbsim.session import Session
from wbsim.snapshot import Snapshot
from wbsim.states import saved
from wbsim.stops import Stop


def prepared(updates: int = 0) -> tuple[Player, Session, Clock]:
    clock = Clock()
    driver = Player(a_run(), clock=clock)
    session = Session(a_run())
    session.advance(updates)
    return driver, session, clock


def test_a_moment_that_is_sought_pauses_and_is_there() -> None:
    driver, session, _ = prepared(100)
    driver._do(session, Play())
    driver.run_drive.rate = 1e6
    driver._do(session, Seek(40))
    assert session.here.state.update == 40 and session.is_past and not driver._moving(session)
    driver._do(session, Seek(None))
    assert session.here.state.update == 100 and not session.is_past


def test_a_far_moment_is_shown_on_the_way_and_reached_piece_by_piece() -> None:
    driver, session, _ = prepared(200)
    driver.run_drive.rate = 1000.0  # so slow a machine that 30 updates are a frame
    driver._do(session, Seek(100))
    on_the_way = [session.here.state.update]
    while driver._moving(session):
        driver.run_drive.rate = 1000.0
        driver._go_on(session)
        on_the_way.append(session.here.state.update)
    assert on_the_way == [30, 60, 90, 100]


def test_another_wish_ends_the_search_for_a_moment() -> None:
    for command in (Play(on=False), Advance(), Seek(10), Undo()):
        driver, session, _ = prepared(200)
        driver.run_drive.rate = 1000.0
        driver._do(session, Seek(100))
        driver._do(session, command)
        assert driver.run_drive.sought is None
    driver.run_drive.rate = 1000.0
    driver._do(session, Seek(100))
    driver._do(session, Look(Watch()))
    assert driver.run_drive.sought == Seek(100)  # looking is no other wish


def test_of_many_moments_that_are_sought_the_last_one_counts() -> None:
    assert list(merged([Seek(1), Seek(2), Seek(3), Play(), Seek(4)])) == [Seek(3), Play(), Seek(4)]


def test_every_rung_is_stepped_exactly_and_back() -> None:
    driver, session, _ = prepared()
    driver._do(session, Advance("product"))
    assert session.walk.tick == 1
    driver._do(session, Advance("neuron"))
    assert session.walk.tick == 3
    driver._do(session, ToPhase("loss"))
    assert session.walk.ladder.stage(session.walk.tick).phase == "loss"
    driver._do(session, Advance("batch"))
    assert session.here.state.update == 1
    driver._do(session, Advance("batch", back=True))
    assert session.here.state.update == 0 and session.is_past
    driver._do(session, Advance("epoch"))
    while driver.run_drive.left:
        driver._go_on(session)
    assert session.here.state.epoch == 1


def test_playing_goes_by_the_rung_at_its_own_speed() -> None:
    driver, session, clock = prepared()
    driver._do(session, SetRung("product"))
    driver._do(session, SetSpeed(4))
    driver._do(session, Play())
    for _ in range(100):
        clock.now += 0.01
        driver._go_on(session)
    assert session.walk.tick in (3, 4) and session.here.state.update == 0
    driver._do(session, SetRung("batch"))
    assert driver.run_drive.pace.speed == DEFAULT_SPEED  # each rung keeps its own
    driver._do(session, SetRung("product"))
    assert driver.run_drive.pace.speed == 4


def test_epochs_are_played_whole() -> None:
    driver, session, clock = prepared()
    driver._do(session, SetRung("epoch"))
    driver._do(session, SetSpeed(10))
    driver._do(session, Play())
    for _ in range(50):
        clock.now += 0.05
        driver._go_on(session)
    assert session.here.state.epoch >= 3 and driver.run_drive.playing


def test_a_stop_pauses_and_says_why() -> None:
    driver, session, clock = prepared()
    driver._do(session, SetStop(Stop(update=25)))
    driver._do(session, SetSpeed(None))
    driver._do(session, Play())
    for _ in range(50):
        clock.now += 0.01
        if not driver._go_on(session) or not driver.run_drive.playing:
            break
    assert session.here.state.update == 25 and not driver.run_drive.playing
    assert session.said == "stopped at update 25, as asked"
    driver._publish(session)
    shown = driver.latest()
    assert shown is not None and shown.stop == Stop(update=25) and not shown.playing


def test_branches_are_chosen_named_and_deleted() -> None:
    driver, session, _ = prepared(50)
    driver._do(session, Seek(20))
    driver._do(session, Change({"optimizer.learning_rate": 0.2}))
    assert len(session.branches) == 2
    driver._do(session, Rename(1, "mine"))
    driver._do(session, Choose(0))
    assert session.branch.number == 0
    driver._do(session, Delete(1))
    assert len(session.branches) == 1
    driver._do(session, Undo())
    assert [branch.title for branch in session.branches] == ["first run", "mine"]


def test_a_long_run_that_was_opened_finds_its_past_while_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 50)
    whole = Session(a_run())
    whole.advance(2000)
    kept = saved(whole.here.state, whole.here.plan)
    player = Player(a_run(), kept)
    player.start()
    try:
        found = wait_for(player, lambda s: bool(s.history.blocks) and s.history.blocks[0].update[0] == 0)
        assert found.state.update == 2000
    finally:
        player.close()


def test_a_moment_that_cannot_be_replayed_is_said_once_and_sought_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    player, session, _ = prepared(500)

    def refused(update: int | None, most: int | None = None) -> bool:
        raise refuse("edits", "the run diverges at update 12, before its edit at 300")

    player.run_drive.rate = 1.0
    player._do(session, Seek(300))
    monkeypatch.setattr(session, "seek", refused)
    player._safely(player._go_on, session)
    assert player._refusal is not None and player._refusal.number == 1
    assert not player._moving(session)


def test_a_search_for_a_moment_outlives_what_does_not_move(monkeypatch: pytest.MonkeyPatch) -> None:
    player, session, _ = prepared(500)
    player.run_drive.rate = 1.0
    player._do(session, Seek(300))
    assert session.here.state.update < 300
    for command in (Rename(0, "mine"), SetRung("epoch"), SetStop(Stop(update=900)), Look(Watch())):
        player._do(session, command)
    while player._moving(session):
        player._go_on(session)
    assert session.here.state.update == 300 and session.branch.name == "mine"


def test_searching_and_remembering_find_out_how_fast_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "REPLAYED", 50)
    clock = Clock()
    whole = Session(a_run())
    whole.advance(20_000)
    session = Session(a_run(), saved(whole.here.state, whole.here.plan))
    player = Player(a_run(), clock=clock)
    true = session.seek

    def seek(update: int | None, most: int | None = None) -> bool:
        clock.now += (most or 0) / 100_000  # updates a second
        return true(update, most)

    monkeypatch.setattr(session, "seek", seek)
    player._do(session, Seek(19_000))
    pieces = 1
    while player._moving(session):
        player._go_on(session)
        pieces += 1
    assert pieces < 30 and session.here.state.update == 19_000
    player.run_drive.rate = 1000.0
    session.seek(None)
    pieces = 0
    while player.run_drive.remember(session):
        clock.now += 0.00004
        pieces += 1
    assert pieces < 100 and session.branch.history.blocks[0].update[0] == 0


def test_a_fault_in_remembering_ends_it_and_the_player_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    player, session, _ = prepared(50)

    def broken(updates: int) -> bool:
        raise MemoryError("no room")

    monkeypatch.setattr(session, "recall", broken)
    player._safely(player.run_drive.remember, session)
    assert player._refusal is not None and player._refusal.number == 1
    assert not player.run_drive.remember(session) and player._refusal.number == 1


def test_a_player_that_can_show_nothing_lives_until_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    player, session, _ = prepared(50)
    true = session.snapshot

    def broken(watch: Watch, gradual: Gradual) -> Snapshot:
        raise MemoryError("no room")

    monkeypatch.setattr(session, "snapshot", broken)
    player._show(session)
    assert player.latest() is None
    monkeypatch.setattr(session, "snapshot", true)
    player._show(session)
    shown = player.latest()
    assert shown is not None and shown.refusal is not None


def test_slow_motion_goes_on_behind_a_stop_and_ends_right_at_one() -> None:
    player, session, clock = prepared()
    player._do(session, SetStop(Stop(update=2)))
    for command in (SetRung("sample"), SetSpeed(None), Play()):
        player._do(session, command)
    while player._moving(session):
        player._go_on(session)
    assert session.here.state.update == 2 and session.walk.tick == 0
    assert session.said == "stopped at update 2, as asked"
    player._do(session, SetSpeed(1.0))
    player._do(session, Play())
    for _ in range(3):
        clock.now += 1.0
        player._go_on(session)
    assert player._moving(session)
    assert session.walk.tick == 3 * session.walk.ladder.each


def test_a_stop_that_a_phase_leads_to_is_said() -> None:
    player, session, _ = prepared()
    player._do(session, SetStop(Stop(update=1)))
    player._do(session, ToPhase("update"))
    assert session.said == "stopped at update 1, as asked"


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_a_speed_that_cannot_be_is_said_and_the_player_lives(speed: float) -> None:
    player, session, clock = prepared()
    player._do(session, Play())
    player._safely(player._do, session, SetSpeed(speed))
    assert player._refusal is not None and "speed" in str(player._refusal.problems[0])
    player._do(session, Play())
    clock.now += 1.0
    assert player._until_due(session) >= 0 and player._go_on(session)


def test_two_epochs_that_are_asked_for_at_once_are_two() -> None:
    player, session, _ = prepared()
    player.run_drive.rate = 1.0
    player._do(session, Advance("epoch"))
    player._go_on(session)
    player._do(session, Advance("epoch"))
    while player._moving(session):
        player._go_on(session)
    assert (session.here.state.epoch, session.here.state.cursor) == (2, 0)
    player._do(session, Advance("epoch"))
    player._do(session, Advance("epoch"))
    player._do(session, Play(on=False))
    assert not player._moving(session)


def test_no_epoch_is_trained_behind_a_stop() -> None:
    player, session, _ = prepared()
    player._do(session, SetStop(Stop(update=3)))
    for _ in range(3):
        player._do(session, Advance("epoch"))
    while player._moving(session):
        player._go_on(session)
    assert session.here.state.update == 3


@pytest.mark.parametrize("error", [MemoryError("no room"), refuse("edits", "the run diverges")])
def test_a_session_that_cannot_be_opened_leaves_a_player_at_the_beginning(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = Player(a_run(), playing=True)

    def broken() -> Session:
        player.run_drive.sought = Seek(300)
        raise error

    monkeypatch.setattr(player, "_opened", broken)
    session = player._prepared()
    assert session.here.state.update == 0 and player._refusal is not None
    assert player.run_drive.sought is None
