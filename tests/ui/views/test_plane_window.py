"""The part of the plane that is seen stays within its limits and keeps what is under the pointer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.views.plane_layout import layout
from ui.views.plane_window import FARTHEST, NEAREST, Window, held, moved, whole, zoomed

EDGE = (-6.0, 6.0)
SQUARE = whole(EDGE, EDGE)
COORDINATE = st.floats(-6, 6)
FACTORS = st.lists(st.floats(0.3, 3.0), min_size=1, max_size=8)


def test_zooming_in_keeps_the_point_under_the_pointer() -> None:
    closer = zoomed(SQUARE, (2.0, -3.0), 0.5, SQUARE)
    assert closer.wide == 6.0
    for start, end, at in ((SQUARE.x1, closer.x1, 2.0), (SQUARE.x2, closer.x2, -3.0)):
        assert (at - end) / closer.wide == pytest.approx((at - start) / SQUARE.wide)


@given(COORDINATE, COORDINATE, FACTORS)
def test_a_window_never_leaves_its_limits(x1: float, x2: float, factors: list[float]) -> None:
    window = SQUARE
    for factor in factors:
        window = zoomed(window, (x1, x2), factor, SQUARE)
        assert NEAREST * SQUARE.wide <= window.wide <= FARTHEST * SQUARE.wide
        for seen, all_of_it in zip(window.ranges, SQUARE.ranges, strict=True):
            low, high = sorted((seen, all_of_it), key=lambda r: r[1] - r[0])
            assert high[0] - 1e-9 <= low[0]
            assert low[1] <= high[1] + 1e-9


def test_as_many_steps_out_as_in_end_at_the_whole_plane() -> None:
    window = SQUARE
    for at, factor in (((5.0, 1.0), 0.8),) * 3 + (((-2.0, 4.0), 1.25),) * 3:
        window = zoomed(window, at, factor, SQUARE)
    assert window == SQUARE


@given(COORDINATE, COORDINATE)
def test_the_whole_plane_cannot_be_shifted(right: float, up: float) -> None:
    assert moved(SQUARE, right, up, SQUARE) == SQUARE


def test_panning_stops_at_the_border() -> None:
    part = Window(0.0, 0.0, 3.0, 3.0)
    assert moved(part, -1.0, 2.0, SQUARE) == Window(-1.0, 2.0, 3.0, 3.0)
    assert moved(part, 99.0, -99.0, SQUARE) == Window(3.0, -6.0, 3.0, 3.0)


def test_a_window_larger_than_the_plane_shows_all_of_it() -> None:
    assert held(Window(-50.0, 50.0, 20.0, 20.0), SQUARE) == Window(-14.0, -6.0, 20.0, 20.0)


def test_a_point_outside_is_brought_to_the_border() -> None:
    part = Window(0.0, 0.0, 3.0, 3.0)
    assert part.clamped(-1.0, 9.0) == (0.0, 3.0)
    assert part.contains(1.0, 3.0)
    assert not part.contains(1.0, 3.1)


@given(st.floats(-6, 3), st.floats(-6, 3), st.floats(1.2, 3), COORDINATE, COORDINATE)
def test_pixels_and_plane_map_onto_each_other_while_zoomed(
    x1: float, x2: float, span: float, at1: float, at2: float
) -> None:
    where = layout(480, 402, 1.0, True, (EDGE, EDGE), Window(x1, x2, span, span))
    assert where.spot(*where.pixel(at1, at2)) == pytest.approx((at1, at2), abs=1e-9)
    assert where.pixel(x1, x2) == pytest.approx((where.left, where.top + where.side))


@pytest.mark.parametrize("span", [1.2, 2.0, 3.3, 12.0, 24.0])
def test_the_numbers_on_the_axes_differ_and_lie_in_sight(span: float) -> None:
    where = layout(480, 402, 1.0, True, (EDGE, EDGE), Window(0.37 - span / 2, -0.11 - span / 2, span, span))
    for marks, (low, high), digits in zip(where.marks, where.window.ranges, where.decimals, strict=True):
        assert len(marks) >= 2
        assert low - 1e-9 <= min(marks) < max(marks) <= high + 1e-9
        texts = [f"{mark:.{digits}f}" for mark in marks]
        assert len(set(texts)) == len(texts)
        assert [float(text) for text in texts] == pytest.approx(marks)
