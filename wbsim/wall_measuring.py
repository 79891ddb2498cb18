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
from wbsim.crowd import Crowd, TileKind, Tiles, ended, outcomes_of
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
        self._tested = np.full(len(of), _NEVER, np.int64)  # of which update the figures that count are,
        self._trained = np.full(len(of), _NEVER, np.int64)  # and the others and the tiles
        self._pictures: NDArray[np.floating] | None = None
        self._blocks = [(k, block) for k, part in enumerate(of.parts) for block in range(part.stack.blocks)]
        self._turn = 0
        self._testing_turn = 0

    @property
    def kind(self) -> TileKind:
        """Which pictures are shown."""
        return self._kind

    @property
    def drawn(self) -> NDArray[np.int64]:
        """Of which update the tile of each network is, (networks,); read-only."""
        return _frozen(self._trained.copy())

    def is_of(self, update: int) -> bool:
        """Whether the losses of all networks are those at an update."""
        return bool((self._tested == update).all())

    def measure(self, of: Crowd, at_rest: bool, threads: int) -> None:
        """Some of the crowd anew, or all that is not of this moment yet."""
        for part, those in zip(of.parts, of.members, strict=True):
            self._ended[those] = ended(part)
        unseen = bool((self._tested == _NEVER).any() or (self._trained == _NEVER).any())
        if at_rest or unseen:  # nobody is shown without figures and a picture
            stale = self._stale(of, self._tested), self._stale(of, self._trained)
        else:
            tests, self._testing_turn = self._due(of, self._testing_turn, len(self._blocks), tiles=False)
            share = -(-len(self._blocks) // SHARE)
            drawn, self._turn = self._due(of, self._turn, share, tiles=True)
            stale = tests, drawn
        for number, blocks in _by_part(stale[0]):
            self._test(of, number, blocks, threads)
        for number, blocks in _by_part(stale[1]):
            self._draw(of, number, blocks, threads)

    def outcomes(self) -> Outcomes:
        """The newest figures."""
        return outcomes_of(self._figures, self._ended)

    def tiles(self) -> Tiles:
        """The newest pictures of all networks."""
        count = len(self._ended)
        values = np.full((count, self._cells), np.nan) if self._pictures is None else self._pictures.copy()
        return Tiles(self._kind, np.arange(count), _frozen(values))

    def _stale(self, of: Crowd, updates: NDArray[np.int64]) -> list[tuple[int, int]]:
        """The blocks in which something is not of the crowd's moment."""
        return [
            (part, block)
            for part, block in self._blocks
            if (updates[self._networks(of, part, np.array([block]))] != of.update).any()
        ]

    def _due(self, of: Crowd, turn: int, most: int, *, tiles: bool) -> tuple[list[tuple[int, int]], int]:
        """The blocks whose turn it is, at most so many and so much work but at least one; and whose it is next."""
        due: list[tuple[int, int]] = []
        work = 0
        while len(due) < most:
            part, block = self._blocks[turn % len(self._blocks)]
            work += self._work(of.parts[part], tiles)
            if due and work > _WORK:
                break
            due.append((part, block))
            turn += 1
        return sorted(due), turn % len(self._blocks)

    def _work(self, part: Population, tiles: bool) -> int:
        """How many products a block takes."""
        stack, cells = part.stack, self._cells
        points = int(population_fit.testing_points(stack).counts.max())
        if tiles:
            grid = {"curve": cells, "field": cells**2, "regions": cells**2}
            points = int(stack.points.counts.max()) + grid.get(self._kind, points)
        beside = 0 if stack.whole.is_dense else _CALL
        return stack.lanes * (stack.whole.products * points + beside)

    def _networks(self, of: Crowd, part: int, blocks: NDArray[np.intp]) -> NDArray[np.intp]:
        """The networks of some blocks of a part."""
        return of.members[part][_inside(of, part, blocks)]

    def _test(self, of: Crowd, part: int, blocks: NDArray[np.intp], threads: int) -> None:
        """The points that losses are of: those that test or, where there are none, those that train."""
        whole, those = of.parts[part], self._networks(of, part, blocks)
        self._measure(of, part, blocks, threads, on_tests=population_fit.has_tests(whole))
        self._tested[those] = of.update

    def _measure(
        self, of: Crowd, part: int, blocks: NDArray[np.intp], threads: int, *, on_tests: bool
    ) -> None:
        """The figures of some blocks on one set of points."""
        measured = population_fit.on_tests if on_tests else population_fit.on_training
        those, here = self._networks(of, part, blocks), _inside(of, part, blocks)
        found = measured(of.parts[part], blocks, threads)
        row = 1 if on_tests else 0
        self._figures[row, those], self._figures[row + 2, those] = found.loss[here], found.right[here]

    def _draw(self, of: Crowd, part: int, blocks: NDArray[np.intp], threads: int) -> None:
        whole, those = of.parts[part], self._networks(of, part, blocks)
        if population_fit.has_tests(whole):
            self._measure(of, part, blocks, threads, on_tests=False)
        self._trained[those] = of.update
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
