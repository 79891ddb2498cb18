"""The pills that say what an axis is, in the hue of its kind; for parameters each opens a menu of all others."""

from __future__ import annotations

from functools import partial
from typing import final

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QMenu, QWidget

from ui import theme as themes
from ui.theme import Theme
from ui.views.buttons import PaintedButton
from ui.views.equation import draw_line, line_width, parameter_piece, spoken
from ui.views.names import layer_title, parameters_of
from ui.views.surface_axes import AxisName
from wbsim.plan import Plan
from wbsim.symbols import neuron_name


@final
class AxisPicker(PaintedButton):
    """What one axis is; a click opens a menu, layer by layer and neuron by neuron, and `picked` has the id that is chosen."""

    picked = Signal(str)

    def __init__(self, parent: QWidget, rank: int) -> None:
        across = QCoreApplication.translate("Surface", "Axis to the right")
        up = QCoreApplication.translate("Surface", "Axis upward")
        super().__init__(parent, (across, up)[rank], "")
        self._name: AxisName | None = None
        self._plan: Plan | None = None
        self._menu = QMenu(self)
        self.clicked.connect(self._open)

    def show_axis(self, plan: Plan, name: AxisName, choosable: bool, theme: Theme, scale: float) -> None:
        """Shows what the axis is; where it is a direction there is nothing to choose."""
        self.show_theme(theme, scale)
        if (name, choosable) != (self._name, self.isEnabled()):
            self._name = name
            self.setEnabled(choosable)
            self.setToolTip(
                self.tr("Choose another weight or bias for this axis") if choosable else spoken(name.title)
            )
            self.setText(name.spoken)
            self.update()
        self._plan = plan
        self.resize(self.sizeHint())

    # --- the menu ------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if self._plan is None:
            return
        self.fill_menu(self._plan)
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def fill_menu(self, plan: Plan) -> QMenu:
        """The menu of all parameters; the entries of a neuron are made when it is looked at."""
        self._menu.clear()
        for number, row in enumerate(plan.rows, 1):
            name = layer_title(plan, number - 1)
            layer = self._menu if len(plan.rows) == 1 else self._menu.addMenu(name[:1].upper() + name[1:])
            for neuron in row.layer.neurons:
                if row.fan_out == 1:
                    self._fill(layer, plan, neuron)
                    continue
                menu = layer.addMenu(neuron_name(plan, neuron))
                menu.aboutToShow.connect(partial(self._fill, menu, plan, neuron))
        return self._menu

    def _fill(self, menu: QMenu, plan: Plan, neuron: int) -> None:
        if any(not action.menu() for action in menu.actions()):
            return
        for parameter in parameters_of(plan, neuron):
            words = f"{spoken((parameter_piece(plan, parameter),))}   {plan.name_of(parameter)}"
            action = menu.addAction(words)
            action.setData(parameter)
            action.triggered.connect(partial(self._pick, parameter))

    def _pick(self, parameter: str, _checked: bool = False) -> None:
        self.picked.emit(parameter)

    # --- the pill ------------------------------------------------------------------------------------------

    def _font(self) -> QFont:
        return themes.font(max(11.5, 13 * self.scale), 500)

    def _words(self) -> str:
        return "" if self._name is None else self._name.kind

    def sizeHint(self) -> QSize:
        """The symbol, the word and a triangle."""
        if self._name is None:
            return QSize(60, 26)
        symbol = line_width(self._name.symbol, round(max(13.0, 16 * self.scale)))
        words = QFontMetricsF(self._font()).horizontalAdvance(self._words())
        triangle = 14 if self.isEnabled() else 0
        grown = max(0.85, self.scale)
        return QSize(round(symbol + words + (34 + triangle) * grown) + 6, round(26 * grown) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pill."""
        if self._name is None:
            return
        painter, box = self.begin((self.height() - 6) / 2)
        radius, grown, theme, name = box.height() / 2, max(0.85, self.scale), self.colors, self._name
        over = self.isEnabled() and (self.underMouse() or self.isDown())
        painter.setPen(theme.pen(name.line, 1.4) if over else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(name.pale))
        painter.drawRoundedRect(box, radius, radius)
        pixels = round(max(13.0, 16 * self.scale))
        x = box.left() + 14 * grown
        x += draw_line(painter, theme, QPointF(x, box.center().y() + 0.32 * pixels), name.symbol, pixels)
        painter.setPen(theme.color(name.text))
        painter.setFont(self._font())
        words = self._words()
        metrics = QFontMetricsF(self._font())
        base = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(x + 8 * grown, base), words)
        if self.isEnabled():
            x += 8 * grown + metrics.horizontalAdvance(words) + 10 * grown
            y, wide = box.center().y() + 0.5, 3.6 * grown
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(name.text))
            painter.drawPolygon(
                QPolygonF([QPointF(x - wide, y - 2), QPointF(x + wide, y - 2), QPointF(x, y + 3)])
            )
