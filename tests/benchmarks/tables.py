"""A large table in a worker thread: `python tests/benchmarks/tables.py [ROWS]`.

How long reading, preparing and making an experiment take, the longest step between two looks at whether to stop, the
memory, and the longest time for which another thread that looks every 5 ms, as a window does, had to wait.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from wbsim import tables

NAP = 0.001  # what a worker grants to the window between two steps


def numbers(file: Path, rows: int) -> None:
    """Five columns of numbers."""
    values = np.random.default_rng(1).normal(size=(rows, 5))
    with file.open("w") as out:
        out.write("a,b,c,d,e\n")
        out.writelines(f"{a:.6f},{b:.4f},{int(1000 * c)},{d:.3f},{e:.6f}\n" for a, b, c, d, e in values)


def mixture(file: Path, rows: int) -> None:
    """Decimal commas, missing values, few texts, many texts, classes."""
    values = np.random.default_rng(1).normal(size=(rows, 3))
    with file.open("w") as out:
        out.write("a;b;color;name;answer\n")
        for k, (a, b, c) in enumerate(values):
            number = f"{a:.5f}".replace(".", ",")
            color = ("red", "green", "blue")[k % 3]
            out.write(
                f"{number};{'NA' if b > 1 else int(100 * b)};{color};name {k};{'yes' if c > 0 else 'no'}\n"
            )


def measure(name: str, write: Callable[[Path, int], None], rows: int) -> None:
    steps: list[float] = []
    said: list[str] = []

    def work() -> None:
        began = last = time.perf_counter()
        table = None
        for progress in tables.reading(file):
            steps.append(time.perf_counter() - last)
            time.sleep(NAP)
            last = time.perf_counter()
            table = progress.table
        assert table is not None
        read = time.perf_counter()
        ready = tables.prepare(table)
        prepared = time.perf_counter()
        tables.experiment_for(tables.points_of(ready))
        done = time.perf_counter()
        said.append(
            f"read {read - began:.1f} s, prepare {prepared - read:.2f} s, experiment {done - prepared:.2f} s"
        )

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        write(file, rows)
        worker = threading.Thread(target=work)
        gaps: list[float] = []
        worker.start()
        last = time.perf_counter()
        while worker.is_alive():
            time.sleep(0.005)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    p99 = sorted(gaps)[int(0.99 * len(gaps))]
    print(
        f"{name}, {rows:,} rows: {said[0] if said else 'failed'}; longest step {1000 * max(steps):.0f} ms; ",
        end="",
    )
    print(
        f"the other thread waited {1000 * p99:.0f} ms (p99), {1000 * max(gaps):.0f} ms (most); peak {memory:.0f} MiB"
    )


def main(rows: int = 1_000_000) -> None:
    measure("numbers", numbers, rows)
    measure("mixture", mixture, rows)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
