"""The slider of speed on the bar: how fast it is to run on the rung at hand, and how fast it does."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.controls import Slider
from ui.panels.fields import Words
from ui.panels.speeds import SPEEDS, place_of, roughly, speeds_of
from ui.theme import count, font, number
from wbsim.ladder import Rung
from wbsim.snapshot import Snapshot


@final
class Speed(QWidget):
    """How fast it is to run, and how fast it does."""

    chosen = Signal(object)  # steps of the rung at hand per second; None for as fast as the engine runs

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.value = Words(self.tr("Speed")), Words(token="ink", weight=600, right=True)
        self.slider = Slider()
        self.slider.setRange(0, len(SPEEDS) - 1)
        self.slider.setSingleStep(1)
        self.slider.setPageStep(2)
        self.slider.valueChanged.connect(self._slid)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.title)
        row.addWidget(self.value, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.slider)
        column.addStretch(1)
        self._showing = False
        self._rung: Rung | None = None
        self._take_rung("batch")

    def wide(self) -> int:
        """How wide it must be to say a usual speed whole, in the language that is spoken."""
        face = font(self.value.size_wished * self.value.scale, self.value.weight)
        usual = self.tr("{speed} updates/s").format(speed=250)
        return round(self.title.sizeHint().width() + 6 + QFontMetricsF(face).horizontalAdvance(usual))

    def _slid(self, place: int) -> None:
        if not self._showing:
            self.chosen.emit(speeds_of(self._rung or "batch")[place])

    def _take_rung(self, rung: Rung) -> None:
        """Offers the speeds of a rung."""
        if rung == self._rung:
            return
        self._rung = rung
        self.slider.setRange(0, len(speeds_of(rung)) - 1)
        tip, name = {
            "batch": (
                self.tr("Speed: from 1 update a second to as fast as the engine runs (+ and −)"),
                self.tr("Speed in updates per second"),
            ),
            "epoch": (self.tr("Speed: from 0.2 to 25 epochs a second (+ and −)"), self.tr("Speed in epochs per second")),
            "product": (
                self.tr("Slow motion: from 0.5 to 60 products a second (+ and −)"),
                self.tr("Speed in products per second"),
            ),
            "neuron": (
                self.tr("Slow motion: from 0.5 to 60 neurons a second (+ and −)"),
                self.tr("Speed in neurons per second"),
            ),
            "sample": (
                self.tr("Slow motion: from 0.5 to 60 samples a second (+ and −)"),
                self.tr("Speed in samples per second"),
            ),
        }[rung]  # fmt: skip
        self.slider.setToolTip(tip)
        self.setToolTip(tip)
        self.slider.setAccessibleName(name)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Shows the speed, and the pace where it is lower."""
        self._showing = True
        self._take_rung(snapshot.rung)
        if not self.slider.isSliderDown():
            self.slider.setValue(place_of(snapshot.speed, snapshot.rung))
        self._showing = False
        self.value.say(self._words(snapshot))

    def _words(self, snapshot: Snapshot) -> str:
        speed, pace = snapshot.speed, snapshot.pace
        if snapshot.rung != "batch" and speed is not None:
            return self._slow_words(snapshot.rung, speed)
        if speed is None:
            shown = number(roughly(pace)) if pace < 1000 else count(int(roughly(pace)))
            return self.tr("free: {pace}/s").format(pace=shown) if snapshot.playing else self.tr("free")
        update = snapshot.state.update if snapshot.wall is None else snapshot.wall.update
        behind = snapshot.playing and speed >= 50 and 0 < pace < 0.8 * speed and update > 2 * speed
        if behind:
            return self.tr("{pace} of {speed}/s").format(
                pace=count(int(roughly(pace))), speed=count(int(speed))
            )
        if speed == 1:
            return self.tr("1 update/s")
        return self.tr("{speed} updates/s").format(speed=count(int(speed)))

    def _slow_words(self, rung: Rung, speed: float) -> str:
        """A speed below that of updates, with its unit."""
        one, several = {
            "product": (self.tr("1 product/s"), self.tr("{speed} products/s")),
            "neuron": (self.tr("1 neuron/s"), self.tr("{speed} neurons/s")),
            "sample": (self.tr("1 sample/s"), self.tr("{speed} samples/s")),
            "epoch": (self.tr("1 epoch/s"), self.tr("{speed} epochs/s")),
        }[rung]
        return one if speed == 1 else several.format(speed=f"{speed:g}")
