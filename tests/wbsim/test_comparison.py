"""Two branches side by side: what differs, how well each does, how far they are apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from branching import began, forest, left

from wbsim.comparison import apart, compare, losses_of
from wbsim.simulation import replay


def test_settings_differ_in_words_and_edits_by_hand_stand_apart() -> None:
    a, b, c, d = forest(4)
    assert compare(a, b).settings == "learning rate 0.03 → 0.1"
    assert compare(b, a).settings == "learning rate 0.1 → 0.03"
    assert compare(a, b).edits == ((), ())
    by_hand = compare(b, d)
    assert by_hand.settings == ""
    assert [mark.sentence for mark in by_hand.edits[1]] == ["b₃ −0.52 → 1.50"] and by_hand.edits[0] == ()
    assert "biases off" in compare(b, c).settings


def test_losses_are_of_the_last_update_that_both_have() -> None:
    a, b = forest(2)
    found = losses_of(a, b)
    assert found is not None and found.same and found.tested and found.updates == (660, 660)
    for branch, value in zip((a, b), found.values, strict=True):
        assert value == pytest.approx(replay(branch.run, 660).fit.test_loss)


def test_losses_are_of_the_ends_where_nothing_behind_the_fork_was_measured_in_both() -> None:
    a = began("circle", 0, 300)
    b = left(a, 1, 300, 420, "learning rate → 0.1", {"optimizer.learning_rate": 0.1})
    found = losses_of(a, b)
    assert found is not None and not found.same and found.updates == (300, 420)


def test_the_distance_is_that_of_the_common_parameters() -> None:
    a, b, c = forest(3)
    found = apart(a, b)
    assert found is not None and found.common == a.plan.size
    assert found.distance == pytest.approx(float(np.linalg.norm(a.state.theta - b.state.theta)), rel=1e-5)
    place = int(np.argmax(np.abs(a.state.theta - b.state.theta)))
    assert found.parameter == a.plan.ids[place]
    assert found.values == pytest.approx((float(a.state.theta[place]), float(b.state.theta[place])))
    fewer = apart(b, c)  # C has no biases
    assert fewer is not None and fewer.common == c.plan.size < b.plan.size
    names = [name for name in b.plan.ids if name in c.plan.index]
    gaps = [
        float(b.state.theta[b.plan.index[name]]) - float(c.state.theta[c.plan.index[name]]) for name in names
    ]
    assert fewer.distance == pytest.approx(float(np.linalg.norm(gaps)), rel=1e-5)


def test_a_branch_compared_with_a_copy_of_itself_differs_in_nothing() -> None:
    a = forest(1)[0]
    found = compare(a, replace(a, number=9))
    assert found.settings == "" and found.edits == ((), ())
    assert found.apart is not None and found.apart.distance == 0
    assert found.losses is not None and found.losses.values[0] == found.losses.values[1]
