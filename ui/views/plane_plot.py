"""The square plot of the decision plane on pyqtgraph: the field as an image in the coordinates of the plane, or the
curve of a single input, and what lies on it painted in pixels. It is told what to show and does not know the pointer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import color_table
from ui.views import plane_marks
from ui.views.chip import beside, chip_size, draw_chip
from ui.views.field import Meaning
from ui.views.plane_curve import curve_pieces, paint_curve, paint_line_grips, paint_residuals, paint_said
from ui.views.plane_curve_line import CurveLine
from ui.views.plane_field import boundary, paint_boundary
from ui.views.plane_ghost import GhostLine, paint_before, paint_ghost
from ui.views.plane_layout import PlaneLayout
from ui.views.plane_line import NeuronLine
from ui.views.plane_line_notes import LineNotes, paint_notes
from ui.views.plane_lines import AllLines, paint_feet, paint_knot, paint_lines
from ui.views.plane_points import Cloud
from ui.views.plane_regions import borders, region_colors
from ui.views.plane_sheet import PointsLayer
from ui.views.plane_window import Window
from wbsim.probes.plane import Regions
from wbsim.snapshot import Ghost

_HUGE = 1e30  # numbers beyond it overflow on the way to a color


@dataclass(frozen=True, eq=False)
class Drawn:
    """All that the plot shows. One of `field`, `regions` and `curve` is what was measured."""

    look: Look
    where: PlaneLayout  # with the plot's corner at (0, 0)
    field: NDArray[np.floating] | None  # (rows, columns), lowest x2 first
    regions: Regions | None
    curve: NDArray[np.floating] | None  # along the only input
    read: Meaning
    cloud: Cloud
    residuals: bool  # whether the points' distances from the curve are drawn
    line: NeuronLine | CurveLine | None
    turnable: bool
    has_bias: bool
    traced: tuple[float, float] | None  # the point that wears the ring
    reading: tuple[QPointF, str] | None  # a place in the plot and what is said there
    said: tuple[str, ...]  # what is said in the plot's corner
    brush: tuple[QPointF, float, QColor] | None  # its middle, its radius in pixels and its color
    ghost: Ghost | None = None  # another moment, whose line is drawn in dashes
    lines: AllLines | None = None  # of all neurons of the first layer
    others: tuple[tuple[int, NeuronLine], ...] = ()  # the lines of the other neurons of the first layer
    near: int | None = None  # whose line a press would take hold of
    before: NeuronLine | CurveLine | None = None  # where the line was before it was moved by hand
    notes: LineNotes | None = None  # what is said on the picture of a straight line


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
        # and `show_drawn` asks for it: what the scene asks for comes later, and would paint the same a second time
        self.setViewportUpdateMode(self.ViewportUpdateMode.NoViewportUpdate)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setCentralItem(None)
        self.box = pg.ViewBox(lockAspect=False, enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self.box.disableAutoRange()
        self.addItem(self.box)
        self.image, self.regions = FieldItem(axisOrder="row-major"), FieldItem(axisOrder="row-major")
        for image in (self.image, self.regions):
            self.box.addItem(image, ignoreBounds=True)
        self._ground = Sheet(self.box, 1, self._paint_ground)
        self._marks = Sheet(self.box, 2, self._paint_marks)
        self._front = Sheet(self.box, 3, self._paint_front)
        self._points, self._ghost = PointsLayer(), GhostLine()
        self._shown: Drawn | None = None
        self._placed: dict[
            FieldItem, tuple[tuple[int, ...], Window]
        ] = {}  # what an image's place was made from

    @property
    def window(self) -> Window:
        """The part of the plane that is seen."""
        (left, right), (bottom, top) = self.box.viewRange()
        return Window(left, bottom, right - left, top - bottom)

    def show_window(self, window: Window) -> None:
        """Shows another part of the plane."""
        if window != self.window:
            self.box.setRange(QRectF(window.x1, window.x2, window.wide, window.tall), padding=0)

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
        field, regions, read, theme = drawn.field, drawn.regions, drawn.read, drawn.look.theme
        self.image.setVisible(field is not None)
        self.regions.setVisible(regions is not None)
        dressed = old is not None and old.look.theme is theme
        if field is not None and not (dressed and old and old.field is field and old.read == read):
            self.image.setImage(finite(field, read), autoLevels=False, levels=(read.low, read.high))
            self._place(self.image, field.shape, drawn.where.plane)
        if regions is not None and not (dressed and old and old.regions is regions):
            colors = region_colors(theme, len(drawn.cloud.description.classes), regions)
            self.regions.setImage(colors, autoLevels=False, levels=None)
            self._place(self.regions, colors.shape, drawn.where.plane)

    def _place(self, image: FieldItem, shape: tuple[int, ...], plane: Window) -> None:
        """Lays an image over the plane; its transform follows from its shape, so the place comes after the image."""
        if self._placed.get(image) != (shape, plane):
            image.setRect(QRectF(plane.x1, plane.x2, plane.wide, plane.tall))
            self._placed[image] = (shape, plane)

    # --- painting ------------------------------------------------------------------------------------------

    def _paint_ground(self, painter: QPainter) -> None:
        """Grid, and the boundary or the borders between regions, of this moment and of another."""
        drawn = self._shown
        if drawn is None:
            return
        plane_marks.paint_grid(painter, drawn.look.theme, drawn.where)
        if drawn.field is not None and drawn.read.level is not None:
            hidden = drawn.read.unit is not None
            lines = boundary(drawn.where, drawn.field, drawn.read.level, hidden)
            paint_boundary(painter, drawn.look, lines, hidden)
        elif drawn.regions is not None:
            paint_boundary(painter, drawn.look, borders(drawn.where, drawn.regions), hidden=False)
        if drawn.lines is not None:
            paint_lines(painter, drawn.look, drawn.where, drawn.lines)
        if drawn.ghost is not None and drawn.curve is None:
            self._paint_ghost(painter, drawn, drawn.ghost)

    def _paint_ghost(self, painter: QPainter, drawn: Drawn, ghost: Ghost) -> None:
        paint_ghost(painter, drawn.look, self._ghost.lines(drawn.where, ghost, drawn.read.level))

    def _paint_marks(self, painter: QPainter) -> None:
        """Points, the rounded corners, curve and line, and the ring."""
        drawn = self._shown
        if drawn is None:
            return
        look, where = drawn.look, drawn.where
        if drawn.curve is not None and drawn.residuals:
            paint_residuals(painter, look, where, drawn.cloud, drawn.curve)
        if drawn.ghost is not None and drawn.curve is not None:
            self._paint_ghost(painter, drawn, drawn.ghost)
        if drawn.curve is not None:
            paint_curve(painter, look, curve_pieces(where, drawn.curve))
        self._points.draw(painter, look, where, drawn.cloud)
        if drawn.lines is not None:
            paint_feet(painter, look, where, drawn.lines)
        for neuron, other in drawn.others:
            plane_marks.paint_thin_line(painter, look, where, other, neuron == drawn.near)
        if drawn.before is not None:
            paint_before(painter, look, where, drawn.before)
        if isinstance(drawn.line, CurveLine):
            paint_line_grips(painter, look, where, drawn.line)
        elif drawn.line is not None:
            plane_marks.paint_line(painter, look, where, drawn.line, drawn.turnable, drawn.has_bias)
        if drawn.lines is not None:
            paint_knot(painter, look, where, drawn.lines)
        if drawn.traced is not None and drawn.notes is None:
            plane_marks.paint_ring(painter, look, QPointF(*where.pixel(*drawn.traced)))

    def _paint_front(self, painter: QPainter) -> None:
        """What is said of the curve, the brush, and what the pointer reads."""
        drawn = self._shown
        if drawn is None:
            return
        look, plot = drawn.look, QRectF(0, 0, drawn.where.side, drawn.where.side)
        if drawn.notes is not None:
            paint_notes(painter, look, drawn.where, drawn.notes)
        if drawn.said:
            paint_said(painter, look, plot, drawn.said)
        if drawn.brush is not None:
            plane_marks.paint_brush(painter, look.theme, *drawn.brush)
        if drawn.reading is not None:
            place, text = drawn.reading
            font = themes.font(max(11.5, 12.5 * look.scale), 600)
            draw_chip(painter, look.theme, beside(place, chip_size(text, font), plot), text, font)


def finite(field: NDArray[np.floating], read: Meaning) -> NDArray[np.floating]:
    """The field with the middle of its colors where it is not a number, and their ends where it is huge."""
    if field.min() > -_HUGE and field.max() < _HUGE:  # neither holds where there is a NaN
        return field
    filled = np.nan_to_num(field, nan=(read.low + read.high) / 2)
    return np.clip(filled, read.low, read.high)
