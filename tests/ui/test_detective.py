"""The detective's room as a person uses it: what is ill is marked and said, and a click mends it while the run goes on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui import commands
from ui.look import Look
from ui.rooms.detective import DetectiveRoom
from ui.theme import DARK, LIGHT
from ui.turns import COUNT, due
from ui.views.detective_layout import layers_layout, sizes_of
from ui.views.detective_meter import sizes_of as weight_sizes
from ui.views.detective_nodes import Marks
from ui.views.detective_rows import states
from ui.views.detective_stack import PULLED, RATES
from ui.views.segments import Segments
from wbsim.probes.health import health

Stage = Any  # the fixture makes them
Make = Callable[..., Any]


def entered(stage: Make, name: str, updates: int = 0, size: tuple[int, int] = (1280, 720)) -> Stage:
    """A window in the detective's room."""
    one = stage(name, updates, size)
    one.window.see(room="detective")
    one.refresh()
    return one


def room(one: Stage) -> DetectiveRoom:
    """Its views."""
    return one.window.figure.detective


def press(qtbot: QtBot, segments: Segments, place: int) -> None:
    """A click on a word of a switch."""
    edges = segments._edges()
    middle = QPoint(round((edges[place] + edges[place + 1]) / 2), segments.height() // 2)
    qtbot.mouseClick(segments, Qt.MouseButton.LeftButton, pos=middle)


def answer(qtbot: QtBot, one: Stage, words: str) -> None:
    """A click on a remedy."""
    button = next(b for b in room(one).findings.buttons if b.isVisible() and b.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    one.refresh()


def accuracy(one: Stage) -> float:
    """The share of test points that are right."""
    return one.session.branch.history.measured[-1].fit.test_accuracy or 0.0


def test_i_leads_into_the_room_and_only_there_health_is_asked_for(stage: Make, qtbot: QtBot) -> None:
    one = stage("circle", 10)
    assert not one.window.watch(one.session.here.plan).health
    qtbot.keyClick(one.window, Qt.Key.Key_I)
    one.refresh()
    assert one.window.look.room == "detective"
    watch = one.window.watch(one.session.here.plan)
    assert watch.health and not watch.plane and not watch.maps and watch.pick is None
    assert set(one.window.figure.cards) == {"layers", "findings", "stack", "meter"}
    assert all(view.isVisible() for view in room(one).views.values())


def test_a_click_raises_the_dead_while_it_trains_and_the_network_learns(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "dead-relu", 300)
    one.post(commands.Play())
    one.refresh()
    assert "all 6 neurons are dead" in room(one).findings.accessibleDescription()
    answer(qtbot, one, "raise their biases")
    assert one.session.here.state.update == 300 and one.driver.run_drive.playing
    seen = one.snapshot().seen.health
    assert seen is not None and all(not layer.dead for layer in seen.layers)
    assert "dead" not in room(one).findings.accessibleDescription()
    (edit,) = one.of(commands.SetParameters)
    assert len(cast("commands.SetParameters", edit).values) == 6
    one.session.advance(3000)
    assert accuracy(one) > 0.97


def test_the_tie_is_broken_by_random_biases_now_or_from_the_start(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "symmetry", 300)
    answer(qtbot, one, "random biases now")
    assert one.session.here.state.update == 300
    assert health(one.session.here.plan, one.session.here.state.theta).layers[0].distinct == 8
    again = entered(stage, "symmetry", 300)
    answer(qtbot, again, "start biases at random")
    assert again.session.here.state.update == 0
    assert again.session.experiment.network.layers[0].bias_init.kind == "uniform"
    again.session.advance(3000)
    assert accuracy(again) > 0.97


def test_l2_is_switched_over_and_made_stronger_without_a_reset(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "shrinking", 500)
    theta = one.session.here.state.theta.copy()
    press(qtbot, room(one).stack.on, PULLED.index("both"))
    one.refresh()
    press(qtbot, room(one).stack.rate, RATES.index(0.3))
    one.refresh()
    wish = one.session.experiment.penalty
    assert (wish.on, wish.l2, one.session.here.state.update) == ("both", 0.3, 500)
    np.testing.assert_array_equal(one.session.here.state.theta, theta)
    assert (room(one).stack.on.current, room(one).stack.rate.current) == (1, RATES.index(0.3))
    press(qtbot, room(one).stack.rate, 0)
    assert one.session.experiment.penalty.l2 == 0


def test_a_rate_between_those_offered_marks_none(stage: Make) -> None:
    one = entered(stage, "shrinking")
    one.post(commands.Change({"penalty.l2": 0.02}))
    one.refresh()
    assert room(one).stack.rate.current == -1


def test_what_is_trained_is_chosen_by_clicks_and_by_keys(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "circle", 100)
    press(qtbot, room(one).layers.train, 2)
    one.refresh()
    before = one.session.here.state.theta.copy()
    one.session.advance(20)
    moved = one.session.here.state.theta != before
    np.testing.assert_array_equal(moved, one.session.here.plan.is_bias)
    qtbot.keyClick(room(one).layers.train, Qt.Key.Key_Left)
    assert one.session.experiment.train == "weights"


def test_after_a_divergence_the_way_back_is_one_click(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "exploding", 100)
    assert one.session.here.state.divergence is not None
    answer(qtbot, one, "go back, learning rate 0.1")
    assert one.session.here.state.divergence is None
    assert one.session.experiment.optimizer.learning_rate == pytest.approx(0.1)


def test_settings_are_a_remedy_too(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "vanishing", 50)
    answer(qtbot, one, "tanh instead")
    assert {row.layer.activation for row in one.session.here.plan.rows} == {"tanh"}
    assert one.session.here.state.update == 50


def test_a_remedy_is_that_which_was_pressed(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "symmetry", 300)
    view = room(one).findings
    button = next(b for b in view.buttons if b.text() == "random biases now")
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    one.session.change({"network.layers.0.activation": "sigmoid"})
    one.session.set_parameters({"b:2": 0.5})
    one.refresh()  # seven are the same now
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert len(cast("commands.SetParameters", one.of(commands.SetParameters)[-1]).values) == 8


def test_a_click_on_a_neuron_selects_it_and_its_tip_says_what_is_wrong(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "dead-relu", 10)
    view = room(one).layers
    where, second = view._where(), one.session.here.plan.rows[1].layer
    assert where is not None
    strip = where.strips[2]
    spot = QPoint(round(strip.xs[4]), round(strip.y))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
    assert one.window.look.neuron == second.neurons[4]
    one.refresh()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
    assert one.window.look.neuron is None
    assert (
        view._tip(spot.x(), spot.y())
        == "Hidden 2 · 5; dead: its slope is 0 at every point, so that it gets no gradient"
    )
    columns = where.columns
    assert "∂L/∂z" in view._tip(columns.gradients[0] + 5, strip.y)
    assert "every tick a weight" in view._tip(columns.parameters[0] + 5, strip.y)
    assert "root mean square" in view._tip(columns.activations[0] + 5, strip.y)


def test_arrow_keys_walk_from_neuron_to_neuron_and_from_layer_to_layer(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "circle", 10)
    view, rows = room(one).layers, [row.layer.neurons for row in one.session.here.plan.rows]
    one.window.attention.select(None)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for key, expected in (
        (Qt.Key.Key_Right, rows[0][0]), (Qt.Key.Key_Right, rows[0][1]), (Qt.Key.Key_Up, rows[0][1]),
        (Qt.Key.Key_Down, rows[1][1]), (Qt.Key.Key_Right, rows[1][1]), (Qt.Key.Key_Down, rows[2][0]),
        (Qt.Key.Key_Left, rows[2][0]),
    ):  # fmt: skip
        qtbot.keyClick(view, key)
        assert one.window.look.neuron == expected
    assert one.session.here.state.update == 10


def test_a_click_on_a_sentence_selects_the_neuron_that_it_is_about(stage: Make, qtbot: QtBot) -> None:
    one = entered(stage, "dead-relu", 10)
    view = room(one).findings
    spot = view._blocks[0].words.center().toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot)
    assert one.window.look.neuron == one.session.here.plan.rows[1].layer.neurons[0]


def test_the_past_is_judged_by_what_was_known_then(stage: Make) -> None:
    one = entered(stage, "overfit", 4000)
    assert "Overfits" in room(one).findings.accessibleDescription().capitalize()
    one.post(commands.Seek(0))
    one.refresh()
    assert "overfits" not in room(one).findings.accessibleDescription()
    found = room(one).stack._stack
    assert found is not None and found.update.tolist() == [0]


def test_marks_and_words_name_what_is_wrong_with_each_neuron(stage: Make) -> None:
    one = stage("dead-relu", 10)
    plan, theta = one.session.here.plan, one.session.here.state.theta
    first, second, _ = health(plan, theta).layers
    assert Marks.of(second).dead == (True,) * 6 and not any(Marks.of(first).dead)
    assert states(second) == ["6 dead"] and states(first) == ["all distinct"]
    same = stage("symmetry", 10)
    layer = health(same.session.here.plan, same.session.here.state.theta).layers[0]
    assert Marks.of(layer).groups == (1,) * 8 and states(layer) == ["only 1 distinct"]


def test_weights_are_counted_by_their_size_now_and_at_the_start(stage: Make) -> None:
    one = stage("circle", 1500)
    snapshot = one.snapshot()
    found = weight_sizes(snapshot)
    now = np.abs(snapshot.state.theta[~snapshot.plan.is_bias])
    start = np.abs(snapshot.plan.start()[~snapshot.plan.is_bias])
    assert found.mean == pytest.approx(now.mean()) and found.mean_at_start == pytest.approx(
        start.mean(), rel=1e-6
    )
    assert found.now.sum() == pytest.approx(1) and found.start.sum() == pytest.approx(1)
    assert found.top >= now.max()


@pytest.mark.parametrize("size", [(940, 660), (1024, 640), (1280, 720), (1600, 1000), (1920, 1080)])
@pytest.mark.parametrize("name", ["circle", "vanishing", "digits", "shrinking"])
def test_nothing_overlaps_in_a_window_of_any_size(stage: Make, name: str, size: tuple[int, int]) -> None:
    one = entered(stage, name, 5, size)
    cards = list(one.window.figure.cards.values())
    assert all(not a.intersects(b) for k, a in enumerate(cards) for b in cards[:k])
    views = room(one)
    switches = [views.stack.on, views.stack.rate, views.layers.train]
    for switch in switches:
        parent = cast("QWidget", switch.parent())
        assert QRect(0, 0, parent.width(), parent.height()).contains(switch.geometry())
    assert not views.stack.on.geometry().intersects(views.stack.rate.geometry())
    upper, _ = views.stack._beds()
    assert views.stack.rate.geometry().bottom() <= upper.top() + 1
    where = views.layers._where()
    assert where is not None
    columns = where.columns
    ends = [columns.name, columns.network, columns.activations, columns.parameters, columns.gradients]
    assert all(a[0] + a[1] <= b[0] + 1e-6 for a, b in pairwise(ends))
    assert columns.gradients[0] + columns.gradients[1] <= views.layers.width()
    for strip in where.strips:
        assert strip.top <= strip.y - 2 and strip.y + 2 <= strip.bottom
    blocks = views.findings._blocks
    assert blocks and all(a.bottom <= b.words.top() for a, b in pairwise(blocks))


def test_every_neuron_is_found_where_it_is_drawn(stage: Make) -> None:
    plan = stage("digits").session.here.plan
    where = layers_layout(900, 600, sizes_of(plan), 1.0, False, False)
    for strip in where.strips:
        assert [strip.at(x, strip.y) for x in strip.xs] == list(range(len(strip.xs)))
        assert strip.at(-50, strip.y) is None


def image_of(view: QWidget) -> QImage:
    """What a view paints."""
    return view.grab().toImage()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_card_is_painted_in_both_themes_and_without_health_too(stage: Make, theme: object) -> None:
    one = entered(stage, "dead-relu", 50)
    one.window.set_theme(theme.name)  # type: ignore[attr-defined]
    one.refresh()
    for view in room(one).views.values():
        shown = image_of(view)
        colors = {shown.pixel(x, y) for x in range(0, view.width(), 3) for y in range(0, view.height(), 3)}
        assert len(colors) > 20
    layers = room(one).layers
    before = image_of(layers)
    bare = one.session.snapshot(one.window.watch(one.session.here.plan).__class__())
    layers.show_snapshot(bare, one.window.look)
    room(one).findings.show_snapshot(bare, one.window.look)
    assert image_of(layers) != before and room(one).findings._blocks == ()


def test_every_card_has_its_turn_while_it_plays(stage: Make) -> None:
    snapshot = stage("circle").snapshot()
    shown = [due(snapshot, Look(LIGHT, room="detective"), False, turn) for turn in range(COUNT)]
    assert frozenset().union(*shown) == {"layers", "findings", "stack", "meter"}


def test_all_that_can_be_done_has_a_name_and_a_tip(stage: Make) -> None:
    one = entered(stage, "symmetry", 300)
    views = room(one)
    controls = [views.layers.train, views.stack.on, views.stack.rate]
    controls += [button for button in views.findings.buttons if button.isVisible()]  # type: ignore[misc]
    assert len(controls) == 5
    for control in controls:
        assert control.accessibleName() and control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert all(view.accessibleName() for view in views.views.values())
