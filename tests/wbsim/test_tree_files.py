"""Trees of runs in files: every branch comes back with its bits, what branches share stands once, and a tree that cannot
be is refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small
from hypothesis import example, given
from hypothesis import strategies as st
from small import bits
from trees import grown, kept, told

from wbsim import files, presets
from wbsim.branches import Branch, Mark
from wbsim.engine import initial
from wbsim.files import numbers
from wbsim.kept import KeptBranch, KeptSession, kept_alone, kept_of
from wbsim.plan import plan
from wbsim.points import EditPoints
from wbsim.problems import Refused
from wbsim.reopening import reopened
from wbsim.run import Change, Run, SetParameters
from wbsim.session import Session
from wbsim.stops import Stop

Content = dict[str, Any]
FIRST = Path(__file__).parent / "first_format.wbsim.json"


def again(path: Path, session: KeptSession) -> KeptSession:
    files.write(path, session)
    return files.read(path)


# --- there and back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_every_branch_comes_back_with_its_bits(tmp_path: Path, precision: str) -> None:
    session = kept(
        grown(small.experiment(precision=precision, optimizer={"kind": "adam", "learning_rate": 0.01}))
    )
    assert len(session.branches) == 5
    assert told(again(tmp_path / "tree.json", session)) == told(session)


def test_branches_go_on_as_they_would_have(tmp_path: Path) -> None:
    session = grown()
    read = again(tmp_path / "tree.json", kept(session))
    for branch, ours in zip(session.branches, read.branches, strict=True):
        taken_up = reopened(ours)
        assert (taken_up.marks, taken_up.parent, taken_up.left_at) == (
            branch.marks,
            branch.parent,
            branch.left_at,
        )
        assert (taken_up.origin, taken_up.name) == (branch.origin, branch.name)
        assert bits(taken_up.trained(40).state) == bits(branch.trained(40).state)
        middle = branch.state.update // 2
        assert bits(taken_up.moment(middle).state) == bits(branch.moment(middle).state)


def test_a_tree_written_again_is_the_same_file(tmp_path: Path) -> None:
    files.write(tmp_path / "a.json", kept(grown()))
    files.write(tmp_path / "b.json", files.read(tmp_path / "a.json"))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_what_was_looked_at_and_the_stops_come_back(tmp_path: Path) -> None:
    session = grown()
    session.choose(session.branches[0].number)
    session.seek(5)
    session.stop = Stop(loss=0.01, patience=500)
    read = again(tmp_path / "tree.json", kept(session))
    assert (read.branch, read.at, read.stop) == (0, 5, Stop(loss=0.01, patience=500))
    assert read.update == 5 and read.at_hand.update == 33


def deeds() -> st.SearchStrategy[list[tuple[str, int]]]:
    """Anything a person may do to a tree, in any order."""
    kinds = [
        "advance",
        "seek",
        "rate",
        "hand",
        "points",
        "neuron",
        "choose",
        "rename",
        "delete",
        "undo",
        "redo",
        "restart",
    ]
    return st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 12)), max_size=14)


def do(session: Session, kind: str, size: int) -> None:
    number = session.branches[size % len(session.branches)].number
    name = next(iter(session.here.plan.ids))
    does: dict[str, Callable[[], object]] = {
        "advance": lambda: session.advance(size),
        "seek": lambda: session.seek(size),
        "rate": lambda: session.change({"optimizer.learning_rate": 0.01 * (1 + size)}),
        "hand": lambda: session.set_parameters({name: size / 7}, gesture="drag"),
        "points": lambda: session.edit_points(EditPoints(move="all", by=(0.1, -0.1 * size))),
        "neuron": lambda: session.change({"network.layers.0.neurons": 2 + size % 3}),
        "choose": lambda: session.choose(number),
        "rename": lambda: session.rename(number, "é" * size),
        "delete": lambda: session.delete(number),
        "undo": session.undo,
        "redo": session.redo,
        "restart": lambda: session.restart(seed=size),
    }
    does[kind]()


@given(deeds())
def test_whatever_was_done_the_tree_comes_back(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, int]]
) -> None:
    session = Session(Run(experiment=small.experiment(optimizer={"kind": "momentum", "learning_rate": 0.01})))
    for deed in done:
        do(session, *deed)
    before = kept(session)
    path = tmp_path_factory.mktemp("any") / "tree.json"
    assert told(again(path, before)) == told(before)


@example([], [float(np.finfo(np.float32).max)] * 40)  # whose shortest decimal lies above it
@given(
    st.lists(st.tuples(st.integers(0, 9), st.text(max_size=8), st.text(max_size=8)), max_size=7),
    st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=40, max_size=40),
)
def test_any_tree_of_any_numbers_comes_back(
    tmp_path_factory: pytest.TempPathFactory, shape: list[tuple[int, str, str]], values: list[float]
) -> None:
    experiment = small.experiment(precision="float32")
    shapes = plan(experiment)
    state = initial(shapes)
    theta = np.resize(np.array(values, np.float32), shapes.size)
    run = Run(experiment=experiment)
    branches = [KeptBranch(0, run, shapes, replace(state, theta=theta, update=9), (), name="first")]
    for k, (parent, name, origin) in enumerate(shape, start=1):
        above = branches[parent % len(branches)]
        end = replace(state, theta=np.roll(theta, k), update=9 + k)
        branches.append(
            KeptBranch(3 * k, run, shapes, end, (Mark(k, name),), above.number, min(k, 9), origin, name)
        )
    before = KeptSession(tuple(branches), branches[-1].number)
    assert told(again(tmp_path_factory.mktemp("any") / "tree.json", before)) == told(before)


def test_a_branch_whose_parent_was_deleted_begins_by_itself() -> None:
    session = grown()
    orphan = next(branch for branch in session.branches if branch.parent == 1)
    session = kept_of([orphan], orphan.number)
    assert (session.branches[0].parent, session.branches[0].left_at) == (None, 0)


def test_nothing_changes_by_looking_but_by_training_naming_and_choosing() -> None:
    session = grown()
    before = kept(session)
    session.seek(2)
    assert kept(session).same_as(before)
    session.seek(None)
    for act in (
        lambda: session.advance(1),
        lambda: session.rename(1, "another"),
        lambda: session.choose(0),
        lambda: setattr(session, "stop", Stop(epoch=3)),
        lambda: session.delete(2),
    ):
        act()
        after = kept(session)
        assert not after.same_as(before)
        before = after


# --- for people, and small -----------------------------------------------------------------------------------


def test_what_branches_share_stands_once(tmp_path: Path) -> None:
    experiment = small.experiment(data=small.points(200, 2))
    session = Session(Run(experiment=experiment))
    for step in range(300):
        session.set_parameters({"b:2": step / 100}, gesture="drag")
    session.advance(5)
    files.write(tmp_path / "one.json", kept(session))
    for k in range(7):
        session.choose(0)
        session.seek(3)
        session.set_parameters({"b:2": 0.5 + k})
        session.advance(2)
    assert len(session.branches) == 8
    files.write(tmp_path / "eight.json", kept(session))
    one, eight = ((tmp_path / name).stat().st_size for name in ("one.json", "eight.json"))
    assert eight < 1.4 * one
    content = json.loads((tmp_path / "eight.json").read_text())
    assert len(content["experiments"]) == 1
    assert [len(branch["edits"]) for branch in content["branches"]] == [300] + 7 * [1]
    assert content["branches"][5]["shared"] == {"branch": 0, "edits": 300, "marks": 1}


def test_many_points_stand_once_whatever_begins_with_them(tmp_path: Path) -> None:
    session = Session(Run(experiment=small.experiment(data=small.points(2000, 2))))
    files.write(tmp_path / "one.json", kept(session))
    for seed in range(4):
        session.advance(1)
        session.restart(seed=seed)
    read = again(tmp_path / "five.json", kept(session))
    assert len(read.branches) == 5
    assert told(read) == told(kept(session))
    assert len({id(one.run.experiment.data.points) for one in read.branches}) == 1
    one, five = ((tmp_path / name).stat().st_size for name in ("one.json", "five.json"))
    assert five < 1.2 * one


def test_a_person_can_read_the_tree(tmp_path: Path) -> None:
    session = grown(presets.load("circle").experiment)
    files.write(tmp_path / "tree.json", kept(session))
    text = (tmp_path / "tree.json").read_text()
    assert max(map(len, text.splitlines())) <= 160
    for words in ('"name": "by hand"', '"parent": 0, "left_at": 7', "learning rate 0.03 → 0.05"):
        assert words in text or words.replace(", ", ",\n      ") in text


def test_many_numbers_are_packed_and_few_stand_beside_their_ids(tmp_path: Path) -> None:
    wide = small.experiment(
        hidden=(60, 40), precision="float32", optimizer={"kind": "adam", "learning_rate": 0.01}
    )
    session = Session(Run(experiment=wide))
    session.advance(3)
    read = again(tmp_path / "wide.json", kept(session))
    state = json.loads((tmp_path / "wide.json").read_text())["branches"][0]["state"]
    assert state["shape"] == [3, session.here.plan.size] and isinstance(state["float32"], str)
    assert bits(read.at_hand.state) == bits(session.here.state)  # type: ignore[arg-type]
    assert "parameters" in numbers.state_written(initial(plan(small.experiment())), plan(small.experiment()))


# --- the first format ----------------------------------------------------------------------------------------


def test_a_file_of_the_first_format_still_opens() -> None:
    """It was written by a version before: 13 updates, an edit, 7 updates, a bias by hand, 9 updates. That version shuffled
    epochs in another order, so what is compared is what the file says, not what a run of today comes to.
    """
    read = files.read(FIRST)
    assert (len(read.branches), read.branch, read.at, read.update) == (1, 0, None, 29)
    branch = reopened(read.at_hand)
    assert [mark.update for mark in branch.marks] == [13, 20]
    experiment, edits = read.at_hand.run.experiment, read.at_hand.run.edits
    assert [(one.update, one.edit) for one in edits] == [
        (13, Change(settings={"penalty.l2": 0.01})), (20, SetParameters(values={"b:2": 0.125}))
    ]  # fmt: skip
    written = json.loads(FIRST.read_text(encoding="utf-8"))["state"]
    shapes, state = plan(experiment.changed({"penalty.l2": 0.01})), branch.state
    assert dict(zip(shapes.ids, state.theta.tolist(), strict=True)) == written["parameters"]
    assert (state.update, state.epoch, state.cursor, state.steps) == (29, 9, 10, 29)


def test_a_file_of_the_first_format_is_written_as_a_tree(tmp_path: Path) -> None:
    read = files.read(FIRST)
    assert told(again(tmp_path / "now.json", read)) == told(read)


# --- trees that cannot be ------------------------------------------------------------------------------------


def branch(place: int, **changes: Any) -> Callable[[Content], None]:
    """Another value in a branch."""
    return lambda content: content["branches"][place].update(changes)


def top(**changes: Any) -> Callable[[Content], None]:
    """Another value of the whole."""
    return lambda content: content.update(changes)


def of_another(content: Content) -> None:
    content["branches"][1]["state"] = content["branches"][0]["state"] | {"slots": {"velocity": {}}}


def packed(**changes: Any) -> Callable[[Content], None]:
    """A packed state with other content."""

    def spoil(content: Content) -> None:
        shapes = plan(small.experiment())
        content["branches"][4]["state"] = (
            numbers.state_written(initial(shapes), shapes, packed=True) | changes
        )

    return spoil


NUMBERS = plan(small.experiment()).size
ODD: dict[str, tuple[Callable[[Content], None], str]] = {
    "no branches": (top(branches=[]), "branches: 0 is too few; there must be at least 1"),
    "branches that are none": (top(branches={"0": 1}), "branches: {'0': 1} is not a list"),
    "a branch that is none": (lambda content: content["branches"].insert(0, 7), "branches.0: 7 is not a group"),
    "one number twice": (branch(2, number=1), "branches.2.number: there are two branches 1"),
    "a number below 0": (branch(2, number=-1), "branches.2.number: -1 is out of range"),
    "an unknown parent": (branch(2, parent=77), "branches.2.parent: there is no branch 77; there are 0, 1"),
    "itself as a parent": (branch(1, parent=1), "branches.1.parent: branch 1 would descend from itself"),
    "a circle": (branch(1, parent=2, left_at=0), "would descend from itself; branches make a tree"),
    "left beyond the parent": (branch(1, left_at=999), "branches.1.left_at: update 999 is beyond the end of branch"),
    "an unknown branch at hand": (top(branch=50), "branch: there is no branch 50; the one at hand is one of 0, 1"),
    "no branch at hand": (lambda content: content.pop("branch"), "branch: this setting is missing"),
    "looked at beyond the end": (top(at=1000), "at: update 1000 is beyond branch"),
    "looked at before the start": (top(at=-1), "at: -1 is out of range"),
    "an unknown stop": (top(stop={"mood": 3}), "stop.mood: there is no such setting"),
    "a stop that cannot be": (top(stop={"loss": -1}), "stop.loss: -1 is out of range"),
    "an unknown part": (top(colour="red"), "colour: there is no such setting"),
    "an unknown part of a branch": (branch(1, colour="red"), "branches.1.colour: there is no such setting"),
    "a name that is none": (branch(1, name=3), "branches.1.name: 3 is not a text"),
    "points that are none": (top(points=[1]), "points: points that stand apart must be a group"),
    "wrong points": (top(points={"a": {"x": [[1]], "y": "?"}}), "points.a.y"),
    "points that are not there": (
        lambda content: content["experiments"][0]["data"].update(points={"named": "b"}),
        "experiments.0.data.points: there are no points 'b' in the file",
    ),
    "no experiments": (top(experiments=[]), "experiments: a session needs a list of at least 1 experiment"),
    "an unknown experiment": (branch(1, experiment=9), "branches.1.experiment: there is no experiment 9"),
    "a wrong experiment": (
        lambda content: content["experiments"][1].update(seed="many"),
        "experiments.1.seed: 'many' is not a whole number",
    ),
    "sharing with a later one": (branch(1, shared={"branch": 2, "edits": 0}), "branch 2 is not told before this one"),
    "sharing with itself": (branch(1, shared={"branch": 1}), "branch 1 is not told before this one"),
    "sharing more than there is": (branch(2, shared={"branch": 0, "edits": 5}), "branch 0 has 1 edits; 5 of them"),
    "sharing more marks": (branch(2, shared={"branch": 0, "marks": 5}), "branch 0 has 1 marks; 5 of them"),
    "marks that are none": (branch(1, marks=["here"]), "branches.1.marks.0: 'here' is not a list"),
    "edits out of order": (
        branch(2, shared={"branch": 0, "edits": 1}, edits=[{"update": 2, "edit": {"kind": "set", "values": {}}}]),
        "edits stand in order",
    ),
    "an edit of nothing": (
        branch(1, edits=[{"update": 7, "edit": {"kind": "change", "settings": {"a.b": 1}}}]),
        "branches.1.a: there is no such setting",
    ),
    "a state of another optimizer": (of_another, "branches.1.state.slots: they are ['velocity']; the optimizer keeps []"),
    "a state before its edits": (
        lambda content: content["branches"][0]["state"].update(update=3), "branches.0.state.update: 3 is before the last edit",
    ),
    "bytes of another network": (packed(shape=[1, 3]), "branches.4.state.shape: it is [1, 3]; the network"),
    "bytes of another optimizer": (packed(slots=["m"]), "branches.4.state.slots: they are ['m']"),
    "bytes of another precision": (packed(float32="AAAA"), "branches.4.state.float32: packed numbers have"),
    "bytes that are too few": (packed(float64="AAAA"), "branches.4.state.float64: the packed numbers are damaged"),
    "bytes that are none": (packed(float64="é"), "branches.4.state.float64: the packed numbers are damaged"),
    "bytes that are a number": (packed(float64=3), "branches.4.state.float64: the packed numbers are damaged"),
    "a number that is none": (
        packed(float64=numbers.base64.b64encode(np.full(NUMBERS, np.nan).tobytes()).decode()),
        "branches.4.state.float64: one of the packed numbers is not finite",
    ),
    "bytes without a place": (packed(update="x"), "branches.4.state.update: 'x' is not a whole number"),
    "bytes beyond the points": (packed(cursor=99), "branches.4.state.cursor: 99 is out of range"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_a_tree_that_cannot_be_is_refused_with_its_place_and_what_would_be_right(
    tmp_path: Path, kind: str
) -> None:
    spoil, said = ODD[kind]
    path = tmp_path / "tree.json"
    files.write(path, kept(grown()))
    content = json.loads(path.read_text())
    spoil(content)
    path.write_text(json.dumps(content))
    with pytest.raises(Refused) as caught:
        files.read(path)
    assert said in str(caught.value)
    for problem in caught.value.problems:
        assert str(problem).startswith(str(path)) and "\n" not in str(problem) and len(str(problem)) < 400


def test_a_count_that_could_not_be_read_again_is_not_packed(tmp_path: Path) -> None:
    wide = plan(small.experiment(hidden=(60, 40)))
    late = replace(initial(wide), update=2**53 + 1)
    with pytest.raises(Refused, match=r"state\.update: 9007199254740993 is out of range"):
        files.write(tmp_path / "a.json", kept_alone(Run(experiment=wide.experiment), wide, late))
    assert not list(tmp_path.iterdir())


def test_a_branch_keeps_its_letter() -> None:
    session = grown()
    letters = [branch.letter for branch in session.branches]
    assert [reopened(one).letter for one in kept(session).branches] == letters
    assert all(isinstance(reopened(one), Branch) for one in kept(session).branches)


def test_a_name_with_half_of_a_letter_is_no_reason_to_fail(tmp_path: Path) -> None:
    session = grown()
    session.rename(1, "half \ud83d")
    assert again(tmp_path / "tree.json", kept(session)).branches[1].name == "half ?"


@pytest.mark.parametrize("form", ["wbsim run 1", "wbsim run 2"])
def test_a_run_that_cannot_begin_is_refused_though_an_edit_would_mend_it(tmp_path: Path, form: str) -> None:
    path = tmp_path / "run.json"
    run = Run(experiment=small.experiment()).edited(3, Change(settings={"batches.size": 4}))
    content = {"format": form, **run.written()}
    if form == "wbsim run 2":
        branch = {"number": 0, "experiment": 0, "edits": content.pop("edits")}
        content |= {"experiments": [content.pop("experiment")], "branch": 0, "branches": [branch]}
        content["experiments"][0]["batches"] = {"size": 500}
    else:
        content["experiment"]["batches"] = {"size": 500}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(Refused, match="500 is more than the 12 training points"):
        files.read(path)
