"""A layer of any kind and size: forward, the error carried back and the gradient, told apart by its kind in the table.
`gradient` comes before `backward`, which needs the error of every step of a recurrent layer.
"""

from __future__ import annotations

from typing import Any

from wbsim.kernels import convolution, dense, pooling, recurrence
from wbsim.kernels.compile import woven
from wbsim.kernels.table import CONVOLUTION, DENSE, KIND, RECURRENT


@woven
def forward(table: Any, layer: int, theta: Any, values: Any, sums: Any, wide: int, pitch: int) -> None:
    """The values of a layer from those it reads."""
    kind = table[layer, KIND]
    if kind == DENSE:
        dense.forward(table, layer, theta, values, sums, wide, pitch)
    elif kind == CONVOLUTION:
        convolution.forward(table, layer, theta, values, sums, wide, pitch)
    elif kind == RECURRENT:
        recurrence.forward(table, layer, theta, values, sums, wide, pitch)
    else:
        pooling.forward(table, layer, values, wide, pitch)


@woven
def backward(
    table: Any, layer: int, theta: Any, values: Any, sums: Any, deltas: Any, wide: int, pitch: int
) -> None:
    """δ = ∂L/∂z of the layer before; where that is recurrent, of the steps that are read, and by way of these alone."""
    kind = table[layer, KIND]
    if kind == DENSE:
        dense.backward(table, layer, theta, values, sums, deltas, wide, pitch)
    elif kind == CONVOLUTION:
        convolution.backward(table, layer, theta, values, sums, deltas, wide, pitch)
    elif kind == RECURRENT:
        recurrence.backward(table, layer, theta, values, sums, deltas, wide, pitch)
    else:
        pooling.backward(table, layer, values, sums, deltas, wide, pitch)


@woven
def gradient(
    table: Any,
    layer: int,
    theta: Any,
    values: Any,
    deltas: Any,
    turned: Any,
    into: Any,
    wide: int,
    pitch: int,
) -> None:
    """The gradient of a layer's parameters, summed over the batch, at their places in `into`."""
    kind = table[layer, KIND]
    if kind == DENSE:
        dense.gradient(table, layer, theta, values, deltas, turned, into, wide, pitch)
    elif kind == CONVOLUTION:
        convolution.gradient(table, layer, values, deltas, turned, into, wide, pitch)
    elif kind == RECURRENT:
        recurrence.gradient(table, layer, theta, values, deltas, turned, into, wide, pitch)
