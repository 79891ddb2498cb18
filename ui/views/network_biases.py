"""The biases of a diagram as discs at its neurons, with their values beside or below. It knows no edge."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui import theme as themes
from ui.look import Look
from ui.views.bias_disc import Disc, draw_disc
from ui.views.network_layout import Diagram, Node
from ui.views.parameter_marks import Marks, held
from wbsim.ids import bias_id
from wbsim.snapshot import Snapshot


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def short(value: float, decimals: int = 2) -> str:
    """A number on the diagram: fixed decimals, fewer where it is large."""
    if not abs(value) < 1000:
        return themes.number(value, 2)
    return themes.fixed(value, decimals if abs(value) < 10 else 1 if abs(value) < 100 else 0)


def paint_biases(
    painter: QPainter, diagram: Diagram, snapshot: Snapshot, look: Look, marks: Marks, veiled: bool
) -> None:
    """Every disc and, where there is room, its value; `veiled` if edges may run behind the values."""
    for node in diagram.nodes:
        disc = disc_of(snapshot, look, marks, node)
        if disc is None or node.disc is None:
            continue
        reach = draw_disc(painter, look.theme, *node.disc, disc, node.mark)
        if diagram.figures != "none" or node.key in (look.hover, look.neuron):
            text, token, font = figure_of(look, disc, node.mark)
            box = figure_box(diagram, node, disc, reach, text, font)
            small = look.inset != "no" and node.key != look.neuron  # the ring of that one stays whole
            paint_figure(painter, look, box, text, token, font, veiled or node.mark < 0.6 or small)


def disc_of(snapshot: Snapshot, look: Look, marks: Marks, node: Node) -> Disc | None:
    """The disc of a neuron as it stands in the snapshot; None for an input."""
    return bias_of(snapshot, look, marks, node.key) if isinstance(node.key, int) else None


def bias_of(snapshot: Snapshot, look: Look, marks: Marks, neuron: int) -> Disc:
    """The disc of a neuron or filter as it stands in the snapshot."""
    name = bias_id(neuron)
    place = snapshot.plan.index.get(name)
    still = held(snapshot.plan)
    is_still = place is not None and still is not None and bool(still[place])
    return Disc(
        None if place is None else float(snapshot.state.theta[place]), hovered=look.parameter == name,
        locked=is_still or name in marks.locked, edited=name in marks.edited, diverged=name == marks.diverged,
    )  # fmt: skip


def figure_of(look: Look, disc: Disc, mark: float) -> tuple[str, str, QFont]:
    """What is written for a bias, in which color and type."""
    if disc.value is None:
        return _tr("off"), "ink2", themes.font(max(11.5, 13 * mark), 600)
    font = themes.font(max(11.5, 12.5 * look.scale, 16.5 * mark), 700)
    return (_tr("inf"), "loss_text", font) if disc.diverged else (short(disc.value), "bias_text", font)


def figure_box(diagram: Diagram, node: Node, disc: Disc, reach: float, text: str, font: QFont) -> QRectF:
    """Where the value of a bias stands, beside or below its disc of radius `reach`."""
    assert node.disc is not None
    (x, y), mark = node.disc, node.mark
    metrics = QFontMetricsF(font)
    width, tall = metrics.horizontalAdvance(text), metrics.height()
    # the badge of a locked bias reaches beyond its disc
    gap = (7.0 if disc.locked else 4.0) * mark
    box = QRectF(x + reach + max(2.5, gap), y - 0.52 * tall, width + 2, 1.04 * tall)
    if diagram.figures == "below":
        box.moveTo(node.box.middle[0] - width / 2, y + reach)
    return box


def paint_figure(
    painter: QPainter, look: Look, box: QRectF, text: str, token: str, font: QFont, veiled: bool
) -> None:
    """The value of a bias in its box."""
    if veiled:
        veil = look.theme.color("panel")
        veil.setAlphaF(0.78)
        painter.fillRect(box, veil)
    painter.setFont(font)
    painter.setPen(look.theme.color(token))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
