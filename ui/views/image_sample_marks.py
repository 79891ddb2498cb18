"""What is said of images that are listed: the verdict on the one at hand, rings and badges of those read wrongly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.fitted import fitted
from ui.views.image_listing import Section, counted
from ui.views.image_words import pick_words, tr
from ui.views.sure import sure_of
from wbsim import Pick
from wbsim.plan import Plan
from wbsim.probes.trace import Trace

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
Read = NDArray[np.int64]


def paint_verdict(painter: QPainter, look: Look, plan: Plan, trace: Trace, words: QRectF) -> None:
    """What it was drawn as and read as, and which point it is."""
    theme = look.theme
    answer, names = sure_of(plan, trace), plan.description.classes
    half = words.height() / 2
    upper, lower = words.adjusted(0, 0, 0, -half), words.adjusted(0, half, 0, 0)
    painter.setPen(theme.color("ink2"))
    if answer is not None:
        parts = [(tr("read as "), "ink2", 500), (names[answer.read], "ink", 700)]
        if answer.true is not None:
            wrong = answer.true != answer.read
            parts = [
                (tr("drawn as "), "ink2", 500), (names[answer.true], "ink", 700), (tr(", read as "), "ink2", 500),
                (names[answer.read], "loss_text" if wrong else "ink", 700),
            ]  # fmt: skip
        x, pixels = upper.left(), max(12.0, (15 if not look.compact else 13.5) * look.scale)
        for text, token, weight in parts:
            painter.setFont(themes.font(pixels, weight))
            painter.setPen(theme.color(token))
            painter.drawText(QRectF(x, upper.top(), 400, upper.height()), _LEFT, text)
            x += painter.fontMetrics().horizontalAdvance(text)
    text, face = fitted([pick_words(plan, trace.pick)], lower.width(), 12 * look.scale)
    painter.setFont(face)
    painter.setPen(theme.color("ink2"))
    painter.drawText(lower, _LEFT, text)


def paint_marks(
    painter: QPainter,
    look: Look,
    plan: Plan,
    shown: tuple[Section, ...],
    read: Read | None,
    pick: Pick | None,
) -> None:
    """How many of each class are wrong, rings around those, and the ink frame of the one at hand."""
    part, points = counted(plan)
    names = plan.description.classes
    for section in shown:
        _paint_group(painter, look, plan, section, read)
        for thumb in section.thumbs:
            wrong = read is not None and int(read[thumb.number]) != int(points.y[thumb.number])
            if wrong and read is not None:
                _paint_badge(painter, look, thumb.box, names[int(read[thumb.number])])
            if pick is not None and pick.part == part and pick.number == thumb.number and pick.point is None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(look.theme.pen("ink", 2.6))
                painter.drawRoundedRect(thumb.box.adjusted(-3, -3, 3, 3), 6, 6)


def _paint_group(painter: QPainter, look: Look, plan: Plan, section: Section, read: Read | None) -> None:
    theme, group = look.theme, section.group
    names = plan.description.classes
    if not names:
        return
    wrong, total = group.wrong, group.total
    if read is not None:
        mine = counted(plan)[1].y == group.drawn
        wrong = int(
            (read[mine] != group.drawn).sum() if group.read is None else (read[mine] == group.read).sum()
        )
    painter.setFont(themes.font(max(11.5, 14 * look.scale), 700))
    painter.setPen(theme.color("ink"))
    if section.beside:
        painter.drawText(section.head, _LEFT, names[group.drawn])
        used = painter.fontMetrics().horizontalAdvance(names[group.drawn]) + 6
        said = [tr("{n} wrong").format(n=wrong), str(wrong)] if wrong else [""]
        line = section.head.adjusted(used, 0, 0, 0)
    else:
        painter.drawText(section.head, _LEFT, names[group.drawn])
        line = section.head.adjusted(painter.fontMetrics().horizontalAdvance(names[group.drawn]) + 8, 0, 0, 0)
        words = tr("{n} of {total} wrong") if group.read is None else tr("{n} of {total}")
        said = [words.format(n=wrong, total=total)]
    text, face = fitted(said, max(1.0, line.width()), 12 * look.scale, 600)
    painter.setFont(face)
    off = group.read is None or group.read != group.drawn
    painter.setPen(theme.color("loss_text" if wrong and off else "ink2"))
    painter.drawText(line, _LEFT if not section.beside else _RIGHT, text)


def _paint_badge(painter: QPainter, look: Look, box: QRectF, name: str) -> None:
    theme, grown = look.theme, max(1.0, look.scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen("loss", 2))
    painter.drawRoundedRect(box, 4, 4)
    radius = min(7.5 * grown, 0.24 * box.height())
    center = QPointF(box.right() - 0.5 * radius, box.bottom() - 0.5 * radius)
    painter.setPen(theme.pen("panel", 1.2))
    painter.setBrush(theme.color("loss"))
    painter.drawEllipse(center, radius, radius)
    if len(name) <= 2 and radius >= 5.5:
        painter.setFont(themes.fitting_font(name, 1.5 * radius, 1.5 * radius, 700))
        painter.setPen(theme.color("on_primary"))
        painter.drawText(
            QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius), _CENTER, name
        )
