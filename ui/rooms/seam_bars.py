"""The seams of the room that is seen, each as a bar to take hold of; they are made when they are first seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.rooms.seams import Seam
from ui.theme import Theme
from ui.views.seam_bar import SeamBar


@final
class SeamBars(QObject):
    """Bars on a figure. `moved` tells the share that is wished for a seam, within what its cards need."""

    moved = Signal(str, float)
    reset = Signal(str)

    def __init__(self, figure: QWidget) -> None:
        super().__init__(figure)
        self._figure = figure
        self._bars: dict[str, SeamBar] = {}
        self._seams: dict[str, Seam] = {}

    def show(self, seams: tuple[Seam, ...], views: Mapping[str, QWidget], theme: Theme) -> None:
        """Shows a bar on each of these seams, and no other; views say what the cards are called."""
        self._seams = {seam.name: seam for seam in seams}
        for name, bar in self._bars.items():
            if name not in self._seams and bar.isVisibleTo(self._figure):
                bar.clearFocus()
                bar.hide()
        for seam in seams:
            bar = self._bars.get(seam.name) or self._made(seam)
            spoken = [
                view.accessibleName() if (view := views.get(one)) else "" for one in (seam.before, seam.after)
            ]
            bar.setAccessibleName(
                self.tr("Seam between {one} and {other}").format(
                    one=spoken[0] or self.tr("Settings"), other=spoken[1] or self.tr("Settings")
                )
            )
            bar.setGeometry(seam.place)
            bar.show_theme(theme)
            bar.show()
            bar.raise_()

    def bar(self, name: str) -> SeamBar:
        """The bar of a seam that is seen."""
        return self._bars[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The seams that are seen."""
        return tuple(self._seams)

    def _made(self, seam: Seam) -> SeamBar:
        bar = SeamBar(seam.name, seam.upright, self._figure)
        bar.wished.connect(self._wish)
        bar.reset.connect(self.reset)
        self._bars[seam.name] = bar
        return bar

    def _wish(self, name: str, at: int) -> None:
        seam = self._seams.get(name)
        if seam is not None:
            self.moved.emit(name, seam.share(at))
