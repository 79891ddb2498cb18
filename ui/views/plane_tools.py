"""The strip of tools at the plane (look, draw, erase, move) and what the tool at hand can be set to. It knows nothing of
what a stroke does.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from ui import icons
from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, Theme
from ui.views.buttons import PaintedButton, TextButton
from ui.views.field import Meaning
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_strokes import LARGEST, SMALLEST, TOOLS, Tool
from ui.views.segments import Segments
from ui.views.slider import ValueSlider
from wbsim.datasets import Description

_SEGMENTED = 4  # classes that are offered side by side


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlaneTools", text)


def _names() -> dict[Tool, tuple[str, str]]:
    """The name and the tooltip of every tool."""
    return {
        "look": (_tr("Look"), _tr("Look: pick points, drag lines, pan and zoom  (V)")),
        "draw": (
            _tr("Draw points"),
            _tr("Draw points: left button the chosen class, right button the other  (B)"),
        ),
        "erase": (_tr("Erase points"), _tr("Erase the points under the brush  (E)")),
        "move": (_tr("Move points"), _tr("Move a point, or all of them with Shift  (G)")),
    }


@final
class ToolButton(PaintedButton):
    """A tool; the one at hand is ink."""

    def __init__(self, parent: QWidget, tool: Tool) -> None:
        name, tip = _names()[tool]
        super().__init__(parent, name, tip)
        self.tool = tool
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """A square of 26 pixels and room for the ring."""
        edge = round(26 * self.scale) + 6
        return QSize(edge, edge)

    def nextCheckState(self) -> None:
        """A click asks; only the strip checks."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the square and the icon."""
        painter, box = self.begin(7)
        painter.setPen(self.colors.pen("line2", 1))
        painter.setBrush(self.colors.color("primary") if self.isChecked() else self.fill())
        painter.drawRoundedRect(box, 7, 7)
        edge = 0.72 * box.width()
        area = QRectF(box.center().x() - edge / 2, box.center().y() - edge / 2, edge, edge)
        icons.paint(painter, self.tool, area, self.colors.color("on_primary" if self.isChecked() else "ink2"))


