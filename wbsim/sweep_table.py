"""The results of a sweep for a terminal: how many have learned at each place of the grid, and the median loss there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.markup import escape
from rich.table import Table

from wbsim.sweep import Results
from wbsim.variation import Axis
from wbsim.verdicts import said, tally

_EDGES = 3  # letters around a cell


def caption(results: Results) -> str:
    """What the cells of the tables say."""
    criterion, outcomes = results.sweep.criterion, results.outcomes
    where = "test" if outcomes.tested else "training"
    return f"Learned: {said(criterion, outcomes.tested)} after {results.sweep.updates} updates. Losses: {where} loss."


def tables(results: Results, width: int) -> Iterator[Table]:
    """Tables that are no wider than `width` letters: the longest axis goes down, the next one across, and for the others
    there is a table for each of their values.
    """
    grid, outcomes = results.sweep.grid, results.outcomes
    counts = tally(grid, outcomes, results.sweep.criterion)
    shape = (*map(len, grid.axes), len(grid.seeds))
    known = ~np.isnan(outcomes.train_loss) | (outcomes.ended >= 0)
    losses = np.where(known, outcomes.loss, np.nan).reshape(shape)
    order = sorted(range(len(grid.axes)), key=lambda k: -len(grid.axes[k]))
    down, across, rest = order[:1], order[1:2], order[2:]
    turned = (*down, *across, *rest)
    learned, of = (np.transpose(numbers, turned) for numbers in (counts.learned, counts.known))
    losses = np.transpose(losses, (*turned, len(grid.axes)))
    beside: tuple[Any, ...] = (slice(None),) * len(order[:2])
    for places in product(*(range(len(grid.axes[k])) for k in rest)):
        at = (*beside, *places)
        title = ", ".join(
            f"{grid.axes[k].title} {grid.axes[k].variants[v].word}" for k, v in zip(rest, places, strict=True)
        )
        whole = _Whole(np.asarray(learned[at]), np.asarray(of[at]), losses[at], title)
        if len(order) > 1:
            yield from _crossed(grid.axes[order[0]], grid.axes[order[1]], whole, width)
        else:
            yield _listed(grid.axes[order[0]] if order else None, whole)


class _Whole:
    """What all cells of one table hold: counts (down, across), losses (down, across, seeds)."""

    def __init__(
        self, learned: NDArray[np.int64], of: NDArray[np.int64], losses: NDArray[np.float64], title: str
    ) -> None:
        self.learned, self.of, self.losses, self.title = learned, of, losses, title

    def count(self, *at: int) -> str:
        """`3 of 5`, marked where all or none have learned."""
        good, of = int(self.learned[at]), int(self.of[at])
        text = f"{good} of {of}"
        style = "green" if of and good == of else "magenta" if not good else ""
        return f"[{style}]{text}[/]" if style else text

    def median(self, *at: int) -> str:
        """The median loss, infinite where most have diverged."""
        return _loss(self.losses[at], np.median)

    @property
    def longest(self) -> int:
        """Letters of the longest count."""
        most = int(self.of.max(initial=0))
        return len(f"{most} of {most}")


def _loss(losses: NDArray[np.float64], which: Callable[[NDArray[np.float64]], Any]) -> str:
    known = losses[~np.isnan(losses)]
    if not len(known):
        return "–"
    value = float(which(known))
    return f"{value:.2g}" if math.isfinite(value) else "∞"


def _listed(axis: Axis | None, whole: _Whole) -> Table:
    """A row a value of the only axis, or one row for all seeds."""
    table = Table(title=whole.title or None)
    table.add_column(escape(axis.title) if axis else "")
    for name in ("learned", "median loss", "lowest", "highest"):
        table.add_column(name, justify="right")
    for at in range(len(axis)) if axis else [None]:
        here = () if at is None else (at,)
        lost = whole.losses[here]
        word = "all seeds" if axis is None or at is None else escape(axis.variants[at].word)
        table.add_row(
            word, whole.count(*here), *(_loss(lost, which) for which in (np.median, np.min, np.max))
        )
    return table


def _crossed(down: Axis, across: Axis, whole: _Whole, width: int) -> Iterator[Table]:
    """One axis down and one across; where the columns do not fit beside each other, several tables."""
    label = max(map(len, (down.title, *(variant.word for variant in down.variants))))
    words = [variant.word for variant in across.variants]
    narrow, wide = max(whole.longest, 7), whole.longest + 9
    is_wide = _fitting([max(wide, len(word)) for word in words], width - label - 4) == len(words)
    cells = [max(wide if is_wide else narrow, len(word)) for word in words]
    fits = max(1, _fitting(cells, width - label - 4))
    pieces = math.ceil(len(words) / fits)
    each = math.ceil(len(words) / pieces)  # so that the last table is not left with one
    title = f"{whole.title}; {across.title} →" if whole.title else f"{across.title} →"
    for begin in range(0, len(words), each):
        places = range(begin, min(begin + each, len(words)))
        table = Table(title=escape(title), show_lines=not is_wide)
        table.add_column(f"{escape(down.title)} ↓")
        for k in places:
            table.add_column(escape(words[k]), justify="right")
        for row in range(len(down)):
            between = "  " if is_wide else "\n"
            table.add_row(
                escape(down.variants[row].word),
                *(f"{whole.count(row, k)}{between}{_padded(whole.median(row, k), is_wide)}" for k in places),
            )
        yield table


def _padded(loss: str, is_wide: bool) -> str:
    return f"{loss:>7}" if is_wide else loss


def _fitting(cells: Sequence[int], width: int) -> int:
    """How many cells of these widths stand beside each other."""
    count = 0
    for cell in cells:
        width -= cell + _EDGES
        if width < 0:
            break
        count += 1
    return count
