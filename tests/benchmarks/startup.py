"""From the command to a moving picture, and from closing to the end: `python tests/benchmarks/startup.py [RUNS]`.

Each start is a process of its own, offscreen: with the kernels' cache warm, and with an empty one. `window` is the first
painted window, `picture` the first painted plane with the network's own field, `moving` the first that shows training.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

CHILD = """
import sys, time
began = float(sys.argv[1])
said = set()
def say(what):
    if what not in said:
        said.add(what)
        print(what, time.time() - began, flush=True)
stay = sys.argv[2]
from PySide6.QtCore import QTimer
from ui.window import MainWindow
take = MainWindow.take
def taken(self, snapshot):
    take(self, snapshot)
    if "moving" in said:
        return
    self.repaint()
    say("window")
    if snapshot.seen.plane is not None:
        say("picture")
    if snapshot.state.update > 0:
        say("moving")
        QTimer.singleShot(int(1000 * float(stay)), self.close)
MainWindow.take = taken
sys.argv = ["wbsim", "circle"]
from ui.__main__ import main
try:
    main()
finally:
    say("closed")
"""


def start(cache: str, stay: float = 0.3) -> dict[str, float]:
    """Seconds to each stage, and from closing to the process's end."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "WBSIM_CACHE_DIR": cache,
        "WBSIM_STATE_DIR": cache,
    }
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(time.time()), str(stay)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    stages = {
        line.split()[0]: float(line.split()[1]) for line in ran.stdout.splitlines() if len(line.split()) == 2
    }
    stages["code"] = ran.returncode
    return stages


def report(name: str, starts: list[dict[str, float]]) -> None:
    for stage in ("window", "picture", "moving"):
        values = [one[stage] for one in starts]
        print(f"{name:<12} {stage:<8} median {statistics.median(values):.2f} s, worst {max(values):.2f} s")
    print(f"{name:<12} exit codes {sorted({int(one['code']) for one in starts})}")


def main(runs: int = 5) -> None:
    with tempfile.TemporaryDirectory() as cache:
        report("empty cache", [start(cache)])
        report("warm cache", [start(cache) for _ in range(runs)])


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
