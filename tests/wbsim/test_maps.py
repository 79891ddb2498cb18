"""The maps of convolutions are what plain loops make, before and after bias, activation and pooling; a patch is one place of
them; and what filters add to a decision sums up to it.
"""

from __future__ import annotations

from typing import Any

import layers
import loops
import numpy as np
import pytest
import small

from wbsim.experiment import Experiment
from wbsim.plan import Plan, plan
from wbsim.probes.maps import filter_maps, patch
from wbsim.probes.trace import Pick, Trace
from wbsim.probes.why import why

CONVOLUTIONS: list[dict[str, Any]] = [
    {},
    {"padding": 1},
    {"kernel": 5, "padding": 2, "stride": 2},
    {"kernel": 1},
    {"stride": 3},
    {"bias": False},
]


def way(wish: Experiment) -> tuple[Plan, np.ndarray[Any, Any], Trace]:
    """Plan, θ and the trace of a sample by plain loops, errors left out."""
    shapes = plan(wish)
    theta, x = shapes.start(), layers.noise(len(shapes.inputs))
    sums, values = loops.run(shapes, theta, x)
    nothing = np.full(shapes.values, np.nan)
    return shapes, theta, Trace(Pick(), x, np.empty(0), sums, values, nothing, np.empty(0), float("nan"))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("more", CONVOLUTIONS, ids=str)
def test_maps_hold_what_a_convolution_reads_sums_and_makes(more: dict[str, Any], channels: int) -> None:
    wish = layers.of_images(layers.convolution(3, **more), data=layers.images(7, 6, channels=channels))
    shapes, theta, trace = way(wish)
    (found,) = filter_maps(shapes, theta, trace)
    row = shapes.rows[0]
    assert found.layer == row.layer.id and found.pooled is None
    np.testing.assert_array_equal(found.reads, trace.values[: len(shapes.inputs)].reshape(channels, 7, 6))
    assert found.before.shape == found.sums.shape == found.values.shape == row.strip.filled
    biases = row.biases_of(theta)
    bias = np.zeros(3) if biases is None else biases
    np.testing.assert_allclose(found.before + bias[:, None, None], found.sums, rtol=0, atol=1e-14)
    np.testing.assert_allclose(np.tanh(found.sums), found.values, rtol=1e-14)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("more", CONVOLUTIONS, ids=str)
def test_every_place_of_a_map_is_its_patch_times_the_filter_plus_the_bias(
    more: dict[str, Any], channels: int
) -> None:
    wish = layers.of_images(layers.convolution(2, **more), data=layers.images(7, 6, channels=channels))
    shapes, theta, trace = way(wish)
    (found,) = filter_maps(shapes, theta, trace)
    number, side = shapes.rows[0].layer.id, more.get("kernel", 3)
    image = trace.values[: len(shapes.inputs)].reshape(channels, 7, 6)
    for place in np.ndindex(*found.sums.shape):
        one = patch(shapes, theta, trace, number, *place)
        assert one.products.shape == (channels, side, side)
        for c, i, j in np.ndindex(channels, side, side):
            down, across = one.top + i, one.left + j
            inside = 0 <= down < 7 and 0 <= across < 6
            assert one.inputs[c, i, j] == (image[c, down, across] if inside else 0.0)
        np.testing.assert_array_equal(one.products, one.inputs * one.weights)
        assert one.summed == pytest.approx(found.before[place], abs=1e-14)
        assert one.summed + one.bias == pytest.approx(one.z, abs=1e-14)
        assert (one.z, one.value) == (found.sums[place], found.values[place])


def test_the_second_convolution_reads_what_the_pooling_before_it_made() -> None:
    wish = layers.of_images(
        layers.convolution(2), layers.pooling("average"), layers.convolution(3, "relu", padding=1), layers.pooling(),
        data=layers.images(8, 8),
    )  # fmt: skip
    shapes, theta, trace = way(wish)
    first, second = filter_maps(shapes, theta, trace)
    assert first.pooled is not None and second.pooled is not None
    np.testing.assert_array_equal(second.reads, first.pooled)
    by_hand = first.values.reshape(2, 3, 2, 3, 2).mean(axis=(2, 4))
    np.testing.assert_allclose(first.pooled, by_hand, rtol=1e-13)
    assert second.pooled[1, 0, 0] == second.values[1, :2, :2].max()
    one = patch(shapes, theta, trace, second.layer, 2, 0, 1)
    assert (one.top, one.left) == (-1, 0)
    assert not one.inputs[:, 0].any() and np.array_equal(one.inputs[:, 1:], first.pooled[:, :2, :3])


def test_a_place_or_a_layer_that_is_not_there_is_named() -> None:
    shapes, theta, trace = way(layers.of_images(layers.convolution(2), layers.pooling()))
    number = shapes.rows[0].layer.id
    for place in ((2, 0, 0), (0, 4, 0), (0, 0, -1)):
        with pytest.raises(IndexError, match=r"the maps are \(2, 4, 4\)"):
            patch(shapes, theta, trace, number, *place)
    with pytest.raises(KeyError):
        patch(shapes, theta, trace, shapes.rows[1].layer.id, 0, 0, 0)


def test_a_network_without_convolutions_has_no_maps() -> None:
    shapes, theta, trace = way(layers.of_sequences(layers.recurrent()))
    assert filter_maps(shapes, theta, trace) == ()
    assert why(shapes, theta, trace, 0, 0) is None


@pytest.mark.parametrize(
    "behind", [(), (layers.pooling(),), (layers.pooling("average"), layers.pooling("max", 2, 1))], ids=str
)
@pytest.mark.parametrize("bias", [True, False])
def test_what_filters_and_biases_add_sums_up_to_the_lead_of_one_output(
    behind: tuple[layers.Wish, ...], bias: bool
) -> None:
    output = {**small.layer(3, "softmax"), "bias": bias}
    wish = small.experiment(
        data=layers.images(8, 8),
        loss="cross_entropy",
        network=small.network(layers.convolution(4, "relu"), *behind, output),
    )
    shapes, theta, trace = way(wish)
    z = trace.sums[-3:]
    for one in range(3):
        for other in range(3):
            found = why(shapes, theta, trace, one, other)
            assert found is not None and found.parts.shape == (4,)
            assert found.parts.sum() + found.biases == pytest.approx(z[one] - z[other], abs=1e-12)
    silent = why(shapes, theta, replaced(shapes, trace), 0, 1)
    assert silent is not None and silent.parts[1] == 0.0 and silent.parts[0] != 0.0


def replaced(shapes: Plan, trace: Trace) -> Trace:
    """The trace as if the second filter's part of what the output reads were 0."""
    values = trace.values.copy()
    row = shapes.rows[-1]
    values[row.source_row : row.source_row + row.fan_in].reshape(4, -1)[1] = 0
    return Trace(
        trace.pick, trace.point, trace.target, trace.sums, values, trace.deltas, trace.gradient, trace.loss
    )


def test_nothing_is_said_of_a_network_of_another_form_or_of_outputs_that_are_not_there() -> None:
    shapes, theta, trace = way(layers.of_images(layers.convolution(2), small.layer(4)))
    assert why(shapes, theta, trace, 0, 1) is None
    shapes, theta, trace = way(layers.of_images(layers.convolution(2)))
    assert why(shapes, theta, trace, 0, 3) is None and why(shapes, theta, trace, -1, 0) is None
    one = small.experiment(
        data=layers.images(classes=0),
        network=small.network(layers.convolution(2), small.layer()),
    )
    assert why(*way(one), 0, 0) is None
