"""From a crash to the same session in another window: kept by one that trains, restored into one that trains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from small import bits
from trees import told

from ui import commands
from ui.autosave import Autosave
from ui.player import Player
from ui.window import MainWindow
from wbsim import files, presets
from wbsim.files.keeper import read_left
from wbsim.files.shelf import left_behind
from wbsim.kept import KeptSession, kept_in
from wbsim.run import Run

LONG = 60_000  # milliseconds: kernels may have to be compiled first
Window = tuple[MainWindow, Autosave]


@pytest.fixture
def opened(qtbot: QtBot, dressed: QApplication, tmp_path: Path) -> Iterator[Callable[..., Window]]:
    """Opens windows that train and keep their sessions, as many as are asked for."""
    made: list[tuple[MainWindow, Player, Autosave]] = []

    def open_(session: KeptSession | None = None) -> Window:
        run = session.at_hand.run if session else Run(experiment=presets.load("circle").experiment)
        player = Player(run, session, playing=True)
        window, autosave = MainWindow(player.post), Autosave(tmp_path / "sessions")
        window.sessions.folder = tmp_path / "sessions"
        qtbot.addWidget(window)
        window.keep_with(autosave)
        autosave.start()
        player.start()
        window.follow(player)
        window.show()
        window.sessions.look()
        made.append((window, player, autosave))
        return window, autosave

    yield open_
    for window, player, autosave in made:
        window.close()
        assert player.close(60)
        assert autosave.close(60)


def crash(autosave: Autosave) -> None:
    """What is left of a window that ends between two saves."""
    assert autosave._keeper is not None
    autosave._keeper._lock.release()


def grow(qtbot: QtBot, window: MainWindow) -> None:
    """Three branches, of which the second is looked at in its past."""
    qtbot.waitUntil(lambda: window.snapshot is not None and window.snapshot.present > 60, timeout=LONG)
    for update, rate in ((40, 0.1), (30, 0.02)):
        window.post(commands.Seek(update))
        window.post(commands.Change({"optimizer.learning_rate": rate}))
        window.post(commands.Play())
        qtbot.waitUntil(lambda: window.snapshot.present in range(50, 10_000) and window.snapshot.playing)
    window.post(commands.Choose(1))
    window.post(commands.Rename(1, "fast"))
    window.post(commands.Seek(20))
    window.post(commands.Play(on=False))
    qtbot.waitUntil(lambda: window.snapshot.state.update == 20 and window.snapshot.branch == 1)


def test_a_crashed_session_goes_on_in_another_window_where_it_was_looked_at(
    qtbot: QtBot, opened: Callable[..., Window], tmp_path: Path
) -> None:
    first, autosave = opened()
    grow(qtbot, first)
    qtbot.waitUntil(lambda: autosave._kept is not None and autosave._kept.at == 20, timeout=LONG)
    before = kept_in(first.snapshot)  # type: ignore[arg-type]
    crash(autosave)
    second, _ = opened()
    qtbot.waitUntil(lambda: second.banner.messages.get("left") is not None, timeout=LONG)
    qtbot.waitUntil(lambda: second.snapshot is not None and not second.snapshot.busy, timeout=LONG)
    qtbot.mouseClick(second.banner.answer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: second.snapshot.branch == 1 and second.snapshot.state.update == 20, timeout=LONG)
    shown = second.snapshot
    assert shown is not None and not shown.playing and shown.is_past
    assert told(kept_in(shown)) == told(before)
    assert bits(shown.state) == bits(first.snapshot.state)  # type: ignore[union-attr]
    second.post(commands.Undo())  # to what the window had begun with
    qtbot.waitUntil(lambda: len(second.snapshot.branches) == 1, timeout=LONG)


def test_a_file_opens_where_it_was_left_and_is_unchanged_until_something_happens(
    qtbot: QtBot, opened: Callable[..., Window], tmp_path: Path
) -> None:
    first, _ = opened()
    grow(qtbot, first)
    path = tmp_path / "mine.wbsim.json"
    first.documents.at(path)
    assert first.documents.save(first.snapshot)
    session = files.read(path)
    second, _ = opened(session)
    second.documents.at(path, session)
    qtbot.waitUntil(lambda: second.snapshot is not None and second.snapshot.state.update == 20, timeout=LONG)
    qtbot.waitUntil(lambda: not second.snapshot.busy, timeout=LONG)
    assert told(kept_in(second.snapshot)) == told(session)  # type: ignore[arg-type]
    assert not second.isWindowModified()
    second.post(commands.Rename(0, "slow"))
    qtbot.waitUntil(second.isWindowModified)


def test_what_was_not_saved_is_there_as_the_last_session_after_closing(
    qtbot: QtBot, opened: Callable[..., Window], tmp_path: Path
) -> None:
    window, autosave = opened()
    qtbot.waitUntil(lambda: window.snapshot is not None and window.snapshot.present > 30, timeout=LONG)
    window.close()
    assert autosave.close(60)
    (left,) = left_behind(tmp_path / "sessions")
    assert left.ended
    assert told(read_left(left.file)) == told(kept_in(window.snapshot))  # type: ignore[arg-type]
