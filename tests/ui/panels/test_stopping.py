"""The panel of stop conditions: numbers as people type them, refusals in place, and what is set in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from moments import moment
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui import commands
from ui.panels.stopping import StopPanel
from ui.theme import LIGHT
from wbsim.snapshot import Snapshot
from wbsim.stops import Stop


def _panel(qtbot: QtBot, snapshot: Snapshot) -> tuple[StopPanel, list[Stop]]:
    panel = StopPanel()
    qtbot.addWidget(panel)
    panel.dress(LIGHT, 1.0)
    panel.show_snapshot(snapshot)
    panel.show()
    said: list[Stop] = []
    panel.wished.connect(said.append)
    return panel, said


def _type(qtbot: QtBot, panel: StopPanel, name: str, text: str) -> None:
    field = panel.rows[name].number
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("update", "1200", Stop(update=1200)),
        ("update", "1 200", Stop(update=1200)),
        ("epoch", "7", Stop(epoch=7)),
        ("loss", "0,01", Stop(loss=0.01)),
        ("loss", "0.01", Stop(loss=0.01)),
        ("loss", "1e-3", Stop(loss=0.001)),
        ("accuracy", "97,5", Stop(accuracy=0.975)),
        ("accuracy", "100 %", Stop(accuracy=1.0)),
        ("patience", "500", Stop(patience=500)),
    ],
)
def test_a_number_is_typed_with_either_mark(qtbot: QtBot, name: str, text: str, expected: Stop) -> None:
    panel, said = _panel(qtbot, moment("circle"))
    _type(qtbot, panel, name, text)
    assert said == [expected]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("update", "0"), ("update", "2.5"), ("update", "soon"), ("loss", "0"), ("loss", "-1"), ("accuracy", "0"),
        ("accuracy", "101"), ("accuracy", "0.99"), ("accuracy", "1"), ("patience", "-3"), ("epoch", "1,2,3"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_its_place(qtbot: QtBot, name: str, text: str) -> None:
    panel, said = _panel(qtbot, moment("circle"))
    _type(qtbot, panel, name, text)
    row = panel.rows[name]
    assert said == []
    assert row.problem.isVisibleTo(panel) and row.problem.text
    others = [other for other in panel.rows.values() if other is not row]
    assert not any(other.problem.isVisibleTo(panel) for other in others)
    _type(qtbot, panel, name, "10")
    assert not row.problem.isVisibleTo(panel) and len(said) == 1


def test_an_emptied_field_asks_for_nothing(qtbot: QtBot) -> None:
    wished = Stop(update=900, loss=0.5)
    panel, said = _panel(qtbot, replace(moment("circle"), stop=wished))
    assert panel.rows["update"].number.text() == "900"
    _type(qtbot, panel, "update", "")
    assert said == [Stop(loss=0.5)]
    panel.show_snapshot(replace(moment("circle"), stop=said[0]))
    assert (
        panel.rows["update"].number.text() == "" and panel.rows["update"].number.placeholderText() == "never"
    )
    assert panel.said.text == "Stops at loss 0.5."
    qtbot.mouseClick(panel.none, Qt.MouseButton.LeftButton)
    assert said[-1] == Stop()


def test_values_have_no_accuracy_and_data_without_test_points_no_choice(qtbot: QtBot) -> None:
    panel, _ = _panel(qtbot, moment("bumps"))
    assert not panel.rows["accuracy"].isVisibleTo(panel)
    panel, said = _panel(qtbot, moment("circle"))
    assert panel.rows["accuracy"].isVisibleTo(panel) and panel.of.isVisibleTo(panel)
    panel.of.choice.chosen.emit("train")
    assert said == [Stop(of="train")]
    whole = moment("circle", settings={"data.train_share": 100})
    assert whole.plan.train_size == whole.plan.description.size
    panel.show_snapshot(whole)
    assert not panel.of.isVisibleTo(panel)


def test_what_is_wished_is_said_in_words() -> None:
    assert Stop().words() == ""
    assert Stop(update=1200).words() == "at update 1\u2009200"
    assert Stop(epoch=3, accuracy=0.95).words() == "at epoch 3, at accuracy 95\u2009%"
    assert Stop(patience=2000).words() == "after 2\u2009000 updates without progress"


def test_shift_s_opens_the_panel_in_every_room_and_the_run_stops(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(updates=100)
    window = one.window
    for room in ("network", "time"):
        window.see(room=room)
        one.refresh()
        qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
        assert window.stops.isVisible() and window.look.room == room
        assert window.figure.rect().contains(window.stops.geometry())
        assert window.stops.width() > 200
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        assert not window.stops.isVisible() and window.look.room == room
    one.post(commands.SetStop(Stop(update=150)))
    one.session.advance(400)
    one.refresh()
    assert window.snapshot is not None and window.snapshot.state.update == 150
    assert "150" in window.figure.timeline._buttons.stops.text()
