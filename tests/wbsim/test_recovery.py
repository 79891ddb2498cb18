"""What follows a divergence: where a run goes back to, and that it then learns."""

from __future__ import annotations

import math
from typing import Any

import pytest

from wbsim import presets
from wbsim.recovery import remedy
from wbsim.run import Run
from wbsim.session import Session

MANY = 16  # tenths of the rate, at most


def diverged(name: str, **settings: Any) -> Session:
    """A run of a preset whose learning rate is too large, at its end."""
    return on(Session(Run(experiment=presets.load(name).experiment.changed(settings))))


def on(session: Session) -> Session:
    session.advance(3000)
    return session


def recover(session: Session) -> None:
    found = remedy(session.branch)
    assert found is not None
    session.seek(found.update)
    session.change(found.settings)


def train_loss(session: Session) -> float:
    return session.moment.progress.fit.train_loss


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("plane", {"optimizer.learning_rate": 1e3}),
        ("plane", {"optimizer.learning_rate": 10.0}),
        ("house-price", {"optimizer": {"kind": "sgd", "learning_rate": 1e6}}),
        ("bumps", {"optimizer": {"kind": "sgd", "learning_rate": 5.0}}),
    ],
)
def test_tenths_of_the_learning_rate_lead_back_to_a_loss_that_falls(
    name: str, settings: dict[str, Any]
) -> None:
    session = diverged(name, **settings)
    assert session.here.state.divergence is not None
    rates = [session.experiment.optimizer.learning_rate]
    while session.here.state.divergence is not None and len(rates) < MANY:
        recover(session)
        rates.append(session.experiment.optimizer.learning_rate)
        assert session.here.state.divergence is None
        before = train_loss(session)
        assert math.isfinite(before)
        on(session)
    assert rates == pytest.approx([rates[0] / 10**k for k in range(len(rates))])
    assert train_loss(session) < before


def test_a_run_that_did_not_diverge_needs_no_remedy() -> None:
    assert remedy(Session(Run(experiment=presets.load("plane").experiment)).branch) is None


def test_it_goes_back_no_further_than_the_last_edit_of_anything_but_the_rate() -> None:
    session = Session(Run(experiment=presets.load("plane").experiment))
    session.advance(400)
    session.change({"network.layers.0.neurons": 6})
    session.advance(8)
    session.change({"optimizer.learning_rate": 1e3})
    on(session)
    recover(session)
    assert session.here.state.update >= 400
    assert session.experiment.network.layers[0].size == 6
    assert session.experiment.optimizer.learning_rate == 100.0


def test_where_that_edit_left_no_finite_loss_it_goes_back_over_it() -> None:
    session = Session(Run(experiment=presets.load("plane").experiment))
    session.advance(400)
    last = session.here.plan.ids[-1]
    session.set_parameters({last: 3e38})
    on(session)
    found = remedy(session.branch)
    assert found is not None and found.update < 400
    recover(session)
    assert math.isfinite(train_loss(session))
    assert session.experiment.optimizer.learning_rate == pytest.approx(0.003)


def test_a_start_without_a_finite_loss_is_begun_again() -> None:
    experiment = presets.load("plane").experiment
    session = Session(Run(experiment=experiment))
    session.set_parameters({session.here.plan.ids[-1]: 3e38})
    on(session)
    assert session.here.state.divergence is not None
    found = remedy(session.branch)
    assert found is not None and found.update == 0
