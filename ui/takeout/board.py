"""A picture on the clipboard, in every form that another program may ask for: pixels for most, SVG for those that draw."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from ui import clipboard

_SVG = "image/svg+xml"


def copy(image: QImage, svg: bytes) -> None:
    """Puts a picture on the clipboard."""
    data = QMimeData()
    data.setImageData(image)
    data.setData(_SVG, svg)
    clipboard.put(data)
