"""The panel of a lesson: it shows what it is told, and says what is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.lesson import LessonPanel
from ui.picture import image_of
from ui.theme import DARK, LIGHT
from wbsim.lessons.telling import Told, ToldClaim, ToldTask

TOLD = Told(
    "bias", "What the bias does", 1, ("Look", "Slide it across", "Switch it off"),
    ("Its bias `b3` only slides it.", "The diagram says the same."),
    ToldTask("Drag `b3` above 0.", "In the plane, or type it."),
    (ToldClaim("The line slides", "2.33"), ToldClaim("It does not turn", "0°")),
    ("S3", "S4"),
)  # fmt: skip
DONE = replace(
    TOLD,
    task=replace(TOLD.task, done=True, change="b₃ −1.07 → 0.60") if TOLD.task else None,
    claims=(ToldClaim("The line slid", "2.33", "holds"), ToldClaim("It did not turn", "34° → 40°", "fails")),
)


@pytest.fixture
def panel(qtbot: QtBot, dressed: QApplication) -> Iterator[LessonPanel]:
    made = LessonPanel()
    qtbot.addWidget(made)
    made.arrange(LIGHT, 1.0, compact=True)
    made.resize(made.width(), 668)
    made.show_told(TOLD)
    made.show()
    yield made
    made.close()


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_it_says_where_one_is(panel: LessonPanel) -> None:
    assert panel.title.text == "What the bias does"
    assert "Step 2" in panel.step.accessibleName()
    assert "Slide it across" in panel.step.accessibleName()
    assert [pip.reached for pip in panel.pips] == [True, True, False]
    assert panel.caption.text == "Lesson · S3 · S4"
    assert panel.next_button.text() == "Next: Switch it off"


def test_every_control_has_a_tooltip_and_a_name(panel: LessonPanel) -> None:
    panel.show_told(DONE)
    for control in (panel.back_button, panel.next_button, panel.close_link, panel.again_button, *panel.pips):
        assert control.toolTip()
        assert control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_pip_chooses_its_step_and_its_tooltip_says_which(qtbot: QtBot, panel: LessonPanel) -> None:
    with qtbot.waitSignal(panel.chosen) as told:
        click(qtbot, panel.pips[2])
    assert told.args == [2]
    assert panel.pips[2].toolTip() == "Step 3: Switch it off"


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_buttons_are_pressed_by_keys(qtbot: QtBot, panel: LessonPanel, key: Qt.Key) -> None:
    with qtbot.waitSignals([panel.next, panel.back, panel.closed, panel.again, panel.show_me]):
        for button in (
            panel.next_button,
            panel.back_button,
            panel.close_link,
            panel.again_button,
            panel.task.show_link,
        ):
            qtbot.keyClick(button, key)


def test_on_the_first_step_there_is_no_way_back_and_on_the_last_the_lesson_is_done(
    panel: LessonPanel,
) -> None:
    panel.show_told(replace(TOLD, step=0))
    assert not panel.back_button.isEnabled()
    panel.show_told(replace(TOLD, step=2))
    assert panel.back_button.isEnabled()
    assert panel.next_button.text() == "Done"


def test_a_hint_is_given_when_it_is_asked_for_and_folded_for_the_next_step(
    qtbot: QtBot, panel: LessonPanel
) -> None:
    assert not panel.task.hint.isVisible()
    click(qtbot, panel.task.hint_link)
    assert panel.task.hint.isVisible()
    assert not panel.task.hint_link.isVisible()
    panel.show_told(replace(TOLD, text=("Something else changed.",)))
    assert panel.task.hint.isVisible()  # it is the same step still
    panel.show_told(replace(TOLD, step=2))
    assert not panel.task.hint.isVisible()
    assert panel.task.hint_link.isVisible()


def test_a_task_that_is_done_is_marked_and_says_what_it_changed(panel: LessonPanel) -> None:
    assert panel.task.seal.sign == "open"
    assert not panel.task.done.isVisible()
    panel.show_told(DONE)
    assert panel.task.seal.sign == "done"
    assert panel.task.done.isVisible()
    assert panel.task.change.text == "b₃ −1.07 → 0.60"
    assert panel.task.change.token == "bias_text"
    assert not panel.task.show_link.isVisible()
    assert panel.task.accessibleName() == "Done: Drag b₃ above 0."


def test_a_claim_holds_is_open_or_fails_and_says_so_beside_its_mark(panel: LessonPanel) -> None:
    first, second = panel.claims.rows
    assert (first.sign.sign, second.sign.sign) == ("open", "open")
    assert not first.numbers.isVisible()  # nothing is measured yet
    assert panel.claims.heading.text == "What to look for"
    panel.show_told(DONE)
    assert (first.sign.sign, second.sign.sign) == ("holds", "fails")
    assert first.numbers.text == "2.33"
    assert second.numbers.text == "not this time · 34° → 40°"
    assert second.accessibleName().startswith("Not this time: ")
    assert panel.claims.heading.text == "What you saw"


def test_what_came_of_a_task_is_brought_into_sight(qtbot: QtBot, panel: LessonPanel) -> None:
    panel.resize(panel.width(), 420)
    qtbot.waitUntil(lambda: panel.page.verticalScrollBar().maximum() > 0)
    assert panel.page.verticalScrollBar().value() == 0
    panel.show_told(DONE)
    assert panel.page.verticalScrollBar().value() > 0
    panel.show_told(replace(DONE, step=2))
    assert panel.page.verticalScrollBar().value() == 0


def test_the_buttons_stay_where_they_are_however_long_the_text_is(qtbot: QtBot, panel: LessonPanel) -> None:
    before = panel.next_button.geometry()
    panel.show_told(replace(TOLD, text=TOLD.text * 20))
    qtbot.waitUntil(lambda: panel.page.verticalScrollBar().maximum() > 0)
    assert panel.next_button.geometry() == before
    assert panel.rect().contains(panel.next_button.geometry())
    wide = panel.page.viewport().width()
    assert all(text.mapTo(panel.page, QPoint(text.width(), 0)).x() <= wide for text in panel.paragraphs)


def test_a_step_without_a_task_has_no_card_and_one_without_claims_no_heading(panel: LessonPanel) -> None:
    panel.show_told(replace(TOLD, task=None, claims=(), text=("Only this.",)))
    assert not panel.task.isVisible()
    assert not panel.claims.isVisible()
    assert [text.isVisible() for text in panel.paragraphs] == [True, False]
    panel.show_told(TOLD)
    assert panel.task.isVisible()
    assert all(row.isVisible() for row in panel.claims.rows)


def test_why_a_scene_could_not_be_set_is_said_in_place(panel: LessonPanel) -> None:
    assert not panel.problem.isVisible()
    panel.show_told(replace(TOLD, problem="There is no layer 3."))
    assert panel.problem.isVisible()
    assert panel.problem.text == "There is no layer 3."


def test_the_same_told_again_touches_nothing(panel: LessonPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("_show_place", "_show_text"):
        monkeypatch.setattr(panel, part, lambda *_: pytest.fail("it was shown again"))
    panel.show_told(replace(TOLD))


def test_numbers_that_run_make_no_widgets_and_move_nothing(panel: LessonPanel) -> None:
    panel.show_told(DONE)
    before = [id(child) for child in panel.findChildren(QWidget)]
    places = [row.geometry() for row in panel.claims.rows]
    for k in range(100):
        claims = (ToldClaim("The line slid", f"{k / 100:.2f}", "holds"), *DONE.claims[1:])
        panel.show_told(replace(DONE, claims=claims))
    assert panel.claims.rows[0].numbers.text == "0.99"
    assert [id(child) for child in panel.findChildren(QWidget)] == before
    assert [row.geometry() for row in panel.claims.rows] == places


def test_it_is_painted_otherwise_in_the_dark(panel: LessonPanel) -> None:
    light = image_of(panel)
    panel.arrange(DARK, 1.0, compact=True)
    dark = image_of(panel)
    assert light.pixelColor(20, 300).lightness() > 200
    assert dark.pixelColor(20, 300).lightness() < 80
