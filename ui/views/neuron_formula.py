"""The formula of one neuron, large, with today's number under each of its symbols, the result, and how well all points
are answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import neuron_words as words
from ui.views.equation import Line, Piece, draw_line, fitting, formula, line_width
from ui.views.fitted import fitted
from ui.views.layer import draw_card
from ui.views.neuron_facts import NeuronFacts, Term, facts_of, figure, plain, subject
from wbsim.snapshot import Snapshot

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_GAP = 0.3  # between columns, as a share of the size of their symbols
_SMALLEST = 15.0  # pixels of a symbol
_CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class Column:
    """A symbol, the number under it, and under that its unit."""

    symbol: Line
    number: str
    token: str
    unit: str = ""
    sign: bool = False  # an operator between numbers


def columns(facts: NeuronFacts, shown: tuple[Term, ...]) -> tuple[Column, ...]:
    """z = w₁ x₁ + … + b, part by part, with today's numbers."""
    unit, total = facts.sum_unit, "y" if facts.is_linear and facts.is_output else "z"
    found = [Column((Piece(total),), figure(facts.z), "ink", unit), _sign("=")]
    for number, term in enumerate(shown):
        if number:
            found.append(_sign("+"))
        per = f"{unit}/{term.unit}" if unit and term.unit else ""
        counted = term.raw is None or facts.standardized
        value = figure(term.x) if counted else plain(term.shown)
        found.append(Column((term.weight_symbol,), figure(term.w), "weight_text", per))
        found.append(Column((), "·", "ink2", sign=True))
        beside = bool(term.unit) and not counted and not unit  # 4 h, where nothing else has a unit below
        text = f"{value} {term.unit}" if beside else value
        found.append(Column(term.symbol, text, "ink2", "" if counted or beside else term.unit))
    rest = facts.rest_of(shown)
    if rest is not None:
        more = len(facts.terms) - len(shown)
        found += [
            _sign("+"),
            Column((Piece("…", face="upright"),), figure(rest), "ink2", words.tr("{n} more").format(n=more)),
        ]
    if facts.b is not None:
        found += [_sign("+"), Column((facts.bias_symbol,), figure(facts.b), "bias_text", unit)]
    return tuple(found)


def _sign(text: str) -> Column:
    return Column((Piece(text, face="upright", token="ink3"),), text, "ink3", sign=True)


_ROOMY = 140  # pixels of height from which on units and a note both have a line


