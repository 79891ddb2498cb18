"""How long films take: ten seconds of a preset at 1280×720, into each kind of file, beside painting the same pictures alone; how
many frames come out, how large the file is, and whether a second film has the same bytes. In processes of their own, as people
start them, but for the pictures.

`python tests/benchmarks/film.py [PRESET] [.mp4 .webm .gif .png …]`
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import av

from ui.film.options import SUFFIXES
from ui.film.schedule import Schedule
from ui.layouts import layout_of
from ui.studio import Studio, application_for
from wbsim import presets
from wbsim.run import Run

SECONDS, SIZE = 10, (1280, 720)


def painted(preset: str, frames: int) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, for the pictures of a film."""
    application_for("light")
    found = presets.load(preset)
    studio = Studio(Run(experiment=found.experiment), SIZE, layout=layout_of("stage"), as_then=True)
    studio.show(0)
    began, busy = time.perf_counter(), time.process_time()
    for instant in Schedule(0, found.updates, frames / 30, 30).instants():
        studio.show(instant.update)
        studio.image()
    took = time.perf_counter() - began, time.process_time() - busy
    studio.close()
    return took


def filmed(preset: str, out: Path) -> float:
    """Seconds of the whole command."""
    size = [] if out.suffix == ".gif" else ["--size", "{}x{}".format(*SIZE)]
    began = time.perf_counter()
    command = [sys.executable, "-m", "ui", "film", preset, str(out), "--seconds", str(SECONDS), *size]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def frames_in(file: Path) -> int:
    """How many frames it decodes to."""
    with av.open(str(file)) as container:
        return sum(1 for _ in container.decode(container.streams.video[0]))


def main(preset: str, suffixes: list[str]) -> None:
    """Prints the figures."""
    alone, busy = painted(preset, 30 * SECONDS)
    print(
        f"pictures alone: {30 * SECONDS} in {alone:.1f} s, {1000 * busy / 30 / SECONDS:.1f} ms of processor time each"
    )
    with tempfile.TemporaryDirectory() as folder:
        for suffix in suffixes:
            outs = [Path(folder) / f"{name}{suffix}" for name in "ab"]
            took = [filmed(preset, out) for out in outs]
            marks = {hashlib.sha256(out.read_bytes()).hexdigest() for out in outs}
            size, count = outs[0].stat().st_size / 1e6, frames_in(outs[0])
            same = "the same bytes twice" if len(marks) == 1 else "OTHER BYTES THE SECOND TIME"
            print(
                f"{suffix}: {min(took):.1f} s ({min(took) / alone:.2f} × the pictures), {count} frames, {size:.1f} MB, {same}"
            )


if __name__ == "__main__":
    words = sys.argv[1:]
    kinds = [word for word in words if word in SUFFIXES]
    main(next((word for word in words if word not in SUFFIXES), presets.names()[0]), kinds or list(SUFFIXES))
