"""Tiles: that the compiled face of what loads, stores, sums and multiplies them means what the plain one does, to the bit,
and that small and wide networks, whose products are made in different ways, learn the same.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numba
import numpy as np
import pytest
import reference
import small

from wbsim import device, engine, lanes
from wbsim.activations import ACTIVATIONS
from wbsim.kernels import elementary as _taught  # noqa: F401
from wbsim.kernels import products
from wbsim.kernels.room import odd, room
from wbsim.lanes import LANES
from wbsim.plan import plan

DTYPES = [np.dtype(np.float32), np.dtype(np.float64)]
both = pytest.mark.parametrize("dtype", DTYPES, ids=str)


def numbers(count: int, dtype: np.dtype[Any], seed: int = 1) -> Any:
    return np.random.default_rng(seed).normal(0, 2, count).astype(dtype)


def whole(count: int, dtype: np.dtype[Any], seed: int = 1) -> Any:
    """Small whole numbers, whose products and sums are exact in any order and with any rounding."""
    return np.random.default_rng(seed).integers(-4, 5, count).astype(dtype)


@cache
def compiled(run: Any) -> Any:
    return numba.njit(error_model="numpy")(run)


def in_both_ways(run: Any, *arguments: Any) -> None:
    """Runs a function of arrays and numbers plain and compiled, and compares all that it left in the arrays."""
    plain, machine = ([np.copy(a) if np.ndim(a) else a for a in arguments] for _ in range(2))
    run(*plain)
    compiled(run)(*machine)
    for one, other in zip(plain, machine, strict=True):
        assert np.asarray(one).tobytes() == np.asarray(other).tobytes()


@both
def test_a_tile_comes_from_rows_that_lie_apart_and_goes_back(dtype: np.dtype[Any]) -> None:
    def run(x: Any, out: Any) -> None:
        tile = lanes.loads(x, 3, 40, 17, 3, 2)
        lanes.stores(out, 5, 60, 20, tile + lanes.spreads(x, 1, 7, 3) * lanes.loads(x, 0, 0, 16, 1, 2))

    in_both_ways(run, whole(300, dtype), np.zeros(300, dtype))


def some(x: Any, out: Any, count: int) -> None:
    lanes.store(out, 0, lanes.load_first(x, 2, count))
    lanes.store_first(out, 20, lanes.load(x, 0), count)
    lanes.stores_first(out, 100, 50, lanes.loads(x, 0, 40, 16, 2, 2), count)


@both
@pytest.mark.parametrize("count", [-3, 0, 1, 7, 8, 16, 21, 40])
def test_only_so_many_numbers_are_read_and_written_as_are_asked_for(count: int, dtype: np.dtype[Any]) -> None:
    in_both_ways(some, numbers(300, dtype), np.full(300, 9, dtype), count)


@both
def test_the_sums_of_all_rows_are_those_of_each(dtype: np.dtype[Any]) -> None:
    def run(x: Any, places: Any, out: Any) -> None:
        lanes.store(out, 0, lanes.totals(lanes.square(x, 0, 33)))
        lanes.store(out, 16, lanes.totals(lanes.loads_at(x, 2, places, 3)))

    places = np.random.default_rng(0).integers(0, 600, 40)
    x, out = numbers(800, dtype), np.zeros(40, dtype)
    in_both_ways(run, x, places, out)
    run(x, places, out)
    n = LANES[dtype]
    assert out[:n].tolist() == [lanes.total(x[r * 33 : r * 33 + n]) for r in range(n)]


@both
def test_a_transposed_tile_has_rows_for_lanes(dtype: np.dtype[Any]) -> None:
    def run(x: Any, out: Any) -> None:
        lanes.stores(out, 0, 16, 0, lanes.transposed(lanes.square(x, 1, 20)))

    x, out = numbers(400, dtype), np.zeros(400, dtype)
    in_both_ways(run, x, out)
    run(x, out)
    n = LANES[dtype]
    square = np.array([x[1 + r * 20 : 1 + r * 20 + n] for r in range(n)])
    assert np.array([out[r * 16 : r * 16 + n] for r in range(n)]).tobytes() == square.T.tobytes()


def added(left: Any, right: Any, out: Any, count: int) -> None:
    z = lanes.tile_of_zeros(out, 4, 1)
    lanes.stores(out, 0, 16, 0, lanes.add_products(z, left, 1, 30, 2, right, 3, 20, count))
    y = lanes.tile_of_zeros(out, 6, 2)
    lanes.stores(out, 100, 50, 16, lanes.add_products(y, left, 1, 30, 2, right, 3, 20, count))
    x = lanes.spreads(left, 5, 1, 1)
    lanes.stores(out, 80, 0, 0, lanes.add_products(x, left, 1, 30, 2, right, 3, 20, count))


@both
@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 16, 23])
def test_products_are_added_in_order_whatever_the_tile(count: int, dtype: np.dtype[Any]) -> None:
    in_both_ways(added, whole(300, dtype), whole(600, dtype, 2), np.zeros(500, dtype), count)


def multiplied(
    left: Any, right: Any, starts: Any, out: Any, bias: int, count: int, pitch: int, rows: int, wide: int
) -> None:
    products.multiply(left, 0, count, 1, right, 0, pitch, count, out, 0, pitch, rows, wide, starts, bias)


@both
@pytest.mark.parametrize(
    ("rows", "count", "wide"), [(1, 3, 1), (5, 8, 16), (13, 9, 33), (30, 64, 40), (12, 1, 100)]
)
def test_a_product_of_matrices_is_numpys(rows: int, count: int, wide: int, dtype: np.dtype[Any]) -> None:
    pitch = odd(wide, LANES[dtype])
    left, right, starts = numbers(rows * count, dtype), room(count * pitch, dtype), numbers(rows, dtype, 3)
    right[:] = numbers(count * pitch, dtype, 2)
    out = np.full(rows * pitch + 64, 7, dtype)

    exact = left.reshape(rows, count).astype(float) @ right.reshape(count, pitch)[:, :wide].astype(float)
    close = 1e-5 if dtype == np.float32 else 1e-13
    for bias in (-1, 0):
        compiled(multiplied)(left, right, starts, out, bias, count, pitch, rows, wide)
        wanted = exact + (starts[:, None] if bias == 0 else 0)
        np.testing.assert_allclose(
            out[: rows * pitch].reshape(rows, pitch)[:, :wide], wanted, atol=close * 20
        )
        assert (out[: rows * pitch].reshape(rows, pitch)[:, wide:] == 7).all()


def test_memory_for_vectors_begins_at_a_line_of_the_cache_and_rows_lie_an_odd_number_of_lines_apart() -> None:
    for count in (1, 17, 1000):
        made = room(count, np.dtype(np.float32))
        assert made.ctypes.data % 64 == 0
        assert made.shape == (count,)
        assert not made.any()
    assert [odd(count, 16) for count in (1, 16, 17, 32, 33, 64)] == [16, 16, 48, 48, 48, 80]


def wide_and_small(wish: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The plan of a wish worked on as a small and as a wide network, with what both see and become."""
    seen = []
    for limit in (10**9, 0):
        monkeypatch.setattr(device, "SMALL", limit)
        plan.cache_clear()  # with it goes what is kept of plans
        shapes = plan(wish)
        state = engine.initial(shapes)
        after = engine.advance(state, shapes, 12)
        watched = engine.look(after, shapes, engine.Watch(gradient=True, maps=7))
        seen.append((after.theta, watched.gradient, watched.maps))
    plan.cache_clear()
    return seen


