"""What the pictures of a wide network show of its parameters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from moments import further, moment
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.look import Look
from ui.selection import watch_for
from ui.theme import LIGHT
from ui.views.network import NetworkView
from ui.views.network_pointing import Target, words
from ui.views.quantity import QUANTITIES, shown
from wbsim import engine
from wbsim.engine import Pick, Watch
from wbsim.ids import bias_id, weight_id
from wbsim.snapshot import Snapshot

SIZE = (900, 360)


def with_gradient(snapshot: Snapshot) -> Snapshot:
    watch = Watch(pick=Pick("train", 4), gradient=True)
    return replace(snapshot, seen=engine.look(snapshot.state, snapshot.plan, watch))


def view_of(qtbot: QtBot, snapshot: Snapshot, look: Look) -> NetworkView:
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.show_snapshot(snapshot, look)
    return view


def test_values_are_the_parameters_and_gradients_those_of_the_training_loss() -> None:
    snapshot = with_gradient(moment("digits", 5))
    assert shown(snapshot, "values").numbers is snapshot.state.theta
    assert shown(snapshot, "gradients").numbers is snapshot.seen.gradient


def test_changes_are_per_update() -> None:
    snapshot = further(moment("digits", 5), 4)
    since = snapshot.state.since
    assert since is not None
    numbers = shown(snapshot, "changes").numbers
    assert numbers is not None
    steps = snapshot.state.update - since.update
    np.testing.assert_allclose(numbers * steps, snapshot.state.theta - since.theta, rtol=1e-5, atol=1e-8)
    assert str(steps) in shown(snapshot, "changes").words


def test_what_is_not_known_yet_is_said() -> None:
    snapshot = moment("digits", 0)
    assert shown(snapshot, "gradients").numbers is None
    assert shown(snapshot, "changes").numbers is None
    assert shown(snapshot, "changes").words == "there was no update yet"


def test_a_gradient_of_an_earlier_update_says_so() -> None:
    snapshot = with_gradient(moment("digits", 5))
    assert "at" not in shown(snapshot, "gradients").words.split()
    later = replace(snapshot, state=replace(snapshot.state, update=1240))
    for text in (shown(later, "gradients").words, shown(later, "gradients").short):
        assert text.endswith("at 5")


def test_gradients_are_measured_when_they_are_to_be_seen() -> None:
    plan = moment("digits").plan
    looks = {quantity: Look(LIGHT, quantity=quantity) for quantity in QUANTITIES}
    asked = {quantity: watch_for(look, plan, Pick()).gradient for quantity, look in looks.items()}
    assert asked == {"values": False, "gradients": True, "changes": False}


@pytest.mark.parametrize("quantity", QUANTITIES)
@pytest.mark.parametrize("updates", [0, 5])
def test_each_quantity_is_another_picture(
    qtbot: QtBot, dressed: QApplication, quantity: str, updates: int
) -> None:
    snapshot = moment("digits", updates)
    if updates:
        snapshot = with_gradient(snapshot)
    first = view_of(qtbot, snapshot, Look(LIGHT)).grab().toImage()
    other = view_of(qtbot, snapshot, Look(LIGHT, quantity=quantity)).grab().toImage()  # type: ignore[arg-type]
    assert (first == other) == (quantity == "values")


def test_the_switch_stands_on_wide_networks_alone_and_is_worked_by_keys(
    qtbot: QtBot, dressed: QApplication
) -> None:
    assert view_of(qtbot, moment("circle"), Look(LIGHT)).header.quantity.isHidden()
    view = view_of(qtbot, moment("digits"), Look(LIGHT))
    switch = view.header.quantity
    assert not switch.isHidden()
    with qtbot.waitSignal(view.quantity_chosen) as said:
        qtbot.keyClick(switch, Qt.Key.Key_Right)
    assert said.args == ["gradients"]


def test_a_cell_says_its_id_value_gradient_input_and_activation(qtbot: QtBot) -> None:
    snapshot = with_gradient(moment("digits", 5))
    plan, state, seen = snapshot.plan, snapshot.state, snapshot.seen
    row = plan.rows[1]
    neuron, source = row.layer.neurons[3], row.sources[7]
    name = weight_id(neuron, source)
    view = view_of(qtbot, snapshot, Look(LIGHT))
    said = words(view, snapshot, Target(neuron, None, name, False))
    assert name in said
    assert seen.gradient is not None
    assert seen.trace is not None
    for value in (
        state.theta[plan.index[name]],
        seen.gradient[plan.index[name]],
        seen.trace.values[row.source_row + 7],
        seen.trace.values[row.target_row + 3],
    ):
        assert theme.number(float(value)) in said
    bias = words(view, snapshot, Target(neuron, None, bias_id(neuron), True))
    assert "activation" in bias
    assert "input" not in bias
