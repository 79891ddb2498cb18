"""The diagram whose biases are edges from units that are always 1, and the way there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from moments import moment
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.network import STEP, NetworkView
from ui.views.network_layout import Box, Diagram, arrange, bezier, drawn_singly
from ui.views.network_paint import DiagramPainter, label_box
from ui.views.network_plus_layout import PlusForm, arrange_plus, between, tail
from ui.views.network_plus_map import PlusMap
from ui.views.network_plus_paint import PlusPainter
from ui.views.network_plus_units import empty_places
from ui.views.network_scene import Scene
from ui.views.parameter_marks import Marks, held, stillness
from wbsim import engine
from wbsim.edits import with_parameters
from wbsim.engine import Divergence, Watch
from wbsim.plan import Plan
from wbsim.run import SetParameters
from wbsim.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("dressed")
SMALL = Look(LIGHT, scale=0.86, compact=True, plus_one=1.0)
SHAPES = [(), (1,), (4, 2), (3, 5, 2), (8,) * 6, (10, 6), (12, 8), (2,) * 11, (16,)]
AREAS = [
    Box(6, 70, 664, 326),
    Box(6, 104, 684, 428),
    Box(6, 70, 440, 240),
    Box(6, 70, 640, 420),
    Box(6, 120, 930, 700),
]


def settings(
    *sizes: int, off: tuple[int, ...] = (), features: tuple[str, ...] = ("x1", "x2")
) -> dict[str, Any]:
    """Hidden layers of some sizes, without biases those that are named."""
    layers = [{"neurons": n, "bias": k not in off} for k, n in enumerate(sizes)]
    last = {"neurons": 1, "activation": "tanh", "bias": len(sizes) not in off}
    return {"network.layers": [*layers, last], "network.born": 0, "data.features": list(features)}


def plan_of(*sizes: int, off: tuple[int, ...] = ()) -> Plan:
    return moment("circle", 0, settings(*sizes, off=off)).plan


def forms(
    sizes: tuple[int, ...], area: Box, scale: float, off: tuple[int, ...] = ()
) -> tuple[Diagram, PlusForm]:
    """The plain diagram and the one with units."""
    plan = plan_of(*sizes, off=off)
    plain = arrange(plan, area, scale)
    return plain, arrange_plus(plan, plain, scale)


def drawable() -> Iterator[Any]:
    for sizes in SHAPES:
        for area in AREAS:
            for scale in (0.86, 1.0):
                if drawn_singly(plan_of(*sizes), area, scale):
                    yield pytest.param(
                        sizes, area, scale, id=f"{sizes} {area.width:g}x{area.height:g} {scale}"
                    )


# --- geometry ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sizes", "area", "scale"), list(drawable()))
def test_tiles_units_and_words_lie_in_the_area_and_none_covers_another(
    sizes: tuple[int, ...], area: Box, scale: float
) -> None:
    _, plus = forms(sizes, area, scale)
    boxes = [node.box for node in plus.diagram.nodes]
    for unit in plus.units:
        if unit.why is None:
            (x, y), r = unit.center, unit.radius
            boxes.append(Box(x - r, y - r, 2 * r, 2 * r))
    boxes += [box for box, _ in empty_places(plus, scale)]
    for box in boxes:
        assert area.x <= box.x
        assert box.right <= area.right
        assert area.y <= box.y
        assert box.bottom <= area.bottom + 1e-6
    assert not any(a.meets(b) for a, b in combinations(boxes, 2))


@pytest.mark.parametrize(("sizes", "area", "scale"), list(drawable()))
def test_values_under_tiles_cover_no_tile(sizes: tuple[int, ...], area: Box, scale: float) -> None:
    _, plus = forms(sizes, area, scale)
    tall = 1.04 * 1.22 * max(11.5, 16.5 * scale)
    for node in plus.diagram.nodes:
        if isinstance(node.key, int) and plus.figures[node.column] == "below":
            figure = plus.figure(node.key, 10, tall)
            assert not any(figure.meets(other.box, -1) for other in plus.diagram.nodes)


@pytest.mark.parametrize("sizes", SHAPES[:-1], ids=str)
def test_every_bias_is_an_edge_from_the_unit_of_its_layer_to_the_lower_left_of_its_neuron(
    sizes: tuple[int, ...],
) -> None:
    plan = plan_of(*sizes)
    plus = arrange_plus(plan, arrange(plan, AREAS[1], 1.0), 1.0)
    assert [plan.ids[place] for place in plus.places] == [f"b:{neuron}" for neuron in plus.neurons]
    assert len(plus.neurons) == int(plan.is_bias.sum())
    for neuron, source, curve in zip(plus.neurons, plus.sources, plus.curves, strict=True):
        unit, node = plus.units[source], plus.diagram.node_of[neuron]
        assert unit.column == node.column - 1
        assert np.hypot(*(curve[0] - unit.center)) == pytest.approx(unit.radius)
        assert curve[0, 0] > unit.center[0]
        assert curve[3].tolist() == list(plus.bead(neuron))
        assert curve[3, 0] == node.box.x
        assert node.box.middle[1] < curve[3, 1] < node.box.bottom


def test_weights_end_above_the_bead_of_the_bias() -> None:
    _, plus = forms((10, 6), AREAS[1], 1.0)
    edges = plus.diagram.edges
    for target, curve in zip(edges.targets, edges.curves, strict=True):
        assert curve[3, 1] < plus.bead(target)[1] - 1


def test_there_is_no_unit_where_nothing_follows_or_biases_are_off() -> None:
    _, plus = forms((4, 2), AREAS[1], 1.0, off=(1,))
    assert [unit.why for unit in plus.units] == [None, "off", None, "last"]
    assert {plus.diagram.node_of[neuron].column for neuron in plus.neurons} == {1, 3}
    said = [" ".join(lines) for _, lines in empty_places(plus, 1.0)]
    assert said == ["no unit here: biases are off", "no unit here: nothing follows", "inputs have no bias"]


def test_columns_stay_where_they_are() -> None:
    plain, plus = forms((4, 2), AREAS[0], 0.86)
    assert plus.diagram.columns == plain.columns
    for node in plus.diagram.nodes:
        assert node.box.middle[0] == pytest.approx(plain.node_of[node.key].box.middle[0])


@pytest.mark.parametrize("sizes", [(4, 2), (8,) * 6, ()], ids=str)
def test_the_way_begins_at_the_form_with_discs_and_ends_at_the_one_with_units(sizes: tuple[int, ...]) -> None:
    plain, plus = forms(sizes, AREAS[0], 0.86)
    start = between(plain, plus, 0.0)
    for node in start.diagram.nodes:
        was = plain.node_of[node.key]
        assert (node.box, node.disc, node.mark) == (was.box, was.disc, was.mark)
    assert np.array_equal(start.diagram.edges.curves, plain.edges.curves)
    assert between(plain, plus, 1.0) is plus
    end = between(plain, plus, 1 - 1e-9)
    assert np.allclose(end.curves, plus.curves, atol=1e-5)
    assert np.allclose(end.diagram.edges.curves, plus.diagram.edges.curves, atol=1e-5)


def test_nothing_jumps_on_the_way() -> None:
    plain, plus = forms((4, 2), AREAS[0], 0.86)
    shares = np.linspace(0, 1, 61)
    ways = [between(plain, plus, float(share)) for share in shares]
    tops = np.array([[node.box.y for node in way.diagram.nodes] for way in ways])
    ends = np.array([way.curves[:, 3] for way in ways])
    assert np.abs(np.diff(tops, axis=0)).max() < 3
    assert np.abs(np.diff(ends, axis=0)).max() < 3


def test_the_tail_of_a_curve_runs_along_it_to_its_end() -> None:
    curves = np.array([[(0.0, 0.0), (10.0, 0.0), (20.0, 8.0), (30.0, 8.0)]])
    rest = tail(curves, 0.4)
    at = np.linspace(0, 1, 5)
    assert np.allclose(bezier(rest, at), bezier(curves, 0.4 + 0.6 * at))
    assert np.array_equal(tail(curves, 0.0), curves)


@pytest.mark.parametrize(("sizes", "area", "scale"), list(drawable()))
def test_the_label_of_a_bias_covers_no_tile_unit_word_or_label(
    sizes: tuple[int, ...], area: Box, scale: float
) -> None:
    _, plus = forms(sizes, area, scale)
    painter = PlusPainter(plus)
    for neuron in plus.neurons:
        box = painter.label_box(neuron, scale)
        if box is None:
            continue
        others = [node.box for node in plus.diagram.nodes]
        others += [label_box(place, scale) for place in painter.inner.places(neuron, scale).values()]
        others += [box for box, _ in empty_places(plus, scale)]
        assert not any(box.meets(other) for other in others)


# --- the view ----------------------------------------------------------------------------------------------


def seen(snapshot: Snapshot) -> Snapshot:
    watch = Watch(maps=16, pick=engine.Pick("train", 4))
    return replace(snapshot, watch=watch, seen=engine.look(snapshot.state, snapshot.plan, watch))


def turned(snapshot: Snapshot, values: dict[str, float]) -> Snapshot:
    return seen(replace(snapshot, state=with_parameters(snapshot.state, snapshot.plan, values)))


@pytest.fixture
def circle() -> Snapshot:
    return seen(moment("circle", 200))


@pytest.fixture
def view(qtbot: QtBot, circle: Snapshot) -> NetworkView:
    made = NetworkView()
    qtbot.addWidget(made)
    made.resize(676, 402)
    made.show()
    made.show_snapshot(circle, SMALL)
    return made


def form(view: NetworkView) -> PlusForm:
    assert isinstance(view._scene, Scene)
    assert isinstance(view._scene.map, PlusMap)
    return view._scene.map.form


def canvas(view: NetworkView) -> QImage:
    assert view._scene is not None
    return view.grab().toImage().copy(view._scene.canvas)


def neuron(snapshot: Snapshot, layer: int, place: int) -> int:
    return snapshot.plan.rows[layer].layer.neurons[place]


def on_edge(view: NetworkView, key: int) -> QPoint:
    """A place on the edge of a bias where no other thing is near."""
    plus = form(view)
    curve = plus.curves[plus.index[key]][None]
    for x, y in bezier(curve, np.linspace(0.2, 0.95, 40))[0].tolist():
        if view.target(round(x), round(y)).parameter == f"b:{key}":
            return QPoint(round(x), round(y))
    raise AssertionError(key)


def drag(view: NetworkView, start: QPoint, by: int) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    at = QPointF(start.x(), start.y() - by)
    for share in (0.5, 1.0):
        at = QPointF(start.x(), start.y() - share * by)
        QApplication.sendEvent(
            view,
            QMouseEvent(
                QEvent.Type.MouseMove, at, view.mapToGlobal(at), Qt.MouseButton.NoButton,
                Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
            ),
        )  # fmt: skip
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at.toPoint())


@pytest.mark.parametrize("look", [SMALL, Look(DARK, plus_one=1.0)], ids=["small", "dark"])
def test_at_nothing_the_diagram_is_painted_exactly_as_without_the_other_form(
    qtbot: QtBot, circle: Snapshot, look: Look
) -> None:
    plain = replace(look, plus_one=0.0, neuron=neuron(circle, 0, 2))
    one, other = NetworkView(), NetworkView()
    for made in (one, other):
        qtbot.addWidget(made)
        made.resize(696, 560)
    one.show_snapshot(circle, plain)
    for share in (0.0, 0.3, 1.0, 0.6, 0.0):
        other.show_snapshot(circle, replace(plain, plus_one=share))
        other.grab()
    assert other.grab().toImage() == one.grab().toImage()
    scene = one._scene
    assert isinstance(scene, Scene)
    assert isinstance(scene.diagram, Diagram)
    expected = QImage(QSize(696, 560), QImage.Format.Format_RGB32)
    painter = QPainter(expected)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    scene.paint_ground(painter, plain)
    DiagramPainter(scene.diagram).paint(painter, circle, plain, Marks())
    painter.end()
    assert canvas(one).convertToFormat(QImage.Format.Format_RGB32) == expected.copy(scene.canvas)


def test_every_share_gives_a_picture_of_its_own_and_the_same_one_again(
    view: NetworkView, circle: Snapshot
) -> None:
    pictures = []
    for share in (0.0, 0.1, 0.35, 0.7, 0.9, 1.0):
        view.show_snapshot(circle, replace(SMALL, plus_one=share))
        pictures.append(view.grab().toImage())
    assert all(a != b for a, b in combinations(pictures, 2))
    view.show_snapshot(circle, replace(SMALL, plus_one=0.35))
    assert view.grab().toImage() == pictures[2]


def test_units_are_amber_and_no_disc_is_left_at_a_neuron(view: NetworkView, circle: Snapshot) -> None:
    image = view.grab().toImage()
    for unit in form(view).units:
        x, y = unit.center
        at = QColor(image.pixel(round(x), round(y + 0.7 * unit.radius))).name().upper()
        assert (at == LIGHT.bias) == (unit.why is None)
    assert isinstance(view._scene, Scene)
    assert isinstance(view._scene.diagram, Diagram)
    for node in form(view).diagram.nodes:
        if node.disc is not None:
            below = QColor(image.pixel(round(node.disc[0] - 8), round(node.box.bottom + 14)))
            assert below.name().upper() != LIGHT.bias


def test_a_larger_bias_is_a_wider_edge_and_a_negative_one_is_dashed(
    view: NetworkView, circle: Snapshot
) -> None:
    key = neuron(circle, 2, 0)
    curve = form(view).curves[form(view).index[key]][None]
    points = bezier(curve, np.linspace(0.3, 0.7, 60))[0]

    def amber(value: float, off: float) -> float:
        view.show_snapshot(turned(circle, {f"b:{key}": value}), SMALL)
        image = view.grab().toImage()
        hits = [
            QColor(image.pixel(round(x), round(y + off))).name().upper() == LIGHT.bias_line
            for x, y in points.tolist()
        ]
        return float(np.mean(hits))

    assert amber(3.0, 3.0) > 0.9
    assert amber(0.1, 3.0) == 0
    assert 0.3 < amber(-3.0, 0.0) < 0.9
    assert amber(3.0, 0.0) == 1


def test_an_edge_from_a_unit_can_be_dragged_in_one_gesture(view: NetworkView, circle: Snapshot) -> None:
    key = neuron(circle, 2, 0)
    wishes: list[tuple[dict[str, float], str]] = []
    view.parameter_set.connect(lambda values, gesture: wishes.append((values, gesture)))
    drag(view, on_edge(view, key), 40)
    start = float(circle.state.theta[circle.plan.index[f"b:{key}"]])
    assert wishes[-1][0] == {f"b:{key}": pytest.approx(start + 40 * STEP)}
    assert len({gesture for _, gesture in wishes}) == 1


def test_a_click_on_an_edge_from_a_unit_selects_its_neuron(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    key = neuron(circle, 1, 1)
    with qtbot.waitSignal(view.neuron_selected) as chosen, qtbot.assertNotEmitted(view.parameter_set):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=on_edge(view, key))
    assert chosen.args == [key]


def test_the_value_of_a_bias_is_typed_on_its_edge_its_figure_or_its_label(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    key = neuron(circle, 0, 2)
    view.show_snapshot(circle, replace(SMALL, neuron=key))
    assert isinstance(view._scene, Scene)
    painter = view._scene._painter
    assert isinstance(painter, PlusPainter)
    label = painter.label_box(key, SMALL.scale)
    assert label is not None
    places = [
        on_edge(view, key),
        QPointF(*form(view).figure(key, 40, 17).middle).toPoint(),
        QPointF(*label.middle).toPoint(),
    ]
    for number, at in enumerate(places):
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
        assert view.edit.isVisible()
        view.edit.setText(f"−0,{number + 1}")
        with qtbot.waitSignal(view.parameter_set) as wish:
            qtbot.keyClick(view.edit, Qt.Key.Key_Return)
        assert wish.args == [{f"b:{key}": -(number + 1) / 10}, ""]


def test_weights_tiles_and_inputs_are_found_as_before(view: NetworkView, circle: Snapshot) -> None:
    plus = form(view)
    for node in plus.diagram.nodes:
        target = view.target(*node.box.middle)
        assert node.key in (target.neuron, target.source)
    edges = plus.diagram.edges
    found = set()
    for k, name in enumerate(edges.ids):
        for x, y in edges.samples[k].tolist():
            if view.target(x, y).parameter == name:
                found.add(name)
    assert found == set(edges.ids)


def test_keys_type_and_change_the_bias_of_the_selected_neuron(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    key = neuron(circle, 0, 0)
    view.show_snapshot(circle, replace(SMALL, neuron=key))
    start = float(circle.state.theta[circle.plan.index[f"b:{key}"]])
    with qtbot.waitSignal(view.parameter_set) as wish:
        qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert wish.args[0] == {f"b:{key}": pytest.approx(start + STEP)}
    with qtbot.waitSignal(view.neuron_selected) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert chosen.args == [neuron(circle, 0, 1)]
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.edit.isVisible()
    assert form(view).figure(key, 40, 17).holds(*view.edit.geometry().center().toTuple(), slack=14)


def test_a_unit_says_what_it_is_and_is_no_neuron(view: NetworkView, circle: Snapshot, qtbot: QtBot) -> None:
    from ui.views.network_pointing import words

    unit = form(view).units[0]
    target = view.target(*unit.center)
    assert (target.unit, target.neuron, target.parameter) == (0, None, None)
    said = words(view, circle, target)
    assert (
        said
        == "This unit always says 1 and learns nothing.\nIts 4 edges to hidden layer 1 are the biases, one a neuron."
    )
    with qtbot.assertNotEmitted(view.neuron_selected):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(*unit.center).toPoint())
    assert "has no bias of its own" in words(
        view, circle, view.target(*form(view).diagram.nodes[0].box.middle)
    )


def test_what_marks_a_bias_marks_its_edge(view: NetworkView, circle: Snapshot) -> None:
    key = neuron(circle, 2, 0)
    plain = canvas(view)
    thick = turned(circle, {f"b:{key}": 3.0})
    lost = replace(thick, state=replace(thick.state, divergence=Divergence(9, f"b:{key}", 3.0, 9e30, False)))
    edited = replace(circle, run=circle.run.edited(0, SetParameters(values={f"b:{key}": 0.1})))
    shown = [
        seen(moment("circle", 200, change)) for change in ({"locked": [f"b:{key}"]}, {"train": "weights"})
    ]
    for snapshot in (lost, edited, *shown):
        view.show_snapshot(snapshot, SMALL)
        assert canvas(view) != plain
    view.show_snapshot(lost, SMALL)
    x, y = on_edge(view, key).toTuple()
    colors = {
        QColor(view.grab().toImage().pixel(x + d, y + e)).name().upper()
        for d in (-1, 0, 1)
        for e in (-1, 0, 1)
    }
    assert LIGHT.loss in colors


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97, 1.0])
@pytest.mark.parametrize("off", [(), (0,), (1, 2), (0, 1, 2)], ids=str)
def test_any_form_is_drawn_whatever_the_numbers(qtbot: QtBot, off: tuple[int, ...], share: float) -> None:
    snapshot = seen(moment("circle", 0, settings(4, 2, off=off)))
    theta = np.full(snapshot.plan.size, np.nan, snapshot.plan.dtype)
    theta[::3] = np.inf
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(520, 330)
    for state in (snapshot.state, replace(snapshot.state, theta=theta)):
        view.show_snapshot(
            replace(snapshot, state=state), replace(SMALL, plus_one=share, neuron=neuron(snapshot, 0, 1))
        )
        assert not view.grab().isNull()


def test_a_wide_network_stays_as_it_is_and_the_switch_says_why(qtbot: QtBot) -> None:
    digits = moment("digits")
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(816, 318)
    view.show_snapshot(digits, replace(SMALL, plus_one=0.0))
    before = canvas(view)
    view.show_snapshot(digits, SMALL)
    assert canvas(view) == before
    assert not view.header.plus_one.isEnabled()
    assert "drawn edge by edge" in view.header.plus_one.toolTip()


# --- the head ----------------------------------------------------------------------------------------------


def test_the_switch_asks_and_waits_for_the_answer(view: NetworkView, circle: Snapshot, qtbot: QtBot) -> None:
    switch = view.header.plus_one
    assert switch.isChecked()
    with qtbot.waitSignal(view.plus_one_toggled):
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.isChecked()
    view.show_snapshot(circle, replace(SMALL, plus_one=0.0))
    assert not switch.isChecked()
    switch.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(view.plus_one_toggled):
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert switch.accessibleName()
    assert "(X)" in switch.toolTip()


@pytest.mark.parametrize("width", [420, 520, 600, 676, 760, 932])
@pytest.mark.parametrize("compact", [True, False])
def test_the_parts_of_the_head_stand_side_by_side(
    qtbot: QtBot, circle: Snapshot, width: int, compact: bool
) -> None:
    for snapshot in (circle, moment("digits")):
        view = NetworkView()
        qtbot.addWidget(view)
        view.resize(width, 402)
        view.show()
        view.show_snapshot(snapshot, replace(SMALL, compact=compact, scale=0.86 if compact else 1.0))
        head = view.header
        parts = [
            p.geometry() for p in (head.counts, head.plus_one, head.quantity, head.add_layer) if p.isVisible()
        ]
        assert all(head.rect().contains(part) for part in parts)
        assert not any(a.intersects(b) for a, b in combinations(parts, 2))


def test_the_counts_open_the_count_and_say_how_many_train(
    view: NetworkView, circle: Snapshot, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(view.counts_toggled):
        qtbot.mouseClick(view.header.counts, Qt.MouseButton.LeftButton)
    said = [" ".join(text for text, _, _ in view.header.counts.texts_of(moment("circle", 0, change).plan))
            for change in (None, {"train": "biases"}, {"locked": ["b:10"]})]  # fmt: skip
    assert said == [
        "18 weights + 7 biases = 25 parameters", "18 weights + 7 biases 7 of 25 train", "18 weights + 7 biases 24 of 25 train",
    ]  # fmt: skip


def test_where_there_is_little_room_the_counts_are_mere_numbers_but_never_half(
    qtbot: QtBot, circle: Snapshot
) -> None:
    shown = []
    for width in range(932, 420, -8):
        view = NetworkView()
        qtbot.addWidget(view)
        view.resize(width, 402)
        view.show_snapshot(circle, SMALL)
        said = " ".join(text for text, _, _ in view.header.counts._texts)
        if said not in shown:
            shown.append(said)
    assert shown == ["18 weights + 7 biases = 25 parameters", "18 weights + 7 biases", "18 + 7 = 25"]


# --- what is held still ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "parameter", "said"),
    [
        ({"train": "weights"}, "b:10", "held still: training moves only weights"),
        ({"train": "biases"}, "w:10<7", "held still: training moves only biases"),
        ({"network.layers.0.trainable": False}, "b:2", "held still: training leaves hidden 1 alone"),
        ({"locked": ["b:10"]}, "b:10", "locked: training leaves it alone"),
        ({"train": "weights"}, "w:10<7", ""),
    ],
)
def test_why_training_leaves_a_parameter_alone_is_said(
    change: dict[str, Any], parameter: str, said: str
) -> None:
    plan = moment("circle", 0, change).plan
    name = parameter if parameter in plan.index else next(n for n in plan.ids if n.startswith("w:10<"))
    assert stillness(plan, name) == said


def test_what_a_setting_holds_still_is_apart_from_what_is_locked() -> None:
    assert held(moment("circle", 0).plan) is None
    assert held(moment("circle", 0, {"locked": ["b:10"]}).plan) is None
    plan = moment("circle", 0, {"train": "weights", "locked": ["b:10"]}).plan
    mask = held(plan)
    assert mask is not None
    assert [plan.ids[k] for k in np.flatnonzero(mask)] == [
        n for n in plan.ids if n.startswith("b:") and n != "b:10"
    ]


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize(
    "change", [{"train": "weights"}, {"train": "biases"}, {"network.layers.0.trainable": False}]
)
def test_what_is_held_still_looks_so(qtbot: QtBot, share: float, change: dict[str, Any]) -> None:
    free, kept = (seen(moment("circle", 0, settings)) for settings in (None, change))
    pictures = []
    for snapshot in (free, kept):
        view = NetworkView()
        qtbot.addWidget(view)
        view.resize(676, 402)
        view.show_snapshot(snapshot, replace(SMALL, plus_one=share))
        pictures.append(canvas(view))
    assert pictures[0] != pictures[1]


def test_a_wide_network_shows_what_is_held_still(qtbot: QtBot) -> None:
    pictures = []
    for change in (None, {"train": "weights"}, {"train": "biases"}):
        view = NetworkView()
        qtbot.addWidget(view)
        view.resize(816, 318)
        view.show_snapshot(moment("digits", 0, change), SMALL)
        pictures.append(canvas(view))
    assert all(a != b for a, b in combinations(pictures, 2))
