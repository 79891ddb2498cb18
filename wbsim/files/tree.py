"""A session as JSON data and back. What branches share, such as experiments and the edits made before they parted,
stands once. Reading checks all of it; nothing is half read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import Any

from pydantic import Field, ValidationError

from wbsim.branches import Mark
from wbsim.experiment import Experiment
from wbsim.files.experiments import experiment_written, large_points, name_of, points_read, with_points
from wbsim.files.numbers import state_read, state_written
from wbsim.kept import KeptBranch, KeptSession
from wbsim.plan import plan
from wbsim.problems import Refused, from_validation, refuse
from wbsim.run import MOST, Restore, Run, Stamped
from wbsim.stops import Stop
from wbsim.translation import translated
from wbsim.value import Value, Whole

FORMAT = "wbsim run 2"

Put = Callable[[object, Callable[[], Any]], Any]
"""Takes a value that never changes and what makes its JSON data; gives what is to stand for it."""


class _Shared(Value):
    """So many of the first edits and marks of a branch that was told before."""

    branch: Whole
    edits: Whole = Field(0, ge=0)
    marks: Whole = Field(0, ge=0)


class _Branch(Value):
    """A branch as a file tells it."""

    number: Whole = Field(ge=0, le=MOST)
    name: str = ""
    origin: str = ""
    parent: Whole | None = None
    left_at: Whole = Field(0, ge=0, le=MOST)
    experiment: Whole = Field(ge=0)
    shared: _Shared | None = None
    edits: tuple[Stamped, ...] = ()
    marks: tuple[tuple[Whole, str], ...] | None = None
    state: Any = None


class _Session(Value):
    """The whole of a file but its experiments and format."""

    branches: tuple[_Branch, ...] = Field(min_length=1)
    branch: Whole
    at: Whole | None = Field(None, ge=0, le=MOST)
    stop: Stop = Stop()


def session_written(kept: KeptSession, put: Put | None = None, packed: bool = False) -> dict[str, Any]:
    """JSON data that `session_read` takes. `put` may give other data for what never changes, such as what was made of
    it before. Raises `Refused` for a count that not every reader of JSON can hold."""
    put = put or (lambda _, make: make())
    experiments: list[Experiment] = []
    branches: list[dict[str, Any]] = []
    for place, branch in enumerate(kept.branches):
        number = _place(experiments, branch.run.experiment)
        branches.append(_branch_written(branch, kept.branches[:place], number, put, packed))
    points = {name_of(one): one for one in map(large_points, experiments) if one is not None}
    return {
        "format": FORMAT,
        "branch": kept.branch,
        **({} if kept.at is None else {"at": kept.at}),
        **({} if kept.stop == Stop() else {"stop": kept.stop.model_dump(mode="json", exclude_defaults=True)}),
        "experiments": [
            put(experiment, partial(experiment_written, experiment)) for experiment in experiments
        ],
        "branches": branches,
        **(
            {"points": {name: put(one, partial(one.model_dump, mode="json")) for name, one in points.items()}}
            if points
            else {}
        ),
    }


def _place(known: list[Experiment], experiment: Experiment) -> int:
    for place, other in enumerate(known):
        if other is experiment:
            return place
    known.append(experiment)
    return len(known) - 1


def _branch_written(
    branch: KeptBranch, earlier: Sequence[KeptBranch], experiment: int, put: Put, packed: bool
) -> dict[str, Any]:
    shared = _most_shared(branch, earlier)
    told: dict[str, Any] = {"number": branch.number}
    if branch.name:
        told["name"] = branch.name
    if branch.origin:
        told["origin"] = branch.origin
    if branch.parent is not None:
        told |= {"parent": branch.parent, "left_at": branch.left_at}
    told["experiment"] = experiment
    if shared.edits or shared.marks:
        told["shared"] = shared.model_dump()
    own = branch.run.edits[shared.edits :]
    told["edits"] = [put(stamped, partial(stamped.model_dump, mode="json")) for stamped in own]
    if branch.marks is not None:
        told["marks"] = [[mark.update, mark.sentence] for mark in branch.marks[shared.marks :]]
    if branch.state is not None:
        told["state"] = put(branch.state, partial(state_written, branch.state, branch.plan, packed))
    return told


def _most_shared(branch: KeptBranch, earlier: Sequence[KeptBranch]) -> _Shared:
    """What has to be told least of a branch: the earlier one, of the same experiment, that it has most edits in common
    with; of equals its parent."""
    best = _Shared(branch=0)
    for other in sorted(earlier, key=lambda one: one.number != branch.parent):
        if other.run.experiment is not branch.run.experiment:
            continue
        edits = _alike(branch.run.edits, other.run.edits)
        marks = _alike(branch.marks or (), other.marks or ())
        if (edits, marks) > (best.edits, best.marks):
            best = _Shared(branch=other.number, edits=edits, marks=marks)
    return best


def _alike(ours: Sequence[object], theirs: Sequence[object]) -> int:
    """How many things at the beginning are the very same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], zip(ours, theirs, strict=False)))


