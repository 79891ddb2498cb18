"""A stack of networks that are run forward, all of them in one go: what they make of points, and what that costs and hits.
Dense ones go through the pass of populations, the others one by one, on threads or on a card. It moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wbsim import card, device, losses, stacked
from wbsim.device import Floats
from wbsim.kernels import population_forward
from wbsim.kernels.population_batches import Points
from wbsim.kernels.population_forward import BINARY, HIGHEST, SIGNED, VALUES, Results
from wbsim.layer_table import rows, table
from wbsim.machines import Work, machines
from wbsim.one_by_one import own_samples
from wbsim.plan import Plan
from wbsim.stacked import Stack

Whole = NDArray[np.int64]
_READINGS = {
    "value": VALUES, "onehot": HIGHEST, "signed_onehot": HIGHEST, "signed": SIGNED, "binary": BINARY,
}  # fmt: skip


def counted(of: Stack, theta: Floats, points: Points, blocks: Whole, threads: int = 1) -> NDArray[np.float64]:
    """Sums over the points of each network in some blocks, 0 of all others: (networks, 1 + outputs).

    First of the losses; then of the points that are read right or, where outputs are values, of the squared errors of
    each output as the network counts.
    """
    sums = np.zeros((len(of.plans), 1 + of.whole.outputs))
    if (points.counts == points.counts[0]).all():  # a card takes as many points of every network
        on_card = machines.attempt(
            _work(of, points, blocks), lambda: _counted_on_card(of, theta, points, blocks, sums.copy())
        )
        if on_card is not None:
            return on_card
    if of.whole.is_dense:
        _run(of, theta, points, blocks, _NO_ROWS, Results(sums, _NOTHING[of.whole.dtype]), threads)
        if losses.BY_NAME[of.whole.experiment.loss].mean:
            sums[:, 0] /= of.whole.outputs
        return sums
    keep = _outputs(of.whole)

    def run(first: int, behind: int) -> None:
        for network in networks[first:behind]:
            own = own_samples(points, network)
            if own.count:
                one, x = of.plans[network], _as_long(own.x, own.count)
                loss, out = device.evaluate(
                    one, stacked.own(of, theta, network), x, own.count, keep, _as_long(own.t, own.count)
                )
                sums[network] = _sums(one, loss, out, own.t[:, : own.count])

    networks = members(of, blocks)
    stacked.in_pieces(run, len(networks), _work(of, points, blocks).worth(threads))
    return sums


def outputs(
    of: Stack, theta: Floats, points: Points, keep: Sequence[int], blocks: Whole, threads: int = 1
) -> Floats:
    """The values of the rows `keep` for the points of each network in some blocks, in their order: (networks there, rows,
    points); behind the end of a network's points they mean nothing.
    """
    wanted, networks = np.asarray(keep, np.int64), members(of, blocks)
    longest = int(points.counts.max())
    on_card = machines.attempt(
        _work(of, points, blocks), lambda: _on_card(of, theta, points, networks, wanted)[1]
    )
    if on_card is not None:
        return on_card
    if of.whole.is_dense:
        out = np.empty((len(blocks), len(wanted), points.padded, of.lanes), of.whole.dtype)
        results = Results(np.zeros((0, 1)), out.reshape(-1))
        _run(of, theta, points._replace(outputs=0), blocks, rows(of.whole)[wanted], results, threads)
        by_network = np.moveaxis(out[:, :, :longest], 3, 1).reshape(-1, len(wanted), longest)
        return np.asarray(by_network[: len(networks)])
    each = np.empty((len(networks), len(wanted), longest), of.whole.dtype)

    def run(first: int, behind: int) -> None:
        for place in range(first, behind):
            network = networks[place]
            own = own_samples(points, network)
            if own.count:
                x = _as_long(own.x, own.count)
                parameters = stacked.own(of, theta, network)
                each[place, :, : own.count] = device.evaluate(
                    of.plans[network], parameters, x, own.count, wanted
                )[1]

    stacked.in_pieces(run, len(networks), _work(of, points, blocks).worth(threads))
    return each


def members(of: Stack, blocks: Whole) -> list[int]:
    """The networks of some blocks."""
    return [
        k
        for block in blocks.tolist()
        for k in range(block * of.lanes, min((block + 1) * of.lanes, len(of.plans)))
    ]


def _work(of: Stack, points: Points, blocks: Whole) -> Work:
    return Work.of_evaluation(len(blocks) * of.lanes, int(points.counts.max()), of.whole.products)


def _run(
    of: Stack, theta: Floats, points: Points, blocks: Whole, keep: Whole, results: Results, threads: int
) -> None:  # fmt: skip
    """The pass over some blocks, on threads."""
    whole = of.whole
    goal, codes, reading = device.goal(whole), table(whole), _READINGS[whole.coding]
    height = int(rows(whole)[-1]) + 1

    def run(first: int, behind: int) -> None:
        space = population_forward.space(height, whole.outputs, whole.dtype)
        population_forward.evaluate_many(
            codes, goal, reading, theta, points, blocks, first, behind, keep, results, space
        )

    stacked.in_pieces(run, len(blocks), _work(of, points, blocks).worth(threads))


_NO_ROWS = np.empty(0, np.int64)
_NOTHING = {np.dtype(name): np.empty(0, name) for name in ("float32", "float64")}


def _outputs(shapes: Plan) -> Whole:
    """The rows of the outputs."""
    return np.arange(shapes.values - shapes.outputs, shapes.values)


def _as_long(rows_of: Floats, count: int) -> Floats:
    """Columns of points without those that pad them to the longest set of all."""
    return np.ascontiguousarray(rows_of[:, : device.padded(count, rows_of.dtype)])


def _sums(shapes: Plan, loss: float, out: Floats, t: Floats) -> NDArray[np.float64]:
    """What `counted` says of one network, from its mean loss, its outputs and the targets (outputs, n)."""
    sums = np.zeros(1 + shapes.outputs)
    sums[0] = loss * out.shape[1]
    if shapes.coding == "value":
        with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
            sums[1:] = np.sum((out - t).astype(float) ** 2, axis=1)
    else:
        sums[1] = np.sum(answers(shapes, out) == answers(shapes, t))
    return sums


def answers(shapes: Plan, values: Floats) -> NDArray[np.int64]:
    """The class that outputs or coded targets (…, outputs, n) stand for: (…, n)."""
    if _READINGS[shapes.coding] == HIGHEST:
        return np.argmax(values, axis=-2)
    return (values[..., 0, :] >= (0.0 if shapes.coding == "signed" else 0.5)).astype(np.int64)


def _on_card(
    of: Stack, theta: Floats, points: Points, networks: Sequence[int], keep: Whole, *, targets: bool = False
) -> tuple[NDArray[np.float64], Floats]:
    """Mean losses and values of some networks whose sets are equally long; raises `card.CardFailed`."""
    sets = len(points.counts)
    x = points.x.reshape(sets, points.inputs, points.padded)
    t = points.t.reshape(sets, points.outputs, points.padded) if targets else None
    flat = np.moveaxis(theta, -1, 1).reshape(-1, of.whole.size)[list(networks)]
    return card.evaluate(
        table(of.whole), *device.goal(of.whole), flat, x, t, int(points.counts.max()), keep,
        sets=points.of[list(networks)],
    )  # fmt: skip


def _counted_on_card(
    of: Stack, theta: Floats, points: Points, blocks: Whole, sums: NDArray[np.float64]
) -> NDArray[np.float64]:
    """As `counted`; raises `card.CardFailed`."""
    networks, count = members(of, blocks), int(points.counts[0])
    means, out = _on_card(of, theta, points, networks, _outputs(of.whole), targets=True)
    for loss, values, network in zip(means, out, networks, strict=True):
        sums[network] = _sums(
            of.plans[network], float(loss), values, own_samples(points, network).t[:, :count]
        )
    return sums
