"""The ladder counts every tick of an update once, and steps on each rung end where the thing they name ends."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import small
from hypothesis import given
from hypothesis import strategies as st

from wbsim.ladder import INSIDE, PHASES, RUNGS, Ladder, Rung, Stage
from wbsim.plan import Plan, plan

SHAPES: dict[str, dict[str, Any]] = {
    "2-3-2-1": {},
    "one neuron": {"network": small.network(small.layer(1))},
    "one neuron after another": {"hidden": (1, 1)},
    "without biases": {"network": small.network(small.layer(3, bias=False), small.layer(1, bias=False))},
}
each_shape = pytest.mark.parametrize("shape", SHAPES)
each_count = pytest.mark.parametrize("samples", [1, 2, 5])


def shapes_of(shape: str) -> Plan:
    """The plan of one of the networks above."""
    return plan(small.experiment(**SHAPES[shape]))


def told(shapes: Plan, samples: int) -> list[Stage]:
    """Every tick, as one would write the loops."""
    stages: list[Stage] = []
    neurons = [(k, j, row.fan_in) for k, row in enumerate(shapes.rows) for j in range(row.fan_out)]
    for sample in range(samples):
        for layer, neuron, fan_in in neurons:
            stages += [Stage("forward", sample, layer, neuron, term) for term in range(fan_in)]
            stages.append(Stage("forward", sample, layer, neuron))
        stages.append(Stage("loss", sample))
        for layer, neuron, fan_in in reversed(neurons):
            stages.append(Stage("backward", sample, layer, neuron))
            stages += [Stage("backward", sample, layer, neuron, term) for term in range(fan_in)]
    for layer, neuron, fan_in in neurons:
        stages += [Stage("update", -1, layer, neuron, term) for term in range(fan_in)]
        stages.append(Stage("update", -1, layer, neuron))
    return stages


def ends(stages: list[Stage], rung: Rung) -> list[int]:
    """The ticks at which a step on a rung may end."""
    if rung in ("batch", "epoch"):
        return [len(stages)]
    if rung == "product":
        return list(range(1, len(stages) + 1))

    def same(stage: Stage) -> tuple[Any, ...]:
        if rung == "sample":
            return (stage.sample,)
        return (stage.phase, stage.sample, stage.layer, stage.neuron)

    changes = [k for k, (one, other) in enumerate(pairwise(stages), 1) if same(one) != same(other)]
    return [*changes, len(stages)]


@each_shape
@each_count
def test_every_tick_does_one_thing_and_all_are_done_once(shape: str, samples: int) -> None:
    shapes = shapes_of(shape)
    ladder = Ladder.of(shapes, samples)
    assert [ladder.stage(tick) for tick in range(1, ladder.total + 1)] == told(shapes, samples)


@each_shape
def test_an_update_has_no_tick_0_and_none_beyond_its_last(shape: str) -> None:
    ladder = Ladder.of(shapes_of(shape), 2)
    for tick in (0, -1, ladder.total + 1):
        with pytest.raises(
            ValueError, match=f"tick {tick} is out of range; it must be from 1 to {ladder.total}"
        ):
            ladder.stage(tick)


@each_shape
@each_count
@pytest.mark.parametrize("rung", RUNGS)
def test_a_step_ends_at_the_next_end_of_its_rung_and_back_at_the_one_before(
    shape: str, samples: int, rung: Rung
) -> None:
    shapes = shapes_of(shape)
    ladder = Ladder.of(shapes, samples)
    stops = ends(told(shapes, samples), rung)
    for tick in range(ladder.total + 1):
        assert ladder.after(tick, rung) == next((stop for stop in stops if stop > tick), ladder.total)
        assert ladder.before(tick, rung) == max((stop for stop in stops if stop < tick), default=0)


@each_shape
@each_count
@pytest.mark.parametrize("rung", INSIDE)
def test_back_undoes_on(shape: str, samples: int, rung: Rung) -> None:
    ladder = Ladder.of(shapes_of(shape), samples)
    walked = [0]
    while walked[-1] < ladder.total:
        walked.append(ladder.after(walked[-1], rung))
    back = [ladder.total]
    while back[-1] > 0:
        back.append(ladder.before(back[-1], rung))
    assert back == walked[::-1]


@each_shape
@each_count
def test_done_counts_what_is_whole(shape: str, samples: int) -> None:
    shapes = shapes_of(shape)
    ladder, stages = Ladder.of(shapes, samples), told(shapes, samples)
    weights = sum(row.fan_in * row.fan_out for row in shapes.rows)
    neurons = sum(row.fan_out for row in shapes.rows)
    needed = {  # ticks of each neuron
        (k, j): row.fan_in + 1 for k, row in enumerate(shapes.rows) for j in range(row.fan_out)
    }
    for tick in range(ladder.total + 1):
        done = ladder.done(tick)
        assert (done.products_of, done.neurons_of, done.samples_of) == (weights, neurons, samples)
        assert done.samples == sum(
            stage.phase == "loss" for stage in stages[: tick // ladder.each * ladder.each]
        )
        within = current(stages, tick)
        assert done.products == sum(stage.term is not None for stage in within)
        count = {key: sum((s.layer, s.neuron) == key for s in within) for key in needed}
        assert done.neurons == sum(count[key] == needed[key] for key in needed)


def current(stages: list[Stage], tick: int) -> list[Stage]:
    """What is done of the phase and sample of a tick, which begins where the last one ended; nothing right behind a
    sample, and behind a loss still what was done forward.
    """
    if tick == 0:
        return []
    last = stages[tick - 1]
    if tick < len(stages) and last.phase == "backward" and stages[tick].phase in ("forward", "update"):
        return []
    phase = "forward" if last.phase == "loss" else last.phase
    return [s for s in stages[:tick] if (s.phase, s.sample) == (phase, last.sample)]


@each_shape
@each_count
def test_phases_end_where_their_last_tick_is(shape: str, samples: int) -> None:
    shapes = shapes_of(shape)
    ladder, stages = Ladder.of(shapes, samples), told(shapes, samples)
    for tick in range(ladder.total + 1):
        found = ladder.phase_ends(tick)
        assert list(found) == list(PHASES)
        sample = min(max(tick - 1, 0) // ladder.each, samples - 1)
        for phase in PHASES[:3]:
            assert stages[found[phase] - 1].phase == phase
            assert stages[found[phase] - 1].sample == sample
            following = stages[found[phase] : found[phase] + 1]
            assert [(s.phase, s.sample) for s in following] != [(phase, sample)]
        assert found["update"] == ladder.total


@given(
    hidden=st.lists(st.integers(1, 6), max_size=3), outputs=st.integers(1, 3), samples=st.integers(1, 40),
    data=st.data(),
)  # fmt: skip
def test_of_any_network_a_tick_and_its_neighbours_fit(
    hidden: list[int], outputs: int, samples: int, data: st.DataObject
) -> None:
    wish = small.experiment(
        data=small.points(12, 2, outputs=outputs),
        network=small.network(*(small.layer(n) for n in hidden), small.layer(outputs)),
    )
    shapes = plan(wish)
    ladder = Ladder.of(shapes, samples)
    tick = data.draw(st.integers(1, ladder.total))
    assert ladder.stage(tick) == told(shapes, samples)[tick - 1]
    for rung in INSIDE:
        on = ladder.after(tick - 1, rung)
        assert tick <= on and ladder.before(on, rung) <= tick - 1
        assert ladder.after(ladder.before(on, rung), rung) == on
