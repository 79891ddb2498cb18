"""The kernels: what every one is compiled with, how exact the elementary functions are, and that the plain and the
compiled face of each vector function mean the same.
"""

from __future__ import annotations

import importlib
import inspect
import math
import operator
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import mpmath
import numba
import numpy as np
import pytest
import reference
import small
from numba.core.dispatcher import Dispatcher

from wbsim import elementary, engine, kernels, optimizer_rules
from wbsim.activations import ACTIVATIONS, BY_NAME, SELU_SCALE, Activation
from wbsim.experiment import Batches, Experiment
from wbsim.kernels import activations, batches, compile, evaluation, lanes, losses, optimizers, training
from wbsim.kernels.compile import Pass
from wbsim.kernels.lanes import LANES, load, store, width
from wbsim.losses import LOSSES
from wbsim.network import Dense
from wbsim.optimizers import OPTIMIZERS, Penalty
from wbsim.plan import plan

DTYPES = [np.dtype(np.float32), np.dtype(np.float64)]
both = pytest.mark.parametrize("dtype", DTYPES, ids=str)


def compiled(function: Any, arguments: int = 1) -> Callable[..., Any]:
    """A vector function as one from flat arrays (whole vectors) to an array."""
    if arguments == 1:

        @numba.njit(nogil=True, error_model="numpy")
        def one(x: Any, out: Any) -> None:
            for v in range(0, len(x), width(x)):
                store(out, v, function(load(x, v)))

    elif arguments == 2:

        @numba.njit(nogil=True, error_model="numpy")
        def one(x: Any, y: Any, out: Any) -> None:
            for v in range(0, len(x), width(x)):
                store(out, v, function(load(x, v), load(y, v)))

    else:

        @numba.njit(nogil=True, error_model="numpy")
        def one(x: Any, y: Any, z: Any, out: Any) -> None:
            for v in range(0, len(x), width(x)):
                store(out, v, function(load(x, v), load(y, v), load(z, v)))

    def run(*arrays: Any) -> Any:
        out = np.empty_like(arrays[0])
        one(*arrays, out)  # type: ignore[call-arg]  # one of the three above
        return out

    return run


def spread_of(low: float, high: float, dtype: np.dtype[Any], count: int = 40_000) -> Any:
    """Numbers from low to high, whole vectors of them, the ends included."""
    return np.linspace(low, high, count).astype(dtype)


# --- how they are compiled ---------------------------------------------------------------------------------


def dispatchers() -> Iterator[tuple[str, Dispatcher]]:
    """Everything compiled that stands in a module of the kernels."""
    for info in pkgutil.iter_modules(kernels.__path__, kernels.__name__ + "."):
        for name, value in vars(importlib.import_module(info.name)).items():
            found = value.dispatcher if isinstance(value, Pass) else value
            if isinstance(found, Dispatcher):
                yield f"{info.name}.{name}", found


def test_every_kernel_frees_the_interpreter_and_uses_no_fast_mathematics() -> None:
    found = dict(dispatchers())
    assert {"wbsim.kernels.training.train", "wbsim.kernels.evaluation.evaluate"} <= set(found)
    assert {
        "wbsim.kernels.dense.forward",
        "wbsim.kernels.activations.activate",
        "wbsim.kernels.products.multiply",
    } <= set(found)
    for name, dispatcher in found.items():
        options = dispatcher.targetoptions
        assert options.get("nogil") is True, name
        assert not options.get("fastmath"), name
        assert not options.get("parallel"), name


def test_the_training_kernel_holds_no_fast_instruction() -> None:
    @numba.njit(nogil=True, error_model="numpy")
    def sample(x: Any, out: Any) -> None:
        store(out, 0, elementary.tanh(load(x, 0)) * load(x, 0) + load(x, 0))

    sample(np.ones(16, np.float32), np.ones(16, np.float32))
    (text,) = sample.inspect_llvm().values()
    assert "fmul <16 x float>" in text
    assert "llvm.fma.v16f32" in text
    assert not any(
        f" {flag} <16 x float>" in text for flag in ("fast", "contract", "reassoc", "nnan", "ninf", "nsz")
    )


# --- elementary functions ----------------------------------------------------------------------------------


def units_off(seen: Any, x: Any, exact: Callable[[Any], Any]) -> float:
    """The largest error in units of the last place of the exact value, where that is a normal number."""
    worst = 0.0
    with mpmath.workdps(30):
        for got, at in zip(seen, x, strict=True):
            wanted = exact(mpmath.mpf(float(at)))
            if abs(wanted) >= float(np.finfo(x.dtype).tiny):
                unit = float(np.spacing(x.dtype.type(float(abs(wanted)))))
                worst = max(worst, float(abs(mpmath.mpf(float(got)) - wanted)) / unit)
    return worst


