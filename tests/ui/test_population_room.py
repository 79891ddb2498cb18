"""The room of a population at the window: as a person enters it, drives the wall there, and opens one of its networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.crowding import cells_for
from ui.look import WallLook
from wbsim.outcomes import Criterion
from wbsim.wall import WallSeen

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def room(stage: Callable[..., Any], qtbot: QtBot) -> Callable[..., Hands]:
    """Hands at a window in the room of a population, with a wall of sixteen networks."""

    def make(name: str = "gauss", size: tuple[int, int] = (1280, 720), updates: int = 0) -> Hands:
        one = stage(name, updates=updates, size=size)
        one.window.see(wall=WallLook(across="learning_rate=0.01,0.1,1", down=None, seeds=6))
        hands = Hands(one, qtbot)
        hands.look()
        hands.key(KEY.Key_J)
        return hands

    return make


def wall(hands: Hands) -> WallSeen:
    hands.look()
    found = hands.window.snapshot.wall
    assert found is not None
    return found


def readouts(hands: Hands) -> str:
    return str(hands.window.transport.readouts.accessibleName())


def test_a_key_leads_into_the_room_and_out_of_it_and_the_run_is_as_it_was(room: Callable[..., Hands]) -> None:
    hands = room(updates=30)
    before = hands.stage.session.here.state
    assert hands.window.look.room == "population"
    assert len(wall(hands).grid) == 18
    assert wall(hands).outcomes is not None
    hands.key(KEY.Key_Right)
    assert wall(hands).update == 1
    hands.key(KEY.Key_J)
    assert hands.window.look.room == "network"
    assert hands.window.snapshot.wall is None
    assert hands.stage.session.here.state is before
    hands.key(KEY.Key_Right)
    assert hands.stage.session.here.state.update == 31
    hands.key(KEY.Key_J)
    assert wall(hands).update == 1


def test_the_bar_tells_of_the_population(room: Callable[..., Hands]) -> None:
    hands = room(size=(1600, 1000))
    bar = hands.window.transport
    assert (bar.title.text(), bar.title.shape) == ("Population", "18 networks, 2–1")
    assert bar.update_once.isVisible()
    assert "networks 18" in readouts(hands)
    hands.window.see(
        wall=WallLook(
            across="learning_rate=0.01,0.1,1", down=None, seeds=6, criterion=Criterion("loss", 99.0)
        )
    )
    hands.look()
    assert "learned 18 of 18" in readouts(hands)
    hands.window.see(
        wall=WallLook(
            across="learning_rate=0.01,0.1,1", down=None, seeds=6, criterion=Criterion("loss", 1e-9)
        )
    )
    hands.look()
    assert "learned 0 of 18" in readouts(hands)
    assert "all networks" in bar.play.toolTip()
    hands.key(KEY.Key_J)
    assert bar.title.text() == "Two clouds"
    assert "networks" not in readouts(hands)


def test_space_plays_and_pauses_the_wall_and_speed_is_its_own(room: Callable[..., Hands]) -> None:
    hands = room()
    hands.key(KEY.Key_Space)
    assert hands.stage.of(commands.Play) == [commands.Play()]
    assert hands.stage.driver.wall_drive.playing
    assert not hands.stage.driver.run_drive.playing
    speed = hands.stage.driver.run_drive.pace.speed
    hands.key(KEY.Key_Plus)
    assert hands.stage.driver.wall_drive.pace.speed != speed
    assert hands.stage.driver.run_drive.pace.speed == speed
    hands.key(KEY.Key_Space)
    assert not hands.stage.driver.wall_drive.playing


def test_space_does_not_recover_a_run_that_has_diverged_out_of_sight(room: Callable[..., Hands]) -> None:
    hands = room()
    hands.key(KEY.Key_J)
    hands.stage.session.change(
        {"loss": "mse", "network.layers.0.activation": "linear", "optimizer.learning_rate": 1e6}
    )
    hands.stage.session.advance(3000)
    hands.look()
    assert hands.window.banner.shown.kind == "diverged"
    hands.key(KEY.Key_J)
    shown = hands.window.banner.shown
    assert shown is None or shown.kind != "diverged"
    hands.key(KEY.Key_Space)
    assert hands.stage.of(commands.Recover) == []
    assert hands.stage.driver.wall_drive.playing
    hands.key(KEY.Key_Space)
    hands.key(KEY.Key_J)
    assert hands.window.banner.shown.kind == "diverged"


def test_keys_of_time_act_on_the_wall(room: Callable[..., Hands]) -> None:
    hands = room()
    hands.key(KEY.Key_5)  # to the end of an epoch
    each = wall(hands).update
    assert each == 25
    for _ in range(7):
        hands.key(KEY.Key_5)
    hands.key(KEY.Key_PageUp)
    assert wall(hands).update == 8 * each - 2
    assert "looking at 198" in readouts(hands)
    hands.key(KEY.Key_PageDown)
    hands.key(KEY.Key_PageDown)
    assert wall(hands).update == 8 * each
    hands.key(KEY.Key_Left, SHIFT)
    assert wall(hands).update == 7 * each
    hands.key(KEY.Key_Home)
    assert (wall(hands).update, wall(hands).present) == (0, 8 * each)
    hands.key(KEY.Key_End)
    assert wall(hands).update == 8 * each
    assert hands.stage.session.here.state.update == 0


def test_a_new_seed_is_another_wall_and_undo_brings_the_first_one_back(room: Callable[..., Hands]) -> None:
    hands = room()
    hands.key(KEY.Key_Right)
    first = wall(hands).grid
    hands.key(KEY.Key_N)
    assert wall(hands).grid.seeds != first.seeds
    assert wall(hands).update == 0
    hands.key(KEY.Key_Z, CONTROL)
    assert (wall(hands).grid, wall(hands).update) == (first, 1)


def test_a_network_is_opened_from_the_wall_goes_on_and_undo_comes_back(room: Callable[..., Hands]) -> None:
    hands = room(updates=12)
    before = hands.stage.session.experiment
    for _ in range(3):
        hands.key(KEY.Key_Right)
    hands.window.crowding.choose(7)
    hands.look()
    wanted = hands.stage.driver.wall_drive._shown.wall.network(7)[1].theta.tobytes()
    hands.window.crowding.open(7)
    hands.look()
    assert hands.window.look.room == "network"
    shown = hands.window.snapshot
    assert shown.state.theta.tobytes() == wanted
    assert shown.state.update == 3
    assert hands.window.transport.title.text() == "Two clouds, learning rate 0.1, seed 14"
    hands.key(KEY.Key_Right)
    assert hands.stage.session.here.state.update == 4
    hands.key(KEY.Key_J)  # back to all of them, with the same one at hand
    assert wall(hands).update == 3
    assert wall(hands).grid.base == before
    assert hands.window.look.wall.chosen == 7
    hands.key(KEY.Key_J)
    hands.key(KEY.Key_Z, CONTROL)
    assert hands.stage.session.experiment == before
    assert hands.stage.session.here.state.update == 12


def test_escape_lets_go_of_a_network_before_it_leaves_the_room(room: Callable[..., Hands]) -> None:
    hands = room()
    hands.window.crowding.choose(3)
    hands.look()
    hands.key(KEY.Key_Escape)
    assert (hands.window.look.wall.chosen, hands.window.look.room) == (None, "population")
    hands.key(KEY.Key_Escape)
    assert hands.window.look.room == "network"


def test_a_network_at_hand_stays_with_another_experiment_and_goes_with_other_axes(
    room: Callable[..., Hands],
) -> None:
    hands = room()
    hands.window.crowding.choose(11)
    hands.window.wishes.change({"batches.size": 5})
    assert wall(hands).grid.base.batches.size == 5
    assert hands.window.look.wall.chosen == 11
    hands.window.see(wall=WallLook(across="bias=on,off", down=None, seeds=9, chosen=11))
    assert wall(hands).grid.axes[0].name == "bias"
    hands.look()
    assert hands.window.look.wall.chosen is None


def test_the_card_of_axes_opens_beside_the_wall_and_goes_with_the_room(room: Callable[..., Hands]) -> None:
    hands = room(size=(1600, 1000))
    card, view = hands.window.crowding.card, hands.window.figure.population.wall
    view.axes_wished.emit()
    hands.look()
    assert card.isVisible()
    assert card.geometry().left() >= view.geometry().right()
    hands.window.crowding.axes.wished.emit(WallLook(across=None, down=None, seeds=20))
    assert len(wall(hands).grid) == 20
    hands.key(KEY.Key_J)
    assert not card.isVisible()


def test_small_pictures_are_as_fine_as_they_are_large_and_as_there_is_time_for() -> None:
    assert cells_for(190, 16) == 64
    assert cells_for(58, 120) == 32
    assert cells_for(80, 256) == 32
    assert cells_for(46, 256) == 24
    assert cells_for(20, 4096) == 16


def test_a_step_inside_an_update_is_walked_where_it_is_seen_and_leaves_the_wall(
    room: Callable[..., Hands],
) -> None:
    hands = room()
    hands.key(KEY.Key_1)
    assert hands.window.look.room == "steps"
    assert hands.stage.session.walk.tick == 1
    hands.key(KEY.Key_J)
    assert wall(hands).update == 0
    assert hands.window.snapshot.rung == "batch"


def test_keys_in_quick_succession_are_about_what_is_seen_when_they_are_pressed(
    room: Callable[..., Hands], qtbot: QtBot
) -> None:
    hands = room()
    window = hands.window
    for key in (KEY.Key_Right, KEY.Key_Right, KEY.Key_J, KEY.Key_Right, KEY.Key_J, KEY.Key_Right, KEY.Key_J):
        qtbot.keyClick(QApplication.focusWidget() or window, key)
    hands.look()
    assert hands.stage.session.here.state.update == 1
    hands.key(KEY.Key_J)
    assert wall(hands).update == 3
