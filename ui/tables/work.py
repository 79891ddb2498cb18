"""Work on a thread of its own, step by step: whoever asked looks what is new, and may stop it between two steps.
It knows no Qt and nothing of what is worked on.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar, final

T = TypeVar("T")
SHORT, LONG = 0.001, 0.03  # seconds of a rest


@final
class Work(Generic[T]):
    """Takes the steps of an iterator until there are no more, one raises, or `stop` is called.

    After each step it rests as long as the step computed: a frame of the window takes the interpreter a hundred times, and
    each time it would have to wait for the work to let go.
    """

    def __init__(self, steps: Iterator[T]) -> None:
        self._steps = steps
        self._made: deque[T] = deque()
        self._stopped = False
        self.error: BaseException | None = None  # what a step raised
        self._thread = threading.Thread(target=self._run, name="table", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        began = time.thread_time()
        try:
            for step in self._steps:
                self._made.append(step)
                time.sleep(min(LONG, max(SHORT, time.thread_time() - began)))
                if self._stopped:
                    return
                began = time.thread_time()
        except BaseException as error:  # raised again where somebody waits for it
            self.error = error

    @property
    def ended(self) -> bool:
        """Whether nothing will be made any more."""
        return not self._thread.is_alive()

    def stop(self) -> None:
        """No further step; it does not wait for the one at hand."""
        self._stopped = True

    def take(self) -> list[T]:
        """What was made since the last look, oldest first."""
        return [self._made.popleft() for _ in range(len(self._made))]

    def join(self, seconds: float) -> bool:
        """Waits for the end, at most so long; returns whether it came."""
        self._thread.join(seconds)
        return self.ended
