"""Paints how often each setting fails: blocks or bars, what they are of, and the network at hand."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.layer import draw_card
from ui.views.wall_answers import CENTER, LEFT, RIGHT, fitting, head, title_size, type_size, wide, write
from ui.views.wall_failures_layout import FailuresLayout, Row, Stack
from wbsim.translation import translated
from wbsim.variation import Grid, is_drawn
from wbsim.verdicts import interval, percents


def _tr(text: str) -> str:
    return QCoreApplication.translate("WallFailuresView", text)


def titles() -> tuple[str, ...]:
    """The title, and a shorter one."""
    return _tr("How often does it fail?"), _tr("Failures")


def paint_all(
    painter: QPainter, look: Look, size: QSize, where: FailuresLayout, grid: Grid, title_room: float
) -> None:
    """The card with everything but what is pointed at."""
    draw_card(painter, look.theme, size)
    title = fitting(look, titles(), title_room, title_size(look), 600)
    write(painter, look, head(look, size), title, token="ink", size=title_size(look), weight=600)
    for stack in where.stacks:
        paint_stack(painter, look, where, stack)
    if where.flat:
        _paint_alone(painter, look, where, is_drawn(grid.base))
        return
    for row in where.rows:
        _paint_row(painter, look, row, grid)
    if where.stacks:
        painter.setPen(look.theme.pen("line2", 1))
        for number in range(where.stacks[-1].row + 1):
            inside = [stack.box for stack in where.stacks if stack.row == number]
            y = inside[0].bottom() + 2
            painter.drawLine(QLineF(inside[0].left(), y, inside[-1].right(), y))
    for word, x in where.columns:
        box = QRectF(x - 60, where.foot.top(), 120, where.foot.height())
        write(painter, look, box, word, size=12, side=CENTER)
    left = where.stacks[0].box.left() if where.stacks else where.name.left()
    below = QRectF(left, where.name.top(), where.name.right() - left, where.name.height())
    names = [grid.axes[0].title]
    if where.rows and all(len(row.words) < 2 for row in where.rows):
        names.insert(
            0, _tr("{across}; rows: {down}").format(across=grid.axes[0].title, down=grid.axes[1].title)
        )
    write(painter, look, below, fitting(look, names, below.width(), 12), size=12, side=CENTER)


def paint_stack(painter: QPainter, look: Look, where: FailuresLayout, stack: Stack) -> None:
    """Those that failed in the hue of failure, those that learned pale."""
    theme = look.theme
    painter.setPen(Qt.PenStyle.NoPen)
    if where.blocks:
        radius = min(2.0, 0.25 * where.block(stack, 0).height())
        for place in range(len(stack.networks)):
            painter.setBrush(theme.color("loss" if place < stack.failed else "grid"))
            painter.drawRoundedRect(where.block(stack, place), radius, radius)
        return
    painter.setBrush(theme.color("grid"))
    radius = min(3.0, 0.25 * stack.box.height())
    painter.drawRoundedRect(stack.box, radius, radius)
    if stack.failed:
        first, last = where.block(stack, 0), where.block(stack, stack.failed - 1)
        painter.setBrush(theme.color("loss"))
        painter.drawRoundedRect(first.united(last), radius, radius)
    of = {"n": stack.failed, "all": len(stack.networks)}
    wishes = _tr("{n} of {all} fail").format(**of), _tr("{n} of {all}").format(**of), f"{stack.failed}"
    said = fitting(look, wishes, stack.box.width() + 4, 11.5, 600) if where.counts else ""
    if said:
        high = type_size(look, 11.5) * 1.25
        over = QRectF(stack.box.center().x() - 30, stack.box.top() - high, 60, high)
        token = "loss_text" if stack.failed else "ink3"
        write(painter, look, over, said, token=token, size=11.5, weight=600, side=CENTER)


def _paint_row(painter: QPainter, look: Look, row: Row, grid: Grid) -> None:
    """What the row is of, at the middle of its stacks; biases have their hue."""
    line = type_size(look, 12.5) * 1.25
    top = row.box.center().y() - line * len(row.words) / 2
    biases = grid.axes[1].name == "bias"
    for place, word in enumerate(row.words):
        named = biases and ((place == 0 and len(row.words) > 1) or word == translated("on"))
        box = QRectF(row.box.left(), top + place * line, row.box.width(), line)
        write(painter, look, box, word, token="bias_text" if named else "ink2", weight=600, side=LEFT)


def _paint_alone(painter: QPainter, look: Look, where: FailuresLayout, drawn: bool) -> None:
    """How many of the seeds fail, and between which shares that would lie if all seeds were tried, where they differ."""
    (stack,) = where.stacks
    count = len(stack.networks)
    low, high = interval(stack.failed, count)
    large = 1.4 * type_size(look, 22)
    line = QRectF(stack.box.left(), stack.box.top() - large, stack.box.width(), large - 4)
    said = _tr("{n} of {all} fail").format(n=themes.count(stack.failed), all=themes.count(count))
    token = "loss_text" if stack.failed else "ink"
    end = write(painter, look, line, said, token=token, size=22, weight=700)
    percent = _tr("{share} %").format(share=round(100 * stack.failed / max(1, count)))
    if wide(look, percent, 15, 600) + 20 < line.width() - end:
        write(painter, look, line, percent, token="ink2", size=15, weight=600, side=RIGHT)
    if not drawn:
        return
    y = stack.box.bottom() + 5
    painter.setPen(look.theme.pen("ink", 1.6))
    ends = [stack.box.left() + share * stack.box.width() for share in (low, high)]
    painter.drawLine(QLineF(ends[0], y, ends[1], y))
    for x in ends:
        painter.drawLine(QLineF(x, y - 3, x, y + 3))
    shares = "{}–{} %".format(*percents(stack.failed, count))
    wishes = (
        _tr("of all seeds {shares} would fail, with 95 % confidence").format(shares=shares),
        _tr("95 % interval {shares}").format(shares=shares), shares,
    )  # fmt: skip
    box = where.foot.translated(0, 7)
    write(painter, look, box, fitting(look, wishes, box.width(), 12.5))


def paint_at_hand(painter: QPainter, look: Look, box: QRectF, strong: bool) -> None:
    """The frame of ink around the block of the network at hand; thinner around that under the pointer."""
    away = 1.5
    painter.setBrush(Qt.BrushStyle.NoBrush)
    frame = box.adjusted(-away, -away, away, away)
    if min(frame.width(), frame.height()) < 6:
        frame = frame.adjusted(-1, -1, 1, 1)
    painter.setPen(look.theme.pen("panel", 4.2 if strong else 3.4))
    painter.drawRoundedRect(frame, 3, 3)
    painter.setPen(look.theme.pen("ink", 2.4 if strong else 1.6))
    painter.drawRoundedRect(frame, 3, 3)
