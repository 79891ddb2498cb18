"""A scenario on stage: played click by click, in haste and with hands in it; it is the same show each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from wbsim.lessons.acts import Play
from wbsim.lessons.reading import all_scenarios, read_text
from wbsim.lessons.show import cues
from wbsim.run import Run
from wbsim.session import Session

STORY = all_scenarios()[0].lesson
NEXT, BACK = Qt.Key.Key_PageDown, Qt.Key.Key_PageUp
SHORT = """
title: A short one
about: Two steps.
stage: true
steps:
  - heading: one
    begin: [{open: circle}]
    text: It begins.
    script:
      - pause: click
      - speed: 40
      - play: 30
      - caption: "Update {update}."
      - pause: click
      - set: {"b(1, 3)": 2}
      - caption: "Now b is {b(1, 3)}."
  - heading: two
    text: Nothing is played here.
    script:
      - play: 50
      - caption: "Update {update}, b is {b(1, 3):.2f}."
"""


class Clicker:
    """A clicker at a window on stage, in front of a session that trains when it is let."""

    def __init__(self, stage: Any, qtbot: QtBot) -> None:
        self.stage, self.window, self.qtbot = stage, stage.window, qtbot

    def press(self, key: Qt.Key, settles: bool = True) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key)
        self.look()
        if settles:
            self.settle()

    def look(self) -> None:
        for _ in range(3):
            QApplication.processEvents()
            self.stage.refresh()

    def train(self) -> None:
        """Some updates of what is playing."""
        driver = self.stage.driver
        driver.run_drive.pace.wish(None)
        driver.run_drive.rate = 1000.0
        driver._safely(driver._go_on, self.stage.session)

    def settle(self) -> None:
        """Until nothing plays any more."""
        while self.stage.driver.run_drive.playing:
            for _ in range(20_000):
                if not self.stage.driver.run_drive.playing:
                    break
                self.train()
            self.look()
        show = self.window.staging.show
        if show.state == "wait" and show._wait.isActive():
            show._wait.stop()
            show._waited()
            self.settle()

    @property
    def caption(self) -> str:
        return str(self.window.figure.stage.caption.accessibleDescription())

    @property
    def sentence(self) -> str:
        return str(self.window.figure.stage.header.accessibleDescription())

    @property
    def update(self) -> int:
        return int(self.stage.session.here.state.update)

    @property
    def biases(self) -> list[float]:
        here = self.stage.session.here
        return [float(b) for b in here.state.theta[here.plan.is_bias]]


@pytest.fixture
def clicker(qtbot: QtBot, stage: Callable[..., Any]) -> Iterator[Clicker]:
    one = Clicker(stage("xor", 20), qtbot)
    yield one
    one.window.staging.close()


def begun(clicker: Clicker, text: str = SHORT) -> Clicker:
    clicker.window.lessons.begin(read_text(text, Path("a.yaml")).lesson)
    clicker.look()
    return clicker


def test_the_story_is_played_through_by_the_clicker_alone(clicker: Clicker) -> None:
    window = clicker.window
    window.lessons.begin(STORY)
    clicker.look()
    assert window.staging.is_on and window.lesson.isHidden() and window.transport.isHidden()
    seen = [clicker.caption]
    for _ in range(20):
        clicker.press(NEXT)
        assert window.snapshot.refusal is None
        if not window.lessons.is_open:
            break
        assert clicker.caption and "…" not in clicker.caption
        seen.append(clicker.caption)
        told = window.staging._told
        if window.staging.show.state == "end":
            assert all(claim.standing == "holds" for claim in told.claims), told.claims
    assert len(seen) == 6 and window.staging.is_on
    assert len(set(seen)) == len(seen), "each click says something new"
    assert "closed" in seen[2] and "100" in seen[2]


def test_what_a_film_is_told_is_what_the_stage_has_shown(clicker: Clicker) -> None:
    lesson = read_text(SHORT, Path("a.yaml")).lesson
    session = Session(Run(experiment=clicker.stage.session.experiment))
    told = [(cue.caption, cue.to, cue.seconds) for cue in cues(lesson, session)]
    assert told == [
        ("It begins.", 0, None), ("It begins.", 30, None), ("Update 30.", 30, None), ("Now b is 2.", 30, None),
        ("Nothing is played here.", 50, None), (told[-1][0], 50, None),
    ]  # fmt: skip
    begun(clicker)
    shown = []
    for _ in range(4):
        shown.append((clicker.caption, clicker.update))
        clicker.press(NEXT)
    assert shown == [("It begins.", 0), ("Update 30.", 30), ("Now b is 2.", 30), (told[-1][0], 50)]
    assert not clicker.window.lessons.is_open


def test_a_click_while_it_plays_takes_it_to_where_it_rests_and_no_further(clicker: Clicker) -> None:
    begun(clicker)
    clicker.press(NEXT, settles=False)
    assert clicker.stage.driver.run_drive.playing
    for _ in range(5):
        clicker.press(NEXT, settles=False)
    assert clicker.stage.driver.run_drive.pace.speed is None, "it goes as fast as it can"
    clicker.settle()
    assert (clicker.update, clicker.caption) == (30, "Update 30.")
    assert clicker.stage.driver.run_drive.pace.speed == 40, "the speed of the script is back"


def test_hands_in_between_change_nothing_of_the_show(clicker: Clicker) -> None:
    begun(clicker)
    clicker.press(NEXT)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        clicker.press(key)
    clicker.stage.post(commands.SetParameters({"b:1": 5.0}))
    clicker.press(Qt.Key.Key_Space, settles=False)
    clicker.train()
    clicker.press(Qt.Key.Key_Space)
    assert clicker.update != 30
    clicker.press(NEXT)
    assert (clicker.update, clicker.caption) == (30, "Now b is 2.")
    meddled = clicker.biases
    begun(clicker)
    clicker.press(NEXT)
    clicker.press(NEXT)
    assert clicker.biases == meddled


def test_a_pause_by_hand_goes_on_to_the_same_update(clicker: Clicker) -> None:
    begun(clicker)
    clicker.press(NEXT, settles=False)
    clicker.press(Qt.Key.Key_Space, settles=False)
    assert not clicker.stage.driver.run_drive.playing and clicker.caption == "It begins."
    clicker.press(Qt.Key.Key_Space)
    assert (clicker.update, clicker.caption) == (30, "Update 30.")


def test_back_is_the_step_again_and_then_the_one_before(clicker: Clicker) -> None:
    begun(clicker)
    for _ in range(3):
        clicker.press(NEXT)
    assert "two" in clicker.sentence
    clicker.press(BACK)
    assert "one" in clicker.sentence and clicker.caption == "It begins." and clicker.update == 0
    clicker.press(NEXT)
    clicker.press(BACK)
    assert clicker.caption == "It begins." and clicker.update == 0
    clicker.press(Qt.Key.Key_R)
    assert clicker.caption == "It begins."


def test_leaving_in_the_midst_rests_and_the_next_click_on_stage_mends(clicker: Clicker) -> None:
    begun(clicker)
    clicker.press(NEXT, settles=False)
    clicker.train()
    clicker.press(Qt.Key.Key_Escape)
    window = clicker.window
    assert not window.staging.is_on and not clicker.stage.driver.run_drive.playing
    assert window.lesson.isVisible() and clicker.stage.session.stop.update is None
    clicker.press(Qt.Key.Key_F5)
    assert window.lesson.isHidden()
    clicker.press(NEXT)
    assert (clicker.update, clicker.caption) == (30, "Update 30.")


def test_an_ordinary_lesson_is_turned_by_the_clicker_too(clicker: Clicker) -> None:
    window = clicker.window
    clicker.press(Qt.Key.Key_F5)
    window.lessons.open("one-neuron")
    clicker.look()
    first = clicker.caption
    assert first and "`" not in first and window.lesson.isHidden()
    clicker.press(NEXT)
    assert window.lessons.course.step == 1 and clicker.caption != first
    clicker.press(BACK)
    assert clicker.caption == first
    clicker.press(Qt.Key.Key_Escape)
    assert window.lesson.isVisible()


def test_a_scenario_is_on_the_list_of_lessons(clicker: Clicker) -> None:
    entries, _ = clicker.window.lessons.index()
    assert STORY.name in [entry.lesson for entry in entries]


def test_a_move_that_is_none_is_refused_with_its_line() -> None:
    from wbsim.problems import Refused

    for wrong, says in (
        ("pause: never", "no wait"),
        ("speed: 0", "speed"),
        ("open: circle", "a move begins with"),
        ("play: -3", "play"),
        ("caption: ''", "text is missing"),
    ):
        with pytest.raises(Refused) as refused:
            read_text(SHORT.replace("play: 30", wrong), Path("a.yaml"))
        (problem, *_) = refused.value.problems
        assert problem.where == "a.yaml:12" and says in problem.what, problem
    assert any(isinstance(move, Play) for move in STORY.steps[0].script)
