"""Films from the window: its card, the file that is asked for, and the take that is recorded. The film itself another process
makes, so that the window keeps its pace.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import final

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from ui.figure import Figure
from ui.film.making import Making
from ui.film.options import SUFFIXES
from ui.film.take import Recorder, Take
from ui.look import Look
from ui.panels.film import FilmPanel, FilmWish
from ui.panels.flyout import Flyout
from ui.save_dialog import ask_where
from ui.theme import Theme
from wbsim import Pick
from wbsim.files.tree import session_written
from wbsim.kept import kept_in
from wbsim.snapshot import Snapshot
from wbsim.translation import chosen


@final
class Films(QObject):
    """`look`, `picked` and `shown` say what is seen now; `clock` gives seconds."""

    card_wished = Signal()  # the card is to be opened or closed,
    grown = Signal()  # and it needs another height
    told = Signal(str)  # what was just done

    def __init__(
        self, figure: Figure, look: Callable[[], Look], picked: Callable[[], Pick], shown: Callable[[], Snapshot | None],
        parent: QObject | None = None, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._figure, self._look, self._picked, self._shown, self._clock = figure, look, picked, shown, clock
        self.card, self.panel, self.making = Flyout(figure), FilmPanel(), Making(self)
        self.card.hold(self.panel)
        self.take: Take | None = None
        self._recorder: Recorder | None = None
        self._folder: Path | None = None  # of the last film
        self._began = 0.0
        self.panel.wished.connect(self.begin)
        self.panel.given_up.connect(self.making.give_up)
        self.panel.folder_wished.connect(self._open_folder)
        self.panel.record_wished.connect(self.record)
        self.panel.grown.connect(self.grown)
        self.making.changed.connect(self._follow)

    def deeds(self) -> dict[str, Callable[[], object]]:
        """What its actions do."""
        return {"film": self.turn, "record": self.record}

    def turn(self) -> None:
        """Opens or closes the card."""
        snapshot = self._shown()
        if snapshot is not None:
            self.panel.show_run(snapshot.present or snapshot.state.update)
        self._follow()
        self.card_wished.emit()

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        for part in (self.card, self.panel):
            part.dress(theme, scale)

    # --- a take ----------------------------------------------------------------------------------------------

    @property
    def is_recording(self) -> bool:
        """Whether what is on screen is noted."""
        return self._recorder is not None

    def record(self) -> None:
        """Begins to note what is on screen; or ends, and offers what was noted to be filmed."""
        if self._recorder is None:
            self._recorder = Recorder(self._clock())
            self.card.hide()
            if (snapshot := self._shown()) is not None:
                self.show_snapshot(snapshot, self._look())
            self.told.emit(self.tr("Recording what is on screen; Ctrl R ends it"))
        else:
            take = self._recorder.take(self._clock())
            self._recorder = None
            if take is not None:
                self.take = take
                self.panel.show_take(take.seconds)
                if not self.card.isVisible():
                    self.turn()
        self.panel.show_recording(self.is_recording)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Notes what is on screen, while that is recorded."""
        if self._recorder is not None:
            self._recorder.note(self._clock(), snapshot, look, self._picked())

    # --- a film ----------------------------------------------------------------------------------------------

    def begin(self, wish: FilmWish) -> None:
        """Asks where the film goes, and begins to make it."""
        snapshot = self._shown()
        if snapshot is None or self.making.stand.running:
            return
        out = self.ask()
        if out is None:
            return
        options = [self._room(word) for word in wish.options]
        theme = self._look().theme
        options += ["--theme", theme.name, "--colors", theme.colors, "--language", chosen()]
        if wish.of == "take" and self.take is not None:
            data = self.take.written()
        else:
            data = session_written(kept_in(snapshot))
        self._began = self._clock()
        self.making.start(data, out, tuple(options))

    def _room(self, word: str) -> str:
        """The room at hand in place of the word for it; that of the network is the whole desk."""
        if word != "here":
            return word
        room = self._look().room
        return "desk" if room == "network" else room

    def ask(self) -> Path | None:
        """The file of a film; None where a person chose none."""
        movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
        where = (self._folder or Path(movies)) / "film.mp4"
        found = ask_where(
            self._figure.window(), self.tr("Where the film goes"), where,
            [self.tr("Films (*.mp4 *.webm *.gif *.png)")], _as_film,
        )  # fmt: skip
        if found is None:
            return None
        self._folder = found[0].parent
        return found[0]

    def _follow(self) -> None:
        stand = self.making.stand
        left = None
        if stand.running and stand.done > 5:
            left = (self._clock() - self._began) / stand.done * (stand.total - stand.done)
        self.panel.show_stand(stand, left)
        if stand.ended and not self.card.isVisible() and stand.out is not None and self._began:
            self.told.emit(
                self.tr("The film is {file}, in {folder}").format(
                    file=stand.out.name, folder=stand.out.parent
                )
            )
        if stand.refusal and not self.card.isVisible() and self._began:
            self.told.emit(self.tr("There is no film: {why}").format(why=stand.refusal))
        if not stand.running:
            self._began = 0.0

    def _open_folder(self) -> None:
        out = self.making.stand.out
        if out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(out.parent)))

    def close(self) -> None:
        """The window goes, and with it what is made."""
        self.making.close()


def _as_film(path: Path, _: str) -> Path:
    """The path with the ending of a film."""
    return path if path.suffix.lower() in SUFFIXES else path.with_name(f"{path.name}.mp4")
