"""The decision plane shows the field, and a drag on the line sets parameters."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import small
from hypothesis import given
from hypothesis import strategies as st
from moments import moment, moment_of
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT, Theme
from ui.views.field import cell_of, field_image, meaning
from ui.views.plane import PlaneView
from ui.views.plane_axes import Axes, axes_of
from ui.views.plane_layout import PlaneLayout, layout
from ui.views.plane_line import NeuronLine, line_of
from ui.views.plane_window import whole
from wbsim.activations import ACTIVATIONS, Activation
from wbsim.engine import Pick
from wbsim.probes.plane import Section
from wbsim.snapshot import Snapshot

COORDINATE = st.floats(-5, 5)
UNIT = (-1.0, 1.0)
EDGE = (-6.0, 6.0)
SQUARE = whole(EDGE, EDGE)


def _view(qtbot: QtBot, snapshot: Snapshot, look: Look, size: tuple[int, int] = (480, 402)) -> PlaneView:
    view = PlaneView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    return view


def _place(view: PlaneView, x1: float, x2: float) -> QPoint:
    where = view.where
    assert where is not None
    return QPointF(*where.pixel(x1, x2)).toPoint()


def axes_at(snapshot: Snapshot) -> Axes:
    axes = axes_of(snapshot.plan, Section())
    assert axes is not None
    return axes


def _hover(view: QWidget, place: QPoint) -> None:
    """Moves the pointer over a view that need not be on a screen."""
    at, none = QPointF(place), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def _with_line(snapshot: Snapshot, w1: float, w2: float, b: float) -> tuple[Snapshot, int]:
    """The snapshot with the line of the first neuron where one wants it."""
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    theta = snapshot.state.theta.copy()
    for name, value in ((f"w:{neuron}<x1", w1), (f"w:{neuron}<x2", w2), (f"b:{neuron}", b)):
        theta[snapshot.plan.index[name]] = value
    return replace(snapshot, state=replace(snapshot.state, theta=theta)), neuron


# --- geometry ----------------------------------------------------------------------------------------------


@given(COORDINATE, COORDINATE, st.integers(300, 1200), st.integers(250, 900), st.booleans())
def test_pixels_and_plane_map_onto_each_other(
    x1: float, x2: float, width: int, height: int, compact: bool
) -> None:
    where = layout(width, height, 1.0, compact, (EDGE, EDGE))
    assert where.spot(*where.pixel(x1, x2)) == pytest.approx((x1, x2), abs=1e-9)
    assert where.left + where.side <= width
    assert where.top + where.side <= height


def test_upward_on_screen_is_upward_in_the_plane() -> None:
    where = layout(480, 402, 1.0, True, (EDGE, EDGE))
    assert where.pixel(0, 5)[1] < where.pixel(0, -5)[1]
    assert where.pixels(np.array([[-6.0, 6.0]])).tolist() == [[0.0, 0.0]]


def test_contour_cells_fall_on_the_same_pixels_as_the_plane() -> None:
    where = PlaneLayout(10, 20, 400, 500, SQUARE, SQUARE)
    lines = where.pieces(np.array([[-0.5, -0.5, 127.5, 127.5]]), 128)
    assert lines == pytest.approx(np.array([[0.0, 400.0, 400.0, 0.0]]))


@given(COORDINATE, COORDINATE, COORDINATE, COORDINATE, COORDINATE)
def test_sliding_moves_the_line_through_the_pointer_without_turning_it(
    w1: float, w2: float, b: float, x1: float, x2: float
) -> None:
    if math.hypot(w1, w2) < 0.01:
        return
    moved = NeuronLine(w1, w2, NeuronLine(w1, w2, b).slid((x1, x2)))
    assert w1 * x1 + w2 * x2 + moved.b == pytest.approx(0, abs=1e-9)


@given(COORDINATE, COORDINATE, COORDINATE, COORDINATE, COORDINATE)
def test_turning_keeps_the_length_of_w_and_goes_through_the_pointer(
    w1: float, w2: float, b: float, x1: float, x2: float
) -> None:
    if math.hypot(w1, w2) < 0.01:
        return
    line = NeuronLine(w1, w2, b)
    if math.hypot(x1, x2) < abs(line.distance) + 1e-6:
        return
    v1, v2 = line.turned((x1, x2))
    assert math.hypot(v1, v2) == pytest.approx(line.norm)
    assert v1 * x1 + v2 * x2 + b == pytest.approx(0, abs=1e-6)


def test_turning_takes_the_nearer_of_two_lines() -> None:
    line = NeuronLine(1.0, 0.0, -1.0)  # x1 = 1
    assert line.turned((1.0, 3.0)) == pytest.approx((1.0, 0.0))
    assert line.turned((0.0, 0.0)) == (1.0, 0.0)


def test_the_foot_is_the_distance_from_the_origin_away() -> None:
    line = NeuronLine(3.0, 4.0, -10.0)
    assert line.distance == 2.0
    assert line.foot == pytest.approx((1.2, 1.6))


def test_a_line_ends_at_the_border_of_the_square_or_misses_it() -> None:
    ends = NeuronLine(1.0, 1.0, 0.0).ends(SQUARE)
    assert ends is not None
    assert sorted(c for end in ends for c in end) == pytest.approx([-6, -6, 6, 6])
    assert NeuronLine(1.0, 0.0, -7.0).ends(SQUARE) is None
    assert NeuronLine(1.0, 0.0, -7.0).handles(SQUARE, 1.0) == ()


def test_only_neurons_that_see_nothing_but_the_plane_have_a_line() -> None:
    plain, squares = moment("circle"), moment("circle", 0, {"data.features": ["x1", "x1^2"]})
    first, second = (plain.plan.rows[k].layer.neurons[0] for k in (0, 1))
    assert line_of(plain.plan, plain.state.theta, first, axes_at(plain)) is not None
    assert line_of(plain.plan, plain.state.theta, second, axes_at(plain)) is None
    assert line_of(plain.plan, plain.state.theta, None, axes_at(plain)) is None
    assert line_of(squares.plan, squares.state.theta, first, axes_at(squares)) is None


# --- meaning and colors ------------------------------------------------------------------------------------


def test_the_field_s_range_follows_the_coding() -> None:
    signed = moment("circle").plan
    assert meaning(signed, None, None, UNIT) == meaning(signed, signed.rows[-1].layer.neurons[0], None, UNIT)
    assert (meaning(signed, None, None, UNIT).low, meaning(signed, None, None, UNIT).level) == (-1.0, 0.0)
    binary = moment("circle", 0, {"network.layers.2.activation": "sigmoid", "loss": "bce"}).plan
    assert (meaning(binary, None, None, UNIT).low, meaning(binary, None, None, UNIT).level) == (0.0, 0.5)
    value = moment("plane").plan
    assert (meaning(value, None, None, (-2.5, 2.5)).high, meaning(value, None, None, (-2.5, 2.5)).level) == (
        2.5,
        None,
    )


@pytest.mark.parametrize("entry", [a for a in ACTIVATIONS if a.rule], ids=lambda entry: entry.name)
def test_the_boundary_of_a_hidden_neuron_is_where_its_sum_is_0(entry: Activation) -> None:
    plan = moment("circle", 0, {"network.layers.0.activation": entry.name}).plan
    field = np.array([[-0.1, 0.4], [2.0, 3.0]])
    read = meaning(plan, plan.rows[0].layer.neurons[0], field, 1.0)
    assert read.low < read.high
    assert read.level == pytest.approx(float(entry.rule(0.0)), abs=1e-4)  # type: ignore[misc]
    if entry.bounded:
        assert (read.low, read.high) == entry.ends
    else:
        assert (read.low, read.high) == (-3, 3) or read.high >= 3


def test_a_picture_of_a_field_has_x2_upward_and_survives_what_is_not_finite() -> None:
    field = np.array([[-1.0, np.nan], [1.0, np.inf]])
    image = field_image(field, -1.0, 1.0, ("#000000", "#808080", "#ffffff"))
    assert image.pixelColor(0, 0) == QColor("#ffffff")
    assert image.pixelColor(0, 1) == QColor("#000000")
    assert abs(image.pixelColor(1, 1).red() - 128) <= 1


def test_a_value_is_read_from_the_cell_of_a_point() -> None:
    field = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert [field[cell_of(2, *p, (EDGE, EDGE))] for p in ((-3, -3), (3, -3), (-3, 3), (99, 99))] == [
        1.0,
        2.0,
        3.0,
        4.0,
    ]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_field_s_color_follows_the_output(qtbot: QtBot, theme: Theme) -> None:
    snapshot = moment("circle", 0, {"data.train_share": 100})
    for value, stop in ((-1.0, theme.field[0]), (1.0, theme.field[2])):
        seen = replace(snapshot.seen, plane=np.full((64, 64), value, np.float32))
        view = _view(qtbot, replace(snapshot, seen=seen), Look(theme, compact=True))
        color = view.grab().toImage().pixelColor(_place(view, 5.8, -5.8))
        assert abs(color.lightness() - QColor(stop).lightness()) <= 2


def test_the_boundary_is_ink_where_the_output_is_0(qtbot: QtBot) -> None:
    snapshot = moment("circle")
    field = np.repeat(np.linspace(-1, 1, 256)[:, None], 256, axis=1)
    view = _view(
        qtbot, replace(snapshot, seen=replace(snapshot.seen, plane=field)), Look(LIGHT, compact=True)
    )
    image = view.grab().toImage()
    assert image.pixelColor(_place(view, -5.7, 0.0)).lightness() < 60
    assert image.pixelColor(_place(view, -5.7, 1.0)).lightness() > 180


# --- the widget --------------------------------------------------------------------------------------------


def test_dragging_the_disc_sets_the_bias_in_one_gesture(qtbot: QtBot) -> None:
    snapshot, neuron = _with_line(moment("circle"), 1.0, 0.0, -2.0)
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=neuron))
    said: list[tuple[dict[str, float], str]] = []
    view.parameter_set.connect(lambda values, gesture: said.append((values, gesture)))
    for start, end in ((2.0, 3.0), (2.0, 1.0)):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=_place(view, start, 0.0))
        qtbot.mouseMove(view, _place(view, (start + end) / 2, 0.0))
        qtbot.mouseMove(view, _place(view, end, 0.0))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=_place(view, end, 0.0))
    assert [set(values) for values, _ in said] == [{f"b:{neuron}"}] * 4
    assert said[1][0][f"b:{neuron}"] == pytest.approx(-3.0, abs=0.05)
    assert said[0][1] == said[1][1] != said[2][1] == said[3][1]


def test_dragging_a_handle_turns_w_and_keeps_its_length(qtbot: QtBot) -> None:
    snapshot, neuron = _with_line(moment("circle"), 1.5, 0.0, 0.0)
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=neuron))
    where = view.where
    assert where is not None
    handle = NeuronLine(1.5, 0.0, 0.0).handles(SQUARE, 0.05)[0]
    with qtbot.waitSignal(view.parameter_set) as said:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=_place(view, *handle))
        qtbot.mouseMove(view, _place(view, handle[0] + 2.0, handle[1]))
    values = said.args[0]
    assert set(values) == {f"w:{neuron}<x1", f"w:{neuron}<x2"}
    assert math.hypot(*values.values()) == pytest.approx(1.5)


def test_without_a_bias_there_is_no_disc_to_drag(qtbot: QtBot) -> None:
    snapshot = moment("circle", 0, {"network.layers.0.bias": False})
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=neuron))
    said: list[object] = []
    view.parameter_set.connect(lambda values, gesture: said.append(values))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=_place(view, 0.0, 0.0))
    qtbot.mouseMove(view, _place(view, 1.0, 1.0))
    assert said == []


def test_a_click_on_a_point_picks_it(qtbot: QtBot) -> None:
    snapshot = moment("circle")
    view = _view(qtbot, snapshot, Look(LIGHT), (642, 580))
    assert view._material is not None
    for part, sample in (("train", view._material.dataset.train), ("test", view._material.dataset.test)):
        number = int(np.argmax(sample.x[:, 0]))
        with qtbot.waitSignal(view.sample_picked) as said:
            qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=_place(view, *sample.x[number]))
        found = (view._material.dataset.train if said.args[0] == "train" else view._material.dataset.test).x[
            said.args[1]
        ]
        assert said.args[0] == part or np.hypot(*(found - sample.x[number])) < 0.2


def test_arrow_keys_walk_through_the_points(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", pick=Pick("train", 0)), Look(LIGHT))
    said: list[tuple[str, int]] = []
    view.sample_picked.connect(lambda part, number: said.append((part, number)))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert said == [("train", 1), ("train", 249)]


def test_the_choice_offers_the_selected_neuron_and_says_which_is_chosen(qtbot: QtBot) -> None:
    snapshot = moment("circle")
    neuron = snapshot.plan.rows[0].layer.neurons[2]
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=neuron), (642, 580))
    assert view._controls.choice.words == ("Output", "Hidden 1 · 3")
    with qtbot.waitSignal(view.unit_chosen) as said:
        qtbot.keyClick(view._controls.choice, Qt.Key.Key_Right)
    assert said.args == [neuron]
    view.show_snapshot(snapshot, Look(LIGHT, neuron=neuron, plane_unit=neuron))
    with qtbot.waitSignal(view.unit_chosen) as said:
        qtbot.mouseClick(view._controls.choice, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert said.args == [None]


def test_the_output_neuron_is_no_choice_beside_the_output(qtbot: QtBot) -> None:
    snapshot = moment("circle")
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=snapshot.plan.rows[-1].layer.neurons[0]))
    assert view._controls.choice.words == ("Output",)


def test_the_pointer_reads_the_field(qtbot: QtBot) -> None:
    snapshot = moment("circle")
    view = _view(qtbot, snapshot, Look(LIGHT), (642, 580))
    before = view.grab().toImage()
    _hover(view, _place(view, 3.0, 3.0))
    assert view.grab().toImage() != before


def test_the_traced_point_wears_a_ring(qtbot: QtBot) -> None:
    with_ring = _view(qtbot, moment("circle", pick=Pick("train", 4)), Look(LIGHT)).grab().toImage()
    assert _view(qtbot, moment("circle", pick=None), Look(LIGHT)).grab().toImage() != with_ring


def test_equal_moments_give_equal_pictures_whatever_was_shown_before(qtbot: QtBot) -> None:
    one, other = moment("circle", 10), moment("circle", 200)
    look = Look(LIGHT, neuron=one.plan.rows[0].layer.neurons[1])
    fresh = _view(qtbot, other, look)
    used = _view(qtbot, moment("xor", 5), Look(DARK))
    used.show_snapshot(one, look)
    used.grab()
    used.show_snapshot(other, look)
    assert used.grab().toImage() == fresh.grab().toImage()


ODD: dict[str, dict[str, Any]] = {
    "one neuron": {"hidden": (1,)},
    "no hidden layer": {"hidden": ()},
    "many layers": {"hidden": (8,) * 6, "activation": "relu"},
    "no bias": {
        "network": small.network(
            {"neurons": 2, "bias": False}, {"neurons": 1, "activation": "linear", "bias": False}
        )
    },
    "three classes": {
        "data": small.points(12, 2, classes=3),
        "network": small.network(small.layer(3), small.layer(3, "softmax")),
        "loss": "cross_entropy",
    },
    "no plane": {"data": small.points(6, 5)},
    "one input": {"data": small.points(6, 1)},
}


@pytest.mark.parametrize("wish", ODD.values(), ids=ODD)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_odd_networks_are_drawn(
    qtbot: QtBot, dressed: QApplication, wish: dict[str, Any], theme: Theme
) -> None:
    snapshot = moment_of(small.experiment(**wish), 3)
    neurons = [row.layer.neurons[0] for row in snapshot.plan.rows]
    for neuron in (None, *neurons):
        for size, compact in (((480, 402), True), ((770, 640), False), ((220, 200), True)):
            view = _view(
                qtbot, snapshot, Look(theme, neuron=neuron, plane_unit=neuron, compact=compact), size
            )
            assert not view.grab().isNull()


def test_a_field_that_was_not_measured_is_an_empty_bed(qtbot: QtBot) -> None:
    snapshot = moment("circle")
    view = _view(qtbot, replace(snapshot, seen=replace(snapshot.seen, plane=None)), Look(LIGHT))
    assert view.grab().toImage().pixelColor(_place(view, 5.8, -5.8)) == QColor(LIGHT.sunk)
