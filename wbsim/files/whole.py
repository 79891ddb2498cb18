"""Files that are replaced whole or not at all: whoever reads one, at whatever moment power or process ends, finds
the old content or the new one. It knows nothing of what they hold.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def replace_whole(path: Path, content: bytes, lasting: bool = True) -> None:
    """Puts a content in place of a file; raises OSError and leaves what was there.

    `lasting` waits until the disk has it, so that it outlives a power cut too; a process that is killed loses nothing
    either way.
    """
    part = path.parent / f".{secrets.token_hex(8)}.part"  # a name that fits wherever the file's own does
    try:
        with part.open("xb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    if lasting and os.name == "posix":
        _settle(path.parent)


def _settle(folder: Path) -> None:
    """Waits until the disk has the names in a folder; some file systems do so by themselves and refuse to be asked."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
