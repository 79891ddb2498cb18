"""What stands beside the wall, at the window: a person chooses a network in one card and meets it in the others, changes what
counts as learned, opens a network, and sweeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sweeping
from hands import Hands
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

import wbsim.sweep
from ui import commands
from ui.look import WallLook
from ui.views.wall_losses_scene import line
from wbsim.outcomes import Criterion
from wbsim.wall import Losses

KEY = Qt.Key


@pytest.fixture
def room(stage: Callable[..., Any], qtbot: QtBot) -> Hands:
    """Hands at a window in the room of a population, with a wall of eighteen networks after some updates."""
    one = stage("gauss", size=(1280, 720))
    one.window.see(wall=WallLook(across="learning_rate=0.01,0.1,1", down=None, seeds=6))
    hands = Hands(one, qtbot)
    hands.look()
    hands.key(KEY.Key_J)
    one.post(commands.Advance(40))
    hands.look()
    for view in views(hands).values():
        view.show_snapshot(one.window.snapshot, one.window.look)  # type: ignore[attr-defined]
    return hands


def views(hands: Hands) -> dict[str, Any]:
    """The cards of the room."""
    found: dict[str, Any] = hands.window.figure.population.views
    return found


def chosen(hands: Hands) -> int | None:
    """The network at hand."""
    found: int | None = hands.window.look.wall.chosen
    return found


def test_a_block_that_is_clicked_is_at_hand_on_every_card(room: Hands) -> None:
    failures, glance = views(room)["wall_failures"], views(room)["wall_glance"]
    box = failures.where.where(8)
    room.click(failures, box.center().toPoint())
    assert chosen(room) == 8
    assert glance.button.isVisible() and glance.button.text() == "Enter opens it"


def test_a_line_that_is_pointed_at_is_named_and_a_click_puts_it_at_hand(room: Hands) -> None:
    losses, snapshot = views(room)["wall_losses"], room.window.snapshot
    at_end = snapshot.wall.outcomes.loss
    loss = np.linspace(0.6, at_end, 20).astype(np.float32)
    grown = replace(
        snapshot.wall, losses=Losses(np.linspace(0, 40, 20).astype(int), loss), update=40, present=40
    )
    losses.show_snapshot(replace(snapshot, wall=grown), room.window.look)
    what = losses.shown
    lowest = int(np.argmin(what.loss[-1]))
    end = line(what, lowest, losses.bed)[-1]
    at = QPointF(end[2], end[3]).toPoint()
    room.qtbot.mouseMove(losses, at)
    assert room.window.look.wall.hover == lowest
    losses.show_snapshot(replace(snapshot, wall=grown), room.window.look)
    room.click(losses, at)
    assert chosen(room) == lowest


def test_another_criterion_changes_every_card_and_the_bar(room: Hands) -> None:
    failures, glance = views(room)["wall_failures"], views(room)["wall_glance"]
    menu = failures.fill_menu()
    strict = next(one for one in menu.actions() if one.data() == Criterion("loss", 0.001))
    before = glance.accessibleDescription()
    strict.trigger()
    room.look()
    assert room.window.look.wall.criterion == Criterion("loss", 0.001)
    assert failures.criterion.text() == "test loss above 0.001"
    for view in views(room).values():
        view.show_snapshot(room.window.snapshot, room.window.look)
    assert glance.accessibleDescription() != before
    learned = int((room.window.snapshot.wall.outcomes.loss < 0.001).sum())
    assert f"learned {learned} of 18" in str(room.window.transport.readouts.accessibleName())
    assert sum(stack.failed for stack in failures.where.stacks) == 18 - learned


def test_the_button_of_the_sentences_opens_the_network_at_hand(room: Hands) -> None:
    room.window.see(wall=WallLook("learning_rate=0.01,0.1,1", None, 6, chosen=4))
    room.look()
    glance = views(room)["wall_glance"]
    glance.show_snapshot(room.window.snapshot, room.window.look)
    room.click(glance.button)
    assert room.stage.of(commands.OpenNetwork) == [commands.OpenNetwork(4)]
    assert room.window.look.room == "network"


def test_a_sweep_of_the_wall_is_begun_by_its_button_and_ends_in_a_file_and_a_picture(
    room: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sweeps = room.window.sweeps
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)
    monkeypatch.setattr(sweeps, "ask", lambda: tmp_path / "rows.csv")
    room.click(views(room)["wall"].head.sweep)
    assert sweeps.card.isVisible() and sweeps.panel.said.text.startswith("3 × 6 = 18 runs")
    sweeps.panel.updates.number.entered.emit(30.0)
    room.click(sweeps.panel.start)
    room.qtbot.waitUntil(sweeps.result.isVisible, timeout=20_000)
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == 19
    assert (tmp_path / "rows.png").exists()
    room.key(KEY.Key_Escape)
    assert not sweeps.result.isVisible() and room.window.look.room == "population"


def test_the_card_of_sweeps_goes_with_the_room(room: Hands) -> None:
    room.click(views(room)["wall"].head.sweep)
    assert room.window.sweeps.card.isVisible()
    room.key(KEY.Key_J)
    assert not room.window.sweeps.card.isVisible()
