"""Links to TensorFlow Playground that are pasted or dropped onto the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sweeping
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import wbsim.sweep
from ui import commands
from ui.foreseen import foreseen, looks_like_table
from wbsim import assets
from wbsim.playground import from_link

LINK = "https://playground.tensorflow.org/#dataset=xor&networkShape=3&seed=0.5"
CTRL = Qt.KeyboardModifier.ControlModifier


def holding(text: str = "", url: str = "") -> QMimeData:
    """What a clipboard or a hand holds."""
    data = QMimeData()
    if text:
        data.setText(text)
    if url:
        data.setUrls([QUrl(url)])
    return data


def paste(qtbot: QtBot, one: Any, text: str) -> None:
    """Ctrl+V in the window with a text in the clipboard."""
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(one.window, Qt.Key.Key_V, CTRL)


def drop(one: Any, data: QMimeData) -> bool:
    """Drags over the window and lets go; whether the window took it."""
    at, button = QPointF(400, 300), Qt.MouseButton.LeftButton
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), action, data, button, none)
    enter.ignore()
    QApplication.sendEvent(one.window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(one.window, QDropEvent(at, action, data, button, none))
    return enter.isAccepted()


def test_a_pasted_link_opens_as_a_document_and_trains(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=5)
    paste(qtbot, one, f"\n{LINK} ")
    assert one.session.experiment == from_link(LINK).experiment
    assert one.session.moment.progress.state.update == 0
    assert one.posted[-1] == commands.Play()
    one.refresh()
    assert one.window.windowTitle().startswith("XOR (Playground)")
    assert one.window.documents.path is None
    one.window.commands["undo"].trigger()
    assert one.session.experiment.data.dataset == "circle"


@pytest.mark.parametrize("data", [holding(text=LINK), holding(url=LINK), holding(text=LINK, url=LINK)])
def test_a_link_that_is_dropped_opens_once(stage: Callable[..., Any], data: QMimeData) -> None:
    one = stage()
    assert drop(one, data)
    assert len(one.of(commands.Open)) == 1
    assert one.session.experiment == from_link(LINK).experiment


@pytest.mark.parametrize("data", [holding(text="hello"), holding(url="https://example.org/"), holding()])
def test_nothing_else_can_be_dropped(stage: Callable[..., Any], data: QMimeData) -> None:
    one = stage()
    assert not drop(one, data)
    assert not one.of(commands.Open)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_no_view_keeps_what_is_dropped_from_the_window(
    stage: Callable[..., Any], size: tuple[int, int]
) -> None:
    window = stage(size=size).window
    takers = {type(child).__name__ for child in window.findChildren(QWidget) if child.acceptDrops()}
    assert window.acceptDrops()
    assert all("Field" in name or "Edit" in name for name in takers)  # where one types


def test_pasting_something_else_says_so_and_changes_nothing(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    before = one.session.moment
    paste(qtbot, one, "hello")
    assert one.session.moment is before
    assert (
        one.window.banner.shown.words
        == "The clipboard holds neither a table nor a TensorFlow Playground link"
    )


def test_a_text_field_that_is_typed_in_keeps_what_is_pasted(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(size=(1920, 1080))
    field = QLineEdit(one.window.ground)
    field.show()
    field.setFocus()
    QGuiApplication.clipboard().setText(LINK)
    qtbot.keyClick(field, Qt.Key.Key_V, CTRL)
    assert field.text() == LINK
    assert not one.of(commands.Open)


def test_what_a_link_is_read_as_stands_on_the_banner_until_another_run_is_opened(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage()
    paste(qtbot, one, LINK + "&noise=90&cosX=true")
    one.refresh()
    shown = one.window.banner.shown
    assert shown.kind == "noted"
    assert shown.words == (
        "noise=90 is beyond 80; TensorFlow Playground reads it as 50 · cosX: TensorFlow Playground has no such input"
    )
    assert one.window.banner.toolTip() == shown.words
    one.window.documents.open_preset("circle")
    assert "noted" not in one.window.banner.messages


def test_a_link_that_cannot_be_opened_is_refused_in_words(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    before = one.session.moment
    paste(qtbot, one, LINK + "&x=false&y=false")
    assert one.session.moment is before
    assert one.window.banner.shown.kind == "refused"
    assert "without inputs" in one.window.banner.shown.words


def test_what_a_link_has_settled_is_shown_and_its_noise_cannot_be_asked_for(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(size=(1920, 1080))
    assert one.window.data.noise.isEnabled()
    assert one.window.data.share.isEnabled()
    paste(qtbot, one, LINK + "&noise=30&percTrainData=70")
    one.refresh()
    data = one.window.data
    assert not data.noise.isEnabled()
    assert data.share.number.text() == "70\u2009%"
    assert one.session.experiment.data.noise == 30
    assert one.session.experiment.data.train_share == 70


TABLE = "size\tprice\n" + "".join(f"{k}\t{3 * k}\n" for k in range(1, 30))


def files(*paths: Path) -> QMimeData:
    """Files in a hand."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_a_table_that_is_pasted_is_looked_at_and_then_trained_on(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(updates=5)
    before = one.session.moment
    paste(qtbot, one, TABLE)
    dialog = one.window.tables.dialog
    qtbot.waitUntil(lambda: not dialog.busy)
    assert one.session.moment is before
    assert [head.name for head in dialog.preview.table.heads] == ["size", "price"]
    file = dialog.path
    assert file.read_text() == TABLE
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(one.of(commands.Open)))
    assert one.session.experiment.data.points.origin == "pasted table, 29 rows"
    assert not file.exists()


