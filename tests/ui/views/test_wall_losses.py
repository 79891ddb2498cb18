"""The losses of all networks: which lines stand where, what is written at their ends, and what the pointer finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from walls import circle, made_up_axis, rates_and_biases, shown, wall

from ui.look import Look, WallLook
from ui.picture import image_of
from ui.rooms.room import room_of
from ui.theme import DARK, LIGHT, Theme
from ui.views.wall_answers import groups, head, wide
from ui.views.wall_losses import WallLossesView
from ui.views.wall_losses_paint import bed_of, caption, label_boxes, labels_of
from ui.views.wall_losses_scene import LossScene, exits, line, nearest, quantiles, sample, scene, strokes
from wbsim.outcomes import Criterion
from wbsim.wall import WallSeen

SIZES = {(1600, 1000): (518, 428), (1280, 720): (414, 288), (1920, 1080): (630, 480), (1024, 640): (330, 240)}
BED = QRectF(60, 50, 400, 300)


def look_in(window: tuple[int, int] = (1600, 1000), theme: Theme = LIGHT, **wall_look: object) -> Look:
    """How a window of some size shows the room."""
    room = room_of(QSize(*window))
    of = WallLook(**wall_look)  # type: ignore[arg-type]
    return Look(theme, scale=room.marks, compact=room.compact, room="population", wall=of)


def view_of(
    qtbot: QtBot, of: WallSeen | None, look: Look, size: tuple[int, int] = (518, 428)
) -> WallLossesView:
    """A card that shows a wall."""
    view = WallLossesView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(shown(of), look)
    return view


def scene_of(of: WallSeen, criterion: Criterion | None = None) -> LossScene:
    """What is drawn of a wall that has been measured."""
    found = scene(of, criterion or of.criterion)
    assert found is not None
    return found


def test_up_to_150_networks_have_a_line_each_and_more_are_taken_evenly() -> None:
    assert sample(150).tolist() == list(range(150))
    taken = sample(4096)
    assert len(taken) == 150 and taken[0] == 0 and taken[-1] == 4095
    assert set(np.diff(taken)) <= {27, 28}


def test_the_caption_says_how_many_of_the_networks_have_lines(dressed: QApplication) -> None:
    look = look_in()
    few, many = scene_of(wall(circle())), scene_of(wall(circle(), seeds=20))
    assert "one line a network" in caption(look, few, Criterion(), True, 480)
    assert "lines of 150 of 480 networks" in caption(look, many, Criterion(), True, 480)


def test_quantiles_are_those_of_networks_so_that_what_diverged_stays_infinite() -> None:
    loss = np.array([[1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [1, 2, 3, 4, 5] + [np.inf] * 6])
    assert quantiles(loss)[:, 0].tolist() == [2, 6, 10]
    low, median, high = quantiles(loss)[:, 1].tolist()
    assert low == 2 and median == high == np.inf


def test_networks_are_grouped_by_the_last_axis_of_two_or_three_values_and_off_is_dashed() -> None:
    found = groups(wall(circle()).grid)
    assert [(one.word, len(one.networks), one.dashed) for one in found] == [
        ("bias on", 60, False), ("bias off", 60, True),
    ]  # fmt: skip
    alone = groups(wall(circle(), axes=rates_and_biases(circle())[:1]).grid)
    assert [(one.word, len(one.networks)) for one in alone] == [("", 60)]


def test_the_band_of_biases_off_lies_above_that_of_biases_on() -> None:
    on, off = scene_of(wall(circle())).bands
    assert off.quantiles[1, -1] > 0.45 > on.quantiles[1, -1]


def test_a_network_that_diverged_leaves_at_the_top_and_is_not_drawn_after_it() -> None:
    of = wall(circle(), ended=(7,))
    what = scene_of(of)
    gone = int(np.argmax(np.isinf(what.loss[:, 7])))
    pieces = line(what, 7, BED)
    assert len(pieces) == gone
    assert pieces[-1, 3] == pytest.approx(BED.top()) and (pieces[:-1, 3] > BED.top()).all()
    assert list(exits(what, BED).values()) == [1]
    assert abs(next(iter(exits(what, BED))) - what.x(BED)[gone]) <= 3


def test_lines_that_stand_stay_when_a_moment_comes_to_them() -> None:
    of = wall(circle(), updates=1000)
    shorter = replace(
        of, losses=type(of.losses)(of.losses.update[:-1], of.losses.loss[:-1]), update=900, present=900
    )
    before, after = scene_of(shorter), scene_of(of)
    after = replace(after, scale=before.scale, end=before.end)
    old, settled = strokes(before, BED)
    new, more = strokes(after, BED)
    assert 0 < settled < len(old) <= more < len(new)
    assert np.array_equal(old, new[: len(old)])


def test_the_line_that_passes_nearest_is_found_and_none_far_from_all() -> None:
    what = scene_of(wall(circle(), ended=(7,)))
    x, y = line(what, 32, BED)[40, :2]
    assert nearest(what, BED, x, y) is not None
    at_end = what.x(BED)[-1]
    lowest = int(np.argmin(what.loss[-1]))
    assert nearest(what, BED, at_end, float(what.y(what.loss[-1:, lowest], BED)[0]) + 2) == lowest
    assert nearest(what, BED, at_end, BED.bottom() + 40) is None
    assert nearest(what, BED, at_end + 60, y) is None


def test_pointing_at_a_line_names_it_once_and_leaving_names_none(qtbot: QtBot, dressed: QApplication) -> None:
    view = view_of(qtbot, wall(circle()), look_in())
    view.show()
    assert view.shown is not None
    told: list[object] = []
    view.hovered.connect(told.append)
    lowest = int(np.argmin(view.shown.loss[-1]))
    end = line(view.shown, lowest, view.bed)[-1]
    at = QPointF(end[2] - 1, end[3]).toPoint()
    qtbot.mouseMove(view, at)
    qtbot.mouseMove(view, at)
    assert told == [lowest]
    qtbot.mouseMove(view, QPointF(view.bed.left() + 20, view.bed.bottom() - 4).toPoint())
    assert told == [lowest, None]


def test_a_click_on_a_line_chooses_its_network_and_beside_all_lines_none(
    qtbot: QtBot, dressed: QApplication
) -> None:
    view = view_of(qtbot, wall(circle()), look_in())
    assert view.shown is not None
    told: list[object] = []
    view.chosen.connect(told.append)
    lowest = int(np.argmin(view.shown.loss[-1]))
    end = line(view.shown, lowest, view.bed)[-1]
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=QPointF(end[2] - 1, end[3]).toPoint())
    qtbot.mouseClick(view, left, pos=QPointF(view.bed.left() + 20, view.bed.bottom() - 4).toPoint())
    assert told == [lowest, None]


def _count(view: WallLossesView, token: str, theme: Theme, box: QRectF) -> int:
    """How many pixels of a box have the color of a token."""
    image, wanted = image_of(view), theme.color(token).rgb()
    return sum(
        image.pixel(x, y) == wanted
        for x in range(int(box.left()), int(box.right()))
        for y in range(int(box.top()), int(box.bottom()))
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_network_at_hand_is_a_line_of_ink(qtbot: QtBot, dressed: QApplication, theme: Theme) -> None:
    of = wall(circle())
    plain = view_of(qtbot, of, look_in(theme=theme))
    chosen = view_of(qtbot, of, look_in(theme=theme, chosen=32))
    left = QRectF(plain.bed.left(), plain.bed.top(), 0.4 * plain.bed.width(), plain.bed.height())
    assert _count(chosen, "ink", theme, left) > _count(plain, "ink", theme, left) + 60


def test_the_bound_is_a_dotted_line_only_where_the_loss_tells_who_has_learned(
    qtbot: QtBot, dressed: QApplication
) -> None:
    of = wall(circle())
    by_loss = view_of(qtbot, of, look_in())
    assert by_loss.shown is not None
    bed = by_loss.bed
    y = bed.bottom() - float(by_loss.shown.scale.share(0.1)) * bed.height()
    foot = QRectF(bed.right() - 50, y - 2, 48, 4)  # after the curves' ends
    assert _count(by_loss, "ink", LIGHT, foot) > 5
    by_accuracy = view_of(qtbot, of, look_in(criterion=Criterion("accuracy", 0.9)))
    assert _count(by_accuracy, "ink", LIGHT, foot) == 0
    said = caption(look_in(), by_loss.shown, Criterion("accuracy", 0.9), True, 480)
    assert "learned goes by accuracy, which has no line here" in said


def test_a_cross_stands_at_the_upper_edge_where_a_network_diverged(
    qtbot: QtBot, dressed: QApplication
) -> None:
    view = view_of(qtbot, wall(circle(), ended=(7,)), look_in())
    assert view.shown is not None
    x = next(iter(exits(view.shown, view.bed)))
    box = QRectF(x - 6, view.bed.top(), 12, 14)
    assert _count(view, "loss", LIGHT, box) > 6
    assert _count(view_of(qtbot, wall(circle()), look_in()), "loss", LIGHT, box) == 0


@pytest.mark.parametrize("window", SIZES)
@pytest.mark.parametrize("chosen", [None, 32])
def test_labels_stand_in_the_bed_and_none_on_another(
    dressed: QApplication, window: tuple[int, int], chosen: int | None
) -> None:
    of, look = wall(circle(), ended=(3, 8)), look_in(window, chosen=chosen, hover=99)
    what = scene_of(of)
    bed = bed_of(QSize(*SIZES[window]), look, what)
    found = label_boxes(look, bed, labels_of(what, look, of.grid, bed))
    assert len(found) == (3 if chosen is None else 4)
    assert all(words for _, words in found)
    boxes = [box for box, _ in found]
    assert all(bed.contains(box) for box in boxes)
    assert not any(one.intersects(two) for k, one in enumerate(boxes) for two in boxes[:k])


@pytest.mark.parametrize("window", SIZES)
@pytest.mark.parametrize("criterion", [Criterion(), Criterion("accuracy", 0.9), Criterion("r2", 0.9)])
def test_the_caption_fits_at_every_size(
    dressed: QApplication, window: tuple[int, int], criterion: Criterion
) -> None:
    look, size = look_in(window), QSize(*SIZES[window])
    for seeds in (5, 20):
        said = caption(look, scene_of(wall(circle(), seeds=seeds)), criterion, True, head(look, size).width())
        assert said and wide(look, said) <= head(look, size).width()


@pytest.mark.parametrize("of", [None, wall(circle(), built=False)])
def test_a_wall_that_is_not_there_yet_leaves_a_calm_card(
    qtbot: QtBot, dressed: QApplication, of: WallSeen | None
) -> None:
    view = view_of(qtbot, of, look_in(chosen=3))
    image_of(view)
    assert view.shown is None
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)


def test_the_moment_that_is_looked_at_gives_the_values_at_the_curves_ends(dressed: QApplication) -> None:
    of = wall(circle())
    first = replace(of, update=0)
    look = look_in()
    words = [label.value for label in labels_of(scene_of(first), look, of.grid, BED)]
    assert words != [label.value for label in labels_of(scene_of(of), look, of.grid, BED)]
    assert all(0.4 < float(word) < 0.6 for word in words)


def test_one_group_is_called_the_median(dressed: QApplication) -> None:
    rows = (made_up_axis("init", "start", tuple("abcdef")),)
    of = wall(circle(), axes=rows)
    (label,) = labels_of(scene_of(of), look_in(), of.grid, BED)
    assert label.words == ("median",)


def test_the_medians_are_said_aloud(qtbot: QtBot, dressed: QApplication) -> None:
    view = view_of(qtbot, wall(circle()), look_in())
    assert view.accessibleDescription().startswith("median: bias on 0.0")
    assert view.accessibleDescription().endswith("bias off 0.510")
