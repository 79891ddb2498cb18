"""Lessons as films: every step has its heading, its words and its scene, its answer is played, and frames are as many as asked."""

from __future__ import annotations

from typing import Any

import pytest

from ui.film.lesson_reel import LessonReel
from ui.film.scenario_reel import ScenarioReel
from ui.film.titles import Words
from ui.layouts import Layout, layout_of
from ui.studio import Studio
from wbsim.lesson_commands import found
from wbsim.lessons.reading import all_lessons, all_scenarios

STAGE = layout_of("stage")


def played(reel: LessonReel | ScenarioReel) -> list[tuple[Words, int, str]]:
    """What is said, the update and the room at every frame."""
    studios: list[Studio] = []

    def stage(of: Any, layout: Layout | None = None, theme: Any = None, as_then: bool = True) -> Studio:
        for studio in studios:
            studio.close()
        studios[:] = [Studio(of, layout=layout or STAGE, as_then=as_then)]
        return studios[0]

    seen = []
    for shown in reel.frames(stage):
        if shown is not None:
            studio, words = shown
            seen.append((words, studio.session.here.state.update, studio.window.look.room))
    studios[0].close()
    return seen


def test_a_lesson_shows_heading_text_task_answer_and_claims_of_each_step_in_order() -> None:
    reel = LessonReel(found("look-at-the-biases").lesson, STAGE, 2, 40)
    seen = played(reel)
    assert len(seen) == reel.total == 80
    headings = list(dict.fromkeys(words.heading for words, _, _ in seen))
    assert headings == ["Something is wrong", "Free", "And the other way round"]
    said = list(dict.fromkeys(words.caption for words, _, _ in seen))
    assert said[0].startswith("3000 updates, and it is right for 58")
    assert "One setting holds the biases still." in said[3] and "The biases left 0" in "".join(said)
    assert seen[0][2] == "detective" and seen[-1][2] == "network"
    free = [update for words, update, _ in seen if words.heading == "Free"]
    assert free[0] == 3000 and free[-1] == 7000 and free == sorted(free) and len(set(free)) > 4


@pytest.mark.parametrize("lesson", [one.lesson for one in all_lessons()], ids=lambda lesson: lesson.name)
def test_every_lesson_has_as_many_frames_as_it_says(lesson: Any) -> None:
    reel = LessonReel(lesson, STAGE, 1, 1.0)  # as short as it can be: each part one frame
    seen = played(reel)
    assert len(seen) == reel.total
    assert [*dict.fromkeys(words.heading for words, _, _ in seen)] == [*dict.fromkeys(reel.titles)]


def test_without_seconds_it_takes_as_long_as_reading_does() -> None:
    short, long = (LessonReel(found(name).lesson, STAGE, 30) for name in ("look-at-the-biases", "one-neuron"))
    assert 30 < short.lasts < 120 and long.total == round(long.lasts * 30)


def test_a_scenario_is_filmed_as_a_clicker_plays_it() -> None:
    (lesson,) = (one.lesson for one in all_scenarios() if one.lesson.name == "the-story-of-the-bias")
    reel = ScenarioReel(lesson, STAGE, 2)
    assert 40 < reel.lasts < 90
    short = ScenarioReel(lesson, STAGE, 2, 30)
    seen = played(short)
    assert len(seen) == short.total == 60
    said = list(dict.fromkeys(words.caption for words, _, _ in seen))
    assert said[:3] == [
        "Four neurons draw four straight lines. Every bias is 0, so every line runs through the middle.",
        "The weights train, the biases are held at 0.",
        "1000 updates, and 54 % are right: weights turn a line, they cannot lift it off the middle.",
    ]
    assert tuple(said) == short.captions
    training = [update for words, update, _ in seen if words.caption == said[1]]
    assert training[0] == 0 and training[-1] == 1000 and len(set(training)) > 2
    assert next(update for words, update, _ in seen if words.heading == "one line, one bias") == 2500
