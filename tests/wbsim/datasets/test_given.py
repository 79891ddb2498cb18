"""Points that the experiment gives keep their order and their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from wbsim.data import Data, Points
from wbsim.datasets import describe, draw, features_of
from wbsim.problems import Refused


def given(x: object, y: object, classes: int = 0, train_share: float = 100.0, noise: float = 0.0) -> Data:
    points = Points.model_validate({"x": x, "y": y, "classes": classes})
    return Data(dataset="points", points=points, train_share=train_share, noise=noise)


def test_given_points_keep_their_order_and_no_noise_touches_them() -> None:
    drawn = draw(given([[3, 1], [1, 2], [2, 0]], [1, 0, 2], classes=3, noise=50), 9)
    assert drawn.train.x.tolist() == [[3, 1], [1, 2], [2, 0]]
    assert drawn.train.y.tolist() == [1, 0, 2]
    assert drawn.description.classes == ("0", "1", "2")


def test_all_given_points_train_at_a_share_of_100_per_cent() -> None:
    drawn = draw(given([[1], [2]], [[1.5], [2.5]]), 0)
    assert len(drawn.train) == 2 and len(drawn.test) == 0
    assert drawn.test.x.shape == (0, 1) and drawn.test.y.shape == (0, 1)


def test_chance_takes_the_points_that_test_and_all_keep_their_order() -> None:
    """Tables are often sorted by class, so the last points of a table are no fair test."""
    numbers = [[number] for number in range(1000)]
    tested = [draw(given(numbers, numbers, train_share=75), seed).test.x.ravel() for seed in (0, 1)]
    for test in tested:
        assert len(test) == 250 and (np.diff(test) > 0).all() and 0.2 < (test < 500).mean() < 0.8
    assert not np.array_equal(*tested)


def test_points_that_say_how_many_test_keep_the_last_ones_for_it() -> None:
    data = given([[1], [2], [3], [4]], [[1], [2], [3], [4]], train_share=75)
    assert data.points is not None
    kept = data.points.model_copy(update={"test": 2})
    drawn = draw(data.model_copy(update={"points": kept}), 0)
    assert drawn.train.x.ravel().tolist() == [1, 2] and drawn.test.x.ravel().tolist() == [3, 4]


def test_a_target_may_have_many_values() -> None:
    drawn = draw(given([[1, 2, 3]], [[0.5, -1]]), 0)
    facts = drawn.description
    assert (facts.task, facts.targets, facts.inputs, len(facts.ranges)) == (
        "regression",
        2,
        ("x1", "x2", "x3"),
        3,
    )
    assert drawn.train.y.tolist() == [[0.5, -1]]
    assert features_of(given([[1, 2, 3]], [[0.5, -1]])) == ("x1", "x2", "x3")


@pytest.mark.parametrize("scale", [1e-3, 1.0, 40.0, 1e5])
def test_the_square_of_given_points_holds_them_and_fits(scale: float) -> None:
    x = np.array([[0, 0], [1, 1], [0, 1.0]]) * scale
    plane, up = describe(given(x.tolist(), [0, 1, 1], classes=2)).ranges
    assert plane == up
    assert plane[0] < 0 and plane[1] > scale and plane[1] - plane[0] < 1.7 * scale


def test_a_single_given_point_has_a_square_around_it() -> None:
    plane, up = describe(given([[5, 5]], [[1]])).ranges
    assert plane == up and plane[0] < 5 < plane[1]


def test_no_given_points_is_refused() -> None:
    for ask in (describe, features_of):
        with pytest.raises(Refused, match=r"data\.points: .*at least 1"):
            ask(Data(dataset="points"))
    with pytest.raises(Refused, match=r"data\.points"):
        draw(Data(dataset="points"), 0)


def test_at_least_one_point_trains() -> None:
    drawn = draw(given([[1], [2], [3]], [[1], [2], [3]], train_share=20), 0)
    assert len(drawn.train) == 1 and len(drawn.test) == 2
