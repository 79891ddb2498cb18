"""The mixing desk of one neuron: a fader for every input, every weight and the bias, and what just changed. It shows a
snapshot and says what is wished.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views.buttons import TextButton
from ui.views.fader import Fader
from ui.views.fitted import fitted
from ui.views.layer import draw_card
from ui.views.neuron_desk_layout import Group, fader_states, groups, most_terms
from ui.views.neuron_desk_words import has_optimum, paint_changes
from ui.views.neuron_facts import MOST, NeuronFacts, Term, example_of, facts_of, subject
from ui.views.neuron_words import tr
from ui.views.value_edit import ValueEdit
from wbsim.plan import Plan
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@final
class NeuronDesk(QWidget):
    """Faders over a line of words and a row of chips."""

    parameter_set = Signal(dict, str)  # values by id, and one name for each drag
    point_set = Signal(tuple, str)  # the raw inputs of a sample, and one name for each drag
    bias_toggled = Signal(int, bool)  # a layer's id
    zeros_wished = Signal()
    reset_wished = Signal()
    example_wished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Mixing desk"))
        self._facts: NeuronFacts | None = None
        self._look = Look(LIGHT)
        self._shown: tuple[Term, ...] = ()
        self._groups: tuple[Group, ...] = ()
        self._told = False  # whether a worked example has other numbers than the start
        self.faders: list[Fader] = []
        self._typed = ""
        self.edit = ValueEdit(self)
        self.edit.typed.connect(lambda value: self._move(self._typed, value, ""))
        self.zeros = TextButton(
            self,
            tr("All inputs 0"),
            tr("Sets all inputs to 0, so that the bias alone makes z; again: back  (0)"),
        )
        self.bias = TextButton(self, tr("Bias on or off"), tr("Takes the bias away, or gives it back"))
        self.reset = TextButton(self, tr("Reset"), tr("Weights, bias and sample as they were at the start"))
        self.example = TextButton(
            self,
            tr("As in the worked example"),
            tr("Sets weights, bias and input to the numbers of the example"),
        )
        self.zeros.setText(tr("all inputs 0"))
        self.reset.setText(tr("reset"))
        self.example.setText(tr("worked example"))
        self.zeros.setCheckable(True)
        self.zeros.clicked.connect(self._ask_for_zeros)
        self.bias.clicked.connect(self._toggle_bias)
        self.reset.clicked.connect(self.reset_wished)
        self.example.clicked.connect(self.example_wished)

    @property
    def _chips(self) -> tuple[TextButton, ...]:
        return self.zeros, self.bias, self.reset, self.example

    def minimumSizeHint(self) -> QSize:
        """The least size at which nothing overlaps."""
        return QSize(240, 260)

    # --- showing -------------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the neuron at hand."""
        self._look = look
        self._facts = facts_of(snapshot, subject(snapshot.plan, look))
        self._refresh()

    def hold(self, snapshot: Snapshot) -> None:
        """A later moment of a run that plays: what a hand holds stays where it is."""
        theta, places = snapshot.state.theta, snapshot.plan.index
        for fader in self.faders:
            if fader.dragging and fader.state is not None and fader.state.key in places:
                fader.hold(float(theta[places[fader.state.key]]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything for the new size."""
        self._refresh()

    def _refresh(self) -> None:
        facts, look = self._facts, self._look
        if facts is None:
            return
        self._told = is_worth_telling(facts.plan)
        area = self._area()
        most = min(MOST, most_terms(area.width(), look.scale))
        now = facts.shown_terms(most)
        kept = {term.weight for term in self._shown}
        if any(fader.dragging for fader in self.faders):  # what is held must not go to another place
            held = tuple(term for term in facts.terms if term.weight in kept)
            now = held or now
        self._shown = now
        self._groups = groups(facts, len(now), area, look.scale)
        states = fader_states(facts, look, now)
        boxes = [box for group in self._groups for box in group.faders]
        new = len(self.faders) < len(states)
        while len(self.faders) < len(states):
            fader = Fader(self)
            fader.moved.connect(self._move)
            fader.typing.connect(self._open_edit)
            self.faders.append(fader)
        for fader, state, box in zip(self.faders, states, boxes, strict=False):
            fader.setGeometry(box.toRect())
            fader.show_state(state, look.theme, look.scale)
            fader.show()
        for fader in self.faders[len(states) :]:
            fader.hide()
        if new:
            for one, two in pairwise([*self.faders, *self._chips]):
                QWidget.setTabOrder(one, two)
        self._place_chips(facts, look)
        self.update()

    def _area(self) -> QRectF:
        """Where the beds lie."""
        grown = max(0.86, self._look.scale)
        foot = (128 if not self._look.compact else 108) * grown
        foot += 22 * grown if self._facts is not None and has_optimum(self._facts) else 0
        foot += 16 * grown if self.width() < 330 else 0  # a sentence takes two lines
        foot += 28 * grown * (len(self._chip_rows()) - 1)
        return QRectF(12 * grown, 46 * grown, self.width() - 24 * grown, self.height() - 46 * grown - foot)

    def _place_chips(self, facts: NeuronFacts, look: Look) -> None:
        on = facts.b is not None
        self.bias.setText(tr("bias off") if on else tr("bias on"))
        self.zeros.setChecked(facts.zeroed)
        self.example.setVisible(self._told)
        for chip in self._chips:
            chip.show_theme(look.theme, 0.92 * max(0.92, look.scale))
        grown = max(0.86, look.scale)
        rows = self._chip_rows()
        for place, chips in enumerate(reversed(rows)):
            x = 12 * grown
            for chip in chips:
                size = chip.sizeHint()
                y = self.height() - 8 * grown - size.height() - place * (size.height() - 2)
                chip.setGeometry(round(x), round(y), size.width(), size.height())
                x += size.width()

    def _chip_rows(self) -> list[list[TextButton]]:
        """The chips from left to right, in as many rows as their words need."""
        rows: list[list[TextButton]] = [[]]
        grown, x = max(0.86, self._look.scale), 0.0
        for chip in self._chips:
            if chip is self.example and not self._told:
                continue
            wide = chip.sizeHint().width()
            if rows[-1] and x + wide > self.width() - 22 * grown:
                rows.append([])
                x = 0.0
            rows[-1].append(chip)
            x += wide
        return rows

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card, title, beds and what just changed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, facts = self._look, self._facts
        draw_card(painter, look.theme, self.size())
        if facts is None:
            return
        theme, grown = look.theme, max(0.86, look.scale)
        small = max(11.5, 12 * look.scale)
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font(max(14, 17 * look.scale), 600))
        title = tr("Mixing desk")
        painter.drawText(QPointF(20 * grown, 31 * grown), title)
        end = 20 * grown + QFontMetricsF(painter.font()).horizontalAdvance(title) + 12
        hint = self._hint(facts)
        room = self.width() - end - 18 * grown
        hint, face = fitted([hint, ""], max(1.0, room), small, 500)
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(
            QRectF(end, 16 * grown, room, 20 * grown),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            hint,
        )
        for group in self._groups:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(group.token))
            painter.drawRoundedRect(group.box, 8, 8)
            title, face = fitted([group.title, group.short], group.box.width() - 4, 13 * look.scale, 600)
            painter.setFont(face)
            painter.setPen(theme.color(group.ink))
            head = QRectF(group.box.left(), group.box.top() + 6 * grown, group.box.width(), 22 * grown)
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, title)
        ends = (18 * grown, self.width() - 14 * grown)
        paint_changes(painter, look, facts, self._area().bottom() + 10 * grown, ends)

    def _hint(self, facts: NeuronFacts) -> str:
        left = len(facts.terms) - len(self._shown)
        if left:
            return tr("{shown} inputs that add most, {n} more").format(shown=len(self._shown), n=left)
        return tr("drag · type · ↑ ↓")

    # --- wishing -------------------------------------------------------------------------------------------

    def _move(self, key: str, value: float, gesture: str) -> None:
        facts = self._facts
        if facts is None:
            return
        if not key.startswith("x:"):
            self.parameter_set.emit({key: value}, gesture)
            return
        if facts.trace is not None:
            point = [float(v) for v in facts.trace.point]
            point[int(key[2:])] = value
            self.point_set.emit(tuple(point), gesture)

    def _open_edit(self, key: str) -> None:
        fader = next(
            (f for f in self.faders if f.isVisible() and f.state is not None and f.state.key == key), None
        )
        if fader is None or fader.state is None or fader.state.value is None:
            return
        self._typed = key
        box = fader.value_box().translated(fader.pos())
        self.edit.open(box, fader.state.value, fader.state.name, self._look.theme, self._look.scale)

    def _ask_for_zeros(self) -> None:
        self.zeros.setChecked(not self.zeros.isChecked())  # the next snapshot says what became of it
        self.zeros_wished.emit()

    def _toggle_bias(self) -> None:
        if self._facts is not None:
            self.bias_toggled.emit(self._facts.row.layer.id, self._facts.b is None)


@lru_cache(maxsize=4)
def is_worth_telling(plan: Plan) -> bool:
    """Whether a network's worked example has other numbers than its start."""
    found = example_of(plan)
    start = plan.start().tolist() if found is not None else []
    return found is not None and start != [*found.weights, found.bias][: len(start)]
