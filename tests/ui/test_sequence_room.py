"""The room of sequences in the window: how one gets there, what lights up at every step, what is edited, and that nothing is cut off
or left behind when other data come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.figure import arrangement
from ui.picture import image_of
from ui.rooms.room import Facts, room_of
from wbsim import Pick, presets
from wbsim.datasets import draw
from wbsim.ids import bias_id, weight_id
from wbsim.probes.unrolled import unrolled
from wbsim.run import Run

LEFT = Qt.MouseButton.LeftButton
SIZES = [(1024, 600), (1024, 640), (1280, 720), (1600, 1000), (1920, 1080)]


def entered(stage: Callable[..., Any], name: str = "sines", **wish: Any) -> Any:
    """A window in the room, with a sample on its way."""
    one = stage(name, **wish)
    one.window.see(room="sequence")
    return shown(one)


def shown(one: Any) -> Any:
    one.refresh()
    one.refresh()
    QApplication.processEvents()
    return one


def room(one: Any) -> Any:
    return one.window.figure.sequence


def cell(one: Any) -> Any:
    return room(one).unrolled._cell


def middle(one: Any, step: int, unit: int) -> QPoint:
    return room(one).unrolled._rooms.cell(step, unit).center().toPoint()


def hover(view: Any, at: QPoint | QPointF) -> None:
    at = at.toPoint() if isinstance(at, QPointF) else at
    QTest.mouseMove(view, at + QPoint(1, 1))
    QTest.mouseMove(view, at)
    QApplication.processEvents()


def entry(one: Any, name: str) -> QPoint:
    box = room(one).numbers.box_of(name)
    assert box is not None
    return box.center().toPoint()


def value(one: Any, name: str) -> float:
    moment = one.session.snapshot(one.window.watch(one.session.here.plan))
    return float(moment.state.theta[moment.plan.index[name]])


def other_experiment(one: Any, **settings: Any) -> None:
    one.window.post(commands.Change(settings))
    shown(one)


# --- getting there -------------------------------------------------------------------------------------------


def test_a_recurrent_network_begins_there_and_q_leads_out_and_back(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = shown(stage("sines", updates=20))
    assert one.window.look.room == "sequence"
    qtbot.keyClick(one.window, Qt.Key.Key_Q)
    assert one.window.look.room == "network"
    qtbot.keyClick(one.window, Qt.Key.Key_Q)
    shown(one)
    assert one.window.look.room == "sequence"
    assert all(view.isVisible() for view in room(one).views.values())
    assert one.window.picked.part == "test"
    assert "Unrolled over 12 steps" in room(one).unrolled.accessibleDescription()
    watch = one.window.watch(one.window.snapshot.plan)
    assert watch.fit and watch.pick is not None and not watch.plane and not watch.maps


@pytest.mark.parametrize("name", ["circle", "digits"])
def test_without_a_recurrent_layer_a_sentence_says_so_and_a_button_opens_one(
    qtbot: QtBot, stage: Callable[..., Any], name: str
) -> None:
    one = entered(stage, name)
    view = room(one).unrolled
    assert set(one.window.figure.cards) == {"sequence_unrolled"}
    assert view.invitation.isVisible() and "no order in time" in view.invitation.sentence
    qtbot.mouseClick(view.invitation.button, LEFT)
    shown(one)
    assert one.window.snapshot.plan.description.name == "sines"
    assert one.window.look.room == "sequence" and not view.invitation.isVisible()
    assert cell(one).steps == 12


def test_where_there_are_classes_the_answers_take_the_place_of_the_prediction(
    stage: Callable[..., Any],
) -> None:
    one = entered(stage, "parity", updates=5)
    cards = one.window.figure.cards
    assert "answers" in cards and "sequence_prediction" not in cards
    assert one.window.figure.answers.isVisible() and not room(one).prediction.isVisible()


# --- what lights up ------------------------------------------------------------------------------------------


def test_a_pointed_cell_is_reckoned_with_its_numbers(stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=50)
    hover(room(one).unrolled, middle(one, 4, 2))
    snapshot, plan = one.window.snapshot, one.window.snapshot.plan
    assert one.window.look.sequence.pointed == (4, cell(one).neurons[2])
    (found,) = unrolled(plan, snapshot.state.theta, snapshot.seen.trace)
    said = room(one).unrolled.accessibleDescription()
    assert "step −7" in said and "h₃ = tanh(" in said
    for number in (found.inputs[4, 0], found.hidden[4, 2], float(found.sums[4, 2])):
        assert f"{abs(number):.2f}" in said
    hover(room(one).unrolled, QPoint(3, 3))
    assert one.window.look.sequence.pointed is None


@pytest.mark.parametrize(("kind", "words"), [("b", "biases b"), ("x", "W_x"), ("h", "W_h")])
def test_pointing_at_a_bias_or_at_weights_of_one_step_lights_them_at_every_step(
    stage: Callable[..., Any], kind: str, words: str
) -> None:
    one = entered(stage)
    view = room(one).unrolled
    places = view._rooms
    at = {
        "b": QPointF(places.x(3), places.biases), "x": QPointF(places.x(5), places.inputs[0] - 6),
        "h": QPointF((places.x(6) + places.x(7)) / 2, places.middle),
    }[kind]  # fmt: skip
    before = image_of(view)
    hover(view, at)
    assert one.window.look.sequence.lit == kind
    assert words in view.accessibleDescription() and "light up at every step" in view.accessibleDescription()
    after = image_of(view)
    spot = {"b": lambda k: (places.x(k) + 22, places.biases), "x": lambda k: (places.x(k) + 6, at.y() + 1), "h": lambda k: ((places.x(k) + places.x(k + 1)) / 2, places.middle + 6)}[kind]  # fmt: skip
    changed = [
        step
        for step in range(11)
        if before.pixel(*map(round, spot(step))) != after.pixel(*map(round, spot(step)))
    ]
    assert changed == list(range(11))


def test_pointing_at_an_entry_lights_its_table_and_the_same_entry_is_at_hand_elsewhere(
    stage: Callable[..., Any],
) -> None:
    one = entered(stage)
    name = weight_id(cell(one).neurons[1], cell(one).neurons[3])
    hover(room(one).numbers, entry(one, name))
    assert one.window.look.parameter == name
    assert "W_h" in room(one).unrolled.accessibleDescription()
    hover(room(one).numbers, QPoint(2, 2))
    assert one.window.look.parameter is None


# --- steps and units -----------------------------------------------------------------------------------------


def test_clicks_and_keys_go_from_step_to_step_and_from_unit_to_unit(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage)
    view = room(one).unrolled
    qtbot.mouseClick(view, LEFT, pos=middle(one, 2, 1))
    assert one.window.look.sequence.step == 2 and one.window.look.neuron == cell(one).neurons[1]
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for key, step, unit in (
        (Qt.Key.Key_Right, 3, 1), (Qt.Key.Key_Down, 3, 2), (Qt.Key.Key_Left, 2, 2), (Qt.Key.Key_End, 11, 2),
        (Qt.Key.Key_Right, 11, 2), (Qt.Key.Key_Home, 0, 2), (Qt.Key.Key_Up, 0, 1),
    ):  # fmt: skip
        qtbot.keyClick(view, key)
        assert (one.window.look.sequence.step, one.window.look.neuron) == (step, cell(one).neurons[unit])
    share = room(one).unrolled.accessibleDescription()
    assert "step −11 hears" in share
    qtbot.mouseClick(view, LEFT, pos=QPoint(4, 60))
    assert one.window.look.neuron is None and one.window.look.sequence.step is None


def test_folded_shows_one_step_and_its_buttons_go_on(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage)
    view = room(one).unrolled
    qtbot.mouseClick(view.forms, LEFT, pos=QPoint(12, 12))
    assert one.window.look.sequence.folded and view.earlier.isVisible()
    assert not view.later.isEnabled()  # it stands at the last step
    qtbot.mouseClick(view.earlier, LEFT)
    qtbot.mouseClick(view.earlier, LEFT)
    assert one.window.look.sequence.step == 9 and view.later.isEnabled()
    assert not image_of(view).isNull()
    qtbot.keyClick(view.forms, Qt.Key.Key_Right)
    assert not one.window.look.sequence.folded and not view.earlier.isVisible()


def test_of_two_recurrent_layers_one_is_chosen(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage("sines")
    layers = [
        {"kind": "recurrent", "neurons": 5, "gives": "all"}, {"kind": "recurrent", "neurons": 3, "activation": "relu"},
        {"neurons": 1, "activation": "linear"},
    ]  # fmt: skip
    other = one.session.here.plan.experiment.changed({"network": {"layers": layers}})
    one.window.post(commands.Open(Run(experiment=other)))
    one.window.see(room="sequence")
    shown(one)
    view = room(one).unrolled
    assert view.layers.isVisible() and cell(one).hidden == 5 and cell(one).v is None
    view.layers.setFocus()
    qtbot.keyClick(view.layers, Qt.Key.Key_Right)
    assert cell(one).hidden == 3 and cell(one).features == 5 and cell(one).v is not None
    assert not image_of(view).isNull()


# --- editing -------------------------------------------------------------------------------------------------


def test_a_click_on_a_number_takes_it_to_hand_and_types_another(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=10)
    view, name = room(one).numbers, bias_id(cell(one).neurons[2])
    qtbot.mouseClick(view, LEFT, pos=entry(one, name))
    assert one.window.look.chosen == name and view.edit.isVisible()
    view.edit.setText("-0,75")
    qtbot.keyClick(view.edit, Qt.Key.Key_Return)
    assert value(one, name) == pytest.approx(-0.75)
    shown(one)
    assert view.row.state.parameter == name and view.row.state.value == pytest.approx(-0.75)


def test_a_dragged_number_slides_and_one_drag_is_one_step_of_undo(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=10)
    view, name = room(one).numbers, weight_id(cell(one).neurons[0], "x")
    before, at = value(one, name), entry(one, name)
    qtbot.mousePress(view, LEFT, pos=at)
    for far in (10, 25, 40):
        QTest.mouseMove(view, at + QPoint(far, 0))
        QApplication.processEvents()
        one.refresh()
    qtbot.mouseRelease(view, LEFT, pos=at + QPoint(40, 0))
    assert not view.edit.isVisible()
    assert value(one, name) == pytest.approx(before + 0.5, abs=0.02)  # of a slider that reaches from −2 to 2
    assert len(one.session.snapshot(one.window.watch(one.session.here.plan)).undo) == 1


def test_a_number_that_is_dragged_stays_where_the_hand_is_while_the_run_trains(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=10)
    view, name = room(one).numbers, weight_id(cell(one).neurons[0], "x")
    at = entry(one, name)
    qtbot.mousePress(view, LEFT, pos=at)
    QTest.mouseMove(view, at + QPoint(25, 0))
    QTest.mouseMove(view, at + QPoint(40, 0))
    QApplication.processEvents()
    one.refresh()
    put = value(one, name)
    for _ in range(3):
        one.session.advance(20)
        assert value(one, name) != put
        one.window.sequences.take(
            replace(one.session.snapshot(one.window.watch(one.session.here.plan)), playing=True)
        )
        assert value(one, name) == pytest.approx(put, abs=1e-6)
    qtbot.mouseRelease(view, LEFT, pos=at + QPoint(40, 0))
    one.session.advance(20)
    one.window.sequences.take(
        replace(one.session.snapshot(one.window.watch(one.session.here.plan)), playing=True)
    )
    assert value(one, name) != put, "it is let go"


def test_the_slider_is_that_of_the_unit_at_hand_and_moves_what_every_step_adds(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=10)
    neuron = cell(one).neurons[3]
    qtbot.mouseClick(room(one).unrolled, LEFT, pos=middle(one, 5, 3))
    row = room(one).numbers.row
    assert row.state.parameter == bias_id(neuron)
    before = room(one).unrolled._way.unrolled.sums[:, 3].copy()
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    shown(one)
    after = room(one).unrolled._way.unrolled.sums[:, 3]
    assert after[0] - before[0] == pytest.approx(0.1, abs=1e-5)
    assert (np.abs(after - before) > 1e-4).all()


def test_keys_go_through_the_numbers_and_change_them(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage)
    view = room(one).numbers
    view.setFocus()
    names = view.entries()
    assert len(names) == len(set(names)) == one.window.snapshot.plan.size
    start = view.at_hand()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert one.window.look.chosen == names[(names.index(start) + 1) % len(names)]
    chosen = one.window.look.chosen
    before = value(one, chosen)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert value(one, chosen) == pytest.approx(before - 0.01, abs=1e-6)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.edit.isVisible()


def test_a_locked_bias_is_held_by_training(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=10)
    name = room(one).numbers.row.state.parameter
    qtbot.mouseClick(room(one).numbers.row.lock, LEFT)
    shown(one)
    assert name in one.window.snapshot.plan.experiment.locked and room(one).numbers.row.lock.isChecked()
    before = value(one, name)
    one.session.advance(10)
    assert value(one, name) == before


def test_numbers_are_edited_while_it_trains(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=10)
    one.window.post(commands.Play())
    shown(one)
    name = bias_id(cell(one).neurons[0])
    qtbot.mouseClick(room(one).numbers, LEFT, pos=entry(one, name))
    for _ in range(4):  # it trains on while the value is typed
        one.session.advance(3)
        one.refresh()
    edit = room(one).numbers.edit
    assert edit.isVisible()
    edit.setText("1.5")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert value(one, name) == pytest.approx(1.5)


# --- prediction ----------------------------------------------------------------------------------------------


def test_a_click_on_a_point_makes_it_the_sample_at_hand_and_its_steps_a_window(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=20)
    view = room(one).prediction
    plot, course = view.plot(), view._course
    place = 30
    qtbot.mouseClick(
        view, LEFT, pos=QPointF(plot.x(float(course.counts[place])), plot.bed.center().y()).toPoint()
    )
    shown(one)
    assert one.window.picked == Pick("test", int(course.places[place]))
    assert view._course.here == course.counts[place] and view._course.steps == 12
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    shown(one)
    assert one.window.picked == Pick("test", int(course.places[place + 1]))
    told, true = room(one).unrolled._way.told, room(one).unrolled._way.truth
    assert (true, told) == pytest.approx(tuple(view._course.pairs[place + 1]), abs=1e-5)


def test_same_as_last_is_the_loss_of_who_tells_the_last_value_again(stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=20)
    course, plan = room(one).prediction._course, one.window.snapshot.plan
    test = draw(plan.experiment.data, plan.experiment.seed).test
    assert plan.experiment.loss == "half_mse"
    assert course.naive == pytest.approx(float(np.mean((test.x[:, -1] - np.asarray(test.y)[:, 0]) ** 2) / 2))
    assert course.loss == one.window.snapshot.seen.fit.test_loss


# --- nothing is cut off, nothing left behind -----------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_cards_do_not_overlap_and_controls_stay_on_their_cards(
    stage: Callable[..., Any], size: tuple[int, int]
) -> None:
    for classes in (False, True):
        cards = arrangement(QSize(size[0], size[1] - 60), room_of(QSize(*size)), Facts(inputs=0, recurs=True, classes=classes), place="sequence")  # fmt: skip
        assert len(cards) == 3
        assert not any(a.intersects(b) for a, b in combinations(cards.values(), 2))
    one = entered(stage, updates=5, size=size)
    view = room(one).unrolled
    controls = [part for part in (view.forms, view.stepper, view.layers) if part.isVisible()]
    assert all(view.rect().contains(part.geometry()) for part in controls)
    assert not any(a.geometry().intersects(b.geometry()) for a, b in combinations(controls, 2))
    places, tables = view._rooms, room(one).numbers._rooms
    order = [places.bars[1], places.names, *places.columns, places.biases, *places.inputs, view.height()]
    assert order == sorted(order) and places.box.right() <= view.width()
    assert all(
        t.box.right() <= room(one).numbers.width() and t.box.bottom() <= tables.row.top()
        for t in tables.tables
    )
    assert not any(a.box.intersects(b.box) for a, b in combinations(tables.tables, 2))


def test_other_data_meanwhile_leave_nothing_behind(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=10)
    qtbot.mouseClick(room(one).unrolled, LEFT, pos=middle(one, 11, 5))
    qtbot.mouseClick(room(one).numbers, LEFT, pos=entry(one, bias_id(cell(one).neurons[5])))
    assert room(one).numbers.edit.isVisible()
    hover(room(one).unrolled, middle(one, 10, 5))
    for name in ("parity", "circle", "sunspots", "remember-first"):
        one.window.documents.open_preset(name)
        shown(one)
        for view in room(one).views.values():
            if view.isVisible():
                assert not image_of(view).isNull()
        look = one.window.look
        assert look.sequence.pointed is None and look.sequence.step is None and look.chosen is None
        assert not room(one).numbers.edit.isVisible()
    assert cell(one).steps == 12 and one.window.look.room == "sequence"


def test_a_point_set_by_hand_has_no_gradient_and_says_so(stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=10)
    one.window.hand.toggle_zeros()
    shown(one)
    way = room(one).unrolled._way
    assert way.truth is None and np.isnan(way.unrolled.gradient).all()
    assert "hears" not in room(one).unrolled.accessibleDescription()
    assert not image_of(room(one).unrolled).isNull()
    assert room(one).prediction._course.here is None


@pytest.mark.parametrize("folded", [False, True])
def test_a_run_that_diverged_is_shown_without_a_number_that_is_none(
    stage: Callable[..., Any], folded: bool
) -> None:
    one = entered(stage, updates=10)
    names = {bias_id(neuron): 1e30 for neuron in cell(one).neurons}
    one.window.post(
        commands.SetParameters(
            names | {weight_id(cell(one).output.layer.neurons[0], cell(one).neurons[0]): 3e38}
        )
    )
    one.window.see(sequence=one.window.look.sequence)
    one.window.figure.sequence.unrolled.folded_chosen.emit(folded)
    shown(one)
    assert all(not image_of(view).isNull() for view in room(one).views.values())


def test_presets_with_recurrent_layers_have_all_cards(stage: Callable[..., Any]) -> None:
    one = entered(stage)
    recurrent = [name for name in presets.names() if any(layer.kind == "recurrent" for layer in presets.load(name).experiment.network.layers)]  # fmt: skip
    assert "sines" in recurrent
    for name in recurrent:
        one.window.documents.open_preset(name)
        shown(one)
        assert len(one.window.figure.cards) == 3 and cell(one) is not None
