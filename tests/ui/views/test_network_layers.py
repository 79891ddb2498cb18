"""The diagram of a network with convolutions, poolings and recurrent layers: where its parts stand, what is under a point, what
its menus offer, and what it says.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from moments import moment
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.kinds_menu import kinds_menu
from ui.views.network import NetworkView
from ui.views.network_layers_layout import LayersDiagram, arrange_layers, mosaic
from ui.views.network_layers_map import LayersMap
from ui.views.network_layout import Box
from ui.views.neuron_reading import reading
from wbsim import Pick, Plan, Watch, engine, plan, presets
from wbsim.layer_offers import offers
from wbsim.snapshot import Snapshot

LOOK = Look(LIGHT)
AREA = Box(0, 0, 900, 420)


def shapes(name: str, **changes: object) -> Plan:
    experiment = presets.load(name).experiment
    return plan(experiment.changed(changes) if changes else experiment)


def traced(name: str) -> Snapshot:
    at = moment(name, 0)
    watch = Watch(pick=Pick("test", 1))
    return replace(at, watch=watch, seen=engine.look(at.state, at.plan, watch))


@pytest.fixture
def letters(qtbot: QtBot) -> NetworkView:
    made = NetworkView()
    qtbot.addWidget(made)
    made.resize(900, 520)
    made.show()
    made.show_snapshot(traced("letters"), LOOK)
    return made


def diagram_of(view: NetworkView) -> LayersDiagram:
    assert view._scene is not None and isinstance(view._scene.diagram, LayersDiagram)
    return view._scene.diagram


# --- where it stands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["letters", "digits-conv", "sines", "parity", "remember-first"])
@pytest.mark.parametrize("size", [(900, 420), (640, 300), (420, 240), (1500, 700)])
def test_every_bias_has_a_disc_or_a_bar_and_nothing_leaves_the_area(name: str, size: tuple[int, int]) -> None:
    network, scale = shapes(name), 1.0
    area = Box(0, 0, *size)
    found = arrange_layers(network, area, scale)
    for part, row in zip(found.parts, network.rows, strict=True):
        assert part.box.y >= area.y and part.box.bottom <= area.bottom
        discs = [stripe.disc for stripe in part.stripes if stripe.neuron is not None]
        if row.fan_out:
            assert part.biases is not None
            assert not part.stripes or (all(discs) and len(discs) + part.more == row.fan_out)
    edges = [found.input, *(part.box for part in found.parts), found.output]
    assert all(left.right <= right.x + 1e-6 for left, right in itertools.pairwise(edges))


def test_the_filter_at_hand_is_drawn_where_not_all_of_its_layer_fit() -> None:
    network = shapes(
        "digits-conv", **{"network.layers.0.neurons": list(range(100, 140)), "network.born": 140}
    )
    area = Box(0, 0, 900, 300)
    first, last = network.rows[0].layer.neurons[0], network.rows[0].layer.neurons[-1]
    for neuron in (first, last):
        part = arrange_layers(network, area, 1.0, neuron).parts[0]
        assert neuron in {stripe.neuron for stripe in part.stripes}
        assert part.more == 40 - len(part.stripes) > 0
    pooled = arrange_layers(network, area, 1.0, last).parts[1]
    assert pooled.first == arrange_layers(network, area, 1.0, last).parts[0].first


def test_maps_of_many_channels_lie_in_a_square() -> None:
    assert [mosaic(count) for count in (1, 2, 4, 5, 16)] == [(1, 1), (1, 2), (2, 2), (2, 3), (4, 4)]


# --- what is under a point ----------------------------------------------------------------------------------


def test_the_weights_of_a_filter_are_found_by_row_and_column() -> None:
    network = shapes("letters")
    found = arrange_layers(network, AREA, 1.0)
    where, stripe = LayersMap(network, found), found.parts[0].stripes[1]
    assert stripe.weights is not None
    cell = stripe.weights.width / 3
    target = where.at(stripe.weights.x + 2.5 * cell, stripe.weights.y + 0.5 * cell, LOOK)
    assert target.parameter == f"w:{stripe.neuron}<image@1,3"
    assert target.parameter in network.index and not target.movable


def test_every_weight_of_a_recurrent_layer_is_found_in_its_two_pictures() -> None:
    network = shapes("sines")
    found = arrange_layers(network, AREA, 1.0)
    where, part = LayersMap(network, found), found.parts[0]
    assert part.weights is not None and part.loop is not None
    row, seen = network.rows[0], set()
    for stripe in part.stripes:
        y = stripe.box.middle[1]
        seen.add(where.at(part.weights.middle[0], y, LOOK).parameter)
        for k in range(row.fan_out):
            x = part.loop.x + (k + 0.5) * part.loop.width / row.fan_out
            seen.add(where.at(x, y, LOOK).parameter)
    assert seen == set(network.ids[: row.fan_in * row.fan_out])


def test_a_place_of_a_map_is_the_value_that_stands_there() -> None:
    network = shapes("letters")
    found = arrange_layers(network, AREA, 1.0)
    row, stripe = network.rows[0], found.parts[0].stripes[2]
    _, rows, columns = row.strip.filled
    box = stripe.made
    target = LayersMap(network, found).at(
        box.x + (3.5 / columns) * box.width, box.y + (4.5 / rows) * box.height, LOOK
    )
    assert target.neuron == stripe.neuron
    assert target.value == row.target_row + (2 * rows + 4) * columns + 3


def test_the_arrows_pass_over_a_pooling() -> None:
    network = shapes("letters")
    where = LayersMap(network, arrange_layers(network, AREA, 1.0))
    first, output = network.rows[0].layer.neurons, network.rows[2].layer.neurons
    assert where.neighbor(first[0], 1, 0) in output
    assert where.neighbor(output[0], -1, 0) in first
    assert where.neighbor(first[0], 0, 1) == first[1]
    assert where.neighbor(None, 0, 1) == first[0]


# --- what hands do ------------------------------------------------------------------------------------------


def test_a_bias_is_dragged_by_its_disc(letters: NetworkView, qtbot: QtBot) -> None:
    stripe = diagram_of(letters).parts[0].stripes[0]
    assert stripe.disc is not None
    at = QPoint(round(stripe.disc[0]), round(stripe.disc[1]))
    wished: list[dict[str, float]] = []
    letters.parameter_set.connect(lambda values, gesture: wished.append(values))
    qtbot.mousePress(letters, Qt.MouseButton.LeftButton, pos=at)
    for step in range(1, 8):
        qtbot.mouseMove(letters, at - QPoint(0, 4 * step))
    qtbot.mouseRelease(letters, Qt.MouseButton.LeftButton, pos=at - QPoint(0, 28))
    assert wished and set(wished[-1]) == {f"b:{stripe.neuron}"}
    assert wished[-1][f"b:{stripe.neuron}"] > wished[0][f"b:{stripe.neuron}"]


def test_a_click_on_a_map_chooses_its_filter(letters: NetworkView, qtbot: QtBot) -> None:
    stripe = diagram_of(letters).parts[0].stripes[3]
    with qtbot.waitSignal(letters.neuron_selected) as chosen:
        qtbot.mouseClick(letters, Qt.MouseButton.LeftButton, pos=QPoint(*map(round, stripe.made.middle)))
    assert chosen.args == [stripe.neuron]


def test_what_is_said_of_a_place_is_its_sum_and_its_value(letters: NetworkView) -> None:
    from ui.views.network_pointing import words

    snapshot = letters._snapshot
    assert snapshot is not None and snapshot.seen.trace is not None
    stripe = diagram_of(letters).parts[0].stripes[0]
    target = letters.target(*stripe.made.middle)
    said = words(letters, snapshot, target)
    assert "Filter 1 of convolution 1" in said and "at 100 places" in said and "plus the bias" in said
    pooled = diagram_of(letters).parts[1].stripes[0]
    assert "no weights and no bias" in words(letters, snapshot, letters.target(*pooled.made.middle))


@pytest.mark.parametrize("name", ["letters", "digits-conv", "sines", "parity", "remember-first"])
@pytest.mark.parametrize("quantity", ["values", "gradients", "changes"])
def test_it_is_painted_in_both_themes_and_as_an_inset(qtbot: QtBot, name: str, quantity: str) -> None:
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(700, 420)
    for look in (
        replace(LOOK, quantity=quantity), replace(LOOK, theme=DARK, compact=True, scale=0.86), replace(LOOK, inset="still"),
    ):  # fmt: skip
        view.show_snapshot(traced(name), look)
        image = QImage(view.size(), QImage.Format.Format_RGB32)
        view.render(image)
        colors = {image.pixel(x, y) for x in range(0, 700, 7) for y in range(60, 380, 7)}
        assert len(colors) > 20


# --- what is read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "where"), [("letters", "brightest"), ("sines", "last step")])
def test_what_a_neuron_multiplies_where_it_is_seen_adds_up_to_its_sum(name: str, where: str) -> None:
    snapshot = traced(name)
    row, trace = snapshot.plan.rows[0], snapshot.seen.trace
    assert trace is not None
    for place in range(row.fan_out):
        read = reading(row, place, trace)
        bias = row.biases_of(snapshot.state.theta)
        total = float(row.weights_of(snapshot.state.theta)[place] @ read.values)
        assert total + (0 if bias is None else float(bias[place])) == pytest.approx(read.total, abs=1e-5)
        assert where in read.where
    assert np.isfinite(read.made)


# --- what can be added --------------------------------------------------------------------------------------


def test_layers_that_cannot_stand_somewhere_are_shown_with_the_arithmetic(qtbot: QtBot) -> None:
    view = NetworkView()
    qtbot.addWidget(view)
    view.show_snapshot(traced("letters"), LOOK)
    network = shapes("letters")
    menu = kinds_menu(view.header, network, len(network.rows) - 1)
    kinds = {action.text(): action for action in menu.actions()}
    assert kinds["Dense"].isEnabled() and kinds["Convolution"].isEnabled() and kinds["Pooling"].isEnabled()
    assert not kinds["Recurrent"].isEnabled()
    assert "reads a sequence" in kinds["Recurrent"].toolTip()
    with qtbot.waitSignal(view.kind_added) as wished:
        kinds["Convolution"].trigger()
    assert wished.args == [len(network.rows) - 1, "convolution"]


def test_behind_a_dense_layer_no_image_is_left_to_convolve() -> None:
    experiment = presets.load("letters").experiment
    last = len(experiment.network.layers)
    assert {one.kind for one in offers(experiment, last - 1) if not one.reason} == {
        "dense",
        "convolution",
        "pooling",
    }
    dense = presets.load("circle").experiment
    reasons = {one.kind: one.reason for one in offers(dense, 1)}
    assert reasons["dense"] == "" and "reads an image" in reasons["convolution"]


def test_the_menu_of_a_layer_holds_what_its_kind_has(letters: NetworkView, qtbot: QtBot) -> None:
    rows = letters._snapshot.plan.rows  # type: ignore[union-attr]
    convolution, pooling = (letters.header.menu_of(row.layer.id) for row in rows[:2])
    titles = [action.text() for action in convolution.actions()]
    assert {"Kernel: 3 × 3", "Stride: 1", "Padding: 0", "Bias on"} <= set(titles)
    assert "Bias on" not in [action.text() for action in pooling.actions()]
    takes = next(action for action in pooling.actions() if action.text().startswith("Takes"))
    with qtbot.waitSignal(letters.layer_setting) as wished:
        takes.menu().actions()[1].trigger()
    assert wished.args == [rows[1].layer.id, "takes", "average"]


def test_a_recurrent_layer_offers_the_activations_that_it_can_have(qtbot: QtBot) -> None:
    view = NetworkView()
    qtbot.addWidget(view)
    view.show_snapshot(traced("sines"), LOOK)
    network = shapes("sines")
    menu = view.header.menu_of(network.rows[0].layer.id)
    checkable = [action.text() for action in menu.actions() if action.isCheckable()]
    assert checkable[:-2] == ["tanh", "ReLU", "sigmoid"] or set(checkable[:-2]) == {"tanh", "ReLU", "sigmoid"}
    assert any(action.text().startswith("Gives its values") for action in menu.actions())
