"""Undo and redo: the two stacks of what was done, and how much they and the branches may hold. How a tree goes back and
forth, the deeds know.
"""

from __future__ import annotations

from dataclasses import replace
from typing import final

import numpy as np

from wbsim.branches import Branch, Tree
from wbsim.deeds import Deed, Spot, Undone, done_again, renamed, still, take_over, taken_back
from wbsim.engine import State
from wbsim.snapshot import Step

MOST_STEPS = 100
MOST_BRANCHES = 24  # that nobody named, beside the one at hand
MOST_BYTES = 512 * 2**20  # that undo and branches may hold, beyond the branch at hand


@final
class Deeds:
    """The two stacks, of a session whose trees it is handed."""

    def __init__(self) -> None:
        self._done: list[Deed] = []
        self._undone: list[Undone] = []
        self._steps = 0

    @property
    def undo_steps(self) -> tuple[Step, ...]:
        """What can be undone, oldest first."""
        return tuple(deed.step for deed in self._done)

    @property
    def redo_steps(self) -> tuple[Step, ...]:
        """What can be redone, next first."""
        return tuple(one.deed.step for one in reversed(self._undone))

    @property
    def before(self) -> State | None:
        """The state in which the last deed was done; None where there is none."""
        if not self._done:
            return None
        spot = self._done[-1].spot
        return (spot.past or spot.branch.present).state

    def joined(self, gesture: str, number: int) -> Deed | None:
        """The deed that an edit of a drag on a branch belongs to; None where it begins one."""
        last = self._done[-1] if self._done else None
        return (
            last if last is not None and gesture and (last.gesture, last.made) == (gesture, number) else None
        )

    def do(
        self,
        words: str,
        spot: Spot,
        made: int,
        gesture: str = "",
        *,
        removed: tuple[Branch, ...] = (),
        renamed: str | None = None,
        tree: Tree | None = None,
    ) -> None:
        """Takes what is being done from `spot`; nothing can be redone from now on."""
        self._undone.clear()
        self._steps += 1
        self._done.append(Deed(Step(self._steps, words), spot, made, gesture, removed, renamed, tree))
        del self._done[:-MOST_STEPS]

    def go_on(self, joined: Deed, words: str) -> None:
        """Takes one more edit of the drag that was done last."""
        self._done[-1] = replace(joined, step=replace(joined.step, sentence=words))

    def undo(self, tree: Tree, here: Spot) -> tuple[Tree, Spot, str] | None:
        """The tree and where to stand in it before the last deed, and its sentence; None if there is none."""
        if not self._done:
            return None
        deed = self._done.pop()
        made = tree.get(deed.made)
        left = here if made is None or here.branch.number == deed.made else Spot(made)
        if deed.removed:
            tree.bring_back(deed.removed)
            spot = still(tree, deed.spot)
        elif deed.renamed is not None:
            deed, spot = renamed(tree, deed), here
        elif deed.tree is not None:
            now, tree = tree, deed.tree
            deed = replace(deed, tree=now)
            take_over(tree, left.branch)
            spot = still(tree, deed.spot)
        else:
            spot = taken_back(tree, deed)
            self._follow(deed.made, spot.branch, tree)
        self._undone.append(Undone(deed, left, spot.branch.number))
        return tree, spot, deed.step.sentence

    def redo(self, tree: Tree, here: Spot) -> tuple[Tree, Spot, str] | None:
        """The tree and where to stand in it after the deed that was undone last; None if there is none."""
        if not self._undone:
            return None
        undone = self._undone.pop()
        deed, spot = undone.deed, undone.left
        if deed.removed:
            deed = replace(deed, spot=here, removed=tree.remove(deed.removed[0].number))
            spot = here if here.branch.number in tree else still(tree, undone.left)
        elif deed.renamed is not None:
            deed, spot = renamed(tree, deed), here
        elif deed.tree is not None:
            now, tree = tree, deed.tree
            deed = replace(deed, spot=here, tree=now)
            spot = still(tree, undone.left)
        else:
            deed, spot = done_again(tree, undone)
            if undone.back not in tree:
                self._follow(undone.back, spot.branch, tree)
        self._done.append(deed)
        return tree, spot, deed.step.sentence

    def _follow(self, number: int, branch: Branch, tree: Tree) -> None:
        """Has what was done on one branch, or on the way from it, be undone on another, that has what was there then."""
        for place, deed in reversed(list(enumerate(self._done))):
            if deed.tree is not None:
                return  # what was done before something else was opened was done on other branches
            if deed.renamed is not None:
                continue  # a name stays where it was given
            was = deed.spot.branch
            made = deed.made == number and was.number in (number, branch.number)
            from_end = was.number == number and deed.spot.past is None
            if made or (from_end and (was.state.update == branch.left_at or number not in tree)):
                before = replace(was, number=branch.number, parent=branch.parent, left_at=branch.left_at)
                self._done[place] = replace(
                    deed, made=branch.number if made else deed.made, spot=replace(deed.spot, branch=before)
                )

    def forget(self, tree: Tree, here: Branch) -> None:
        """Drops the oldest steps of undo (never the last one) and the oldest branches, where they are too many or hold
        too many bytes. What somebody named stays.
        """
        counted: set[int] = set()
        bytes_of(here, counted)
        left = MOST_BYTES - sum(bytes_of(one.left.branch, counted) for one in self._undone)
        kept = 0
        for deed in reversed(self._done):
            also: set[int] = set()  # what is let go counts for nothing
            cost = sum(bytes_of(branch, counted, also) for branch in deed.branches)
            if kept and cost > max(left, 0):
                break
            counted |= also
            left -= cost
            kept += 1
        del self._done[: len(self._done) - kept]
        others = [branch for branch in tree if branch.number != here.number and not branch.name]
        for place, branch in enumerate(reversed(others)):
            cost = bytes_of(branch, counted)
            left -= cost
            if place >= MOST_BRANCHES or (cost and left < 0):
                tree.remove(branch.number)


def bytes_of(branch: Branch, counted: set[int], also: set[int] | None = None) -> int:
    """The bytes of the arrays of a branch that are neither `counted` nor in `also`; adds them, by their owners, to the
    latter if it is given, else to the former.
    """
    fresh = counted if also is None else also

    def is_new(thing: object) -> bool:
        if id(thing) in counted or id(thing) in fresh:
            return False
        fresh.add(id(thing))
        return True

    frames = () if branch.keyframes is None else branch.keyframes.frames
    arrays: list[np.ndarray] = []
    for frame in (branch.present, *frames):
        if is_new(frame.state):
            arrays += [frame.state.theta, frame.state.slots]
            if frame.points is not None:
                arrays += [frame.points.x, frame.points.y]
    for block in branch.history.blocks:
        if is_new(block):
            arrays += [block.update, block.loss, block.theta]
    owners = (array if array.base is None else array.base for array in arrays)
    return sum(owner.nbytes for owner in owners if is_new(owner))
