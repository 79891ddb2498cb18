"""What keeping a session costs while a network trains: `autosave.py [JOB …] [SAVES]`, offscreen. Jobs are those of
`jobs.py`, `100k-points` the main job on as many points, `branches` a big network with eight branches.

It prints seconds and CPU seconds of a save, the bytes it wrote, and the longest time for which another thread of the
interpreter could not run meanwhile, which is what a frame would wait.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

from jobs import experiment, scattered

from wbsim.engine import Watch, warm
from wbsim.files.keeper import Keeper
from wbsim.files.shelf import About
from wbsim.kept import kept_in
from wbsim.run import Run
from wbsim.session import Session


class Waiting:
    """A thread that wants to run every fraction of a millisecond, and notes the longest time it could not."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Waiting:
        self._thread.start()
        time.sleep(0.02)
        self.longest = 0.0
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def _work(self) -> None:
        last = time.perf_counter()
        while not self._ends.is_set():
            time.sleep(0.0002)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last)
            last = now


def grown(job: str) -> Session:
    """A session of a job after some updates."""
    wish = (
        scattered(100_000)
        if job == "100k-points"
        else experiment("big-network" if job == "branches" else job)
    )
    session = Session(Run(experiment=wish))
    warm(session.here.plan)
    session.advance(5)
    for rate in (1, 2, 3, 4, 5, 6, 7) if job == "branches" else ():
        session.seek(3)
        session.change({"optimizer.learning_rate": rate / 1000})
        session.advance(2)
    return session


def measure(job: str, saves: int) -> None:
    """Prints a line for the first save, and one for those that follow."""
    session = grown(job)
    with tempfile.TemporaryDirectory() as folder:
        keeper = Keeper(Path(folder))
        rows = []
        for _ in range(saves):
            session.advance(1)
            shown = session.snapshot(Watch(fit=False))
            before = {file.name: file.stat().st_mtime_ns for file in keeper.folder.iterdir()}
            with Waiting() as other:
                began, cpu = time.perf_counter(), time.thread_time()
                kept = kept_in(shown)
                keeper.keep(kept, About(title=job, update=kept.update, branches=len(kept.branches)))
                took, work = time.perf_counter() - began, time.thread_time() - cpu
            written = sum(
                file.stat().st_size
                for file in keeper.folder.iterdir()
                if before.get(file.name) != file.stat().st_mtime_ns
            )
            rows.append((took, work, written, other.longest))
        for name, some in (("first", rows[:1]), ("later", rows[2:])):
            took, work, written, longest = (max(column) for column in zip(*some, strict=True))
            print(
                f"{job:15} {name}: {1000 * took:7.1f} ms, {1000 * work:7.1f} ms of CPU, {written / 2**20:7.2f} MiB, "
                f"others wait {1000 * longest:5.1f} ms at most"
            )


def main() -> None:
    """Measures the jobs that are named."""
    words = sys.argv[1:]
    saves = int(words.pop()) if words and words[-1].isdigit() else 8
    sys.setswitchinterval(0.001)
    for job in words or ["circle", "100k-points", "big-network", "branches"]:
        measure(job, saves)


if __name__ == "__main__":
    main()
