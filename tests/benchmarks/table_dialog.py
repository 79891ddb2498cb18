"""A large table opened in the window while a network trains in it: `python tests/benchmarks/table_dialog.py [ROWS]`.

How long it takes until the table can be trained on, how long the window waits in between, by a timer that is due every
5 ms, how much of its speed the training keeps, and how soon reading ends when it is cancelled.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication
from tables import mixture, numbers

from ui import style
from ui.application import tune
from ui.commands import SetSpeed
from ui.player import Player
from ui.tables.dialog import TableDialog
from ui.theme import LIGHT
from ui.window import MainWindow
from wbsim import presets
from wbsim.run import Run

PATIENCE = 120.0  # seconds


class Gaps:
    """How long the window did not come round to a timer that is due every 5 ms, in milliseconds."""

    def __init__(self) -> None:
        self.found: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.found.append(1000 * (now - self._last))
        self._last = now

    def said(self) -> str:
        """The worst, and clears them."""
        found, self.found = sorted(self.found), []
        return f"gaps p99 {found[int(0.99 * len(found))]:.0f} ms, most {found[-1]:.0f} ms"


def wait(until: Callable[[], bool], most: float = PATIENCE) -> float:
    """Lets the window live until something is so; returns the seconds that took."""
    began = time.perf_counter()
    while not until() and time.perf_counter() - began < most:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
    return time.perf_counter() - began


def speed(window: MainWindow, seconds: float, until: Callable[[], bool] = lambda: False) -> float:
    """Updates per second."""
    assert window.snapshot is not None
    first = window.snapshot.state.update
    took = wait(until, seconds)
    return (window.snapshot.state.update - first) / took


def opened(window: MainWindow, file: Path) -> TableDialog:
    window.documents.open(file)
    assert window.tables.dialog is not None
    return window.tables.dialog


def measure(window: MainWindow, file: Path, name: str, rows: int) -> None:
    gaps = Gaps()
    alone = speed(window, 2.0)
    print(f"{name}, {rows:,} rows, {file.stat().st_size / 2**20:.0f} MiB")
    print(f"  before: {alone:,.0f} updates/s, {gaps.said()}")
    began = time.perf_counter()
    dialog = opened(window, file)
    wait(lambda: bool(dialog.preview.table.rows))
    first = time.perf_counter() - began
    during = speed(window, PATIENCE, lambda: not dialog.busy)
    print(f"  rows seen after {first:.2f} s, ready after {time.perf_counter() - began:.1f} s; {gaps.said()}")
    print(f"  training meanwhile: {during:,.0f} updates/s, {during / alone:.2f} of before")
    run = window.snapshot.run if window.snapshot else None
    dialog._make()
    took = wait(lambda: window.snapshot is not None and window.snapshot.run is not run)
    moves = wait(lambda: window.snapshot is not None and window.snapshot.state.update > 0)
    print(f"  pressed to shown {took:.2f} s, to moving {moves:.2f} s more; {gaps.said()}")
    wait(lambda: False, 2.0)
    print(f"  on it: {gaps.said()}")
    dialog = opened(window, file)
    wait(lambda: dialog._progress is not None and dialog._progress.done > 2**20)
    work = dialog._work
    assert work is not None
    began = time.perf_counter()
    dialog.reject()
    closed = time.perf_counter() - began
    wait(lambda: work.ended)
    print(f"  cancel: closed after {closed:.3f} s, reading ended after {time.perf_counter() - began:.3f} s")
    window.commands["undo"].trigger()
    wait(lambda: window.snapshot is not None and window.snapshot.run is not run, 3.0)


def main(rows: int = 1_000_000) -> None:
    application = QApplication(["wbsim"])
    style.dress(application, LIGHT)
    player = Player(Run(experiment=presets.load("circle").experiment), playing=True)
    window = MainWindow(player.post)
    window.resize(1280, 720)
    player.start()
    window.follow(player)
    window.show()
    tune(window)
    player.post(SetSpeed(None))
    wait(lambda: window.snapshot is not None and window.snapshot.state.update > 100)
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("numbers", numbers), ("mixture", mixture)):
            file = Path(folder) / f"{name}.csv"
            write(file, rows)
            measure(window, file, name, rows)
    player.close(1.0)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
