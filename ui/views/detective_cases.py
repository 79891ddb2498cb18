"""Paints the signs of the detective's card and the list of what was looked at; and how high its sentences are."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.detective_words import RIGHT, type_size, width_of, write
from wbsim.findings import Check, Remedy

WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


def _tr(text: str) -> str:
    return QCoreApplication.translate("FindingsView", text)


def sentence(words: str) -> str:
    """Words that begin as a sentence does."""
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=128)
def tall(words: str, wide: float, size: float, weight: int) -> float:
    """How high words are that are wrapped to a width."""
    metrics = QFontMetricsF(themes.font(size, weight))
    return metrics.boundingRect(QRectF(0, 0, wide, 10_000), int(WRAPPED), sentence(words)).height()


def tip(remedy: Remedy) -> str:
    """What a remedy does."""
    if remedy.recover:
        return _tr("Goes back to where the loss was smallest and on with a smaller step")
    if remedy.raised:
        return _tr(
            "Sets each bias so that its neuron fires at about half of the training points; the run goes on"
        )
    if remedy.scattered:
        return _tr("Gives each of them a bias between −1 and 1, drawn from the seed; the run goes on")
    if remedy.restart:
        return _tr("Changes how the layer starts, and starts the run again")
    return _tr("Changes the settings, and the run goes on")


def paint_sign(painter: QPainter, look: Look, at: QPointF, r: float, kind: str) -> None:
    """A disc with a check mark for "well", a cross for "diverged", else an exclamation mark."""
    theme = look.theme
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color({"diverged": "loss", "well": "slate"}.get(kind, "ink")))
    painter.drawEllipse(at, r, r)
    painter.setPen(theme.pen("panel", max(1.5, 0.2 * r), flat=False))
    x, y = at.x(), at.y()
    if kind == "well":
        painter.drawPolyline(
            [QPointF(x - 0.42 * r, y + 0.04 * r), QPointF(x - 0.1 * r, y + 0.36 * r),
             QPointF(x + 0.46 * r, y - 0.34 * r)]
        )  # fmt: skip
    elif kind == "diverged":
        reach = 0.36 * r
        painter.drawLine(QPointF(x - reach, y - reach), QPointF(x + reach, y + reach))
        painter.drawLine(QPointF(x - reach, y + reach), QPointF(x + reach, y - reach))
    else:
        painter.drawLine(QPointF(x, y - 0.5 * r), QPointF(x, y + 0.08 * r))
        painter.drawPoint(QPointF(x, y + 0.46 * r))


def paint_checks(
    painter: QPainter, look: Look, box: QRectF, checks: tuple[Check, ...], indent: float
) -> None:
    """What was looked at, at the foot of a box, a line each; where there is no room for all, those that are bad first."""
    theme = look.theme
    small = 1.62 * type_size(look, 13)
    line = max(small, min(1.35 * small, box.height() / (len(checks) + 1.6)))
    count = min(len(checks), int((box.height() - 1.4 * line) / line))
    if count < 1:
        return
    y = box.bottom() - count * line
    head = QRectF(box.left(), y - 1.25 * line, box.width(), line)
    painter.setPen(theme.pen("line", 1))
    painter.drawLine(QPointF(box.left(), head.top() - 4), QPointF(box.right(), head.top() - 4))
    write(painter, look, head, _tr("Looked at"), size=13, weight=600, token="ink2")
    value = max(width_of(look, one.measured, 13, 700) for one in checks) + 26 * look.scale
    limit = max(width_of(look, one.limit, 12.5) for one in checks)
    name = max(width_of(look, one.name, 13, 600) for one in checks)
    limits = indent + name + limit + value + 16 * look.scale <= box.width()
    if limits:
        beside = head.adjusted(0, 0, -value, 0)
        write(painter, look, beside, _tr("bad from"), size=12.5, token="ink3", side=RIGHT)
        write(painter, look, head, _tr("here"), size=12.5, token="ink3", side=RIGHT)
    chosen = sorted(range(len(checks)), key=lambda k: not checks[k].found)[:count]
    for place in sorted(chosen):
        one = checks[place]
        row = QRectF(box.left(), y, box.width(), line)
        at = QPointF(box.left() + 8.5 * max(0.85, look.scale), row.center().y())
        paint_sign(painter, look, at, 5.4 * max(0.9, look.scale), "bad" if one.found else "well")
        weight, token = (600, "ink") if one.found else (500, "ink2")
        write(painter, look, row.adjusted(indent, 0, 0, 0), one.name, size=13, weight=weight, token=token)
        if limits:
            beside = row.adjusted(0, 0, -value, 0)
            write(painter, look, beside, one.limit, size=12.5, token="ink3", side=RIGHT)
        write(painter, look, row, one.measured, size=13, weight=700, token="ink", side=RIGHT)
        y += line
