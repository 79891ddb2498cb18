"""What eight branches cost the timeline: showing and painting a moment of a run of 10⁵ updates, alone and with seven more.

`python tests/benchmarks/branches.py [UPDATES]`, offscreen, in the room of time at 1260×304 and in the network's at 772×240.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.append(str(Path(__file__).parents[1]))

from branching import forest, looking
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui import style
from ui.arguments import RoomName
from ui.look import Look
from ui.theme import LIGHT
from ui.views.timeline import TimelineView
from wbsim.simulation import onward
from wbsim.snapshot import Snapshot

FRAMES = 60


def moments(count: int, scale: int) -> list[Snapshot]:
    """One branch as it goes on, among `count`."""
    snapshot = looking(forest(8, scale=scale)[:count] if count > 1 else forest(8, scale=scale)[1:2], 1)
    found = []
    progress = snapshot.branches[-1 if count == 1 else 1].progress
    for _ in range(FRAMES):
        progress = onward(progress, 17)
        found.append(
            replace(snapshot, state=progress.state, history=progress.history, present=progress.state.update)
        )
    return found


def cost(snapshots: list[Snapshot], room: RoomName, size: tuple[int, int]) -> float:
    """Milliseconds of processor time of showing and painting a moment, the median."""
    view, look = TimelineView(), Look(LIGHT, room=room, compact=True, scale=0.86)
    view.resize(*size)
    image = QImage(*size, QImage.Format.Format_RGB32)
    times = []
    for snapshot in snapshots:
        began = time.thread_time()
        view.show_snapshot(snapshot, look)
        view.render(image)
        times.append(1000 * (time.thread_time() - began))
    return statistics.median(times[5:])


def main() -> None:
    """Measures one branch and eight."""
    updates = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    application = QApplication([])
    style.dress(application, LIGHT)
    rooms: tuple[tuple[RoomName, tuple[int, int]], ...] = (("time", (1260, 304)), ("network", (772, 240)))
    for room, size in rooms:
        one, eight = (cost(moments(count, updates // 1000), room, size) for count in (1, 8))
        sys.stdout.write(f"{room}: {one:.2f} ms alone, {eight:.2f} ms among eight, {eight / one:.2f} times\n")


if __name__ == "__main__":
    main()