@pytest.mark.parametrize("name", ["t.csv", "t.TSV", "t.txt"])
def test_a_table_that_is_dropped_is_looked_at(stage: Callable[..., Any], tmp_path: Path, name: str) -> None:
    one = stage()
    path = tmp_path / name
    path.write_text(TABLE)
    assert drop(one, files(path))
    assert one.window.tables.dialog.path == path
    one.window.tables.dialog.reject()
    assert one.window.tables.dialog is None
    assert not one.of(commands.Open)


def test_another_table_takes_the_place_of_the_one_that_is_looked_at(
    qtbot: QtBot, stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage()
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(TABLE)
        assert drop(one, files(tmp_path / name))
    dialog = one.window.tables.dialog
    assert dialog.path.name == "b.csv"
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.isVisible()


def test_a_run_that_is_dropped_opens(stage: Callable[..., Any], tmp_path: Path) -> None:
    one = stage(name="xor", updates=7)
    path = tmp_path / "kept.wbsim.json"
    one.window.documents.at(path)
    assert one.window.documents.save(one.window.snapshot)
    other = stage()
    assert drop(other, files(path))
    assert other.session.experiment.data.dataset == "xor"
    assert other.session.moment.progress.state.update == 7


def test_of_several_files_none_is_opened_and_one_sentence_says_why(
    stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage()
    assert drop(one, files(tmp_path / "a.csv", tmp_path / "b.csv"))
    assert one.window.banner.shown.words == "2 files at once: bring one at a time"
    assert one.window.tables.dialog is None


@pytest.mark.parametrize("name", ["notes.pdf", "noted"])
def test_a_file_that_is_neither_run_nor_table_is_refused_in_one_sentence(
    stage: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    one = stage()
    path = tmp_path / name
    path.write_text("x")
    assert drop(one, files(path))
    assert one.window.banner.shown.words == (
        f"{name} is neither a run (.wbsim.json) nor a table (.csv, .tsv, .tab, .txt) nor a lesson (.yaml)"
    )
    assert not one.of(commands.Open)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\n1\t2", True),
        ("a,b\r\n1,2\r\n", True),
        ("a;b\n\n1;2", True),
        ("a|b\n1|2", True),
        ("one line, with a comma", False),
        ("two lines, one\nwith a comma", False),
        ("", False),
        ("\n\n", False),
    ],
)
def test_text_is_taken_for_a_table_where_lines_share_a_separator(text: str, expected: bool) -> None:
    assert looks_like_table(text) is expected


# --- what letting go will do -------------------------------------------------------------------------------


def enter(one: Any, data: QMimeData) -> Any:
    """Drags over the window without letting go; the drop zone."""
    at = QPointF(400, 300).toPoint()
    none = Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(one.window, event)
    return one.window.arrivals.zone


SWEEP = "number,learning_rate,seed,updates,train_loss,test_loss,diverged,learned,digest,experiment\n"
KINDS = {
    "circle.wbsim.json": "Opens the run circle.wbsim.json",
    "iris.CSV": "Looks at the table iris.CSV",
    "bias.yaml": "Begins the lesson bias.yaml",
    "results.csv": "Opens the best run of the sweep results.csv",
}


@pytest.mark.parametrize("name", KINDS)
def test_while_a_file_is_dragged_the_window_says_what_letting_go_will_do(
    stage: Callable[..., Any], tmp_path: Path, name: str
) -> None:
    one = stage()
    (tmp_path / name).write_text(SWEEP if name == "results.csv" else TABLE)
    zone = enter(one, files(tmp_path / name))
    assert zone.isVisible()
    assert (zone.words, zone.opens) == (KINDS[name], True)
    assert zone.accessibleName() == KINDS[name]
    assert zone.geometry() == one.window.rect()
    QApplication.sendEvent(one.window, QDragLeaveEvent())
    assert not zone.isVisible()
    assert not one.of(commands.Open)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("model.onnx",), "model.onnx is a model of another program; wbsim opens runs (.wbsim.json), tables"),
        (("photo.png",), "photo.png is neither a run (.wbsim.json) nor a table"),
        (("folder",), "folder is a folder; bring one file of it"),
        (("a.csv", "b.csv", "c.csv"), "3 files at once: bring one at a time"),
    ],
)
def test_of_what_cannot_be_opened_the_zone_says_why_and_letting_go_says_it_again(
    stage: Callable[..., Any], tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    one = stage()
    for name in names:
        (tmp_path / name).mkdir() if name == "folder" else (tmp_path / name).write_text("x")
    data = files(*(tmp_path / name for name in names))
    zone = enter(one, data)
    assert zone.words.startswith(said)
    assert not zone.opens
    assert drop(one, data)
    assert not zone.isVisible()
    assert one.window.banner.shown.words == zone.words
    assert not one.of(commands.Open)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LINK, "Opens the network of this TensorFlow Playground link"),
        (TABLE, "Looks at this table"),
        ("hello", None),
        ("", None),
    ],
)
def test_text_that_is_dragged_is_a_link_or_a_table_or_nothing(text: str, words: str | None) -> None:
    found = foreseen([], text)
    assert (found and found.words) == words


