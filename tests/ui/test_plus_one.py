"""The window takes the biases from discs to edges and back, and the count of parameters with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.motion import LONGEST
from ui.picture import image_of
from ui.views.network import NetworkView
from ui.views.network_layout import bezier
from ui.views.network_plus_map import PlusMap

Stage = Callable[..., Any]


def press(qtbot: QtBot, one: Any, key: Qt.Key) -> None:
    qtbot.keyClick(one.window, key)


def at_once(one: Any) -> Any:
    """Without waiting for motion."""
    one.window.commands["still"].setChecked(True)
    return one


def share(one: Any) -> float:
    return float(one.window.look.plus_one)


def on_edge(one: Any, neuron: int) -> QPoint:
    """A place on the edge of a bias."""
    view = one.window.figure.network
    where = view._scene.map
    assert isinstance(where, PlusMap)
    curve = where.form.curves[where.form.index[neuron]][None]
    for x, y in bezier(curve, np.linspace(0.2, 0.95, 40))[0].tolist():
        if view.target(round(x), round(y)).parameter == f"b:{neuron}":
            return QPoint(round(x), round(y))
    raise AssertionError(neuron)


# --- the motion --------------------------------------------------------------------------------------------


def test_x_moves_the_biases_into_units_and_back(qtbot: QtBot, stage: Stage) -> None:
    one = stage(updates=50)
    shares: list[float] = []
    one.window.plus_one.morph.moved.connect(shares.append)
    press(qtbot, one, Qt.Key.Key_X)
    assert share(one) < 0.2
    assert one.window.look.counts
    qtbot.waitUntil(lambda: share(one) == 1.0, timeout=5000)
    assert shares == sorted(shares)
    press(qtbot, one, Qt.Key.Key_X)
    assert share(one) > 0.8
    qtbot.waitUntil(lambda: share(one) == 0.0, timeout=5000)
    assert not one.window.look.counts


def test_reduced_motion_changes_the_form_at_once(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage())
    for expected in (1.0, 0.0, 1.0):
        press(qtbot, one, Qt.Key.Key_X)
        assert share(one) == expected
        assert not one.window.plus_one.morph.is_running


def test_x_again_on_the_way_turns_back_from_where_it_is(qtbot: QtBot, stage: Stage) -> None:
    one = stage()
    morph = one.window.plus_one.morph
    press(qtbot, one, Qt.Key.Key_X)
    morph._clock.setCurrentTime(round(0.6 * LONGEST))
    half = share(one)
    assert 0.5 < half < 1
    press(qtbot, one, Qt.Key.Key_X)
    assert morph.end == 0.0
    assert share(one) == pytest.approx(half, abs=0.1)
    assert morph._clock.duration() < LONGEST
    qtbot.waitUntil(lambda: share(one) == 0.0, timeout=5000)


def test_a_form_that_is_set_on_the_way_stays(qtbot: QtBot, stage: Stage) -> None:
    one = stage()
    press(qtbot, one, Qt.Key.Key_X)
    one.window.see(plus_one=1.0)
    qtbot.waitUntil(lambda: not one.window.plus_one.morph.is_running, timeout=5000)
    assert share(one) == 1.0
    press(qtbot, one, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: share(one) < 0.99, timeout=5000)
    one.window.see(plus_one=1.0)
    qtbot.wait(50)
    assert share(one) == 1.0


def test_the_switch_does_what_x_does(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage())
    switch = one.window.figure.network.header.plus_one
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert share(one) == 1.0
    assert switch.isChecked()
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert share(one) == 0.0


def test_after_there_and_back_the_window_looks_as_before(qtbot: QtBot, stage: Stage) -> None:
    one = stage(updates=30)
    figure = one.window.figure
    views = (figure.network, figure.plane, figure.timeline, figure.inspector)
    before = [image_of(view) for view in views]
    press(qtbot, one, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: share(one) == 1.0, timeout=5000)
    assert image_of(figure.network) != before[0]
    press(qtbot, one, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: share(one) == 0.0, timeout=5000)
    assert all(view.isVisible() for view in views)
    assert [image_of(view) for view in views] == before


def test_neither_form_changes_a_number_or_posts_an_edit(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage(updates=30))
    theta = one.session.moment.progress.state.theta.copy()
    for _ in range(3):
        press(qtbot, one, Qt.Key.Key_X)
    assert not one.of(commands.SetParameters)
    assert not one.of(commands.Change)
    assert np.array_equal(one.session.moment.progress.state.theta, theta)


@pytest.mark.parametrize("still", [True, False], ids=["at once", "moving"])
def test_toggled_rapidly_while_training_it_ends_where_it_was_sent(
    qtbot: QtBot, stage: Stage, still: bool
) -> None:
    one = stage()
    one.window.commands["still"].setChecked(still)
    one.post(commands.Play(on=True))
    for number in range(11):
        press(qtbot, one, Qt.Key.Key_X)
        one.session.advance(20)
        one.refresh()
        if number % 3 == 0:
            qtbot.wait(20)
        assert 0 <= share(one) <= 1
    qtbot.waitUntil(lambda: share(one) == 1.0, timeout=5000)
    assert one.window.figure.network.header.plus_one.isChecked()
    assert one.window.snapshot.state.update == 220


# --- editing in the other form -----------------------------------------------------------------------------


def test_an_edge_from_a_unit_is_dragged_while_training(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage(updates=40))
    press(qtbot, one, Qt.Key.Key_X)
    view = one.window.figure.network
    neuron = one.window.snapshot.plan.rows[2].layer.neurons[0]
    start = on_edge(one, neuron)
    before = float(one.session.moment.progress.state.theta[one.window.snapshot.plan.index[f"b:{neuron}"]])
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for by in (20, 60):
        at = QPointF(start.x(), start.y() - by)
        QApplication.sendEvent(
            view,
            QMouseEvent(
                QEvent.Type.MouseMove, at, view.mapToGlobal(at), Qt.MouseButton.NoButton,
                Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
            ),
        )  # fmt: skip
        one.refresh()
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start - QPoint(0, 60))
    assert len({command.gesture for command in one.of(commands.SetParameters)}) == 1
    after = float(one.session.moment.progress.state.theta[one.window.snapshot.plan.index[f"b:{neuron}"]])
    assert after == pytest.approx(before + 0.6, abs=1e-5)


def test_the_value_of_an_edge_from_a_unit_is_typed(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage(updates=40))
    press(qtbot, one, Qt.Key.Key_X)
    view = one.window.figure.network
    neuron = one.window.snapshot.plan.rows[0].layer.neurons[1]
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=on_edge(one, neuron))
    view.edit.setText("0.75")
    qtbot.keyClick(view.edit, Qt.Key.Key_Return)
    assert one.of(commands.SetParameters)[-1].values == {f"b:{neuron}": 0.75}


def test_pointing_at_an_edge_from_a_unit_lights_its_bias_up_everywhere(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage())
    press(qtbot, one, Qt.Key.Key_X)
    neuron = one.window.snapshot.plan.rows[1].layer.neurons[0]
    view, at = one.window.figure.network, on_edge(one, neuron)
    view._point(view.target(at.x(), at.y()))
    assert one.window.look.parameter == f"b:{neuron}"


# --- the count ---------------------------------------------------------------------------------------------


def test_the_count_takes_the_place_of_the_inspector_and_gives_it_back(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage(size=(1600, 1000)))
    figure = one.window.figure
    place = figure.cards["inspector"]
    press(qtbot, one, Qt.Key.Key_X)
    assert figure.cards["count"] == place
    assert figure.count.isVisible()
    assert not figure.inspector.isVisible()
    qtbot.mouseClick(figure.count.flip, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert figure.inspector.isVisible()
    assert share(one) == 1.0
    qtbot.mouseClick(figure.inspector.count.button, Qt.MouseButton.LeftButton)
    assert figure.count.isVisible()
    press(qtbot, one, Qt.Key.Key_X)
    assert figure.cards["inspector"] == place


def test_the_count_does_not_push_away_a_number_that_is_being_typed(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage(size=(1600, 1000)))
    inspector = one.window.figure.inspector
    row = inspector.rows[0]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.value_box().center())
    assert inspector.edit.isVisible()
    one.window.plus_one.toggle()
    assert share(one) == 1.0
    assert inspector.edit.isVisible()
    assert not one.window.look.counts


def test_the_counts_in_the_head_open_the_count_in_the_plain_form_too(qtbot: QtBot, stage: Stage) -> None:
    one = stage()
    pills = one.window.figure.network.header.counts
    qtbot.mouseClick(pills, Qt.MouseButton.LeftButton)
    assert one.window.figure.count.isVisible()
    assert share(one) == 0.0
    qtbot.mouseClick(pills, Qt.MouseButton.LeftButton)
    assert not one.window.figure.count.isVisible()
    qtbot.mouseClick(pills, Qt.MouseButton.LeftButton)
    press(qtbot, one, Qt.Key.Key_Escape)
    assert not one.window.figure.count.isVisible()
    assert one.window.look.neuron is not None


@pytest.mark.parametrize("name", ["circle", "digits"])
def test_without_a_neuron_there_is_a_card_for_the_count_as_well(
    qtbot: QtBot, stage: Stage, name: str
) -> None:
    one = stage(name)
    one.window.attention.select(None)
    one.window.see(face="answers")
    qtbot.mouseClick(one.window.figure.network.header.counts, Qt.MouseButton.LeftButton)
    assert one.window.figure.count.isVisible()
    assert not one.window.figure.count.visibleRegion().isEmpty()


def test_a_neuron_that_is_added_is_counted_at_once(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage(updates=10))
    press(qtbot, one, Qt.Key.Key_X)
    more = one.window.figure.network.header.controls[one.window.snapshot.plan.rows[0].layer.id][2]
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    one.refresh()
    said = one.window.figure.count.words()[0]
    assert said == "Just now: hidden 1, 4 → 5: +2 weights +1 bias, and +2 weights to hidden 2."


def test_the_form_is_kept_in_the_room_of_time_and_absent_from_that_of_steps(
    qtbot: QtBot, stage: Stage
) -> None:
    one = at_once(stage(updates=10))
    press(qtbot, one, Qt.Key.Key_X)
    press(qtbot, one, Qt.Key.Key_H)
    assert isinstance(one.window.figure.network._scene.map, PlusMap)
    press(qtbot, one, Qt.Key.Key_X)
    assert not isinstance(one.window.figure.network._scene.map, PlusMap)
    press(qtbot, one, Qt.Key.Key_X)
    press(qtbot, one, Qt.Key.Key_S)
    assert not one.window.figure.network.header.isVisible()
    image_of(one.window)
    press(qtbot, one, Qt.Key.Key_S)
    assert isinstance(one.window.figure.network._scene.map, PlusMap)


def test_where_the_diagram_has_no_such_form_it_is_said(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage("digits"))
    press(qtbot, one, Qt.Key.Key_X)
    assert one.window.banner.shown is not None
    assert "drawn layer by layer" in one.window.banner.shown.words
    assert one.window.figure.count.isVisible()


def test_twins_take_the_form_together(qtbot: QtBot, stage: Stage) -> None:
    one = at_once(stage(updates=10))
    press(qtbot, one, Qt.Key.Key_W)
    one.refresh()
    twins = [view for view in one.window.figure.findChildren(NetworkView) if view.isVisible()]
    assert len(twins) == 2
    for expected in (True, False):
        press(qtbot, one, Qt.Key.Key_X)
        assert {isinstance(twin._scene.map, PlusMap) for twin in twins} == {expected}
