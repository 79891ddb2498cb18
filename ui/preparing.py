"""Compiles ahead, on a thread of its own, what the person at the window may want next. It knows no Qt and no session."""

from __future__ import annotations

import logging
import threading
from typing import final

from wbsim import readiness


@final
class Preparing:
    """Makes every kernel ready, those that a network needs first; the thread ends with the process."""

    def __init__(self, precision: str, dense: bool) -> None:
        self._precision, self._dense = precision, dense
        self._closing = False
        self._hurried: dict[tuple[str, str, bool], None] = {}  # what somebody waits for, in order
        self._thread = threading.Thread(target=self._work, name="preparing", daemon=True)

    @property
    def at_work(self) -> bool:
        """Whether kernels may become ready yet."""
        return self._thread.is_alive()

    def hurry(self, names: tuple[str, ...], precision: str, dense: bool) -> None:
        """Makes these next, for somebody wants them now."""
        for name in names:
            self._hurried.setdefault((name, precision, dense))

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()

    def close(self, patience: float) -> bool:
        """Begins no other kernel; False if one is still being compiled after `patience` seconds."""
        self._closing = True
        if self.at_work:
            self._thread.join(patience)
        return not self.at_work

    def _work(self) -> None:
        try:
            for _ in readiness.ahead(self._precision, self._dense):
                while self._hurried and not self._closing:
                    readiness.prepare(*next(iter(self._hurried)))
                    self._hurried.pop(next(iter(self._hurried)))
                if self._closing:
                    return
        except Exception:  # whoever needs that kernel will meet the same, and say it
            logging.getLogger(__name__).exception("a kernel could not be compiled ahead")
