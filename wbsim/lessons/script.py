"""What happens on stage, click by click: the acts of a lesson, and between them what is said, how fast it goes and where it
waits. Only clicks and seconds pass while it waits; where the run then stands, updates decide, so that the same file is
the same show on every machine. Frozen and validated; playing it is another's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator

from wbsim.lessons.acts import (
    ACTS,
    Act,
    Change,
    Ladder,
    Look,
    Open,
    Play,
    Rescue,
    Restart,
    See,
    Set,
    Train,
)
from wbsim.lessons.wording import Words
from wbsim.value import Number, Value

__all__ = ["MOVES", "Caption", "Click", "Look", "Move", "Pause", "Speed", "acts_of"]

Click = Literal["click"]


class Caption(Value):
    """Something is said in large letters, with the numbers of this very moment."""

    caption: Words


class Speed(Value):
    """How fast `play` goes from now on, in updates a second; `most` for as fast as it goes."""

    speed: Annotated[Number, Field(gt=0, le=1e6)] | Literal["most"]


class Pause(Value):
    """Waits for so many seconds, or for a `click`, which ends any wait."""

    pause: Annotated[Number, Field(gt=0, le=600)] | Click

    @field_validator("pause", mode="before")
    @classmethod
    def _known(cls, given: object) -> object:
        if isinstance(given, str) and given != "click":
            raise ValueError(f"{given!r} is no wait; it must be a number of seconds, or click")
        return given


_OWN: dict[str, type[Value]] = {"caption": Caption, "speed": Speed, "pause": Pause}
_TAKEN = ("look", "play", "train", "set", "change", "step", "restart", "rescue")
MOVES: dict[str, type[Value]] = {**_OWN, **{verb: ACTS[verb] for verb in _TAKEN}}


def _verb(given: Any) -> str | None:
    found = given if isinstance(given, dict) else vars(given) if isinstance(given, Value) else {}
    return next((verb for verb in MOVES if verb in found), None)


def _move(given: object) -> object:
    if _verb(given) is None:
        raise ValueError(f"a move begins with one of {', '.join(MOVES)}")
    return given


Move = Annotated[
    Annotated[Caption, Tag("caption")] | Annotated[Speed, Tag("speed")] | Annotated[Pause, Tag("pause")]
    | Annotated[See, Tag("look")] | Annotated[Play, Tag("play")] | Annotated[Train, Tag("train")]
    | Annotated[Set, Tag("set")] | Annotated[Change, Tag("change")] | Annotated[Ladder, Tag("step")]
    | Annotated[Restart, Tag("restart")] | Annotated[Rescue, Tag("rescue")],
    Discriminator(_verb),
    BeforeValidator(_move),
]  # fmt: skip


def acts_of(moves: Iterable[Any]) -> tuple[Act, ...]:
    """What moves do to a run, without what is only seen, said and waited for."""
    return tuple(move for move in moves if not isinstance(move, Caption | Speed | Pause | See | Open))
