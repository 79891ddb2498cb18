"""Measurements as arrays: in their order, whatever grows, goes back or changes under them."""

from __future__ import annotations

import numpy as np
import small
from moments import further, moment, moment_of

from ui.views.measurements import Measurements, Table, class_row, spread_row
from wbsim import architecture
from wbsim.measured import SHARES
from wbsim.run import Change
from wbsim.simulation import apply, begin, onward


def test_measurements_follow_a_history_that_grows_and_one_that_goes_back() -> None:
    first = moment("circle", 40)
    later, reader = further(first, 60), Measurements()
    for snapshot in (first, later, first, further(first, 5)):
        found = reader.curves(snapshot.history.measured)
        assert found.update.tolist() == [m.update for m in snapshot.history.measured]
        assert found.train.tolist() == [m.fit.train_loss for m in snapshot.history.measured]
        assert found.accuracy[:, 1].tolist() == [m.fit.test_accuracy for m in snapshot.history.measured]
        assert np.isnan(found.r2).all()


def test_without_a_test_set_its_loss_is_no_number() -> None:
    snapshot = moment("circle", 4, {"data.train_share": 100})
    assert np.isnan(Measurements().curves(snapshot.history.measured).test).all()


def test_of_values_r2_and_rmse_are_kept() -> None:
    found = Measurements().curves(moment_of(small.experiment(), 40).history.measured)
    assert (found.r2[:, 0] <= 1).all() and (found.rmse[:, 0] > 0).all()
    assert np.isnan(found.accuracy).all()


def test_a_class_has_a_column_and_other_data_have_none() -> None:
    measured = moment("circle", 40).history.measured
    shares = Table(2, class_row(2)).rows(measured)
    np.testing.assert_array_equal(shares, [m.fit.class_accuracy for m in measured])
    assert np.isnan(Table(3, class_row(3)).rows(measured)).all()


def test_a_layer_keeps_its_spread_when_another_comes_before_it() -> None:
    before = onward(begin(small.experiment(hidden=(3,))), 20)
    output = frozenset(before.plan.rows[-1].layer.neurons)
    wish = before.plan.experiment
    after = onward(apply(before, Change(settings=architecture.with_layer(wish, 1))), 20)
    measured = after.history.measured
    assert len({m.spread.shape for m in measured}) == 2
    found = Table(len(SHARES), spread_row("b", output)).rows(measured)
    np.testing.assert_array_equal(found, [m.spread[-1, 1] for m in measured])
    new = frozenset(after.plan.rows[1].layer.neurons)
    added = Table(len(SHARES), spread_row("w", new)).rows(measured)
    assert [bool(np.isnan(row).all()) for row in added] == [len(m.spread) == 3 for m in measured]
    whole = Table(len(SHARES), spread_row("w", None)).rows(measured)
    np.testing.assert_array_equal(whole, [m.spread[0, 0] for m in measured])
