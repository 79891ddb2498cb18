"""What stands at the ends of the curves: names and values, letters of branches, and dots where the curves are read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter

from ui.look import Look
from ui.views import timeline_frame
from ui.views.timeline_bed import Curves
from ui.views.timeline_branch_charts import BranchChart
from ui.views.timeline_front import Moments
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Label, Read
from ui.views.timeline_tags import paint_points, paint_tags, placed
from wbsim.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class End:
    """A chart, what it shows, where its bed begins, and the labels beside it."""

    chart: Curves
    read: Read
    top: int
    labels: list[Label]


def reading_of(moments: Moments, snapshot: Snapshot, where: TimelineLayout) -> int | None:
    """The update whose values stand at the ends of the curves; None for the moment of the snapshot.

    It is the cursor's; the one that the hand drags to; and the last one that is seen where the moment is not.
    """
    if moments.cursor is None and moments.now > where.end:
        return int(where.end)
    if moments.cursor is None and moments.now != snapshot.state.update:
        return moments.now
    return moments.cursor


def paint_ends(
    painter: QPainter,
    look: Look,
    where: TimelineLayout,
    snapshot: Snapshot,
    moments: Moments,
    ends: list[End],
    width: int,
) -> None:
    """Everything at the ends; no letter of a branch stands on the line of the present. On that of the moment some may:
    letters that made way for it would hop about while it is dragged.
    """
    reading = reading_of(moments, snapshot, where)
    update = moments.now if reading is None else reading
    upright = () if moments.present is None else (where.x(moments.present),)
    for end in ends:
        timeline_frame.paint_labels(painter, look, where, end.top, end.labels, where.x(update), width)
        tags = placed(look, end.chart.tags(where, end.top, end.read), where, end.top, width, upright)
        paint_tags(painter, look, where, tags)
        if isinstance(end.chart, BranchChart) and (reading is not None or moments.present is not None):
            known = end.chart.value_now(snapshot, look) if reading is None else None
            points = end.chart.points(where, end.top, end.read, update, known)
            paint_points(painter, look, where, points, [box for _, box in tags])
