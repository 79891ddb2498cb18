"""From a history to the lines of a chart."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import further, moment

from ui.views import curves
from ui.views.axis import Scale
from ui.views.curves import Columns, Span, Thinner


def _bins(count: int, lines: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    low, last, high = np.sort(chance.normal(size=(3, count, lines)), axis=0)
    return np.sort(chance.uniform(0, 300, count)), low, high, last


@given(st.integers(1, 400), st.integers(1, 4), st.floats(0.5, 20))
def test_columns_keep_extremes_ends_and_order(count: int, lines: int, step: float) -> None:
    x, low, high, last = _bins(count, lines)
    thin = curves.columns(x, low, high, last, step)
    assert thin.low.min() == low.min()
    assert thin.high.max() == high.max()
    assert (thin.last[-1] == last[-1]).all()
    assert thin.x[-1] == x[-1]
    assert (np.diff(np.floor(thin.x / step)) >= 1).all()


def test_a_growing_curve_only_adds_lines_at_its_end() -> None:
    x, low, high, last = _bins(200, 3)
    before: np.ndarray | None = None
    for count in range(1, 201, 7):
        thin = curves.columns(x[:count], low[:count], high[:count], last[:count], 5.0)
        lines, settled = curves.pieces(thin)
        assert settled <= len(lines)
        if before is not None:
            assert (lines[: len(before)] == before).all()
        before = lines[:settled]


def test_lines_run_from_column_to_column_and_upright_over_their_range() -> None:
    y = np.array([[0.0], [10.0]])
    thin = Columns(np.array([0.0, 4.0]), np.array([[-1.0], [2.0]]), np.array([[1.0], [20.0]]), y)
    lines, settled = curves.pieces(thin, least=1.0)
    assert lines.tolist() == [[0, -1, 0, 1], [0, 0, 4, 10], [4, 2, 4, 20]]
    assert settled == 1


def test_a_number_that_is_not_finite_is_a_gap() -> None:
    y = np.array([[0.0], [np.nan], [1.0], [2.0]])
    lines, _ = curves.pieces(Columns(np.arange(4.0), y, y, y))
    assert lines.tolist() == [[2, 1, 3, 2]]


def test_no_bins_give_no_lines() -> None:
    empty = np.empty((0, 2))
    lines, settled = curves.pieces(curves.columns(np.empty(0), empty, empty, empty, 2.0))
    assert lines.shape == (0, 4)
    assert settled == 0
    assert curves.joined([])[1] == 0


def test_heights_grow_downward_and_stay_near_the_chart() -> None:
    found = curves.heights(np.array([0.0, 0.5, 1.0, 100.0, -100.0]), Scale(0.0, 1.0), 50.0)
    assert found.tolist() == [50.0, 25.0, 0.0, -50.0, 100.0]


def test_strands_show_every_parameter_of_a_kind() -> None:
    snapshot = moment("circle", 50)
    (weights,) = Thinner("w").strands(snapshot.history, 1.0, 2.0)
    (biases,) = Thinner("b").strands(snapshot.history, 1.0, 2.0)
    assert sorted((*weights.ids, *biases.ids)) == sorted(snapshot.plan.ids)
    ends = dict(zip(weights.ids, weights.thin.last[-1], strict=True))
    assert all(snapshot.state.theta[snapshot.plan.index[name]] == value for name, value in ends.items())


def test_thinning_step_by_step_gives_what_thinning_at_once_gives() -> None:
    snapshot, slow = moment("circle", 3), Thinner("w")
    for _ in range(6):
        slow.strands(snapshot.history, 0.5, 4.0)
        snapshot = further(snapshot, 37)
    (one,), (other,) = (
        slow.strands(snapshot.history, 0.5, 4.0),
        Thinner("w").strands(snapshot.history, 0.5, 4.0),
    )
    for name in ("x", "low", "high", "last"):
        assert (getattr(one.thin, name) == getattr(other.thin, name)).all()


def test_only_wanted_curves_are_taken() -> None:
    snapshot = moment("circle", 20)
    wanted = (snapshot.plan.ids[2], "w:999<x1", snapshot.plan.ids[0])
    (found,) = Thinner("w").strands(snapshot.history, 1.0, 2.0, wanted)
    assert found.ids == (snapshot.plan.ids[2], snapshot.plan.ids[0])
    assert found.only((snapshot.plan.ids[0],)).thin.last.shape[1] == 1
    assert Thinner("w").strands(snapshot.history, 1.0, 2.0, ()) == ()


def test_a_value_is_read_at_any_update() -> None:
    snapshot = moment("circle", 30)
    name = snapshot.plan.ids[3]
    assert curves.value_at(snapshot.history, name, 0) == snapshot.plan.start().astype(np.float32)[3]
    assert curves.value_at(snapshot.history, name, 30) == snapshot.state.theta[3]
    assert curves.value_at(snapshot.history, name, 10**9) == snapshot.state.theta[3]
    assert curves.value_at(snapshot.history, "w:999<x1", 3) is None
    assert curves.value_at(snapshot.history, name, -1) is None


@given(st.lists(st.floats(0, 100), max_size=5))
def test_labels_keep_apart_and_inside(wishes: list[float]) -> None:
    places = curves.spread(wishes, 20.0, 0.0, 100.0)
    assert all(0 <= place <= 100 for place in places)
    inside = sorted(places)
    assert all(b - a >= 20 - 1e-9 for a, b in itertools.pairwise(inside))
    order = sorted(range(len(wishes)), key=lambda k: wishes[k])
    assert [places[k] for k in order] == inside


def test_labels_with_room_stand_where_they_wish() -> None:
    assert curves.spread([80.0, 10.0], 20.0, 0.0, 100.0) == [80.0, 10.0]


@pytest.mark.parametrize("kind", ["w", "b"])
def test_the_reach_is_that_of_all_bins(kind: str) -> None:
    snapshot = moment("circle", 100)
    found = Thinner(kind).strands(snapshot.history, 1.0, 7.0)
    mask = snapshot.plan.is_bias if kind == "b" else ~snapshot.plan.is_bias
    theta = np.concatenate([b.theta for b in snapshot.history.blocks])[:, :, mask]
    assert curves.reach(found) == (theta.min(), theta.max())


@given(st.integers(1, 300), st.floats(-50, 350), st.floats(1, 200))
def test_what_a_span_shows_reaches_its_edges_and_no_further(count: int, left: float, width: float) -> None:
    x, low, high, last = _bins(count, 2)
    thin = curves.within(Columns(x, low, high, last), Span(left, left + width))
    inside = (x >= left) & (x <= left + width)
    assert np.isin(x[inside], thin.x).all()
    assert (thin.x < left).sum() <= 1
    assert (thin.x > left + width).sum() <= 1
    if x[0] < left <= x[-1]:
        assert thin.x[0] <= left
    if x[0] <= left + width < x[-1]:
        assert thin.x[-1] > left + width
    if x[-1] < left or x[0] > left + width:
        assert not len(thin.x)


@pytest.mark.parametrize(
    "span", [Span(0, 40), Span(100, 130), Span(211, 213), Span(290, 600), Span(700, 800)]
)
def test_a_thinner_reads_for_a_span_what_it_reads_for_the_whole_run(span: Span) -> None:
    history = moment("circle", 3000).history
    for step in (2.0, 7.0):
        whole = Thinner("w").strands(history, 0.1, step)
        part = Thinner("w").strands(history, 0.1, step, span=span)
        wanted = [s for s in (curves.within(s.thin, span) for s in whole) if len(s.x)]
        assert len(part) == len(wanted)
        for found, thin in zip(part, wanted, strict=True):
            inside = [(c.x >= span.left) & (c.x <= span.right) for c in (found.thin, thin)]
            # columns at the seams of blocks may be cut otherwise, values may not
            assert np.isin(found.thin.x[inside[0]], thin.x).all()
            assert found.thin.high.max() == thin.high.max()
            assert found.thin.low.min() == thin.low.min()
