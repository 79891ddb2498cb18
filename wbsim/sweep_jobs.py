"""What a worker does of a sweep: some networks from their starts to their ends, and what each is worth noting. A job holds all
that it needs as text and numbers, so that it can be done anywhere, and what comes of it has the same bits everywhere.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, final

from wbsim import crowd
from wbsim.data import Points
from wbsim.engine import State
from wbsim.experiment import Experiment
from wbsim.kernels.lanes import LANES
from wbsim.machines import Work, machines
from wbsim.plan import Plan, plan
from wbsim.problems import Refused
from wbsim.variation import Grid

DIGITS = 16  # of a digest
_USUAL_SEED = Experiment.model_fields["seed"].default
_NO_SEED = 0  # stands in the text of a place, where a seed is put
_LONGEST = 2.0  # seconds that a job should take at most
_MOST = 256  # networks of a job
_TURNS = 8  # jobs that each worker should have, so that all end at about the same time


@dataclass(frozen=True)
class Ended:
    """What became of one network of a sweep. `updates` is how many it has made; `ended` the update that it could not make, -1
    where it made all. Losses and shares as in `Outcomes`, NaN where there are none. `digest` tells its last bits.
    """

    number: int
    updates: int
    train_loss: float
    test_loss: float
    train_right: float
    test_right: float
    ended: int
    digest: str


@dataclass(frozen=True)
class Lost:
    """A network without a result, and why in a clause."""

    number: int
    reason: str


@dataclass(frozen=True)
class Job:
    """Some networks by number, each as the JSON of its experiment without points, the points that they share, and how many
    updates each makes.
    """

    numbers: tuple[int, ...]
    experiments: tuple[str, ...]
    points: str | None
    updates: int

    def read(self) -> tuple[Experiment, ...]:
        """The networks; raises `Refused`."""
        points = None if self.points is None else Points.model_validate_json(self.points)
        return tuple(_with_points(json.loads(text), points) for text in self.experiments)


def _with_points(written: dict[str, Any], points: Points | None) -> Experiment:
    if points is not None:
        written["data"]["points"] = points
    return Experiment.read(written)


@final
class Texts:
    """The networks of a grid as JSON without defaults and without points. What stands at one place differs in its seeds alone
    and is written once.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._known: dict[tuple[int, ...], str] = {}

    def of(self, number: int) -> str:
        """One network; raises `Refused`."""
        places, seed = self._grid.place(number)
        if places not in self._known:
            wished = self._grid.experiment(number)
            bare = wished.data.model_copy(update={"points": None})
            written = wished.model_copy(update={"data": bare, "seed": _NO_SEED}).written()
            self._known[places] = json.dumps(written, separators=(",", ":"))
        chosen = self._grid.seeds[seed]
        said = "" if chosen == _USUAL_SEED else f'"seed":{chosen},'
        return self._known[places].replace(f'"seed":{_NO_SEED},', said, 1)


def jobs(grid: Grid, numbers: Sequence[int], updates: int, workers: int) -> list[Job]:
    """These networks of a grid as jobs. How they are cut shows in no result."""
    packed: dict[int, str] = {}
    made, texts = [], Texts(grid)
    for chunk in _chunks(grid, numbers, updates, workers):
        points = grid.experiment(chunk[0]).data.points
        if points is not None and id(points) not in packed:
            packed[id(points)] = points.model_dump_json()
        shared = None if points is None else packed[id(points)]
        made.append(Job(tuple(chunk), tuple(map(texts.of, chunk)), shared, updates))
    return made


def _chunks(grid: Grid, numbers: Sequence[int], updates: int, workers: int) -> Iterator[list[int]]:
    """Networks that can be trained side by side, in blocks that fill the lanes of vectors."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    kinds: dict[tuple[int, ...], tuple[object, ...]] = {}
    for number in numbers:
        places, _ = grid.place(number)
        if places not in kinds:
            kinds[places] = _kind(grid.experiment(number))
        alike[kinds[places]].append(number)
    for together in alike.values():
        first = plan(grid.experiment(together[0]))
        lanes = LANES[first.dtype] if first.is_dense else 1  # others train one by one
        seconds = lanes * _seconds(first, updates)
        fair = len(numbers) / (lanes * max(1, workers) * _TURNS)
        blocks = max(1, min(_MOST // lanes, math.ceil(fair), int(_LONGEST / max(seconds, 1e-9))))
        together.sort(key=lambda number: (grid.place(number)[1], number))  # one seed draws its points once
        for begin in range(0, len(together), blocks * lanes):
            yield together[begin : begin + blocks * lanes]


def _kind(experiment: Experiment) -> tuple[object, ...]:
    """What networks of a job have in common."""
    data, batches = experiment.data, experiment.batches
    return (
        tuple((layer.kind, layer.neurons, layer.activation) for layer in experiment.network.layers),
        experiment.loss, experiment.huber_delta, experiment.optimizer.kind, experiment.penalty.form,
        batches.order, batches.remainder, batches.size, experiment.precision,
        data.dataset, data.features, id(data.points),
    )  # fmt: skip


def _seconds(shapes: Plan, updates: int) -> float:
    """About how long one network takes on one core."""
    size = min(shapes.experiment.batches.size, shapes.train_size)
    return updates * Work.of_training(1, 1, shapes.products, size).host_seconds


def done(job: Job) -> tuple[Ended | Lost, ...]:
    """What became of every network of a job. One that cannot be costs no other its result."""
    with machines.on_processor():  # a card counts otherwise in the last digits
        try:
            return tuple(_trained(job.numbers, job.read(), job.updates))
        except Refused:
            return tuple(_alone(job))


def _alone(job: Job) -> Iterator[Ended | Lost]:
    for number, text in zip(job.numbers, job.experiments, strict=True):
        one = Job((number,), (text,), job.points, job.updates)
        try:
            yield from _trained(one.numbers, one.read(), one.updates)
        except Refused as refused:
            yield Lost(number, str(refused))


def _trained(numbers: Sequence[int], networks: Sequence[Experiment], updates: int) -> Iterator[Ended]:
    end = crowd.advance(crowd.crowd(networks), updates)
    found = crowd.outcomes(end)
    for k, number in enumerate(numbers):
        state = end.state(k)
        yield Ended(
            number, state.update, float(found.train_loss[k]), float(found.test_loss[k]),
            float(found.train_right[k]), float(found.test_right[k]), int(found.ended[k]), digest(state),
        )  # fmt: skip


def digest(state: State) -> str:
    """The first digits of the SHA-256 of all parameters, as little-endian bytes: equal for equal bits."""
    theta = state.theta
    return hashlib.sha256(theta.astype(theta.dtype.newbyteorder("<")).tobytes()).hexdigest()[:DIGITS]
