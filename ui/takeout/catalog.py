"""Which numbers stand behind which card, by name; and of every other card why it has none. A table is a function of a snapshot
and of what of it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication

from ui.look import Look
from ui.views.neuron_facts import facts_of, subject
from ui.views.sequence_facts import number_of
from wbsim.extracts import Column, Extract, answers, curves, layers, parameters, surfaces, walls
from wbsim.extracts.names import parameter_names
from wbsim.snapshot import Snapshot

Make = Callable[[Snapshot, Look], Extract | None]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Takeout", text)


@dataclass(frozen=True)
class Source:
    """A table of a card: its name in files and commands, its title for people, and how it is made; None where there is nothing
    yet.
    """

    name: str
    title: str
    make: Make
    always: bool = (
        False  # whether there is something of it at every moment, so that it need not be made to know
    )

    def is_there(self, snapshot: Snapshot, look: Look) -> bool:
        """Whether there is something of it now."""
        return self.always or self.make(snapshot, look) is not None


def sources(card: str) -> tuple[Source, ...]:
    """The tables behind a card, the one that it is about first; () where it has none."""
    losses = Source("losses", _tr("Losses over updates"), _of(curves.losses), always=True)
    weights = Source(
        "weights", _tr("Weights over updates"), _of(partial(curves.parameters, kind="weights")), always=True
    )
    biases = Source(
        "biases", _tr("Biases over updates"), _of(partial(curves.parameters, kind="biases")), always=True
    )
    table = Source("parameters", _tr("Parameters at this update"), _of(parameters.parameters), always=True)
    plane = Source("plane", _tr("Output over the plane"), _of(answers.plane))
    points = Source("points", _tr("Points and what is said of them"), _of(answers.points), always=True)
    confusion = Source("confusion", _tr("Confusion of classes"), _of(answers.confusion))
    pairs = Source("answers", _tr("True and predicted values"), _of(answers.pairs))
    outputs = Source("outputs", _tr("Outputs for the sample"), _of(answers.shares))
    neuron = Source("neuron", _tr("Products of the neuron"), neuron_terms)
    twins = Source("twins", _tr("Losses of both twins"), _of(curves.twins))
    twin = Source("parameters", _tr("Parameters at this update"), _of_twin)
    health = Source("layers", _tr("Layers in numbers"), _of(layers.health))
    spreads = Source("spreads", _tr("Spreads of every layer"), _of(layers.spreads))
    penalty = Source("penalty", _tr("Loss and penalty"), _of(layers.penalty))
    surface = Source("surface", _tr("Loss over the surface"), _of(surfaces.surface))
    path = Source("path", _tr("Path of the run"), _of(surfaces.path))
    contest = Source("contest", _tr("Moves of the contest"), _of(surfaces.contest))
    steps = Source("steps", _tr("Steps of the sequence"), _steps)
    maps = Source("maps", _tr("Maps of the filters"), _of(layers.maps))
    sample = Source("sample", _tr("Inputs of the sample"), _of(layers.sample))
    networks = Source("networks", _tr("Outcomes of all networks"), _outcomes)
    failures = Source("failures", _tr("Failures of each setting"), _failures)
    found = {
        "network": (table,),
        "plane": (plane, points),
        "timeline": (losses, weights, biases),
        "inspector": (neuron,),
        "pictures": (Source("first-layer", _tr("Weights of the first layer"), _of(parameters.first_layer)),),
        "answers": (confusion, pairs, points),
        "count": (Source("counts", _tr("Counts of parameters"), _of(parameters.counts)),),
        "sheet": (Source("update", _tr("The update in numbers"), _of(parameters.update)),),
        "branches": (Source("branches", _tr("Branches of time"), _of(curves.branches)),),
        "neuron_formula": (neuron,),
        "neuron_desk": (neuron,),
        "neuron_sum": (neuron,),
        "neuron_line": (points,),
        "neuron_residuals": (points,),
        "twin_a": (table,),
        "twin_b": (twin,),
        "twin_loss": (twins,),
        "layers": (health, spreads),
        "stack": (losses, weights, biases),
        "meter": (penalty, table),
        "surface_map": (surface, path),
        "surface_side": (surface, path),
        "surface_race": (contest,),
        "image_sample": (sample,),
        "image_filters": (maps, table),
        "image_output": (outputs,),
        "image_confusion": (confusion, points),
        "image_why": (outputs,),
        "sequence_unrolled": (steps,),
        "sequence_numbers": (table,),
        "sequence_prediction": (pairs, points),
        "wall": (networks,),
        "wall_losses": (Source("losses", _tr("Losses of all networks"), _of(walls.losses)),),
        "wall_failures": (failures, networks),
        "wall_glance": (failures, networks),
    }  # fmt: skip
    return found.get(card, ())


def lack(card: str) -> str:
    """Why a card has no table; "" where it has one."""
    steers = _tr("This card steers what is shown, and has no numbers of its own")
    words = _tr("This card says in words what others have in numbers")
    return {
        "rungs": steers, "phases": steers, "difference": steers, "neuron_bar": steers, "side": steers,
        "image_invitation": words, "findings": words, "twin_why": words,
    }.get(card, "")  # fmt: skip


def _of(make: Callable[[Snapshot], Extract | None]) -> Make:
    return lambda snapshot, look: make(snapshot)


def _of_twin(snapshot: Snapshot, look: Look) -> Extract | None:
    return None if snapshot.twin is None else parameters.parameters(snapshot.twin)


def _steps(snapshot: Snapshot, look: Look) -> Extract | None:
    number = number_of(snapshot.plan, look)
    return None if number is None else layers.steps(snapshot, snapshot.plan.rows[number].layer.id)


def _outcomes(snapshot: Snapshot, look: Look) -> Extract | None:
    return walls.outcomes(snapshot, look.wall.criterion)


def _failures(snapshot: Snapshot, look: Look) -> Extract | None:
    return walls.failures(snapshot, look.wall.criterion)


def neuron_terms(snapshot: Snapshot, look: Look) -> Extract | None:
    """What the neuron at hand multiplies for the sample that is followed, its bias, its sum and its value."""
    facts = facts_of(snapshot, subject(snapshot.plan, look))
    terms = facts.terms
    ends: list[object] = [None] * len(terms)
    bias, names = facts.b, parameter_names(snapshot.plan.layout)
    return Extract(
        "neuron",
        (
            Column(
                "term", [*(names[snapshot.plan.index[one.weight]] for one in terms), "bias", "z", "value"]
            ),
            Column("input", [*(one.x for one in terms), None, None, None]),
            Column("weight", [*(one.w for one in terms), None, None, None]),
            Column("product", [*(one.product for one in terms), bias, None, None]),
            Column("result", [*ends, None, facts.z, facts.y]),
        ),
    )
