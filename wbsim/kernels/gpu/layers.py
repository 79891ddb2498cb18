"""What a pass asks of a layer, answered by its kind: the one place that knows which there are. `dense_layers` has the same
functions for networks of dense layers alone, whose passes are compiled without the others.
"""

from __future__ import annotations

from typing import Any

from wbsim.kernels.activations import CODES
from wbsim.kernels.gpu import convolution, dense, pooling, recurrence
from wbsim.kernels.gpu.compile import part
from wbsim.kernels.gpu.dense import cell
from wbsim.kernels.gpu.numbers import read, whole, zero
from wbsim.kernels.table import ACTIVATION, CONVOLUTION, DENSE, DOWN, KIND, RECURRENT

_LINEAR = CODES["linear"]
WALK = 6  # numbers of a walk: see `routes.routes`


@part
def steps(table: Any, layer: int) -> int:
    """In how many steps a layer is made, one behind the other; all wait after each."""
    return cell(table, layer, DOWN) if cell(table, layer, KIND) == RECURRENT else 1


@part
def forward(
    table: Any, layer: int, step: int, space: Any, theta_at: int, sums_at: int, skipped: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """The values of one step of a layer for `count` samples; the sums of all rows but the first `skipped` are kept."""
    kind = cell(table, layer, KIND)
    if kind == DENSE:
        dense.forward(
            table, layer, space, theta_at, sums_at, skipped, count, pitch, group, groups, lane, lanes
        )
    elif kind == CONVOLUTION:
        convolution.forward(
            table, layer, space, theta_at, sums_at, skipped, count, pitch, group, groups, lane, lanes
        )
    elif kind == RECURRENT:
        recurrence.forward(
            table, layer, step, space, theta_at, sums_at, skipped, count, pitch, group, groups, lane, lanes
        )
    else:
        pooling.forward(table, layer, space, count, pitch, group, groups, lane, lanes)


@part
def backward(
    table: Any, layer: int, space: Any, theta_at: int, sums_at: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """δ of the layer before `layer`, in place of its sums; of a recurrent one ∂L/∂h, which `unroll` makes δ of."""
    kind, code = cell(table, layer, KIND), cell(table, layer - 1, ACTIVATION)
    if cell(table, layer - 1, KIND) == RECURRENT:
        code = whole(_LINEAR)
    if kind == DENSE:
        dense.backward(table, layer, code, space, theta_at, sums_at, count, pitch, group, groups, lane, lanes)
    elif kind == CONVOLUTION:
        convolution.backward(
            table, layer, code, space, theta_at, sums_at, count, pitch, group, groups, lane, lanes
        )
    elif kind == RECURRENT:
        recurrence.backward(
            table, layer, code, space, theta_at, sums_at, count, pitch, group, groups, lane, lanes
        )
    else:
        pooling.backward(table, layer, code, space, sums_at, count, pitch, group, groups, lane, lanes)


unroll = recurrence.unroll  # of a layer that takes steps: one of them back


@part
def gradient(
    routes: Any, walks: Any, p: int, size: int, space: Any, sums_at: int, pitch: int, count: int
) -> Any:
    """∂L/∂θₚ over the batch: of a shared parameter the sum over the places where it is used, in order."""
    delta_row, x_row = read(routes, p), read(routes, size + p)
    if x_row >= -1:
        return dense.gradient(space, x_row * pitch if x_row >= 0 else -1, sums_at + delta_row * pitch, count)
    walk = whole((-2 - x_row) * WALK)
    x_row, delta_down, x_down = read(walks, walk), read(walks, walk + 3), read(walks, walk + 4)
    x_across = read(walks, walk + 5)
    g = zero(space)
    for down in range(read(walks, walk + 1)):
        for across in range(read(walks, walk + 2)):
            x_at = (x_row + down * x_down + across * x_across) * pitch if x_row >= 0 else -1
            delta_at = sums_at + (delta_row + down * delta_down + across) * pitch
            g = g + dense.gradient(space, x_at, delta_at, count)
    return g
