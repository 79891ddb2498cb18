"""Sweeps from the window: the wall that is wished becomes a sweep, its card says how far that is, and its picture ends it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import final

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, QTimer, Signal
from PySide6.QtGui import QAction

from ui.figure import Figure
from ui.look import Look
from ui.panels.flyout import Flyout
from ui.panels.sweep import SweepPanel
from ui.panels.sweep_result import MARGIN, SweepResult
from ui.save_dialog import ask_where, with_ending
from ui.sweep_picture import sweep_picture, write_sweep_picture
from ui.sweeping import Stand, Sweeping
from ui.tables.work import Work
from ui.theme import Theme
from wbsim.problems import Problem, Refused
from wbsim.snapshot import Snapshot
from wbsim.sweep import Sweep
from wbsim.sweep_opening import Reopened, best, reopened
from wbsim.variation import WallWish

_POLL = 100  # milliseconds from one look at the sweep to the next
_PATIENCE = 1.0  # seconds that closing waits for it


@final
class Sweeps(QObject):
    """Listens to the wall. `look` says how things are shown now, and `shown` is the newest snapshot."""

    card_wished = Signal()  # the card of the sweep is to be opened or closed,
    grown = Signal()  # and it needs another height
    opened = Signal(
        object, str, tuple
    )  # a run of its rows: its session, what it is called, and what to know about it

    refused = Signal(object)  # problems of a file that holds no run

    def __init__(
        self,
        figure: Figure,
        look: Callable[[], Look],
        shown: Callable[[], Snapshot | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._figure, self._look, self._shown = figure, look, shown
        self.sweeping = Sweeping()
        self.card, self.panel, self.result = Flyout(figure), SweepPanel(), SweepResult(figure)
        self.card.hold(self.panel)
        self._ended: Stand | None = None  # the sweep whose picture is made
        self._folder: Path | None = None  # of the last file
        self._opening: tuple[Work[Reopened], str] | None = (
            None  # a run that is trained anew, and what it is called
        )
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL)
        self._poll.timeout.connect(self.look_at)
        self.panel.wished.connect(self.begin)
        self.panel.stopped.connect(self.sweeping.stop)
        self.panel.seen.connect(self.show_picture)
        self.panel.runs.wished.connect(self.open)
        self.panel.grown.connect(self.grown)

    @staticmethod
    def entry(owner: QObject) -> QAction:
        """What opens the card from the main menu; it has no key."""
        action = QAction(QCoreApplication.translate("Sweeps", "Sweep …"), owner)
        action.setToolTip(
            QCoreApplication.translate(
                "Sweeps", "Trains many runs that differ in a setting, and writes a row of each"
            )
        )
        return action

    def listen(self, figure: Figure) -> None:
        """Connects to the wall."""
        figure.population.wall.sweep_wished.connect(self.turn)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the wall that is wished on the card, which goes with the room."""
        if self.card.isVisible():
            self.card.setVisible(look.room == "population")
            self.panel.show_wall(snapshot.wall)
        if self.result.isVisible() and look.room != "population":
            self.result.hide()

    def turn(self) -> None:
        """Opens or closes the card."""
        snapshot = self._shown()
        self.panel.show_wall(snapshot.wall if snapshot is not None else None)
        self.panel.show_stand(self.sweeping.stand)
        self.card_wished.emit()

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        for part in (self.card, self.panel, self.result):
            part.dress(theme, scale)
        if self.result.isVisible():
            self.show_picture()

    # --- a sweep -------------------------------------------------------------------------------------------

    def begin(self, seeds: int, updates: int, where: str) -> None:
        """Asks where the rows go, and begins."""
        out = self.ask()
        snapshot = self._shown()
        wall = snapshot.wall if snapshot is not None else None
        if out is None or wall is None:
            return
        base = wall.grid.base
        grid = WallWish(wall.wish.axes, seeds).grid(base)
        criterion = self._look().wall.criterion or wall.criterion
        name = base.title or base.data.dataset
        if self.sweeping.start(Sweep(name, grid, updates, criterion), out, where):
            self._ended = None
            self._poll.start()
        self.look_at()

    def ask(self) -> Path | None:
        """The file of the rows; None where a person chose none."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = self._folder or Path(documents)
        found = ask_where(
            self._figure.window(), self.tr("Where the rows of the sweep go"), folder / "results.csv",
            [self.tr("Tables (*.csv)")], lambda path, _: with_ending(path, "csv"), replaces=False,
        )  # fmt: skip
        if found is None:
            return None
        self._folder = found[0].parent
        return found[0]

    def open(self, number: int) -> None:
        """Trains the run of a row anew, beside the window, and hands it over."""
        out = self.sweeping.stand.out
        if out is not None and self._opening is None:
            self._opening = Work(reopened(*row) for row in ((out, number),)), f"{out.name}#{number}"
            self._poll.start()

    def open_best(self, path: Path) -> None:
        """Trains the best run of a file of results anew, beside the window, and hands it over."""
        if self._opening is None:
            self._opening = (
                Work(best(one) for one in (path,)),
                self.tr("Best of {file}").format(file=path.name),
            )
            self._poll.start()

    def look_at(self) -> None:
        """Shows how far it is; at its end its picture is written and shown."""
        stand = self.sweeping.stand
        self.panel.show_stand(stand)
        self._hand_over()
        if stand.running or self._opening is not None:
            return
        self._poll.stop()
        if stand.results is not None and self._ended is not stand:
            self._ended = stand
            self._write(stand)
            if self._look().room == "population":  # elsewhere the card offers it
                self.show_picture()

    def _hand_over(self) -> None:
        """Gives away the run that was asked for, once it is there."""
        if self._opening is None:
            return
        work, name = self._opening
        ended, made = work.ended, work.take()
        if not made and not ended:
            return
        self._opening = None
        if made:
            self.card.hide()
            self.opened.emit(made[0].session, name, made[0].notes)
        elif isinstance(work.error, Refused):
            self.panel.runs.refuse("; ".join(problem.what for problem in work.error.problems))
            if not self.card.isVisible():
                self.refused.emit(tuple(Problem("", problem.what) for problem in work.error.problems))
        elif work.error is not None:
            raise work.error

    def _write(self, stand: Stand) -> None:
        if stand.results is None or stand.out is None:
            return
        try:
            write_sweep_picture(stand.results, stand.out.with_suffix(".png"), self._look().theme)
        except Refused:  # the rows are there, and the picture is on the screen
            logging.getLogger(__name__).warning("the picture of the sweep cannot be written", exc_info=True)

    def show_picture(self) -> None:
        """Shows the picture of what came out over the figure."""
        results = self.sweeping.stand.results
        if results is not None:
            self.card.hide()
            ratio = self._figure.devicePixelRatioF()
            units = min(1600.0, max(900.0, self._figure.width() - 2.0 * MARGIN))
            image = sweep_picture(results, self._look().theme, round(units * ratio), units)
            image.setDevicePixelRatio(ratio)
            self.result.show_image(image)

    def close(self) -> bool:
        """Stops what is under way; what was trained so far stays in the file. Whether it has stopped."""
        self._poll.stop()
        return self.sweeping.close(_PATIENCE)
