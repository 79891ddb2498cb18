"""What is under a place of the timeline's card: an update, the curve of a parameter, an edit. Pure."""

from __future__ import annotations

from ui.views.branches import present_of
from ui.views.timeline_front import NEAR, mark_near
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Read, curve_near
from wbsim.snapshot import Mark, Snapshot


def update_at(where: TimelineLayout, snapshot: Snapshot, x: float, y: float) -> int | None:
    """The update that is read at a place, never one that was not made yet; None beside the charts."""
    within = where.left - 4 <= x <= where.right + 4 and where.head - 12 <= y <= where.track + 16
    return min(where.update(x), present_of(snapshot)) if within else None


def parameter_at(
    where: TimelineLayout, snapshot: Snapshot, reads: tuple[Read, ...], x: float, y: float
) -> str | None:
    """The parameter whose curve is nearest to a place, if it is near."""
    chart = where.chart_at(y)
    if chart is None or not where.left <= x <= where.right:
        return None
    from_start, from_top = where.span.left + x - where.left, y - where.tops[chart]
    found = curve_near(reads[chart], from_start, from_top, where.height, NEAR)
    return found if found in snapshot.plan.index else None


def edit_at(where: TimelineLayout, snapshot: Snapshot, x: float) -> Mark | None:
    """The newest edit whose line is at a place."""
    return mark_near(snapshot.marks, where, x) if where.left <= x <= where.right else None
