"""Small films for tests, and what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from ui.film.filming import Reel, Sheet, film
from ui.film.run_reel import RunReel
from ui.film.schedule import Schedule
from ui.layouts import layout_of
from wbsim import presets
from wbsim.run import Run
from wbsim.session import Session

SMALL = Sheet((320, 180), layout=layout_of("plane"))


def a_run(name: str = "circle") -> Run:
    return Run(experiment=presets.load(name).experiment)


def a_reel(last: int = 60, seconds: float = 1.0, fps: int = 10, first: int = 0, **given: Any) -> RunReel:
    return RunReel(Session(a_run()), Schedule(first, last, seconds, fps), **given)


def filmed(out: Path, reel: Reel | None = None, fps: int = 10, sheet: Sheet = SMALL) -> Path:
    for _ in film(reel or a_reel(fps=fps), sheet, out, fps):
        pass
    return out


def frames_in(file: Path) -> list[NDArray[np.uint8]]:
    """Its frames, (height, width, 3)."""
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(container.streams.video[0])]


def rate_of(file: Path) -> float:
    with av.open(str(file)) as container:
        return float(container.streams.video[0].average_rate or 0)


def parts_in(folder: Path) -> list[Path]:
    """What was begun there and not ended."""
    return list(folder.glob(".*"))
