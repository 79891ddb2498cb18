"""A recurrent layer step by step: what it reads and holds, and ∂L/∂h_t as small changes of h_t have it."""

from __future__ import annotations

import layers
import loops
import numpy as np
import pytest
import reference
import small

from wbsim.plan import plan
from wbsim.probes.trace import Pick, Trace
from wbsim.probes.unrolled import unrolled

NETWORKS: dict[str, tuple[layers.Wish, ...]] = {
    "the last value": (layers.recurrent(3),),
    "every value, read by a dense layer": (layers.recurrent(3, gives="all"), small.layer(4)),
    "one above another": (layers.recurrent(3, gives="all"), layers.recurrent(2, "sigmoid")),
    "one above another, all": (layers.recurrent(2, gives="all"), layers.recurrent(3, gives="all")),
    "without bias": (layers.recurrent(4, bias=False), small.layer(2)),
}


@pytest.mark.parametrize("values", [1, 2])
@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_gradient_of_a_step_is_the_whole_derivative_by_what_it_holds(
    network: tuple[layers.Wish, ...], values: int
) -> None:
    shapes = plan(layers.of_sequences(*network, data=layers.sequences(5, values)))
    theta = shapes.start()
    trace, (x, t) = loops.traced(shapes, theta, 2), reference.samples(shapes)
    found = unrolled(shapes, theta, trace)
    recurrent = [k for k, row in enumerate(shapes.rows) if row.kind == "recurrent"]
    assert [one.layer for one in found] == [shapes.rows[k].layer.id for k in recurrent]
    for one, k in zip(found, recurrent, strict=True):
        neurons = shapes.rows[k].fan_out
        for step in range(5):
            slopes = [
                loops.slope(
                    lambda h, at=(k, step * neurons + j): loops.loss(shapes, theta, x[2], t[2], {at: h})
                )
                for j in range(neurons)
            ]
            assert one.gradient[step] == pytest.approx(np.linalg.norm(slopes), rel=1e-6, abs=1e-10)


def test_a_step_holds_what_it_reads_sums_and_makes() -> None:
    shapes = plan(layers.of_sequences(layers.recurrent(3), data=layers.sequences(5, 2)))
    theta = shapes.start()
    trace = loops.traced(shapes, theta, 0)
    (found,) = unrolled(shapes, theta, trace)
    row = shapes.rows[0]
    np.testing.assert_array_equal(found.inputs, trace.values[:10].reshape(5, 2))
    weights, biases, before = row.weights_of(theta), row.biases_of(theta), np.zeros(3)
    for step in range(5):
        z = weights[:, :2] @ found.inputs[step] + weights[:, 2:] @ before + biases
        np.testing.assert_allclose(found.sums[step], z, atol=1e-14)
        np.testing.assert_allclose(found.hidden[step], np.tanh(z), atol=1e-14)
        before = found.hidden[step]


def test_without_a_target_there_is_no_gradient() -> None:
    shapes = plan(layers.of_sequences(layers.recurrent(3)))
    theta, x = shapes.start(), layers.noise(6)
    sums, values = loops.run(shapes, theta, x)
    nothing = np.full(shapes.values, np.nan)
    trace = Trace(Pick(point=tuple(x)), x, np.empty(0), sums, values, nothing, np.empty(0), float("nan"))
    (found,) = unrolled(shapes, theta, trace)
    assert np.isnan(found.gradient).all() and np.isfinite(found.hidden).all()


def test_a_network_without_recurrent_layers_is_not_unrolled() -> None:
    shapes = plan(small.experiment())
    theta = shapes.start()
    assert unrolled(shapes, theta, loops.traced(shapes, theta, 0)) == ()
