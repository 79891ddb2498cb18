"""The window while a network trains in it: frames, the GUI thread's work, the trainer's share, edits and start-up.

`python tests/benchmarks/window.py [PRESET] [SECONDS]`, offscreen, 1280×720. A frame is a painted plane (or, for data
that is no plane, a painted network) that shows another update than the one before.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui import style
from ui.application import tune
from ui.commands import Change, SetSpeed
from ui.player import Player
from ui.theme import LIGHT
from ui.views.network import NetworkView
from ui.views.plane_plot import PlanePlot
from ui.window import MainWindow
from wbsim import presets
from wbsim.engine import warm
from wbsim.plan import plan
from wbsim.run import Run
from wbsim.simulation import begin, onward

SIZE = (1280, 720)
WARM_UP = 1.5  # seconds that are not counted


class Frames:
    """When each frame was painted, what the GUI thread had done by then, and what it showed."""

    def __init__(self, view: type[QWidget]) -> None:
        self.window: MainWindow | None = None
        self.times: list[float] = []
        self.cpu: list[float] = []
        self.seen: list[tuple[int, int]] = []
        paint = view.paintEvent

        def painted(widget: QWidget, event: object) -> None:
            paint(widget, event)  # type: ignore[arg-type]
            snapshot = self.window.snapshot if self.window else None
            if snapshot is None or (self.seen and self.seen[-1][0] == snapshot.state.update):
                return
            self.times.append(time.perf_counter())
            self.cpu.append(time.thread_time())
            self.seen.append((snapshot.state.update, len(snapshot.run.edits)))

        view.paintEvent = painted  # type: ignore[method-assign,assignment]

    def clear(self) -> None:
        del self.times[:], self.cpu[:], self.seen[:]


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def headless(experiment, seconds: float) -> float:  # type: ignore[no-untyped-def]
    """Updates per second without a window, recorded as the window records them."""
    progress, began = onward(begin(experiment), 20_000), time.perf_counter()
    start = progress.state.update
    while time.perf_counter() - began < seconds:
        progress = onward(progress, 2000)
    return (progress.state.update - start) / (time.perf_counter() - began)


def report_frames(name: str, frames: Frames) -> None:
    gaps = [1000 * (b - a) for a, b in zip(frames.times, frames.times[1:], strict=False)]
    cpu = [1000 * (b - a) for a, b in zip(frames.cpu, frames.cpu[1:], strict=False)]
    print(
        f"{name:<18} {1000 / statistics.median(gaps):5.1f} frames/s median; gaps p95 {quantile(gaps, 0.95):.1f} ms, "
        f"p99 {quantile(gaps, 0.99):.1f} ms, worst {max(gaps):.1f} ms; "
        f"GUI CPU {statistics.median(cpu):.1f} ms a frame median, p95 {quantile(cpu, 0.95):.1f} ms ({len(gaps)} frames)"
    )


def main(name: str = "circle", seconds: float = 8.0) -> None:
    experiment = presets.load(name).experiment
    warm(plan(experiment))
    alone = headless(experiment, 3.0)
    application = QApplication.instance() or QApplication(["wbsim"])
    assert isinstance(application, QApplication)
    style.dress(application, LIGHT)
    player = Player(Run(experiment=experiment), playing=True)
    # before the window is made, for Qt looks a class's painting up once
    frames = Frames(PlanePlot if plan(experiment).description.ranges else NetworkView)
    frames.window = window = MainWindow(player.post, "light")
    window.resize(*SIZE)
    window.show()
    window.follow(player)
    player.start()
    tune(window)
    spin(WARM_UP)
    frames.clear()
    spin(seconds)
    report_frames("default speed", frames)

    latencies = []
    for k in range(60):
        began, edits = time.perf_counter(), len(window.snapshot.run.edits)  # type: ignore[union-attr]
        player.post(Change({"optimizer.learning_rate": 0.03 + 0.0001 * (k + 1)}))
        while not frames.seen or frames.seen[-1][1] <= edits:
            application.processEvents()
        latencies.append(1000 * (frames.times[-1] - began))
        spin(0.02 + 0.011 * (k % 7))
    print(
        f"{'edit to picture':<18} median {statistics.median(latencies):.1f} ms, p95 {quantile(latencies, 0.95):.1f} ms"
    )

    player.post(SetSpeed(None))
    spin(WARM_UP)
    frames.clear()
    began, first = time.perf_counter(), window.snapshot.state.update  # type: ignore[union-attr]
    spin(seconds)
    reached = (window.snapshot.state.update - first) / (time.perf_counter() - began)  # type: ignore[union-attr]
    report_frames("free speed", frames)
    print(
        f"{'trainer':<18} {reached:,.0f} updates/s with the window, {alone:,.0f} headless: {reached / alone:.2f} of it"
    )
    window.close()
    player.close()


if __name__ == "__main__":
    main(*sys.argv[1:2], *(float(s) for s in sys.argv[2:3]))
