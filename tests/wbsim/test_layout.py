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
        weights = places[(places >= row.weights) & (places < row.biases)] - row.weights
        biases = places[(places >= row.biases) & (places < row.biases + row.fan_out)]
        targets, sources = np.divmod(weights, row.fan_in)
        each = np.bincount(targets, minlength=row.fan_out)
        assert np.ptp(each) <= 1
        assert len(set(sources.tolist())) >= 0.5 * min(row.fan_in, len(weights))
        assert biases[0] == row.biases and len(biases) >= min(9, row.fan_out)


def test_the_sample_of_a_square_layer_is_not_its_diagonal() -> None:
    shapes = plan(small.experiment(hidden=(64, 64), data=small.points(12, 2)))
    row = shapes.rows[1]
    places = shapes.layout.followed
    weights = places[(places >= row.weights) & (places < row.biases)] - row.weights
    targets, sources = np.divmod(weights, row.fan_in)
    assert abs(np.corrcoef(targets, sources)[0, 1]) < 0.3


def test_of_a_large_network_without_biases_only_weights_are_followed() -> None:
    layers = (small.layer(100, bias=False), small.layer(50, bias=False), small.layer(1, "linear", bias=False))
    shapes = plan(small.experiment(network=small.network(*layers)))
    assert shapes.size > RANGED
    assert not shapes.is_bias[shapes.layout.followed].any()


def test_a_network_up_to_the_limit_is_followed_whole() -> None:
    shapes = plan(small.experiment())
    assert shapes.layout.followed.tolist() == list(range(shapes.size))
