"""What runs through all charts of the timeline: the moment that is looked at, the present, the cursor, and every edit
with its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views import timeline_frame
from ui.views.timeline_layout import TimelineLayout
from wbsim.snapshot import Mark

NEAR = 7.0  # pixels from which a line or a curve is meant


def future_words() -> tuple[str, ...]:
    """What playing does in the past, from the longest sentence to the shortest."""
    return (
        _tr("recorded: Play shows it again; change something and a new branch begins here"),
        _tr("recorded; a change begins a new branch"),
        _tr("recorded"),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("TimelineView", text)


@dataclass(frozen=True)
class Moments:
    """The updates that stand on the axis: the one that is looked at, the present where that is another, the pointer's."""

    now: int
    present: int | None
    cursor: int | None


def paint_veil(painter: QPainter, look: Look, where: TimelineLayout, moments: Moments) -> None:
    """A veil over what is recorded behind the moment that is looked at."""
    if moments.present is None:
        return
    left = min(max(where.x(moments.now), where.left), where.right)
    right = min(max(where.x(moments.present), where.left), where.right)
    if right <= left:
        return
    veil = look.theme.color("line")
    veil.setAlphaF(0.55)
    strips = [(top, where.height) for top in where.tops]
    if where.tree:
        strips.append((where.head, where.tree))
    for top, high in strips:
        painter.fillRect(QRectF(left, top, right - left, high), veil)


def paint_moments(
    painter: QPainter,
    look: Look,
    where: TimelineLayout,
    moments: Moments,
    words: tuple[str, str],
    taken: QRectF | None,
) -> None:
    """Lines through all charts and pills on the axis: filled for the moment, hollow for the present and the pointer.

    `words` name the axis and the present. Nothing of the axis touches what is `taken`, at its right end.
    """
    pills = pills_of(look, where, moments, words[1], taken)
    boxes = [] if taken is None else [taken]
    timeline_frame.paint_axis(painter, look, where, words[0], [*boxes, *(box for _, box, _ in pills)])
    theme, grown = look.theme, max(1.0, look.scale)
    present, now = moments.present, moments.now
    if present is not None and where.shows(present):
        painter.setPen(theme.pen("ink3", 2 * grown))
        painter.drawLine(QLineF(where.x(present), where.head - 2, where.x(present), where.track))
    if moments.cursor is not None and where.shows(moments.cursor):
        painter.setPen(theme.pen("ink", 1.4))
        x = where.x(moments.cursor)
        painter.drawLine(QLineF(x, where.head - 4, x, where.bottom + 8))
    if where.shows(now):
        painter.setPen(theme.pen("ink", 2 * grown))
        painter.drawLine(QLineF(where.x(now), where.head - 4, where.x(now), where.track))
    for kind, box, text in pills:
        timeline_frame.paint_pill(painter, look, box, text, kind)


def pills_of(
    look: Look, where: TimelineLayout, moments: Moments, word: str, taken: QRectF | None
) -> list[tuple[timeline_frame.Pill, QRectF, str]]:
    """The pills that have room, those in front last: the pointer's hides the others, the moment's the present's."""
    most = where.right + 1000.0 if taken is None else taken.left() - 4
    found: list[tuple[timeline_frame.Pill, QRectF, str]] = []
    wished: list[tuple[timeline_frame.Pill, int | None, tuple[str, ...]]] = [
        ("cursor", moments.cursor, ("",)), ("moment", moments.now, ("",)), ("present", moments.present, (word, "")),
    ]  # fmt: skip
    for kind, update, forms in wished:
        if update is None or not where.shows(update):
            continue
        for form in forms:
            text = f"{form} {themes.count(update)}".strip()
            box = timeline_frame.pill_box(look, where, update, text, most)
            if kind == "present":  # it may stand a little beside its line
                box = _aside(
                    box,
                    [other for _, other, _ in found],
                    where.right + 12.0 if most > where.right + 500 else most,
                )
            if not any(box.adjusted(-3, 0, 3, 0).intersects(other) for _, other, _ in found):
                found.append((kind, box, text))
                break
    return found[::-1]


def _aside(box: QRectF, taken: list[QRectF], most: float) -> QRectF:
    """A box moved to the right of others that it touches, as long as its line still runs through it."""
    moved = QRectF(box)
    for other in sorted(taken, key=lambda one: one.left()):
        if moved.adjusted(-4, 0, 4, 0).intersects(other):
            moved.moveLeft(other.right() + 4)
    fits = moved.left() < box.center().x() - 6 and moved.right() <= max(most, box.right())
    return moved if fits else box


def paint_future(
    painter: QPainter,
    look: Look,
    where: TimelineLayout,
    moments: Moments,
    marks: tuple[Mark, ...],
    words: tuple[str, ...],
) -> None:
    """What the veil is, over it between the flags of the edits: the longest of some sentences that has room."""
    grown = max(1.0, look.scale)
    font = themes.font(max(11.5, 12 * look.scale), 500)
    metrics = QFontMetricsF(font)
    begin = max(where.x(moments.now), where.left) + 8
    flags = sorted(where.x(mark.update) for mark in marks if where.shows(mark.update))
    flags = [x for x in flags if x > begin - 16]
    gaps = list(zip([begin, *(x + 16 * grown for x in flags)], [*flags, where.right + 66.0], strict=True))
    for text in words:
        room = metrics.horizontalAdvance(text)
        left = next((left for left, right in gaps if room <= right - 6 - left), None)
        if left is not None:
            painter.setFont(font)
            painter.setPen(look.theme.color("ink2"))
            box = QRectF(left, where.head - 17 * grown, room + 4, 16 * grown)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            return


def paint_edits(
    painter: QPainter, look: Look, where: TimelineLayout, marks: tuple[Mark, ...], low: dict[int, bool]
) -> None:
    """A line for each edit; sentences from the newest back, as long as they do not overlap.

    `low` says at which updates a sentence stands at the foot of the first chart, for the curve is at its head. Under a
    strip of branches only the edit under the pointer has its sentence: the branches have it in their names.
    """
    shown = [mark for mark in marks if where.shows(mark.update)]
    for update in sorted({mark.update for mark in shown}):
        timeline_frame.paint_flag(painter, look, where, update)
    cursor = None if look.cursor is None else where.x(look.cursor)
    pointed = None if cursor is None else mark_near(shown, where, cursor)
    rest = [] if where.tree else [mark for mark in reversed(shown) if mark is not pointed]
    order = ([pointed] if pointed else []) + rest
    taken: list[QRectF] = []
    for mark in order:
        box = timeline_frame.sentence_box(look, where, mark.update, mark.sentence, low[mark.update])
        crossed = cursor is not None and box.left() < cursor < box.right()
        if (crossed and mark is not pointed) or box.width() > where.width:
            continue
        if not any(box.adjusted(-4, 0, 4, 0).intersects(other) for other in taken):
            timeline_frame.paint_sentence(painter, look, box, mark.sentence)
            taken.append(box)


def mark_near(marks: tuple[Mark, ...] | list[Mark], where: TimelineLayout, x: float) -> Mark | None:
    """The newest edit whose line is at a place of the card."""
    near = [mark for mark in marks if where.shows(mark.update) and abs(where.x(mark.update) - x) <= NEAR]
    return near[-1] if near else None
