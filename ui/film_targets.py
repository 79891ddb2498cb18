"""What the word behind `wbsim film` names, as a reel that is made once all of it is checked: a run, a take or a lesson. Qt is
imported only when that is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.film.job import is_take
from ui.film.schedule import Caption, Hold, Pace, Schedule
from ui.layouts import Layout
from wbsim import lesson_commands, presets
from wbsim.__main__ import FURTHER, Opened, adjusted, tell
from wbsim.files import run_file
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.reading import SUFFIXES, all_lessons, all_scenarios
from wbsim.problems import Refused, refuse
from wbsim.session import Session
from wbsim.translation import translated

if TYPE_CHECKING:
    from ui.film.filming import Reel


def lesson_named(target: str) -> Lesson | None:
    """The lesson that a word names: a file, or a name that no preset has."""
    if Path(target).suffix.lower() in SUFFIXES:
        return lesson_commands.found(target).lesson
    if target in presets.names() or Path(target).exists():
        return None
    return next((one.lesson for one in (*all_lessons(), *all_scenarios()) if one.lesson.name == target), None)


@dataclass(frozen=True)
class Given:
    """What was asked for that is about a run alone."""

    updates: str | None
    captions: tuple[Caption, ...]
    holds: tuple[Hold, ...]
    pace: Pace
    wishes: list[str] | None
    seed: int | None
    title: str = ""

    def refuse(self, why: str, seeded: bool = False, titled: bool = False) -> None:
        """Refuses it where no run is filmed; a lesson may have another seed, a take a title."""
        given = {
            "--updates": self.updates, "--caption": self.captions, "--hold": self.holds, "--pace": self.pace != "linear",
            "--set": self.wishes, "--seed": self.seed is not None and not seeded, "--title": self.title and not titled,
        }  # fmt: skip
        for name, value in given.items():
            if value:
                raise refuse(name, why)


def json_in(target: str) -> object:
    """The JSON data of a take, None for everything else that can be filmed."""
    path = Path(target)
    if path.suffix.lower() != ".json" or target in presets.names() or not path.is_file():
        return None
    try:
        data = run_file.json_in(path)
    except Refused:
        return None  # whoever opens it says why
    return data if is_take(data) else None


def of_session(data: object) -> Opened:
    kept = run_file.session_of(data)
    return Opened(kept.at_hand.run, FURTHER, session=kept)


def take_reel(
    data: object, where: str, layout: Layout, fps: int, seconds: float | None, title: str
) -> Callable[[], Reel]:
    def made() -> Reel:
        from ui.film.take import take_of
        from ui.film.take_reel import TakeReel

        return TakeReel(take_of(data, where), layout, fps, seconds, title)

    return made


class Stretch:
    """Which part of a run, and how it is gone through; the ends are known once the run is."""

    def __init__(
        self, stretch: tuple[int | None, int | None] | None, seconds: float, fps: int, pace: Pace, holds: tuple[Hold, ...], inside: bool
    ) -> None:  # fmt: skip
        self._first, self._last = stretch or (None, None)
        self._rest = seconds, fps, pace, holds, inside
        self._inside = inside

    def of(self, stands: int | None, usual: int) -> Schedule:
        """The schedule for a run that stands somewhere, or would be trained so far; raises `Refused`."""
        first = self._first or 0
        # the ticks of one update are many: unless asked otherwise it is the next one
        if self._inside and self._first is None and self._last is None:
            first = stands or 0
        end = stands or (usual if first < usual else first + FURTHER)
        last = self._last if self._last is not None else first + 1 if self._inside else end
        if last < first:
            raise refuse(
                "--updates",
                translated(
                    "the run stands at update {last}, before {first}; say where the film ends, {first}:TO",
                    last=last,
                    first=first,
                ),
            )
        schedule = Schedule(first, last, *self._rest)
        schedule.instants()
        return schedule


def run_reel(
    found: Opened,
    wish: Stretch,
    title: str,
    words: tuple[Caption, ...],
    seed: int | None,
    wishes: list[str] | None,
) -> Callable[[], Reel]:
    tell(found.notes)
    run, kept = adjusted(found, seed, wishes)
    stands = kept.at_hand.update if kept is not None else run.edits[-1].update if run.edits else None
    schedule = wish.of(stands, found.updates)

    def made() -> Reel:
        from ui.film.run_reel import RunReel

        return RunReel(Session(run) if kept is None else Session.of(kept), schedule, title, words)

    return made


def lesson_reel(
    lesson: Lesson, layout: Layout, fps: int, seconds: float | None, seed: int | None
) -> Callable[[], Reel]:
    def made() -> Reel:
        from ui.film.lesson_reel import LessonReel
        from ui.film.scenario_reel import ScenarioReel

        if any(step.script for step in lesson.steps):
            return ScenarioReel(lesson, layout, fps, seconds, seed)
        return LessonReel(lesson, layout, fps, seconds, seed)

    return made
