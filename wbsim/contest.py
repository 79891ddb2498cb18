"""You are the optimizer: two parameters are moved by hand, and optimizers move the same two alone, from the same start and
with the same budget. The hand's moves are the run's own edits since the contest began; nothing else is kept of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.branches import Mark
from wbsim.edits import carried
from wbsim.engine import State, advance, at_rest
from wbsim.experiment import Experiment
from wbsim.optimizers import OPTIMIZERS
from wbsim.plan import Plan, plan
from wbsim.probes.axes import Place
from wbsim.problems import refuse
from wbsim.run import Run, SetParameters
from wbsim.translation import translated

BUDGET = 30  # moves of the hand, and updates of each optimizer
RATES = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
LATE = 10  # the last updates, by which rates are compared
_FAR = 4.0  # times the loss at the start, from which on a place is out of sight
MOST = 4096  # parameters of a network that can be contested, of which all but two are locked


@dataclass(frozen=True)
class Rival:
    """An optimizer and its learning rate; None for the best of RATES, as the mean loss over the last updates says."""

    kind: str
    rate: float | None = None


USUAL = (Rival("sgd"), Rival("adam"))


@dataclass(frozen=True, eq=False)
class Contest:
    """What is contested: which two parameters, from which state of which run, with which budget and rivals.

    Without `hand` only the rivals move. Where one is at, `standing` says.
    """

    plan: Plan
    state: State
    run: Run  # as it was when the contest began
    parameters: tuple[str, str]
    rivals: tuple[Rival, ...] = USUAL
    budget: int = BUDGET
    hand: bool = True

    @property
    def start(self) -> Place:
        """The two parameters where all begin."""
        first, second = (float(self.state.theta[self.plan.index[name]]) for name in self.parameters)
        return first, second


@dataclass(frozen=True, eq=False)
class Way:
    """How somebody came along: `places` (m + 1, 2) and `losses` (m + 1,) at the start and after each of m moves.

    The losses are means over all training points, without penalty. `diverged` says that the next update had no finite
    numbers any more.
    """

    places: NDArray[np.float64]
    losses: NDArray[np.float64]
    rival: Rival | None = None  # None for the hand
    tried: int = 1  # how many rates were tried, the best of which `rival` has
    diverged: bool = False

    @property
    def moves(self) -> int:
        """How many moves were made."""
        return len(self.losses) - 1

    @property
    def loss(self) -> float:
        """The loss at the end."""
        return float(self.losses[-1])


@dataclass(frozen=True, eq=False)
class Standing:
    """Where a contest stands: the rivals' whole ways, and the hand's as far as it has come.

    `broken` says why the hand's moves count no longer, where they do not.
    """

    contest: Contest
    rivals: tuple[Way, ...]
    hand: Way | None
    broken: str = ""

    @property
    def left(self) -> int:
        """How many moves the hand has left."""
        return 0 if self.hand is None else max(0, self.contest.budget - self.hand.moves)

    @property
    def ways(self) -> tuple[Way, ...]:
        """All ways, the hand's last."""
        return self.rivals if self.hand is None else (*self.rivals, self.hand)

    def places(self) -> NDArray[np.float64]:
        """Every place that anybody has been at, (m, 2), but for those where an optimizer has shot far up."""
        places = np.concatenate([way.places for way in self.ways]) if self.ways else np.empty((0, 2))
        losses = np.concatenate([way.losses for way in self.ways]) if self.ways else np.empty(0)
        return np.asarray(places[losses <= _FAR * losses[0]]) if len(losses) else places


def begun(
    shapes: Plan,
    state: State,
    run: Run,
    parameters: tuple[str, str],
    rivals: tuple[Rival, ...] = USUAL,
    hand: bool = True,
) -> Contest:
    """A contest from a state of a run; raises `Refused` where there can be none."""
    if shapes.size > MOST:
        raise refuse(
            "contest",
            translated(
                "this network has {size} parameters; a contest takes one of up to {most}",
                size=shapes.size,
                most=MOST,
            ),
        )
    for name in parameters:
        if name not in shapes.index:
            raise refuse(
                name,
                translated("there is no such parameter; an id looks like {id_of!r}", id_of=shapes.id_of(0)),
            )
    for rival in rivals:
        if rival.kind not in OPTIMIZERS:
            raise refuse(
                "rivals",
                translated(
                    "there is no optimizer {kind!r}; there are {optimizers}",
                    kind=rival.kind,
                    optimizers=", ".join(OPTIMIZERS),
                ),
            )
    if state.divergence is not None:
        raise refuse("contest", translated("the run has diverged; a contest needs a place that has a loss"))
    return Contest(shapes, state, run, parameters, rivals, hand=hand)


