"""The clipboard, for what this program made in several forms at once. It knows neither pictures nor sheets."""

from __future__ import annotations

import atexit
from functools import cache

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_OURS = "application/x-wbsim"  # marks what the clipboard has from here


def put(data: QMimeData) -> None:
    """Puts data on the clipboard."""
    data.setData(_OURS, b"")
    QGuiApplication.clipboard().setMimeData(data)
    _before_the_end()


@cache
def _before_the_end() -> None:
    """Has the clipboard keep one form alone when the process ends: by then Python is gone, and Qt would crash over data that
    were made in it.
    """
    atexit.register(keep_one)


def keep_one() -> None:
    """Leaves the pixels of a picture there, or the text of anything else."""
    if QGuiApplication.instance() is None:
        return
    board = QGuiApplication.clipboard()
    if not board.mimeData().hasFormat(_OURS):
        return
    if board.mimeData().hasImage():
        board.setImage(board.image())
    else:
        board.setText(board.text())