@pytest.mark.parametrize("batch", [1, 5, 12])
@pytest.mark.parametrize("name", [a.name for a in ACTIVATIONS if a.rule])
def test_small_and_wide_networks_learn_the_same(
    name: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = [{"neurons": n, "activation": name, "bias": n != 7} for n in (7, 19, 3)]
    wish = small.experiment(
        network={"layers": [*layers, {"neurons": 1, "activation": "linear"}]}, batches={"size": batch}
    )
    (theta, gradient, maps), *others = wide_and_small(wish, monkeypatch)
    for other in others:
        for one, two in zip((theta, gradient, maps), other, strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-11)


def test_the_gradient_of_a_wide_network_is_the_oracles() -> None:
    wish = small.experiment(
        data=small.points(40, 5, classes=3),
        network={"layers": [{"neurons": 37, "activation": "tanh"}, {"neurons": 20, "activation": "gelu"},
                            {"neurons": 3, "activation": "softmax"}]},
        loss="cross_entropy", batches={"size": 9},
    )  # fmt: skip
    shapes = plan(wish)
    assert shapes.size > device.SMALL
    x, t = reference.samples(shapes)
    theta = engine.initial(shapes).theta
    _, exact = reference.loss_and_gradient(theta.astype(float), shapes, x, t)
    seen = engine.look(engine.initial(shapes), shapes, engine.Watch(gradient=True)).gradient
    np.testing.assert_allclose(seen, exact, rtol=1e-9, atol=1e-12)
