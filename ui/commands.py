"""What a player can be asked to do, as frozen values, and how the steps of one drag are joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wbsim.contest import USUAL, Rival
from wbsim.engine import Watch
from wbsim.kept import KeptSession
from wbsim.ladder import Phase, Rung
from wbsim.lessons.acts import Act
from wbsim.lessons.acts import Open as OpenPreset
from wbsim.lessons.terms import Moment
from wbsim.points import EditPoints as Edit
from wbsim.run import Run, Saved
from wbsim.stops import Stop


@dataclass(frozen=True)
class Play:
    """Train on; `on` False pauses."""

    on: bool = True


@dataclass(frozen=True)
class Advance:
    """Exactly one step on a rung of the ladder; it pauses free running. `back` goes the other way."""

    rung: Rung = "batch"
    back: bool = False


@dataclass(frozen=True)
class ToPhase:
    """To the end of a phase of the coming update, of the sample at hand; it pauses."""

    phase: Phase


@dataclass(frozen=True)
class Seek:
    """To an update of the branch at hand, as far as it has come; None for its present. It pauses."""

    update: int | None


@dataclass(frozen=True)
class Recover:
    """After divergence: back to where the loss was smallest, and on from there with a tenth of the learning rate."""


@dataclass(frozen=True)
class SetRung:
    """What playing goes by, such as products in slow motion."""

    rung: Rung


@dataclass(frozen=True)
class SetStop:
    """When playing shall end by itself."""

    stop: Stop


@dataclass(frozen=True)
class Choose:
    """Another branch, at its end."""

    branch: int


@dataclass(frozen=True)
class Rename:
    """Another name for a branch; "" for the one it has by itself."""

    branch: int
    name: str


@dataclass(frozen=True)
class Delete:
    """Without a branch; undo brings it back."""

    branch: int


@dataclass(frozen=True)
class SetSpeed:
    """Steps of the rung at hand per second; None for as fast as the engine runs."""

    updates_per_second: float | None


@dataclass(frozen=True)
class Change:
    """Other settings by dotted path; the edits of one drag share a gesture."""

    settings: Mapping[str, Any]
    gesture: str = ""


@dataclass(frozen=True)
class SetParameters:
    """Other values for parameters, by id."""

    values: Mapping[str, float]
    gesture: str = ""


@dataclass(frozen=True)
class EditPoints:
    """Points drawn, erased or moved; the edits of one stroke share a gesture."""

    edit: Edit
    gesture: str = ""


@dataclass(frozen=True)
class Undo:
    """Back to before the last edit."""


@dataclass(frozen=True)
class Redo:
    """Forward again."""


@dataclass(frozen=True)
class Restart:
    """Back to the start, from another seed if one is given."""

    seed: int | None = None


@dataclass(frozen=True)
class Open:
    """Another run in place of this one; `session` has all its branches, where it comes with some."""

    run: Run
    kept: Saved | None = None
    title: str = ""
    session: KeptSession | None = None


@dataclass(frozen=True, eq=False)
class Perform:
    """Acts of a lesson; `scene` is the number by which snapshots tell that they are done, `began` where its step began."""

    acts: tuple[Act, ...]
    scene: int
    began: Moment | None = None


@dataclass(frozen=True)
class Contend:
    """You are the optimizer: a contest about two parameters from this very moment; None for them ends it."""

    parameters: tuple[str, str] | None = None
    rivals: tuple[Rival, ...] = USUAL
    hand: bool = True


@dataclass(frozen=True)
class OpenNetwork:
    """One network of the wall in place of the run, in the state that it is in; it goes on from there."""

    number: int


@dataclass(frozen=True)
class Look:
    """What pictures need to know from now on."""

    watch: Watch


Command = (
    Play | Advance | ToPhase | Seek | Recover | SetRung | SetSpeed | SetStop | Choose | Rename | Delete | Change
    | SetParameters | EditPoints | Undo | Redo | Restart | Open | Contend | Perform | OpenNetwork
    | Look
)  # fmt: skip


def merged(commands: list[Command], walled: bool = False) -> Iterator[Command]:
    """Commands in order, of which consecutive steps of one drag are joined, as are moments that are sought; the newest look
    comes last. But one that turns to a wall, or from it, keeps its place, for what plays and steps behind it is meant for
    the other; `walled` says whether a wall is watched before all of them.
    """
    begin = 0
    for place, command in enumerate(commands):
        if isinstance(command, Look) and (command.watch.wall is not None) != walled:
            walled = not walled
            yield from _joined(commands[begin : place + 1])
            begin = place + 1
    yield from _joined(commands[begin:])


def _joined(commands: list[Command]) -> Iterator[Command]:
    commands = _without_superseded(commands)
    waiting: Command | None = None
    looks = [command for command in commands if isinstance(command, Look)]
    for command in commands:
        if isinstance(command, Look):
            continue
        if isinstance(waiting, Change) and isinstance(command, Change) and _one_drag(waiting, command):
            waiting = Change({**waiting.settings, **command.settings}, command.gesture)
        elif (
            isinstance(waiting, SetParameters)
            and isinstance(command, SetParameters)
            and _one_drag(waiting, command)
        ):
            waiting = SetParameters({**waiting.values, **command.values}, command.gesture)
        elif isinstance(waiting, Seek) and isinstance(command, Seek):
            waiting = command
        elif (
            isinstance(waiting, EditPoints)
            and isinstance(command, EditPoints)
            and _one_drag(waiting, command)
            and (joined := waiting.edit.joined(command.edit)) is not None
        ):
            waiting = EditPoints(joined, command.gesture)
        else:
            if waiting is not None:
                yield waiting
            waiting = command
    if waiting is not None:
        yield waiting
    yield from looks[-1:]


def _without_superseded(commands: list[Command]) -> list[Command]:
    """Without the scenes of a lesson that another one, which opens a run anew, comes after."""
    opening = [
        place
        for place, command in enumerate(commands)
        if isinstance(command, Perform) and command.acts and isinstance(command.acts[0], OpenPreset)
    ]
    last = opening[-1] if opening else 0
    return [c for place, c in enumerate(commands) if place >= last or not isinstance(c, Perform)]


def _one_drag(a: Change | SetParameters | EditPoints, b: Change | SetParameters | EditPoints) -> bool:
    return bool(a.gesture) and a.gesture == b.gesture
