"""The strip of branches over the charts: who left whom, over the same axis of updates, the branch at hand thick."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath

from ui import theme as themes
from ui.look import Look
from ui.views.branches import Shown, Twig, grown, lanes, title_of
from ui.views.timeline_layout import TimelineLayout
from wbsim.branches import Branch

_PITCH, _TIGHT = 20.0, 13.0  # pixels from lane to lane: as wished, and at least
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_BEND = 14.0  # pixels in which a line gets from one lane to another


def tree_height(count: int, height: int, scale: float) -> int:
    """Pixels for so many lanes on a card of some height; at most about a third of it."""
    size = max(1.0, scale)
    wished = max(2, count) * _PITCH + 8
    return round(max(max(2, count) * _TIGHT + 4, min(wished, 0.27 * height / size)) * size)


@dataclass(frozen=True, eq=False)
class Tree:
    """The branches that are shown, and who leaves whom."""

    shown: tuple[Shown, ...]
    twigs: tuple[Twig, ...]

    @classmethod
    def of(cls, shown: tuple[Shown, ...], every: tuple[Branch, ...]) -> Tree:
        """The tree around the branch at hand."""
        return cls(shown, grown(shown, every))

    def lane(self, where: TimelineLayout, number: int) -> float:
        """The height in the card of a branch's line."""
        pitch = where.tree / max(1, len(self.shown))
        lane = next(lane for one, lane in lanes(self.shown) if one.number == number)
        return where.head + (lane + 0.5) * pitch

    def branch_at(self, where: TimelineLayout, x: float, y: float) -> Branch | None:
        """The branch whose line or name is at a place of the card."""
        if not where.tree or not where.head <= y < where.head + where.tree or x < where.left - 8:
            return None
        found = min(self.shown, key=lambda one: abs(self.lane(where, one.number) - y), default=None)
        if found is None:
            return None
        begin = next(twig.at for twig in self.twigs if twig.number == found.number)
        return found.branch if x >= where.x(begin) - 8 else None


def paint_tree(painter: QPainter, look: Look, where: TimelineLayout, tree: Tree, width: int) -> None:
    """Lines from where each branch begins to its end, and their names there."""
    theme, size = look.theme, max(1.0, look.scale)
    strip = QRectF(where.left, where.head, where.width, where.tree)
    by_number = {one.number: one for one in tree.shown}
    painter.save()
    painter.setClipRect(strip.adjusted(-6 * size, 0, 6 * size, 0))
    for twig in reversed(tree.twigs):  # the one at hand comes last, over the others
        one = by_number[twig.number]
        _paint_twig(painter, look, where, tree, twig, one, size)
    for update, number in {(twig.at, twig.leaves) for twig in tree.twigs if twig.leaves is not None}:
        assert number is not None
        painter.setPen(theme.pen("sunk", 1.5))
        painter.setBrush(theme.color("ink"))
        painter.drawEllipse(QPointF(where.x(update), tree.lane(where, number)), 4.2 * size, 4.2 * size)
    painter.restore()
    for one in tree.shown:
        _paint_name(painter, look, where, tree, one, width, size)


def _paint_twig(
    painter: QPainter, look: Look, where: TimelineLayout, tree: Tree, twig: Twig, one: Shown, size: float
) -> None:
    beside = one.number == look.beside
    token, wide = ("ink", 3.2) if one.at_hand else ("ink2" if beside else "slate", 2.2 if beside else 1.6)
    y, begin, end = tree.lane(where, one.number), where.x(twig.at), where.x(one.end)
    path = QPainterPath(QPointF(begin, y))
    if twig.leaves is not None:
        above = tree.lane(where, twig.leaves)
        bend = min(_BEND * size, max(2.0, end - begin))
        path = QPainterPath(QPointF(begin, above))
        path.cubicTo(QPointF(begin + 0.45 * bend, above), QPointF(begin, y), QPointF(begin + bend, y))
        end = max(end, begin + bend)
    path.lineTo(QPointF(end, y))
    painter.setPen(look.theme.pen(token, wide * size, flat=False))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.theme.color(token))
    for x in (end,) if twig.leaves is not None else (begin, end):
        painter.drawEllipse(
            QPointF(x, y), (4.0 if one.at_hand else 3.2) * size, (4.0 if one.at_hand else 3.2) * size
        )


def _paint_name(
    painter: QPainter, look: Look, where: TimelineLayout, tree: Tree, one: Shown, width: int, size: float
) -> None:
    """The letter and the name behind the end, as far as there is room."""
    theme, y = look.theme, tree.lane(where, one.number)
    end = min(where.x(one.end), float(where.right))
    if end < where.left:
        return
    pixels = max(11.5, min(13.0, where.tree / max(1, len(tree.shown)) - 1.5) * max(1.0, look.scale))
    bold, plain = themes.font(pixels, 700), themes.font(pixels, 600 if one.at_hand else 500)
    letter = one.branch.letter
    x = end + 10 * size
    begin = x + QFontMetricsF(bold).horizontalAdvance(letter) + 6 * size
    room = width - 8 * size - begin
    name = QFontMetricsF(plain).elidedText(title_of(one.branch), Qt.TextElideMode.ElideRight, room)
    wide = QFontMetricsF(plain).horizontalAdvance(name) if len(name) > 1 else 0.0
    high = min(where.tree / max(1, len(tree.shown)), 18.0 * size)
    if x < where.right:
        bed = theme.color("sunk")
        bed.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(bed)
        painter.drawRoundedRect(QRectF(x - 3, y - high / 2, begin + wide - x + 6, high), 4, 4)
    painter.setPen(theme.color("ink"))
    painter.setFont(bold)
    painter.drawText(QRectF(x, y - 10 * size, begin - x, 20 * size), _LEFT, letter)
    if wide:
        painter.setPen(theme.color("ink" if one.at_hand else "ink2"))
        painter.setFont(plain)
        painter.drawText(QRectF(begin, y - 10 * size, wide + 4, 20 * size), _LEFT, name)


def paint_strip(
    painter: QPainter, look: Look, where: TimelineLayout, words: tuple[str, str], marks: list[float]
) -> None:
    """The bed of the tree with its title, and what is under it, in the left gutter."""
    theme, size = look.theme, max(1.0, look.scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("sunk"))
    painter.drawRoundedRect(QRectF(where.left, where.head, where.width, where.tree), 6, 6)
    painter.setBrush(theme.color("slate"))
    painter.drawRoundedRect(QRectF(where.bar, where.head, 4 * size, where.tree), 2 * size, 2 * size)
    painter.setPen(theme.pen("grid", 1))
    for mark in marks:
        if where.start < mark < where.end:
            painter.drawLine(QLineF(where.x(mark), where.head, where.x(mark), where.head + where.tree))
    left = where.bar + 13 * size
    for word, pixels, weight, token, top in (
        (words[0], 14.5, 600, "ink", 0.0), (words[1], 12.5, 500, "ink2", 20.0),
    ):  # fmt: skip
        painter.setFont(themes.font(max(11.5, pixels * size), weight))
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(left, where.head + top * size, where.left - left, 21 * size), _LEFT, word)
