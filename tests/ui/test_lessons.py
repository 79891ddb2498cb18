"""Every lesson played at the window by mouse and keys, and every idea reached in three actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.wbsim.lessons.test_reading import GOOD
from ui import commands
from wbsim.lessons.reading import all_lessons, read_text

LESSONS = {written.lesson.name: written.lesson for written in all_lessons()}
IDEAS = sorted({sign for lesson in LESSONS.values() for sign in lesson.ideas}, key=lambda s: int(s[1:]))


@pytest.fixture
def hands(qtbot: QtBot, stage: Callable[..., Any]) -> Hands:
    return Hands(stage(size=(1600, 1000)), qtbot)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a popup, without a window manager
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_played_through_by_mouse_and_keys(name: str, hands: Hands) -> None:
    hands.open_list()
    hands.open_lesson(name)
    lesson = LESSONS[name]
    for number, step in enumerate(lesson.steps):
        told = hands.told
        assert (told.lesson, told.step) == (name, number)
        assert hands.window.lesson.isVisible()
        if step.look.room is not None:
            assert hands.window.look.room == step.look.room
        if step.task is not None:
            assert not told.task.done, "nobody has done anything yet"
            hands.do_task()
            assert hands.told.task.done, hands.told.task
        assert all(claim.standing == "holds" for claim in hands.told.claims), hands.told.claims
        hands.key(Qt.Key.Key_PageDown)
    assert not hands.window.lesson.isVisible(), "after the last step the lesson is over"
    assert hands.window.snapshot.refusal is None


@pytest.mark.parametrize("sign", IDEAS)
def test_every_idea_is_three_actions_from_a_fresh_start(sign: str, hands: Hands) -> None:
    """A key, a click, and one deed: then the idea is told and seen."""
    hands.open_list()
    hands.open_idea(sign)
    assert sign in hands.told.ideas
    assert hands.told.text and hands.window.lesson.isVisible()
    assert hands.actions == 2
    task = hands.told.task
    assert task is not None and not task.done, (
        "what the idea is about is done by the learner, as the third action"
    )


def test_page_keys_turn_the_steps_and_escape_closes(hands: Hands) -> None:
    hands.open_list()
    hands.open_lesson("one-neuron")
    hands.key(Qt.Key.Key_PageDown)
    assert hands.told.step == 1, "next, though the task was not done"
    hands.key(Qt.Key.Key_PageUp)
    assert hands.told.step == 0
    hands.key(Qt.Key.Key_Escape)
    assert not hands.window.lesson.isVisible()
    assert not hands.window.lessons.is_open
    hands.key(Qt.Key.Key_PageDown)
    assert not hands.window.lesson.isVisible()


def test_show_me_does_the_task(hands: Hands) -> None:
    hands.open_list()
    hands.open_lesson("one-neuron")
    hands.click(hands.window.lesson.task.show_link)
    assert hands.told.task.done


def test_a_step_begins_again_as_it_began(hands: Hands) -> None:
    hands.open_list()
    hands.open_lesson("one-neuron")
    before = hands.window.snapshot.state.theta.tobytes()
    hands.do_task()
    assert hands.window.snapshot.state.theta.tobytes() != before
    hands.click(hands.window.lesson.again_button)
    assert hands.window.snapshot.state.theta.tobytes() == before
    assert not hands.told.task.done


def test_a_lesson_whose_run_was_left_says_so_and_awards_nothing(hands: Hands) -> None:
    hands.open_list()
    hands.open_lesson("one-neuron")
    hands.window.lessons.turn_to(3)
    hands.look()
    hands.window.documents.open_preset("circle")
    hands.look()
    assert "was left" in hands.told.problem
    hands.stage.session.advance(2000)
    hands.look()
    assert not hands.told.task.done
    hands.click(hands.window.lesson.again_button)
    assert not hands.told.problem and hands.window.snapshot.plan.experiment.data.dataset == "pass-fail"


def test_undoing_a_scene_leaves_its_lesson_and_redoing_comes_back(hands: Hands) -> None:
    hands.open_list()
    hands.open_lesson("one-neuron")
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "was left" in hands.told.problem
    hands.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert not hands.told.problem
    hands.do_task()
    assert hands.told.task.done


def test_a_scene_that_cannot_be_set_says_why_and_is_not_told(hands: Hands) -> None:
    bad = GOOD.replace("optimizer.learning_rate: 0.1", "optimizer.learning_rat: 0.1")
    hands.window.lessons.begin(read_text(bad, Path("bad.yaml")).lesson)
    hands.look()
    assert "there is no such setting" in hands.told.problem
    assert hands.told.task is None and not hands.told.text


def test_a_step_does_not_begin_before_all_is_measured_that_it_tells(hands: Hands) -> None:
    hands.window.lessons.open("one-neuron")
    shown = hands.stage.snapshot()
    hands.window.take(replace(shown, busy="compiling", seen=replace(shown.seen, trace=None)))
    assert not hands.told.text
    hands.look()
    assert "…" not in "".join(hands.told.text) and hands.told.text


def test_scenes_that_another_one_follows_are_not_set() -> None:
    lesson = LESSONS["symmetry"]
    scenes = [commands.Perform(lesson.acts_to(step), step) for step in (0, 1, 2)]
    after = commands.Perform(lesson.steps[0].begin[1:], 3)
    found = list(commands.merged([scenes[0], scenes[1], commands.Play(), scenes[2], after]))
    assert [command.scene for command in found if isinstance(command, commands.Perform)] == [2, 3]
    assert any(isinstance(command, commands.Play) for command in found)


def test_a_scene_can_be_undone_like_any_edit(hands: Hands) -> None:
    title = hands.window.snapshot.plan.experiment.data.dataset
    hands.open_list()
    hands.open_lesson("one-neuron")
    assert hands.window.snapshot.plan.experiment.data.dataset == "pass-fail"
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert hands.window.snapshot.plan.experiment.data.dataset == title
