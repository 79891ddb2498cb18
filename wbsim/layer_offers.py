"""Which kinds of layers can stand at a place of a network, and with the arithmetic why others cannot. It changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from wbsim.architecture import with_layer
from wbsim.experiment import Experiment
from wbsim.network import KINDS
from wbsim.plan import plan
from wbsim.problems import Refused
from wbsim.run import Change, with_edit


@dataclass(frozen=True)
class Offer:
    """A kind of layer; `reason` says in one sentence why it cannot stand there, empty where it can."""

    kind: str
    reason: str = ""


def offers(experiment: Experiment, position: int) -> tuple[Offer, ...]:
    """All kinds, for a new hidden layer at a position counted from 0."""
    return tuple(_offer(experiment, position, kind) for kind in KINDS)


def _offer(experiment: Experiment, position: int, kind: str) -> Offer:
    try:
        plan(with_edit(experiment, Change(settings=with_layer(experiment, position, kind))))
    except Refused as refused:
        return Offer(kind, refused.problems[0].what)
    return Offer(kind)
