"""What the room of surfaces says: what just changed, who stands where in a contest, and why. Every sentence is made from
numbers; it paints nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.views.surface_axes import AxisName
from ui.views.surface_scene import Scene, name_of
from wbsim.contest import Standing, Way
from wbsim.probes.axes import Place
from wbsim.probes.ground import Surface
from wbsim.snapshot import Snapshot
from wbsim.translation import marked, translated

_ALIKE = 1.05  # times another loss, up to which two are called alike
_BARRIER = 0.1  # of the usual loss above the lowest, that a straight way rises by where a ridge lies between
_FLAT = 0.02  # of the loss, that a step of a fiftieth of the map changes at most on flat ground
_LATE = 10  # the last updates, by which it is seen whether an optimizer jumps
_HARDLY = 0.1  # of the way from the lowest loss to the usual one, that is hardly above it
_NEAR = 1.15  # times the lowest loss of the map, up to which a place counts as down there
_NUMBERS = ("", "", marked("twice"), marked("three times"), marked("four times"), marked("five times"), marked("six times"), marked("seven times"), marked("eight times"), marked("nine times"))  # fmt: skip


def _tr(text: str) -> str:
    return QCoreApplication.translate("Surface", text)


def ramp_ends() -> tuple[str, str]:
    """What stands at both ends of the ramp."""
    return _tr("loss low"), _tr("high")


@dataclass(frozen=True)
class Changed:
    """What just changed: values of both axes and losses, from and to, and since when."""

    since: str
    places: tuple[Place, Place] | None = None
    losses: tuple[float, float] | None = None
    words: str = ""  # in place of numbers, where they are not known


def changed(snapshot: Snapshot, scene: Scene) -> Changed | None:
    """The last move of a contest; else the last edit, if it was made at this very update; else the last stretch of
    training from one measured loss to the next. None before anything has changed.
    """
    hand = scene.standing.hand if scene.standing is not None else None
    places: tuple[Place, Place] | None = None
    if hand is not None:
        if not hand.moves:
            return None
        places = (_pair(hand.places[-2]), _pair(hand.places[-1]))
        return Changed(_tr("move {n}").format(n=hand.moves), places, (float(hand.losses[-2]), hand.loss))
    if scene.standing is not None:
        return Changed("", words=_tr("only the optimizers move here"))
    now = snapshot.state.update
    was = scene.surface.before
    if was is not None and snapshot.marks and snapshot.marks[-1].update == now:
        return Changed(_tr("by hand"), (was[0], scene.surface.place), (was[1], scene.surface.loss))
    if snapshot.marks and snapshot.marks[-1].update == now and snapshot.said:
        return Changed("", words=snapshot.said)
    fit, path = snapshot.seen.fit, scene.surface.path
    earlier = [one for one in snapshot.history.measured if one.update < now]
    if not earlier or fit is None or path is None:
        return None
    before = earlier[-1]
    at = np.flatnonzero(path.update <= before.update)
    if len(at) and path.update[at[-1]] == before.update:
        places = (_pair(path.places[at[-1]]), scene.surface.place)
    since = _tr("since update {n}").format(n=themes.count(before.update))
    return Changed(since, places, (before.fit.train_loss, fit.train_loss))


def _pair(place: np.ndarray) -> Place:
    first, second = place.tolist()
    return first, second


def from_to(before: float, after: float) -> str:
    """Two numbers and an arrow."""
    return f"{themes.number(before)} → {themes.number(after)}"


def lowest(surface: Surface) -> str:
    """The lowest loss of a map."""
    found = surface.lowest
    return "" if found is None else _tr("lowest on this map {loss}").format(loss=themes.number(found[2]))


def accessible(names: tuple[AxisName, AxisName], place: Place, loss: float) -> str:
    """Where the point is, for a screen reader."""
    return _tr("{first} {u}, {second} {v}, loss {loss}").format(
        first=names[0].spoken, u=themes.number(place[0]), second=names[1].spoken, v=themes.number(place[1]),
        loss=themes.number(loss),
    )  # fmt: skip


# --- the contest -------------------------------------------------------------------------------------------

Where = Literal["lowest", "side", "flat", "slope", "jumps", "off"]


def _usual(surface: Surface) -> float:
    """The loss that half of a map is below."""
    losses = surface.ground.losses if surface.ground is not None else np.array([np.inf])
    return float(np.median(np.where(np.isfinite(losses), losses, np.inf)))


def is_down(surface: Surface, loss: float) -> bool:
    """Whether a loss is hardly above the lowest of the map: as a number, and beside what most of the map has."""
    found = surface.lowest
    if found is None:
        return False
    return loss <= _NEAR * found[2] and loss - found[2] <= _HARDLY * (_usual(surface) - found[2])


def whereabouts(surface: Surface, place: Place, loss: float) -> Where:
    """What kind of place an end is: down at the lowest of the map, beyond a ridge from there, on flat ground, or still on
    a slope. Beyond the map it is off.
    """
    ground, found = surface.ground, surface.lowest
    if ground is None or found is None:
        return "off"
    low_u, high_u, low_v, high_v = ground.window
    if not (low_u <= place[0] <= high_u and low_v <= place[1] <= high_v):
        return "off"
    if is_down(surface, loss):
        return "lowest"
    share = np.linspace(0, 1, 60)[:, None]
    way = ground.loss_at((1 - share) * np.array([place]) + share * np.array([found[:2]]))
    risen = float(way.max()) - max(float(way[0]), float(way[-1]))
    if risen > _BARRIER * min(_usual(surface) - found[2], loss):
        return "side"
    step = np.array([(high_u - low_u) / 50, (high_v - low_v) / 50])
    around = np.array([place]) + step * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    return "flat" if np.abs(ground.loss_at(around) - loss).max() < _FLAT * loss else "slope"


def jumps(way: Way) -> bool:
    """Whether an optimizer's loss goes up and down at the end instead of down."""
    late = way.losses[-_LATE:]
    if way.rival is None or len(late) < _LATE:
        return False
    return bool((np.diff(late) > 0).sum() >= 3 and late.max() > 2 * late.min())


