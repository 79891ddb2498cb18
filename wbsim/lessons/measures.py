"""What lessons measure of a run at one moment. Layers count from 1, `out` is the last; neurons and sources count from 1. What
is not known, or not there, raises `Unmeasured`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from wbsim.contest import Standing, Way
from wbsim.ids import bias_id, weight_id
from wbsim.lessons.expressions import Answer, Unmeasured
from wbsim.plan import Plan, Row
from wbsim.probes.health import Health, LayerHealth
from wbsim.probes.trace import Trace
from wbsim.problems import Refused
from wbsim.settings import setting
from wbsim.snapshot import Snapshot

# --- places ------------------------------------------------------------------------------------------------


def layer_of(plan: Plan, layer: Any) -> int:
    """The place of a layer in `plan.rows`; raises `Unmeasured` where the network has none such."""
    place = len(plan.rows) if layer == "out" else layer
    if not isinstance(place, int) or not 1 <= place <= len(plan.rows):
        raise Unmeasured(f"there is no layer {layer}; the network has {len(plan.rows)}")
    return place - 1


def neuron_of(plan: Plan, layer: Any, neuron: Any) -> int:
    """The id of a neuron; raises `Unmeasured` where the network has none such."""
    neurons = plan.rows[layer_of(plan, layer)].layer.neurons
    if not isinstance(neuron, int) or not 1 <= neuron <= len(neurons):
        raise Unmeasured(f"there is no neuron {neuron}; the layer has {len(neurons)}")
    return neurons[neuron - 1]


def parameter_of(plan: Plan, kind: str, layer: Any, neuron: Any, source: Any = None) -> str:
    """The id of a parameter; raises `Unmeasured` where the network has none such."""
    target = neuron_of(plan, layer, neuron)
    if kind == "b":
        name = bias_id(target)
    else:
        sources = plan.rows[layer_of(plan, layer)].sources
        if not isinstance(source, int) or not 1 <= source <= len(sources):
            raise Unmeasured(f"there is no source {source}; the layer has {len(sources)}")
        name = weight_id(target, sources[source - 1])
    if name not in plan.index:
        raise Unmeasured(f"{plan.name_of(name)} is switched off")
    return name


def value(snapshot: Snapshot, kind: str, *place: Any) -> float:
    """A weight ("w") or bias ("b") by layer, neuron and source."""
    name = parameter_of(snapshot.plan, kind, *place)
    return float(snapshot.state.theta[snapshot.plan.index[name]])


def row_of(snapshot: Snapshot, layer: Any) -> Row:
    """A layer."""
    return snapshot.plan.rows[layer_of(snapshot.plan, layer)]


def weights_of(snapshot: Snapshot, layer: Any, neuron: Any) -> np.ndarray[Any, Any]:
    """The weights of a neuron, (fan_in,)."""
    neuron_of(snapshot.plan, layer, neuron)
    return np.asarray(row_of(snapshot, layer).weights_of(snapshot.state.theta)[neuron - 1], float)


def tap(snapshot: Snapshot, layer: Any, neuron: Any, channel: Any, row: Any, column: Any) -> float:
    """A weight of a filter by channel, row and column, all from 1."""
    at = row_of(snapshot, layer)
    if at.kind != "convolution":
        raise Unmeasured(f"layer {layer} is {at.kind}; only a convolution has filters")
    shape, place = (at.strip.reads[0], at.strip.block.side, at.strip.block.side), (channel, row, column)
    if not all(isinstance(one, int) and 1 <= one <= end for one, end in zip(place, shape, strict=True)):
        raise Unmeasured(f"there is no tap {place}; a filter is {' by '.join(map(str, shape))}")
    weights = weights_of(snapshot, layer, neuron).reshape(shape)
    return float(weights[channel - 1, row - 1, column - 1])


def carry(snapshot: Snapshot, layer: Any, neuron: Any, source: Any) -> float:
    """The weight of a recurrent neuron for a hidden value of the step before."""
    at = row_of(snapshot, layer)
    if at.kind != "recurrent":
        raise Unmeasured(f"layer {layer} is {at.kind}; only a recurrent layer carries values on")
    if not isinstance(source, int) or not 1 <= source <= at.fan_out:
        raise Unmeasured(f"there is no neuron {source}; the layer has {at.fan_out}")
    return float(weights_of(snapshot, layer, neuron)[at.fan_in - at.fan_out + source - 1])


def norm(snapshot: Snapshot, layer: Any, neuron: Any) -> float:
    """‖w‖ of a neuron."""
    return float(np.linalg.norm(weights_of(snapshot, layer, neuron)))


def angle(snapshot: Snapshot, layer: Any, neuron: Any) -> float | None:
    """The direction of a neuron's two weights in degrees; None where they are not two."""
    weights = weights_of(snapshot, layer, neuron)
    return math.degrees(math.atan2(weights[1], weights[0])) if len(weights) == 2 else None


