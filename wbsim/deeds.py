"""What can be undone, as frozen values, and how a tree of branches goes back before it and forth again. Whatever was
trained since stays as a branch. It knows no stacks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wbsim.branches import Branch, Tree
from wbsim.experiment import Experiment
from wbsim.keyframes import Keyframe
from wbsim.snapshot import Step
from wbsim.translation import translated


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
class Undone:
    """A deed that was undone: what had come of it, and the branch that undoing it led to."""

    deed: Deed
    left: Spot
    back: int


def is_worth(tree: Tree, branch: Branch) -> bool:
    """Whether something would be lost with a branch."""
    return branch.own_updates > 0 or bool(branch.name) or bool(tree.children(branch.number))


def still(tree: Tree, spot: Spot) -> Spot:
    """Where a spot is now: in the tree, though its branch was dropped, and in the past, if its branch has gone on."""
    if spot.branch.number not in tree:
        tree.put(spot.branch)
    branch = tree[spot.branch.number]
    past = spot.past or spot.branch.present
    return Spot(branch, past if past.place < branch.present.place else None)


def take_over(tree: Tree, branch: Branch) -> None:
    """Keeps what was trained of a run that was opened among what was there before; there it may be already."""
    known = next((one for one in tree if one.run is branch.run), None)
    if known is None and branch.own_updates > 0:
        tree.put(replace(branch, number=tree.fresh, parent=None, left_at=0))
    elif known is not None and known.state.update < branch.state.update:
        tree.put(replace(known, progress=branch.progress, keyframes=branch.keyframes))


def renamed(tree: Tree, deed: Deed) -> Deed:
    """Exchanges the two names of a branch."""
    if deed.made not in tree or deed.renamed is None:
        return deed
    branch = tree[deed.made]
    tree.put(replace(branch, name=deed.renamed))
    return replace(deed, renamed=branch.name)


def taken_back(tree: Tree, deed: Deed) -> Spot:
    """Before an edit or a restart; a stretch that was trained since stays."""
    before = deed.spot.branch
    if deed.made != before.number:
        if deed.made in tree and not is_worth(tree, tree[deed.made]):
            tree.remove(deed.made)
        return still(tree, deed.spot)
    made = tree.get(deed.made) or before
    if made.state.update <= before.state.update and not _leaves(tree, made, before.state.update):
        left_at = min(made.left_at, before.state.update)
        tree.put(replace(before, name=made.name, parent=made.parent, left_at=left_at))
        return Spot(tree[before.number])
    other = replace(
        before, number=tree.fresh, parent=made.number, left_at=before.state.update,
        origin=translated("without {sentence}", sentence=deed.step.sentence), name="",
    )  # fmt: skip
    tree.put(other)
    return Spot(other)


def _leaves(tree: Tree, branch: Branch, update: int) -> bool:
    """Whether another branch leaves a branch at an update or later."""
    return any(child.left_at >= update for child in tree.children(branch.number))


def done_again(tree: Tree, undone: Undone) -> tuple[Deed, Spot]:
    """After an edit or a restart, where its stretch had come; what was trained since it was undone stays."""
    deed, left = undone.deed, undone.left
    number, before = left.branch.number, deed.spot.branch
    base = tree.get(undone.back)
    if undone.back not in (before.number, number):  # undoing it had made a branch
        if base is not None and is_worth(tree, base):
            deed = replace(deed, spot=Spot(base.resting()))
        elif base is not None:
            tree.remove(base.number)
        return deed, still(tree, left)
    if number != undone.back or base is None:
        spot = still(tree, left)
        if base is not None and not is_worth(tree, base):
            tree.remove(base.number)  # as a restart does
        return deed, spot
    if base.state.update > before.state.update or _leaves(tree, base, before.state.update):
        again = replace(
            left.branch, number=tree.fresh, parent=base.number, left_at=before.state.update,
            origin=deed.step.sentence, name="",
        )  # fmt: skip
        tree.put(again)
        return replace(deed, spot=Spot(base.resting()), made=again.number), Spot(again, left.past)
    tree.put(replace(left.branch, name=base.name))
    return deed, Spot(tree[number], left.past)
