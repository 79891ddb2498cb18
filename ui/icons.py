"""Icons and the mark of wbsim as strokes on a 24 px grid. It knows where a line goes, never what pressing does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from ui.theme import Theme, symbol_font
from wbsim import assets

GRID = 24.0
STROKE = 1.9

Drawing = tuple[QPainterPath, QPainterPath]  # what is stroked, what is filled


def _lines(*chains: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for chain in chains:
        path.moveTo(*chain[0])
        for point in chain[1:]:
            path.lineTo(*point)
    return path


def _solid(*chains: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for chain in chains:
        path.moveTo(*chain[0])
        for point in chain[1:]:
            path.lineTo(*point)
        path.closeSubpath()
    return path


def _empty() -> QPainterPath:
    return QPainterPath()


def _play() -> Drawing:
    shape = _solid(((8.2, 5.2), (19.2, 12), (8.2, 18.8)))
    return shape, shape


def _pause() -> Drawing:
    path = QPainterPath()
    path.addRoundedRect(QRectF(6.6, 5, 3.7, 14), 1.2, 1.2)
    path.addRoundedRect(QRectF(13.7, 5, 3.7, 14), 1.2, 1.2)
    return _empty(), path


def _to_start() -> Drawing:
    solid = _solid(((18.6, 5.6), (18.6, 18.4), (8.6, 12)))
    return _lines(((5.4, 5.4), (5.4, 18.6))), solid


def _step() -> Drawing:
    return _lines(((17.8, 5.6), (17.8, 18.4))), _solid(((6.2, 5.6), (15.2, 12), (6.2, 18.4)))


def _epoch() -> Drawing:
    solid = _solid(((3.4, 6), (10.6, 12), (3.4, 18)), ((10.6, 6), (17.8, 12), (10.6, 18)))
    return _lines(((20, 5.8), (20, 18.2))), solid


def _undo() -> Drawing:
    path = _lines(((8.6, 4.6), (4.2, 9), (8.6, 13.4)))
    path.moveTo(4.4, 9)
    path.lineTo(14.4, 9)
    path.arcTo(QRectF(9.4, 9, 10.4, 10.4), 90, -180)
    path.lineTo(9.6, 19.4)
    return path, _empty()


def _redo() -> Drawing:
    path, none = _undo()
    return QTransform(-1, 0, 0, 1, GRID, 0).map(path), none


def _seed() -> Drawing:
    path = QPainterPath()
    path.arcMoveTo(QRectF(4.4, 4.4, 15.2, 15.2), 150)
    path.arcTo(QRectF(4.4, 4.4, 15.2, 15.2), 150, -300)
    path.addPath(_lines(((4.4, 3.8), (4.9, 8.7), (9.7, 8))))
    return path, _empty()


def _die() -> Drawing:
    path = QPainterPath()
    path.addRoundedRect(QRectF(4.2, 4.2, 15.6, 15.6), 3.6, 3.6)
    dots = QPainterPath()
    for x, y in ((8.6, 8.6), (15.4, 8.6), (12, 12), (8.6, 15.4), (15.4, 15.4)):
        dots.addEllipse(QPointF(x, y), 1.35, 1.35)
    return path, dots


def _sun() -> Drawing:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 3.9, 3.9)
    rays = [(12, 2.6, 12, 4.6), (12, 19.4, 12, 21.4), (2.6, 12, 4.6, 12), (19.4, 12, 21.4, 12)]
    rays += [(5.4, 5.4, 6.8, 6.8), (17.2, 17.2, 18.6, 18.6), (5.4, 18.6, 6.8, 17.2), (17.2, 6.8, 18.6, 5.4)]
    for x, y, u, v in rays:
        path.moveTo(x, y)
        path.lineTo(u, v)
    return path, _empty()


def _moon() -> Drawing:
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(QPointF(11.6, 12.4), 7.8, 7.8)
    bite.addEllipse(QPointF(15.8, 8.2), 6.6, 6.6)
    return whole.subtracted(bite), _empty()


def _drop() -> Drawing:
    path = _lines(((12, 3.2), (12, 13.6)), ((7.4, 9.4), (12, 14), (16.6, 9.4)))
    path.addPath(_lines(((4.2, 14.4), (4.2, 19.8), (19.8, 19.8), (19.8, 14.4))))
    return path, _empty()


def _menu() -> Drawing:
    return _lines(((4.5, 7), (19.5, 7)), ((4.5, 12), (19.5, 12)), ((4.5, 17), (19.5, 17))), _empty()


def _close() -> Drawing:
    return _lines(((6, 6), (18, 18)), ((18, 6), (6, 18))), _empty()


def _chevron_down() -> Drawing:
    return _lines(((6.5, 9.5), (12, 15), (17.5, 9.5))), _empty()


def _chevron_right() -> Drawing:
    return _lines(((9.5, 6.5), (15, 12), (9.5, 17.5))), _empty()


def _warning() -> Drawing:
    dot = QPainterPath()
    dot.addEllipse(QPointF(12, 16.4), 1.3, 1.3)
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 9, 9)
    path.addPath(_lines(((12, 7.2), (12, 12.8))))
    return path, dot


def _diverged() -> Drawing:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 9, 9)
    path.addPath(_lines(((8.6, 8.6), (15.4, 15.4)), ((15.4, 8.6), (8.6, 15.4))))
    return path, _empty()


def _said() -> Drawing:
    return _empty(), _solid(((12, 6), (18, 12), (12, 18), (6, 12)))


def _lessons() -> Drawing:
    pages = (
        (12, 7.6),
        (8.6, 5.4),
        (3.6, 5.4),
        (3.6, 17),
        (8.6, 17),
        (12, 19.2),
        (15.4, 17),
        (20.4, 17),
        (20.4, 5.4),
    )
    return _lines((*pages, (15.4, 5.4), (12, 7.6), (12, 19.2))), _empty()


def _look() -> Drawing:
    return _solid(
        ((6.5, 4), (18.4, 12.4), (12.7, 13.4), (15.8, 19.2), (13.2, 20.5), (10.2, 14.7), (6.5, 18.6))
    ), _empty()


def _draw() -> Drawing:
    path = _solid(((5, 19), (6.2, 14.8), (16, 5), (19, 8), (9.2, 17.8)))
    path.addPath(_lines(((13.6, 7.4), (16.6, 10.4))))
    return path, _empty()


def _erase() -> Drawing:
    path = _solid(((4.4, 14.2), (13.2, 5.4), (19.2, 11.4), (12.4, 18.2), (8.4, 18.2)))
    path.addPath(_lines(((8.8, 9.8), (14.8, 15.8)), ((8.4, 18.9), (20, 18.9))))
    return path, _empty()


def _move() -> Drawing:
    arms = _lines(((12, 3.6), (12, 20.4)), ((3.6, 12), (20.4, 12)))
    for heads in (
        ((9.4, 6.2), (12, 3.6), (14.6, 6.2)), ((9.4, 17.8), (12, 20.4), (14.6, 17.8)),
        ((6.2, 9.4), (3.6, 12), (6.2, 14.6)), ((17.8, 9.4), (20.4, 12), (17.8, 14.6)),
    ):  # fmt: skip
        arms.addPath(_lines(heads))
    return arms, _empty()


_DRAWINGS: dict[str, Callable[[], Drawing]] = {
    "play": _play, "drop": _drop, "pause": _pause, "to_start": _to_start, "step": _step, "epoch": _epoch, "undo": _undo,
    "redo": _redo, "seed": _seed, "die": _die, "sun": _sun, "moon": _moon, "menu": _menu, "close": _close,
    "chevron_down": _chevron_down, "chevron_right": _chevron_right, "warning": _warning, "diverged": _diverged,
    "said": _said, "lessons": _lessons, "look": _look, "draw": _draw, "erase": _erase, "move": _move,
}  # fmt: skip


def names() -> tuple[str, ...]:
    """All icons."""
    return tuple(_DRAWINGS)


@cache
def _drawing(name: str) -> Drawing:
    return _DRAWINGS[name]()


def paint(painter: QPainter, name: str, area: QRectF, color: QColor, stroke: float = STROKE) -> None:
    """Paints an icon into a square; KeyError for an unknown name."""
    stroked, filled = _drawing(name)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width() / GRID, area.height() / GRID)
    if not filled.isEmpty():
        painter.fillPath(filled, color)
    pen = QPen(color, stroke)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if not stroked.isEmpty():
        painter.strokePath(stroked, pen)
    painter.restore()


def icon(name: str, color: QColor, size: int = 20) -> QIcon:
    """An icon for a menu."""
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint(painter, name, QRectF(0, 0, 2 * size, 2 * size), color)
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)


def paint_mark(painter: QPainter, theme: Theme, area: QRectF, arms: bool = True) -> None:
    """The mark: a bias as an amber disc with its b; with arms, a positive and a negative weight leave it.

    The disc is as high as the area; with arms the mark is twice as wide as high.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = area.height()
    center = QPointF(area.left() + size / 2, area.center().y())
    if arms:
        _paint_arms(painter, theme, center, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("bias"))
    painter.drawEllipse(center, size / 2, size / 2)
    painter.setPen(QColor(theme.on_bias))
    painter.setFont(symbol_font(0.66 * size))
    painter.drawText(
        QRectF(center.x() - size / 2, area.top() - 0.03 * size, size, size), Qt.AlignmentFlag.AlignCenter, "b"
    )
    painter.restore()


def _paint_arms(painter: QPainter, theme: Theme, center: QPointF, size: float) -> None:
    left, right = center.x() + 0.42 * size, center.x() + 1.42 * size
    middle = 0.5 * (left + right)
    for token, end, style in (
        ("weight", -0.36, Qt.PenStyle.SolidLine),
        ("negative", 0.4, Qt.PenStyle.CustomDashLine),
    ):
        path = QPainterPath(QPointF(left, center.y() + 0.1 * size))
        path.cubicTo(
            middle, center.y() + 0.1 * size, middle, center.y() + end * size, right, center.y() + end * size
        )
        pen = QPen(theme.color(token), (0.15 if token == "weight" else 0.1) * size)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if token == "weight" else Qt.PenCapStyle.FlatCap)
        if style == Qt.PenStyle.CustomDashLine:
            pen.setDashPattern([1.9, 1.5])
        painter.strokePath(path, pen)


def application_icon() -> QIcon:
    """The mark alone, as it stands in menus and on the desktop, at the sizes that these ask for."""
    renderer = QSvgRenderer(str(assets.path("icons", "wbsim.svg")))
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(pixmap)
    return made
