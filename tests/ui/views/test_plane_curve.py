"""A single input lies across and the target upward: the curve, its line in words, and dragging it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import moment
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from ui import commands
from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.plane import PlaneView
from ui.views.plane_curve import curve_pieces
from ui.views.plane_curve_line import CurveLine, curve_line, equation
from ui.views.plane_material import material_of
from ui.views.plane_window import Window
from wbsim import engine
from wbsim.probes.plane import Section
from wbsim.snapshot import Snapshot

NUMBER = st.floats(-5, 5)
HOUSES = Window(0.0, -50.0, 200.0, 550.0)


def _view(qtbot: QtBot, snapshot: Snapshot, look: Look | None = None) -> PlaneView:
    view = PlaneView()
    qtbot.addWidget(view)
    view.resize(480, 402)
    view.show_snapshot(snapshot, look or Look(LIGHT, compact=True))
    return view


def test_the_axes_are_the_input_and_the_target_in_their_units() -> None:
    material = material_of(moment("house-price").plan, Section(), None)
    assert material is not None
    axes = material.axes
    assert (axes.across.title, axes.up.title) == ("size (m²)", "price (k€)")
    assert axes.curved and axes.across.ends == (-15.0, 200.0)
    low, high = axes.up.ends
    assert low <= 0.0 and all(low < y < high for _, part in material.cloud.parts for y in part.spots[:, 1])


@pytest.mark.parametrize("standardize", ["nothing", "inputs", "all"])
def test_the_line_is_the_output_in_the_units_of_the_data(standardize: str) -> None:
    snapshot = moment("house-price", 300, {"data.standardize": standardize, "optimizer.learning_rate": 0.03})
    line = curve_line(snapshot.plan, snapshot.state.theta)
    assert line is not None
    x = np.array([[30.0], [90.0], [180.0]])
    told = engine.predict(snapshot.state, snapshot.plan, x)[:, 0]
    assert [line.at(v) for v in x[:, 0]] == pytest.approx(told.tolist(), rel=1e-9)
    assert [line.slope * v + line.intercept for v in x[:, 0]] == pytest.approx(told.tolist(), rel=1e-9)
    assert len(equation(snapshot.plan, line)) == (1 if standardize == "nothing" else 2)


def test_the_line_is_said_in_words_and_units() -> None:
    plan = moment("house-price").plan
    assert equation(plan, CurveLine(2.5, -10.0, 1, True)) == ("price = 2.50 k€/m² · size − 10.0 k€",)
    both = equation(plan, CurveLine(1.0, 0.5, 1, True, (100.0, 40.0), (240.0, 100.0)))
    assert both == (
        "price = 2.50 k€/m² · size + 40.0 k€", "(price − 240)/100 = 1.00 · (size − 100)/40.0 + 0.500",
    )  # fmt: skip


@given(NUMBER, NUMBER, st.floats(0, 200), st.floats(-50, 500))
def test_sliding_and_turning_lead_the_line_through_the_pointer(
    w: float, b: float, x: float, y: float
) -> None:
    scales = ((100.0, 40.0), (240.0, 90.0))
    line = CurveLine(w, b, 1, True, *scales)
    slid = CurveLine(w, line.slid((x, y))["b:1"], 1, True, *scales)
    assert slid.at(x) == pytest.approx(y, abs=1e-6) and slid.slope == line.slope
    turned = line.turned((x, y), "x1")
    if turned:
        after = CurveLine(turned["w:1<x1"], b, 1, True, *scales)
        assert after.at(x) == pytest.approx(y, abs=1e-4)
        assert after.at(100.0) == line.at(100.0)  # it turns around the place where y depends on b alone


def test_without_a_bias_the_line_has_no_disc_and_only_straight_single_neurons_have_a_line() -> None:
    assert CurveLine(1.0, 0.0, 1, False).slid((3.0, 4.0)) == {}
    bare = moment("house-price", 0, {"network.layers.0.bias": False})
    line = curve_line(bare.plan, bare.state.theta)
    assert line is not None and not line.has_bias
    plane = moment("circle")
    assert curve_line(plane.plan, plane.state.theta) is None


def test_the_curve_lies_on_the_pixels_of_the_output(qtbot: QtBot) -> None:
    snapshot = moment("house-price", 200)
    view = _view(qtbot, snapshot)
    assert view.where is not None and snapshot.seen.curve is not None
    where = view.where.inner
    pieces = curve_pieces(where, snapshot.seen.curve)
    line = curve_line(snapshot.plan, snapshot.state.theta)
    assert line is not None
    for x, y in (*pieces[:, :2], *pieces[:, 2:]):
        spot = where.spot(x, y)
        assert spot[1] == pytest.approx(line.at(spot[0]), abs=0.01)
    assert pieces[0, 0] == pytest.approx(0.0) and pieces[-1, 2] == pytest.approx(where.side)


def test_the_handles_stay_in_sight_where_the_line_does() -> None:
    for w, b in ((2.5, -10.0), (20.0, 0.0), (-1.0, 400.0), (0.0, 100.0)):
        line = CurveLine(w, b, 1, True)
        handle = line.handle(HOUSES)
        assert handle is not None and HOUSES.contains(*handle)
        assert handle[1] == pytest.approx(line.at(handle[0]))
    assert CurveLine(0.0, 900.0, 1, True).handle(HOUSES) is None
    assert CurveLine(0.0, 900.0, 1, True).disc(HOUSES) is None


def test_the_disc_slides_and_the_ring_turns_the_line(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage("house-price", 300)
    plane = one.window.figure.plane
    where = plane.where
    theta = one.session.moment.progress.state.theta
    line = curve_line(one.window.snapshot.plan, theta)
    for name in ("b:", "w:"):
        now = curve_line(one.window.snapshot.plan, one.session.moment.progress.state.theta)
        grip = now.disc(where.window) if name == "b:" else now.handle(where.window)
        start = QPointF(*where.pixel(*grip)).toPoint()
        end = QPointF(*where.pixel(grip[0], grip[1] - 40.0)).toPoint()
        qtbot.mousePress(plane, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(plane, end)
        qtbot.mouseRelease(plane, Qt.MouseButton.LeftButton, pos=end)
        said = one.of(commands.SetParameters)[-1].values
        assert len(said) == 1 and next(iter(said)).startswith(name)
        one.refresh()
    after = curve_line(one.window.snapshot.plan, one.session.moment.progress.state.theta)
    assert after.w < line.w and after.b < line.b - 30


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_points_of_classes_stand_at_what_the_output_should_say(qtbot: QtBot, theme: Any) -> None:
    import small
    from moments import moment_of

    wish = small.experiment(data=small.points(12, 1, classes=2), hidden=(3,))
    snapshot = moment_of(wish, 5)
    view = _view(qtbot, snapshot, Look(theme))
    assert view._material is not None
    heights = {float(y) for _, part in view._material.cloud.parts for y in part.spots[:, 1]}
    assert len(heights) == 2 and max(heights) == 1.0 and view._material.axes.curved
    assert not view.grab().isNull()


def test_the_pointer_reads_input_and_output_with_their_units(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("house-price", 500))
    assert view._moment is not None and view.where is not None
    said = view._moment._reading(QPointF(*view.where.pixel(100.0, 240.0)))
    assert said is not None
    assert said[1].startswith("size ") and " m²" in said[1] and said[1].endswith(" k€")
