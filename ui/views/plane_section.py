"""Which plane through more than two inputs is shown: the names of the axes choose inputs, sliders hold the others.
It says what is wished and keeps nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import final

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, Theme
from ui.views.buttons import PaintedButton, TextButton
from ui.views.plane_axes import Axes
from ui.views.plane_frame import title_box, upright_middle
from ui.views.plane_layout import PlaneLayout
from ui.views.slider import ValueSlider
from wbsim.plan import Plan
from wbsim.probes.plane import Section, center

_LEAST = 44  # pixels of a slider, without which the button beside it goes
ROWS = 3  # held inputs that are seen at once
ROW = 25  # pixels a row at scale 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlaneSection", text)


@final
class AxisButton(PaintedButton):
    """The name of an axis, which opens a list of the inputs; it stands upright beside a vertical axis."""

    def __init__(self, parent: QWidget, name: str, tip: str, upright: bool) -> None:
        super().__init__(parent, name, tip)
        self._upright = upright

    def sizeHint(self) -> QSize:
        """The name with a triangle behind it."""
        wide = round(QFontMetricsF(self._face()).horizontalAdvance(self.text()) + 30 * max(1.0, self.scale))
        high = round(20 * max(1.0, self.scale)) + 4
        return QSize(high, wide) if self._upright else QSize(wide, high)

    def _face(self) -> QFont:
        return themes.font(max(11.5, 13 * self.scale), 600)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the name along its axis."""
        painter, box = self.begin(6)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colors.color("line"))
            painter.drawRoundedRect(box, 6, 6)
        long = self.height() if self._upright else self.width()
        painter.translate(self.rect().center() + QPoint(1, 1))
        if self._upright:
            painter.rotate(-90)
        grown = max(1.0, self.scale)
        painter.setPen(self.colors.color("ink"))
        painter.setFont(self._face())
        painter.drawText(
            QRectF(-long / 2, -12, long - 14 * grown, 24), Qt.AlignmentFlag.AlignCenter, self.text()
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colors.color("ink2"))
        x = long / 2 - 12 * grown
        painter.drawPolygon(
            [QPointF(x - 3.4 * grown, -2), QPointF(x + 3.4 * grown, -2), QPointF(x, 3 * grown)]
        )


@final
class HeldRow(QWidget):
    """An input that is no axis: its name, a slider, where it stands, and the way back to the mean."""

    moved = Signal(int, float)
    freed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.slider = ValueSlider(self)
        self.mean = TextButton(self, _tr("Mean"), _tr("Back to the mean of the training points"), plain=True)
        self.mean.setText(_tr("mean"))
        self._name, self._text = "", ""
        self._theme: Theme = LIGHT
        self._scale, self._number = 1.0, 0
        self.slider.moved.connect(lambda value: self.moved.emit(self._number, value))
        self.mean.clicked.connect(lambda: self.freed.emit(self._number))

    def show_input(self, plan: Plan, number: int, value: float, theme: Theme, scale: float) -> None:
        """Shows where an input stands."""
        facts = plan.description
        self._number, self._theme, self._scale = number, theme, scale
        self._name = facts.titles[number] if facts.titles else facts.inputs[number]
        unit = f" {facts.units[number]}" if facts.units and facts.units[number] else ""
        self._text = f"{themes.number(value)}{unit}"
        mean = float(center(plan)[0][number])
        self.slider.show_value(value, facts.ranges[number], theme, scale, mark=mean)
        self.slider.setAccessibleName(_tr("{name} is held at").format(name=self._name))
        low, high = facts.ranges[number]
        self.slider.setToolTip(
            _tr("{name} of the plane that is shown: {low} to {high}{unit}; the tick is the mean").format(
                name=self._name, low=themes.number(low), high=themes.number(high), unit=unit
            )
        )
        self.mean.show_theme(theme, 0.92 * scale)
        self.mean.setEnabled(abs(value - mean) > 1e-9 * (high - low))
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps its parts in their places."""
        self._arrange()

    def _columns(self) -> tuple[int, int, int]:
        """Where the slider begins, the value begins and the button begins; a narrow row has room for no button."""
        wide, mean = self.width(), self.mean.sizeHint().width()
        name = min(round(0.38 * wide), round(112 * max(1.0, self._scale)))
        value = round(64 * max(1.0, self._scale))
        mean = mean if wide - mean - value - name >= _LEAST else 0
        return name, wide - mean - value, wide - mean

    def _arrange(self) -> None:
        name, value, mean = self._columns()
        high = self.slider.sizeHint().height()
        self.slider.setGeometry(name, (self.height() - high) // 2, max(30, value - name - 6), high)
        size = self.mean.sizeHint()
        self.mean.setVisible(mean < self.width())
        self.mean.setGeometry(mean, (self.height() - size.height()) // 2, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name and number."""
        painter = QPainter(self)
        name, value, mean = self._columns()
        painter.setFont(themes.font(max(11.5, 12 * self._scale), 500))
        painter.setPen(self._theme.color("ink2"))
        middle = Qt.AlignmentFlag.AlignVCenter
        text = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, name - 6)
        painter.drawText(QRect(0, 0, name, self.height()), int(middle | Qt.AlignmentFlag.AlignLeft), text)
        painter.setFont(themes.font(max(11.5, 12 * self._scale), 600))
        painter.setPen(self._theme.color("ink"))
        painter.drawText(QRect(value, 0, mean - value, self.height()), int(middle), self._text)


