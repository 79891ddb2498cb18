"""Every line of the first layer can be taken hold of where it lies, also while the network trains, and nothing jumps."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui import commands
from ui.views.plane import PlaneView
from ui.views.plane_line import NeuronLine
from ui.views.plane_moment import MOST_LINES
from ui.views.plane_pointing import away_from

LEFT = Qt.MouseButton.LeftButton
NUMBER = st.floats(-3, 3)


def plane(one) -> PlaneView:  # type: ignore[no-untyped-def]
    return one.window.figure.plane


def free_place(one, neuron: int) -> QPoint:  # type: ignore[no-untyped-def]
    """A place on the thin line of a neuron where neither a point nor a grip is nearer."""
    scene = plane(one)._scene()
    where, line = scene.ground.where, dict(scene.others)[neuron]
    (x1, y1), (x2, y2) = line.ends(where.window)  # type: ignore[misc]
    for share in np.linspace(0.05, 0.95, 91).tolist():
        x, y = where.pixel(x1 + share * (x2 - x1), y1 + share * (y2 - y1))
        place = QPoint(round(x), round(y))
        if scene.other(place.toPointF()) == neuron:
            return place
    raise AssertionError("no free place on the line")


@pytest.fixture
def trained(stage: Callable) -> object:  # type: ignore[type-arg]
    one = stage("circle", updates=600, size=(1600, 1000))
    one.refresh()
    return one


def test_pressing_on_a_thin_line_selects_its_neuron_and_takes_hold_of_it(trained, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one, neurons = trained, trained.window.snapshot.plan.rows[0].layer.neurons
    other = neurons[0]
    assert one.window.look.neuron == neurons[2]
    begin = free_place(one, other)
    qtbot.mousePress(plane(one), LEFT, pos=begin)
    assert one.window.look.neuron == other
    qtbot.mouseMove(plane(one), begin + QPoint(30, 10))
    asked = one.of(commands.SetParameters)
    assert set(asked[-1].values) == {f"b:{other}"}, "its own bias, from the first move on"
    one.refresh()
    qtbot.mouseMove(plane(one), begin + QPoint(40, 14))
    one.refresh()
    scene = plane(one)._scene()
    assert scene.neuron == other
    end = begin + QPoint(40, 14)
    assert away_from(scene.ground.where, scene.line, end.x(), end.y()) < 6, "it is under the pointer"  # type: ignore[arg-type]
    qtbot.mouseRelease(plane(one), LEFT, pos=end)
    assert len({command.gesture for command in one.of(commands.SetParameters)}) == 1


def test_a_press_that_does_not_move_sets_nothing(trained, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = trained
    qtbot.mouseClick(plane(one), LEFT, pos=free_place(one, one.window.snapshot.plan.rows[0].layer.neurons[1]))
    assert not one.of(commands.SetParameters)


def test_taking_hold_of_the_disc_beside_its_middle_does_not_make_the_line_jump(trained, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = trained
    scene = plane(one)._scene()
    where, line = scene.ground.where, scene.line
    x, y = where.pixel(*line.grip(where.window))  # type: ignore[union-attr, misc]
    begin = QPoint(round(x) + 9, round(y) - 6)
    before = line.distance  # type: ignore[union-attr]
    qtbot.mousePress(plane(one), LEFT, pos=begin)
    qtbot.mouseMove(plane(one), begin + QPoint(1, 0))
    one.refresh()
    now = plane(one)._scene().line.distance  # type: ignore[union-attr]
    assert abs(now - before) * max(where.per_unit) < 2
    qtbot.mouseRelease(plane(one), LEFT, pos=begin)


@pytest.mark.parametrize("thin", [False, True])
def test_a_held_line_stays_under_the_hand_while_the_network_trains(trained, qtbot: QtBot, thin: bool) -> None:  # type: ignore[no-untyped-def]
    one = trained
    one.post(commands.Change({"optimizer.learning_rate": 0.3}))
    one.post(commands.Play())
    one.refresh()
    neurons = one.window.snapshot.plan.rows[0].layer.neurons
    scene = plane(one)._scene()
    where = scene.ground.where
    held = neurons[1] if thin else neurons[2]
    if thin:
        begin = free_place(one, held)
    else:
        x, y = where.pixel(*scene.line.grip(where.window))  # type: ignore[union-attr, misc]
        begin = QPoint(round(x), round(y))
    qtbot.mousePress(plane(one), LEFT, pos=begin)
    hand = begin + QPoint(25, 25)
    qtbot.mouseMove(plane(one), hand)
    places = []
    for _ in range(8):
        one.session.advance(20)
        one.refresh()
        scene = plane(one)._scene()
        assert scene.neuron == held
        places.append(away_from(scene.ground.where, scene.line, hand.x(), hand.y()))  # type: ignore[arg-type]
    assert max(places) < 7, places
    qtbot.mouseRelease(plane(one), LEFT, pos=hand)
    assert len({command.gesture for command in one.of(commands.SetParameters)}) == 1


@pytest.mark.parametrize("grip", ["disc", "handle"])
def test_a_straight_line_over_one_input_is_held_as_well(stage: Callable, qtbot: QtBot, grip: str) -> None:  # type: ignore[no-untyped-def, type-arg]
    one = stage("house-price", updates=200, size=(1600, 1000))
    one.window.see(room="neuron")
    one.post(commands.Play())
    one.refresh()
    one.refresh()
    scene = plane(one)._scene()
    where = scene.ground.where
    at = getattr(scene.line, grip)(where.window)
    x, y = where.pixel(*at)
    begin = QPoint(round(x), round(y))
    qtbot.mousePress(plane(one), LEFT, pos=begin)
    hand = begin + QPoint(0, -40)
    qtbot.mouseMove(plane(one), hand)
    places = []
    for _ in range(6):
        one.session.advance(20)
        one.refresh()
        scene = plane(one)._scene()
        places.append(away_from(scene.ground.where, scene.line, hand.x(), hand.y()))  # type: ignore[arg-type]
    qtbot.mouseRelease(plane(one), LEFT, pos=hand)
    assert max(places) < 3, places
    asked = one.of(commands.SetParameters)
    assert {name for command in asked for name in command.values} == {"b:2" if grip == "disc" else "w:2<x1"}


def test_after_letting_go_training_has_the_line_again(trained, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = trained
    one.post(commands.Play())
    one.refresh()
    place = free_place(one, one.window.snapshot.plan.rows[0].layer.neurons[0])
    qtbot.mousePress(plane(one), LEFT, pos=place)
    qtbot.mouseMove(plane(one), place + QPoint(20, 0))
    qtbot.mouseRelease(plane(one), LEFT, pos=place + QPoint(20, 0))
    asked = len(one.of(commands.SetParameters))
    for _ in range(3):
        one.session.advance(20)
        one.refresh()
    assert len(one.of(commands.SetParameters)) == asked
    assert plane(one)._hand.held is None


def test_a_click_on_a_data_point_still_follows_it_though_a_line_lies_there(trained, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = trained
    scene = plane(one)._scene()
    where, spots = scene.ground.where, scene.ground.cloud.train.spots
    line = scene.others[0][1]
    on_line = min(range(len(spots)), key=lambda k: away_from(where, line, *where.pixel(*spots[k].tolist())))
    x, y = where.pixel(*spots[on_line].tolist())
    assert away_from(where, line, x, y) < 6
    selected = one.window.look.neuron
    qtbot.mouseClick(plane(one), LEFT, pos=QPoint(round(x), round(y)))
    assert one.window.look.neuron == selected and one.window.picked.point is None
    assert one.window.picked.number == on_line


def test_without_a_bias_a_thin_line_is_turned(stage: Callable, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def, type-arg]
    one = stage("circle", updates=100, size=(1600, 1000))
    one.post(commands.Change({"network.layers.0.bias": False}))
    one.refresh()
    other = one.window.snapshot.plan.rows[0].layer.neurons[0]
    place = free_place(one, other)
    qtbot.mousePress(plane(one), LEFT, pos=place)
    qtbot.mouseMove(plane(one), place + QPoint(0, 30))
    assert set(one.of(commands.SetParameters)[-1].values) == {f"w:{other}<x1", f"w:{other}<x2"}
    qtbot.mouseRelease(plane(one), LEFT, pos=place)


def test_of_many_neurons_no_thin_lines_are_drawn(stage: Callable) -> None:  # type: ignore[type-arg]
    one = stage("circle", size=(1600, 1000))
    for count, shown in ((MOST_LINES, MOST_LINES - 1), (MOST_LINES + 1, 0)):
        one.post(commands.Change({"network.layers.0.neurons": count}))
        one.refresh()
        assert len(plane(one)._scene().others) == shown


@given(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER)
def test_the_nearest_point_of_a_line_lies_on_it_and_square_to_it(
    w1: float, w2: float, b: float, x: float, y: float
) -> None:
    if math.hypot(w1, w2) < 1e-2:
        return
    line, per_unit = NeuronLine(w1, w2, b), (40.0, 25.0)
    at = line.onto((x, y), per_unit)
    assert line.sum_at(at) == pytest.approx(0, abs=1e-9 * (1 + abs(b)) + 1e-8)
    along = (-w2 * 1.0, w1 * 1.0)
    pixels = ((at[0] - x) * per_unit[0], (at[1] - y) * per_unit[1])
    direction = (along[0] * per_unit[0], along[1] * per_unit[1])
    size = math.hypot(*pixels) * math.hypot(*direction)
    assert abs(pixels[0] * direction[0] + pixels[1] * direction[1]) <= 1e-6 * size + 1e-6
