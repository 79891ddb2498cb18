"""A point, its mirror image and the point twice as far out, in the network and in the data."""

from __future__ import annotations

import numpy as np
import pytest

from wbsim import presets
from wbsim.difference import with_difference
from wbsim.differences import biases
from wbsim.engine import State, Watch, advance, initial, look, predict
from wbsim.plan import Plan, plan
from wbsim.probes.mirror import mirror, symmetry


def trained(preset: str, updates: int = 50, off: bool = False, **settings: object) -> tuple[Plan, State]:
    experiment = presets.load(preset).experiment.changed(settings)
    shapes = plan(with_difference(experiment, biases(False)) if off else experiment)
    return shapes, advance(initial(shapes), shapes, updates)


@pytest.mark.parametrize("preset", ["circle", "shifted", "iris", "house-price", "digits", "penguins"])
def test_it_is_what_the_network_predicts_at_these_points(preset: str) -> None:
    shapes, state = trained(preset)
    found = mirror(shapes, state.theta)
    raw = shapes.scales.inputs.undo(found.points)
    np.testing.assert_allclose(found.values, predict(state, shapes, raw)[:, 0], rtol=1e-6)
    np.testing.assert_array_equal(found.points[1], -found.points[0])
    np.testing.assert_array_equal(found.points[2], 2 * found.points[0])
    assert (found.classes is None) == (not shapes.description.classes)


def test_of_two_inputs_the_point_is_a_round_one() -> None:
    shapes, state = trained("circle")
    np.testing.assert_array_equal(mirror(shapes, state.theta).points[0], [2.0, 1.0])


def test_without_biases_tanh_is_odd_and_relu_grows_in_proportion() -> None:
    shapes, state = trained("circle", 200, off=True)
    values = mirror(shapes, state.theta).values
    assert values[1] == pytest.approx(-values[0], abs=1e-6)
    relu = {f"network.layers.{k}.activation": "relu" for k in (0, 1)}
    shapes, state = trained("circle", 200, off=True, **relu)
    values = np.arctanh(mirror(shapes, state.theta).values)
    assert values[2] == pytest.approx(2 * values[0], rel=1e-4)
    shapes, state = trained("circle", 200)
    values = mirror(shapes, state.theta).values
    assert abs(values[0] + values[1]) > 0.01


@pytest.mark.parametrize(
    ("preset", "even"), [("circle", 1.0), ("xor", 1.0), ("gauss", 0.0), ("spiral", 0.0), ("moons", 0.0)]
)
def test_data_are_known_to_be_even_or_odd(preset: str, even: float) -> None:
    found = symmetry(plan(presets.load(preset).experiment))
    assert found is not None
    assert found.mirrored == 1.0
    assert found.even == pytest.approx(even, abs=0.02)


def test_the_class_along_a_ray_is_known() -> None:
    circle, gauss = (symmetry(plan(presets.load(name).experiment)) for name in ("circle", "gauss"))
    assert circle is not None and gauss is not None
    assert circle.rays < 0.3
    assert gauss.rays == 1.0


def test_of_clouds_off_the_origin_most_mirror_images_have_no_points_near() -> None:
    found = symmetry(plan(presets.load("shifted").experiment))
    assert found is not None
    assert found.mirrored < 0.5
    np.testing.assert_allclose(found.middle, [3, 3], atol=0.2)


def test_values_have_no_such_symmetry() -> None:
    assert symmetry(plan(presets.load("plane").experiment)) is None


def test_it_is_looked_at_only_beside_a_twin() -> None:
    shapes, state = trained("circle")
    assert look(state, shapes, Watch()).mirror is None
    assert look(state, shapes, Watch(difference=biases(False))).mirror is not None
