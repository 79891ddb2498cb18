"""A take: what was on screen at which second, as a value that a file can hold: which run, how far it had come, which moment of it
was looked at, and how. Noted while it happens; it holds no picture, so that it can be filmed at any size.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, final

from pydantic import Field, ValidationError, model_validator

from ui.arguments import RoomName
from ui.film.job import TAKE
from ui.look import Face, ImageLook, Listing, Look, Quantity, SequenceLook, Spoken, WallLook
from ui.theme import Name
from wbsim import Pick, Section
from wbsim.difference import Difference
from wbsim.files import run_file
from wbsim.problems import Refused, from_validation, refuse
from wbsim.run import MOST, Run
from wbsim.snapshot import Snapshot
from wbsim.translation import translated
from wbsim.value import Value, Whole

SUFFIX = ".take.json"


class Seen(Value):
    """How it was looked at: what of a `Look` a take keeps, and the sample that was followed."""

    theme: Name = "light"
    room: RoomName = "network"
    neuron: int | None = None
    parameter: str | None = None
    hover: int | str | None = None
    plane_unit: int | None = None
    section: Section = Section()
    face: Face = "plane"
    log_loss: bool = True
    cursor: int | None = None
    chosen: str | None = None
    charts: bool = False
    listing: Listing = Listing()
    quantity: Quantity = "values"
    plus_one: float = 0.0
    counts: bool = False
    difference: Difference | None = None
    image: ImageLook = ImageLook()
    sequence: SequenceLook = SequenceLook()
    wall: WallLook = WallLook()
    stage: bool = False
    spoken: Spoken = Spoken()
    alone: str | None = None
    whole_sheet: bool = False
    pick: Pick = Pick()

    @classmethod
    def of(cls, look: Look, pick: Pick) -> Seen:
        """What a look shows."""
        kept = {
            field.name: getattr(look, field.name) for field in fields(look) if field.name in cls.model_fields
        }
        return cls.model_construct(**{**kept, "theme": look.theme.name, "pick": pick})

    @property
    def changes(self) -> dict[str, Any]:
        """What it changes of a look, but for the theme."""
        return {
            name: getattr(self, name) for name in type(self).model_fields if name not in ("theme", "pick")
        }


class Cue(Value):
    """From a second on: the run by its number, after so many of its edits and up to update `present`; the moment that was looked
    at, inside its next update by ticks; the update of a wall; and how it was seen, by number.
    """

    at: float = Field(ge=0)
    run: Whole = Field(ge=0)
    edits: Whole = Field(ge=0)
    present: Whole = Field(ge=0, le=MOST)
    update: Whole = Field(ge=0, le=MOST)
    tick: Whole = Field(0, ge=0)
    wall: Whole | None = Field(None, ge=0, le=MOST)
    seen: Whole = Field(ge=0)


class Take(Value):
    """What was seen, in the order of time."""

    format: Literal["wbsim take 1"] = "wbsim take 1"
    seconds: float = Field(gt=0)
    runs: tuple[Run, ...]
    seen: tuple[Seen, ...]
    cues: tuple[Cue, ...] = Field(..., min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Take:
        last = 0.0
        for cue in self.cues:
            if cue.at < last:
                raise ValueError(
                    translated(
                        "a cue at {at:g} s stands behind one at {last:g} s; cues stand in order",
                        at=cue.at,
                        last=last,
                    )
                )
            if cue.run >= len(self.runs) or cue.seen >= len(self.seen):
                raise ValueError(translated("a cue names a run or a look that there is not"))
            if cue.edits > len(self.runs[cue.run].edits) or cue.update > cue.present:
                raise ValueError(translated("a cue names a moment that its run does not have"))
            last = cue.at
        return self

    def at(self, second: float) -> Cue:
        """What was seen at a second; before the first cue that."""
        return self.cues[max(0, bisect_right(self.cues, second, key=lambda cue: cue.at) - 1)]

    def written(self) -> dict[str, Any]:
        """JSON data that `read` takes."""
        seen = [one.model_dump(mode="json", exclude_defaults=True) for one in self.seen]
        runs = [run.written() for run in self.runs]
        cues = [cue.model_dump(mode="json", exclude_none=True) for cue in self.cues]
        return {"format": TAKE, "seconds": self.seconds, "runs": runs, "seen": seen, "cues": cues}

    @classmethod
    def read(cls, data: object) -> Take:
        """The take that JSON data describe; raises `Refused`."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise from_validation(error, cls) from None


def write(path: Path, take: Take) -> None:
    """Writes a take; raises `Refused`."""
    run_file.write_text(path, json.dumps(take.written(), allow_nan=False))


@final
class Recorder:
    """Notes what is seen. `note` is cheap: it may be called for every picture."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._runs: list[Run] = []
        self._seen: list[Seen] = []
        self._last_look: tuple[Look, Pick, int] | None = None
        self._cues: list[Cue] = []

    def note(self, now: float, snapshot: Snapshot, look: Look, pick: Pick) -> None:
        """What is on screen from this second on."""
        wall = snapshot.wall
        cue = Cue.model_construct(
            at=round(max(0.0, now - self._began), 4),
            run=self._run(snapshot.run),
            edits=len(snapshot.run.edits),
            present=max(snapshot.present, snapshot.state.update),
            update=snapshot.state.update,
            tick=snapshot.tick if look.room == "steps" and snapshot.tick < _ticks(snapshot) else 0,
            wall=None if wall is None else wall.update,
            seen=self._look(look, pick),
        )
        if not self._cues or cue.model_copy(update={"at": self._cues[-1].at}) != self._cues[-1]:
            self._cues.append(cue)

    def _run(self, run: Run) -> int:
        """The number of a run, of which one that was noted before may be the beginning or the whole."""
        for number in range(len(self._runs) - 1, -1, -1):
            known = self._runs[number]
            if known is run or _begins(run, known):
                return number
            if _begins(known, run):
                self._runs[number] = run
                return number
        self._runs.append(run)
        return len(self._runs) - 1

    def _look(self, look: Look, pick: Pick) -> int:
        if self._last_look is None or self._last_look[0] is not look or self._last_look[1] != pick:
            seen = Seen.of(look, pick)
            if not self._seen or seen != self._seen[-1]:
                self._seen.append(seen)
            self._last_look = look, pick, len(self._seen) - 1
        return self._last_look[2]

    def take(self, now: float) -> Take | None:
        """What was noted until a second; None if that is nothing."""
        if not self._cues or now <= self._began:
            return None
        return Take.model_construct(
            format=TAKE, seconds=round(now - self._began, 4), runs=tuple(self._runs), seen=tuple(self._seen), cues=tuple(self._cues)
        )  # fmt: skip


def _begins(short: Run, long: Run) -> bool:
    """Whether a run is the beginning of another."""
    if short.experiment is not long.experiment or len(short.edits) > len(long.edits):
        return False
    return all(
        one is other
        for one, other in zip(reversed(short.edits), reversed(long.edits[: len(short.edits)]), strict=True)
    )


def _ticks(snapshot: Snapshot) -> int:
    """How many ticks the update that is walked has."""
    return snapshot.coming.ladder.total if snapshot.coming is not None else 0


def take_of(data: object, where: str) -> Take:
    """The take in JSON data from a place; raises `Refused`."""
    try:
        return Take.read(data)
    except Refused as refused:
        raise refuse(
            where, translated("this is no whole take: {problems}", problems=refused.problems[0])
        ) from None
