"""Which branches are shown beside the one at hand, who left whom, and on which lane each runs. Pure geometry of a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ui.look import Look
from ui.theme import count
from wbsim.branches import Branch
from wbsim.history import History
from wbsim.snapshot import Snapshot

MOST = 8  # branches that are shown at once


@dataclass(frozen=True, eq=False)
class Shown:
    """A branch on the charts: what is remembered of it, and the update of its end."""

    branch: Branch
    history: History
    end: int
    at_hand: bool

    @property
    def number(self) -> int:
        """Its number in the session."""
        return self.branch.number


@dataclass(frozen=True)
class Twig:
    """A branch in the drawn tree: it leaves another one, by number, at an update, or begins at 0 by itself."""

    number: int
    leaves: int | None
    at: int


def present_of(snapshot: Snapshot) -> int:
    """The update of the end of the branch at hand."""
    return max(snapshot.present, snapshot.state.update)


def shown_branches(snapshot: Snapshot, look: Look) -> tuple[Shown, ...]:
    """The branch at hand and, in the room of time, the newest others; elsewhere the one that is compared with it.

    They come in the order in which they were made; at most MOST.
    """
    others = [branch for branch in snapshot.branches if branch.number != snapshot.branch]
    beside = [branch for branch in others if branch.number == look.beside]
    if look.room == "time":
        rest = [branch for branch in others if branch not in beside]
        kept = (*beside, *rest[::-1][: MOST - 1 - len(beside)])
    else:
        kept = tuple(beside)
    found = [Shown(branch, branch.history, branch.state.update, at_hand=False) for branch in kept]
    own = next((branch for branch in snapshot.branches if branch.number == snapshot.branch), None)
    if own is not None:
        found.append(Shown(own, snapshot.history, present_of(snapshot), at_hand=True))
    return tuple(sorted(found, key=lambda one: one.number))


def _line_of(branch: Branch, known: dict[int, Branch]) -> dict[int, int]:
    """The branches whose history this one shares, itself among them, and until which update each."""
    shared = {branch.number: max(branch.state.update, branch.left_at)}
    until, here = shared[branch.number], branch
    while here.parent is not None and here.parent not in shared:
        until = min(until, here.left_at)
        shared[here.parent] = until
        if here.parent not in known:
            break
        here = known[here.parent]
    return shared


def shared_until(one: Branch, other: Branch, known: dict[int, Branch]) -> int | None:
    """The last update at which two branches are the same run; None where they have nothing in common."""
    a, b = _line_of(one, known), _line_of(other, known)
    both = [min(a[number], b[number]) for number in a.keys() & b.keys()]
    return max(both) if both else None


def grown(shown: tuple[Shown, ...], every: tuple[Branch, ...]) -> tuple[Twig, ...]:
    """The shown branches as a tree around the one at hand, which runs on from 0; the others leave what is drawn.

    `every` are all branches of the session: who left whom may lead through some that are not shown.
    """
    known = {branch.number: branch for branch in every}
    at_hand = [one for one in shown if one.at_hand]
    drawn: list[Shown] = []
    twigs: list[Twig] = []
    for one in (*at_hand, *(one for one in shown if not one.at_hand)):
        best: tuple[int, int] | None = None
        for other in drawn:
            until = shared_until(one.branch, other.branch, known)
            if until is not None and (best is None or until > best[1]):
                best = (other.number, until)
        twigs.append(Twig(one.number, *(best or (None, 0))))
        drawn.append(one)
    return tuple(twigs)


def lanes(shown: tuple[Shown, ...]) -> Iterator[tuple[Shown, int]]:
    """Each branch and its lane from the top: lanes keep still when another branch is chosen."""
    for lane, one in enumerate(shown):
        yield one, lane


def title_of(branch: Branch) -> str:
    """What a branch is called."""
    return branch.title or QCoreApplication.translate("Branches", "first run")


def which_words() -> str:
    """Which branches are shown, in a sentence."""
    return QCoreApplication.translate(
        "Branches", "The branch at hand, thick, and the newest others: {most} at most"
    ).format(most=count(MOST))
