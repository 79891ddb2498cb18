"""What a palette offers, and which of it fits what was typed. Pure; the deeds are done by others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ui.panels.matching import Match, match


@dataclass(frozen=True)
class Entry:
    """Something that can be done: its name, the group that it belongs to, and the deed."""

    name: str  # by which it is known from one time to the next
    words: str
    group: str
    act: Callable[[], object]
    shown: str = ""  # its keys
    also: tuple[str, ...] = ()  # other words by which it is found, such as the English ones
    lack: str = ""  # why it cannot be done now; empty where it can
    now: bool = False  # whether it is so already
    fills: str = ""  # what is put into the field instead, to be completed


@dataclass(frozen=True)
class Found:
    """An entry that fits what was typed."""

    entry: Entry
    match: Match


def found(entries: Sequence[Entry], typed: str, used: Sequence[str]) -> tuple[Found, ...]:
    """What fits, best first; among those that fit as well, what was used last, then in the order given."""
    recent = {name: len(used) - place for place, name in enumerate(used)}
    if not typed.strip():
        order = sorted(entries, key=lambda one: -recent.get(one.name, 0))
        return tuple(Found(one, Match(0.0)) for one in order)
    fits = [
        Found(one, fit)
        for one in entries
        if (fit := match(typed, one.words, one.also, one.group)) is not None
    ]
    return tuple(
        sorted(
            fits,
            key=lambda one: -one.match.score - 8 * (one.entry.name in recent) + 25 * bool(one.entry.lack),
        )
    )
