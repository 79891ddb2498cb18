"""What the views of two runs side by side say and draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ui.look import Look
from ui.selection import watch_for
from ui.theme import LIGHT
from ui.views.plane_axes import axes_of
from ui.views.plane_lines import all_lines
from ui.views.twin_difference import same_weights
from ui.views.twin_loss_ends import factor, parted
from ui.views.twin_loss_lines import Curve, band, in_dashes, joined
from ui.views.twin_numbers import apart, distinct, half_at
from ui.views.twin_reasons import kind_of, reasons
from ui.views.twin_table import Reasons
from ui.views.twin_words import difference_of, lag_said, loss_said, score
from wbsim import Pick, Section, presets
from wbsim.difference import Difference, with_difference
from wbsim.differences import PAIRS, biases, l2, learning_rate, optimizer, train, weights_start
from wbsim.network import Zero
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("dressed")


def seen(preset: str, difference: Difference, updates: int, **settings: object) -> tuple[Snapshot, Look]:
    experiment = presets.load(preset).experiment.changed(settings)
    look = Look(LIGHT, room="twin", difference=difference)
    session = Session(Run(experiment=experiment))
    session.advance(updates)
    return session.snapshot(watch_for(look, session.here.plan, Pick())), look


def said(preset: str, difference: Difference, updates: int, **settings: object) -> Reasons:
    return reasons(*seen(preset, difference, updates, **settings))


def test_of_the_circle_it_says_that_data_are_even_and_the_network_odd() -> None:
    found = said("circle", biases(False), 3000)
    assert found.heads == ("at (2, 1)", "at (−2, −1)")
    assert [row.letter for row in found.rows] == ["A", "B"]
    assert [row.word for row in found.rows] == ["same side", "opposite"]
    one, other = found.rows[1].values
    assert one.lstrip("+−") == other.lstrip("+−")
    assert one[0] != other[0]
    assert "These data are even: of 100\u2009% of the points" in found.verdict
    assert "Where B is right, it is wrong at the mirror image" in found.verdict


def test_a_single_number_that_twins_share_is_told_as_one() -> None:
    assert said("house-price", biases(False), 30).text.startswith("The one number that both have is ")
    assert said("linear-regression", learning_rate(0.001), 5).text.startswith(
        "The 2 numbers that both have are "
    )


@pytest.mark.parametrize("preset", ["spiral", "moons"])
def test_of_data_that_are_odd_it_says_that_they_need_no_biases(preset: str) -> None:
    found = said(preset, biases(False), 10)
    assert "These data are odd too" in found.verdict
    assert "can be learned without biases" in found.verdict


def test_of_relu_it_speaks_of_rays() -> None:
    relu = {f"network.layers.{k}.activation": "relu" for k in (0, 1)}
    found = said("circle", biases(False), 3000, **relu)
    assert found.heads == ("at (2, 1)", "at (4, 2)")
    assert [row.word for row in found.rows] == ["opposite", "same side"]
    assert "the class changes along the ray for 86\u2009% of the points" in found.verdict


def test_of_one_neuron_it_says_where_the_line_and_the_points_are() -> None:
    off, on = said("shifted", biases(False), 3000), said("gauss", biases(False), 1000)
    assert off.rows[1].values == ("0",)
    assert float(off.rows[0].values[0]) == pytest.approx(3.7, abs=0.2)
    assert "no reason to go through 0" in off.verdict
    assert "close to 0" in on.verdict
    assert "(2.97, 2.89)" in off.verdict


def test_of_equal_starts_it_counts_the_neurons_that_differ() -> None:
    found = said("xor", weights_start(Zero()), 200)
    assert found.verdict.startswith("In B all 4 neurons of hidden 1 are the same")
    assert ("4 of 4", "1 of 4") in [row.values for row in found.rows]


def test_of_l2_it_compares_the_sizes_of_the_weights() -> None:
    shown, look = seen("circle", l2(0.1), 500)
    found = reasons(shown, look)
    assert found.verdict.startswith("L2 holds the weights of B at ")
    sizes = next(row.values for row in found.rows if "‖w‖" in row.name)
    assert float(sizes[1]) < float(sizes[0])
    assert found.verdict.count(sizes[0]) == found.verdict.count(sizes[1]) == 1


def test_of_parts_that_train_it_counts_the_numbers_that_move() -> None:
    assert said("circle", train("biases"), 5).verdict.startswith("25 numbers move in A, 7 in B")


def test_of_optimizers_it_says_which_learned_first() -> None:
    shown, look = seen("circle", optimizer("adam"), 2000)
    halves = [half_at(one.history, True) for one in (shown, shown.twin) if one is not None]
    assert halves[0] is not None and halves[1] is not None
    assert halves[1] < halves[0]
    assert reasons(shown, look).verdict.startswith(
        f"B learned first: half of its first loss at update {halves[1]}"
    )


def test_without_a_twin_there_is_nothing_to_say() -> None:
    shown, look = seen("circle", biases(False), 0)
    assert reasons(replace(shown, twin=None), look) == Reasons()


@pytest.mark.parametrize("preset", presets.names())
def test_there_are_reasons_for_every_preset(preset: str) -> None:
    for difference in (biases(False), learning_rate(0.001)):
        found = said(preset, difference, 3)
        assert found.rows
        assert all(len(row.values) == len(found.heads) for row in found.rows)
        assert found.spoken


def test_what_mixes_activations_or_features_is_told_by_numbers_alone() -> None:
    def kind(**settings: object) -> str:
        shown, _ = seen("circle", biases(False), 0, **settings)
        return kind_of(shown.plan, "biases")

    assert kind() == "odd"
    assert kind(**{"network.layers.0.activation": "sigmoid"}) == "numbers"
    assert kind(**{"data.features": ["x1", "x2", "x1^2"]}) == "numbers"


def test_how_far_twins_are_apart_is_measured_over_what_both_have() -> None:
    shown, _ = seen("circle", biases(False), 0)
    assert shown.twin is not None
    assert apart(shown, shown.twin) == (0.0, 18)
    assert distinct(shown) == (4, 4)


def test_equal_weights_at_the_start_are_measured() -> None:
    experiment = presets.load("circle").experiment
    assert same_weights(experiment, with_difference(experiment, biases(False)))
    assert not same_weights(experiment, with_difference(experiment, weights_start(Zero())))


def test_the_difference_that_is_seen_first_is_biases_off_or_on_where_they_are_off() -> None:
    experiment = presets.load("circle").experiment
    look = Look(LIGHT)
    assert difference_of(look, experiment) == biases(False)
    assert difference_of(look, with_difference(experiment, biases(False))) == biases(True)
    assert difference_of(replace(look, difference=l2(0.1)), experiment) == l2(0.1)


def test_only_in_its_room_a_twin_is_asked_for() -> None:
    shown, look = seen("circle", biases(False), 0)
    assert watch_for(look, shown.plan, Pick()).difference == biases(False)
    assert watch_for(replace(look, room="network"), shown.plan, Pick()).difference is None


def test_a_twin_that_is_on_its_way_says_where_it_is() -> None:
    shown, _ = seen("circle", biases(False), 50)
    assert lag_said(shown) == ""
    assert lag_said(replace(shown, state=replace(shown.state, update=1050))) == "at update 50, on its way"


def test_the_score_is_that_of_the_test_points() -> None:
    shown, _ = seen("circle", biases(False), 50)
    fit = shown.seen.fit
    assert fit is not None and fit.test_accuracy is not None
    found = score(shown)
    assert (found.loss, found.tested) == (fit.test_loss, True)
    assert found.right == f"{100 * fit.test_accuracy:.1f}\u2009% right"
    assert loss_said(0.00001234) == "1.2·10⁻⁵"
    assert loss_said(None) == "–"


def test_lines_are_tied_to_the_origin_where_the_first_layer_has_no_biases() -> None:
    shown, _ = seen("circle", biases(False), 100)
    twin = shown.twin
    assert twin is not None
    axes = axes_of(shown.plan, Section())
    assert axes is not None
    a = all_lines(shown.plan, shown.state.theta, 4, axes, grabbed=True)
    b = all_lines(twin.plan, twin.state.theta, 4, axes, grabbed=False)
    assert a is not None and b is not None
    assert not a.tied and b.tied
    assert len(a.lines) == 3 and len(b.lines) == 4
    assert b.strong is not None
    for line, bias in b.lines:
        assert bias is None
        assert line.foot == (0.0, 0.0)
    assert all(bias is not None and line.foot != (0.0, 0.0) for line, bias in a.lines)


# --- the chart -----------------------------------------------------------------------------------------------


def a_curve(value: float, moment: int = 10, diverged: bool = False) -> Curve:
    return Curve(np.array([0.0, 5.0, 10.0]), np.array([1.0, 0.5, value]), moment, value, diverged)


def test_the_factor_says_how_many_times_one_loss_is_the_other() -> None:
    assert factor([a_curve(0.002), a_curve(0.494)]) == ("247 times", "the loss")
    assert factor([a_curve(0.494), a_curve(0.002)]) == ("247 times", "the loss")
    assert factor([a_curve(0.2), a_curve(0.5)]) == ("2.50 times", "the loss")
    assert factor([a_curve(0.2), a_curve(0.2)]) == ("the same loss", "")


def test_there_is_no_factor_of_moments_that_are_not_the_same() -> None:
    assert factor([a_curve(0.2), a_curve(0.5, moment=7)]) == ("", "")
    assert factor([a_curve(0.2), a_curve(0.5, diverged=True)]) == ("", "")
    assert factor([a_curve(0.2), a_curve(0.0)]) == ("", "")
    assert factor([a_curve(0.2)]) == ("", "")


def test_labels_never_lie_on_each_other_nor_leave_the_bed() -> None:
    for heights in ([10.0, 12.0], [12.0, 10.0], [0.0, 0.0], [100.0, 100.0], [5.0, 95.0]):
        one, other = parted(heights, 30.0, 8.0, 92.0)
        assert abs(one - other) >= 30.0 - 1e-9
        assert (one <= other) == (heights[0] < heights[1]) or heights[0] == heights[1]
        assert min(one, other) >= 8.0 and max(one, other) <= 92.0
    assert parted([200.0], 30.0, 8.0, 92.0) == [92.0]


def test_dashes_are_as_long_as_they_should_be() -> None:
    line = np.array([[0.0, 0.0], [170.0, 0.0]])
    kept = in_dashes(joined(line), 1.0)
    length = np.hypot(kept[:, 2] - kept[:, 0], kept[:, 3] - kept[:, 1]).sum()
    assert length == pytest.approx(120.0, abs=4.0)
    assert len(in_dashes(joined(line[:1]), 1.0)) == 0


def test_the_band_lies_between_the_curves_as_far_as_both_go() -> None:
    one, other = np.array([[0.0, 0.0], [10.0, 10.0]]), np.array([[0.0, 20.0], [6.0, 20.0]])
    strips = band(one, other)
    assert strips[:, 0].tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    np.testing.assert_allclose(strips[:, 1], strips[:, 0])
    assert (strips[:, 3] == 20.0).all()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.title)
def test_every_pair_has_something_to_say_once_it_is_learned(pair: object) -> None:
    from wbsim.differences import Pair

    assert isinstance(pair, Pair)
    found = said(pair.preset, pair.difference, 600, **dict(pair.settings))
    assert found.verdict
