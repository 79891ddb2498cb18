"""What the session itself understands of what a player is asked: edits, undo, scenes of lessons, and runs that are opened."""

from __future__ import annotations

from collections.abc import Callable

from ui.commands import (
    Change,
    Command,
    Contend,
    EditPoints,
    Open,
    Perform,
    Redo,
    Restart,
    Seek,
    SetParameters,
    Undo,
)
from ui.run_drive import RunDrive
from ui.scenes import Scenes
from wbsim.kept import KeptSession
from wbsim.session import Session


def edit(
    session: Session, command: Command, scenes: Scenes, drive: RunDrive, goes_on: Callable[[], bool]
) -> None:
    """Does a command to a session; raises `Refused`. `drive` is what moves its run, and the acts of a lesson end where
    `goes_on` is no longer true.
    """
    match command:
        case Change(settings, gesture):
            session.change(settings, gesture)
        case SetParameters(values, gesture):
            session.set_parameters(values, gesture)
        case EditPoints(edit, gesture):
            session.edit_points(edit, gesture)
        case Undo() | Redo():
            session.undo() if isinstance(command, Undo) else session.redo()
            scenes.leave(session)
        case Restart(seed):
            session.restart(seed)
        case Perform():
            drive.playing = False
            for _ in scenes.set(session, command):
                if not goes_on():
                    break
        case Contend(parameters, rivals, hand):
            drive.playing = False
            session.contend(parameters, rivals, hand)
        case Open():
            _open(session, command, drive)
            scenes.leave(session, opened=True)


def _open(session: Session, command: Open, drive: RunDrive) -> None:
    """Another run, or a session with all its branches."""
    match command:
        case Open(session=KeptSession() as kept):
            session.open_session(kept, command.title)
            if kept.at is not None:
                drive.playing = False
                drive.seek(session, Seek(kept.at))
        case Open(run, kept, title):
            session.open(run, kept, title)
