"""After a crash: the newest session is offered, nothing is in the way, and whatever is answered, nothing is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from trees import grown, kept, told

from ui import commands
from ui.sessions import Sessions
from wbsim.files import shelf
from wbsim.files.keeper import Keeper
from wbsim.files.shelf import About, left_behind

ABOUT = About(title="Circle", update=12_345, branches=5)
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def leave(folder: Path, about: About = ABOUT, age: float = 0.0, ended: bool = False) -> Path:
    """A session that a process left so many seconds ago."""
    one = Keeper(folder)
    one.keep(kept(grown()), about)
    if ended:
        one.retire()
    else:
        one._lock.release()
    then = time.time() - age
    os.utime(one.folder / shelf.SESSION, (then, then))
    return one.folder


class Ears:
    """What sessions say."""

    def __init__(self, folder: Path) -> None:
        self.sessions = Sessions(folder=folder)
        self.offers: list[str] = []
        self.restored: list[tuple[Any, About]] = []
        self.refused: list[str] = []
        self.answers = 0
        self.sessions.offered.connect(self.offers.append)
        self.sessions.restored.connect(lambda session, about: self.restored.append((session, about)))
        self.sessions.refused.connect(lambda problems: self.refused.extend(map(str, problems)))
        self.sessions.answered.connect(self._answered)
        self.sessions.look()

    def _answered(self) -> None:
        self.answers += 1

    def listed(self) -> list[str]:
        menu = QMenu()
        self.sessions.fill(menu)
        return [action.text() for action in menu.actions() if action.isEnabled() and action.text()]


@pytest.fixture
def ears(qapp: QApplication, tmp_path: Path) -> Callable[[], Ears]:
    """A window's start, as far as sessions go."""
    return lambda: Ears(tmp_path)


def test_nothing_is_offered_where_nothing_was_left(ears: Callable[[], Ears]) -> None:
    assert ears().offers == []


def test_what_ended_unexpectedly_is_offered_with_its_name_and_time(
    tmp_path: Path, ears: Callable[[], Ears]
) -> None:
    leave(tmp_path)
    (words,) = ears().offers
    assert words.startswith("wbsim ended unexpectedly at ") and words.endswith(
        " (Circle, update 12\u2009345)"
    )


def test_what_ended_as_it_should_is_not_offered_but_can_be_reopened(
    tmp_path: Path, ears: Callable[[], Ears]
) -> None:
    leave(tmp_path, ended=True)
    one = ears()
    assert one.offers == []
    one.sessions.reopen()
    ((session, about),) = one.restored
    assert told(session) == told(kept(grown())) and about == ABOUT


def test_restoring_brings_all_branches_back_and_is_not_offered_again(
    tmp_path: Path, ears: Callable[[], Ears]
) -> None:
    leave(tmp_path)
    one = ears()
    one.sessions.reopen()
    assert told(one.restored[0][0]) == told(kept(grown()))
    assert one.answers == 1
    again = ears()
    assert again.offers == [] and len(again.listed()) == 1


def test_what_was_dismissed_is_not_offered_again_but_can_be_reopened(
    tmp_path: Path, ears: Callable[[], Ears]
) -> None:
    leave(tmp_path)
    one = ears()
    one.sessions.dismiss()
    assert one.answers == 1
    again = ears()
    assert again.offers == []
    again.sessions.reopen()
    assert len(again.restored) == 1


def test_an_offer_that_nobody_answered_is_made_again(tmp_path: Path, ears: Callable[[], Ears]) -> None:
    leave(tmp_path)
    one = ears()
    one.sessions.let_go()
    assert len(ears().offers) == 1


def test_two_windows_do_not_offer_the_same(tmp_path: Path, ears: Callable[[], Ears]) -> None:
    leave(tmp_path)
    first, second = ears(), ears()
    assert (len(first.offers), second.offers) == (1, [])


def test_of_several_the_newest_is_offered_and_the_others_stay_in_the_menu(
    tmp_path: Path, ears: Callable[[], Ears]
) -> None:
    for age, title in ((500, "Old"), (5, "New"), (50, "Middle")):
        leave(tmp_path, About(title=title), age)
    one = ears()
    assert "New" in one.offers[0]
    assert [entry.split("   ")[1].split(",")[0] for entry in one.listed()] == ["Middle", "Old"]
    one.sessions.dismiss()
    again = ears()
    assert again.offers == []
    assert [entry.split("   ")[1].split(",")[0] for entry in again.listed()] == ["New", "Middle", "Old"]
    assert all(left.ended for left in left_behind(tmp_path))


