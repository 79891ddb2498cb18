"""The banner: what is shown of several messages, and for how long."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.panels.banner import Banner, Message

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


@pytest.fixture
def banner(ground: QWidget) -> Banner:
    return Banner(ground)


def test_the_most_pressing_message_is_shown_and_the_next_one_after_it(banner: Banner) -> None:
    for kind in ("said", "busy", "diverged"):
        banner.say(Message(kind, f"it is {kind}"))
    assert banner.shown is not None
    assert banner.shown.kind == "diverged"
    banner.clear("diverged")
    assert banner.shown.kind == "busy"
    banner.clear("busy")
    banner.clear("said")
    assert banner.shown is None
    assert not banner.isVisible()


def test_what_only_tells_goes_away_by_itself(qtbot: QtBot, banner: Banner) -> None:
    banner._ends["said"].setInterval(10)
    banner.say(Message("said", "learning rate 0.03 → 0.3"))
    assert banner.isVisible()
    qtbot.waitUntil(lambda: not banner.isVisible())


def test_divergence_stays_until_it_is_answered(qtbot: QtBot, banner: Banner) -> None:
    banner.say(Message("diverged", "Diverged at update 3", "Go on"))
    answers: list[str] = []
    banner.answered.connect(answers.append)
    qtbot.mouseClick(banner.answer, Qt.MouseButton.LeftButton)
    assert answers == ["diverged"]
    assert banner.isVisible()


def test_an_error_can_be_dismissed(qtbot: QtBot, banner: Banner) -> None:
    banner.say(Message("error", "Something went wrong"))
    qtbot.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert banner.shown is None


def test_the_bar_moves_only_while_something_is_waited_for(banner: Banner) -> None:
    banner.say(Message("busy", "Compiling …"))
    assert banner._beat.isActive()
    banner.clear("busy")
    assert not banner._beat.isActive()


def test_a_banner_is_never_wider_than_what_it_lies_on(banner: Banner) -> None:
    banner.say(Message("error", "a very long sentence " * 40))
    assert banner.width() < 1000
    assert banner.geometry().left() > 0


def test_screen_readers_hear_the_sentence(banner: Banner) -> None:
    banner.say(Message("said", "noise 0 → 5 %"))
    assert banner.accessibleName() == "noise 0 → 5 %"
