"""What is shown of the networks of a wall, measured by turns while they train: a picture gets what is due of it, and what it
does not get anew is a few pictures old. At rest everything is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from wbsim import population_fit
from wbsim.crowd import Crowd, Tiles, ended
from wbsim.outcomes import Outcomes
from wbsim.population import Population
from wbsim.population_tiles import kind_of, tiles_of

SHARE = 6  # so many pictures show every network anew
_WORK = 30_000_000  # products that are measured for a picture, beside at least a block of networks: two milliseconds
_CALL = 900_000  # products that take as long as to ask for one network alone, which is done where not all layers are dense
_NEVER = -1


@final
class Measuring:
    """The newest figures and tiles of a crowd, and of which update they are."""

    def __init__(self, of: Crowd, cells: int) -> None:
        self._cells, self._kind = cells, kind_of(of.plans[0])
        self._figures = np.full((4, len(of)), np.nan)  # train loss, test loss, train right, test right
        self._ended = np.full(len(of), -1, np.int64)
        self._measured = np.full(len(of), _NEVER, np.int64)  # of which update its figures and its picture are
        self._pictures: NDArray[np.floating] | None = None
        self._blocks = [(k, block) for k, part in enumerate(of.parts) for block in range(part.stack.blocks)]
        self._turn = 0

    @property
    def drawn(self) -> NDArray[np.int64]:
        """Of which update the tile of each network is, (networks,); read-only."""
        return _frozen(self._measured.copy())

    def is_of(self, update: int) -> bool:
        """Whether the losses of all networks are those at an update."""
        return bool((self._measured == update).all())

    def measure(self, of: Crowd, at_rest: bool, threads: int) -> None:
        """Some of the crowd anew, or all that is not of this moment yet."""
        for part, those in zip(of.parts, of.members, strict=True):
            self._ended[those] = ended(part)
        # nobody is shown without figures and a picture
        whole = at_rest or bool((self._measured == _NEVER).any())
        for number, blocks in _by_part(self._stale(of) if whole else self._due(of)):
            self._measure(of, number, blocks, threads)

    def outcomes(self) -> Outcomes:
        """The newest figures."""
        return Outcomes.of(self._figures, self._ended)

    def tiles(self) -> Tiles:
        """The newest pictures of all networks."""
        count = len(self._ended)
        values = np.full((count, self._cells), np.nan) if self._pictures is None else self._pictures.copy()
        return Tiles(self._kind, np.arange(count), _frozen(values))

    def _stale(self, of: Crowd) -> list[tuple[int, int]]:
        """The blocks in which somebody is not of the crowd's moment."""
        return [
            (part, block)
            for part, block in self._blocks
            if (self._measured[self._networks(of, part, np.array([block]))] != of.update).any()
        ]

    def _due(self, of: Crowd) -> list[tuple[int, int]]:
        """The blocks whose turn it is: a share of all, and no more work than a picture has time for, but at least one."""
        due: list[tuple[int, int]] = []
        most, work = -(-len(self._blocks) // SHARE), 0
        while len(due) < most:
            part, block = self._blocks[self._turn]
            work += self._work(of.parts[part])
            if due and work > _WORK:
                break
            due.append((part, block))
            self._turn = (self._turn + 1) % len(self._blocks)
        return sorted(due)

    def _work(self, part: Population) -> int:
        """How many products a block takes."""
        stack, cells = part.stack, self._cells
        tests = int(population_fit.testing_points(stack).counts.max())
        grid = {"curve": cells, "field": cells**2, "regions": cells**2}.get(self._kind, tests)
        beside = 0 if stack.whole.is_dense else _CALL
        return stack.lanes * (stack.whole.products * (tests + int(stack.points.counts.max()) + grid) + beside)

    def _networks(self, of: Crowd, part: int, blocks: NDArray[np.intp]) -> NDArray[np.intp]:
        """The networks of some blocks of a part."""
        return of.members[part][_inside(of, part, blocks)]

    def _measure(self, of: Crowd, part: int, blocks: NDArray[np.intp], threads: int) -> None:
        """The figures and the pictures of some blocks of a part."""
        whole, those, here = of.parts[part], self._networks(of, part, blocks), _inside(of, part, blocks)
        for row, measured in enumerate((population_fit.on_training, population_fit.on_tests)):
            if row == 0 or population_fit.has_tests(whole):
                found = measured(whole, blocks, threads)
                self._figures[row, those], self._figures[row + 2, those] = found.loss[here], found.right[here]
        self._measured[those] = of.update
        if kind_of(whole.stack.whole) != self._kind:
            return
        pictures = tiles_of(whole, blocks, self._cells, threads)
        if self._pictures is None:
            self._pictures = np.full((len(of), *pictures.shape[1:]), np.nan, pictures.dtype)
        if self._pictures.shape[1:] == pictures.shape[1:]:
            self._pictures[those] = pictures


def _inside(of: Crowd, part: int, blocks: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places in a part of the networks of some of its blocks."""
    lanes, networks = of.parts[part].stack.lanes, len(of.members[part])
    inside = (blocks[:, None] * lanes + np.arange(lanes)).reshape(-1)
    return np.asarray(inside[inside < networks])


def _by_part(stale: list[tuple[int, int]]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The blocks of each part, in order."""
    for part, those in groupby(stale, key=itemgetter(0)):
        yield part, np.array([block for _, block in those], np.intp)


def _frozen(array: Any) -> Any:
    """An array that nobody writes to from now on."""
    array.flags.writeable = False
    return array