def session_read(content: Mapping[str, Any]) -> KeptSession:
    """The session that JSON data without its format line describes; raises `Refused`."""
    content = dict(content)
    wishes = content.pop("experiments", None)
    if not isinstance(wishes, list) or not wishes:
        raise refuse("experiments", translated("a session needs a list of at least 1 experiment"))
    points = points_read(content.pop("points", {}))
    try:
        told = _Session.model_validate(content)
    except ValidationError as error:
        raise from_validation(error, _Session) from None
    experiments = [
        _placed(f"experiments.{k}", lambda wish: beginning(Experiment.read(with_points(wish, points))), wish)
        for k, wish in enumerate(wishes)
    ]
    read: dict[int, KeptBranch] = {}
    for place, branch in enumerate(told.branches):
        if branch.number in read:
            raise refuse(
                f"branches.{place}.number",
                translated(
                    "there are two branches {number}; each has a number of its own", number=branch.number
                ),
            )
        read[branch.number] = _placed(
            f"branches.{place}", lambda branch: _branch_read(branch, experiments, read), branch
        )
    _refuse_odd_tree(list(read.values()))
    if told.branch not in read:
        raise refuse(
            "branch",
            translated(
                "there is no branch {branch}; the one at hand is one of {listed}",
                branch=told.branch,
                listed=_listed(read),
            ),
        )
    kept = KeptSession(tuple(read.values()), told.branch, told.at, told.stop)
    if told.at is not None and told.at > kept.at_hand.update:
        raise refuse(
            "at",
            translated(
                "update {at} is beyond branch {branch}, which ends at update {update}",
                at=told.at,
                branch=told.branch,
                update=kept.at_hand.update,
            ),
        )
    return kept


def beginning(experiment: Experiment) -> Experiment:
    """The experiment itself; raises `Refused` where no run can begin with it, whatever is edited later."""
    plan(experiment)
    return experiment


def _placed(where: str, read: Callable[[Any], Any], content: Any) -> Any:
    """What `read` makes of a part; what is refused names the place of the part."""
    try:
        return read(content)
    except Refused as refused:
        problems = (
            replace(problem, where=".".join(filter(None, (where, problem.where))))
            for problem in refused.problems
        )
        raise Refused(*problems) from None


def _branch_read(told: _Branch, experiments: list[Experiment], read: Mapping[int, KeptBranch]) -> KeptBranch:
    if told.experiment >= len(experiments):
        raise refuse(
            "experiment",
            translated(
                "there is no experiment {experiment}; there are {experiments}, counted from 0",
                experiment=told.experiment,
                experiments=len(experiments),
            ),
        )
    edits, marks = told.edits, None if told.marks is None else tuple(Mark(*mark) for mark in told.marks)
    if told.shared is not None:
        other = read.get(told.shared.branch)
        if other is None:
            raise refuse(
                "shared.branch",
                translated(
                    "branch {branch} is not told before this one; it must be", branch=told.shared.branch
                ),
            )
        for name, had, count in (
            ("edits", other.run.edits, told.shared.edits), ("marks", other.marks or (), told.shared.marks),
        ):  # fmt: skip
            if count > len(had):
                raise refuse(
                    f"shared.{name}",
                    translated(
                        "branch {number} has {count} {name}; {count2} of them cannot be shared",
                        number=other.number,
                        count=len(had),
                        name=name,
                        count2=count,
                    ),
                )
        edits = other.run.edits[: told.shared.edits] + edits
        marks = None if marks is None else (other.marks or ())[: told.shared.marks] + marks
    try:
        run = Run(experiment=experiments[told.experiment], edits=edits)
    except ValidationError as error:
        raise from_validation(error, Run) from None
    return branch_read(
        run, told.state, KeptBranch(
            told.number, run, plan(run.wished()), None, marks, told.parent, told.left_at, told.origin, told.name
        ),
    )  # fmt: skip


def branch_read(run: Run, state: Any, branch: KeptBranch) -> KeptBranch:
    """A branch with the state that JSON data describes; raises `Refused` where it is not one of this run."""
    if state is None:
        return branch
    kept = state_read(state, branch.plan)
    last = run.edits[-1] if run.edits else None
    if last and not isinstance(last.edit, Restore) and kept.update < last.update:
        raise refuse(
            "state.update",
            translated(
                "{update} is before the last edit; it must be at least {update2}",
                update=kept.update,
                update2=last.update,
            ),
        )
    return replace(branch, state=kept)


def _refuse_odd_tree(branches: Sequence[KeptBranch]) -> None:
    """Raises `Refused` where a branch left one that there is not, or that had not come so far, or itself in the end."""
    by_number = {branch.number: branch for branch in branches}
    for place, branch in enumerate(branches):
        if branch.parent is None:
            continue
        parent = by_number.get(branch.parent)
        if parent is None:
            raise refuse(
                f"branches.{place}.parent",
                translated(
                    "there is no branch {parent}; there are {listed}",
                    parent=branch.parent,
                    listed=_listed(by_number),
                ),
            )
        passed = {branch.number}
        above: KeptBranch | None = parent
        while above is not None:
            if above.number in passed:
                raise refuse(
                    f"branches.{place}.parent",
                    translated(
                        "branch {number} would descend from itself; branches make a tree",
                        number=branch.number,
                    ),
                )
            passed.add(above.number)
            above = by_number.get(above.parent) if above.parent is not None else None
        end = min(parent.update, branch.update)
        if branch.left_at > end:
            which = parent if parent.update == end else branch
            raise refuse(
                f"branches.{place}.left_at",
                translated(
                    "update {left_at} is beyond the end of branch {number}, update {end}",
                    left_at=branch.left_at,
                    number=which.number,
                    end=end,
                ),
            )


def _listed(numbers: Mapping[int, KeptBranch]) -> str:
    return ", ".join(map(str, sorted(numbers)[:20]))
