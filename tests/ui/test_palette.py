"""The palette of commands: found by letters, done by Enter, walked by arrows, and honest about what cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Stage
from ui import commands
from ui.panels.entries import Entry, found
from ui.panels.matching import match
from ui.panels.palette import PaletteCard
from ui.picture import image_of
from ui.theme import DARK


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("undo", "Undo", "A hundred and one"),
        ("dark", "Dark or light", "Save the dark one"),
        ("relu", "Activation: ReLU", "Recover all luck"),
        ("lr", "Learning rate", "Blur"),
        ("twin run", "Twin run", "Running twins"),
    ],
)
def test_what_begins_with_the_letters_comes_before_what_only_has_them(
    typed: str, better: str, worse: str
) -> None:
    good, bad = match(typed, better), match(typed, worse)
    assert good is not None
    assert bad is None or good.score > bad.score


def test_found_letters_are_named_by_their_places() -> None:
    fit = match("twin dif", "What the twins differ in")
    assert fit is not None
    assert "".join("What the twins differ in"[k] for k in fit.places) == "twindif"
    assert match("xyz", "Undo") is None
    assert match("undo now", "Undo") is None  # every word has to be found


def test_accents_and_capitals_do_not_matter_and_other_words_find_it_too() -> None:
    assert match("ruckgangig", "Rückgängig") is not None
    assert match("RÜCK", "rückgängig") is not None
    also = match("undo", "Rückgängig", ("Undo",))
    assert also is not None and also.places == ()


def test_what_was_used_last_stands_first_as_long_as_nothing_is_typed() -> None:
    entries = [Entry(name, name, "g", lambda: None) for name in ("one", "two", "three")]
    assert [row.entry.name for row in found(entries, "", ("three", "two"))] == ["three", "two", "one"]
    assert [row.entry.name for row in found(entries, "t", ("three",))] == ["three", "two"]


def opened(window: object, qtbot: QtBot, typed: str = "") -> PaletteCard:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    card: PaletteCard = window.command_palette.card  # type: ignore[attr-defined]
    assert card.isVisible() and card.field.hasFocus()
    qtbot.keyClicks(card.field, typed)
    return card


def first(card: PaletteCard) -> Entry:
    at = card.list.at
    assert at is not None
    return at.entry


def test_a_command_is_found_done_and_remembered(stage: Callable[..., Stage], qtbot: QtBot) -> None:
    one = stage(updates=5)
    kept: list[list[str]] = []
    one.window.command_palette.recall(["preset spiral", 3], kept.append)
    card = opened(one.window, qtbot, "dark or")
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert not card.isVisible()
    assert one.window.look.theme is DARK
    assert kept[-1] == ["action theme", "preset spiral"]
    opened(one.window, qtbot)
    assert first(card).name == "action theme"


def test_it_opens_and_closes_by_its_keys_and_gives_the_focus_back(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    window = stage().window
    window.figure.network.setFocus()
    card = opened(window, qtbot)
    qtbot.keyClick(card.field, Qt.Key.Key_Escape)
    assert not card.isVisible() and window.figure.network.hasFocus()
    opened(window, qtbot)
    qtbot.keyClick(card.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not card.isVisible()
    opened(window, qtbot)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not card.isVisible()


def test_arrows_walk_from_the_last_row_to_the_first_and_rows_are_pressed(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    one = stage()
    card = opened(one.window, qtbot, "text at")
    names = [row.entry.name for row in card.list.found]
    assert all(name.startswith("text ") for name in names[:8])
    qtbot.keyClick(card.field, Qt.Key.Key_Up)
    assert first(card).name == names[-1]
    qtbot.keyClick(card.field, Qt.Key.Key_Down)
    assert first(card).name == names[0]
    place = QPoint(60, round(2.5 * card.list.tall))
    assert card.list.row_at(place.toPointF()) == 2
    wished = names[2]
    qtbot.mouseClick(card.list, Qt.MouseButton.LeftButton, pos=place)
    assert not card.isVisible()
    assert wished == f"text {one.window.look.text}"


@pytest.mark.parametrize(
    ("typed", "path", "value"),
    [
        ("learning rate 0.1", "optimizer.learning_rate", 0.1),
        ("learning rate = 0,25", "optimizer.learning_rate", 0.25),
        ("batch size 16", "batches.size", 16),
        ("noise 20 %", "data.noise", 20.0),
        ("l2 0.01", "penalty.l2", 0.01),
    ],
)
def test_a_number_that_is_typed_is_set(
    stage: Callable[..., Stage], qtbot: QtBot, typed: str, path: str, value: float
) -> None:
    one = stage()
    card = opened(one.window, qtbot, typed)
    assert first(card).name == f"set {path}"
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert one.of(commands.Change)[-1].settings == {path: value}  # type: ignore[attr-defined]


def test_a_number_out_of_range_says_what_would_be_right_and_is_not_set(
    stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    one = stage()
    card = opened(one.window, qtbot, "learning rate -3")
    assert "from 0" in first(card).lack
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert card.isVisible() and not one.of(commands.Change)


def test_a_number_without_a_value_waits_for_one(stage: Callable[..., Stage], qtbot: QtBot) -> None:
    one = stage()
    card = opened(one.window, qtbot, "learning rat")
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert card.isVisible() and card.field.text() == "Learning rate "
    qtbot.keyClicks(card.field, "0.5")
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert one.session.moment.progress.plan.experiment.optimizer.learning_rate == 0.5


def test_an_activation_is_set_for_all_hidden_layers(stage: Callable[..., Stage], qtbot: QtBot) -> None:
    one = stage()
    card = opened(one.window, qtbot, "activation relu")
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    layers = one.session.moment.progress.plan.experiment.network.layers
    assert [layer.activation for layer in layers] == ["relu", "relu", "tanh"]
    one.refresh()
    opened(one.window, qtbot, "activation relu")
    assert first(card).now


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("spiral preset", "preset spiral"), ("adam", "set optimizer.kind adam"), ("huber", "set loss huber"),
        ("data moons", "data moons"), ("loss surface", "action surface"), ("reduced", "action still"),
        ("processor", "menu device On the processor"), ("deutsch", "menu language Deutsch"),
    ],
)  # fmt: skip
def test_presets_data_settings_rooms_and_entries_of_menus_are_found(
    stage: Callable[..., Stage], qtbot: QtBot, typed: str, name: str
) -> None:
    card = opened(stage().window, qtbot, typed)
    assert first(card).name == name


def test_lessons_and_recent_files_are_found(
    stage: Callable[..., Stage], qtbot: QtBot, tmp_path: Path
) -> None:
    window = stage().window
    window.recent.add(tmp_path / "my-circle.wbsim.json")
    card = opened(window, qtbot, "my-circle")
    assert first(card).group == "Recent file"
    card.field.clear()
    qtbot.keyClicks(card.field, "lesson:")
    qtbot.waitUntil(lambda: len(card.list.found) > 5, timeout=20_000)  # they are read beside the window
    begun: list[object] = []
    window.lessons.told.connect(begun.append)
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert begun


def test_what_cannot_be_done_says_why_and_is_not_done(stage: Callable[..., Stage], qtbot: QtBot) -> None:
    one = stage()
    card = opened(one.window, qtbot, "undo")
    assert first(card).name == "action undo" and first(card).lack == "there is nothing to undo"
    posted = len(one.posted)
    qtbot.keyClick(card.field, Qt.Key.Key_Return)
    assert card.isVisible() and len(one.posted) == posted
    assert "there is nothing to undo" in card.field.accessibleDescription()


def test_while_a_network_trains_what_is_typed_stays(stage: Callable[..., Stage], qtbot: QtBot) -> None:
    one = stage()
    card = opened(one.window, qtbot, "spir")
    at = first(card).name
    for _ in range(3):
        one.session.advance(10)
        one.refresh()
    assert card.field.text() == "spir" and first(card).name == at and card.field.hasFocus()


@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (3840, 2160)])
def test_the_card_lies_in_the_window_with_whole_rows(
    stage: Callable[..., Stage], qtbot: QtBot, size: tuple[int, int]
) -> None:
    window = stage(size=size).window
    card = opened(window, qtbot)
    box = card._card()
    assert card.rect().contains(box.toAlignedRect())
    assert card.list.height() / card.list.tall == pytest.approx(
        round(card.list.height() / card.list.tall), abs=0.05
    )
    assert not image_of(window).isNull()
    QApplication.processEvents()
