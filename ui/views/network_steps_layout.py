"""Where the diagram of an update stands, and the box of its loss over the outputs. Pure geometry but for the width of
what the box says.
"""

from __future__ import annotations

from dataclasses import replace

from ui.look import Look
from ui.views.network_layout import Box, Diagram, Node, arrange, edges_of
from ui.views.network_steps_nodes import loss_box
from wbsim.plan import Plan


def with_loss(plan: Plan, area: Box, look: Look) -> tuple[Diagram, Box]:
    """The diagram, and over its output the box of the loss; where it has no room the outputs stand lower."""
    diagram = arrange(plan, area, look.scale)
    wide, tall = loss_box(plan.experiment.loss, look.scale)
    gap = 22 * look.scale
    first = outputs_of(diagram)[0]
    need = area.y + tall + gap - first.box.y
    if need > 0:
        low = arrange(
            plan, Box(area.x, area.y + tall + gap, area.width, area.height - tall - gap), look.scale
        )
        nodes = (*(node for node in diagram.nodes if node.column < first.column), *outputs_of(low))
        edges = edges_of(plan, {node.key: node for node in nodes}, look.scale)
        diagram = replace(diagram, nodes=nodes, edges=edges)
        first = outputs_of(diagram)[0]
    x = min(first.box.middle[0] - wide / 2, area.right - wide - 8)
    return diagram, Box(x, max(area.y, first.box.y - gap - tall), wide, tall)


def outputs_of(diagram: Diagram) -> list[Node]:
    """The nodes of the last column."""
    return [node for node in diagram.nodes if node.column == len(diagram.columns) - 1]