@both
@pytest.mark.parametrize(
    ("name", "exact", "low", "high", "limit"),
    [
        ("exp", mpmath.exp, -80, 80, 1),
        ("expm1", mpmath.expm1, -80, 80, 2),
        ("expm1", mpmath.expm1, -1, 1, 2),
        ("tanh", mpmath.tanh, -9, 9, 5),
        ("tanh", mpmath.tanh, -1e-3, 1e-3, 3),
        ("log", mpmath.log, 1e-6, 1e6, 1),
        ("log1p_of_small", mpmath.log1p, 0, 1, 3),
        ("log1p_of_small", mpmath.log1p, 0, 1e-3, 3),
        ("gaussian", lambda x: mpmath.exp(-x * x / 2), -13, 13, 2),
        ("normal_density", mpmath.npdf, -13, 13, 3),
        ("normal_share", lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2, -13, 6, 4.5),
    ],
)
def test_an_elementary_function_is_exact_to_a_few_units_in_the_last_place(
    name: str, exact: Any, low: float, high: float, limit: float, dtype: np.dtype[Any]
) -> None:
    x = spread_of(low, high, dtype, 800)
    assert units_off(compiled(getattr(elementary, name))(x), x, exact) < limit


@both
def test_an_elementary_function_means_the_same_plain_and_compiled(dtype: np.dtype[Any]) -> None:
    x = spread_of(0.01, 1, dtype, 1024)
    close = 16 * float(np.finfo(dtype).eps)
    for name in (
        "exp",
        "expm1",
        "tanh",
        "log",
        "log1p_of_small",
        "gaussian",
        "normal_density",
        "normal_share",
    ):
        function = getattr(elementary, name)
        np.testing.assert_allclose(function(x), compiled(function)(x), rtol=close, err_msg=name)
        assert function(x).dtype == dtype, name
        assert float(function(0.5)) == pytest.approx(float(function(np.array([0.5]))[0]), rel=1e-15), name


@both
def test_functions_stay_finite_at_the_ends_and_keep_a_nan(dtype: np.dtype[Any]) -> None:
    ends = np.resize(np.array([np.inf, -np.inf, 1e30, -1e30], dtype), LANES[dtype])
    assert np.isfinite(compiled(elementary.exp)(ends)).all()
    assert compiled(elementary.tanh)(ends).tolist() == np.sign(ends).tolist()
    lost = np.full(LANES[dtype], np.nan, dtype)
    for function in (elementary.exp, elementary.expm1, elementary.tanh, elementary.normal_share):
        assert np.isnan(compiled(function)(lost)).all()


@both
def test_tanh_is_odd_never_beyond_one_and_flat_at_its_ends(dtype: np.dtype[Any]) -> None:
    tanh = compiled(elementary.tanh)
    x = spread_of(0, 40, dtype)
    y = tanh(x)
    assert tanh(-x).tobytes() == (-y).tobytes()
    assert np.abs(y).max() == 1
    assert (y[x >= 19.06] == 1).all()


