"""A sweep on a thread of its own, begun at the window: how far it has come is the newest of one slot, read at any time.
It knows no Qt.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import final

from wbsim.problems import Refused
from wbsim.sweep import Progress, Results, Sweep, swept
from wbsim.translation import translated

Swept = Callable[..., Results | None]


@dataclass(frozen=True, eq=False)
class Stand:
    """Where the sweep stands: its file, how far it is and for how many seconds, and at its end what came out, or why
    nothing did.
    """

    out: Path | None = None
    progress: Progress | None = None
    seconds: float = 0.0
    running: bool = False
    results: Results | None = None
    refusal: str = ""


@final
class Sweeping:
    """At most one sweep at a time; the thread ends with the process, and what was trained so far stays in the file."""

    def __init__(self, sweeps: Swept = swept) -> None:
        self._sweeps = sweeps
        self._stopping = False
        self._thread: threading.Thread | None = None
        self.stand = Stand()

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, sweep: Sweep, out: Path, where: str = "threads") -> bool:
        """Begins a sweep, or goes on with what its file has; False while another one is under way."""
        if self.running:
            return False
        self._stopping = False
        self.stand = Stand(out, Progress(0, 0, 0, len(sweep.grid)), running=True)
        self._thread = threading.Thread(
            target=self._work, args=(sweep, out, where), name="sweep", daemon=True
        )
        self._thread.start()
        return True

    def stop(self) -> None:
        """Ends it after the runs that are under way; the same sweep to the same file goes on from there."""
        self._stopping = True

    def close(self, patience: float) -> bool:
        """Stops it; False if it is still at work after `patience` seconds."""
        self.stop()
        if self._thread is not None:
            self._thread.join(patience)
        return not self.running

    def _work(self, sweep: Sweep, out: Path, where: str) -> None:
        began = time.perf_counter()

        def told(progress: Progress) -> None:
            self.stand = replace(self.stand, progress=progress, seconds=time.perf_counter() - began)

        results, refusal = None, ""
        try:
            results = self._sweeps(sweep, out, where, told=told, goes_on=lambda: not self._stopping)
        except Refused as refused:
            refusal = "; ".join(str(problem) for problem in refused.problems)
        except Exception as error:  # nobody else would hear of it on this thread
            logging.getLogger(__name__).exception("the sweep ended with an error")
            refusal = translated("the sweep ended with an error: {error}", error=error)
        self.stand = replace(
            self.stand, running=False, results=results, refusal=refusal, seconds=time.perf_counter() - began
        )
