"""The window, driven as a person would: clicks, keys, drags."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from ui import commands, keys
from ui.picture import image_of
from ui.theme import DARK, LIGHT
from wbsim import files, presets
from wbsim.engine import Pick
from wbsim.optimizers import OPTIMIZERS, Penalty, formula
from wbsim.problems import Problem


def press(
    qtbot: QtBot, one: Any, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.keyClick(one.window, key, modifier)


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


# --- keys --------------------------------------------------------------------------------------------------


def test_no_key_means_two_things() -> None:
    every = [k.upper() for key in keys.table() for k in key.keys]
    assert len(every) == len(set(every))


def test_every_key_has_words_and_an_action(stage: Callable[..., Any]) -> None:
    one = stage()
    for key in keys.table():
        action = one.window.commands[key.name]
        assert key.words.split()[0] in action.text()
        assert key.shown in action.toolTip()


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, commands.Advance()),
        (Qt.Key.Key_Right, SHIFT, commands.Advance("epoch")),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, commands.Restart()),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, commands.Play(on=True)),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier, commands.SetSpeed(500)),
        (Qt.Key.Key_Minus, Qt.KeyboardModifier.NoModifier, commands.SetSpeed(100)),
    ],
)
def test_keys_drive_the_player(
    qtbot: QtBot,
    stage: Callable[..., Any],
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    expected: commands.Command,
) -> None:
    one = stage()
    press(qtbot, one, key, modifier)
    assert one.posted[-1] == expected


def test_space_pauses_what_plays(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    press(qtbot, one, Qt.Key.Key_Space)
    one.refresh()
    press(qtbot, one, Qt.Key.Key_Space)
    assert one.of(commands.Play) == [commands.Play(on=True), commands.Play(on=False)]


def test_n_begins_again_from_another_seed(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=5)
    press(qtbot, one, Qt.Key.Key_N)
    assert one.session.moment.progress.state.update == 0
    assert one.of(commands.Restart)[0].seed is not None


def test_undo_and_redo_by_keys(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.wishes.change({"data.noise": 20.0})
    one.refresh()
    press(qtbot, one, Qt.Key.Key_Z, CTRL)
    one.refresh()
    assert one.session.experiment.data.noise == 0
    press(qtbot, one, Qt.Key.Key_Y, CTRL)
    assert one.session.experiment.data.noise == 20


def test_d_turns_the_window_dark_and_back(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    window = one.window
    corner = QPoint(3, window.height() - 3)
    assert image_of(window).pixelColor(corner) == LIGHT.color("bg")
    press(qtbot, one, Qt.Key.Key_D)
    assert image_of(window).pixelColor(corner) == DARK.color("bg")
    assert window.look.theme is DARK
    press(qtbot, one, Qt.Key.Key_D)
    assert image_of(window).pixelColor(corner) == LIGHT.color("bg")


def test_escape_closes_before_it_deselects(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    window = one.window
    assert window.look.neuron is not None
    press(qtbot, one, Qt.Key.Key_F1)
    press(qtbot, one, Qt.Key.Key_M)
    assert window.keys_card.isVisible()
    assert window.flyout.isVisible()
    press(qtbot, one, Qt.Key.Key_Escape)
    assert not window.keys_card.isVisible()
    press(qtbot, one, Qt.Key.Key_Escape)
    assert not window.flyout.isVisible()
    assert window.look.neuron is not None
    press(qtbot, one, Qt.Key.Key_Escape)
    assert window.look.neuron is None


def test_a_letter_typed_into_a_field_is_no_command(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    window = one.window
    window.open_card(window.flyout)
    field = window.data.seed.number
    field.selectAll()
    qtbot.keyClicks(field, "d7n")
    assert window.look.theme is LIGHT
    assert not one.of(commands.Restart)


# --- settings ----------------------------------------------------------------------------------------------


def test_a_thumbnail_changes_the_data_of_the_same_network(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=20)
    qtbot.mouseClick(one.window.rail.thumbnails.buttons["xor"], Qt.MouseButton.LeftButton)
    assert one.of(commands.Change)[-1].settings == {"data.dataset": "xor", "data.standardize": "nothing"}
    assert one.session.moment.progress.state.update == 20
    one.refresh()
    assert one.window.rail.thumbnails.buttons["xor"].isChecked()


def test_going_to_digits_and_back_shows_other_cards_each_time(stage: Callable[..., Any]) -> None:
    one = stage(size=(1600, 1000))
    figure = one.window.figure
    for name, plane in (("digits", False), ("spiral", True)):
        one.window.wishes.change({"data.dataset": name})
        one.refresh()
        assert figure.plane.isVisible() is plane
        assert one.window.rail.isVisible() is not plane


def test_a_rate_typed_with_a_comma_is_the_rate_that_was_meant(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(size=(1600, 1000))
    field = one.window.data.rate.number
    field.selectAll()
    qtbot.keyClicks(field, "0,5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert one.session.experiment.optimizer.learning_rate == 0.5


def test_a_refused_value_is_explained_under_its_field_and_the_old_one_stays(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(size=(1600, 1000))
    batch = one.window.data.batch
    batch.number.selectAll()
    qtbot.keyClicks(batch.number, "0")
    qtbot.keyClick(batch.number, Qt.Key.Key_Return)
    one.refresh()
    assert batch.problem.isVisible()
    assert "1" in batch.problem.text
    assert (batch.number.text(), one.session.experiment.batches.size) == ("10", 10)
    one.window.wishes.change({"data.noise": 5.0})
    one.refresh()
    assert not batch.problem.isVisible()


def test_a_refusal_without_a_field_goes_to_the_banner(stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.wishes.change({"batches.size": 0})
    one.refresh()
    shown = one.window.banner.shown
    assert shown.kind == "refused"
    assert "Batch size" in shown.words


def test_the_last_input_cannot_be_taken_away(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(size=(1600, 1000))
    data = one.window.data
    qtbot.mouseClick(data.chips["x2"], Qt.MouseButton.LeftButton)
    one.refresh()
    assert one.session.experiment.data.features == ("x1",)
    qtbot.mouseClick(data.chips["x1"], Qt.MouseButton.LeftButton)
    assert data.chips["x1"].isChecked()
    assert data.inputs_problem.isVisible()
    assert one.session.experiment.data.features == ("x1",)


def test_the_optimizers_own_numbers_come_with_it_and_its_choice_says_its_formula(
    stage: Callable[..., Any],
) -> None:
    one = stage()
    one.window.open_card(one.window.flyout)
    own = one.window.learning.own
    assert not any(row.isVisible() for row in own.values())
    for kind, rule in OPTIMIZERS.items():
        one.window.wishes.change({"optimizer.kind": kind})
        one.refresh()
        numbers = [name for name in rule.model_fields if name not in ("kind", "learning_rate")]
        assert [name for name, row in own.items() if row.isVisible()] == numbers
        assert all(own[name].toolTip() for name in numbers)
        assert formula(kind) in one.window.data.optimizer.toolTip()
    assert one.session.experiment.optimizer.learning_rate == 0.03


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_card_of_more_settings_grows_with_the_optimizer_and_scrolls_at_the_end_of_the_window(
    stage: Callable[..., Any], size: tuple[int, int]
) -> None:
    one = stage(size=size)
    one.window.open_card(one.window.flyout)
    flyout, learning = one.window.flyout, one.window.learning
    height = flyout.height()
    one.window.wishes.change({"optimizer.kind": "adamw"})
    one.refresh()
    QApplication.processEvents()
    assert height < flyout.height() and flyout.geometry().bottom() < one.window.figure.height()
    learning.refuse(Problem("penalty.l1", "a sentence that takes some room under its field. " * 9))
    QApplication.processEvents()
    last = learning.precision
    learning.area.ensureWidgetVisible(last)
    assert (
        learning.area.viewport().rect().contains(last.mapTo(learning.area.viewport(), last.rect().center()))
    )
    assert last.height() >= last.sizeHint().height()


def test_l1_and_how_it_acts_are_asked_for_beside_l2(stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.open_card(one.window.flyout)
    learning = one.window.learning
    learning.l1.number.entered.emit(0.1)
    learning.form.choice.chosen.emit("after_step")
    assert one.session.experiment.penalty == Penalty(l1=0.1, form="after_step")
    assert all(field.toolTip() for field in (learning.l1, learning.l2, learning.pulled, learning.form))


def test_starting_values_are_set_for_all_layers(stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.learning.weights.wished.emit({"kind": "he"}, "")
    assert {layer.weight_init.kind for layer in one.session.experiment.network.layers} == {"he"}


# --- views -------------------------------------------------------------------------------------------------


def test_neurons_and_layers_come_and_go_from_the_diagram(stage: Callable[..., Any]) -> None:
    one = stage()
    network, session = one.window.figure.network, one.session
    first = session.experiment.network.layers[0].id
    network.neuron_added.emit(first)
    one.refresh()
    assert session.experiment.network.layers[0].size == 5
    network.layer_added.emit(1)
    one.refresh()
    assert len(session.experiment.network.layers) == 4
    network.layer_removed.emit(first)
    one.refresh()
    assert len(session.experiment.network.layers) == 3
    network.activation_chosen.emit(session.experiment.network.layers[0].id, "relu")
    assert session.experiment.network.layers[0].activation == "relu"


def test_an_edit_that_cannot_be_is_said_on_the_banner(stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.figure.network.layer_removed.emit(one.session.experiment.network.output.id)
    assert one.window.banner.shown.kind == "refused"


def test_a_lock_is_kept_in_the_experiment(stage: Callable[..., Any]) -> None:
    one = stage()
    name = one.session.moment.progress.plan.ids[0]
    one.window.figure.inspector.lock_toggled.emit(name, True)
    assert one.session.experiment.locked == {name}
    one.refresh()
    one.window.figure.inspector.lock_toggled.emit(name, False)
    assert one.session.experiment.locked == frozenset()


def test_a_removed_neuron_is_no_longer_selected(stage: Callable[..., Any]) -> None:
    one = stage()
    layer = one.session.experiment.network.layers[0]
    one.window.attention.select(layer.neurons[-1])
    one.window.see(plane_unit=layer.neurons[-1])
    one.window.figure.network.neuron_removed.emit(layer.id)
    one.refresh()
    assert (one.window.look.neuron, one.window.look.plane_unit) == (None, None)


def test_the_player_is_told_what_to_look_at_when_that_changes(stage: Callable[..., Any]) -> None:
    one = stage()
    window = one.window
    before = len(one.of(commands.Look))
    window.see(cursor=3)
    assert len(one.of(commands.Look)) == before
    neuron = window.look.neuron
    window.see(plane_unit=neuron)
    assert one.of(commands.Look)[-1].watch.unit == neuron


def test_what_is_under_the_pointer_lights_up_everywhere(stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.figure.timeline.hovered.emit("b:2")
    assert (one.window.look.parameter, one.window.look.hover) == ("b:2", None)
    one.window.figure.network.hovered.emit(3)
    assert (one.window.look.parameter, one.window.look.hover) == (None, 3)


def test_samples_are_stepped_through_round_the_end(stage: Callable[..., Any]) -> None:
    one = stage()
    window = one.window
    window.pick(Pick("train", 0))
    window.figure.inspector.sample_stepped.emit(-1)
    assert window.picked == Pick("train", window.snapshot.plan.train_size - 1)


def test_a_cell_of_the_confusion_matrix_finds_its_samples(stage: Callable[..., Any]) -> None:
    one = stage("digits", updates=50)
    window = one.window
    confusion = window.snapshot.seen.fit.confusion
    window.figure.answers.cell_picked.emit(3, 3)
    first = window.picked
    window.figure.answers.cell_picked.emit(3, 3)
    assert confusion[3, 3] > 1
    assert first.part == window.picked.part == "test"
    assert first.number < window.picked.number


# --- what is said ------------------------------------------------------------------------------------------


def test_what_just_changed_is_said(stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.wishes.change({"optimizer.learning_rate": 0.3})
    one.refresh()
    assert one.window.banner.shown.words == "learning rate 0.03 → 0.3"


def test_divergence_names_the_update_and_r_goes_on_slower(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage("plane")
    one.window.wishes.change({"optimizer.learning_rate": 1000.0})
    one.session.advance(2000)
    one.refresh()
    divergence = one.session.moment.progress.state.divergence
    assert divergence is not None
    shown = one.window.banner.shown
    assert shown.kind == "diverged"
    assert str(divergence.update) in shown.words
    assert one.session.moment.progress.plan.name_of(divergence.parameter) in shown.words
    press(qtbot, one, Qt.Key.Key_R)
    one.refresh()
    assert one.session.experiment.optimizer.learning_rate == 100.0
    assert one.session.moment.progress.state.divergence is None
    assert one.posted[-1] == commands.Recover()
    assert one.driver._moving(one.session)


def test_a_divergence_that_no_update_led_to_is_not_said_with_two_equal_numbers(
    stage: Callable[..., Any],
) -> None:
    one = stage("plane")
    parameter = one.session.here.plan.ids[-1]
    one.window.wishes.set_parameters({parameter: 3e38}, "")
    one.session.advance(10)
    one.refresh()
    shown = one.window.banner.shown
    assert shown.kind == "diverged"
    assert f"{one.session.here.plan.name_of(parameter)} was largest, " in shown.words
    assert " grew most" not in shown.words


def test_a_fault_pauses_and_is_said(stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.fail("Something went wrong")
    assert one.posted[-1] == commands.Play(on=False)
    assert one.window.banner.shown.kind == "error"


# --- files -------------------------------------------------------------------------------------------------


def test_a_run_is_saved_and_opened_where_it_stood(
    stage: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = stage(updates=30)
    window = one.window
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "mine"), ""))
    window.commands["save"].trigger()
    written = tmp_path / f"mine{files.SUFFIX}"
    assert written.is_file()
    one.refresh()
    assert (window.windowTitle(), window.isWindowModified()) == ("mine[*] – wbsim", False)
    one.session.advance(10)
    one.refresh()
    assert window.isWindowModified()
    window.documents.open(written)
    one.refresh()
    assert one.session.moment.progress.state.update == 30


def test_a_file_that_is_no_run_is_refused_in_one_line(stage: Callable[..., Any], tmp_path: Path) -> None:
    one = stage(updates=5)
    foreign = tmp_path / "other.json"
    foreign.write_text("{}")
    one.window.documents.open(foreign)
    shown = one.window.banner.shown
    assert shown.kind == "refused"
    assert "other.json" in shown.words
    assert one.session.moment.progress.state.update == 5


def test_a_place_that_cannot_be_written_is_said(stage: Callable[..., Any], tmp_path: Path) -> None:
    one = stage()
    one.window.documents.at(tmp_path / "no" / "where.json")
    one.window.commands["save"].trigger()
    assert one.window.banner.shown.kind == "refused"


def test_presets_open_from_the_menu(stage: Callable[..., Any]) -> None:
    one = stage()
    menu = one.window.menus.presets
    one.window.documents.fill(menu)
    assert len(menu.actions()) == len(presets.names())
    menu.actions()[presets.names().index("moons")].trigger()
    one.refresh()
    assert one.session.experiment.data.dataset == "moons"
    assert one.window.look.neuron in one.session.moment.progress.plan.value_rows


# --- sizes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "digits"])
@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1440, 900), (1920, 1080), (3840, 2160)])
def test_the_window_paints_at_any_size_without_a_word(
    stage: Callable[..., Any], name: str, size: tuple[int, int]
) -> None:
    one = stage(name, updates=3, size=size)
    image = image_of(one.window)
    assert (image.width(), image.height()) == size


def test_the_data_panel_moves_to_the_rail_and_back(stage: Callable[..., Any]) -> None:
    one = stage(size=(1600, 1000))
    window = one.window
    assert window.data.isVisible()
    window.resize(1280, 720)
    QApplication.processEvents()
    assert (window.rail.isVisible(), window.data.isVisible()) == (True, False)
    window.open_card(window.flyout)
    assert window.data.isVisible()
    window.resize(1600, 1000)
    QApplication.processEvents()
    assert (window.rail.isVisible(), window.data.isVisible()) == (False, True)


def test_a_problem_is_told_by_the_name_that_people_know(stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.news.refuse((Problem("penalty.l2", "99 is out of range"),))
    assert one.window.banner.shown.words == "L2: 99 is out of range"
