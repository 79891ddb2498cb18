"""The folder in which every running window keeps its session, a folder each, and in which those of processes that
ended are found again. A lock tells who still lives; what a process left is never changed, only marked as ended.

    sessions/3f9c…/lock              held by the process for as long as it lives
                   session.wbsim.json  the whole session, replaced whole
                   about.json        what a person needs to know it by
                   ended             there once it ended as it should, or somebody answered for it
                   ….part            large things that do not change, named by their content
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from pydantic import ValidationError

from wbsim.files.locks import Lock
from wbsim.files.run_file import SUFFIX
from wbsim.value import Value, Whole

SESSION, ABOUT, LOCK, ENDED = f"session{SUFFIX}", "about.json", "lock", "ended"
MOST = 8  # sessions of ended processes that are kept,
MOST_BYTES = 512 * 2**20  # and what they may take; the newest stays whatever it takes
_BEGINNING = 60.0  # seconds that a process is given from its folder to its first session


class About(Value):
    """What a person knows a session by; `path` is the file it was saved in or came from."""

    title: str = ""
    update: Whole = 0
    branches: Whole = 1
    path: str = ""


@dataclass(frozen=True)
class Left:
    """A session that a process left, at `when` seconds since 1970; `ended` if nobody need be asked about it."""

    folder: Path
    when: float
    about: About
    ended: bool

    @property
    def file(self) -> Path:
        """The file with the session."""
        return self.folder / SESSION


def sessions_folder() -> Path:
    """Where sessions are kept; WBSIM_STATE_DIR names another place."""
    place = os.environ.get("WBSIM_STATE_DIR") or platformdirs.user_state_path("wbsim", appauthor=False)
    return Path(place) / "sessions"


def left_behind(folder: Path | None = None) -> list[Left]:
    """The sessions of processes that live no more, the newest first. What cannot be looked at is passed over."""
    found = []
    for place in _folders(folder or sessions_folder()):
        with contextlib.suppress(OSError):
            when = (place / SESSION).stat().st_mtime
            if (lock := Lock.take(place / LOCK)) is not None:
                lock.release()
                found.append(Left(place, when, _about(place), (place / ENDED).exists()))
    return sorted(found, key=lambda left: left.when, reverse=True)


def claim(left: Left) -> Lock | None:
    """Holds a session, so that no other window asks about it meanwhile; None if one does already."""
    try:
        return Lock.take(left.folder / LOCK)
    except OSError:
        return None


def settle(left: Left) -> None:
    """Marks a session as ended: nobody is asked about it again. Where that cannot be, they are asked once more."""
    with contextlib.suppress(OSError):
        (left.folder / ENDED).touch()


def clear_out(folder: Path | None = None) -> None:
    """Removes all but the newest sessions of ended processes, and what processes left that kept none."""
    folder = folder or sessions_folder()
    bytes_left = MOST_BYTES
    for rank, left in enumerate(left_behind(folder)):
        bytes_left -= _size_of(left.folder)
        if rank >= MOST or (rank and bytes_left < 0):
            remove(left.folder)
    for place in _folders(folder):
        with contextlib.suppress(OSError):
            if not (place / SESSION).exists() and time.time() - place.stat().st_mtime > _BEGINNING:
                remove(place)


def remove(place: Path) -> None:
    """Removes the folder of a process that has ended; leaves it if it lives."""
    with contextlib.suppress(OSError):
        lock = Lock.take(place / LOCK)
        if lock is not None:
            lock.release()  # first, for some systems remove no file that is open
            shutil.rmtree(place, ignore_errors=True)


def _size_of(place: Path) -> int:
    try:
        return sum(file.stat().st_size for file in place.iterdir())
    except OSError:
        return 0


def _folders(folder: Path) -> list[Path]:
    try:
        return [place for place in folder.iterdir() if place.is_dir()]
    except OSError:
        return []


def _about(place: Path) -> About:
    try:
        return About.model_validate(json.loads((place / ABOUT).read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError):
        return About()
