"""The diagram of the network: what it shows, and what pointer and keys wish."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from moments import moment
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.network import STEP, NetworkView
from ui.views.network_layout import Diagram
from ui.views.network_wide_layout import WideDiagram
from wbsim import engine
from wbsim.activations import ACTIVATIONS
from wbsim.edits import with_parameters
from wbsim.engine import Divergence, Watch
from wbsim.run import SetParameters
from wbsim.snapshot import Snapshot

LOOK = Look(LIGHT, scale=0.86, compact=True)


def seen(snapshot: Snapshot) -> Snapshot:
    """With small maps of all neurons, as the window asks for."""
    watch = Watch(maps=16 if len(snapshot.plan.description.ranges) > 1 else 0, pick=engine.Pick("train", 4))
    return replace(snapshot, watch=watch, seen=engine.look(snapshot.state, snapshot.plan, watch))


def turned(snapshot: Snapshot, values: dict[str, float]) -> Snapshot:
    """With other parameters."""
    return seen(replace(snapshot, state=with_parameters(snapshot.state, snapshot.plan, values)))


@pytest.fixture
def circle() -> Snapshot:
    """The circle before training."""
    return seen(moment("circle", 0))


@pytest.fixture
def view(qtbot: QtBot, circle: Snapshot) -> NetworkView:
    """A view of the circle in the size of a small window."""
    made = NetworkView()
    qtbot.addWidget(made)
    made.resize(676, 402)
    made.show()
    made.show_snapshot(circle, LOOK)
    return made


def neuron(snapshot: Snapshot, layer: int, place: int) -> int:
    """The id of a neuron."""
    return snapshot.plan.rows[layer].layer.neurons[place]


def single(view: NetworkView) -> Diagram:
    """The diagram of a network that is drawn neuron by neuron."""
    assert view._scene is not None
    assert isinstance(view._scene.diagram, Diagram)
    return view._scene.diagram


def wide(view: NetworkView) -> WideDiagram:
    """The diagram of a network that is drawn layer by layer."""
    assert view._scene is not None
    assert isinstance(view._scene.diagram, WideDiagram)
    return view._scene.diagram


def disc_of(view: NetworkView, key: int) -> QPoint:
    """The middle of a bias disc."""
    disc = single(view).node_of[key].disc
    assert disc is not None
    return QPointF(*disc).toPoint()


def tile_of(view: NetworkView, key: int | str) -> QPoint:
    """The middle of a tile."""
    return QPointF(*single(view).node_of[key].box.middle).toPoint()


def edge_of(view: NetworkView, parameter: str) -> QPoint:
    """A place on an edge where no other one is near."""
    edges = single(view).edges
    points = edges.samples[edges.index[parameter], 2:-2]
    for x, y in points.tolist():
        if view.target(x, y).parameter == parameter:
            return QPointF(x, y).toPoint()
    raise AssertionError(parameter)


def drag(
    view: NetworkView, start: QPoint, by: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Presses at a place and moves up by some pixels, in two steps."""
    QTest.mousePress(view, Qt.MouseButton.LeftButton, modifier, start)
    for share in (0.5, 1.0):
        at = QPointF(start.x(), start.y() - share * by)
        move = QMouseEvent(
            QEvent.Type.MouseMove, at, view.mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, modifier
        )  # fmt: skip
        QApplication.sendEvent(view, move)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, modifier, QPoint(start.x(), start.y() - by))


def picture(view: NetworkView) -> QImage:
    """What is on screen."""
    return view.grab().toImage()


def color(image: QImage, at: QPoint) -> str:
    """The color of a pixel."""
    return QColor(image.pixel(at)).name().upper()


# --- what it shows -----------------------------------------------------------------------------------------


def test_the_tile_of_an_input_runs_from_brown_to_teal(view: NetworkView) -> None:
    image, middle = picture(view), tile_of(view, "x1")
    left, right = QColor(image.pixel(middle - QPoint(20, 0))), QColor(image.pixel(middle + QPoint(20, 0)))
    assert left.red() > left.blue()
    assert right.blue() > right.red()


def test_a_positive_bias_is_a_filled_disc_and_a_negative_one_a_pale_disc(
    view: NetworkView, circle: Snapshot
) -> None:
    one, other = neuron(circle, 0, 0), neuron(circle, 2, 0)
    view.show_snapshot(turned(circle, {f"b:{one}": 1.0, f"b:{other}": -1.0}), LOOK)
    image = picture(view)
    assert color(image, disc_of(view, one) - QPoint(10, 0)) == LIGHT.bias
    assert color(image, disc_of(view, other) - QPoint(9, 0)) == LIGHT.bias_pale


