"""The square plot of the decision plane on pyqtgraph: the field as an image in the coordinates of the plane, and what
lies on it painted in pixels. It is told what to show and does not know the pointer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import color_table
from ui.views import plane_marks
from ui.views.chip import beside, chip_size, draw_chip
from ui.views.field import Meaning
from ui.views.layer import Layer, pixel_ratio
from ui.views.plane_field import boundary, paint_boundary
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_line import NeuronLine
from ui.views.plane_window import Window
from wbsim.datasets import Dataset

_HUGE = 1e30  # numbers beyond it overflow on the way to a color


@dataclass(frozen=True, eq=False)
class Drawn:
    """All that the plot shows."""

    look: Look
    where: PlaneLayout  # with the plot's corner at (0, 0)
    field: NDArray[np.floating] | None  # (rows, columns), lowest x2 first
    read: Meaning
    dataset: Dataset
    reach: float  # of the targets of a regression
    line: NeuronLine | None
    turnable: bool
    has_bias: bool
    traced: tuple[float, float] | None  # the point that wears the ring
    reading: tuple[QPointF, str] | None  # a place in the plot and what is said there


@final
class Sheet(pg.GraphicsObject):  # type: ignore[misc]
    """A transparent sheet over the plot on which a function paints in pixels, whatever part of the plane is seen."""

    def __init__(self, parent: pg.ViewBox, z: float, paint: Callable[[QPainter], None]) -> None:
        super().__init__(parent)
        self.setZValue(z)
        self._paint = paint
        self._bounds = QRectF()

    def cover(self, bounds: QRectF) -> None:
        """Takes another size."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds

    def boundingRect(self) -> QRectF:
        """The whole sheet."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Lets the function paint."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)


@final
class FieldItem(pg.ImageItem):  # type: ignore[misc]
    """An image item that hands the painter plain colors: Qt scales those smoothly at half the cost of an index."""

    def render(self) -> None:
        """Makes the picture from numbers, levels and color table."""
        super().render()
        indexed: QImage | None = self.qimage  # type: ignore[has-type]
        if indexed is not None:
            self.qimage = indexed.convertToFormat(QImage.Format.Format_RGB32)


@final
class PlanePlot(pg.GraphicsView):  # type: ignore[misc]
    """The plot. `window` is the part of the plane that its view box shows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAcceptDrops(False)
        # every frame is another picture as a whole: neither a kept background nor small regions spare anything
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setCentralItem(None)
        self.box = pg.ViewBox(lockAspect=1.0, enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self.box.disableAutoRange()
        self.addItem(self.box)
        self.image = FieldItem(axisOrder="row-major")
        self.box.addItem(self.image, ignoreBounds=True)
        self._ground = Sheet(self.box, 1, self._paint_ground)
        self._marks = Sheet(self.box, 2, self._paint_marks)
        self._front = Sheet(self.box, 3, self._paint_reading)
        self._points = Layer()
        self._shown: Drawn | None = None
        self._placed: tuple[tuple[int, ...], Window] | None = None  # what the image's place was made from

    @property
    def window(self) -> Window:
        """The part of the plane that is seen."""
        (left, right), (bottom, _) = self.box.viewRange()
        return Window(left, bottom, right - left)

    def show_window(self, window: Window) -> None:
        """Shows another part of the plane."""
        if window != self.window:
            self.box.setRange(QRectF(window.x1, window.x2, window.span, window.span), padding=0)

    def show_drawn(self, drawn: Drawn, left: int, top: int) -> None:
        """Shows all this with the plot's corner at (left, top) of the parent."""
        side = drawn.where.side
        self.setGeometry(left, top, side, side)
        self.box.setGeometry(QRectF(0, 0, side, side))
        for sheet in (self._ground, self._marks, self._front):
            sheet.cover(QRectF(0, 0, side, side))
        old, self._shown = self._shown, drawn
        if old is None or old.look.theme is not drawn.look.theme:
            self.box.setBackgroundColor(drawn.look.theme.sunk)
            self.image.setLookupTable(color_table(drawn.look.theme.field), update=False)
        self._show_field(drawn, old)
        self.viewport().update()

    def _show_field(self, drawn: Drawn, old: Drawn | None) -> None:
        field, read = drawn.field, drawn.read
        self.image.setVisible(field is not None)
        if field is None:
            return
        if old is not None and old.field is field and (old.read, old.look.theme) == (read, drawn.look.theme):
            return
        self.image.setImage(finite(field, read), autoLevels=False, levels=(read.low, read.high))
        square = drawn.where.square
        if (field.shape, square) != self._placed:
            # the image's transform follows from its shape, so the place comes after the image
            self.image.setRect(QRectF(square.x1, square.x2, square.span, square.span))
            self._placed = (field.shape, square)

    # --- painting ------------------------------------------------------------------------------------------

    def _paint_ground(self, painter: QPainter) -> None:
        """Grid and boundary."""
        drawn = self._shown
        if drawn is None:
            return
        plane_marks.paint_grid(painter, drawn.look.theme, drawn.where)
        if drawn.field is not None and drawn.read.level is not None:
            hidden = drawn.read.unit is not None
            lines = boundary(drawn.where, drawn.field, drawn.read.level, hidden)
            paint_boundary(painter, drawn.look, lines, hidden)

    def _paint_marks(self, painter: QPainter) -> None:
        """Points, the rounded corners, the neuron's line, and the ring."""
        drawn = self._shown
        if drawn is None:
            return
        look, where = drawn.look, drawn.where
        points = self._points.pixmap(
            (drawn.dataset, look.theme, look.scale, where.window),
            QSize(where.side, where.side), pixel_ratio(painter),
            lambda layer: plane_marks.paint_points(layer, look, where, drawn.dataset, drawn.reach),
        )  # fmt: skip
        painter.drawPixmap(0, 0, points)
        if drawn.line is not None:
            plane_marks.paint_line(painter, look, where, drawn.line, drawn.turnable, drawn.has_bias)
        if drawn.traced is not None:
            plane_marks.paint_ring(painter, look, QPointF(*where.pixel(*drawn.traced)))

    def _paint_reading(self, painter: QPainter) -> None:
        """What the pointer reads."""
        drawn = self._shown
        if drawn is None or drawn.reading is None:
            return
        plot = QRectF(0, 0, drawn.where.side, drawn.where.side)
        place, text = drawn.reading
        font = themes.font(max(11.5, 12.5 * drawn.look.scale), 600)
        draw_chip(painter, drawn.look.theme, beside(place, chip_size(text, font), plot), text, font)


def finite(field: NDArray[np.floating], read: Meaning) -> NDArray[np.floating]:
    """The field with the middle of its colors where it is not a number, and their ends where it is huge."""
    if field.min() > -_HUGE and field.max() < _HUGE:  # neither holds where there is a NaN
        return field
    filled = np.nan_to_num(field, nan=(read.low + read.high) / 2)
    return np.clip(filled, read.low, read.high)
