"""The room of images as a person uses it: images to choose, pixels to point at, biases to slide, cells to look into, keys, and
all of it while the run trains or another one is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import commands
from ui.figure import arrangement, facts_of
from ui.look import Look, Spot
from ui.picture import image_of
from ui.player import Player
from ui.rooms.room import room_of
from ui.theme import LIGHT
from ui.views.image_bias import BiasBlock
from ui.views.image_facts import Filters, filters, window_of
from ui.views.image_filters import FiltersView
from ui.views.image_filters_paint import stage_box
from ui.views.image_listing import counted, read_of
from ui.views.image_pixels import pixel_box
from ui.views.image_reckoning import Reckoning, reckoning
from ui.views.image_why import reason
from ui.window import MainWindow
from wbsim import Experiment, Pick, presets
from wbsim.ids import bias_id
from wbsim.plan import plan
from wbsim.run import Run

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SIZES = ((1024, 640), (1280, 720), (1600, 1000), (1920, 1080), (940, 660))


def entered(
    make: Callable[..., object], name: str = "letters", updates: int = 0, size: tuple[int, int] = (1280, 720)
):  # type: ignore[no-untyped-def]
    """A window in the room, as it is after the key K."""
    one = make(name, updates=updates, size=size)
    shown(one)
    return one


def shown(one) -> None:  # type: ignore[no-untyped-def]
    """The session is shown, and once more with what the room wants to know."""
    one.window.see(room="image")
    for _ in range(2):
        one.refresh()


def opened(make: Callable[..., object], layers: list[dict[str, object]], size: tuple[int, int] = (1280, 720)):  # type: ignore[no-untyped-def]
    """The digits with other layers."""
    one = make("digits", size=size)
    given = {
        "data": {"dataset": "digits", "train_share": 78}, "network": {"layers": layers}, "loss": "cross_entropy",
    }  # fmt: skip
    one.post(commands.Open(Run(experiment=Experiment.model_validate(given))))
    one.window.begin_anew()
    shown(one)
    return one


def deep(make: Callable[..., object], **other: tuple[int, int]):  # type: ignore[no-untyped-def]
    layers = [
        {"kind": "convolution", "neurons": 3, "activation": "relu"}, {"kind": "pooling", "stride": 1},
        {"kind": "convolution", "neurons": 5, "activation": "tanh"}, {"neurons": 10, "activation": "softmax"},
    ]  # fmt: skip
    return opened(make, layers, **other)


def view(one) -> FiltersView:  # type: ignore[no-untyped-def]
    return one.window.figure.image.filters


def found(one) -> Filters:  # type: ignore[no-untyped-def]
    one.refresh()
    one.refresh()
    now = filters(one.window.snapshot, one.window.look)
    assert now is not None
    return now


def written(one) -> Reckoning:  # type: ignore[no-untyped-def]
    now = reckoning(one.window.snapshot, found(one), one.window.look)
    assert now is not None
    return now


def pixel(one, spot: Spot) -> QPoint:  # type: ignore[no-untyped-def]
    """The middle of a pixel of a map on the card."""
    now, where = found(one), view(one)._rooms
    assert where is not None
    place, maps = now.place(spot.filter), now.stage(spot.stage)
    assert place is not None and maps is not None
    box = stage_box(where.cells[place - where.first], spot.stage)
    assert box is not None
    return pixel_box(box, maps.shape[1], maps.shape[2], spot.row, spot.column).center().toPoint()


def block(one, place: int = 0) -> BiasBlock:  # type: ignore[no-untyped-def]
    return view(one).blocks[place]


def at(one: BiasBlock, value: float) -> QPoint:
    return QPoint(round(one.x_of(value)), round(one.groove_y()))


def drag(qtbot: QtBot, widget: QWidget, begin: QPoint, end: QPoint) -> None:
    qtbot.mousePress(widget, LEFT, pos=begin)
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(widget, begin + (end - begin) * share)
    qtbot.mouseRelease(widget, LEFT, pos=end)


def lit(now: Filters, place: int = 0) -> float:
    return float(np.mean(now.maps.sums[place] > 0))


# --- where things stand -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["letters", "digits-conv", "digits", "circle"])
def test_cards_fill_the_room_and_none_covers_another(name: str, size: tuple[int, int]) -> None:
    facts = facts_of(plan(presets.load(name).experiment), Look(LIGHT, room="image"))
    cards = arrangement(QSize(size[0], size[1] - 52), room_of(QSize(*size)), facts, place="image")
    boxes = list(cards.values())
    assert all(QRect(0, 0, size[0], size[1] - 52).contains(box) for box in boxes)
    assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
    assert all(min(box.width(), box.height()) >= 40 for box in boxes)


@pytest.mark.parametrize("count", [1, 4, 8, 12, 16, 64])
def test_parts_of_filters_stand_apart_whatever_their_number(count: int, stage) -> None:  # type: ignore[no-untyped-def]
    one = opened(stage, [{"kind": "convolution", "neurons": count, "activation": "relu"}, {"kind": "pooling"},
                         {"neurons": 10, "activation": "softmax"}])  # fmt: skip
    where, area = view(one)._rooms, view(one).rect().toRectF()
    assert where is not None and len(where.cells) == min(count, where.page)
    for cell in where.cells:
        parts = [cell.number, cell.filter, cell.before, cell.bias, cell.after, cell.pooled]
        assert all(a.right() <= b.left() for a, b in pairwise(parts))
        assert all(cell.box.contains(part) and area.contains(part) for part in parts)
        assert cell.before.width() >= 24
    boxes = [cell.box for cell in where.cells]
    assert not any(
        a.adjusted(1, 1, -1, -1).intersects(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :]
    )
    assert max(box.bottom() for box in boxes) <= where.reckoning.top()
    if count <= 16:
        assert where.page >= count, "up to sixteen filters are all seen at once"


def test_without_images_the_room_says_so_and_opens_letters(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "circle")
    invitation = one.window.figure.image.invitation
    assert invitation.isVisible() and not view(one).isVisible()
    assert "no images" in invitation.words()[0]
    qtbot.mouseClick(invitation.buttons["letters"], LEFT)
    shown(one)
    assert view(one).isVisible() and not invitation.isVisible()
    assert one.window.snapshot.plan.description.name == "letters"


def test_a_network_without_filters_shows_what_its_first_neurons_look_for(stage) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "digits")
    figure = one.window.figure
    assert figure.pictures.isVisible() and not view(one).isVisible() and not figure.image.why.isVisible()
    assert (
        "no filters" in figure.image.invitation.words()[0]
        and figure.image.invitation.buttons["digits-conv"].isVisible()
    )


# --- images -------------------------------------------------------------------------------------------------


def test_a_click_on_a_small_picture_follows_it(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    sample = one.window.figure.image.sample
    thumb = sample.shown[1].thumbs[2]
    qtbot.mouseClick(sample, LEFT, pos=thumb.box.center().toPoint())
    found(one)
    assert one.window.picked == Pick("test", thumb.number)
    data = counted(one.window.snapshot.plan)[1]
    assert data.y[thumb.number] == 1
    np.testing.assert_array_equal(one.window.snapshot.seen.trace.point, data.x[thumb.number])


def test_arrow_keys_go_from_picture_to_picture_and_stay_at_the_ends(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    sample = one.window.figure.image.sample
    numbers = [thumb.number for section in sample.shown for thumb in section.thumbs]
    sample.setFocus()
    for wished in (numbers[0], numbers[1], numbers[2]):
        qtbot.keyClick(sample, Qt.Key.Key_Down)
        found(one)
        assert one.window.picked == Pick("test", wished)
    for wished in (numbers[1], numbers[0], numbers[0]):
        qtbot.keyClick(sample, Qt.Key.Key_Up)
        found(one)
        assert one.window.picked == Pick("test", wished)


def test_those_read_wrongly_come_first(stage) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=40)
    found(one)
    snapshot = one.window.snapshot
    read, data = read_of(snapshot), counted(snapshot.plan)[1]
    assert read is not None and (read != data.y).any()
    for section in one.window.figure.image.sample.shown:
        wrong = [bool(read[thumb.number] != data.y[thumb.number]) for thumb in section.thumbs]
        assert wrong == sorted(wrong, reverse=True)
        assert section.group.wrong == int((read != data.y)[data.y == section.group.drawn].sum())


def test_a_cell_of_the_confusion_lists_its_images_and_a_second_click_all_classes(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=40)
    room = one.window.figure.image
    counts = one.window.snapshot.seen.fit.confusion
    cell = tuple(
        int(k) for k in np.unravel_index(int((counts - np.diag(np.diag(counts))).argmax()), counts.shape)
    )
    place = room.confusion.matrix().box(*cell).center().toPoint()
    qtbot.mouseClick(room.confusion, LEFT, pos=place)
    found(one)
    assert one.window.look.image.cell == cell
    (section,) = room.sample.shown
    read, data = read_of(one.window.snapshot), counted(one.window.snapshot.plan)[1]
    assert section.thumbs and section.group.wrong == counts[cell]
    assert all((data.y[t.number], read[t.number]) == cell for t in section.thumbs)
    qtbot.mouseClick(room.confusion, LEFT, pos=place)
    found(one)
    assert one.window.look.image.cell is None and len(room.sample.shown) == 3


def test_arrow_keys_go_from_cell_to_cell(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=40)
    confusion = one.window.figure.image.confusion
    confusion.setFocus()
    for key, cell in (
        (Qt.Key.Key_Right, (0, 0)),
        (Qt.Key.Key_Right, (0, 1)),
        (Qt.Key.Key_Down, (1, 1)),
        (Qt.Key.Key_Up, (0, 1)),
    ):
        qtbot.keyClick(confusion, key)
        found(one)
        assert one.window.look.image.cell == cell


# --- pixels -------------------------------------------------------------------------------------------------


def test_a_pixel_under_the_pointer_is_written_out_and_then_where_the_filter_fired_most(
    stage, qtbot: QtBot
) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=200)
    now = found(one)
    for stage_name in ("before", "after"):
        spot = Spot(now.ids[2], 3, 4, stage_name)  # type: ignore[arg-type]
        qtbot.mouseMove(view(one), pixel(one, spot))
        said = written(one)
        assert said.spot == spot and said.at == (3, 4)
        assert said.patch.z == pytest.approx(float(now.maps.sums[2, 3, 4]), abs=1e-5)
        assert float(said.patch.products.sum()) + said.patch.bias == pytest.approx(said.patch.z, abs=1e-5)
    qtbot.mouseMove(view(one), QPoint(5, 5))
    one.window.attention.select(now.ids[1])
    said = written(one)
    assert said.spot == Spot(now.ids[1], *now.strongest[1])
    one.window.attention.select(None)
    said = written(one)
    assert now.most is not None and said.spot.filter == now.ids[now.most]
    assert said.patch.value == pytest.approx(float(now.maps.values.max()))


def test_a_pooled_pixel_shows_its_window_and_writes_out_the_largest(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=200)
    now = found(one)
    assert now.most is not None and now.maps.pooled is not None
    spot = Spot(now.ids[now.most], 2, 1, "pooled")
    qtbot.mouseMove(view(one), pixel(one, spot))
    said, window = written(one), window_of(now, spot)
    assert window is not None and (window.row, window.column, window.side) == (4, 2, 2)
    assert said.patch.value == pytest.approx(float(now.maps.pooled[now.most, 2, 1]))


def test_a_clicked_pixel_stays_until_it_is_clicked_again_or_let_go(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=50)
    spot = Spot(found(one).ids[1], 2, 5, "after")
    qtbot.mouseClick(view(one), LEFT, pos=pixel(one, spot))
    qtbot.mouseMove(view(one), QPoint(5, 5))
    assert written(one).spot == spot and one.window.look.neuron == spot.filter
    qtbot.keyClick(view(one), Qt.Key.Key_Escape)
    found(one)
    assert one.window.look.image.kept is None and one.window.look.room == "image"
    for kept in (spot, None):
        qtbot.mouseClick(view(one), LEFT, pos=pixel(one, spot))
        found(one)
        assert one.window.look.image.kept == kept


def test_keys_lead_over_the_edge_of_a_map_to_the_next_and_from_filter_to_filter(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=50)
    now = found(one)
    first, second = now.ids[:2]
    one.window.see(image=type(one.window.look.image)(kept=Spot(first, 4, 9, "before")))
    found(one)
    view(one).setFocus()
    for key, spot in (
        (Qt.Key.Key_Right, Spot(first, 4, 0, "after")), (Qt.Key.Key_Left, Spot(first, 4, 9, "before")),
        (Qt.Key.Key_PageDown, Spot(second, 4, 9, "before")), (Qt.Key.Key_Up, Spot(second, 3, 9, "before")),
        (Qt.Key.Key_PageUp, Spot(first, 3, 9, "before")), (Qt.Key.Key_Home, Spot(first, *now.strongest[0], "after")),
    ):  # fmt: skip
        qtbot.keyClick(view(one), key)
        assert written(one).spot == spot


# --- biases -------------------------------------------------------------------------------------------------


def test_sliding_a_bias_empties_and_fills_the_map_in_one_step_of_undo(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=300)
    low, high = block(one).ends
    drag(qtbot, block(one), at(block(one), block(one).state.value), at(block(one), low))
    assert lit(found(one)) < 0.05
    drag(qtbot, block(one), at(block(one), low), at(block(one), high))
    assert lit(found(one)) > 0.95
    gestures = [command.gesture for command in one.of(commands.SetParameters)]
    assert len(set(gestures)) == 2 and "" not in gestures
    key = bias_id(found(one).ids[0])
    assert one.window.look.neuron == found(one).ids[0] == written(one).spot.filter, (
        "it is the one written out"
    )
    assert all(set(command.values) == {key} for command in one.of(commands.SetParameters))


def test_a_double_click_on_the_groove_puts_a_bias_back_to_its_start(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, updates=300)
    assert block(one).state.value != 0
    qtbot.mouseDClick(block(one), LEFT, pos=at(block(one), block(one).state.value))
    found(one)
    assert block(one).state.value == 0.0


def test_a_bias_is_typed_over_its_figure(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    qtbot.mouseClick(block(one, 2), LEFT, pos=block(one, 2).value_box().center())
    edit = view(one).edit
    assert edit.isVisible()
    edit.selectAll()
    qtbot.keyClicks(edit, "-0,25")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert found(one).biases[2] == pytest.approx(-0.25)
    assert not edit.isVisible()


def test_keys_and_the_wheel_move_a_bias_that_has_the_focus(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    qtbot.keyClick(block(one), Qt.Key.Key_Up)
    up = float(found(one).biases[0])
    assert up > 0
    qtbot.keyClick(block(one), Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert float(found(one).biases[0]) == pytest.approx(-9 * up, rel=1e-4)
    before = float(found(one).biases[0])
    for focused in (False, True):
        (block(one) if focused else view(one)).setFocus()
        turn(block(one), 120)
        assert (float(found(one).biases[0]) > before) is focused


def turn(widget: QWidget, angle: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, angle), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_disc_keeps_the_curve_of_its_bias_at_hand(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    for chosen in (bias_id(found(one).ids[1]), None):
        qtbot.mouseClick(block(one, 1), LEFT, pos=block(one, 1).disc_center().toPoint())
        found(one)
        assert one.window.look.chosen == chosen


def test_without_biases_there_is_nothing_to_slide(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = opened(stage, [{"kind": "convolution", "neurons": 2, "activation": "relu", "bias": False},
                         {"neurons": 10, "activation": "softmax", "bias": False}])  # fmt: skip
    drag(qtbot, block(one), QPoint(20, 40), QPoint(80, 40))
    qtbot.keyClick(block(one), Qt.Key.Key_Up)
    assert found(one).biases is None and not one.of(commands.SetParameters)
    why = reason(one.window.snapshot, 20)
    assert why is not None and not any(part.bias for part in why.parts)


# --- reasons, layers, pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [2, 4, 30])
def test_the_parts_of_the_reason_add_up_to_the_lead_of_the_answer(most: int, stage) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "digits-conv", updates=100)
    found(one)
    snapshot = one.window.snapshot
    why = reason(snapshot, most)
    assert why is not None and len(why.parts) <= max(3, most)
    z = dict(zip(snapshot.plan.description.classes, snapshot.seen.trace.sums[-10:], strict=True))
    assert sum(part.value for part in why.parts) == pytest.approx(float(z[why.one] - z[why.other]), abs=1e-4)
    assert z[why.one] == max(z.values())


def test_a_filter_of_the_reason_is_chosen_and_brought_into_sight(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = opened(stage, [{"kind": "convolution", "neurons": 64, "activation": "relu"},
                         {"neurons": 10, "activation": "softmax"}])  # fmt: skip
    rows = [row for row in one.window.figure.image.why.rows() if row[1].filter is not None]
    box, part = rows[-1]
    qtbot.mouseClick(one.window.figure.image.why, LEFT, pos=box.center().toPoint())
    now, where = found(one), view(one)._rooms
    place = now.place(part.filter)
    assert one.window.look.neuron == part.filter and place is not None
    assert where.first <= place < where.first + len(where.cells)


def test_more_filters_than_fit_stand_page_by_page(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = opened(stage, [{"kind": "convolution", "neurons": 64, "activation": "relu"},
                         {"neurons": 10, "activation": "softmax"}])  # fmt: skip
    page = view(one)._rooms.page
    assert page < 64 and not view(one).earlier.isEnabled()
    qtbot.mouseClick(view(one).later, LEFT)
    found(one)
    assert view(one)._rooms.first == page and block(one).state.key == bias_id(found(one).ids[page])
    turn(view(one), 120)
    found(one)
    assert view(one)._rooms.first == 0
    for _ in range(9):
        turn(view(one), -120)
        found(one)
    assert view(one)._rooms.first == (63 // page) * page and not view(one).later.isEnabled()


def test_a_deeper_convolution_reads_the_maps_before_it(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = deep(stage)
    first = found(one)
    assert view(one).layers.isVisible() and not view(one).channels.isVisible()
    view(one).layers.setFocus()
    qtbot.keyClick(view(one).layers, Qt.Key.Key_Right)
    second = found(one)
    assert (first.number, second.number) == (0, 1) and view(one).channels.isVisible()
    np.testing.assert_array_equal(second.maps.reads, first.maps.pooled)
    strip = view(one).channels
    for click, channel in ((1, 1), (2, 2), (2, None)):
        qtbot.mouseClick(strip, LEFT, pos=strip.boxes()[click][1].center().toPoint())
        found(one)
        assert one.window.look.image.channel == channel
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert written(one).channel == 0
    assert written(one).patch.products.shape == (3, 3, 3)


def test_the_selection_survives_other_rooms_and_ends_with_its_layer(stage) -> None:  # type: ignore[no-untyped-def]
    one = deep(stage)
    one.window.attention.select(found(one).ids[1])
    one.post(commands.Change({"optimizer.learning_rate": 0.02}))
    found(one)
    assert one.window.look.neuron == found(one).ids[1]
    one.post(commands.Change({"network.layers": [{"neurons": 10, "activation": "softmax"}]}))
    for _ in range(2):
        one.refresh()
    assert one.window.look.neuron is None


# --- while it trains ----------------------------------------------------------------------------------------


@pytest.fixture
def live(qtbot: QtBot, dressed: QApplication) -> Iterator[Callable[[str], tuple[MainWindow, Player]]]:
    made: list[tuple[MainWindow, Player]] = []

    def make(name: str) -> tuple[MainWindow, Player]:
        source = Player(Run(experiment=presets.load(name).experiment), playing=True)
        window = MainWindow(source.post)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        source.start()
        window.follow(source)
        window.show()
        window.see(room="image")
        made.append((window, source))
        qtbot.waitUntil(
            lambda: window.snapshot is not None and window.snapshot.seen.trace is not None, timeout=60_000
        )
        return window, source

    yield make
    for window, source in made:
        window.close()
        source.close(60)


def trains(qtbot: QtBot, window: MainWindow, updates: int = 30) -> None:
    begin = window.snapshot.state.update
    qtbot.waitUntil(lambda: window.snapshot.state.update >= begin + updates, timeout=60_000)


def test_a_bias_that_is_held_stays_while_the_run_trains(
    qtbot: QtBot, live: Callable[[str], tuple[MainWindow, Player]]
) -> None:
    window, _ = live("letters")
    shown = window.figure.image.filters
    qtbot.waitUntil(lambda: bool(shown.blocks) and shown.blocks[0].isVisible(), timeout=60_000)
    held = shown.blocks[0]
    end = at(held, held.ends[0])
    qtbot.mousePress(held, LEFT, pos=at(held, held.state.value))
    qtbot.mouseMove(held, end)
    for _ in range(3):
        trains(qtbot, window)
        target = held._target
        value = window.snapshot.state.theta[window.snapshot.plan.index[held.state.key]]
        # Adam moves it on for the few updates between two looks
        assert abs(value - target) < 0.3 * abs(target)
        now = filters(window.snapshot, window.look)
        assert lit(now) < 0.2
    qtbot.mouseRelease(held, LEFT, pos=end)
    trains(qtbot, window)


def test_clicks_hovers_and_another_data_set_while_it_trains(
    qtbot: QtBot, live: Callable[[str], tuple[MainWindow, Player]]
) -> None:
    window, _ = live("digits-conv")
    room, chance = window.figure.image, np.random.default_rng(7)
    for name in ("letters", "digits", "circle", "letters"):
        for _ in range(12):
            for card in (room.filters, room.sample, room.confusion, room.output, room.why):
                if not card.isVisible():
                    continue
                place = QPoint(int(chance.integers(card.width())), int(chance.integers(card.height())))
                qtbot.mouseMove(card, place)
                qtbot.mouseClick(card, LEFT, pos=place)
                qtbot.keyClick(
                    card, (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left)[int(chance.integers(3))]
                )
            qtbot.wait(5)
        window.documents.open_preset(name)
        experiment = presets.load(name).experiment
        qtbot.waitUntil(
            lambda now=experiment: window.snapshot.plan.experiment.data == now.data, timeout=60_000
        )
        window.post(commands.Play())
        trains(qtbot, window, 5)
    assert window.look.room == "image" and room.filters.isVisible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_diverged_run_is_painted_without_complaint(theme: str, stage) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    one.window.set_theme(theme)
    theta = {bias_id(found(one).ids[0]): 1e30, bias_id(found(one).ids[1]): -1e30}
    one.post(commands.SetParameters(theta))
    found(one)
    assert not image_of(one.window).isNull()
