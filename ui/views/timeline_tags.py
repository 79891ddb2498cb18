"""Letters and values at the ends of the curves of several branches: where each has room, and how it looks."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Tag

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_BLEED = 5.0  # pixels by which a tag may stand out of its bed
_GAP = 7.0  # from the end of a curve to its tag
_COLUMNS, _ASIDE = 4, 22  # columns of tags beside an end, and how far out of the way each is in pixels


def badge_size(look: Look) -> float:
    """The edge of a branch's letter in its square."""
    return 17.0 * max(0.96, look.scale)


def paint_badge(painter: QPainter, look: Look, box: QRectF, letter: str, filled: bool) -> None:
    """A branch's letter in a square: filled for the branch at hand."""
    theme = look.theme
    painter.setPen(Qt.PenStyle.NoPen if filled else theme.pen("line2", 1.2))
    painter.setBrush(theme.color("primary" if filled else "panel"))
    painter.drawRoundedRect(box, 0.27 * box.height(), 0.27 * box.height())
    painter.setPen(theme.color("on_primary" if filled else "ink"))
    painter.setFont(themes.fitting_font(letter, box.width() - 3, max(11.5, 0.72 * box.height()), 700))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def placed(
    look: Look, tags: list[Tag], where: TimelineLayout, top: int, width: int, lines: tuple[float, ...] = ()
) -> list[tuple[Tag, QRectF]]:
    """Each tag in a box near its curve's end, none over another, nor over an upright line at one of some places; those
    without room for a value keep the letter.
    """
    metrics = QFontMetricsF(_font(look, bold=True))
    badge, found = badge_size(look), list[tuple[Tag, QRectF]]()
    room = (top - _BLEED, top + where.height + _BLEED - badge, width - 5.0)
    upright = [QRectF(x - 1, top - 20, 2, where.height + 40) for x in lines]
    for tag in sorted(tags, key=lambda one: not one.at_hand):
        taken = [*upright, *(box for _, box in found)]
        full = badge + 5 + metrics.horizontalAdvance(tag.value) if tag.value else badge
        for wide in (full, badge):
            place = _free(tag, wide, badge, taken, room)
            if place is not None:
                found.append((tag, QRectF(*place, wide, badge)))
                break
    return found


def _free(
    tag: Tag, wide: float, high: float, taken: list[QRectF], room: tuple[float, float, float]
) -> tuple[float, float] | None:
    """The corner of the box nearest to a curve's end that touches no other one; None where none is free.

    `room` is the highest and the lowest place of its upper edge, and where it has to end.
    """
    least, most, right = room
    best: tuple[float, float, float] | None = None
    for column in range(_COLUMNS):
        x = tag.x + _GAP + column * (wide + 6)
        if x + wide > right:
            break
        there = [(o.top(), o.bottom()) for o in taken if o.left() < x + wide + 2 and x - 2 < o.right()]
        for step in range(0, int(most - least) + 12, 2):
            cost = step + _ASIDE * column
            if best is not None and cost >= best[0]:
                break
            for y in (tag.y - high / 2 - step, tag.y - high / 2 + step):
                inside = least <= y <= most if step else True
                y = min(max(y, least), most)
                if inside and all(y + high + 1 <= begin or end + 1 <= y for begin, end in there):
                    best = (cost, x, y)
                    break
            if best is not None and best[0] == cost:
                break
    return None if best is None else best[1:]


def _font(look: Look, bold: bool) -> QFont:
    return themes.font(max(11.5, 13.5 * look.scale), 700 if bold else 600)


def paint_tags(painter: QPainter, look: Look, where: TimelineLayout, tags: list[tuple[Tag, QRectF]]) -> None:
    """Tags in their boxes, with a leader where one could not stand beside its curve."""
    theme, grown, badge = look.theme, max(1.0, look.scale), badge_size(look)
    for tag, box in tags:
        leader = QLineF(QPointF(tag.x, tag.y), QPointF(box.left(), box.center().y()))
        away = abs(leader.dy()) > 0.6 * badge or leader.dx() > 2 * _GAP
        if away and not any(_crosses(leader, other) for _, other in tags if other is not box):
            painter.setPen(theme.pen("ink3", 1))
            painter.drawLine(leader)
    painter.setPen(Qt.PenStyle.NoPen)
    for tag, _ in tags:
        if where.left <= tag.x <= where.right:
            painter.setBrush(theme.color(tag.fill))
            radius = (3.6 if tag.at_hand else 3.0) * grown
            painter.drawEllipse(QPointF(tag.x, tag.y), radius, radius)
    for tag, box in tags:
        if box.left() < where.right and box.width() > badge:
            bed = theme.color("sunk")
            bed.setAlphaF(0.9)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(bed)
            painter.drawRoundedRect(box.adjusted(-2, 0, 2, 0), 5, 5)
        square = QRectF(box.left(), box.center().y() - badge / 2, badge, badge)
        paint_badge(painter, look, square, tag.letter, tag.at_hand)
        if box.width() > badge:
            painter.setPen(theme.color(tag.token))
            painter.setFont(_font(look, bold=tag.at_hand))
            painter.drawText(box.adjusted(badge + 5, 0, 4, 0), _LEFT, tag.value)


def _crosses(line: QLineF, box: QRectF) -> bool:
    """Whether a line runs over a box, judged at a few of its points."""
    return any(box.contains(line.pointAt(share)) for share in (0.2, 0.4, 0.6, 0.8))


def paint_points(
    painter: QPainter, look: Look, where: TimelineLayout, points: list[Tag], taken: list[QRectF]
) -> None:
    """Dots where the curves are read, with the value of the branch at hand beside its own."""
    theme, grown = look.theme, max(1.0, look.scale)
    for point in sorted(points, key=lambda one: one.at_hand):
        if not where.left - 1 <= point.x <= where.right + 1:
            continue
        radius = (4.2 if point.at_hand else 2.8) * grown
        at = QPointF(point.x, point.y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel"))
        painter.drawEllipse(at, radius * 1.4, radius * 1.4)
        painter.setBrush(theme.color(point.fill))
        painter.drawEllipse(at, radius, radius)
        if point.value:
            _paint_value(painter, look, where, point, taken)


def _paint_value(
    painter: QPainter, look: Look, where: TimelineLayout, point: Tag, taken: list[QRectF]
) -> None:
    """The value at a dot, on the side where nothing else stands."""
    font = _font(look, bold=True)
    metrics = QFontMetricsF(font)
    wide, high = metrics.horizontalAdvance(point.value) + 10, 1.36 * max(11.5, 13.5 * look.scale)
    for x, y in ((8, -high - 3), (-wide - 8, 3), (8, 3), (-wide - 8, -high - 3)):
        box = QRectF(point.x + x, point.y + y, wide, high)
        inside = where.left < box.left() and box.right() < where.right and where.head < box.top()
        if inside and box.bottom() < where.bottom and not any(box.intersects(other) for other in taken):
            bed = look.theme.color("panel")
            bed.setAlphaF(0.88)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(bed)
            painter.drawRoundedRect(box, 5, 5)
            painter.setPen(look.theme.color(point.token))
            painter.setFont(font)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, point.value)
            return
