"""The upper part of the network's card: its title, the count of parameters, and over every column its name with
the buttons that edit the architecture. It shows a plan and says what is wished; it changes nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui import theme as themes
from ui.look import Look
from ui.views.buttons import SignButton, TextButton
from ui.views.kinds_menu import kinds_menu, offers_kinds
from ui.views.layer_menu import layer_menu
from ui.views.names import layer_title, unit_word, units_word
from ui.views.network_counts import CountPills, HeadRoom, line_up
from ui.views.network_layout import Column
from ui.views.quantity import QUANTITIES, titles
from ui.views.segments import Segments
from ui.views.switch import Switch
from wbsim.activations import BY_NAME
from wbsim.network import MAX_LAYERS, MAX_NEURONS, Pooling
from wbsim.plan import Plan, Row
from wbsim.translation import translated

_ROOM = 152.0  # width of a column at scale 1 from which on its buttons stand beside its name
_SMALL = 84.0  # and below which only the count is written


def stacked(columns: Sequence[Column], scale: float) -> bool:
    """Whether the buttons of the columns stand under the names, for lack of room beside them."""
    hidden = columns[1:-1]
    return min((c.pitch for c in hidden), default=_ROOM * scale) < _ROOM * scale


def header_height(look: Look, is_stacked: bool) -> int:
    """How tall the header is."""
    title = 40 if look.compact else 52 * look.scale
    names = (28 if look.compact else 50) * look.scale
    return round(title + names + (24 * look.scale if is_stacked else 4))


def _decisive(look: Look) -> tuple[object, ...]:
    """What of a look decides the header."""
    network = look.room == "network" and not look.charts
    return look.theme, look.scale, look.compact, look.quantity, look.counts, network


@final
class NetworkHeader(QWidget):
    """Title, counts, names of columns and their buttons."""

    neuron_added = Signal(int)
    neuron_removed = Signal(int)
    layer_added = Signal(int)
    kind_added = Signal(int, str)
    layer_removed = Signal(int)
    activation_chosen = Signal(int, str)
    layer_setting = Signal(int, str, object)
    quantity_chosen = Signal(str)
    plus_one_toggled = Signal()
    counts_toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._look: Look | None = None
        self._columns: tuple[Column, ...] = ()
        self.controls: dict[int, tuple[SignButton | None, TextButton, SignButton | None]] = {}
        self.add_layer = TextButton(
            self, self.tr("Add a layer"),
            self.tr(
                "Adds a hidden layer before the output; up to {most} layers. Pictures and sequences offer convolution, "
                "pooling and recurrence"
            ).format(most=MAX_LAYERS),
            dashed=True,
        )  # fmt: skip
        self.add_layer.setText(self.tr("+ layer"))
        self.add_layer.clicked.connect(self._add_layer)
        self.quantity = Segments(self)
        self.quantity.setAccessibleName(self.tr("What the pictures show"))
        self.quantity.setToolTip(
            self.tr("What is shown of weights and biases: values, gradients of the loss, or the last change")
        )
        self.quantity.chosen.connect(lambda place: self.quantity_chosen.emit(QUANTITIES[place]))
        self.quantity.hide()
        self.counts = CountPills(self)
        self.counts.clicked.connect(self.counts_toggled)
        self.plus_one = Switch(self, self.tr("Biases as a +1 unit"), "")
        self.plus_one.clicked.connect(self.plus_one_toggled)

    # --- what it shows --------------------------------------------------------------------------------------

    def show_plan(self, plan: Plan, columns: tuple[Column, ...], look: Look, wide: bool) -> None:
        """Takes on a plan, the columns of its diagram and a look; `wide` if the diagram shows pictures."""
        self.plus_one.show_share(look.plus_one)
        if self._plan is plan and columns == self._columns and self._same(look):
            return
        self.quantity.setVisible(wide)
        rebuilt = self._plan is None or [r.layer.id for r in self._plan.rows] != [
            r.layer.id for r in plan.rows
        ]
        self._plan, self._columns, self._look = plan, columns, look
        if rebuilt:
            self._rebuild(plan)
        self._place()
        self.update()

    def _same(self, look: Look) -> bool:
        old = self._look
        return old is not None and _decisive(old) == _decisive(look)  # fmt: skip

    def _rebuild(self, plan: Plan) -> None:
        for parts in self.controls.values():
            for part in parts:
                if part is not None:
                    part.hide()
                    part.deleteLater()
        self.controls = {}
        last = len(plan.rows) - 1
        for number, row in enumerate(plan.rows):
            layer = row.layer.id
            name = self._name(number)
            menu = TextButton(
                self, self.tr("Settings of {layer}").format(layer=name),
                self.tr("{layer}: activation, bias, training, and layers beside it").format(layer=name),
                plain=True, menu=True,
            )  # fmt: skip
            menu.clicked.connect(lambda _=False, layer=layer: self._open_menu(layer))
            less = more = None
            if number != last and row.fan_out:
                one = {"layer": name, "one": unit_word(row.kind)}
                less = self._sign("−", self.tr("Remove a {one} from {layer}").format(**one), row.kind)
                more = self._sign("+", self.tr("Add a {one} to {layer}").format(**one), row.kind)
                less.clicked.connect(lambda _=False, layer=layer: self.neuron_removed.emit(layer))
                more.clicked.connect(lambda _=False, layer=layer: self.neuron_added.emit(layer))
            self.controls[layer] = (less, menu, more)

    def _sign(self, sign: str, name: str, kind: str) -> SignButton:
        limits = self.tr("a layer has 1 to {most} {units}").format(most=MAX_NEURONS, units=units_word(kind))
        return SignButton(self, sign, name, f"{name}; {limits}")

    def _name(self, number: int) -> str:
        assert self._plan is not None
        title = layer_title(self._plan, number)
        return title[0].upper() + title[1:]

    # --- where it stands ------------------------------------------------------------------------------------

    def resizeEvent(self, event: object) -> None:
        """Places the buttons again."""
        self._place()

    def _place(self) -> None:
        plan, look = self._plan, self._look
        if plan is None or look is None:
            return
        self.add_layer.show_theme(look.theme, look.scale)
        self.add_layer.setEnabled(len(plan.rows) < MAX_LAYERS)
        size = self.add_layer.sizeHint()
        self.add_layer.setGeometry(
            round(self.width() - size.width() - 14 * max(1.0, look.scale)),
            round(self._title_base() - 5 * max(1.0, look.scale) - size.height() / 2),
            size.width(),
            size.height(),
        )
        self.quantity.show_words(
            titles(), QUANTITIES.index(look.quantity), look.theme, max(0.94, look.scale), tight=look.compact
        )
        left = self.add_layer.geometry().left() - self.quantity.width() - 10 * max(1.0, look.scale)
        middle = self.add_layer.geometry().center().y()
        self.quantity.move(round(left), round(middle - self.quantity.height() / 2) + 1)
        self._place_counts(plan, look)
        for column in self._columns[1:]:
            self._place_column(column, plan.rows[column.place], look)

    def _place_counts(self, plan: Plan, look: Look) -> None:
        wide = self.quantity.isVisibleTo(self)
        title = QFontMetricsF(themes.font(17 * max(0.94, look.scale), 600)).horizontalAdvance(
            self.tr("Network")
        )
        room = HeadRoom(
            start=self._margin() + title + 20 * look.scale, base=self._title_base(),
            end=(self.quantity if wide else self.add_layer).geometry().left() - 8,
            middle=self.add_layer.geometry().center().y() + 1,
        )  # fmt: skip
        line_up(self.counts, self.plus_one, plan, look, room, wide)

    def _place_column(self, column: Column, row: Row, look: Look) -> None:
        less, menu, more = self.controls[row.layer.id]
        scale, low = look.scale, stacked(self._columns, look.scale)
        center = self._menu_line()
        menu.show_theme(look.theme, scale)
        menu.setText(self._menu_text(column, row, look))
        size = menu.sizeHint()
        width = min(size.width(), round(column.pitch))
        menu.setGeometry(round(column.x - width / 2), round(center - size.height() / 2), width, size.height())
        menu.show()
        beside = max(61 * scale, width / 2 + 12 * scale)
        for part, side in ((less, -1), (more, 1)):
            if part is None:
                continue
            part.show_theme(look.theme, min(scale, column.pitch / 60) if low else scale)
            part.setEnabled(column.size > 1 if side < 0 else column.size < MAX_NEURONS)
            hint: QSize = part.sizeHint()
            beside = min(beside, column.pitch / 2 - hint.width() / 2 - 1)  # its neighbor's is no further away
            x = column.x + side * (min(14 * scale, column.pitch / 4) if low else beside)
            y = center + 24 * scale if low else self._sign_line()
            part.setGeometry(
                round(x - hint.width() / 2), round(y - hint.height() / 2), hint.width(), hint.height()
            )
            part.show()

    def _menu_text(self, column: Column, row: Row, look: Look) -> str:
        word = translated(BY_NAME[row.layer.activation].word)
        if isinstance(row.layer, Pooling):
            side = f"{row.layer.window} × {row.layer.window}"
            taken = self.tr("largest") if row.layer.takes == "max" else self.tr("mean")
            texts: tuple[str, ...] = (
                self.tr("{taken} of {side}").format(taken=taken, side=side),
                side,
                side.replace(" ", ""),
            )
        elif column.place == len(self._columns) - 2 and look.compact:
            texts = (self.tr("Output, {activation}").format(activation=word), word, str(column.size))
        else:
            texts = (f"{column.size} × {word}", word, str(column.size))
        metrics = QFontMetricsF(themes.font(max(11.5, 13 * look.scale), 500))
        room = column.pitch - 30 * look.scale
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= room)
        return next(fitting, texts[-1])

    def _margin(self) -> float:
        assert self._look is not None
        return (16.0 if self._look.compact else 20.0) * max(1.0, self._look.scale)

    def _title_base(self) -> float:
        assert self._look is not None
        return 27 if self._look.compact else 32 * self._look.scale

    def _menu_line(self) -> float:
        """The middle of the line with the menus."""
        assert self._look is not None
        scale = self._look.scale
        return 40 + 14 * scale if self._look.compact else 52 * scale + 36 * scale

    def _sign_line(self) -> float:
        assert self._look is not None
        return self._menu_line() - (0 if self._look.compact else 8 * self._look.scale)

    # --- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the title, the counts and the names of the columns."""
        plan, look = self._plan, self._look
        if plan is None or look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_title(painter, look)
        if not look.compact:
            painter.setPen(look.theme.pen("line", 1))
            y = round(51 * look.scale) + 0.5
            side = round(20 * max(1.0, look.scale))
            painter.drawLine(QPoint(side, int(y)), QPoint(self.width() - side, int(y)))
        for column in self._columns:
            self._paint_column(painter, column, look)

    def _paint_title(self, painter: QPainter, look: Look) -> None:
        theme, scale, base = look.theme, look.scale, self._title_base()
        painter.setPen(theme.color("ink"))
        title = themes.font(17 * max(0.94, scale), 600)
        painter.setFont(title)
        grown = max(1.0, scale)
        x = self._margin()
        painter.drawText(
            QRectF(x, base - 20 * grown, 200 * grown, 28 * grown),
            Qt.AlignmentFlag.AlignVCenter,
            self.tr("Network"),
        )

    def _paint_column(self, painter: QPainter, column: Column, look: Look) -> None:
        scale = look.scale
        strong = themes.font(max(11.5, 13.5 * scale), 600)
        plain = themes.font(max(11.5, 13 * scale), 500)
        menu = self._menu_line()
        first = menu - 19 * scale
        if column.place < 0:
            room = column.pitch
            if not look.compact:
                self._centered(painter, column.x, first, room, self.tr("Input"), strong, look, "ink")
                self._centered(painter, column.x, menu, room, self._given(column), plain, look, "ink2")
            else:
                self._centered(painter, column.x, menu, room, self.tr("Input"), plain, look, "ink")
        elif not look.compact:
            name = self._name(column.place)
            if QFontMetricsF(strong).horizontalAdvance(name) > column.pitch:
                name = self._brief(column.place)
            self._centered(painter, column.x, first, column.pitch, name, strong, look, "ink")

    def _given(self, column: Column) -> str:
        """What the network is given, in words."""
        assert self._plan is not None
        facts = self._plan.description
        if facts.image is not None:
            return self.tr("{rows} × {columns} pixels").format(rows=facts.image[0], columns=facts.image[1])
        if facts.sequence is not None and facts.sequence[0] > 1:
            return self.tr("{steps} steps").format(steps=facts.sequence[0])
        return self.tr("1 value") if column.size == 1 else self.tr("{count} values").format(count=column.size)

    def _brief(self, number: int) -> str:
        """The name of a layer where there is little room for it."""
        assert self._plan is not None
        kind = self._plan.rows[number].kind
        short = {"convolution": self.tr("Conv."), "pooling": self.tr("Pool"), "recurrent": self.tr("Recur.")}
        return f"{short[kind]} {number + 1}" if kind in short else str(number + 1)

    @staticmethod
    def _centered(
        painter: QPainter, x: float, y: float, room: float, text: str, font: QFont, look: Look, token: str
    ) -> None:
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(text)
        if width > room + 20:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            width = metrics.horizontalAdvance(text)
        left = max(4.0, x - width / 2)
        painter.setFont(font)
        painter.setPen(look.theme.color(token))
        tall = max(24.0, 1.3 * metrics.height())
        painter.drawText(QRectF(left, y - tall / 2, width + 2, tall), Qt.AlignmentFlag.AlignVCenter, text)

    # --- what is wished -------------------------------------------------------------------------------------

    def _add_layer(self) -> None:
        """Before the output: a dense one at once, or of a kind that is chosen where the data have a shape."""
        if self._plan is None:
            return
        if not offers_kinds(self._plan):
            self.layer_added.emit(len(self._plan.rows) - 1)
            return
        menu = kinds_menu(self, self._plan, len(self._plan.rows) - 1)
        menu.popup(self.add_layer.mapToGlobal(QPoint(0, self.add_layer.height())))

    def menu_of(self, layer: int) -> QMenu:
        """The menu of a layer by its id; raises KeyError if there is none."""
        assert self._plan is not None
        return layer_menu(self, self._plan, layer)

    def _open_menu(self, layer: int) -> None:
        button = self.controls[layer][1]
        self.menu_of(layer).popup(button.mapToGlobal(QPoint(0, button.height())))
