"""Seams that are moved and layouts that are chosen, saved and kept, as a person uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import application, layouts, remembered
from ui.arguments import RoomName
from ui.figure import arranged
from ui.layouts import Layout, layout_of
from ui.rooms.room import Facts, room_of
from ui.shares import AS_USUAL, Shares
from wbsim.problems import Refused

LEFT = Qt.MouseButton.LeftButton
ACROSS, DOWN = "network network|plane", "network side/timeline"
SIZES = [(1024, 600), (1280, 720), (940, 660), (1920, 1080), (3840, 2160)]
FACTS = [
    Facts(),
    Facts(selected=True),
    Facts(inputs=0, selected=True),
    Facts(inputs=0, layered=True, image=True, filters=True, reasoned=True),
    Facts(recurs=True, classes=True),
    Facts(inputs=1, line=True, single=True, ends_in_sum=True),
]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where settings are kept in this test."""
    file = tmp_path / "config" / "window.json"
    monkeypatch.setattr(remembered, "settings_file", lambda: file)
    return file


def drag(qtbot: QtBot, one: Any, name: str, by: int) -> None:
    """Drags a seam by so many pixels, and shows what comes of it."""
    bar = one.window.figure.seams.bar(name)
    at = bar.rect().center()
    to = at + (QPoint(by, 0) if bar.upright else QPoint(0, by))
    qtbot.mousePress(bar, LEFT, pos=at)
    qtbot.mouseMove(bar, to)
    qtbot.mouseRelease(bar, LEFT, pos=to)
    one.refresh()


# --- geometry ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", get_args(RoomName))
@pytest.mark.parametrize("size", SIZES)
def test_wherever_seams_are_moved_to_cards_fill_the_figure_and_none_lies_on_another(
    place: RoomName, size: tuple[int, int]
) -> None:
    room = room_of(QSize(*size))
    figure = QSize(size[0], size[1] - 52)
    for facts in FACTS:
        usual, seams = arranged(figure, room, facts, False, place)
        assert arranged(figure, room, facts, False, place, Shares((("no such seam", 0.5),)))[0] == usual
        names = [seam.name for seam in seams]
        assert len(set(names)) == len(names)
        for ends in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.37, 0.81)):
            shares = AS_USUAL
            for number, name in enumerate(names):
                shares = shares.with_seam(name, ends[number % 2])
            cards, again = arranged(figure, room, facts, False, place, shares)
            assert [seam.name for seam in again] == names
            covered = sum(card.width() * card.height() for card in cards.values())
            usually = sum(card.width() * card.height() for card in usual.values())
            assert abs(covered - usually) < 0.06 * usually  # but for the gaps
            boxes = list(cards.values())
            for number, box in enumerate(boxes):
                assert figure.width() >= box.right() and figure.height() >= box.bottom()
                assert not any(box.intersects(other) for other in boxes[number + 1 :])


@given(across=st.floats(0, 1), down=st.floats(0, 1))
def test_no_card_gets_smaller_than_it_needs(across: float, down: float) -> None:
    room, figure = room_of(QSize(1280, 720)), QSize(1280, 668)
    shares = Shares().with_seam(ACROSS, across).with_seam(DOWN, down)
    usual, _ = arranged(figure, room, Facts(selected=True), False, "network")
    cards, _ = arranged(figure, room, Facts(selected=True), False, "network", shares)
    for name, (wide, high) in {"network": (361, 240), "plane": (240, 240), "timeline": (395, 202)}.items():
        assert cards[name].width() >= min(wide, usual[name].width())
        assert cards[name].height() >= min(high, usual[name].height())


def test_a_seam_lies_at_its_share_of_the_room_whatever_the_window() -> None:
    shares = Shares().with_seam(ACROSS, 0.5)
    for size in SIZES[1:]:
        figure, room = QSize(size[0], size[1] - 52), room_of(QSize(*size))
        _, seams = arranged(figure, room, Facts(selected=True), False, "network", shares)
        seam = next(one for one in seams if one.name == ACROSS)
        assert seam.share(seam.at) == pytest.approx(0.5, abs=1 / seam.length)


def test_twins_stay_as_wide_as_each_other() -> None:
    _, seams = arranged(QSize(1280, 668), room_of(QSize(1280, 720)), Facts(), False, "twin")
    assert "twin twin_a|twin_b" not in [seam.name for seam in seams]
    assert "twin twin_loss|twin_why" in [seam.name for seam in seams]


# --- seams -------------------------------------------------------------------------------------------------


def test_a_seam_is_dragged_and_a_double_click_puts_it_back(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=5)
    figure = one.window.figure
    usual = dict(figure.cards)
    drag(qtbot, one, ACROSS, -60)
    assert figure.cards["network"].width() == usual["network"].width() - 60
    assert figure.cards["plane"].width() == usual["plane"].width() + 60
    assert figure.cards["inspector"].left() == figure.cards["plane"].left()
    assert figure.network.geometry() == figure.cards["network"]
    drag(qtbot, one, DOWN, -40)
    assert figure.cards["timeline"].top() == usual["timeline"].top() - 40
    for name in (ACROSS, DOWN):
        qtbot.mouseDClick(figure.seams.bar(name), LEFT)
        one.refresh()
    assert figure.cards == usual
    assert one.window.look.shares == AS_USUAL


