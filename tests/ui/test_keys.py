"""The table of keys and its sheet: every action has a name, a deed and a way by keyboard, and all keys can be read at once
or page by page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import SIGNAL, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Stage
from ui.keys import table
from ui.keys_card import KeysCard
from ui.keys_sheet import caps_width
from ui.picture import image_of
from ui.theme import DARK, LIGHT, font
from ui.window import MainWindow

# Keys of the table that no part of the window does yet. Whoever wires one takes it out; at the end this is empty.
UNWIRED: frozenset[str] = frozenset()

SIZES = [
    (1024, 600, 0.9), (1280, 720, 1.0), (1600, 1000, 1.0), (1920, 1080, 1.08), (1920, 1080, 2.0), (3840, 2160, 2.16),
]  # fmt: skip


_GROUNDS: list[QWidget] = []  # under the sheets of these tests, for as long as they are looked at


def sheet_on(qtbot: QtBot, width: int, height: int, scale: float) -> KeysCard:
    ground = QWidget()
    qtbot.addWidget(ground)
    _GROUNDS.append(ground)
    ground.resize(width, height)
    card = KeysCard(ground)
    card.dress(DARK if scale > 1 else LIGHT, scale)
    card.open()
    return card


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]} at {size[2]}")
def test_every_key_is_on_the_sheet_once_in_letters_as_large_as_all_others(
    qtbot: QtBot, dressed: QApplication, size: tuple[int, int, float]
) -> None:
    card = sheet_on(qtbot, *size)
    sheet = card.sheet()
    assert sheet.scale >= 0.86 * size[2]
    seen: Counter[str] = Counter()
    for page in range(len(sheet.pages)):
        rows = card.rows()
        assert card.page == page
        inside = card.card(sheet)
        assert QRectF(card.rect()).contains(inside)
        assert all(inside.contains(row) for row, _ in rows)
        inner = [row.adjusted(0, 0.5, 0, -0.5) for row, _ in rows]
        assert not any(a.intersects(b) for a, b in combinations(inner, 2))
        seen.update(placed.key.name for _, placed in rows if placed.key is not None)
        image_of(card)
        card.turn(1)
    assert seen == Counter(key.name for key in table() if key.keys)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]} at {size[2]}")
def test_no_word_on_the_sheet_is_cut_off(
    qtbot: QtBot, dressed: QApplication, size: tuple[int, int, float]
) -> None:
    sheet = sheet_on(qtbot, *size).sheet()
    words = QFontMetricsF(font(13 * sheet.scale))
    for key in table():
        if key.keys:
            assert caps_width(key, sheet.scale) <= sheet.words
            assert words.horizontalAdvance(key.words) <= sheet.column - sheet.words + 4 * sheet.scale


def test_each_column_says_which_group_goes_on_in_it(qtbot: QtBot, dressed: QApplication) -> None:
    for page in sheet_on(qtbot, 1024, 600, 0.9).sheet().pages:
        for column in page:
            assert column[0].key is None
            groups = [placed.group for placed in column if placed.key is None]
            assert {placed.group for placed in column} == set(groups)
            assert column[-1].key is not None


def test_arrows_the_wheel_and_dots_turn_the_pages_and_a_press_closes(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    window = stage(size=(1024, 600)).window
    update = window.snapshot.state.update if window.snapshot else 0
    qtbot.keyClick(window, Qt.Key.Key_F1)
    card = window.keys_card
    assert card.isVisible() and card.page == 0 and len(card.sheet().pages) > 1
    first = card.accessibleDescription()
    qtbot.keyClick(card, Qt.Key.Key_Right)
    assert card.page == 1 and card.accessibleDescription() != first
    assert window.snapshot is not None and window.snapshot.state.update == update  # the key was the card's
    dot = card._dots(card.sheet())[0]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=dot.center().toPoint())
    assert card.isVisible() and card.page == 0
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPointF(20, 20).toPoint())
    assert not card.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


# --- the table -----------------------------------------------------------------------------------------------


def test_no_two_actions_share_a_key() -> None:
    keys = Counter(QKeySequence(key).toString() for one in table() for key in one.keys)
    assert not [key for key, count in keys.items() if count > 1]
    assert len({one.name for one in table()}) == len(table())
    assert len({one.words for one in table()}) == len(table())


def test_every_key_is_written_on_the_sheet_as_it_is_pressed() -> None:
    assert all(bool(one.shown) == bool(one.keys) for one in table())
    assert all(QKeySequence(key).toString() for one in table() for key in one.keys)


def test_the_table_is_there_in_english_too() -> None:
    assert [key.name for key in table(english=True)] == [key.name for key in table()]
    assert next(key.words for key in table(english=True) if key.name == "play") == "Play or pause"


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> MainWindow:
    made = MainWindow(lambda command: None)
    qtbot.addWidget(made)
    return made


def test_every_key_of_the_table_is_wired_to_a_deed(window: MainWindow) -> None:
    wired = {name for name, action in window.commands.items() if action.receivers(SIGNAL("triggered(bool)"))}
    assert {key.name for key in table()} - wired == UNWIRED


def test_every_action_of_the_window_has_words_a_tooltip_and_a_way_by_keyboard(window: MainWindow) -> None:
    reached = {entry.name for entry in window.command_palette.entries()}
    known = {key.name: key for key in table()}
    for name, action in window.commands.items():
        assert action.text(), name
        assert action.toolTip(), name
        in_palette = any(entry.split(" ")[1] == name for entry in reached if " " in entry)
        assert action.shortcuts() or in_palette, name
        if name in known and known[name].keys:
            assert known[name].shown in action.toolTip(), name


def test_what_has_no_key_is_in_the_palette_by_its_name(window: MainWindow) -> None:
    offered = {entry.name for entry in window.command_palette.entries()}
    without = [name for name, action in window.commands.items() if not action.shortcuts()]
    assert {"colors", "still", "sweep", "device", "copy_python"} <= set(without)
    for name in without:
        assert any(one.split(" ")[1] == name for one in offered), name


def test_menus_reach_everything_that_has_no_key(window: MainWindow) -> None:
    listed = set(window.menus.main.actions())
    assert not [
        name for name, action in window.commands.items() if not action.shortcuts() and action not in listed
    ]
