"""A picture on the clipboard, in every form that another program may ask for: pixels for most, SVG for those that draw."""

from __future__ import annotations

import atexit
from functools import cache

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

_SVG = "image/svg+xml"
_OURS = "application/x-wbsim-picture"  # marks what the clipboard has from here


def copy(image: QImage, svg: bytes) -> None:
    """Puts a picture on the clipboard."""
    data = QMimeData()
    data.setImageData(image)
    data.setData(_SVG, svg)
    data.setData(_OURS, b"")
    QGuiApplication.clipboard().setMimeData(data)
    _before_the_end()


@cache
def _before_the_end() -> None:
    """Has the clipboard keep the pixels alone when the process ends: by then Python is gone, and Qt would crash over data
    that were made in it.
    """
    atexit.register(_keep_image)


def _keep_image() -> None:
    if QGuiApplication.instance() is not None:
        board = QGuiApplication.clipboard()
        if board.mimeData().hasFormat(_OURS):
            board.setImage(board.image())
