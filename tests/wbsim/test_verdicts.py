"""What a grid of networks says at a glance: every sentence has a case that makes it true."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from wbsim import presets
from wbsim.datasets import draw
from wbsim.outcomes import Criterion, Outcomes
from wbsim.playground.link import from_link
from wbsim.variation import Grid, is_drawn, parsed
from wbsim.verdicts import Verdict, interval, percents, said, tally, verdicts

CIRCLE = presets.load("circle").experiment
RATES = "learning_rate=0.001,0.003,0.01,0.02,0.03,0.06,0.1,0.2,0.3,0.6,1,3"
FIVE = (13, 5, 17, 9, 23)


def grid(*axes: str, seeds: tuple[int, ...] = FIVE) -> Grid:
    return Grid(CIRCLE, tuple(parsed(axis, CIRCLE) for axis in axes), seeds)


def outcomes(learned: NDArray[np.bool_] | list[bool], ended: int = -1) -> Outcomes:
    good = np.asarray(learned, bool).reshape(-1)
    loss = np.where(good, 0.01, 0.5)
    none = np.full(len(good), ended, np.int64)
    return Outcomes(loss, loss, np.where(good, 1.0, 0.5), np.where(good, 1.0, 0.5), none)


def texts(of: Grid, learned: NDArray[np.bool_] | list[bool]) -> list[str]:
    return [verdict.text for verdict in verdicts(of, outcomes(learned), Criterion())]


def rows(of: Grid, *counts: int) -> NDArray[np.bool_]:
    """How many seeds of each place have learned: the first ones."""
    return np.arange(len(of.seeds)) < np.array(counts)[:, None]


def test_the_picture_of_the_wall_is_told_as_it_stands_there() -> None:
    wall = grid(RATES, "bias=on,off")
    learned = np.zeros((12, 2, 5), bool)
    learned[:, 0] = rows(wall, 0, 0, 0, 0, 3, 4, 5, 4, 5, 3, 1, 0)
    assert texts(wall, learned) == [
        "60 of 60 fail without biases, at every rate.",
        "35 of 60 fail with biases.",
        "It is the bias: 25 learn only with biases, 0 only without.",
        "All five seeds learn at 0.1 and 0.3 only.",
    ]


def test_the_count_stands_apart_and_is_known_for_a_failure() -> None:
    first, *_ = verdicts(grid(RATES, "bias=on,off"), outcomes([False] * 120), Criterion())
    assert first == Verdict("60 of 60", "fail with biases, at every rate.", fails=True)
    alone, *_ = verdicts(grid(), outcomes([True] * 5), Criterion())
    assert alone == Verdict("0 of 5", "fail.", fails=False)


def test_seeds_alone_answer_how_often_a_setting_fails() -> None:
    forty = grid(seeds=tuple(range(40)))
    assert texts(forty, np.arange(40) >= 23) == [
        "23 of 40 fail.", "Of all seeds, 42 to 72 % would (95 % interval).",
    ]  # fmt: skip


def test_an_interval_holds_what_it_was_drawn_from_nineteen_times_of_twenty() -> None:
    draws = np.random.default_rng(1).binomial(40, 0.3, 2000)
    held = [low <= 0.3 <= high for low, high in (interval(int(k), 40) for k in draws)]
    assert 0.93 < np.mean(held) < 0.97
    assert interval(0, 0) == (0, 1) and interval(0, 40)[0] == 0 and interval(40, 40)[1] == 1


@pytest.mark.parametrize(
    ("on", "off", "said"),
    [
        (0, 0, "It is not the bias alone: none learns with biases either."),
        (20, 20, "It is not the bias: the same networks learn with and without."),
        (12, 10, "It may not be the bias: 2 learn only with biases, 0 only without."),
        (20, 3, "It is the bias: 17 learn only with biases, 0 only without."),
        (3, 20, "Biases do harm here: 0 learn only with biases, 17 only without."),
    ],
)
def test_whether_it_is_the_bias_is_told_by_pairs_that_differ_in_nothing_else(
    on: int, off: int, said: str
) -> None:
    pair = grid("bias=on,off", seeds=tuple(range(20)))
    assert said in texts(pair, rows(pair, on, off))


def test_networks_of_one_seed_are_one_witness_whatever_else_they_differ_in() -> None:
    eight = "learning_rate=0.01,0.02,0.03,0.06,0.1,0.2,0.3,0.6"
    few = "Too few seeds to tell if it is the bias"
    for seeds, opening in ((1, few), (4, few), (5, "It is the bias")):
        wall = grid(eight, "bias=on,off", seeds=tuple(range(seeds)))
        learned = np.zeros((8, 2, seeds), bool)
        learned[:, 0] = True
        sentence = next(text for text in texts(wall, learned) if "the bias" in text)
        assert sentence == f"{opening}: {8 * seeds} learn only with biases, 0 only without."
    wall = grid(eight, "bias=on,off", seeds=tuple(range(10)))
    both = np.zeros((8, 2, 10), bool)
    both[:, 0, :6], both[:2, 1, 6:] = True, True  # 48 against 8 networks, and 6 against 4 seeds
    assert "It may not be the bias: 48 learn only with biases, 8 only without." in texts(wall, both)


def test_of_few_seeds_that_agree_nothing_is_said_of_the_bias() -> None:
    pair = grid("bias=on,off", seeds=(1,))
    assert texts(pair, [True, True]) == ["0 of 1 fails with biases.", "0 of 1 fails without biases."]


def test_runs_that_are_all_the_same_say_nothing_of_other_seeds() -> None:
    link = "https://playground.tensorflow.org/#dataset=spiral&networkShape=8,8&seed=0.5"
    base = from_link(link).experiment
    alone = Grid(base, (), tuple(range(40)))
    assert not is_drawn(base) and is_drawn(CIRCLE)
    assert texts(alone, [False] * 40) == ["40 of 40 fail."]
    pair = Grid(base, (parsed("bias=on,off", base),), tuple(range(40)))
    told = texts(pair, rows(pair, 40, 0))
    assert "Too few seeds to tell if it is the bias: 40 learn only with biases, 0 only without." in told


def test_starts_points_or_their_order_make_seeds_differ_each_alone() -> None:
    link = "https://playground.tensorflow.org/#dataset=spiral&networkShape=8,8&seed=0.5"
    base = from_link(link).experiment
    fixed = CIRCLE.changed(
        {"batches.order": "as_given"}
        | {f"network.layers.{k}.weight_init": {"kind": "zero"} for k in range(3)}
    )
    assert is_drawn(base.changed({"network.layers.0.weight_init": {"kind": "xavier"}}))
    assert is_drawn(base.changed({"batches.order": "shuffled"}))
    whole = len(draw(base.data, 0).train.x)
    assert not is_drawn(base.changed({"batches.order": "shuffled", "batches.size": whole}))
    assert is_drawn(fixed)  # its points are drawn


def test_what_was_not_measured_is_not_claimed() -> None:
    wall = grid("learning_rate=0.01,0.1,1", "bias=on,off")
    learned, known = np.zeros((3, 2, 5), bool), np.ones((3, 2, 5), bool)
    learned[1, 0], known[0], known[2, :, 2:] = True, False, False
    good, gone = learned.reshape(-1), ~known.reshape(-1)
    loss = np.where(gone, np.nan, np.where(good, 0.01, 0.5))
    partly = Outcomes(loss, loss, loss, loss, np.full(30, -1, np.int64))
    assert [one.text for one in verdicts(wall, partly, Criterion())] == [
        "7 of 7 fail without biases.",
        "2 of 7 fail with biases.",
        "It is the bias: 5 learn only with biases, 0 only without.",
    ]
    known[:, 1] = False
    loss = np.where(~known.reshape(-1), np.nan, loss)
    without = Outcomes(loss, loss, loss, loss, np.full(30, -1, np.int64))
    assert [one.text for one in verdicts(wall, without, Criterion())] == [
        "2 of 7 fail with biases.",
    ]


def test_the_best_of_values_is_told_without_a_claim_that_most_learn_there() -> None:
    rates = grid("learning_rate=0.01,0.03,0.1,0.3,1")
    assert texts(rates, rows(rates, 1, 0, 0, 0, 0))[-1] == "It works best at 0.01: 1 of 5 learn."
    assert texts(rates, rows(rates, 1, 0, 0, 0, 1))[-1] == "It works best at 0.01 and 1: 1 of 5 learn each."
    assert texts(rates, rows(rates, 1, 1, 1, 1, 1)) == ["20 of 25 fail."]


def test_an_axis_of_one_value_is_compared_with_nothing() -> None:
    one = grid("learning_rate=0.01")
    assert texts(one, rows(one, 1)) == ["4 of 5 fail."]
    with_bias = grid("learning_rate=0.01", "bias=on,off")
    assert texts(with_bias, [[True] * 5, [False] * 5])[0] == "5 of 5 fail without biases."


def test_an_interval_in_whole_percents_leaves_nothing_out() -> None:
    assert percents(0, 1000) == (0, 1) and percents(1000, 1000) == (99, 100)
    thousand = grid(seeds=tuple(range(1000)))
    assert texts(thousand, [True] * 1000)[1] == "Of all seeds, 0 to 1 % would (95 % interval)."


def test_values_side_by_side_are_told_as_a_range() -> None:
    rates = grid("learning_rate=0.01,0.03,0.1,0.3,1,3")
    assert texts(rates, rows(rates, 0, 5, 5, 5, 5, 1))[-1] == "All five seeds learn at 0.03 to 1 only."
    assert texts(rates, rows(rates, 0, 5, 0, 5, 5, 1))[-1] == "All five seeds learn at 0.03, 0.3 and 1 only."


def test_where_nearly_all_learn_the_others_are_named() -> None:
    rates = grid("learning_rate=0.01,0.03,0.1,0.3,1,3")
    assert (
        texts(rates, rows(rates, 5, 5, 4, 5, 5, 0))[-1] == "All five seeds learn at every rate but 0.1 and 3."
    )
    kinds = grid("activation=tanh,relu,sigmoid,elu,linear")
    said = "All five seeds learn for every choice of activation but linear."
    assert texts(kinds, rows(kinds, 5, 5, 5, 5, 0))[-1] == said


def test_where_no_value_makes_all_learn_the_best_one_is_told() -> None:
    rates = grid("learning_rate=0.01,0.03,0.1,0.3,1,3")
    assert texts(rates, rows(rates, 0, 1, 4, 3, 0, 0)) == [
        "22 of 30 fail.",
        "It works best at 0.1: 4 of 5 learn.",
    ]


def test_a_short_axis_of_words_is_told_variant_by_variant() -> None:
    both = grid("learning_rate=0.01,0.03,0.1,0.3,1,3", "optimizer=sgd,adam")
    learned = np.zeros((6, 2, 5), bool)
    learned[:, 0] = rows(both, 0, 0, 0, 0, 5, 0)
    learned[:, 1] = rows(both, 5, 5, 5, 0, 0, 0)
    assert texts(both, learned) == [
        "25 of 30 fail with SGD.",
        "15 of 30 fail with Adam.",
        "With Adam, all five seeds learn at 0.01 to 0.1 only.",
    ]


def test_where_all_fail_alike_it_is_told_once() -> None:
    starts = grid("weight_init=xavier,zero,normal:3")
    assert texts(starts, rows(starts, 0, 0, 0)) == ["15 of 15 fail, whatever they differ in."]
    assert texts(starts, rows(starts, 5, 5, 5)) == ["0 of 15 fail."]


def test_what_diverged_is_counted_and_what_never_ran_is_not() -> None:
    seeds = grid()
    ended = outcomes([False] * 5, ended=7)
    assert verdicts(seeds, ended, Criterion())[-1].text == "5 of 5 diverged."
    lost = Outcomes(*(np.full(5, np.nan) for _ in range(4)), np.full(5, -1, np.int64))
    assert verdicts(seeds, lost, Criterion()) == ()
    assert int(tally(seeds, lost, Criterion()).known) == 0


def test_when_a_network_has_learned_is_said_in_words() -> None:
    assert said(Criterion()) == "test loss below 0.1"
    assert said(Criterion("accuracy", 0.95), tested=False) == "training accuracy of at least 95 %"
    assert said(Criterion("r2", 0.9)) == "test R² of at least 0.9"


def test_every_axis_that_can_be_typed_stands_in_a_sentence() -> None:
    for text in (
        "weight_init=zero,he",
        "hidden=4,8-8",
        "train=both,weights",
        "l2=0,0.1",
        "activation=tanh,relu",
    ):
        axis = grid(text)
        learned = rows(axis, 5, 1)
        assert len(texts(axis, learned)) >= 2
    assert texts(grid("hidden=4,8-8"), rows(grid(), 5, 1))[0] == "4 of 5 fail with 8–8 hidden neurons."
    assert texts(grid("l2=0,0.1"), rows(grid(), 1, 5))[0] == "4 of 5 fail at L2 0."
