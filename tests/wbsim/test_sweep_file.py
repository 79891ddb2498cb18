"""Files of sweeps: where they may stand, who may write to them, and what of them is read after others had them."""

from __future__ import annotations

import csv
import io
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
from wbsim.sweep_opening import reopened


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


# --- what other programs and people leave of a file ----------------------------------------------------------


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The file of a sweep that is done."""
    results_of(sweep_of("bias=on,off", updates=2), tmp_path / "r.csv")
    return tmp_path / "r.csv"


def _quoted(content: str, between: str) -> str:
    """As a program of tables may save it."""
    text = io.StringIO()
    csv.writer(text, delimiter=between, quoting=csv.QUOTE_ALL).writerows(csv.reader(io.StringIO(content)))
    return text.getvalue()


def test_a_file_that_another_program_has_saved_is_gone_on_with_and_opened(out: Path) -> None:
    before = out.read_bytes()
    for saved in (b"\xef\xbb\xbf" + before, b"\xef\xbb\xbf" + _quoted(before.decode(), ",").encode()):
        out.write_bytes(saved)
        assert len(found(sweep_of("bias=on,off", updates=2), out).runs) == 6
        assert reopened(out, 4).notes == ()
        results_of(sweep_of("bias=on,off", updates=2), out)
        assert out.read_bytes() == before


@pytest.mark.parametrize("between", [";", "\t"])
def test_a_file_without_commas_is_refused_and_no_one_is_told_to_write_over_it(
    between: str, out: Path
) -> None:
    out.write_text(_quoted(out.read_text(), between))
    with pytest.raises(Refused, match="save it with commas, or choose another --out") as refused:
        found(sweep_of("bias=on,off", updates=2), out)
    assert "--anew" not in str(refused.value)


@pytest.mark.parametrize("row", [1, 4])
def test_an_experiment_with_a_damaged_letter_is_trained_again(row: int, out: Path) -> None:
    before = out.read_bytes()
    lines = before.splitlines(keepends=True)
    lines[row] = lines[row].replace(b"layers", b"lavers")
    out.write_bytes(b"".join(lines))
    have = found(sweep_of("bias=on,off", updates=2), out)
    assert {*range(6)} - {*have.runs} == {row - 1}
    assert have.said == (f"r.csv: line {row + 1} is damaged; its run is done again",)
    results_of(sweep_of("bias=on,off", updates=2), out)
    assert out.read_bytes() == before


def test_a_file_whose_experiments_are_all_unknown_is_another_sweep(out: Path) -> None:
    out.write_bytes(out.read_bytes().replace(b"layers", b"levels"))  # as another version may call them
    with pytest.raises(Refused, match="it holds another sweep"):
        swept(sweep_of("bias=on,off", updates=2), out)


@pytest.mark.parametrize("loss", ["nan", "", "none"])
def test_a_run_without_a_loss_is_not_done(loss: str, out: Path) -> None:
    lines = out.read_text().splitlines(keepends=True)
    cells = lines[2].split(",", 5)
    lines[2] = ",".join([*cells[:4], loss, cells[5]])
    out.write_text("".join(lines))
    assert 1 not in found(sweep_of("bias=on,off", updates=2), out).runs
