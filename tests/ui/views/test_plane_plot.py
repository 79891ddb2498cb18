"""The decision plane can be zoomed and panned, and everything on it stays where it belongs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from moments import further, moment
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT, Theme
from ui.views.field import Meaning
from ui.views.plane import PlaneView
from ui.views.plane_field import boundary
from ui.views.plane_layout import PlaneLayout, layout
from ui.views.plane_line import NeuronLine
from ui.views.plane_plot import finite
from ui.views.plane_window import Window, whole
from wbsim.snapshot import Snapshot

EDGE = (-6.0, 6.0)
SQUARE = whole(EDGE, EDGE)


def _view(
    qtbot: QtBot, snapshot: Snapshot, look: Look | None = None, size: tuple[int, int] = (480, 402)
) -> PlaneView:
    view = PlaneView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look or Look(LIGHT, compact=True))
    return view


def _where(view: PlaneView) -> PlaneLayout:
    where = view.where
    assert where is not None
    return where


def _place(view: PlaneView, x1: float, x2: float) -> QPoint:
    return QPointF(*_where(view).pixel(x1, x2)).toPoint()


def _wheel(view: PlaneView, place: QPoint, notches: int) -> bool:
    """Turns the wheel towards the plane; whether the view took it."""
    at, none = QPointF(place), Qt.MouseButton.NoButton
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120 * notches), none, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    return event.isAccepted()


def _with_field(snapshot: Snapshot, field: np.ndarray) -> Snapshot:
    return replace(snapshot, seen=replace(snapshot.seen, plane=field.astype(np.float32)))


def _on_line(snapshot: Snapshot, w1: float, w2: float, b: float) -> tuple[Snapshot, int]:
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    theta = snapshot.state.theta.copy()
    for name, value in ((f"w:{neuron}<x1", w1), (f"w:{neuron}<x2", w2), (f"b:{neuron}", b)):
        theta[snapshot.plan.index[name]] = value
    return replace(snapshot, state=replace(snapshot.state, theta=theta)), neuron


# --- the image ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [2, 64, 256])
def test_the_image_covers_the_plane_whatever_its_resolution(qtbot: QtBot, cells: int) -> None:
    view = _view(qtbot, _with_field(moment("circle"), np.zeros((cells, cells))))
    image = view._plot.image
    assert image.mapRectToParent(image.boundingRect()) == QRectF(-6, -6, 12, 12)


@pytest.mark.parametrize("height", [402, 403])
def test_the_image_s_edges_are_the_plot_s_edges_on_any_size(qtbot: QtBot, height: int) -> None:
    view = _view(qtbot, moment("circle"), size=(480, height))
    plot, box, where = view._plot, view._plot.box, _where(view)
    for (x1, x2), right, down in (((-6, 6), 0, 0), ((6, -6), where.side, where.side), ((0, 0), 0.5, 0.5)):
        in_plot = box.mapToScene(box.mapFromView(QPointF(x1, x2)))
        assert plot.mapFromScene(in_plot) == in_plot.toPoint()  # a scene unit is a pixel
        if right != 0.5:
            assert (plot.x() + in_plot.x(), plot.y() + in_plot.y()) == (where.left + right, where.top + down)
        else:
            assert (in_plot.x(), in_plot.y()) == pytest.approx((where.side / 2, where.side / 2))


def test_a_cell_s_value_stands_at_its_center(qtbot: QtBot) -> None:
    # four cells, centers at -4.5, -1.5, 1.5, 4.5: half way from one color to the other at 0
    halves = np.repeat(np.array([[-1.0, -1.0, 1.0, 1.0]]), 4, axis=0)
    view = _view(qtbot, _with_field(moment("circle", pick=None), halves))
    low, high = (np.array(QColor(LIGHT.field[end]).getRgb()[:3]) for end in (0, 2))
    picture = view.grab().toImage()
    for x1, share in ((-5.5, 0.0), (-1.5, 0.0), (-0.75, 0.25), (0.75, 0.75), (1.5, 1.0), (5.5, 1.0)):
        color = picture.pixelColor(_place(view, x1, -5.7)).getRgb()[:3]
        assert color == pytest.approx(tuple(low + share * (high - low)), abs=3)


def test_low_values_of_x2_are_below(qtbot: QtBot) -> None:
    rising = np.repeat(np.linspace(-1, 1, 64)[:, None], 64, axis=1)
    image = _view(qtbot, _with_field(moment("circle"), rising))
    picture = image.grab().toImage()
    blue = [picture.pixelColor(_place(image, 5.8, x2)).blueF() for x2 in (-5.5, 5.5)]
    assert blue[0] < blue[1]


def test_what_is_no_number_has_the_color_in_the_middle() -> None:
    read = Meaning(0.0, 1.0, 0.5, None)
    field = np.array([[np.nan, np.inf], [-np.inf, 0.25]], np.float32)
    assert finite(field, read).tolist() == [[0.5, 1.0], [0.0, 0.25]]
    huge = np.array([[3e38, -3e38]], np.float32)
    assert finite(huge, read).tolist() == [[1.0, 0.0]]
    sound = np.ones((2, 2), np.float32)
    assert finite(sound, read) is sound


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_field_of_nans_is_neutral(qtbot: QtBot, theme: Theme) -> None:
    snapshot = _with_field(moment("circle"), np.full((64, 64), np.nan))
    view = _view(qtbot, snapshot, Look(theme, compact=True))
    color = view.grab().toImage().pixelColor(_place(view, 5.6, -5.6))
    assert abs(color.lightness() - QColor(theme.field[1]).lightness()) <= 4


def test_another_theme_colors_the_same_field_anew(qtbot: QtBot) -> None:
    snapshot = moment("circle", 20)
    view = _view(qtbot, snapshot, Look(LIGHT, compact=True))
    view.grab()
    view.show_snapshot(snapshot, Look(DARK, compact=True))
    assert view.grab().toImage() == _view(qtbot, snapshot, Look(DARK, compact=True)).grab().toImage()


def test_marks_are_as_fine_as_the_screen(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 20))
    coarse, fine = (QImage(480 * k, 402 * k, QImage.Format.Format_RGB32) for k in (1, 2))
    fine.setDevicePixelRatio(2)
    for image in (coarse, fine):
        view.render(image)
    stretched = coarse.scaled(fine.size())
    assert view._plot._points._both._pixmap.devicePixelRatio() == 2
    place = 2 * _place(view, 5.6, -5.6)
    assert abs(stretched.pixelColor(place).lightness() - fine.pixelColor(place).lightness()) <= 2


# --- zooming and panning -----------------------------------------------------------------------------------


def test_the_wheel_zooms_around_the_pointer(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"))
    place = _place(view, 2.0, -3.0)
    before = _where(view).spot(place.x(), place.y())
    assert _wheel(view, place, 3)
    assert view._plot.window.wide == pytest.approx(12 * 0.8**3)
    assert _where(view).spot(place.x(), place.y()) == pytest.approx(before)
    assert view._plot.box.viewRange()[0] == pytest.approx(list(view._plot.window.ranges[0]))


def test_zooming_ends_at_a_tenth_and_at_twice_the_plane(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"))
    for notches, span in ((60, 1.2), (-60, 24.0)):
        _wheel(view, _place(view, *_middle(view)), notches)
        assert view._plot.window.wide == pytest.approx(span)


def _middle(view: PlaneView) -> tuple[float, float]:
    window = view._plot.window
    return window.middle


def test_the_wheel_beside_the_plot_is_left_to_others(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"))
    assert not _wheel(view, QPoint(4, 4), 1)
    assert view._plot.window == SQUARE


def test_dragging_the_ground_pans_while_zoomed(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"))
    _wheel(view, _place(view, 5.0, 5.0), 4)
    start = _place(view, *_middle(view))
    held = _where(view).spot(start.x(), start.y())
    end = start + QPoint(40, -25)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, end)
    assert _where(view).spot(end.x(), end.y()) == pytest.approx(held)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    after = view._plot.window
    qtbot.mouseMove(view, start)
    assert view._plot.window == after


def test_dragging_the_whole_plane_moves_nothing(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"))
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=_place(view, 5.5, 5.5))
    qtbot.mouseMove(view, _place(view, 1.0, 1.0))
    assert view._plot.window == SQUARE


def test_keys_zoom_around_the_middle(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"))
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    assert view._plot.window == Window(*map(pytest.approx, (-4.8, -4.8, 9.6, 9.6)))
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view._plot.window == SQUARE


def test_the_way_back_and_the_choice_never_cover_each_other(qtbot: QtBot) -> None:
    snapshot = moment("circle")
    for row in snapshot.plan.rows[:2]:
        for size in ((260, 240), (480, 402), (642, 580)):
            view = _view(qtbot, snapshot, Look(LIGHT, neuron=row.layer.neurons[0], compact=True), size)
            _wheel(view, _place(view, 1.0, 1.0), 3)
            choice, back = view._controls.choice, view._controls.whole
            assert not choice.isHidden()
            assert not back.isHidden()
            assert not choice.geometry().intersects(back.geometry())
            assert view.rect().contains(back.geometry())


@pytest.mark.parametrize("way", ["key", "double click", "chip"])
def test_the_whole_plane_comes_back(qtbot: QtBot, way: str) -> None:
    view = _view(qtbot, moment("circle"))
    assert view._controls.whole.isHidden()
    whole_picture = view.grab().toImage()
    _wheel(view, _place(view, 5.5, 5.5), 3)
    assert not view._controls.whole.isHidden()
    if way == "key":
        qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    elif way == "chip":
        view._controls.whole.click()
    else:
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=_place(view, 5.5, 5.5))
    assert view._plot.window == SQUARE
    assert view._controls.whole.isHidden()
    view._hand.pointer = None
    view._refresh()
    assert view.grab().toImage() == whole_picture


def test_training_on_keeps_what_is_seen(qtbot: QtBot) -> None:
    snapshot = moment("circle")
    view = _view(qtbot, snapshot)
    _wheel(view, _place(view, 1.0, 1.0), 3)
    seen = view._plot.window
    view.show_snapshot(further(snapshot, 5), Look(LIGHT, compact=True))
    view.resize(500, 420)
    view.grab()
    assert view._plot.window == seen


def test_the_plot_leaves_the_pointer_to_the_view(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"))
    with qtbot.waitExposed(view):
        view.show()
    assert view.childAt(_place(view, 3.0, -3.0)) is None
    assert not view._plot.box.menuEnabled()
    assert view._plot.box.autoRangeEnabled() == [False, False]


def test_no_value_is_read_where_nothing_was_measured(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"))
    _wheel(view, _place(view, 0.0, 0.0), -20)
    where = _where(view)
    for at, is_read in (((0.0, 0.0), True), ((9.0, 9.0), False)):
        view._hand.pointer = QPointF(*where.pixel(*at))
        assert (view._moment._reading(view._hand.pointer) is not None) == is_read


# --- what lies on the plane, while zoomed ------------------------------------------------------------------


def test_the_disc_slides_the_line_while_zoomed(qtbot: QtBot) -> None:
    snapshot, neuron = _on_line(moment("circle"), 1.0, 0.0, -2.0)
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=neuron))
    _wheel(view, _place(view, 2.0, 0.0), 4)
    with qtbot.waitSignal(view.parameter_set) as said:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=_place(view, 2.0, 0.0))
        qtbot.mouseMove(view, _place(view, 3.0, 0.5))
    assert set(said.args[0]) == {f"b:{neuron}"}
    assert said.args[0][f"b:{neuron}"] == pytest.approx(-3.0, abs=0.03)
    assert said.args[1].startswith("plane slide")


def test_the_handles_turn_the_line_while_zoomed(qtbot: QtBot) -> None:
    snapshot, neuron = _on_line(moment("circle"), 1.5, 0.0, 0.0)
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=neuron))
    _wheel(view, _place(view, 0.0, 0.0), 4)
    window = view._plot.window
    handle = NeuronLine(1.5, 0.0, 0.0).handles(window, 0.05)[0]
    assert window.contains(*handle)
    with qtbot.waitSignal(view.parameter_set) as said:
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=_place(view, *handle))
        qtbot.mouseMove(view, _place(view, handle[0] + 1.0, handle[1]))
    assert math.hypot(*said.args[0].values()) == pytest.approx(1.5)
    assert view._plot.window == window


def test_the_disc_stays_in_sight_where_the_line_does() -> None:
    line = NeuronLine(1.0, 0.0, -2.0)  # x1 = 2, its foot at (2, 0)
    for window in (Window(1.0, 3.0, 2.0, 2.0), Window(1.5, -5.0, 2.0, 2.0)):
        grip = line.grip(window)
        assert grip is not None
        assert window.contains(*grip)
        assert grip[0] == pytest.approx(2.0)
    assert line.grip(Window(3.0, 3.0, 2.0, 2.0)) is None


def test_a_click_on_a_point_picks_it_while_zoomed(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"), Look(LIGHT), (642, 580))
    assert view._material is not None
    number = int(np.argmax(view._material.dataset.train.x[:, 0]))
    point = view._material.dataset.train.x[number]
    _wheel(view, _place(view, *point), 6)
    with qtbot.waitSignal(view.sample_picked) as said:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=_place(view, *point))
    assert said.args == ["train", number]


def test_a_double_click_on_a_point_does_not_leave_the_zoom(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"), Look(LIGHT), (642, 580))
    assert view._material is not None
    point = view._material.dataset.train.x[int(np.argmax(view._material.dataset.train.x[:, 0]))]
    _wheel(view, _place(view, *point), 6)
    seen = view._plot.window
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=_place(view, *point))
    assert view._plot.window == seen


@pytest.mark.parametrize("window", [SQUARE, Window(-1.0, 1.0, 3.0, 3.0), Window(-12.0, -12.0, 24.0, 24.0)])
@pytest.mark.parametrize("hidden", [False, True], ids=["output", "neuron"])
def test_the_boundary_lies_where_the_field_crosses(window: Window, hidden: bool) -> None:
    where = layout(480, 402, 1.0, True, (EDGE, EDGE), window).inner
    centers = (np.arange(256) + 0.5) / 256 * 12 - 6
    lines = boundary(where, np.repeat((centers - 2.0)[:, None], 256, axis=1), 0.0, hidden)
    assert len(lines)
    assert lines[:, 1::2] == pytest.approx(where.pixel(0.0, 2.0)[1], abs=0.01)
    assert lines[:, ::2].max() <= where.side + 40


def test_the_boundary_out_of_sight_costs_nothing() -> None:
    where = layout(480, 402, 1.0, True, (EDGE, EDGE), Window(-6.0, -6.0, 2.0, 2.0)).inner
    centers = (np.arange(256) + 0.5) / 256 * 12 - 6
    assert len(boundary(where, np.repeat((centers - 2.0)[:, None], 256, axis=1), 0.0, False)) == 0


@pytest.mark.parametrize("b", [-3.57, -0.4])
def test_the_disc_keeps_clear_of_the_edges_of_the_plot_on_its_line(b: float) -> None:
    window, line = Window(0.0, 0.0, 10.0, 12.0), NeuronLine(0.93, 0.3, b)
    foot, grip = line.foot, line.grip(window)
    assert window.contains(*foot) and grip is not None
    assert 0.93 * grip[0] + 0.3 * grip[1] + b == pytest.approx(0.0, abs=1e-9)
    clear = [min(x / 10, 1 - x / 10, y / 12, 1 - y / 12) for x, y in (foot, grip)]
    assert clear[1] > 0.02
    assert clear[1] >= clear[0]
