"""The window while networks train in it: frames, the GUI thread's work, the trainer's share, edits and memory.

`python tests/benchmarks/window.py [JOB …] [SECONDS]`, offscreen, 1280×720; a job is a preset or one of `jobs.JOBS`, and
after the first each is also given as a ratio to it. The session is kept meanwhile, as always, unless `unkept` stands
among the jobs. A frame is a window with its plane (or, for data without
axes, its network, filters or cell) painted for another update than the one before, when all that is due is painted.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from jobs import experiment
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui import style
from ui.application import tune
from ui.autosave import Autosave
from ui.commands import Change, SetSpeed
from ui.player import Player
from ui.selection import own_room
from ui.theme import LIGHT
from ui.views.image_filters import FiltersView
from ui.views.network import NetworkView
from ui.views.plane_plot import PlanePlot
from ui.views.sequence_unrolled import SequenceUnrolled
from ui.window import MainWindow
from wbsim.engine import warm
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.run import Run
from wbsim.simulation import begin, onward

KEPT = "unkept" not in sys.argv
SIZE = (1280, 720)
WARM_UP = 1.5  # seconds that are not counted


class Frames:
    """When each frame was painted, what the GUI thread had done by then, and what it showed."""

    def __init__(self) -> None:
        self.window: MainWindow | None = None
        self.view: type[QWidget] = PlanePlot
        self._painted: tuple[int, int] | None = None
        self._listen_to_flushes()
        self.times: list[float] = []
        self.cpu: list[float] = []
        self.seen: list[tuple[int, int]] = []
        for view in (
            PlanePlot,
            NetworkView,
            FiltersView,
            SequenceUnrolled,
        ):  # before any window is made, for Qt looks a class's painting up once
            self._listen(view)

    def _listen(self, view: type[QWidget]) -> None:
        paint = view.paintEvent

        def painted(widget: QWidget, event: object) -> None:
            paint(widget, event)  # type: ignore[arg-type]
            snapshot = self.window.snapshot if self.window else None
            if view is not self.view or snapshot is None:
                return
            if not self.seen or self.seen[-1][0] != snapshot.state.update:
                self._painted = (snapshot.state.update, len(snapshot.run.edits))

        view.paintEvent = painted  # type: ignore[method-assign,assignment]

    def _listen_to_flushes(self) -> None:
        """A frame is there when everything due is painted and handed to the screen, whatever was painted first."""
        handle = MainWindow.event

        def handled(window: MainWindow, event: QEvent) -> bool:
            taken = handle(window, event)
            if event.type() == QEvent.Type.UpdateRequest and self._painted is not None:
                self.times.append(time.perf_counter())
                self.cpu.append(time.thread_time())
                self.seen.append(self._painted)
                self._painted = None
            return taken

        MainWindow.event = handled  # type: ignore[method-assign]

    def follow(self, window: MainWindow, view: type[QWidget]) -> None:
        self.window, self.view = window, view
        self.clear()

    def clear(self) -> None:
        del self.times[:], self.cpu[:], self.seen[:]


def _seen_first(wished: Experiment) -> type[QWidget]:
    """The view that every snapshot of a run changes, in the room that its network opens in."""
    shapes = plan(wished)
    own: dict[str, type[QWidget]] = {"image": FiltersView, "sequence": SequenceUnrolled}
    return own.get(own_room(shapes), PlanePlot if shapes.description.ranges else NetworkView)


@dataclass(frozen=True)
class Figures:
    """Frames a second; milliseconds between them and of the GUI thread for each; the trainer's share."""

    frames: float
    gap95: float
    cpu: float
    share: float = 0.0

    def against(self, first: Figures) -> str:
        """Each as a ratio to those of another job."""
        return (
            f"frames {self.frames / first.frames:.2f}, gap p95 {self.gap95 / first.gap95:.2f}, "
            f"GUI CPU {self.cpu / first.cpu:.2f}"
        )


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def headless(wished: Experiment, seconds: float) -> float:
    """Updates per second without a window, recorded as the window records them."""
    pace = 20
    progress, start, began = begin(wished), 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        progress = onward(progress, pace)
        if not start and took > 0.3 * seconds:  # by then a call is long enough
            start, began, seconds = progress.state.update, time.perf_counter(), 0.7 * seconds
        pace = pace if start else min(2000, 2 * pace)
    return (progress.state.update - start) / took


