"""What a running process keeps of its session, again and again: the newest whole, and beside it the large parts that do
not change, written once. It knows no clock and no threads; whoever keeps decides when.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from wbsim.data import Points
from wbsim.engine import State
from wbsim.experiment import Experiment
from wbsim.files.locks import Lock
from wbsim.files.readable import Written, laid_out
from wbsim.files.run_file import MAX_BYTES, json_in, read_as, session_of
from wbsim.files.shelf import ABOUT, ENDED, LOCK, SESSION, About, remove, sessions_folder
from wbsim.files.tree import session_written
from wbsim.files.whole import replace_whole
from wbsim.kept import KeptSession
from wbsim.problems import Problem, Refused, refuse
from wbsim.translation import translated

_LARGE = 64 * 1024  # letters from which on what does not change gets a file of its own
_PART = re.compile(r"[0-9a-f]{32}\.part")


@dataclass(frozen=True, eq=False)
class _Told:
    """A value and the text that stands for it; holding the value keeps its identity."""

    value: object
    text: Written
    aside: bool  # whether the text only names a part


@final
class Keeper:
    """A process's own place on the shelf, locked for as long as the process lives."""

    def __init__(self, folder: Path | None = None) -> None:
        """Makes the place; raises OSError where there can be none, or is no locking."""
        shelf = folder or sessions_folder()
        shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = shelf / secrets.token_hex(8)
        self.folder.mkdir(mode=0o700)
        try:
            lock = Lock.take(self.folder / LOCK)
        except OSError:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        assert lock is not None, "nobody else knows of this folder"
        self._lock = lock
        self._known: dict[int, _Told] = {}
        self._next: dict[int, _Told] = {}

    def keep(self, kept: KeptSession, about: About) -> None:
        """Puts a session in place of the last one; raises OSError and `Refused`, and then leaves the last one."""
        self._next = {}
        content = session_written(kept, self._put, packed=True)
        replace_whole(self.folder / SESSION, _readable(laid_out(content)))
        replace_whole(self.folder / ABOUT, about.model_dump_json().encode(), lasting=False)
        self._known, self._next = self._next, {}
        self._sweep()

    def retire(self) -> None:
        """Leaves the session as the last one, and says that it ended as it should."""
        if (self.folder / SESSION).exists():
            with contextlib.suppress(OSError):
                (self.folder / ENDED).touch()
            self._lock.release()
        else:
            self._lock.release()
            remove(self.folder)

    def _put(self, value: object, make: Callable[[], Any]) -> Written:
        """The text of a value, made once. What is large and stays has a file of its own: experiments and points from the
        first time on, states from the second, for that of a run that goes on is another one each time."""
        told = self._next.get(id(value)) or self._known.get(id(value))
        if told is not None and told.aside and not (self.folder / _part_of(told.text)).exists():
            told = None  # somebody has cleared the folder
        text = (
            told.text
            if told is not None
            else Written(json.dumps(make(), ensure_ascii=False, allow_nan=False))
        )
        aside = told is not None and told.aside
        stays = isinstance(value, Experiment | Points) or (isinstance(value, State) and told is not None)
        if stays and not aside and len(text) > _LARGE:
            text, aside = self._set_aside(text), True
        self._next[id(value)] = _Told(value, text, aside)
        return text

    def _set_aside(self, text: str) -> Written:
        content = _readable(text)
        name = f"{hashlib.blake2b(content, digest_size=16).hexdigest()}.part"
        if not (self.folder / name).exists():
            replace_whole(self.folder / name, content)
        return Written(json.dumps({"part": name}))

    def _sweep(self) -> None:
        """Removes the parts that the session kept last does not name."""
        named = {_part_of(told.text) for told in self._known.values() if told.aside}
        with contextlib.suppress(OSError):
            for part in self.folder.glob("*.part"):
                if part.name not in named:
                    part.unlink(missing_ok=True)


def _part_of(text: str) -> str:
    """The name of the file that a text names in place of what it is."""
    return str(json.loads(text)["part"])


def _readable(text: str) -> bytes:
    """A text as bytes; raises `Refused` where they are too many to be read again."""
    content = text.encode(errors="replace")
    if len(content) > MAX_BYTES:
        raise refuse(
            "",
            translated(
                "it would take {count:.1f} MiB in one file; {max_bytes} MiB are possible",
                count=len(content) / 2**20,
                max_bytes=MAX_BYTES >> 20,
            ),
        )
    return content


def read_left(path: Path) -> KeptSession:
    """The session that a process kept, with its parts; raises `Refused` for what is none or is damaged."""

    def whole(content: Any) -> KeptSession:
        for holder, name in _places(content):
            holder[name] = _joined(path.parent, holder[name])
        return session_of(content)

    return read_as(path, whole)


def _places(content: Any) -> list[tuple[Any, Any]]:
    """Where a file may name a part in place of what it is."""
    if not isinstance(content, dict):
        return []
    experiments, branches, points = (content.get(name) for name in ("experiments", "branches", "points"))
    places: list[tuple[Any, Any]] = []
    if isinstance(points, dict):
        places += [(points, name) for name in points]
    if isinstance(experiments, list):
        places += [(experiments, k) for k in range(len(experiments))]
    if isinstance(branches, list):
        places += [(one, "state") for one in branches if isinstance(one, dict) and "state" in one]
    return places


def _joined(folder: Path, content: Any) -> Any:
    if not isinstance(content, dict) or set(content) != {"part"}:
        return content
    name = content["part"]
    if not isinstance(name, str) or not _PART.fullmatch(name):
        raise refuse("part", translated("{name!r} names no part of a session", name=name))
    try:
        return json_in(folder / name)
    except Refused as refused:
        raise Refused(*(Problem(name, str(problem)) for problem in refused.problems)) from None
