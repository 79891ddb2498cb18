"""Where the parts of the answers stand: the matrix or the plot, the figures, and the traced sample. Pure geometry."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from ui.look import Look
from ui.views import confusion
from ui.views.confusion import Matrix

_LOW = 260.0  # pixels under which a wide card is low


@dataclass(frozen=True)
class Rooms:
    """Where the matrix, the figure with its sentences, and the traced sample stand."""

    matrix: Matrix
    figure: QRectF
    sample: QRectF  # empty where it is tight
    upright: bool  # whether the sample's bars are rows under its picture


def rooms(width: float, height: float, names: tuple[str, ...], look: Look) -> Rooms:
    """Beside each other in a wide card, under each other in a tall one."""
    grown, classes = max(1.0, look.scale), len(names)
    side, top = (14 if look.compact else 20) * grown, (42 if look.compact else 48) * grown
    figure = 62 * grown
    inside = QRectF(side, top, width - 2 * side, height - top - 8 * grown)
    if (
        width >= 1.08 * height and inside.height() < _LOW * grown
    ):  # every line counts: all words stand beside it
        across = max(0.48 * inside.width(), min(236 * grown, 0.6 * inside.width()))
        left = inside.adjusted(0, 0, -across - 14 * grown, 0)
        right = QRectF(left.right() + 14 * grown, inside.top(), across, inside.height())
        beside = QRectF(right.left(), right.top(), across, figure)
        return Rooms(confusion.matrix(left, names, look), beside, right.adjusted(0, figure, 0, 0), True)
    if width >= 1.08 * height:
        across = max(110 * grown, min(0.29 * inside.width(), 260 * grown))
        left = inside.adjusted(0, 0, -across - 14 * grown, -figure)
        matrix = confusion.matrix(left, names, look)
        below = matrix.top + matrix.cell * classes
        spare = min(24 * grown, max(0.0, (inside.bottom() - figure - below) / 2))
        sample = QRectF(left.right() + 14 * grown, inside.top(), across, inside.height())
        return Rooms(matrix, QRectF(left.left(), below + spare, left.width(), figure), sample, True)
    # the matrix comes first: it gives up little of its width for the sample
    wished = 0.92 * (inside.width() - confusion.MARGIN * grown) + confusion.HEAD * grown
    sample_height = max(0.0, min(130 * grown, inside.height() - figure - wished))
    if sample_height < 84 * grown:
        sample_height = 0.0
    matrix = confusion.matrix(inside.adjusted(0, 0, 0, -figure - sample_height), names, look)
    where = QRectF(inside.left(), matrix.top + matrix.cell * classes, inside.width(), figure)
    return Rooms(matrix, where, QRectF(inside.left(), where.bottom(), inside.width(), sample_height), False)


def value_rooms(width: float, height: float, look: Look) -> tuple[QRectF, QRectF]:
    """Where the plot of values and their figures stand: beside each other in a wide card, under each other in a tall one."""
    grown = max(1.0, look.scale)
    side, top = (14 if look.compact else 20) * grown, (40 if look.compact else 48) * grown
    inside = QRectF(side, top, width - 2 * side, height - top - 6 * grown)
    if width >= 1.08 * height:
        across = max(130 * grown, inside.width() - inside.height() - 40 * grown)
        across = min(across, 210 * grown, 0.5 * inside.width())
        plot = inside.adjusted(0, 0, -across - 12 * grown, 0)
        return plot, QRectF(plot.right() + 12 * grown, inside.top(), across, inside.height())
    figures = min(0.4 * inside.height(), 130 * grown)
    plot = inside.adjusted(0, 0, 0, -figures - 8 * grown)
    return plot, QRectF(inside.left() + 10 * grown, plot.bottom() + 8 * grown, inside.width(), figures)