def report_frames(name: str, frames: Frames) -> Figures:
    gaps = [1000 * (b - a) for a, b in zip(frames.times, frames.times[1:], strict=False)]
    cpu = [1000 * (b - a) for a, b in zip(frames.cpu, frames.cpu[1:], strict=False)]
    found = Figures(1000 / statistics.median(gaps), quantile(gaps, 0.95), statistics.median(cpu))
    print(
        f"{name:<18} {found.frames:5.1f} frames/s median; gaps p95 {found.gap95:.1f} ms, "
        f"p99 {quantile(gaps, 0.99):.1f} ms, worst {max(gaps):.1f} ms; "
        f"GUI CPU {found.cpu:.1f} ms a frame median, p95 {quantile(cpu, 0.95):.1f} ms ({len(gaps)} frames)"
    )
    return found


def edits(player: Player, window: MainWindow, frames: Frames, application: QApplication) -> None:
    """From an edit to a picture that shows it."""
    latencies = []
    for k in range(60):
        began, before = time.perf_counter(), len(window.snapshot.run.edits)  # type: ignore[union-attr]
        player.post(Change({"optimizer.learning_rate": 0.001 + 0.00001 * (k + 1)}))
        while not frames.seen or frames.seen[-1][1] <= before:
            application.processEvents()
        latencies.append(1000 * (frames.times[-1] - began))
        spin(0.02 + 0.011 * (k % 7))
    middle, late = statistics.median(latencies), quantile(latencies, 0.95)
    print(f"{'edit to picture':<18} median {middle:.1f} ms, p95 {late:.1f} ms")


def measure(name: str, seconds: float, frames: Frames, application: QApplication) -> tuple[Figures, Figures]:
    """A job at the default speed and as fast as it runs."""
    wished = experiment(name)
    warm(plan(wished))
    alone = headless(wished, 3.0)
    print(f"--- {name}")
    player = Player(Run(experiment=wished), playing=True)
    window = MainWindow(player.post, "light")
    frames.follow(window, _seen_first(wished))
    window.resize(*SIZE)
    window.show()
    window.follow(player)
    folder = tempfile.TemporaryDirectory()
    autosave = Autosave(Path(folder.name))
    if KEPT:
        window.keep_with(autosave)
    autosave.start()
    player.start()
    tune(window)
    spin(WARM_UP)
    frames.clear()
    spin(seconds)
    calm = report_frames("default speed", frames)
    edits(player, window, frames, application)
    player.post(SetSpeed(None))
    spin(WARM_UP)
    frames.clear()
    began, first = time.perf_counter(), window.snapshot.state.update  # type: ignore[union-attr]
    spin(seconds)
    reached = (window.snapshot.state.update - first) / (time.perf_counter() - began)  # type: ignore[union-attr]
    free = report_frames("free speed", frames)
    share = reached / alone
    print(
        f"{'trainer':<18} {reached:,.0f} updates/s with the window, {alone:,.0f} headless: {share:.2f} of it"
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10  # KiB on Linux
    print(f"{'memory':<18} {most:,.0f} MiB of the process at most, so far")
    if KEPT:
        print(f"{'session':<18} kept {autosave.saves} times, the last in {1000 * autosave.took:.1f} ms")
    window.close()
    player.close()
    autosave.close()
    folder.cleanup()
    return calm, free


def main(names: list[str], seconds: float) -> None:
    application = QApplication.instance() or QApplication(["wbsim"])
    assert isinstance(application, QApplication)
    style.dress(application, LIGHT)
    frames = Frames()
    found = {name: measure(name, seconds, frames, application) for name in names}
    first = found[names[0]]
    for name in names[1:]:
        for speed, one, other in zip(("default speed", "free speed"), found[name], first, strict=True):
            print(f"{name} / {names[0]}, {speed}: {one.against(other)}")


if __name__ == "__main__":
    numbers = [word for word in sys.argv[1:] if word.replace(".", "").isdigit()]
    jobs = [word for word in sys.argv[1:] if word not in (*numbers, "unkept")]
    main(jobs or ["circle", "many-points", "big-network"], float(numbers[0]) if numbers else 8.0)
