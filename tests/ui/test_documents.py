"""Files of a window: a run is written only where it came from, whatever is being opened, refused or undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from trees import grown, kept, told

from ui import commands
from ui.documents import Documents
from wbsim import files, presets
from wbsim.engine import initial
from wbsim.kept import kept_alone
from wbsim.plan import plan
from wbsim.problems import Problem
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Refusal, Snapshot
from wbsim.stops import Stop


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a file with a preset in it."""

    def make(name: str) -> Path:
        path = tmp_path / f"{name}{files.SUFFIX}"
        run = Run(experiment=presets.load(name).experiment)
        files.write(path, kept_alone(run, plan(run.experiment), initial(plan(run.experiment))))
        return path

    return make


def titles(*paths: Path) -> list[str]:
    """What the runs in files are called."""
    return [files.read(path).at_hand.run.experiment.title for path in paths]


class Slow:
    """Documents of a window whose player has done nothing yet."""

    def __init__(self, stage: Callable[..., Any], path: Path) -> None:
        self.stage = stage()
        self.posted: list[commands.Command] = []
        self.documents = Documents(self.posted.append, self.stage.window)
        self.said: list[Any] = []
        self.documents.refused.connect(self.said.append)
        kept = files.read(path)
        self.stage.session = Session(kept.at_hand.run)
        self.documents.at(path, kept)
        self.show()

    def snapshot(self) -> Snapshot:
        snapshot: Snapshot = self.stage.snapshot()
        return snapshot

    def show(self, snapshot: Snapshot | None = None) -> bool:
        return self.documents.changed(snapshot or self.snapshot())

    def does(self) -> None:
        """The player does what was posted."""
        for command in self.posted:
            self.stage.post(command)
        self.posted.clear()
        self.show()

    def save(self) -> bool:
        return self.documents.save(self.snapshot())


def test_a_run_is_never_written_into_the_file_that_is_being_opened(
    stage: Callable[..., Any], file: Callable[[str], Path]
) -> None:
    old, new = file("circle"), file("xor")
    one = Slow(stage, old)
    before = titles(old, new)
    one.documents.open(new)
    one.show()
    assert not one.save()
    assert "still being opened" in one.said[0][0].what
    assert titles(old, new) == before
    one.does()
    assert one.documents.path == new
    assert one.save()
    assert titles(old, new) == before


def test_a_file_that_the_player_refuses_leaves_the_run_its_own(
    stage: Callable[..., Any], file: Callable[[str], Path]
) -> None:
    old, new = file("circle"), file("xor")
    one = Slow(stage, old)
    before = titles(old, new)
    one.documents.open(new)
    refused = replace(one.snapshot(), refusal=Refusal(1, (Problem("", "it cannot be"),)))
    assert one.documents.save(refused)
    assert one.documents.path == old
    assert titles(old, new) == before


def test_undo_goes_back_to_the_file_of_the_run_before(
    stage: Callable[..., Any], file: Callable[[str], Path]
) -> None:
    old, new = file("circle"), file("xor")
    one = Slow(stage, old)
    one.documents.open(new)
    one.does()
    one.stage.session.undo()
    assert not one.show()
    assert one.documents.path == old
    one.stage.session.redo()
    one.show()
    assert one.documents.path == new


def test_a_run_that_was_opened_and_undone_unseen_can_still_be_saved(
    stage: Callable[..., Any], file: Callable[[str], Path]
) -> None:
    old, new = file("circle"), file("xor")
    one = Slow(stage, old)
    one.documents.open(new)
    one.posted.append(commands.Undo())
    one.does()
    assert one.save()
    assert one.documents.path == old


def test_a_run_keeps_its_file_through_edits_and_a_new_start_but_has_changed(
    stage: Callable[..., Any], file: Callable[[str], Path]
) -> None:
    path = file("circle")
    one = Slow(stage, path)
    for act in (
        lambda: one.stage.session.change({"penalty.l2": 0.01}),
        lambda: one.stage.session.restart(seed=3),
    ):
        act()
        assert one.show()
        assert one.documents.path == path


