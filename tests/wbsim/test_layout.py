"""Which parameters are followed one by one."""

from __future__ import annotations

import numpy as np
import small

from wbsim.layout import RANGED, SAMPLE
from wbsim.plan import plan


def test_of_a_large_network_every_layer_s_weights_and_biases_are_followed_evenly() -> None:
    shapes = plan(small.experiment(hidden=(64, 64, 9), data=small.points(12, 2)))
    places = shapes.layout.followed
    assert shapes.size > RANGED and len(places) <= SAMPLE
    assert (np.diff(places) > 0).all()
    for row in shapes.rows:
        weights = places[(places >= row.weights) & (places < row.biases)]
        biases = places[(places >= row.biases) & (places < row.biases + row.fan_out)]
        assert weights[0] == row.weights and weights[-1] == row.biases - 1
        assert biases[0] == row.biases and len(biases) >= min(9, row.fan_out)
        assert np.ptp(np.diff(weights)) <= 1


def test_of_a_large_network_without_biases_only_weights_are_followed() -> None:
    layers = (small.layer(100, bias=False), small.layer(50, bias=False), small.layer(1, "linear", bias=False))
    shapes = plan(small.experiment(network=small.network(*layers)))
    assert shapes.size > RANGED
    assert not shapes.is_bias[shapes.layout.followed].any()


def test_a_network_up_to_the_limit_is_followed_whole() -> None:
    shapes = plan(small.experiment())
    assert shapes.layout.followed.tolist() == list(range(shapes.size))