def test_a_larger_bias_makes_a_larger_disc(view: NetworkView, circle: Snapshot) -> None:
    key = neuron(circle, 2, 0)
    at = disc_of(view, key) + QPoint(0, 14)
    view.show_snapshot(turned(circle, {f"b:{key}": 0.0}), LOOK)
    assert color(picture(view), at) != LIGHT.bias
    view.show_snapshot(turned(circle, {f"b:{key}": 4.0}), LOOK)
    assert color(picture(view), at) == LIGHT.bias


def test_an_edge_is_blue_for_a_positive_weight_and_red_for_a_negative_one(
    view: NetworkView, circle: Snapshot
) -> None:
    target, source = neuron(circle, 2, 0), neuron(circle, 1, 0)
    name = f"w:{target}<{source}"
    look = replace(LOOK, neuron=target)
    edges = single(view).edges
    x, y = edges.samples[edges.index[name], 2].tolist()
    view.show_snapshot(turned(circle, {name: 4.0}), look)
    assert color(picture(view), QPoint(round(x), round(y))) == LIGHT.weight
    view.show_snapshot(turned(circle, {name: -4.0}), look)
    around = [QPoint(round(x) + d, round(y)) for d in range(-8, 9)]
    assert LIGHT.negative in {color(picture(view), at) for at in around}


def test_training_on_repaints_the_diagram(view: NetworkView) -> None:
    before = picture(view)
    view.show_snapshot(seen(moment("circle", 200)), LOOK)
    assert picture(view) != before


def test_the_same_snapshot_and_look_give_the_same_picture(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    other = NetworkView()
    qtbot.addWidget(other)
    other.resize(676, 402)
    other.show_snapshot(seen(moment("circle", 200)), replace(LOOK, theme=DARK, neuron=neuron(circle, 0, 2)))
    other.grab()
    other.show_snapshot(circle, LOOK)
    assert picture(other) == picture(view)


def test_the_selected_neuron_has_an_ink_frame_and_an_amber_ring(view: NetworkView, circle: Snapshot) -> None:
    key = neuron(circle, 1, 0)
    view.show_snapshot(circle, replace(LOOK, neuron=key))
    box = single(view).node_of[key].box
    image, x = picture(view), round(box.middle[0])
    column = [color(image, QPoint(x, round(box.y) + d)) for d in range(-8, 3)]
    assert LIGHT.ink in column
    assert LIGHT.bias in column


def test_the_parameter_to_blame_for_divergence_is_marked(view: NetworkView, circle: Snapshot) -> None:
    key = neuron(circle, 2, 0)
    lost = replace(circle.state, divergence=Divergence(9, f"b:{key}", 3.0, 9e30, False))
    view.show_snapshot(replace(circle, state=lost), LOOK)
    assert color(picture(view), disc_of(view, key) + QPoint(0, 7)) == LIGHT.loss_pale


def test_a_bias_that_was_set_by_hand_is_marked(view: NetworkView, circle: Snapshot) -> None:
    name = f"b:{neuron(circle, 2, 0)}"
    before = picture(view)
    run = circle.run.edited(0, SetParameters(values={name: 0.1}))
    view.show_snapshot(replace(circle, run=run), LOOK)
    assert picture(view) != before


def test_numbers_that_are_not_finite_are_drawn_all_the_same(view: NetworkView, circle: Snapshot) -> None:
    theta = np.full(circle.plan.size, np.nan, circle.plan.dtype)
    theta[::3] = np.inf
    state = replace(circle.state, theta=theta)
    view.show_snapshot(replace(circle, state=state, seen=engine.look(state, circle.plan, circle.watch)), LOOK)
    assert not picture(view).isNull()


@pytest.mark.parametrize("size", [(420, 280), (676, 402), (932, 624), (1800, 1400)], ids=str)
@pytest.mark.parametrize("compact", [True, False])
@pytest.mark.parametrize(
    "sizes", [(), (1,), (4, 2), (8,) * 6, (2,) * 11, (10, 10), (40,), (32,) * 11], ids=str
)
def test_any_network_is_drawn_in_any_size(
    qtbot: QtBot, sizes: tuple[int, ...], size: tuple[int, int], compact: bool
) -> None:
    layers = [{"neurons": n, "bias": k % 2 == 0} for k, n in enumerate(sizes)]
    settings = {"network.layers": [*layers, {"neurons": 1, "activation": "tanh"}], "network.born": 0}
    snapshot = seen(moment("circle", 0, settings))
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(*size)
    chosen = snapshot.plan.rows[0].layer.neurons[0]
    view.show_snapshot(
        snapshot, Look(DARK, scale=0.86 if compact else 1.0, compact=compact, neuron=chosen, hover=chosen)
    )
    assert not picture(view).isNull()


@pytest.mark.parametrize("sizes", [(64, 32), (4,), (1024,)], ids=str)
def test_a_network_for_images_is_drawn(qtbot: QtBot, sizes: tuple[int, ...]) -> None:
    layers = [{"neurons": n, "activation": "relu"} for n in sizes]
    settings = {"network.layers": [*layers, {"neurons": 10, "activation": "softmax"}], "network.born": 0}
    snapshot = seen(moment("digits", 0, settings))
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(816, 318)
    view.show_snapshot(snapshot, replace(LOOK, neuron=snapshot.plan.rows[0].layer.neurons[3]))
    assert len(wide(view).blocks) == len(snapshot.plan.rows)
    assert not picture(view).isNull()
    bare = replace(snapshot, seen=engine.Seen())  # as before the first kernel is compiled
    view.show_snapshot(bare, LOOK)
    assert not picture(view).isNull()


def test_a_wide_network_shows_large_weights_in_their_hue(qtbot: QtBot) -> None:
    snapshot = moment("digits", 0)
    row = snapshot.plan.rows[2]
    values = {f"w:{row.layer.neurons[0]}<{source}": 9.0 for source in row.sources}
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(816, 318)
    view.show_snapshot(turned(snapshot, values), LOOK)
    box = wide(view).blocks[2].weights
    at = QPointF(box.middle[0], box.y + box.height / 20).toPoint()
    assert color(picture(view), at) == LIGHT.weight


# --- the pointer -------------------------------------------------------------------------------------------


def test_a_click_on_a_neuron_selects_it_and_one_beside_it_selects_none(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    key = neuron(circle, 0, 1)
    with qtbot.waitSignal(view.neuron_selected) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=tile_of(view, key))
    assert chosen.args == [key]
    with qtbot.waitSignal(view.neuron_selected) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(12, 395))
    assert chosen.args == [None]