@final
class Bed(QWidget):
    """The raised ground under what the tool at hand can be set to."""

    theme: Theme = LIGHT

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded box with an edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.pen("line2", 1))
        painter.setBrush(self.theme.color("raised"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)


@final
class ToolStrip(QObject):
    """The tools, and the settings of the one at hand, as children of the card."""

    changed = Signal()  # another tool, brush, class or value

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self.tool: Tool = "look"
        self.radius = 18.0  # pixels
        self.all_points = False  # whether moving takes the whole cloud
        self.held_class: int | None = None  # what a stroke draws while the button is down
        self._class: int | None = None  # None: the last one
        self._value: float | None = None  # None: the middle of the colors
        self._facts: Description | None = None
        self._shown: tuple[object, ...] | None = None  # what the controls stand for
        self._read = Meaning(-1.0, 1.0, None, None)
        self.buttons = {tool: ToolButton(card, tool) for tool in TOOLS}
        for tool, button in self.buttons.items():
            button.clicked.connect(lambda _=False, tool=tool: self.choose(tool))
        self.classes, self.scope = Segments(card), Segments(card)
        self.classes.setAccessibleName(_tr("Class to draw"))
        self.classes.setToolTip(_tr("Which class the left button draws; the keys 1, 2 … choose as well"))
        self.classes.chosen.connect(self.choose_class)
        self.many = TextButton(
            card, _tr("Class to draw"), _tr("Which class the left button draws"), menu=True
        )
        self.many.clicked.connect(self._open_classes)
        self.scope.setAccessibleName(_tr("What is moved"))
        self.scope.setToolTip(_tr("Move one point, or all of them; Shift does the other"))
        self.scope.chosen.connect(self._choose_scope)
        self.slider = ValueSlider(card)
        self.slider.setAccessibleName(_tr("Value to draw"))
        self.slider.setToolTip(_tr("The target value of the points that are drawn"))
        self.slider.moved.connect(self._choose_value)
        self.readout = QLabel(card)
        self.readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.bed = Bed(card)
        for control in (*self.buttons.values(), *self.settings, self.bed):
            control.hide()

    @property
    def settings(self) -> tuple[QWidget, ...]:
        """The controls of the tool at hand, from left to right."""
        return (self.classes, self.many, self.slider, self.readout, self.scope)

    # --- what is chosen ------------------------------------------------------------------------------------

    def choose(self, tool: Tool) -> None:
        """Takes up a tool."""
        self.tool = tool
        self.changed.emit()

    def resize_brush(self, steps: float) -> None:
        """Makes the brush larger, or smaller for negative steps."""
        self.radius = min(LARGEST, max(SMALLEST, self.radius * 1.2**steps))
        self.changed.emit()

    def choose_class(self, number: int) -> None:
        """Another class for the left button."""
        if self._facts is not None and 0 <= number < len(self._facts.classes):
            self._class = number
            self.changed.emit()

    def _choose_value(self, value: float) -> None:
        self._value = value
        self.changed.emit()

    def _choose_scope(self, place: int) -> None:
        self.all_points = place == 1
        self.changed.emit()

    @property
    def chosen_class(self) -> int:
        """What the left button draws."""
        count = len(self._facts.classes) if self._facts is not None else 0
        return self._class if self._class is not None and self._class < count else count - 1

    @property
    def value(self) -> float:
        """The target of drawn points of a regression."""
        low, high = self._read.low, self._read.high
        return min(high, max(low, (low + high) / 2 if self._value is None else self._value))

    @property
    def painted_class(self) -> int:
        """The class of the circle that is shown: the other one while the right button is down."""
        return self.chosen_class if self.held_class is None else self.held_class

    def paint_of(self, button: Qt.MouseButton) -> int | float | None:
        """The class or value that a button draws; None for a button that draws nothing."""
        left = button == Qt.MouseButton.LeftButton
        if self._facts is None or not self._facts.classes:
            return self.value if left else None
        if left:
            return self.chosen_class
        other = len(self._facts.classes) == 2 and button == Qt.MouseButton.RightButton
        return 1 - self.chosen_class if other else None

    def hide(self) -> None:
        """Takes everything away."""
        if self._shown is not None:
            self._shown = None
            for control in (*self.buttons.values(), *self.settings, self.bed):
                control.hide()

    @property
    def _wishes(self) -> tuple[object, ...]:
        return self.tool, self.radius, self.all_points, self._class, self._value

    # --- showing -------------------------------------------------------------------------------------------

    def show(
        self, facts: Description, look: Look, where: PlaneLayout, read: Meaning, curved: bool, card: QSize
    ) -> None:
        """Stands in its place at the plot, with what the tool at hand can be set to."""
        state = (facts, look.theme, look.scale, look.compact, where, read, curved, card, self._wishes)
        if state == self._shown:
            return
        self._facts, self._read = facts, read
        self._shown = (*state[:-1], self._wishes)
        for tool, button in self.buttons.items():
            button.show()
            button.setChecked(tool == self.tool)
        offered = self._offered(facts, curved)
        for control in self.settings:
            control.setVisible(control in offered)
        scale = max(0.92, look.scale)
        self._place_buttons(look, where, card, scale)
        names, theme = facts.classes, look.theme
        if self.classes in offered:
            self.classes.show_words(names, self.chosen_class, theme, scale, tight=True)
        if self.many in offered:
            self.many.setText(names[self.chosen_class])
        self.scope.show_words((_tr("one point"), _tr("all")), int(self.all_points), theme, scale, tight=True)
        if self.slider in offered:
            self.slider.show_value(self.value, (read.low, read.high), theme, scale)
            unit = f" {facts.target_unit}" if facts.target_unit else ""
            self.readout.setFont(themes.font(max(11.5, 12.5 * scale), 600))
            self.readout.setText(f"{themes.number(self.value)}{unit}")
        self.many.show_theme(theme, 0.92 * scale)
        self._lay_out(offered, where, theme, scale)

    def _lay_out(self, offered: tuple[QWidget, ...], where: PlaneLayout, theme: Theme, scale: float) -> None:
        """Side by side in the lower left corner of the plot."""
        self.bed.setVisible(self.slider in offered)
        middle, left = where.bottom - round(21 * scale), where.left + (16 if self.slider in offered else 8)
        begin = left
        for control in offered:
            size = control.sizeHint()
            wide = (
                round(110 * scale) if control is self.slider else size.width() + (self.readout is control) * 4
            )
            control.setGeometry(left, middle - size.height() // 2, wide, size.height())
            left += wide + 6
        self.bed.theme = theme
        self.bed.setGeometry(begin - 8, middle - round(14 * scale), left - begin + 10, round(28 * scale))
        self.bed.raise_()
        for control in offered:
            control.raise_()

    def _offered(self, facts: Description, curved: bool) -> tuple[QWidget, ...]:
        if self.tool == "move":
            return (self.scope,)
        if self.tool != "draw":
            return ()
        if facts.classes:
            return (self.classes,) if len(facts.classes) <= _SEGMENTED else (self.many,)
        return () if curved else (self.slider, self.readout)

    def _place_buttons(self, look: Look, where: PlaneLayout, card: QSize, scale: float) -> None:
        """On the title's line; two by two in the lower right corner where there is none."""
        for number, button in enumerate(self.buttons.values()):
            button.show_theme(look.theme, scale)
            size = button.sizeHint()
            if look.compact:
                across, down = number % 2, number // 2
                begin = where.legend - 4, card.height() - 2 * size.height() - 6
            else:
                across, down = number, 0
                begin = (
                    card.width() - round(14 * look.scale) - 4 * size.width(),
                    round(27 * max(1.0, look.scale) - size.height() / 2),
                )
            button.setGeometry(
                QRect(QPoint(begin[0] + across * size.width(), begin[1] + down * size.height()), size)
            )

    def _open_classes(self) -> None:
        menu = QMenu(self.many)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, name in enumerate(self._facts.classes if self._facts is not None else ()):
            menu.addAction(name).triggered.connect(lambda _=False, number=number: self.choose_class(number))
        menu.popup(self.many.mapToGlobal(QPoint(0, self.many.height())))
