"""The bar on top: its words and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands, theme
from ui.panels.buttons import Button, Chip
from ui.panels.controls import Choice, NumberField, Slider
from ui.panels.speeds import SPEEDS
from ui.panels.thumbnails import Thumbnail
from ui.panels.transport import shape_of, title_of
from wbsim import Seen


def values(one: Any) -> dict[str, str]:
    return {readout.title: readout.value for readout in one.window.transport.readouts._shown}


def test_the_numbers_of_a_run_are_those_of_its_snapshot(stage: Callable[..., Any]) -> None:
    one = stage(updates=30, size=(1600, 1000))
    fit = one.window.snapshot.seen.fit
    shown = values(one)
    assert shown["update"] == "30"
    assert shown["epoch"] == "1.2"
    assert float(shown["test loss"]) == pytest.approx(fit.test_loss, abs=6e-4)
    assert shown["test accuracy"] == f"{100 * fit.test_accuracy:.1f}\u2009%"


def test_a_small_window_shows_fewer_numbers(stage: Callable[..., Any]) -> None:
    assert list(values(stage(size=(1280, 720)))) == ["update", "test loss", "accuracy"]


def test_regression_has_no_accuracy(stage: Callable[..., Any]) -> None:
    assert "test accuracy" not in values(stage("plane", size=(1600, 1000)))


def test_wrong_answers_are_counted_where_there_are_many_classes(stage: Callable[..., Any]) -> None:
    one = stage("digits", updates=10, size=(1600, 1000))
    confusion = one.window.snapshot.seen.fit.confusion
    assert values(one)["wrong"] == f"{confusion.sum() - confusion.trace()} of {confusion.sum()}"


def test_without_test_points_the_training_loss_is_shown_as_such(stage: Callable[..., Any]) -> None:
    one = stage(size=(1600, 1000))
    one.window.wishes.change({"data.train_share": 100.0})
    one.refresh()
    assert "training loss" in values(one)
    assert "test loss" not in values(one)


def test_columns_hold_still_while_digits_run(stage: Callable[..., Any]) -> None:
    one = stage(updates=1)
    readouts = one.window.transport.readouts
    before = readouts._widths()
    one.session.advance(998)
    one.refresh()
    assert readouts._widths() == before


def test_the_title_says_what_is_open_and_the_shape_follows_the_network(stage: Callable[..., Any]) -> None:
    one = stage()
    snapshot = one.window.snapshot
    assert (title_of(snapshot), shape_of(snapshot)) == ("Circle", "2–4–2–1")
    one.window.wishes.change({"data.dataset": "xor"})
    one.refresh()
    assert title_of(one.window.snapshot) == "Xor"


def test_the_play_button_shows_what_it_would_do(stage: Callable[..., Any]) -> None:
    one = stage()
    assert one.window.transport.play.icon_name == "play"
    one.window.take(replace(one.snapshot(), playing=True))
    assert one.window.transport.play.icon_name == "pause"


def test_the_speed_slider_offers_every_speed(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    slider = one.window.transport.speed.slider
    for place in range(len(SPEEDS)):
        slider.setValue(place)
    assert [command.updates_per_second for command in one.of(commands.SetSpeed)][-1] is None
    one.refresh()
    assert slider.value() == len(SPEEDS) - 1
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert one.of(commands.SetSpeed)[-1].updates_per_second == 1000


@pytest.mark.parametrize(
    ("speed", "pace", "words"),
    [
        (250.0, 250.0, "250 updates/s"), (1.0, 1.0, "1 update/s"), (1000.0, 431.0, "430 of 1\u2009000/s"),
        (None, 61_234.0, "free: 61\u2009000/s"),
    ],
)  # fmt: skip
def test_the_pace_is_told_where_it_is_not_the_speed(
    stage: Callable[..., Any], speed: float | None, pace: float, words: str
) -> None:
    one = stage(updates=2500)
    one.window.take(replace(one.snapshot(), playing=True, speed=speed, pace=pace))
    assert one.window.transport.speed.value.text == words


def test_everything_that_can_be_used_has_a_name_and_a_tooltip(stage: Callable[..., Any]) -> None:
    window = stage(size=(1600, 1000)).window
    window.open_card(window.flyout)
    used = [
        w
        for kind in (Button, Chip, Thumbnail, Slider, Choice, NumberField)
        for w in window.findChildren(kind)
    ]
    seen = [w for w in used if w.isVisible() and not window.banner.isAncestorOf(w)]
    assert len(seen) > 30
    assert [w for w in seen if not w.accessibleName()] == []
    assert [w for w in seen if not (w.toolTip() or w.parentWidget().toolTip())] == []


def test_the_bar_stands_still_while_numbers_come_and_grow(stage: Callable[..., Any]) -> None:
    one = stage()
    places = []
    snapshot = one.snapshot()
    far = replace(snapshot.state, update=123_456, epoch=4938)
    seen = replace(snapshot.seen, update=far.update)
    for moment in (replace(snapshot, seen=Seen()), snapshot, replace(snapshot, state=far, seen=seen)):
        one.window.take(moment)
        QApplication.processEvents()
        bar = one.window.transport
        places.append((bar.play.x(), bar.speed.x(), bar.readouts.x(), bar.menu_button.x()))
    assert len(set(places)) == 1


def test_figures_that_are_of_an_earlier_update_say_so(stage: Callable[..., Any]) -> None:
    one = stage(updates=20)
    snapshot = one.snapshot()
    assert "test loss" in values(one)
    later = replace(snapshot, state=replace(snapshot.state, update=1300))
    one.window.take(later)
    assert "test loss at 20" in values(one)
    readouts = one.window.transport.readouts
    wide = readouts._widths()
    one.window.take(snapshot)
    assert "test loss" in values(one)
    assert readouts._widths() == wide  # the columns do not jump when a run is paused


def test_values_are_told_with_their_r2_and_typical_error_in_the_units_of_the_data(
    stage: Callable[..., Any],
) -> None:
    one = stage("house-price", size=(1600, 1000), updates=50)
    fit, shown = one.snapshot().seen.fit, values(one)
    assert shown["test R²"] == (
        theme.fixed(fit.test_r2, 3) if fit.test_r2 > -10 else theme.number(fit.test_r2)
    )
    assert shown["test RMSE"] == f"{theme.number(fit.test_rmse)}\u2009k€"
    assert "R²" in values(stage("house-price", size=(1280, 720)))