def test_a_click_on_a_disc_selects_its_neuron(view: NetworkView, circle: Snapshot, qtbot: QtBot) -> None:
    key = neuron(circle, 2, 0)
    with qtbot.waitSignal(view.neuron_selected) as chosen, qtbot.assertNotEmitted(view.parameter_set):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=disc_of(view, key))
    assert chosen.args == [key]


@pytest.mark.parametrize(
    ("modifier", "factor"), [(Qt.KeyboardModifier.NoModifier, 1), (Qt.KeyboardModifier.ShiftModifier, 10)]
)
def test_a_disc_dragged_up_makes_the_bias_larger_in_one_gesture(
    view: NetworkView, circle: Snapshot, modifier: Qt.KeyboardModifier, factor: int
) -> None:
    name = f"b:{neuron(circle, 2, 0)}"
    wishes: list[tuple[dict[str, float], str]] = []
    view.parameter_set.connect(lambda values, gesture: wishes.append((values, gesture)))
    drag(view, disc_of(view, neuron(circle, 2, 0)), 40, modifier)
    start = float(circle.state.theta[circle.plan.index[name]])
    assert [list(values) for values, _ in wishes] == [[name], [name]]
    assert wishes[-1][0][name] == pytest.approx(start + 40 * STEP * factor)
    assert len({gesture for _, gesture in wishes}) == 1
    assert wishes[0][1]


def test_two_drags_are_two_gestures(view: NetworkView, circle: Snapshot) -> None:
    gestures: list[str] = []
    view.parameter_set.connect(lambda _, gesture: gestures.append(gesture))
    for _ in range(2):
        drag(view, disc_of(view, neuron(circle, 2, 0)), 30)
    assert len(set(gestures)) == 2


def test_an_edge_dragged_down_makes_its_weight_smaller(view: NetworkView, circle: Snapshot) -> None:
    name = f"w:{neuron(circle, 2, 0)}<{neuron(circle, 1, 0)}"
    wishes: list[dict[str, float]] = []
    view.parameter_set.connect(lambda values, _: wishes.append(values))
    drag(view, edge_of(view, name), -50)
    start = float(circle.state.theta[circle.plan.index[name]])
    assert wishes[-1][name] == pytest.approx(start - 50 * STEP)