def verdict(standing: Standing, surface: Surface | None) -> tuple[str, str]:
    """One sentence about who is where, in two parts: the news, and what is behind it."""
    if standing.broken:
        return _sentence(standing.broken), _tr("Begin again from here, or undo.")
    ways = [way for way in standing.ways if way.moves or way.rival is not None]
    if standing.hand is not None and not standing.hand.moves:
        return (
            _tr("Drag the point downhill."),
            _tr("Each drag is one move; the arrow keys make small ones."),
        )
    ranked = sorted(ways, key=lambda way: way.loss if np.isfinite(way.loss) else np.inf)
    best, last = ranked[0], ranked[-1]
    if len(ranked) == 1:
        return _tr("{who} ended at {loss}.").format(
            who=_capital(name_of(best)), loss=themes.number(best.loss)
        ), ""
    if last.diverged or not np.isfinite(last.loss):
        return _tr("{who} diverged.").format(who=_capital(name_of(last))), _tr(
            "Its rate is too large for this ground."
        )
    if last.loss <= _ALIKE * best.loss:
        return _alike(best, last, surface)
    return _last(last, best, surface), _first(standing, best, surface)


def _alike(best: Way, last: Way, surface: Surface | None) -> tuple[str, str]:
    """All have nearly the same loss: which, and whether there is a lower place."""
    numbers = {"low": themes.number(best.loss), "high": themes.number(last.loss)}
    news = _tr("All are nearly equal: {low} to {high}.").format(**numbers)
    found = surface.lowest if surface is not None else None
    if surface is None or found is None:
        return news, ""
    where = whereabouts(surface, _pair(best.places[-1]), best.loss)
    behind = {
        "lowest": _tr("They are hardly above the lowest place of this map."),
        "side": _tr("The lowest place of this map, {loss}, lies in another valley."),
    }.get(where, _tr("The lowest place of this map has {loss}."))
    return news, behind.format(loss=themes.number(found[2]))


def _last(last: Way, best: Way, surface: Surface | None) -> str:
    """Who is highest, where, and how much higher."""
    where = "off" if surface is None else whereabouts(surface, _pair(last.places[-1]), last.loss)
    if jumps(last):
        where = "jumps"
    named = {
        "side": _tr("{who} went into another valley: {times} {against}."),
        "flat": _tr("{who} is on flat ground: {times} {against}."),
        "jumps": _tr("{who} jumps to and fro: {times} {against}."),
        "slope": _tr("{who} is still on the slope: {times} {against}."),
        "lowest": _tr("{who} has {times} {against}."), "off": _tr("{who} has {times} {against}."),
    }  # fmt: skip
    yours = {
        "side": _tr("You are in another valley: {times} {against}."),
        "flat": _tr("You are on flat ground: {times} {against}."),
        "slope": _tr("You are still on the slope: {times} {against}."),
        "lowest": _tr("You have {times} {against}."), "off": _tr("You have {times} {against}."),
    }  # fmt: skip
    said = yours[where] if last.rival is None and where != "jumps" else named[where]
    times = _times(last.loss / max(best.loss, 1e-300))
    against = _tr("your loss") if best.rival is None else _tr("the loss of {best}").format(best=name_of(best))
    return _capital(said.format(who=name_of(last), times=times, against=against))


def _times(factor: float) -> str:
    """How many times, in a word where there is one."""
    if 1.75 <= factor < 9.5:
        return translated(_NUMBERS[round(factor)])
    return _tr("{n} times").format(n=themes.number(factor, 3 if factor < 1.75 else 2))


def _first(standing: Standing, best: Way, surface: Surface | None) -> str:
    """Who is lowest, and with what."""
    hand, budget = standing.hand, standing.contest.budget
    where = "off" if surface is None else whereabouts(surface, _pair(best.places[-1]), best.loss)
    down = _tr(", hardly above the lowest place of this map") if where == "lowest" else ""
    if hand is not None and best.rival is None:
        said = _tr("You are lowest{down}").format(down=down)
        return said + (
            _tr(", with {left} of {all} moves left.").format(left=standing.left, all=budget)
            if standing.left
            else "."
        )
    said = _tr("{who} is lowest{down}").format(who=name_of(best), down=down)
    if hand is not None and standing.left:
        said += _tr("; you have {left} of {all} moves left").format(left=standing.left, all=budget)
    elif hand is not None:
        said += _tr("; all your moves are made")
    return said + "."


def _sentence(words: str) -> str:
    return _capital(words) + ("" if words.endswith(".") else ".")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
