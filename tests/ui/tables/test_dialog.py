"""The dialog of a table, driven as a person would."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.tables.dialog import TableDialog
from ui.tables.heads import Head
from ui.theme import DARK, LIGHT
from wbsim import tables
from wbsim.tables import Choices, Progress

FLOWERS = "rowid,size (cm),color,kind\n" + "".join(
    f"{k + 1},{k % 7 + 0.5},{('red', 'blue', 'white')[k % 3]},{('rose', 'tulip')[k % 2]}\n" for k in range(30)
)
Opened = Callable[..., TableDialog]


@pytest.fixture
def opened(qtbot: QtBot, dressed: QApplication, tmp_path: Path) -> Opened:
    """Shows a table in the dialog, read to its end."""

    def make(text: str = FLOWERS, name: str = "flowers.csv", wait: bool = True) -> TableDialog:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        dialog = TableDialog(path, LIGHT, 1.0)
        qtbot.addWidget(dialog)
        dialog.show()
        if wait:
            settled(qtbot, dialog)
        return dialog

    return make


def settled(qtbot: QtBot, dialog: TableDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)


def heads(dialog: TableDialog) -> dict[str, Head]:
    return {head.name: head for head in dialog.preview.table.heads}


def choose(qtbot: QtBot, dialog: TableDialog, name: str, words: str) -> None:
    """Chooses from the menu of a column."""
    action = next(a for a in dialog.column_menu(name).actions() if a.text() == words)
    assert action.isEnabled()
    action.trigger()
    settled(qtbot, dialog)


def pick(qtbot: QtBot, dialog: TableDialog, option: Any, value: str) -> None:
    """Chooses a value beside the table, as its list would."""
    place = option.choice.findData(value)
    assert place >= 0
    option.choice.setCurrentIndex(place)
    option.choice.activated.emit(place)
    settled(qtbot, dialog)


def test_it_shows_the_rows_and_says_what_becomes_of_each_column(opened: Opened) -> None:
    dialog = opened()
    rows = dialog.preview.table
    assert [rows.data(rows.index(1, k)) for k in range(4)] == ["2", "1.5", "blue", "tulip"]
    assert rows.headerData(0, Qt.Orientation.Vertical) == "2"  # as a refusal would name it
    shown = {name: (head.part, head.kind) for name, head in heads(dialog).items()}
    assert shown == {
        "rowid": ("left out", "it only numbers the rows"),
        "size (cm)": ("input", "number"),
        "color": ("input", "text → 3 inputs"),
        "kind": ("target", "2 classes"),
    }
    assert any("it only numbers the rows" in said for said in dialog.notes.sentences)
    assert any("standardized" in said for said in dialog.notes.sentences)


def test_enter_makes_an_experiment_of_it_with_standardized_inputs(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    with qtbot.waitSignal(dialog.made, timeout=10_000) as made:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    data = made.args[0].data
    assert data.standardize == "inputs"
    assert data.points.x.shape == (30, 4)
    assert data.points.inputs == ("size", "color=blue", "color=red", "color=white")
    assert not dialog.isVisible()


def test_standardizing_can_be_declined_and_the_sentence_follows(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    pick(qtbot, dialog, dialog.options.standardize, "nothing")
    assert any("reach the network as they are" in said for said in dialog.notes.sentences)
    with qtbot.waitSignal(dialog.made, timeout=10_000) as made:
        qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert made.args[0].data.standardize == "nothing"


def test_a_number_as_target_offers_to_standardize_it_too(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    assert dialog.options.standardize.choice.findData("all") < 0
    pick(qtbot, dialog, dialog.options.target, "size (cm)")
    assert dialog.options.task.choice.currentData() == "values"
    assert dialog.standardize == "all"
    assert dialog.options.standardize.choice.currentData() == "all"


@pytest.mark.parametrize(
    ("name", "words", "part"),
    [
        ("color", "Left out", "left out"),
        ("rowid", "Input", "input"),
        ("color", "Target", "target"),
    ],
)
def test_a_column_becomes_what_its_menu_says(
    qtbot: QtBot, opened: Opened, name: str, words: str, part: str
) -> None:
    dialog = opened()
    choose(qtbot, dialog, name, words)
    assert heads(dialog)[name].part == part
    assert sum(head.part == "target" for head in heads(dialog).values()) == 1
    assert dialog.can_be_made


def test_a_column_that_was_left_out_comes_back(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    before = heads(dialog)
    choose(qtbot, dialog, "color", "Left out")
    choose(qtbot, dialog, "color", "Input")
    assert heads(dialog) == before


def test_the_target_of_before_is_an_input_again_when_inputs_were_chosen(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    choose(qtbot, dialog, "rowid", "Input")
    choose(qtbot, dialog, "color", "Target")
    assert {name: head.part for name, head in heads(dialog).items()} == {
        "rowid": "input", "size (cm)": "input", "color": "target", "kind": "input",
    }  # fmt: skip


def test_the_target_cannot_be_made_an_input(opened: Opened) -> None:
    able = {a.text(): a.isEnabled() for a in opened().column_menu("kind").actions() if a.text()}
    assert able == {
        "Target": True, "Input": False, "Left out": False, "Take as text": True, "Take as numbers": True,
    }  # fmt: skip


def test_numbers_can_be_taken_as_names(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    choose(qtbot, dialog, "size (cm)", "Take as text")
    assert heads(dialog)["size (cm)"].kind == "text → 7 inputs"


def test_a_cell_that_must_be_mended_is_named_and_marked(opened: Opened) -> None:
    dialog = opened(FLOWERS.replace("3,2.5,", "3,2_5,", 1))
    said = dialog.notes.sentences[0]
    assert "flowers.csv, line 4, column “size (cm)”" in said
    assert "2_5" in said
    assert heads(dialog)["size (cm)"].wrong
    rows = dialog.preview.table
    marked = rows.data(rows.index(2, 1), Qt.ItemDataRole.BackgroundRole)
    assert marked == LIGHT.color("loss_pale")
    assert rows.data(rows.index(1, 1), Qt.ItemDataRole.BackgroundRole) is None
    assert not dialog.accept_button.isEnabled()


def test_what_is_refused_can_be_mended_by_a_choice(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened("town;area\nBonn;1.234\nUlm;2.345\nBern;4.321\nWien;3.000\n")
    assert "decimal mark or groups thousands" in dialog.notes.sentences[0]
    assert not dialog.can_be_made
    assert [head.name for head in dialog.preview.table.heads] == ["town", "area"]
    pick(qtbot, dialog, dialog.options.thousands, ".")
    assert not dialog.problems
    assert dialog.ready is not None
    assert dialog.ready.table.columns[1].values is not None
    np.testing.assert_array_equal(dialog.ready.table.columns[1].values, [1234, 2345, 4321, 3000])


def test_a_row_that_does_not_fit_is_refused_by_its_line_while_the_rows_stay(opened: Opened) -> None:
    dialog = opened(FLOWERS + "31,1.5,red\n")
    assert dialog.notes.sentences[0].startswith("flowers.csv, line 32: has 3 values instead of 4")
    assert dialog.preview.table.columnCount() == 4
    assert not dialog.can_be_made


def test_hundreds_of_columns_are_all_there(opened: Opened) -> None:
    names, row = ",".join(f"column {k}" for k in range(300)), ",".join(str(k % 7) for k in range(300))
    other = ",".join(str(k % 5) for k in range(300))
    dialog = opened(f"{names}\n{row}\n{other}\n{row}\n")
    assert dialog.preview.table.columnCount() == 300
    assert heads(dialog)["column 299"].part == "target"


def test_a_wrong_separator_is_refused_in_place_and_the_right_one_mends_it(
    qtbot: QtBot, opened: Opened
) -> None:
    dialog = opened()
    pick(qtbot, dialog, dialog.options.separator, "\t")
    assert "single column" in dialog.notes.sentences[0]
    assert dialog.preview.table.columnCount() == 0
    assert not dialog.accept_button.isEnabled()
    pick(qtbot, dialog, dialog.options.separator, "")
    assert dialog.can_be_made


def test_typed_words_mean_no_value_after_a_pause(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened(FLOWERS.replace("5,4.5,", "5,-999,", 1))
    qtbot.keyClicks(dialog.options.missing, "none, -999")
    qtbot.waitUntil(lambda: dialog.choices.missing == ("none", "-999"))
    settled(qtbot, dialog)
    assert heads(dialog)["size (cm)"].kind == "number, 1 missing"
    assert any("1 row of 30 is left out" in said for said in dialog.notes.sentences)


def test_enter_in_the_words_that_are_typed_does_not_start_the_run(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    dialog.activateWindow()
    dialog.options.missing.setFocus()
    qtbot.waitUntil(dialog.options.missing.hasFocus)
    qtbot.keyClicks(dialog.options.missing, "none")
    qtbot.keyClick(dialog.options.missing, Qt.Key.Key_Return)
    assert dialog.choices.missing == ("none",)
    settled(qtbot, dialog)
    assert dialog.isVisible()


def test_keys_go_from_column_to_column_and_ask(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    asked: list[tuple[str, QPoint]] = []
    dialog.preview.asked.disconnect()
    dialog.preview.asked.connect(lambda *what: asked.append(what))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Space):
        qtbot.keyClick(dialog.preview, key)
    assert [name for name, _ in asked] == ["color", "kind"]


def test_a_press_on_a_head_asks(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    dialog.preview.asked.disconnect()  # a menu would wait for an answer
    port = dialog.preview.heads.viewport()
    at = QPoint(dialog.preview.heads.sectionViewportPosition(2) + 20, 20)
    with qtbot.waitSignal(dialog.preview.asked) as asked:
        qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=at)
    assert asked.args[0] == "color"


def test_tab_reaches_every_choice_the_rows_the_sentences_and_both_buttons(opened: Opened) -> None:
    dialog = opened(FLOWERS.replace("3,2.5", "3,9.5", 1))
    options, seen, widget = dialog.options, set(), dialog.nextInFocusChain()
    for _ in range(200):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
            seen.add(widget)
            assert widget.accessibleName() or widget.parent() in seen, widget
        widget = widget.nextInFocusChain()
    choices = [
        option.choice
        for option in (options.target, options.task, options.standardize, options.incomplete, options.header,
                       options.separator, options.decimal, options.thousands, options.encoding, options.rows)
    ]  # fmt: skip
    wanted = {*choices, options.missing, dialog.preview, dialog.notes, dialog.cancel, dialog.accept_button}
    assert wanted <= seen


def test_escape_leaves_everything_as_it_is(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened(wait=False)
    made: list[Any] = []
    dialog.made.connect(made.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.busy
    qtbot.wait(50)
    assert not made


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reading that goes on until nobody asks any more; what became of it."""
    told: list[str] = []

    def reading(path: Path, choices: Choices) -> Iterator[Progress]:
        try:
            for k in itertools.count():
                yield Progress(min(k, 430), 1000, 1000 * k)
        finally:
            told.append("left")

    monkeypatch.setattr(tables, "reading", reading)
    return told


