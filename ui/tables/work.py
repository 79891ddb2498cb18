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
NAP = 0.001  # seconds that are granted to the window after each step


@final
class Work(Generic[T]):
    """Takes the steps of an iterator until there are no more, one raises, or `stop` is called."""

    def __init__(self, steps: Iterator[T]) -> None:
        self._steps = steps
        self._made: deque[T] = deque()
        self._stopped = False
        self.error: BaseException | None = None  # what a step raised
        self._thread = threading.Thread(target=self._run, name="table", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            for step in self._steps:
                self._made.append(step)
                time.sleep(NAP)
                if self._stopped:
                    return
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
