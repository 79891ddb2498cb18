"""The run at hand in the clipboard, as a command line and as Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from wbsim import files


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_the_command_of_the_run_at_hand_is_copied_and_a_sentence_says_so(stage: Callable[..., Any]) -> None:
    one = stage(updates=12)
    one.window.commands["copy_command"].trigger()
    assert clipboard() == "wbsim train circle --updates 12"
    assert one.window.banner.shown.words == "The command that repeats this run is in the clipboard"


def test_both_are_offered_in_the_menu(stage: Callable[..., Any]) -> None:
    window = stage().window
    offered = window.menus.main.actions()
    assert window.commands["copy_command"] in offered
    assert window.commands["copy_python"] in offered


def test_a_moment_of_the_past_is_copied_as_it_was(stage: Callable[..., Any]) -> None:
    one = stage(updates=40)
    one.session.change({"optimizer.learning_rate": 0.1})
    one.session.advance(10)
    one.session.seek(25)
    one.refresh()
    one.window.commands["copy_command"].trigger()
    assert clipboard() == "wbsim train circle --updates 25"


def test_python_tells_what_was_changed_on_the_way(stage: Callable[..., Any]) -> None:
    one = stage(updates=20)
    one.session.set_parameters({"b:3": 0.5})
    one.session.advance(10)
    one.refresh()
    one.window.commands["copy_python"].trigger()
    names: dict[str, Any] = {}
    exec(compile(clipboard(), "copied", "exec"), names)
    assert names["progress"].state.theta.tobytes() == one.session.here.state.theta.tobytes()
    assert one.window.banner.shown.words == "The Python that repeats this run is in the clipboard"


def test_what_a_command_cannot_say_is_saved_beside_and_the_sentence_names_the_file(
    stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage(updates=20)
    one.window.copying.folder, one.window.copying.windows = tmp_path, False
    one.session.set_parameters({"b:3": 0.5})
    one.session.advance(10)
    one.refresh()
    one.window.commands["copy_command"].trigger()
    path = tmp_path / "circle-30.wbsim.json"
    assert clipboard() == f"wbsim train {path} --updates 0"
    assert one.window.banner.shown.words == (
        f"The command in the clipboard names circle-30.wbsim.json, just saved in {tmp_path}: "
        "it holds what a command cannot say"
    )
    kept = files.read(path)
    assert kept.update == 30
    assert one.window.documents.path is None  # the session goes on without a file
    one.window.commands["copy_command"].trigger()
    assert clipboard() == f"wbsim train {tmp_path / 'circle-30-2.wbsim.json'} --updates 0"


def test_a_file_that_holds_this_very_moment_is_named_and_nothing_new_is_written(
    stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage(updates=20)
    one.session.set_parameters({"b:3": 0.5})
    one.refresh()
    path = tmp_path / "mine.wbsim.json"
    one.window.documents.at(path)
    assert one.window.documents.save(one.window.snapshot)
    one.refresh()
    one.window.commands["copy_command"].trigger()
    assert clipboard() == f"wbsim train {path} --updates 0"
    assert list(tmp_path.iterdir()) == [path]
    one.session.advance(5)
    one.refresh()
    one.window.commands["copy_command"].trigger()
    assert "mine-25.wbsim.json" in clipboard()


def test_a_file_is_named_so_that_it_is_found_from_any_folder(
    stage: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one = stage(updates=20)
    one.session.set_parameters({"b:3": 0.5})
    one.refresh()
    one.window.documents.at(Path("mine.wbsim.json"))
    assert one.window.documents.save(one.window.snapshot)
    one.window.commands["copy_command"].trigger()
    assert clipboard() == f"wbsim train {tmp_path / 'mine.wbsim.json'} --updates 0"


def test_a_folder_that_cannot_be_written_to_is_said_in_one_sentence_and_nothing_is_copied(
    stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage(updates=20)
    (tmp_path / "file").write_text("in the way")
    one.window.copying.folder = tmp_path / "file"
    one.session.set_parameters({"b:3": 0.5})
    one.refresh()
    QGuiApplication.clipboard().setText("before")
    one.window.commands["copy_command"].trigger()
    assert clipboard() == "before"
    assert one.window.banner.shown.kind == "refused"
