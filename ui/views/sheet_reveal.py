"""Which numbers of a step sheet are known by a tick, and which row is at hand. It knows rows and columns, no places."""

from __future__ import annotations

from dataclasses import dataclass

from ui.views.names import split_id
from ui.views.step_reach import Reach, order
from wbsim.sheet import Row, Section

_GIVEN = (
    "parameter",
    "symbol",
    "name",
    "neuron",
    "output",
    "old",
    "bias",
    "products",  # whose weights are known, and of which `terms` what they multiply
)  # columns that are known before the first tick
_LAST = (
    "new",
    "step",
)  # and those of the update that are known when it lands; the others when the batch is through


@dataclass(frozen=True)
class Known:
    """What of a row is known: `cells` by column, so many `terms` of its sum, so many of its `lines`."""

    cells: tuple[bool, ...]
    terms: int | None  # None where all of them are
    lines: tuple[bool, ...]
    at_hand: bool
    term: int | None = None  # the product at hand, where there is one

    @property
    def whole(self) -> bool:
        """Whether nothing is hidden."""
        return all(self.cells) and self.terms is None and all(self.lines)


def known(section: Section, row: Row, reach: Reach, last: bool) -> Known:
    """What of a row is known; `last` says whether it is the last of its section."""
    match section.part:
        case "forward":
            return _forward(section, row, reach)
        case "backward":
            return _backward(section, row, reach)
        case "loss":
            return _loss(section, row, reach, last)
        case "update":
            return _update(section, row, reach)
        case _:
            through = _through(reach)
            return Known(
                (True, *[through] * (len(section.columns) - 1)), None, (through,) * len(row.lines), False
            )


def _place(reach: Reach, row: Row) -> int | None:
    return order(reach.coming.plan).get(row.neuron) if row.neuron is not None else None


def _is_at(reach: Reach, part: str, place: int | None) -> bool:
    """Whether the last tick was about a neuron, in this part."""
    return (
        reach.phase == part
        and not reach.landed
        and reach.stage is not None
        and reach.place(reach.stage) == place
    )


def _forward(section: Section, row: Row, reach: Reach) -> Known:
    place = _place(reach, row)
    if place is None:
        return _all(section, row, reach.lost)
    done, count = bool(reach.summed[place]), int(reach.products[place])
    cells = tuple(c.key in _GIVEN or done for c in section.columns)
    at = _is_at(reach, "forward", place)
    term = reach.stage.term if at and reach.stage is not None else None
    return Known(cells, None if done else count, (done,) * len(row.lines), at, term)


def _loss(section: Section, row: Row, reach: Reach, last: bool) -> Known:
    through = reach.tick >= (reach.ladder.samples - 1) * reach.ladder.each + reach.ladder.forward + 1
    there = through if last and row.neuron is None else reach.lost
    cells = (True, *[there] * (len(section.columns) - 1))
    return Known(
        cells, None, (there,) * len(row.lines), reach.phase == "loss" and not (last and row.neuron is None)
    )


def _backward(section: Section, row: Row, reach: Reach) -> Known:
    place = _place(reach, row)
    if place is None:
        return _all(section, row, reach.phase == "update")
    done, count = bool(reach.blamed[place]), int(reach.slopes[place])
    fan = int(reach.ladder.fans[place])
    terms = line_terms(row, fan)
    lines = tuple(done if term is None else count > term if term >= 0 else count == fan for term in terms)
    at = _is_at(reach, "backward", place)
    term = reach.stage.term if at and reach.stage is not None else None
    return Known(tuple(c.key in _GIVEN or done for c in section.columns), None, lines, at, term)


def line_terms(row: Row, fan: int) -> tuple[int | None, ...]:
    """Which weight each line under a neuron is about: None for its bias, −1 where some are left out."""
    count = len(row.lines)
    if count >= fan:
        return (*range(fan), *[None] * (count - fan))
    return (*[-1] * (count - 1), None) if count else ()


def _update(section: Section, row: Row, reach: Reach) -> Known:
    through, moved, at = _through(reach), reach.phase == "update" and reach.landed, False
    if row.parameter is not None and not reach.landed:
        neuron, source = split_id(row.parameter)
        place = order(reach.coming.plan)[neuron]
        if source is None:
            moved = bool(reach.settled[place])
            at = _is_at(reach, "update", place) and reach.stage is not None and reach.stage.term is None
        else:
            term = _term(reach, neuron, source)
            moved = int(reach.steps[place]) > term
            at = _is_at(reach, "update", place) and reach.stage is not None and reach.stage.term == term
    cells = tuple(c.key in _GIVEN or (moved if c.key in _LAST else through) for c in section.columns)
    return Known(cells, None, (moved,) * len(row.lines), at)


def _term(reach: Reach, neuron: int, source: str) -> int:
    """The place of a source among those of a neuron."""
    for row in reach.coming.plan.rows:
        if neuron in row.layer.neurons:
            return [str(one) for one in row.sources].index(source)
    raise KeyError(neuron)


def _all(section: Section, row: Row, there: bool) -> Known:
    cells = tuple(k == 0 or there for k in range(len(section.columns)))
    return Known(cells, None, (there,) * len(row.lines), False)


def _through(reach: Reach) -> bool:
    """Whether every sample of the batch is walked, so that the mean gradient is there."""
    return reach.tick >= reach.ladder.samples * reach.ladder.each
