"""Files of sweeps: where they may stand, who may write to them, and what of them is read after others had them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sweeping
from sweeping import results_of, sweep_of

import wbsim.sweep
from wbsim.files import locks
from wbsim.files.locks import Lock
from wbsim.problems import Refused
from wbsim.sweep import found, swept


@pytest.fixture(autouse=True)
def in_this_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done one after the other."""
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)


@pytest.mark.parametrize("out", ["", ".", "/", ".."])
def test_a_name_that_is_a_folder_is_refused(out: str) -> None:
    for look in (found, swept):
        with pytest.raises(Refused, match="this is a folder; a sweep needs a file"):
            look(sweep_of(), Path(out))


@pytest.mark.skipif(os.name != "posix", reason="pipes and links are made otherwise elsewhere")
def test_what_is_no_regular_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    pipe, link, nowhere = tmp_path / "pipe", tmp_path / "link", tmp_path / "nowhere"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    nowhere.symlink_to(tmp_path / "none")
    part = tmp_path / "r.csv.part"
    os.mkfifo(part)
    for out in (pipe, link, nowhere, tmp_path / "r.csv"):
        for anew in (False, True):
            with pytest.raises(Refused, match="this is no regular file"):
                swept(sweep_of(), out, anew=anew)
    assert pipe.is_fifo() and part.is_fifo() and link.is_symlink() and nowhere.is_symlink()
    assert len([*tmp_path.iterdir()]) == 4


@pytest.mark.skipif(os.name != "posix", reason="links are made otherwise elsewhere")
@pytest.mark.parametrize("anew", [False, True])
def test_a_link_to_a_file_stays_one_and_the_file_is_written(anew: bool, tmp_path: Path) -> None:
    out, link = tmp_path / "r.csv", tmp_path / "link.csv"
    results_of(sweep_of(updates=2), out)
    before = out.read_bytes()
    link.symlink_to(out)
    results_of(sweep_of(updates=2, bound=1e9), link, anew=anew)
    assert link.is_symlink() and out.read_bytes() == before.replace(b",no,", b",yes,") != before


@pytest.mark.skipif(os.name != "posix", reason="open files are not removed elsewhere")
def test_a_lock_on_a_file_that_was_removed_meanwhile_is_taken_on_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, lock, removed = tmp_path / "lock", locks._lock, list[int]()

    def late(opened: int) -> None:
        if not removed:  # its holder ends between the opening and the locking
            removed.append(opened)
            path.unlink()
        lock(opened)

    monkeypatch.setattr(locks, "_lock", late)
    held = Lock.take(path)
    assert held is not None and Lock.take(path) is None
    held.release()
