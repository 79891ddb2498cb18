"""What the views of two runs side by side have in common: which difference is seen, and how well each twin does. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.look import Look
from wbsim.difference import Difference
from wbsim.differences import biases
from wbsim.experiment import Experiment
from wbsim.snapshot import Snapshot


def difference_of(look: Look, experiment: Experiment) -> Difference:
    """The difference that was chosen; before that, biases off, or on where none is on."""
    if look.difference is not None:
        return look.difference
    return biases(on=not any(layer.bias for layer in experiment.network.layers))


@dataclass(frozen=True)
class Score:
    """How well a network does: its loss, and what that is measured on; the share that is right or R², in words."""

    loss: float | None
    tested: bool
    right: str


def score(snapshot: Snapshot) -> Score:
    """Of the moment of a snapshot; no loss where it is not measured yet."""
    fit, tested = snapshot.seen.fit, snapshot.plan.train_size < snapshot.plan.description.size
    if fit is None:
        return Score(None, tested, "")
    loss = fit.test_loss if tested else fit.train_loss
    share, r2 = (fit.test_accuracy, fit.test_r2) if tested else (fit.train_accuracy, fit.train_r2)
    right = ""
    if share is not None:
        right = _tr("{share}\u2009% right").format(share=themes.fixed(100 * share, 1))
    elif r2 is not None and math.isfinite(r2):
        right = _tr("R² {r2}").format(r2=themes.fixed(r2, 3) if r2 > -10 else themes.number(r2))
    return Score(loss, tested, right)


def loss_said(loss: float | None) -> str:
    """A loss that holds still: three decimals, more where it is small."""
    if loss is None:
        return "–"
    if 0.001 <= loss < 10:
        return themes.fixed(loss, 3)
    return themes.number(loss, 2)


def lag_said(snapshot: Snapshot) -> str:
    """Where the twin stands, if that is not where the run does; empty if it is."""
    twin = snapshot.twin
    if twin is None or twin.state.update == snapshot.state.update:
        return ""
    if twin.state.divergence is not None:
        return _tr("diverged at update {update}").format(update=themes.count(twin.state.divergence.update))
    return _tr("at update {update}, on its way").format(update=themes.count(twin.state.update))


def ended_said(snapshot: Snapshot) -> str:
    """That a run diverged, and when; empty if it did not."""
    lost = snapshot.state.divergence
    return "" if lost is None else _tr("diverged at update {update}").format(update=themes.count(lost.update))


def _tr(text: str) -> str:
    return QCoreApplication.translate("TwinRoom", text)
