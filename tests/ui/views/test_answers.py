"""The confusion matrix and how sure a network is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import small
from moments import moment, moment_of
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views import confusion
from ui.views.answers import AnswersView
from ui.views.answers_layout import rooms
from ui.views.sure import order_of, percent, sure_of
from wbsim.engine import Pick, Seen
from wbsim.snapshot import Snapshot


def _view(qtbot: QtBot, snapshot: Snapshot, look: Look, size: tuple[int, int] = (384, 496)) -> AnswersView:
    view = AnswersView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    return view


def _with_confusion(snapshot: Snapshot, counts: np.ndarray) -> Snapshot:
    fit = snapshot.seen.fit
    assert fit is not None
    return replace(snapshot, seen=replace(snapshot.seen, fit=replace(fit, confusion=counts)))


@pytest.mark.parametrize("classes", [2, 3, 10, 40, 300])
def test_a_matrix_stays_in_its_room(classes: int) -> None:
    room = QRectF(20, 48, 344, 300)
    where = confusion.matrix(room, tuple(map(str, range(classes))), Look(LIGHT))
    last = where.box(classes - 1, classes - 1)
    assert last.right() <= room.right() or classes > 100
    assert where.at(where.box(1, 0).center()) == (1, 0)
    assert where.at(QPointF(where.left - 5, where.top + 5)) is None


@pytest.mark.parametrize("size", [(384, 496), (480, 402), (768, 640), (338, 350)])
def test_parts_do_not_lie_on_each_other(size: tuple[int, int]) -> None:
    found = rooms(*size, tuple("0123456789"), Look(LIGHT))
    end = found.matrix.top + 10 * found.matrix.cell
    assert found.figure.top() >= end - 1e-6
    assert found.figure.bottom() <= size[1] + 8
    assert not found.figure.adjusted(0, 1, -1, -1).intersects(found.sample.adjusted(1, 1, -1, -1))


def test_wrong_answers_are_counted_and_the_most_frequent_named() -> None:
    counts = np.array([[5, 1, 0], [0, 7, 3], [1, 0, 4]])
    assert confusion.wrong_sentence(counts) == (5, (1, 2, 3))
    assert confusion.wrong_sentence(np.array([[5, 1], [1, 5]])) == (2, None)
    assert confusion.wrong_sentence(np.diag([3, 4])) == (0, None)


def test_right_and_wrong_cells_have_their_hues(qtbot: QtBot) -> None:
    counts = np.diag(np.full(10, 40))
    counts[3, 7] = 9
    view = _view(qtbot, _with_confusion(moment("digits", 5, pick=None), counts), Look(LIGHT))
    image, where = view.grab().toImage(), view._matrix()
    assert where is not None

    def color(true: int, read: int) -> QColor:
        box = where.box(true, read)
        return image.pixelColor(int(box.left() + 4), int(box.top() + 4))

    assert color(2, 2) == QColor(LIGHT.slate)
    assert color(1, 2) == QColor(LIGHT.sunk)
    assert color(3, 7).red() > color(3, 7).green() + 60


def test_a_click_picks_a_cell(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("digits", 5), Look(LIGHT))
    where = view._matrix()
    assert where is not None
    with qtbot.waitSignal(view.cell_picked) as said:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=where.box(6, 8).center().toPoint())
    assert said.args == [6, 8]


def test_the_shares_of_a_softmax_are_its_outputs() -> None:
    snapshot = moment("digits", 100, pick=Pick("test", 3))
    assert snapshot.seen.trace is not None
    found = sure_of(snapshot.plan, snapshot.seen.trace)
    assert found is not None
    assert found.shares.sum() == pytest.approx(1, abs=1e-5)
    assert found.true == int(np.argmax(snapshot.seen.trace.target))
    assert found.read == int(np.argmax(found.shares))


@pytest.mark.parametrize(
    ("settings", "low", "high"),
    [({}, -1.0, 1.0), ({"network.layers.2.activation": "sigmoid", "loss": "bce"}, 0.0, 1.0)],
)
def test_one_output_speaks_for_two_classes(settings: dict[str, Any], low: float, high: float) -> None:
    snapshot = moment("circle", 0, settings)
    trace = snapshot.seen.trace
    assert trace is not None
    for output, read in ((low, 0), (high, 1)):
        values = trace.values.copy()
        values[-1] = output
        found = sure_of(snapshot.plan, replace(trace, values=values))
        assert found is not None
        assert found.read == read
        assert found.shares.tolist() == [1 - read, read]
        assert found.true == int(trace.target[0] > 0.5 * (low + high))


def test_shares_are_written_in_per_cent() -> None:
    assert [percent(s) for s in (0.0, 0.0004, 0.0005, 0.652, 0.99999)] == [
        "0",
        "0",
        "0.1 %",
        "65.2 %",
        "100 %",
    ]


def test_where_not_all_classes_fit_the_surest_and_the_true_one_are_shown() -> None:
    snapshot = moment("digits", 5)
    assert snapshot.seen.trace is not None
    found = sure_of(snapshot.plan, snapshot.seen.trace)
    assert found is not None
    assert order_of(found, 10) == list(range(10))
    few = order_of(replace(found, true=int(np.argmin(found.shares))), 3)
    assert len(few) == 3
    assert {int(np.argmin(found.shares)), found.read} <= set(few)


ODD: dict[str, dict[str, Any]] = {
    "regression": {"data": small.points(6, 5)},
    "two classes, one output": {
        "data": small.points(12, 4, classes=2),
        "network": small.network(small.layer(2), small.layer(1, "sigmoid")),
        "loss": "bce",
    },
    "many classes": {
        "data": small.points(60, 4, classes=30),
        "network": small.network(small.layer(2), small.layer(30, "softmax")),
        "loss": "cross_entropy",
    },
}


@pytest.mark.parametrize("wish", ODD.values(), ids=ODD)
@pytest.mark.parametrize("size", [(384, 496), (480, 402), (220, 200)])
def test_odd_data_are_drawn(
    qtbot: QtBot, dressed: QApplication, wish: dict[str, Any], size: tuple[int, int]
) -> None:
    snapshot = moment_of(small.experiment(**wish), 2)
    for look in (Look(LIGHT, compact=True), Look(DARK)):
        assert not _view(qtbot, snapshot, look, size).grab().isNull()


def test_a_moment_without_a_measured_fit_is_an_empty_card(qtbot: QtBot) -> None:
    snapshot = moment("digits", 1)
    assert (
        not _view(qtbot, replace(snapshot, seen=replace(snapshot.seen, fit=None)), Look(LIGHT))
        .grab()
        .isNull()
    )


def test_before_anything_was_measured_the_matrix_stands_empty_under_its_title(qtbot: QtBot) -> None:
    snapshot = replace(moment("digits", 0), seen=Seen())
    view = AnswersView()
    qtbot.addWidget(view)
    view.resize(338, 350)
    view.show_snapshot(snapshot, Look(LIGHT, scale=0.86, compact=True))
    image, where = view.grab().toImage(), view._matrix()
    assert where is not None
    for cell in ((0, 0), (3, 7), (9, 9)):
        middle = where.box(*cell).center().toPoint()
        assert image.pixelColor(middle).name() == LIGHT.sunk.lower()
