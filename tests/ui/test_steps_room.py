"""The room of steps in the window: how one gets there, that every card and key does exactly its step, that sheet and
diagram point at each other, and that nothing is cut off at any size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import commands
from ui.layouts import layout_of
from ui.panels.buttons import Button
from ui.panels.rooms import ROOMS
from ui.picture import save_picture, window_picture
from ui.views.network_steps import StepsScene
from ui.views.rung_words import CARDS
from wbsim import Refused, presets
from wbsim.ladder import PHASES
from wbsim.run import Run

SIZES = [(1024, 600), (1280, 720), (1600, 1000), (1920, 1080)]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def entered(stage: Callable[..., Any], **wish: Any) -> Any:
    """A window in the room of steps, with its update."""
    one = stage(**wish)
    one.window.see(room="steps")
    one.refresh()
    QApplication.processEvents()
    return one


# --- getting there -----------------------------------------------------------------------------------------


def test_s_leads_there_and_back_and_h_to_time(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    for key, room in ((Qt.Key.Key_S, "steps"), (Qt.Key.Key_S, "network"), (Qt.Key.Key_H, "time"), (Qt.Key.Key_S, "steps")):  # fmt: skip
        qtbot.keyClick(one.window, key)
        one.refresh()
        assert one.window.look.room == room
        assert one.window.transport.rooms.segments.current == ROOMS.index(room)
    assert one.window.figure.sheet.isVisible()
    assert one.window.figure.phases.isVisible()
    qtbot.keyClick(one.window, Qt.Key.Key_Escape)
    assert one.window.look.room == "network"


def test_the_switch_leads_into_every_room(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(size=(1280, 720))
    segments = one.window.transport.rooms.segments
    edges = segments._edges()
    for place, room in ((2, "steps"), (3, "time"), (0, "neuron"), (1, "network")):
        middle = QPoint(round((edges[place] + edges[place + 1]) / 2), segments.height() // 2)
        qtbot.mouseClick(segments, Qt.MouseButton.LeftButton, pos=middle)
        assert one.window.look.room == room
        assert segments.current == place
    assert segments.accessibleName() and segments.toolTip()


def test_only_there_the_coming_update_is_asked_for(stage: Callable[..., Any]) -> None:
    one = stage()
    assert one.snapshot().coming is None
    one.window.see(room="steps")
    assert one.snapshot().coming is not None
    assert one.of(commands.Look)[-1].watch.coming


def test_the_pills_of_the_bar_give_way_to_the_cards(stage: Callable[..., Any]) -> None:
    one = entered(stage)
    bar = one.window.transport
    assert not bar.update_once.isVisible()
    assert not bar.epoch_once.isVisible()
    one.window.see(room="network")
    assert bar.update_once.isVisible()


# --- every step --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_each_card_and_each_key_does_exactly_its_step(
    qtbot: QtBot, stage: Callable[..., Any], by: str
) -> None:
    one = entered(stage, updates=3)
    ladder = one.snapshot().coming.ladder
    keys = dict(
        zip(CARDS, (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5), strict=False)
    )
    expected, update = 0, 3
    for rung in ("product", "product", "neuron", "sample", "product", "batch"):
        if by == "mouse":
            qtbot.mouseClick(one.window.figure.rungs.cards[rung], Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(one.window, keys[rung])
        one.refresh()
        expected = ladder.after(expected, rung)
        landed = expected == ladder.total
        moment = one.snapshot()
        assert moment.tick == expected
        assert moment.state.update == update + landed
    assert one.of(commands.Advance)[-1] == commands.Advance("batch", False)
    plain = one.session.moment.progress.state
    fresh = stage(updates=4)
    np.testing.assert_array_equal(plain.theta, fresh.session.moment.progress.state.theta)


def test_an_epoch_ends_where_an_epoch_ends(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=3)
    qtbot.mouseClick(one.window.figure.rungs.cards["epoch"], Qt.MouseButton.LeftButton)
    assert one.session.moment.progress.state.update == 25


def test_a_right_click_goes_one_step_back(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=3)
    cards = one.window.figure.rungs.cards
    for _ in range(4):
        qtbot.mouseClick(cards["product"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(cards["product"], Qt.MouseButton.RightButton)
    assert one.snapshot().tick == 3
    qtbot.mouseClick(cards["neuron"], Qt.MouseButton.LeftButton, SHIFT)
    assert one.snapshot().tick == 0
    qtbot.mouseClick(cards["batch"], Qt.MouseButton.RightButton)
    assert one.snapshot().state.update == 2


def test_a_tab_goes_to_the_end_of_its_phase(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=3)
    for phase in PHASES:
        qtbot.mouseClick(one.window.figure.phases.tabs[phase], Qt.MouseButton.LeftButton)
        one.refresh()
        moment = one.snapshot()
        end = moment.coming.ladder.total if phase == "update" else moment.coming.ladder.phase_ends(1)[phase]
        assert moment.tick == end
    assert one.snapshot().state.update == 4


def test_in_the_room_of_the_network_playing_goes_by_updates_however_one_comes_there(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    for leave in (
        lambda one: one.window.transport.room_chosen.emit("network"),
        lambda one: one.window.commands["steps"].trigger(),
        lambda one: one.window.commands["deselect"].trigger(),
    ):
        one = entered(stage)
        qtbot.mouseClick(one.window.figure.rungs.cards["product"], Qt.MouseButton.LeftButton)
        one.refresh()
        leave(one)
        assert one.window.look.room == "network" and one.posted[-1] == commands.SetRung("batch")


def test_free_run_plays(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage)
    qtbot.mouseClick(one.window.figure.rungs.cards["product"], Qt.MouseButton.LeftButton)
    one.refresh()
    qtbot.mouseClick(one.window.figure.rungs.cards["free"], Qt.MouseButton.LeftButton)
    assert one.posted[-2:] == [commands.SetRung("batch"), commands.Play()]


# --- motion ------------------------------------------------------------------------------------------------


def test_a_step_moves_in_the_diagram_and_in_nothing_else(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage)
    window = one.window
    shown: list[frozenset[str] | None] = []
    show = window.figure.show_snapshot
    window.figure.show_snapshot = lambda s, look, due=None: (shown.append(due), show(s, look, due))[1]
    one.post(commands.Advance("neuron"))
    one.refresh()
    assert window.look.motion < 1
    qtbot.waitUntil(lambda: window.look.motion == 1.0, timeout=5000)
    assert shown[0] is None
    assert set(shown[1:]) == {frozenset({"network"})}
    count = len(shown)
    qtbot.wait(60)
    assert len(shown) == count


def test_reduced_motion_is_in_the_menu_and_shows_steps_at_once(stage: Callable[..., Any]) -> None:
    one = entered(stage)
    action = one.window.commands["still"]
    assert action in one.window.menus.main.actions()
    action.trigger()
    assert action.isChecked()
    one.post(commands.Advance("neuron"))
    one.refresh()
    assert one.window.look.motion == 1.0
    action.trigger()
    one.post(commands.Advance("neuron"))
    one.refresh()
    assert one.window.look.motion < 1.0


def test_every_step_of_a_slow_walk_is_seen_on_every_card(stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=3)
    window = one.window
    window.commands["still"].trigger()
    for _ in range(5):
        one.session.walk.step("product")
        window.take(replace(one.snapshot(), playing=True, rung="product", speed=4.0))
        tick = one.snapshot().tick
        assert window.figure.network._snapshot.tick == tick
        assert window.figure.sheet.paper._reach.tick == tick
        assert (
            window.figure.rungs.cards["product"].said.done
            == f"{one.snapshot().coming.ladder.done(tick).products} of 18"
        )


def test_nothing_moves_in_the_other_rooms(stage: Callable[..., Any]) -> None:
    one = stage()
    one.post(commands.Advance("neuron"))
    one.refresh()
    assert one.window.look.motion == 1.0


# --- sheet and diagram -------------------------------------------------------------------------------------


def test_a_row_of_the_sheet_lights_the_diagram_and_an_edge_the_sheet(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, size=(1600, 1000))
    window, figure = one.window, one.window.figure
    one.post(commands.ToPhase("forward"))
    one.refresh()
    paper = figure.sheet.paper
    row = paper.layout_.rows[1]
    card = paper.layout_.cards[0]
    qtbot.mouseMove(paper.viewport(), QPoint(int(card.columns[1][0] + 5), int(row.top + 8)))
    assert window.look.parameter == f"w:{row.row.neuron}<x1"
    qtbot.mouseMove(paper.viewport(), QPoint(30, int(row.top + 8)))
    assert window.look.hover == row.row.neuron
    scene = figure.network._scene
    assert isinstance(scene, StepsScene)
    x, y = scene._edges.point(3, 0.5)
    figure.network._point(figure.network.target(x, y))
    assert window.look.parameter == scene.diagram.edges.ids[3]


def test_all_parameters_are_written_out_on_request(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, name="iris", size=(1600, 1000))
    sheet = one.window.figure.sheet
    few = len(sheet.paper.layout_.rows)
    qtbot.mouseClick(sheet.all, Qt.MouseButton.LeftButton)
    one.refresh()
    assert one.window.look.whole_sheet
    assert len(sheet.paper.layout_.rows) > few


def test_a_click_on_a_parameter_adds_how_its_gradient_comes_about(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, size=(1600, 1000))
    one.post(commands.ToPhase("backward"))
    one.refresh()
    window, paper = one.window, one.window.figure.sheet.paper
    row = next(row for row in paper.layout_.rows if row.row.parameter is not None)
    top = paper.verticalScrollBar().value()
    spot = QPoint(200, int(row.top - top + 6))
    qtbot.mouseClick(paper.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    one.refresh()
    assert window.look.chosen == row.row.parameter
    last = paper.layout_.cards[-1]
    assert last.section.part == "batch"
    assert len(last.section.rows) >= 10
    bar = paper.verticalScrollBar()
    assert bar.value() + paper.viewport().height() >= min(last.top + last.height, paper.layout_.height) - 1
    name = next(r for r in paper.layout_.rows if r.row.neuron is not None and r.row.parameter is None)
    bar.setValue(round(name.top))
    qtbot.mouseClick(paper.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 8))
    assert window.look.neuron == name.row.neuron


def test_a_copy_is_said_on_the_banner(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage)
    qtbot.mouseClick(one.window.figure.sheet.text, Qt.MouseButton.LeftButton)
    assert "copied" in one.window.banner.shown.words


# --- numbers on the bar ------------------------------------------------------------------------------------


def test_the_bar_tells_of_the_sample_that_is_walked(stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=3)

    def values() -> dict[str, str]:
        return {readout.title: readout.value for readout in one.window.transport.readouts._shown}

    assert values() == {"update": "3", "sample": "1 of 10", "its loss": "–"}
    one.post(commands.ToPhase("loss"))
    one.refresh()
    assert float(values()["its loss"]) == pytest.approx(one.snapshot().coming.own_loss, rel=1e-3)
    one.post(commands.ToPhase("backward"))
    one.post(commands.Advance("product"))
    one.refresh()
    assert values() == {"update": "3", "sample": "2 of 10", "its loss": "–"}


# --- geometry ----------------------------------------------------------------------------------------------


def boxes(parent: QWidget, kinds: tuple[type[QWidget], ...]) -> list[QRect]:
    """Where the visible children of some kinds lie in a widget."""
    found = [child for kind in kinds for child in parent.findChildren(kind)]
    return [QRect(c.mapTo(parent, QPoint(0, 0)), c.size()) for c in found if c.isVisible()]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("room", ["network", "steps", "time"])
@pytest.mark.parametrize("name", ["circle", "digits"])
def test_nothing_on_the_bar_overlaps_or_is_cut_off(
    stage: Callable[..., Any], name: str, room: str, size: tuple[int, int]
) -> None:
    one = stage(name, updates=2, size=size)
    one.window.see(room=room)
    far = one.snapshot()
    one.window.take(replace(far, state=replace(far.state, update=12_345)))
    QApplication.processEvents()
    bar = one.window.transport
    parts = [bar.mark, bar.title, bar.rooms, bar.speed, bar.readouts, *bar.findChildren(Button)]
    laid = [part.geometry() for part in parts if part.isVisible()]
    assert all(bar.rect().contains(box) for box in laid)
    assert not any(a.intersects(b) for a, b in combinations(laid, 2))
    assert bar.readouts.width() >= sum(bar.readouts._widths())
    assert bar.rooms.segments.width() >= bar.rooms.segments.sizeHint().width()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["circle", "digits", "iris", "house-price"])
def test_cards_and_buttons_of_the_room_lie_side_by_side(
    stage: Callable[..., Any], name: str, size: tuple[int, int]
) -> None:
    one = entered(stage, name=name, size=size)
    figure = one.window.figure
    assert set(figure.cards) == {"rungs", "phases", "network", "sheet"}
    for view in (figure.rungs, figure.phases, figure.sheet):
        laid = boxes(view, (QAbstractButton,))
        assert laid
        assert all(view.rect().contains(box) for box in laid)
        assert not any(a.intersects(b) for a, b in combinations(laid, 2))


# --- pictures ----------------------------------------------------------------------------------------------


def test_a_picture_is_taken_of_any_tick(stage: Callable[..., Any], tmp_path: Path) -> None:
    run = Run(experiment=presets.load("circle").experiment)
    pictures = [window_picture(run, 30, room="steps", tick=tick) for tick in (0, 8, 26)]
    assert all(a != b for a, b in combinations(pictures, 2))
    assert window_picture(run, 30, room="steps", tick=8) == pictures[1]
    with pytest.raises(Refused, match="the update has"):
        save_picture(run, tmp_path / "x.png", 0, 1280, 720, "light", layout_of("steps"), 10**6)
