"""A film in the making by another process, seen from the window: it is started, told of, and given up within a second; whatever
happens to it, nothing of it is left behind but a film that is whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from ui.film import job
from ui.film.parts import tidy

_PATIENCE = 700  # milliseconds that a film that is given up has to end by itself


@dataclass(frozen=True)
class Stand:
    """How far a film is: frames done of all; `ended` once it is there, `refusal` says why it will not be."""

    out: Path | None = None
    running: bool = False
    done: int = 0
    total: int = 0
    ended: bool = False
    given_up: bool = False
    refusal: str = ""

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.total if self.total else 0.0


@final
class Making(QObject):
    """One film at a time."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stand = Stand()
        self._process: QProcess | None = None
        self._number = 0  # of the process
        self._read = b""

    def start(self, data: Any, out: Path, options: tuple[str, ...]) -> bool:
        """Begins a film of a session or take in JSON data; False while another one is made."""
        if self.stand.running:
            return False
        program, arguments, folder = job.program()
        process = self._process = QProcess(self)
        self.stand, self._read = Stand(out.absolute(), running=True), b""
        process.setWorkingDirectory(folder)
        process.started.connect(lambda: self._begun(process, data))
        process.readyReadStandardOutput.connect(self._hear)
        process.finished.connect(self._end)
        process.errorOccurred.connect(self._fail)
        process.start(program, [*arguments, "film", job.PIPED, str(out.absolute()), *options])
        self.changed.emit()
        return True

    def give_up(self) -> None:
        """Ends it; nothing is left of it."""
        process = self._process
        if process is None or not self.stand.running:
            return
        self.stand = replace(self.stand, given_up=True)
        process.closeWriteChannel()
        QTimer.singleShot(_PATIENCE, process, process.kill)
        self.changed.emit()

    def close(self) -> None:
        """The same at once, for the window goes."""
        process = self._process
        if process is None or not self.stand.running:
            return
        self.stand = replace(self.stand, given_up=True)
        process.blockSignals(True)
        process.kill()
        process.waitForFinished(_PATIENCE)
        self._tidy()
        self.stand = replace(self.stand, running=False)

    # --- what it says ----------------------------------------------------------------------------------------

    def _begun(self, process: QProcess, data: Any) -> None:
        self._number = process.processId()
        process.write(job.line_of(data))

    def _hear(self) -> None:
        if self._process is None:
            return
        self._read += bytes(self._process.readAllStandardOutput().data())
        *lines, self._read = self._read.split(b"\n")
        for line in lines:
            if (told := job.told(line.decode(errors="replace"))) is not None:
                self.stand = replace(self.stand, done=told[0], total=told[1])
        self.changed.emit()

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._finish(self._process.errorString())

    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        process = self._process
        if process is None:
            return
        said = bytes(process.readAllStandardError().data()).decode(errors="replace").strip().splitlines()
        went_well = code == 0 and status == QProcess.ExitStatus.NormalExit
        why = said[-1].removeprefix("wbsim: ") if said else f"{code}"
        self._finish("" if went_well or self.stand.given_up else why)

    def _finish(self, refusal: str) -> None:
        self._tidy()
        out, given_up = self.stand.out, self.stand.given_up
        self.stand = replace(
            self.stand, running=False, refusal=refusal, ended=not (refusal or given_up) and out is not None
        )
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        self.changed.emit()

    def _tidy(self) -> None:
        if self.stand.out is not None and self._number:
            tidy(self.stand.out.parent, self._number)
