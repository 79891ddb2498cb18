"""States as a file holds them: every number beside the id of its parameter where a person may read them, else their
bytes as text. It knows no files.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np
from pydantic import ValidationError

from wbsim.data import WRITTEN_OUT
from wbsim.device import Floats
from wbsim.engine import State, at_rest
from wbsim.plan import Plan
from wbsim.problems import from_validation, refuse
from wbsim.run import MOST, Saved
from wbsim.states import checked, restored, saved
from wbsim.translation import translated

_PLACE = ("update", "epoch", "cursor", "steps")


def state_written(state: State, plan: Plan, packed: bool = False) -> dict[str, Any]:
    """JSON data that `state_read` takes, with the bytes of the numbers if there are many or `packed` asks for it.

    Raises `Refused` for a count that not every reader of JSON can hold.
    """
    if not packed and (1 + len(state.slots)) * plan.size <= WRITTEN_OUT:
        return saved(state, plan).model_dump(mode="json")
    for name in _PLACE:
        if getattr(state, name) > MOST:
            raise refuse(
                f"state.{name}",
                translated(
                    "{getattr} is out of range; it must be at most {most}",
                    getattr=getattr(state, name),
                    most=MOST,
                ),
            )
    numbers = np.vstack([state.theta[None], state.slots])
    little = numbers.astype(numbers.dtype.newbyteorder("<"), copy=False)
    return {
        **{name: getattr(state, name) for name in _PLACE},
        "slots": list(plan.slots),
        "shape": list(numbers.shape),
        numbers.dtype.name: base64.b64encode(little.tobytes()).decode("ascii"),
    }


def state_read(content: Any, plan: Plan) -> State:
    """The state that `state_written` wrote; raises `Refused` for what is none, or is another network's."""
    if not isinstance(content, dict) or "shape" not in content:
        try:
            return restored(Saved.model_validate(content), plan)
        except ValidationError as error:
            raise from_validation(error, Saved, "state") from None
    theta, slots = _unpacked(content, plan)
    rest = {name: content[name] for name in _PLACE if name in content}
    try:
        place = Saved.model_validate({**rest, "parameters": {}, "slots": {}})
    except ValidationError as error:
        raise from_validation(error, Saved, "state") from None
    return checked(at_rest(place.update, place.epoch, place.cursor, place.steps, theta, slots), plan)


def _unpacked(content: dict[str, Any], plan: Plan) -> tuple[Floats, Floats]:
    kind = str(plan.dtype)
    odd = sorted(set(content) - {*_PLACE, "slots", "shape", kind})
    if odd:
        raise refuse(
            f"state.{odd[0]}",
            translated(
                "packed numbers have a shape, slots and bytes as {kind}; this is none of them", kind=kind
            ),
        )
    if content.get("slots") != list(plan.slots):
        raise refuse(
            "state.slots",
            translated(
                "they are {get}; the optimizer keeps {slots}",
                get=content.get("slots"),
                slots=list(plan.slots),
            ),
        )
    shape = [1 + len(plan.slots), plan.size]
    if content["shape"] != shape:
        raise refuse(
            "state.shape",
            translated(
                "it is {shape}; the network and its optimizer have {shape2} numbers",
                shape=content["shape"],
                shape2=shape,
            ),
        )
    try:
        raw = base64.b64decode(content.get(kind, ""), validate=True)
        numbers = np.frombuffer(raw, plan.dtype.newbyteorder("<")).reshape(shape).astype(plan.dtype)
    except (binascii.Error, TypeError, ValueError):
        raise refuse(
            f"state.{kind}", translated("the packed numbers are damaged; their bytes do not make the shape")
        ) from None
    if not np.isfinite(numbers).all():
        raise refuse(
            f"state.{kind}", translated("one of the packed numbers is not finite; every number must be")
        )
    return np.ascontiguousarray(numbers[0]), np.ascontiguousarray(numbers[1:])