def test_a_double_click_on_a_disc_opens_a_field_for_the_bias(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    key = neuron(circle, 2, 0)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=disc_of(view, key))
    assert view.edit.isVisible()
    view.edit.setText("0,75")
    with qtbot.waitSignal(view.parameter_set) as wish:
        qtbot.keyClick(view.edit, Qt.Key.Key_Return)
    assert wish.args == [{f"b:{key}": 0.75}, ""]


def test_enter_in_the_field_of_a_selected_neuron_closes_it_and_gives_the_keys_back(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    key = neuron(circle, 2, 0)
    view.show_snapshot(circle, replace(LOOK, neuron=key))
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=disc_of(view, key))
    view.edit.setText("0.5")
    with qtbot.waitSignal(view.parameter_set) as wish:
        qtbot.keyClick(view.edit, Qt.Key.Key_Return)
    assert wish.args == [{f"b:{key}": 0.5}, ""]
    assert view.edit.isHidden()
    qtbot.waitUntil(view.hasFocus)


def test_a_field_stays_open_while_training_goes_on(view: NetworkView, circle: Snapshot, qtbot: QtBot) -> None:
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=disc_of(view, neuron(circle, 2, 0)))
    later = turned(circle, {f"b:{neuron(circle, 0, 0)}": 1.0})
    view.show_snapshot(later, replace(LOOK, hover=3))
    assert view.edit.isVisible()


