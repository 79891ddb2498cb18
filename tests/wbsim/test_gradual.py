"""Measuring a piece at a time: nothing is wrong, nothing is late without saying so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
import pytest
import small

from wbsim import device, predict, presets
from wbsim.engine import Watch
from wbsim.gradual import PATIENCE, Gradual
from wbsim.lanes import LANES
from wbsim.probes import fit as fit_room
from wbsim.probes import pieces as pieces_room
from wbsim.probes.fit import fit, fitting
from wbsim.probes.pieces import LEAST, PIECE_WORK, finished, piece_size
from wbsim.probes.trace import descending, gradient
from wbsim.run import Run
from wbsim.session import Session

BOTH = Watch(gradient=True)


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of 64 points, so that a small job has many."""
    monkeypatch.setattr(pieces_room, "PIECE_WORK", 1)


def a_session(updates: int = 5) -> Session:
    session = Session(Run(experiment=presets.load("circle").experiment))
    session.advance(updates)
    return session


class Clock:
    """A clock on which each look takes a second, or none."""

    def __init__(self, step: float) -> None:
        self._ticks: Iterator[int] = count()
        self.step = step

    def __call__(self) -> float:
        return next(self._ticks) * self.step


@pytest.mark.parametrize("parameters", [1, 33, 101_770, 10**8])
def test_a_piece_is_whole_vectors_and_bounded_work(parameters: int) -> None:
    size = piece_size(parameters, 2**16)
    assert size % LEAST == 0
    assert all(LEAST % lanes == 0 for lanes in LANES.values())
    assert LEAST <= size <= 2**16
    assert size == LEAST or size * parameters <= PIECE_WORK


@pytest.mark.usefixtures("_tiny")
def test_a_fit_in_pieces_agrees_with_the_reference_of_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    progress = a_session().moment.progress
    plan, theta = progress.plan, progress.state.theta
    pieces = fitting(plan, theta)
    assert (
        sum(1 for _ in pieces) >= 6
    )  # 250 training and 250 test points in pieces of 64, of which one ends it
    many = fit(plan, theta)
    monkeypatch.setattr(pieces_room, "PIECE_WORK", 2**26)
    one = fit(plan, theta)
    assert many.train_loss == pytest.approx(one.train_loss, rel=1e-6)
    assert many.test_loss == pytest.approx(one.test_loss, rel=1e-6)
    assert many.confusion is not None
    assert many.confusion.tolist() == one.confusion.tolist()  # type: ignore[union-attr]


@pytest.mark.usefixtures("_tiny")
def test_however_pieces_are_made_the_bits_are_the_same() -> None:
    progress = a_session().moment.progress
    plan, theta = progress.plan, progress.state.theta
    paused = descending(plan, theta)
    next(paused)
    fit(plan, theta)  # something else in between
    assert finished(paused).tobytes() == gradient(plan, theta).tobytes()
    assert fit(plan, theta).train_loss == fit(plan, theta).train_loss


def test_small_work_is_of_the_very_update() -> None:
    session, gradual = a_session(), Gradual(lambda: 0.0)
    for _ in range(3):
        session.advance(1)
        seen = session.snapshot(BOTH, gradual).seen
        assert seen.update == session.moment.progress.state.update
        assert seen.gradient is not None


@pytest.mark.usefixtures("_tiny")
def test_large_work_goes_on_over_several_snapshots_and_is_exact_for_the_update_it_names() -> None:
    session = a_session()
    gradual = Gradual(Clock(PATIENCE))  # so slow that a call makes one piece
    exact, named = {}, []
    for _ in range(40):
        progress = session.moment.progress
        exact[progress.state.update] = fit(progress.plan, progress.state.theta)
        seen = session.snapshot(BOTH, gradual).seen
        if seen.fit is not None:
            assert seen.fit.test_loss == exact[seen.update].test_loss
            named.append(seen.update)
        assert seen.update <= progress.state.update
        session.advance(1)
    assert named == sorted(named)
    assert len(set(named)) >= 3


@pytest.mark.usefixtures("_tiny")
def test_what_was_measured_before_an_edit_is_not_shown_after_it() -> None:
    session, gradual = a_session(), Gradual(Clock(0.0))
    before = session.snapshot(BOTH, gradual).seen
    gradual._clock = Clock(PATIENCE)
    name = session.moment.progress.plan.id_of(0)
    session.set_parameters({name: 3.0})
    after = session.snapshot(BOTH, gradual).seen
    progress = session.moment.progress
    assert after.fit is not None
    assert after.fit.test_loss == fit(progress.plan, progress.state.theta).test_loss
    assert after.fit.test_loss != before.fit.test_loss  # type: ignore[union-attr]
    assert after.gradient is None or not np.array_equal(after.gradient, before.gradient)


@pytest.mark.usefixtures("_tiny")
def test_a_late_fit_ends_the_charts_where_it_was_measured() -> None:
    session, gradual = a_session(), Gradual(Clock(0.0))
    session.snapshot(Watch(), gradual)
    gradual._clock = Clock(PATIENCE)
    session.advance(1)
    shown = session.snapshot(Watch(), gradual)
    assert shown.seen.update < shown.state.update
    assert [one.update for one in shown.history.measured][-1] == shown.seen.update


def test_a_measurement_that_fails_is_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    session, gradual = a_session(), Gradual(lambda: 0.0)

    def short_of_memory(*arguments: object) -> object:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(fit_room.device, "evaluate", short_of_memory)
        with pytest.raises(MemoryError):
            session.snapshot(Watch(), gradual)
    assert session.snapshot(Watch(), gradual).seen.fit is not None


def test_true_and_told_values_are_in_the_units_of_the_data() -> None:
    experiment = small.experiment(data=small.points(12, 2) | {"standardize": "all"})
    session = Session(Run(experiment=experiment))
    plan, state = session.moment.progress.plan, session.moment.progress.state
    pairs = fit(plan, state.theta).pairs
    data = device.dataset(plan).train
    assert pairs is not None
    np.testing.assert_allclose(pairs[:, 0], np.asarray(data.y)[:, -1], rtol=1e-12)
    np.testing.assert_allclose(pairs[:, 1], predict(state, plan, data.x)[:, -1], rtol=1e-12)


def test_of_many_points_an_even_sample_of_pairs_is_kept() -> None:
    wish = small.points(1000, 2)
    session = Session(Run(experiment=small.experiment(data=wish)))
    progress = session.moment.progress
    pairs = fit(progress.plan, progress.state.theta).pairs
    assert pairs is not None
    assert len(pairs) == fit_room.PAIRS
    assert pairs[0, 0] == wish["points"]["y"][0][0]
    assert pairs[-1, 0] == wish["points"]["y"][-1][0]


@pytest.mark.usefixtures("_tiny")
def test_a_run_that_stands_still_is_measured_to_the_end() -> None:
    session, gradual = a_session(), Gradual(Clock(0.0))
    session.snapshot(BOTH, gradual)
    gradual._clock = Clock(PATIENCE)
    session.advance(3)
    state = session.moment.progress.state
    assert gradual.is_behind(state)
    for _ in range(40):
        seen = session.snapshot(BOTH, gradual).seen
    assert not gradual.is_behind(state)
    assert seen.update == state.update
    assert seen.gradient is not None