def test_a_table_that_is_dragged_as_text_is_looked_at(stage: Callable[..., Any]) -> None:
    one = stage()
    assert drop(one, holding(text=TABLE))
    assert one.window.tables.dialog is not None
    one.window.tables.dialog.reject()


def test_a_lesson_that_is_dropped_begins(stage: Callable[..., Any], tmp_path: Path) -> None:
    one = stage()
    source = assets.path("lessons")
    path = tmp_path / "mine.yaml"
    path.write_bytes(next(iter(sorted(source.glob("*.yaml")))).read_bytes())
    assert drop(one, files(path))
    assert one.window.lessons.is_open
    assert path in one.window.recent.paths


def test_a_lesson_that_cannot_be_read_is_refused_with_its_line(
    stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage()
    path = tmp_path / "mine.yaml"
    path.write_text("- no\n- lesson\n")
    assert drop(one, files(path))
    assert not one.window.lessons.is_open
    assert one.window.banner.shown.words == (
        "mine.yaml:1: this is no lesson; it must have a title, a sentence about it and steps"
    )


def test_of_a_sweep_that_is_dropped_the_best_run_opens(
    qtbot: QtBot, stage: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)
    path = tmp_path / "results.csv"
    results = sweeping.results_of(sweeping.sweep_of("bias=on,off", updates=300), path)
    best = int(np.argmin(results.outcomes.test_loss)) + 1
    one = stage()
    assert drop(one, files(path))
    qtbot.waitUntil(lambda: bool(one.of(commands.Open)), timeout=20_000)
    assert one.session.here.state.update == 300
    assert f"This is run {best} of results.csv, the best of 6 by its loss" in one.window.banner.shown.words


def test_a_sweep_without_a_run_is_refused_in_one_sentence(
    qtbot: QtBot, stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage()
    path = tmp_path / "results.csv"
    path.write_text(SWEEP)
    assert drop(one, files(path))
    qtbot.waitUntil(lambda: one.window.banner.shown is not None, timeout=20_000)
    assert one.window.banner.shown.words.startswith("none of its runs has a loss")