def test_pointing_says_what_is_under_the_pointer_only_when_it_changes(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    pointed: list[object] = []
    view.hovered.connect(pointed.append)
    key = neuron(circle, 0, 0)
    for at in (
        tile_of(view, "x2"),
        tile_of(view, key),
        tile_of(view, key) + QPoint(3, 0),
        disc_of(view, neuron(circle, 2, 0)),
    ):
        qtbot.mouseMove(view, at)
        QApplication.sendEvent(
            view,
            QMouseEvent(
                QEvent.Type.MouseMove, QPointF(at), QPointF(view.mapToGlobal(at)), Qt.MouseButton.NoButton,
                Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            ),
        )  # fmt: skip
    assert pointed == ["x2", key, f"b:{neuron(circle, 2, 0)}"]


def test_a_neuron_without_a_bias_has_nothing_to_drag(view: NetworkView, qtbot: QtBot) -> None:
    bare = seen(moment("circle", 0, {"network.layers.0.bias": False}))
    view.show_snapshot(bare, LOOK)
    with qtbot.assertNotEmitted(view.parameter_set):
        drag(view, disc_of(view, neuron(bare, 0, 0)), 40)


def test_a_bias_of_a_wide_network_can_be_dragged(qtbot: QtBot) -> None:
    snapshot = seen(moment("digits", 0))
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(816, 318)
    view.show_snapshot(snapshot, LOOK)
    key = neuron(snapshot, 2, 4)
    wishes: list[dict[str, float]] = []
    view.parameter_set.connect(lambda values, _: wishes.append(values))
    assert view._scene is not None
    drag(view, QPointF(*view._scene.map.bias_place(key)).toPoint(), 20)
    assert wishes[-1] == {f"b:{key}": pytest.approx(20 * STEP)}


# --- the keys ----------------------------------------------------------------------------------------------


def test_arrows_choose_the_neuron_beside(view: NetworkView, circle: Snapshot, qtbot: QtBot) -> None:
    view.show_snapshot(circle, replace(LOOK, neuron=neuron(circle, 0, 0)))
    with qtbot.waitSignal(view.neuron_selected) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert chosen.args == [neuron(circle, 0, 1)]


def test_tab_walks_through_all_neurons(view: NetworkView, circle: Snapshot, qtbot: QtBot) -> None:
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    walked: list[object] = []

    def follow(key: object) -> None:
        walked.append(key)
        view.show_snapshot(circle, replace(LOOK, neuron=key))  # type: ignore[arg-type]

    view.neuron_selected.connect(follow)
    for _ in range(7):
        assert view.focusNextPrevChild(True)
    assert walked == [n for row in circle.plan.rows for n in row.layer.neurons]


def test_enter_opens_a_field_for_the_bias_of_the_selected_neuron(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    view.show_snapshot(circle, replace(LOOK, neuron=neuron(circle, 0, 0)))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.edit.isVisible()


def test_page_up_makes_the_bias_of_the_selected_neuron_larger(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    key = neuron(circle, 0, 0)
    view.show_snapshot(circle, replace(LOOK, neuron=key))
    start = float(circle.state.theta[circle.plan.index[f"b:{key}"]])
    with qtbot.waitSignal(view.parameter_set) as wish:
        qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert wish.args[0] == {f"b:{key}": pytest.approx(start + STEP)}


# --- the architecture --------------------------------------------------------------------------------------


def test_plus_and_minus_over_a_layer_ask_for_neurons(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    layer = circle.plan.rows[0].layer.id
    less, _, more = view.header.controls[layer]
    assert less is not None
    assert more is not None
    with qtbot.waitSignal(view.neuron_added) as wish:
        qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert wish.args == [layer]
    with qtbot.waitSignal(view.neuron_removed) as wish:
        qtbot.mouseClick(less, Qt.MouseButton.LeftButton)
    assert wish.args == [layer]


def test_the_only_neuron_of_a_layer_cannot_be_removed(view: NetworkView) -> None:
    small = seen(moment("circle", 0, {"network.layers.0.neurons": [2]}))
    view.show_snapshot(small, LOOK)
    less, _, more = view.header.controls[small.plan.rows[0].layer.id]
    assert less is not None
    assert more is not None
    assert not less.isEnabled()
    assert more.isEnabled()


def test_the_output_has_no_buttons_for_neurons(view: NetworkView, circle: Snapshot) -> None:
    less, _, more = view.header.controls[circle.plan.rows[-1].layer.id]
    assert less is None
    assert more is None


def test_a_new_layer_goes_before_the_output(view: NetworkView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.layer_added) as wish:
        qtbot.mouseClick(view.header.add_layer, Qt.MouseButton.LeftButton)
    assert wish.args == [2]


def test_the_menu_of_a_layer_wishes_all_that_a_layer_can_be(view: NetworkView, circle: Snapshot) -> None:
    layer = circle.plan.rows[1].layer.id
    wishes: list[tuple[object, ...]] = []
    for signal in (view.activation_chosen, view.layer_setting, view.layer_added, view.layer_removed):
        signal.connect(lambda *args: wishes.append(args))
    menu = view.header.menu_of(layer)
    for action in menu.actions():
        if not action.isSeparator():
            action.trigger()
    assert wishes == [
        *((layer, entry.name) for entry in ACTIVATIONS if entry.rule),
        (layer, "bias", False), (layer, "trainable", False), (1,), (2,), (layer,),
    ]  # fmt: skip
    menu.close()


def test_the_menu_says_what_each_activation_is_and_keeps_softmax_for_the_output(view: NetworkView) -> None:
    digits = seen(moment("digits"))
    view.show_snapshot(digits, LOOK)
    hidden, output = (view.header.menu_of(row.layer.id) for row in digits.plan.rows[-2:])
    offered = [[action.text() for action in menu.actions()] for menu in (hidden, output)]
    assert "softmax" not in offered[0]
    assert offered[1][: len(ACTIVATIONS)] == [entry.word for entry in ACTIVATIONS]
    tips = [action.toolTip() for action in output.actions()][: len(ACTIVATIONS)]
    assert tips[0] == "a = tanh z, slope 1 − a²"
    assert len(set(tips)) == len(tips)


def test_the_header_follows_the_architecture(view: NetworkView) -> None:
    deep = seen(
        moment("circle", 0, {"network.layers": [{"neurons": 3}, {"neurons": 1, "activation": "tanh"}]})
    )
    view.show_snapshot(deep, LOOK)
    assert list(view.header.controls) == [row.layer.id for row in deep.plan.rows]


def test_everything_that_can_be_used_has_a_name_and_a_tooltip(view: NetworkView) -> None:
    buttons = [view.header.add_layer]
    for parts in view.header.controls.values():
        buttons += [part for part in parts if part is not None]
    assert len(buttons) == 8
    assert all(button.accessibleName() and button.toolTip() for button in buttons)
    assert view.accessibleName()


def test_tiles_without_a_map_say_what_the_sample_is(qtbot: QtBot) -> None:
    snapshot, made = seen(moment("house-price", 50)), NetworkView()
    qtbot.addWidget(made)
    made.resize(676, 402)
    made.show_snapshot(snapshot, LOOK)
    assert snapshot.seen.maps is None and snapshot.seen.trace is not None
    ink = []
    for node in made._scene.diagram.nodes:
        box = node.box
        image = (
            made.grab()
            .toImage()
            .copy(*(round(v) for v in (box.x + 9, box.y + 9, box.width - 18, box.height - 26)))
        )
        ink.append(len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}))
    assert all(colors > 2 for colors in ink)  # figures on a tone, not the tone alone
