"""The player with a twin: both at one update at any speed, long ways back in slices, and an end at any moment."""

from __future__ import annotations

import time

import numpy as np
from players import Clock, a_run, wait_for

from ui.commands import Advance, Change, Look, Open, Play, Restart, Seek, SetParameters, SetSpeed, Undo
from ui.driving import Drive
from ui.player import Player
from wbsim.difference import twin_run
from wbsim.differences import biases, learning_rate
from wbsim.engine import Watch
from wbsim.session import Session
from wbsim.simulation import replay
from wbsim.snapshot import Snapshot

OFF = Watch(difference=biases(False))


def level(snapshot: Snapshot) -> bool:
    return snapshot.twin is not None and snapshot.twin.state.update == snapshot.state.update


def agrees(snapshot: Snapshot) -> None:
    assert snapshot.twin is not None
    alone = replay(twin_run(snapshot.run, biases(False)), snapshot.state.update)
    np.testing.assert_array_equal(snapshot.twin.state.theta, alone.state.theta)


def test_both_stand_at_one_update_while_it_plays_as_fast_as_it_can() -> None:
    player = Player(a_run(), watch=OFF, playing=True)
    player.start()
    try:
        player.post(SetSpeed(None))
        wait_for(player, lambda s: s.state.update > 0 and level(s))
        seen = [wait_for(player, lambda s: True) for _ in range(30)]
        assert all(level(one) for one in seen)
        assert seen[-1].state.update > seen[0].state.update
        player.post(Play(on=False))
        agrees(wait_for(player, lambda s: not s.playing))
    finally:
        assert player.close()


def test_a_difference_that_is_chosen_late_is_caught_up_while_the_run_waits() -> None:
    player = Player(a_run(), playing=True)
    player.start()
    try:
        player.post(SetSpeed(None))
        wait_for(player, lambda s: s.state.update > 5000)
        player.post(Look(OFF))
        first = wait_for(player, lambda s: s.watch == OFF)
        there = wait_for(player, level)
        assert there.state.update - first.state.update < 5000
        on = wait_for(player, lambda s: s.state.update > there.state.update)
        assert level(on)
    finally:
        assert player.close()


def test_edits_undo_and_scrubbing_while_it_plays_are_followed() -> None:
    player = Player(a_run(), watch=OFF, playing=True)
    player.start()
    try:
        wait_for(player, lambda s: s.state.update > 60 and level(s))
        player.post(SetParameters({"b:2": 1.0, "w:2<x1": 0.5}))
        player.post(Change({"optimizer.learning_rate": 0.1}))
        wait_for(player, lambda s: len(s.run.edits) == 2 and level(s))
        player.post(Seek(30))
        agrees_at = wait_for(player, lambda s: s.state.update == 30 and level(s))
        assert agrees_at.is_past
        player.post(Change({"penalty.l2": 0.01}))
        agrees(wait_for(player, lambda s: s.branch == 1 and level(s)))
        player.post(Play())
        wait_for(player, lambda s: s.branch == 1 and s.state.update > 60 and level(s))
        player.post(Undo())
        player.post(Restart(seed=3))
        player.post(Play(on=False))
        agrees(wait_for(player, lambda s: s.plan.experiment.seed == 3 and not s.playing and level(s)))
        player.post(Open(a_run("circle")))
        agrees(wait_for(player, lambda s: s.plan.experiment.title == "Circle" and level(s)))
    finally:
        assert player.close()


def test_a_long_way_back_comes_in_slices_while_it_rests() -> None:
    clock = Clock()
    driver, session = Player(a_run(), clock=clock), Session(a_run())
    session.advance(4000)
    driver._do(session, Look(OFF))
    driver.run_drive.rate = 100 / Drive.chunk  # so slow a machine that a chunk is 100 updates
    reached = []
    while True:
        driver._publish(session)
        shown = driver.latest()
        assert shown is not None and shown.twin is not None
        reached.append(shown.twin.state.update)
        if level(shown):
            break
        assert session.twin.is_behind
        driver.run_drive.rate = 100 / Drive.chunk
    assert len(reached) >= 40
    assert reached == sorted(reached)


def test_steps_and_epochs_take_the_twin_along() -> None:
    driver, session = Player(a_run(), clock=Clock()), Session(a_run())
    driver._do(session, Look(OFF))
    driver._publish(session)
    for command in (
        Advance(),
        Advance("epoch"),
        Advance("sample"),
        Advance("batch"),
        Advance("batch", back=True),
    ):
        driver._do(session, command)
        while driver.run_drive.left or driver.run_drive.sought:
            driver._go_on(session)
        driver._publish(session)
        shown = driver.latest()
        assert shown is not None
        assert level(shown), command


def test_it_ends_at_once_while_a_twin_catches_up() -> None:
    player = Player(a_run("digits"), watch=Watch(), playing=True)
    player.start()
    try:
        player.post(SetSpeed(None))
        wait_for(player, lambda s: s.state.update > 1500)
        player.post(Look(OFF))
        wait_for(player, lambda s: s.twin is not None and not level(s))
    finally:
        began = time.monotonic()
        assert player.close(patience=5.0)
        assert time.monotonic() - began < 4.0


def test_a_twin_that_diverges_stops_while_the_run_plays_on() -> None:
    slow = {"optimizer.kind": "sgd", "optimizer.learning_rate": 1e-6}
    player = Player(a_run("house-price", **slow), watch=Watch(difference=learning_rate(0.01)), playing=True)
    player.start()
    try:
        player.post(SetSpeed(None))
        lost = wait_for(player, lambda s: s.twin is not None and s.twin.state.divergence is not None)
        assert lost.twin is not None
        on = wait_for(player, lambda s: s.state.update > lost.state.update + 500)
        assert on.playing and on.twin is not None
        assert on.twin.state.update == lost.twin.state.update
    finally:
        assert player.close()
