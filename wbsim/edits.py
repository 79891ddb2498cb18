"""What an edit makes of a state: the same numbers under another plan, or other numbers set by hand.
It knows nothing of how they are trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from wbsim.device import Floats
from wbsim.engine import State, at_rest
from wbsim.optimizers import DEAD
from wbsim.plan import Plan, Row, plan
from wbsim.problems import Problem, Refused, refuse
from wbsim.run import AnyEdit, Restore, SetParameters, with_edit
from wbsim.states import restored
from wbsim.translation import translated


def applied(shapes: Plan, state: State, edit: AnyEdit) -> tuple[Plan, State]:
    """Plan and state after an edit that is made at this very update; raises `Refused`."""
    if isinstance(edit, SetParameters):
        return shapes, with_parameters(state, shapes, edit.values)
    if isinstance(edit, Restore):
        return shapes, restored(edit.state, shapes)
    after = plan(with_edit(shapes.experiment, edit))
    return after, carried(state, shapes, after)


def carried(state: State, old: Plan, new: Plan) -> State:
    """The state under another plan: every parameter that both have keeps its value and slots, by id.

    New parameters are drawn from the seed with empty slots; another optimizer starts at t = 0 with empty slots. A filter
    that becomes larger or smaller keeps the weights of the rows and columns that both have, counted from its upper left;
    a dense layer behind an image those of the places that both images have. A layer of another kind keeps its biases
    alone, because its weights belong to something else.
    """
    same_optimizer = old.experiment.optimizer.kind == new.experiment.optimizer.kind
    theta, slots = _carried_numbers(state, old, new, same_optimizer)
    points_kept = (
        old.train_size == new.train_size and old.experiment.batches.order == new.experiment.batches.order
    )
    explicit = new.experiment.batches.order == "explicit"
    keep_place = points_kept and (
        not explicit or old.experiment.batches.explicit == new.experiment.batches.explicit
    )
    epoch, cursor = (state.epoch, state.cursor) if keep_place else (state.epoch + (state.cursor > 0), 0)
    return at_rest(state.update, epoch, cursor, state.steps if same_optimizer else 0, theta, slots)


def _carried_numbers(state: State, old: Plan, new: Plan, same_optimizer: bool) -> tuple[Floats, Floats]:
    """θ (P,) and slots (slots, P) under another plan; the very arrays of the state where they fit as they are."""
    as_it_was = old.layout == new.layout and old.dtype == new.dtype
    theta = state.theta if as_it_was else new.start().astype(new.dtype)
    kept = [name for name in new.slots if name in old.slots and (same_optimizer or name == DEAD)]
    if as_it_was and kept == [*old.slots] == [*new.slots]:
        return theta, state.slots
    slots = np.zeros((len(new.slots), new.size), new.dtype)
    pairs = [
        (
            translated("the {name} of ", name=name),
            state.slots[old.slots.index(name)],
            slots[new.slots.index(name)],
        )
        for name in kept
    ]
    if as_it_was:
        for _, source, target in pairs:
            target[:] = source
        return theta, slots
    before = {row.layer.id: row for row in old.rows}
    for what, source, target in [("", state.theta, theta), *pairs]:
        with np.errstate(over="ignore"):  # said below, in words
            for row in new.rows:
                if row.layer.id in before:
                    _carry_layer(source, before[row.layer.id], target, row)
        _refuse_overflow(what, source, old, target, new)
    return theta, slots


def _refuse_overflow(what: str, source: Floats, old: Plan, target: Floats, new: Plan) -> None:
    """Raises `Refused` with the first parameter that is too large for the new precision."""
    finite = np.isfinite(target)
    if not finite.all():
        name = new.id_of(int(np.argmin(finite)))
        value = float(source[old.index[name]])
        most = float(np.finfo(new.dtype).max)
        raise refuse(
            "precision",
            translated(
                "{what}{name} is {value:.3g}; {dtype} holds numbers up to {most:.3g} only",
                what=what,
                name=new.name_of(name),
                value=value,
                dtype=new.dtype,
                most=most,
            ),
        )


def _carry_layer(source: Floats, old: Row, target: Floats, new: Row) -> None:
    """Copies what two rows of one layer share, from flat `source` into flat `target`."""
    to_neurons, from_neurons = _shared(new.layer.neurons, old.layer.neurons)
    if new.kind == old.kind:
        to_sources, from_sources = _shared(new.sources, old.sources)
        new.weights_of(target)[np.ix_(to_neurons, to_sources)] = old.weights_of(source)[
            np.ix_(from_neurons, from_sources)
        ]
    to_bias, from_bias = new.biases_of(target), old.biases_of(source)
    if to_bias is not None and from_bias is not None:
        to_bias[to_neurons] = from_bias[from_neurons]


def _shared(new: tuple[int | str, ...], old: tuple[int | str, ...]) -> tuple[list[int], list[int]]:
    """The places in `new` and in `old` of the ids that both have."""
    places = {name: place for place, name in enumerate(old)}
    both = [(k, places[name]) for k, name in enumerate(new) if name in places]
    return [k for k, _ in both], [k for _, k in both]


def with_parameters(state: State, plan: Plan, values: Mapping[str, float]) -> State:
    """With other values for some parameters, by id; raises `Refused` for unknown ids and non-finite values.

    A dead parameter that is set by hand lives again.
    """
    theta, slots = state.theta.copy(), state.slots
    if DEAD in plan.slots:
        slots = slots.copy()
        slots[plan.slots.index(DEAD), [plan.index[name] for name in values if name in plan.index]] = 0
    wrong = []
    for name, value in values.items():
        place = plan.index.get(name)
        if place is None:
            wrong.append(
                Problem(
                    name,
                    translated("there is no such parameter; an id looks like {id_of!r}", id_of=plan.id_of(0)),
                )
            )
        elif not abs(value) <= float(np.finfo(plan.dtype).max):  # true of NaN as well
            wrong.append(
                Problem(
                    name,
                    translated(
                        "{value} is out of range; it must be a finite {dtype} number",
                        value=value,
                        dtype=plan.dtype,
                    ),
                )
            )
        else:
            theta[place] = value
    if wrong:
        raise Refused(*wrong)
    theta.flags.writeable = slots.flags.writeable = False
    return replace(state, theta=theta, slots=slots, divergence=None, since=None)
