"""Who moved most, against states that were kept."""

from __future__ import annotations

import numpy as np
import small

from wbsim import architecture
from wbsim.history import History
from wbsim.movement import movement
from wbsim.run import Change
from wbsim.simulation import apply, begin, onward


def test_movement_is_the_way_from_the_start_to_an_update() -> None:
    start = begin(small.experiment())
    middle, end = onward(start, 40), onward(start, 100)
    for at in (start, middle, end):
        found = movement(end.history, at.state.update)
        assert found.ids == end.plan.ids
        np.testing.assert_allclose(found.value, at.state.theta)
        np.testing.assert_allclose(found.moved, np.abs(at.state.theta - start.state.theta))


def test_a_parameter_keeps_its_start_when_others_come() -> None:
    start = begin(small.experiment())
    before = onward(start, 30)
    wish = before.plan.experiment
    after = apply(before, Change(settings=architecture.with_neuron(wish, wish.network.layers[0].id)))
    end = onward(after, 30)
    seen = movement(end.history, 60)
    found = dict(zip(seen.ids, seen.moved, strict=True))
    for name, place in end.plan.index.items():
        first = (
            start.state.theta[start.plan.index[name]]
            if name in start.plan.index
            else after.state.theta[place]
        )
        assert np.isclose(found[name], abs(end.state.theta[place] - first))


def test_before_anything_was_recorded_nothing_has_moved() -> None:
    assert movement(History(), 10).ids == ()
