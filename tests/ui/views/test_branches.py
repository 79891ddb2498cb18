"""The tree of branches, the curves of all of them, and the list that chooses, names, compares and deletes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from branching import began, forest, left, looking
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui import commands
from ui.look import Look
from ui.theme import DARK, LIGHT, font
from ui.views.branch_list import BranchesView
from ui.views.branch_rows import ROW
from ui.views.branches import MOST, grown, shared_until, shown_branches
from ui.views.timeline import TimelineView
from ui.views.timeline_branch_charts import BranchChart, parameter_of
from ui.views.timeline_tags import placed
from wbsim.snapshot import Snapshot

TIME = Look(LIGHT, room="time")
LEFT = Qt.MouseButton.LeftButton
SIZES = [(1260, 304), (1576, 395), (340, 285)]


def _timeline(
    qtbot: QtBot, snapshot: Snapshot, look: Look = TIME, size: tuple[int, int] = (1576, 395)
) -> TimelineView:
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    return view


def _list(
    qtbot: QtBot, snapshot: Snapshot, look: Look = TIME, size: tuple[int, int] = (472, 400)
) -> BranchesView:
    view = BranchesView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    view.show()
    return view


# --- the tree --------------------------------------------------------------------------------------------------


def test_the_branch_at_hand_and_the_newest_seven_others_are_shown() -> None:
    many = tuple(replace(forest(2)[0], number=number) for number in range(12))
    shown = shown_branches(looking(many, 2), TIME)
    assert [one.number for one in shown] == [2, 5, 6, 7, 8, 9, 10, 11]
    assert len(shown) == MOST
    with_beside = shown_branches(looking(many, 2), replace(TIME, beside=0))
    assert [one.number for one in with_beside] == [0, 2, 6, 7, 8, 9, 10, 11]
    assert [one.number for one in shown_branches(looking(many, 2), Look(LIGHT, beside=0))] == [0, 2]
    assert [one.number for one in shown_branches(looking(many, 2), Look(LIGHT))] == [2]


def test_every_branch_leaves_what_is_drawn_where_their_runs_part() -> None:
    every = forest(8)
    shown = shown_branches(looking(every, 1), TIME)
    tree = {twig.number: (twig.leaves, twig.at) for twig in grown(shown, every)}
    assert tree == {
        1: (None, 0), 0: (1, 400), 2: (1, 400), 3: (1, 400), 4: (None, 0), 5: (1, 700), 6: (3, 600), 7: (1, 100),
    }  # fmt: skip


def test_the_tree_is_drawn_around_whichever_branch_is_at_hand() -> None:
    every = forest(8)
    shown = shown_branches(looking(every, 6), TIME)
    tree = {twig.number: (twig.leaves, twig.at) for twig in grown(shown, every)}
    assert tree[6] == (None, 0)
    assert tree[3] == (6, 600)
    assert tree[0] == (6, 400)
    assert tree[4] == (None, 0)


def test_branches_of_one_that_was_deleted_still_share_what_they_had_of_it() -> None:
    a, _, c, d = forest(4)
    known = {one.number: one for one in (a, c, d)}
    assert shared_until(c, d, known) == 400  # both left B, which is gone
    assert shared_until(a, began("circle", 9, 10), {}) is None


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_lanes_of_the_tree_lie_in_its_strip_and_apart(
    qtbot: QtBot, size: tuple[int, int], count: int
) -> None:
    view = _timeline(qtbot, looking(forest(count), 0), replace(TIME, compact=True, scale=0.86), size)
    where, tree = view._layout(), view._tree
    heights = [tree.lane(where, one.number) for one in tree.shown]
    assert where.head < heights[0] and heights[-1] < where.head + where.tree < where.tops[0]
    assert all(b - a >= 12.9 for a, b in pairwise(heights))
    assert where.height >= 20 and where.bottom + 60 <= size[1]


def test_the_axis_reaches_to_the_longest_branch_that_is_shown(qtbot: QtBot) -> None:
    snapshot = looking(forest(8), 1)
    assert _timeline(qtbot, snapshot)._layout().end >= 1200
    assert _timeline(qtbot, looking(forest(5), 4), Look(LIGHT))._layout().end < 1000


def test_a_click_on_a_branch_of_the_tree_takes_it(qtbot: QtBot) -> None:
    view = _timeline(qtbot, looking(forest(8), 1))
    where, said = view._layout(), list[int]()
    view.branch_chosen.connect(said.append)
    for number, update in ((7, 300), (5, 900), (1, 200), (5, 100)):  # the last one lies before it began
        y = round(view._tree.lane(where, number))
        qtbot.mouseClick(view._canvas.viewport(), LEFT, pos=QPoint(round(where.x(update)), y))
    assert said == [7, 5]


# --- the curves ------------------------------------------------------------------------------------------------


def _charts(view: TimelineView) -> dict[str, tuple[BranchChart, Any]]:
    found = {}
    for chart, read in zip(view._charts, view._reads, strict=True):
        made = view._made[chart]
        assert isinstance(made, BranchChart)
        found[chart.kind] = (made, read)
    return found


def test_every_branch_has_its_loss_and_the_parameter_if_it_has_one(qtbot: QtBot) -> None:
    snapshot = looking(forest(8), 1)
    neuron = snapshot.plan.rows[0].layer.neurons[2]
    view = _timeline(qtbot, snapshot, replace(TIME, neuron=neuron))
    charts = _charts(view)
    assert [t.shown.number for t in charts["losses"][1].traces] == list(range(8))
    traces = {t.shown.number: t for t in charts["parameter"][1].traces}
    by_number = {branch.number: branch for branch in snapshot.branches}
    for number, trace in traces.items():
        branch = by_number[number]
        place = branch.plan.index.get(f"b:{neuron}")
        ends = None if place is None else pytest.approx(float(branch.state.theta[place]))
        assert trace.at(branch.state.update) == ends
    assert traces[2].at(399) is not None and traces[2].at(401) is None  # its biases were switched off at 400
    assert traces[3].at(400) == pytest.approx(1.5)  # set by hand


def test_a_parameter_that_the_branch_at_hand_lacks_is_followed_through_the_others() -> None:
    snapshot = looking(forest(4), 2)
    neuron = snapshot.plan.rows[0].layer.neurons[2]
    assert f"b:{neuron}" not in snapshot.plan.index
    name, plan = parameter_of(snapshot, replace(TIME, neuron=neuron), shown_branches(snapshot, TIME))
    assert name == f"b:{neuron}" and name in plan.index


def test_a_hovered_weight_is_followed_instead(qtbot: QtBot) -> None:
    snapshot = looking(forest(4), 1)
    name = next(one for one in snapshot.plan.ids if one.startswith("w:"))
    view = _timeline(qtbot, snapshot, replace(TIME, parameter=name))
    headings = [heading.title for heading in view._headings(view._reads)]
    assert headings == ["Test loss", "Weight w₁₁"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("at", [None, 560])
def test_letters_at_the_ends_never_overlap_and_stay_on_the_card(
    qtbot: QtBot, size: tuple[int, int], at: int | None
) -> None:
    look = replace(TIME, compact=True, scale=0.86)
    view = _timeline(qtbot, looking(forest(8), 1, at), look, size)
    where = view._layout()
    for (made, read), top in zip(_charts(view).values(), where.tops, strict=True):
        tags = made.tags(where, top, read)
        found = placed(look, tags, where, top, size[0], (where.x(560), where.x(1000)))
        assert len(tags) >= 6 and len(found) >= (6 if size[0] > 400 else 2)
        assert found[0][0].at_hand
        boxes = [box for _, box in found]
        for k, box in enumerate(boxes):
            assert box.right() <= size[0] and top - 8 < box.top() and box.bottom() < top + where.height + 8
            assert not any(box.intersects(other) for other in boxes[k + 1 :])


def test_what_other_branches_remember_is_read_once(qtbot: QtBot) -> None:
    every = forest(4)
    view = _timeline(qtbot, looking(every, 1))
    before = {t.shown.number: t for t in _charts(view)["losses"][1].traces}
    view.show_snapshot(looking(every, 1, 700), TIME)
    after = {t.shown.number: t for t in _charts(view)["losses"][1].traces}
    assert [number for number in after if after[number] is before[number]] == [0, 2, 3]


def test_dots_are_where_the_curves_are_at_the_moment(qtbot: QtBot) -> None:
    snapshot = looking(forest(4), 1, 560)
    neuron = snapshot.plan.rows[0].layer.neurons[2]
    look = replace(TIME, neuron=neuron)
    view = _timeline(qtbot, snapshot, look)
    where, (made, read) = view._layout(), _charts(view)["parameter"]
    points = made.points(where, where.tops[1], read, 560, made.value_now(snapshot, look))
    own = next(point for point in points if point.at_hand)
    assert float(own.value.replace("−", "-")) == pytest.approx(
        float(snapshot.state.theta[snapshot.plan.index[f"b:{neuron}"]]), abs=0.006
    )
    assert own.x == where.x(560)
    assert len(points) == 3  # C has no bias there


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["house-price", "bumps", "digits"])
def test_the_room_of_time_shows_any_kind_of_data(qtbot: QtBot, name: str, theme: Any) -> None:
    snapshot = looking(forest(2, name), 1, 500)
    view = _timeline(qtbot, snapshot, replace(TIME, theme=theme))
    assert not view.grab().isNull()
    rows = _list(qtbot, snapshot, replace(TIME, theme=theme))
    assert not rows.grab().isNull()


def test_large_charts_have_the_losses_of_the_other_branches_too(qtbot: QtBot) -> None:
    view = _timeline(qtbot, looking(forest(4), 1, 560), replace(TIME, charts=True), (1500, 900))
    reads = {chart.kind: read for chart, read in zip(view._charts, view._reads, strict=True)}
    assert [t.shown.number for t in reads["loss"].traces] == [0, 2, 3]
    assert not view.grab().isNull()
    plain = _timeline(qtbot, looking(forest(4), 1, 560), Look(LIGHT, charts=True), (1500, 900))
    assert plain._reads[0].traces == ()


# --- the list --------------------------------------------------------------------------------------------------


def _rows(view: BranchesView) -> list[Any]:
    model = view.list.model()
    return [model.index(k, 0).data(ROW) for k in range(model.rowCount())]


def _place(view: BranchesView, number: int) -> QPoint:
    model = view.list.model()
    place = [row.number for row in _rows(view)].index(number)
    return view.list.visualRect(model.index(place, 0)).center()


def test_rows_say_what_each_branch_is_and_how_well_it_does(qtbot: QtBot) -> None:
    snapshot = looking(forest(5), 1)
    rows = _rows(_list(qtbot, snapshot))
    assert [row.letter for row in rows] == ["A", "B", "C", "D", "E"]
    assert [row.title for row in rows][1:4] == ["learning rate 0.03 → 0.1", "biases off", "by hand"]
    assert rows[0].story == "began at 0" and rows[1].story == "left A at 400"
    assert rows[3].story == "b₃ −0.52 → 1.50, left B at 400"
    assert [row.at_hand for row in rows] == [False, True, False, False, False]
    fit = snapshot.branches[0].history.measured[-1].fit
    assert fit.test_loss is not None and fit.test_accuracy is not None
    assert rows[0].loss == f"{fit.test_loss:.3f}" and rows[0].at == "at 660"
    assert rows[0].fit == f"{100 * fit.test_accuracy:.1f}\u2009%"


def test_a_click_takes_a_branch_and_on_the_one_at_hand_does_nothing(qtbot: QtBot) -> None:
    view = _list(qtbot, looking(forest(4), 1))
    said: list[int] = []
    view.chosen.connect(said.append)
    for number in (2, 1, 0):
        qtbot.mouseClick(view.list.viewport(), LEFT, pos=_place(view, number))
    assert said == [2, 0]


def test_keys_mark_take_compare_and_delete(qtbot: QtBot) -> None:
    view = _list(qtbot, looking(forest(4), 1))
    chosen, compared, deleted = list[int](), list[object](), list[int]()
    view.chosen.connect(chosen.append)
    view.compared.connect(compared.append)
    view.deleted.connect(deleted.append)
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    assert chosen == []  # marking alone takes nothing
    qtbot.keyClick(view.list, Qt.Key.Key_Return)
    qtbot.keyClick(view.list, Qt.Key.Key_K)
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    assert (chosen, compared, deleted) == ([2], [2], [3])


@pytest.mark.parametrize(
    ("key", "expected"), [(Qt.Key.Key_Return, [(2, "no biases")]), (Qt.Key.Key_Escape, [])]
)
def test_a_name_is_typed_in_the_row(qtbot: QtBot, key: Qt.Key, expected: list[tuple[int, str]]) -> None:
    view = _list(qtbot, looking(forest(4), 1))
    said: list[tuple[int, str]] = []
    view.renamed.connect(lambda number, name: said.append((number, name)))
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    qtbot.keyClick(view.list, Qt.Key.Key_F2)
    field = view.list.findChild(QLineEdit)
    assert isinstance(field, QLineEdit) and field.text() == "biases off"
    field.clear()
    qtbot.keyClicks(field, "  no   biases ")
    view.show_snapshot(looking(forest(4), 1, 700), TIME)  # training goes on meanwhile
    qtbot.keyClick(field, key)
    qtbot.waitUntil(lambda: view.list.findChild(QLineEdit) is None)  # the list closes it a moment later
    assert said == expected


def test_buttons_do_the_same_for_the_marked_row(qtbot: QtBot) -> None:
    view = _list(qtbot, looking(forest(4), 1))
    compared, deleted = list[object](), list[int]()
    view.compared.connect(compared.append)
    view.deleted.connect(deleted.append)
    assert view.compare.text() == "compare A and B"  # the one that it left, as long as no other is marked
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    assert view.compare.text() == "compare C and B"
    qtbot.mouseClick(view.compare, LEFT)
    qtbot.mouseClick(view.delete, LEFT)
    assert (compared, deleted) == ([2], [2])
    view.show_snapshot(looking(forest(4), 1), replace(TIME, beside=2))
    assert view.compare.text() == "end comparison"
    qtbot.mouseClick(view.compare, LEFT)
    assert compared == [2, None]


def test_the_only_branch_can_neither_be_deleted_nor_compared(qtbot: QtBot) -> None:
    view = _list(qtbot, looking(forest(1), 0))
    said: list[object] = []
    view.deleted.connect(said.append)
    view.compared.connect(said.append)
    assert not view.delete.isEnabled() and not view.compare.isEnabled()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_K):
        qtbot.keyClick(view.list, key)
    assert said == []


def test_a_comparison_says_what_differs(qtbot: QtBot) -> None:
    view = _list(qtbot, looking(forest(4), 1), replace(TIME, beside=0))
    words = view.comparison.accessibleDescription()
    assert "A → B: learning rate 0.03 → 0.1" in words
    assert "test loss at 660" in words and "‖Δθ‖" in words
    assert view.comparison.isVisibleTo(view)
    view.show_snapshot(looking(forest(4), 1), TIME)
    assert not view.comparison.isVisibleTo(view)
    view.show_snapshot(looking(forest(4), 3), replace(TIME, beside=1))
    assert "by hand in D: b₃ −0.52 → 1.50 at 400" in view.comparison.accessibleDescription()


@pytest.mark.parametrize("size", [(376, 274), (376, 291), (472, 400), (560, 440)])
@pytest.mark.parametrize("beside", [None, 2])
def test_no_row_is_cut_and_nothing_lies_over_the_buttons(
    qtbot: QtBot, size: tuple[int, int], beside: int | None
) -> None:
    view = _list(qtbot, looking(forest(8), 1), replace(TIME, compact=size[0] < 400, beside=beside), size)
    row = view._row_height()
    assert view.list.height() % row == 0
    low = max(view.list.geometry().bottom(), view.comparison.geometry().bottom() if beside is not None else 0)
    assert low < view.rename.geometry().top() + 4
    assert view.delete.geometry().right() < size[0]
    view.list.scrollToBottom()
    assert view.list.viewport().rect().contains(_place(view, 7))


def test_every_row_can_be_heard(qtbot: QtBot) -> None:
    view = _list(qtbot, looking(forest(4), 1))
    model = view.list.model()
    said = model.index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("D by hand, b₃") and "at 860" in said


def test_deeds_on_the_list_reach_the_session(qtbot: QtBot, stage: Callable[..., Any]) -> None:
    one = stage(updates=600)
    window = one.window
    one.post(commands.Seek(200))
    one.post(commands.Change({"optimizer.learning_rate": 0.2}))
    window.see(room="time")
    one.refresh()
    rows = window.figure.branches
    assert [row.letter for row in _rows(rows)] == ["A", "B"]
    rows.list.setFocus()
    qtbot.waitUntil(rows.list.hasFocus)
    qtbot.keyClick(rows.list, Qt.Key.Key_F2)
    field = rows.list.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "kd 1")  # none of them a key of the window, or of the list
    sought = len(one.of(commands.Seek))
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(field, key)
        qtbot.wait(5)  # the list would close the field a moment later
        assert rows.list.findChild(QLineEdit) is field and len(one.of(commands.Seek)) == sought
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: rows.list.findChild(QLineEdit) is None)
    assert window.look.room == "time" and window.look.beside is None
    assert one.of(commands.Rename) == [] and one.of(commands.Advance) == []
    qtbot.keyClick(rows.list, Qt.Key.Key_Up)
    qtbot.keyClick(rows.list, Qt.Key.Key_K)
    one.refresh()
    assert window.look.beside == 0 and window.snapshot is not None
    assert window.snapshot.ghost is not None and window.snapshot.ghost.branch == 0
    qtbot.keyClick(rows.list, Qt.Key.Key_Return)
    one.refresh()
    assert window.snapshot.branch == 0
    qtbot.keyClick(rows.list, Qt.Key.Key_Delete)
    one.refresh()
    assert [branch.number for branch in window.snapshot.branches] == [1]
    one.post(commands.Undo())
    one.refresh()
    assert len(window.snapshot.branches) == 2
    assert np.isfinite(window.snapshot.state.theta).all()


def test_a_branch_that_left_at_its_very_start_is_drawn(qtbot: QtBot) -> None:
    a = began("circle", 0, 0)
    b = left(a, 1, 0, 0, "learning rate 0.03 → 0.3", {"optimizer.learning_rate": 0.3})
    view = _timeline(qtbot, looking((a, b), 1))
    assert not view.grab().isNull()


def test_long_numbers_are_not_cut(qtbot: QtBot) -> None:
    snapshot = looking(forest(2), 1)
    measured = snapshot.history.measured[-1]
    tiny = replace(measured, update=999_424, fit=replace(measured.fit, test_loss=1.93e-5))
    grown = replace(snapshot, history=replace(snapshot.history, measured=(tiny,)))
    view = _list(qtbot, grown, replace(TIME, compact=True, scale=0.86), (376, 274))
    row, column = _rows(view)[1], view._painter.columns[0]
    assert row.loss == "1.9·10⁻⁵" and row.at == "at 999\u2009424"
    assert QFontMetricsF(font(15, 700)).horizontalAdvance(row.loss) <= column - 8
    assert QFontMetricsF(font(12, 500)).horizontalAdvance(row.at) <= column - 8