def test_a_seam_stops_where_a_card_would_get_too_small(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage()
    drag(qtbot, one, ACROSS, -2000)
    least = one.window.figure.cards["network"].width()
    assert 330 < least < 400
    drag(qtbot, one, ACROSS, -50)
    assert one.window.figure.cards["network"].width() == least


def test_seams_are_reached_and_moved_by_keys_that_then_step_no_run(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage(updates=9)
    bar = one.window.figure.seams.bar(ACROSS)
    before = one.window.figure.cards["network"].width()
    bar.setFocus(Qt.FocusReason.TabFocusReason)
    assert bar.focusPolicy() == Qt.FocusPolicy.TabFocus
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    one.refresh()
    assert before - one.window.figure.cards["network"].width() == 8
    qtbot.keyClick(bar, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    one.refresh()
    assert one.window.figure.cards["network"].width() - before == 32
    qtbot.keyClick(bar, Qt.Key.Key_Backspace)
    one.refresh()
    assert one.window.figure.cards["network"].width() == before
    assert one.session.here.state.update == 9
    assert not one.posted or all(type(command).__name__ == "Look" for command in one.posted)


def test_a_seam_says_what_it_is_and_shows_a_cursor_of_its_way(stage: Callable[..., Any]) -> None:
    seams = stage().window.figure.seams
    across, down = seams.bar(ACROSS), seams.bar(DOWN)
    assert across.accessibleName() == "Seam between Network and Decision plane"
    assert down.accessibleName() == "Seam between Settings and Timeline"
    assert across.cursor().shape() == Qt.CursorShape.SplitHCursor
    assert down.cursor().shape() == Qt.CursorShape.SplitVCursor
    assert "double-click" in across.toolTip()


def test_seams_are_those_of_the_room_that_is_seen_and_each_room_keeps_its_own(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage()
    drag(qtbot, one, ACROSS, -60)
    network = dict(one.window.figure.cards)
    one.window.steering.enter("surface")
    one.refresh()
    assert one.window.figure.seams.names == (
        "surface surface_map|surface_side",
        "surface surface_side/surface_race",
    )
    assert not one.window.figure.seams.bar(ACROSS).isVisible()
    drag(qtbot, one, "surface surface_map|surface_side", 50)
    one.window.steering.enter("network")
    one.refresh()
    assert one.window.figure.cards == network
    assert [name for name, _ in one.window.look.shares.moved] == [ACROSS, "surface surface_map|surface_side"]


def test_neither_a_card_alone_nor_the_stage_has_seams(stage: Callable[..., Any]) -> None:
    one = stage()
    usual = dict(one.window.figure.cards)
    one.window.see(shares=Shares().with_seam(ACROSS, 0.3), alone="plane")
    assert one.window.figure.seams.names == ()
    one.window.see(alone=None, stage=True)
    assert one.window.figure.seams.names == ()
    one.window.see(stage=False, shares=AS_USUAL)
    assert one.window.figure.cards == usual


# --- layouts -----------------------------------------------------------------------------------------------


def press(qtbot: QtBot, one: Any, title: str) -> None:
    row = next(row for row in one.window.arranging.panel.rows if row.text() == title)
    qtbot.mouseClick(row, LEFT)
    one.refresh()


def open_card(qtbot: QtBot, one: Any) -> Any:
    qtbot.keyClick(one.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert one.window.arranging.card.isVisible()
    return one.window.arranging.panel


def test_three_presets_arrange_the_window_differently(
    qtbot: QtBot, stage: Callable[..., Any], kept: Path
) -> None:
    one = stage(updates=5)
    usual = dict(one.window.figure.cards)
    panel = open_card(qtbot, one)
    assert [row.text() for row in panel.rows] == ["Desk", "Curves", "Picture"]
    assert [row.offer.here for row in panel.rows] == [True, False, False]
    press(qtbot, one, "Curves")
    assert one.window.figure.cards["timeline"].height() > 1.4 * usual["timeline"].height()
    assert [row.offer.here for row in panel.rows] == [False, True, False]
    press(qtbot, one, "Picture")
    assert set(one.window.figure.cards) == {"plane"}
    press(qtbot, one, "Desk")
    assert one.window.figure.cards == usual


def test_a_layout_is_saved_under_a_name_chosen_again_and_deleted(
    qtbot: QtBot, stage: Callable[..., Any], kept: Path
) -> None:
    one = stage(updates=5)
    drag(qtbot, one, ACROSS, -60)
    moved = dict(one.window.figure.cards)
    panel = open_card(qtbot, one)
    panel.name.setFocus()
    qtbot.keyClicks(panel.name, "For  the talk")
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert one.window.banner.shown.words == "The layout “For the talk” is saved"
    assert panel.name.text() == ""
    one.window.steering.enter("twin")
    one.refresh()
    press(qtbot, one, "Desk")
    press(qtbot, one, "For the talk")
    assert one.window.look.room == "network"
    assert one.window.figure.cards == moved
    assert layout_of("For the talk").shares == one.window.look.shares  # a film and a picture know it too
    qtbot.mouseClick(panel.removers["For the talk"], LEFT)
    assert [row.text() for row in panel.rows] == ["Desk", "Curves", "Picture"]
    with pytest.raises(Refused, match="there is no layout"):
        layout_of("For the talk")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("  ", "a layout needs a name"),
        ("Curves", "'Curves' is a layout already; another name is needed"),
        ("surface", "'surface' is a layout already; another name is needed"),
        ("x" * 41, "the name is too long; it may have 40 letters"),
    ],
)
def test_a_name_that_cannot_be_is_refused_under_the_field(
    qtbot: QtBot, stage: Callable[..., Any], kept: Path, name: str, said: str
) -> None:
    one = stage()
    panel = open_card(qtbot, one)
    panel.name.setText(name)
    qtbot.mouseClick(panel.save_button, LEFT)
    assert panel.problem.text == said
    assert panel.problem.isVisible()
    assert not layouts.saved()


def test_reset_takes_back_the_seams_of_all_rooms(qtbot: QtBot, stage: Callable[..., Any], kept: Path) -> None:
    one = stage()
    usual = dict(one.window.figure.cards)
    one.window.see(shares=Shares().with_seam(ACROSS, 0.3).with_seam("twin twin_loss|twin_why", 0.5))
    panel = open_card(qtbot, one)
    qtbot.mouseClick(panel.reset_button, LEFT)
    one.refresh()
    assert one.window.figure.cards == usual
    assert one.window.look.shares == AS_USUAL


def test_the_card_is_walked_by_keys(qtbot: QtBot, stage: Callable[..., Any], kept: Path) -> None:
    one = stage(updates=3)
    panel = open_card(qtbot, one)
    assert QApplication.focusWidget() is panel.rows[0]
    qtbot.keyClick(panel.rows[0], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is panel.rows[1]
    qtbot.keyClick(panel.rows[1], Qt.Key.Key_Space)
    assert one.window.look.shares == layout_of("curves").shares
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not one.window.arranging.card.isVisible()
    assert all(row.accessibleName() and row.accessibleDescription() for row in panel.rows)


def test_a_layout_with_a_lesson_offers_the_lessons_and_none_ends_one(
    qtbot: QtBot, stage: Callable[..., Any], kept: Path
) -> None:
    one = stage()
    layouts.save(Layout("", lesson=True), "Class")
    open_card(qtbot, one)
    press(qtbot, one, "Class")
    assert one.window.lesson_index.isVisible()


# --- what is kept ------------------------------------------------------------------------------------------


def test_the_arrangement_of_the_last_close_comes_back(
    qtbot: QtBot, stage: Callable[..., Any], kept: Path
) -> None:
    one = stage(updates=5)
    drag(qtbot, one, ACROSS, -60)
    application.write_settings(one.window, None)
    again = stage(updates=5)
    application._restore(again.window, remembered.remembered(), arranged=True)
    again.window.resize(1280, 720)
    again.refresh()
    assert again.window.look.shares == one.window.look.shares
    assert again.window.figure.cards == one.window.figure.cards


@pytest.mark.parametrize(
    "broken",
    [
        None, 7, [], {"room": "cellar"}, {"charts": "yes"}, {"alone": 3}, {"alone": "x" * 99}, {"lesson": None},
    ],
)  # fmt: skip
def test_a_layout_that_cannot_be_read_counts_as_not_there(
    stage: Callable[..., Any], kept: Path, broken: object
) -> None:
    kept.parent.mkdir()
    kept.write_text(json.dumps({"layouts": {"mine": broken, "good": {"room": "twin"}}, "layout": broken}))
    assert list(layouts.saved()) == ["good"]
    one = stage()
    before = one.window.look
    one.window.arranging.recall(remembered.remembered()["layout"])
    assert one.window.look == before


@pytest.mark.parametrize("kept_as", [[], "mine", {"mine": 1}, {"": {}}, {"a  b": {}}, {"x" * 99: {}}])
def test_layouts_that_are_none_are_left_out(kept: Path, kept_as: object) -> None:
    kept.parent.mkdir()
    kept.write_text(json.dumps({"layouts": kept_as}))
    assert layouts.saved() == {}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"a": 0.5, "b": 2, "c": -0.1, "d": "x", "e": True, "f": None, "g": 1, "h": 10**400},
            (("a", 0.5), ("g", 1.0)),
        ),
        ([], ()),
        (None, ()),
    ],
)
def test_of_shares_only_those_that_are_some_are_read(data: object, expected: tuple[Any, ...]) -> None:
    assert Shares.read(data).moved == expected
    assert Shares.read(Shares.read(data).written()) == Shares.read(data)


def test_every_layout_of_the_program_is_known_by_its_name() -> None:
    for name in ("desk", "curves", "picture", "stage", *layouts.ROOMS, *layouts.VIEWS):
        layout = layout_of(name)
        assert layout.name == name
        assert set(layout.look) >= {"room", "stage", "alone", "charts", "shares"}
