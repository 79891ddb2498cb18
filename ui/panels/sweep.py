"""A sweep begun at the window: how many seeds and updates, how far it has come, and its end. It asks for a sweep; it runs none."""

from __future__ import annotations

from math import prod
from typing import final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.panels.buttons import Button, Dressed, dress_all
from ui.panels.column import Column
from ui.panels.fields import NumberRow, Words
from ui.panels.sweep_place import PlaceRows
from ui.panels.sweep_runs import RunsRows
from ui.sweeping import Stand
from ui.theme import Theme, count
from wbsim.executors import cores
from wbsim.machines import Work
from wbsim.plan import plan
from wbsim.run import MOST
from wbsim.wall import WallSeen

_UPDATES = 1000  # of each run, where the wall has not been trained further
_MOST_SEEDS = 10_000


@final
class Bar(Dressed, QWidget):
    """How much of the sweep is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = 0.0

    def sizeHint(self) -> QSize:
        return QSize(60, round(10 * self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = 6 * self.scale
        bed = QRectF(0, (self.height() - high) / 2, self.width(), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("line"))
        painter.drawRoundedRect(bed, high / 2, high / 2)
        painter.setBrush(self.theme.color("primary"))
        painter.drawRoundedRect(
            QRectF(bed.left(), bed.top(), bed.width() * self.share, high), high / 2, high / 2
        )


@final
class SweepPanel(Column):
    """All of it in one column."""

    wished = Signal(int, int, str)  # seeds at each place, updates of each run, and where they are computed
    stopped = Signal()
    seen = Signal()  # the picture of what came out is to be shown

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wall: WallSeen | None = None
        self._of: object = None  # what tells the wall that the numbers were taken from
        self._column.addWidget(Words(self.tr("Sweep"), "ink", 17, 600))
        caption = self.tr(
            "Trains the networks of this wall anew, each to its end, and writes a row of every run to a file. "
            "The window stays free meanwhile."
        )
        self._column.addWidget(Words(caption, "ink3", 12, wrap=True))
        self.seeds = self._number(
            "seeds",
            self.tr("seeds at each place"),
            self.tr("How many runs there are of each setting"),
            _MOST_SEEDS,
        )
        self.updates = self._number(
            "updates", self.tr("updates of each run"), self.tr("How long each run trains"), MOST
        )
        self._values = {"seeds": 1, "updates": _UPDATES}
        self._second = 0.0  # seconds that one update of one run takes here, about
        self.place = PlaceRows()
        self.place.grown.connect(self._say)
        self._column.addWidget(self.place)
        self.said = Words("", "ink", 13, 600, wrap=True)
        self.bar = Bar()
        self.state = Words("", "ink2", 12.5, wrap=True)
        for widget in (self.said, self.bar, self.state):
            self._column.addWidget(widget)
        self.start = Button("", self.tr("Choose a file and start"), kind="strong", height=34)
        self.start.setToolTip(
            self.tr("Asks where the rows go, then trains; a file of the same sweep goes on where it stopped")
        )
        self.stop = Button("", self.tr("Stop"), kind="pill", height=32)
        self.stop.setToolTip(
            self.tr("Stops after the runs under way; the same sweep to the same file goes on later")
        )
        self.see = Button("", self.tr("Show the picture"), kind="pill", height=30)
        self.see.setToolTip(self.tr("Shows how often each setting failed; it is kept beside the rows"))
        self.start.clicked.connect(self._ask)
        self.stop.clicked.connect(self.stopped)
        self.see.clicked.connect(self.seen)
        for buttons in ((self.start, self.stop), (self.see,)):
            row = QHBoxLayout()
            for button in buttons:
                button.setAccessibleName(button.text())
                row.addWidget(button)
            row.addStretch(1)
            self._column.addLayout(row)
        self.runs = RunsRows()
        self.runs.grown.connect(self._fit)
        self.runs.hide()
        self._column.addWidget(self.runs)
        self._column.addStretch(1)
        self.show_stand(Stand())

    def _number(self, name: str, title: str, tip: str, most: int) -> NumberRow:
        row = NumberRow(name, whole=True)
        row.title.say(title)
        tip = self.tr("{what} (from 1 to {most})").format(what=tip, most=count(most))
        row.setToolTip(tip)
        row.number.setAccessibleName(title)
        row.number.setAccessibleDescription(tip)
        row.wished.connect(lambda value, _: self._take(row, int(value), most))
        row.number.refused.connect(lambda _: self._fit())
        self._column.addWidget(row)
        return row

    def _ask(self) -> None:
        where = self.place.where()
        if where is not None:
            self.wished.emit(self._values["seeds"], self._values["updates"], where)

    def _take(self, row: NumberRow, value: int, most: int) -> None:
        """Takes a number that was typed; one out of range is refused in its place."""
        good = 1 <= value <= most
        row.refuse("" if good else self.tr("it must be from 1 to {most}").format(most=count(most)))
        if good:
            self._values[row.path] = value
        row.number.show_value(float(self._values[row.path]))
        self._say()

    # --- what is shown -------------------------------------------------------------------------------------

    def show_wall(self, wall: WallSeen | None) -> None:
        """Takes the numbers of another wall; what was typed for the same one stays."""
        self._wall = wall
        of = None if wall is None else (wall.wish.axes, wall.wish.seeds, wall.grid.base)
        if wall is not None and of != self._of:
            self._of = of
            shapes = plan(wall.grid.base)
            batch = min(shapes.experiment.batches.size, shapes.train_size)
            self._second = Work.of_training(1, 1, shapes.products, batch).host_seconds
            self._values = {"seeds": wall.wish.seeds, "updates": max(_UPDATES, wall.present)}
            for row in (self.seeds, self.updates):
                row.refuse("")
                row.number.show_value(float(self._values[row.path]))
        self.start.setEnabled(wall is not None)
        self._say()

    def _say(self) -> None:
        axes = () if self._wall is None else self._wall.grid.axes
        sizes = [*map(len, axes), self._values["seeds"]]
        runs = self.tr("{n} runs").format(n=count(prod(sizes)))
        words = f"{' × '.join(map(count, sizes))} = {runs}" if axes else runs
        if self._second and self.place.is_here:
            seconds = prod(sizes) * self._values["updates"] * self._second / cores()
            words += ", " + self.tr("about {time}").format(time=in_time(seconds))
        self.said.say(words)
        self._fit()

    def show_stand(self, stand: Stand) -> None:
        """Shows how far the sweep is, or how it ended."""
        progress, done = stand.progress, stand.results is not None
        self.start.setVisible(not stand.running)
        self.stop.setVisible(stand.running)
        self.see.setVisible(done)
        self.place.setEnabled(not stand.running)
        self.runs.show_results(stand.results, stand.out)
        self.bar.setVisible(stand.running)
        self.state.token = "loss_text" if stand.refusal else "ink2"
        self.state.say(self._state(stand))
        self.state.setVisible(bool(self.state.text))
        if progress is not None and progress.total:
            self.bar.share = (progress.done + progress.failed) / progress.total
            self.bar.update()
        self._fit()

    def _state(self, stand: Stand) -> str:
        """How it goes, in a sentence."""
        progress = stand.progress
        if stand.refusal:
            return stand.refusal
        if progress is None or stand.out is None:
            return ""
        done, total = count(progress.done), count(progress.total)
        if stand.running:
            said = self.tr("{done} of {total} runs").format(done=done, total=total)
            if progress.found:
                said += self.tr(", {n} of them found in the file").format(n=count(progress.found))
            if progress.failed:
                said += self.tr(", {n} without a result").format(n=count(progress.failed))
            if trained := progress.done + progress.failed - progress.found:
                left = stand.seconds / trained * (progress.total - progress.done - progress.failed)
                said += self.tr("; about {time} left").format(time=in_time(left))
            return said
        if stand.results is None:
            words = self.tr("Stopped: {done} of {total} runs are kept; starting with the same file goes on.")
            return words.format(done=done, total=total)
        said = self.tr("{total} runs are in {file}, their picture beside it.").format(
            total=total, file=stand.out.name
        )
        if stand.results.failed:
            said += " " + self.tr("Without a result:\u00a0{n}.").format(n=count(len(stand.results.failed)))
        return said

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        self._scale = scale
        dress_all(self, theme, scale)
        pad = round(20 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(12 * scale))
        self._column.setSpacing(max(2, round(6 * scale)))


def in_time(seconds: float) -> str:
    """A time to wait, as people say it."""
    if seconds < 90:
        return QCoreApplication.translate("SweepPanel", "{n}\u00a0s").format(n=max(1, round(seconds)))
    if seconds < 90 * 60:
        return QCoreApplication.translate("SweepPanel", "{n}\u00a0min").format(n=round(seconds / 60))
    return QCoreApplication.translate("SweepPanel", "{n}\u00a0h").format(n=count(round(seconds / 3600)))
