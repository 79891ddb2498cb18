"""Trees of runs for tests: sessions with branches, and what of two of them is to be the same."""

from __future__ import annotations

from typing import Any

import small
from small import bits

from wbsim.engine import Watch
from wbsim.experiment import Experiment
from wbsim.kept import KeptSession, kept_in
from wbsim.run import Run
from wbsim.session import Session


def grown(experiment: Experiment | None = None) -> Session:
    """A session of five branches: two leave the first, one leaves one of those, one begins anew."""
    session = Session(Run(experiment=experiment or small.experiment()))
    session.advance(13)
    session.change({"penalty.l2": 0.01})
    session.advance(20)
    session.seek(7)
    session.set_parameters({"b:2": 0.125})
    session.advance(9)
    session.rename(session.branch.number, "by hand")
    session.seek(10)
    session.change({"optimizer.learning_rate": 0.05})
    session.advance(5)
    session.choose(session.branches[0].number)
    session.seek(20)
    session.change({"batches.size": 3})
    session.advance(4)
    session.restart(seed=9)
    session.advance(6)
    return session


def kept(session: Session) -> KeptSession:
    """What files keep of it."""
    return kept_in(session.snapshot(Watch(fit=False)))


def told(session: KeptSession) -> Any:
    """All of a session, numbers to the last bit, to be compared."""
    return (
        session.branch,
        session.at,
        session.stop,
        [
            (
                one.number, one.name, one.origin, one.parent, one.left_at, one.run, one.marks,
                one.state and bits(one.state), one.plan.ids,
            )
            for one in session.branches
        ],
    )  # fmt: skip
