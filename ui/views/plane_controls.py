"""The controls on the decision plane: whose field it shows, plane or parallel axes, and the way back from a zoom."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.views.buttons import TextButton
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_words import title, unit_name, units_of
from ui.views.segments import Segments
from wbsim.plan import Plan


@final
class PlaneControls:
    """Makes them as children of the card and keeps them in their places."""

    def __init__(self, card: QWidget) -> None:
        self.choice = Segments(card)
        self.choice.setAccessibleName(card.tr("Whose output the plane shows"))
        self.choice.setToolTip(
            card.tr("Show the output of the network, or what the selected neuron makes of the plane")
        )
        self.mode = Segments(card)
        self.mode.setAccessibleName(card.tr("How the points are shown"))
        self.mode.setToolTip(card.tr("A plane through two inputs, or every input as an axis of its own"))
        name = card.tr("Whole plane")
        self.whole = TextButton(card, name, card.tr("Show the whole plane again (0, or a double click)"))
        self.whole.setText(name)
        self.whole.hide()

    def show(self, plan: Plan, look: Look, where: PlaneLayout | None, parallel: bool) -> None:
        """Shows what can be chosen, and the way back where only a part is seen; nothing without a plane."""
        units, many = units_of(plan, look), len(plan.description.inputs) > 2
        choosable = where is not None and not parallel and len(units) > 1 and len(plan.description.inputs) > 1
        self.choice.setVisible(choosable)
        self.mode.setVisible(where is not None and many)
        self.whole.setVisible(where is not None and not where.is_whole and not parallel)
        if where is None:
            return
        scale = max(0.92, look.scale)
        chosen = units.index(look.plane_unit) if look.plane_unit in units else 0
        words = tuple(unit_name(plan, unit) for unit in units)
        self.choice.show_words(words, chosen, look.theme, scale, tight=look.compact)
        place = self._choice_at(look, where)
        self.choice.move(place)
        modes = (
            QCoreApplication.translate("PlaneView", "Plane"),
            QCoreApplication.translate("PlaneView", "Parallel"),
        )
        self.mode.show_words(modes, int(parallel), look.theme, scale, tight=look.compact)
        self.mode.move(place + QPoint(self.choice.width() + 8 if choosable else 0, 0))
        if not where.is_whole:
            self.whole.show_theme(look.theme, 0.92 * scale)
            self.whole.resize(self.whole.sizeHint())
            self.whole.move(self._whole_at(where))

    def _choice_at(self, look: Look, where: PlaneLayout) -> QPoint:
        """Beside the title, or on the plot where there is none."""
        if look.compact:
            return QPoint(where.left + 8, where.top + 8)
        grown = max(1.0, look.scale)
        wide = QFontMetricsF(themes.font(17 * grown, 600)).horizontalAdvance(title())
        return QPoint(round(34 * grown + wide), round(26 * grown - self.choice.height() / 2))

    def _whole_at(self, where: PlaneLayout) -> QPoint:
        """The plot's upper right corner; the lower one where the choice takes that."""
        left = where.left + where.side - self.whole.width() - 5
        shown = [control for control in (self.choice, self.mode) if not control.isHidden()]
        taken = any(control.geometry().right() > left for control in shown)
        if taken and self.choice.y() > where.top:
            return QPoint(left, where.top + where.side - self.whole.height() - 5)
        return QPoint(left, where.top + 5)
