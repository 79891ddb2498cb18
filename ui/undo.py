"""The session's undo as a QUndoStack, so that desktops see what they know. It mirrors; the session decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QUndoCommand, QUndoStack

from ui import commands
from wbsim.snapshot import Snapshot, Step


@final
class _Mirrored(QUndoCommand):
    """One step; undoing it does nothing here, for the session does it."""


@final
class UndoMirror(QObject):
    """A stack that always has the newest snapshot's steps, and the two actions that ask for undo and redo."""

    def __init__(
        self,
        undo: QAction,
        redo: QAction,
        post: Callable[[commands.Command], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._steps: tuple[tuple[Step, ...], tuple[Step, ...]] = ((), ())
        self._undo, self._redo = undo, redo
        self._words = undo.text(), redo.text()
        self._tips = undo.toolTip(), redo.toolTip()
        undo.triggered.connect(lambda: post(commands.Undo()))
        redo.triggered.connect(lambda: post(commands.Redo()))
        self._describe()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Takes over the steps of a snapshot."""
        steps = (snapshot.undo, snapshot.redo)
        if steps == self._steps:
            return
        self._steps = steps
        self.stack.clear()
        for step in (*snapshot.undo, *snapshot.redo):
            self.stack.push(_Mirrored(step.sentence))
        self.stack.setIndex(len(snapshot.undo))
        self._describe()

    def _describe(self) -> None:
        sentences = self.stack.undoText(), self.stack.redoText()
        for action, words, tip, sentence in zip(
            (self._undo, self._redo), self._words, self._tips, sentences, strict=True
        ):
            action.setEnabled(bool(sentence))
            action.setText(f"{words}: {sentence}" if sentence else words)
            action.setToolTip(f"{tip}\n{sentence}" if sentence else tip)
