"""A long run in the window, and its past: what a million updates take of memory, how soon a moment that is sought is
seen, whether it has the bits of a fresh run, and what branches cost of the frames.

`python tests/benchmarks/time_machine.py [UPDATES] [PRESET]`, offscreen, 1280×720.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication
from window import SIZE, WARM_UP, Frames, quantile, report_frames, spin

from ui import style
from ui.application import tune
from ui.commands import Change, Play, Seek, SetSpeed
from ui.player import Player
from ui.theme import LIGHT
from ui.views.plane_plot import PlanePlot
from ui.window import MainWindow
from wbsim import presets
from wbsim.engine import advance, initial
from wbsim.plan import plan
from wbsim.run import Run

_SOUGHT = 200
_CHECKED = 10
_CALM = 6.0  # seconds of frames


def resident() -> float:
    """MiB that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def update_of(window: MainWindow) -> int:
    return window.snapshot.state.update if window.snapshot else -1


def sought(window: MainWindow, player: Player, frames: Frames, updates: int, chance: random.Random) -> None:
    """From asking for a random moment to the window that has painted it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    taken = []
    for _ in range(_SOUGHT):
        update = chance.randrange(updates)
        began = time.perf_counter()
        player.post(Seek(update))
        while not frames.seen or frames.seen[-1][0] != update:
            application.processEvents()
        taken.append(1000 * (frames.times[-1] - began))
        spin(0.01 + 0.02 * chance.random())
    print(
        f"{'a moment is seen':<18} after {quantile(taken, 0.5):.1f} ms median, {quantile(taken, 0.95):.1f} ms p95, "
        f"{max(taken):.1f} ms worst of {_SOUGHT}"
    )


def the_same(window: MainWindow, player: Player, updates: int, chance: random.Random) -> None:
    """Random moments against fresh runs to the same update."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert window.snapshot is not None
    shapes = plan(window.snapshot.run.experiment)
    equal = 0
    for _ in range(_CHECKED):
        update = chance.randrange(updates)
        player.post(Seek(update))
        while update_of(window) != update:
            application.processEvents()
        fresh = advance(initial(shapes), shapes, update)
        state = window.snapshot.state
        equal += (
            fresh.theta.tobytes() == state.theta.tobytes() and fresh.slots.tobytes() == state.slots.tobytes()
        )
    print(f"{'bits':<18} {equal} of {_CHECKED} random updates are those of a fresh run")


def branches(window: MainWindow, player: Player, frames: Frames) -> None:
    """Frames with one branch and with eight, in the room of the network and in that of time."""
    player.post(SetSpeed(250.0))
    found = {}
    for count in (1, 8):
        while window.snapshot is None or len(window.snapshot.branches) < count:
            player.post(Seek(random.randrange(1000, 5000)))
            rate = 0.02 + 0.001 * len(window.snapshot.branches if window.snapshot else ())
            player.post(Change({"optimizer.learning_rate": rate}))
            player.post(SetSpeed(None))
            player.post(Play())
            spin(0.4)
        player.post(Seek(None))
        player.post(SetSpeed(250.0))
        for room in ("network", "time"):
            window.see(room=room)
            player.post(Play())
            spin(WARM_UP)
            frames.clear()
            spin(_CALM)
            found[count, room] = report_frames(f"{count} in {room}", frames)
    for which, figures in found.items():
        print(f"{which[0]} branches, room {which[1]}: {figures.against(found[1, 'network'])}")


def main(updates: int, preset: str) -> None:
    application = QApplication.instance() or QApplication(["wbsim"])
    assert isinstance(application, QApplication)
    style.dress(application, LIGHT)
    frames, chance = Frames(), random.Random(1)
    player = Player(Run(experiment=presets.load(preset).experiment), playing=True)
    window = MainWindow(player.post, "light")
    frames.follow(window, PlanePlot)
    window.resize(*SIZE)
    window.show()
    window.follow(player)
    player.start()
    tune(window)
    while update_of(window) < 2000:  # everything is compiled, opened and painted once
        player.post(SetSpeed(None))
        spin(0.2)
    before, began = resident(), time.perf_counter()
    while update_of(window) < updates:
        spin(0.2)
    print(
        f"{'memory':<18} {resident() - before:+.1f} MiB over {update_of(window):,} updates in "
        f"{time.perf_counter() - began:.1f} s; {resident():.0f} MiB in all"
    )
    player.post(Play(on=False))
    spin(0.5)
    sought(window, player, frames, updates, chance)
    the_same(window, player, updates, chance)
    branches(window, player, frames)
    window.close()
    player.close()


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]) if words else 1_000_000, words[1] if len(words) > 1 else "circle")
