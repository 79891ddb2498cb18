"""Keeps the session of a window every few seconds, on a thread of its own: what is lost with a process is what it did
since. It knows no player; it is shown snapshots, and any of them may be dropped.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import final

from PySide6.QtCore import QObject, Signal

from wbsim.files.keeper import Keeper
from wbsim.files.run_file import reason
from wbsim.files.shelf import About, clear_out
from wbsim.kept import KeptSession, kept_in
from wbsim.problems import Refused
from wbsim.snapshot import Snapshot

EVERY = 4.0  # seconds between the end of one save and the next, where saves are quick
LOSS = 9.0  # seconds from the beginning of one save to that of the next, at most, as long as one takes half of them
_SHARE = 20  # so many times as long as a save took is waited, within that bound


def pause_after(took: float) -> float:
    """Seconds to wait after a save that took so many."""
    return max(min(max(EVERY, _SHARE * took), LOSS - took), took)


@dataclass(frozen=True, eq=False)
class _Shown:
    """What a window shows: its newest snapshot, under which name, and the file that it belongs to."""

    snapshot: Snapshot
    title: str
    path: Path | None


@final
class Autosave(QObject):
    """Keeps the newest of what it is shown. `show_snapshot` never waits."""

    failed = Signal(str)  # why the session cannot be kept; once, until it can be again

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._keeper: Keeper | None = None
        self._shown: _Shown | None = None
        self._kept: KeptSession | None = None  # what was kept last
        self._fails = False
        self._arrived, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="autosave", daemon=True)
        self.saves = 0  # how often it was kept,
        self.took = 0.0  # and how many seconds that took last

    def start(self) -> None:
        """Begins to keep."""
        self._thread.start()

    def show_snapshot(self, snapshot: Snapshot, title: str = "", path: Path | None = None) -> None:
        """Takes note of what is to be kept; what is not yet the whole session is not."""
        if not snapshot.busy:
            self._shown = _Shown(snapshot, title, path)
            self._arrived.set()

    def close(self, patience: float = 3.0) -> bool:
        """Keeps the newest and leaves it as the last session; False if that took longer than `patience` seconds."""
        self._closing.set()
        self._arrived.set()
        if self._thread.is_alive():
            self._thread.join(patience)
        return not self._thread.is_alive()

    # --- the thread ----------------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._closing.is_set():
            self._arrived.wait()
            self._arrived.clear()
            if not self._closing.is_set():
                self._closing.wait(pause_after(self._save()))
        self._save()
        if self._keeper is not None:
            self._keeper.retire()

    def _save(self) -> float:
        """Keeps the newest if it is another; the seconds that it took."""
        shown, began = self._shown, time.perf_counter()
        if shown is None:
            return 0.0
        try:
            self._put(shown)
            self._fails = False
        except (OSError, Refused) as error:
            self._fail(reason(error) if isinstance(error, OSError) else str(error))
            if self._keeper is not None and not self._keeper.folder.is_dir():
                self._keeper = None  # somebody has removed it; the next save makes another
        except Exception as error:  # a fault of ours; the show goes on
            logging.getLogger(__name__).error("the session could not be kept", exc_info=error)
            self._fail(f"{type(error).__name__}: {error}")
        return time.perf_counter() - began

    def _put(self, shown: _Shown) -> None:
        kept = kept_in(shown.snapshot)
        if self._kept is not None and kept.same_as(self._kept) and kept.at == self._kept.at:
            return
        if self._keeper is None:
            self._keeper = Keeper(self._folder)
        began = time.perf_counter()
        path = str(shown.path.absolute()) if shown.path else ""
        self._keeper.keep(
            kept, About(title=shown.title, update=kept.update, branches=len(kept.branches), path=path)
        )
        self._kept = kept
        self.took = time.perf_counter() - began
        self.saves += 1
        if self.saves == 1:
            clear_out(self._folder)

    def _fail(self, why: str) -> None:
        if not self._fails and not self._closing.is_set():
            self.failed.emit(why)
        self._fails = True
