"""Undo and redo: what was done, what was there before, and how a tree of branches goes back and forth between them.
It trains nothing, and whatever was trained since an edit stays as a branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from wbsim.branches import Branch, Tree
from wbsim.experiment import Experiment
from wbsim.keyframes import Keyframe
from wbsim.snapshot import Step

MOST_STEPS = 100
MOST_BRANCHES = 24  # that nobody named, beside the one at hand
MOST_BYTES = 512 * 2**20  # that undo and branches may hold, beyond the branch at hand


@dataclass(frozen=True, eq=False)
class Spot:
    """A branch as it was, and the moment of its past that was looked at, if not its present."""

    branch: Branch
    past: Keyframe | None = None

    @property
    def experiment(self) -> Experiment:
        """What was wished there."""
        return (self.past or self.branch.present).plan.experiment


@dataclass(frozen=True, eq=False)
class Deed:
    """Something that can be undone: where one stood before, and the branch that it led to. `gesture` joins the edits of
    one drag.
    """

    step: Step
    spot: Spot
    made: int
    gesture: str = ""
    removed: tuple[Branch, ...] = ()  # it deleted the first of these
    renamed: str | None = None  # it gave the branch `made` another name; this is the one it has without it
    tree: Tree | None = None  # it opened something else; this is what is there without it

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All that it keeps."""
        return (self.spot.branch, *self.removed, *(self.tree or ()))


@dataclass(frozen=True, eq=False)
class _Undone:
    """A deed that was undone: what had come of it, and the branch that undoing it led to."""

    deed: Deed
    left: Spot
    back: int


@final
class Deeds:
    """The two stacks, of a session whose trees it is handed."""

    def __init__(self) -> None:
        self._done: list[Deed] = []
        self._undone: list[_Undone] = []
        self._steps = 0

    @property
    def undo_steps(self) -> tuple[Step, ...]:
        """What can be undone, oldest first."""
        return tuple(deed.step for deed in self._done)

    @property
    def redo_steps(self) -> tuple[Step, ...]:
        """What can be redone, next first."""
        return tuple(one.deed.step for one in reversed(self._undone))

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
        left = (
            here if here.branch.number == deed.made else Spot(tree[deed.made]) if deed.made in tree else here
        )
        if deed.removed:
            tree.bring_back(deed.removed)
            spot = _still(tree, deed.spot)
        elif deed.renamed is not None:
            deed, spot = _renamed(tree, deed), here
        elif deed.tree is not None:
            now, tree = tree, deed.tree
            deed = replace(deed, tree=now)
            _take_over(tree, left.branch, self.fresh(tree))
            spot = _still(tree, deed.spot)
        else:
            spot = _taken_back(tree, deed, self.fresh(tree))
            self._follow(deed.made, spot.branch, tree)
        self._undone.append(_Undone(deed, left, spot.branch.number))
        return tree, spot, deed.step.sentence

    def redo(self, tree: Tree, here: Spot) -> tuple[Tree, Spot, str] | None:
        """The tree and where to stand in it after the deed that was undone last; None if there is none."""
        if not self._undone:
            return None
        undone = self._undone.pop()
        deed, spot = undone.deed, undone.left
        if deed.removed:
            deed = replace(deed, spot=here, removed=tree.remove(deed.removed[0].number))
            spot = here if here.branch.number in tree else _still(tree, undone.left)
        elif deed.renamed is not None:
            deed, spot = _renamed(tree, deed), here
        elif deed.tree is not None:
            now, tree = tree, deed.tree
            deed = replace(deed, spot=here, tree=now)
            spot = _still(tree, undone.left)
        else:
            deed, spot = _done_again(tree, undone, self.fresh(tree))
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

    def fresh(self, tree: Tree) -> int:
        """A number that no branch of a tree has, nor one that undo and redo go to without leaving the tree."""
        return 1 + max([*(branch.number for branch in tree), *self._numbers()], default=-1)

    def _numbers(self) -> Iterator[int]:
        for deed in reversed(self._done):
            if deed.tree is not None:
                break
            yield from (deed.made, deed.spot.branch.number, *(branch.number for branch in deed.removed))
        for one in reversed(self._undone):
            yield from (one.left.branch.number, one.back)
            if one.deed.tree is not None:
                break
            yield from (one.deed.made, one.deed.spot.branch.number)
            yield from (branch.number for branch in one.deed.removed)

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


