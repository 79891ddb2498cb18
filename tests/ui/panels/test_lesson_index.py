"""The card with all lessons and ideas, used by keys and by mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.lesson_index import LessonIndex
from ui.panels.lesson_rows import LessonRow
from ui.theme import LIGHT
from wbsim.lessons.telling import Entry, Idea

IDEAS = tuple(Idea(f"S{n}", f"idea number {n}", f"l{(n - 1) // 2}", (n - 1) % 2) for n in range(1, 27))
LESSONS = tuple(
    Entry(
        f"l{k}",
        f"Lesson {'abcdefghijklmnop'[k]}",
        "About bias." if k == 2 else "About weights.",
        tuple((i.sign, i.step) for i in IDEAS if i.lesson == f"l{k}"),
    )
    for k in range(16)
)


@pytest.fixture
def card(qtbot: QtBot, dressed: QApplication) -> Iterator[LessonIndex]:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(1280, 720)
    made = LessonIndex(ground)
    made.arrange(LIGHT, 1.0, compact=True)
    made.show_lessons(LESSONS, IDEAS)
    ground.show()
    ground.activateWindow()
    qtbot.waitUntil(ground.isActiveWindow)
    made.open()
    yield made
    ground.close()


def keys(qtbot: QtBot, card: LessonIndex, *pressed: Qt.Key) -> None:
    for key in pressed:
        qtbot.keyClick(card.search, key)


def test_all_lessons_and_ideas_are_there_and_the_first_lesson_is_at_hand(card: LessonIndex) -> None:
    assert (len(card.lessons.found), len(card.ideas.found)) == (16, 26)
    assert card.at is card.lessons.rows[0]
    assert card.lessons.heading.text.endswith("16")
    assert card.search.hasFocus()


def test_arrows_walk_and_enter_begins_the_lesson_from_its_first_step(qtbot: QtBot, card: LessonIndex) -> None:
    with qtbot.waitSignal(card.chosen) as told:
        keys(qtbot, card, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert told.args == ["l1", 0]
    assert not card.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Right])
def test_the_other_column_leads_to_the_step_of_an_idea(qtbot: QtBot, card: LessonIndex, key: Qt.Key) -> None:
    with qtbot.waitSignal(card.chosen) as told:
        keys(qtbot, card, key, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert told.args == ["l0", 1]


def test_walking_stops_at_the_ends_and_keeps_the_row_in_sight(qtbot: QtBot, card: LessonIndex) -> None:
    keys(qtbot, card, Qt.Key.Key_Tab, *[Qt.Key.Key_PageDown] * 5)
    last = card.ideas.rows[-1]
    assert card.at is last
    page = card.ideas.page.viewport()
    assert page.rect().contains(last.mapTo(page, last.rect().center()))
    keys(qtbot, card, *[Qt.Key.Key_PageUp] * 5)
    assert card.at is card.ideas.rows[0]


def test_typing_leaves_what_fits_and_enter_takes_the_first(qtbot: QtBot, card: LessonIndex) -> None:
    with qtbot.waitSignal(card.chosen) as told:
        qtbot.keyClicks(card.search, "BIAS")
        assert [row.lesson for row in card.lessons.found] == ["l2"]
        assert card.lessons.heading.text.endswith("1 of 16")
        assert not card.ideas.found
        assert card.ideas.nothing.isVisible()
        keys(qtbot, card, Qt.Key.Key_Return)
    assert told.args == ["l2", 0]


def test_a_sign_finds_its_idea_alone_and_the_lesson_that_teaches_it(qtbot: QtBot, card: LessonIndex) -> None:
    qtbot.keyClicks(card.search, "s2")
    assert [(row.lesson, row.step) for row in card.ideas.found] == [("l0", 1)]
    assert [row.lesson for row in card.lessons.found] == ["l0"]
    keys(qtbot, card, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert len(card.ideas.found) == 26


def test_the_words_of_an_idea_find_the_lesson_that_teaches_it(qtbot: QtBot, card: LessonIndex) -> None:
    qtbot.keyClicks(card.search, "number 26")
    assert [row.lesson for row in card.lessons.found] == ["l12"]


def test_a_click_on_a_row_begins_a_lesson_and_one_on_a_sign_its_step(qtbot: QtBot, card: LessonIndex) -> None:
    row = card.lessons.rows[3]
    assert isinstance(row, LessonRow)
    with qtbot.waitSignal(card.chosen) as told:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(40, 15))
    assert told.args == ["l3", 0]
    card.open()
    with qtbot.waitSignal(card.chosen) as told:
        at = row.chip_box("S8").center().toPoint()
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=at)
    assert told.args == ["l3", 1]


def test_a_click_beside_the_card_closes_it_and_one_on_it_does_not(qtbot: QtBot, card: LessonIndex) -> None:
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().center())
    assert card.isVisible()
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not card.isVisible()


def test_opened_again_it_shows_everything(qtbot: QtBot, card: LessonIndex) -> None:
    qtbot.keyClicks(card.search, "bias")
    card.hide()
    card.open()
    assert card.search.text() == ""
    assert len(card.ideas.found) == 26


def test_on_a_desk_all_of_it_is_seen_at_once_and_a_small_window_scrolls(
    qtbot: QtBot, card: LessonIndex
) -> None:
    ground = card.parentWidget()
    assert card.ideas.page.verticalScrollBar().maximum() > 0
    ground.resize(1600, 1000)
    card.setGeometry(ground.rect())
    card.arrange(LIGHT, 1.0, compact=False)
    columns = (card.lessons, card.ideas)
    qtbot.waitUntil(lambda: all(c.page.verticalScrollBar().maximum() == 0 for c in columns))


def test_every_row_says_what_it_is_and_where_it_leads(card: LessonIndex) -> None:
    assert card.lessons.rows[0].accessibleName() == "Lesson a. About weights. S1, S2"
    assert card.ideas.rows[1].accessibleName() == "S2 idea number 2. Lesson a · step 2"
    assert all(row.toolTip() for row in (*card.lessons.rows, *card.ideas.rows))


def test_without_lessons_it_says_so(card: LessonIndex) -> None:
    card.show_lessons((), ())
    assert card.at is None
    assert card.lessons.nothing.isVisible()
