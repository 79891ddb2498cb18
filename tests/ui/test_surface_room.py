"""The room of surfaces in the window: the point that is dragged mid-training, the relief that is turned, axes that are chosen,
and a contest that is played to its end; and that nothing is cut off at any size.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.views.surface_scene import Scene
from ui.views.surface_where import Where
from ui.views.surface_words import changed
from wbsim.contest import BUDGET, Rival

LEFT = Qt.MouseButton.LeftButton
SIZES = [(1024, 600), (1280, 720), (1600, 1000), (1920, 1080)]


def entered(stage: Callable[..., Any], **wish: Any) -> Any:
    """A window in the room of surfaces, with its surface."""
    one = stage(**wish)
    one.window.see(room="surface")
    return settled(one)


def settled(one: Any) -> Any:
    """With everything shown that was asked for."""
    for _ in range(2):
        one.refresh()
        QApplication.processEvents()
    return one


def where_of(one: Any) -> Where:
    where = one.window.figure.surface.map.where
    assert where is not None
    return where  # type: ignore[no-any-return]


def scene_of(one: Any) -> Scene:
    scene = one.window.figure.surface.map.scene
    assert scene is not None
    return scene  # type: ignore[no-any-return]


def at(one: Any, place: tuple[float, float]) -> QPoint:
    return where_of(one).point(place).toPoint()


def drag(qtbot: QtBot, one: Any, *places: tuple[float, float]) -> None:
    """Presses on the first place, passes the others, and lets go at the last."""
    view = one.window.figure.surface.map
    points = [at(one, place) for place in places]
    qtbot.mousePress(view, LEFT, pos=points[0])
    settled(one)
    for point in points[1:]:
        qtbot.mouseMove(view, point)
        settled(one)
    qtbot.mouseRelease(view, LEFT, pos=points[-1])
    settled(one)


def values(one: Any) -> tuple[float, float]:
    """The two parameters of the axes in the run."""
    ids, here = scene_of(one).axes.ids, one.session.here
    assert ids is not None
    return tuple(float(here.state.theta[here.plan.index[name]]) for name in ids)  # type: ignore[return-value]


# --- getting there -----------------------------------------------------------------------------------------


def test_u_leads_there_and_only_there_a_surface_is_asked_for(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    assert one.snapshot().seen.surface is None
    qtbot.keyClick(one.window, Qt.Key.Key_U)
    settled(one)
    assert one.window.look.room == "surface"
    room = one.window.figure.surface
    assert room.map.isVisible() and room.side.isVisible() and room.race.isVisible()
    assert one.snapshot().seen.surface is not None and one.snapshot().seen.plane is None
    qtbot.keyClick(one.window, Qt.Key.Key_U)
    settled(one)
    assert one.window.look.room == "network" and one.snapshot().seen.surface is None


def test_it_begins_with_a_weight_and_the_bias_of_the_neuron_at_hand(stage: Callable[..., Any]) -> None:
    one = entered(stage)
    assert scene_of(one).axes.ids == ("w:4<x2", "b:4")
    blue, amber = scene_of(one).names
    assert (blue.spoken, blue.text, blue.kind) == ("w₃₂", "weight_text", "a weight")
    assert (amber.spoken, amber.text, amber.kind) == ("b₃", "bias_text", "a bias")


def test_the_axes_of_a_single_linear_neuron_have_its_units(stage: Callable[..., Any]) -> None:
    one = entered(stage, name="house-price", updates=50)
    titles = [[piece.text for piece in name.title] for name in scene_of(one).names]
    assert titles == [["weight", "w", "(k€/m²)"], ["bias", "b", "(k€)"]]


# --- the point ---------------------------------------------------------------------------------------------


def test_the_network_follows_the_point_mid_training_in_one_gesture(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=300)
    drag(qtbot, one, (1.0, 0.5), (1.4, 0.2), (1.8, -0.4))
    assert values(one) == pytest.approx((1.8, -0.4), abs=0.02)
    sent = one.of(commands.SetParameters)
    assert len({command.gesture for command in sent}) == 1 and len(sent) >= 3
    assert len(one.session.deeds.undo_steps) == 1
    assert scene_of(one).surface.place == values(one)
    one.session.advance(20)  # and training goes on from there
    settled(one)
    assert one.session.here.state.update == 320


def test_a_click_sets_the_point(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=100)
    before = one.session.here.state.theta.copy()
    qtbot.mouseClick(one.window.figure.surface.map, LEFT, pos=at(one, (-1.0, -1.0)))
    settled(one)
    assert values(one) == pytest.approx((-1.0, -1.0), abs=0.02)
    assert int((one.session.here.state.theta != before).sum()) == 2


def test_the_loss_is_read_under_the_pointer(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=100)
    view = one.window.figure.surface.map
    before = view.grab().toImage()
    qtbot.mouseMove(view, at(one, (2.0, -2.0)))
    assert view.hand.pointer is not None and view.grab().toImage() != before
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.hand.pointer is None


def test_while_the_point_is_dragged_the_map_stays_under_the_pointer(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=50)
    view, window = one.window.figure.surface.map, where_of(one).window
    corner = where_of(one).plot.topRight().toPoint() + QPoint(-2, 2)
    qtbot.mousePress(view, LEFT, pos=at(one, (0.0, 0.0)))
    for _ in range(3):
        qtbot.mouseMove(view, corner)
        settled(one)
        assert where_of(one).window == window
    qtbot.mouseRelease(view, LEFT, pos=corner)
    settled(one)
    assert one.window.look.surface.window is None
    assert where_of(one).window[1] > window[1]  # then it makes room


def test_arrow_keys_move_the_point_and_are_kept_from_the_windows_shortcuts(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=100)
    view, before = one.window.figure.surface.map, values(one)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    settled(one)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    settled(one)
    after = values(one)
    assert after[0] > before[0] and after[1] > before[1]
    assert one.session.here.state.update == 100
    assert len(one.session.deeds.undo_steps) == 2


def test_the_wheel_zooms_around_the_pointer_and_0_shows_all_again(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=100)
    view, where = one.window.figure.surface.map, where_of(one)
    spot = where.point((0.5, 1.0))
    event = QWheelEvent(
        spot, QPointF(view.mapToGlobal(spot.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    settled(one)
    near = where_of(one)
    assert near.window[1] - near.window[0] < where.window[1] - where.window[0]
    assert near.place(spot) == pytest.approx((0.5, 1.0), abs=0.02)
    assert scene_of(one).surface.ground is not None and scene_of(one).surface.ground.window == near.window
    assert view.whole.isVisible()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_0)
    settled(one)
    assert where_of(one).window == where.window


# --- axes --------------------------------------------------------------------------------------------------


def pick(one: Any, rank: int, name: str) -> None:
    """Chooses a parameter in the menu of an axis."""
    menu = one.window.figure.surface.map.pickers[rank].fill_menu(one.session.here.plan)
    waiting, found = [menu], []
    while waiting:
        here = waiting.pop()
        here.aboutToShow.emit()
        waiting += [action.menu() for action in here.actions() if action.menu()]
        found += [action for action in here.actions() if action.data() == name]
    (action,) = found
    action.trigger()
    settled(one)


def test_both_axes_can_be_any_parameter_and_change_places(stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=100)
    pick(one, 0, "b:8")
    assert scene_of(one).axes.ids == ("b:8", "b:4")
    assert {name.text for name in scene_of(one).names} == {"bias_text"}
    pick(one, 1, "b:8")
    assert scene_of(one).axes.ids == ("b:4", "b:8")


def click_kind(qtbot: QtBot, one: Any, place: int) -> None:
    segments = one.window.figure.surface.map.kinds
    edges = segments._edges()
    middle = QPoint(round((edges[place] + edges[place + 1]) / 2), segments.height() // 2)
    qtbot.mouseClick(segments, LEFT, pos=middle)
    settled(one)


def test_along_random_directions_every_parameter_follows_the_point(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=400)
    click_kind(qtbot, one, 1)
    scene = scene_of(one)
    assert scene.axes.kind == "random" and scene.surface.place == pytest.approx((0, 0), abs=1e-6)
    before = one.session.here.state.theta.copy()
    drag(qtbot, one, (0.2, 0.1), (0.5, -0.25))
    assert scene_of(one).surface.place == pytest.approx((0.5, -0.25), abs=0.02)
    assert (one.session.here.state.theta != before).all()
    qtbot.mouseClick(one.window.figure.surface.map.anew, LEFT)
    settled(one)
    assert scene_of(one).surface.place == pytest.approx((0, 0), abs=1e-6)  # others, around where it is now
    assert not np.array_equal(scene_of(one).axes.directions, scene.axes.directions)


def test_before_any_update_principal_directions_say_what_they_need(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage)
    click_kind(qtbot, one, 2)
    assert one.window.figure.surface.map.scene is None
    assert "train a little first" in one.window.snapshot.seen.surface.lack
    one.session.advance(200)
    settled(one)
    assert scene_of(one).axes.kind == "principal"


def test_a_large_network_is_dragged_when_the_point_is_let_go(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, name="digits", updates=20)
    click_kind(qtbot, one, 1)
    view = one.window.figure.surface.map
    qtbot.mousePress(view, LEFT, pos=at(one, (0.5, 0.5)))
    qtbot.mouseMove(view, at(one, (0.25, 0.5)))
    assert not one.of(commands.SetParameters) and view.hand.held is not None
    qtbot.mouseRelease(view, LEFT, pos=at(one, (0.25, 0.5)))
    settled(one)
    assert len(one.of(commands.SetParameters)) == 1
    assert scene_of(one).surface.place == pytest.approx((0.25, 0.5), abs=0.02)


# --- from the side -----------------------------------------------------------------------------------------


def test_dragging_turns_and_tilts_the_relief_and_so_do_keys(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=100)
    side = one.window.figure.surface.side
    before, picture = one.window.look.surface, side.grab().toImage()
    qtbot.mousePress(side, LEFT, pos=QPoint(200, 150))
    qtbot.mouseMove(side, QPoint(260, 170))
    settled(one)
    qtbot.mouseRelease(side, LEFT, pos=QPoint(260, 170))
    settled(one)
    after = one.window.look.surface
    assert (after.turn, after.tilt) == pytest.approx((before.turn + 27, before.tilt + 9))
    assert side.grab().toImage() != picture
    side.setFocus()
    qtbot.keyClick(side, Qt.Key.Key_Left)
    qtbot.keyClick(side, Qt.Key.Key_Down)
    assert one.window.look.surface.turn == pytest.approx(after.turn - 5)
    assert one.window.look.surface.tilt == pytest.approx(after.tilt - 5)
    for _ in range(40):
        qtbot.keyClick(side, Qt.Key.Key_Up)
    assert one.window.look.surface.tilt == 80  # not over its head
    assert one.session.here.state.update == 100


# --- the contest -------------------------------------------------------------------------------------------


def contested(qtbot: QtBot, stage: Callable[..., Any], **wish: Any) -> Any:
    """A contest from a place that is worth it, begun with the button."""
    one = entered(stage, **{"updates": 300, **wish})
    if wish.get("name", "circle") == "circle":
        drag(qtbot, one, (-1.5, 1.5), (-2.0, 1.5))
    qtbot.mouseClick(one.window.figure.surface.race.begin_button, LEFT)
    return settled(one)


def test_a_contest_is_played_with_one_move_a_drag(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = contested(qtbot, stage)
    race = one.window.figure.surface.race
    assert race.standing is not None and race.standing.left == BUDGET
    assert [way.rival.kind for way in race.standing.rivals] == ["sgd", "adam"]
    drag(qtbot, one, (-1.9, 1.0), (-1.5, 0.5), (-1.0, 0.2))
    drag(qtbot, one, (0.5, 0.0), (0.8, 1.0))
    standing = race.standing
    assert standing.hand is not None and standing.hand.moves == 2 and standing.left == BUDGET - 2
    assert standing.hand.places[-1] == pytest.approx((0.8, 1.0), abs=0.02)
    rows = [row for row in race.rows if row.isVisible()]
    assert len(rows) == 3 and "28 moves left" in rows[-1].accessibleName()
    assert not one.session.here.state.divergence and one.session.here.state.update == 300


def test_undo_takes_a_move_back_and_begin_again_all(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = contested(qtbot, stage)
    race, start = one.window.figure.surface.race, values(one)
    drag(qtbot, one, (-1.0, 1.0), (-1.0, 0.5))
    drag(qtbot, one, (0.5, 0.0), (0.5, 1.0))
    qtbot.keyClick(one.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(one)
    assert race.standing.hand.moves == 1 and values(one) == pytest.approx((-1.0, 0.5), abs=0.02)
    qtbot.mouseClick(race.again, LEFT)
    settled(one)
    assert values(one) == start and race.standing.hand.moves == 0
    qtbot.keyClick(one.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(one)
    assert race.standing.hand.moves == 1


def test_when_all_moves_are_made_the_point_is_not_moved_any_more(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = contested(qtbot, stage)
    view, race = one.window.figure.surface.map, one.window.figure.surface.race
    view.setFocus()
    for _ in range(BUDGET):
        qtbot.keyClick(view, Qt.Key.Key_Right)
        one.refresh()
    settled(one)
    assert race.standing.left == 0
    place = values(one)
    with qtbot.waitSignal(view.refused):
        qtbot.mouseClick(view, LEFT, pos=at(one, (0.0, 0.0)))
    settled(one)
    assert values(one) == place and race.standing.hand.moves == BUDGET


def test_the_rate_of_a_rival_can_be_changed_and_another_one_taken(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = contested(qtbot, stage)
    race = one.window.figure.surface.race
    best = race.standing.rivals[1].rival.rate
    qtbot.mouseClick(race.rows[1].slower, LEFT)
    settled(one)
    way = race.standing.rivals[1]
    assert way.rival.rate < best and way.tried == 1
    menu = race.rows[0].fill_menu()
    next(action for action in menu.actions() if action.text() == "RMSprop").trigger()
    settled(one)
    assert race.standing.rivals[0].rival.kind == "rmsprop" and race.standing.left == BUDGET
    next(action for action in race.fill_menu().actions() if action.text() == "Adagrad").trigger()
    settled(one)
    assert [way.rival.kind for way in race.standing.rivals] == ["rmsprop", "adam", "adagrad"]
    assert not race.add.isVisible()
    next(action for action in race.rows[2].fill_menu().actions() if action.text() == "Leave out").trigger()
    settled(one)
    assert len(race.standing.rivals) == 2


def test_optimizers_are_compared_without_a_hand(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=50)
    race = one.window.figure.surface.race
    qtbot.mouseClick(race.compare, LEFT)
    settled(one)
    assert race.standing.hand is None and len(race.standing.rivals) == 2
    assert not scene_of(one).handle and not race.again.isVisible()
    before = values(one)
    qtbot.mouseClick(one.window.figure.surface.map, LEFT, pos=at(one, (0.0, 0.0)))
    settled(one)
    assert values(one) == before
    qtbot.mouseClick(race.end, LEFT)
    settled(one)
    assert race.standing is None and race.begin_button.isVisible()


def test_other_axes_end_a_contest(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = contested(qtbot, stage)
    click_kind(qtbot, one, 1)
    assert one.session.contest is None and one.window.figure.surface.race.standing is None


def test_training_on_breaks_a_contest_and_begin_again_starts_from_there(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = contested(qtbot, stage)
    one.session.advance(10)
    settled(one)
    race = one.window.figure.surface.race
    assert "trained" in race.standing.broken
    qtbot.mouseClick(race.again, LEFT)
    settled(one)
    assert not race.standing.broken and race.standing.contest.state.update == 310


def test_from_a_neurons_room_its_first_weight_and_its_bias_are_contested(stage: Callable[..., Any]) -> None:
    one = stage(updates=100)
    one.window.descent.enter(7)
    settled(one)
    assert one.window.look.room == "surface"
    assert one.session.contest.parameters == ("w:7<2", "b:7")
    assert one.window.figure.surface.race.standing is not None


def test_a_contest_begins_from_other_axes_too_and_brings_its_own(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage)
    click_kind(qtbot, one, 2)  # before any update there are none
    qtbot.mouseClick(one.window.figure.surface.race.begin_button, LEFT)
    settled(one)
    assert one.window.figure.surface.race.standing is not None
    assert scene_of(one).axes.ids == one.session.contest.parameters


def test_start_uphill_puts_the_point_far_from_the_lowest_place(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, updates=640)
    before = scene_of(one).surface
    qtbot.mouseClick(one.window.figure.surface.race.uphill, LEFT)
    settled(one)
    after = scene_of(one).surface
    assert after.loss > before.loss + 0.05 and after.lowest is not None
    assert np.hypot(after.place[0] - after.lowest[0], after.place[1] - after.lowest[1]) > 2
    assert len(one.session.deeds.undo_steps) == 1


def test_slope_and_intercept_of_the_house_prices_can_be_contested(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = contested(qtbot, stage, name="house-price", updates=0)
    drag(qtbot, one, (1.0, 0.0), (2.4, 0.0))
    hand = one.window.figure.surface.race.standing.hand
    assert hand.loss < hand.losses[0] / 100


def test_a_network_that_is_too_large_is_refused_in_a_sentence(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = entered(stage, name="digits", updates=5)
    qtbot.mouseClick(one.window.figure.surface.race.begin_button, LEFT)
    settled(one)
    assert one.session.contest is None
    assert "up to 4096" in one.window.banner.shown.words


def test_what_just_changed_is_what_the_hand_moved(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=300)
    place, loss = scene_of(one).surface.place, scene_of(one).surface.loss
    drag(qtbot, one, (1.0, 0.5), (1.4, 0.2))
    now, news = scene_of(one).surface, changed(one.window.snapshot, scene_of(one))
    assert news is not None and news.places == (place, now.place) and news.losses == (loss, now.loss)
    one.session.advance(5)
    settled(one)
    news = changed(one.window.snapshot, scene_of(one))
    assert news is not None and news.since == "since update 304"


def test_what_just_changed_is_the_last_move(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = contested(qtbot, stage)
    drag(qtbot, one, (-1.5, 1.0), (-1.0, 0.5))
    news, hand = changed(one.window.snapshot, scene_of(one)), one.window.figure.surface.race.standing.hand
    assert news is not None and news.since == "move 1"
    assert news.places == (tuple(hand.places[0]), tuple(hand.places[1]))
    assert news.losses == (hand.losses[0], hand.losses[1])


# --- looks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_at_any_size_nothing_lies_on_anything_else(
    qtbot: QtBot, stage: Callable[..., Any], size: tuple[int, int]
) -> None:
    one = entered(stage, updates=300, size=size)
    room = one.window.figure.surface
    for begun in (False, True):
        if begun:
            qtbot.mouseClick(room.race.begin_button, LEFT)
            settled(one)
        cards = [one.window.figure.cards[name] for name in ("surface_map", "surface_side", "surface_race")]
        assert not any(a.intersects(b) for a, b in combinations(cards, 2))
        for card in (room.map, room.race):
            shown = [b for b in card.findChildren(QAbstractButton) if b.isVisible() and b.parent() is card]
            shown += [room.map.kinds] if card is room.map else []
            for control in shown:
                assert card.rect().contains(control.geometry()), control.accessibleName()
                assert control.accessibleName()
            for a, b in combinations(shown, 2):
                assert not a.geometry().adjusted(3, 3, -3, -3).intersects(b.geometry().adjusted(3, 3, -3, -3))
        plot = where_of(one).plot
        assert plot.width() > 250 and plot.height() > 200
        assert room.map.rect().contains(plot.toAlignedRect())


def test_both_themes_paint_the_room_and_a_contest(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = contested(qtbot, stage)
    pictures = []
    for theme in ("light", "dark"):
        one.window.set_theme(theme)
        settled(one)
        pictures.append(one.window.figure.grab().toImage())
    assert pictures[0] != pictures[1]


def test_rivals_that_are_given_are_shown_with_their_own_rates(stage: Callable[..., Any]) -> None:
    one = entered(stage, updates=50)
    one.window.descent.contend(True, (Rival("sgd", 0.03),))
    settled(one)
    row = one.window.figure.surface.race.rows[0]
    assert "SGD, rate 0.03" in row.accessibleName()
