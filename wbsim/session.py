"""One person's work: the branches of a run, the moment that is looked at, and the edits that undo takes back.
It knows no threads, no clock and no window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from wbsim.branches import Branch, Mark, Tree
from wbsim.contest import Contest, Rival, begun, standing
from wbsim.deeds import Deed, Spot, is_worth
from wbsim.engine import State, Watch, look
from wbsim.experiment import Experiment
from wbsim.gradual import Gradual
from wbsim.kept import KeptSession
from wbsim.keyframes import Keyframe
from wbsim.opening import Recalls, opened, started
from wbsim.points import EditPoints, difference
from wbsim.reopening import reopened
from wbsim.rules import repairs
from wbsim.run import AnyEdit, Change, Run, Saved, SetParameters, with_edit
from wbsim.settings import in_words, word
from wbsim.simulation import Progress
from wbsim.snapshot import Ghost, Snapshot
from wbsim.stopping import Stopping
from wbsim.stops import NEVER, Stop
from wbsim.translation import translated
from wbsim.twin import Beside
from wbsim.undo import Deeds
from wbsim.walk import Walk


@dataclass(frozen=True, eq=False)
class Moment:
    """A run as far as its edits were made, and where it stands."""

    run: Run
    progress: Progress
    marks: tuple[Mark, ...] = ()


@final
class Session:
    """The work at hand; every method leaves it whole, also when it refuses."""

    def __init__(self, run: Run, kept: Saved | None = None) -> None:
        """Begins a run, or goes on where it was kept; raises `Refused`."""
        self._begin((_alone(run, kept),))

    @classmethod
    def of(cls, kept: KeptSession) -> Session:
        """Goes on with all branches, at the end of the one at hand; raises `Refused`.

        Whoever wants the moment that was looked at seeks `kept.at`: that can take a while.
        """
        session = cls.__new__(cls)
        session._begin(tuple(map(reopened, kept.branches)), kept.branch)
        session.stop = kept.stop
        return session

    def _begin(self, branches: tuple[Branch, ...], number: int = 0) -> None:
        self.said = ""
        self.ended = ""  # why the last `advance` ended early, in words
        self.walk = Walk(self)
        self.deeds = Deeds()
        self.twin = Beside()
        self.tree = Tree(*branches)
        self._number = number
        self._past: Keyframe | None = None
        self._stopping = Stopping(NEVER)
        self._recalls = Recalls()
        self._moment: tuple[Branch, Keyframe | None, Moment] | None = None
        self._ghost: tuple[State, Watch, Ghost] | None = None
        self.contest: Contest | None = None

    # --- where it stands -------------------------------------------------------------------------------------

    @property
    def branch(self) -> Branch:
        """The branch at hand."""
        return self.tree[self._number]

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All branches, in the order they were made."""
        return tuple(self.tree)

    @property
    def here(self) -> Keyframe:
        """The moment that is looked at: in the past of the branch at hand, or its present."""
        return self._past or self.branch.present

    @property
    def is_past(self) -> bool:
        """Whether it has a recorded future."""
        return self._past is not None

    @property
    def moment(self) -> Moment:
        """The run until the moment that is looked at."""
        known = self._moment
        if known is None or known[0] is not self.branch or known[1] is not self._past:
            branch = self.branch if self._past is None else self.branch.until(self._past)
            known = self.branch, self._past, Moment(branch.run, branch.progress, branch.marks)
            self._moment = known
        return known[2]

    @property
    def experiment(self) -> Experiment:
        """What is wished at this moment."""
        return self.here.plan.experiment

    @property
    def stop(self) -> Stop:
        """When training ends by itself."""
        return self._stopping.stop

    @stop.setter
    def stop(self, stop: Stop) -> None:
        self._stopping = Stopping(stop)

    # --- time ------------------------------------------------------------------------------------------------

    def advance(self, updates: int) -> None:
        """`updates` updates on: through the recorded future where there is one, then training.

        It goes less far where the run diverges, or where `stop` comes true; `ended` then says so.
        """
        self.ended = ""
        while updates > 0 and self.here.state.divergence is None and not self.ended:
            before = self.here
            count = min(updates, self._stopping.due(before))
            if self._past is None:
                self.tree.put(self.branch.trained(count))
            else:
                count = min(count, self.branch.unbroken(before))
                self._look_at(self.branch.moment(before.state.update + count, before))
            updates -= count
            self.ended = self._stopping.reached(before, self.here)
            self.twin.follow(self.branch, self.here, count)

    def seek(self, update: int | None, most: int | None = None) -> bool:
        """To an update of the branch at hand, as far as it has come, or to its present.

        At most `most` updates are replayed; False where it then stands on the way, and has to be asked again. It ends
        early where the replay diverges, as that of a run from another kind of processor may; raises `Refused` where it
        does so before an edit.
        """
        present = self.branch.state.update
        goal = present if update is None else min(max(0, update), present)
        moment = self.branch.moment(goal, self._past, most)
        self._look_at(moment)
        return moment.state.update == goal or moment.state.divergence is not None

    def _look_at(self, moment: Keyframe) -> None:
        self._past = None if moment.place >= self.branch.present.place else moment

    def catch_up(self, most: int | None = None) -> bool:
        """Trains the twin that is watched, by at most `most` updates; whether it is still on its way to this moment."""
        return self.twin.follow(self.branch, self.here, most)

    def recall(self, updates: int) -> bool:
        """Replays a part of what was opened without its past; whether there is more to do."""
        return self._recalls.go(self.tree, updates)

    # --- edits -----------------------------------------------------------------------------------------------

    def change(self, settings: Mapping[str, Any], gesture: str = "") -> None:
        """Other settings, with the smallest repair that makes the whole fit; raises `Refused`."""
        wished = self.experiment.changed(settings)
        more, said = repairs(wished, settings)
        after = self._base().edited(Change(settings={**settings, **more}))
        if after.plan.experiment == self.experiment:
            return
        words = in_words(self.experiment, after.plan.experiment)
        self._edited(after, "; ".join(filter(None, [words, *said])), gesture)

    def set_parameters(self, values: Mapping[str, float], gesture: str = "") -> None:
        """Other values for parameters, by id; raises `Refused`."""
        if not values:
            return
        # the engine refuses what is not finite, in words that name the precision
        edit = SetParameters.model_construct(values={name: float(value) for name, value in values.items()})
        before = self.here
        after = self._base().edited(edit)
        (name, value), *others = values.items()
        was = float(before.state.theta[before.plan.index[name]])
        words = f"{before.plan.name_of(name)} {word(float(f'{was:.3g}'))} → {word(float(f'{value:.3g}'))}"
        self._edited(
            after, words + (translated(" and {others} more", others=len(others)) if others else ""), gesture
        )

    def edit_points(self, edit: EditPoints, gesture: str = "") -> None:
        """Points drawn, erased or moved, with the smallest repair that makes the rest fit; raises `Refused`."""
        began = self._joined(gesture)
        since = began.spot.experiment if began else self.experiment
        more, said = repairs(with_edit(self.experiment, edit))
        # first, for a batch may not hold more points than there will be
        edits: list[AnyEdit] = [Change(settings=more), edit] if more else [edit]
        after = self._base()
        for one in edits:
            after = after.edited(one)
        if self.experiment.data.standardize != "nothing":
            said = (*said, translated("what is standardized follows the points"))
        sentence = "; ".join([difference(since.data, after.plan.experiment.data, since.seed), *said])
        self._edited(after, sentence, gesture)

    def restart(self, seed: int | None = None) -> None:
        """Back to the start with the settings of now, from another seed if one is given."""
        experiment, words = self.experiment, translated("back to the start")
        if seed is not None:
            words = translated("seed {before} → {after}", before=experiment.seed, after=seed)
            experiment = experiment.changed({"seed": seed})
        branch = replace(started(Run(experiment=experiment), self.tree.fresh), origin=words)
        left = self.branch
        self._did(branch, words)
        if not is_worth(self.tree, left):
            self.tree.remove(left.number)

    def open(self, run: Run, kept: Saved | None = None, title: str = "") -> None:
        """Another run in place of all branches, undoable; raises `Refused`."""
        self._replace(title or run.experiment.title, (_alone(run, kept),), 0)

    def open_session(self, kept: KeptSession, title: str = "") -> None:
        """Another session in place of all branches, at the end of the branch at hand, undoable; raises `Refused`."""
        title = title or kept.at_hand.run.experiment.title
        self._replace(title, tuple(map(reopened, kept.branches)), kept.branch)
        self.stop = kept.stop

    def _replace(self, title: str, branches: tuple[Branch, ...], number: int) -> None:
        spot, before = self._spot(), self.tree
        self.tree, self.contest = Tree(*branches), None
        self._did(
            self.tree[number],
            translated("opened {title}", title=title or translated("a run")),
            spot=spot,
            tree=before,
        )

    def _base(self) -> Branch:
        """What an edit is made of: the branch at hand or, in its past, a new one that leaves it there."""
        if self._past is None:
            return self.branch
        owner = self.tree.owner(self.branch, self._past)
        return replace(
            self.branch.until(self._past), number=self.tree.fresh, parent=owner.number,
            left_at=self._past.state.update, origin="", name="",
        )  # fmt: skip

    def _joined(self, gesture: str) -> Deed | None:
        """The deed that an edit of a drag belongs to; None where it begins one, as every edit in the past does."""
        return None if self.is_past else self.deeds.joined(gesture, self._number)

    def _edited(self, after: Branch, words: str, gesture: str) -> None:
        joined = self._joined(gesture)
        if joined is None:
            mark = Mark(after.state.update, words, len(after.run.edits))
            origin = after.origin if after.number in self.tree else words
            self._did(replace(after, origin=origin, marks=(*after.marks, mark)), words, gesture)
            return
        began = joined.step.sentence
        words = _from_to(began, words)
        origin = words if after.origin == began else after.origin
        self.deeds.go_on(joined, words)
        self.tree.put(
            replace(
                after,
                origin=origin,
                marks=(*after.marks[:-1], Mark(after.state.update, words, len(after.run.edits))),
            )
        )
        self.said = words

    def _did(
        self,
        branch: Branch,
        words: str,
        gesture: str = "",
        *,
        spot: Spot | None = None,
        tree: Tree | None = None,
    ) -> None:
        """Stands on a branch that something has led to."""
        self.deeds.do(words, spot or self._spot(), branch.number, gesture, tree=tree)
        self.tree.put(branch)
        self._stand(Spot(branch), words)
        self.deeds.forget(self.tree, self.branch)

    def _stand(self, spot: Spot, words: str) -> None:
        if self._number in self.tree:
            self.tree.put(self.branch.resting())  # but for the one that is trained on, none needs more
        self._number, self._past = spot.branch.number, spot.past
        self.said = words

    def undo(self) -> None:
        """Back to before the last deed; what was trained since stays as a branch."""
        found = self.deeds.undo(self.tree, self._spot())
        if found is not None:
            self.tree, spot, sentence = found
            self._stand(spot, translated("undone: {sentence}", sentence=sentence))
            self.deeds.forget(self.tree, self.branch)

    def redo(self) -> None:
        """Forward again, to where the stretch that was undone had come."""
        found = self.deeds.redo(self.tree, self._spot())
        if found is not None:
            self.tree, spot, sentence = found
            self._stand(spot, translated("redone: {sentence}", sentence=sentence))

    def contend(
        self, parameters: tuple[str, str] | None, rivals: tuple[Rival, ...], hand: bool = True
    ) -> None:
        """A contest about two parameters from this very moment, or with other rivals the one that goes on about them;
        without parameters it ends. Raises `Refused`.
        """
        goes_on, moment = self.contest, self.moment
        if parameters is None:
            self.contest = None
        elif goes_on is not None and (goes_on.parameters, goes_on.hand) == (parameters, hand):
            self.contest = replace(goes_on, rivals=rivals)
        else:
            here = self.here
            self.contest = begun(here.plan, here.state, moment.run, parameters, rivals, hand)

    # --- branches --------------------------------------------------------------------------------------------

    def choose(self, number: int) -> None:
        """Another branch, at its present."""
        if number in self.tree and number != self._number:
            branch = self.tree[number]
            self._stand(
                Spot(branch), translated("branch {letter}: {title}", letter=branch.letter, title=branch.title)
            )

    def rename(self, number: int, name: str) -> None:
        """Another name for a branch, "" for the one it has by itself."""
        if number in self.tree and self.tree[number].name != name:
            branch = self.tree[number]
            self.said = translated(
                "branch {letter} is called {name}", letter=branch.letter, name=name or branch.origin
            )
            self.deeds.do(self.said, self._spot(), number, renamed=branch.name)
            self.tree.put(replace(branch, name=name))

    def delete(self, number: int) -> None:
        """Without a branch, if it is not the only one; the one that it left, or the newest, is then at hand."""
        if number not in self.tree or len(self.tree) < 2:
            return
        branch, spot = self.tree[number], self._spot()
        removed = self.tree.remove(number)
        words = translated("branch {letter} deleted", letter=branch.letter)
        self.deeds.do(words, spot, number, removed=removed)
        if number == self._number:
            self._stand(Spot(self.tree.get(branch.parent) or list(self.tree)[-1]), words)
        self.said = words

    def _spot(self) -> Spot:
        return Spot(self.branch.resting(), self._past)

    # --- what it looks like ----------------------------------------------------------------------------------

    def snapshot(self, watch: Watch, gradual: Gradual | None = None) -> Snapshot:
        """What pictures need of this moment; fit and gradient as far as `gradual` has them, if it is given."""
        here, branch = self.here, self.branch
        self.twin.differ(watch.difference)
        if gradual is None:
            gradual = Gradual(lambda: 0.0)  # whose time does not pass: everything at once
            self.catch_up()
        history = branch.history
        whole = gradual.newest(here.plan, branch.run, here.state, history, watch)
        seen = look(here.state, here.plan, replace(watch, fit=False, gradient=False))
        seen = replace(seen, fit=whole.fit, gradient=whole.gradient, update=whole.state.update)
        if whole.measured is not None:  # so that charts end at this very moment, or shortly before
            history = history.remembering(whole.measured)
        contest = None
        if self.contest is not None:
            moment = self.moment
            contest = standing(self.contest, moment.run, moment.marks, here.state)
        if watch.surface is not None:
            frames = branch.keyframes.frames if branch.keyframes is not None else ()
            surface = gradual.surveyed(
                here.plan, history, here.state, watch.surface, [(one.plan, one.state) for one in frames],
                None if contest is None else contest.places(), self.deeds.before,
            )  # fmt: skip
            seen = replace(seen, surface=surface)
        written, tick = self.walk.written(watch.checked) if watch.coming else (None, self.walk.tick)
        shown = Snapshot(
            plan=here.plan, run=branch.run, state=here.state, history=history, watch=watch, seen=seen,
            marks=branch.marks, undo=self.deeds.undo_steps, redo=self.deeds.redo_steps, said=self.said,
            branches=self.branches, branch=branch.number, present=branch.state.update, ghost=self._ghost_of(watch),
            tick=tick, coming=written, stop=self.stop, contest=contest,
        )  # fmt: skip
        return self.twin.seen_with(shown, watch, gradual)

    def _ghost_of(self, watch: Watch) -> Ghost | None:
        """The end of the branch that is compared or, while the past is looked at, the present."""
        beside = self.tree.get(watch.beside) if watch.beside != self._number else None
        branch = beside or (self.branch if self.is_past else None)
        if branch is None:
            return None
        wanted = Watch(fit=True, plane=watch.plane, section=watch.section)
        known = self._ghost
        if known is None or known[0] is not branch.state or known[1] != wanted:
            seen = look(branch.state, branch.plan, wanted)
            self._ghost = known = branch.state, wanted, Ghost(branch.number, branch.plan, branch.state, seen)
        return replace(known[2], branch=branch.number)


def _alone(run: Run, kept: Saved | None) -> Branch:
    return replace(opened(run, kept), origin=translated("first run"))


def _from_to(first: str, last: str) -> str:
    """The sentence of a drag: from where it began to where it is."""
    begin_, _, _ = first.rpartition(" → ")
    _, _, end = last.rpartition(" → ")
    return f"{begin_} → {end}" if begin_ and end else last
