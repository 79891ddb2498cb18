"""Many plans of one architecture as the population kernel wants them: blocks of networks, one in each lane, and the points,
batches and rules of each. It makes arrays, checks that the plans are alike, and runs blocks on threads.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from wbsim import device, one_by_one, optimizer_rules, stacked_on_card
from wbsim.device import Floats
from wbsim.kernels import batches, optimizers, population
from wbsim.kernels.lanes import LANES
from wbsim.kernels.population_batches import Batches, Points, Room, memory
from wbsim.kernels.room import room
from wbsim.layer_table import rows, table
from wbsim.machines import Work, machines
from wbsim.network import Convolution, Pooling, Recurrent
from wbsim.plan import Plan, Row, plan
from wbsim.problems import refuse

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Stack:
    """What decides how many networks train; made by `stack`. `whole` is the plan that has every parameter of any;
    `places` says for each network where its own ones stand there.
    """

    plans: tuple[Plan, ...]
    whole: Plan
    places: tuple[NDArray[np.intp], ...]
    points: Points
    how: population.How

    @property
    def lanes(self) -> int:
        """How many networks stand in a block."""
        return LANES[self.whole.dtype]

    @property
    def blocks(self) -> int:
        """How many blocks there are; the last one may have lanes to spare."""
        return -(-len(self.plans) // self.lanes)


def stack(plans: Sequence[Plan]) -> Stack:
    """The stack of plans that differ in what a population may differ in; raises `Refused` for others, ValueError for none.

    Layers of any kind can be stacked; those that are not dense train one network after the other. They may differ in
    seeds, data (of the same inputs and outputs), starts, the numbers of optimizer and penalty, what
    the penalty pulls at, what training moves, and in which layers have biases.
    """
    plans = tuple(plans)
    if not plans:
        raise ValueError("a population needs at least one network")
    for number, other in enumerate(plans[1:], 2):
        _refuse_unlike(plans[0], other, number)
    whole = _with_all_biases(plans)
    places = tuple(_places(one, whole) for one in plans)
    trained = points_of([device.material(one).train for one in plans])
    return Stack(plans, whole, places, trained, _how(plans, whole, places))


def _refuse_unlike(first: Plan, other: Plan, number: int) -> None:
    """Raises `Refused` with the first thing in which two networks must not differ."""
    a, b = first.experiment, other.experiment
    for where, of in _SHARED.items():
        wanted, found = of(first), of(other)
        if wanted != found:
            what = (
                f"network {number} has {found}, the first one {wanted}; in a population they must be the same"
            )
            raise refuse(where, what)
    if a.batches.order == "explicit" and a.batches.explicit != b.batches.explicit:
        raise refuse(
            "batches.explicit",
            f"network {number} has other batches than the first one; they must be the same",
        )


def alike(one: Plan) -> tuple[object, ...]:
    """What networks must have in common to be stacked: those for which it is equal can be."""
    batches = one.experiment.batches
    lists = batches.explicit if batches.order == "explicit" else ()
    return *(of(one) for of in _SHARED.values()), lists


def _layers(shapes: Plan) -> str:
    """`2-4-1`, and of networks of other kinds of layers what each of them is."""
    if shapes.is_dense:
        return "-".join(str(count) for count in (len(shapes.inputs), *(row.fan_out for row in shapes.rows)))
    sides = " × ".join(map(str, shapes.layout.shape))
    return ", ".join([sides, *map(_layer, shapes.rows)])


def _layer(row: Row) -> str:
    block = row.strip.block
    match row.layer:
        case Convolution():
            return f"{row.fan_out} filters of {block.side} by {block.stride} in {block.padding}"
        case Pooling(takes=takes):
            return f"{takes} of {block.side} by {block.stride}"
        case Recurrent(gives=gives):
            return f"{row.fan_out} recurrent ({gives})"
        case _:
            return str(row.fan_out)


_SHARED: dict[str, Callable[[Plan], object]] = {
    "network.layers": _layers,
    "network.layers.activation": lambda p: ", ".join(row.layer.activation for row in p.rows),
    "loss": lambda p: p.experiment.loss,
    "huber_delta": lambda p: p.experiment.huber_delta,
    "optimizer.kind": lambda p: p.experiment.optimizer.kind,
    "penalty.form": lambda p: p.experiment.penalty.form,
    "batches.order": lambda p: p.experiment.batches.order,
    "batches.remainder": lambda p: p.experiment.batches.remainder,
    "batches.size": lambda p: p.experiment.batches.size,
    "precision": lambda p: p.experiment.precision,
}


def _with_all_biases(plans: tuple[Plan, ...]) -> Plan:
    """The first plan, with biases in every layer that has them anywhere."""
    first = plans[0]
    missing = {
        f"network.layers.{k}.bias": True
        for k, row in enumerate(first.rows)
        if row.biases < 0 and any(one.rows[k].biases >= 0 for one in plans)
    }
    return plan(first.experiment.changed(missing)) if missing else first


def _places(one: Plan, whole: Plan) -> NDArray[np.intp]:
    """Where the parameters of a plan stand among those of the whole, (P,)."""
    places = np.empty(one.size, np.intp)
    for row, target in zip(one.rows, whole.rows, strict=True):
        count = row.fan_out * row.fan_in
        places[row.weights : row.weights + count] = np.arange(target.weights, target.weights + count)
        if row.biases >= 0:
            places[row.biases : row.biases + row.fan_out] = np.arange(
                target.biases, target.biases + row.fan_out
            )
    return places


def points_of(each: Sequence[device.Samples | None]) -> Points:
    """Every set of points once, side by side, and which one each network has; None for no points at all. There must be some."""
    number: dict[object, int] = {}
    sets: list[device.Samples] = []
    of = np.empty(len(each), np.int64)
    for k, samples in enumerate(each):
        if samples is None or id(samples) not in number:
            key = None if samples is None else (samples.x.tobytes(), samples.t.tobytes())
            if key not in number:
                number[key] = len(sets)
                sets.append(_NONE if samples is None else samples)
            number[id(samples)] = number[key]
        of[k] = number[id(samples)]
    real = next(samples for samples in sets if samples is not _NONE)
    longest = max(samples.x.shape[1] for samples in sets)
    x = room(len(sets) * len(real.x) * longest, real.x.dtype).reshape(len(sets), -1, longest)
    t = room(len(sets) * len(real.t) * longest, real.t.dtype).reshape(len(sets), len(real.t), longest)
    for k, samples in enumerate(sets):
        if samples is not _NONE:
            x[k, :, : samples.x.shape[1]], t[k, :, : samples.t.shape[1]] = samples.x, samples.t
    counts = np.array([samples.count for samples in sets])
    return Points(x.reshape(-1), t.reshape(-1), len(real.x), len(real.t), longest, counts, of)


_NONE = device.Samples(np.empty((0, 0)), np.empty((0, 0)), 0)


def _how(plans: tuple[Plan, ...], whole: Plan, places: tuple[NDArray[np.intp], ...]) -> population.How:
    """The rules of every network, as vectors."""
    lanes, size = LANES[whole.dtype], whole.size
    blocks = -(-len(plans) // lanes)
    hyper = np.zeros((blocks, optimizers.NUMBERS, lanes))
    pulled, trainable = _empty((blocks, size, lanes), whole), _empty((blocks, size, lanes), whole)
    plain = np.ones(blocks, bool)
    for number, (one, at) in enumerate(zip(plans, places, strict=True)):
        block, lane = divmod(number, lanes)
        hyper[block, :, lane] = device.hyper(one)
        pulled[block, at, lane], trainable[block, at, lane] = one.pulled, one.trainable
        plain[block] &= bool(trainable[block, :, lane].all()) and not device.pulls(one)
    wish = whole.experiment
    form = optimizers.FORMS[wish.penalty.form]
    return population.How(optimizer_rules.CODES[wish.optimizer.kind], form, hyper, pulled, trainable, plain)


def _empty(shape: tuple[int, ...], whole: Plan) -> Floats:
    return np.asarray(room(int(np.prod(shape)), whole.dtype).reshape(shape))


def numbers(of: Stack, each: Sequence[Floats]) -> Floats:
    """Arrays (…, P) of each network as one (blocks, …, P of the whole, lanes); what nobody has is 0."""
    array = _empty((of.blocks, *each[0].shape[:-1], of.whole.size, of.lanes), of.whole)
    for network, numbers_of_it in enumerate(each):
        put(of, array, network, numbers_of_it)
    return array


def put(of: Stack, array: Floats, network: int, numbers_of_it: Floats) -> None:
    """Writes the numbers (…, P) of one network into an array that `numbers` made."""
    block, lane = divmod(network, of.lanes)
    array[block][..., of.places[network], lane] = numbers_of_it


def own(of: Stack, array: Floats, network: int) -> Floats:
    """What `numbers` put together, taken out again for one network: (…, P)."""
    block, lane = divmod(network, of.lanes)
    return np.array(array[block][..., of.places[network], lane])


def copied(array: Floats) -> Floats:
    """A copy that may be written to, and begins where a line of the cache does."""
    copy = room(array.size, array.dtype).reshape(array.shape)
    copy[...] = array
    return np.asarray(copy)


def train(
    of: Stack,
    theta: Floats,
    slots: Floats,
    position: Whole,
    updates: Whole,
    seen: NDArray[np.float64],
    *,
    careful: bool = False,
    threads: int = 1,
) -> Whole:
    """Trains in place θ (blocks, P, lanes), slots (blocks, slots, P, lanes) and `position` (networks, 4), each network
    for its number of `updates` (networks,); `seen` (networks,) gets the losses. Returns how many each made.
    """
    wish = of.whole.experiment
    largest = min(wish.batches.size, int(of.points.counts.max()))
    work = Work.of_training(len(of.plans), int(updates.max()), of.whole.products, largest)
    on_card = machines.attempt(
        work, lambda: stacked_on_card.train(of, theta, slots, position, updates, seen, careful)
    )
    if on_card is not None:
        return on_card
    if not of.whole.is_dense:
        threads = work.worth(threads)
        pool = executor(threads) if threads > 1 and len(of.plans) > 1 else None
        return one_by_one.train(of, theta, slots, position, updates, seen, careful, pool)
    turns, goal = _turns.of(of), device.goal(of.whole)
    done = np.zeros(len(of.plans), np.int64)

    def run(first: int, behind: int) -> None:
        space = _space(of, turns)
        population.train_many(
            table(of.whole), goal, of.how, theta, slots, of.points, turns, position, updates, careful,
            first, behind, done, seen, space,
        )  # fmt: skip

    in_pieces(run, of.blocks, work.worth(threads))
    return done


class _Turns(threading.local):
    """The batches of the stack that this thread trained last: to shuffle the points of hundreds of networks takes as long as
    many updates, and their orders are a function of seeds and epochs alone.
    """

    stack: Stack | None = None
    batches: Batches

    def of(self, stack: Stack) -> Batches:
        """The batches of a stack, whose orders the kernel keeps up."""
        if stack is not self.stack:
            wish, count = stack.whole.experiment.batches, len(stack.plans)
            self.batches = Batches(
                np.empty((count, stack.points.padded), np.int32), np.full(count, -1),
                batches.ORDERS[wish.order], batches.REMAINDERS[wish.remainder], wish.size, *device.lists(stack.whole),
                np.array([one.experiment.seed for one in stack.plans], np.int64),
            )  # fmt: skip
            self.stack = stack
        return self.batches


_turns = _Turns()


def in_pieces(run: Callable[[int, int], None], count: int, threads: int) -> None:
    """Runs pieces of `count` things, from the first to before the last of each piece, on so many threads."""
    if threads < 2 or count < 2:
        run(0, count)
        return
    share = -(-count // threads)  # in one piece: what a thread works on stays in its own fast memory
    for piece in [
        executor(threads).submit(run, first, min(first + share, count)) for first in range(0, count, share)
    ]:
        piece.result()


def _space(of: Stack, turns: Batches) -> Room:
    """What a piece of the work is done in."""
    whole, code = of.whole, turns.kind
    most = batches.longest(
        batches.Order(
            turns.order, turns.ordered, code, turns.remainder, turns.size, turns.lists, turns.starts, 0
        )
    )
    height = int(rows(whole)[-1]) + 1
    largest = max(row.fan_out * (row.fan_in + 1) for row in whole.rows)
    return memory(height, whole.outputs, largest, whole.size, most, whole.dtype)


@cache
def executor(threads: int) -> ThreadPoolExecutor:
    """The threads on which blocks of networks are worked on."""
    return ThreadPoolExecutor(min(threads, os.cpu_count() or 1), "population")
