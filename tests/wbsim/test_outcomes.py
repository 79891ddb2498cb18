"""Outcomes: on which points networks are judged, and which of them have learned."""

from __future__ import annotations

import crowds
import numpy as np
import pytest
from numpy.typing import NDArray

from wbsim import crowd, presets
from wbsim.outcomes import Criterion, Outcomes, usual


def numbers(*values: float) -> NDArray[np.float64]:
    return np.array(values)


NONE = numbers(np.nan, np.nan, np.nan)
TESTED = Outcomes(
    numbers(0.01, 0.2, 0.3), numbers(0.05, 0.1, 0.02), numbers(1.0, 0.9, 0.9), numbers(0.95, 0.9, 1.0),
    np.array([-1, -1, 40]),
)  # fmt: skip
UNTESTED = Outcomes(TESTED.train_loss, NONE, TESTED.train_right, NONE, TESTED.ended)


def test_networks_are_judged_by_test_points_and_where_there_are_none_by_training_points() -> None:
    assert TESTED.loss.tolist() == [0.05, 0.1, np.inf]
    assert UNTESTED.loss.tolist() == [0.01, 0.2, np.inf]
    assert TESTED.right.tolist() == [0.95, 0.9, -np.inf]
    assert UNTESTED.right.tolist() == [1.0, 0.9, -np.inf]


@pytest.mark.parametrize(
    ("criterion", "learned"),
    [
        (Criterion("loss", 0.1), [True, False, False]),
        (Criterion("loss", 0.11), [True, True, False]),
        (Criterion("accuracy", 0.95), [True, False, False]),
        (Criterion("r2", 0.9), [True, True, False]),
    ],
    ids=str,
)
def test_a_loss_must_be_below_its_bound_and_a_share_at_least_at_it_and_who_diverged_has_not_learned(
    criterion: Criterion, learned: list[bool]
) -> None:
    assert criterion.learned(TESTED).tolist() == learned


def test_what_is_not_known_is_not_learned() -> None:
    nobody = Outcomes(NONE, NONE, NONE, NONE, np.array([-1, -1, -1]))
    for criterion in (Criterion("loss"), Criterion("accuracy", 0.0)):
        assert not criterion.learned(nobody).any()


def test_what_counts_as_learned_follows_the_task() -> None:
    assert usual(presets.load("spiral").experiment) == Criterion("loss", 0.1)
    assert usual(crowds.DENSE["binary"]) == Criterion("accuracy", 0.9)
    assert usual(crowds.DENSE["onehot"]) == Criterion("accuracy", 0.9)
    assert usual(crowds.DENSE["value"]) == Criterion("r2", 0.9)


def test_a_network_without_test_points_beside_others_with_some_is_judged_by_its_training_points() -> None:
    some = Outcomes(
        numbers(0.01, 0.2), numbers(0.05, np.nan), numbers(1.0, 0.9), numbers(0.95, np.nan), np.array([-1, -1])
    )  # fmt: skip
    assert some.loss.tolist() == [0.05, 0.2]
    assert some.right.tolist() == [0.95, 0.9]


def test_the_losses_of_a_crowd_are_those_of_its_outcomes_where_only_some_have_test_points() -> None:
    shares = [crowds.DENSE["signed"].changed({"data.train_share": share}) for share in (100, 50, 100, 60)]
    many = crowd.crowd(shares)
    whole = crowd.outcomes(many)
    assert np.isnan(whole.test_loss).tolist() == [True, False, True, False]
    assert crowd.losses(many).tolist() == whole.loss.tolist()
