"""The inspector: the selected neuron's numbers, and the wishes of its sliders and buttons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from moments import moment
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.activation_curve import CurveState, curve, paint_curve, reach_of_sum
from ui.views.activation_curve import span as curve_span
from ui.views.inspector import InspectorView
from ui.views.inspector_layout import lay_out, rows_that_fit, shown_sources
from ui.views.inspector_paint import left_out, titles
from ui.views.names import dead_words, split_id
from ui.views.network_pointing import Target, words
from ui.views.parameter_row import KEY_STEP, ParameterRow, reach_of
from wbsim import engine
from wbsim.activations import ACTIVATIONS
from wbsim.edits import with_parameters
from wbsim.engine import Watch
from wbsim.snapshot import Snapshot

SMALL = Look(LIGHT, scale=0.86, compact=True)
LARGE = Look(LIGHT)


def seen(snapshot: Snapshot) -> Snapshot:
    """With the gradient and a traced sample."""
    watch = Watch(pick=engine.Pick("train", 4), gradient=True)
    return replace(snapshot, watch=watch, seen=engine.look(snapshot.state, snapshot.plan, watch))


def turned(snapshot: Snapshot, values: dict[str, float]) -> Snapshot:
    """With other parameters."""
    return seen(replace(snapshot, state=with_parameters(snapshot.state, snapshot.plan, values)))


@pytest.fixture
def circle() -> Snapshot:
    """The circle before training."""
    return seen(moment("circle", 0))


def key_of(snapshot: Snapshot, layer: int = 0, place: int = 2) -> int:
    """The id of a neuron."""
    return snapshot.plan.rows[layer].layer.neurons[place]


def inspected(
    qtbot: QtBot,
    snapshot: Snapshot,
    neuron: int | None,
    look: Look = SMALL,
    size: tuple[int, int] = (480, 240),
) -> InspectorView:
    """An inspector of a neuron."""
    view = InspectorView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    view.show_snapshot(snapshot, replace(look, neuron=neuron))
    return view


def rows(view: InspectorView) -> list[ParameterRow]:
    """The rows that are seen."""
    return [row for row in view.rows if row.isVisible()]


def parameters(view: InspectorView) -> list[str]:
    """The ids that have a row."""
    return [row.state.parameter for row in rows(view) if row.state is not None]


def move(row: ParameterRow, at: QPoint) -> None:
    """Moves a held pointer."""
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(row.mapToGlobal(at)), Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(row, event)


# --- pure --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "reach"), [(0.0, 2), (1.6, 2), (-1.7, 3), (4.1, 8), (100.0, 200), (float("nan"), 2)]
)
def test_a_slider_reaches_a_quarter_beyond_its_value_in_coarse_steps(value: float, reach: float) -> None:
    assert reach_of(value) == reach


def test_up_to_six_weights_have_a_row_and_of_more_the_five_largest_in_their_order() -> None:
    assert shown_sources(np.array([0.1, -3.0])) == (0, 1)
    many = np.array([0.1, -5.0, 0.2, 3.0, -0.3, 4.0, 2.0, 0.0])
    assert shown_sources(many) == (1, 3, 4, 5, 6)
    assert shown_sources(many, room=2) == (1, 5)


@pytest.mark.parametrize("size", [(480, 240), (642, 320), (360, 180), (900, 500)], ids=str)
@pytest.mark.parametrize("compact", [True, False])
def test_the_rows_that_fit_end_above_the_foot_and_the_lower_edge(
    size: tuple[int, int], compact: bool
) -> None:
    width, height = size
    scale = 0.86 if compact else 1.0
    for count in range(2, 1 + min(7, rows_that_fit(height, scale, compact))):
        layout = lay_out(width, height, scale, compact, count, curve=True, wide=False)
        assert layout.rows[-1].bottom <= height + 1
        assert layout.foot is None or layout.rows[-1].bottom <= layout.foot
        assert layout.columns.slider[0] < layout.columns.slider[1] < layout.columns.value_end


CURVES = [entry.name for entry in ACTIVATIONS if entry.rule]


def test_the_axes_of_a_curve_reach_around_the_sum_and_all_values() -> None:
    assert reach_of_sum(-0.5) == 4
    assert reach_of_sum(5.0) == 6
    assert reach_of_sum(float("inf")) == 4
    assert curve_span("tanh", 4) == (-1.2, 1.2)
    for name in CURVES:
        for reach in (4, 60):
            z, a = curve(name, reach)
            low, high = curve_span(name, reach)
            assert (z[0], z[-1]) == (-reach, reach)
            assert low < min(0, a.min()) <= max(0, a.max()) < high, name


def test_every_activation_has_a_picture_of_its_own(qapp: QApplication) -> None:
    pictures: dict[bytes, str] = {}
    for name in CURVES:
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        image.fill(SMALL.theme.color("panel"))
        painter = QPainter(image)
        paint_curve(painter, SMALL.theme, QRectF(image.rect()), CurveState(name, None, None, None), [()], 1.0)
        painter.end()
        same = pictures.setdefault(bytes(image.constBits()), name)
        assert same == name, f"{name} looks like {same}"


def test_a_neuron_is_named_by_its_place(circle: Snapshot) -> None:
    plan = circle.plan
    assert titles(plan, plan.rows[0], 2) == ("Neuron 3", "hidden layer 1")
    assert titles(plan, plan.rows[2], 0)[0] == "Output neuron"
    digits = moment("digits").plan
    assert titles(digits, digits.rows[-1], 3) == ("Neuron 4", "output layer, for “3”")


def test_what_has_no_slider_is_said() -> None:
    row = moment("digits").plan.rows[0]
    assert left_out(row, (1, 2, 3)) == "3 of 64 inputs, those of the largest weights"
    assert not left_out(row, tuple(range(64)))


# --- what it shows -----------------------------------------------------------------------------------------


def test_every_parameter_of_the_neuron_has_a_row_with_its_value(qtbot: QtBot, circle: Snapshot) -> None:
    key = key_of(circle)
    view = inspected(qtbot, circle, key)
    assert parameters(view) == [f"w:{key}<x1", f"w:{key}<x2", f"b:{key}"]
    for row in rows(view):
        assert row.state is not None
        place = circle.plan.index[row.state.parameter]
        assert row.state.value == circle.state.theta[place]
        assert row.state.gradient == circle.seen.gradient[place]  # type: ignore[index]


def test_without_a_neuron_it_invites_to_choose_one(qtbot: QtBot, circle: Snapshot) -> None:
    view = inspected(qtbot, circle, None)
    assert not rows(view)
    before = view.grab().toImage()
    view.show_snapshot(circle, replace(SMALL, neuron=key_of(circle)))
    assert rows(view)
    view.show_snapshot(circle, SMALL)
    assert view.grab().toImage() == before


def test_a_neuron_that_was_removed_is_as_none(qtbot: QtBot, circle: Snapshot) -> None:
    assert not rows(inspected(qtbot, circle, 999))


def test_the_row_of_the_bias_is_amber(qtbot: QtBot, circle: Snapshot) -> None:
    view = inspected(qtbot, circle, key_of(circle))
    row = rows(view)[-1]
    at = row.pos() + QPoint(round(row._columns.slider[0]) - 10, row.height() // 2 + 10)
    assert QColor(view.grab().toImage().pixel(at)).name().upper() == LIGHT.bias_pale


def test_the_handle_of_a_slider_stands_at_its_value(qtbot: QtBot, circle: Snapshot) -> None:
    key = key_of(circle)
    view = inspected(qtbot, turned(circle, {f"w:{key}<x1": 1.0}), key)
    row = rows(view)[0]
    left, right = row._columns.slider
    image = view.grab().toImage()
    at = row.pos() + QPoint(round(left + 0.75 * (right - left)), row.height() // 2)
    assert QColor(image.pixel(at)).name().upper() == LIGHT.weight


def test_a_bias_that_is_off_has_no_slider_and_can_be_given_back(qtbot: QtBot) -> None:
    bare = seen(moment("circle", 0, {"network.layers.0.bias": False}))
    view = inspected(qtbot, bare, key_of(bare))
    last = rows(view)[-1].state
    assert last is not None
    assert last.value is None
    with qtbot.waitSignal(view.bias_toggled) as wish:
        qtbot.mouseClick(view.bias_switch, Qt.MouseButton.LeftButton)
    assert wish.args == [bare.plan.rows[0].layer.id, True]


def test_numbers_follow_training(qtbot: QtBot, circle: Snapshot) -> None:
    view = inspected(qtbot, circle, key_of(circle), LARGE, (642, 320))
    before = view.grab().toImage()
    view.show_snapshot(seen(moment("circle", 100)), replace(LARGE, neuron=key_of(circle)))
    assert view.grab().toImage() != before


def test_a_dead_weight_says_why_it_stays_0_until_it_is_set(qtbot: QtBot) -> None:
    gone = seen(moment("circle", 400, {"penalty": {"l1": 1.0, "form": "after_step"}}))
    name = next(name for name in gone.plan.ids if gone.is_dead(name))
    neuron = split_id(name)[0]
    target = Target(neuron, None, name, movable=True)
    for snapshot, is_said in ((gone, True), (turned(gone, {name: 0.5}), False)):
        view = inspected(qtbot, snapshot, neuron)
        row = next(row for row in view.rows if row.state is not None and row.state.parameter == name)
        assert (dead_words() in row.toolTip()) == is_said
        assert (dead_words() in words(view, snapshot, target)) == is_said


def test_a_locked_parameter_has_a_closed_lock(qtbot: QtBot, circle: Snapshot) -> None:
    name = f"b:{key_of(circle)}"
    locked = seen(moment("circle", 0, {"locked": [name]}))
    view = inspected(qtbot, locked, key_of(circle))
    assert [row.lock.isChecked() for row in rows(view)] == [False, False, True]


@pytest.mark.parametrize("look", [SMALL, LARGE, Look(DARK, scale=1.8)], ids=["small", "large", "huge"])
@pytest.mark.parametrize("size", [(360, 180), (480, 240), (642, 320), (1400, 800)], ids=str)
@pytest.mark.parametrize("name", ["circle", "digits", "bumps", "spiral-sines"])
def test_any_neuron_is_shown_in_any_size(qtbot: QtBot, name: str, size: tuple[int, int], look: Look) -> None:
    snapshot = seen(moment(name, 0))
    view = inspected(qtbot, snapshot, None, look, size)
    for row in snapshot.plan.rows:
        view.show_snapshot(snapshot, replace(look, neuron=row.layer.neurons[-1]))
        assert not view.grab().isNull()
        assert len(rows(view)) >= 2
    bare = replace(snapshot, seen=engine.Seen())  # as before the first kernel is compiled
    view.show_snapshot(bare, replace(look, neuron=snapshot.plan.rows[0].layer.neurons[0]))
    assert not view.grab().isNull()


def test_numbers_that_are_not_finite_are_shown_all_the_same(qtbot: QtBot, circle: Snapshot) -> None:
    theta = np.full(circle.plan.size, np.inf, circle.plan.dtype)
    theta[::2] = np.nan
    lost = seen(replace(circle, state=replace(circle.state, theta=theta)))
    assert not inspected(qtbot, lost, key_of(circle), LARGE, (642, 320)).grab().isNull()


# --- what is wished ----------------------------------------------------------------------------------------


def test_a_slider_drag_is_one_gesture_and_its_range_holds_still(qtbot: QtBot, circle: Snapshot) -> None:
    key = key_of(circle)
    name = f"w:{key}<x1"
    view = inspected(qtbot, turned(circle, {name: 0.0}), key)
    wishes: list[tuple[dict[str, float], str]] = []
    view.parameter_set.connect(lambda values, gesture: wishes.append((values, gesture)))
    row = rows(view)[0]
    left, right = row._columns.slider
    middle = row.height() // 2
    QTest.mousePress(row, Qt.MouseButton.LeftButton, pos=QPoint(round((left + right) / 2), middle))
    move(row, QPoint(round(left + 0.75 * (right - left)), middle))
    view.show_snapshot(
        turned(circle, {name: 1.9}), replace(SMALL, neuron=key)
    )  # beyond what a range of 2 is for
    assert row.reach == 2
    move(row, QPoint(round(right), middle))
    QTest.mouseRelease(row, Qt.MouseButton.LeftButton, pos=QPoint(round(right), middle))
    assert row.reach == 3
    assert [values[name] for values, _ in wishes] == [
        pytest.approx(1.0, abs=0.02),
        pytest.approx(2.0, abs=0.02),
    ]
    assert len({gesture for _, gesture in wishes}) == 1
    assert wishes[0][1]


def test_a_press_on_the_handle_alone_changes_nothing(qtbot: QtBot, circle: Snapshot) -> None:
    key = key_of(circle)
    view = inspected(qtbot, turned(circle, {f"w:{key}<x1": 0.0}), key)
    row = rows(view)[0]
    left, right = row._columns.slider
    with qtbot.assertNotEmitted(view.parameter_set):
        qtbot.mouseClick(
            row, Qt.MouseButton.LeftButton, pos=QPoint(round((left + right) / 2) + 3, row.height() // 2)
        )


@pytest.mark.parametrize(
    ("key", "modifier", "step"),
    [
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, KEY_STEP),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, -KEY_STEP),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier, 10 * KEY_STEP),
    ],
)
def test_arrows_change_the_value_of_a_row(
    qtbot: QtBot, circle: Snapshot, key: Qt.Key, modifier: Qt.KeyboardModifier, step: float
) -> None:
    neuron = key_of(circle)
    view = inspected(qtbot, turned(circle, {f"b:{neuron}": 0.5}), neuron)
    with qtbot.waitSignal(view.parameter_set) as wish:
        qtbot.keyClick(rows(view)[-1], key, modifier)
    assert wish.args[0] == {f"b:{neuron}": pytest.approx(0.5 + step)}


def test_a_click_on_the_figure_opens_a_field(qtbot: QtBot, circle: Snapshot) -> None:
    key = key_of(circle)
    view = inspected(qtbot, circle, key)
    row = rows(view)[1]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.value_box().center())
    assert view.edit.isVisible()
    view.edit.setText("−1,5")
    with qtbot.waitSignal(view.parameter_set) as wish:
        qtbot.keyClick(view.edit, Qt.Key.Key_Return)
    assert wish.args == [{f"w:{key}<x2": -1.5}, ""]


def test_the_lock_wishes_and_waits_for_the_answer(qtbot: QtBot, circle: Snapshot) -> None:
    view = inspected(qtbot, circle, key_of(circle))
    row = rows(view)[-1]
    with qtbot.waitSignal(view.lock_toggled) as wish:
        qtbot.mouseClick(row.lock, Qt.MouseButton.LeftButton)
    assert wish.args == [f"b:{key_of(circle)}", True]
    assert not row.lock.isChecked()


def test_the_buttons_of_the_bias_switch_it_off_set_it_to_0_and_open_a_field(
    qtbot: QtBot, circle: Snapshot
) -> None:
    key = key_of(circle)
    view = inspected(qtbot, circle, key, LARGE, (642, 320))
    with qtbot.waitSignal(view.bias_toggled) as wish:
        qtbot.mouseClick(view.bias_switch, Qt.MouseButton.LeftButton)
    assert wish.args == [circle.plan.rows[0].layer.id, False]
    with qtbot.waitSignal(view.parameter_set) as wish:
        qtbot.mouseClick(view.bias_zero, Qt.MouseButton.LeftButton)
    assert wish.args == [{f"b:{key}": 0.0}, ""]
    qtbot.mouseClick(view.type_bias, Qt.MouseButton.LeftButton)
    assert view.edit.isVisible()


def test_the_buttons_beside_the_sample_step_through_the_samples(qtbot: QtBot, circle: Snapshot) -> None:
    view = inspected(qtbot, circle, key_of(circle))
    for button, step in ((view.stepper.next, 1), (view.stepper.previous, -1)):
        with qtbot.waitSignal(view.sample_stepped) as wish:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert wish.args == [step]
    assert view.stepper.accessibleName() == "sample 5 of 250"


def test_pointing_at_a_row_names_its_parameter(qtbot: QtBot, circle: Snapshot) -> None:
    view = inspected(qtbot, circle, key_of(circle))
    with qtbot.waitSignal(view.hovered) as pointed:
        rows(view)[0].pointed.emit(f"w:{key_of(circle)}<x1")
    assert pointed.args == [f"w:{key_of(circle)}<x1"]


def test_everything_that_can_be_used_has_a_name_and_a_tooltip(qtbot: QtBot, circle: Snapshot) -> None:
    view = inspected(qtbot, circle, key_of(circle), LARGE, (642, 320))
    parts = [view.bias_switch, view.bias_zero, view.type_bias, view.stepper.previous, view.stepper.next]
    for row in rows(view):
        parts += [row, row.lock]  # type: ignore[list-item]
    assert all(part.accessibleName() and part.toolTip() for part in parts)
