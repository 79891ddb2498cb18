"""Which keys do something on stage, and what: one each for what a presenter does, and of the desk's only those that mean the
same there. The table is the desk's own but for what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from ui.keys import table

CHANGED: dict[str, tuple[str, ...]] = {
    "start": ("R", "Home"),
    "blank": ("B", "."),
    "stage": ("Esc", "P", "F5", "Y"),
}
"""What has other keys than at the desk."""
_SAME = (
    "play", "update", "back", "epoch", "epoch_back", "product", "neuron", "sample", "free", "faster", "slower", "log",
    "plus_one", "zeros", "theme", "colors", "fullscreen", "second_screen", "text_larger", "text_smaller", "text_usual",
    "earlier", "later", "present", "seed", "undo", "redo", "one", "steps", "time", "twin", "surface", "detective", "image",
    "sequence", "population", "quit",
)  # fmt: skip


def on_stage() -> dict[str, tuple[str, ...]]:
    """The keys of every action that has any on stage."""
    desk = {key.name: key.keys for key in table()}
    return {name: desk[name] for name in _SAME} | CHANGED


@final
class StageKeys:
    """Gives the actions of a window their keys on stage, and those of the desk back."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        self._actions = actions
        self._before: dict[str, list[QKeySequence]] = {}
        self._known: dict[str, str] = {}

    def take(self) -> None:
        """The keys of the stage, until `give_back`."""
        if self._before:
            return
        wanted = on_stage()
        self._before = {name: action.shortcuts() for name, action in self._actions.items()}
        for name, action in self._actions.items():
            action.setShortcuts([QKeySequence(key) for key in wanted.get(name, ())])
        self._known = {_written(QKeySequence(key)): name for name, keys in wanted.items() for key in keys}

    def give_back(self) -> None:
        """The keys of the desk."""
        for name, shortcuts in self._before.items():
            self._actions[name].setShortcuts(shortcuts)
        self._before = {}


def name_of(event: QKeyEvent) -> str | None:
    """The action that a key belongs to on stage."""
    pressed = _written(QKeySequence(event.keyCombination())).replace("Num+", "")
    return next((name for name, keys in on_stage().items() if pressed in map(_same, keys)), None)


def _same(key: str) -> str:
    return _written(QKeySequence(key))


def _written(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.PortableText)
