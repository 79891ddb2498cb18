"""The room of a population while a wall trains in it as fast as it runs: frames, gaps, and what the whole process does of the
networks' updates for each second of processor time.

`python tests/benchmarks/wall_window.py [SECONDS] [rates|seeds …] [profile]`, offscreen, 1600×1000, 256 networks 2-8-8-8-1 with
Adam on 250 points of the spiral. `rates` differ in learning rate and penalty and read the same batches, `seeds` in learning
rate and seed and read each its own. A frame is a window with its wall painted for another update than the one before, when
all that is due is painted. `profile` says where the thread of the player and that of the window spend their time.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import statistics
import sys
import time
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from ui import style
from ui.application import tune
from ui.commands import Play, SetSpeed
from ui.look import WallLook
from ui.player import Player
from ui.theme import LIGHT
from ui.views.wall import WallView
from ui.window import MainWindow
from wbsim.experiment import Experiment
from wbsim.run import Run

SIZE = (1600, 1000)
WARM_UP = 2.0  # seconds that are not counted
WALLS = {
    "rates": WallLook(across="learning_rate=0.001:0.1:log:16", down="optimizer.beta1=0.85:0.95:16", seeds=1),
    "seeds": WallLook(across="learning_rate=0.001:0.1:log:16", down=None, seeds=16),
}


def experiment() -> Experiment:
    """What each of the networks is but for what they differ in."""
    layer = {"neurons": 8, "activation": "tanh"}
    wish: dict[str, Any] = {
        "data": {"dataset": "spiral", "train_share": 50},
        "network": {"layers": [layer, layer, layer, {"neurons": 1, "activation": "tanh"}]},
        "loss": "half_mse",
        "optimizer": {"kind": "adam", "learning_rate": 0.01},
        "batches": {"size": 10},
    }
    return Experiment.read(wish)


class Frames:
    """When each frame was handed to the screen, and what the thread of the window had done by then."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.cpu: list[float] = []
        self._shown = self._painted = -1
        paint, handle = WallView.paintEvent, MainWindow.event

        def painted(view: WallView, event: Any) -> None:
            paint(view, event)
            wall = view.scene.wall if view.scene is not None else None
            self._painted = wall.update if wall is not None else -1

        def handled(window: MainWindow, event: QEvent) -> bool:
            taken = handle(window, event)
            if event.type() == QEvent.Type.UpdateRequest and self._painted != self._shown:
                self.times.append(time.perf_counter())
                self.cpu.append(time.thread_time())
                self._shown = self._painted
            return taken

        WallView.paintEvent = painted  # type: ignore[method-assign]
        MainWindow.event = handled  # type: ignore[method-assign]


def spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def until(holds: Any) -> None:
    while not holds():
        spin(0.02)


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(name: str, seconds: float, frames: Frames, profiled: bool) -> None:
    """One wall."""
    player = Player(Run(experiment=experiment()))
    window = MainWindow(player.post, "light")
    window.resize(*SIZE)
    window.show()
    mine, its = cProfile.Profile(time.thread_time), cProfile.Profile(time.perf_counter)
    counted = [False]
    for part in ("_show", "_go_on") if profiled else ():
        does = getattr(player, part)
        setattr(player, part, lambda of, does=does: its.runcall(does, of) if counted[0] else does(of))
    window.follow(player)
    player.start()
    tune(window)
    until(lambda: window.snapshot is not None and player._preparing is not None)
    until(lambda: player._preparing is None or not player._preparing.at_work)  # nothing is compiled meanwhile
    window.see(wall=WALLS[name], room="population", charts=False)
    began = time.perf_counter()
    until(lambda: window.snapshot.wall is not None and window.snapshot.wall.outcomes is not None)  # type: ignore[union-attr]
    print(
        f"--- {name}: {len(window.snapshot.wall.grid)} networks, seen after {time.perf_counter() - began:.2f} s"
    )  # type: ignore[union-attr]
    player.post(SetSpeed(None))
    player.post(Play())
    spin(WARM_UP)
    first, worked, began = window.snapshot.wall, time.process_time(), time.perf_counter()  # type: ignore[union-attr]
    frames.times.clear()
    frames.cpu.clear()
    if profiled:
        counted[0] = True
        mine.runcall(spin, seconds)
        counted[0] = False
    else:
        spin(seconds)
    last, worked, took = window.snapshot.wall, time.process_time() - worked, time.perf_counter() - began  # type: ignore[union-attr]
    assert first is not None
    assert last is not None
    made = (last.update - first.update) * len(last.grid)
    gaps = [1000 * (b - a) for a, b in zip(frames.times, frames.times[1:], strict=False)]
    cpu = [1000 * (b - a) for a, b in zip(frames.cpu, frames.cpu[1:], strict=False)]
    print(
        f"{len(frames.times) / took:5.1f} frames/s; gaps median {statistics.median(gaps):.1f} ms, p95 "
        f"{quantile(gaps, 0.95):.1f} ms, worst {max(gaps):.1f} ms; GUI CPU {statistics.median(cpu):.1f} ms a frame median"
    )
    print(
        f"{made / took / 1e6:5.2f} M network-updates a second, {made / worked / 1e6:.2f} M a second of processor time "
        f"({worked / took:.2f} cores); {(last.update - first.update) / took:,.0f} updates of all a second"
    )
    player.close(5)
    window.close()
    window.deleteLater()
    if profiled:
        for title, profile in (("the player's thread", its), ("the window's thread", mine)):
            print(f"=== {title}")
            pstats.Stats(profile).sort_stats("cumtime").print_stats(45)


def main() -> None:
    """All that is asked for."""
    words = sys.argv[1:]
    seconds = next((float(word) for word in words if word.replace(".", "").isdigit()), 6.0)
    application = QApplication(["wbsim"])
    style.dress(application, LIGHT)
    frames = Frames()
    for name in [word for word in words if word in WALLS] or list(WALLS):
        measure(name, seconds, frames, "profile" in words)


if __name__ == "__main__":
    main()
