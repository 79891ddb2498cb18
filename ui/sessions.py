"""Sessions that other processes left, as a window has them: the one that ended unexpectedly is offered, the last ones
can be reopened. It opens nothing itself.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import final

from PySide6.QtCore import QDateTime, QLocale, QObject, Signal
from PySide6.QtWidgets import QMenu

from ui.theme import count
from wbsim.files.keeper import read_left
from wbsim.files.locks import Lock
from wbsim.files.shelf import Left, claim, left_behind, settle
from wbsim.problems import Problem, Refused

_LISTED = 5


@final
class Sessions(QObject):
    """Finds what was left. `folder` is where; None for the user's own place."""

    offered = Signal(str)  # what ended unexpectedly, in words
    answered = Signal()  # nothing is offered any more
    restored = Signal(object, object)  # a session that was kept, and what it is known by
    refused = Signal(object)  # problems

    def __init__(self, parent: QObject | None = None, folder: Path | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._offer: Left | None = None
        self._lock: Lock | None = None  # of the one that is offered

    def look(self) -> None:
        """Offers the newest session that ended unexpectedly, unless another window does so already."""
        for left in left_behind(self.folder):
            if not left.ended and (lock := claim(left)) is not None:
                self._offer, self._lock = left, lock
                self.offered.emit(self._words(left))
                return

    def dismiss(self) -> None:
        """Offers it no more; it can still be reopened."""
        if self._offer is not None:
            settle(self._offer)
            for left in left_behind(self.folder):  # older ones are not asked about either
                settle(left)
        self.let_go()

    def let_go(self) -> None:
        """Leaves what is offered to the next window."""
        if self._lock is not None:
            self._lock.release()
        self._offer = self._lock = None
        self.answered.emit()

    def reopen(self) -> None:
        """Asks for what is offered or, without an offer, for the newest session that was left."""
        left = self._offer or next(iter(left_behind(self.folder)), None)
        if left is None:
            self.refused.emit((Problem("", self.tr("There is no earlier session yet")),))
        else:
            self.restore(left)

    def restore(self, left: Left) -> None:
        """Asks for a session; one that is damaged says so, and is offered no more."""
        self.dismiss()
        settle(left)
        try:
            kept = read_left(left.file)
        except Refused as refused:
            what = str(refused.problems[0]).removeprefix(f"{left.file}: ")
            said = self.tr("The session of {when} cannot be restored: {what}").format(
                when=_when(left.when), what=what
            )
            self.refused.emit((Problem("", said),))
            return
        self.restored.emit(kept, left.about)

    def fill(self, menu: QMenu) -> None:
        """Lists the last sessions in a menu."""
        found = left_behind(self.folder)[:_LISTED]
        if found:
            menu.addSeparator()
            menu.addAction(self.tr("Earlier sessions")).setEnabled(False)
        for left in found:
            action = menu.addAction(self._entry(left).replace("&", "&&"))
            action.setToolTip(self.tr("A session of {when}").format(when=_when(left.when)))
            action.triggered.connect(partial(self._triggered, left))

    def _triggered(self, left: Left, checked: bool = False) -> None:
        self.restore(left)

    def _words(self, left: Left) -> str:
        if not left.about.title:
            return self.tr("wbsim ended unexpectedly at {when}").format(when=_when(left.when))
        return self.tr("wbsim ended unexpectedly at {when} ({title}, update {update})").format(
            when=_when(left.when), title=left.about.title, update=count(left.about.update)
        )

    def _entry(self, left: Left) -> str:
        about = left.about
        words = self.tr("{when}   {title}, update {update}")
        if about.branches > 1:
            words = self.tr("{when}   {title}, update {update}, {branches} branches")
        title = about.title or self.tr("a session")
        return words.format(
            when=_when(left.when), title=title, update=count(about.update), branches=about.branches
        )


def _when(seconds: float) -> str:
    """A time of today, or a day and a time, as is usual where the user lives."""
    at = datetime.fromtimestamp(seconds)
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    short = QLocale.FormatType.ShortFormat
    if at.date() == datetime.now().date():
        return QLocale().toString(moment.time(), short)
    return QLocale().toString(moment, short)
