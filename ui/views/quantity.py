"""What the pictures of parameters show of each: its value, its gradient, or how it changed last. It paints nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.look import Quantity
from wbsim.snapshot import Snapshot

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)


@dataclass(frozen=True, eq=False)
class Shown:
    """A number for every parameter (P,), None where there is none yet, and in words what it is."""

    numbers: NDArray[np.floating] | None
    words: str
    short: str  # the same where there is little room


def titles() -> tuple[str, ...]:
    """What the quantities are called, in the order of QUANTITIES."""
    return _tr("values"), _tr("gradients"), _tr("changes")


def shown(snapshot: Snapshot, quantity: Quantity) -> Shown:
    """A quantity of all parameters at a moment."""
    state, seen = snapshot.state, snapshot.seen
    if quantity == "values":
        return Shown(state.theta, _tr("values"), _tr("values"))
    if quantity == "gradients":
        if seen.gradient is None:
            return Shown(None, _tr("the gradient is being measured"), _tr("no gradient yet"))
        words, short = _tr("gradient of the training loss"), _tr("gradient")
        if seen.update != state.update:
            at = _tr("at {update}").format(update=themes.count(seen.update))
            words, short = f"{words} {at}", f"{short} {at}"
        return Shown(seen.gradient, words, short)
    since = state.since
    if since is None or since.update >= state.update or since.theta.shape != state.theta.shape:
        return Shown(None, _tr("there was no update yet"), _tr("no update yet"))
    updates = state.update - since.update
    words = _tr("change by the last update")
    if updates > 1:
        words = _tr("change per update, over the last {count}").format(count=themes.count(updates))
    change = (state.theta - since.theta) / state.theta.dtype.type(updates)
    return Shown(change, words, _tr("change per update"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Quantity", text)
