"""The dialog in which a person names the file to save to. A name without its ending gets one, and never one of a file that is
there already before the person is asked about that one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(
    parent: QWidget,
    title: str,
    where: Path,
    kinds: Sequence[str],
    completed: Callable[[Path, str], Path],
    replaces: bool = True,
) -> tuple[Path, str] | None:
    """The file and the one of `kinds` that were chosen, offered `where` at first; None where the person leaves.

    `completed` gives a name of a kind its ending. With `replaces` a file that is there is asked about; without it that is
    left to whoever writes it.
    """
    options = options_of_dialogs()
    if not replaces:
        options |= QFileDialog.Option.DontConfirmOverwrite
    while True:
        named, kind = QFileDialog.getSaveFileName(
            parent, title, str(where), ";;".join(kinds), options=options
        )
        if not named:
            return None
        kind = kind if kind in kinds else kinds[0]
        where = completed(Path(named), kind)
        if where == Path(named) or not replaces or not where.exists():
            return where, kind


def with_ending(path: Path, form: str) -> Path:
    """The path, with the ending of a form where it has none at all."""
    return path if path.suffix else path.with_name(f"{path.name}.{form}")


def options_of_dialogs() -> QFileDialog.Option:
    """What any dialog of files is opened with: without a screen there is no native one."""
    unseen = QGuiApplication.platformName() == "offscreen"
    return QFileDialog.Option.DontUseNativeDialog if unseen else QFileDialog.Option(0)
