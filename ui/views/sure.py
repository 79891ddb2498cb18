"""One sample and how sure the network is of each class: the picture that was drawn, and a bar a class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.field import field_image
from wbsim.datasets import Description
from wbsim.plan import Plan
from wbsim.probes.trace import Trace

_CENTER = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Sure:
    """The true and the read class of a sample, and the share (0 to 1) of each class; one set by hand has no true one."""

    true: int | None
    read: int
    shares: NDArray[np.float64]


def sure_of(plan: Plan, trace: Trace) -> Sure | None:
    """What a traced sample's outputs say; None for regression."""
    if not plan.description.classes:
        return None
    outputs, targets = trace.values[-plan.outputs :].astype(float), np.asarray(trace.target, float)
    true: int | None = None
    if plan.coding in ("onehot", "signed_onehot"):
        shares = outputs if plan.coding == "onehot" else (outputs + 1) / 2
        true = int(np.argmax(targets)) if len(targets) else None
    else:
        one = (outputs[0] + 1) / 2 if plan.coding == "signed" else outputs[0]
        shares, level = np.array([1 - one, one]), 0.0 if plan.coding == "signed" else 0.5
        true = int(targets[0] > level) if len(targets) else None
    return Sure(true, int(np.argmax(shares)), np.clip(np.nan_to_num(shares), 0.0, 1.0))


def percent(share: float) -> str:
    """A share in per cent; 0 where it would round to it."""
    value = 100 * share
    return "0" if value < 0.05 else (f"{value:.1f} %" if value < 99.95 else "100 %")


def paint_image(
    painter: QPainter, look: Look, box: QRectF, values: NDArray[np.floating], shape: tuple[int, int]
) -> None:
    """The picture that was drawn, ink on the panel, pixel by pixel."""
    theme = look.theme
    image = values.reshape(shape).astype(float)
    top = max(1.0, float(image.max(initial=0.0)))
    half = theme.mixed("ink", "panel", 0.5).name()
    painter.drawImage(box, field_image(image[::-1], 0.0, top, (theme.panel, half, theme.ink)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen("line2", 1))
    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))


def paint_verdict(
    painter: QPainter, look: Look, box: QRectF, words: tuple[str, str, str, str], right: bool
) -> None:
    """ "drawn 6, read 8": the classes bold, a wrong one in the loss's hue."""
    theme = look.theme
    size = max(11.5, 13 * look.scale)
    plain, bold = themes.font(size, 500), themes.font(size, 700)
    before, true, between, read = words
    parts = (
        (before, plain, "ink2"), (true, bold, "ink"), (between, plain, "ink2"), (read, bold, "ink" if right else "loss_text"),
    )  # fmt: skip
    x = (
        box.left()
        + (box.width() - sum(QFontMetricsF(font).horizontalAdvance(text) for text, font, _ in parts)) / 2
    )
    for text, font, token in parts:
        painter.setFont(font)
        painter.setPen(theme.color(token))
        painter.drawText(QRectF(x, box.top(), 200, box.height()), _LEFT, text)
        x += QFontMetricsF(font).horizontalAdvance(text)


def paint_sample(
    painter: QPainter,
    look: Look,
    box: QRectF,
    sure: Sure,
    facts: Description,
    point: NDArray[np.floating],
    upright: bool,
) -> None:
    """The sample as a picture if it is one, the verdict, and a bar a class: rows under it if `upright`, else columns."""
    names, shape, grown = facts.classes, facts.image, max(1.0, look.scale)
    right = sure.true is None or sure.true == sure.read
    said = _tr("drawn ") if shape else _tr("true ")
    words = (
        (_tr("set by hand"), "", _tr(", read "), names[sure.read])
        if sure.true is None
        else (said, names[sure.true], _tr(", read "), names[sure.read])
    )
    line = 24 * grown
    tall = min(box.width(), 0.3 * box.height(), 150 * grown)
    edge = (tall if upright else min(box.height() - line, 0.26 * box.width())) if shape else 0.0
    x = box.left() + (box.width() - edge) / 2 if upright else box.left() + 10 * grown
    if shape is not None:
        where = QRectF(round(x), round(box.top()), round(edge), round(edge * shape[0] / shape[1]))
        paint_image(painter, look, where, point, shape)
    if upright:
        verdict = QRectF(box.left(), box.top() + edge + 2, box.width(), line)
        paint_verdict(painter, look, verdict, words, right)
        paint_rows(painter, look, box.adjusted(0, edge + line + 8 * grown, 0, -4 * grown), sure, names)
    else:
        wide = max(edge + 20 * grown, 110 * grown)
        verdict = QRectF(x + edge / 2 - wide / 2, box.top() + edge, wide, line)
        paint_verdict(painter, look, verdict, words, right)
        paint_columns(painter, look, box.adjusted(wide + 8 * grown, -6, 0, 0), sure, names)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sure", text)


