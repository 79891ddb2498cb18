"""What a diagram that is drawn layer by layer shows of an update: the parameters' values, then the gradient as it flows back,
then what each moved by, and the words under it.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.equation import Line, Piece, draw_line, fitting
from ui.views.network_layout import Box
from ui.views.quantity import Shown
from ui.views.step_reach import Flags, Reach


def paint_foot(painter: QPainter, reach: Reach, shown: Shown, look: Look, foot: Box) -> None:
    """What the pictures show, and in one sentence what to see."""
    theme = look.theme
    painter.setPen(theme.pen("line", 1))
    painter.drawLine(QLineF(foot.x, round(foot.y) + 0.5, foot.right, round(foot.y) + 0.5))
    pixels = max(12.0, 13.5 * look.scale)
    for line, share in ((_first(reach, shown), 0.4), (_second(reach), 0.8)):
        set_line, size = fitting([line], foot.width, pixels, 9)
        draw_line(
            painter, theme, QPointF(foot.x, foot.y + share * foot.height + 0.2 * pixels), set_line, size
        )


def _by_parameter(reach: Reach, weights: np.ndarray, own: Flags) -> Flags:
    """Which parameters (P,) are reached: so many weights of each neuron, and whose biases."""
    plan = reach.coming.plan
    found = np.zeros(plan.size, bool)
    first = 0
    for row in plan.rows:
        counts = weights[first : first + row.fan_out]
        row.weights_of(found)[:] = np.arange(row.fan_in) < counts[:, None]
        if row.biases >= 0:
            found[row.biases : row.biases + row.fan_out] = own[first : first + row.fan_out]
        first += row.fan_out
    return found


def step_shown(reach: Reach) -> Shown:
    """What the pictures of parameters show: their values, then as it comes their gradient, then their steps."""
    coming = reach.coming
    if reach.phase == "backward":
        known = _by_parameter(reach, reach.slopes, reach.blamed)
        return Shown(
            np.where(known, coming.own_gradient, 0).astype(coming.plan.dtype),
            _tr("gradient of this sample"),
            _tr("gradient"),
        )
    if reach.phase == "update":
        known = _by_parameter(reach, reach.steps, reach.settled)
        step = coming.after.theta - coming.state.theta
        return Shown(
            np.where(known, step, 0).astype(coming.plan.dtype), _tr("what each moved by"), _tr("steps")
        )
    return Shown(coming.state.theta, _tr("values"), _tr("values"))


def _first(reach: Reach, shown: Shown) -> Line:
    """What the pictures show, and how many neurons have theirs."""
    counts = {
        "backward": int(reach.blamed.sum()), "update": int(reach.settled.sum()),
    }  # fmt: skip
    done = counts.get(reach.phase or "", int(reach.summed.sum()))
    token = {"backward": "loss_text", "update": "ink"}.get(reach.phase or "", "weight_text")
    words = {
        "backward": _tr("{done} of {all} neurons have their δ"), "update": _tr("{done} of {all} neurons have moved"),
    }.get(reach.phase or "", _tr("{done} of {all} neurons have their value"))  # fmt: skip
    return (
        Piece(shown.words, face="strong", token=token),
        Piece(words.format(done=done, all=len(reach.summed)), face="figure", token="ink2", space=1.0),
    )


def _second(reach: Reach) -> Line:
    """In one sentence what to see."""
    if reach.phase == "backward":
        return (
            Piece("δ = ∂L/∂z", token="loss_text"),
            Piece(_tr("of a neuron is also the gradient of its"), face="figure", space=0.5),
            Piece(_tr("bias"), face="strong", token="bias_text", space=0.3),
        )
    if reach.lost:
        return (
            Piece("L", token="loss_text"), Piece("=", face="figure", token="ink2", space=0.3),
            Piece(_number(reach.coming.own_loss), face="strong", token="loss_text", space=0.3),
            Piece(_tr("for this sample"), face="figure", token="ink2", space=0.5),
        )  # fmt: skip
    return (
        Piece(
            _tr("a row per neuron, then its bias, then what it makes of this sample")
            if reach.coming.plan.is_dense
            else _tr("weights, then the bias, then what is made of this sample"),
            face="figure",
            token="ink2",
        ),
    )


def _number(value: float) -> str:
    return themes.number(value, 4)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkSteps", text)
