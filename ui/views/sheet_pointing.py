"""What is under a point of a step sheet, and which row and product is lit by what is pointed at elsewhere."""

from __future__ import annotations

from ui.look import Look
from ui.views import sheet_set
from ui.views.equation import line_width
from ui.views.names import split_id
from ui.views.sheet_layout import Laid, Layout
from ui.views.sheet_paint import RowLook
from ui.views.sheet_reveal import Known, line_terms
from wbsim.ids import bias_id, weight_id
from wbsim.plan import Plan


def sources_of(plan: Plan, neuron: int) -> list[str]:
    """What feeds a neuron, as ids of parameters name it; nothing for none."""
    for row in plan.rows:
        if neuron in row.layer.neurons:
            return [str(source) for source in row.sources]
    return []


def row_look(layout: Layout, laid: Laid, known: Known, plan: Plan, look: Look) -> RowLook:
    """How a row looks: what of it is known, and whether it is pointed at."""
    part, own = layout.cards[laid.set.section].section.part, laid.row
    pointed = look.parameter
    lit = own.parameter == pointed if pointed is not None else False
    lit = lit or (look.hover is not None and own.neuron == look.hover)
    term = None
    if pointed is not None and own.parameter is None and own.neuron is not None:
        neuron, source = split_id(pointed)
        if neuron == own.neuron:
            lit = lit or part in ("forward", "backward")
            if source is not None and part == "forward":
                term = sources_of(plan, neuron).index(source)
    return RowLook(known, lit, term)


def target_at(layout: Layout, plan: Plan, x: float, y: float) -> int | str | None:
    """The id of the parameter or neuron under a point of the strip; None where there is none."""
    laid = layout.at(y)
    if laid is None:
        return None
    row, card = laid.row, layout.cards[laid.set.section]
    if row.parameter is not None or row.neuron is None:
        return row.parameter
    for place, (column, (left, right)) in enumerate(zip(card.section.columns, card.columns, strict=True)):
        if not left - 4 <= x <= right + 4:
            continue
        if column.key == "bias" and bias_id(row.neuron) in plan.index:
            return bias_id(row.neuron)
        term = _term_at(layout, laid, place, x - left, y - laid.top)
        if card.section.part == "forward" and term is not None:
            return weight_id(row.neuron, sources_of(plan, row.neuron)[term])
    if card.section.part != "backward":
        return row.neuron
    return _slope_at(layout, laid, plan, x, y - laid.top) or row.neuron


def _term_at(layout: Layout, laid: Laid, place: int, x: float, y: float) -> int | None:
    """The product under a point of a cell."""
    line = int(y // layout.metrics.row)
    if line >= len(laid.set.cells[place]):
        return None
    pieces, at = sheet_set.cell(laid.row.cells[place]), 0.0
    for k in laid.set.cells[place][line]:
        at += line_width((pieces[k],), layout.metrics.figures)
        if x < at:
            return laid.row.cells[place][k].term
    return None


def _slope_at(layout: Layout, laid: Laid, plan: Plan, x: float, y: float) -> str | None:
    """The parameter whose gradient is written beneath a neuron at a point."""
    neuron, number = laid.row.neuron, int(y // layout.metrics.row) - laid.set.lines
    if neuron is None or not 0 <= number < len(laid.set.under):
        return None
    before = [place for place, left in laid.set.under[number] if x >= left - 4]
    sources = sources_of(plan, neuron)
    terms = line_terms(laid.row, len(sources))
    if not before or terms[before[-1]] == -1:
        return None
    term = terms[before[-1]]
    return bias_id(neuron) if term is None else weight_id(neuron, sources[term])
