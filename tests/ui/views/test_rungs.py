"""The cards of the step ladder: what they say, and what a click or a key on each does."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from steps import at, end_of, ladder_of, walked

from ui import keys, theme
from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.rung_words import CARDS, KEYS, batch_size, chosen, updates_an_epoch, words
from ui.views.rungs import RungsView
from wbsim.snapshot import Snapshot
from wbsim.stops import Stop

pytestmark = pytest.mark.usefixtures("dressed")
SHIFT = Qt.KeyboardModifier.ShiftModifier
SIZES = [(1260, 58, True, 0.86), (1576, 88, False, 1.0), (1896, 95, False, 1.08)]


def view_of(qtbot: QtBot, snapshot: Snapshot, size: tuple[int, int, bool, float] = SIZES[1]) -> RungsView:
    """A ladder of a size."""
    wide, tall, compact, scale = size
    view = RungsView()
    qtbot.addWidget(view)
    view.resize(wide, tall)
    view.show_snapshot(snapshot, Look(LIGHT, scale=scale, compact=compact, room="steps"))
    view.show()
    return view


# --- what they say -----------------------------------------------------------------------------------------


def test_every_card_says_how_much_is_done_and_of_what() -> None:
    said = words(walked("circle", tick=8, updates=640))
    assert (said["product"].done, said["product"].rest) == ("6 of 18", "18 make a sample")
    assert said["neuron"].done == "2 of 7"
    assert (said["sample"].done, said["sample"].rest) == ("0 of 10", "10 make a batch")
    assert (said["batch"].done, said["batch"].caption) == ("update 640", "moves 25 parameters")
    assert (said["epoch"].done, said["epoch"].rest) == ("epoch 25.6", "15 of 25 batches done")


def test_counts_follow_the_ladder_through_the_whole_update() -> None:
    start = walked("circle", settings={"batches.size": 3})
    ladder = ladder_of(start)
    for tick in range(ladder.total + 1):
        done, said = ladder.done(tick), words(at(start, tick))
        assert said["product"].done == f"{done.products} of {done.products_of}"
        assert said["neuron"].done == f"{done.neurons} of {done.neurons_of}"
        assert said["sample"].done == f"{done.samples} of {done.samples_of}"


def test_one_is_one() -> None:
    said = words(walked("pass-fail", settings={"batches.size": 1}))
    assert said["neuron"].rest == "1 makes a sample"
    assert said["sample"].rest == "1 makes a batch"


def test_in_the_update_parameters_move() -> None:
    start = walked()
    said = words(at(start, ladder_of(start).samples * ladder_of(start).each + 2))
    assert said["product"].rest == "18 make the update"
    assert said["product"].caption == "one w moves"


def test_the_rung_at_hand_is_lit_and_free_run_where_updates_follow_by_themselves() -> None:
    moment = walked(rung="neuron")
    assert [name for name, said in words(moment).items() if said.chosen] == ["neuron"]
    assert chosen(replace(moment, rung="batch")) == "batch"
    assert chosen(replace(moment, rung="batch", playing=True)) == "free"
    assert chosen(replace(moment, rung="epoch", playing=True)) == "epoch"


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        (Stop(), "no stop is set"), (Stop(loss=0.01), "stop at loss 0.01"), (Stop(update=5000), "stop at update 5\u2009000"),
        (Stop(epoch=20), "stop at epoch 20"), (Stop(accuracy=0.95), "stop at 95 % right"),
        (Stop(patience=500), "stop without progress"),
    ],
)  # fmt: skip
def test_free_run_says_when_it_ends(stop: Stop, expected: str) -> None:
    assert words(replace(walked(), stop=stop))["free"].rest == expected


def test_free_run_says_its_own_speed_only() -> None:
    moment = walked(rung="batch")
    assert words(replace(moment, speed=100.0))["free"].done == "100 updates/s"
    assert words(replace(moment, speed=None))["free"].done == "as fast as it goes"
    assert "4" not in words(replace(moment, rung="product"))["free"].done


@pytest.mark.parametrize(
    ("batches", "epoch"),
    [
        ({"size": 100, "remainder": "keep"}, 3), ({"size": 100, "remainder": "drop"}, 2),
        ({"order": "explicit", "explicit": [[0, 1], [2], [3]]}, 3),
    ],
)  # fmt: skip
def test_the_batch_that_comes_is_counted_without_being_walked(batches: dict[str, object], epoch: int) -> None:
    for updates in range(7):
        moment = walked(updates=updates, settings={f"batches.{k}": v for k, v in batches.items()})
        assert batch_size(replace(moment, coming=None)) == len(moment.coming.samples)  # type: ignore[union-attr]
    assert updates_an_epoch(moment.plan) == epoch


def test_the_key_on_a_card_is_the_key_of_the_window() -> None:
    by_name = {key.name: key.keys for key in keys.table()}
    names = {"batch": "update"}
    for card in CARDS:
        assert KEYS[card] in by_name[names.get(card, card)]


# --- what they do ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CARDS[:-1])
def test_a_click_is_a_step_and_a_right_or_shift_click_one_back(qtbot: QtBot, name: str) -> None:
    view = view_of(qtbot, walked())
    got: list[tuple[str, bool]] = []
    view.stepped.connect(lambda rung, back: got.append((rung, back)))
    card = view.cards[name]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(card, Qt.MouseButton.RightButton)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, SHIFT)
    assert got == [(name, False), (name, True), (name, True)]
    assert "back" in card.toolTip()


@pytest.mark.parametrize("name", CARDS[:-1])
def test_a_card_is_reached_and_pressed_by_keys(qtbot: QtBot, name: str) -> None:
    view = view_of(qtbot, walked())
    got: list[tuple[str, bool]] = []
    view.stepped.connect(lambda rung, back: got.append((rung, back)))
    card = view.cards[name]
    assert card.focusPolicy() & Qt.FocusPolicy.TabFocus
    card.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(card, key)
    qtbot.keyClick(card, Qt.Key.Key_Space, SHIFT)
    assert got == [(name, False)] * 3 + [(name, True)]


def test_free_run_plays_and_never_steps(qtbot: QtBot) -> None:
    view = view_of(qtbot, walked())
    stepped: list[object] = []
    view.stepped.connect(lambda *what: stepped.append(what))
    with qtbot.waitSignal(view.played):
        qtbot.mouseClick(view.cards["free"], Qt.MouseButton.LeftButton)
    with qtbot.assertNotEmitted(view.played):
        qtbot.mouseClick(view.cards["free"], Qt.MouseButton.RightButton)
    assert stepped == []


def test_a_press_that_is_let_go_elsewhere_does_nothing(qtbot: QtBot) -> None:
    view = view_of(qtbot, walked())
    card = view.cards["neuron"]
    with qtbot.assertNotEmitted(view.stepped):
        qtbot.mousePress(card, Qt.MouseButton.LeftButton)
        qtbot.mouseRelease(card, Qt.MouseButton.LeftButton, pos=card.rect().bottomRight() * 3)


def test_every_card_has_a_name_that_says_how_much_is_done(qtbot: QtBot) -> None:
    view = view_of(qtbot, walked(tick=8))
    assert view.cards["product"].accessibleName() == "Product, 6 of 18, 18 make a sample"
    assert all(card.accessibleName() and card.toolTip() for card in view.cards.values())


# --- how they look -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["circle", "digits"])
def test_titles_and_counts_are_never_cut_off(
    qtbot: QtBot, size: tuple[int, int, bool, float], name: str
) -> None:
    view = view_of(qtbot, walked(name, updates=999, tick=9), size)
    grown = max(0.86, size[3])
    for card in view.cards.values():
        strong = QFontMetricsF(theme.font(max(12.0, 13 * grown), 700)).horizontalAdvance(card.said.done)
        title = QFontMetricsF(theme.font(15.5 * grown, 600)).horizontalAdvance(card.said.title)
        assert strong <= card.width() - 26 * grown
        assert title <= card.width() - 74 * grown
        if not size[2]:
            caption = QFontMetricsF(theme.font(max(11.5, 12.5 * grown))).horizontalAdvance(card.said.caption)
            assert caption <= card.width() - 26 * grown


@pytest.mark.parametrize("size", SIZES)
def test_cards_stand_side_by_side_over_the_whole_width(
    qtbot: QtBot, size: tuple[int, int, bool, float]
) -> None:
    view = view_of(qtbot, walked(), size)
    boxes = [card.geometry() for card in view.cards.values()]
    assert boxes[0].left() == 0
    assert boxes[-1].right() == view.width() - 1
    assert all(a.right() < b.left() for a, b in pairwise(boxes))
    assert len({box.width() for box in boxes}) <= 2


@pytest.mark.parametrize("look_theme", [LIGHT, DARK])
def test_the_rung_at_hand_is_filled_with_ink(qtbot: QtBot, look_theme: theme.Theme) -> None:
    view = RungsView()
    qtbot.addWidget(view)
    view.resize(1576, 88)
    view.show_snapshot(walked(rung="sample"), Look(look_theme))
    filled = {
        name: card.grab().toImage().pixelColor(card.width() // 2, 6) == look_theme.color("primary")
        for name, card in view.cards.items()
    }
    assert filled == {name: name == "sample" for name in CARDS}


def test_a_card_that_says_the_same_is_not_painted_again(qtbot: QtBot) -> None:
    moment = walked(tick=1)
    view = view_of(qtbot, moment)
    QApplication.processEvents()
    painted: list[str] = []
    for name, card in view.cards.items():
        paint = card.paintEvent
        card.paintEvent = lambda event, name=name, paint=paint: (painted.append(name), paint(event))[1]  # type: ignore[method-assign]
    view.show_snapshot(at(moment, 2), Look(LIGHT, scale=1.0, room="steps"))
    QApplication.processEvents()
    assert painted in ([], ["product"])  # PySide may look a method up on the class
    assert view.cards["product"].said.done == "2 of 18"
    assert end_of(moment, "forward") == 25
