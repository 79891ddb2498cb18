"""What the card of a wall costs the thread of the window: processor time from a snapshot to its picture, with made-up networks of
which a share is drawn anew each time, as while training; offscreen, 1600×1000.

`python tests/benchmarks/wall_pictures.py [PICTURES]`
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

import numpy as np
from pictured_walls import axes, shown, wall
from PySide6.QtWidgets import QApplication

from ui import style
from ui.look import Look, WallLook
from ui.theme import LIGHT
from ui.views.wall import WallView
from wbsim.variation import Axis
from wbsim.wall import WallSeen

_WARM = 5  # pictures that are not counted


def _next(seen: WallSeen, part: np.ndarray, rng: np.random.Generator) -> WallSeen:
    """Some updates later: every loss a little other, and some pictures drawn anew."""
    assert seen.outcomes is not None and seen.tiles is not None and seen.drawn is not None
    drawn, update = seen.drawn.copy(), seen.update + 7
    drawn[part] = update
    loss = seen.outcomes.test_loss * rng.uniform(0.995, 1.005, len(drawn))
    return replace(
        seen, update=update, drawn=drawn, tiles=replace(seen.tiles), outcomes=replace(seen.outcomes, test_loss=loss)
    )  # fmt: skip


def measured(
    application: QApplication, along: tuple[Axis, ...], seeds: int, cells: int, share: float, look: WallLook, pictures: int
) -> tuple[int, float, float]:  # fmt: skip
    """How many networks there are, and the median and the 90th percentile of milliseconds a picture."""
    rng = np.random.default_rng(0)
    count = len(wall(along, seeds).grid)
    values = np.tanh(rng.normal(0, 1, (count, cells, 1)) + np.linspace(-2, 2, cells)).astype(np.float32)
    seen = wall(along, seeds, rng.uniform(0.01, 0.5, count).tolist(), values=values)
    view = WallView()
    view.resize(1046, 912)
    looked = Look(LIGHT, room="population", wall=look)
    view.show_snapshot(shown(seen, playing=True), looked)
    view.show()
    application.processEvents()
    took, many = [], max(1, round(share * count))
    for turn in range(pictures + _WARM):
        seen = _next(seen, (np.arange(many) + turn * many) % count, rng)
        snapshot = shown(seen, playing=True)
        begin = time.process_time()
        view.show_snapshot(snapshot, looked)
        application.processEvents()
        took.append(1e3 * (time.process_time() - begin))
    made = view.mosaic.made - count  # the first picture had all of them
    if made < many * (pictures + _WARM):
        raise SystemExit(f"only {made} small pictures were painted, so there is nothing to report")
    view.close()
    took = took[_WARM:]
    return count, statistics.median(took), statistics.quantiles(took, n=10)[-1]


def main() -> None:
    """Prints a line a wall."""
    pictures = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    application = QApplication([])
    style.dress(application, LIGHT)
    walls = (
        (axes("learning_rate", "bias"), 5, 32), ((), 256, 32), ((), 1024, 24), ((), 4096, 16),
    )  # fmt: skip
    for look in (WallLook(), WallLook(order="outcome")):
        for along, seeds, cells in walls:
            for share in (0.125, 0.25, 1.0):
                count, middle, late = measured(application, along, seeds, cells, share, look, pictures)
                print(
                    f"{count:5d} networks, {look.order:7s}, {share:5.1%} drawn anew: median {middle:5.2f} ms, p90 {late:5.2f} ms"
                )


if __name__ == "__main__":
    main()