@final
class NeuronFormula(QWidget):
    """Three parts side by side: the sum, the answer, all points."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._facts: NeuronFacts | None = None
        self._look = Look(LIGHT)

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows the neuron at hand."""
        self._look = look
        self._facts = facts_of(snapshot, subject(snapshot.plan, look))
        self.setAccessibleName(words.spoken_formula(self._facts))
        self.update()

    def sizeHint(self) -> QSize:
        """The size in the picture of the desk layout."""
        return QSize(1576, 128)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, facts = self._look, self._facts
        draw_card(painter, look.theme, self.size())
        if facts is None:
            return
        grown = max(0.86, look.scale)
        left, wide = 24 * grown, self.width() - 40 * grown
        score = 0.235 * wide if self.width() > 800 else 0.27 * wide
        middle = 0.30 * wide
        boxes = [
            QRectF(left, 0, wide - score - middle - 26 * grown, self.height()),
            QRectF(left + wide - score - middle + 8 * grown, 0, middle - 22 * grown, self.height()),
            QRectF(left + wide - score + 8 * grown, 0, score - 16 * grown, self.height()),
        ]
        painter.setPen(look.theme.pen("line2", 1))
        for box in boxes[1:]:
            x = box.left() - 16 * grown
            painter.drawLine(QPointF(x, 0.18 * self.height()), QPointF(x, 0.82 * self.height()))
        self._paint_sum(painter, facts, boxes[0])
        self._paint_answer(painter, facts, boxes[1])
        self._paint_score(painter, facts, boxes[2])

    def _paint_sum(self, painter: QPainter, facts: NeuronFacts, box: QRectF) -> None:
        theme, tall = self._look.theme, box.height()
        note = self._note(facts)
        size = min((0.29 if note else 0.34) * tall, 44 * max(0.86, self._look.scale))
        parts, grown, gap = laid(facts, size, box.width())
        units = any(part.unit for part in parts) and (not note or tall > _ROOMY)  # a note takes their line
        base = (0.38 if note else 0.42 if units else 0.47) * tall
        x = box.left()
        for part in parts:
            room = _column_width(part, grown)
            symbol = line_width(part.symbol, grown)
            draw_line(painter, theme, QPointF(x + (room - symbol) / 2, base), part.symbol, grown)
            painter.setFont(_number_font(part, grown))
            painter.setPen(theme.color(part.token))
            number = QRectF(x - 40, base + 0.27 * grown, room + 80, 0.75 * grown)
            painter.drawText(number, _CENTER, part.number)
            if part.unit and units:
                painter.setFont(themes.font(max(11.5, 0.3 * grown), 500))
                painter.setPen(theme.color("ink2"))
                painter.drawText(QRectF(x - 40, number.bottom() + 1, room + 80, 16), _CENTER, part.unit)
            x += room + gap
        if note:
            note, face = fitted([note], box.width(), 13 * self._look.scale, 600)
            painter.setFont(face)
            painter.setPen(theme.color("bias_text" if facts.zeroed else "ink2"))
            painter.drawText(QRectF(box.left(), tall - 24, box.width(), 20), _LEFT, note)

    def _note(self, facts: NeuronFacts) -> str:
        """What should be known of these numbers."""
        if facts.zeroed:
            return words.zero_words(facts.plan)
        if facts.row.kind != "dense":
            return words.place_words(facts)
        if not facts.is_first:
            return words.tr("Its inputs are the values that the layer before gives.")
        if facts.standardized:
            return words.tr("Inputs as the network counts them: from their mean, in standard deviations.")
        return ""

    def _paint_answer(self, painter: QPainter, facts: NeuronFacts, box: QRectF) -> None:
        look, theme, tall = self._look, self._look.theme, box.height()
        large, meaning = words.answer(facts)
        small = max(11.5, 13.5 * look.scale)
        token = "ink"
        if facts.is_output and facts.plan.description.classes and facts.plan.outputs == 1:
            level = 0.0 if facts.plan.coding == "signed" else 0.5
            token = "positive_class" if facts.y >= level else "negative_class"
        size = min(0.44 * tall, 56 * max(0.86, look.scale))
        base, left, room = (0.46 if words.field_words(facts) else 0.52) * tall, box.left(), box.width()
        if not facts.is_linear:
            law = (Piece(facts.letter), Piece("=", face="upright", token="ink2", space=0.26))
            rule = formula(facts.activation.formula.replace("ᵢ", ""))
            line: Line = (*law, replace(rule[0], space=0.26), *rule[1:])
            line, pixels = fitting([line], 0.48 * room, 0.6 * size, 12)
            left += draw_line(painter, theme, QPointF(left, base), line, pixels) + 0.25 * size
            draw_line(
                painter, theme, QPointF(left, base), (Piece("=", face="upright", token="ink3"),), 0.6 * size
            )
            left += 0.65 * size
            if facts.activation.name == "sigmoid":
                spelled = (
                    Piece("1 / (1 + e", face="figure", token="ink2"),
                    Piece("", superscript="−z", face="figure", token="ink2"),
                    Piece(")", face="figure", token="ink2"),
                )
                draw_line(painter, theme, QPointF(box.left(), base + 0.6 * size), spelled, small)
        else:
            head = _sample_words(facts)
            head, face = fitted([head], room, small)
            painter.setFont(face)
            painter.setPen(theme.color("ink2"))
            painter.drawText(QRectF(left, 0.06 * tall, room, 20), _LEFT, head)
            base = 0.62 * tall
        painter.setFont(themes.fitting_font(large, box.right() - left, size, 700))
        painter.setPen(theme.color(token))
        painter.drawText(QPointF(left, base), large)
        begin = left if not facts.is_linear and facts.activation.name == "sigmoid" else box.left()
        for place, wordings in enumerate((meaning, words.field_words(facts))):
            if not wordings:
                continue
            width = box.right() - (begin if not place else box.left())
            text, face = fitted(wordings, width, small, 600 if not place else 500)
            painter.setFont(face)
            painter.setPen(theme.color("ink" if not place else "ink2"))
            at = QPointF(begin if not place else box.left(), base + 0.6 * size + 1.7 * place * small)
            painter.drawText(at, text)

    def _paint_score(self, painter: QPainter, facts: NeuronFacts, box: QRectF) -> None:
        look, theme, tall = self._look, self._look.theme, box.height()
        score = words.score(facts)
        if score is None:
            return
        small = max(11.5, 12.5 * look.scale)
        head, face = fitted([score.head], box.width(), small)
        painter.setFont(face)
        painter.setPen(theme.color("ink2"))
        painter.drawText(QRectF(box.left(), 0.14 * tall, box.width(), 18), _LEFT, head)
        size = min(0.27 * tall, 33 * max(0.86, look.scale))
        half = 0.62 * box.width()
        for x, room, number, names, token, hue in (
            (box.left(), half - 8, score.loss, score.loss_name, "loss_text", "loss_text"),
            (box.left() + half, box.width() - half, score.second, (score.second_name,), "ink", "ink2"),
        ):
            painter.setFont(themes.fitting_font(number, room, size, 700))
            painter.setPen(theme.color(token))
            painter.drawText(QPointF(x, 0.58 * tall), number)
            name, face = fitted(names, room, small, 600)
            painter.setFont(face)
            painter.setPen(theme.color(hue))
            painter.drawText(QPointF(x, 0.58 * tall + 1.6 * small), name)


