"""The language of the window: what Qt asks to have translated is looked up in wbsim's catalogs, and Qt's own words come from
its own. It knows no text.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ui import theme
from ui.remembered import spoken
from wbsim import translation
from wbsim.translation import Language


@final
class Catalogs(QTranslator):
    """Asks wbsim's catalogs; the same English text is the same everywhere, whichever class shows it."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """A text in the language that was chosen, or None: then Qt goes on looking, and stays with English."""
        return translation.found(source)

    def isEmpty(self) -> bool:
        """Never, or Qt would not ask."""
        return False


_installed: list[QTranslator] = []


def speak(application: QCoreApplication, language: Language | None = None) -> None:
    """Speaks a language in all windows that are made from now on, as `spoken` says which."""
    language = spoken(language)
    for translator in _installed:
        application.removeTranslator(translator)
    _installed.clear()
    translation.choose(language)
    for made in (theme.font, theme.symbol_font):
        made.cache_clear()  # other languages have other letters
    QLocale.setDefault(QLocale(language))  # dates of files, not numbers of the window
    if language == "en":
        return
    of_qt = QTranslator(application)
    if of_qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        _installed.append(of_qt)
    _installed.append(Catalogs(application))
    for translator in _installed:  # the last one is asked first
        application.installTranslator(translator)
