"""A stretch of a run as a film: the moments that a schedule names, with what was edited on the way as captions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QCoreApplication

from ui.film.filming import Stage
from ui.film.schedule import Caption, Instant, Schedule, caption_at
from ui.film.titles import Words
from ui.studio import Studio
from ui.theme import count
from wbsim.session import Session

_RECALLED = 20_000  # updates between two looks at whether to stop, at most,
_WORK = 100_000_000  # and parameters times points of these


@dataclass(frozen=True, eq=False)
class RunReel:
    """The branch at hand of a session; `title` and `captions` are the film's own, to which its edits come."""

    session: Session
    schedule: Schedule
    title: str = ""
    own_captions: tuple[Caption, ...] = ()

    @property
    def total(self) -> int:
        return self.schedule.count

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.title,)

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(caption.words for caption in self._captions)

    @cached_property
    def _captions(self) -> tuple[Caption, ...]:
        """Those of a person come last, so that they win where both begin at one update."""
        first, last = self.schedule.first, self.schedule.last
        edits = (
            Caption(mark.update, edit_said(mark.sentence, mark.update))
            for mark in self.session.branch.marks
            if first < mark.update <= last
        )
        return (*edits, *self.own_captions)

    @cached_property
    def instants(self) -> tuple[Instant, ...]:
        """The moment of each frame; raises `Refused`."""
        return self.schedule.instants()

    def frames(self, stage: Stage) -> Iterator[tuple[Studio, Words] | None]:
        instants = self.instants
        while self.session.recall(_RECALLED):
            yield None
        studio = stage(self.session)
        for instant in instants:
            yield from self._led(instant.update)
            tick = self._tick(studio, instant) if self.schedule.inside else 0
            studio.show(instant.update, tick)
            update = self.session.here.state.update
            yield studio, Words(self.title, caption_at(self._captions, update), update)

    def _led(self, update: int) -> Iterator[None]:
        """Far on by pieces, so that whoever wants to stop need not wait for all of it."""
        session = self.session
        points = session.here.state.theta.size * session.experiment.batches.size
        piece = max(1, min(_RECALLED, _WORK // max(1, points)))
        session.seek(update)
        while update - (now := session.here.state.update) > piece:
            session.advance(piece)
            if session.here.state.update == now:  # it goes no further
                return
            yield None

    def _tick(self, studio: Studio, instant: Instant) -> int:
        """How many ticks of the next update are done."""
        if not instant.share:
            return 0
        studio.move(instant.update)
        return int(instant.share * self.session.walk.ladder.total)


def edit_said(sentence: str, update: int) -> str:
    """What was edited, and when."""
    return _tr("{what} at update {update}").format(what=sentence, update=count(update))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Film", text)
