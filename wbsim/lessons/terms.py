"""What the names in a lesson's conditions mean: numbers of a run at one moment, and where the learner looks. Layers count
from 1, `out` is the last; neurons and sources count from 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from wbsim.contest import Standing, Way
from wbsim.ids import bias_id, weight_id
from wbsim.lessons.expressions import Answer, Unmeasured
from wbsim.lessons.sight import Sight
from wbsim.plan import Plan, Row
from wbsim.probes.health import Health, LayerHealth
from wbsim.probes.trace import Trace
from wbsim.settings import setting
from wbsim.snapshot import Snapshot


@final
@dataclass(frozen=True, eq=False)
class Moment:
    """A run at one moment, where the learner looks, and the moment at which the step began."""

    snapshot: Snapshot
    sight: Sight
    began: Moment | None = None

    @property
    def plan(self) -> Plan:
        """The shapes of the run."""
        return self.snapshot.plan

    def term(self, name: str, arguments: tuple[Answer, ...]) -> Answer:
        """What a term is at this moment; raises `Unmeasured`."""
        found = TERMS[name].of(self, *arguments)
        if found is None:
            raise Unmeasured(f"{name} is not known at this moment")
        return found

    def scope(self, name: str) -> Moment:
        """`before`: the moment at which the step began; `twin`: the other run."""
        if name == "before":
            return self.began or self
        if self.snapshot.twin is None:
            raise Unmeasured("there is no twin run at this moment")
        return Moment(self.snapshot.twin, self.sight)


@dataclass(frozen=True)
class Term:
    """One name: the arguments it takes, what it says, and how it is found; None where it is not known."""

    arguments: tuple[str, ...]
    words: str
    of: Callable[..., Answer | None]


SCOPES: Mapping[str, str] = {
    "before": "any term as it was when the step began",
    "twin": "any term of the other of two runs",
}


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


def _value(moment: Moment, kind: str, *place: Any) -> float:
    name = parameter_of(moment.plan, kind, *place)
    return float(moment.snapshot.state.theta[moment.plan.index[name]])


def _row(moment: Moment, layer: Any) -> Row:
    return moment.plan.rows[layer_of(moment.plan, layer)]


def _weights(moment: Moment, layer: Any, neuron: Any) -> np.ndarray[Any, Any]:
    neuron_of(moment.plan, layer, neuron)
    return np.asarray(_row(moment, layer).weights_of(moment.snapshot.state.theta)[neuron - 1], float)


def _norm(moment: Moment, layer: Any, neuron: Any) -> float:
    return float(np.linalg.norm(_weights(moment, layer, neuron)))


def _angle(moment: Moment, layer: Any, neuron: Any) -> float | None:
    weights = _weights(moment, layer, neuron)
    return math.degrees(math.atan2(weights[1], weights[0])) if len(weights) == 2 else None


def _distance(moment: Moment, layer: Any, neuron: Any) -> float | None:
    norm = _norm(moment, layer, neuron)
    row = _row(moment, layer)
    bias = _value(moment, "b", layer, neuron) if row.biases >= 0 else 0.0
    return -bias / norm if norm else None


# --- what was measured ---------------------------------------------------------------------------------------


def _fit(name: str) -> Callable[[Moment], float | None]:
    def found(moment: Moment) -> float | None:
        fit = moment.snapshot.seen.fit
        return None if fit is None else getattr(fit, name)

    return found


def _test_or_train(name: str) -> Callable[[Moment], float | None]:
    def found(moment: Moment) -> float | None:
        test = _fit(f"test_{name}")(moment)
        return _fit(f"train_{name}")(moment) if test is None else test

    return found


def _trace(moment: Moment) -> Trace:
    found = moment.snapshot.seen.trace
    if found is None:
        raise Unmeasured("no sample is followed at this moment")
    return found


def _along(rows: str) -> Callable[..., float]:
    def found(moment: Moment, layer: Any, neuron: Any) -> float:
        place = moment.plan.value_rows[neuron_of(moment.plan, layer, neuron)]
        return float(getattr(_trace(moment), rows)[place])

    return found


def _input(moment: Moment, place: Any) -> float:
    point = _trace(moment).point
    if not isinstance(place, int) or not 1 <= place <= len(point):
        raise Unmeasured(f"there is no input {place}; a sample has {len(point)}")
    return float(point[place - 1])


def _spread(biases: bool, how: Callable[[Any], Any]) -> Callable[[Moment], float]:
    def found(moment: Moment) -> float:
        chosen = moment.snapshot.state.theta[moment.plan.is_bias == biases].astype(float)
        return float(how(chosen)) if len(chosen) else 0.0

    return found


def _count(biases: bool) -> Callable[[Moment], float]:
    return lambda moment: int((moment.plan.is_bias == biases).sum())


def _setting(moment: Moment, path: Any) -> Answer:
    value = setting(moment.plan.experiment, str(path)).value
    return value if isinstance(value, float | bool | str | int) else str(value)


def _neuron(moment: Moment) -> str:
    """As `1.3`, or `out.1`; "" where none is at hand."""
    for number, row in enumerate(moment.plan.rows, 1):
        if moment.sight.neuron in row.layer.neurons:
            layer = "out" if number == len(moment.plan.rows) else str(number)
            return f"{layer}.{row.layer.neurons.index(moment.sight.neuron) + 1}"
    return ""


def _gradient_error(moment: Moment) -> float | None:
    """The largest difference between backpropagation and small changes, as a share of the largest gradient."""
    coming = moment.snapshot.coming
    if coming is None or not len(coming.checked):
        return None
    exact = coming.gradient[coming.checked].astype(float)
    clear = np.isfinite(coming.numerical)
    off = np.abs(exact - coming.numerical)[clear]
    return float(off.max(initial=0.0) / max(np.abs(exact).max(initial=0.0), 1e-12))


def _phase(moment: Moment) -> str:
    coming, tick = moment.snapshot.coming, moment.snapshot.tick
    if coming is None or not tick:
        return ""
    return coming.ladder.stage(tick).phase


def _health(moment: Moment) -> Health:
    found = moment.snapshot.seen.health
    if found is None:
        raise Unmeasured("the health of layers is not measured at this moment")
    return found


def _layer(moment: Moment, layer: Any) -> LayerHealth:
    return _health(moment).layers[layer_of(moment.plan, layer)]


def _contest(moment: Moment) -> Standing:
    found = moment.snapshot.contest
    if found is None:
        raise Unmeasured("there is no contest at this moment")
    return found


def _rival_loss(moment: Moment, place: Any) -> float:
    ways = _contest(moment).rivals
    if not isinstance(place, int) or not 1 <= place <= len(ways):
        raise Unmeasured(f"there is no rival {place}; there are {len(ways)}")
    return ways[place - 1].loss


def _hand(moment: Moment) -> Way:
    found = _contest(moment).hand
    if found is None:
        raise Unmeasured("no hand takes part in the contest")
    return found


_LAYER, _NEURON = ("layer",), ("layer", "neuron")
TERMS: Mapping[str, Term] = {
    "update": Term((), "updates so far", lambda m: m.snapshot.state.update),
    "epoch": Term((), "whole epochs so far", lambda m: m.snapshot.state.epoch),
    "playing": Term((), "whether it trains", lambda m: m.snapshot.playing),
    "diverged": Term(
        (), "whether numbers stopped being finite", lambda m: m.snapshot.state.divergence is not None
    ),
    "train_loss": Term((), "loss over the training points", _fit("train_loss")),
    "test_loss": Term((), "loss over the test points", _fit("test_loss")),
    "loss": Term(
        (), "loss over the test points or, where there are none, over the others", _test_or_train("loss")
    ),
    "train_accuracy": Term((), "share of training points that are right", _fit("train_accuracy")),
    "test_accuracy": Term((), "share of test points that are right", _fit("test_accuracy")),
    "accuracy": Term((), "as loss, the share that is right", _test_or_train("accuracy")),
    "r2": Term((), "R², of values", _test_or_train("r2")),
    "rmse": Term((), "typical miss in units, of values", _test_or_train("rmse")),
    "w": Term(
        (*_NEURON, "source"),
        "a weight; layers count from 1, `out` is the last",
        lambda m, *at: _value(m, "w", *at),
    ),
    "b": Term(_NEURON, "a bias", lambda m, *at: _value(m, "b", *at)),
    "norm": Term(_NEURON, "‖w‖ of a neuron", _norm),
    "angle": Term(_NEURON, "direction of the two weights of a neuron, in degrees", _angle),
    "distance": Term(_NEURON, "−b/‖w‖: how far a neuron's line is from 0", _distance),
    "x": Term(("input",), "an input of the sample that is followed", _input),
    "z": Term(_NEURON, "a neuron's sum for that sample", _along("sums")),
    "a": Term(_NEURON, "a neuron's value for that sample", _along("values")),
    "weights": Term((), "how many weights", _count(False)),
    "biases": Term((), "how many biases", _count(True)),
    "parameters": Term((), "how many of both", lambda m: m.plan.size),
    "layers": Term((), "how many layers, the output among them", lambda m: len(m.plan.rows)),
    "neurons": Term(_LAYER, "neurons of a layer", lambda m, layer: _row(m, layer).fan_out),
    "has_biases": Term(
        _LAYER, "whether the biases of a layer are on", lambda m, layer: _row(m, layer).biases >= 0
    ),
    "activation": Term(_LAYER, "the activation of a layer", lambda m, layer: _row(m, layer).layer.activation),
    "norm_w": Term((), "‖w‖ over all weights", _spread(False, np.linalg.norm)),
    "norm_b": Term((), "‖b‖ over all biases", _spread(True, np.linalg.norm)),
    "largest_w": Term((), "the largest |w|", _spread(False, lambda v: np.abs(v).max())),
    "largest_b": Term((), "the largest |b|", _spread(True, lambda v: np.abs(v).max())),
    "dead": Term(
        _LAYER,
        "neurons of a layer that say the same of every point",
        lambda m, layer: len(_layer(m, layer).dead),
    ),
    "saturated": Term(
        _LAYER,
        "neurons of a layer that are stuck at an end",
        lambda m, layer: len(_layer(m, layer).saturated),
    ),
    "distinct": Term(
        _LAYER,
        "neurons of a layer where those that are the same count once",
        lambda m, layer: _layer(m, layer).distinct,
    ),
    "gradient": Term(
        _LAYER,
        "size of the gradient of a layer's weights (root mean square)",
        lambda m, layer: _layer(m, layer).weight_gradient.rms,
    ),
    "penalty": Term((), "what the penalty adds to the loss", lambda m: _health(m).penalty),
    "contest": Term((), "whether there is one", lambda m: m.snapshot.contest is not None),
    "moves": Term((), "moves of the hand in a contest", lambda m: _hand(m).moves),
    "hand_loss": Term((), "loss over the training points where the hand is", lambda m: _hand(m).loss),
    "start_loss": Term((), "the same where all began", lambda m: float(_hand(m).losses[0])),
    "rival_loss": Term(
        ("rival",), "the same where a rival ended; the first is SGD, the second Adam", _rival_loss
    ),
    "setting": Term(("path",), "a setting by its dotted path", _setting),
    "gradient_error": Term((), "how far backpropagation is from small changes, as a share", _gradient_error),
    "tick": Term((), "ticks of the coming update that are done", lambda m: m.snapshot.tick),
    "phase": Term((), "'forward', 'loss', 'backward' or 'update', inside an update", _phase),
    "branches": Term((), "how many futures there are", lambda m: max(1, len(m.snapshot.branches))),
    "room": Term((), "the room of the window that is open", lambda m: m.sight.room),
    "neuron": Term((), "the neuron at hand, as '1.3' or 'out.1'", _neuron),
    "plus_one": Term((), "whether biases are drawn as edges from +1", lambda m: m.sight.plus_one),
    "by_hand": Term((), "whether the inputs were set by hand", lambda m: m.sight.inputs is not None),
    "zero_inputs": Term(
        (), "whether all inputs are 0", lambda m: bool(m.sight.inputs) and not any(m.sight.inputs)
    ),
    "differs": Term(
        (), "in what the twin differs, in a word", lambda m: m.sight.differs.name if m.sight.differs else ""
    ),
    "charts": Term((), "whether the charts fill the window", lambda m: m.sight.charts),
}
OF_HEALTH = frozenset({"dead", "saturated", "distinct", "gradient", "penalty"})  # what has to be watched for,
OF_COMING = frozenset({"gradient_error", "phase", "tick"})  # beside what is always seen
ARGUMENTS: Mapping[str, int] = {name: len(term.arguments) for name, term in TERMS.items()}
