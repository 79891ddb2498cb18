"""What every layer is like, and what it makes of the sample that is followed: spreads, maps, and steps of a sequence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim.extracts.curves import Values
from wbsim.extracts.extract import Column, Extract
from wbsim.extracts.names import layer_names
from wbsim.probes.health import Health
from wbsim.probes.maps import FilterMaps, filter_maps
from wbsim.probes.spreads import DECADES, PER_DECADE, Sizes, Spread
from wbsim.probes.unrolled import unrolled
from wbsim.snapshot import Snapshot


def health(snapshot: Snapshot) -> Extract | None:
    """A line for each layer: sizes of values, parameters, errors and gradients, and how many of its neurons are dead,
    saturated or the same as others. None where it was not measured.
    """
    found = snapshot.seen.health
    if found is None:
        return None
    layers = found.layers

    def rms(name: str) -> Column:
        spread = [getattr(one, name) for one in layers]
        return Column(f"{name}_rms", [None if one is None else one.rms for one in spread])

    return Extract(
        "layers",
        (
            Column("layer", _names(snapshot, found)),
            Column("neurons", [one.size for one in layers]),
            *map(rms, ("activations", "weights", "biases", "delta", "weight_gradient", "bias_gradient")),
            Column("dead", [len(one.dead) for one in layers]),
            Column("saturated", [len(one.saturated) for one in layers]),
            Column("distinct", [one.distinct for one in layers]),
            Column("zero_biases", [len(one.zero_biases) for one in layers]),
            Column("held_biases", [len(one.held_biases) for one in layers]),
        ),
    )


def spreads(snapshot: Snapshot) -> Extract | None:
    """How many values, weights, biases, errors and gradients of each layer lie between which numbers; errors and gradients by
    their size. None where it was not measured.
    """
    found = snapshot.seen.health
    if found is None:
        return None
    rows: list[tuple[object, ...]] = []
    for name, layer in zip(_names(snapshot, found), found.layers, strict=True):
        for kind in ("activations", "weights", "biases"):
            spread: Spread | None = getattr(layer, kind)
            if spread is not None:
                edges = np.linspace(spread.low, spread.high, len(spread.counts) + 1)
                rows += [(name, kind, *row) for row in zip(edges[:-1], edges[1:], spread.counts, strict=True)]
        for kind in ("delta", "weight_gradient", "bias_gradient"):
            sizes: Sizes | None = getattr(layer, kind)
            if sizes is not None:
                edges = 10.0 ** (DECADES[0] + np.arange(len(sizes.counts) + 1) / PER_DECADE)
                rows.append((name, f"|{kind}|", 0.0, 0.0, sizes.zeros))
                rows += [
                    (name, f"|{kind}|", *row) for row in zip(edges[:-1], edges[1:], sizes.counts, strict=True)
                ]
    heads = ("layer", "of", "from", "to", "count")
    return Extract("spreads", tuple(Column(head, [row[k] for row in rows]) for k, head in enumerate(heads)))


def _names(snapshot: Snapshot, found: Health) -> Values:
    rows, names = snapshot.plan.rows, layer_names(snapshot.plan.layout)
    known = {row.layer.id: name for row, name in zip(rows, names, strict=True)}
    return [known.get(one.layer, "") for one in found.layers]


def penalty(snapshot: Snapshot) -> Extract | None:
    """Loss, penalty, and how large all weights and all biases are together. None where it was not measured."""
    found = snapshot.seen.health
    if found is None:
        return None
    return Extract(
        "penalty",
        (
            Column("update", [snapshot.state.update]),
            Column("loss", [found.loss]),
            Column("penalty", [found.penalty]),
            Column("norm_of_weights", [found.weight_norm]),
            Column("norm_of_biases", [found.bias_norm]),
            Column("points", [found.points]),
        ),
    )


def sample(snapshot: Snapshot) -> Extract | None:
    """The inputs of the sample that is followed; of an image with row and column. None where none is followed."""
    trace, facts = snapshot.seen.trace, snapshot.plan.description
    if trace is None:
        return None
    columns = [Column("input", facts.inputs)]
    if facts.image is not None:
        rows, across = facts.image
        places = np.arange(len(facts.inputs)) % (rows * across)
        columns += [Column("row", places // across + 1), Column("column", places % across + 1)]
    return Extract("sample", (*columns, Column("value", trace.point)))


def maps(snapshot: Snapshot) -> Extract | None:
    """Every place of every filter's map for the sample that is followed: before its bias, with it, and after the activation.
    None where no sample is followed or there is no filter.
    """
    trace = snapshot.seen.trace
    found = filter_maps(snapshot.plan, snapshot.state.theta, trace) if trace is not None else ()
    if not found:
        return None
    parts = [_map(number, one) for number, one in enumerate(found, 1)]
    heads = ("convolution", "filter", "row", "column", "before_bias", "z", "value")
    joined = [np.concatenate([part[k] for part in parts]) for k in range(len(heads))]
    return Extract("maps", tuple(Column(head, values) for head, values in zip(heads, joined, strict=True)))


def _map(number: int, one: FilterMaps) -> list[NDArray[np.generic]]:
    filters, rows, columns = np.indices(one.values.shape) + 1
    where = [np.full(one.values.size, number), filters.ravel(), rows.ravel(), columns.ravel()]
    return [*where, one.before.ravel(), one.sums.ravel(), one.values.ravel()]


def steps(snapshot: Snapshot, layer: int | None = None) -> Extract | None:
    """The sample that is followed, step by step through one recurrent layer, the first if none is named: what is read, the
    sum and value of every neuron, and ‖∂L/∂h‖. None where no sample is followed or there is no such layer.
    """
    trace = snapshot.seen.trace
    known = unrolled(snapshot.plan, snapshot.state.theta, trace) if trace is not None else ()
    found = next((one for one in known if layer is None or one.layer == layer), None)
    if found is None:
        return None
    inputs, hidden = range(found.inputs.shape[1]), range(found.hidden.shape[1])
    return Extract(
        "steps",
        (
            Column("step", range(1, len(found.inputs) + 1)),
            *(Column(f"x{k + 1}" if len(inputs) > 1 else "x", found.inputs[:, k]) for k in inputs),
            *(Column(f"z{k + 1}", found.sums[:, k]) for k in hidden),
            *(Column(f"h{k + 1}", found.hidden[:, k]) for k in hidden),
            Column("gradient_size", found.gradient),
        ),
    )
