"""A take as a film: the session is led through what it went through, second by second, and seen as it was seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ui.film.filming import Stage
from ui.film.schedule import frames_in
from ui.film.take import Cue, Seen, Take
from ui.film.titles import Words
from ui.layouts import Layout
from ui.studio import Studio
from wbsim.opening import marks_of
from wbsim.run import Run
from wbsim.session import Session

_PIECE = 20_000  # updates between two looks at whether to stop


@dataclass(frozen=True, eq=False)
class TakeReel:
    """A take in so many seconds, else in its own; `layout` says what of the window is seen."""

    take: Take
    layout: Layout
    fps: int
    seconds: float | None = None
    title: str = ""

    @property
    def lasts(self) -> float:
        """Its seconds."""
        return self.take.seconds if self.seconds is None else self.seconds

    @property
    def total(self) -> int:
        return frames_in(self.lasts, self.fps)

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.title,)

    @property
    def captions(self) -> tuple[str, ...]:
        return ()

    def frames(self, stage: Stage) -> Iterator[tuple[Studio, Words] | None]:
        actor = _Actor(self.take, self.layout, stage)
        faster = self.take.seconds / self.lasts
        for frame in range(self.total):
            cue = self.take.at(frame / self.fps * faster)
            yield from actor.play(cue)
            yield actor.studio, Words(self.title, update=cue.update if cue.wall is None else cue.wall)


class _Actor:
    """A session that has come as far as a cue says, in a studio."""

    def __init__(self, take: Take, layout: Layout, stage: Stage) -> None:
        self._take, self._layout, self._stage = take, layout, stage
        self._run = -1
        self._cue: Cue | None = None
        self._seen: Seen | None = None
        self._session: Session | None = None
        self._studio: Studio | None = None

    @property
    def studio(self) -> Studio:
        assert self._studio is not None
        return self._studio

    def play(self, cue: Cue) -> Iterator[None]:
        """Shows a cue; raises `Refused` where its run cannot be led there."""
        before = self._cue
        if before is not None and cue.model_copy(update={"at": before.at}) == before:
            return
        run = self._take.runs[cue.run]
        if self._session is None or not self._goes_on(cue):
            self._session = Session(Run(experiment=run.experiment))
            self._studio, self._seen = self._stage(self._session, self._layout, as_then=False), None
        yield from _led(self._session, run, cue)
        self._cue = cue
        self._look(self._take.seen[cue.seen])
        studio = self.studio
        studio.move(cue.update)
        studio.show(cue.update, cue.tick) if cue.wall is None else studio.show_here(cue.wall)

    def _goes_on(self, cue: Cue) -> bool:
        """Whether the session at hand comes to a cue by going on."""
        before = self._cue
        if before is None or before.run != cue.run:
            return False
        return before.edits < cue.edits or (before.edits == cue.edits and before.present <= cue.present)

    def _look(self, seen: Seen) -> None:
        if seen is self._seen:
            return
        studio, before = self.studio, self._seen
        self._seen = seen
        if before is None or before.theme != seen.theme:
            studio.window.set_theme(seen.theme)
        changes = seen.changes
        if self._layout.stage or self._layout.alone is not None:
            changes |= {"stage": self._layout.stage, "alone": self._layout.alone}
        if self._layout.alone is not None:
            changes["room"] = self._layout.room
        studio.look(**changes)
        studio.window.pick(seen.pick)


def _led(session: Session, run: Run, cue: Cue) -> Iterator[None]:
    """Through the edits until a cue, and on to its present."""
    session.seek(None)
    edits = run.edits[: cue.edits]
    for stamped in edits[len(session.branch.run.edits) :]:
        yield from _trained(session, stamped.update)
        branch = session.branch.edited(stamped.edit)
        session.tree.put(replace(branch, marks=marks_of(branch.run)))
    yield from _trained(session, cue.present)


def _trained(session: Session, update: int) -> Iterator[None]:
    while (left := update - session.branch.state.update) > 0 and session.branch.state.divergence is None:
        session.advance(min(left, _PIECE))
        yield None
