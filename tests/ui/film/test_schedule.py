"""Which moment each frame shows, and which words stand over it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ui.film.schedule import Caption, Hold, Instant, Schedule, caption_at, shared_out
from wbsim import Refused


def updates(*given: object, **named: object) -> list[int]:
    return [one.update for one in Schedule(*given, **named).instants()]  # type: ignore[arg-type]


@given(
    st.integers(0, 10**6), st.integers(0, 10**7), st.floats(0.2, 60), st.integers(1, 60), st.sampled_from(["linear", "log"]),
    st.booleans(),
)  # fmt: skip
def test_there_are_seconds_times_fps_frames_from_the_first_update_to_the_last(
    first: int, length: int, seconds: float, fps: int, pace: str, inside: bool
) -> None:
    assume(round(seconds * fps) > 1)
    schedule = Schedule(first, first + length, seconds, fps, pace, inside=inside)  # type: ignore[arg-type]
    instants = schedule.instants()
    assert len(instants) == schedule.count == round(seconds * fps)
    assert instants[0] == Instant(first) and instants[-1] == Instant(first + length)
    places = [one.update + one.share for one in instants]
    assert places == sorted(places)
    assert inside or not any(one.share for one in instants)


def test_linear_frames_lie_equally_far_apart() -> None:
    assert updates(0, 300, 1, 31) == list(range(0, 301, 10))


def test_log_frames_are_close_together_at_first() -> None:
    found = updates(0, 1000, 1, 61, "log")
    steps = [b - a for a, b in pairwise(found)]
    assert steps[0] <= 1 < steps[30] < steps[59]
    assert found[30] == round(1001**0.5 - 1)


def test_a_hold_takes_its_frames_from_those_that_move() -> None:
    found = updates(0, 100, 2, 10, holds=(Hold(0.5), Hold(0.5, 50)))
    assert len(found) == 20
    assert found[-6:] == [100] * 6  # the last one that moves, and five that stand
    assert found.count(50) in (5, 6)
    assert found == sorted(found)


def test_a_hold_between_two_frames_stands_on_its_very_update() -> None:
    assert updates(0, 90, 1, 6, holds=(Hold(1 / 3, 33),)) == [0, 30, 33, 33, 60, 90]


def test_holds_that_leave_nothing_to_move_in_and_those_outside_are_refused() -> None:
    with pytest.raises(Refused, match="stands still"):
        updates(0, 100, 1, 10, holds=(Hold(0.9),))
    with pytest.raises(Refused, match="update 200 is not in the film, which goes from 0 to 100"):
        updates(0, 100, 1, 10, holds=(Hold(0.1, 200),))


def test_inside_an_update_frames_show_how_much_of_it_is_done() -> None:
    found = Schedule(3, 4, 1, 5, inside=True).instants()
    assert [(one.update, one.share) for one in found] == [(3, 0.0), (3, 0.25), (3, 0.5), (3, 0.75), (4, 0.0)]


def test_a_stretch_of_no_length_shows_one_moment() -> None:
    assert updates(7, 7, 0.3, 10) == [7, 7, 7]


def test_a_caption_stands_from_its_update_until_the_next() -> None:
    captions = (Caption(50, "b"), Caption(10, "a"), Caption(80, ""))
    assert [caption_at(captions, at) for at in (0, 9, 10, 49, 50, 80, 99)] == ["", "", "a", "a", "b", "", ""]


def test_of_two_captions_at_one_update_the_one_given_last_stands() -> None:
    assert caption_at((Caption(5, "edit"), Caption(5, "words")), 5) == "words"


@given(st.integers(1, 2000), st.lists(st.floats(0.01, 100), min_size=1, max_size=40))
def test_frames_are_shared_out_to_the_last_one(total: int, weights: list[float]) -> None:
    assume(total >= len(weights))
    counts = shared_out(total, weights)
    assert sum(counts) == total and min(counts) >= 1
