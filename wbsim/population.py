"""Many networks of one architecture, trained side by side: a frozen value that `advance` makes another one of, exactly as
many updates on. Any network can be taken out as a State that goes on alone, and States can be put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from wbsim import stacked
from wbsim.device import Floats
from wbsim.engine import Divergence, State, at_rest, initial
from wbsim.kernels.batches import UPDATE
from wbsim.plan import Plan
from wbsim.stacked import Stack


@dataclass(frozen=True, eq=False)
class Population:
    """Where many runs stand. Arrays are read-only.

    theta (blocks, P, lanes) and slots (blocks, slots, P, lanes): network k in lane k % lanes of block k // lanes;
    position (networks, 4): update, epoch, cursor and steps of each; loss (networks,) of the batch of each one's last
    update, NaN before any. `divergence` says of each network why it cannot go on, None where it can.
    """

    stack: Stack
    theta: Floats
    slots: Floats
    position: NDArray[np.int64]
    loss: NDArray[np.float64]
    divergence: tuple[Divergence | None, ...]
    since: Population | None = field(default=None, repr=False)  # where the updates that led here began

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plan of every network."""
        return self.stack.plans

    def __len__(self) -> int:
        return len(self.plans)

    def state(self, network: int) -> State:
        """The state of one network, as the engine of single runs goes on with it; raises IndexError."""
        network = range(len(self))[network]
        theta = stacked.own(self.stack, self.theta, network)
        slots = stacked.own(self.stack, self.slots, network)
        update, epoch, cursor, steps = self.position[network].tolist()
        state = at_rest(update, epoch, cursor, steps, theta, slots)
        return replace(state, divergence=self.divergence[network])


def population(plans: Sequence[Plan], states: Sequence[State] | None = None) -> Population:
    """The networks of these plans, in these states or at their starts; raises `Refused` where the plans are not alike,
    ValueError where there are none or the states are not as many.
    """
    return of_stack(stacked.stack(plans), states)


def of_stack(stack: Stack, states: Sequence[State] | None = None) -> Population:
    """As `population`, of plans that were stacked before."""
    states = [initial(one) for one in stack.plans] if states is None else states
    if len(states) != len(stack.plans):
        raise ValueError(f"{len(states)} states for {len(stack.plans)} plans; there must be one for each")
    places = [(one.update, one.epoch, one.cursor, one.steps) for one in states]
    return _at_rest(
        stack,
        stacked.numbers(stack, [one.theta for one in states]),
        stacked.numbers(stack, [one.slots for one in states]),
        np.array(places, np.int64),
        np.full(len(states), np.nan),
        tuple(one.divergence for one in states),
    )


def _at_rest(
    stack: Stack,
    theta: Floats,
    slots: Floats,
    position: NDArray[np.int64],
    loss: NDArray[np.float64],
    divergence: tuple[Divergence | None, ...],
    since: Population | None = None,
) -> Population:
    for array in (theta, slots, position, loss):
        array.flags.writeable = False
    return Population(stack, theta, slots, position, loss, divergence, since)


def advance(before: Population, updates: int, threads: int = 1) -> Population:
    """Every network `updates` updates on; one that diverges stays at its last finite state and says so.

    The bits do not depend on `threads`, on how the way is cut into calls, or on which networks stand beside each
    other. Raises ValueError for a negative count.
    """
    if updates < 0:
        raise ValueError(f"{updates} updates: training goes forward only; the count must be 0 or more")
    wanted = np.array([0 if ended else updates for ended in before.divergence], np.int64)
    if not wanted.any():
        return before
    after, done = _trained(before, wanted, threads=threads)
    lost = np.flatnonzero((done < wanted) | ~_finite(after))
    return _with_divergences(before, after, lost, updates) if len(lost) else after


def _trained(
    before: Population, wanted: NDArray[np.int64], *, careful: bool = False, threads: int = 1
) -> tuple[Population, NDArray[np.int64]]:
    theta, slots = stacked.copied(before.theta), stacked.copied(before.slots)
    position, loss = before.position.copy(), before.loss.copy()
    done = stacked.train(before.stack, theta, slots, position, wanted, loss, careful=careful, threads=threads)
    since = replace(before, since=None)
    return _at_rest(before.stack, theta, slots, position, loss, before.divergence, since), done


def _finite(of: Population) -> NDArray[np.bool_]:
    """Which networks have finite numbers only, (networks,)."""
    with np.errstate(invalid="ignore", over="ignore"):
        # a number that is not finite shows in the sum, which takes a tenth of the time
        if np.isfinite(of.theta.sum(dtype=float)) and np.isfinite(of.slots.sum(dtype=float)):
            return np.ones(len(of), np.bool_)
        whole = np.isfinite(of.theta).all(axis=1) & np.isfinite(of.slots).all(axis=(1, 2))
    return whole.reshape(-1)[: len(of)]


def _part(of: Population, networks: NDArray[np.intp]) -> Population:
    """A population of some networks alone."""
    chosen = [int(network) for network in networks]
    part = population([of.plans[k] for k in chosen], [of.state(k) for k in chosen])
    return replace(part, loss=of.loss[networks])


def _with_divergences(
    before: Population, after: Population, lost: NDArray[np.intp], updates: int
) -> Population:
    """With the networks that were lost on the way from `before` at their last finite states."""
    begin = _part(before, lost)
    looked, made = _trained(begin, np.full(len(lost), updates), careful=True)
    whole = _finite(looked)
    made = np.where(whole, made, made - 1)
    last, _ = _trained(begin, made)
    previous = _part(before.since, lost) if before.since else begin
    moved = made + begin.position[:, UPDATE] - previous.position[:, UPDATE]
    earlier, _ = _trained(previous, np.maximum(moved - 1, 0))
    theta, slots = stacked.copied(after.theta), stacked.copied(after.slots)
    position, loss, divergence = after.position.copy(), after.loss.copy(), list(after.divergence)
    for k, network in enumerate(lost.tolist()):
        state = last.state(k)
        divergence[network] = _blame(begin.plans[k], earlier.state(k), state, bool(whole[k]))
        stacked.put(after.stack, theta, network, state.theta)
        stacked.put(after.stack, slots, network, state.slots)
        position[network], loss[network] = last.position[k], last.loss[k]
    return _at_rest(after.stack, theta, slots, position, loss, tuple(divergence), after.since)


def _blame(shapes: Plan, earlier: State, last: State, loss_first: bool) -> Divergence:
    """The parameter that moved most in the last finite update."""
    moved = np.abs(last.theta.astype(float) - earlier.theta.astype(float))
    worst = int(np.argmax(moved if moved.any() else np.abs(last.theta)))
    before, after = float(earlier.theta[worst]), float(last.theta[worst])
    return Divergence(last.update + 1, shapes.id_of(worst), before, after, loss_first)
