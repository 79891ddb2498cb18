"""The same population in JAX and in PyTorch, as their users would write it for a card: tanh 2-8-8-8-1 networks, ½ squared
error, Adam. Each gives updates a second, of all networks together, or None where it is not installed or sees no card.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np

SIZES = (2, 8, 8, 8, 1)
_RATE, _MEAN, _SQUARE, _EPSILON = 0.01, 0.9, 0.999, 1e-8


def _parts() -> list[tuple[slice, tuple[int, ...]]]:
    """Where weights and biases of each layer stand in flat θ, and their shapes."""
    parts, at = [], 0
    for fan_in, fan_out in pairwise(SIZES):
        for shape in ((fan_out, fan_in), (fan_out,)):
            end = at + int(np.prod(shape))
            parts.append((slice(at, end), shape))
            at = end
    return parts


def jax_population(theta: np.ndarray, x: np.ndarray, t: np.ndarray, batch: int, updates: int) -> float | None:
    """vmap over networks inside one jitted loop over updates."""
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        return None
    if jax.default_backend() == "cpu":
        return None
    parts, count = _parts(), len(x) // batch

    def loss(flat, inputs, wanted):  # type: ignore[no-untyped-def]
        values = inputs
        for (weights, shape), (biases, _) in zip(parts[::2], parts[1::2], strict=True):
            values = jnp.tanh(values @ flat[weights].reshape(shape).T + flat[biases])
        return 0.5 * jnp.mean(jnp.sum((values - wanted) ** 2, axis=1))

    def update(number, state):  # type: ignore[no-untyped-def]
        flat, mean, square = state
        begin = (number % count) * batch
        inputs = jax.lax.dynamic_slice_in_dim(points, begin, batch)
        wanted = jax.lax.dynamic_slice_in_dim(targets, begin, batch)
        g = jax.vmap(jax.grad(loss), (0, None, None))(flat, inputs, wanted)
        mean, square = _MEAN * mean + (1 - _MEAN) * g, _SQUARE * square + (1 - _SQUARE) * g * g
        m, v = mean / (1 - _MEAN ** (number + 1.0)), square / (1 - _SQUARE ** (number + 1.0))
        return flat - _RATE * m / (jnp.sqrt(v) + _EPSILON), mean, square

    points, targets = jnp.asarray(x, jnp.float32), jnp.asarray(t, jnp.float32)
    loop = jax.jit(lambda state: jax.lax.fori_loop(0, updates, update, state))
    state = (jnp.asarray(theta), jnp.zeros_like(theta), jnp.zeros_like(theta))
    jax.block_until_ready(loop(state))
    began = time.perf_counter()
    jax.block_until_ready(loop(state))
    return len(theta) * updates / (time.perf_counter() - began)


def torch_population(
    theta: np.ndarray, x: np.ndarray, t: np.ndarray, batch: int, updates: int
) -> float | None:
    """Batched products over networks, the sum of their losses, and the fused Adam of all parameters."""
    try:
        import torch
    except ImportError:
        return None
    if not torch.cuda.is_available():
        return None
    flat = torch.tensor(theta, device="cuda", requires_grad=True)
    points, targets = torch.tensor(x, device="cuda"), torch.tensor(t, device="cuda")
    adam = torch.optim.Adam([flat], lr=_RATE, betas=(_MEAN, _SQUARE), eps=_EPSILON, fused=True)
    parts, count = _parts(), len(x) // batch

    def update(number: int) -> None:
        begin = number % count * batch
        values = points[begin : begin + batch].expand(len(theta), -1, -1)
        for (weights, shape), (biases, _) in zip(parts[::2], parts[1::2], strict=True):
            w, b = flat[:, weights].reshape(-1, *shape), flat[:, biases]
            values = torch.tanh(torch.baddbmm(b[:, None], values, w.transpose(1, 2)))
        adam.zero_grad()
        lost = 0.5 * ((values - targets[begin : begin + batch]) ** 2).sum(2).mean(1).sum()
        lost.backward()
        adam.step()

    for number in range(10):
        update(number)
    torch.cuda.synchronize()
    began = time.perf_counter()
    for number in range(updates):
        update(number)
    torch.cuda.synchronize()
    return len(theta) * updates / (time.perf_counter() - began)


TRAINING: dict[str, Callable[..., float | None]] = {
    "JAX, vmap": jax_population,
    "PyTorch": torch_population,
}
