"""The controls on the title of a wall: how it is arranged, what its axes are, and a sweep. They know nothing of networks."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from ui.look import Look
from ui.views.buttons import TextButton
from ui.views.segments import Segments
from ui.views.wall_ground import title_font
from ui.views.wall_naming import order_words, tr
from ui.views.wall_zones import grown

ORDERS = ("axes", "outcome", "failures")


@final
class WallHead:
    """A switch and two buttons on a card."""

    def __init__(self, card: QWidget) -> None:
        self.order = Segments(card)
        self.order.setAccessibleName(tr("Order of the wall"))
        self.order.setToolTip(
            tr(
                "Where networks stand: along the axes of what they differ in; best first; or only those that fail, worst first"
            )
        )
        self.axes = TextButton(
            card, tr("Axes of the wall"),
            tr("What networks differ in, how many seeds there are, and what counts as learned"), menu=True,
        )  # fmt: skip
        self.axes.setText(tr("axes"))
        self.sweep = TextButton(
            card, tr("Sweep"),
            tr("Trains many networks to the end without showing them, and writes a table of what came of each"),
        )  # fmt: skip
        self.sweep.setText(tr("sweep …"))
        self._placed_for: tuple[object, ...] = ()

    @property
    def left(self) -> int:
        """Where they begin."""
        return self.order.x()

    def place(self, look: Look, room: QRect, on_axes: bool) -> None:
        """Puts them at the right of the title's room, with shorter words where it is narrow."""
        placed_for = (look.theme, look.scale, look.wall.order, room, on_axes)
        if placed_for == self._placed_for:
            return
        self._placed_for = placed_for
        g, right = grown(look.scale), room.right() + 1
        title = QFontMetricsF(title_font(look)).horizontalAdvance(tr("Wall"))
        gap = round(8 * g)
        for button in (self.axes, self.sweep):
            button.show_theme(look.theme, g)
            button.resize(button.sizeHint())
        for short in (False, True):
            words, inset = order_words(on_axes, short), 5.0 if short else 8.0
            self.order.show_words(words, ORDERS.index(look.wall.order), look.theme, g, inset=inset)
            used = self.order.width() + self.axes.width() + self.sweep.width() + 2 * gap
            if title + 14 * g + used <= room.width():
                break
        x, middle = right + 3, room.center().y() + 1
        for control in (self.sweep, self.axes, self.order):
            x -= control.width()
            control.move(x, round(middle - control.height() / 2))
            x -= gap - 3
