"""The scrub bar looks at any update: by dragging, by clicking, by Shift + click; the past stands under a veil."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from branching import forest, looking
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.look import Look
from ui.theme import LIGHT
from ui.views.timeline import TimelineView
from ui.views.timeline_hand import tip
from wbsim.snapshot import Snapshot
from wbsim.stops import Stop

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PRESS, MOVE, RELEASE = (
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease,
)  # fmt: skip


def _view(
    qtbot: QtBot, snapshot: Snapshot, look: Look | None = None, size: tuple[int, int] = (772, 240)
) -> TimelineView:
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look or Look(LIGHT))
    return view


def _send(
    view: TimelineView,
    kind: QEvent.Type,
    x: float,
    y: float,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    port, at = view._canvas.viewport(), QPointF(x, y)
    button, buttons = (NONE if kind == MOVE else LEFT), (NONE if kind == RELEASE else LEFT)
    QApplication.sendEvent(port, QMouseEvent(kind, at, QPointF(port.mapToGlobal(at)), button, buttons, keys))


def _sought(view: TimelineView) -> list[object]:
    found: list[object] = []
    view.sought.connect(found.append)
    return found


def _image(view: TimelineView) -> QImage:
    return view.grab().toImage()


def _apart(one: QColor, other: QColor) -> int:
    return max(abs(one.red() - other.red()), abs(one.green() - other.green()), abs(one.blue() - other.blue()))


@pytest.fixture(scope="module")
def present() -> Snapshot:
    """A branch with an edit at 400, at its present 1 000."""
    return looking(forest(2), 1)


@pytest.fixture(scope="module")
def past() -> Snapshot:
    """The same branch, looked at at 560."""
    return looking(forest(2), 1, 560)


def test_a_click_on_the_bar_goes_to_that_update(qtbot: QtBot, present: Snapshot) -> None:
    view = _view(qtbot, present)
    where, sought = view._layout(), _sought(view)
    for update in (300, 0, 720):
        _send(view, PRESS, where.x(update), where.track)
        _send(view, RELEASE, where.x(update), where.track)
    assert [round(u) for u in sought] == pytest.approx([300, 0, 720], abs=1)  # type: ignore[call-overload, attr-defined]


def test_the_numbers_of_the_axis_are_part_of_the_bar(qtbot: QtBot, present: Snapshot) -> None:
    view = _view(qtbot, present)
    where, sought = view._layout(), _sought(view)
    _send(view, PRESS, where.x(200), where.bottom + 20)
    assert sought == [pytest.approx(200, abs=1)]


def test_dragging_follows_the_pointer_and_never_leaves_the_run(qtbot: QtBot, present: Snapshot) -> None:
    view = _view(qtbot, present)
    where, sought = view._layout(), _sought(view)
    _send(view, PRESS, where.x(500), where.track)
    for update in (450, 380, 90):
        _send(view, MOVE, where.x(update), where.track + 90)  # the pointer may leave the bar on the way
    _send(view, MOVE, where.left - 80, where.track)
    _send(view, MOVE, where.x(1300), where.track)
    _send(view, RELEASE, where.x(1300), where.track)
    _send(view, MOVE, where.x(100), where.track)
    assert sought == [*(pytest.approx(u, abs=1) for u in (500, 450, 380, 90)), 0, None]


def test_the_head_stays_where_the_hand_left_it_until_the_run_is_there(
    qtbot: QtBot, present: Snapshot, past: Snapshot
) -> None:
    view = _view(qtbot, present)
    where = view._layout()
    _send(view, PRESS, where.x(560), where.track)
    held = view._moments.now
    assert held == pytest.approx(560, abs=1)
    _send(view, RELEASE, where.x(560), where.track)
    assert view._moments.now == held
    assert view._reading(where) == held  # the charts read their history meanwhile
    view.show_snapshot(replace(present, said="something else"), Look(LIGHT))
    assert view._moments.now == held
    view.show_snapshot(replace(past, state=replace(past.state, update=held)), Look(LIGHT))
    assert view._hand.scrubber.held is None
    assert view._moments.now == held
    assert view._reading(where) is None


def test_a_head_that_is_let_go_where_the_run_already_is_follows_the_run_again(
    qtbot: QtBot, present: Snapshot, past: Snapshot
) -> None:
    view = _view(qtbot, present)
    where = view._layout()
    _send(view, PRESS, where.x(560), where.track)
    held = view._moments.now
    there = replace(past, state=replace(past.state, update=held))
    view.show_snapshot(there, Look(LIGHT))  # while the hand still holds it
    _send(view, RELEASE, where.x(560), where.track)
    view.show_snapshot(replace(past, state=replace(past.state, update=held - 1)), Look(LIGHT))
    assert view._moments.now == held - 1


def test_another_run_forgets_what_the_hand_wished(qtbot: QtBot, present: Snapshot) -> None:
    view = _view(qtbot, present)
    where = view._layout()
    _send(view, PRESS, where.x(560), where.track)
    _send(view, RELEASE, where.x(560), where.track)
    view.show_snapshot(looking(forest(2), 0), Look(LIGHT))
    assert view._moments.now == 660


def test_the_head_is_dragged_from_where_it_was_gripped(qtbot: QtBot, past: Snapshot) -> None:
    view = _view(qtbot, past)
    where, sought = view._layout(), _sought(view)
    _send(view, PRESS, where.x(560) + 6, where.bottom + 18)  # on its pill, beside its middle
    assert sought == []
    _send(view, MOVE, where.x(560) + 6 + where.per_update * 40, where.bottom + 18)
    assert sought == [pytest.approx(600, abs=1)]


def test_the_pill_of_the_present_goes_there(qtbot: QtBot, past: Snapshot) -> None:
    view = _view(qtbot, past)
    where, sought = view._layout(), _sought(view)
    _send(view, PRESS, where.x(1000) - 30, where.bottom + 18)
    _send(view, MOVE, where.x(700), where.bottom + 18)
    assert sought == [None]


def test_the_bar_seeks_on_a_zoomed_axis_too(qtbot: QtBot, present: Snapshot) -> None:
    view = _view(qtbot, present)
    view.show()
    view._axis.zoom(0.2, 500)
    where, sought = view._layout(), _sought(view)
    assert where.start > 100 and where.end < 900
    middle = round((where.start + where.end) / 2)
    _send(view, PRESS, where.x(middle), where.track)
    _send(view, MOVE, where.left - 50, where.track)
    assert sought == [middle, pytest.approx(where.start, abs=1)]


def test_shift_and_click_on_a_chart_goes_there_and_a_plain_click_does_not(
    qtbot: QtBot, present: Snapshot
) -> None:
    view = _view(qtbot, present)
    where, sought = view._layout(), _sought(view)
    x, y = where.x(250), where.tops[1] + 5
    _send(view, PRESS, x, y)
    _send(view, RELEASE, x, y)
    assert sought == []
    _send(view, PRESS, x, y, Qt.KeyboardModifier.ShiftModifier)
    _send(view, RELEASE, x, y, Qt.KeyboardModifier.ShiftModifier)
    assert sought == [pytest.approx(250, abs=1)]
    ground = view._ground()
    assert ground is not None and "Shift" in tip(ground, x, where.tops[0] + 2)


@pytest.mark.parametrize("size", [(772, 240), (1260, 304), (340, 285)])
@pytest.mark.parametrize("room", ["network", "time"])
def test_the_veil_lies_from_the_moment_to_the_present(
    qtbot: QtBot, past: Snapshot, present: Snapshot, size: tuple[int, int], room: Any
) -> None:
    look = Look(LIGHT, room=room, compact=True, scale=0.86)
    now, then = _view(qtbot, present, look, size), _view(qtbot, past, look, size)
    where = then._layout()
    veiled, bare = _image(then), _image(now)
    for top in where.tops:
        y = top + 3
        x = round(where.x(800))
        column = [veiled.pixelColor(x, y + k) for k in range(3)]
        assert any(_apart(color, QColor(LIGHT.sunk)) > 3 for color in column)
        beyond = round(where.x(1300))
        if beyond < where.right - 4 and size[0] > 400:
            assert veiled.pixelColor(beyond, y) == bare.pixelColor(beyond, y)


def test_the_moment_has_a_filled_pill_and_the_present_a_hollow_one(qtbot: QtBot, past: Snapshot) -> None:
    view = _view(qtbot, past)
    where, image = view._layout(), _image(view)
    y = where.bottom + 10
    assert _apart(image.pixelColor(round(where.x(560)), y), QColor(LIGHT.primary)) < 60
    assert _apart(image.pixelColor(round(where.x(1000)) - 30, y), QColor(LIGHT.panel)) < 12
    assert _apart(image.pixelColor(round(where.x(1000)), round(where.track)), QColor(LIGHT.panel)) < 40
    assert _apart(image.pixelColor(round(where.x(300)), round(where.track)), QColor(LIGHT.ink2)) < 30
    assert _apart(image.pixelColor(round(where.x(700)), round(where.track)), QColor(LIGHT.line2)) < 30


@pytest.mark.parametrize("at", [None, 0, 3, 560, 940, 985, 996, 999])
@pytest.mark.parametrize("width", [340, 772, 1260])
def test_pills_of_the_axis_never_overlap(qtbot: QtBot, at: int | None, width: int) -> None:
    snapshot = looking(forest(2), 1, at)
    view = _view(qtbot, snapshot, Look(LIGHT, cursor=970), (width, 240))
    ground = view._ground()
    assert ground is not None
    boxes = list(ground.pills.values())
    assert boxes
    for k, one in enumerate(boxes):
        assert not any(one.intersects(other) for other in boxes[k + 1 :])
        assert one.right() <= width - 2


def test_labels_are_of_the_moment_that_is_looked_at(qtbot: QtBot, past: Snapshot) -> None:
    neuron = past.plan.rows[0].layer.neurons[2]
    view = _view(qtbot, past, Look(LIGHT, neuron=neuron))
    labels = dict(zip([c.kind for c in view._charts], view._labels(view._layout(), view._reads), strict=True))
    value = float(past.state.theta[past.plan.index[f"b:{neuron}"]])
    assert labels["b"][0].value == f"{value:.2f}".replace("-", "−")
    assert past.seen.fit is not None
    assert labels["loss"][0].value == f"{past.seen.fit.train_loss:.3f}"


def test_the_buttons_beside_the_bar_say_what_is_set_and_lead_back(
    qtbot: QtBot, past: Snapshot, present: Snapshot
) -> None:
    view = _view(qtbot, replace(past, stop=Stop(loss=0.01, update=1200)))
    sought = _sought(view)
    assert view._buttons.present.isVisibleTo(view)
    qtbot.mouseClick(view._buttons.present, LEFT)
    assert sought == [None]
    with qtbot.waitSignal(view.stops_wished):
        qtbot.mouseClick(view._buttons.stops, LEFT)
    assert "at loss 0.01" in view._buttons.stops.toolTip()
    view.show_snapshot(present, Look(LIGHT))
    assert not view._buttons.present.isVisibleTo(view)


@pytest.mark.parametrize("size", [(340, 285), (772, 240), (1260, 304), (1576, 395)])
@pytest.mark.parametrize(
    "stop",
    [
        Stop(loss=0.01), Stop(epoch=20), Stop(accuracy=0.95), Stop(update=5000), Stop(patience=500), Stop(loss=0.01, epoch=3),
    ],
)  # fmt: skip
def test_the_button_beside_the_bar_always_says_that_it_is_a_stop(
    qtbot: QtBot, past: Snapshot, stop: Stop, size: tuple[int, int]
) -> None:
    view = _view(qtbot, replace(past, stop=stop), Look(LIGHT), size)
    assert view._buttons.stops.text().startswith("stop")
    assert view._buttons.stops.geometry().right() <= view._layout().left - 2


@pytest.mark.parametrize("size", [(340, 285), (772, 240), (922, 320), (1260, 304), (1576, 395), (2300, 700)])
@pytest.mark.parametrize("scale", [0.86, 1.0, 1.8])
def test_nothing_beside_the_track_touches_it(
    qtbot: QtBot, past: Snapshot, size: tuple[int, int], scale: float
) -> None:
    view = _view(qtbot, past, Look(LIGHT, scale=scale), size)
    where, buttons = view._layout(), view._buttons
    assert buttons.stops.geometry().right() <= where.left - 2
    if buttons.present.sizeHint().width() < size[0] - where.right - 8:
        assert buttons.present.geometry().left() >= where.right + 4
    assert buttons.present.geometry().right() <= size[0]
    assert where.track + 8 <= size[1]


def test_keys_of_the_window_step_and_leap_through_the_run(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=1000)
    window = one.window
    window.figure.timeline.setFocus()
    qtbot.waitUntil(window.figure.timeline.hasFocus)
    qtbot.keyClick(window.figure.timeline, Qt.Key.Key_Left)
    one.refresh()
    assert window.snapshot is not None and window.snapshot.state.update == 999
    qtbot.keyClick(window.figure.timeline, Qt.Key.Key_PageUp)
    one.refresh()
    assert window.snapshot.state.update == 989
    qtbot.keyClick(window.figure.timeline, Qt.Key.Key_PageDown)
    qtbot.keyClick(window.figure.timeline, Qt.Key.Key_PageDown)
    one.refresh()
    assert one.of(commands.Seek)[-1].update in (999, None)
    qtbot.keyClick(window.figure.timeline, Qt.Key.Key_End)
    one.refresh()
    assert window.snapshot.state.update == 1000 and not window.snapshot.is_past
    posted = len(one.of(commands.Seek))
    qtbot.keyClick(window.figure.timeline, Qt.Key.Key_PageDown)
    assert len(one.of(commands.Seek)) == posted  # there is nothing beyond the present


def test_the_bar_of_the_window_looks_at_the_past_and_an_edit_there_begins_a_branch(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(updates=800)
    window, timeline = one.window, one.window.figure.timeline
    where = timeline._layout()
    _send(timeline, PRESS, where.x(300), where.track)
    _send(timeline, RELEASE, where.x(300), where.track)
    one.refresh()
    assert window.snapshot is not None and window.snapshot.is_past
    assert window.snapshot.state.update == pytest.approx(300, abs=2)
    assert window.snapshot.ghost is not None and window.snapshot.ghost.state.update == 800
    readouts = window.transport.readouts.accessibleName()
    assert readouts.startswith("looking at")
    one.post(commands.Change({"optimizer.learning_rate": 0.3}))
    one.refresh()
    assert len(window.snapshot.branches) == 2 and not window.snapshot.is_past