def test_a_preset_lies_in_no_file(stage: Callable[..., Any], file: Callable[[str], Path]) -> None:
    path = file("circle")
    one = Slow(stage, path)
    for _ in range(2):
        one.documents.open_preset("circle")
        one.does()
        assert one.documents.path is None
        one.documents.at(path)


def test_naming_choosing_deleting_and_stops_are_changes_but_looking_is_none(
    stage: Callable[..., Any], file: Callable[[str], Path]
) -> None:
    one = Slow(stage, file("circle"))
    session = one.stage.session
    session.advance(9)
    session.seek(4)
    session.change({"penalty.l2": 0.01})
    assert one.save() and not one.show()
    session.advance(3)
    assert one.show() and one.save()
    session.seek(1)
    assert not one.show()
    session.seek(None)
    for act in (
        lambda: session.rename(1, "mine"),
        lambda: session.choose(0),
        lambda: setattr(session, "stop", Stop(epoch=7)),
        lambda: session.delete(1),
    ):
        act()
        assert one.show()
        assert one.save()
        assert not one.show()


def test_the_whole_tree_is_written_and_asked_for_again(
    stage: Callable[..., Any], file: Callable[[str], Path], tmp_path: Path
) -> None:
    one = Slow(stage, file("circle"))
    one.stage.session = grown(presets.load("circle").experiment)
    one.documents.at(tmp_path / "tree.wbsim.json")
    one.show()
    assert one.save()
    before = kept(one.stage.session)
    assert told(files.read(tmp_path / "tree.wbsim.json")) == told(before)
    one.posted.clear()
    one.documents.open(tmp_path / "tree.wbsim.json")
    opens, plays = one.posted
    assert isinstance(opens, commands.Open) and opens.session is not None
    assert told(opens.session) == told(before) and opens.run is opens.session.at_hand.run
    assert plays == commands.Play()


def test_a_file_that_was_left_in_its_past_rests_there(
    stage: Callable[..., Any], file: Callable[[str], Path], tmp_path: Path
) -> None:
    one = Slow(stage, file("circle"))
    one.stage.session.advance(9)
    one.stage.session.seek(4)
    assert one.save()
    one.documents.open(one.documents.path)
    (opens,) = one.posted  # the player rests where a past moment was looked at
    assert isinstance(opens, commands.Open) and opens.session is not None and opens.session.at == 4
    one.does()
    assert (one.snapshot().state.update, one.snapshot().present, one.snapshot().playing) == (4, 9, False)
    assert not one.show()


def test_every_branch_of_a_file_belongs_to_it_also_one_that_began_anew(
    stage: Callable[..., Any], file: Callable[[str], Path], tmp_path: Path
) -> None:
    one = Slow(stage, file("circle"))
    session = one.stage.session
    session.advance(3)
    session.restart(seed=5)
    assert one.show()
    new = tmp_path / "new.wbsim.json"
    one.documents.ask_to_save = lambda: new  # type: ignore[method-assign]
    assert one.documents.save(one.snapshot(), anew=True)
    session.choose(session.branches[0].number)
    one.show()
    assert one.documents.path == new
    read = files.read(new)
    again = Slow(stage, new)
    again.documents.at(new, read)
    assert all(again.documents._place_of(branch.run.experiment).path == new for branch in read.branches)


def test_what_is_restored_is_to_be_saved_where_it_was(
    stage: Callable[..., Any], file: Callable[[str], Path], tmp_path: Path
) -> None:
    one = Slow(stage, file("circle"))
    session = kept(grown(presets.load("xor").experiment))
    one.documents.open_again(session, "XOR", tmp_path / "mine.wbsim.json")
    one.does()
    assert one.documents.path == tmp_path / "mine.wbsim.json" and one.show()
    assert not (tmp_path / "mine.wbsim.json").exists()
    assert one.save() and not one.show()
    one.documents.open_again(kept(grown()), "A run", None)
    one.does()
    assert one.documents.path is None
