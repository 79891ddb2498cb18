"""More than two inputs: axes are chosen, other inputs are held, classes are regions, or every input has an axis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import moment
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.selection import surviving
from ui.theme import DARK, LIGHT
from ui.views.plane import PlaneView
from ui.views.plane_axes import axes_of
from ui.views.plane_layout import layout
from ui.views.plane_line import line_of
from ui.views.plane_parallel import MOST, chosen, crossings
from ui.views.plane_points import fading
from ui.views.plane_regions import borders, class_tones
from ui.views.plane_section import held_at, laid
from wbsim import engine
from wbsim.engine import Watch
from wbsim.probes.plane import Regions, Section
from wbsim.snapshot import Snapshot

PETALS = Section((2, 3), ((0, 6.5),))


def _view(qtbot: QtBot, snapshot: Snapshot, look: Look, size: tuple[int, int] = (480, 402)) -> PlaneView:
    view = PlaneView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    return view


def _seen(snapshot: Snapshot, section: Section) -> Snapshot:
    watch = Watch(plane=64, section=section)
    return replace(snapshot, watch=watch, seen=engine.look(snapshot.state, snapshot.plan, watch))


# --- axes --------------------------------------------------------------------------------------------------


def test_each_axis_has_its_own_range_and_title() -> None:
    plan = moment("penguins").plan
    axes = axes_of(plan, Section())
    assert axes is not None
    assert axes.ranges == ((165.0, 240.0), (30.0, 62.0))
    assert (axes.across.title, axes.up.title) == ("flipper length (mm)", "bill length (mm)")
    where = layout(480, 402, 1.0, True, axes.ranges)
    assert where.pixel(165.0, 30.0) == (where.left, where.bottom)
    assert where.pixel(240.0, 62.0) == (where.right, where.top)


def test_the_line_of_a_neuron_is_where_its_sum_is_0_on_any_section_and_scale() -> None:
    snapshot = moment("iris", 100)
    neuron = snapshot.plan.rows[0].layer.neurons[1]
    axes = axes_of(snapshot.plan, PETALS)
    assert axes is not None
    line = line_of(snapshot.plan, snapshot.state.theta, neuron, axes)
    assert line is not None
    where = layout(642, 580, 1.0, False, axes.ranges)
    ends = line.ends(where.window)
    assert ends is not None
    scaling = snapshot.plan.scales.inputs
    weights = snapshot.plan.rows[0].weights_of(snapshot.state.theta)[1]
    bias = snapshot.plan.rows[0].biases_of(snapshot.state.theta)[1]
    for end in ends:
        point = np.array(axes.point(end))
        z = float(weights @ scaling.apply(point[None])[0] + bias)
        assert z == pytest.approx(0.0, abs=1e-4)
        assert axes.point(end)[0] == 6.5
        assert where.window.contains(*(round(v, 9) for v in end))
    moved = (5.0, 1.0)
    slid = replace(line, b=line.slid(moved))
    w1, w2 = line.turned(moved)
    for after in (slid, replace(line, w1=w1, w2=w2)):
        z1, z2 = ((a - s) / c for a, s, c in zip(moved, line.shift, line.scale, strict=True))
        assert after.w1 * z1 + after.w2 * z2 + after.b + after.rest == pytest.approx(0.0, abs=1e-9)


@given(st.permutations(range(4)), st.integers(0, 1), st.integers(0, 3))
def test_an_axis_takes_any_input_and_never_the_other_axis_s(
    order: list[int], which: int, number: int
) -> None:
    axes = laid((order[0], order[1]), which, number)
    assert axes[which] == number and axes[0] != axes[1]


def test_holding_is_by_input_and_undone_by_the_mean() -> None:
    section = held_at(held_at(Section(), 3, 1.0), 2, 5.0)
    assert section.held == ((2, 5.0), (3, 1.0))
    assert held_at(section, 3, None).held == ((2, 5.0),)


def test_what_other_data_lack_is_forgotten() -> None:
    look = Look(LIGHT, section=Section((2, 3), ((0, 6.5), (3, 1.0))))
    assert surviving(look, moment("iris").plan).section == look.section
    assert surviving(look, moment("penguins").plan).section == Section()


# --- in the window -----------------------------------------------------------------------------------------


def test_axes_and_held_values_are_looked_at_and_never_part_of_the_run(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage("iris", 30)
    plane = one.window.figure.plane
    theta = one.session.moment.progress.state.theta
    plane.section.choose(0, 2)
    one.refresh()
    plane.section.choose(1, 3)
    one.refresh()
    row = plane.section.rows[0]
    assert row.isVisible() and row.slider.accessibleName() == "sepal length is held at"
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    one.refresh()
    section = one.window.look.section
    assert section.axes == (2, 3) and section.held[0][0] == 0
    assert one.window.watch(one.window.snapshot.plan).section == section
    assert plane.section.across.text() == "petal length (cm)"
    qtbot.mouseClick(row.mean, Qt.MouseButton.LeftButton)
    one.refresh()
    assert one.window.look.section.held == ()
    assert one.session.moment.run.edits == () and one.session.moment.progress.state.theta is theta
    assert len(plane.section.menu(0).actions()) == 4


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(480, 402), (771, 640), (220, 200)])
def test_what_was_shown_before_leaves_no_trace(qtbot: QtBot, theme: Any, size: tuple[int, int]) -> None:
    compact = size[0] < 600
    shown = [
        (_seen(moment("iris", 40), PETALS), Look(theme, section=PETALS, compact=compact)),
        (moment("house-price", 40), Look(theme, compact=compact)),
        (moment("pass-fail", 40), Look(theme, compact=compact)),
    ]
    used = _view(qtbot, *shown[0], size)
    for snapshot, look in (*shown[1:], shown[0]):
        used.show_snapshot(snapshot, look)
        fresh = _view(qtbot, snapshot, look, size)
        assert used.grab().toImage() == fresh.grab().toImage()


# --- regions -----------------------------------------------------------------------------------------------


def test_regions_are_the_classes_that_the_outputs_tell() -> None:
    snapshot = _seen(moment("iris", 200), PETALS)
    regions, axes = snapshot.seen.regions, axes_of(snapshot.plan, PETALS)
    assert regions is not None and axes is not None and snapshot.seen.plane is None
    where = layout(642, 580, 1.0, False, axes.ranges)
    cells = np.array([(0, 0), (20, 30), (40, 40), (63, 63)])
    (left, right), (low, high) = axes.ranges
    x = np.array([
        axes.point((left + (c + 0.5) / 64 * (right - left), low + (r + 0.5) / 64 * (high - low)))
        for r, c in cells
    ])  # fmt: skip
    told = np.sort(engine.predict(snapshot.state, snapshot.plan, x), axis=1)
    best = np.argmax(engine.predict(snapshot.state, snapshot.plan, x), axis=1)
    at = tuple(cells.T)
    assert regions.winner[at].tolist() == best.tolist()
    assert regions.value[at] == pytest.approx(told[:, -1], abs=1e-6)
    assert regions.lead[at] == pytest.approx(told[:, -1] - told[:, -2], abs=1e-6)
    assert len(borders(where.inner, regions))


def test_borders_lie_where_two_classes_are_level() -> None:
    centers = (np.arange(64) + 0.5) / 64 * 12 - 6
    edges = np.repeat(centers[None], 64, axis=0)
    winner = np.digitize(edges, [-2.0, 3.0])
    lead = np.minimum(np.abs(edges + 2.0), np.abs(edges - 3.0))
    where = layout(480, 402, 1.0, True, ((-6.0, 6.0), (-6.0, 6.0))).inner
    lines = borders(where, Regions(winner, lead, lead))
    found = np.unique(np.round(lines[:, ::2], 3))
    assert found == pytest.approx([where.pixel(-2.0, 0)[0], where.pixel(3.0, 0)[0]], abs=0.1)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_classes_differ_where_they_win_clearly_and_meet_in_one_color(theme: Any) -> None:
    tones = class_tones(theme, 4).astype(int)
    for one in range(4):
        assert tones[one, 0].tolist() == list(QColor(theme.field[1]).getRgb())
        for other in range(one):
            assert np.abs(tones[one, -1] - tones[other, -1]).max() >= 10


# --- points off the plane, and parallel axes ---------------------------------------------------------------


def test_points_fade_with_their_distance_from_the_plane() -> None:
    snapshot = moment("iris")
    axes = axes_of(snapshot.plan, Section())
    assert axes is not None
    sample = engine.device.dataset(snapshot.plan).train
    means, spread = sample.x.mean(axis=0), sample.x.std(axis=0)
    away = ((sample.x - means) / spread)[:, 2:]
    assert axes.apart(sample) == pytest.approx(np.sqrt((away**2).mean(axis=1)))
    assert fading(np.array([0.0, 0.7, 1.5, 9.0])).tolist() == sorted([5, 4, 2, 1], reverse=True)


@given(st.integers(1, 50_000))
def test_of_many_points_an_even_sample_is_drawn(points: int) -> None:
    rows = chosen(points)
    assert len(rows) == min(points, MOST) and rows[0] == 0 and rows[-1] == points - 1
    assert (np.diff(rows) >= 1).all() and (len(rows) < 2 or np.diff(rows).max() - np.diff(rows).min() <= 1)


def test_a_point_crosses_each_axis_at_its_value() -> None:
    area = QRectF(10, 20, 300, 200)
    places = crossings(((0.0, 10.0), (-1.0, 1.0)), np.array([[10.0, 0.0], [0.0, -1.0]]), area)
    assert places.tolist() == [[[10.0, 20.0], [310.0, 120.0]], [[10.0, 220.0], [310.0, 220.0]]]


def test_the_pointer_reads_the_class_that_wins(qtbot: QtBot) -> None:
    view = _view(qtbot, _seen(moment("iris", 300), PETALS), Look(LIGHT, section=PETALS, compact=True))
    assert view._moment is not None and view.where is not None
    said = view._moment._reading(QPointF(*view.where.pixel(1.4, 0.2)))
    assert said is not None and "setosa" in said[1] and "petal length 1.4" in said[1]
