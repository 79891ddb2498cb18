"""The unit that is always 1 as a mark, and what is said where there is none. It knows no edge."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui import theme as themes
from ui.theme import Theme
from ui.views.network_layout import Box
from ui.views.network_plus_layout import PlusForm, Unit


def paint_unit(painter: QPainter, theme: Theme, center: tuple[float, float], size: float) -> None:
    """The unit that is always 1: an amber disc with a casing in the color of the card."""
    at = QPointF(*center)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(at, size + 3, size + 3)
    painter.setPen(theme.pen("bias_line", 1.2))
    painter.setBrush(theme.color("bias"))
    painter.drawEllipse(at, size, size)
    painter.setPen(theme.color("on_bias"))
    painter.setFont(themes.font(0.92 * size, 700))
    painter.drawText(
        QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size), Qt.AlignmentFlag.AlignCenter, "+1"
    )


def empty_places(form: PlusForm, scale: float) -> list[tuple[Box, tuple[str, ...]]]:
    """What is said where there is no unit, and that inputs have no bias: boxes and lines, where they have room."""
    metrics = QFontMetricsF(caption(scale))
    said = {
        "last": (_tr("no unit here:"), _tr("nothing follows")),
        "off": (_tr("no unit here:"), _tr("biases are off")),
    }
    found: list[tuple[Box, tuple[str, ...]]] = []
    area, tall = form.diagram.area, metrics.height()
    taken = [around(unit) for unit in form.units if unit.why is None]
    for unit in form.units:
        if unit.why is None:
            continue
        for lines in (said[unit.why], (said[unit.why][1],)):
            width = max(metrics.horizontalAdvance(line) for line in lines) + 2
            height = len(lines) * tall
            left = min(unit.center[0] - width / 2, area.right - 4 - width)
            box = Box(max(area.x + 2, left), unit.center[1] - height / 2, width, height)
            if not any(box.meets(other, 6) for other in taken):
                found.append((box, lines))
                taken.append(box)
                break
    own = [node for node in form.diagram.nodes if node.column == 0]
    lines = (_tr("inputs have"), _tr("no bias"))
    width = max(metrics.horizontalAdvance(line) for line in lines) + 2
    top = own[-1].box.bottom + 25 * scale
    box = Box(max(area.x + 2, own[0].box.middle[0] - width / 2), top, width, 2 * tall)
    edges = min(node.box.x for node in form.diagram.nodes if node.column == 1)
    if box.right < edges - 6 and not any(box.meets(other, 2) for other in taken):
        found.append((box, lines))
    return found


def caption(scale: float) -> QFont:
    """The type of what is said in the diagram."""
    return themes.font(max(11.5, 12 * scale), 500)


def around(unit: Unit) -> Box:
    """The square around a unit."""
    (x, y), r = unit.center, unit.radius
    return Box(x - r, y - r, 2 * r, 2 * r)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)
