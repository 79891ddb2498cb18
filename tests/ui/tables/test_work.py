"""Work beside the window: its steps come in order, it stops where it is asked to, and what it raises is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from ui.tables.work import Work

LONG = 10.0  # seconds that nothing here takes


def test_steps_come_in_order_and_once() -> None:
    work = Work(iter(range(100)))
    assert work.join(LONG)
    assert work.take() == list(range(100))
    assert work.take() == []
    assert work.error is None


def test_it_stops_between_two_steps() -> None:
    reached, go_on = threading.Event(), threading.Event()
    taken = []

    def steps() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number
            reached.set()
            go_on.wait(LONG)

    work = Work(steps())
    assert reached.wait(LONG)
    assert not work.ended
    work.stop()
    go_on.set()
    assert work.join(LONG)
    assert taken == [0, 1]


def test_what_a_step_raises_is_kept_after_the_steps_before_it() -> None:
    def steps() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    work = Work(steps())
    assert work.join(LONG)
    assert work.take() == [1]
    with pytest.raises(ValueError, match="no more"):
        raise work.error or AssertionError


def test_it_runs_on_another_thread() -> None:
    names: list[str] = []

    def steps() -> Iterator[None]:
        names.append(threading.current_thread().name)
        yield None

    assert Work(steps()).join(LONG)
    assert names == ["table"]
