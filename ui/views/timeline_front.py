"""What runs through all charts of the timeline: the present, the cursor, and every edit with its sentence."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

from ui.look import Look
from ui.views import timeline_frame
from ui.views.timeline_layout import TimelineLayout
from wbsim.snapshot import Mark

NEAR = 7.0  # pixels from which a line or a curve is meant


def paint_moments(
    painter: QPainter, look: Look, where: TimelineLayout, now: int, word: str, taken: QRectF | None
) -> None:
    """The present and the pointer's update: lines through all charts, pills on the axis named by `word`.

    Nothing of the axis touches what is `taken`, at its right end.
    """
    boxes = [] if taken is None else [taken]
    most = where.right + 1000.0 if taken is None else taken.left() - 4
    moments = [(now, False)] if where.shows(now) else []
    if look.cursor is not None and where.shows(look.cursor):
        moments.append((look.cursor, True))
    pills = [timeline_frame.pill_box(look, where, update, most) for update, _ in moments]
    timeline_frame.paint_axis(painter, look, where, word, [*boxes, *pills])
    if len(pills) == 2 and pills[0].intersects(pills[1]):
        moments, pills = moments[1:], pills[1:]
    for (update, hollow), pill in zip(moments, pills, strict=True):
        wide = 1.4 if hollow else 2 * max(1.0, look.scale)
        painter.setPen(look.theme.pen("ink", wide))
        painter.drawLine(QLineF(where.x(update), where.tops[0] - 4, where.x(update), where.bottom + 8))
        timeline_frame.paint_pill(painter, look, pill, update, hollow)


def paint_edits(
    painter: QPainter, look: Look, where: TimelineLayout, marks: tuple[Mark, ...], low: dict[int, bool]
) -> None:
    """A line for each edit; sentences from the newest back, as long as they do not overlap.

    `low` says at which updates a sentence stands at the foot of the first chart, for the curve is at its head.
    """
    shown = [mark for mark in marks if where.shows(mark.update)]
    for update in sorted({mark.update for mark in shown}):
        timeline_frame.paint_flag(painter, look, where, update)
    cursor = None if look.cursor is None else where.x(look.cursor)
    pointed = None if cursor is None else mark_near(shown, where, cursor)
    order = ([pointed] if pointed else []) + [mark for mark in reversed(shown) if mark is not pointed]
    taken: list[QRectF] = []
    for mark in order:
        box = timeline_frame.sentence_box(look, where, mark.update, mark.sentence, low[mark.update])
        crossed = cursor is not None and box.left() < cursor < box.right()
        if crossed and mark is not pointed:
            continue
        if not any(box.adjusted(-4, 0, 4, 0).intersects(other) for other in taken):
            timeline_frame.paint_sentence(painter, look, box, mark.sentence)
            taken.append(box)


def mark_near(marks: tuple[Mark, ...] | list[Mark], where: TimelineLayout, x: float) -> Mark | None:
    """The newest edit whose line is at a place of the card."""
    near = [mark for mark in marks if where.shows(mark.update) and abs(where.x(mark.update) - x) <= NEAR]
    return near[-1] if near else None
