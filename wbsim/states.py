"""States as values that files hold: every number by the id of its parameter. It knows no format."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pydantic import ValidationError

from wbsim.device import Floats
from wbsim.engine import State, at_rest
from wbsim.optimizers import DEAD
from wbsim.plan import Plan
from wbsim.problems import from_validation, refuse
from wbsim.run import Saved
from wbsim.translation import translated


def saved(state: State, plan: Plan) -> Saved:
    """The state with every number by the id of its parameter; floats are exact.

    Raises `Refused` for a count that not every reader of JSON can hold.
    """

    def by_id(array: Floats) -> dict[str, float]:
        # the shortest decimal that reads back to the same float32 or float64
        return {name: float(str(number)) for name, number in zip(plan.ids, array, strict=True)}

    try:
        return Saved(
            update=state.update, epoch=state.epoch, cursor=state.cursor, steps=state.steps,
            parameters=by_id(state.theta),
            slots={name: by_id(slot) for name, slot in zip(plan.slots, state.slots, strict=True)},
        )  # fmt: skip
    except ValidationError as error:
        raise from_validation(error, Saved, "state") from None


def restored(kept: Saved, plan: Plan) -> State:
    """The state that `saved` wrote; raises `Refused` where its parameters or slots are not the plan's."""

    def array(values: Mapping[str, float], where: str) -> Floats:
        if set(values) != set(plan.ids):
            odd = sorted(set(values) ^ set(plan.ids))[0]
            raise refuse(
                where,
                translated(
                    "its parameters are not those of the network; {odd!r} is the first that differs", odd=odd
                ),
            )
        with np.errstate(
            over="ignore"
        ):  # said below; the shortest decimal of the largest number lies above it
            found = np.array([values[name] for name in plan.ids], plan.dtype)
        finite = np.isfinite(found)
        if not finite.all():
            large = plan.ids[int(np.argmin(finite))]
            raise refuse(
                f"{where}.{large}",
                translated("{values} is too large for {dtype}", values=values[large], dtype=plan.dtype),
            )
        return found

    if set(kept.slots) != set(plan.slots):
        raise refuse(
            "state.slots",
            translated(
                "they are {slots}; the optimizer keeps {slots2}",
                slots=sorted(kept.slots),
                slots2=sorted(plan.slots),
            ),
        )
    theta = array(kept.parameters, "state.parameters")
    slots = np.zeros((len(plan.slots), plan.size), plan.dtype)
    for k, name in enumerate(plan.slots):
        slots[k] = array(kept.slots[name], f"state.slots.{name}")
    return checked(at_rest(kept.update, kept.epoch, kept.cursor, kept.steps, theta, slots), plan)


def checked(state: State, plan: Plan) -> State:
    """The state itself; raises `Refused` where it stands beyond the points, or a mark of its optimizer is none."""
    lists = plan.experiment.batches
    points = len(lists.explicit) if lists.order == "explicit" else plan.train_size
    if state.cursor >= points:
        raise refuse(
            "state.cursor",
            translated(
                "{cursor} is out of range; it must be at most {points}",
                cursor=state.cursor,
                points=points - 1,
            ),
        )
    if DEAD in plan.slots:
        marks = state.slots[plan.slots.index(DEAD)]
        odd = next((k for k, mark in enumerate(marks) if mark not in (0, 1)), None)
        if odd is not None:
            raise refuse(
                f"state.slots.{DEAD}.{plan.ids[odd]}",
                translated("{marks} is neither 0 nor 1", marks=marks[odd]),
            )
    return state
