"""A run of a sweep as a line of text and back: numbers as they are typed, floats exactly, and the whole experiment, so that a
line alone is enough to open the run again. It opens no file.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from wbsim.data import WRITTEN_OUT, Points
from wbsim.datasets import describe
from wbsim.experiment import Experiment
from wbsim.outcomes import Criterion
from wbsim.sweep_columns import FIRST, LAST
from wbsim.sweep_jobs import DIGITS, Ended, Texts
from wbsim.variation import Grid

NO_ROW = 0  # in place of the number of the row that has the points
_CELL = re.compile(r'"((?:[^"]|"")*)"|([^",]*)')
_FROM = re.compile(r'"points":\{"row":[0-9]+\}')


def line(cells: Sequence[str]) -> str:
    """Cells as a line of CSV, without its end."""
    return ",".join(
        '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\n\r') else cell
        for cell in cells
    )


def cells_of(text: str) -> list[str] | None:
    """The cells of a line of CSV; None where it is none."""
    cells, at = [], 0
    while True:
        found = _CELL.match(text, at)
        assert found is not None  # the empty cell always matches
        quoted, plain = found.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if at == len(text):
            return cells
        if text[at] != ",":
            return None
        at += 1


@dataclass(frozen=True, eq=False)
class Format:
    """How the runs of a grid, each of so many updates, stand in lines."""

    grid: Grid
    updates: int

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the cells."""
        rights = [name for name in ("accuracy", "r2") if name in self._measures.values()]
        return (
            *FIRST, *(axis.name for axis in self.grid.axes), "seed", "updates", "train_loss", "test_loss",
            *(f"{part}_{name}" for name in rights for part in ("train", "test")), "diverged", "learned", *LAST,
        )  # fmt: skip

    @cached_property
    def _measures(self) -> dict[tuple[int, ...], str]:
        """At each place, whether answers are right or values near."""
        seeds, found = len(self.grid.seeds), {}
        for number in range(0, len(self.grid), seeds):
            experiment = self.grid.experiment(number)
            found[self.grid.place(number)[0]] = "accuracy" if describe(experiment.data).classes else "r2"
        return found

    @cached_property
    def _points(self) -> tuple[Points | None, str]:
        """The points of the base where they are too many for every line, and as JSON."""
        points = self.grid.base.data.points
        if points is None or points.x.size + points.y.size <= WRITTEN_OUT:
            return None, ""
        return points, _compact(points.model_dump(mode="json", exclude_defaults=True))

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self.grid)

    def experiment(self, number: int, row: int) -> str:
        """One network as JSON without defaults. Large points stand in one row alone, and the others name that `row`."""
        text = self._texts.of(number)
        points = self.grid.experiment(number).data.points
        if points is None:
            return text
        shared, written = self._points
        if shared is None or points is not shared:
            written = _compact(points.model_dump(mode="json", exclude_defaults=True))
        elif row != number + 1:
            written = f'{{"row":{row}}}'
        return text.replace('"data":{', f'"data":{{"points":{written},', 1)

    def row(self, ended: Ended, criterion: Criterion, points_row: int = NO_ROW) -> str:
        """The line of a run, without its end."""
        places, seed = self.grid.place(ended.number)
        kind = self._measures[places]
        found = {
            "number": str(ended.number + 1),
            "seed": str(self.grid.seeds[seed]),
            "updates": str(ended.updates),
            "train_loss": _written(ended.train_loss),
            "test_loss": _written(ended.test_loss),
            f"train_{kind}": _written(ended.train_right),
            f"test_{kind}": _written(ended.test_right),
            "diverged": "" if ended.ended < 0 else str(ended.ended),
            "learned": "yes" if learned(ended, criterion) else "no",
            "digest": ended.digest,
            "experiment": self.experiment(ended.number, points_row),
        }
        for axis, at in zip(self.grid.axes, places, strict=True):
            found[axis.name] = axis.variants[at].typed
        return line([found.get(name, "") for name in self.columns])

    def read(self, cells: Sequence[str]) -> Ended | None:
        """The run that a line of this format says; None where it says none. What run it is of, `is_same` tells."""
        if len(cells) != len(self.columns):
            return None
        found = dict(zip(self.columns, cells, strict=True))
        try:
            number = _whole(found["number"]) - 1
            places, _ = self.grid.place(number)
            if not (found["train_loss"] or found["diverged"]):
                return None
            kind = self._measures[places]
            ended = Ended(
                number,
                _whole(found["updates"]),
                _read(found["train_loss"]),
                _read(found["test_loss"]),
                _read(found[f"train_{kind}"]),
                _read(found[f"test_{kind}"]),
                _whole(found["diverged"]) if found["diverged"] else -1,
                found["digest"],
            )
        except (ValueError, KeyError):
            return None
        return ended if re.fullmatch(f"[0-9a-f]{{{DIGITS}}}", ended.digest) else None

    def is_same(self, ended: Ended, cells: Sequence[str]) -> bool:
        """Whether a line that was read is of the very run that has its number, trained as far."""
        if not 0 <= ended.number < len(self.grid):
            return False
        whole = ended.updates == self.updates if ended.ended < 0 else ended.ended <= self.updates
        return whole and self._bare(cells[-1]) == self._bare(self.experiment(ended.number, NO_ROW))

    def _bare(self, experiment: str) -> str:
        """The text of an experiment, wherever its points stand."""
        shared, text = self._points
        if shared is None:
            return experiment
        return _FROM.sub('"points":{"row":0}', experiment.replace(f'"points":{text}', '"points":{"row":0}'))


def is_experiment(text: str) -> bool:
    """Whether the cell of an experiment holds one, wherever its points stand."""
    try:
        Experiment.read(json.loads(_FROM.sub('"points":null', text)))
    except (ValueError, RecursionError):
        return False
    return True


def learned(ended: Ended, criterion: Criterion) -> bool:
    """Whether a run has learned: on test points or, where there are none, on those of training."""
    if ended.ended >= 0:
        return False
    if criterion.measure == "loss":
        return (ended.train_loss if math.isnan(ended.test_loss) else ended.test_loss) < criterion.bound
    return (ended.train_right if math.isnan(ended.test_right) else ended.test_right) >= criterion.bound


def _compact(data: object) -> str:
    return json.dumps(data, separators=(",", ":"))


def _written(value: float) -> str:
    return "" if math.isnan(value) else repr(value)


def _read(text: str) -> float:
    value = float(text) if text else math.nan
    if text and math.isnan(value):  # it is left out where it is written
        raise ValueError(text)
    return value


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise ValueError(text)
    return int(text)
