"""What a pass asks of a layer where all are dense: the functions of `layers`, with nothing to choose and none shared."""

from __future__ import annotations

from typing import Any

from wbsim.kernels.gpu import dense
from wbsim.kernels.gpu.compile import part
from wbsim.kernels.gpu.dense import cell
from wbsim.kernels.gpu.numbers import read
from wbsim.kernels.table import ACTIVATION


@part
def steps(table: Any, layer: int) -> int:
    """One."""
    return 1


@part
def forward(
    table: Any, layer: int, step: int, space: Any, theta_at: int, sums_at: int, skipped: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """As `layers.forward`."""
    dense.forward(table, layer, space, theta_at, sums_at, skipped, count, pitch, group, groups, lane, lanes)


@part
def backward(
    table: Any, layer: int, space: Any, theta_at: int, sums_at: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """As `layers.backward`."""
    code = cell(table, layer - 1, ACTIVATION)
    dense.backward(table, layer, code, space, theta_at, sums_at, count, pitch, group, groups, lane, lanes)


@part
def unroll(
    table: Any, layer: int, step: int, space: Any, theta_at: int, sums_at: int, count: int, pitch: int,
    group: int, groups: int, lane: int, lanes: int,
) -> None:  # fmt: skip
    """Nothing: there are no steps."""


@part
def gradient(
    routes: Any, walks: Any, p: int, size: int, space: Any, sums_at: int, pitch: int, count: int
) -> Any:
    """As `layers.gradient`."""
    x_row = read(routes, size + p)
    return dense.gradient(
        space, x_row * pitch if x_row >= 0 else -1, sums_at + read(routes, p) * pitch, count
    )
