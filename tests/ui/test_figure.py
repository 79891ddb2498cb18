"""The arrangement of cards."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize

from ui.figure import arrangement
from ui.rooms import alone
from ui.rooms.room import Facts, room_of

SIZES = [
    (1024, 600),
    (1280, 720),
    (1366, 768),
    (1440, 900),
    (1600, 1000),
    (1920, 1080),
    (2560, 1440),
    (3840, 2160),
]


def cards(
    width: int, height: int, plane: bool, selected: bool = False, answers: bool = False
) -> tuple[QRect, dict[str, QRect]]:
    room = room_of(QSize(width, height))
    bar = round((52 if room.compact else 64) * room.scale)
    size = QSize(width, height - bar)
    return QRect(0, 0, size.width(), size.height()), arrangement(
        size, room, Facts(2 if plane else 0, selected, answers)
    )


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(("plane", "selected"), [(True, True), (True, False), (False, False), (False, True)])
def test_cards_lie_side_by_side_within_the_figure(
    width: int, height: int, plane: bool, selected: bool
) -> None:
    whole, laid = cards(width, height, plane, selected)
    assert all(whole.contains(card) for card in laid.values())
    assert all(not one.intersects(two) for one, two in combinations(laid.values(), 2))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_columns_end_together(width: int, height: int) -> None:
    _, laid = cards(width, height, plane=True, selected=True)
    assert laid["plane"].right() == laid["inspector"].right()
    assert laid["plane"].left() == laid["inspector"].left()
    assert laid["network"].right() == laid["timeline"].right()
    assert laid["timeline"].bottom() == laid["inspector"].bottom()
    assert laid["side"].bottom() == laid["network"].bottom() == laid["plane"].bottom()


def test_the_small_window_is_laid_out_as_drawn() -> None:
    _, laid = cards(1280, 720, plane=True)
    drawn = {"side": (10, 10, 88, 402), "network": (106, 10, 676, 402), "plane": (790, 10, 480, 402)}
    for name, numbers in drawn.items():
        assert laid[name].getRect() == pytest.approx(numbers, abs=4)  # type: ignore[comparison-overlap]


def test_pictures_and_answers_take_the_place_of_the_plane() -> None:
    _, laid = cards(1600, 1000, plane=False)
    assert {"pictures", "answers"} <= set(laid)
    assert not {"plane", "inspector"} & set(laid)


def test_where_no_neuron_is_selected_the_answers_take_the_place_of_the_inspector() -> None:
    inspected, read = (cards(1600, 1000, plane=True, selected=on)[1] for on in (True, False))
    assert read["answers"] == inspected["inspector"]
    assert "inspector" not in read
    assert "answers" not in inspected


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_answers_in_place_of_the_plane_are_not_shown_twice(width: int, height: int) -> None:
    whole, laid = cards(width, height, plane=True, answers=True)
    assert set(laid) == {"side", "network", "plane", "timeline"}
    assert laid["timeline"].right() == laid["plane"].right() and whole.contains(laid["timeline"])
    assert laid["timeline"].top() > laid["plane"].bottom()
    _, selected = cards(width, height, plane=True, selected=True, answers=True)
    assert selected == cards(width, height, plane=True, selected=True)[1]


def test_a_selected_neuron_of_an_image_network_gets_its_inspector() -> None:
    _, laid = cards(1600, 1000, plane=False, selected=True)
    assert laid["inspector"].top() == laid["pictures"].top()


def test_a_window_is_compact_below_the_desk() -> None:
    assert room_of(QSize(1280, 720)).compact
    assert room_of(QSize(1366, 768)).compact
    assert not room_of(QSize(1440, 900)).compact
    assert not room_of(QSize(1920, 1080)).compact


def test_type_grows_with_the_window() -> None:
    scales = [
        room_of(QSize(*size)).scale for size in ((1600, 1000), (1920, 1080), (2560, 1440), (3840, 2160))
    ]
    assert scales == sorted(scales)
    assert scales[0] == 1.0


def test_only_views_that_have_a_card_are_seen(stage: Callable[..., Any]) -> None:
    one = stage("digits")
    figure = one.window.figure
    assert figure.pictures.isVisible()
    assert figure.answers.isVisible()
    assert not figure.plane.isVisible()
    assert not figure.inspector.isVisible()
    one.window.attention.select(5)
    assert figure.inspector.isVisible()


def test_a_card_alone_fills_the_figure_a_strip_its_middle_and_the_bare_plane_a_square() -> None:
    card, figure = QRect(600, 10, 300, 300), QSize(1200, 700)
    grown = alone.growth(card.size(), figure)
    assert 1.5 < grown <= 2.0
    assert alone.place("plane", card, figure, grown) == QRect(0, 0, 1200, 700)
    assert alone.place("plane", card, figure, grown, on_stage=True) == QRect(250, 0, 700, 700)
    strip = alone.place("rungs", QRect(0, 0, 1180, 60), figure, 1.0)
    assert strip.height() == 60 and strip.center().y() in (349, 350)
    assert alone.growth(figure, figure) == 1.0
