"""The names in a lesson's conditions: numbers of a run at one moment, and where the learner looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from wbsim.lessons import measures, places
from wbsim.lessons.expressions import Answer, Unmeasured
from wbsim.lessons.sight import Sight
from wbsim.plan import Plan
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


_LAYER, _NEURON = ("layer",), ("layer", "neuron")


def _run(arguments: tuple[str, ...], words: str, of: Callable[..., Answer | None]) -> Term:
    """A term about the run."""
    return Term(arguments, words, lambda moment, *at: of(moment.snapshot, *at))


def _sight(words: str, of: Callable[[Sight], Answer]) -> Term:
    """A term about where the learner looks."""
    return Term((), words, lambda moment: of(moment.sight))


def _neuron(moment: Moment) -> str:
    """As `1.3`, or `out.1`; "" where none is at hand."""
    for number, row in enumerate(moment.plan.rows, 1):
        if moment.sight.neuron in row.layer.neurons:
            layer = "out" if number == len(moment.plan.rows) else str(number)
            return f"{layer}.{row.layer.neurons.index(moment.sight.neuron) + 1}"
    return ""


TERMS: Mapping[str, Term] = {
    "update": _run((), "updates so far", lambda s: s.state.update),
    "epoch": _run((), "whole epochs so far", lambda s: s.state.epoch),
    "playing": _run((), "whether it trains", lambda s: s.playing),
    "diverged": _run((), "whether numbers stopped being finite", lambda s: s.state.divergence is not None),
    "train_loss": _run((), "loss over the training points", measures.fitted("train_loss")),
    "test_loss": _run((), "loss over the test points", measures.fitted("test_loss")),
    "loss": _run(
        (),
        "loss over the test points or, where there are none, over the others",
        measures.fitted_best("loss"),
    ),
    "train_accuracy": _run((), "share of training points that are right", measures.fitted("train_accuracy")),
    "test_accuracy": _run((), "share of test points that are right", measures.fitted("test_accuracy")),
    "accuracy": _run((), "as loss, the share that is right", measures.fitted_best("accuracy")),
    "r2": _run((), "R², of values", measures.fitted_best("r2")),
    "rmse": _run((), "typical miss in units, of values", measures.fitted_best("rmse")),
    "w": _run(
        (*_NEURON, "source"),
        "a weight; layers count from 1, `out` is the last",
        lambda s, *at: measures.value(s, "w", *at),
    ),
    "b": _run(_NEURON, "a bias", lambda s, *at: measures.value(s, "b", *at)),
    "tap": _run(
        ("layer", "filter", "channel", "row", "column"), "a weight of a filter, all from 1", measures.tap
    ),
    "carry": _run(
        (*_NEURON, "source"),
        "a recurrent neuron's weight for a hidden value of the step before",
        measures.carry,
    ),
    "norm": _run(_NEURON, "‖w‖ of a neuron", measures.norm),
    "angle": _run(_NEURON, "direction of the two weights of a neuron, in degrees", measures.angle),
    "distance": _run(_NEURON, "−b/‖w‖: how far a neuron's line is from 0", measures.distance),
    "x": _run(("input",), "an input of the sample that is followed", measures.input_value),
    "z": _run(_NEURON, "a neuron's sum for that sample", measures.along("sums")),
    "a": _run(_NEURON, "a neuron's value for that sample", measures.along("values")),
    "lit": _run(("layer", "filter"), "share of a filter's map that is above 0, for that sample", places.lit),
    "fired": _run(_LAYER, "which filter of a layer fired most for that sample", places.fired),
    "hidden": _run((*_NEURON, "step"), "a recurrent neuron's value after a step", places.hidden),
    "heard": _run(
        ("layer", "step"), "size of the gradient at a step, as a share of the last one's", places.heard
    ),
    "used": _run(
        _LAYER, "at how many places, or steps, a layer uses each weight for one sample", places.used
    ),
    "answer": _run((), "the class that is read from that sample, as 'B'", places.answer),
    "target": _run((), "its true class", places.target),
    "class_accuracy": _run(
        ("class",), "share of the test points of a class that are read as it", places.class_accuracy
    ),
    "read_as": _run(("drawn", "read"), "test points of one class that are read as another", places.read_as),
    "mistaken": _run((), "test points that are read as another class", places.mistaken),
    "weights": _run((), "how many weights", measures.count(False)),
    "biases": _run((), "how many biases", measures.count(True)),
    "parameters": _run((), "how many of both", lambda s: s.plan.size),
    "layers": _run((), "how many layers, the output among them", lambda s: len(s.plan.rows)),
    "neurons": _run(_LAYER, "neurons of a layer", lambda s, layer: measures.row_of(s, layer).fan_out),
    "has_biases": _run(
        _LAYER, "whether the biases of a layer are on", lambda s, layer: measures.row_of(s, layer).biases >= 0
    ),
    "activation": _run(
        _LAYER, "the activation of a layer", lambda s, layer: measures.row_of(s, layer).layer.activation
    ),
    "norm_w": _run((), "‖w‖ over all weights", measures.spread(False, np.linalg.norm)),
    "norm_b": _run((), "‖b‖ over all biases", measures.spread(True, np.linalg.norm)),
    "largest_w": _run((), "the largest |w|", measures.spread(False, lambda v: np.abs(v).max())),
    "largest_b": _run((), "the largest |b|", measures.spread(True, lambda v: np.abs(v).max())),
    "dead": _run(
        _LAYER,
        "neurons of a layer that say the same of every point",
        lambda s, layer: len(measures.layer_health(s, layer).dead),
    ),
    "saturated": _run(
        _LAYER,
        "neurons of a layer that are stuck at an end",
        lambda s, layer: len(measures.layer_health(s, layer).saturated),
    ),
    "distinct": _run(
        _LAYER,
        "neurons of a layer where those that are the same count once",
        lambda s, layer: measures.layer_health(s, layer).distinct,
    ),
    "gradient": _run(
        _LAYER,
        "size of the gradient of a layer's weights (root mean square)",
        lambda s, layer: measures.layer_health(s, layer).weight_gradient.rms,
    ),
    "penalty": _run((), "what the penalty adds to the loss", lambda s: measures.health_of(s).penalty),
    "contest": _run((), "whether there is one", lambda s: s.contest is not None),
    "moves": _run((), "moves of the hand in a contest", lambda s: measures.hand_way(s).moves),
    "hand_loss": _run(
        (), "loss over the training points where the hand is", lambda s: measures.hand_way(s).loss
    ),
    "start_loss": _run((), "the same where all began", lambda s: float(measures.hand_way(s).losses[0])),
    "rival_loss": _run(
        ("rival",), "the same where a rival ended; the first is SGD, the second Adam", measures.rival_loss
    ),
    "setting": _run(("path",), "a setting by its dotted path", measures.setting_value),
    "gradient_error": _run(
        (), "how far backpropagation is from small changes, as a share", measures.gradient_error
    ),
    "tick": _run((), "ticks of the coming update that are done", lambda s: s.tick),
    "phase": _run((), "'forward', 'loss', 'backward' or 'update', inside an update", measures.phase),
    "branches": _run((), "how many futures there are", lambda s: max(1, len(s.branches))),
    "room": _sight("the room of the window that is open", lambda g: g.room),
    "neuron": Term((), "the neuron at hand, as '1.3' or 'out.1'", _neuron),
    "plus_one": _sight("whether biases are drawn as edges from +1", lambda g: g.plus_one),
    "by_hand": _sight("whether the inputs were set by hand", lambda g: g.inputs is not None),
    "zero_inputs": _sight("whether all inputs are 0", lambda g: g.inputs is not None and not any(g.inputs)),
    "differs": _sight("in what the twin differs, in a word", lambda g: g.differs.name if g.differs else ""),
    "charts": _sight("whether the charts fill the window", lambda g: g.charts),
}
ARGUMENTS: Mapping[str, int] = {name: len(term.arguments) for name, term in TERMS.items()}
