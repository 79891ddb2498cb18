"""Which criteria of having learned are offered for a task, and the menu of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from wbsim.outcomes import Criterion
from wbsim.verdicts import said as learned_said

_LOSSES = (0.3, 0.1, 0.03, 0.01, 0.001)
_ACCURACIES = (0.8, 0.9, 0.95, 0.99)
_R2 = (0.5, 0.8, 0.9, 0.99)


def criteria(classes: bool, *known: Criterion) -> tuple[tuple[Criterion, ...], ...]:
    """The criteria worth a choice, a group for each measure, with those that are known already among them."""
    shares = (
        [Criterion("accuracy", bound) for bound in _ACCURACIES]
        if classes
        else [Criterion("r2", bound) for bound in _R2]
    )
    losses = [Criterion("loss", bound) for bound in _LOSSES]
    for one in known:
        group = losses if one.measure == "loss" else shares
        if one not in group and one.measure == group[0].measure:
            group.append(one)
    losses.sort(key=lambda one: -one.bound)
    shares.sort(key=lambda one: one.bound)
    return tuple(losses), tuple(shares)


def fill_criteria(
    menu: QMenu, classes: bool, tested: bool, now: Criterion, usual: Criterion, wished: Callable[[Criterion], object]
) -> None:  # fmt: skip
    """Puts the criteria into a menu; the one in use is checked, and the usual one says so."""
    menu.clear()
    for number, group in enumerate(criteria(classes, now, usual)):
        if number:
            menu.addSeparator()
        for one in group:
            said = learned_said(one, tested)
            if one == usual:
                said = QCoreApplication.translate("WallCriterion", "{words} (usual)").format(words=said)
            action = menu.addAction(said)
            action.setCheckable(True)
            action.setChecked(one == now)
            action.setData(one)
            action.triggered.connect(partial(_wish, wished, one))


def _wish(wished: Callable[[Criterion], object], one: Criterion, _checked: bool = False) -> None:
    wished(one)
