"""Keeping the session while it goes on: the newest, soon, aside from the window, and no fault of a disk stops a show."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from trees import grown, kept, told

from ui import autosave
from ui.autosave import EVERY, LOSS, Autosave, pause_after
from wbsim.engine import Watch
from wbsim.files import shelf
from wbsim.files.keeper import read_left
from wbsim.files.shelf import left_behind
from wbsim.kept import kept_in
from wbsim.session import Session
from wbsim.snapshot import Snapshot


def shown(session: Session) -> Snapshot:
    return session.snapshot(Watch(fit=False))


@pytest.fixture
def started(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Autosave]]:
    """Starts one that keeps in a folder of its own, without waiting between saves."""
    monkeypatch.setattr(autosave, "EVERY", 0.01)
    made: list[Autosave] = []

    def start() -> Autosave:
        one = Autosave(tmp_path)
        made.append(one)
        one.start()
        return one

    yield start
    for one in made:
        assert one.close()


def only(folder: Path) -> Path:
    """The one session in a folder."""
    (place,) = folder.iterdir()
    return place / shelf.SESSION


def test_what_is_shown_is_kept_soon(tmp_path: Path, qtbot: QtBot, started: Callable[[], Autosave]) -> None:
    one, session = started(), grown()
    one.show_snapshot(shown(session), "Circle", Path("file.json"))
    qtbot.waitUntil(lambda: one.saves == 1)
    assert told(read_left(only(tmp_path))) == told(kept(session))
    session.advance(3)
    one.show_snapshot(shown(session))
    qtbot.waitUntil(lambda: one.saves == 2)
    assert told(read_left(only(tmp_path))) == told(kept(session))


def test_nothing_is_written_where_nothing_changed(qtbot: QtBot, started: Callable[[], Autosave]) -> None:
    one, session = started(), grown()
    one.show_snapshot(shown(session))
    qtbot.waitUntil(lambda: one.saves == 1)
    for _ in range(3):
        one.show_snapshot(shown(session))
        qtbot.wait(30)
    assert one.saves == 1
    session.seek(3)  # where somebody looks is kept too
    one.show_snapshot(shown(session))
    qtbot.waitUntil(lambda: one.saves == 2)


def test_a_session_that_is_not_yet_whole_is_not_kept(
    tmp_path: Path, qtbot: QtBot, started: Callable[[], Autosave]
) -> None:
    from dataclasses import replace

    one = started()
    one.show_snapshot(replace(shown(grown()), busy="compiling"))
    qtbot.wait(50)
    assert one.saves == 0 and list(tmp_path.iterdir()) == []


def test_closing_keeps_the_newest_as_the_last_session(tmp_path: Path, qapp: QApplication) -> None:
    one, session = Autosave(tmp_path), grown()
    one.start()
    one.show_snapshot(shown(session), "Circle", tmp_path / "mine.json")
    assert one.close()
    (left,) = left_behind(tmp_path)
    assert left.ended
    about = left.about
    assert (about.title, about.branches, about.path) == ("Circle", 5, str(tmp_path / "mine.json"))
    assert told(read_left(left.file)) == told(kept(session))


def test_closing_before_anything_was_shown_leaves_nothing(tmp_path: Path, qapp: QApplication) -> None:
    one = Autosave(tmp_path)
    one.start()
    assert one.close()
    assert list(tmp_path.iterdir()) == []
    assert Autosave(tmp_path).close()  # and one that never began


def test_closing_in_the_middle_of_a_save_waits_for_it_but_not_for_ever(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, writes = threading.Event(), threading.Event()
    fsync = os.fsync

    def slow(opened: int) -> None:
        writes.set()
        goes_on.wait(30)
        fsync(opened)

    one, session = Autosave(tmp_path), grown()
    one.start()
    monkeypatch.setattr(os, "fsync", slow)
    one.show_snapshot(shown(session))
    assert writes.wait(30)
    assert not one.close(patience=0.01)
    assert left_behind(tmp_path) == []  # it lives
    goes_on.set()
    assert one.close()
    (left,) = left_behind(tmp_path)
    assert told(read_left(left.file)) == told(kept(session))


@pytest.mark.parametrize("where", ["a disk that is full", "no folder", "a fault of ours"])
def test_what_cannot_be_kept_is_said_once_and_the_show_goes_on(
    tmp_path: Path, qtbot: QtBot, started: Callable[[], Autosave], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    one, session = started(), grown()
    said: list[str] = []
    one.failed.connect(said.append)
    broken = pytest.MonkeyPatch()
    tried: list[object] = []

    def fail(*given: object, **_: object) -> None:
        tried.append(given)
        raise (
            OSError(28, "No space left on device") if where != "a fault of ours" else ZeroDivisionError("oh")
        )

    if where == "no folder":
        broken.setattr(autosave, "Keeper", fail)
    else:
        broken.setattr(autosave.Keeper, "keep", fail)
    try:
        for _ in range(3):
            session.advance(1)
            count = len(tried)
            one.show_snapshot(shown(session))
            qtbot.waitUntil(lambda count=count: len(tried) > count)
        qtbot.waitUntil(lambda: len(said) == 1)
    finally:
        broken.undo()
    assert said == ["ZeroDivisionError: oh" if where == "a fault of ours" else "no space left on device"]
    session.advance(1)
    one.show_snapshot(shown(session))
    qtbot.waitUntil(lambda: one.saves == 1)  # as soon as it can be
    assert told(read_left(only(tmp_path))) == told(kept(session))
    assert len(said) == 1


def test_a_folder_that_somebody_removed_is_made_again(
    tmp_path: Path, qtbot: QtBot, started: Callable[[], Autosave]
) -> None:
    one, session = started(), grown()
    one.show_snapshot(shown(session))
    qtbot.waitUntil(lambda: one.saves == 1)
    shutil.rmtree(tmp_path)
    for count in (1, 2):
        session.advance(1)
        one.show_snapshot(shown(session))
        qtbot.waitUntil(lambda count=count: one._keeper is None if count == 1 else one.saves == 2)
    assert told(read_left(only(tmp_path))) == told(kept(session))


def test_a_large_session_is_kept_less_often_but_never_so_that_ten_seconds_are_lost() -> None:
    assert pause_after(0.0) == EVERY
    for hundredths in range(450):
        took = hundredths / 100
        assert took <= pause_after(took) and pause_after(took) + took <= LOSS < 10
    assert pause_after(0.3) > pause_after(0.1)
    assert pause_after(20.0) == 20.0  # one that takes so long gets half of the time


def test_a_snapshot_that_was_made_without_a_session_is_kept_too(tmp_path: Path) -> None:
    from moments import moment

    snapshot = moment("circle", 12)
    alone = kept_in(snapshot)
    assert [one.run for one in alone.branches] == [snapshot.run]
    assert alone.update == 12 and alone.at is None


# --- in the window -------------------------------------------------------------------------------------------


def test_the_window_keeps_what_it_shows_under_its_name(
    tmp_path: Path, qtbot: QtBot, stage: Callable[..., Any], started: Callable[[], Autosave]
) -> None:
    stage_, one = stage(updates=7), started()
    stage_.window.keep_with(one)
    stage_.refresh()
    qtbot.waitUntil(lambda: one.saves == 1)
    assert read_left(only(tmp_path)).update == 7
    assert '"Circle"' in (only(tmp_path).parent / shelf.ABOUT).read_text()


def test_the_window_says_that_the_session_cannot_be_kept(
    qtbot: QtBot, stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage()
    (tmp_path / "file").write_text("")
    keeps = Autosave(tmp_path / "file" / "folder")
    one.window.keep_with(keeps)
    keeps.start()
    one.refresh()
    try:
        qtbot.waitUntil(lambda: one.window.banner.shown is not None)
        assert one.window.banner.shown.kind == "refused"
        assert "cannot be kept in case wbsim ends unexpectedly: " in one.window.banner.shown.words
        one.refresh()
    finally:
        assert keeps.close()