def _bar_token(number: int, sure: Sure) -> str:
    return "ink" if number == sure.read else "slate"


def paint_rows(painter: QPainter, look: Look, box: QRectF, sure: Sure, classes: tuple[str, ...]) -> None:
    """A row a class: name, bar, share."""
    theme, size = look.theme, max(11.5, 12 * look.scale)
    shown = order_of(sure, int(box.height() // (size * 1.3)))
    step = min(22 * max(1.0, look.scale), box.height() / max(1, len(shown)))
    name = max(QFontMetricsF(themes.font(size, 700)).horizontalAdvance(classes[n]) for n in shown) + 8
    number_room = 44 * max(1.0, look.scale)
    for place, number in enumerate(shown):
        row = QRectF(box.left(), box.top() + place * step, box.width(), step)
        bold = number in (sure.read, sure.true)
        painter.setFont(themes.font(size, 700 if bold else 500))
        painter.setPen(theme.color("ink" if bold else "ink2"))
        painter.drawText(row, _LEFT, classes[number])
        painter.drawText(row, _RIGHT, percent(sure.shares[number]))
        bed = row.adjusted(name, step * 0.18, -number_room, -step * 0.18)
        painter.fillRect(bed, theme.color("sunk"))
        bar = QRectF(bed.left(), bed.top(), max(1.5, bed.width() * sure.shares[number]), bed.height())
        painter.fillRect(bar, theme.color(_bar_token(number, sure)))


def paint_columns(painter: QPainter, look: Look, box: QRectF, sure: Sure, classes: tuple[str, ...]) -> None:
    """A column a class: bar, name under it; the share over the largest."""
    theme, size = look.theme, max(11.5, 12 * look.scale)
    shown = order_of(sure, int(box.width() // (size * 1.6)))
    step = box.width() / max(1, len(shown))
    foot, head = size * 1.5, size * 1.4
    for place, number in enumerate(shown):
        column = QRectF(box.left() + place * step, box.top(), step, box.height())
        bold = number in (sure.read, sure.true)
        bed = column.adjusted(step * 0.16, head, -step * 0.16, -foot)
        painter.fillRect(bed, theme.color("sunk"))
        high = max(1.5, bed.height() * sure.shares[number])
        painter.fillRect(
            QRectF(bed.left(), bed.bottom() - high, bed.width(), high), theme.color(_bar_token(number, sure))
        )
        painter.setFont(themes.font(size, 700 if bold else 500))
        painter.setPen(theme.color("ink" if bold else "ink2"))
        painter.drawText(QRectF(column.left(), bed.bottom(), step, foot), _CENTER, classes[number])
        if number == sure.read:
            painter.drawText(
                QRectF(column.center().x() - 40, box.top(), 80, head), _CENTER, percent(sure.shares[number])
            )


def order_of(sure: Sure, most: int) -> list[int]:
    """The classes to show: all in order where there is room, else the surest and the true one."""
    count = len(sure.shares)
    if count <= max(1, most):
        return list(range(count))
    best = np.argsort(-sure.shares, kind="stable")[: max(1, most)].tolist()
    if sure.true is not None and sure.true not in best:
        best[-1] = sure.true
    return sorted(best)