@final
class SectionBar(QObject):
    """Both axis buttons and the rows, as children of the card."""

    chosen = Signal(object)  # the Section that is wished

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        tip = _tr("Which input lies along this axis")
        self.across = AxisButton(card, _tr("Horizontal axis"), tip, upright=False)
        self.up = AxisButton(card, _tr("Vertical axis"), tip, upright=True)
        self.across.clicked.connect(lambda: self._open(self.across, 0))
        self.up.clicked.connect(lambda: self._open(self.up, 1))
        self.area = QScrollArea(card)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self._sheet = QWidget()
        self._sheet.setAutoFillBackground(False)
        self.area.setWidget(self._sheet)
        self.rows: list[HeldRow] = []
        self._plan: Plan | None = None
        self._axes: Axes | None = None
        self._section = Section()

    def show(self, plan: Plan, axes: Axes | None, look: Look, where: PlaneLayout | None) -> None:
        """Stands around the plot where there are more than two inputs; else nothing is seen."""
        self._plan, self._axes, self._section = plan, axes, look.section
        needed = where is not None and axes is not None and bool(axes.others)
        for control in (self.across, self.up, self.area):
            control.setVisible(needed)
        if where is None or axes is None or not axes.others:
            return
        for button, axis in ((self.across, axes.across), (self.up, axes.up)):
            button.setText(axis.title or plan.description.inputs[axis.input or 0])
            button.show_theme(look.theme, max(0.92, look.scale))
            button.resize(button.sizeHint())
        box, middle = title_box(look, where), upright_middle(look, where)
        self.across.move(
            round(box.center().x() - self.across.width() / 2),
            round(box.center().y() - self.across.height() / 2),
        )
        self.up.move(round(middle.x() - self.up.width() / 2), round(middle.y() - self.up.height() / 2))
        self._show_rows(plan, axes, look, where, round(box.bottom()) + 4)

    def _show_rows(self, plan: Plan, axes: Axes, look: Look, where: PlaneLayout, top: int) -> None:
        others, grown = axes.others, max(1.0, look.scale)
        while len(self.rows) < len(others):
            row = HeldRow(self._sheet)
            row.moved.connect(self._hold)
            row.freed.connect(self._free)
            self.rows.append(row)
        high, left = round(ROW * grown), round(min(where.left, 40 * grown))
        wide = where.right - left
        self.area.setGeometry(left, top, wide, min(len(others), ROWS) * high)
        inner = wide - (self.area.verticalScrollBar().sizeHint().width() if len(others) > ROWS else 0)
        self._sheet.resize(inner, len(others) * high)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(others))
            if place < len(others):
                row.setGeometry(0, place * high, inner, high)
                number = others[place]
                row.show_input(plan, number, axes.place[number], look.theme, max(0.92, look.scale))

    def _hold(self, number: int, value: float) -> None:
        self.chosen.emit(held_at(self._section, number, value))

    def _free(self, number: int) -> None:
        self.chosen.emit(held_at(self._section, number, None))

    def _open(self, button: AxisButton, which: int) -> None:
        menu = self.menu(which)
        menu.setParent(button, menu.windowFlags())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def menu(self, which: int) -> QMenu:
        """The inputs that the horizontal (0) or vertical (1) axis can be."""
        menu = QMenu()
        assert self._plan is not None
        for number in range(len(self._plan.description.inputs)):
            action = menu.addAction(self._plan.description.title(number))
            action.triggered.connect(lambda _=False, number=number: self.choose(which, number))
        return menu

    def choose(self, which: int, number: int) -> None:
        """Lays an input along the horizontal (0) or vertical (1) axis; the other axis gives way."""
        if self._axes is not None:
            now = (self._axes.across.input or 0, self._axes.up.input or 0)
            self.chosen.emit(replace(self._section, axes=laid(now, which, number)))


def laid(axes: tuple[int, int], which: int, number: int) -> tuple[int, int]:
    """Axes of which one is another input; they change places where the other one had it."""
    other = axes[1 - which]
    if other == number:
        other = axes[which]
    return (number, other) if which == 0 else (other, number)


def held_at(section: Section, number: int, value: float | None) -> Section:
    """A section with an input held somewhere else; None for the mean."""
    places = {**dict(section.held), number: value}
    return replace(section, held=tuple((k, v) for k, v in sorted(places.items()) if v is not None))
