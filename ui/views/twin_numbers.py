"""Two twins in numbers, for any difference: which learned first, how large their weights have grown, how many neurons are
alike, how far apart both are.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication

from ui.theme import count, number
from ui.views.names import layer_title, units_word
from ui.views.twin_table import Reasons, Row
from ui.views.twin_words import score
from wbsim.differences import L2, TRAIN
from wbsim.history import History
from wbsim.snapshot import Snapshot

_SAME = 1e-6  # how near two neurons' numbers are that count as the same


def by_numbers(snapshot: Snapshot, twin: Snapshot, name: str) -> Reasons:
    """What can be said of any difference: how far both have come, and how far apart they are."""
    both = (snapshot, twin)
    halves = [half_at(one.history, score(one).tested) for one in both]
    rows = [
        Row(
            "", _tr("half of its first loss at update"), tuple("–" if h is None else count(h) for h in halves)
        ),
        Row("", _tr("size of all weights, ‖w‖"), tuple(number(_size(one, False)) for one in both)),
        Row("", _tr("size of all biases, ‖b‖"), tuple(number(_size(one, True)) for one in both)),
    ]
    kinds = [distinct(one) for one in both]
    if kinds[0] is not None and kinds[1] is not None:
        plan = both[0].plan
        title = _tr("different {units} in {layer}").format(
            units=units_word(plan.rows[0].kind), layer=layer_title(plan, 0)
        )
        values = tuple(_tr("{n} of {all}").format(n=n, all=whole) for n, whole in (kinds[0], kinds[1]))
        rows.insert(1, Row("", title, values))
    rows.append(
        Row("", _tr("parameters that train"), tuple(count(int(one.plan.trainable.sum())) for one in both))
    )
    distance, common = apart(snapshot, twin)
    if common == 1:
        text = _tr("The one number that both have is {distance} apart (‖Δθ‖).")
    else:
        text = _tr("The {n} numbers that both have are {distance} apart (‖Δθ‖).")
    text = text.format(n=count(common), distance=number(distance))
    return Reasons((), text, ("A", "B"), tuple(rows), _verdict(snapshot, twin, name, halves, kinds))


def _verdict(
    snapshot: Snapshot, twin: Snapshot, name: str, halves: list[int | None],
    kinds: list[tuple[int, int] | None],
) -> str:  # fmt: skip
    """The sentence that says most, made of the numbers in the table."""
    for letter, found in zip("AB", kinds, strict=True):
        if found is not None and found[0] == 1 < found[1] and snapshot.state.update:
            words = _tr("In {letter} all {all} neurons of hidden 1 are the same: equal starts get equal gradients, "
                        "so they stay equal.")  # fmt: skip
            return words.format(letter=letter, all=found[1])
    if name == L2:
        sizes = [_size(one, False) for one in (snapshot, twin)]
        weak, strong = (
            ("A", "B")
            if twin.plan.experiment.penalty.l2 > snapshot.plan.experiment.penalty.l2
            else ("B", "A")
        )
        pair = dict(zip("AB", sizes, strict=True))
        words = _tr("L2 holds the weights of {strong} at {small}; those of {weak} are at {large}.")
        return words.format(strong=strong, weak=weak, small=number(pair[strong]), large=number(pair[weak]))
    if name == TRAIN:
        counts = [int(one.plan.trainable.sum()) for one in (snapshot, twin)]
        words = _tr("{n} numbers move in A, {m} in B; the others stay what they were.")
        return words.format(n=count(counts[0]), m=count(counts[1]))
    return _faster(halves, snapshot)


def _faster(halves: list[int | None], snapshot: Snapshot) -> str:
    a, b = halves
    if a is None and b is None:
        return "" if not snapshot.state.update else _tr("Neither has come below half of its first loss yet.")
    if a is None or b is None:
        letter, at = ("A", a) if b is None else ("B", b)
        assert at is not None
        words = _tr("Only {letter} has come below half of its first loss, at update {at}.")
        return words.format(letter=letter, at=count(at))
    if a == b:
        return _tr("Both came below half of their first loss at update {at}.").format(at=count(a))
    first, early, late = ("A", a, b) if a < b else ("B", b, a)
    words = _tr("{letter} learned first: half of its first loss at update {early}, the other at {late}.")
    return words.format(letter=first, early=count(early), late=count(late))


def half_at(history: History, tested: bool) -> int | None:
    """The first update that was measured at which the loss was at most half of what it was at first."""
    first: float | None = None
    for one in history.measured:
        loss = one.fit.test_loss if tested else one.fit.train_loss
        if loss is None or not math.isfinite(loss):
            continue
        if first is None:
            first = loss
        elif loss <= first / 2:
            return one.update
    return None


def distinct(one: Snapshot) -> tuple[int, int] | None:
    """How many neurons of the first hidden layer differ in what goes in, and how many there are; None without one."""
    plan = one.plan
    if len(plan.rows) < 2 or not plan.rows[0].fan_out:
        return None
    row, theta = plan.rows[0], one.state.theta.astype(float)
    biases = row.biases_of(theta)
    into = row.weights_of(theta)
    table = into if biases is None else np.column_stack([into, biases])
    grain = _SAME * max(1.0, float(np.abs(table).max(initial=0.0))) if np.isfinite(table).all() else 1.0
    return len(np.unique(np.round(table / grain), axis=0)), row.fan_out


def _size(one: Snapshot, biases: bool) -> float:
    kept = one.plan.is_bias if biases else ~one.plan.is_bias
    return float(np.linalg.norm(one.state.theta[kept].astype(float)))


def apart(one: Snapshot, other: Snapshot) -> tuple[float, int]:
    """‖Δθ‖ over the parameters that both have, and how many these are."""
    a, b = one.plan, other.plan
    if a.layout == b.layout:
        gap = one.state.theta.astype(float) - other.state.theta.astype(float)
    else:
        names = [name for name in a.ids if name in b.index]
        gap = one.state.theta[[a.index[n] for n in names]].astype(float)
        gap = gap - other.state.theta[[b.index[n] for n in names]].astype(float)
    return float(np.linalg.norm(gap)), len(gap)


def _tr(text: str) -> str:
    return QCoreApplication.translate("WhyView", text)
