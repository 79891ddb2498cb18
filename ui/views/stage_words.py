"""What the stage says of a moment by itself: one sentence, the first of these that is true of it. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from wbsim.snapshot import Snapshot

_FRESH = 0.12  # share of the run after an edit in which it is still what just happened,
_LEAST = 60  # and updates, at least


def headline(snapshot: Snapshot) -> str:
    """What just happened, or how well it does."""
    state, past = snapshot.state, snapshot.is_past
    if snapshot.busy:
        return snapshot.busy[:1].upper() + snapshot.busy[1:] + "\u2009…"
    if snapshot.wall is not None:
        return _tr("{count} networks side by side").format(count=themes.count(len(snapshot.wall.grid)))
    if state.divergence is not None:
        return _tr("it diverged: the numbers grew out of bounds")
    edited = _edited(snapshot)
    if edited:
        return edited
    if past:
        return _tr("looking back; the run goes on to update {end}").format(end=themes.count(snapshot.present))
    if state.update == 0:
        return _at_the_start(snapshot)
    return how_well(snapshot)


def _edited(snapshot: Snapshot) -> str:
    """The last edit, while it is young."""
    now = snapshot.state.update
    mark = next((one for one in reversed(snapshot.marks) if one.update <= now), None)
    if mark is None or now - mark.update > max(_LEAST, _FRESH * max(now, snapshot.present)):
        return ""
    return mark.sentence


def _at_the_start(snapshot: Snapshot) -> str:
    plan, theta = snapshot.plan, snapshot.state.theta
    biases = theta[plan.is_bias]
    if not len(biases):
        return _tr("before the first update; there are no biases")
    if not biases.any():
        return _tr("before the first update every bias is 0")
    return _tr("before the first update")


def how_well(snapshot: Snapshot) -> str:
    """What share is right or, of values, how far they are off; "" before that is measured."""
    fit = snapshot.seen.fit
    if fit is None:
        return ""
    tested = fit.test_loss is not None
    right = fit.test_accuracy if tested else fit.train_accuracy
    if right is not None:
        words = (
            _tr("{share} of the test points are right") if tested else _tr("{share} of the points are right")
        )
        return words.format(share=f"{100 * right:.0f}\u2009%")
    r2 = fit.test_r2 if tested else fit.train_r2
    if r2 is None:
        return ""
    words = _tr("R² is {value} on the test points") if tested else _tr("R² is {value} on the training points")
    return words.format(value=themes.fixed(r2))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Stage", text)
