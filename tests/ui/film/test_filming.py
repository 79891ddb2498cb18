"""Films of runs: exact, the same each time, whole or not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from films import SMALL, a_reel, a_run, filmed, frames_in, parts_in

from ui.film.filming import Sheet, film
from ui.film.progress import Progress
from ui.film.run_reel import RunReel
from ui.film.schedule import Caption, Hold, Schedule
from ui.layouts import Layout, layout_of
from ui.studio import Studio
from wbsim import Refused
from wbsim.files import run_file
from wbsim.kept import kept_of
from wbsim.session import Session


def an_edited() -> Session:
    """A run whose learning rate was changed at update 20, up to update 60."""
    session = Session(a_run())
    session.advance(20)
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(40)
    return session


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif", ".png"])
def test_a_film_has_its_seconds_times_its_rate_frames(tmp_path: Path, suffix: str) -> None:
    out = filmed(tmp_path / f"a{suffix}", a_reel(last=40, seconds=0.7))
    frames = frames_in(out)
    assert len(frames) == 7 and frames[0].shape == (180, 320, 3)


def test_each_frame_is_the_picture_of_its_moment(tmp_path: Path) -> None:
    frames = frames_in(filmed(tmp_path / "a.png", a_reel(last=40, seconds=0.5)))
    studio = Studio(a_run(), SMALL.size, layout=SMALL.layout)
    try:
        for update, frame in zip((0, 10, 20, 30, 40), frames, strict=True):
            studio.show(update)
            image = studio.image()
            alone = np.frombuffer(image.constBits(), np.uint8).reshape(180, 320, 4)[..., 2::-1]
            assert np.argwhere((alone != frame).any(axis=2)).tolist() == []  # rows and columns that differ
    finally:
        studio.close()


def test_two_films_of_one_run_are_the_same_to_the_byte(tmp_path: Path) -> None:
    assert filmed(tmp_path / "a.mp4").read_bytes() == filmed(tmp_path / "b.mp4").read_bytes()


def test_a_film_of_a_saved_session_is_that_of_the_run_itself_and_goes_on_beyond_it(tmp_path: Path) -> None:
    session = an_edited()
    run_file.write(tmp_path / "s.wbsim.json", kept_of(session.branches, 0))
    again = Session.of(run_file.read(tmp_path / "s.wbsim.json"))
    films = [
        filmed(tmp_path / f"{name}.png", RunReel(of, Schedule(0, 80, 0.9, 10)))
        for name, of in (("a", session), ("b", again))
    ]
    assert films[0].read_bytes() == films[1].read_bytes()
    assert again.branch.state.update == 80


def test_edits_of_the_run_are_captions_by_themselves_and_a_person_s_own_win() -> None:
    reel = RunReel(an_edited(), Schedule(0, 60, 1, 10), own_captions=(Caption(40, "now"),))
    assert reel.captions == ("learning rate 0.03 → 0.3 at update 20", "now")
    own = replace(reel, own_captions=(Caption(20, "mine"),))
    words = [
        shown[1].caption
        for shown in own.frames(lambda of, *_, **__: Studio(of, SMALL.size, as_then=True))
        if shown
    ]
    assert words[:3] == ["", "", ""] and set(words[3:]) == {"mine"}


def test_title_and_captions_stand_over_the_picture_which_keeps_its_place(tmp_path: Path) -> None:
    sheet = Sheet((640, 360), layout=layout_of("plane"))
    reel = a_reel(last=40, title="Circle", own_captions=(Caption(20, "the boundary closes"),))
    frames = frames_in(filmed(tmp_path / "a.png", reel, sheet=sheet))
    first, last = frames[0], frames[-1]
    ground = first[0, 0]
    high = next(row for row in range(360) if (first[row:, 320] != ground).any(1)[0])
    assert 20 < high < 90
    assert (first[:high] != ground).any()  # the title
    assert (first[:high] != last[:high]).any()  # caption and update
    middle = slice(200, 440)
    assert np.array_equal(first[:high, middle][:8], last[:high, middle][:8])


def test_an_update_that_is_held_is_the_same_frame_again(tmp_path: Path) -> None:
    schedule = Schedule(0, 50, 1, 10, holds=(Hold(0.4),))
    frames = frames_in(filmed(tmp_path / "a.png", RunReel(Session(a_run()), schedule)))
    assert all(np.array_equal(frame, frames[-1]) for frame in frames[-5:])
    assert not np.array_equal(frames[-6], frames[-1])


@pytest.mark.parametrize(
    "layout",
    [layout_of(name) for name in ("stage", "desk", "plane", "network", "timeline", "time", "twin", "surface", "detective", "neuron")],
    ids=lambda layout: layout.name,
)  # fmt: skip
def test_every_layout_can_be_filmed_and_moves(tmp_path: Path, layout: Layout) -> None:
    sheet = Sheet((640, 360), layout=layout)
    frames = frames_in(filmed(tmp_path / "a.png", a_reel(last=30, seconds=0.3), sheet=sheet))
    assert len(frames) == 3 and not np.array_equal(frames[0], frames[2])


def test_many_networks_go_on_together(tmp_path: Path) -> None:
    sheet = Sheet((640, 360), layout=Layout("population", "population"))
    frames = frames_in(filmed(tmp_path / "a.png", a_reel(last=20, seconds=0.3), sheet=sheet))
    assert not np.array_equal(frames[0], frames[1]) and not np.array_equal(frames[1], frames[2])


def test_in_the_room_of_steps_frames_are_ticks_of_an_update(tmp_path: Path) -> None:
    session = Session(a_run())
    reel = RunReel(session, Schedule(5, 6, 0.5, 10, inside=True))
    seen = []
    for shown in reel.frames(lambda of, *_, **__: Studio(of, layout=Layout("steps", "steps"), as_then=True)):
        assert shown is not None
        seen.append((session.here.state.update, session.walk.tick))
        shown[0].close() if len(seen) == 5 else None
    total = session.walk.ladder.total
    assert seen == [(5, 0), (5, total // 4), (5, total // 2), (5, 3 * total // 4), (6, 0)]


def test_a_large_film_for_print_is_laid_out_as_the_small_one(tmp_path: Path) -> None:
    small, large = (
        frames_in(
            filmed(tmp_path / f"{scale}.png", a_reel(last=10, seconds=0.1), sheet=replace(SMALL, scale=scale))
        )[0]
        for scale in (1.0, 2.0)
    )
    assert large.shape == (360, 640, 3)
    halved = large.reshape(180, 2, 320, 2, 3).mean((1, 3))
    assert np.abs(halved - small).mean() < 8


def test_progress_counts_every_frame(tmp_path: Path) -> None:
    told = list(film(a_reel(last=20, seconds=0.4), SMALL, tmp_path / "a.mp4", 10))
    assert [one.done for one in told if not one.writing][:4] == [1, 2, 3, 4]
    assert told[-1] == Progress(4, 4, 1.0)


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
@pytest.mark.parametrize("after", [1, 5])
def test_a_film_that_is_cancelled_leaves_nothing(tmp_path: Path, suffix: str, after: int) -> None:
    making = film(a_reel(), SMALL, tmp_path / f"a{suffix}", 10)
    for _ in range(after):
        next(making)
    assert parts_in(tmp_path)
    making.close()
    assert not [*tmp_path.iterdir()]


def test_a_film_that_goes_wrong_leaves_nothing(tmp_path: Path) -> None:
    class Wrong(Exception):
        pass

    class Reel(RunReel):
        def frames(self, stage):  # type: ignore[no-untyped-def]
            yield from list(super().frames(stage))[:3]
            raise Wrong

    with pytest.raises(Wrong):
        filmed(tmp_path / "a.mp4", Reel(Session(a_run()), Schedule(0, 20, 1, 10)))
    assert not [*tmp_path.iterdir()]


def test_a_run_that_diverges_stands_still_from_there(tmp_path: Path) -> None:
    session = Session(a_run("exploding"))
    reel = RunReel(session, Schedule(0, 400, 0.5, 10))
    assert len(frames_in(filmed(tmp_path / "a.png", reel))) == 5


def test_the_way_to_a_far_moment_can_be_left_and_makes_no_difference() -> None:
    reel = a_reel(last=45_000, seconds=0.2)
    seen: list[tuple[int, bytes]] = []
    waits = 0
    for shown in reel.frames(lambda of, *_, **__: Studio(of, layout=layout_of("plane"), as_then=True)):
        if shown is None:
            waits += 1
            continue
        state = shown[0].session.here.state
        seen.append((state.update, state.theta.tobytes()))
        if len(seen) == 2:
            shown[0].close()
    straight = Session(a_run())
    straight.advance(45_000)
    assert waits >= 2 and [update for update, _ in seen] == [0, 45_000]
    assert seen[-1][1] == straight.here.state.theta.tobytes()


def test_a_hold_outside_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not in the film"):
        filmed(tmp_path / "a.mp4", RunReel(Session(a_run()), Schedule(0, 10, 1, 10, holds=(Hold(0.2, 50),))))
    assert not [*tmp_path.iterdir()]
