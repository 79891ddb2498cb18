"""Steps on every rung: each exactly that much, forward and back, and nothing inside an update moves a number."""

from __future__ import annotations

import pytest
import small
from small import bits

from wbsim.engine import Watch, advance, initial
from wbsim.ladder import Phase, Rung
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot

WATCH = Watch(fit=False, coming=True)


def started(updates: int = 0, **wish: object) -> Session:
    session = Session(Run(experiment=small.experiment(**wish)))  # type: ignore[arg-type]
    session.advance(updates)
    return session


def seen(session: Session) -> Snapshot:
    return session.snapshot(WATCH)


@pytest.mark.parametrize(
    ("rung", "steps"), [("product", 5 * 41 + 20), ("neuron", 5 * 13 + 6), ("sample", 6), ("batch", 1)]
)
def test_an_update_has_so_many_steps_on_each_rung_and_is_then_done_whole(rung: Rung, steps: int) -> None:
    session = started()  # 2-3-2-1 with 20 parameters, batches of 5
    before = bits(session.here.state)
    for _ in range(steps - 1):
        session.walk.step(rung)
        assert bits(session.here.state) == before
    session.walk.step(rung)
    shapes = session.here.plan
    assert bits(session.here.state) == bits(advance(initial(shapes), shapes, 1))
    now = seen(session)
    assert now.coming is not None and now.tick == now.coming.ladder.total
    assert bits(now.coming.after) == bits(now.state) and now.coming.state.update == 0


def test_a_step_after_a_landing_is_the_first_of_the_next_update() -> None:
    session = started()
    session.walk.step("batch")
    session.walk.step("product")
    now = seen(session)
    assert (now.tick, now.state.update) == (1, 1)
    assert now.coming is not None and now.coming.state is now.state


def test_an_epoch_is_the_rest_of_it() -> None:
    session = started(1)
    session.walk.step("epoch")
    state = session.here.state
    assert (state.epoch, state.cursor, state.update) == (1, 0, 3)  # 12 points in batches of 5


def test_a_larger_step_finishes_what_a_smaller_one_began() -> None:
    session = started()
    for rung in ("product", "neuron", "sample", "batch"):
        session.walk.step(rung)
    assert session.here.state.update == 1 and session.walk.landed is not None


@pytest.mark.parametrize("rung", ["product", "neuron", "sample", "batch", "epoch"])
def test_back_undoes_a_step_on_every_rung(rung: Rung) -> None:
    session = started(3)  # where an epoch begins
    places = [(3, 0)]
    for _ in range(8):
        session.walk.step(rung)
        places.append((session.here.state.update, session.walk.tick))
    for place in reversed(places[:-1]):
        session.walk.back(rung)
        assert (session.here.state.update, session.walk.tick) == place
    assert session.branch.state.update == places[-1][0]  # the future is still there


def test_back_stops_at_the_start() -> None:
    session = started()
    for rung in ("product", "batch", "epoch"):
        session.walk.back(rung)  # type: ignore[arg-type]
        assert (session.here.state.update, session.walk.tick) == (0, 0)


def test_back_from_a_landing_goes_into_the_update_that_has_landed() -> None:
    session = started()
    session.walk.step("batch")
    session.walk.back("product")
    now = seen(session)
    assert now.is_past and now.state.update == 0 and now.coming is not None
    assert now.tick == now.coming.ladder.total - 1


@pytest.mark.parametrize("phase", ["forward", "loss", "backward", "update"])
def test_a_phase_is_gone_to_from_anywhere_in_it(phase: Phase) -> None:
    session = started()
    session.walk.step("product")
    session.walk.to_phase(phase)
    now = seen(session)
    assert now.coming is not None
    if phase == "update":
        assert now.state.update == 1 and now.tick == now.coming.ladder.total
    else:
        assert now.coming.ladder.stage(now.tick).phase == phase and now.state.update == 0


def test_from_a_landing_phases_lead_back_into_the_same_update() -> None:
    session = started()
    session.walk.step("batch")
    session.walk.to_phase("forward")
    now = seen(session)
    assert now.state.update == 0 and now.coming is not None
    assert now.coming.ladder.stage(now.tick).phase == "forward"


def test_the_sample_that_is_written_out_is_the_one_that_is_walked() -> None:
    session = started()
    for expected in range(5):
        session.walk.step("sample")
        now = seen(session)
        assert now.coming is not None and now.coming.sample == expected


def test_whatever_else_moves_the_moment_ends_the_walk() -> None:
    for move in (
        lambda s: s.advance(1), lambda s: s.seek(1), lambda s: s.set_parameters({"b:2": 0.1}), lambda s: s.restart(),
    ):  # fmt: skip
        session = started(3)
        session.walk.step("neuron")
        assert session.walk.tick > 0
        move(session)
        assert session.walk.tick == 0 and session.walk.landed is None


def test_a_refused_edit_leaves_the_walk_where_it_was() -> None:
    session = started()
    session.walk.step("neuron")
    tick = session.walk.tick
    with pytest.raises(ValueError, match="learning"):
        session.change({"optimizer.learning_rate": -1})
    assert session.walk.tick == tick


def test_an_update_that_cannot_be_made_says_so_and_lands_nowhere() -> None:
    session = started(optimizer={"kind": "sgd", "learning_rate": 1e12})
    for _ in range(100):
        session.walk.step("batch")
    state = session.here.state
    assert state.divergence is not None and session.walk.landed is None
    session.walk.step("product")
    assert session.here.state is state


def test_walking_through_the_recorded_future_is_walking_through_the_same_numbers() -> None:
    session = started(10)
    after = bits(session.branch.moment(5).state)
    session.seek(4)
    for _ in range(6):
        session.walk.step("sample")
    assert bits(session.here.state) == after and session.is_past and session.walk.landed is not None


@pytest.mark.parametrize(
    ("remainder", "sizes"),
    [("keep", (5, 5, 2, 2, 5)), ("drop", (5, 5, 2, 2, 5)), ("carry", (5, 5, 5, 5)), ("carry", (7, 7, 7))],
)
def test_back_by_epochs_goes_where_steps_forward_ended(remainder: str, sizes: tuple[int, ...]) -> None:
    session = Session(Run(experiment=small.experiment(batches={"size": 5, "remainder": remainder})))
    ends = [0]
    for size in sizes:
        session.change({"batches.size": size})
        session.walk.step("epoch")
        ends.append(session.here.state.update)
    for update in range(ends[-1], 0, -1):
        session.seek(update)
        session.walk.back("epoch")
        assert session.here.state.update == max(end for end in ends if end < update)


def test_an_epoch_whose_batches_were_changed_on_the_way_is_gone_back_to_where_it_began() -> None:
    session = Session(Run(experiment=small.experiment(batches={"size": 5})))
    session.advance(4)  # an epoch is three updates
    session.change({"batches.size": 1})
    session.advance(3)
    session.walk.back("epoch")
    assert session.here.state.update == 3
