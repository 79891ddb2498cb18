"""How often settings fail: which block is whose, what a bar counts, and how the criterion is chosen."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from walls import circle, made_up_axis, rates_and_biases, shown, wall

from ui.look import Look, WallLook
from ui.picture import image_of
from ui.rooms.room import room_of
from ui.theme import DARK, LIGHT, Theme
from ui.views.wall_answers import failed, wide
from ui.views.wall_criterion import criteria
from ui.views.wall_failures import WallFailuresView
from ui.views.wall_failures_layout import FailuresLayout, failures_layout
from wbsim.outcomes import Criterion
from wbsim.variation import Axis
from wbsim.wall import WallSeen

SIZES = {(1600, 1000): (518, 249), (1280, 720): (414, 182), (1920, 1080): (630, 290), (1024, 640): (330, 158)}
LEFT = Qt.MouseButton.LeftButton
INITS = made_up_axis("weight_init", "weight init", ("Xavier", "He", "normal 0.1", "LeCun", "zeros"))


def look_in(window: tuple[int, int] = (1600, 1000), theme: Theme = LIGHT, **wall_look: object) -> Look:
    """How a window of some size shows the room."""
    room = room_of(QSize(*window))
    of = WallLook(**wall_look)  # type: ignore[arg-type]
    return Look(theme, scale=room.marks, compact=room.compact, room="population", wall=of)


def view_of(
    qtbot: QtBot, of: WallSeen | None, look: Look | None = None, size: tuple[int, int] = (518, 249), name: str = "circle"
) -> WallFailuresView:  # fmt: skip
    """A card that shows a wall."""
    view = WallFailuresView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(shown(of, name), look or look_in())
    return view


def laid(of: WallSeen, look: Look | None = None, size: tuple[int, int] = (518, 249)) -> FailuresLayout:
    """Where the blocks of a wall stand."""
    assert of.outcomes is not None
    lost = failed(of.outcomes, of.criterion)
    return failures_layout(QSize(*size), look or look_in(), of.grid, lost)


def test_every_network_has_one_block_in_the_stack_of_its_setting(dressed: QApplication) -> None:
    of = wall(circle())
    where = laid(of)
    assert where.blocks and len(where.stacks) == 24
    assert sorted(np.concatenate([one.networks for one in where.stacks])) == list(range(120))
    for stack in where.stacks:
        assert {of.grid.place(int(n))[0] for n in stack.networks} == {(stack.column, stack.row)}


def test_failed_networks_stand_below_those_that_learned(dressed: QApplication) -> None:
    of = wall(circle())
    assert of.outcomes is not None
    lost = failed(of.outcomes, of.criterion)
    for stack in laid(of).stacks:
        assert stack.failed == int(lost[stack.networks].sum())
        assert lost[stack.networks[: stack.failed]].all() and not lost[stack.networks[stack.failed :]].any()


def test_what_stands_at_a_block_is_its_network(dressed: QApplication) -> None:
    for of in (wall(circle()), wall(circle(), seeds=20), wall(circle(), axes=(), seeds=40)):
        where = laid(of)
        for number in range(0, len(of.grid), 7):
            box = where.where(number)
            assert box is not None and where.network_at(box.center()) == number


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_block_of_a_failed_network_is_magenta_and_that_of_a_learned_one_pale(
    qtbot: QtBot, dressed: QApplication, theme: Theme
) -> None:
    of = wall(circle())
    view = view_of(qtbot, of, look_in(theme=theme))
    image, where = image_of(view), view.where
    assert where is not None and of.outcomes is not None
    lost = failed(of.outcomes, of.criterion)
    for number in range(120):
        box = where.where(number)
        assert box is not None
        pixel = image.pixelColor(box.center().toPoint()).name()
        assert pixel == theme.color("loss" if lost[number] else "grid").name()


def test_many_seeds_become_bars_with_their_counts(dressed: QApplication) -> None:
    where = laid(wall(circle(), seeds=20))
    assert not where.blocks and where.counts and not where.flat
    assert laid(wall(circle(), seeds=12)).blocks


def test_seeds_alone_are_one_bar_that_lies(qtbot: QtBot, dressed: QApplication) -> None:
    of = wall(circle(), axes=(), seeds=40, final=np.where(np.arange(40) % 40 < 23, 0.48, 0.02))
    where = laid(of)
    assert where.flat and len(where.stacks) == 1 and where.stacks[0].failed == 23
    image = image_of(view_of(qtbot, of))
    box, y = where.stacks[0].box, round(where.stacks[0].box.center().y())
    magenta = sum(
        image.pixelColor(x, y) == LIGHT.color("loss") for x in range(round(box.left()), round(box.right()))
    )
    assert 0.45 < magenta / box.width() < 23 / 40


@pytest.mark.parametrize("window", SIZES)
@pytest.mark.parametrize(
    "axes",
    [rates_and_biases(circle()), (rates_and_biases(circle())[0], INITS), rates_and_biases(circle())[1:], ()],
    ids=["rates and biases", "rates and starts", "biases", "seeds"],
)
@pytest.mark.parametrize("seeds", [4, 40])
def test_everything_stands_on_the_card_and_no_word_on_another(
    qtbot: QtBot, dressed: QApplication, window: tuple[int, int], axes: tuple[Axis, ...], seeds: int
) -> None:
    look, size = look_in(window), SIZES[window]
    of = wall(circle(), axes=axes, seeds=seeds)
    view = view_of(qtbot, of, look, size)
    where = view.where
    assert where is not None
    boxes = [one.box for one in where.stacks]
    assert all(box.left() >= 0 and box.right() <= size[0] and box.height() >= 4 for box in boxes)
    assert all(box.bottom() < where.foot.top() + 8 for box in boxes)
    assert not any(one.intersects(two) for k, one in enumerate(boxes) for two in boxes[:k])
    ends = [(x - wide(look, word, 12) / 2, x + wide(look, word, 12) / 2) for word, x in where.columns]
    assert all(one[1] < two[0] for one, two in pairwise(ends))
    if axes:
        assert where.columns[-1][0] == axes[0].variants[-1].word
        assert ends[0][0] >= 0 and ends[-1][1] <= size[0]
    for row in where.rows:
        assert all(wide(look, word, 12.5, 600) <= row.box.width() for word in row.words)
    assert view.criterion.geometry().right() <= size[0]
    assert view.criterion.geometry().bottom() <= min((box.top() for box in boxes), default=99) + 4


def test_a_click_on_a_block_chooses_its_network(qtbot: QtBot, dressed: QApplication) -> None:
    view = view_of(qtbot, wall(circle()))
    view.show()
    assert view.where is not None
    box = view.where.where(40)
    assert box is not None
    chosen: list[object] = []
    hovered: list[object] = []
    view.chosen.connect(chosen.append)
    view.hovered.connect(hovered.append)
    qtbot.mouseMove(view, box.center().toPoint())
    qtbot.mouseClick(view, LEFT, pos=box.center().toPoint())
    qtbot.mouseMove(view, QPoint(3, 240))
    assert (chosen, hovered) == ([40], [40, None])
    qtbot.mouseClick(view, LEFT, pos=QPoint(3, 240))
    assert chosen == [40]


def test_a_tooltip_says_whose_block_it_is_and_how_many_of_its_stack_fail(
    qtbot: QtBot, dressed: QApplication
) -> None:
    of = wall(circle())
    view = view_of(qtbot, of)
    assert view.where is not None
    box = view.where.where(119)
    assert box is not None
    said = view.reading(box.center().toPoint())
    assert said.startswith(f"seed {of.grid.seeds[4]}, learning rate 3, bias off: loss ")
    assert said.endswith("5 of 5 fail here")


def test_the_criterion_at_the_upper_right_is_what_is_wished(qtbot: QtBot, dressed: QApplication) -> None:
    of = wall(circle())
    view = view_of(qtbot, of)
    assert view.criterion.text() == "test loss above 0.1"
    assert view.criterion.geometry().right() > 490
    view.show_snapshot(shown(of), look_in(criterion=Criterion("accuracy", 0.95)))
    assert view.criterion.text() == "test accuracy below 95 %"
    assert view.where is not None
    assert sum(one.failed for one in view.where.stacks) > 60


@pytest.mark.qt_log_ignore("does not support", extend=True)  # the offscreen platform has no real popups
def test_the_criterion_is_chosen_by_keys_from_a_menu(qtbot: QtBot, dressed: QApplication) -> None:
    view = view_of(qtbot, wall(circle()))
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    told: list[object] = []
    view.criterion_wished.connect(told.append)
    view.criterion.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view.criterion, Qt.Key.Key_Return)
    qtbot.waitUntil(view.menu.isVisible)
    assert [one.text() for one in view.menu.actions() if one.isChecked()] == ["test loss below 0.1 (usual)"]
    view.menu.setActiveAction(view.menu.actions()[1])
    qtbot.keyClick(view.menu, Qt.Key.Key_Down)
    qtbot.keyClick(view.menu, Qt.Key.Key_Return)
    assert told == [Criterion("loss", 0.03)]


def test_classes_are_offered_accuracies_and_values_r2(qtbot: QtBot, dressed: QApplication) -> None:
    view = view_of(qtbot, wall(circle()))
    offered = [one.text() for one in view.fill_menu().actions()]
    assert any("accuracy" in one for one in offered) and not any("R²" in one for one in offered)
    view.show_snapshot(shown(wall(circle()), "bumps"), look_in())
    values = [one.text() for one in view.fill_menu().actions()]
    assert any("R²" in one for one in values) and not any("accuracy" in one for one in values)


def test_a_bound_of_ones_own_is_offered_too() -> None:
    losses, shares = criteria(True, Criterion("loss", 0.07), Criterion("accuracy", 0.925))
    assert [one.bound for one in losses] == [0.3, 0.1, 0.07, 0.03, 0.01, 0.001]
    assert Criterion("accuracy", 0.925) in shares


@pytest.mark.parametrize("of", [None, wall(circle(), built=False)])
def test_a_wall_that_is_not_there_yet_leaves_a_calm_card(
    qtbot: QtBot, dressed: QApplication, of: WallSeen | None
) -> None:
    view = view_of(qtbot, of, look_in(chosen=3))
    image_of(view)
    assert view.where is None and view.criterion.isHidden()
    qtbot.mouseClick(view, LEFT)
    assert view.reading(QPoint(5, 5))
