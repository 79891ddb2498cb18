"""The one table of keys: what each does, in words. Actions, tooltips and the overlay of keys are made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import final

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QAction, QFontMetricsF, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.panels.marks import paint_veil
from ui.theme import LIGHT, Theme, font

_ROW, _HEAD = 28, 38  # pixels a key, and a group on top of its keys
_WIDE, _AROUND = 418, 96  # a column, and what is over and under all of them


@dataclass(frozen=True)
class Key:
    """One thing that can be done: its name, the group it is listed in, its words, and its keys."""

    name: str
    group: str
    words: str
    keys: tuple[str, ...]
    shown: str  # the keys as they are written on the overlay


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)


def table() -> tuple[Key, ...]:
    """Everything that can be done by a key or by its name, in reading order."""
    run, time, edit, file = _tr("Training"), _tr("Time"), _tr("Editing"), _tr("Files")
    rooms, see, draw = _tr("Rooms and lessons"), _tr("Seeing"), _tr("Drawing")
    return (
        Key("play", run, _tr("Play or pause"), ("Space",), "Space"),
        Key("update", run, _tr("One update"), ("Right", "4"), "→"),
        Key("back", run, _tr("One update back"), ("Left",), "←"),
        Key("epoch", run, _tr("To the end of the epoch"), ("Shift+Right", "5"), "Shift →"),
        Key("epoch_back", run, _tr("Back to where the epoch began"), ("Shift+Left",), "Shift ←"),
        Key("product", run, _tr("One product w·x"), ("1",), "1"),
        Key("neuron", run, _tr("One neuron"), ("2",), "2"),
        Key("sample", run, _tr("One sample, forward and back"), ("3",), "3"),
        Key("free", run, _tr("Free run"), ("6",), "6"),
        Key("faster", run, _tr("Faster"), ("+", "="), "+"),
        Key("slower", run, _tr("Slower"), ("-",), "−"),
        Key("log", see, _tr("Logarithmic loss"), ("L",), "L"),
        Key("charts", see, _tr("Large charts"), ("C",), "C"),
        Key("answers", see, _tr("Answers or plane"), ("A",), "A"),
        Key("plus_one", see, _tr("Biases as a +1 unit"), ("X",), "X"),
        Key("zeros", see, _tr("All inputs 0"), ("0",), "0"),
        Key("theme", see, _tr("Dark or light"), ("D",), "D"),
        Key("fullscreen", see, _tr("Full screen"), ("F", "F11"), "F"),
        Key("stage", see, _tr("On stage: large, without controls"), ("F5", "Y"), "F5"),
        Key("second_screen", see, _tr("Stage on a second screen"), ("Shift+F5",), "Shift F5"),
        Key("blank", see, _tr("Blank the stage"), (".",), "."),
        Key("colors", see, _tr("Colors that everyone can tell apart"), (), ""),
        Key("text_larger", see, _tr("Larger text"), ("Ctrl++", "Ctrl+="), "Ctrl +"),
        Key("text_smaller", see, _tr("Smaller text"), ("Ctrl+-",), "Ctrl −"),
        Key("text_usual", see, _tr("Text of the usual size"), ("Ctrl+0",), "Ctrl 0"),
        Key("alone", see, _tr("This card alone, or all"), ("Z",), "Z"),
        Key("layouts", see, _tr("Layouts of the window"), ("Ctrl+L",), "Ctrl L"),
        Key("language", see, _tr("Language"), (), ""),
        Key("palette", see, _tr("All commands, by name"), ("Ctrl+K", "Ctrl+Shift+P"), "Ctrl K"),
        Key("keys", see, _tr("These keys"), ("F1", "?"), "F1"),
        Key("tour", see, _tr("A tour of four steps"), ("Shift+F1",), "Shift F1"),
        Key("earlier", time, _tr("A hundredth back; in a lesson Back"), ("PgUp",), "PgUp"),
        Key("later", time, _tr("A hundredth on; in a lesson Next"), ("PgDown",), "PgDn"),
        Key("present", time, _tr("Back to the present"), ("End",), "End"),
        Key("start", time, _tr("Back to the same start"), ("Home",), "Home"),
        Key("seed", time, _tr("Begin again from a new seed"), ("N",), "N"),
        Key("stops", time, _tr("When to stop by itself"), ("Shift+S",), "Shift S"),
        Key("recover", time, _tr("After divergence: back and on, slower"), ("R",), "R"),
        Key("undo", edit, _tr("Undo"), ("Ctrl+Z",), "Ctrl Z"),
        Key("redo", edit, _tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "Ctrl Shift Z"),
        Key("more", edit, _tr("All settings"), ("M",), "M"),
        Key("sets", edit, _tr("All data sets"), ("T",), "T"),
        Key("deselect", edit, _tr("Close or deselect"), ("Esc",), "Esc"),
        Key("look", draw, _tr("Look at the plane"), ("V",), "V"),
        Key("draw", draw, _tr("Draw points"), ("B",), "B"),
        Key("erase", draw, _tr("Erase points"), ("E",), "E"),
        Key("move", draw, _tr("Move points"), ("G",), "G"),
        Key("smaller", draw, _tr("Smaller brush"), ("[",), "["),
        Key("larger", draw, _tr("Larger brush"), ("]",), "]"),
        Key("one", rooms, _tr("One neuron, by hand"), ("O",), "O"),
        Key("steps", rooms, _tr("Step sheet"), ("S",), "S"),
        Key("time", rooms, _tr("Branches of time"), ("H",), "H"),
        Key("twin", rooms, _tr("Twin run"), ("W",), "W"),
        Key("differ", rooms, _tr("What the twins differ in"), ("Shift+W",), "Shift W"),
        Key("pairs", rooms, _tr("Pairs of twins"), ("Ctrl+Shift+W",), "Ctrl Shift W"),
        Key("surface", rooms, _tr("Loss surface"), ("U",), "U"),
        Key("detective", rooms, _tr("Detective"), ("I",), "I"),
        Key("image", rooms, _tr("Image and filters"), ("K",), "K"),
        Key("sequence", rooms, _tr("Sequence, unrolled"), ("Q",), "Q"),
        Key("population", rooms, _tr("Population of networks"), ("J",), "J"),
        Key("lessons", rooms, _tr("Lessons and ideas"), ("Shift+L",), "Shift L"),
        Key("menu", file, _tr("Menu"), ("F10",), "F10"),
        Key("presets", file, _tr("Presets"), ("P",), "P"),
        Key("open", file, _tr("Open a run or a table"), ("Ctrl+O",), "Ctrl O"),
        Key("recent", file, _tr("Open recent"), ("Ctrl+Shift+O",), "Ctrl Shift O"),
        Key("reopen", file, _tr("Reopen the last session"), ("Ctrl+Shift+T",), "Ctrl Shift T"),
        Key("paste", file, _tr("Paste a table or a Playground link"), ("Ctrl+V",), "Ctrl V"),
        Key("save", file, _tr("Save"), ("Ctrl+S",), "Ctrl S"),
        Key("save_as", file, _tr("Save as"), ("Ctrl+Shift+S",), "Ctrl Shift S"),
        Key("record", file, _tr("Record a film of what happens now"), ("Ctrl+R",), "Ctrl R"),
        Key("film", file, _tr("A film of any stretch of the run"), ("Ctrl+Shift+R",), "Ctrl Shift R"),
        Key("export", file, _tr("Save this card as a picture"), ("Ctrl+E",), "Ctrl E"),
        Key("copy_picture", file, _tr("Copy this card as a picture"), ("Ctrl+C",), "Ctrl C"),
        Key("export_data", file, _tr("Save the data of this card as CSV"), ("Ctrl+Shift+E",), "Ctrl Shift E"),
        Key("copy_command", file, _tr("Copy as command line"), (), ""),
        Key("copy_python", file, _tr("Copy as Python"), (), ""),
        Key("quit", file, _tr("Quit"), ("Ctrl+Q",), "Ctrl Q"),
    )


def actions(owner: QWidget) -> dict[str, QAction]:
    """An action for every key, by name; their shortcuts work in the whole window."""
    made = {}
    for key in table():
        action = QAction(key.words, owner)
        action.setShortcuts([QKeySequence(k) for k in key.keys])
        action.setToolTip(tooltip(key.words, key.shown))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        owner.addAction(action)
        made[key.name] = action
    return made


def tooltip(words: str, shown: str) -> str:
    """Words and the key that does it, if there is one."""
    return f"{words}  ({shown})" if shown else words


@final
class KeysCard(QWidget):
    """All keys on a card over the window; any click closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.scale = 1.0
        self.setAccessibleName(_tr("Keys"))
        self.hide()

    def open(self) -> None:
        """Shows the card over its parent."""
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.theme, self.scale = theme, scale
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_veil(painter, self.theme, self.rect())
        groups = _grouped()
        tall = [_ROW * len(keys) + _HEAD for keys in groups.values()]
        ways = [columns_of(tall, count) for count in (2, 3)]
        sides = max(ways, key=lambda way: self._scale_of(tall, way))
        scale = self._scale_of(tall, sides)
        card = QRectF(0, 0, _width(sides) * scale, (_highest(tall, sides) + _AROUND) * scale)
        card.moveCenter(QRectF(self.rect()).center())
        painter.setPen(self.theme.pen("line2", 1.2))
        painter.setBrush(self.theme.color("raised"))
        painter.drawRoundedRect(card, 14, 14)
        inner = card.adjusted(32 * scale, 26 * scale, -32 * scale, -24 * scale)
        painter.setPen(self.theme.color("ink"))
        painter.setFont(font(20 * scale, 600))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignTop), _tr("Keys"))
        self._paint_groups(painter, inner.adjusted(0, 44 * scale, 0, 0), groups, sides, scale)

    def _scale_of(self, tall: Sequence[int], sides: Sequence[int]) -> float:
        """How large the card can be with its groups in these columns."""
        high = (self.height() - 20) / (_highest(tall, sides) + _AROUND)
        return min(self.scale, high, (self.width() - 40) / _width(sides))

    def _paint_groups(
        self,
        painter: QPainter,
        area: QRectF,
        groups: Mapping[str, list[Key]],
        sides: Sequence[int],
        scale: float,
    ) -> None:
        count = max(sides) + 1
        gap = 24 * scale
        wide = (area.width() - (count - 1) * gap) / count
        tops = [area.top()] * count
        for (name, keys), side in zip(groups.items(), sides, strict=True):
            left = area.left() + side * (wide + gap)
            painter.setFont(font(13 * scale, 600))
            painter.setPen(self.theme.color("ink2"))
            painter.drawText(QRectF(left, tops[side], wide, 22 * scale), Qt.AlignmentFlag.AlignVCenter, name)
            top = tops[side] + 26 * scale
            for key in keys:
                self._paint_key(painter, QRectF(left, top, wide, 28 * scale), key, scale)
                top += _ROW * scale
            tops[side] = top + 12 * scale

    def _paint_key(self, painter: QPainter, row: QRectF, key: Key, scale: float) -> None:
        painter.setFont(font(12.5 * scale, 600))
        x = row.left()
        for cap in key.shown.split(" "):
            width = max(24 * scale, QFontMetricsF(painter.font()).horizontalAdvance(cap) + 14 * scale)
            box = QRectF(x, row.center().y() - 11 * scale, width, 22 * scale)
            painter.setPen(self.theme.pen("line2", 1.2))
            painter.setBrush(self.theme.color("sunk"))
            painter.drawRoundedRect(box, 5, 5)
            painter.setPen(self.theme.color("ink"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), cap)
            x += width + 4 * scale
        painter.setFont(font(13 * scale))
        painter.setPen(self.theme.color("ink"))
        words = QRectF(row.left() + 132 * scale, row.top(), row.width() - 132 * scale, row.height())
        text = painter.fontMetrics().elidedText(key.words, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)


def _grouped() -> dict[str, list[Key]]:
    """The keys by their groups, in reading order."""
    groups: dict[str, list[Key]] = {}
    for key in table():
        if key.keys:
            groups.setdefault(key.group, []).append(key)
    return groups


def columns_of(tall: Sequence[int], count: int) -> tuple[int, ...]:
    """The column, from 0, of each group of some height: in order, and so that the highest column is as low as can be."""
    cuts = combinations(range(1, len(tall)), count - 1)
    ways = [tuple(sum(place >= cut for cut in chosen) for place in range(len(tall))) for chosen in cuts]
    return min(ways, key=lambda sides: _highest(tall, sides))


def _width(sides: Sequence[int]) -> int:
    """How wide the card is with its groups in these columns."""
    return 24 + _WIDE * (max(sides) + 1)


def _highest(tall: Sequence[int], sides: Sequence[int]) -> int:
    """How high the highest column is."""
    return max(sum(t for t, side in zip(tall, sides, strict=True) if side == one) for one in set(sides))
