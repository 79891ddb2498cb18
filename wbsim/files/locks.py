"""A lock on a file that the system itself lifts when its holder ends, however it ends: so a lock tells whether a
process still lives. The one place that knows how systems lock.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO, final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@final
class Lock:
    """A lock that is held until `release`, or until the process ends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    @classmethod
    def take(cls, path: Path) -> Lock | None:
        """Locks a file, made where there is none; None while somebody holds it, be it this process.

        Raises OSError where files cannot be made or locked.
        """
        file = path.open("ab")
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):
            file.close()
            return None
        except OSError:
            file.close()
            raise
        return cls(file)

    def release(self) -> None:
        """Lets go; others may take it."""
        self._file.close()


def _lock(file: BinaryIO) -> None:
    """Raises BlockingIOError, or PermissionError on Windows, where it is taken."""
    if sys.platform == "win32":
        file.seek(0, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
