"""How far an update is walked, beside the ladder's own count of stages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from steps import at, ladder_of, walked

from ui.views.step_reach import Reach, begun, order, reach_of


@pytest.mark.parametrize("name", ["circle", "iris", "pass-fail"])
def test_what_is_reached_is_what_the_stages_up_to_the_tick_did(name: str) -> None:
    start = walked(name, settings={"batches.size": 2})
    ladder, plan = ladder_of(start), start.plan
    known = order(plan)
    for tick in range(0, ladder.total + 1, 3):
        moment = at(start, tick)
        reach = reach_of(moment)
        assert reach is not None
        sample = reach.coming.sample
        counts = {key: np.zeros(len(known), int) for key in ("forward", "backward", "update")}
        own = {key: np.zeros(len(known), bool) for key in counts}
        lost = False
        for past in range(1, tick + 1):
            stage = ladder.stage(past)
            if stage.phase == "update" or stage.sample == sample:
                if stage.phase == "loss":
                    lost = True
                    continue
                place = known[plan.rows[stage.layer].layer.neurons[stage.neuron]]
                assert reach.place(stage) == place
                if stage.term is None:
                    own[stage.phase][place] = True
                else:
                    counts[stage.phase][place] += 1
        assert reach.lost is lost
        np.testing.assert_array_equal(reach.products, counts["forward"])
        np.testing.assert_array_equal(reach.summed, own["forward"])
        np.testing.assert_array_equal(reach.slopes, counts["backward"])
        np.testing.assert_array_equal(reach.blamed, own["backward"])
        np.testing.assert_array_equal(reach.steps, counts["update"])
        np.testing.assert_array_equal(reach.settled, own["update"])


def test_a_step_begins_where_the_rung_says() -> None:
    moment = walked(tick=6, rung="neuron")
    reach = reach_of(moment)
    assert reach is not None
    assert begun(moment, reach) == 3  # the second neuron of the circle ends at 6
    assert begun(replace(moment, rung="product"), reach) == 5
    assert begun(replace(moment, rung="sample"), reach) == 0


def test_an_update_that_was_made_at_once_moves_every_parameter_at_once() -> None:
    start = walked(rung="batch")
    ladder = ladder_of(start)
    moment = at(start, ladder.total)
    reach = reach_of(moment)
    assert reach is not None
    assert reach.landed
    assert begun(moment, reach) == ladder.samples * ladder.each
    assert reach.settled.all()


def test_without_an_update_nothing_is_reached() -> None:
    assert reach_of(replace(walked(), coming=None)) is None


def test_ticks_beyond_the_update_count_as_its_end() -> None:
    moment = walked()
    reach = reach_of(replace(moment, tick=10**6))
    assert isinstance(reach, Reach)
    assert reach.landed
