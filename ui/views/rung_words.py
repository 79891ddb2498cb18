"""What each card of the step ladder says of a moment: how much is done and how many make the next rung up. It paints
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from wbsim.ladder import RUNGS, Done, Ladder
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

FREE = "free"
CARDS: tuple[str, ...] = (*RUNGS, FREE)
KEYS = {"product": "1", "neuron": "2", "sample": "3", "batch": "4", "epoch": "5", FREE: "6"}
ICONS = {"epoch": "epoch", FREE: "play"}


@dataclass(frozen=True)
class Said:
    """A card in words: its title, what one step is, how much is done and, in small letters, of what."""

    title: str
    caption: str
    done: str
    rest: str
    tip: str
    chosen: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("RungsView", text)


def chosen(snapshot: Snapshot) -> str:
    """The card at hand: that of the rung, or free run where updates follow each other by themselves."""
    return FREE if snapshot.playing and snapshot.rung == "batch" else snapshot.rung


def batch_size(snapshot: Snapshot) -> int:
    """How many samples the update at hand has: as walked or, where none is, as the next one will."""
    if snapshot.coming is not None:
        return len(snapshot.coming.samples)
    batches, state, points = snapshot.plan.experiment.batches, snapshot.state, snapshot.plan.train_size
    if batches.order == "explicit":
        return max(1, len(batches.explicit[state.cursor % max(1, len(batches.explicit))]))
    left = points - state.cursor
    if batches.remainder == "keep" and 0 < left < batches.size:
        return left
    return max(1, min(batches.size, points))


def updates_an_epoch(plan: Plan) -> int:
    """How many updates one epoch has."""
    batches, points = plan.experiment.batches, plan.train_size
    if batches.order == "explicit":
        return max(1, len(batches.explicit))
    if batches.remainder == "keep":
        return max(1, -(-points // batches.size))
    return max(1, points // batches.size)


def updates_done(snapshot: Snapshot) -> int:
    """How many updates of the epoch at hand are done."""
    batches, state = snapshot.plan.experiment.batches, snapshot.state
    if batches.order == "explicit":
        return state.cursor
    return -(-state.cursor // batches.size)


def words(snapshot: Snapshot) -> dict[str, Said]:
    """What every card says, by its name."""
    plan, state, now = snapshot.plan, snapshot.state, chosen(snapshot)
    samples = batch_size(snapshot)
    ladder = Ladder.of(plan, samples)
    done = ladder.done(min(snapshot.tick, ladder.total))
    inside = _inside(plan, done, in_update=snapshot.tick > samples * ladder.each)
    each, counted = updates_an_epoch(plan), themes.count
    epochs = state.epoch + min(1.0, updates_done(snapshot) / each)
    outside = {
        "batch": (
            _tr("Batch"), _tr("moves {count} parameters").format(count=counted(plan.size)),
            _tr("update {number}").format(number=counted(state.update)),
            _many(each, _tr("1 makes an epoch"), _tr("{count} make an epoch")),
        ),
        "epoch": (
            _tr("Epoch"), _tr("every sample once"), _tr("epoch {number}").format(number=_epochs(epochs)),
            _tr("{done} of {all} batches done").format(done=counted(updates_done(snapshot)), all=counted(each)),
        ),
        FREE: (_tr("Free run"), _tr("until you stop it"), _free(snapshot), _stop(snapshot)),
    }  # fmt: skip
    return {
        name: Said(*said, _tip(name, said[0], said[1]), chosen=name == now)
        for name, said in (inside | outside).items()
    }


def _inside(plan: Plan, done: Done, in_update: bool) -> dict[str, tuple[str, str, str, str]]:
    """The rungs that are less than an update."""
    of = _tr("{done} of {all}")
    one = (themes.count(done.products_of), themes.count(done.neurons_of), themes.count(done.samples_of))
    whole = (_tr("1 makes the update"), _tr("{count} make the update")) if in_update else (
        _tr("1 makes a sample"), _tr("{count} make a sample")
    )  # fmt: skip
    makes = (_many(done.products_of, *whole), _many(done.neurons_of, *whole))
    return {
        "product": (
            _tr("Product"), _tr("one w · x") if not in_update else _tr("one w moves"),
            of.format(done=themes.count(done.products), all=one[0]), makes[0],
        ),
        "neuron": (
            _tr("Neuron"), _tr("its sum, bias, activation") if not in_update else _tr("its weights and bias move"),
            of.format(done=themes.count(done.neurons), all=one[1]), makes[1],
        ),
        "sample": (
            _tr("Sample"), _tr("forward and back"),
            of.format(done=themes.count(done.samples), all=one[2]), _many(done.samples_of, _tr("1 makes a batch"), _tr("{count} make a batch")),
        ),
    }  # fmt: skip


def _many(count: int, one: str, several: str) -> str:
    """How many there are, in words: one is one."""
    return one if count == 1 else several.format(count=themes.count(count))


def _tip(name: str, title: str, caption: str) -> str:
    key = KEYS[name]
    if name == FREE:
        return _tr("Free run: update after update, at the speed of the slider, until you pause it  ({key})").format(
            key=key
        )  # fmt: skip
    return _tr("{title}: {caption}  ({key})\nRight click or Shift and click: one step back").format(
        title=title, caption=caption, key=key
    )


def _epochs(epochs: float) -> str:
    return themes.fixed(epochs, 1) if epochs < 1000 else themes.count(int(epochs))


def _free(snapshot: Snapshot) -> str:
    """What free running goes at; the speed of another rung is not its own."""
    if snapshot.rung != "batch":
        return _tr("update after update")
    if snapshot.speed is None:
        return _tr("as fast as it goes")
    speed = themes.count(int(snapshot.speed)) if snapshot.speed >= 1 else themes.number(snapshot.speed)
    return _tr("{speed} updates/s").format(speed=speed)


def _stop(snapshot: Snapshot) -> str:
    """When it ends by itself: the first wish, for there is room for one."""
    stop = snapshot.stop
    if stop.update is not None:
        return _tr("stop at update {number}").format(number=themes.count(stop.update))
    if stop.epoch is not None:
        return _tr("stop at epoch {number}").format(number=themes.count(stop.epoch))
    if stop.loss is not None:
        return _tr("stop at loss {number}").format(number=f"{stop.loss:g}")
    if stop.accuracy is not None:
        return _tr("stop at {share} % right").format(share=f"{100 * stop.accuracy:g}")
    if stop.patience is not None:
        return _tr("stop without progress")
    return _tr("no stop is set")
