"""Jobs come to the same wherever they run, and no worker that dies takes another's job with it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import chores
import pytest

from wbsim.executors import Failure, checked, each
from wbsim.executors.versions import difference, here
from wbsim.problems import Refused

HERE = [("threads", 1), ("threads", 2), ("processes", 2)]
SQUARES = {n: n * n for n in range(12)}


class Cluster:
    """A Dask cluster of this test run: its address, and the processes of its workers."""

    def __init__(self) -> None:
        import dask
        from distributed import LocalCluster

        # Dask gives a job up after it has lost two workers, so that a test of that starts few of them anew
        with dask.config.set({"distributed.scheduler.allowed-failures": 1}):
            self.local = LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=60,
                memory_limit=0,
            )  # fmt: skip
        self.address: str = self.local.scheduler_address

    def workers(self) -> list[int]:
        """Their process ids."""
        return [nanny.process.pid for nanny in self.local.workers.values() if nanny.process]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.local.close(timeout=10)


@pytest.fixture(params=[*HERE, ("cluster", None)], ids=lambda place: "-".join(map(str, place)))
def place(request: pytest.FixtureRequest) -> tuple[str, int | None]:
    where, workers = request.param
    if where == "cluster":
        return request.getfixturevalue("cluster").address, None
    return where, workers


def test_every_job_is_done_once_wherever_it_runs(place: tuple[str, int | None]) -> None:
    came = [*each(place[0], chores.square, range(12), place[1])]
    assert len(came) == 12
    assert dict(came) == SQUARES


def test_no_jobs_are_done_at_once(place: tuple[str, int | None]) -> None:
    assert [*each(place[0], chores.square, [], place[1])] == []


def test_a_job_that_raises_ends_in_words_and_the_others_are_done(place: tuple[str, int | None]) -> None:
    came = dict(each(place[0], chores.odd_ones_fail, range(6), place[1]))
    assert came == {
        0: 0, 1: Failure("Unpicklable: 1 is odd"), 2: 2, 3: Failure("Unpicklable: 3 is odd"), 4: 4,
        5: Failure("Unpicklable: 5 is odd"),
    }  # fmt: skip


def test_a_job_cannot_end_the_program(place: tuple[str, int | None]) -> None:
    assert dict(each(place[0], chores.leaves, range(5), place[1])) == {
        0: 0, 1: 1, 2: 2, 3: Failure("SystemExit: 2"), 4: 4,
    }  # fmt: skip


@pytest.fixture
def released(tmp_path: Path) -> Iterator[str]:
    """Lets go of the jobs that wait for it when the test is over: threads and workers of a cluster outlast it."""
    path = tmp_path / "released"
    yield str(path)
    path.touch()


def test_closing_does_not_wait_for_what_is_under_way(place: tuple[str, int | None], released: str) -> None:
    jobs = each(place[0], chores.until, ["", *[released] * 8], place[1])
    assert next(jobs) == (0, True)
    jobs.close()  # otherwise the test lasts for a minute
    assert not Path(released).exists()
    assert [*jobs] == []


def test_who_asks_to_stop_is_heard_while_all_workers_are_busy(
    place: tuple[str, int | None], released: str
) -> None:
    asked = iter([True] * 8)
    assert [*each(place[0], chores.until, [released] * 4, place[1], lambda: next(asked, False))] == []


def test_only_as_many_jobs_are_handed_over_as_are_soon_done() -> None:
    begun: list[int] = []
    jobs = each("threads", begun.append, range(1000), 2)
    next(jobs)
    time.sleep(0.1)
    assert len(begun) < 12
    jobs.close()


def test_a_killed_process_of_a_pool_loses_nothing() -> None:
    came: list[tuple[int, object]] = []
    killed = 0
    for done in each("processes", chores.whose, range(40), 2):
        came.append(done)
        if len(came) == 3:
            killed = int(str(done[1]))
            os.kill(killed, signal.SIGKILL)
    assert sorted(number for number, _ in came) == [*range(40)]
    assert not any(isinstance(result, Failure) for _, result in came)
    assert came[-1][1] != killed, "nobody went on in the place of the one that was killed"


def test_a_job_that_kills_its_process_once_is_done_by_another(tmp_path: Path) -> None:
    paths = [str(tmp_path / f"{'killer' if n == 2 else 'job'}{n}") for n in range(8)]
    came = dict(each("processes", chores.kills_once, paths, 2))
    assert came == {n: Path(path).name for n, path in enumerate(paths)}


def test_a_job_that_always_kills_its_process_fails_alone() -> None:
    came = dict(each("processes", chores.kills_at_three, range(12), 2))
    assert came.pop(3) == Failure("the process that ran it died, 3 times")
    assert came == {n: n * n for n in range(12) if n != 3}


def test_a_killed_worker_of_a_cluster_loses_nothing(cluster: Cluster) -> None:
    came: list[tuple[int, object]] = []
    for done in each(cluster.address, chores.slow, range(60)):
        came.append(done)
        if len(came) == 3:
            os.kill(cluster.workers()[0], signal.SIGKILL)
    assert len(came) == 60
    assert dict(came) == {n: n * n for n in range(60)}


def test_a_job_that_always_kills_its_worker_fails_alone(cluster: Cluster) -> None:
    came = dict(each(cluster.address, chores.kills_at_three, range(12)))
    assert came.pop(3) == Failure("the workers that ran it died, again and again")
    assert came == {n: n * n for n in range(12) if n != 3}


def test_processes_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    """Not even a program that is killed leaves processes behind."""
    script = tmp_path / "sweeper.py"
    script.write_text(
        "import chores\nfrom wbsim.executors import each\n"
        "if __name__ == '__main__':\n"
        "    for number, pid in each('processes', chores.whose, range(10_000), 2):\n"
        "        print(pid, flush=True)\n"
    )
    path = os.pathsep.join(filter(None, (str(Path.cwd()), str(Path(chores.__file__).parent))))
    program = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    with program:
        assert program.stdout
        workers = {int(program.stdout.readline()) for _ in range(20)}
        program.kill()
    end = time.monotonic() + 20
    while any(map(_lives, workers)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(_lives, workers))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    # who waits for somebody to ask after it has ended all the same
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("threads", "threads"), (" processes ", "processes"), ("tcp://a.b:8786", "tcp://a.b:8786"),
        ("localhost:8786", "tcp://localhost:8786"), ("tls://[::1]:1", "tls://[::1]:1"),
    ],
)  # fmt: skip
def test_places_are_read_as_they_are_meant(word: str, meant: str) -> None:
    assert checked(word) == meant


@pytest.mark.parametrize(
    "word", ["", "thread", "http://a:8786", "a:0", "a:70000", "tcp://a", "a b:1", "::1:8786"]
)
def test_another_word_is_refused_before_anything_begins(word: str) -> None:
    with pytest.raises(Refused, match="neither threads, processes nor the address of a Dask scheduler"):
        each(word, chores.square, range(3))


def test_fewer_than_one_worker_is_refused() -> None:
    with pytest.raises(Refused, match="0 is too few"):
        each("threads", chores.square, range(3), 0)


def test_where_no_scheduler_is_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbsim.executors.cluster._TO_CONNECT", 1.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Refused, match=f"tcp://{address}: no Dask scheduler answers there"):
        next(each(address, chores.square, range(3)))


def test_something_else_that_answers_is_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbsim.executors.cluster._TO_CONNECT", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(Refused, match="no Dask scheduler answers there"):
            next(each(address, chores.square, range(3)))


def test_without_the_package_one_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused, match=re.escape("pip install 'wbsim[cluster]'")):
        next(each("tcp://localhost:8786", chores.square, range(3)))


def test_a_worker_of_another_version_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {**here(), "NumPy": "1.0"}
    monkeypatch.setattr("wbsim.executors.cluster.here", lambda: ours)
    theirs = here()["NumPy"]
    with pytest.raises(Refused, match=f"has NumPy {theirs} where this one has 1.0; results could differ"):
        next(each(cluster.address, chores.square, range(3)))


def test_versions_that_are_the_same_have_no_difference() -> None:
    assert difference(here(), here()) == ""
    assert difference({}, {"Numba": "1"}) == "Numba unknown where this one has 1"


def test_a_lost_scheduler_ends_it_and_what_came_is_kept() -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", SCHEDULER], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    with program:
        assert program.stdout
        address = program.stdout.readline().strip()
        jobs = each(address, chores.slow, range(1000))
        came = [next(jobs) for _ in range(3)]
        program.kill()
        with pytest.raises(Refused, match=f"{address}: the scheduler is gone"):
            came.extend(jobs)
    assert all(result == number * number for number, result in came)


SCHEDULER = """
from distributed import LocalCluster
made = LocalCluster(n_workers=1, threads_per_worker=1, processes=False, protocol="tcp",
                    host="127.0.0.1", dashboard_address=":0")
print(made.scheduler_address, flush=True)
input()
"""


def test_threads_of_jobs_do_not_outlast_them() -> None:
    before = threading.active_count()
    assert dict(each("threads", chores.square, range(12), 3)) == SQUARES
    end = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.01)
    assert threading.active_count() == before
