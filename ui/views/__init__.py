"""What is seen: each view is one picture of a snapshot, the same on screen, in pictures and in films."""

import os

os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")  # whichever other binding is installed beside it

import pyqtgraph

# images as NumPy holds them; antialiasing only where a view asks for it; a renderer that needs no graphics card
pyqtgraph.setConfigOptions(imageAxisOrder="row-major", antialias=False, useOpenGL=False)
