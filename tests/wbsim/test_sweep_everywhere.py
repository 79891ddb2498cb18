"""A sweep where it really runs: one thread, two, processes and a Dask cluster write the same bytes, and whoever is killed on the
way loses nothing that was done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sweeping import results_of, sweep_of

from wbsim.sweep import Progress, found

ROOT = Path(__file__).parents[2]
OVER = ("learning_rate=0.01:1:log:4", "bias=on,off", "optimizer=sgd,adam")
SHORT = sweep_of(*OVER, seeds=5, updates=100)
LONG = sweep_of(*OVER, seeds=5, updates=40_000)  # some seconds


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A Dask cluster of two workers with a process each."""
    from distributed import LocalCluster

    local = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=60, memory_limit=0
    )  # fmt: skip
    yield local
    local.close(timeout=10)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of the short sweep from one thread."""
    out = tmp_path_factory.mktemp("whole") / "r.csv"
    results_of(SHORT, out, where="threads", workers=1)
    return out.read_bytes()


@pytest.mark.parametrize(("where", "workers"), [("threads", 2), ("processes", 2), ("cluster", None)])
def test_the_file_is_the_same_to_the_byte_wherever_runs_are_trained(
    where: str, workers: int | None, whole: bytes, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if where == "cluster":
        where = request.getfixturevalue("cluster").scheduler_address
    told: list[Progress] = []
    results = results_of(SHORT, tmp_path / "r.csv", where=where, workers=workers, told=told.append)
    assert not results.failed and told[-1] == Progress(80, 0, 0, 80)
    assert (tmp_path / "r.csv").read_bytes() == whole


def test_a_worker_of_the_cluster_that_is_killed_loses_nothing(cluster: Any, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_one(progress: Progress) -> None:
        if progress.done and not killed:
            nanny = next(iter(cluster.workers.values()))
            killed.append(nanny.process.pid)
            os.kill(killed[0], signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    results = results_of(LONG, tmp_path / "r.csv", where=cluster.scheduler_address, told=kill_one)
    assert killed and not results.failed
    results_of(LONG, tmp_path / "threads.csv", where="threads", workers=2)
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "threads.csv").read_bytes()


def test_a_sweep_that_is_killed_is_gone_on_with_by_the_same_command(tmp_path: Path) -> None:
    over = [part for axis in OVER for part in ("--over", axis)]
    command = [
        sys.executable, "-m", "wbsim", "sweep", "circle", *over, "--seed", "0", "--seeds", "5", "--updates", "40000",
        "--out", str(tmp_path / "r.csv"), "--workers", "1",
    ]  # fmt: skip
    part = tmp_path / "r.csv.part"
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        while running.poll() is None and not (part.exists() and part.read_bytes().count(b"\n") > 1):
            time.sleep(0.02)
        running.kill()
        running.communicate()
    assert not (tmp_path / "r.csv").exists()
    before = len(found(LONG, tmp_path / "r.csv").runs)
    assert 0 < before < 80
    told: list[Progress] = []
    results_of(LONG, tmp_path / "r.csv", where="threads", workers=2, told=told.append)
    assert told[0] == Progress(before, before, 0, 80)
    results_of(LONG, tmp_path / "whole.csv", where="threads", workers=2)
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
