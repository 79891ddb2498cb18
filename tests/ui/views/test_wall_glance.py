"""What a wall says at a glance: which sentences fit where, in which hue their counts stand, and what is at hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from walls import circle, rates_and_biases, shown, wall

from ui.look import Look, WallLook
from ui.picture import image_of
from ui.rooms.population import cards
from ui.rooms.room import Facts, room_beside, room_of
from ui.theme import DARK, LIGHT, Theme
from ui.views.wall_glance import WallGlanceView
from ui.views.wall_sentences import Piece, page, plain
from wbsim.wall import WallSeen

WINDOWS = [(1600, 1000), (1280, 720), (1920, 1080), (1024, 640)]
BAR = 52  # pixels, at least, of the bar above the figure
BESIDE = (940, 660)  # a figure beside the panel of a lesson
TWO = (
    (Piece("3 of 4", strong=True, failing=True), Piece(" fail without biases.")),
    (Piece("All learn at 0.1."),),
)


def look_in(window: tuple[int, int] = (1600, 1000), theme: Theme = LIGHT, **wall_look: object) -> Look:
    """How a window of some size shows the room."""
    room = room_of(QSize(*window))
    of = WallLook(**wall_look)  # type: ignore[arg-type]
    return Look(theme, scale=room.marks, compact=room.compact, room="population", wall=of)


def card_in(window: tuple[int, int]) -> QSize:
    """How large the card of the sentences is in a window of some size, or beside a lesson."""
    figure = QSize(*window) if window == BESIDE else QSize(window[0], window[1] - BAR)
    room = room_beside(figure + QSize(0, BAR)) if window == BESIDE else room_of(QSize(*window))
    margin = round((10 if room.compact else 12) * room.scale)
    gap = round((8 if room.compact else 12) * room.scale)
    area = QRect(margin, margin, figure.width() - 2 * margin, figure.height() - 2 * margin)
    return cards(area, gap, room, Facts())["wall_glance"].size()


def view_of(
    qtbot: QtBot, of: WallSeen | None, look: Look | None = None, size: QSize | None = None
) -> WallGlanceView:
    """A card that shows a wall."""
    view = WallGlanceView()
    qtbot.addWidget(view)
    view.resize(size or QSize(518, 206))
    view.show_snapshot(shown(of), look or look_in())
    return view


def test_words_are_wrapped_to_the_width_and_a_stop_is_not_parted_from_its_word(dressed: QApplication) -> None:
    for width in range(90, 400, 10):
        made = page(TWO, width, 1000, (14,))
        assert all(word.x + word.width <= width for word in made.words)
        rows = {word.y for word in made.words}
        for y in rows:
            line = sorted((word for word in made.words if word.y == y), key=lambda word: word.x)
            assert all(a.x + a.width < b.x for a, b in pairwise(line))
    glued = page(((Piece("5", strong=True), Piece(".")),), 200, 100, (14,)).words
    assert glued[1].x == glued[0].width


def test_type_is_the_largest_in_which_all_sentences_fit_and_then_the_last_ones_go(
    dressed: QApplication,
) -> None:
    assert page(TWO, 400, 200, (15, 13)).size == 15
    assert page(TWO, 400, 44, (15, 13)).size == 13
    small = page(TWO, 400, 20, (15, 13))
    assert small.left == 1 and {word.y for word in small.words} == {0.0}
    assert page(TWO, 400, 4, (15, 13)).words == ()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_count_of_failures_is_in_the_hue_of_failure(
    qtbot: QtBot, dressed: QApplication, theme: Theme
) -> None:
    view = view_of(qtbot, wall(circle()), look_in(theme=theme))
    image, hue = image_of(view), theme.color("loss_text").rgb()
    pixels = sum(image.pixel(x, y) == hue for x in range(518) for y in range(206))
    assert pixels > 40
    learned = view_of(qtbot, wall(circle(), final=np.full(120, 0.01)), look_in(theme=theme))
    image = image_of(learned)
    assert not any(image.pixel(x, y) == hue for x in range(518) for y in range(206))


def test_it_answers_whether_it_is_the_bias(qtbot: QtBot, dressed: QApplication) -> None:
    view = view_of(qtbot, wall(circle()))
    assert view.accessibleDescription().startswith("60 of 60 fail without biases, at every rate.")
    assert "It is the bias" in view.accessibleDescription()


@pytest.mark.parametrize("window", [*WINDOWS, BESIDE])
@pytest.mark.parametrize("seeds", [4, 5, 40])
def test_the_sentences_fit_at_every_size(
    qtbot: QtBot, dressed: QApplication, window: tuple[int, int], seeds: int
) -> None:
    for axes in (
        rates_and_biases(circle()),
        rates_and_biases(circle())[:1],
        rates_and_biases(circle())[1:],
        (),
    ):
        view = view_of(
            qtbot, wall(circle(), axes=axes, seeds=seeds), look_in(window, chosen=2), card_in(window)
        )
        made = view.page
        assert made.words and made.left == 0
        assert made.size >= 11.5
        foot = view.button.geometry().top()
        top = made.words[0].y
        assert top == 0 and made.height < foot


def test_the_network_at_hand_is_opened_by_click_and_by_key(qtbot: QtBot, dressed: QApplication) -> None:
    view = view_of(qtbot, wall(circle()), look_in(chosen=32))
    view.show()
    told: list[int] = []
    view.opened.connect(told.append)
    assert view.button.text() == "Enter opens it" and view.button.toolTip()
    qtbot.mouseClick(view.button, Qt.MouseButton.LeftButton)
    view.button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view.button, Qt.Key.Key_Return)
    assert told == [32, 32]


@pytest.mark.parametrize("chosen", [None, 4000])
def test_with_nothing_at_hand_there_is_nothing_to_open(
    qtbot: QtBot, dressed: QApplication, chosen: int | None
) -> None:
    view = view_of(qtbot, wall(circle()), look_in(chosen=chosen))
    image_of(view)
    assert view.button.isHidden()


@pytest.mark.parametrize("of", [None, wall(circle(), built=False)])
def test_a_wall_that_is_not_there_yet_leaves_a_calm_card(
    qtbot: QtBot, dressed: QApplication, of: WallSeen | None
) -> None:
    view = view_of(qtbot, of, look_in(chosen=3))
    image_of(view)
    assert view.button.isHidden() and not view.page.words and not view.accessibleDescription()


def test_sentences_read_aloud_have_all_their_words() -> None:
    assert plain(TWO) == "3 of 4 fail without biases. All learn at 0.1."


@pytest.mark.parametrize("window", [*WINDOWS, BESIDE])
def test_the_cards_of_the_room_fill_it_and_none_lies_on_another(window: tuple[int, int]) -> None:
    room = room_of(QSize(*window))
    area = QRect(10, 10, window[0] - 20, window[1] - 20)
    found = cards(area, 8, room, Facts())
    boxes = list(found.values())
    assert not any(one.intersects(two) for k, one in enumerate(boxes) for two in boxes[:k])
    assert all(area.contains(box) for box in boxes)
    assert found["wall"].bottom() == found["wall_glance"].bottom() == area.bottom()
    assert {box.right() for box in boxes[1:]} == {area.right()}
    assert min(box.width() for box in boxes) >= 320
    assert found["wall"].width() > 0.6 * area.width()
