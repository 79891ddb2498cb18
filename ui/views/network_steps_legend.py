"""The two lines under the diagram of a step: what its marks mean in this phase, and in one sentence what to see.
It knows no network.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF

from ui import theme as themes
from ui.look import Look
from ui.theme import Theme
from ui.views.equation import Line, Piece, draw_line, fitting, formula
from ui.views.network_edges import edge_pen, edge_width
from ui.views.network_layout import Box

HEIGHT = 58.0  # pixels at scale 1
_Shares = TypeVar("_Shares", float, NDArray[np.float64])


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkSteps", text)


def gradient_width(share: _Shares, scale: float) -> _Shares:
    """1 + 8·√(|g|/max) pixels at scale 1; a share is at least 0."""
    return (1 + 8 * share**0.5) * scale


def paint_step(painter: QPainter, theme: Theme, x: float, y: float, reach: float, up: bool) -> None:
    """The mark of a step: an ink triangle that points up where the number grew, with the color of the card around it."""
    side = -1.0 if up else 1.0
    painter.setPen(theme.pen("panel", 1.4))
    painter.setBrush(theme.color("ink"))
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x, y + side * reach),
                QPointF(x - reach, y - 0.75 * side * reach),
                QPointF(x + reach, y - 0.75 * side * reach),
            ]
        )
    )


class _Row:
    """Writes along a line from left to right, as long as there is room."""

    def __init__(self, painter: QPainter, look: Look, x: float, y: float, end: float) -> None:
        self.painter, self.look, self.x, self.y, self.end = painter, look, x, y, end
        self.grown = max(0.9, look.scale)

    def fits(self, width: float) -> bool:
        return self.x + width <= self.end

    def word(self, text: str, token: str, weight: int = 500, gap: float = 8) -> None:
        font = themes.font(max(11.5, 12.5 * self.look.scale), weight)
        width = QFontMetricsF(font).horizontalAdvance(text)
        if not self.fits(width):
            self.x = self.end + 1
            return
        self.painter.setFont(font)
        self.painter.setPen(self.look.theme.color(token))
        box = QRectF(self.x, self.y - 12 * self.grown, width + 2, 24 * self.grown)
        self.painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        self.x += width + gap * self.grown

    def line(self, token: str, thick: float, length: float, dashed: bool = False, gap: float = 5) -> None:
        if not self.fits(length * self.grown):
            return
        self.painter.setPen(edge_pen(self.look.theme.color(token), thick, dashed))
        self.painter.drawLine(QLineF(self.x, self.y, self.x + length * self.grown, self.y))
        self.x += (length + gap) * self.grown


def captions() -> dict[str, tuple[Line, ...]]:
    """What to see in each phase, longest first."""
    z, a = Piece("z"), Piece("a", space=0.6)
    eq = Piece("=", face="upright", space=0.26)
    sum_of = (z, eq, Piece("Σ", face="upright", space=0.26), Piece("w", token="weight_text"), Piece("x"))
    bias = (Piece("+", face="upright", space=0.26), Piece("b", token="bias_text", space=0.26))
    forward: Line = (*sum_of, *bias, Piece(",", face="upright"), a, eq, Piece("f(z)", space=0.26))
    delta = formula("δ = ∂L/∂z")
    delta = tuple(
        Piece(
            p.text,
            p.subscript,
            p.superscript,
            "loss_text" if "δ" in p.text or "L" in p.text else p.token,
            p.face,
            p.space,
        )
        for p in delta
    )

    def words(text: str, space: float = 0.5) -> Piece:
        return Piece(text, face="figure", token="ink", space=space)

    is_also = (
        words(_tr("of a neuron is also the gradient of its")),
        Piece(_tr("bias"), face="strong", token="bias_text", space=0.3),
    )
    return {
        "forward": ((*forward, words(_tr("each neuron adds up, then bends"), 0.8)), forward),
        "loss": ((words(_tr("The loss is one number. Backward asks each parameter for its share in it."), 0),), (words(_tr("one number for the whole sample"), 0),)),
        "backward": ((*delta, *is_also), (*delta[:1], *is_also), delta),
        "update": ((words(_tr("Solid is positive, dashed negative; the width is the new weight."), 0),), (words(_tr("the width is the new weight"), 0),)),
    }  # fmt: skip


def paint_step_legend(
    painter: QPainter, look: Look, box: Box, phase: str, widest: float, scale: float
) -> None:
    """What the marks mean in a phase; `widest` is the largest gradient, `scale` that of the edges in the diagram."""
    theme = look.theme
    painter.setPen(theme.pen("line", 1))
    painter.drawLine(QLineF(box.x, round(box.y) + 0.5, box.right, round(box.y) + 0.5))
    first, second = box.y + 0.32 * box.height, box.y + 0.72 * box.height
    row = _Row(painter, look, box.x, first, box.right)
    if phase == "backward":
        _gradient(row, widest, look.scale)
    elif phase == "update":
        _steps(row)
    else:
        _forward(row, scale)
    pixels = max(12.0, 13.5 * look.scale)
    line, size = fitting(captions()[phase], box.width, pixels, 11.5)
    draw_line(painter, theme, QPointF(box.x, second + 0.34 * pixels), line, size)


def _gradient(row: _Row, widest: float, scale: float) -> None:
    row.word(_tr("gradient"), "loss_text", 700, 10)
    for share in (0.05, 0.3, 1.0):
        row.line("loss", gradient_width(share, scale), 26)
        row.word(themes.number(share * widest, 2), "ink2", 500, 10)
    row.line("loss", gradient_width(0.1, scale), 32, dashed=True)
    row.word(_tr("negative"), "ink2", 500, 14)
    row.word(_tr("width: √ of the gradient"), "ink2")


def _forward(row: _Row, scale: float) -> None:
    row.word(_tr("weight"), "weight_text", 700, 10)
    for value in (0.5, 1.0, 2.0):
        row.line("weight", edge_width(value, scale), 24)
        row.word(f"{value:g}", "ink2", 500, 10)
    row.line("negative", edge_width(1.0, scale), 32, dashed=True)
    row.word(_tr("negative"), "ink2", 500, 14)
    row.word(_tr("pale: not used yet"), "ink2")


def _steps(row: _Row) -> None:
    for up, words in ((True, _tr("grew")), (False, _tr("shrank"))):
        paint_step(row.painter, row.look.theme, row.x + 7 * row.grown, row.y, 6 * row.grown, up)
        row.x += 18 * row.grown
        row.word(words, "ink2", 500, 16)
    row.word(_tr("size: √ of the step"), "ink2")
