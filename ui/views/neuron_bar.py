"""The row over the neuron room: the worked presets, and what can be done with the neuron beyond moving it by hand."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import PaintedButton, SignButton, TextButton
from ui.views.neuron_facts import is_alone, subject
from ui.views.neuron_words import tr
from ui.views.segments import Segments
from wbsim import presets
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot
from wbsim.symbols import neuron_name

PRESETS = ("pass-fail", "house-price", "linear-regression", "logistic-regression")


@final
class LearnButton(PaintedButton):
    """Lets the optimizer take over from the hand, or pauses it: the one button filled with ink."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tr("Now let it learn"), "")
        self.playing = False

    def show_playing(self, playing: bool) -> None:
        """Says what a press does now."""
        self.playing = playing
        self.setText(tr("Pause") if playing else tr("Now let it learn"))
        self.setAccessibleName(self.text())
        tip = tr("The optimizer rests; the numbers are yours again  (Space)")
        take = tr("The optimizer takes over from your hand: it moves weights and bias down the loss  (Space)")
        self.setToolTip(tip if playing else take)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the longer of its texts, so that nothing moves when it is pressed."""
        metrics = QFontMetricsF(themes.font(max(11.5, 13 * self.scale), 600))
        widest = max(metrics.horizontalAdvance(text) for text in (tr("Now let it learn"), tr("Pause")))
        return QSize(round(widest + 52 * self.scale) + 6, round(32 * self.scale) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A pill of ink with a triangle, or two bars, before the text."""
        radius = (self.height() - 6) / 2
        painter, box = self.begin(radius)
        theme = self.colors
        painter.setPen(Qt.PenStyle.NoPen)
        over = self.underMouse() or self.isDown()
        painter.setBrush(theme.mixed("primary", "ink3", 0.85) if over else theme.color("primary"))
        painter.drawRoundedRect(box, radius, radius)
        painter.setBrush(theme.color("on_primary"))
        x, y, r = box.left() + 20 * self.scale, box.center().y(), 6 * self.scale
        if self.playing:
            for side in (-1, 1):
                painter.drawRect(QRectF(x + side * 0.55 * r - 0.25 * r, y - r, 0.5 * r, 2 * r))
        else:
            painter.drawPolygon(
                QPolygonF([QPointF(x - 0.7 * r, y - r), QPointF(x + r, y), QPointF(x - 0.7 * r, y + r)])
            )
        painter.setPen(theme.color("on_primary"))
        painter.setFont(themes.font(max(11.5, 13 * self.scale), 600))
        painter.drawText(box.adjusted(24 * self.scale, 0, -4, 0), Qt.AlignmentFlag.AlignCenter, self.text())


@final
class NeuronBar(QWidget):
    """Segments at the left, two buttons at the right."""

    preset_chosen = Signal(str)
    learning_wished = Signal()
    optimize_wished = Signal()
    neuron_selected = Signal(object)  # its id

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("One neuron, by hand"))
        self.presets = Segments(self)
        self.presets.setAccessibleName(tr("Worked presets"))
        self.presets.setToolTip(
            tr(
                "Opens a neuron with the numbers of a worked example; it waits for your hand  (all presets: P)"
            )
        )
        for told in (self.presets.chosen, self.presets.again):
            told.connect(lambda place: self.preset_chosen.emit(PRESETS[place]))
        self.optimize = TextButton(
            self, tr("You are the optimizer"),
            tr("The loss over two numbers of this neuron: you step by hand, then the optimizer, with as many steps  (U)"),
        )  # fmt: skip
        self.optimize.setText(tr("You are the optimizer"))
        self.optimize.clicked.connect(self.optimize_wished)
        self.learn = LearnButton(self)
        self.learn.clicked.connect(self.learning_wished)
        self.previous = SignButton(self, "‹", tr("Previous neuron"), tr("The neuron before this one"))
        self.next = SignButton(self, "›", tr("Next neuron"), tr("The neuron after this one"))
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self._plan: Plan | None = None
        self._name = ""  # of the neuron at hand, where there are several
        self._look = Look(LIGHT)
        self._shown: tuple[object, ...] = ()

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Says which preset is open, which neuron is at hand, and whether the optimizer moves it."""
        self._look, self._plan = look, snapshot.plan
        neuron = subject(snapshot.plan, look)
        self._name = "" if is_alone(snapshot.plan) else neuron_name(snapshot.plan, neuron)
        title = snapshot.plan.experiment.title
        titles = [presets.load(name).title for name in PRESETS]
        place = titles.index(title) if title in titles else -1
        shown = (place, self._name, look.theme, look.scale, look.compact, snapshot.playing, self.size())
        if shown == self._shown:
            return
        self._shown = shown
        scale = max(0.92, look.scale)
        words = (tr("Pass or fail"), tr("House price"), tr("Linear regression"), tr("Logistic regression"))
        self.presets.show_words(words, place, look.theme, scale, inset=4.0 if look.compact else 9.0)
        for button in (self.optimize, self.learn, self.previous, self.next):
            button.show_theme(look.theme, scale)
        self.learn.show_playing(snapshot.playing)
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps its parts in their places."""
        self._arrange()

    def _step(self, steps: int) -> None:
        if self._plan is not None:
            neurons = [neuron for row in self._plan.rows for neuron in row.layer.neurons]
            at = neurons.index(subject(self._plan, self._look))
            self.neuron_selected.emit(neurons[(at + steps) % len(neurons)])

    def _face(self) -> QFont:
        return themes.font(max(11.5, 13 * self._look.scale), 600)

    def _name_box(self) -> QRectF:
        """Where the name of the neuron stands, between the buttons that step to its neighbors."""
        left = self.presets.width() + 18 * self._look.scale + self.previous.sizeHint().width()
        return QRectF(left, 0, QFontMetricsF(self._face()).horizontalAdvance(self._name) + 12, self.height())

    def _arrange(self) -> None:
        size = self.presets.sizeHint()
        self.presets.setGeometry(0, (self.height() - size.height()) // 2, size.width(), size.height())
        box, size = self._name_box(), self.next.sizeHint()
        for button, x in ((self.previous, box.left() - size.width()), (self.next, box.right())):
            button.setGeometry(round(x), (self.height() - size.height()) // 2, size.width(), size.height())
            button.setVisible(bool(self._name))
        taken = self.next.geometry().right() if self._name else self.presets.width()
        right = self.width()
        for pill in (self.learn, self.optimize):
            size = pill.sizeHint()
            right -= size.width()
            pill.setGeometry(right, (self.height() - size.height()) // 2, size.width(), size.height())
            pill.setVisible(right > taken + 4)
            right -= 4

    def paintEvent(self, event: QPaintEvent) -> None:
        """No card: the row stands on the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.theme.color("bg"))
        painter.setPen(self._look.theme.color("ink"))
        painter.setFont(self._face())
        painter.drawText(self._name_box(), Qt.AlignmentFlag.AlignCenter, self._name)
