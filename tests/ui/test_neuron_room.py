"""The neuron room as a person uses it: faders, keys, chips, the worked presets, and the optimizer that takes over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui import commands, turns
from ui.figure import arrangement
from ui.rooms.room import Facts, Room
from ui.views.fader import Fader
from ui.views.neuron_bar import PRESETS
from ui.views.neuron_desk import NeuronDesk
from ui.views.neuron_facts import facts_of, subject
from ui.views.neuron_words import answer, changes, zero_words
from wbsim import Pick, presets

LEFT = Qt.MouseButton.LeftButton


def entered(make: Callable[..., object], name: str = "pass-fail", size: tuple[int, int] = (1280, 720)):  # type: ignore[no-untyped-def]
    """A window in the neuron room, as it is after the key O."""
    one = make(name, size=size)
    shown(one)
    return one


def shown(one) -> None:  # type: ignore[no-untyped-def]
    """The session is shown, and once more with what the room wants to know."""
    one.window.see(room="neuron")
    for _ in range(2):
        one.refresh()


def desk(one) -> NeuronDesk:  # type: ignore[no-untyped-def]
    return one.window.figure.neuron.desk


def fader(one, key: str) -> Fader:  # type: ignore[no-untyped-def]
    found = [f for f in desk(one).faders if f.isVisible() and f.state is not None and f.state.key == key]
    assert len(found) == 1
    return found[0]


def facts(one):  # type: ignore[no-untyped-def]
    one.refresh()
    one.refresh()
    snapshot = one.window.snapshot
    return facts_of(snapshot, subject(snapshot.plan, one.window.look))


def drag(qtbot: QtBot, widget: QWidget, begin: QPoint, end: QPoint) -> None:
    qtbot.mousePress(widget, LEFT, pos=begin)
    for share in (0.5, 1.0):
        qtbot.mouseMove(widget, begin + (end - begin) * share)
    qtbot.mouseRelease(widget, LEFT, pos=end)


def middle(one: Fader, value: float) -> QPoint:
    return QPoint(round(one.middle), round(one.y_of(value)))


# --- the worked examples ------------------------------------------------------------------------------------


def test_pass_or_fail_opens_with_the_numbers_of_the_worked_example(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "circle")
    bar = one.window.figure.neuron.bar
    one.posted.clear()
    qtbot.mouseClick(bar.presets, LEFT, pos=QPoint(30, bar.presets.height() // 2))
    now = facts(one)
    assert now.plan.experiment.title == presets.load("pass-fail").title
    assert [(t.shown, t.w, t.unit) for t in now.terms] == [(4.0, 0.6, "h"), (6.0, 0.3, "h")]
    assert now.b == -0.4
    assert now.z == pytest.approx(3.8, abs=1e-12)
    assert now.y == pytest.approx(0.978118729063869, abs=1e-15)
    assert not any(command.on for command in one.of(commands.Play)), "it waits for a hand"


def test_the_house_costs_230_after_one_click(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "house-price")
    assert facts(one).terms[0].shown == 96.0
    assert desk(one).example.isVisible()
    qtbot.mouseClick(desk(one).example, LEFT)
    now = facts(one)
    assert (now.terms[0].w, now.b, now.z) == (2.5, -10.0, 230.0)
    assert now.sum_unit == "k€" and answer(now)[0] == "230 k€"


def test_a_preset_that_starts_as_it_is_told_offers_no_second_way_there(stage) -> None:  # type: ignore[no-untyped-def]
    assert not desk(entered(stage, "pass-fail")).example.isVisible()


@pytest.mark.parametrize("name", PRESETS)
def test_every_worked_preset_is_one_neuron_and_says_which_it_is(stage, name: str) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, name)
    assert facts(one).alone
    assert one.window.figure.neuron.bar.presets.current == PRESETS.index(name)


def test_another_run_has_none_of_the_presets_chosen(stage) -> None:  # type: ignore[no-untyped-def]
    assert entered(stage, "circle").window.figure.neuron.bar.presets.current == -1


# --- faders -------------------------------------------------------------------------------------------------


def test_dragging_an_input_moves_the_sample_and_no_parameter(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    x = fader(one, "x:0")
    drag(qtbot, x, middle(x, 4.0), middle(x, 8.0))
    now = facts(one)
    assert now.terms[0].shown == pytest.approx(8.0, abs=0.1)
    assert now.z == pytest.approx(0.6 * now.terms[0].shown + 0.3 * 6 - 0.4)
    assert one.window.picked.point is not None and not one.of(commands.SetParameters)
    assert one.session.branch.run.edits == ()


def test_dragging_the_bias_slides_the_line_and_does_not_turn_it(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    b = fader(one, "b:2")
    drag(qtbot, b, middle(b, -0.4), middle(b, -2.4))
    now = facts(one)
    assert now.b == pytest.approx(-2.4, abs=0.06)
    assert [t.w for t in now.terms] == [0.6, 0.3]
    gestures = {command.gesture for command in one.of(commands.SetParameters)}
    assert len(gestures) == 1 and "" not in gestures, "one drag is one step of undo"
    found, sentence = changes(now, one.window.look)
    assert [spoken.before for spoken in found] == ["−0.40", "3.80"]
    assert "away from the origin" in sentence and "did not turn" in sentence


def test_grabbing_a_fader_beside_its_middle_does_not_make_it_jump(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    w = fader(one, "w:2<x1")
    qtbot.mousePress(w, LEFT, pos=middle(w, 0.6) + QPoint(0, 7))
    assert not one.of(commands.SetParameters)
    qtbot.mouseRelease(w, LEFT, pos=middle(w, 0.6) + QPoint(0, 7))


def test_a_held_fader_is_kept_where_the_hand_is_while_training_goes_on(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    w = fader(one, "w:2<x1")
    one.post(commands.Play())
    qtbot.mousePress(w, LEFT, pos=middle(w, 0.6))
    qtbot.mouseMove(w, middle(w, -0.5))
    asked = one.of(commands.SetParameters)[-1].values["w:2<x1"]
    one.session.advance(40)
    assert facts(one).terms[0].w == pytest.approx(asked), "what the optimizer moved meanwhile is brought back"
    qtbot.mouseRelease(w, LEFT, pos=middle(w, -0.5))
    one.session.advance(40)
    assert facts(one).terms[0].w != pytest.approx(asked), "a hand that let go holds nothing"


def test_arrow_keys_step_and_shift_steps_ten_times_as_far(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    w = fader(one, "w:2<x1")
    w.setFocus()
    qtbot.keyClick(w, Qt.Key.Key_Up)
    assert facts(one).terms[0].w == pytest.approx(0.61)
    qtbot.keyClick(w, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert facts(one).terms[0].w == pytest.approx(0.51)


def test_a_double_click_types_a_number_with_either_decimal_mark(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    b = fader(one, "b:2")
    qtbot.mouseDClick(b, LEFT, pos=middle(b, -0.4))
    assert desk(one).edit.isVisible()
    desk(one).edit.clear()
    qtbot.keyClicks(desk(one).edit, "1,25")
    qtbot.keyClick(desk(one).edit, Qt.Key.Key_Return)
    assert facts(one).b == 1.25


def test_what_the_layer_before_gives_cannot_be_moved_and_says_so(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "circle")
    one.window.attention.select(one.window.snapshot.plan.rows[1].layer.neurons[0])
    now = facts(one)
    inputs = [
        f for f in desk(one).faders if f.isVisible() and f.state is not None and f.state.kind == "input"
    ]
    assert len(inputs) == 4 and all(f.state is not None and f.state.fixed for f in inputs)
    assert "layer before" in inputs[0].toolTip()
    one.posted.clear()
    drag(qtbot, inputs[0], middle(inputs[0], now.terms[0].x), middle(inputs[0], 0.9))
    assert one.window.picked.point is None and not one.of(commands.SetParameters)


def test_of_many_inputs_those_that_add_most_are_shown_and_the_rest_is_counted(stage) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "digits")
    now = facts(one)
    kept = now.shown_terms()
    assert len(now.terms) == 32 and len(kept) == 6
    left = [abs(t.product) for t in now.terms if t not in kept]
    assert max(left) <= min(abs(t.product) for t in kept)
    rest = now.rest_of(kept)
    assert rest is not None and now.b is not None
    assert sum(t.product for t in kept) + rest + now.b == pytest.approx(now.z, abs=1e-4)
    assert "more" in desk(one)._hint(now)


# --- zero inputs --------------------------------------------------------------------------------------------


def test_the_key_0_sets_all_inputs_to_0_and_the_bias_alone_makes_z(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    before = one.window.picked
    qtbot.keyClick(one.window, Qt.Key.Key_0)
    now = facts(one)
    assert now.zeroed and [t.product for t in now.terms] == [0.0, 0.0]
    assert now.z == now.b == -0.4
    assert desk(one).zeros.isChecked()
    assert zero_words(now.plan) in changes(now, one.window.look)[1]
    qtbot.keyClick(one.window, Qt.Key.Key_0)
    assert one.window.picked == before and not facts(one).zeroed


def test_the_key_0_works_in_the_network_room_where_the_inspector_says_so(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = stage("circle", size=(1600, 1000))
    qtbot.keyClick(one.window, Qt.Key.Key_0)
    one.refresh()
    one.refresh()
    stepper = one.window.figure.inspector.stepper
    assert stepper.accessibleName() == "inputs set to 0 by hand" and stepper.zero.isChecked()
    trace = one.window.snapshot.seen.trace
    first = one.window.snapshot.plan.rows[0]
    biases = first.biases_of(one.window.snapshot.state.theta)
    assert trace.sums[first.target_row : first.target_row + 4].tolist() == biases.tolist()
    qtbot.mouseClick(stepper.zero, LEFT)
    one.refresh()
    one.refresh()
    assert one.window.picked.point is None and not stepper.zero.isChecked()


def test_stepping_on_from_inputs_of_0_goes_to_a_sample_of_the_data(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = stage("circle", size=(1600, 1000))
    qtbot.keyClick(one.window, Qt.Key.Key_0)
    one.refresh()
    qtbot.mouseClick(one.window.figure.inspector.stepper.next, LEFT)
    assert one.window.picked == Pick("train", 5)


def test_what_is_standardized_stands_at_its_mean_and_the_words_say_it(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "penguins")
    qtbot.keyClick(one.window, Qt.Key.Key_0)
    now = facts(one)
    assert [t.x for t in now.terms] == [0.0, 0.0, 0.0] and now.terms[0].shown > 150
    assert "mean" in zero_words(now.plan)


def test_a_point_set_by_hand_is_let_go_where_the_data_have_other_inputs(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    qtbot.keyClick(one.window, Qt.Key.Key_0)
    one.post(commands.Change({"data.dataset": "iris"}))
    one.refresh()
    assert one.window.picked.point is None


# --- the rest of the desk -----------------------------------------------------------------------------------


def test_the_bias_goes_off_and_comes_back(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    qtbot.mouseClick(desk(one).bias, LEFT)
    now = facts(one)
    assert now.b is None and now.z == pytest.approx(4.2)
    assert fader(one, "b:2").state.value is None  # type: ignore[union-attr]
    assert desk(one).bias.text() == "bias on"
    qtbot.mouseClick(desk(one).bias, LEFT)
    assert facts(one).b is not None


def test_reset_brings_back_the_start_and_the_sample(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    one.session.advance(300)
    one.window.hand.set_point((1.0, 1.0), "")
    assert facts(one).b != -0.4
    qtbot.mouseClick(desk(one).reset, LEFT)
    now = facts(one)
    assert ([t.w for t in now.terms], now.b, [t.shown for t in now.terms]) == ([0.6, 0.3], -0.4, [4.0, 6.0])


def test_training_makes_the_comparison_with_before_go(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    b = fader(one, "b:2")
    drag(qtbot, b, middle(b, -0.4), middle(b, 1.0))
    assert changes(facts(one), one.window.look)[0]
    one.session.advance(5)
    assert changes(facts(one), one.window.look) == ((), "")


def test_the_optimizer_takes_over_from_the_hand_and_gives_back(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    learn = one.window.figure.neuron.bar.learn
    one.posted.clear()
    qtbot.mouseClick(learn, LEFT)
    assert [command.on for command in one.of(commands.Play)] == [True]
    shown(one)
    assert learn.playing and learn.text() == "Pause"
    qtbot.mouseClick(learn, LEFT)
    assert [command.on for command in one.of(commands.Play)] == [True, False]


def test_the_activation_is_chosen_over_the_curve(stage) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    view = one.window.figure.neuron.sum
    next(action for action in view.menu().actions() if action.text() == "tanh").trigger()
    assert facts(one).activation.name == "tanh"


def test_the_plane_marks_the_point_that_was_set_by_hand(stage) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    one.window.hand.set_point((2.0, 9.0), "")
    facts(one)
    moment = one.window.figure.plane._moment
    assert moment is not None and moment._ringed == (2.0, 9.0)


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 720), (1024, 640)])
@pytest.mark.parametrize("name", ["pass-fail", "house-price", "logistic-regression", "digits"])
def test_no_fader_and_no_chip_lies_on_another(stage, size: tuple[int, int], name: str) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, name, size)
    now = desk(one)
    parts = [child for child in (*now.faders, *now._chips) if child.isVisible()]
    for k, part in enumerate(parts):
        assert now.rect().contains(part.geometry())
        # pills have a margin of three pixels for the ring of the focus
        inner = part.geometry().adjusted(3, 3, -3, -3)
        assert not any(inner.intersects(other.geometry().adjusted(3, 3, -3, -3)) for other in parts[k + 1 :])


@pytest.mark.parametrize("name", ["pass-fail", "house-price", "digits"])
def test_while_training_every_card_of_the_room_has_its_turn(stage, name: str) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, name)
    snapshot, look = one.window.snapshot, one.window.look
    shown = {view for turn in range(turns.COUNT) for view in turns.due(snapshot, look, True, turn)}
    assert set(one.window.figure.cards) <= shown


def test_the_room_asks_for_no_small_maps_and_no_gradient_that_it_does_not_show(stage) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "circle", (1600, 1000))
    watch = one.window.watch(one.window.snapshot.plan)
    assert (watch.maps, watch.gradient) == (0, False) and watch.plane > 0 and watch.pick is not None


def test_the_neurons_are_stepped_through_in_their_order(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage, "circle")
    bar, neurons = (
        one.window.figure.neuron.bar,
        [n for row in facts(one).plan.rows for n in row.layer.neurons],
    )
    assert one.window.look.neuron == neurons[2]
    qtbot.mouseClick(bar.next, LEFT)
    assert facts(one).neuron == neurons[3]
    for _ in range(len(neurons)):
        qtbot.mouseClick(bar.previous, LEFT)
        one.refresh()
    assert facts(one).neuron == neurons[3], "round the end"


def test_one_neuron_alone_has_no_neighbors(stage) -> None:  # type: ignore[no-untyped-def]
    bar = entered(stage).window.figure.neuron.bar
    assert not bar.next.isVisible() and not bar.previous.isVisible()


def test_the_learner_becomes_the_optimizer_on_the_loss_surface(stage, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    one = entered(stage)
    qtbot.mouseClick(one.window.figure.neuron.bar.optimize, LEFT)
    assert one.window.look.room == "surface"
    one.refresh()
    neuron = one.window.snapshot.plan.rows[0].layer.neurons[0]
    assert one.window.snapshot.contest.contest.parameters == (f"w:{neuron}<x1", f"b:{neuron}")


@pytest.mark.parametrize("line", [True, False])
@pytest.mark.parametrize("size", [(1576, 912), (1260, 648), (940, 660)])
def test_the_cards_lie_beside_each_other_and_within_the_figure(line: bool, size: tuple[int, int]) -> None:
    from PySide6.QtCore import QRect, QSize

    room = Room(size[0] < 1400, 1.0, 1.0)
    cards = arrangement(QSize(*size), room, Facts(inputs=1 if line else 2, line=line), place="neuron")
    boxes = list(cards.values())
    assert all(QRect(0, 0, *size).contains(box) and box.width() > 150 for box in boxes)
    assert not any(a.intersects(b) for k, a in enumerate(boxes) for b in boxes[k + 1 :])
