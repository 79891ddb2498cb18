"""What the views of one neuron are made of: its facts, its waterfall, its faders, its words; and that they paint."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import moment
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.equation import spoken
from ui.views.fader_state import step_of
from ui.views.fitted import LEAST, fitted
from ui.views.neuron_curve import slope_of
from ui.views.neuron_desk import NeuronDesk, is_worth_telling
from ui.views.neuron_desk_layout import ends_of, fader_states, groups, reach
from ui.views.neuron_facts import NeuronFacts, before_of, facts_of, figure, is_line, plain, subject
from ui.views.neuron_formula import NeuronFormula, columns, laid
from ui.views.neuron_line_words import NeuronLineWords
from ui.views.neuron_residuals import NeuronResiduals, loss_line, residuals
from ui.views.neuron_sum import NeuronSum
from ui.views.neuron_sum_layout import bars, marks, span
from ui.views.neuron_words import answer, changes, field_words, score
from wbsim import engine
from wbsim.engine import Pick
from wbsim.probes.plane import Section
from wbsim.snapshot import Snapshot

STUDENT, HOUSE = Pick("train", 0), Pick("train", 0, (96.0,))
HAND = Look(LIGHT, room="neuron")


def facts(
    name: str, updates: int = 0, pick: Pick = STUDENT, neuron: int | None = None, **settings: object
) -> NeuronFacts:
    snapshot = moment(name, updates, settings or None, pick=pick)
    return facts_of(snapshot, subject(snapshot.plan, Look(LIGHT)) if neuron is None else neuron)


def moved(snapshot: Snapshot, values: dict[str, float]) -> Snapshot:
    """The same moment with other parameters, as it is after an edit by hand."""
    theta = snapshot.state.theta.copy()
    for name, value in values.items():
        theta[snapshot.plan.index[name]] = value
    state = replace(snapshot.state, theta=theta)
    return replace(snapshot, state=state, seen=engine.look(state, snapshot.plan, snapshot.watch))


# --- facts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pass-fail", "circle", "penguins", "digits", "spiral-sines"])
def test_the_products_and_the_bias_add_up_to_the_sum(name: str) -> None:
    snapshot = moment(name, 50, pick=STUDENT)
    for row in snapshot.plan.rows:
        now = facts_of(snapshot, row.layer.neurons[0])
        added = sum(term.product for term in now.terms) + (now.b or 0.0)
        assert added == pytest.approx(now.z, rel=1e-4, abs=1e-4)
        kept = now.shown_terms(3)
        rest = now.rest_of(kept)
        assert len(kept) == min(3, row.fan_in) and (rest is None) == (row.fan_in <= 3)
        assert sum(t.product for t in kept) + (rest or 0.0) + (now.b or 0.0) == pytest.approx(
            now.z, rel=1e-4, abs=1e-4
        )


def test_the_neuron_at_hand_is_the_selected_one_or_the_last() -> None:
    plan = moment("circle").plan
    assert subject(plan, Look(LIGHT)) == plan.rows[-1].layer.neurons[-1]
    assert subject(plan, Look(LIGHT, neuron=plan.rows[0].layer.neurons[1])) == plan.rows[0].layer.neurons[1]
    assert subject(plan, Look(LIGHT, neuron=999_999)) == plan.rows[-1].layer.neurons[-1]


def test_without_a_sample_there_are_weights_but_no_sum() -> None:
    now = facts_of(moment("circle", pick=None), moment("circle").plan.rows[0].layer.neurons[0])
    assert math.isnan(now.z) and math.isnan(now.terms[0].product) and not math.isnan(now.terms[0].w)
    assert answer(now)[0] == "–"


def test_one_neuron_alone_has_plain_symbols_and_one_among_many_has_numbers() -> None:
    alone, among = facts("pass-fail"), facts("circle", neuron=moment("circle").plan.rows[0].layer.neurons[2])
    assert [spoken((t.weight_symbol,)) for t in alone.terms] == ["w₁", "w₂"]
    assert spoken((alone.bias_symbol,)) == "b"
    assert [spoken((t.weight_symbol,)) for t in among.terms] == ["w₃₁", "w₃₂"]
    house = facts("house-price", pick=HOUSE)
    assert spoken((house.terms[0].weight_symbol, *house.terms[0].symbol)) == "wx"


def test_only_one_linear_neuron_on_one_input_is_a_line() -> None:
    names = (
        "house-price",
        "linear-regression",
        "pass-fail",
        "logistic-regression",
        "plane",
        "penguins",
        "digits",
    )
    assert [name for name in names if is_line(moment(name).plan)] == ["house-price", "linear-regression"]


@pytest.mark.parametrize(
    ("value", "said"),
    [(3.8, "3.80"), (-0.4, "−0.40"), (-10.0, "−10.0"), (230.0, "230"), (0.0, "0.00"), (0.001, "0.0010"), (math.nan, "–")],
)  # fmt: skip
def test_a_number_of_a_neuron_has_the_digits_that_it_needs(value: float, said: str) -> None:
    assert figure(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(4.0, "4"), (5.1, "5.1"), (96.0, "96"), (-2.5, "−2.5"), (1200.0, "1\u2009200")]
)
def test_a_coordinate_has_no_zeros_behind_it(value: float, said: str) -> None:
    assert plain(value) == said


# --- the waterfall ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 3, 6])
def test_each_bar_begins_where_the_one_before_ends_and_the_last_is_the_sum(most: int) -> None:
    now = facts("digits", 50)
    found = bars(now, now.shown_terms(most))
    assert len(found) == most + 3  # those, all others, the bias, z
    assert found[0].begin == 0 and found[-1].begin == 0
    assert all(one.end == two.begin for one, two in pairwise(found[:-1]))
    assert found[-2].end == pytest.approx(found[-1].end, abs=1e-4)
    assert [bar.token for bar in found[-3:]] == ["slate", "bias", "ink"]


def test_a_bias_that_is_off_has_no_bar() -> None:
    now = facts("pass-fail", **{"network.layers.0.bias": False})
    assert [bar.token for bar in bars(now, now.terms)] == ["weight", "weight", "ink"]


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=6), st.booleans())
def test_the_axis_holds_every_bar_and_0(amounts: list[float], curved: bool) -> None:
    now = facts("pass-fail")
    pattern = bars(now, now.terms)[0]
    found = tuple(replace(pattern, begin=0.0, end=amount) for amount in amounts)
    low, high = span(found, curved)
    assert (
        low <= min(0.0, *amounts) + 1e-9 * (1 + abs(low))
        and high >= max(0.0, *amounts) - 1e-9 * (1 + abs(high))
        and low < high
    )
    assert not curved or (low <= -2 and high >= 2)
    at = marks(low, high, 8)
    assert 2 <= len(at) <= 20 and at == sorted(at)


def test_the_slope_at_the_point_is_that_of_the_curve() -> None:
    now = facts("pass-fail")
    assert slope_of(now) == pytest.approx(now.y * (1 - now.y))
    assert slope_of(facts("digits", 5)) is None, "softmax has none of its own"


# --- faders -------------------------------------------------------------------------------------------------


@given(st.floats(1e-6, 1e6))
def test_a_reach_is_a_round_number_that_holds_what_is_wished(wish: float) -> None:
    found = reach(wish)
    assert wish * (1 - 1e-9) <= found <= 2.5 * wish * (1 + 1e-9)


@given(st.floats(-1e6, 1e6), st.sampled_from([1.0, 5.0, 100.0]))
def test_the_ends_of_a_fader_hold_its_value_with_0_in_the_middle(value: float, least: float) -> None:
    low, high = ends_of(value, least)
    assert low == -high and high >= least and low <= value <= high
    steps = (high - low) / step_of((low, high))
    assert 199 <= steps <= 510


def test_the_faders_of_the_worked_examples_have_round_ends() -> None:
    student, house = (
        fader_states(now, HAND, now.terms) for now in (facts("pass-fail"), facts("house-price", pick=HOUSE))
    )
    assert [state.ends for state in student] == [(0, 10), (0, 10), (-1, 1), (-1, 1), (-5, 5)]
    assert [state.ends for state in house] == [(0, 200), (-5, 5), (-100, 100)]
    assert [state.text for state in student] == ["4 h", "6 h", "0.60", "0.30", "−0.40"]
    assert house[1].under == "k€ per m²"


def test_under_a_narrow_fader_of_a_weight_the_name_of_its_input_comes_first() -> None:
    first = moment("penguins").plan.rows[0].layer.neurons[0]
    now = facts("penguins", 20, Pick("train", 0), first)
    weights = [state for state in fader_states(now, HAND, now.terms) if state.kind == "weight"]
    assert [state.under for state in weights] == [f"for {state.briefly}" for state in weights]
    cut = [fitted([state.under, state.briefly], 50, 12)[0] for state in weights]
    assert len(set(cut)) == len(cut) == 3  # bill length and bill depth are told apart


def test_the_optimum_stands_on_the_faders_of_a_line_and_of_nothing_else() -> None:
    house, student = facts("house-price", pick=HOUSE), facts("pass-fail")
    marked = [state.best for state in fader_states(house, HAND, house.terms)]
    assert marked[0] is None and marked[1:] == pytest.approx([2.5, -10.0])
    assert all(state.best is None for state in fader_states(student, HAND, student.terms))


def test_a_bias_that_is_off_cannot_be_moved() -> None:
    now = facts("pass-fail", **{"network.layers.0.bias": False})
    last = fader_states(now, HAND, now.terms)[-1]
    assert last.value is None and last.fixed and last.text == "off"


def test_derived_inputs_follow_from_the_raw_ones_and_cannot_be_moved() -> None:
    snapshot = moment("spiral-sines")
    now = facts_of(snapshot, snapshot.plan.rows[0].layer.neurons[0])
    states = fader_states(now, HAND, now.terms)[: len(now.terms)]
    free = [term.raw is not None for term in now.terms]
    assert 0 < sum(free) < len(free)
    assert [not state.fixed for state in states] == free


@pytest.mark.parametrize("count", [1, 2, 6])
def test_the_beds_of_faders_lie_beside_each_other(count: int) -> None:
    now = facts("digits", 5)
    found = groups(now, count, QRectF(10, 20, 480, 500), 1.0)
    assert [len(group.faders) for group in found] == [count, count, 1]
    assert all(one.box.right() <= two.box.left() for one, two in pairwise(found))
    assert found[-1].box.right() <= 490.5
    for group in found:
        assert all(group.box.contains(fader) for fader in group.faders)


def test_the_worked_example_is_offered_where_the_start_is_another() -> None:
    offered = {
        name: is_worth_telling(moment(name).plan)
        for name in ("house-price", "pass-fail", "linear-regression", "circle")
    }
    assert offered == {"house-price": True, "pass-fail": False, "linear-regression": False, "circle": False}


# --- words --------------------------------------------------------------------------------------------------


def test_the_answer_is_said_in_the_words_of_the_data() -> None:
    assert answer(facts("pass-fail"))[0] == "0.978"
    assert answer(facts("pass-fail"))[1] == ("97.8 % sure of pass", "97.8 % pass")
    house = moved(moment("house-price", pick=HOUSE), {"w:2<x1": 2.5, "b:2": -10.0})
    large, meaning = answer(facts_of(house, 2))
    assert large == "230 k€" and "linear regression" in meaning[0]
    assert "passes on" in answer(facts("circle", neuron=moment("circle").plan.rows[0].layer.neurons[0]))[1][0]


def test_odds_are_said_of_a_logistic_neuron_alone() -> None:
    now = facts("logistic-regression", 200)
    odds = now.y / (1 - now.y)
    said = field_words(now)
    assert math.exp(now.z) == pytest.approx(odds)
    assert "log-odds" in said[0] and "1 cm more" in said[0] and "1 cm more" not in said[-1]
    assert field_words(facts("house-price", pick=HOUSE)) == () and field_words(facts("circle")) == ()


def test_the_score_is_of_all_training_points_in_the_units_of_the_data() -> None:
    classes, values = score(facts("pass-fail")), score(facts("house-price", pick=HOUSE))
    assert classes is not None and values is not None
    assert "150" in classes.head and classes.second.endswith("%")
    assert values.loss.endswith(" k€") and "RMSE" in values.loss_name[0]


def test_sliding_a_line_towards_the_origin_is_said_with_its_unit() -> None:
    base = moment("pass-fail", pick=STUDENT)
    before, now = moved(base, {"b:2": -0.9}), moved(base, {"b:2": -0.4})
    found, sentence = changes(facts_of(now, 2), replace(HAND, before=before))
    assert [(c.before, c.after) for c in found] == [("−0.90", "−0.40"), ("3.30", "3.80")]
    assert sentence == "The line moved 0.75 h towards the origin. It did not turn."


def test_turning_a_line_is_said_in_degrees() -> None:
    base = moment("pass-fail", pick=STUDENT)
    now = moved(base, {"w:2<x1": 0.3, "w:2<x2": 0.6})
    _, sentence = changes(facts_of(now, 2), replace(HAND, before=base))
    assert "It turned by 36.9°" in sentence and "as far from the origin as before" in sentence


def test_a_line_that_crosses_the_origin_says_so() -> None:
    base = moment("pass-fail", pick=STUDENT)
    _, sentence = changes(facts_of(moved(base, {"b:2": 0.4}), 2), replace(HAND, before=base))
    assert sentence.startswith("The line moved 1.19 h, across the origin.")


@pytest.mark.parametrize(
    ("name", "said"),
    [("pass-fail", "distance from 0:  −b / ‖w‖ = 0.60 h"), ("iris", "distance from the mean on this plane"),
     ("logistic-regression", "z = 0 at x = −b / w = 3.5 cm")],
)  # fmt: skip
def test_where_the_line_lies_is_said_as_it_is_counted(qtbot: QtBot, name: str, said: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    view, snapshot = NeuronLineWords(parent), moment(name, pick=STUDENT)
    look = replace(HAND, neuron=snapshot.plan.rows[0].layer.neurons[0], section=Section(held=((2, 5.0),)))
    view.show_snapshot(snapshot, look)
    assert said in view.accessibleDescription()


@pytest.mark.parametrize(
    ("values", "said"),
    [({"w:2<x1": 2.5}, "Steeper. At 0 m² it did not move."), ({"b:2": -10.0}, "It moved down by 10 k€. It is as steep as before.")],
)  # fmt: skip
def test_a_straight_line_is_steeper_or_higher(values: dict[str, float], said: str) -> None:
    base = moved(moment("house-price", pick=HOUSE), {"w:2<x1": 2.1})
    found, sentence = changes(facts_of(moved(base, values), 2), replace(HAND, before=base))
    assert sentence == said and found[-1].token == "loss_text", "the typical miss goes with it"


def test_a_moment_before_counts_only_until_something_was_trained() -> None:
    base = moment("pass-fail", pick=STUDENT)
    look = replace(HAND, before=base)
    assert before_of(moved(base, {"b:2": 0.0}), look) is base
    assert before_of(moment("pass-fail", 3, pick=STUDENT), look) is None
    assert before_of(moment("circle"), look) is None


def test_what_is_left_over_is_true_value_less_line() -> None:
    now = facts_of(moved(moment("house-price", pick=HOUSE), {"w:2<x1": 2.5, "b:2": -10.0}), 2)
    missed = residuals(now)
    assert missed is not None and np.abs(missed).max() < 1e-9
    up = residuals(facts_of(moved(now.snapshot, {"b:2": -15.0}), 2))
    assert up is not None
    np.testing.assert_allclose(up, 5.0)
    assert residuals(facts("pass-fail")) is None


def test_the_loss_of_a_line_is_written_with_its_own_symbols() -> None:
    now = facts("house-price", pick=HOUSE)
    assert spoken(loss_line(now, half=True)).replace(" ", "") == "L=1/45Σ½(y−wx−b)²"
    off = facts("house-price", pick=HOUSE, **{"network.layers.0.bias": False})
    assert "b" not in spoken(loss_line(off, half=False))


# --- painting -----------------------------------------------------------------------------------------------


def test_of_many_products_those_give_way_that_add_least(dressed: QApplication) -> None:
    now = facts("digits", 50)
    wide, narrow = laid(now, 40, 1200), laid(now, 40, 330)
    assert len(narrow[0]) < len(wide[0]) and narrow[1] >= 15
    assert any("more" in part.unit for part in narrow[0])
    assert columns(now, now.shown_terms(1))[0].number == figure(now.z)


def test_a_wording_that_fits_is_taken_and_none_is_smaller_than_can_be_read(dressed: QApplication) -> None:
    words = ("a sentence that is rather long for a narrow place", "shorter", "s")
    assert fitted(words, 1000, 13)[0] == words[0]
    text, font = fitted(words, 60, 13)
    assert text == "shorter" and font.pixelSize() >= LEAST - 1
    assert fitted(words[:1], 60, 13)[0].endswith("…")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(560, 620), (250, 300)])
@pytest.mark.parametrize("kind", [NeuronFormula, NeuronDesk, NeuronSum, NeuronLineWords, NeuronResiduals])
@pytest.mark.parametrize("name", ["pass-fail", "house-price", "circle", "digits"])
def test_every_view_paints_every_neuron_at_any_size(
    qtbot: QtBot, dressed: QApplication, name: str, kind: type, size: tuple[int, int], theme: object
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    view = kind(parent)
    view.resize(*size)
    snapshot = moment(name, 20, pick=Pick("train", 0))
    for row in snapshot.plan.rows:
        view.show_snapshot(snapshot, Look(theme, neuron=row.layer.neurons[0], room="neuron"))  # type: ignore[arg-type]
        picture = view.grab().toImage()
        seen = {picture.pixel(x, y) for x in range(4, size[0], 7) for y in range(4, size[1], 7)}
        assert len(seen) > 2 or kind is NeuronResiduals, "something stands on the card"


@pytest.mark.parametrize("kind", [NeuronFormula, NeuronDesk, NeuronSum, NeuronLineWords, NeuronResiduals])
def test_a_run_that_diverges_is_painted_too(qtbot: QtBot, dressed: QApplication, kind: type) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    view = kind(parent)
    view.resize(500, 500)
    base = moment("house-price", pick=HOUSE)
    for value in (1e300, -1e300):
        view.show_snapshot(moved(base, {"w:2<x1": value}), HAND)
        view.grab()
