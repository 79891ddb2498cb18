"""On stage with keys, clicks and a clicker, as a presenter has them; and back to the desk as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui import commands
from ui.stage_keys import on_stage

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


class Presenter:
    """Hands at a window that may be on stage."""

    def __init__(self, stage: Any, qtbot: QtBot) -> None:
        self.stage, self.window, self.qtbot = stage, stage.window, qtbot

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.look()

    def look(self) -> None:
        for _ in range(2):
            QApplication.processEvents()
            self.stage.refresh()

    def new(self) -> list[commands.Command]:
        """What was asked of the run since the last time, but for what is to be measured."""
        asked = [one for one in self.stage.posted if not isinstance(one, commands.Look)]
        self.stage.posted.clear()
        return asked

    @property
    def on(self) -> bool:
        return bool(self.window.look.stage and self.window.staging.is_on)


@pytest.fixture
def presenter(qtbot: QtBot, stage: Callable[..., Any]) -> Iterator[Presenter]:
    one = Presenter(stage("circle", 640), qtbot)
    yield one
    one.window.staging.close()
    assert QApplication.overrideCursor() is None, "the pointer is back"


@pytest.mark.parametrize("key", [KEY.Key_F5, KEY.Key_Y])
def test_a_key_goes_on_stage_and_back(key: Qt.Key, presenter: Presenter) -> None:
    window = presenter.window
    presenter.key(key)
    assert presenter.on and window.transport.isHidden()
    assert "stage_header" in window.figure.cards and "side" not in window.figure.cards
    assert window.figure.geometry() == window.ground.rect(), "the figure fills the window"
    presenter.key(key)
    assert not presenter.on and window.transport.isVisible()
    assert "stage_header" not in window.figure.cards and "side" in window.figure.cards


@pytest.mark.parametrize("key", [KEY.Key_P, KEY.Key_Escape])
def test_what_leaves_the_stage_does_nothing_else(key: Qt.Key, presenter: Presenter) -> None:
    presenter.key(KEY.Key_Y)
    neuron = presenter.window.look.neuron
    presenter.key(key)
    assert not presenter.on and presenter.window.look.neuron == neuron
    assert QApplication.activePopupWidget() is None


def test_every_key_of_the_foot_does_what_it_says(presenter: Presenter) -> None:
    presenter.key(KEY.Key_F5)
    presenter.new()
    for key, wanted in (
        (KEY.Key_Space, commands.Play(on=True)),
        (KEY.Key_Space, commands.Play(on=False)),
        (KEY.Key_Right, commands.Advance("batch")),
        (KEY.Key_Left, commands.Advance("batch", back=True)),
        (KEY.Key_PageUp, commands.Seek(634)),
        (KEY.Key_PageDown, commands.Seek(640)),
        (KEY.Key_R, commands.Restart()),
    ):
        presenter.key(key)
        asked = presenter.new()
        assert wanted in asked, (key, asked)
    presenter.key(KEY.Key_N)
    assert any(isinstance(one, commands.Restart) and one.seed is not None for one in presenter.new())


def test_no_key_of_the_desk_fires_on_stage(presenter: Presenter) -> None:
    window = presenter.window
    presenter.key(KEY.Key_F5)
    presenter.new()
    look = window.look
    used = {key for keys in on_stage().values() for key in keys}
    for key in "ABCEGMTVZ":
        assert key == "B" or key not in used
        if key != "B":
            presenter.key(Qt.Key(ord(key)))
    presenter.key(KEY.Key_F1)
    presenter.key(KEY.Key_L, SHIFT)
    presenter.key(KEY.Key_S, SHIFT)
    presenter.key(KEY.Key_BracketLeft)
    assert presenter.new() == [] and presenter.on
    assert window.look == look
    assert window.figure.plane.tools.tool == "look"
    assert not window.keys_card.isVisible() and not window.lesson_index.isVisible()
    assert not window.flyout.isVisible() and not window.sets.isVisible() and not window.stops.isVisible()


def test_after_divergence_r_restarts_and_recovers_nothing(presenter: Presenter) -> None:
    presenter.key(KEY.Key_F5)
    presenter.stage.post(
        commands.Change({"optimizer.learning_rate": 10.0, "network.layers.0.activation": "linear"})
    )
    presenter.stage.post(commands.SetParameters({"b:1": 1e30}))
    presenter.new()
    presenter.key(KEY.Key_R)
    assert presenter.new() == [commands.Restart()]


def test_the_page_keys_are_the_presenters_wherever_one_has_clicked(presenter: Presenter) -> None:
    """The plane zooms by them at the desk, and the diagram moves a bias."""
    presenter.key(KEY.Key_F5)
    figure = presenter.window.figure
    for view in (figure.plane, figure.network):
        view.setFocus()
        before = figure.plane.where.window
        presenter.new()
        presenter.key(KEY.Key_PageUp)
        assert [type(one) for one in presenter.new()] == [commands.Seek]
        presenter.key(KEY.Key_Left)
        assert [type(one) for one in presenter.new()] == [commands.Advance]
        assert figure.plane.where.window == before


def test_a_number_is_typed_into_a_bias_on_stage_with_every_key_of_it(presenter: Presenter) -> None:
    presenter.key(KEY.Key_F5)
    network = presenter.window.figure.network
    neuron = presenter.window.look.neuron
    network.type_value(f"b:{neuron}", QPoint(200, 200))
    presenter.new()
    network.edit.selectAll()
    presenter.qtbot.keyClicks(network.edit, "1.25")
    presenter.qtbot.keyClick(network.edit, KEY.Key_Return)
    presenter.look()
    assert presenter.on and not presenter.window.staging.blank.isVisible()
    assert presenter.new() == [commands.SetParameters({f"b:{neuron}": 1.25})]


def test_the_desk_is_as_it_was_afterwards(presenter: Presenter) -> None:
    window = presenter.window
    window.see(charts=True)
    window.figure.plane.tools.choose("draw")
    shortcuts = {name: action.shortcuts() for name, action in window.commands.items()}
    presenter.key(KEY.Key_F5)
    assert not window.look.charts and window.figure.plane.tools.tool == "look"
    assert "plane" in window.figure.cards
    presenter.key(KEY.Key_Escape)
    assert window.look.charts and window.figure.plane.tools.tool == "draw"
    assert {name: action.shortcuts() for name, action in window.commands.items()} == shortcuts
    assert not window.look.spoken.keys and window.look.spoken.caption is None


def test_it_fills_the_screen_and_leaves_it_again_but_only_if_it_did_not_before(presenter: Presenter) -> None:
    window = presenter.window
    window.staging.fills = True
    presenter.key(KEY.Key_F5)
    assert window.isFullScreen()
    presenter.key(KEY.Key_F)
    assert not window.isFullScreen() and presenter.on, "F is what it is at the desk"
    presenter.key(KEY.Key_Escape)
    assert not window.isFullScreen()
    presenter.key(KEY.Key_F)
    presenter.key(KEY.Key_F5)
    presenter.key(KEY.Key_Escape)
    assert window.isFullScreen(), "it was full before"


@pytest.mark.parametrize("key", [KEY.Key_B, KEY.Key_Period])
def test_blank_is_the_ground_of_the_theme_until_any_key_or_click(key: Qt.Key, presenter: Presenter) -> None:
    window, cover = presenter.window, presenter.window.staging.blank
    presenter.key(KEY.Key_F5)
    presenter.key(key)
    assert cover.isVisible() and cover.geometry() == window.ground.rect()
    assert window.grab().toImage().pixelColor(300, 300) == window.look.theme.color("bg")
    presenter.new()
    presenter.key(KEY.Key_Space)
    assert not cover.isVisible() and presenter.on and presenter.new() == [], (
        "the key that lifts it does no more"
    )
    presenter.key(key)
    presenter.qtbot.mouseClick(cover, LEFT)
    assert not cover.isVisible()


@pytest.mark.parametrize("text", [1.0, 1.5])
def test_a_field_on_stage_keeps_what_is_typed_into_it(text: float, presenter: Presenter) -> None:
    window = presenter.window
    window.sight.set_text(text)
    QApplication.processEvents()
    presenter.key(KEY.Key_F5)
    field = QLineEdit(window.ground)
    field.show()
    field.setFocus()
    QApplication.processEvents()
    presenter.new()
    for key in (KEY.Key_1, KEY.Key_Period, KEY.Key_5):
        QTest.keyClick(window.windowHandle(), key)
    assert field.text() == "1.5" and presenter.new() == [] and not window.staging.blank.isVisible()
    field.deleteLater()


def test_a_key_that_is_held_blanks_the_stage_once(presenter: Presenter) -> None:
    window, cover = presenter.window, presenter.window.staging.blank
    presenter.key(KEY.Key_F5)
    presenter.key(KEY.Key_B)
    for _ in range(3):
        again = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_B, Qt.KeyboardModifier.NoModifier, "b", True)
        QApplication.sendEvent(window.ground, again)
        assert cover.isVisible()
    assert not window.commands["blank"].autoRepeat() and window.commands["update"].autoRepeat()


def test_a_point_blanks_the_desk_too(presenter: Presenter) -> None:
    presenter.key(KEY.Key_Period)
    assert presenter.window.staging.blank.isVisible() and not presenter.on
    presenter.key(KEY.Key_Escape)
    assert not presenter.window.staging.blank.isVisible()


def test_the_ring_follows_the_pointer_and_goes_with_it_at_rest(presenter: Presenter) -> None:
    window, pointer = presenter.window, presenter.window.staging.pointer
    presenter.key(KEY.Key_F5)
    at = QPoint(400, 300)
    presenter.qtbot.mouseMove(window.figure.network, at)
    place = window.figure.network.mapTo(window, at)
    assert pointer.halo.isVisible()
    assert (pointer.halo.geometry().center() - place).manhattanLength() <= 2
    assert window.look.spoken.keys
    pointer.rest()
    assert not pointer.halo.isVisible() and not window.look.spoken.keys
    assert QApplication.overrideCursor().shape() == Qt.CursorShape.BlankCursor
    presenter.key(KEY.Key_Up)
    assert window.look.spoken.keys, "a key lists them again"
    presenter.qtbot.mouseMove(window.figure.network, at + QPoint(5, 5))
    assert pointer.halo.isVisible() and QApplication.overrideCursor() is None


def test_a_click_ripples_unless_motion_is_reduced(presenter: Presenter) -> None:
    window, halo = presenter.window, presenter.window.staging.pointer.halo
    presenter.key(KEY.Key_F5)
    presenter.qtbot.mouseClick(window.figure.stage.header, LEFT)
    assert halo.is_rippling
    halo.still()
    window.motion.set_reduced(True)
    presenter.qtbot.mouseClick(window.figure.stage.header, LEFT)
    assert halo.isVisible() and not halo.is_rippling


def test_leaving_at_a_bad_moment_leaves_nothing_behind(presenter: Presenter) -> None:
    """Blank, with the pointer hidden, in the midst of training, and closed on top of it."""
    window = presenter.window
    presenter.key(KEY.Key_F5)
    presenter.key(KEY.Key_Space)
    window.staging.pointer.rest()
    presenter.key(KEY.Key_B)
    window.close()
    assert QApplication.overrideCursor() is None
    assert not window.staging.is_on and not window.staging.blank.isVisible()


def test_rapid_presses_while_it_trains_are_all_done(presenter: Presenter) -> None:
    presenter.key(KEY.Key_F5)
    presenter.key(KEY.Key_Space)
    for key in (KEY.Key_F5, KEY.Key_F5, KEY.Key_B, KEY.Key_B, KEY.Key_Right, KEY.Key_PageUp, KEY.Key_R) * 3:
        presenter.qtbot.keyClick(QApplication.focusWidget() or presenter.window, key)
    presenter.look()
    assert presenter.on and not presenter.window.staging.blank.isVisible()
    assert presenter.window.snapshot.state.update == 0


def test_a_sentence_of_the_desk_hides_nothing_on_stage_and_is_said_in_its_head(presenter: Presenter) -> None:
    window = presenter.window
    presenter.key(KEY.Key_F5)
    presenter.stage.post(commands.Change({"optimizer.learning_rate": 0.5}))
    presenter.look()
    assert not window.banner.isVisible()
    assert "learning rate" in window.figure.stage.header.accessibleDescription().lower()
    presenter.key(KEY.Key_Escape)
    assert window.banner.isVisible()


# --- the second screen -----------------------------------------------------------------------------------------


def test_the_audience_sees_what_the_desk_drives(presenter: Presenter) -> None:
    window = presenter.window
    presenter.key(KEY.Key_F5, SHIFT)
    audience = window.staging.audience
    assert audience is not None and audience.isVisible() and not presenter.on
    assert "stage_header" in audience.figure.cards and "side" in window.figure.cards
    assert "one screen" in window.banner.shown.words
    presenter.key(KEY.Key_Right)
    assert "641" in audience.figure.stage.header._said.update
    window.see(charts=True)
    presenter.look()
    assert "plane" in audience.figure.cards and window.snapshot.watch.plane > 0
    assert "plane" not in window.figure.cards
    presenter.key(KEY.Key_F5, SHIFT)
    assert window.staging.audience is None


def test_the_keys_of_the_stage_work_in_the_second_window(presenter: Presenter) -> None:
    window = presenter.window
    presenter.key(KEY.Key_F5, SHIFT)
    audience = window.staging.audience
    presenter.new()
    presenter.qtbot.keyClick(audience, KEY.Key_Right)
    assert presenter.new() == [commands.Advance("batch")]
    presenter.qtbot.keyClick(audience, KEY.Key_B)
    assert audience.blank.isVisible() and not window.staging.blank.isVisible()
    presenter.qtbot.keyClick(audience.blank, KEY.Key_Space)
    assert not audience.blank.isVisible() and presenter.new() == []
    presenter.qtbot.keyClick(audience, KEY.Key_Escape)
    assert window.staging.audience is None
    presenter.key(KEY.Key_Right)
    assert window.isVisible()


def test_a_second_window_that_is_closed_by_hand_is_gone_and_can_be_opened_again(presenter: Presenter) -> None:
    presenter.key(KEY.Key_F5, SHIFT)
    presenter.window.staging.audience.close()
    assert presenter.window.staging.audience is None
    presenter.look()
    presenter.window.activateWindow()
    presenter.qtbot.waitUntil(presenter.window.isActiveWindow)
    presenter.key(KEY.Key_F5, SHIFT)
    assert presenter.window.staging.audience.isVisible()


def test_the_second_window_closes_with_the_desk(presenter: Presenter) -> None:
    presenter.key(KEY.Key_F5, SHIFT)
    audience = presenter.window.staging.audience
    presenter.window.close()
    assert not audience.isVisible()
