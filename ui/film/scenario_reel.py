"""A scenario as a film: the show that clicks lead through on stage, where each click comes when its words can have been read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ui.film.filming import Stage
from ui.film.reading import reading_seconds, start_session
from ui.film.schedule import Schedule, frames_in, shared_out
from ui.film.sights import looked
from ui.film.titles import Words
from ui.layouts import Layout
from ui.studio import Studio
from wbsim.lessons.acts import Open
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.show import Cue, cues
from wbsim.session import Session

_FASTEST = 2_500.0  # updates a second, where a script plays as fast as it goes


@dataclass(frozen=True, eq=False)
class ScenarioReel:
    """A scenario at so many frames a second; without `seconds` as long as its plays, waits and words take. `seed` stands in for
    those of its presets.
    """

    lesson: Lesson
    layout: Layout
    fps: int
    seconds: float | None = None
    seed: int | None = None

    @cached_property
    def _rehearsed(self) -> tuple[tuple[Cue, int], ...]:
        """Every cue, and the update at which it begins."""
        session = start_session()
        return tuple((cue, session.here.state.update) for cue in cues(self.lesson, session, self.seed))

    @cached_property
    def _weights(self) -> tuple[float, ...]:
        return tuple(_seconds(cue, at) for cue, at in self._rehearsed)

    @property
    def lasts(self) -> float:
        """Its seconds."""
        return self.seconds if self.seconds is not None else round(sum(self._weights), 1)

    @property
    def total(self) -> int:
        return max(frames_in(self.lasts, self.fps), len(self._weights))

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cue.heading for cue, _ in self._rehearsed))

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cue.caption for cue, _ in self._rehearsed))

    def frames(self, stage: Stage) -> Iterator[tuple[Studio, Words] | None]:
        session, studio, step = start_session(), None, -1
        counts = shared_out(self.total, self._weights)
        for cue, count in zip(cues(self.lesson, session, self.seed), counts, strict=True):
            opens = any(isinstance(act, Open) for act in self.lesson.steps[cue.step].begin)
            if studio is None or (cue.step != step and opens):
                studio = stage(session, self.layout)
            step = cue.step
            looked(studio, self.layout, cue.sight)
            yield from self._played(session, studio, cue, count)

    def _played(
        self, session: Session, studio: Studio, cue: Cue, count: int
    ) -> Iterator[tuple[Studio, Words]]:
        words = Words(caption=cue.caption, heading=cue.heading)
        at = session.here.state.update
        if cue.to == at:
            studio.show_here()
            for _ in range(count):
                yield studio, replace(words, update=at)
            return
        for instant in Schedule(at, cue.to, count / self.fps, self.fps).instants():
            studio.show(instant.update)
            yield studio, replace(words, update=instant.update)


def _seconds(cue: Cue, at: int) -> float:
    if cue.to > at:
        return max(0.5, (cue.to - at) / (cue.speed or _FASTEST))
    return reading_seconds(cue.caption) if cue.seconds is None else cue.seconds
