"""Sessions that running processes keep: whole at every moment, found again when a process ends however it ends, and
never in the way of one that lives."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import small
from small import bits
from trees import grown, kept, told

from wbsim.files import keeper, locks, shelf
from wbsim.files.keeper import Keeper, read_left
from wbsim.files.locks import Lock
from wbsim.files.shelf import About, claim, clear_out, left_behind, sessions_folder, settle
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session

ABOUT = About(title="Circle", update=33, branches=5)


def abandoned(folder: Path, session: Session | None = None) -> Keeper:
    """What a process leaves that is killed."""
    one = Keeper(folder)
    one.keep(kept(session or grown()), ABOUT)
    one._lock.release()
    return one


def aged(place: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(place / shelf.SESSION, (then, then))


# --- kept and found ------------------------------------------------------------------------------------------


def test_what_a_killed_process_kept_is_found_whole(tmp_path: Path) -> None:
    session = grown()
    abandoned(tmp_path, session)
    (left,) = left_behind(tmp_path)
    assert not left.ended and left.about == ABOUT
    assert time.time() - left.when < 60
    assert told(read_left(left.file)) == told(kept(session))


def test_a_session_that_is_kept_again_replaces_the_last(tmp_path: Path) -> None:
    session = grown()
    one = Keeper(tmp_path)
    for _ in range(3):
        session.advance(2)
        one.keep(kept(session), ABOUT)
    assert told(read_left(one.folder / shelf.SESSION)) == told(kept(session))
    assert sorted(file.name for file in one.folder.iterdir()) == ["about.json", "lock", "session.wbsim.json"]


def test_a_living_process_is_not_found_and_one_that_ended_well_is_not_asked_about(tmp_path: Path) -> None:
    one = Keeper(tmp_path)
    one.keep(kept(grown()), ABOUT)
    assert left_behind(tmp_path) == []
    one.retire()
    (left,) = left_behind(tmp_path)
    assert left.ended


def test_one_that_kept_nothing_leaves_nothing(tmp_path: Path) -> None:
    Keeper(tmp_path).retire()
    assert list(tmp_path.iterdir()) == []


KILLED = """
    import sys, time
    from pathlib import Path
    sys.path.append("tests")
    from trees import grown, kept
    from wbsim.files.keeper import Keeper
    from wbsim.files.shelf import About

    one = Keeper(Path(sys.argv[1]))
    one.keep(kept(grown()), About(title="Circle", update=33, branches=5))
    print("kept", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has kept a session and lives."""
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True,
    ) as started:  # fmt: skip
        try:
            assert started.stdout is not None and started.stdout.readline() == "kept\n"
            yield started
        finally:
            started.kill()


def test_the_system_itself_tells_that_a_process_was_killed(
    tmp_path: Path, process: subprocess.Popen[str]
) -> None:
    assert left_behind(tmp_path) == []
    clear_out(tmp_path)
    process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    process.wait()
    (left,) = left_behind(tmp_path)
    assert not left.ended
    assert told(read_left(left.file)) == told(kept(grown()))


def test_the_newest_comes_first(tmp_path: Path) -> None:
    old, new = abandoned(tmp_path), abandoned(tmp_path)
    aged(old.folder, 100)
    assert [left.folder for left in left_behind(tmp_path)] == [new.folder, old.folder]


def test_a_session_is_claimed_by_one_window_at_a_time(tmp_path: Path) -> None:
    abandoned(tmp_path)
    (left,) = left_behind(tmp_path)
    lock = claim(left)
    assert lock is not None
    assert claim(left) is None and left_behind(tmp_path) == []
    lock.release()
    settle(left)
    assert [one.ended for one in left_behind(tmp_path)] == [True]


def test_only_the_newest_sessions_are_kept_and_living_ones_whatever_their_age(tmp_path: Path) -> None:
    living = Keeper(tmp_path)
    living.keep(kept(grown()), ABOUT)
    aged(living.folder, 1e6)
    places = [abandoned(tmp_path).folder for _ in range(shelf.MOST + 3)]
    for age, place in enumerate(places):
        aged(place, 100 * (1 + age))
    clear_out(tmp_path)
    assert {place.name for place in tmp_path.iterdir()} == {
        living.folder.name,
        *(p.name for p in places[: shelf.MOST]),
    }


def test_sessions_take_no_more_room_than_they_may_but_the_newest_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [abandoned(tmp_path).folder for _ in range(4)]
    for age, place in enumerate(places):
        aged(place, 100 * (1 + age))
    each = sum(file.stat().st_size for file in places[0].iterdir())
    monkeypatch.setattr(shelf, "MOST_BYTES", 2.5 * each)
    clear_out(tmp_path)
    assert [left.folder for left in left_behind(tmp_path)] == places[:2]
    monkeypatch.setattr(shelf, "MOST_BYTES", 1)
    clear_out(tmp_path)
    assert [left.folder for left in left_behind(tmp_path)] == places[:1]


def test_what_a_process_began_and_never_kept_is_removed_but_not_while_it_may_still_begin(
    tmp_path: Path,
) -> None:
    for name, age in (("old", 1000), ("new", 0)):
        (tmp_path / name).mkdir()
        then = time.time() - age
        os.utime(tmp_path / name, (then, then))
    clear_out(tmp_path)
    assert [place.name for place in tmp_path.iterdir()] == ["new"]


def test_no_shelf_is_an_empty_one(tmp_path: Path) -> None:
    assert left_behind(tmp_path / "none") == []
    clear_out(tmp_path / "none")
    (tmp_path / "file").write_text("")
    assert left_behind(tmp_path / "file") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_nobody_else_may_look_at_what_is_kept(tmp_path: Path) -> None:
    one = Keeper(tmp_path / "state" / "sessions")
    for place in (one.folder, one.folder.parent):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_the_place_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WBSIM_STATE_DIR", str(tmp_path))
    assert sessions_folder() == tmp_path / "sessions"
    monkeypatch.delenv("WBSIM_STATE_DIR")
    assert sessions_folder().name == "sessions" and "wbsim" in str(sessions_folder())


# --- large ones ----------------------------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session of which everything counts as large."""
    monkeypatch.setattr(keeper, "_LARGE", 100)
    return grown(small.experiment(data=small.points(1500, 2)))


def test_what_is_large_and_stays_is_written_once(tmp_path: Path, large: Session) -> None:
    one = Keeper(tmp_path)
    one.keep(kept(large), ABOUT)
    first = {file: file.stat().st_mtime_ns for file in one.folder.glob("*.part")}
    assert len(first) == 3  # two experiments and the points of both
    for _ in range(3):
        large.advance(1)
        one.keep(kept(large), ABOUT)
    parts = list(one.folder.glob("*.part"))
    assert len(parts) == 3 + 4  # and the states of the branches that rest
    assert all(file.stat().st_mtime_ns == then for file, then in first.items())
    states = [branch["state"] for branch in json.loads((one.folder / shelf.SESSION).read_text())["branches"]]
    assert [set(state) == {"part"} for state in states] == [True] * 4 + [False]
    assert told(read_left(one.folder / shelf.SESSION)) == told(kept(large))


def test_parts_that_somebody_removed_are_written_again(tmp_path: Path, large: Session) -> None:
    one = Keeper(tmp_path)
    for _ in range(2):
        one.keep(kept(large), ABOUT)
    for part in one.folder.glob("*.part"):
        part.unlink()
    one.keep(kept(large), ABOUT)
    assert told(read_left(one.folder / shelf.SESSION)) == told(kept(large))


def test_parts_of_what_is_gone_are_removed(tmp_path: Path, large: Session) -> None:
    one = Keeper(tmp_path)
    for _ in range(2):
        one.keep(kept(large), ABOUT)
    for branch in large.branches[:-1]:
        large.delete(branch.number)
    one.keep(kept(large), ABOUT)
    one.keep(kept(large), ABOUT)
    assert len(list(one.folder.glob("*.part"))) == 3  # its experiment, its points, its state
    assert told(read_left(one.folder / shelf.SESSION)) == told(kept(large))


def test_a_part_that_is_missing_or_has_another_name_is_refused(tmp_path: Path, large: Session) -> None:
    one = Keeper(tmp_path)
    one.keep(kept(large), ABOUT)
    file = one.folder / shelf.SESSION
    whole = json.loads(file.read_text())
    for part in one.folder.glob("*.part"):
        part.unlink()
    with pytest.raises(Refused, match=r"[0-9a-f]{32}\.part: cannot be read: no such file"):
        read_left(file)
    whole["points"] = {"a": {"part": "../../secret"}}
    file.write_text(json.dumps(whole))
    with pytest.raises(Refused, match=r"'\.\./\.\./secret' names no part of a session"):
        read_left(file)


# --- what goes wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", ["", "{", "null", '{"format": "wbsim run 2", "experiments": 3, "branches": {}}']
)
def test_a_damaged_session_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    one = abandoned(tmp_path)
    (one.folder / shelf.SESSION).write_text(content)
    (one.folder / shelf.ABOUT).write_text(content)
    (left,) = left_behind(tmp_path)
    assert left.about == About()
    with pytest.raises(Refused, match=r"session\.wbsim\.json: "):
        read_left(left.file)


