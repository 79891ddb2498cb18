"""A film that another process makes: the run or take goes in as one line, how far it is comes out as lines, and where the first
end is closed the film is given up. Which program that is, and how each side speaks; it knows no window and no picture.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, Final

import ui
from ui.film.progress import Progress
from wbsim.files.run_file import MAX_BYTES
from wbsim.problems import refuse
from wbsim.translation import translated

TAKE: Final = "wbsim take 1"  # the format of a take
PIPED = "-"  # the target of a film whose run comes in by the pipe


def program() -> tuple[str, list[str], str]:
    """What to start so that it is the `wbsim` of this process: program, its first arguments, and the folder to start it in."""
    if getattr(sys, "frozen", False):
        return sys.executable, [], str(Path.cwd())
    return sys.executable, ["-m", "ui"], str(Path(ui.__file__).parent.parent)


def line_of(data: Any) -> bytes:
    """JSON data as the one line that `received` takes."""
    return json.dumps(data, allow_nan=False).encode(errors="replace") + b"\n"


def received() -> Any:
    """The JSON data of the line that comes in; raises `Refused`."""
    read = b""
    while not read.endswith(b"\n"):
        more = os.read(0, 1 << 20)
        read += more
        if not more or len(read) > MAX_BYTES:
            break
    try:
        data = json.loads(read)
    except ValueError:
        raise refuse("-", translated("what comes in is no run or take in JSON, on one line")) from None
    return data


def watch(given_up: threading.Event) -> None:
    """From now on tells when the other side closes the pipe: then the film is given up."""

    def wait() -> None:
        # not by sys.stdin, whose lock would be held when the process ends
        while os.read(0, 4096):
            pass
        given_up.set()

    threading.Thread(target=wait, name="pipe", daemon=True).start()


def tell(now: Progress) -> None:
    """Says how far a film is, on a line: frames that are painted, frames in all, and the share of what comes behind."""
    sys.stdout.write(f"{now.done} {now.total} {now.writing:.3f}\n")
    sys.stdout.flush()


def told(line: str) -> tuple[int, int, float] | None:
    """What a line says; None for any other."""
    parts = line.split()
    try:
        return int(parts[0]), int(parts[1]), float(parts[2])
    except (IndexError, ValueError):
        return None


def is_take(data: object) -> bool:
    """Whether JSON data say that they are a take."""
    return isinstance(data, dict) and data.get("format") == TAKE
