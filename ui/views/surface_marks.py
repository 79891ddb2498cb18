"""What stands on the map for a moment: the ways with the names at their ends, the lowest place, the point; and the words above
and below it.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.chip import beside, chip_size, draw_chip
from ui.views.equation import Line, Piece, draw_line, line_width
from ui.views.surface_frame import grown, paint_ramp
from ui.views.surface_scene import Drawn, Scene
from ui.views.surface_ways import (
    beside_others,
    paint_end,
    paint_handle,
    paint_lowest,
    paint_start,
    paint_way,
)
from ui.views.surface_where import Where
from ui.views.surface_words import Changed, from_to
from wbsim.probes.axes import Place

__all__ = ["paint_changed", "paint_lack", "paint_note", "paint_ramp", "paint_reading", "paint_ways"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Surface", text)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_ways(painter: QPainter, look: Look, where: Where, scene: Scene, held: Place | None) -> None:
    """Ways, start, lowest place and point, and last the names at their ends."""
    theme, scale = look.theme, grown(look.scale)
    painter.save()
    painter.setClipRect(where.plot.adjusted(-14, -14, 14, 14).toAlignedRect())
    ends: list[tuple[Drawn, QPointF]] = []
    for way in scene.ways:
        points = where.points(way.places)
        paint_way(painter, theme, way.form, points, scale)
        if points and way.name:
            ends.append((way, points[-1]))
    lowest = scene.surface.lowest
    if lowest is not None:
        paint_lowest(painter, theme, where.point((lowest[0], lowest[1])), scale)
    start = None
    if scene.start is not None and len(scene.ways):
        start = where.point((float(scene.start[0]), float(scene.start[1])))
        paint_start(painter, theme, start, scale)
    for way, end in ends:
        if way.form != "hand":
            paint_end(painter, theme, way.form, end, scale)
    point = where.point(scene.surface.place)
    if scene.handle and all(map(math.isfinite, scene.surface.place)):
        paint_handle(painter, theme, point if held is None else where.point(held), scale)
    painter.restore()
    _paint_names(painter, look, where.plot, scene, ends, start, point)


def _paint_names(
    painter: QPainter,
    look: Look,
    plot: QRectF,
    scene: Scene,
    ends: list[tuple[Drawn, QPointF]],
    start: QPointF | None,
    point: QPointF,
) -> None:
    scale = grown(look.scale)
    taken = [_around(end, 9 * scale) for _, end in ends]
    if scene.handle:
        taken.append(_around(point, 16 * scale))
    labels: list[tuple[str, float, QPointF, float]] = []
    if scene.standing is None and scene.handle:
        labels.append(("", scene.surface.loss, point, 24 * scale))
    for way, end in reversed(ends):
        labels.append((way.name, way.loss, end, (24 if way.form == "hand" else 15) * scale))
    for name, loss, at, gap in labels:
        if not plot.adjusted(-2, -2, 2, 2).contains(at):
            continue
        box = beside_others(at, _size(look, name, loss), plot, taken, gap)
        taken.append(box)
        _paint_label(painter, look, box, name, loss)
    crowded = start is not None and (start - point).manhattanLength() < 40 * scale and not ends
    if start is not None and plot.contains(start) and not crowded:
        _paint_start_word(painter, look, plot, start, taken)


def _paint_start_word(
    painter: QPainter, look: Look, plot: QRectF, start: QPointF, taken: list[QRectF]
) -> None:
    theme, scale = look.theme, grown(look.scale)
    font = themes.font(max(12.0, 13 * scale), 700)
    text = _tr("start")
    metrics = QFontMetricsF(font)
    size = metrics.horizontalAdvance(text) + 8, metrics.height()
    box = beside_others(start, size, plot, taken, 14 * scale)
    painter.setPen(Qt.PenStyle.NoPen)
    pale = theme.color("panel")
    pale.setAlphaF(0.82)
    painter.setBrush(pale)
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(theme.color("ink"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _around(point: QPointF, reach: float) -> QRectF:
    return QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)


def _label(name: str, loss: float) -> Line:
    figure = Piece(themes.number(loss), token="loss_text", face="strong", space=0.45 if name else 0.0)
    return (Piece(name, face="strong"), figure) if name else (figure,)


def _pixels(look: Look) -> int:
    return round(max(12.0, 13.5 * grown(look.scale)))


def _size(look: Look, name: str, loss: float) -> tuple[float, float]:
    scale = grown(look.scale)
    return line_width(_label(name, loss), _pixels(look)) + 16 * scale, 26 * scale


def _paint_label(painter: QPainter, look: Look, box: QRectF, name: str, loss: float) -> None:
    theme, scale = look.theme, grown(look.scale)
    painter.setPen(theme.pen("line2", 1))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(box, 7, 7)
    pixels = _pixels(look)
    at = QPointF(box.left() + 8 * scale, box.center().y() + 0.36 * pixels)
    draw_line(painter, theme, at, _label(name, loss), pixels)


def paint_reading(painter: QPainter, look: Look, where: Where, scene: Scene, pointer: QPointF) -> None:
    """The loss under the pointer, on a small label beside it."""
    ground = scene.surface.ground
    if ground is None:
        return
    loss = float(ground.loss_at(np.array([where.place(pointer)]))[0])
    if not math.isfinite(loss):
        return
    font = themes.font(max(11.5, 12.5 * grown(look.scale)), 600)
    text = _tr("loss {loss}").format(loss=themes.number(loss))
    draw_chip(
        painter,
        look.theme,
        beside(pointer, chip_size(text, font), where.plot),
        text,
        font,
        look.theme.color("loss_text"),
    )


# --- words -------------------------------------------------------------------------------------------------


def paint_note(painter: QPainter, look: Look, box: QRectF, words: str) -> None:
    """What stands still; elided where there is no room."""
    painter.setPen(look.theme.color("ink2"))
    painter.setFont(themes.font(max(11.5, 13 * grown(look.scale)), 500))
    text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
    if box.width() > 60:
        painter.drawText(box, _LEFT, text)


def paint_lack(painter: QPainter, look: Look, plot: QRectF, words: str) -> None:
    """A sentence in place of a map."""
    painter.setPen(look.theme.color("ink2"))
    painter.setFont(themes.font(max(13.0, 15 * grown(look.scale)), 500))
    inner = plot.adjusted(30, 30, -30, -30)
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def paint_changed(
    painter: QPainter, look: Look, box: QRectF, where: Where, scene: Scene, news: Changed | None
) -> None:
    """What just changed, in two lines."""
    theme, scale = look.theme, grown(look.scale)
    small, large = round(max(12.0, 13.5 * scale)), round(max(13.0, 16 * scale))
    first, second = box.top() + 24 * scale, box.top() + 49 * scale
    head = Piece(_tr("What just changed"), token="ink2", face="figure")
    if news is None:
        draw_line(painter, theme, QPointF(box.left(), first), (head,), small)
        nothing = Piece(_tr("nothing yet: train, or drag the point"), token="ink2", face="figure")
        draw_line(painter, theme, QPointF(box.left(), second), (nothing,), small)
        return
    line = [head]
    if news.since:
        line.append(Piece(news.since, token="ink3", face="figure", space=0.6))
    if news.losses is not None:
        line += [
            Piece(_tr("loss"), token="loss_text", face="figure", space=0.9),
            Piece(from_to(*news.losses), token="loss_text", face="strong", space=0.35),
        ]
    if line_width(tuple(line), small) > box.width():
        line.pop(0)
    draw_line(painter, theme, QPointF(box.left(), first), tuple(line), small)
    if news.words:
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font(small, 600))
        text = painter.fontMetrics().elidedText(news.words, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(QPointF(box.left(), second), text)
    elif news.places is not None:
        _paint_values(
            painter, look, QPointF(box.left(), second), box.width(), where, scene, news.places, large
        )


def _paint_values(
    painter: QPainter,
    look: Look,
    at: QPointF,
    width: float,
    where: Where,
    scene: Scene,
    places: tuple[Place, Place],
    pixels: int,
) -> None:
    line: list[Piece] = []
    for rank, name in enumerate(scene.names):
        symbol = name.symbol[0]
        line += [
            Piece(symbol.text, symbol.subscript, token=name.text, space=1.1 if rank else 0.0),
            Piece(
                f"{where.words(places[0][rank], rank)} → {where.words(places[1][rank], rank)}",
                token=name.text,
                face="strong",
                space=0.35,
            ),
        ]
    while line_width(tuple(line), pixels) > width and pixels > 11:
        pixels -= 1
    draw_line(painter, look.theme, at, tuple(line), pixels)