@both
@pytest.mark.parametrize("name", ["sigmoid", "silu", "gelu", "elu", "softplus"])
def test_what_is_almost_0_keeps_its_digits(name: str, dtype: np.dtype[Any]) -> None:
    rule = BY_NAME[name].rule
    low = -12 if name == "gelu" else -80
    z = spread_of(low, 0, dtype, 400)
    exact = {
        "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
        "silu": lambda z: z / (1 + mpmath.exp(-z)),
        "gelu": lambda z: z * mpmath.erfc(-z / mpmath.sqrt(2)) / 2,
        "elu": mpmath.expm1,
        "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    }[name]
    assert units_off(compiled(rule)(z), z, exact) < 8


@both
@pytest.mark.parametrize("entry", [a for a in ACTIVATIONS if a.rule], ids=lambda entry: entry.name)
def test_a_layer_of_every_activation_and_its_slopes_are_those_of_the_oracle(
    entry: Activation, dtype: np.dtype[Any]
) -> None:
    code = activations.CODES[entry.name]

    @numba.njit
    def layer(z: Any, a: Any, deltas: Any) -> None:
        activations.activate(code, a, z, 0, 1, len(z), len(z), True)
        activations.multiply_by_slope(code, deltas, a, z, 0, 1, len(z), len(z))

    z = spread_of(-6, 6, dtype, 400)
    a, sums, deltas = z.copy(), np.empty_like(z), np.full_like(z, 3)
    layer(sums, a, deltas)
    assert sums.tobytes() == z.tobytes()
    exact, close = z.astype(float), 4e-7 if dtype == np.float32 else 2e-15
    np.testing.assert_allclose(a, reference.activation(entry.name, exact), rtol=close, atol=close)
    np.testing.assert_allclose(
        deltas, 3 * reference.derivative(entry.name, exact), rtol=4 * close, atol=4 * close
    )


@both
@pytest.mark.parametrize("entry", [a for a in ACTIVATIONS if a.rule], ids=lambda entry: entry.name)
def test_an_activation_is_finite_wherever_a_sum_is(entry: Activation, dtype: np.dtype[Any]) -> None:
    far = np.array([1e3, -1e3, 1e6, -1e6, 1e30, -1e30, 0, -0.0], dtype)
    z = np.resize(far, 2 * LANES[dtype])
    for rule, slope in ((compiled(entry.rule), compiled(entry.slope, 2)), (entry.rule, entry.slope)):
        assert rule is not None
        assert slope is not None
        a = rule(z)
        assert np.isfinite(a).all()
        slopes = slope(z, a)
        assert np.isfinite(slopes).all()
        assert set(np.round(slopes[:6].astype(float), 6)) <= {
            0, 1, 0.01, round(SELU_SCALE, 6), round(1 / 1001**2, 6)
        }  # fmt: skip


@both
@pytest.mark.parametrize("name", [a.name for a in ACTIVATIONS if a.rule])
def test_a_nan_stays_a_nan(name: str, dtype: np.dtype[Any]) -> None:
    assert np.isnan(compiled(BY_NAME[name].rule)(np.full(LANES[dtype], np.nan, dtype))).all()


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_no_change_of_an_activation_or_a_loss_compiles_anything(precision: str) -> None:
    passes = (training.train, training.gradients, evaluation.evaluate)
    signs = small.points(12, 2, signs=True)
    wish = small.experiment(precision=precision, data=signs)
    engine.warm(plan(wish))
    before = [len(one.dispatcher.overloads) for one in passes]
    for entry in ACTIVATIONS:
        if entry.rule:
            other = plan(wish.changed({f"network.layers.{k}.activation": entry.name for k in (0, 1)}))
            engine.look(
                engine.record(engine.initial(other), other, 2, 1)[0], other, engine.Watch(gradient=True)
            )
    for loss in LOSSES:
        fitting = {"network.layers.2.activation": loss.output or "linear", "loss": loss.name}
        classes = {"data": small.points(12, 2, classes=2), "network.layers.2.neurons": 2}
        other = plan(wish.changed(fitting | (classes if loss.output == "softmax" else {})))
        engine.look(engine.record(engine.initial(other), other, 2, 1)[0], other, engine.Watch(gradient=True))
    assert [len(one.dispatcher.overloads) for one in passes] == before


def test_the_key_of_the_cache_covers_every_text_that_is_compiled() -> None:
    covered = {
        compile._HERE / "training.py",
        *(compile._HERE.parent / f"{name}.py" for name in compile.PLAIN),
    }
    rules = [f for a in ACTIVATIONS for f in (a.rule, a.slope) if f] + [
        f for one in LOSSES for f in (one.value, one.slope)
    ]
    for rule in (*rules, elementary.exp, lanes.fma):
        assert Path(inspect.getfile(rule)) in covered


# --- the two faces of a vector -----------------------------------------------------------------------------


def numbers(dtype: np.dtype[Any], seed: int) -> Any:
    """Eight vectors of usual numbers of either sign."""
    return np.random.default_rng(seed).normal(0, 3, LANES[dtype] * 8).astype(dtype)


@both
@pytest.mark.parametrize(
    "function",
    [operator.add, operator.sub, operator.mul, operator.truediv, lanes.maximum, lanes.minimum],
    ids=lambda function: function.__name__,
)
def test_a_function_of_two_vectors_gives_the_same_bits_plain_and_compiled(
    function: Any, dtype: np.dtype[Any]
) -> None:
    a, b = numbers(dtype, 1), numbers(dtype, 2)
    assert compiled(function, 2)(a, b).tobytes() == function(a, b).tobytes()


@both
@pytest.mark.parametrize(
    "function", [operator.neg, lanes.absolute, lanes.nearest], ids=lambda function: function.__name__
)
def test_a_function_of_one_vector_gives_the_same_bits_plain_and_compiled(
    function: Any, dtype: np.dtype[Any]
) -> None:
    a = np.append(numbers(dtype, 3), np.resize([0.5, 1.5, -2.5, 0.0], LANES[dtype])).astype(dtype)
    assert compiled(function)(a).tobytes() == function(a).tobytes()


@both
@pytest.mark.parametrize(
    "function", [lanes.root, lanes.mantissa, lanes.exponent], ids=lambda function: function.__name__
)
def test_a_function_of_positive_vectors_gives_the_same_bits_plain_and_compiled(
    function: Any, dtype: np.dtype[Any]
) -> None:
    a = np.abs(numbers(dtype, 4)) + dtype.type(1e-3)
    assert compiled(function)(a).tobytes() == function(a).tobytes()


@both
def test_a_power_of_two_is_exact_plain_and_compiled(dtype: np.dtype[Any]) -> None:
    n = np.resize(np.arange(-100, 100), LANES[dtype] * 16).astype(dtype)
    assert compiled(lanes.power_of_two)(n).tolist() == [2.0**k for k in n] == lanes.power_of_two(n).tolist()


@both
def test_a_fused_multiply_add_rounds_once(dtype: np.dtype[Any]) -> None:
    a, b, c = (numbers(dtype, seed) for seed in (5, 6, 7))
    c[::2] = -(a * b)[::2]  # what is left then is the rounding that a plain product loses
    seen = compiled(lanes.fma, 3)(a, b, c)
    for k in range(len(a)):
        exact = Fraction(float(a[k])) * Fraction(float(b[k])) + Fraction(float(c[k]))
        assert seen[k] == pytest.approx(float(exact), rel=float(np.finfo(dtype).eps), abs=0)
    assert np.abs(seen[::2]).max() > 0
    assert (lanes.fma(a, b, c)[::2] == 0).all()


@both
def test_sums_masks_and_selections_mean_the_same_plain_and_compiled(dtype: np.dtype[Any]) -> None:
    count = LANES[dtype]

    def body(x: Any, y: Any, out: Any) -> None:
        a, b = load(x, 0), load(y, 0)
        store(out, 0, lanes.select(a > b, a, b))
        store(out, count, lanes.select(a >= b, b, lanes.zeros(x)))
        store(out, 2 * count, lanes.select(lanes.first(x, 3), a, 0.0 * b))
        store(out, 3 * count, lanes.select(a < b, lanes.spread(x, 2), b))
        store(out, 4 * count, lanes.horner(a, (2.0, 1.0), (3.0, 1.0)))
        store(out, 5 * count, lanes.by_precision(a, 32.0, 64.0) + lanes.zeros(x))
        out[6 * count] = lanes.total(a)

    x, y = numbers(dtype, 8)[:count], numbers(dtype, 9)[:count]
    plain, fast = np.zeros(6 * count + 1, dtype), np.zeros(6 * count + 1, dtype)
    body(x, y, plain)
    numba.njit(body)(x, y, fast)
    horner = slice(4 * count, 5 * count)
    np.testing.assert_allclose(fast[horner], plain[horner], rtol=4 * float(np.finfo(dtype).eps))
    plain[horner] = fast[horner]
    assert fast.tobytes() == plain.tobytes()
    assert math.isclose(fast[-1], float(np.sum(x.astype(float))), abs_tol=1e-5)


@both
def test_the_larger_and_the_smaller_keep_a_nan_of_the_first(dtype: np.dtype[Any]) -> None:
    lost, one = np.full(LANES[dtype], np.nan, dtype), np.ones(LANES[dtype], dtype)
    for function in (lanes.maximum, lanes.minimum):
        assert np.isnan(compiled(function, 2)(lost, one)).all()
        assert np.isnan(function(lost, one)).all()


@both
def test_denormal_numbers_are_flushed_inside_only(dtype: np.dtype[Any]) -> None:
    @numba.njit
    def halved(x: Any, out: Any) -> None:
        mode = lanes.flush_denormals()
        store(out, 0, load(x, 0) * 0.5)
        lanes.restore(mode)

    tiny = np.full(LANES[dtype], np.finfo(dtype).tiny, dtype)
    out = np.ones_like(tiny)
    halved(tiny, out)
    if lanes.denormals._X86:
        assert (out == 0).all()
    assert (tiny * dtype.type(0.5) > 0).all()


# --- the order of an epoch ---------------------------------------------------------------------------------


@numba.njit
def _filled(count: int, kind: int, seed: int, epoch: int) -> Any:
    order = np.empty(count, np.int64)
    batches.fill_order(order, kind, seed, epoch)
    return order


@pytest.mark.parametrize(("seed", "epoch"), [(0, 0), (13, 0), (13, 1), (2**63 - 1, 5), (7, 10**9)])
@pytest.mark.parametrize("count", [1, 2, 12, 250])
def test_the_order_of_an_epoch_is_that_of_the_oracle(count: int, seed: int, epoch: int) -> None:
    order = _filled(count, batches.SHUFFLED, seed, epoch).tolist()
    assert order == reference.shuffled(count, seed, epoch)
    assert sorted(order) == list(range(count))


def test_the_order_as_given_is_the_order_as_given() -> None:
    assert _filled(5, batches.AS_GIVEN, 13, 4).tolist() == [0, 1, 2, 3, 4]


def test_every_place_of_a_sample_is_as_likely() -> None:
    places = np.array([_filled(5, batches.SHUFFLED, seed, 0) for seed in range(4000)])
    counts = np.array([np.bincount(places[:, k], minlength=5) for k in range(5)])
    assert np.abs(counts / 4000 - 0.2).max() < 0.03  # five times the standard deviation of such a share


# --- the cache of machine code -----------------------------------------------------------------------------

_DOUBLING = """
import sys
import numpy as np
from wbsim.kernels.compile import CACHED, cache_folder, kernel

@kernel
def doubled(x):
    return x * 2.0

print(doubled(21.0), CACHED, len(list(cache_folder().rglob("*.nbc"))))
"""


def _halved(x: float) -> float:
    return x / 2


def _doubling(script: Path, folder: Path) -> list[str]:
    script.write_text(_DOUBLING)
    root = str(Path(kernels.__path__[0]).parents[1])
    environment = os.environ | {"WBSIM_CACHE_DIR": str(folder), "PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, str(script)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(("kind", "content"), [("*.nb[ci]", b"\x80\x04\x95"), ("*.nbc", b"")])
def test_a_broken_cache_is_left_aside_and_replaced(tmp_path: Path, kind: str, content: bytes) -> None:
    script, folder = tmp_path / "doubling.py", tmp_path / "cache"
    assert _doubling(script, folder) == ["42.0", "True", "1"]
    kept = list(folder.rglob(kind))
    assert len(kept) == (1 if kind == "*.nbc" else 2)
    for file in kept:
        file.write_bytes(content)
    assert _doubling(script, folder)[0] == "42.0"
    assert _doubling(script, folder) == ["42.0", "True", "1"]


def test_a_callers_own_functions_are_kept_elsewhere(tmp_path: Path) -> None:
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(tmp_path)
    try:
        kept = Pass(_halved).dispatcher
        assert str(tmp_path) == numba.config.CACHE_DIR
    finally:
        numba.config.CACHE_DIR = before
    assert Path(kept.stats.cache_path).is_relative_to(compile.cache_folder())


def test_machine_code_that_nobody_used_for_a_month_is_removed(tmp_path: Path) -> None:
    names = {"old": "0" * 16, "new": "1" * 16, "foreign": "notes", "ours": "2" * 16}
    for name in names.values():
        (tmp_path / name).mkdir()
    for name in ("old", "foreign", "ours"):
        os.utime(tmp_path / names[name], (0, 0))
    compile._forget_others(tmp_path / names["ours"])
    assert {path.name for path in tmp_path.iterdir()} == {names["new"], names["foreign"], names["ours"]}


def test_without_a_place_for_the_cache_kernels_run_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert _doubling(tmp_path / "doubling.py", blocked) == ["42.0", "False", "0"]


def test_every_name_that_an_experiment_may_wish_has_a_code_and_no_code_two_names() -> None:
    for codes, wished in (
        (losses.CODES, set(get_args(Experiment.model_fields["loss"].annotation))),
        (activations.CODES, set(get_args(Dense.model_fields["activation"].annotation))),
        (optimizer_rules.CODES, set(OPTIMIZERS)),
        (optimizers.FORMS, set(get_args(Penalty.model_fields["form"].annotation))),
        (batches.ORDERS, set(get_args(Batches.model_fields["order"].annotation))),
        (batches.REMAINDERS, set(get_args(Batches.model_fields["remainder"].annotation))),
    ):
        assert set(codes) == wished
    for codes in (losses.CODES, activations.CODES, optimizer_rules.CODES):
        assert sorted(codes.values()) == list(range(len(codes)))
