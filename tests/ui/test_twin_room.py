"""The twin room in the window: how one gets there, what is chosen, edited and sought there, and that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ui import commands
from ui.figure import arrangement
from ui.picture import window_picture
from ui.rooms.room import Facts, room_of
from ui.views.twin_card import TwinCard
from wbsim import presets
from wbsim.difference import twin_run
from wbsim.differences import PAIRS, biases, l2, optimizer
from wbsim.run import Run
from wbsim.simulation import replay

LEFT = Qt.MouseButton.LeftButton
SIZES = [(1024, 600), (1024, 640), (1280, 720), (1600, 1000), (1920, 1080), (2560, 1440)]


def entered(stage: Callable[..., Any], **wish: Any) -> Any:
    """A window in the twin room, with both runs."""
    one = stage(**wish)
    one.window.see(room="twin")
    shown(one)
    return one


def shown(one: Any) -> Any:
    one.refresh()
    one.refresh()
    QApplication.processEvents()
    return one.window.snapshot


def entries(menu: QMenu) -> dict[str, QAction]:
    found = {}
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found |= {f"{action.text()} / {name}": one for name, one in entries(inner).items()}
        else:
            found[action.text()] = action
    return found


def disc_at(card: TwinCard, neuron: int) -> QPoint:
    view = card.network
    assert view._scene is not None
    x, y = view._scene.map.diagram.node_of[neuron].disc
    return QPointF(x, y).toPoint()


def agrees(one: Any, difference: Any) -> None:
    snapshot = shown(one)
    assert snapshot.twin.state.update == snapshot.state.update
    alone = replay(twin_run(one.session.moment.run, difference), snapshot.state.update)
    np.testing.assert_array_equal(snapshot.twin.state.theta, alone.state.theta)


# --- getting there -------------------------------------------------------------------------------------------


def test_w_leads_there_and_both_runs_are_seen(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=200)
    qtbot.keyClick(one.window, Qt.Key.Key_W)
    snapshot = shown(one)
    room = one.window.figure.twin
    assert one.window.look.room == "twin"
    assert all(view.isVisible() for view in room.views.values())
    assert room.a.plane.isVisible() and room.b.plane.isVisible() and room.b.network.isVisible()
    assert snapshot.twin.plan.size == snapshot.plan.size - 7
    assert room.a.accessibleDescription().startswith("with biases, ")
    assert room.b.accessibleDescription().startswith("without biases, ")
    assert "same weights at the start" in room.difference.accessibleDescription()
    qtbot.keyClick(one.window, Qt.Key.Key_W)
    one.refresh()
    assert one.window.look.room == "network"
    assert one.window.watch(snapshot.plan).difference is None


def test_the_bar_says_how_far_the_losses_are_apart(stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=3000)
    snapshot = one.window.snapshot
    apart = abs(snapshot.seen.fit.test_loss - snapshot.twin.seen.fit.test_loss)
    assert f"loss apart {apart:.3f}" in one.window.transport.readouts.accessibleName()


# --- what is chosen ------------------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_another_difference_is_chosen_from_the_menu(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=300)
    line = one.window.figure.twin.difference
    qtbot.mouseClick(line.differ, LEFT)
    found = entries(line.menu)
    assert found["biases off"].isChecked()
    assert "weights start (−0.5 to 0.5) / 0" in found
    assert "train (weights and biases) / biases only" in found
    found["optimizer (SGD) / Adam"].trigger()
    line.menu.close()
    assert one.window.look.difference == optimizer("adam")
    agrees(one, optimizer("adam"))
    assert "One difference: optimizer SGD or Adam" in line.accessibleDescription()
    assert one.window.figure.twin.b.accessibleDescription().startswith("Adam, ")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_keys_open_both_lists(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    line = one.window.figure.twin.difference
    for name, menu in (("differ", line.menu), ("pairs", line.pair_menu)):
        one.window.commands[name].trigger()
        assert one.window.look.room == "twin"
        assert menu.isVisible()
        assert menu.actions()
        menu.close()
    assert len(line.pair_menu.actions()) == len(PAIRS)
    assert all(action.toolTip() for action in line.pair_menu.actions())


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.title)
def test_a_pair_opens_its_preset_beside_its_twin_and_plays(stage: Callable[..., Any], pair: Any) -> None:
    one = stage(name="moons")
    line = one.window.figure.twin.difference
    entries(line.pair_menu)[pair.title].trigger()
    snapshot = shown(one)
    assert one.window.look.room == "twin"
    assert one.window.look.difference == pair.difference
    assert snapshot.playing
    assert snapshot.run.experiment == presets.load(pair.preset).experiment.changed(dict(pair.settings))
    one.session.advance(20)
    agrees(one, pair.difference)


def test_where_both_are_the_same_it_says_so(stage: Callable[..., Any]) -> None:
    one = entered(stage)
    one.window.wishes.change({f"network.layers.{place}.bias": False for place in range(3)})
    one.window.see(difference=biases(False))
    shown(one)
    line = one.window.figure.twin.difference
    assert "Now they are the same" in line.accessibleDescription()


# --- what is edited ------------------------------------------------------------------------------------------


def test_a_bias_that_is_dragged_in_a_is_the_runs_own_and_b_follows(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=100, size=(1600, 1000))
    one.window.see(difference=l2(0.1))
    shown(one)
    card = one.window.figure.twin.a
    at = disc_at(card, 2)
    before = one.window.snapshot.twin.state.theta.copy()
    qtbot.mousePress(card.network, LEFT, pos=at)
    for pixels in (6, 20, 40):
        qtbot.mouseMove(card.network, at - QPoint(0, pixels))
        QApplication.processEvents()
    qtbot.mouseRelease(card.network, LEFT, pos=at - QPoint(0, 40))
    sent = one.of(commands.SetParameters)
    assert sent
    agrees(one, l2(0.1))
    snapshot = one.window.snapshot
    place = snapshot.plan.index["b:2"]
    assert snapshot.twin.state.theta[place] == snapshot.state.theta[place]
    assert not np.array_equal(snapshot.twin.state.theta, before)
    one.session.advance(50)
    agrees(one, l2(0.1))


def test_b_is_for_reading(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=100, size=(1600, 1000))
    one.window.see(difference=l2(0.1))
    shown(one)
    card = one.window.figure.twin.b
    at = disc_at(card, 2)
    qtbot.mousePress(card.network, LEFT, pos=at)
    qtbot.mouseMove(card.network, at - QPoint(0, 40))
    qtbot.mouseRelease(card.network, LEFT, pos=at - QPoint(0, 40))
    qtbot.mouseDClick(card.network, LEFT, pos=at)
    assert card.network.edit.isHidden()
    moment = card.plane._moment
    assert moment is not None and moment.scene.line is None
    assert not one.of(commands.SetParameters)
    qtbot.mouseClick(card.network, LEFT, pos=at)
    shown(one)
    assert one.window.look.neuron == 2
    assert not one.of(commands.SetParameters)


def test_the_line_of_the_selected_neuron_is_grabbed_in_a(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=3000, size=(1600, 1000))
    plane = one.window.figure.twin.a.plane
    moment = plane._moment
    where, line = moment.where, moment.line
    x, y = where.pixel(*line.grip(where.window))
    at = QPointF(x, y).toPoint()
    qtbot.mousePress(plane, LEFT, pos=at)
    qtbot.mouseMove(plane, at + QPoint(20, 10))
    qtbot.mouseRelease(plane, LEFT, pos=at + QPoint(20, 10))
    (sent, *_) = one.of(commands.SetParameters)
    assert set(sent.values) == {f"b:{one.window.look.neuron}"}
    agrees(one, biases(False))
    assert (
        "a bias was set that the twin does not have"
        in one.window.figure.twin.difference.accessibleDescription()
    )


def test_points_of_both_are_for_reading_and_keys_stay_those_of_time(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=100)
    plane = one.window.figure.twin.a.plane
    moment = plane._moment
    at = QPointF(*moment.where.pixel(*moment.material.cloud.train.spots[0].tolist()))
    assert moment.scene.point(at) is None
    qtbot.mouseClick(plane, LEFT, pos=at.toPoint())
    qtbot.keyClick(one.window, Qt.Key.Key_Left)
    assert one.of(commands.Advance) == [commands.Advance("batch", back=True)]
    agrees(one, biases(False))
    assert one.window.snapshot.state.update == 99


# --- what is sought ------------------------------------------------------------------------------------------


def test_a_click_on_the_chart_looks_at_that_moment_of_both(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=1000)
    chart = one.window.figure.twin.loss
    bed = chart.bed
    at = QPoint(bed.left() + round(0.2 * bed.width()), bed.center().y())
    said = chart.reading(QPointF(at))
    assert "A  " in said and "B  " in said
    qtbot.mousePress(chart, LEFT, pos=at)
    qtbot.mouseMove(chart, at + QPoint(30, 0))
    qtbot.mouseRelease(chart, LEFT, pos=at + QPoint(30, 0))
    assert one.of(commands.Seek)
    agrees(one, biases(False))
    assert one.window.snapshot.is_past
    before = len(one.of(commands.Seek))
    qtbot.mouseClick(chart, LEFT, pos=QPoint(4, 4))
    assert len(one.of(commands.Seek)) == before


def test_the_scale_of_the_loss_is_switched(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=100)
    chart = one.window.figure.twin.loss
    assert one.window.look.log_loss
    chart.switch.setFocus()
    qtbot.keyClick(chart.switch, Qt.Key.Key_Left)
    shown(one)
    assert not one.window.look.log_loss
    assert chart.switch.current == 0


# --- how it looks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [*SIZES, (940, 660)])
def test_cards_lie_side_by_side_within_the_figure(width: int, height: int) -> None:
    room = room_of(QSize(max(width, 1024), max(height, 600)))
    whole = QRect(0, 0, width, height - round(52 * room.scale))
    laid = arrangement(whole.size(), room, Facts(), place="twin")
    assert set(laid) == {"difference", "twin_a", "twin_b", "twin_loss", "twin_why"}
    assert all(whole.contains(card) for card in laid.values())
    assert all(not one.intersects(two) for one, two in combinations(laid.values(), 2))
    assert (
        laid["twin_a"].size() == laid["twin_b"].size()
        or abs(laid["twin_a"].width() - laid["twin_b"].width()) == 1
    )


@pytest.mark.parametrize("size", SIZES)
def test_what_stands_on_a_card_stays_on_it(stage: Callable[..., Any], size: tuple[int, int]) -> None:
    one = entered(stage, updates=50, size=size)
    room = one.window.figure.twin
    for card in (room.a, room.b):
        boxes = [view.geometry() for view in (card.network, card.plane) if view.isVisible()]
        assert boxes
        assert all(card.rect().contains(box) for box in boxes)
        assert all(not a.intersects(b) for a, b in combinations(boxes, 2))
    line = room.difference
    assert line.rect().contains(line.differ.geometry()) and line.rect().contains(line.pairs.geometry())
    assert room.loss.rect().contains(room.loss.bed)
    assert room.loss.bed.width() > 150


@pytest.mark.parametrize("preset", ["digits", "house-price", "iris", "penguins", "spiral-sines"])
def test_it_shows_whatever_is_open(stage: Callable[..., Any], preset: str) -> None:
    one = entered(stage, name=preset, updates=20)
    room = one.window.figure.twin
    assert room.b.network.isVisible() or room.b.plane.isVisible()
    assert room.why.shown.rows


def test_a_picture_of_the_room_can_be_made(dressed: QApplication) -> None:
    run = Run(experiment=presets.load("circle").experiment)
    one, again = (window_picture(run, 60, (1280, 720), room="twin") for _ in range(2))
    assert one == again
    assert one != window_picture(run, 60, (1280, 720), "dark", room="twin")