def test_a_disk_that_is_full_leaves_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = grown()
    one = Keeper(tmp_path)
    one.keep(kept(session), ABOUT)
    before = told(kept(session))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        session.advance(1)
        with pytest.raises(OSError, match="No space left"):
            one.keep(kept(session), ABOUT)
    assert told(read_left(one.folder / shelf.SESSION)) == before
    one.keep(kept(session), ABOUT)
    assert told(read_left(one.folder / shelf.SESSION)) == told(kept(session))


def test_what_would_be_too_large_to_be_read_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Keeper(tmp_path)
    one.keep(kept(grown()), ABOUT)
    before = (one.folder / shelf.SESSION).read_bytes()
    monkeypatch.setattr(keeper, "MAX_BYTES", 1000)
    with pytest.raises(Refused, match=r"it would take .* MiB in one file"):
        one.keep(kept(grown()), ABOUT)
    assert (one.folder / shelf.SESSION).read_bytes() == before


def test_where_there_can_be_no_folder_there_is_no_keeper(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Keeper(tmp_path / "file" / "sessions")


def test_where_nothing_can_be_locked_nothing_is_left_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(locks, "_lock", unable)
    with pytest.raises(OSError, match="No locks available"):
        Keeper(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_is_held_once_and_given_back(tmp_path: Path) -> None:
    first = Lock.take(tmp_path / "lock")
    assert first is not None and Lock.take(tmp_path / "lock") is None
    first.release()
    second = Lock.take(tmp_path / "lock")
    assert second is not None
    second.release()


def test_bits_survive_any_number_of_generations(tmp_path: Path) -> None:
    session = Session(Run(experiment=small.experiment(precision="float32")))
    session.advance(100)
    want = bits(session.here.state)
    content = kept(session)
    for _ in range(3):
        one = Keeper(tmp_path)
        one.keep(content, ABOUT)
        content = read_left(one.folder / shelf.SESSION)
        one.retire()
    assert content.at_hand.state is not None and bits(content.at_hand.state) == want
