"""The timeline shows the whole history, and the pointer reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyqtgraph
import pytest
import small
from moments import further, moment, moment_of
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT, Theme, font
from ui.views import curves
from ui.views.timeline import TimelineView
from ui.views.timeline_frame import tick_text
from ui.views.timeline_hand import tip
from ui.views.timeline_layout import layout
from ui.views.timeline_read import Label, Read
from wbsim import engine, history
from wbsim.edits import carried
from wbsim.engine import Divergence
from wbsim.plan import plan
from wbsim.snapshot import Mark, Snapshot

SIZE = (772, 240)


def _view(qtbot: QtBot, snapshot: Snapshot, look: Look, size: tuple[int, int] = SIZE) -> TimelineView:
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    return view


def _reads(view: TimelineView) -> dict[str, Read]:
    """What the charts of a view show, by kind."""
    return {chart.kind: read for chart, read in zip(view._charts, view._reads, strict=True)}


def _top(view: TimelineView, kind: str) -> int:
    """Where the chart of a kind begins."""
    return view._layout().tops[[chart.kind for chart in view._charts].index(kind)]


def _labels(view: TimelineView) -> dict[str, list[Label]]:
    """The labels of the charts of a view, by kind."""
    found = view._labels(view._layout(), view._reads)
    return {chart.kind: labels for chart, labels in zip(view._charts, found, strict=True)}


def _picture(view: TimelineView) -> QImage:
    return view.grab().toImage()


def _mouse(
    view: TimelineView,
    kind: QEvent.Type,
    x: float,
    y: float,
    buttons: Qt.MouseButton = Qt.MouseButton.NoButton,
) -> None:
    """Sends an event of the mouse to the scene of a view that need not be on a screen."""
    port = view._canvas.viewport()
    at, button = (
        QPointF(x, y),
        Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton,
    )
    event = QMouseEvent(
        kind, at, QPointF(port.mapToGlobal(at)), button, buttons, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(port, event)


def _hover(view: TimelineView, place: QPoint) -> None:
    _mouse(view, QEvent.Type.MouseMove, place.x(), place.y())


def _wheel(view: TimelineView, x: float, y: float, notches: int) -> None:
    """Turns the wheel; away from the hand is positive."""
    port = view._canvas.viewport()
    for _ in range(abs(notches)):
        turn = QPoint(0, 120 if notches > 0 else -120)
        event = QWheelEvent(
            QPointF(x, y), QPointF(port.mapToGlobal(QPointF(x, y))), QPoint(), turn, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(port, event)


def _drag(qtbot: QtBot, view: TimelineView, x: float, y: float, by: float) -> None:
    """Drags slowly enough for the scene, which leaves out moves that come too fast."""
    left = Qt.MouseButton.LeftButton
    _mouse(view, QEvent.Type.MouseButtonPress, x, y, left)
    for share in (0.3, 0.6, 1.0):
        qtbot.wait(15)
        _mouse(view, QEvent.Type.MouseMove, x + share * by, y, left)
    qtbot.wait(15)
    _mouse(view, QEvent.Type.MouseButtonRelease, x + by, y)


def _double_click(view: TimelineView, x: float, y: float) -> None:
    left, kinds = Qt.MouseButton.LeftButton, QEvent.Type
    for kind in (
        kinds.MouseButtonPress,
        kinds.MouseButtonRelease,
        kinds.MouseButtonDblClick,
        kinds.MouseButtonRelease,
    ):
        _mouse(view, kind, x, y, Qt.MouseButton.NoButton if kind == kinds.MouseButtonRelease else left)


def _zoomed(qtbot: QtBot, snapshot: Snapshot, look: Look | None = None, notches: int = 5) -> TimelineView:
    """A view on a screen, zoomed around the middle of its axis."""
    view = _view(qtbot, snapshot, look or Look(LIGHT))
    view.show()
    where = view._layout()
    _wheel(view, where.left + where.width / 2, where.tops[1] + 10, notches)
    return view


def _near(image: QImage, x: float, y: float, color: str, within: int = 1) -> bool:
    """Whether a color stands at a place or right beside it."""
    wanted = QColor(color)
    for dx in range(-within, within + 1):
        for dy in range(-within, within + 1):
            found = image.pixelColor(round(x) + dx, round(y) + dy)
            if (
                max(
                    abs(found.red() - wanted.red()),
                    abs(found.green() - wanted.green()),
                    abs(found.blue() - wanted.blue()),
                )
                < 40
            ):
                return True
    return False


@pytest.mark.parametrize("width", [340, 772, 1920])
@pytest.mark.parametrize("scale", [0.86, 1.0, 1.8])
def test_charts_are_equal_and_share_one_axis(width: int, scale: float) -> None:
    where = layout(width, 320, scale, 700)
    gaps = [b - a for a, b in zip(where.tops, where.tops[1:], strict=False)]
    assert gaps[0] == gaps[1] > where.height
    assert where.update(where.x(350)) == pytest.approx(350, abs=3)
    assert where.update(-1000) == 0
    assert where.update(10**6) == 700
    assert where.chart_at(where.tops[1] + 1) == 1
    assert where.chart_at(where.bottom + 30) is None


def test_a_selected_parameter_s_curve_stands_where_its_value_is(qtbot: QtBot) -> None:
    snapshot = moment("circle", 300)
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=neuron), (922, 420))
    where = view._layout()
    scale = _reads(view)["b"].scale
    value = curves.value_at(snapshot.history, f"b:{neuron}", 150)
    assert value is not None
    y = _top(view, "b") + where.height * (1 - float(scale.share(value)))
    image = _picture(view)
    assert _near(image, where.x(150), y, LIGHT.bias_line)
    assert not _near(image, where.x(290) + 60, y, LIGHT.bias_line)  # the future is empty


def test_a_view_that_grew_shows_what_a_fresh_one_shows(qtbot: QtBot) -> None:
    snapshot = moment("circle", 20)
    look = Look(LIGHT, neuron=snapshot.plan.rows[0].layer.neurons[1])
    old = _view(qtbot, snapshot, look)
    for updates in (1, 7, 40, 200, 900, 3000):
        snapshot = further(snapshot, updates)
        old.show_snapshot(snapshot, look)
        grown = _picture(old)
    assert grown == _picture(_view(qtbot, snapshot, look))


def test_going_back_in_time_forgets_what_came_after(qtbot: QtBot) -> None:
    early, look = moment("circle", 130), Look(DARK)
    view = _view(qtbot, early, look)
    before = _picture(view)
    view.show_snapshot(further(early, 60), look)
    assert _picture(view) != before
    view.show_snapshot(early, look)
    assert _picture(view) == before


def test_another_look_at_the_same_moment_and_back_is_the_same_picture(qtbot: QtBot) -> None:
    snapshot = moment("circle", 130)
    view = _view(qtbot, snapshot, Look(LIGHT))
    before = _picture(view)
    neuron = snapshot.plan.rows[1].layer.neurons[0]
    for look in (Look(DARK), Look(LIGHT, log_loss=False), Look(LIGHT, neuron=neuron), Look(LIGHT, cursor=60)):
        view.show_snapshot(snapshot, look)
        assert _picture(view) != before
    view.show_snapshot(snapshot, Look(LIGHT))
    assert _picture(view) == before


def test_the_pointer_reads_an_update_and_never_the_future(qtbot: QtBot) -> None:
    snapshot = moment("circle", 50)
    view = _view(qtbot, snapshot, Look(LIGHT))
    where = view._layout()
    said: list[object] = []
    view.cursor_moved.connect(said.append)
    _hover(view, QPoint(round(where.x(25)), where.tops[0] + 20))
    _hover(view, QPoint(round(where.x(90)), where.tops[1] + 20))
    assert said[0] == pytest.approx(25, abs=1)
    assert said[-1] == 50


def test_the_pointer_names_the_curve_under_it_once(qtbot: QtBot) -> None:
    snapshot = moment("circle", 300)
    view = _view(qtbot, snapshot, Look(LIGHT), (922, 420))
    where = view._layout()
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    name = f"w:{neuron}<x1"
    value = curves.value_at(snapshot.history, name, 200)
    assert value is not None
    y = _top(view, "w") + where.height * (1 - float(_reads(view)["w"].scale.share(value)))
    said: list[object] = []
    view.hovered.connect(said.append)
    _hover(view, QPoint(round(where.x(200)), round(y)))
    _hover(view, QPoint(round(where.x(200)) + 1, round(y)))
    assert said == [name]
    _hover(view, QPoint(round(where.x(200)), where.bottom + 25))
    assert said == [name, None]


def test_labels_read_the_cursor_s_update(qtbot: QtBot) -> None:
    snapshot = moment("circle", 300)
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=neuron, cursor=100))
    loss, biases = _labels(view)["loss"], _labels(view)["b"]
    assert biases[0].value == f"{curves.value_at(snapshot.history, f'b:{neuron}', 100):.2f}".replace("-", "−")
    measured = next(m for m in snapshot.history.measured if m.update == 100)
    assert float(loss[0].value) == pytest.approx(measured.fit.train_loss, abs=0.001)


def test_keys_move_the_cursor_and_change_the_axis(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 50), Look(LIGHT))
    cursors: list[object] = []
    logs: list[bool] = []
    view.cursor_moved.connect(cursors.append)
    view.log_toggled.connect(logs.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_L):
        qtbot.keyClick(view, key)
    assert cursors == [49, 50, None]
    assert logs == [False]


def test_the_switch_wishes_for_the_other_axis(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"), Look(LIGHT, log_loss=False))
    assert view._buttons.switch.text() == "linear"
    with qtbot.waitSignal(view.log_toggled) as said:
        qtbot.mouseClick(view._buttons.switch, Qt.MouseButton.LeftButton)
    assert said.args == [True]


def test_edits_are_marked_and_their_sentences_never_overlap(qtbot: QtBot) -> None:
    marks = tuple(Mark(update, f"learning rate 0.03 → 0.{update}") for update in (3, 40, 41, 42, 90))
    snapshot = moment("circle", 100, marks=marks)
    view = _view(qtbot, snapshot, Look(LIGHT))
    bare = _picture(_view(qtbot, replace(snapshot, marks=()), Look(LIGHT)))
    where = view._layout()
    image = _picture(view)
    for mark in marks:
        x = round(where.x(mark.update))
        column = range(where.tops[0] - 12, where.tops[0] - 2)
        assert any(image.pixelColor(x, y) != bare.pixelColor(x, y) for y in column)
    ground = view._ground()
    assert ground is not None
    assert tip(ground, round(where.x(90)), where.tops[1]).endswith("0.90")


def test_a_divergence_is_marked_where_it_happened(qtbot: QtBot) -> None:
    snapshot = moment("circle", 50)
    state = replace(snapshot.state, divergence=Divergence(51, snapshot.plan.ids[0], 1.0, 1e30, False))
    view = _view(qtbot, replace(snapshot, state=state), Look(LIGHT))
    where = view._layout()
    assert _near(_picture(view), where.x(51), where.bottom, LIGHT.loss, 3)


def test_many_weights_become_ribbons_and_few_biases_stay_lines(qtbot: QtBot) -> None:
    wide = moment("circle", 30, {"network.layers": [{"neurons": 20}, {"neurons": 14}, {"neurons": 1}]})
    view = _view(qtbot, wide, Look(LIGHT))
    weights, biases = _reads(view)["w"], _reads(view)["b"]
    assert weights.ribbon is not None
    assert biases.ribbon is None
    assert len(biases.found[0].ids) == 35
    assert [label.word for label in _labels(view)["w"]] == ["max", "median", "min"]


def test_a_network_that_is_followed_by_a_sample_has_ribbons_only(qtbot: QtBot) -> None:
    digits = moment("digits", 20)
    view = _view(qtbot, digits, Look(LIGHT, neuron=digits.plan.rows[0].layer.neurons[0]), (384, 404))
    reads = _reads(view)
    assert reads["w"].ribbon is not None
    assert reads["b"].ribbon is not None
    assert not _picture(view).isNull()


def test_curves_of_parameters_that_are_gone_stay(qtbot: QtBot) -> None:
    snapshot = moment("circle", 60)
    smaller = snapshot.plan.experiment.changed(
        {"network.layers.0.neurons": snapshot.plan.rows[0].layer.neurons[:2]}
    )
    new = plan(smaller)
    state = carried(snapshot.state, snapshot.plan, new)
    past = snapshot.history.started(state, new)
    state, past = history.advanced(state, new, past, 40)
    after = Snapshot(new, snapshot.run, state, past, snapshot.watch, engine.look(state, new, snapshot.watch))
    view = _view(qtbot, after, Look(LIGHT))
    weights = _reads(view)["w"]
    assert [len(strand.ids) for strand in weights.found] == [18, 10]
    assert [h.under for h in view._headings(view._reads) if h.title == "Weights"] == ["10 lines"]
    assert not _picture(view).isNull()


ODD: dict[str, dict[str, Any]] = {
    "one neuron": {"hidden": ()},
    "many layers": {"hidden": (8,) * 6, "activation": "relu"},
    "no bias": {
        "network": small.network(
            {"neurons": 2, "bias": False}, {"neurons": 1, "activation": "linear", "bias": False}
        )
    },
    "many inputs": {"data": small.points(6, 784), "hidden": (3,)},
}


@pytest.mark.parametrize("wish", ODD.values(), ids=ODD)
@pytest.mark.parametrize("updates", [0, 1, 5])
def test_odd_networks_are_drawn(
    qtbot: QtBot, dressed: QApplication, wish: dict[str, Any], updates: int
) -> None:
    snapshot = moment_of(small.experiment(**wish), updates)
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    for look in (Look(LIGHT), Look(DARK, neuron=neuron, log_loss=False, cursor=0, hover=neuron)):
        for size in ((772, 240), (300, 150), (1600, 500)):
            assert not _view(qtbot, snapshot, look, size).grab().isNull()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_nothing_shown_yet_is_an_empty_card(qtbot: QtBot, theme: Theme) -> None:
    view = TimelineView()
    qtbot.addWidget(view)
    assert not view.grab().isNull()


def test_ticks_are_written_short() -> None:
    assert [tick_text(v) for v in (0.0, -0.05, 2.0, 0.3, 1500.0)] == ["0", "−0.05", "2", "0.3", "1500"]


def _look_at(view: TimelineView, low: float, high: float) -> None:
    """Moves a zoomed axis to a range."""
    view._axis.beds[0].setXRange(low, high, padding=0)
    view._arrange()


def test_the_wheel_zooms_around_the_pointer_in_all_charts(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 640), Look(LIGHT))
    view.show()
    where = view._layout()
    x = where.x(200)
    for chart in range(3):
        before = view._layout()
        _wheel(view, x, where.tops[chart] + 10, 1)
        after = view._layout()
        assert after.per_update > 1.2 * before.per_update
        assert after.x(200) == pytest.approx(x, abs=0.01)
        assert all(bed.updates == pytest.approx(view._axis.updates) for bed in view._axis.beds)
    _wheel(view, x, where.tops[0] + 10, -9)
    assert view._axis.updates == (0, 700)
    assert not view._axis.zoomed


def test_the_wheel_beside_the_charts_changes_nothing(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 50), Look(LIGHT))
    view.show()
    _wheel(view, view._layout().right + 40, 60, 3)
    assert view._axis.updates == (0, 100)


def test_dragging_moves_the_updates_and_never_the_values(qtbot: QtBot) -> None:
    view = _zoomed(qtbot, moment("circle", 640))
    before, values = view._layout(), [bed.viewRange()[1] for bed in view._axis.beds]
    _drag(qtbot, view, before.left + 100, before.tops[2] + 10, 60)
    after = view._layout()
    assert after.per_update == pytest.approx(before.per_update)
    assert after.start == pytest.approx(before.start - 60 / before.per_update)
    for bed, read, (low, high) in zip(view._axis.beds, view._reads or (), values, strict=True):
        assert bed.viewRange()[1] == list(read.scale.ends)
        assert high > low
    _drag(qtbot, view, before.left + 100, before.tops[2] + 10, 5000)
    assert view._axis.updates[0] == 0
    assert view._layout().per_update == pytest.approx(before.per_update)


def test_a_run_that_is_seen_whole_cannot_be_dragged_away(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 50), Look(LIGHT))
    view.show()
    where = view._layout()
    _drag(qtbot, view, where.left + 100, where.tops[0] + 10, 80)
    assert view._axis.updates == (0, 100)
    assert not view._axis.zoomed


def test_the_whole_run_comes_back_by_double_click_chip_and_key(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 640), Look(LIGHT))
    view.show()
    where = view._layout()
    ways = (
        lambda: _double_click(view, where.left + 100, where.tops[1] + 10),
        lambda: qtbot.mouseClick(view._buttons.whole, Qt.MouseButton.LeftButton),
        lambda: qtbot.keyClick(view, Qt.Key.Key_A),
    )
    for way in ways:
        assert view._buttons.whole.isHidden()
        _wheel(view, where.left + 100, where.tops[1] + 10, 3)
        assert view._axis.zoomed
        assert view._buttons.whole.isVisible()
        way()
        assert view._axis.updates == (0, 700)
    assert view._buttons.whole.isHidden()


def test_the_whole_run_is_followed_and_a_zoom_holds_still(qtbot: QtBot) -> None:
    snapshot = moment("circle", 90)
    view = _view(qtbot, snapshot, Look(LIGHT))
    view.show()
    later = further(snapshot, 400)
    view.show_snapshot(later, Look(LIGHT))
    assert view._axis.updates == (0, 500)
    where = view._layout()
    _wheel(view, where.x(100), where.tops[0] + 10, 4)
    held = view._axis.updates
    view.show_snapshot(further(later, 3000), Look(LIGHT))
    assert view._axis.updates == held
    qtbot.keyClick(view, Qt.Key.Key_A)
    assert view._axis.updates == (0, 5000)


def test_a_zoom_into_what_is_gone_ends(qtbot: QtBot) -> None:
    snapshot = moment("circle", 20)
    view = _view(qtbot, further(snapshot, 600), Look(LIGHT))
    view.show()
    where = view._layout()
    _wheel(view, where.x(500), where.tops[0] + 10, 4)
    view.show_snapshot(snapshot, Look(LIGHT))
    assert view._axis.updates == (0, 100)
    assert view._buttons.whole.isHidden()
    assert all(bed.updates == pytest.approx((0, 100)) for bed in view._axis.beds)


def test_zooming_ends_at_a_few_updates(qtbot: QtBot) -> None:
    view = _zoomed(qtbot, moment("circle", 640), notches=40)
    low, high = view._axis.updates
    assert high - low == pytest.approx(10)
    assert not _picture(view).isNull()


def test_values_follow_what_is_seen_rounded_outward(qtbot: QtBot) -> None:
    snapshot = moment("circle", 3000)
    view = _view(qtbot, snapshot, Look(LIGHT, log_loss=False))
    view.show()
    whole = view._reads
    where = view._layout()
    _wheel(view, where.left + 1, where.tops[0] + 10, 12)  # the beginning, when the weights were small
    for read, before in zip(view._reads[1:], whole[1:], strict=True):
        low, high = curves.reach(read.found)
        assert read.scale.low <= low <= high <= read.scale.high
        assert read.scale.high - read.scale.low < before.scale.high - before.scale.low
    first = [
        measured.fit.train_loss
        for measured in snapshot.history.measured
        if view._layout().shows(measured.update)
    ]
    assert view._reads[0].scale.low == 0
    assert view._reads[0].scale.high >= max(first)


def test_a_zoomed_curve_stands_where_its_value_is(qtbot: QtBot) -> None:
    snapshot = moment("circle", 640)
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    view = _zoomed(qtbot, snapshot, Look(LIGHT, neuron=neuron))
    where = view._layout()
    scale, image = view._reads[2].scale, _picture(view)
    for share in (0.05, 0.5, 0.95):  # lines reach both edges
        update = round(where.start + share * (where.end - where.start))
        value = curves.value_at(snapshot.history, f"b:{neuron}", update)
        assert value is not None
        y = where.tops[2] + where.height * (1 - float(scale.share(value)))
        assert _near(image, where.x(update), y, LIGHT.bias_line)
    for x in (where.left + 1, where.right - 8):  # a dot stands on the right end
        column = [image.pixelColor(x, y) for y in range(where.tops[2], where.bottom)]
        assert any(color.lightness() < 130 for color in column), x
    beside = QColor(LIGHT.panel)
    assert all(
        image.pixelColor(where.left - 3, y) == beside for y in range(where.tops[2] + 20, where.bottom, 9)
    )


def test_a_zoomed_view_that_grew_and_moved_shows_what_a_fresh_one_shows(
    qtbot: QtBot, dressed: QApplication
) -> None:
    snapshot, look = moment("circle", 600), Look(LIGHT, neuron=None)
    old = _zoomed(qtbot, snapshot, look)
    for updates, shown in ((3, 500), (40, 200), (90, 640)):
        snapshot = further(snapshot, updates)
        old.show_snapshot(snapshot, look)
        _picture(old)
        old._axis.reveal(shown)
        _picture(old)
    fresh = _zoomed(qtbot, snapshot, look)
    _look_at(fresh, *old._axis.updates)
    assert _picture(fresh) == _picture(old)


def test_labels_read_the_last_update_seen_where_the_present_is_not(qtbot: QtBot) -> None:
    snapshot = moment("circle", 640)
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    view = _zoomed(qtbot, snapshot, Look(LIGHT, neuron=neuron))
    where = view._layout()
    last = int(where.end)
    assert last < 640
    label = _labels(view)["b"][0]
    assert label.value == f"{curves.value_at(snapshot.history, f'b:{neuron}', last):.2f}".replace("-", "−")


def test_the_pointer_reads_and_names_while_zoomed(qtbot: QtBot) -> None:
    snapshot = moment("circle", 640)
    view = _zoomed(qtbot, snapshot)
    where = view._layout()
    name = f"w:{snapshot.plan.rows[-1].layer.neurons[0]}<{snapshot.plan.rows[-1].sources[0]}"
    update = round(where.start + 0.6 * (where.end - where.start))
    value = curves.value_at(snapshot.history, name, update)
    assert value is not None
    y = where.tops[1] + where.height * (1 - float(view._reads[1].scale.share(value)))
    cursors: list[object] = []
    names: list[object] = []
    view.cursor_moved.connect(cursors.append)
    view.hovered.connect(names.append)
    _hover(view, QPoint(round(where.x(update)), round(y)))
    assert cursors == [pytest.approx(update, abs=1)]
    assert names == [name]
    view._canvas.left.emit()
    assert cursors[-1] is None


def test_keys_zoom_around_the_cursor_and_the_axis_follows_it(qtbot: QtBot) -> None:
    snapshot = moment("circle", 640)
    view = _view(qtbot, snapshot, Look(LIGHT, cursor=300))
    view.cursor_moved.connect(lambda update: view.show_snapshot(snapshot, Look(LIGHT, cursor=update)))
    view.show()
    x = view._layout().x(300)
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    where = view._layout()
    assert where.x(300) == pytest.approx(x, abs=0.01)
    for _ in range(150):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view._look.cursor is not None and view._look.cursor > where.end
    assert view._layout().shows(view._look.cursor)
    assert view._layout().per_update == pytest.approx(where.per_update)
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert not view._axis.zoomed


def test_the_pill_leaves_room_for_the_chip(qtbot: QtBot) -> None:
    view = _zoomed(qtbot, moment("circle", 640))
    view.resize(338, 312)
    _look_at(view, 400.0, 641.0)
    where, chip = view._layout(), view._buttons.whole.geometry()
    assert where.x(640) + 24 > chip.left()  # they would touch
    image, gap = _picture(view), chip.left() - 2
    assert _near(image, gap - 12, where.bottom + 12, LIGHT.primary, 3)
    assert {image.pixelColor(gap, y).name() for y in range(chip.top(), chip.bottom())} == {
        LIGHT.panel.lower()
    }


def test_a_click_takes_the_keys_and_nothing_opens_a_menu(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 50), Look(LIGHT))
    view.show()
    qtbot.mouseClick(view._canvas.viewport(), Qt.MouseButton.RightButton, pos=QPoint(300, 50))
    assert QApplication.activePopupWidget() is None
    assert all(bed.menu is None for bed in view._axis.beds)
    assert view._canvas.focusPolicy() == Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("wish", ODD.values(), ids=ODD)
def test_odd_networks_are_drawn_zoomed(qtbot: QtBot, dressed: QApplication, wish: dict[str, Any]) -> None:
    snapshot = moment_of(small.experiment(**wish), 60)
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    for place in (5.0, 95.0):  # what was trained, and the empty future
        view = _view(qtbot, snapshot, Look(DARK, neuron=neuron, hover=neuron))
        view._axis.zoom(0.15, place)
        assert view._axis.zoomed
        assert not _picture(view).isNull()


def test_plots_are_set_up_in_one_place_for_all_views() -> None:
    options = {name: pyqtgraph.getConfigOption(name) for name in ("imageAxisOrder", "antialias", "useOpenGL")}
    assert options == {"imageAxisOrder": "row-major", "antialias": False, "useOpenGL": False}
    assert pyqtgraph.Qt.QT_LIB == "PySide6"


def test_a_moment_is_painted_once_even_when_its_ranges_change(qtbot: QtBot) -> None:
    snapshot = moment("circle", 60)
    view = _view(qtbot, snapshot, Look(LIGHT))
    view.show()
    QApplication.processEvents()
    painted: list[int] = []
    paint = view._paint_behind
    view._canvas._behind = lambda painter: (painted.append(1), paint(painter))  # type: ignore[func-returns-value]
    for updates in (60, 200, 400):  # each moves the end of the axis
        snapshot = further(snapshot, updates)
        end = view._axis.updates[1]
        view.show_snapshot(snapshot, Look(LIGHT))
        assert view._axis.updates[1] > end
        for _ in range(5):
            QApplication.processEvents()
    assert len(painted) == 3


@pytest.mark.parametrize("width", [338, 771, 1120, 1131])
def test_the_axis_ends_at_exactly_the_round_number(qtbot: QtBot, width: int) -> None:
    snapshot = moment("circle", 20)
    view = _view(qtbot, snapshot, Look(LIGHT), (width, 312))
    for updates, end in ((60, 100), (600, 700), (6000, 7000)):
        view.show_snapshot(further(snapshot, updates - 20), Look(LIGHT))
        assert view._axis.updates == (0, end)
        assert all(bed.updates == pytest.approx((0, end)) for bed in view._axis.beds)


def test_large_round_numbers_are_powers_of_ten() -> None:
    found = [tick_text(v) for v in (1e6, -4e21, 3e5, 20000.0)]
    assert found == ["10⁶", "−4·10²¹", "3·10⁵", "20\u2009000"]


def test_dots_lie_in_their_beds_before_anything_was_recorded(qtbot: QtBot) -> None:
    snapshot = replace(moment("circle", 0), history=history.History(), seen=engine.Seen())
    view = _view(qtbot, snapshot, Look(LIGHT, neuron=3))
    where = view._layout()
    for ends, top in list(zip(view._labels(where, view._reads), where.tops, strict=True))[1:]:
        assert ends
        for label in ends:
            assert label.dot is not None
            assert top <= label.dot <= top + where.height


def test_no_number_of_an_axis_touches_the_words_beside_it(qtbot: QtBot) -> None:
    """Where the title leaves no room, the number at its height is left out."""
    snapshot = replace(moment("digits", 0), history=history.History(), seen=engine.Seen())
    view = _view(qtbot, snapshot, Look(LIGHT, scale=0.86, compact=True), (338, 288))
    where, image = view._layout(), _picture(view)
    title_end = where.bar + 13 + QFontMetricsF(font(14.5, 600)).horizontalAdvance("Weights")
    for top in (_top(view, "w"), _top(view, "b")):
        gap = range(round(title_end) + 1, round(title_end) + 4)
        rows = range(top + 4, top + 18)
        assert {image.pixelColor(x, y).name() for x in gap for y in rows} == {LIGHT.panel.lower()}
