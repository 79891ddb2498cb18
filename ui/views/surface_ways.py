"""Paths on a surface, all of the family of ink and told apart by form: dots, a broad line, dashes with squares, and for the
hand diamonds on a dotted line. It knows screen places only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.theme import Theme
from ui.views.bias_disc import paint_diamond

Form = Literal["dots", "broad", "squares", "hand", "run", "future"]
RIVAL_FORMS: tuple[Form, ...] = ("dots", "broad", "squares")
_NEAR = 3.2  # pixels under which two marks are one
_LONG: tuple[Form, ...] = ("run", "future")  # that may have a thousand points


@dataclass(frozen=True)
class _Stroke:
    token: str
    width: float
    dash: tuple[float, ...] = ()


_STROKES: dict[Form, _Stroke] = {
    "dots": _Stroke("ink", 2.2),
    "broad": _Stroke("slate", 4.4),
    "squares": _Stroke("ink2", 2.0, (5.0, 2.6)),
    "hand": _Stroke("ink", 2.0, (1.0, 2.0)),
    "run": _Stroke("ink", 2.2),
    "future": _Stroke("ink3", 1.6, (3.0, 3.0)),
}


def token_of(form: Form) -> str:
    """The color of a form."""
    return _STROKES[form].token


def paint_way(
    painter: QPainter, theme: Theme, form: Form, points: Sequence[QPointF], scale: float, casing: bool = True
) -> None:
    """A path with its marks, on a casing that parts it from what is below."""
    if len(points) > 1:
        stroke, line = _STROKES[form], QPolygonF(_thinned(points) if form in _LONG else list(points))
        width = stroke.width * max(0.85, scale)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if casing:
            painter.setPen(_round(theme.color("panel"), width + 3))
            painter.drawPolyline(line)
        pen = _round(theme.color(stroke.token), width)
        if stroke.dash:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern(list(stroke.dash))
        painter.setPen(pen)
        painter.drawPolyline(line)
    _paint_marks(painter, theme, form, points, scale)


def _thinned(points: Sequence[QPointF]) -> list[QPointF]:
    """Without points that no eye could tell from the one before."""
    kept = [points[0]]
    for point in points[1:-1]:
        last = kept[-1]
        if abs(point.x() - last.x()) + abs(point.y() - last.y()) >= _NEAR:
            kept.append(point)
    return [*kept, points[-1]]


def _round(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _paint_marks(
    painter: QPainter, theme: Theme, form: Form, points: Sequence[QPointF], scale: float
) -> None:
    last: QPointF | None = None
    for point in points[1:]:
        if last is not None and abs(point.x() - last.x()) + abs(point.y() - last.y()) < _NEAR * scale:
            continue
        last = point
        if form == "dots":
            _paint_dot(painter, theme, point, 3.4 * scale)
        elif form == "squares":
            side = 6.4 * scale
            painter.setPen(theme.pen("ink2", 1.6))
            painter.setBrush(theme.color("panel"))
            painter.drawRect(QRectF(point.x() - side / 2, point.y() - side / 2, side, side))
        elif form == "hand":
            paint_diamond(painter, theme, point, 5.2 * scale)


def _paint_dot(painter: QPainter, theme: Theme, point: QPointF, radius: float) -> None:
    painter.setPen(theme.pen("panel", 1.2))
    painter.setBrush(theme.color("ink"))
    painter.drawEllipse(point, radius, radius)


def paint_end(painter: QPainter, theme: Theme, form: Form, point: QPointF, scale: float) -> None:
    """The disc at which an optimizer has ended."""
    painter.setPen(theme.pen("panel", 2))
    painter.setBrush(theme.color(token_of(form)))
    painter.drawEllipse(point, 6.5 * scale, 6.5 * scale)


def paint_start(painter: QPainter, theme: Theme, point: QPointF, scale: float) -> None:
    """The hollow disc at which all begin."""
    painter.setPen(theme.pen("ink", 2.6 * scale))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(point, 7.5 * scale, 7.5 * scale)


def paint_handle(painter: QPainter, theme: Theme, point: QPointF, scale: float, halo: bool = True) -> None:
    """The place of the run, which can be grabbed."""
    if halo:
        shade = theme.color("ink")
        shade.setAlphaF(0.14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawEllipse(point, 20 * scale, 20 * scale)
    painter.setPen(theme.pen("ink", 3.2 * scale))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(point, 12.5 * scale, 12.5 * scale)
    paint_diamond(painter, theme, point, 5.6 * scale)


def paint_lowest(painter: QPainter, theme: Theme, point: QPointF, scale: float) -> None:
    """The + at the lowest place of a map."""
    reach = 7.5 * scale
    for token, width in (("panel", 6.0), ("loss", 3.0)):
        painter.setPen(theme.pen(token, width * scale))
        painter.drawLine(QPointF(point.x() - reach, point.y()), QPointF(point.x() + reach, point.y()))
        painter.drawLine(QPointF(point.x(), point.y() - reach), QPointF(point.x(), point.y() + reach))


def paint_sample(painter: QPainter, theme: Theme, form: Form, box: QRectF, scale: float) -> None:
    """A short piece of a path, for a list."""
    middle = box.center().y()
    points = [QPointF(box.left(), middle), QPointF(box.center().x(), middle), QPointF(box.right(), middle)]
    stroke = _STROKES[form]
    pen = QPen(theme.color(stroke.token), stroke.width * max(0.85, scale))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if stroke.dash:
        pen.setDashPattern(list(stroke.dash))
    painter.setPen(pen)
    painter.drawLine(points[0], points[-1])
    _paint_marks(painter, theme, form, points[:2], scale * 1.15)


def beside_others(
    place: QPointF, size: tuple[float, float], bounds: QRectF, taken: Sequence[QRectF], gap: float
) -> QRectF:
    """Where a label of a size stands near a place, within bounds and as far off what is taken as it can be."""
    width, height = size
    best, least = QRectF(), float("inf")
    tries = [
        (side, rise, far)
        for far in (1.0, 2.0, 3.2, 4.8)
        for side in (1, -1, 0)
        for rise in (0.0, -1.0, 1.0)
        if side or rise
    ]
    for side, rise, far in tries:
        x = place.x() + side * gap * far - (0 if side > 0 else width if side < 0 else width / 2)
        y = place.y() + rise * (height / 2 + gap * far) - height / 2
        x = min(max(x, bounds.left() + 2), bounds.right() - width - 2)
        y = min(max(y, bounds.top() + 2), bounds.bottom() - height - 2)
        box = QRectF(x, y, width, height)
        covered = sum(_area(box & other) for other in taken) + (200.0 if box.contains(place) else 0.0)
        cost = covered + 0.5 * far
        if cost < least:
            best, least = box, cost
    return best


def _area(box: QRectF) -> float:
    return max(0.0, box.width()) * max(0.0, box.height())
