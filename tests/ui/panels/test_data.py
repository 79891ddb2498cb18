"""The data panel by hand: sets to choose from, what is said of them, standardizing, and a typed curve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.panels import facts, sets
from ui.panels.thumbnails import picture
from ui.theme import LIGHT, THEMES
from wbsim import presets
from wbsim.datasets import draw
from wbsim.plan import plan
from wbsim.points import EditPoints

LEFT = Qt.MouseButton.LeftButton
WIDE = (1920, 1080)


def data_of(one: Any) -> Any:
    return one.session.experiment.data


@pytest.mark.parametrize("name", sets.DATA_SETS)
def test_every_set_has_words_an_explanation_and_a_picture_with_ink(dressed: QApplication, name: Any) -> None:
    assert sets.words(name) and sets.explained(name)
    for theme in THEMES:
        image = picture(name, THEMES[theme], 40, 1.0).toImage()
        inked = sum(image.pixelColor(x, y).alpha() > 0 for x in range(40) for y in range(40))
        assert inked > 60


def test_the_card_of_all_sets_opens_by_key_and_by_button_and_closes_when_one_is_chosen(
    stage: Callable[..., Any], qtbot: QtBot
) -> None:
    one = stage()
    card, collection = one.window.sets, one.window.collection
    qtbot.keyClick(one.window, Qt.Key.Key_T)
    assert card.isVisible() and collection.button("circle").isChecked()
    qtbot.keyClick(one.window, Qt.Key.Key_M)
    assert one.window.flyout.isVisible() and not card.isVisible()  # one card at a time
    qtbot.mouseClick(one.window.rail.sets_button, LEFT)
    assert card.isVisible() and not one.window.flyout.isVisible()
    assert card.geometry().bottom() < one.window.figure.height()
    qtbot.mouseClick(collection.button("iris"), LEFT)
    assert not card.isVisible()
    assert (data_of(one).dataset, data_of(one).standardize) == ("iris", "inputs")
    one.refresh()  # there is something to undo
    qtbot.keyClick(one.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (data_of(one).dataset, data_of(one).standardize) == ("circle", "nothing")


@pytest.mark.parametrize("name", sets.DATA_SETS)
def test_every_set_can_be_chosen_mid_run_and_trains_on(stage: Callable[..., Any], name: Any) -> None:
    one = stage(updates=30)
    one.window.collection.chosen.emit(name)
    one.session.advance(20)
    one.refresh()
    assert data_of(one).dataset == name
    assert one.session.moment.progress.state.divergence is None


def test_standardizing_is_offered_with_its_reason_shown_with_its_numbers_and_undone(
    stage: Callable[..., Any], qtbot: QtBot
) -> None:
    one = stage("penguins")
    one.window.open_card(one.window.flyout)
    shown = one.window.data.facts
    assert shown.isVisible() and not shown.accept.isVisible()
    x = draw(data_of(one), one.session.experiment.seed).train.x[:, 0]
    assert f"flipper length: (x − {x.mean():.0f}) / {x.std():.1f} mm" in shown.scales.toolTip()
    assert f"flipper length (x\u202f−\u202f{x.mean():.0f})" in shown.scales.text
    assert "body mass (x\u202f−" in shown.scales.text and "body mass: (x − " in shown.scales.toolTip()
    shown.standardize.choice.chosen.emit("nothing")
    one.refresh()
    assert shown.accept.isVisible() and "networks learn faster" in shown.offer.text
    qtbot.mouseClick(shown.accept, LEFT)
    one.refresh()
    assert data_of(one).standardize == "all" and not shown.accept.isVisible()
    one.session.undo()
    one.refresh()
    assert data_of(one).standardize == "nothing"


def test_nothing_is_said_of_plain_numbers_on_the_plane(stage: Callable[..., Any]) -> None:
    one = stage(size=WIDE)
    assert not one.window.data.facts.isVisible() and not one.window.data.formula.isVisible()


def test_standardizing_is_offered_only_where_it_would_help() -> None:
    for name, helps in (("circle", False), ("house-price", True), ("iris", True), ("gauss", False)):
        wish = presets.load(name).experiment.changed({"data.standardize": "nothing"})
        assert bool(facts.reason_to(plan(wish))) is helps


def test_a_curve_that_is_typed_parts_the_points_and_one_that_cannot_be_read_is_said_in_place(
    stage: Callable[..., Any], qtbot: QtBot
) -> None:
    one = stage("curve", size=WIDE)
    row = one.window.data.formula
    assert row.isVisible()
    row.edit.selectAll()
    qtbot.keyClicks(row.edit, "x/2 + 1")
    qtbot.keyClick(row.edit, Qt.Key.Key_Return)
    one.refresh()
    assert data_of(one).function == "x/2 + 1"
    train = draw(data_of(one), one.session.experiment.seed).train
    assert np.array_equal(train.y == 1, train.x[:, 1] > train.x[:, 0] / 2 + 1)
    row.edit.selectAll()
    qtbot.keyClicks(row.edit, "x +")
    qtbot.keyClick(row.edit, Qt.Key.Key_Return)
    assert row.problem.isVisible() and "is no formula" in row.problem.text
    assert data_of(one).function == "x/2 + 1"
    qtbot.keyClick(row.edit, Qt.Key.Key_Escape)
    assert not row.problem.isVisible() and row.edit.text() == "x/2 + 1"


def test_a_curve_is_tried_when_the_typing_rests(stage: Callable[..., Any], qtbot: QtBot) -> None:
    one = stage("curve", size=WIDE)
    row = one.window.data.formula
    row.edit.selectAll()
    qtbot.keyClicks(row.edit, "cos(x)")
    qtbot.waitUntil(lambda: data_of(one).function == "cos(x)")


def test_a_curve_out_of_view_is_refused_under_its_row(stage: Callable[..., Any], qtbot: QtBot) -> None:
    one = stage("curve", size=WIDE)
    row = one.window.data.formula
    row.edit.selectAll()
    qtbot.keyClicks(row.edit, "sqrt(x-100)")
    qtbot.keyClick(row.edit, Qt.Key.Key_Return)
    one.refresh()
    assert row.problem.isVisible() and "has no value from -6 to 6" in row.problem.text
    assert data_of(one).function == "2*sin(x)"


def test_another_share_draws_anew_which_edited_points_test(stage: Callable[..., Any]) -> None:
    one = stage(size=WIDE)
    one.session.edit_points(EditPoints(remove=(0,)))
    one.refresh()
    share = one.window.data.share
    assert share.isEnabled() and share.number.text().startswith("49.9")
    share.wished.emit(80.0, "")
    one.refresh()
    assert one.session.moment.progress.plan.train_size == 399 and data_of(one).points.test is None


@pytest.mark.parametrize("name", ["circle", "curve", "house-price", "iris", "penguins"])
def test_the_settings_one_reaches_for_most_are_in_sight_on_a_large_window(
    stage: Callable[..., Any], qtbot: QtBot, name: str
) -> None:
    data = stage(name, size=WIDE).window.data
    for field in (data.rate, data.optimizer, data.loss):
        qtbot.waitUntil(lambda field=field: field.visibleRegion().boundingRect() == field.rect())


@pytest.mark.parametrize("name", ["house-price", "iris", "penguins"])
def test_a_choice_shows_its_word_whole(stage: Callable[..., Any], qtbot: QtBot, name: str) -> None:
    data = stage(name, size=WIDE).window.data
    for field in (data.facts.standardize, data.optimizer, data.loss):
        qtbot.waitUntil(lambda field=field: field.choice.width() >= field.choice.sizeHint().width())
        qtbot.waitUntil(lambda field=field: field.title.width() + 2 >= field.title.sizeHint().width())


def test_every_step_of_a_series_is_counted_alike_and_said_once() -> None:
    told = facts.stated(plan(presets.load("sunspots").experiment))
    assert len(told) == 2
    assert told[0].startswith("every step: (x − ") and told[1].startswith("sunspots next year: (x − ")
    raw = presets.load("sunspots").experiment.changed({"data.standardize": "nothing"})
    assert facts.reason_to(plan(raw)).startswith("every step is ")
    assert facts.reason_to(plan(presets.load("sines").experiment)) == ""


def test_letters_to_choose_from_show_each_of_the_three(dressed: QApplication) -> None:
    image = picture("letters", LIGHT, 40, 1.0).toImage()
    quarters = [
        sum(image.pixelColor(x + across, y + down).lightness() < 128 for x in range(20) for y in range(20))
        for across, down in ((0, 0), (20, 0), (0, 20), (20, 20))
    ]
    assert min(quarters) > 10
