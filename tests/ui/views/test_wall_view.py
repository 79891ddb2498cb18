"""The card of a wall as a person uses it: pointed at, clicked, opened, walked by keys, arranged; and what is painted again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from moments import moment
from pictured_walls import axes, shown, wall
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.look import Look, WallLook
from ui.picture import image_of
from ui.theme import DARK, LIGHT
from ui.views.wall import WallView
from wbsim.wall import WallSeen

SIZE = (1046, 912)


class Hand:
    """A wall, what it says, and a window that follows what it asks for."""

    def __init__(
        self, qtbot: QtBot, seen: WallSeen | None, look: WallLook | None = None, size: tuple[int, int] = SIZE
    ) -> None:
        self.view = WallView()
        qtbot.addWidget(self.view)
        self.view.resize(*size)
        self.seen, self.look, self.bot = seen, Look(LIGHT, room="population", wall=look or WallLook()), qtbot
        self.said: list[tuple[str, Any]] = []
        view = self.view
        view.chosen.connect(lambda number: self.follow("chosen", number))
        view.hovered.connect(lambda number: self.follow("hover", number))
        view.order_chosen.connect(lambda order: self.follow("order", order))
        view.opened.connect(lambda number: self.said.append(("opened", number)))
        view.axes_wished.connect(lambda: self.said.append(("axes", None)))
        view.sweep_wished.connect(lambda: self.said.append(("sweep", None)))
        view.show_snapshot(shown(seen), self.look)
        view.show()

    def follow(self, name: str, value: Any) -> None:
        self.said.append((name, value))
        self.look = replace(self.look, wall=replace(self.look.wall, **{name: value}))
        self.view.show_snapshot(shown(self.seen), self.look)

    def middle(self, network: int) -> QPoint:
        scene = self.view.scene
        assert scene is not None
        square = scene.square_of(network)
        assert square is not None
        return square.center()

    def click(self, network: int) -> None:
        self.bot.mouseClick(self.view, Qt.MouseButton.LeftButton, pos=self.middle(network))

    def key(self, key: Qt.Key) -> None:
        self.bot.keyClick(self.view, key)


@pytest.fixture
def on_axes(dressed: QApplication, qtbot: QtBot) -> Hand:
    loss = np.where(np.arange(120) % 10 < 5, 0.02, 0.5)
    return Hand(qtbot, wall(axes("learning_rate", "bias"), 5, loss.tolist(), ended=[119]))


def test_a_click_selects_and_a_click_beside_lets_go(on_axes: Hand) -> None:
    on_axes.click(37)
    assert on_axes.said[-1] == ("chosen", 37) and on_axes.look.wall.chosen == 37
    on_axes.bot.mouseClick(on_axes.view, Qt.MouseButton.LeftButton, pos=QPoint(6, SIZE[1] - 6))
    assert on_axes.look.wall.chosen is None


def test_a_double_click_opens(on_axes: Hand) -> None:
    on_axes.bot.mouseDClick(on_axes.view, Qt.MouseButton.LeftButton, pos=on_axes.middle(64))
    assert ("opened", 64) in on_axes.said


def test_the_pointer_reads_a_network_and_leaves_it(on_axes: Hand) -> None:
    on_axes.bot.mouseMove(on_axes.view, on_axes.middle(12))
    assert on_axes.look.wall.hover == 12
    told = on_axes.view.told_at(on_axes.middle(12).x(), on_axes.middle(12).y())
    assert "learning rate 0.003, bias on: test loss 0.0200, 98 % right" in told.replace("98.0", "98")
    on_axes.bot.mouseMove(on_axes.view, QPoint(3, 3))
    assert on_axes.look.wall.hover is None and on_axes.view.told_at(3, 3) == ""


def test_arrows_walk_as_it_is_seen_and_enter_opens(on_axes: Hand) -> None:
    on_axes.view.setFocus(Qt.FocusReason.TabFocusReason)
    on_axes.key(Qt.Key.Key_Right)
    assert on_axes.look.wall.chosen == 0  # the first one, where none was at hand
    for key, network in (
        (Qt.Key.Key_Right, 10), (Qt.Key.Key_Down, 11), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Up, 0), (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, 119), (Qt.Key.Key_Home, 0),
    ):  # fmt: skip
        on_axes.key(key)
        assert on_axes.look.wall.chosen == network
    on_axes.key(Qt.Key.Key_Return)
    assert on_axes.said[-1] == ("opened", 0)
    on_axes.key(Qt.Key.Key_Escape)  # is the window's, which closes a card first
    assert on_axes.said[-1] == ("opened", 0)


def test_a_double_click_opens_the_network_of_its_first_click(on_axes: Hand) -> None:
    on_axes.bot.mousePress(on_axes.view, Qt.MouseButton.LeftButton, pos=on_axes.middle(64))
    on_axes.bot.mouseDClick(on_axes.view, Qt.MouseButton.LeftButton, pos=on_axes.middle(65))
    assert ("opened", 64) in on_axes.said


def test_sorted_the_arrows_follow_the_order_that_is_seen(dressed: QApplication, qtbot: QtBot) -> None:
    hand = Hand(qtbot, wall(loss=np.linspace(0.9, 0.01, 16).tolist()), WallLook(order="outcome"))
    for network in (15, 14, 13):
        hand.key(Qt.Key.Key_Right)
        if network != 15:
            assert hand.look.wall.chosen in (14, 13, 15)
    assert hand.view.scene is not None
    order = hand.view.scene.seats.networks.tolist()
    assert order == list(range(15, -1, -1)) and hand.said[0] == ("chosen", 15)


def test_enter_and_escape_are_left_to_others_where_none_is_selected(on_axes: Hand) -> None:
    on_axes.key(Qt.Key.Key_Return)
    on_axes.key(Qt.Key.Key_Escape)
    assert on_axes.said == []


def test_the_head_arranges_and_asks(on_axes: Hand) -> None:
    head = on_axes.view.head
    head.order.setFocus()
    on_axes.bot.keyClick(head.order, Qt.Key.Key_Right)
    assert on_axes.look.wall.order == "outcome" and head.order.current == 1
    on_axes.bot.keyClick(head.order, Qt.Key.Key_Right)
    assert on_axes.look.wall.order == "failures"
    on_axes.bot.mouseClick(head.axes, Qt.MouseButton.LeftButton)
    on_axes.bot.mouseClick(head.sweep, Qt.MouseButton.LeftButton)
    assert on_axes.said[-2:] == [("axes", None), ("sweep", None)]


def test_every_control_has_a_name_and_says_what_it_does(on_axes: Hand) -> None:
    view = on_axes.view
    for control in (view.head.order, view.head.axes, view.head.sweep):
        assert control.accessibleName() and control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert view.accessibleName() and "59 of 120" not in view.accessibleName()
    assert "have learned" in view.accessibleDescription()
    on_axes.click(3)
    assert "learning rate 0.001, bias on: test loss" in view.accessibleDescription()
    assert view.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("size", [(1046, 912), (836, 644), (680, 560), (610, 520), (480, 300)])
@pytest.mark.parametrize(
    "names", [(), ("learning_rate",), ("learning_rate", "bias"), ("weight_init", "activation")]
)
def test_nothing_lies_on_anything_else(
    dressed: QApplication, qtbot: QtBot, size: tuple[int, int], names: tuple[str, ...]
) -> None:
    hand = Hand(qtbot, wall(axes(*names), 16), WallLook(chosen=1), size)
    view, scene = hand.view, hand.view.scene
    assert scene is not None
    controls: list[QWidget] = [view.head.order, view.head.axes, view.head.sweep]
    boxes = [control.geometry() for control in controls]
    boxes += [scene.places.box, scene.zones.foot]
    boxes += [room for room in (scene.zones.heads, scene.zones.seeds) if not room.isEmpty()]
    for place, box in enumerate(boxes):
        assert view.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[place + 1 :])


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_boundary_is_ink_in_the_middle_of_a_picture(
    dressed: QApplication, qtbot: QtBot, theme: Any
) -> None:
    view = WallView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.show_snapshot(shown(wall(loss=0.02)), Look(theme))
    image = image_of(view)
    assert view.scene is not None
    square, ink = view.scene.places.square(5), theme.color("ink")
    row = [image.pixelColor(x, square.top() + 30) for x in range(square.left() + 5, square.right() - 4)]
    gaps = [abs(one.lightness() - ink.lightness()) for one in row]
    assert abs(int(np.argmin(gaps)) - (len(row) - 1) / 2) <= 2 and min(gaps) < 40


def test_the_selected_network_is_framed_in_ink_and_the_others_are_as_before(on_axes: Hand) -> None:
    before = image_of(on_axes.view)
    on_axes.follow("chosen", 37)
    after = image_of(on_axes.view)
    assert on_axes.view.scene is not None
    square = on_axes.view.scene.places.square(37)
    changed = _changed(before, after)
    around = square.adjusted(-7, -7, 7, 7)
    foot = on_axes.view.scene.zones.foot
    assert len(changed) and all(around.contains(p) or foot.contains(p) for p in changed)
    assert after.pixelColor(square.left() + 20, square.top() - 3) == LIGHT.color("ink")


def _changed(one: QImage, other: QImage) -> list[QPoint]:
    a, b = (np.frombuffer(i.constBits(), np.uint32).reshape(i.height(), i.width()) for i in (one, other))
    return [QPoint(int(x), int(y)) for y, x in np.argwhere((a & 0xFFFFFF) != (b & 0xFFFFFF))]


def test_the_same_moment_is_not_painted_again(on_axes: Hand, qtbot: QtBot) -> None:
    view, look = on_axes.view, on_axes.look
    qtbot.waitUntil(lambda: view.mosaic.made == 120)
    scene = view.scene
    view.show_snapshot(shown(on_axes.seen), look)
    assert view.scene is scene
    image_of(view)
    assert view.mosaic.made == 120


def test_a_network_that_learns_is_told_at_the_head_of_its_band(on_axes: Hand) -> None:
    assert on_axes.seen is not None and on_axes.seen.outcomes is not None
    before = image_of(on_axes.view)
    better = replace(on_axes.seen.outcomes, test_loss=np.full(120, 0.02))
    on_axes.view.show_snapshot(shown(replace(on_axes.seen, outcomes=better)), on_axes.look)
    after = image_of(on_axes.view)
    assert on_axes.view.scene is not None
    heads = on_axes.view.scene.zones.heads
    assert any(heads.contains(point) for point in _changed(before, after))


@pytest.mark.parametrize("seen", [None, "busy"])
def test_without_a_wall_there_is_an_invitation_or_what_is_waited_for(
    dressed: QApplication, qtbot: QtBot, seen: str | None
) -> None:
    made = replace(wall(), outcomes=None, tiles=None, drawn=None, busy="making networks") if seen else None
    hand = Hand(qtbot, made)
    assert hand.view.scene is None
    assert len(np.unique(np.frombuffer(image_of(hand.view).constBits(), np.uint32))) > 10
    hand.bot.mouseMove(hand.view, QPoint(300, 300))
    hand.bot.mouseClick(hand.view, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    hand.bot.mouseDClick(hand.view, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Return)
    assert hand.said == []
    assert "No wall yet" in hand.view.accessibleDescription()


def test_where_none_fails_there_is_a_sentence(dressed: QApplication, qtbot: QtBot) -> None:
    hand = Hand(qtbot, wall(loss=0.01), WallLook(order="failures", chosen=3))
    assert hand.view.scene is not None and len(hand.view.scene.places) == 0
    image_of(hand.view)
    hand.key(Qt.Key.Key_Right)
    assert hand.said == []


def test_a_network_at_hand_that_the_wall_lacks_is_no_error(dressed: QApplication, qtbot: QtBot) -> None:
    hand = Hand(qtbot, wall(), WallLook(chosen=5000, hover=777))
    image_of(hand.view)
    hand.key(Qt.Key.Key_Down)
    assert hand.look.wall.chosen == 0


def test_the_first_picture_of_a_view_without_a_moment_is_its_card(
    dressed: QApplication, qtbot: QtBot
) -> None:
    view = WallView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    assert image_of(view).pixelColor(150, 100) == LIGHT.color("panel")


@pytest.mark.parametrize(
    ("kind", "preset", "shape"),
    [("regions", "iris", (8, 8)), ("curve", "linear-regression", (8,)), ("confusion", "digits", (10, 10)), ("pairs", "sines", (30, 2))],
)  # fmt: skip
def test_every_kind_of_picture_is_shown(
    dressed: QApplication, qtbot: QtBot, kind: Any, preset: str, shape: tuple[int, ...]
) -> None:
    values = np.random.default_rng(0).integers(0, 3, (16, *shape)).astype(np.float32)
    view = WallView()
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.show_snapshot(shown(wall(values=values, kind=kind), preset), Look(LIGHT))
    assert len(np.unique(np.frombuffer(image_of(view).constBits(), np.uint32))) > 30
    assert moment(preset).plan is not None and view.scene is not None and view.scene.wall.tiles is not None
