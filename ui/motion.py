"""The clocks of motion: one runs from 0 to 1 after each step of the ladder, unless motion is reduced; one takes a picture
from one form to another. They know no picture; whoever shows one is told how far the motion has come.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal
from PySide6.QtGui import QGuiApplication

from wbsim.snapshot import Snapshot

LONGEST = 600  # milliseconds of one motion


@final
class Motion(QObject):
    """Moves after each step forward while a walk is seen; `share` is how far it has come."""

    moved = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reduced = False
        self._last: tuple[int, int] | None = None  # update and tick
        self._clock = QVariantAnimation(self)
        self._clock.setStartValue(0.0)
        self._clock.setEndValue(1.0)
        self._clock.valueChanged.connect(lambda value: self.moved.emit(float(value)))

    @property
    def share(self) -> float:
        """How far the motion of the last step has come, from 0 to 1; 1 at rest."""
        if self._clock.state() != QVariantAnimation.State.Running:
            return 1.0
        return self._clock.currentTime() / max(1, self._clock.duration())

    @property
    def reduced(self) -> bool:
        """Whether nothing moves."""
        return self._reduced

    def set_reduced(self, on: bool) -> None:
        """Stills motion, or lets it be."""
        self._reduced = on
        if on:
            self._rest()

    def show_snapshot(self, snapshot: Snapshot, seen: bool) -> None:
        """Begins to move where the walk went a step forward; `seen` says whether anybody looks at it."""
        coming = snapshot.coming
        if coming is None or not seen:
            self._last = None
            self._rest()
            return
        now, last = (coming.state.update, snapshot.tick), self._last
        self._last = now
        if last is None or now == last:
            return
        if now < last or self._reduced or snapshot.tick == 0:
            self._rest()
            return
        self._clock.stop()
        self._clock.setDuration(duration(snapshot))
        if self._clock.duration() > 0:
            self._clock.start()

    def _rest(self) -> None:
        if self._clock.state() == QVariantAnimation.State.Running:
            self._clock.stop()
            self.moved.emit(1.0)


@final
class Morph(QObject):
    """Moves a share to 0 or 1, slow at both ends, in as much of `LONGEST` as there is to go."""

    moved = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = QVariantAnimation(self)
        self._clock.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._clock.valueChanged.connect(lambda value: self.moved.emit(float(value)))

    @property
    def is_running(self) -> bool:
        """Whether it moves."""
        return self._clock.state() == QVariantAnimation.State.Running

    @property
    def end(self) -> float:
        """Where it goes, or went last."""
        return float(self._clock.endValue() or 0.0)

    def go(self, start: float, end: float) -> None:
        """Moves from one share to another, whatever it did before."""
        self._clock.stop()
        if start == end:
            return
        self._clock.blockSignals(True)  # else setting the ends tells where they would be
        self._clock.setStartValue(start)
        self._clock.setEndValue(end)
        self._clock.setDuration(max(1, round(LONGEST * abs(end - start))))
        self._clock.blockSignals(False)
        self._clock.start()

    def stop(self) -> None:
        """Stays where it is."""
        self._clock.stop()


def duration(snapshot: Snapshot) -> int:
    """How many milliseconds the motion of a step may take: no more than there are until the next; 0 for none."""
    if not snapshot.playing:
        return LONGEST
    if snapshot.speed is None:
        return 0
    between = int(1000 / max(snapshot.speed, 1e-9))
    return 0 if between < 40 else min(LONGEST, int(0.9 * between))


def desktop_reduces() -> bool:
    """Whether the desktop asks for less motion; False where Qt does not say."""
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    asked = getattr(accessibility(), "motionPreference", None) if accessibility is not None else None
    return asked is not None and "Reduce" in str(asked())
