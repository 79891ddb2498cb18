"""Taking out by mouse and keys: files, the clipboard, one card alone, and the menu of a card."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QCursor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from ui import clipboard
from ui.takeout.asking import offers

POPUPS = pytest.mark.qt_log_ignore(
    "This plugin does not support", extend=True
)  # the offscreen platform has no real ones
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def point_at(window: Any, card: str) -> None:
    view = window.figure.view(card)
    QCursor.setPos(view.mapToGlobal(view.rect().center()))


def said(window: Any) -> str:
    shown = window.banner.shown
    return shown.words if shown is not None else ""


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """Answers the file dialog with a path, and the kind that is offered at a place."""

    def answer(path: Path | str, kind: int = 0) -> list[Any]:
        asked: list[Any] = []

        def ask(parent: object, title: str, where: str, kinds: str, **_: object) -> tuple[str, str]:
            asked.append((title, Path(where), kinds.split(";;")))
            return str(path), kinds.split(";;")[kind] if path else ""

        monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
        return asked

    return answer


def menu_of(
    window: Any, card: str, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse
) -> QMenu | None:
    """The menu that opens where the right button is pressed in the middle of a card."""
    view = window.figure.view(card)
    at = view.rect().center()
    target = view.childAt(at) or view
    place = view.mapToGlobal(at)
    QApplication.sendEvent(target, QContextMenuEvent(reason, target.mapFromGlobal(place), place))
    menu = QApplication.activePopupWidget()
    assert menu is None or isinstance(menu, QMenu)
    return menu


def closed(menu: QMenu) -> None:
    menu.close()


def test_a_file_that_gets_its_ending_here_is_never_replaced_unasked(
    stage: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = stage("circle", updates=20).window
    (tmp_path / "a.svg").write_bytes(b"before")
    offered: list[str] = []

    def ask(parent: object, title: str, where: str, kinds: str, **_: object) -> tuple[str, str]:
        offered.append(where)
        if len(offered) == 3:
            return "", ""
        return str(tmp_path / "a"), next(kind for kind in kinds.split(";;") if "svg" in kind)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.takeout.save("plane")
    assert offered[1:] == [str(tmp_path / "a.svg")] * 2
    assert (tmp_path / "a.svg").read_bytes() == b"before"


# --- files ---------------------------------------------------------------------------------------------------


def test_ctrl_e_saves_the_card_under_the_pointer(
    stage: Callable[..., Any], qtbot: QtBot, named: Callable[..., list[Any]], tmp_path: Path
) -> None:
    window = stage("circle", 30).window
    asked = named(tmp_path / "a.png", kind=1)
    point_at(window, "plane")
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    title, where, kinds = asked[0]
    assert where.name == "circle-plane-30.png" and title == "Save as picture"
    assert any("SVG" in kind for kind in kinds) and any("1920 × 1080" in kind for kind in kinds)
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() == 2 * window.figure.plane.width()
    assert "a.png" in said(window) and str(image.width()) in said(window)


def test_elsewhere_it_is_the_whole_window_and_the_next_file_is_offered_beside_the_last(
    stage: Callable[..., Any], qtbot: QtBot, named: Callable[..., list[Any]], tmp_path: Path
) -> None:
    window = stage("circle", 30).window
    asked = named(tmp_path / "b.svg", kind=3)
    QCursor.setPos(window.transport.mapToGlobal(QPoint(4, 4)))
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    assert asked[0][1].name == "circle-window-30.png" and b"wbsim</text>" in (tmp_path / "b.svg").read_bytes()
    assert not any("laid out" in kind for kind in asked[0][2])
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    assert asked[1][1].parent == tmp_path


def test_the_ending_has_the_last_word_and_one_that_means_nothing_is_refused(
    stage: Callable[..., Any], qtbot: QtBot, named: Callable[..., list[Any]], tmp_path: Path
) -> None:
    window = stage("circle", 5).window
    point_at(window, "network")
    named(tmp_path / "c.pdf")
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    named(tmp_path / "c.jpg")
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    assert "c.jpg: its ending says no form" in said(window) and not (tmp_path / "c.jpg").exists()
    named(tmp_path / "none" / "c.png")
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    assert "there is no folder" in said(window)
    named("")
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.pdf"]


def test_a_card_can_be_laid_out_for_another_size(
    stage: Callable[..., Any], qtbot: QtBot, named: Callable[..., list[Any]], tmp_path: Path
) -> None:
    window = stage("circle", 5).window
    point_at(window, "timeline")
    kind = next(k for k, words in enumerate(offers("timeline")) if "PNG" in words and "1280 × 720" in words)
    named(tmp_path / "wide", kind)
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL)
    image = QImage(str(tmp_path / "wide.png"))
    assert (image.width(), image.height()) == (1280, 720)


def test_ctrl_shift_e_saves_the_numbers_behind_the_card(
    stage: Callable[..., Any], qtbot: QtBot, named: Callable[..., list[Any]], tmp_path: Path
) -> None:
    window = stage("circle", 30).window
    point_at(window, "timeline")
    asked = named(tmp_path / "d.csv", kind=2)
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL | SHIFT)
    assert asked[0][1].name == "circle-losses-30.csv" and len(asked[0][2]) == 3
    heads, *rows = csv.reader((tmp_path / "d.csv").read_text(encoding="utf-8").splitlines())
    snapshot = window.snapshot
    biases = snapshot.state.theta[snapshot.plan.is_bias]
    assert (np.array(rows[-1][1:]).astype(np.float32) == biases).all() and len(heads) == 1 + len(biases)
    assert "d.csv" in said(window) and "31 lines" in said(window)
    named(tmp_path / "d.txt")
    qtbot.keyClick(window, Qt.Key.Key_E, CTRL | SHIFT)
    assert "d.txt: its ending says no form" in said(window)


def test_a_card_without_numbers_says_why(
    stage: Callable[..., Any], qtbot: QtBot, named: Callable[..., list[Any]]
) -> None:
    one = stage("circle", 5)
    one.window.see(room="twin")
    one.refresh()
    asked = named("x.csv")
    point_at(one.window, "difference")
    qtbot.keyClick(one.window, Qt.Key.Key_E, CTRL | SHIFT)
    assert not asked and "no numbers of its own" in said(one.window)


# --- the clipboard -------------------------------------------------------------------------------------------


def test_ctrl_c_copies_the_card_as_pixels_and_as_svg(stage: Callable[..., Any], qtbot: QtBot) -> None:
    window = stage("circle", 30).window
    point_at(window, "network")
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage() and data.hasFormat("image/svg+xml")
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * window.figure.network.width()
    assert b"18 weights" in data.data("image/svg+xml").data()
    assert "clipboard" in said(window)
    clipboard.keep_one()  # as the program does when it ends
    kept = QGuiApplication.clipboard().mimeData()
    assert kept.hasImage() and not kept.hasFormat("image/svg+xml")


def test_in_a_field_the_keys_copy_what_is_selected_there(stage: Callable[..., Any], qtbot: QtBot) -> None:
    window = stage("circle", 5).window
    QGuiApplication.clipboard().setText("before")
    window.figure.network.type_value(window.snapshot.plan.ids[0], QPoint(200, 200))
    field = window.figure.network.edit
    field.setFocus()
    field.setText("0.25")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "0.25"


# --- one card alone ------------------------------------------------------------------------------------------


def test_z_lets_a_card_fill_the_figure_and_z_or_escape_brings_all_back(
    stage: Callable[..., Any], qtbot: QtBot
) -> None:
    one = stage("circle", 30)
    window = one.window
    all_cards = dict(window.figure.cards)
    for leave in (Qt.Key.Key_Z, Qt.Key.Key_Escape):
        point_at(window, "plane")
        qtbot.keyClick(window, Qt.Key.Key_Z)
        one.refresh()
        assert window.look.alone == "plane" and set(window.figure.cards) == {"plane"}
        assert window.figure.plane.size() == window.figure.size() and not window.figure.network.isVisible()
        qtbot.keyClick(window, leave)
        one.refresh()
        assert window.look.alone is None and window.figure.cards == all_cards
    assert window.look.room == "network"


def test_alone_a_card_is_larger_in_type_too_and_shrinks_back(stage: Callable[..., Any]) -> None:
    one = stage("circle", 30)
    window = one.window
    usual = window.figure.inspector._look.scale
    window.see(alone="inspector")
    assert window.figure.inspector._look.scale > 1.3 * usual
    window.see(alone=None)
    assert window.figure.inspector._look.scale == usual


def test_without_a_card_at_hand_z_says_what_to_do(stage: Callable[..., Any], qtbot: QtBot) -> None:
    window = stage("circle", 5).window
    QCursor.setPos(window.transport.mapToGlobal(QPoint(4, 4)))
    window.ground.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z)
    assert window.look.alone is None and "Point at a card" in said(window)


def test_where_the_pointer_is_elsewhere_the_card_of_the_focus_is_meant(
    stage: Callable[..., Any], qtbot: QtBot
) -> None:
    window = stage("circle", 5).window
    QCursor.setPos(window.transport.mapToGlobal(QPoint(4, 4)))
    window.figure.network.setFocus()
    qtbot.keyClick(window.figure.network, Qt.Key.Key_Z)
    assert window.look.alone == "network"


# --- the menu of a card --------------------------------------------------------------------------------------


@POPUPS
def test_a_right_click_opens_the_menu_of_the_card(
    stage: Callable[..., Any], named: Callable[..., list[Any]], tmp_path: Path
) -> None:
    window = stage("circle", 30).window
    menu = menu_of(window, "timeline")
    assert menu is not None
    alone, _, save, copy, data = menu.actions()
    assert [one.text().split("\t")[0] for one in (alone, save, copy, data)] == [
        "This card alone", "Save as picture …", "Copy as picture", "Save data as CSV …",
    ]  # fmt: skip
    below = data.menu()
    assert isinstance(below, QMenu)
    assert [one.text() for one in below.actions()] == [
        "Losses over updates",
        "Weights over updates",
        "Biases over updates",
    ]
    named(tmp_path / "w.csv")
    below.actions()[1].trigger()
    assert "hidden 1, weight" in (tmp_path / "w.csv").read_text(encoding="utf-8").splitlines()[0]
    named(tmp_path / "t.svg")
    save.trigger()
    assert (tmp_path / "t.svg").is_file()
    copy.trigger()
    assert QGuiApplication.clipboard().mimeData().hasFormat("image/svg+xml")
    alone.trigger()
    assert window.look.alone == "timeline"
    closed(menu)
    menu = menu_of(window, "timeline")
    assert menu is not None and menu.actions()[0].text().startswith("All cards")
    menu.actions()[0].trigger()
    assert window.look.alone is None
    closed(menu)


@POPUPS
def test_where_there_are_no_numbers_the_entry_is_gray_and_says_why(stage: Callable[..., Any]) -> None:
    one = stage("circle", 5)
    one.window.see(room="steps")
    one.refresh()
    menu = menu_of(one.window, "phases")
    assert menu is not None
    data = menu.actions()[-1]
    assert not data.isEnabled() and "no numbers of its own" in data.toolTip() and menu.toolTipsVisible()
    closed(menu)


@POPUPS
def test_where_the_right_button_has_another_use_it_keeps_that(stage: Callable[..., Any]) -> None:
    one = stage("circle", 5)
    window = one.window
    window.figure.plane.tools.choose("draw")
    assert menu_of(window, "plane") is None  # it draws the other class
    menu = menu_of(window, "plane", QContextMenuEvent.Reason.Keyboard)
    assert menu is not None
    closed(menu)
    window.figure.plane.tools.choose("look")
    menu = menu_of(window, "plane")
    assert menu is not None
    closed(menu)
    window.see(room="steps")
    one.refresh()
    assert menu_of(window, "rungs") is None  # it goes a step back


@POPUPS
def test_a_layer_keeps_its_own_menu_and_the_card_has_its_beside_it(stage: Callable[..., Any]) -> None:
    window = stage("circle", 5).window
    network = window.figure.network
    node = next(one for one in network._scene.diagram.nodes if isinstance(one.key, int))
    at = QPoint(round(node.box.middle[0]), round(node.box.middle[1]))
    QApplication.sendEvent(
        network, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, network.mapToGlobal(at))
    )
    own = QApplication.activePopupWidget()
    assert isinstance(own, QMenu) and not any("alone" in one.text() for one in own.actions())
    closed(own)
    corner = QPoint(6, network.height() - 6)
    QApplication.sendEvent(
        network, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, corner, network.mapToGlobal(corner))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and menu.actions()[0].text().startswith("This card alone")
    closed(menu)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
