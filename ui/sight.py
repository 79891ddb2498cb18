"""How the window is seen: in light or dark, in colors that everyone can tell apart, and in text of the size that is wished.
Each is a change of the look; nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import final

from PySide6.QtCore import QObject, Signal

from ui.look import Look
from ui.theme import Theme, theme_of

TEXTS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)  # sizes of text, as shares of the usual one


def nearest(text: float) -> float:
    """The size that is offered next to another one."""
    return min(TEXTS, key=lambda one: abs(one - text))


@final
class Sight(QObject):
    """Changes how things are seen. `look` says how they are now, `dress` gives them another look, `fit` makes the window
    follow the size of the text.
    """

    told = Signal(str)  # what has changed, in words

    def __init__(
        self,
        look: Callable[[], Look],
        dress: Callable[[Look], None],
        fit: Callable[[Look], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._dress, self._fit = look, dress, fit

    def deeds(self) -> dict[str, Callable[[], None]]:
        """What the keys do, by the names that they have in the table of keys."""
        return {
            "theme": self.turn_theme,
            "colors": self.turn_colors,
            "text_larger": partial(self.step_text, 1),
            "text_smaller": partial(self.step_text, -1),
            "text_usual": partial(self.set_text, 1.0),
        }

    def turn_theme(self) -> None:
        """From light to dark, or back."""
        theme = self._look().theme
        self._take(theme_of("dark" if theme.name == "light" else "light", theme.colors))

    def turn_colors(self) -> None:
        """To the colors that everyone can tell apart, or back to the usual ones."""
        theme = self._look().theme
        to_distinct = theme.colors == "usual"
        self._take(theme_of(theme.name, "distinct" if to_distinct else "usual"))
        said = self.tr("Colors that everyone can tell apart") if to_distinct else self.tr("The usual colors")
        self.told.emit(said)

    def _take(self, theme: Theme) -> None:
        self._dress(replace(self._look(), theme=theme))

    def step_text(self, steps: int) -> None:
        """To the next size of text, larger or smaller, as far as they go."""
        place = TEXTS.index(nearest(self._look().text)) + steps
        self.set_text(TEXTS[max(0, min(place, len(TEXTS) - 1))])

    def set_text(self, text: float) -> None:
        """To text of that share of the usual size."""
        if text != self._look().text:
            self._fit(replace(self._look(), text=text))
        self.told.emit(self.tr("Text at {percent} %").format(percent=round(100 * text)))