def laid(facts: NeuronFacts, size: float, room: float) -> tuple[tuple[Column, ...], float, float]:
    """The columns that fit a room, the size of their symbols and the gap between them: products give way, those that add
    least first, before the symbols are too small to be read.
    """
    shown = facts.shown_terms()
    while True:
        parts, grown = columns(facts, shown), size
        needed = _width(parts, grown, _GAP * grown)
        while needed > room and grown > _SMALLEST:
            grown = max(_SMALLEST, min(grown - 1, float(int(grown * room / needed))))
            needed = _width(parts, grown, _GAP * grown)
        if needed <= room or len(shown) <= 1:
            spare = max(0.0, room - needed) / max(1, len(parts) - 1)
            return parts, grown, _GAP * grown + min(0.35 * grown, spare)
        shown = facts.shown_terms(len(shown) - 1)


def _sample_words(facts: NeuronFacts) -> str:
    """What the answer is for: `size 96 m²`."""
    if len(facts.terms) == 1 and facts.terms[0].raw is not None and facts.terms[0].title:
        term = facts.terms[0]
        return words.tr("for {title} {value}").format(
            title=term.title, value=f"{plain(term.shown)} {term.unit}".strip()
        )
    return words.tr("for this sample")


def _number_font(part: Column, grown: float):  # type: ignore[no-untyped-def]
    return themes.font(max(11.5, 0.5 * grown), 500 if part.sign else 700)


def _column_width(part: Column, grown: float) -> float:
    number = QFontMetricsF(_number_font(part, grown)).horizontalAdvance(part.number)
    unit = QFontMetricsF(themes.font(max(11.5, 0.3 * grown), 500)).horizontalAdvance(part.unit)
    return max(line_width(part.symbol, grown), number, unit)


def _width(parts: tuple[Column, ...], grown: float, gap: float) -> float:
    return sum(_column_width(part, grown) for part in parts) + gap * (len(parts) - 1)