def alone(
    experiment: Experiment, ids: tuple[str, ...], parameters: tuple[str, str], rival: Rival
) -> Experiment:
    """An experiment in which an optimizer, with its usual numbers but for the rate, moves two of all `ids` alone."""
    wish = {"kind": rival.kind} if rival.rate is None else {"kind": rival.kind, "learning_rate": rival.rate}
    own = experiment.optimizer
    if own.kind == rival.kind:  # its numbers are the run's own
        wish = {**own.model_dump(mode="json"), **wish}
    settings: dict[str, object] = {
        "optimizer": wish, "train": "both", "locked": sorted(set(ids) - set(parameters)),
    }  # fmt: skip
    for number, layer in enumerate(experiment.network.layers):
        if not layer.trainable:
            settings[f"network.layers.{number}.trainable"] = True
    return experiment.changed(settings)


def rival_way(contest: Contest, rival: Rival) -> Way:
    """The way of an optimizer, exactly as the engine goes it: the batches are those that the run would have had next."""
    return _way(contest.plan, contest.state, contest.parameters, contest.budget, rival)


@lru_cache(maxsize=64)
def _way(shapes: Plan, state: State, parameters: tuple[str, str], budget: int, rival: Rival) -> Way:
    if rival.rate is None:
        ways = [_way(shapes, state, parameters, budget, Rival(rival.kind, rate)) for rate in RATES]
        best = min(ways, key=lambda way: (way.diverged, late_loss(way)))
        return Way(best.places, best.losses, best.rival, len(RATES), best.diverged)
    theirs = plan(alone(shapes.experiment, shapes.ids, parameters, rival))
    now = carried(state, shapes, theirs)
    now = at_rest(now.update, now.epoch, now.cursor, 0, now.theta.copy(), np.zeros_like(now.slots))
    places, losses = [_places(shapes, now, parameters)], [loss_at(shapes, now)]
    for _ in range(budget):
        after = advance(now, theirs, 1)
        if after.update == now.update:
            return Way(np.array(places), np.array(losses), rival, diverged=True)
        now = after
        places.append(_places(shapes, now, parameters))
        losses.append(loss_at(shapes, now))
    return Way(np.array(places), np.array(losses), rival)


def late_loss(way: Way) -> float:
    """The mean of the last LATE losses, which a lucky jump at the very end does not decide; ∞ where it is not finite."""
    mean = float(np.mean(way.losses[-LATE:]))
    return mean if np.isfinite(mean) else float("inf")


def _places(shapes: Plan, state: State, parameters: tuple[str, str]) -> list[float]:
    return [float(state.theta[shapes.index[name]]) for name in parameters]


def loss_at(shapes: Plan, state: State) -> float:
    """The mean loss over all training points, without penalty."""
    train = device.material(shapes).train
    return device.evaluate(shapes, state.theta, train.x, train.count, np.empty(0, np.int64), train.t)[0]


# --- the hand ----------------------------------------------------------------------------------------------


def moves(contest: Contest, run: Run, marks: tuple[Mark, ...]) -> tuple[NDArray[np.float64], str]:
    """Where the hand has been, (m + 1, 2), and why its moves count no longer, "" where they do.

    A drag is one move, however many edits it took; its mark says which was its last. A move that ends exactly at the
    start begins anew.
    """
    began, last = len(contest.run.edits), contest.run.edits[-1:]
    places = [contest.start]
    if (
        run.experiment is not contest.run.experiment
        or run.edits[:began][-1:] != last
        or len(run.edits) < began
    ):
        return np.array(places), translated("the run is another one than that of this contest")
    here = dict(zip(contest.parameters, contest.start, strict=True))
    ends = {mark.edits for mark in marks}
    for number, stamped in enumerate(run.edits[began:], began + 1):
        if not isinstance(stamped.edit, SetParameters):
            return np.array(places), translated("the run was changed since the contest began")
        if stamped.update != contest.state.update:
            return np.array(places), translated("the run was trained since the contest began")
        if not set(stamped.edit.values) <= set(here):
            return np.array(places), translated("other parameters than these two were moved")
        here.update(stamped.edit.values)
        if number in ends:
            there = (here[contest.parameters[0]], here[contest.parameters[1]])
            places = [contest.start] if there == contest.start else [*places, there]
    return np.array(places), ""


def standing(contest: Contest, run: Run, marks: tuple[Mark, ...], state: State) -> Standing:
    """Where a contest stands in a run that has come to a state."""
    rivals = tuple(rival_way(contest, rival) for rival in contest.rivals)
    if not contest.hand:
        return Standing(contest, rivals, None)
    places, broken = moves(contest, run, marks)
    if not broken and state.update != contest.state.update:
        broken = translated("the run was trained since the contest began")
    losses = np.array(
        [_loss_by_hand(contest.plan, contest.state, contest.parameters, *at) for at in places.tolist()]
    )
    return Standing(contest, rivals, Way(places, losses), broken)


@lru_cache(maxsize=512)
def _loss_by_hand(
    shapes: Plan, state: State, parameters: tuple[str, str], first: float, second: float
) -> float:
    theta = state.theta.copy()
    for name, value in zip(parameters, (first, second), strict=True):
        theta[shapes.index[name]] = value
    return loss_at(shapes, at_rest(state.update, state.epoch, state.cursor, state.steps, theta, state.slots))