def is_worth(tree: Tree, branch: Branch) -> bool:
    """Whether something would be lost with a branch."""
    return branch.own_updates > 0 or bool(branch.name) or bool(tree.children(branch.number))


def _still(tree: Tree, spot: Spot) -> Spot:
    """Where a spot is now: in the tree, though its branch was dropped, and in the past, if its branch has gone on."""
    if spot.branch.number not in tree:
        tree.put(spot.branch)
    branch = tree[spot.branch.number]
    past = spot.past or spot.branch.present
    return Spot(branch, past if past.place < branch.present.place else None)


def _take_over(tree: Tree, branch: Branch, fresh: int) -> None:
    """Keeps what was trained of a run that was opened among what was there before; there it may be already."""
    known = next((one for one in tree if one.run is branch.run), None)
    if known is None and branch.own_updates > 0:
        tree.put(replace(branch, number=fresh, parent=None, left_at=0))
    elif known is not None and known.state.update < branch.state.update:
        tree.put(replace(known, progress=branch.progress, keyframes=branch.keyframes))


def _renamed(tree: Tree, deed: Deed) -> Deed:
    """Exchanges the two names of a branch."""
    if deed.made not in tree or deed.renamed is None:
        return deed
    branch = tree[deed.made]
    tree.put(replace(branch, name=deed.renamed))
    return replace(deed, renamed=branch.name)


def _taken_back(tree: Tree, deed: Deed, fresh: int) -> Spot:
    """Before an edit or a restart; a stretch that was trained since stays."""
    before = deed.spot.branch
    if deed.made != before.number:
        if deed.made in tree and not is_worth(tree, tree[deed.made]):
            tree.remove(deed.made)
        return _still(tree, deed.spot)
    made = tree.get(deed.made) or before
    if made.state.update <= before.state.update and not _leaves(tree, made, before.state.update):
        left_at = min(made.left_at, before.state.update)
        tree.put(replace(before, name=made.name, parent=made.parent, left_at=left_at))
        return Spot(tree[before.number])
    other = replace(
        before, number=fresh, parent=made.number, left_at=before.state.update,
        origin=f"without {deed.step.sentence}", name="",
    )  # fmt: skip
    tree.put(other)
    return Spot(other)


def _leaves(tree: Tree, branch: Branch, update: int) -> bool:
    """Whether another branch leaves a branch at an update or later."""
    return any(child.left_at >= update for child in tree.children(branch.number))


def _done_again(tree: Tree, undone: _Undone, fresh: int) -> tuple[Deed, Spot]:
    """After an edit or a restart, where its stretch had come; what was trained since it was undone stays."""
    deed, left = undone.deed, undone.left
    number, before = left.branch.number, deed.spot.branch
    base = tree.get(undone.back)
    if undone.back not in (before.number, number):  # undoing it had made a branch
        if base is not None and is_worth(tree, base):
            deed = replace(deed, spot=Spot(base.resting()))
        elif base is not None:
            tree.remove(base.number)
        return deed, _still(tree, left)
    if number != undone.back or base is None:
        spot = _still(tree, left)
        if base is not None and not is_worth(tree, base):
            tree.remove(base.number)  # as a restart does
        return deed, spot
    if base.state.update > before.state.update or _leaves(tree, base, before.state.update):
        again = replace(
            left.branch, number=fresh, parent=base.number, left_at=before.state.update,
            origin=deed.step.sentence, name="",
        )  # fmt: skip
        tree.put(again)
        return replace(deed, spot=Spot(base.resting()), made=again.number), Spot(again, left.past)
    tree.put(replace(left.branch, name=base.name))
    return deed, Spot(tree[number], left.past)


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
