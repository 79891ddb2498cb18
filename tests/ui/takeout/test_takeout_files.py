"""Names of what is taken out, and how a file is refused."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from ui.save_dialog import with_ending
from ui.takeout.files import form_of, usual_name, write
from wbsim import Refused


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ("Circle", "circle-plane-800"),
        ("Digits, seen by filters", "digits-seen-by-filters-plane-800"),
        ("../../etc: <bad>", "etc-bad-plane-800"),
        ("Häuser", "häuser-plane-800"),
        ("", "wbsim-plane-800"),
    ],
)
def test_a_name_has_the_run_the_card_and_the_update(run: str, name: str) -> None:
    assert usual_name(run, "plane", 800) == name


def test_a_file_without_an_ending_gets_the_one_that_was_chosen(tmp_path: Path) -> None:
    assert with_ending(tmp_path / "a", "svg").name == "a.svg"
    assert with_ending(tmp_path / "a.PDF", "svg").name == "a.PDF"


def test_an_ending_that_means_nothing_is_refused_with_those_that_do() -> None:
    assert form_of(Path("a.PDF"), ("png", "pdf")) == "pdf"
    with pytest.raises(
        Refused, match=r"a\.jpg: its ending says no form that can be written; these can: \.png, \.pdf"
    ):
        form_of(Path("a.jpg"), ("png", "pdf"))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"there is no folder .*none to write to"):
        write(tmp_path / "none" / "a.png", b"x")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "nobody may write there"),
        (errno.EIO, "input/output error"),
    ],
)
def test_what_the_system_refuses_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")

    def full(self: Path, target: Path) -> None:
        raise OSError(number, "Input/output error")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Refused, match=said):
        write(path, b"new")
    assert path.read_bytes() == b"old" and [one.name for one in tmp_path.iterdir()] == ["a.png"]


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()
    with pytest.raises(Refused, match="a folder has this name"):
        write(tmp_path / "a.png", b"x")
