"""The clock of motion: when it runs, how long, and that reduced motion stills it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot
from steps import at, ladder_of, walked

from tests.ui.conftest import Stage
from ui.motion import LONGEST, Morph, Motion, desktop_reduces, duration
from ui.panels.banner import Message
from wbsim.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("dressed")


def stepping(start: Snapshot, tick: int) -> Motion:
    """A clock that has seen a walk go one tick on."""
    motion = Motion()
    motion.show_snapshot(at(start, tick - 1), seen=True)
    motion.show_snapshot(at(start, tick), seen=True)
    return motion


def test_a_step_forward_moves_from_nothing_to_all_and_stops(qtbot: QtBot) -> None:
    start = walked()
    motion = Motion()
    shares: list[float] = []
    motion.moved.connect(shares.append)
    motion.show_snapshot(start, seen=True)
    assert motion.share == 1.0
    motion.show_snapshot(at(start, 1), seen=True)
    assert motion.share < 0.2
    qtbot.waitUntil(lambda: motion.share == 1.0, timeout=5000)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    count = len(shares)
    qtbot.wait(60)
    assert len(shares) == count  # nothing moves, so nothing is asked to be painted


def test_the_same_moment_again_and_a_step_back_move_nothing() -> None:
    start = walked()
    motion = stepping(start, 3)
    motion._clock.setCurrentTime(motion._clock.duration())
    motion._rest()
    motion.show_snapshot(at(start, 3), seen=True)
    assert motion.share == 1.0
    motion.show_snapshot(at(start, 2), seen=True)
    assert motion.share == 1.0


def test_the_landing_and_the_next_update_are_steps_forward_too() -> None:
    start = walked()
    ladder = ladder_of(start)
    assert stepping(start, ladder.total).share < 1.0
    motion = Motion()
    motion.show_snapshot(at(start, ladder.total), seen=True)
    motion.show_snapshot(at(walked(updates=21), 1), seen=True)
    assert motion.share < 1.0


def test_reduced_motion_stills_what_moves_and_all_that_comes() -> None:
    start = walked()
    motion = stepping(start, 1)
    assert motion.share < 1.0
    rested: list[float] = []
    motion.moved.connect(rested.append)
    motion.set_reduced(True)
    assert motion.reduced
    assert motion.share == 1.0
    assert rested == [1.0]
    motion.show_snapshot(at(start, 2), seen=True)
    assert motion.share == 1.0
    motion.set_reduced(False)
    motion.show_snapshot(at(start, 3), seen=True)
    assert motion.share < 1.0


def test_nothing_moves_where_nobody_looks_or_nothing_is_walked() -> None:
    start = walked()
    motion = Motion()
    for tick in (1, 2):
        motion.show_snapshot(at(start, tick), seen=False)
        assert motion.share == 1.0
    motion = stepping(start, 2)
    motion.show_snapshot(replace(start, coming=None), seen=True)
    assert motion.share == 1.0


@pytest.mark.parametrize(
    ("playing", "speed", "expected"),
    [(False, 4.0, LONGEST), (True, 0.5, LONGEST), (True, 4.0, 225), (True, 15.0, 59), (True, 60.0, 0), (True, None, 0)],
)  # fmt: skip
def test_a_motion_is_over_before_the_next_step(playing: bool, speed: float | None, expected: int) -> None:
    assert duration(replace(walked(tick=1), playing=playing, speed=speed)) == expected


def test_what_the_desktop_asks_for_is_read_where_qt_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hints:
        def __init__(self, said: str | None) -> None:
            self.said = said

        def accessibility(self) -> object:
            said = self.said
            return type("Asked", (), {} if said is None else {"motionPreference": lambda self: said})()

    for said, expected in (("MotionPreference.ReducedMotion", True), ("MotionPreference.NoPreference", False), (None, False)):  # fmt: skip
        hints = Hints(said)
        monkeypatch.setattr("ui.motion.QGuiApplication.styleHints", lambda hints=hints: hints)
        assert desktop_reduces() is expected


def test_a_morph_goes_to_its_end_and_stops_there(qtbot: QtBot) -> None:
    morph, shares = Morph(), list[float]()
    morph.moved.connect(shares.append)
    morph.go(0.0, 1.0)
    assert morph.is_running
    assert morph.end == 1.0
    qtbot.waitUntil(lambda: not morph.is_running, timeout=5000)
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert shares[-1] == 1.0


def test_a_morph_that_turns_back_begins_where_it_is_and_takes_no_longer_than_it_has_to(qtbot: QtBot) -> None:
    morph, shares = Morph(), list[float]()
    morph.go(0.0, 1.0)
    morph.moved.connect(shares.append)
    morph.go(0.4, 0.0)
    assert morph._clock.duration() == round(0.4 * LONGEST)
    qtbot.waitUntil(lambda: not morph.is_running, timeout=5000)
    assert shares == sorted(shares, reverse=True)
    assert max(shares) <= 0.4
    assert shares[-1] == 0.0


def test_a_morph_to_where_it_is_moves_nothing() -> None:
    morph, shares = Morph(), list[float]()
    morph.moved.connect(shares.append)
    morph.go(1.0, 1.0)
    assert not morph.is_running
    assert shares == []


def test_the_bar_of_waiting_stands_still_where_motion_is_reduced(stage: Callable[..., Stage]) -> None:
    window = stage().window
    window.banner.say(Message("busy", "compiling"))
    assert window.banner._beat.isActive()
    window.commands["still"].setChecked(True)
    assert not window.banner._beat.isActive()
    window.commands["still"].setChecked(False)
    assert window.banner._beat.isActive()
    window.banner.clear("busy")
