"""Recent files: the newest first, runs and tables, remembered; what is gone says so and drops out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ui import commands, remembered
from ui.recent import MOST, Recent
from ui.remembered import remember
from wbsim import files, presets
from wbsim.engine import initial
from wbsim.kept import kept_alone
from wbsim.plan import plan
from wbsim.run import Run


@pytest.fixture
def some(tmp_path: Path) -> Callable[[int], list[Path]]:
    """Files that there are."""

    def make(count: int) -> list[Path]:
        paths = [tmp_path / f"run {place}.wbsim.json" for place in range(count)]
        for path in paths:
            path.write_text("")
        return paths

    return make


def run_in(path: Path) -> Path:
    experiment = presets.load("xor").experiment
    files.write(path, kept_alone(Run(experiment=experiment), plan(experiment), initial(plan(experiment))))
    return path


def test_the_newest_comes_first_and_no_file_twice(
    qapp: QApplication, some: Callable[[int], list[Path]]
) -> None:
    recent, (a, b, c) = Recent(), some(3)
    for path in (a, b, c, a):
        recent.add(path)
    assert recent.paths == (a, c, b)


def test_there_are_at_most_ten(qapp: QApplication, some: Callable[[int], list[Path]]) -> None:
    recent, paths = Recent(), some(MOST + 3)
    for path in paths:
        recent.add(path)
    assert recent.paths == tuple(reversed(paths[3:]))


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_digit_chooses_in_the_menu_and_the_folder_is_a_tooltip(
    qtbot: QtBot, some: Callable[[int], list[Path]], tmp_path: Path
) -> None:
    recent, paths = Recent(), some(11)
    chosen: list[Path] = []
    recent.chosen.connect(chosen.append)
    for path in reversed(paths):
        recent.add(path)
    menu = QMenu()
    qtbot.addWidget(menu)
    recent.fill(menu)
    assert [action.text()[:2] for action in menu.actions()] == [f"&{k}" for k in range(1, 10)] + ["1&"]
    assert menu.actions()[0].toolTip() == str(tmp_path)
    menu.popup(menu.pos())
    qtbot.keyClick(menu, Qt.Key.Key_2)
    menu.popup(menu.pos())
    qtbot.keyClick(menu, Qt.Key.Key_0)
    assert chosen == [paths[1], paths[9]]


def test_a_name_is_shown_letter_by_letter(qapp: QApplication, tmp_path: Path) -> None:
    recent, menu = Recent(), QMenu()
    recent.add(tmp_path / "salt & pepper.csv")
    recent.fill(menu)
    assert menu.actions()[0].text().endswith("salt && pepper.csv")


def test_a_file_that_is_gone_says_so_and_drops_out(
    qapp: QApplication, some: Callable[[int], list[Path]]
) -> None:
    recent, (a, b) = Recent(), some(2)
    said: list[str] = []
    chosen: list[Path] = []
    recent.refused.connect(lambda problems: said.extend(map(str, problems)))
    recent.chosen.connect(chosen.append)
    recent.add(a)
    recent.add(b)
    b.unlink()
    recent.choose(b)
    assert said == [f"{b.name} is no longer in {b.parent}"]
    assert recent.paths == (a,) and chosen == []


def test_they_are_remembered(
    qapp: QApplication, some: Callable[[int], list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "settings_file", lambda: tmp_path / "config" / "window.json")
    (a, b) = some(2)
    remember(theme="dark")
    first = Recent()
    first.recall(None, lambda paths: remember(recent=paths))
    first.add(a)
    first.add(b)
    again = Recent()
    again.recall(remembered.remembered()["recent"], lambda paths: remember(recent=paths))
    assert again.paths == (b, a)
    again.clear()
    assert remembered.remembered() == {"theme": "dark", "recent": []}


@pytest.mark.parametrize("kept", [None, 3, "a", {"a": 1}, [None, 3, ""]])
def test_whatever_was_remembered_they_begin(qapp: QApplication, kept: object) -> None:
    recent = Recent()
    recent.recall(kept, lambda paths: None)
    assert recent.paths == ()


def test_settings_are_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "settings_file", lambda: tmp_path / "window.json")
    remember(theme="dark")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    remember(theme="light")
    assert json.loads((tmp_path / "window.json").read_text()) == {"theme": "dark"}
    assert [file.name for file in tmp_path.iterdir()] == ["window.json"]


# --- in the window -------------------------------------------------------------------------------------------


def test_opening_and_saving_count_and_tables_do(stage: Callable[..., Any], tmp_path: Path) -> None:
    one = stage()
    documents, recent = one.window.documents, one.window.recent
    table = tmp_path / "points.csv"
    table.write_text("a,b,c\n" + "1,2,x\n2,3,y\n" * 6)
    documents.open(run_in(tmp_path / "a.wbsim.json"))
    one.refresh()
    documents.open(table)
    assert recent.paths == (table, tmp_path / "a.wbsim.json")
    documents.open(tmp_path / "not there.csv")
    documents.open(tmp_path / "not there.wbsim.json")
    assert recent.paths == (table, tmp_path / "a.wbsim.json")


def test_a_recent_file_is_opened_from_the_menu(stage: Callable[..., Any], tmp_path: Path) -> None:
    one = stage()
    one.window.recent.add(run_in(tmp_path / "a.wbsim.json"))
    one.window.menus.recent.aboutToShow.emit()
    one.window.menus.recent.actions()[0].trigger()
    assert len(one.of(commands.Open)) == 1


def test_the_list_can_be_cleared_and_then_says_that_it_is_empty(
    stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage()
    one.window.sessions.folder = tmp_path / "none"
    one.window.recent.add(run_in(tmp_path / "a.wbsim.json"))
    menu = one.window.menus.recent
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "No files yet" and not menu.actions()[0].isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_opens_by_its_key(qtbot: QtBot, stage: Callable[..., Any], tmp_path: Path) -> None:
    one = stage()
    one.window.sessions.folder = tmp_path / "none"
    one.window.recent.add(run_in(tmp_path / "a.wbsim.json"))
    ctrl_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(one.window, Qt.Key.Key_O, ctrl_shift)
    assert one.window.menus.recent.isVisible()
    qtbot.keyClick(one.window.menus.recent, Qt.Key.Key_1)
    assert len(one.of(commands.Open)) == 1
