"""Which card is meant: the one under the pointer, else the one that has the focus."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from ui.figure import Figure

_SIDE = "side"  # settings, which are no picture of a run


def card_at(figure: Figure, place: QPoint) -> str | None:
    """The card at a place of the figure."""
    found = (name for name, box in figure.cards.items() if box.contains(place) and name != _SIDE)
    return next(found, None)


def card_at_hand(figure: Figure) -> str | None:
    """The card under the pointer, if that is on the window; else that of the focus; None where neither is on a card."""
    window, pointer = figure.window(), QCursor.pos()
    under = card_at(figure, figure.mapFromGlobal(pointer))
    if under is not None and window.rect().contains(window.mapFromGlobal(pointer)):
        return under
    at: QWidget | None = window.focusWidget()
    while at is not None and at is not figure:
        name = next((name for name in figure.cards if figure.view(name) is at), None)
        if name is not None and name != _SIDE:
            return name
        at = at.parentWidget()
    return None
