"""The routes of gradients on a card: every parameter meets the values and errors that its layer's definition lets it meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
import small
from layer_cases import CASES

from wbsim.kernels.gpu.routes import compact, is_dense, products, routes
from wbsim.kernels.table import SOURCE, TARGET
from wbsim.layer_table import table
from wbsim.network import Convolution, Recurrent
from wbsim.plan import Plan, Row, plan

Meeting = tuple[int, int]  # the row of a δ and that of an x, -1 of a bias


def _plans() -> dict[str, Plan]:
    found = {
        case: plan(small.experiment(data=data, network={"layers": layers}))
        for case, (data, layers) in CASES.items()
    }
    return found | {"dense": plan(small.experiment(hidden=(3, 2)))}


PLANS = _plans()
every = pytest.mark.parametrize("shapes", PLANS.values(), ids=PLANS)


def _meetings(row: Row) -> Iterator[list[Meeting]]:
    """Of every parameter of a layer, in the order of θ, all that it meets."""
    source, target = row.source_row, row.target_row
    wish, reads, made = row.layer, row.strip.reads, row.strip.filled
    biases = []
    for j in range(row.fan_out):
        if isinstance(wish, Convolution):
            height, width = reads[1:]
            places = list(product(range(made[1]), range(made[2])))
            rows = {place: target + (j * made[1] + place[0]) * made[2] + place[1] for place in places}
            for channel, down, right in product(range(reads[0]), range(wish.kernel), range(wish.kernel)):
                met = []
                for (r, q), delta in rows.items():
                    y, x = r * wish.stride + down - wish.padding, q * wish.stride + right - wish.padding
                    if 0 <= y < height and 0 <= x < width:
                        met.append((delta, source + (channel * height + y) * width + x))
                yield met
            biases.append([(delta, -1) for delta in rows.values()])
        elif isinstance(wish, Recurrent):
            steps, inputs = reads
            hidden = row.fan_out
            deltas = [target + step * hidden + j for step in range(steps)]
            for i in range(inputs):
                yield [(delta, source + step * inputs + i) for step, delta in enumerate(deltas)]
            for i in range(hidden):
                yield [(delta, target + step * hidden + i) for step, delta in enumerate(deltas[1:])]
            biases.append([(delta, -1) for delta in deltas])
        else:
            yield from ([(target + j, source + i)] for i in range(row.fan_in))
            biases.append([(target + j, -1)])
    if row.biases >= 0:
        yield from biases


@every
def test_a_parameter_meets_what_its_layer_lets_it_meet_in_order(shapes: Plan) -> None:
    ways, walks = routes(compact(table(shapes)), shapes.size)
    seen = []
    for delta, x in ways.T.tolist():
        met = [(delta, x)]
        if x < -1:
            x, downs, rights, delta_down, x_down, x_right = walks[-2 - x].tolist()
            met = [
                (delta + r * delta_down + q, x + r * x_down + q * x_right if x >= 0 else -1)
                for r, q in product(range(downs), range(rights))
            ]
        seen.append(met)
    assert seen == [met for row in shapes.rows for met in _meetings(row)]


@every
def test_rows_stand_one_behind_the_other_and_products_are_the_plan_s(shapes: Plan) -> None:
    rows = compact(table(shapes))
    assert products(rows) == shapes.products
    assert is_dense(rows) == shapes.is_dense
    places = [row.source_row for row in shapes.rows], [row.target_row for row in shapes.rows]
    assert (rows[:, SOURCE].tolist(), rows[:, TARGET].tolist()) == places
