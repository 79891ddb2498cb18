"""The dialog that names a file to save to never replaces one that nobody was asked about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.save_dialog import ask_where, with_ending

KINDS = ("Pictures (*.svg)", "Tables (*.csv)")
ENDINGS = dict(zip(KINDS, ("svg", "csv"), strict=True))


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    one = QWidget()
    qtbot.addWidget(one)
    return one


class Person:
    """Answers the dialog with one name after the other, and notes what it offered."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *names: Path | str, kind: str = "") -> None:
        self.offered: list[str] = []
        self.options: list[QFileDialog.Option] = []
        self._kind = kind
        self._names: Iterator[Path | str] = iter(names)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._answer)

    def _answer(
        self, _parent: QWidget, _title: str, where: str, _kinds: str, options: QFileDialog.Option
    ) -> tuple[str, str]:
        self.offered.append(where)
        self.options.append(options)
        return str(next(self._names)), self._kind


def asked(parent: QWidget, where: Path, replaces: bool = True) -> tuple[Path, str] | None:
    return ask_where(
        parent, "Save", where, KINDS, lambda path, kind: with_ending(path, ENDINGS[kind]), replaces
    )


def test_a_whole_name_is_taken_also_of_a_file_that_is_there_because_the_dialog_asked(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.svg").touch()
    person = Person(monkeypatch, tmp_path / "a.svg")
    assert asked(parent, tmp_path / "first.svg") == (tmp_path / "a.svg", KINDS[0])
    assert person.offered == [str(tmp_path / "first.svg")]
    assert not person.options[0] & QFileDialog.Option.DontConfirmOverwrite


def test_a_name_without_ending_gets_that_of_its_kind(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Person(monkeypatch, tmp_path / "a", kind=KINDS[1])
    assert asked(parent, tmp_path) == (tmp_path / "a.csv", KINDS[1])


def test_a_file_that_is_only_met_by_its_ending_is_asked_about_by_its_whole_name(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.svg").touch()
    person = Person(monkeypatch, tmp_path / "a", tmp_path / "a.svg")
    assert asked(parent, tmp_path / "first.svg") == (tmp_path / "a.svg", KINDS[0])
    assert person.offered == [str(tmp_path / "first.svg"), str(tmp_path / "a.svg")]


def test_who_leaves_names_nothing(parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.svg").touch()
    Person(monkeypatch, tmp_path / "a", "")
    assert asked(parent, tmp_path) is None


def test_what_is_not_replaced_is_not_asked_about(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").touch()
    person = Person(monkeypatch, tmp_path / "a", kind=KINDS[1])
    assert asked(parent, tmp_path, replaces=False) == (tmp_path / "a.csv", KINDS[1])
    assert person.options[0] & QFileDialog.Option.DontConfirmOverwrite
