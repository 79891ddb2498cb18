"""The one table of keys: what each does, in words. Actions, tooltips, the sheet of keys and the palette are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Key:
    """One thing that can be done: its name, the group it is listed in, its words, and its keys."""

    name: str
    group: str
    words: str
    keys: tuple[str, ...]
    shown: str  # the keys as they are written on the sheet


ONCE = frozenset(
    ("play", "free", "theme", "fullscreen", "stage", "second_screen", "blank", "charts", "alone", "record", "start", "seed")
)  # fmt: skip
"""What a key that is held does once: it would be undone, or begun again, many times a second."""


def _said(text: str) -> str:
    return QCoreApplication.translate("Keys", text)


def _written(text: str) -> str:
    return text


def table(english: bool = False) -> tuple[Key, ...]:
    """Everything that can be done by a key or by its name, in reading order; in the window's language or in English."""
    _tr = _written if english else _said
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
        Key("roam_left", see, _tr("With large text: further left"), ("Alt+Left",), "Alt ←"),
        Key("roam_right", see, _tr("With large text: further right"), ("Alt+Right",), "Alt →"),
        Key("roam_up", see, _tr("With large text: further up"), ("Alt+Up",), "Alt ↑"),
        Key("roam_down", see, _tr("With large text: further down"), ("Alt+Down",), "Alt ↓"),
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
        action.setAutoRepeat(key.name not in ONCE)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        owner.addAction(action)
        made[key.name] = action
    return made


def tooltip(words: str, shown: str) -> str:
    """Words and the key that does it, if there is one."""
    return f"{words}  ({shown})" if shown else words
