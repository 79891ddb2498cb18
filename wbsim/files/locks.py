"""A lock on a file that the system itself lifts when its holder ends, however it ends: so a lock tells whether a
process still lives. The one place that knows how systems lock.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@final
class Lock:
    """A lock that is held until `release`, or until the process ends, also if nobody keeps this object."""

    def __init__(self, opened: int) -> None:
        self._opened = opened

    @classmethod
    def take(cls, path: Path) -> Lock | None:
        """Locks a file, made where there is none; None while somebody holds it, be it this process.

        Raises OSError where files cannot be made or locked.
        """
        while True:
            opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(opened)
                if _stands(opened, path):
                    return cls(opened)
            except (BlockingIOError, PermissionError):
                os.close(opened)
                return None
            except OSError:
                os.close(opened)
                raise
            os.close(opened)

    def release(self) -> None:
        """Lets go; others may take it."""
        if self._opened >= 0:
            os.close(self._opened)
        self._opened = -1


def _stands(opened: int, path: Path) -> bool:
    """Whether an opened file still has its name: a holder may remove the file between our opening and locking it, and others
    would then lock a new one.
    """
    if sys.platform == "win32":  # no file is removed there while it is open
        return True
    try:
        return os.path.samestat(os.fstat(opened), path.stat())
    except FileNotFoundError:
        return False


def _lock(opened: int) -> None:
    """Raises BlockingIOError, or PermissionError on Windows, where it is taken."""
    if sys.platform == "win32":
        msvcrt.locking(opened, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
