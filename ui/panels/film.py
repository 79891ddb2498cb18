"""The card of films: what is filmed and how, how far that is, and where the film is. It asks for a film; it makes none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.film.making import Stand
from ui.panels.buttons import Button, dress_all
from ui.panels.column import Column
from ui.panels.fields import ChoiceField, Words
from ui.panels.film_rows import RangeRow, TextRow
from ui.panels.sweep import Bar, in_time
from ui.theme import Theme, count
from wbsim.run import MOST

_LONGEST = 3600.0
_SIZES = ("1280x720", "1920x1080", "3840x2160", "1080x1080")
_RATES = ("10", "20", "25", "30", "50", "60")


@dataclass(frozen=True)
class FilmWish:
    """What is filmed: a stretch of the run, or the take at hand."""

    of: str  # "run" or "take"
    first: int
    last: int
    seconds: float
    options: tuple[str, ...]


@final
class FilmPanel(Column):
    """All of it in one column."""

    wished = Signal(object)  # a FilmWish
    given_up = Signal()
    folder_wished = Signal()
    record_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._take_seconds = 0.0
        self._recording = False
        self._last = 0  # where the run stood when the stretch was last set
        self._column.addWidget(Words(self.tr("Film"), "ink", 17, 600))
        caption = self.tr("Filmed beside the window, every frame exact; the window stays free meanwhile.")
        self._column.addWidget(Words(caption, "ink3", 12, wrap=True))
        self._make_rows()
        self.said = Words("", "ink", 13, 600, wrap=True)
        self.bar, self.state = Bar(), Words("", "ink2", 12.5, wrap=True)
        self.start = Button("", self.tr("Choose a file and film"), kind="strong", height=34)
        self.start.setToolTip(self.tr("Asks where the film goes: .mp4, .webm, .gif or animated .png"))
        self.stop = Button("", self.tr("Cancel"), kind="pill", height=32)
        self.stop.setToolTip(self.tr("Gives the film up; nothing of it is left"))
        self.folder = Button("", self.tr("Open the folder"), kind="pill", height=30)
        self.folder.setToolTip(self.tr("Opens the folder that the film is in"))
        self.record = Button("", self.tr("Record"), kind="pill", height=30)
        self.record.setToolTip(
            self.tr("Notes from now on what is on screen, until it is pressed again (Ctrl R)")
        )
        self.start.clicked.connect(self._ask)
        self.stop.clicked.connect(self.given_up)
        self.folder.clicked.connect(self.folder_wished)
        self.record.clicked.connect(self.record_wished)
        for widget in (self.said, self.bar, self.state):
            self._column.addWidget(widget)
        for buttons in ((self.start, self.stop), (self.record, self.folder)):
            row = QHBoxLayout()
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            self._column.addLayout(row)
        self._column.addStretch(1)
        self.show_stand(Stand())
        self._say()

    def _make_rows(self) -> None:
        self.what = self._choice(
            "what", self.tr("of"), (("run", self.tr("a stretch of the run")), ("take", self.tr("what was recorded"))),
            self.tr("A stretch of the run or branch at hand, or what was on screen while it was recorded"),
        )  # fmt: skip
        self.first = RangeRow(
            "first", self.tr("from update"), self.tr("The first moment"), 0, 0, MOST, whole=True
        )
        self.last = RangeRow(
            "last", self.tr("to update"), self.tr("The last moment; further than the run has come it is trained"), 1000, 0, MOST, whole=True
        )  # fmt: skip
        self.seconds = RangeRow(
            "seconds", self.tr("length"), self.tr("How long the film is, with the moments it stands still"), 10, 0.1, _LONGEST, "s"
        )  # fmt: skip
        self.hold = RangeRow(
            "hold", self.tr("stands still at the end"), self.tr("How long the last moment stands, of the whole length"), 1, 0, _LONGEST, "s"
        )  # fmt: skip
        self.pace = self._choice(
            "pace", self.tr("pace"), (("linear", self.tr("steady")), ("log", self.tr("slow at first"))),
            self.tr("Updates per second of film: always as many, or few at first and more and more"),
        )  # fmt: skip
        views = (
            ("stage", self.tr("stage")), ("desk", self.tr("window")), ("plane", self.tr("plane alone")),
            ("network", self.tr("network alone")), ("timeline", self.tr("charts alone")), ("here", self.tr("this room")),
        )  # fmt: skip
        self.layout_row = self._choice("layout", self.tr("shows"), views, self.tr("What the film shows"))
        sizes = tuple((size, size.replace("x", " × ")) for size in _SIZES)
        self.size_row = self._choice("size", self.tr("size"), sizes, self.tr("Width and height in pixels"))
        rates = tuple((rate, rate) for rate in _RATES)
        self.rate = self._choice(
            "fps", self.tr("frames a second"), rates, self.tr("30 is usual; a GIF has 10, 20, 25 or 50")
        )
        self.size_row.show_value("1920x1080")
        self.rate.show_value("30")
        self.name = TextRow("title", self.tr("title"), self.tr("Stands over the film"), self.tr("none"))
        for row in (
            self.what, self.first, self.last, self.seconds, self.hold, self.pace, self.layout_row, self.size_row, self.rate, self.name,
        ):  # fmt: skip
            self._column.addWidget(row)
        for number in (self.first, self.last, self.seconds, self.hold):
            number.changed.connect(self._say)
        self.what.wished.connect(lambda *_: self._turn())
        self.rate.wished.connect(lambda *_: self._say())

    def _choice(self, path: str, title: str, choices: tuple[tuple[str, str], ...], tip: str) -> ChoiceField:
        field = ChoiceField(path, choices)
        field.title.say(title)
        field.setToolTip(tip)
        field.choice.setAccessibleName(title)
        field.choice.setAccessibleDescription(tip)
        return field

    # --- what is asked for -----------------------------------------------------------------------------------

    @property
    def of(self) -> str:
        """Whether a stretch of the run is filmed, or the take."""
        return str(self.what.choice.currentData())

    def _ask(self) -> None:
        if self._problem():
            self._say()
            return
        layout = str(self.layout_row.choice.currentData())
        options = [
            "--seconds", f"{self.seconds.value:g}", "--fps", str(self.rate.choice.currentData()), "--size",
            str(self.size_row.choice.currentData()), "--layout", layout,
        ]  # fmt: skip
        if title := self.name.edit.text().strip():
            options += ["--title", title]
        if self.of == "run":
            options += ["--updates", f"{self.first.value:.0f}:{self.last.value:.0f}"]
            options += ["--pace", str(self.pace.choice.currentData())]
            if self.hold.value:
                options += ["--hold", f"{self.hold.value:g}"]
        self.wished.emit(
            FilmWish(self.of, int(self.first.value), int(self.last.value), self.seconds.value, tuple(options))
        )

    def _problem(self) -> str:
        if self.of == "run" and self.first.value > self.last.value:
            return self.tr("The film would go back: it begins behind its end.")
        if self.of == "run" and self.hold.value >= self.seconds.value:
            return self.tr("All of the film would stand still.")
        if self.of == "take" and not self._take_seconds:
            return self.tr("Nothing was recorded yet.")
        return ""

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_run(self, update: int) -> None:
        """Takes where the run stands as the end of the stretch, unless another one was typed."""
        if update and self.last.value in (self._last or 1000, 1000):
            self._last = update
            self.last.show_value(update)
        self._say()

    def show_take(self, seconds: float) -> None:
        """What was recorded, and how long that is; it is what is filmed next."""
        self._take_seconds = seconds
        self.what.show_value("take")
        self.layout_row.show_value("desk")
        self.seconds.show_value(round(max(0.1, seconds), 1))
        self._turn()

    def show_recording(self, on: bool) -> None:
        """Whether what is on screen is noted."""
        self._recording = on
        self.record.setText(self.tr("Stop recording") if on else self.tr("Record"))
        self.record.updateGeometry()
        self._say()

    def _turn(self) -> None:
        of_run = self.of == "run"
        for row in (self.first, self.last, self.hold, self.pace):
            row.setVisible(of_run)
        self._say()

    def _say(self) -> None:
        frames = max(1, round(self.seconds.value * int(self.rate.choice.currentData() or 30)))
        problem = self._problem()
        self.said.token = "loss_text" if problem else "ink"
        words = self.tr("{n} frames").format(n=count(frames))
        if self._recording:
            words = self.tr("Recording what is on screen")
        self.said.say(problem or words)
        self.said.update()
        self._fit()

    def show_stand(self, stand: Stand, left: float | None = None) -> None:
        """Shows how far the film is, or how it ended; `left` are the seconds that it takes yet."""
        self.start.setVisible(not stand.running)
        self.stop.setVisible(stand.running)
        self.stop.setEnabled(not stand.given_up)
        self.folder.setVisible(stand.ended)
        self.bar.setVisible(stand.running)
        self.bar.share = stand.share
        self.bar.update()
        self.state.token = "loss_text" if stand.refusal else "ink2"
        self.state.say(self._state(stand, left))
        self.state.setVisible(bool(self.state.text))
        self._fit()

    def _state(self, stand: Stand, left: float | None) -> str:
        if stand.refusal:
            return stand.refusal
        if stand.running and not stand.total:
            return self.tr("Getting ready")
        if stand.running and left is not None:
            return self.tr("{done} of {total} frames; about {time} left").format(
                done=count(stand.done), total=count(stand.total), time=in_time(left)
            )
        if stand.running:
            return self.tr("{done} of {total} frames").format(
                done=count(stand.done), total=count(stand.total)
            )
        if stand.given_up:
            return self.tr("Cancelled; nothing of it is left.")
        if stand.ended and stand.out is not None:
            return self.tr("The film is {file}, in {folder}.").format(
                file=stand.out.name, folder=stand.out.parent
            )
        return ""

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        self._scale = scale
        dress_all(self, theme, scale)
        pad = round(20 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(12 * scale))
        self._column.setSpacing(max(2, round(6 * scale)))