def test_while_a_table_is_read_its_first_rows_stand_there_and_the_window_says_how_far_it_is(
    qtbot: QtBot, opened: Opened, endless: list[str]
) -> None:
    dialog = opened(wait=False)
    qtbot.waitUntil(lambda: dialog.bar.share == 0.43)
    assert dialog.preview.table.rowCount() == 30
    assert dialog.state.text.startswith("Reading: ")
    assert dialog.bar.isVisible()
    assert not dialog.accept_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.reject()
    qtbot.waitUntil(lambda: endless == ["left"])


def test_another_choice_drops_the_reading_at_hand(
    qtbot: QtBot, opened: Opened, endless: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(wait=False)
    qtbot.waitUntil(lambda: dialog.bar.share == 0.43)
    monkeypatch.undo()
    dialog.options.changed.emit({"header": False})
    qtbot.waitUntil(lambda: endless == ["left"])
    settled(qtbot, dialog)
    assert [head.name for head in dialog.preview.table.heads][:2] == ["column 1", "column 2"]


def test_what_nobody_expects_closes_the_dialog_and_reaches_the_log(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "prepare", lambda *_: 1 // 0)
    with qtbot.capture_exceptions() as raised:
        dialog = opened(wait=False)
        qtbot.waitUntil(lambda: not dialog.isVisible())
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]


def test_a_dark_window_has_a_dark_dialog(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    dialog.dress(DARK, 1.0)
    image = dialog.grab().toImage()
    assert image.pixelColor(4, 4) == DARK.color("raised")


def test_a_table_opens_from_the_window_as_a_run_of_its_own(
    qtbot: QtBot, stage: Callable[..., Any], tmp_path: Path
) -> None:
    one = stage(updates=3)
    path = tmp_path / "flowers.csv"
    path.write_text(FLOWERS)
    one.window.documents.open(path)
    dialog = one.window.tables.dialog
    assert dialog.isVisible()
    assert dialog.width() <= one.window.width()
    assert dialog.height() <= one.window.height()
    settled(qtbot, dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(one.of(commands.Open)))
    one.refresh()
    assert one.session.experiment.data.points.origin == "flowers.csv, 30 rows"
    assert one.window.windowTitle().startswith("flowers.csv")
    assert one.window.documents.path is None
    assert one.window.tables.dialog is None
    one.window.commands["undo"].trigger()
    assert one.session.experiment.data.dataset == "circle"
    assert one.session.moment.progress.state.update == 3


def test_the_head_of_a_column_has_room_for_what_becomes_of_it(opened: Opened) -> None:
    table = "a,b,kind\n" + "".join(f"{k},{'0x10' if k == 11 else k},{'yn'[k % 2]}\n" for k in range(30))
    dialog = opened(table)
    wrong, plain = (dialog.preview.columnWidth(k) for k in (1, 0))
    assert heads(dialog)["b"].wrong
    assert wrong > plain
