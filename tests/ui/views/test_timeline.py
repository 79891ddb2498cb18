"""The timeline shows the whole history, and the pointer reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import small
from moments import further, moment, moment_of
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT, Theme
from ui.views import curves
from ui.views.timeline import TimelineView
from ui.views.timeline_frame import tick_text
from ui.views.timeline_layout import layout
from wbsim import engine, history
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


def _picture(view: TimelineView) -> QImage:
    return view.grab().toImage()


def _hover(view: QWidget, place: QPoint) -> None:
    """Moves the pointer over a view that need not be on a screen."""
    at, none = QPointF(place), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


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
    scale = view._read(where)[2].scale
    value = curves.value_at(snapshot.history, f"b:{neuron}", 150)
    assert value is not None
    y = where.tops[2] + where.height * (1 - float(scale.share(value)))
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
    y = where.tops[1] + where.height * (1 - float(view._read(where)[1].scale.share(value)))
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
    where = view._layout()
    loss, _, biases = view._labels(where, view._read(where))
    assert biases[0].value == f"{curves.value_at(snapshot.history, f'b:{neuron}', 100):.2f}".replace("-", "−")
    measured = next(m for m in snapshot.history.measured if m.update == 100)
    assert float(loss[0].value) == pytest.approx(measured.fit.train_loss, abs=0.001)


def test_keys_move_the_cursor_and_change_the_axis(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 50), Look(LIGHT))
    cursors: list[object] = []
    logs: list[bool] = []
    view.cursor_moved.connect(cursors.append)
    view.log_toggled.connect(logs.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape, Qt.Key.Key_L):
        qtbot.keyClick(view, key)
    assert cursors == [49, 50, None]
    assert logs == [False]


def test_the_switch_wishes_for_the_other_axis(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle"), Look(LIGHT, log_loss=False))
    assert view._switch.text() == "linear"
    with qtbot.waitSignal(view.log_toggled) as said:
        qtbot.mouseClick(view._switch, Qt.MouseButton.LeftButton)
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
    assert view._tip(round(where.x(90)), where.tops[1]).endswith("0.90")


def test_a_divergence_is_marked_where_it_happened(qtbot: QtBot) -> None:
    snapshot = moment("circle", 50)
    state = replace(snapshot.state, divergence=Divergence(51, snapshot.plan.ids[0], 1.0, 1e30, False))
    view = _view(qtbot, replace(snapshot, state=state), Look(LIGHT))
    where = view._layout()
    assert _near(_picture(view), where.x(51), where.bottom, LIGHT.loss, 3)


def test_many_weights_become_ribbons_and_few_biases_stay_lines(qtbot: QtBot) -> None:
    wide = moment("circle", 30, {"network.layers": [{"neurons": 20}, {"neurons": 14}, {"neurons": 1}]})
    view = _view(qtbot, wide, Look(LIGHT))
    _, weights, biases = view._read(view._layout())
    assert weights.ribbon is not None
    assert biases.ribbon is None
    assert len(biases.found[0].ids) == 35
    assert [label.word for label in view._labels(view._layout(), view._read(view._layout()))[1]] == [
        "1 %",
        "median",
        "99 %",
    ]


def test_a_network_that_is_followed_by_a_sample_has_ribbons_only(qtbot: QtBot) -> None:
    digits = moment("digits", 20)
    view = _view(qtbot, digits, Look(LIGHT, neuron=digits.plan.rows[0].layer.neurons[0]), (384, 404))
    reads = view._read(view._layout())
    assert reads[1].ribbon is not None
    assert reads[2].ribbon is not None
    assert not _picture(view).isNull()


def test_curves_of_parameters_that_are_gone_stay(qtbot: QtBot) -> None:
    snapshot = moment("circle", 60)
    smaller = snapshot.plan.experiment.changed(
        {"network.layers.0.neurons": snapshot.plan.rows[0].layer.neurons[:2]}
    )
    new = plan(smaller)
    state = engine.carried(snapshot.state, snapshot.plan, new)
    past = snapshot.history.started(state, new)
    state, past = history.advanced(state, new, past, 40)
    after = Snapshot(new, snapshot.run, state, past, snapshot.watch, engine.look(state, new, snapshot.watch))
    view = _view(qtbot, after, Look(LIGHT))
    weights = view._read(view._layout())[1]
    assert [len(strand.ids) for strand in weights.found] == [18, 10]
    assert view._weights.count(after) == 10
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