def test_a_session_of_another_day_says_which(tmp_path: Path, ears: Callable[[], Ears]) -> None:
    leave(tmp_path, age=10 * 86400)
    day = time.localtime(time.time() - 10 * 86400).tm_mday
    assert str(day) in ears().offers[0].split(" (")[0]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"format": "wbsim run 2"}', b"[" * 100_000])
def test_a_damaged_session_gives_one_sentence_and_is_not_offered_again(
    tmp_path: Path, ears: Callable[[], Ears], content: bytes
) -> None:
    place = leave(tmp_path)
    (place / shelf.SESSION).write_bytes(content)
    (place / shelf.ABOUT).write_bytes(content)
    one = ears()
    (words,) = one.offers
    assert words.startswith("wbsim ended unexpectedly at ")
    one.sessions.reopen()
    (said,) = one.refused
    assert said.startswith("The session of ") and "cannot be restored: " in said and str(tmp_path) not in said
    assert one.restored == [] and ears().offers == []


def test_reopening_without_any_session_says_so(ears: Callable[[], Ears]) -> None:
    one = ears()
    one.sessions.reopen()
    assert one.refused == ["There is no earlier session yet"]


def test_a_session_that_vanished_is_refused(tmp_path: Path, ears: Callable[[], Ears]) -> None:
    place = leave(tmp_path)
    one = ears()
    (place / shelf.SESSION).unlink()
    one.sessions.reopen()
    assert "cannot be read: no such file" in one.refused[0]


# --- in the window -------------------------------------------------------------------------------------------


@pytest.fixture
def crashed(stage: Callable[..., Any], tmp_path: Path) -> Any:
    """A window, after a crash of another."""
    leave(tmp_path, ABOUT.model_copy(update={"path": str(tmp_path / "mine.wbsim.json")}))
    one = stage()
    one.window.sessions.folder = tmp_path
    one.window.sessions.look()
    return one


def test_the_banner_offers_and_the_window_is_not_in_its_way(crashed: Any) -> None:
    window = crashed.window
    assert window.banner.shown.kind == "left" and "12\u2009345" in window.banner.shown.words
    assert window.banner.answer.isVisible() and window.banner.close_button.isVisible()
    assert QApplication.activeModalWidget() is None
    crashed.session.advance(3)
    crashed.refresh()
    assert window.banner.shown.kind == "left"
    top = window.banner.geometry().top()
    for name in ("network", "plane"):
        assert window.figure.cards[name].bottom() <= top + 4  # it covers nothing while it stays


@pytest.mark.parametrize("by", ["button", "key"])
def test_the_offer_is_taken_by_button_or_key(qtbot: QtBot, crashed: Any, by: str, tmp_path: Path) -> None:
    window = crashed.window
    if by == "button":
        qtbot.mouseClick(window.banner.answer, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(window, Qt.Key.Key_T, CTRL_SHIFT)
    (opened,) = crashed.of(commands.Open)
    assert told(opened.session) == told(kept(grown())) and opened.title == "Circle"
    assert crashed.posted[-1] == commands.Play(on=False)  # it rests where it was looked at
    assert window.banner.shown is None or window.banner.shown.kind != "left"
    crashed.refresh()
    assert window.documents.path == tmp_path / "mine.wbsim.json"
    assert window.isWindowModified()  # its file does not have what was restored


@pytest.mark.parametrize("by", ["button", "key"])
def test_the_offer_is_dismissed_by_button_or_key(qtbot: QtBot, crashed: Any, by: str, tmp_path: Path) -> None:
    window = crashed.window
    if by == "button":
        qtbot.mouseClick(window.banner.close_button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.banner.shown is None
    assert [left.ended for left in left_behind(tmp_path)] == [True]
    assert crashed.of(commands.Open) == []
    qtbot.keyClick(window, Qt.Key.Key_T, CTRL_SHIFT)
    assert len(crashed.of(commands.Open)) == 1


def test_earlier_sessions_stand_in_the_menu_of_recent_files(crashed: Any, tmp_path: Path) -> None:
    window = crashed.window
    window.sessions.dismiss()
    window.menus.recent.aboutToShow.emit()
    (entry,) = [action for action in window.menus.recent.actions() if "12\u2009345" in action.text()]
    assert entry.text().endswith("Circle, update 12\u2009345, 5 branches")
    entry.trigger()
    assert len(crashed.of(commands.Open)) == 1
