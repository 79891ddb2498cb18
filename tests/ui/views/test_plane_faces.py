"""What the card of the plane shows: the plane, an axis for every input, or how good the answers are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from moments import moment
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.answers import AnswersView
from ui.views.plane import PlaneView
from ui.views.plane_keys import paint_keys
from wbsim import engine


def test_a_plane_parallel_axes_and_answers_take_turns(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage("iris", 30)
    plane = one.window.figure.plane
    qtbot.keyClick(plane._controls.face, Qt.Key.Key_Right)
    one.refresh()
    assert one.window.look.face == "parallel"
    assert not plane._plot.isVisible() and not plane.section.area.isVisible()
    assert not any(button.isVisible() for button in plane.tools.buttons.values())
    before = plane.grab().toImage()
    one.window.pick(engine.Pick("train", 60))
    one.refresh()
    assert plane.grab().toImage() != before  # another point is followed
    qtbot.keyClick(plane._controls.face, Qt.Key.Key_Right)
    one.refresh()
    assert one.window.look.face == "answers" and plane.answers.isVisible()
    assert not plane._plot.isVisible() and not plane.section.area.isVisible()
    for _ in range(2):
        qtbot.keyClick(plane._controls.face, Qt.Key.Key_Left)
        one.refresh()
    assert one.window.look.face == "plane" and plane._plot.isVisible() and not plane.answers.isVisible()


@pytest.mark.parametrize("name", ["iris", "penguins", "house-price", "circle"])
def test_one_key_shows_the_answers_of_any_data_with_axes_and_the_plane_again(
    qtbot: QtBot, stage: Callable[..., Any], name: str
) -> None:
    one = stage(name, 30)
    figure = one.window.figure
    qtbot.keyClick(one.window, Qt.Key.Key_A)
    one.refresh()
    assert figure.plane.answers.isVisible() and figure.plane._controls.face.isVisible()
    assert one.window.snapshot.seen.plane is None and one.window.snapshot.seen.curve is None
    one.window.attention.select(None)
    one.refresh()
    assert not figure.answers.isVisible()  # never twice
    one.window.attention.select(one.window.snapshot.plan.rows[0].layer.neurons[0])
    qtbot.keyClick(one.window, Qt.Key.Key_A)
    one.refresh()
    assert not figure.plane.answers.isVisible() and figure.plane._plot.isVisible()
    assert one.window.snapshot.seen.fit is not None


def test_a_tool_is_taken_up_on_the_plane(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage("iris", 30)
    qtbot.keyClick(one.window, Qt.Key.Key_A)
    one.refresh()
    qtbot.keyClick(one.window, Qt.Key.Key_V)
    one.refresh()
    assert one.window.look.face == "plane" and one.window.figure.plane._plot.isVisible()


def test_a_cell_of_the_matrix_picks_such_a_point(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage("iris", 200)
    one.window.see(face="answers")
    one.refresh()
    answers = one.window.figure.plane.answers
    where = answers._matrix()
    assert where is not None
    qtbot.mouseClick(answers, Qt.MouseButton.LeftButton, pos=where.box(2, 2).center().toPoint())
    one.refresh()
    trace = one.window.snapshot.seen.trace
    assert trace.pick.part == "test" and trace.target.tolist() == [0.0, 0.0, 1.0]


def test_edits_and_training_go_on_under_the_answers(stage: Callable[..., Any]) -> None:
    one = stage("iris", 30)
    one.window.see(face="answers")
    one.refresh()
    before = one.window.figure.plane.grab().toImage()
    one.window.post(commands.Change({"network.layers.0.bias": False}))
    one.session.advance(300)
    one.refresh()
    assert one.window.look.face == "answers"
    assert one.window.figure.plane.grab().toImage() != before
    one.window.post(commands.Change({"data.dataset": "circle"}))
    one.refresh()
    assert one.window.figure.plane.answers.isVisible()
    assert one.window.figure.plane._controls.face.words == ("Plane", "Answers")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(480, 402), (771, 640), (220, 200)])
@pytest.mark.parametrize("name", ["iris", "penguins"])
def test_the_answers_fill_the_card_below_what_can_be_chosen(
    qtbot: QtBot, theme: Any, size: tuple[int, int], name: str
) -> None:
    snapshot, look = moment(name, 40), Look(theme, face="answers", compact=size[0] < 600)
    card, alone = PlaneView(), AnswersView()
    for view in (card, alone):
        qtbot.addWidget(view)
        view.resize(*size)
        view.show_snapshot(snapshot, look)
    card.show()
    face = card._controls.face
    assert face.words == ("Plane", "Parallel", "Answers") and face.current == 2
    below = card.rect().adjusted(0, 40, 0, 0)
    assert card.grab(below).toImage() == alone.grab(below).toImage()
    if size[0] > 300:
        assert card.rect().contains(face.geometry())


@pytest.mark.parametrize("name", ["circle", "iris", "penguins", "bumps"])
@pytest.mark.parametrize("room", ["network", "time"])
@pytest.mark.parametrize("size", [(1024, 600), (1280, 720)])
def test_the_keys_end_over_the_tools(
    stage: Callable[..., Any], name: str, room: str, size: tuple[int, int]
) -> None:
    one = stage(name, 30, size=size)
    one.window.see(room=room)
    one.refresh()
    QApplication.processEvents()
    plane = one.window.figure.plane
    moment_, where = plane._moment, plane.where
    ground = QImage(plane.size(), QImage.Format.Format_RGB32)
    painter = QPainter(ground)
    end = paint_keys(painter, one.window.look, where, moment_.read, moment_.words)
    painter.end()
    tools = min(button.geometry().top() for button in plane.tools.buttons.values())
    assert where.foot <= tools and end <= tools


@pytest.mark.parametrize("room", ["network", "time"])
@pytest.mark.parametrize("size", [(1024, 600), (1280, 720)])
def test_what_the_plane_can_show_lies_over_no_key(
    stage: Callable[..., Any], room: str, size: tuple[int, int]
) -> None:
    one = stage("iris", 30, size=size)
    one.window.see(room=room)
    one.refresh()
    plane = one.window.figure.plane
    choice = plane._controls.choice
    below = choice.geometry().bottom() > plane.where.top
    assert not (choice.isVisible() and below and choice.geometry().right() > plane.where.right)
    assert choice.isVisible() is (room == "network" or size[0] > 1024)
