"""Points are drawn, erased and moved by hand on the plane, each stroke one step of undo, also while a network trains."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import moment, moment_of
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.look import Look
from ui.theme import LIGHT
from ui.views.plane import PlaneView
from ui.views.plane_layout import layout
from ui.views.plane_material import material_of
from ui.views.plane_pointing import points_within
from ui.views.plane_sheet import changed
from ui.views.plane_strokes import Erasing, Ground, Moving, Painting
from wbsim import presets
from wbsim.data import Points
from wbsim.datasets import draw
from wbsim.points import EditPoints, edited
from wbsim.probes.plane import Section
from wbsim.simulation import replay
from wbsim.snapshot import Snapshot

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


def ground_of(snapshot: Snapshot, side: int = 400) -> Ground:
    material = material_of(snapshot.plan, Section(), None)
    assert material is not None
    where = layout(side + 170, side + 104, 1.0, False, material.axes.ranges)
    return Ground(snapshot.plan, material.axes, where, material.cloud)


def place_of(one: Any, x1: float, x2: float) -> QPoint:
    where = one.window.figure.plane.where
    assert where is not None
    return QPointF(*where.pixel(x1, x2)).toPoint()


def stroke(
    qtbot: QtBot, one: Any, *spots: tuple[float, float], button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, between: int = 0,
) -> None:  # fmt: skip
    """Drags over places of the plane; the run goes on `between` updates at each of them."""
    plane = one.window.figure.plane
    qtbot.mousePress(plane, button, keys, pos=place_of(one, *spots[0]))
    for spot in spots:
        qtbot.mouseMove(plane, place_of(one, *spot))
        one.session.advance(between)
        one.refresh()
    qtbot.mouseRelease(plane, button, keys, pos=place_of(one, *spots[-1]))
    one.refresh()


def points_of(one: Any) -> tuple[np.ndarray, np.ndarray]:
    experiment = one.session.experiment
    drawn = draw(experiment.data, experiment.seed)
    return np.concatenate([drawn.train.x, drawn.test.x]), np.concatenate([drawn.train.y, drawn.test.y])


# --- in the window -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("button", "number"), [(LEFT, 1), (RIGHT, 0)], ids=["left", "right"])
def test_a_stroke_draws_points_of_the_button_s_class_while_it_trains_and_is_one_step(
    qtbot: QtBot, stage: Callable[..., Any], button: Qt.MouseButton, number: int
) -> None:
    one = stage(updates=20)
    before = points_of(one)
    window = one.window.figure.plane.where.window
    qtbot.keyClick(one.window, Qt.Key.Key_B)
    stroke(qtbot, one, (-4.0, -4.0), (-1.0, -4.0), (3.0, -3.0), button=button, between=7)
    x, y = points_of(one)
    fresh = np.array([not (row == before[0]).all(axis=1).any() for row in x])
    assert fresh.sum() >= 10 and len(x) == 500 + fresh.sum()
    assert (y[fresh] == number).all()
    assert (np.abs(x[fresh][:, 1] + 4.0) < 1.8).all()
    assert one.session.moment.progress.state.update == 41
    assert len(one.session.snapshot(one.window.watch(one.session.moment.progress.plan)).undo) == 1
    assert one.window.figure.plane.where.window == window  # no axis jumps
    one.post(commands.Undo())
    assert np.array_equal(points_of(one)[0], before[0])


def test_a_run_with_strokes_is_replayed_bit_for_bit(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=10)
    tools = one.window.figure.plane.tools
    for tool, spots in (
        ("draw", ((-4.0, -4.0), (0.0, -4.0))), ("erase", ((0.0, 0.0), (1.0, 1.0))), ("draw", ((4.0, 4.0),)),
    ):  # fmt: skip
        tools.choose(tool)
        stroke(qtbot, one, *spots, between=5)
    again = replay(one.session.moment.run, one.session.moment.progress.state.update)
    assert np.array_equal(again.state.theta, one.session.moment.progress.state.theta)
    assert len(one.session.deeds.undo_steps) == 3


def test_a_click_puts_one_point_exactly_there(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.figure.plane.tools.choose("draw")
    place = place_of(one, 3.0, 3.0)
    qtbot.mouseClick(one.window.figure.plane, LEFT, pos=place)
    edit = one.of(commands.EditPoints)[0].edit
    assert edit.add_x == (one.window.figure.plane.where.spot(place.x(), place.y()),)


def test_an_eraser_takes_every_point_on_its_way_and_no_other(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    plane = one.window.figure.plane
    before = points_of(one)[0]
    plane.tools.choose("erase")
    spots = [(-4.0, 0.0), (-2.0, 0.0), (0.0, 0.0), (2.0, 1.0)]
    stroke(qtbot, one, *spots)
    after = points_of(one)[0]
    kept = np.array([(row == after).all(axis=1).any() for row in before])
    where, reach = plane.where, plane.tools.radius
    along = np.concatenate([np.linspace(a, b, 400) for a, b in pairwise(spots)])
    pixels = where.pixels(before)
    near = np.min([np.hypot(*(pixels - p).T) for p in where.pixels(along)], axis=0)
    assert kept[near > reach + 1.5].all()
    assert not kept[near < 0.85 * reach].any()
    assert len(one.session.deeds.undo_steps) == 1


def test_an_eraser_never_takes_the_wrong_points_while_edits_are_under_way(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage()
    plane = one.window.figure.plane
    plane.tools.choose("erase")
    before = points_of(one)[0]
    far = np.abs(before[:, 1]) > 2.5
    qtbot.mousePress(plane, LEFT, pos=place_of(one, -4.0, 0.0))
    for x1 in np.linspace(-4.0, 4.0, 60):  # the window sees none of it
        qtbot.mouseMove(plane, place_of(one, float(x1), 0.0))
    qtbot.mouseRelease(plane, LEFT, pos=place_of(one, 4.0, 0.0))
    one.refresh()  # what was passed meanwhile is erased as soon as the first edit is seen
    one.refresh()
    after = points_of(one)[0]
    assert all((row == after).all(axis=1).any() for row in before[far])
    assert not ((np.abs(after[:, 1]) < 0.2) & (np.abs(after[:, 0]) < 4)).any()


def test_the_last_training_point_stays_and_the_eraser_says_so(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage()
    plane = one.window.figure.plane
    plane.tools.choose("erase")
    plane.tools.resize_brush(99)
    spots = [(x1, x2) for x2 in np.arange(-5.5, 6.0, 1.0) for x1 in np.arange(-5.5, 6.0, 1.5)]
    stroke(qtbot, one, *spots)
    stroke(qtbot, one, *spots)
    assert len(draw(one.session.experiment.data, one.session.experiment.seed).train) >= 1
    assert "at least one must stay" in one.driver._refusal.problems[0].what


def test_one_point_is_dragged_to_where_the_pointer_is(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    one.window.figure.plane.tools.choose("move")
    x, _ = points_of(one)
    number = int(np.argmax(x[:, 0]))
    start = tuple(x[number].tolist())
    stroke(qtbot, one, start, (4.0, -4.0), (5.0, -5.0), between=3)
    after, _ = points_of(one)
    assert after[number] == pytest.approx((5.0, -5.0), abs=0.1)
    assert np.array_equal(np.delete(after, number, 0), np.delete(x, number, 0))
    assert len(one.session.deeds.undo_steps) == 1


@pytest.mark.parametrize("way", ["shift", "all"])
def test_the_whole_cloud_is_dragged(qtbot: QtBot, stage: Callable[..., Any], way: str) -> None:
    one = stage()
    tools = one.window.figure.plane.tools
    tools.choose("move")
    if way == "all":
        tools.scope.chosen.emit(1)
    x, _ = points_of(one)
    keys = SHIFT if way == "shift" else Qt.KeyboardModifier.NoModifier
    stroke(qtbot, one, (-5.5, 5.5), (-4.5, 4.5), (-3.5, 4.0), keys=keys, between=2)
    moved = points_of(one)[0] - x
    assert moved == pytest.approx(np.broadcast_to((2.0, -1.5), moved.shape), abs=0.1)
    assert np.ptp(moved, axis=0) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert len(one.session.deeds.undo_steps) == 1


def test_looking_edits_nothing_and_the_right_button_looks(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    stroke(qtbot, one, (-5.0, 5.0), (0.0, 5.0), button=RIGHT)
    stroke(qtbot, one, (-5.5, 5.5), (0.0, 5.5))
    assert one.of(commands.EditPoints) == []


def test_each_tool_has_a_key_and_escape_puts_it_down(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    tools = one.window.figure.plane.tools
    for key, tool in (
        (Qt.Key.Key_B, "draw"),
        (Qt.Key.Key_E, "erase"),
        (Qt.Key.Key_G, "move"),
        (Qt.Key.Key_V, "look"),
    ):
        qtbot.keyClick(one.window, key)
        assert tools.tool == tool
        assert [button.isChecked() for button in tools.buttons.values()].count(True) == 1
        assert tools.buttons[tool].isChecked() and tools.buttons[tool].accessibleName()
    qtbot.keyClick(one.window, Qt.Key.Key_B)
    qtbot.keyClick(one.window, Qt.Key.Key_Escape)
    assert tools.tool == "look"


def test_points_are_drawn_by_keys_alone(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    plane = one.window.figure.plane
    qtbot.keyClick(one.window, Qt.Key.Key_B)
    plane.setFocus()
    qtbot.keyClick(plane, Qt.Key.Key_1)
    for _ in range(5):
        qtbot.keyClick(plane, Qt.Key.Key_Right)
    qtbot.keyClick(plane, Qt.Key.Key_Return)
    edit = one.of(commands.EditPoints)[0].edit
    assert edit.add_y == (0,)
    assert edit.add_x[0] == pytest.approx((60 / plane.where.side * 12, 0.0), abs=0.05)
    assert one.session.moment.progress.state.update == 0  # the arrow made no update


def test_brackets_and_the_wheel_size_the_brush(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    plane = one.window.figure.plane
    size = plane.tools.radius
    qtbot.keyClick(one.window, Qt.Key.Key_BracketRight)
    assert plane.tools.radius == pytest.approx(1.2 * size)
    qtbot.keyClick(one.window, Qt.Key.Key_BracketLeft)
    plane.tools.choose("draw")
    at, window = QPointF(place_of(one, 0.0, 0.0)), plane.where.window
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plane, event)
    assert plane.tools.radius == pytest.approx(1.44 * size)
    assert plane.where.window == window


def test_a_class_is_chosen_where_there_are_more_than_two(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage("iris")
    plane = one.window.figure.plane
    plane.tools.choose("draw")
    assert plane.tools.classes.isVisible()
    assert plane.tools.classes.words == ("setosa", "versicolor", "virginica")
    plane.tools.classes.chosen.emit(1)
    stroke(qtbot, one, (6.0, 3.0))
    edit = one.of(commands.EditPoints)[0].edit
    means = draw(one.session.experiment.data, one.session.experiment.seed).train.x.mean(axis=0)
    assert edit.add_y == (1,)
    assert edit.add_x[0][2:] == pytest.approx(means[2:].tolist(), abs=0.05)  # on the plane that is shown


def test_a_value_is_chosen_for_a_regression(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage("penguins")
    tools = one.window.figure.plane.tools
    tools.choose("draw")
    tools.slider.moved.emit(5000.0)
    stroke(qtbot, one, (200.0, 45.0))
    assert one.of(commands.EditPoints)[0].edit.add_y == ((5000.0,),)
    stroke(qtbot, one, (190.0, 40.0), button=RIGHT)
    assert len(one.of(commands.EditPoints)) == 1


def test_with_one_input_the_height_of_the_pointer_is_the_target(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage("house-price", 50)
    plane = one.window.figure.plane
    plane.tools.choose("draw")
    plane.tools.resize_brush(-9)
    ranges = plane.where.window.ranges
    stroke(qtbot, one, (60.0, 400.0))
    edit = one.of(commands.EditPoints)[0].edit
    assert edit.add_x[0] == pytest.approx((60.0,), abs=1.0)
    assert edit.add_y[0] == pytest.approx((400.0,), abs=2.0)
    x, y = points_of(one)
    number = int(np.argmin(np.abs(x[:, 0] - edit.add_x[0][0]) + np.abs(y[:, 0] - edit.add_y[0][0])))
    plane.tools.choose("move")
    stroke(qtbot, one, (x[number, 0], y[number, 0]), (90.0, 300.0))
    after, heights = points_of(one)
    assert (after[number, 0], heights[number, 0]) == pytest.approx((90.0, 300.0), abs=2.0)
    assert plane.where.window.ranges == ranges


@pytest.mark.parametrize("count", [300, 1500], ids=["few", "many"])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_points_that_come_and_go_leave_the_picture_of_the_points_that_are_there(
    qtbot: QtBot, count: int, ratio: float
) -> None:
    x, y = np.random.default_rng(1).uniform(-5, 5, (count, 2)), np.arange(count) % 2
    points = Points(x=x, y=y, classes=2, ranges=((-6.0, 6.0), (-6.0, 6.0)))
    wish = presets.load("circle").experiment.changed({"data.dataset": "points", "data.points": points})
    snapshots = [moment_of(wish, 0, pick=None)]
    for edit in (
        EditPoints(add_x=((1.0, 4.0), (-4.0, 0.1)), add_y=(0, 1)),
        EditPoints(remove=(0, 1, 2, 200)),
        EditPoints(move=(7,), by=(0.5, 0.25)),
        EditPoints(add_x=((1.1, 4.0),), add_y=(1,)),
        EditPoints(move="all", by=(0.125, 0.0)),
    ):
        last = snapshots[-1].plan.experiment
        data = edited(last.data, last.seed, edit)
        snapshots.append(moment_of(last.model_copy(update={"data": data}), 0, pick=None))
    look = Look(LIGHT, compact=True)

    def picture(shown: list[Snapshot]) -> QImage:
        view = PlaneView()
        qtbot.addWidget(view)
        view.resize(480, 402)
        image = QImage(round(480 * ratio), round(402 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        for snapshot in shown:
            view.show_snapshot(snapshot, look)
            view.render(image)
        return image

    for end in range(2, len(snapshots) + 1):
        assert picture(snapshots[:end]) == picture(snapshots[end - 1 : end]), end


def test_what_went_or_came_is_found_and_another_order_is_another_picture() -> None:
    rows = np.random.default_rng(2).uniform(size=(50, 4))
    kept = np.delete(rows, [3, 40], axis=0)
    found = changed(rows, kept)
    assert found is not None and np.array_equal(found, rows[[3, 40], :2])
    assert changed(rows, rows[::-1].copy()) is None
    same = changed(rows, rows.copy())
    assert same is not None and len(same) == 0


# --- strokes alone -----------------------------------------------------------------------------------------


@given(st.integers(1, 10_000), st.floats(4, 96), st.lists(st.tuples(st.integers(60, 440), st.integers(60, 440)), min_size=1, max_size=6))  # fmt: skip
def test_points_fall_within_the_brush_on_its_way_and_again_the_same(
    number: int, radius: float, way: list[tuple[int, int]]
) -> None:
    ground = ground_of(moment("circle"))
    found = []
    for _ in range(2):
        painting = Painting(number, radius, 1)
        edits = [painting.to(ground, place) for place in way]
        found.append([spot for edit in edits if edit is not None for spot in edit.add_x])
    assert found[0] == found[1]
    where = ground.where
    steps = [np.linspace(a, b, 300) for a, b in pairwise(way)] or [np.array(way, float)]
    along = np.concatenate(steps)
    for spot in found[0]:
        at = np.array(where.pixel(*spot))
        assert np.hypot(*(along - at).T).min() <= radius + 2
        assert where.window.contains(*spot)


def test_a_larger_brush_leaves_fewer_dabs_of_more_points() -> None:
    ground = ground_of(moment("circle"))
    counts = []
    for radius in (10.0, 40.0):
        painting = Painting(1, radius, 1)
        edits = [painting.to(ground, (80.0 + 3 * k, 250.0)) for k in range(100)]
        counts.append([len(edit.add_x) for edit in edits if edit is not None])
    assert len(counts[0]) > 2 * len(counts[1])
    assert max(counts[0]) == 1 and max(counts[1]) >= 2


def test_an_eraser_waits_until_its_edit_was_seen() -> None:
    ground = ground_of(moment("circle"))
    erasing = Erasing(1, 60.0)
    middle = ground.where.pixel(0.0, 0.0)
    assert erasing.to(ground, middle) is not None
    assert erasing.to(ground, (middle[0] + 80, middle[1])) is None
    assert erasing.settled(ground) is None
    erasing.refused()
    assert erasing.settled(ground) is not None


def test_points_are_counted_through_the_training_ones_and_then_the_testing_ones() -> None:
    ground = ground_of(moment("circle"))
    for name, part in ground.cloud.parts:
        places = ground.where.pixels(part.spots[7:8])
        begin = 0 if name == "train" else len(ground.cloud.train.spots)
        assert begin + 7 in points_within(ground.where, ground.cloud, places, 0.5)


def test_a_moved_point_follows_the_hand_step_by_step() -> None:
    ground = ground_of(moment("circle"))
    start = ground.where.pixel(1.0, 1.0)
    moving = Moving(1, 3, ground, start)
    steps = [moving.to(ground, ground.where.pixel(*spot)) for spot in ((2.0, 1.0), (2.0, 0.0))]
    assert [step.by for step in steps if step is not None] == [
        pytest.approx((1.0, 0.0), abs=1e-9), pytest.approx((0.0, -1.0), abs=1e-9)
    ]  # fmt: skip
    assert moving.to(ground, ground.where.pixel(2.0, 0.0)) is None
