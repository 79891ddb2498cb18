"""From the command to a moving picture, from closing to the end, and what the kernels take:
`python tests/benchmarks/startup.py [RUNS]`.

Each start is a process of its own, offscreen: with the kernels' cache warm, and with an empty one. `window` is the first
painted window, `picture` the first painted plane with the network's own field, `moving` the first that shows training.
A window that is closed right after its first picture is in the midst of compiling. Kernels are made ready one after the
other in a process without a window; a warm start reads them from the cache.
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
stay, until = sys.argv[2:4]
from PySide6.QtCore import QTimer
from ui.window import MainWindow
take = MainWindow.take
def taken(self, snapshot):
    take(self, snapshot)
    if until in said:
        return
    self.repaint()
    say("window")
    if snapshot.seen.plane is not None:
        say("picture")
    if snapshot.state.update > 0:
        say("moving")
    if until in said:
        QTimer.singleShot(int(1000 * float(stay)), lambda: (print("closing", time.time(), flush=True), self.close()))
MainWindow.take = taken
sys.argv = ["wbsim", "circle"]
from ui.__main__ import main
try:
    main()
finally:
    say("closed")
"""


KERNELS = """
import time
import numba.core.typing.typeof
from wbsim import readiness
every = [(precision, dense) for precision in readiness.PRECISIONS for dense in (True, False)]
plans = [readiness._smallest(*one) for one in every]
from wbsim import device, engine
for plan in plans:
    device.material(plan), engine.initial(plan)
for precision, dense in every:
    for name in readiness.REHEARSALS:
        began, worked = time.perf_counter(), time.process_time()
        readiness.prepare(name, precision, dense)
        print(name, precision + ("" if dense else "-layers"), time.perf_counter() - began, time.process_time() - worked)
"""
FIRST = "evaluate"  # the pass of the first picture


def ran(cache: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A process with a cache of its own."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "WBSIM_CACHE_DIR": cache,
        "WBSIM_STATE_DIR": cache,
    }
    return subprocess.run(
        [sys.executable, "-c", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def start(cache: str, stay: float = 0.3, until: str = "moving") -> dict[str, float]:
    """Seconds to each stage, of which `until` is the last, and from closing to the process's end."""
    done = ran(cache, CHILD, str(time.time()), str(stay), until)
    ended = time.time()
    stages = {
        line.split()[0]: float(line.split()[1]) for line in done.stdout.splitlines() if len(line.split()) == 2
    }
    stages["leaving"] = ended - stages.pop("closing", ended)
    stages["code"] = done.returncode
    return stages


def report(name: str, starts: list[dict[str, float]]) -> None:
    for stage in ("window", "picture", "moving", "leaving"):
        values = [one[stage] for one in starts if stage in one]
        if values:
            print(
                f"{name:<12} {stage:<8} median {statistics.median(values):.2f} s, worst {max(values):.2f} s"
            )
    print(f"{name:<12} exit codes {sorted({int(one['code']) for one in starts})}")


def kernels(cache: str) -> dict[tuple[str, str], tuple[float, float]]:
    """Seconds and CPU-seconds of every pass and precision, in a fresh process."""
    lines = [line.split() for line in ran(cache, KERNELS).stdout.splitlines()]
    return {(name, precision): (float(wall), float(cpu)) for name, precision, wall, cpu in lines}


def report_kernels(runs: int) -> None:
    """Cold with an empty cache, once; warm the median of several processes."""
    with tempfile.TemporaryDirectory() as cache:
        cold, warm = kernels(cache), [kernels(cache) for _ in range(runs)]
    for name, precision in cold:
        seconds, cpu = cold[name, precision]
        again = [one[name, precision][0] for one in warm]
        print(
            f"{precision} {name:<10} cold {cpu:6.2f} CPU-s ({seconds:.2f} s), "
            f"warm median {1000 * statistics.median(again):4.0f} ms, worst {1000 * max(again):4.0f} ms"
        )
    for precision in dict.fromkeys(precision for _, precision in cold):
        of = [key for key in cold if key[1] == precision]
        whole = [sum(one[key][0] for key in of) for one in warm]
        print(
            f"{precision} first picture {cold[FIRST, precision][1]:.2f} CPU-s cold; all "
            f"{sum(cold[key][1] for key in of):.2f} CPU-s cold, {statistics.median(whole):.2f} s warm"
        )


def main(runs: int = 5) -> None:
    report_kernels(runs)
    with tempfile.TemporaryDirectory() as cache:
        report("empty cache", [start(cache)])
        report("warm cache", [start(cache) for _ in range(runs)])
    with tempfile.TemporaryDirectory() as cache:
        report("left at once", [start(cache, 0.0, "picture")])


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
