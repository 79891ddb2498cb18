"""The invitation to a contest: what it is about, whether its start is worth it, and who takes part; and its button."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.views.buttons import PaintedButton
from ui.views.surface_frame import grown
from ui.views.surface_scene import Scene
from ui.views.surface_ways import RIVAL_FORMS, Form, paint_sample
from ui.views.surface_words import is_down
from wbsim.contest import BUDGET, USUAL
from wbsim.optimizers import OPTIMIZERS, formula
from wbsim.translation import translated

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Surface", text)


@final
class StrongButton(PaintedButton):
    """The one button that matters, filled with ink, with the sign of playing."""

    def sizeHint(self) -> QSize:
        """The sign and the words."""
        wide = QFontMetricsF(themes.font(max(12.5, 14.5 * self.scale), 600)).horizontalAdvance(self.text())
        return QSize(round(wide + 54 * max(0.85, self.scale)) + 6, round(38 * max(0.85, self.scale)) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pill."""
        painter, box = self.begin((self.height() - 6) / 2)
        theme, scale, enabled = self.colors, max(0.85, self.scale), self.isEnabled()
        fill = theme.mixed("primary", "ink3", 0.82) if enabled and self.underMouse() else theme.color("primary" if enabled else "sunk")  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen if enabled else theme.pen("line", 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = theme.color("on_primary" if enabled else "ink3")
        x, y, r = box.left() + 20 * scale, box.center().y(), 5.5 * scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x, y + r), QPointF(x + 1.6 * r, y)]))
        painter.setPen(ink)
        painter.setFont(themes.font(max(12.5, 14.5 * self.scale), 600))
        painter.drawText(box.adjusted(22 * scale, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, self.text())


def paint_invitation(painter: QPainter, look: Look, box: QRectF, scene: Scene | None) -> None:
    """What a contest is, whether it is worth it from here, and who takes part, as far as there is room."""
    theme, scale, left = look.theme, grown(look.scale), QRectF(box)
    for words, pixels, token, gap in (
        (_about(scene), 16.0, "ink", 10.0),
        (_advice(scene), 13.5, "ink2", 14.0),
    ):
        painter.setPen(theme.color(token))
        painter.setFont(themes.font(max(12.5, pixels * scale), 500))
        painter.drawText(left, _WRAP, words)
        left.setTop(left.top() + painter.boundingRect(left, _WRAP, words).height() + gap * scale)
    _paint_parties(painter, look, left)


def _about(scene: Scene | None) -> str:
    two = _tr("two parameters")
    if scene is not None and scene.axes.ids is not None:
        first, second = (name.spoken for name in scene.names)
        two = _tr("{first} and {second}").format(first=first, second=second)
    return _tr(
        "Make the loss as small as you can: {n} moves of {two}, each a drag of the point. "
        "The optimizers get {n} updates of the same two, from the same start, on the same data."
    ).format(n=BUDGET, two=two)


def _advice(scene: Scene | None) -> str:
    """Whether the start is worth a contest."""
    lowest = scene.surface.lowest if scene is not None else None
    if scene is None or lowest is None or scene.axes.ids is None or not math.isfinite(scene.surface.loss):
        return ""
    numbers = {"here": themes.number(scene.surface.loss), "low": themes.number(lowest[2])}
    if is_down(scene.surface, scene.surface.loss):
        return _tr(
            "The point is nearly at the lowest place of this map (loss {here}, lowest {low}): drag it uphill first."
        ).format(**numbers)
    return _tr("It starts where the point is now: loss {here}, lowest on this map {low}.").format(**numbers)


def _paint_parties(painter: QPainter, look: Look, box: QRectF) -> None:
    """Who takes part, as each path is drawn, and by which rule; as many as there is room for."""
    theme, scale = look.theme, grown(look.scale)
    parties: list[tuple[Form, str, str]] = [("hand", _tr("you"), _tr("by eye, on the map"))]
    for form, rival in zip(RIVAL_FORMS, USUAL, strict=False):
        parties.append((form, OPTIMIZERS[rival.kind].name, formula(rival.kind)))
    high, line = 32 * scale, 20 * scale
    small = themes.font(max(11.5, 13 * scale), 500)
    metrics = QFontMetrics(small)
    room, top = row_room(box.width(), scale), box.top()
    for form, name, rule in parties:
        row = QRectF(box.left(), top, box.width(), high)
        if row.bottom() > box.bottom() + 1:
            return
        paint_sample(painter, theme, form, QRectF(row.left(), row.top(), 40 * scale, high), scale)
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font(max(12.5, 14.5 * scale), 600))
        painter.drawText(row.adjusted(56 * scale, 0, 0, 0), _LEFT, name)
        painter.setPen(theme.color("ink2"))
        painter.setFont(small)
        lines = rule_lines(rule, lambda text: metrics.horizontalAdvance(text) <= room)
        if row.bottom() + (len(lines) - 1) * line > box.bottom() + 1:
            lines = [rule]
        for place, text in enumerate(lines):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(row.adjusted(112 * scale, 0, 0, 0).translated(0, place * line), _LEFT, shown)
        top += high + (len(lines) - 1) * line


def row_room(width: float, scale: float) -> int:
    """How wide a rule may be beside the name of who follows it."""
    return int(width - 116 * scale)


def rule_lines(rule: str, fits: Callable[[str], bool]) -> list[str]:
    """A rule in one line or, where that is too long, with what its letters mean or its last formulas in others."""
    if fits(rule):
        return [rule]
    head, comma, tail = rule.partition(translated(", with "))
    if comma:
        return [*rule_lines(head + comma[0], fits), comma[1:].lstrip() + tail]
    head, semicolon, tail = rule.rpartition(";  ")
    return [*rule_lines(f"{head};", fits), tail] if semicolon else [rule]
