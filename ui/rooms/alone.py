"""One card that has the figure for itself: where it lies, and how much larger its type and marks are than in its room."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QSize

from ui.look import Look

_STRIPS = ("rungs", "phases", "difference", "neuron_bar", "neuron_formula", "stage_keys", "stage_header")
_LARGEST, _GAIN = 2.0, 0.8  # of type and marks: at most, and for how much more room


def growth(card: QSize, figure: QSize) -> float:
    """How many times larger type and marks are; somewhat less than the card itself is, for what is read closely gains more by
    room than by size.
    """
    larger = min(figure.width() / max(1, card.width()), figure.height() / max(1, card.height()))
    return round(min(_LARGEST, max(1.0, larger**_GAIN)), 2)


def place(name: str, card: QRect, size: QSize, grown: float, on_stage: bool = False) -> QRect:
    """Where it lies in a figure of this size: it fills that; a strip of one or two lines lies across its middle, and the bare
    plane of the stage, which is a square, stands there.
    """
    if name == "plane" and on_stage:
        wide = min(size.width(), round(size.height() * card.width() / max(1, card.height())))
        return QRect((size.width() - wide) // 2, 0, wide, size.height())
    if name not in _STRIPS:
        return QRect(QPoint(), size)
    high = min(size.height(), round(card.height() * grown))
    return QRect(0, (size.height() - high) // 2, size.width(), high)


def worn(look: Look, grown: float) -> Look:
    """The look that it has: with room between its parts where there is."""
    if grown == 1.0:
        return look
    scale = round(look.scale * grown, 3)
    return replace(look, scale=scale, compact=look.compact and scale < 1.0)