def distance(snapshot: Snapshot, layer: Any, neuron: Any) -> float | None:
    """−b/‖w‖ of a neuron; None where all its weights are 0."""
    size = norm(snapshot, layer, neuron)
    biased = row_of(snapshot, layer).biases >= 0
    bias = value(snapshot, "b", layer, neuron) if biased else 0.0
    return -bias / size if size else None


# --- what was measured ---------------------------------------------------------------------------------------


def fitted(name: str) -> Callable[[Snapshot], float | None]:
    """A number of the fit, by its name there."""

    def found(snapshot: Snapshot) -> float | None:
        fit = snapshot.seen.fit
        return None if fit is None else getattr(fit, name)

    return found


def fitted_best(name: str) -> Callable[[Snapshot], float | None]:
    """A number of the fit over the test points or, where there are none, over the others."""

    def found(snapshot: Snapshot) -> float | None:
        test = fitted(f"test_{name}")(snapshot)
        return fitted(f"train_{name}")(snapshot) if test is None else test

    return found


def trace_of(snapshot: Snapshot) -> Trace:
    """The sample that is followed."""
    found = snapshot.seen.trace
    if found is None:
        raise Unmeasured("no sample is followed at this moment")
    return found


def along(rows: str) -> Callable[..., float]:
    """A neuron's sum or value for the sample that is followed."""

    def found(snapshot: Snapshot, layer: Any, neuron: Any) -> float:
        place = snapshot.plan.value_rows.get(neuron_of(snapshot.plan, layer, neuron))
        if place is None:
            raise Unmeasured(
                f"a filter has a value at every place of its map; layer {layer} is a convolution"
            )
        return float(getattr(trace_of(snapshot), rows)[place])

    return found


def input_value(snapshot: Snapshot, place: Any) -> float:
    """A raw input of that sample."""
    point = trace_of(snapshot).point
    if not isinstance(place, int) or not 1 <= place <= len(point):
        raise Unmeasured(f"there is no input {place}; a sample has {len(point)}")
    return float(point[place - 1])


def spread(biases: bool, how: Callable[[Any], Any]) -> Callable[[Snapshot], float]:
    """A number made of all weights, or of all biases."""

    def found(snapshot: Snapshot) -> float:
        chosen = snapshot.state.theta[snapshot.plan.is_bias == biases].astype(float)
        return float(how(chosen)) if len(chosen) else 0.0

    return found


def count(biases: bool) -> Callable[[Snapshot], float]:
    """How many weights, or biases."""
    return lambda snapshot: int((snapshot.plan.is_bias == biases).sum())


def setting_value(snapshot: Snapshot, path: Any) -> Answer:
    """A setting by its dotted path."""
    try:
        value = setting(snapshot.plan.experiment, str(path)).value
    except Refused:
        raise Unmeasured(f"there is no setting {str(path)!r}") from None
    return value if isinstance(value, float | bool | str | int) else str(value)


def gradient_error(snapshot: Snapshot) -> float | None:
    """The largest difference between backpropagation and small changes, as a share of the largest gradient."""
    coming = snapshot.coming
    if coming is None or not len(coming.checked):
        return None
    exact = coming.gradient[coming.checked].astype(float)
    clear = np.isfinite(coming.numerical)
    off = np.abs(exact - coming.numerical)[clear]
    return float(off.max(initial=0.0) / max(np.abs(exact).max(initial=0.0), 1e-12))


def phase(snapshot: Snapshot) -> str:
    """The phase of the coming update that is at hand; "" at rest."""
    coming, tick = snapshot.coming, snapshot.tick
    if coming is None or not tick:
        return ""
    return coming.ladder.stage(tick).phase


def health_of(snapshot: Snapshot) -> Health:
    """What every layer is like."""
    found = snapshot.seen.health
    if found is None:
        raise Unmeasured("the health of layers is not measured at this moment")
    return found


def layer_health(snapshot: Snapshot, layer: Any) -> LayerHealth:
    """What one layer is like."""
    row = row_of(snapshot, layer)
    if not row.fan_out:
        raise Unmeasured(f"layer {layer} is a pooling, which has no neurons")
    return health_of(snapshot).layer(row.layer.id)


def contest_of(snapshot: Snapshot) -> Standing:
    """Where the contest stands."""
    found = snapshot.contest
    if found is None:
        raise Unmeasured("there is no contest at this moment")
    return found


def rival_loss(snapshot: Snapshot, place: Any) -> float:
    """The loss where a rival ended."""
    ways = contest_of(snapshot).rivals
    if not isinstance(place, int) or not 1 <= place <= len(ways):
        raise Unmeasured(f"there is no rival {place}; there are {len(ways)}")
    return ways[place - 1].loss


def hand_way(snapshot: Snapshot) -> Way:
    """How the hand came along."""
    found = contest_of(snapshot).hand
    if found is None:
        raise Unmeasured("no hand takes part in the contest")
    return found
