"""What a film's file is called until it is whole: the name says which process makes it, so that what one leaves that is killed can
be told and removed.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_BEGUN = ".wbsim-film-"


def part_of(out: Path) -> Path:
    """A name beside a film's own, for this process."""
    return out.absolute().parent / f"{_BEGUN}{os.getpid()}-{secrets.token_hex(4)}.part"


def tidy(folder: Path, of: int) -> None:
    """Removes what a process that is gone has begun in a folder and not ended."""
    for part in folder.glob(f"{_BEGUN}{of}-*.part"):
        part.unlink(missing_ok=True)
