"""What is asked for when something is taken out, by keys and by the menu of a card: pictures to a file or the clipboard, data,
and one card alone. It knows no file format and paints nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast, final

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui.documents import Documents
from ui.figure import Figure
from ui.look import Look
from ui.takeout import board
from ui.takeout.asking import ask_data, ask_picture
from ui.takeout.cards import card_at, card_at_hand
from ui.takeout.catalog import Source, lack, sources
from ui.takeout.files import form_of, usual_name, write
from ui.takeout.pictures import FORMS, Wanted, image_of, laid_out, picture_of
from ui.takeout.svg import svg_of
from wbsim.extracts import as_csv
from wbsim.problems import Problem, Refused
from wbsim.snapshot import Snapshot

_COPIED = 2.0  # pixels a unit of what is put on the clipboard


@final
class Takeout(QObject):
    """Answers the keys and the menu of every card."""

    told = Signal(str)
    refused = Signal(tuple)

    def __init__(
        self,
        figure: Figure,
        look: Callable[[], Look],
        see: Callable[..., None],
        snapshot: Callable[[], Snapshot | None],
        documents: Documents,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._figure, self._look, self._see, self._snapshot = figure, look, see, snapshot
        self._documents, self._window = documents, window
        self._folder: Path | None = None  # where something was written last
        figure.installEventFilter(self)

    def deeds(self) -> dict[str, Callable[[], Any]]:
        """What the keys do, by the names that they have in the table of keys; each is about the card at hand."""
        return {
            "export": lambda: self.save(card_at_hand(self._figure)),
            "copy_picture": lambda: self.copy(card_at_hand(self._figure)),
            "export_data": lambda: self.save_data(card_at_hand(self._figure)),
            "alone": self.turn_alone,
        }

    # --- one card alone --------------------------------------------------------------------------------------

    def turn_alone(self) -> None:
        """The card at hand fills the figure; or all are there again."""
        if not self.leave_alone():
            card = card_at_hand(self._figure)
            if card is None:
                self.told.emit(self.tr("Point at a card, then press Z to see it alone"))
            else:
                self._see(alone=card)

    def leave_alone(self) -> bool:
        """All cards again; whether one was alone."""
        was = self._look().alone in self._figure.cards
        if self._look().alone is not None:
            self._see(alone=None)
        return was

    # --- pictures --------------------------------------------------------------------------------------------

    def save(self, card: str | None) -> None:
        """Asks for a file and writes a picture of a card, or of the whole window, into it."""
        where = self._place(card or "window").with_suffix(".png")
        chosen = ask_picture(self._window, card, where)
        if chosen is None:
            return
        path, wanted = chosen
        self._try(lambda: self.write_picture(card, path, wanted))

    def write_picture(self, card: str | None, path: Path, wanted: Wanted) -> None:
        """Writes a picture of a card, or of the whole window; the ending has the last word about its form. Raises `Refused`."""
        form = form_of(path, FORMS)
        wanted = Wanted(cast("Any", form), wanted.scale, wanted.size)
        snapshot = self._snapshot()
        if card is not None and wanted.size is not None and snapshot is not None:
            with laid_out(snapshot, self._look(), card, wanted.size) as figure:
                content, size = picture_of(figure, wanted, self._title(card)), figure.size()
        else:
            widget = self._widget(card)
            content, size = picture_of(widget, wanted, self._title(card)), widget.size()
        write(path, content)
        self._folder = path.absolute().parent
        if form == "png":
            size = QSize(round(size.width() * wanted.scale), round(size.height() * wanted.scale))
        words = self.tr("{what}: written to {file}, {width} × {height} pixels")
        if form != "png":
            words = self.tr("{what}: written to {file}, {width} × {height}, words as words")
        self.told.emit(
            words.format(what=self._title(card), file=path, width=size.width(), height=size.height())
        )

    def copy(self, card: str | None) -> None:
        """Puts a picture of a card, or of the whole window, on the clipboard."""
        widget = self._widget(card)
        image = image_of(widget, _COPIED)
        image.setDevicePixelRatio(1.0)
        board.copy(image, svg_of(widget, self._title(card)))
        words = self.tr("{what}: on the clipboard as a picture, {width} × {height} pixels, and as SVG")
        self.told.emit(words.format(what=self._title(card), width=image.width(), height=image.height()))

    # --- data ------------------------------------------------------------------------------------------------

    def save_data(self, card: str | None, source: Source | None = None) -> None:
        """Asks for a file and writes the numbers behind a card into it; what has none says why."""
        if card is None:
            self._refuse(self.tr("Point at a card whose data are to be saved"))
            return
        offered = sources(card) if source is None else (source,)
        ready = self.ready(offered)
        if not ready:
            self._refuse(lack(card) or self.tr("This card has no numbers yet"))
            return
        where = self._place(ready[0].name).with_suffix(".csv")
        chosen = ask_data(self._window, ready, where)
        if chosen is not None:
            path, chosen_source = chosen
            self._try(lambda: self.write_data(chosen_source, path))

    def write_data(self, source: Source, path: Path) -> None:
        """Writes a table; raises `Refused`."""
        form_of(path, ("csv",))
        snapshot = self._snapshot()
        extract = None if snapshot is None else source.make(snapshot, self._look())
        if extract is None:
            self._refuse(self.tr("This card has no numbers yet"))
            return
        text = as_csv(extract)
        write(path, text.encode())
        self._folder = path.absolute().parent
        words = self.tr("{what}: written to {file}, {rows} lines of {columns} columns")
        rows, columns = text.count("\n") - 1, len(extract.columns)
        self.told.emit(words.format(what=source.title, file=path, rows=rows, columns=columns))

    def ready(self, offered: tuple[Source, ...]) -> tuple[Source, ...]:
        """Those tables of which there is something now."""
        snapshot = self._snapshot()
        return () if snapshot is None else tuple(s for s in offered if s.is_there(snapshot, self._look()))

    # --- the menu of a card ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Opens the menu of a card where no view has another use for the button."""
        if event.type() == QEvent.Type.ContextMenu and watched is self._figure:
            assert isinstance(event, QContextMenuEvent)
            card = card_at(self._figure, event.pos())
            if card is not None and not self._is_taken(card, event.reason()):
                self.menu(card).popup(event.globalPos())
                return True
        return False

    def _is_taken(self, card: str, reason: QContextMenuEvent.Reason) -> bool:
        """Whether the right button means something else there: a rung goes back, a brush paints the other class."""
        if reason != QContextMenuEvent.Reason.Mouse:
            return False
        return card == "rungs" or (card == "plane" and self._figure.plane.tools.tool != "look")

    def menu(self, card: str) -> QMenu:
        """What can be done with a card; it goes when it closes."""
        menu = QMenu(self._window)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        alone = self._look().alone is not None
        menu.addAction(
            (self.tr("All cards") if alone else self.tr("This card alone")) + "\tZ",
            self.leave_alone if alone else partial(self._see, alone=card),
        )
        menu.addSeparator()
        menu.addAction(self.tr("Save as picture …") + "\tCtrl+E", partial(self.save, card))
        menu.addAction(self.tr("Copy as picture") + "\tCtrl+C", partial(self.copy, card))
        ready = self.ready(sources(card))
        words = self.tr("Save data as CSV …")
        if len(ready) > 1:
            below = menu.addMenu(words)
            for one in ready:
                below.addAction(one.title, partial(self.save_data, card, one))
        else:
            action = menu.addAction(words + "\tCtrl+Shift+E", partial(self.save_data, card))
            action.setEnabled(bool(ready))
            if not ready:
                action.setToolTip(lack(card) or self.tr("This card has no numbers yet"))
        return menu

    # --- words -----------------------------------------------------------------------------------------------

    def _widget(self, card: str | None) -> QWidget:
        view = None if card is None else self._figure.view(card)
        return view or self._window

    def _title(self, card: str | None) -> str:
        """What people call a card."""
        view = None if card is None else self._figure.view(card)
        return (view.accessibleName() if view is not None else "") or self.tr("The whole window")

    def _place(self, part: str) -> Path:
        """A file that is offered: beside the last one, else beside the run's."""
        snapshot, path = self._snapshot(), self._documents.path
        folder = self._folder or (path.absolute().parent if path is not None else Path.home())
        if snapshot is None:
            return folder / part
        update = snapshot.wall.update if snapshot.wall is not None else snapshot.state.update
        title = path.name.split(".")[0] if path is not None else snapshot.plan.experiment.title
        return folder / usual_name(
            title or snapshot.plan.experiment.data.dataset, part.replace("_", "-"), update
        )

    def _try(self, deed: Callable[[], None]) -> None:
        try:
            deed()
        except Refused as refused:
            self.refused.emit(tuple(Problem("", str(problem)) for problem in refused.problems))

    def _refuse(self, words: str) -> None:
        self.refused.emit((Problem("", words),))
