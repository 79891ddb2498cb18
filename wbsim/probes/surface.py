"""The loss surface: the mean loss over samples as two parameters take the values of a grid, or along two directions from θ.
Parameters that are not varied stay as they are in θ.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wbsim import card, device
from wbsim.device import Floats, Samples
from wbsim.kernels import surface
from wbsim.kernels.surface import Place
from wbsim.kernels.table import TILE
from wbsim.layer_table import rows, table
from wbsim.machines import Work, machines
from wbsim.plan import Plan
from wbsim.problems import refuse
from wbsim.translation import translated


def over_parameters(
    plan: Plan,
    theta: Floats,
    parameters: tuple[str, str],
    at: tuple[ArrayLike, ArrayLike],
    samples: Samples | None = None,
    *,
    offsets: bool = False,
) -> Floats:
    """The mean loss where the two parameters have these values, or with `offsets` stand so far from where θ has them:
    (values of the first, values of the second), float64.

    The samples are those that train, unless others are given. Raises `Refused` for an unknown id, or one given twice.
    """
    first, second = (_place(plan, name) for name in parameters)
    if first == second:
        raise refuse(parameters[0], translated("a surface needs two parameters; this one is given twice"))
    base = (float(theta[first.place]), float(theta[second.place])) if offsets else (0.0, 0.0)
    values = [_numbers(plan, np.asarray(one, float) + here) for one, here in zip(at, base, strict=True)]
    turned = first.layer > second.layer
    if turned:
        first, second, values = second, first, values[::-1]
    samples = samples or device.material(plan).train
    work = Work.of_evaluation(len(values[0]) * len(values[1]), samples.count, plan.products)
    seen = machines.attempt(work, lambda: _on_card(plan, theta, (first, second), values, samples))
    if seen is not None:
        return seen.T if turned else seen
    out = np.zeros((len(values[0]), len(values[1])))
    surface.over_parameters(
        device.kinds(plan), table(plan), device.goal(plan), device.readable(theta, plan), device.end_of_small(plan), first, second, *values,
        samples.x, samples.t, samples.count, _space(plan), out,
    )  # fmt: skip
    return (out.T if turned else out) / samples.count


def _on_card(
    plan: Plan, theta: Floats, at: tuple[Place, Place], values: list[Floats], samples: Samples
) -> Floats:
    """As `over_parameters`, a network for each point of the grid. Raises `card.CardFailed`."""
    grid = np.stack(np.meshgrid(*values, indexing="ij"), axis=-1)
    losses_there, _ = card.evaluate(
        table(plan), *device.goal(plan), theta[None].astype(plan.dtype), samples.x[None], samples.t[None],
        samples.count, np.empty(0, np.int64), places=np.array([one.place for one in at]),
        changed=grid.reshape(-1, 2),
    )  # fmt: skip
    return losses_there.reshape(grid.shape[:2])


def along_directions(
    plan: Plan,
    theta: Floats,
    directions: tuple[Floats, Floats],
    at: tuple[ArrayLike, ArrayLike],
    samples: Samples | None = None,
) -> Floats:
    """The mean loss at θ + u·first + v·second for every u and v of `at`: (us, vs), float64. Directions are (P,).

    The samples are those that train, unless others are given. Raises ValueError for directions of another length.
    """
    for direction in directions:
        if np.shape(direction) != (plan.size,):
            raise ValueError(
                translated(
                    "a direction of shape {shape}; it must be ({size},)",
                    shape=np.shape(direction),
                    size=plan.size,
                )
            )
    first, second = (device.lengthened(direction, plan) for direction in directions)
    us, vs = (_numbers(plan, one) for one in at)
    samples = samples or device.material(plan).train
    start, out = device.readable(theta, plan), np.zeros((len(us), len(vs)))
    surface.along_directions(
        device.kinds(plan), table(plan), device.goal(plan), start, device.end_of_small(plan), start.copy(), first, second, us, vs, samples.x,
        samples.t, samples.count, _space(plan), out,
    )  # fmt: skip
    return out / samples.count


def _numbers(plan: Plan, given: ArrayLike) -> Floats:
    """Numbers along an axis, in the plan's precision."""
    numbers = np.array(given, plan.dtype)
    if numbers.ndim != 1:
        raise ValueError(
            translated(
                "the values along an axis have the shape {shape}; they must be a list", shape=numbers.shape
            )
        )
    return numbers


def _space(plan: Plan) -> surface.Space:
    kept = int(rows(plan)[-1]) + TILE
    return surface.space(kept, plan.outputs, max(row.fan_out for row in plan.rows), plan.dtype)


def _place(plan: Plan, parameter: str) -> Place:
    """Where a parameter stands in its layer; raises `Refused` for an unknown id."""
    place = plan.index.get(parameter)
    if place is None:
        raise refuse(
            parameter,
            translated("there is no such parameter; an id looks like {id_of!r}", id_of=plan.id_of(0)),
        )
    for layer, row in enumerate(plan.rows):
        at = place - row.weights
        if 0 <= at < row.fan_out * row.fan_in:
            return Place(place, layer, *divmod(at, row.fan_in))
        if row.biases >= 0 and 0 <= place - row.biases < row.fan_out:
            return Place(place, layer, place - row.biases, -1)
    raise AssertionError(place)
