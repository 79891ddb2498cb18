"""The language of the program, as a menu: each in its own words. What is chosen is spoken from the next start on, for what is
on screen was made in the old one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QCursor
from PySide6.QtWidgets import QMenu, QWidget

from ui.remembered import LANGUAGE, remember, remembered
from wbsim.translation import LANGUAGES, NAMES, Language, chosen


@final
class Languages(QMenu):
    """English, Deutsch, 简体中文; `told` says when a choice takes effect."""

    told = Signal(str)

    def __init__(self, action: QAction, owner: QWidget) -> None:
        super().__init__(owner)
        self.choices: dict[Language, QAction] = {}
        group = QActionGroup(self)
        for language in LANGUAGES:
            one = self.choices[language] = self.addAction(NAMES[language])
            one.setCheckable(True)
            one.triggered.connect(partial(self.choose, language))
            group.addAction(one)
        action.setMenu(self)
        self.aboutToShow.connect(self.look)

    def deeds(self) -> dict[str, Callable[[], object]]:
        """What its command does."""
        return {"language": self.open}

    def open(self) -> None:
        """Lists the languages in the middle of the window, or where the pointer is in it."""
        owner = self.parentWidget()
        assert owner is not None
        area, at = owner.rect(), owner.mapFromGlobal(QCursor.pos())
        self.popup(owner.mapToGlobal(at if area.contains(at) else area.center()))

    def look(self) -> None:
        """Marks what was chosen."""
        wished = remembered().get(LANGUAGE, chosen())
        self.choices[wished if wished in self.choices else chosen()].setChecked(True)

    def choose(self, language: Language, checked: bool = True) -> None:
        """Keeps a language for the next start."""
        remember(**{LANGUAGE: language})
        if language != chosen():
            self.told.emit(
                self.tr("{language} is spoken from the next start on").format(language=NAMES[language])
            )
