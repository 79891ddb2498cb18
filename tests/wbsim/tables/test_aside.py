"""A table read by a process of its own is the very table, refusals are the same, and nobody keeps reading in vain."""

from __future__ import annotations

import multiprocessing
import pickle
import time
from pathlib import Path

import numpy as np
import pytest

from wbsim import tables
from wbsim.problems import Refused
from wbsim.tables import Choices, Progress, reading_aside

ROWS = 40_000


def written(path: Path, last: str = "1.5,blue") -> Path:
    chance = np.random.default_rng(3)
    names = ("red", "green", "blue")
    lines = [f"{value:.6g},{names[k % 3]}" for k, value in enumerate(chance.normal(size=ROWS - 1))]
    path.write_text("\n".join(["length,colour", *lines, last]) + "\n")
    return path


def test_the_table_is_the_same_as_read_here_and_the_way_there_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv")
    told = list(reading_aside(path))
    assert all(isinstance(step, Progress) for step in told)
    assert [step.done for step in told] == sorted(step.done for step in told)
    here, aside = tables.prepare(tables.read(path)), tables.prepare(told[-1].table)  # type: ignore[arg-type]
    assert told[-1].table is not None and told[-1].table.rows == ROWS
    assert tables.points_of(here) == tables.points_of(aside) and here.notes == aside.notes


def test_a_refusal_comes_through_word_by_word(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", last="1.5,blue,red")
    with pytest.raises(Refused) as here:
        tables.read(path)
    with pytest.raises(Refused) as aside:
        list(reading_aside(path))
    assert aside.value.problems == here.value.problems


def test_whoever_stops_asking_ends_the_process(tmp_path: Path) -> None:
    steps = reading_aside(written(tmp_path / "a.csv"), Choices())
    next(steps)
    began = time.monotonic()
    steps.close()
    assert not multiprocessing.active_children()
    assert time.monotonic() - began < 5  # it is ended, not waited for


def test_a_process_that_dies_is_told_in_words(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv")
    path.write_bytes(path.read_bytes() + b"0.5,red\n" * 400_000)  # so that it cannot be through already
    steps = reading_aside(path)
    next(steps)
    (child,) = multiprocessing.active_children()
    child.terminate()
    child.join()
    with pytest.raises(Refused, match=r"a\.csv: reading it ended before its end; open it again"):
        list(steps)


def test_progress_can_be_handed_from_one_process_to_another(tmp_path: Path) -> None:
    table = tables.read(written(tmp_path / "a.csv"))
    again = pickle.loads(pickle.dumps(Progress(1, 1, 1, table))).table
    assert tables.points_of(tables.prepare(again)) == tables.points_of(tables.prepare(table))
