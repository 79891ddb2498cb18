"""Every preset loads and is a whole that can be trained; what is no preset is refused in words."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import numpy as np
import pytest

from wbsim import assets, engine, presets
from wbsim.datasets import describe, draw, feature_values, features_of
from wbsim.experiment import Experiment
from wbsim.findings import findings
from wbsim.plan import plan
from wbsim.probes.fit import Fit
from wbsim.probes.health import health
from wbsim.probes.least_squares import best
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session


def test_the_first_preset_is_the_circle_with_the_playgrounds_defaults() -> None:
    assert presets.names()[0] == "circle"
    wish = presets.load("circle").experiment
    assert [layer.size for layer in wish.network.layers] == [4, 2, 1]
    assert {layer.activation for layer in wish.network.layers} == {"tanh"}
    assert {layer.weight_init.kind for layer in wish.network.layers} == {"uniform"}
    assert (wish.loss, wish.optimizer.kind, wish.optimizer.learning_rate) == ("half_mse", "sgd", 0.03)
    assert (wish.batches.size, wish.data.noise, wish.data.train_share) == (10, 0, 50)
    assert wish.data.features == ("x1", "x2")


def test_every_file_is_named_and_every_name_has_a_file() -> None:
    assert {file.stem for file in assets.path("presets").glob("*.json")} == set(presets.names())
    assert len(set(presets.names())) == len(presets.names())


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_a_whole(name: str) -> None:
    preset = presets.load(name)
    wish, facts = preset.experiment, describe(preset.experiment.data)
    output = wish.network.output
    assert preset.name == name and wish.title == preset.title
    assert preset.about.endswith((".", "?")) and len(preset.about) < 100
    assert 100 <= preset.updates <= 20_000
    if facts.task == "regression":
        assert (output.size, output.activation, wish.loss) == (facts.targets, "linear", "half_mse")
    elif len(facts.classes) == 2:
        assert output.size == 1
        assert (output.activation, wish.loss) in (("tanh", "half_mse"), ("sigmoid", "bce"))
    else:
        assert (output.size, output.activation, wish.loss) == (len(facts.classes), "softmax", "cross_entropy")


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_has_points_to_train_on_and_to_test_with(name: str) -> None:
    wish = presets.load(name).experiment
    drawn = draw(wish.data, wish.seed)
    assert len(drawn.train) >= 5 * wish.batches.size and len(drawn.test) >= 15
    assert feature_values(features_of(wish.data), drawn.train.x).shape == (
        len(drawn.train),
        len(features_of(wish.data)),
    )


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_survives_being_written_and_read(name: str) -> None:
    wish = presets.load(name).experiment
    assert Experiment.read(json.loads(json.dumps(wish.written()))) == wish


def test_the_two_spirals_differ_in_what_the_network_sees() -> None:
    plain, sines = (presets.load(name).experiment.data for name in ("spiral", "spiral-sines"))
    assert plain.features == ("x1", "x2") and plain.train_share == 50
    assert set(sines.features) - set(plain.features) == {"sin(x1)", "sin(x2)"}


def test_an_unknown_name_is_refused_with_the_nearest_name_or_with_all() -> None:
    with pytest.raises(Refused, match=r"^preset: there is no preset 'circel'; did you mean circle\?$"):
        presets.load("circel")
    with pytest.raises(Refused, match=r"^preset: there is no preset 'qqq'; there are circle, ") as refused:
        presets.load("qqq")
    assert all(name in str(refused.value) for name in presets.names())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read"),
        ("[]", "this is no preset"),
        ('{"title": "A", "about": "B.", "experiment": {}}', "updates: this must be given"),
        (
            '{"title": "A", "about": "B.", "updates": 1, "experiment": {"loss": "x"}}',
            "loss: 'x' is not one of",
        ),
    ],
)
def test_a_broken_preset_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(text)
    with pytest.raises(Refused, match=r"broken\.json") as refused:
        presets.read(broken)
    assert said in str(refused.value)


def learned(name: str, seed: int) -> Fit:
    """How well a preset fits after as many updates as it says it takes."""
    preset = presets.load(name)
    ready = plan(preset.experiment.changed({"seed": seed}))
    seen = engine.look(
        engine.advance(engine.initial(ready), ready, preset.updates), ready, engine.Watch()
    ).fit
    assert seen is not None
    return seen


@pytest.mark.parametrize(
    ("name", "train", "test"),
    [("circle", 0.99, 0.99), ("xor", 0.99, 0.98), ("gauss", 0.99, 0.99), ("shifted", 0.99, 0.99),
     ("moons", 0.99, 0.99), ("spiral", 0.99, 0.95), ("spiral-sines", 0.99, 0.985)],
)  # fmt: skip
def test_the_two_classes_are_told_apart_from_most_seeds(name: str, train: float, test: float) -> None:
    fits = [learned(name, seed) for seed in range(20)]
    assert statistics.median(fit.train_accuracy or 0 for fit in fits) >= train
    assert statistics.median(fit.test_accuracy or 0 for fit in fits) >= test


@pytest.mark.parametrize(("name", "least"), [("letters", 0.98), ("digits-conv", 0.97)])
def test_filters_read_letters_and_digits_from_most_seeds(name: str, least: float) -> None:
    assert statistics.median(learned(name, seed).test_accuracy or 0 for seed in range(10)) >= least


def test_letters_are_guessed_at_first_then_confused_and_then_told_apart() -> None:
    """At 250 updates a second: about 4 s of confusion, half a minute to the end."""
    preset = presets.load("letters")
    told = {0: (0.25, 0.45), 900: (0.8, 0.93), 2000: (0.94, 0.985), preset.updates: (0.98, 1.0)}
    seen: dict[int, list[float]] = {update: [] for update in told}
    for seed in range(10):
        ready = plan(preset.experiment.changed({"seed": seed}))
        state = engine.initial(ready)
        for update, accuracies in seen.items():
            state = engine.advance(state, ready, update - state.update)
            fit = engine.look(state, ready, engine.Watch()).fit
            assert fit is not None and fit.confusion is not None
            accuracies.append(fit.test_accuracy or 0)
            if update == 900:  # B is the one that is mistaken, and what others are mistaken for
                wrong = fit.confusion - np.diag(np.diag(fit.confusion))
                assert wrong[1].sum() + wrong[:, 1].sum() > 0.6 * wrong.sum()
    for update, (low, high) in told.items():
        assert low <= statistics.median(seen[update]) <= high


@pytest.mark.parametrize("name", ["sines", "sunspots"])
def test_the_next_value_is_told_far_better_than_by_saying_the_same_as_last_from_every_seed(name: str) -> None:
    preset = presets.load(name)
    for seed in range(10):
        fit, test = learned(name, seed), draw(preset.experiment.data, seed).test
        off = np.asarray(test.y)[:, 0] - test.x[:, -1]
        same = 1.0 - float((off @ off) / ((np.asarray(test.y) - np.mean(test.y)) ** 2).sum())
        assert 1.0 - (fit.test_r2 or 0) < 0.6 * (1.0 - same)


@pytest.mark.parametrize(("name", "updates", "least"), [("parity", 12_000, 8), ("remember-first", 20_000, 9)])
def test_what_takes_memory_is_learned_late_from_most_seeds(name: str, updates: int, least: int) -> None:
    """Long nothing is learned: a tenth of the way the median is hardly better than a coin."""
    early, late = [], []
    for seed in range(10):
        ready = plan(presets.load(name).experiment.changed({"seed": seed}))
        state = engine.initial(ready)
        for until, found in ((500, early), (updates, late)):
            state = engine.advance(state, ready, until - state.update)
            fit = engine.look(state, ready, engine.Watch()).fit
            assert fit is not None
            found.append(fit.test_accuracy or 0)
    assert statistics.median(early) < 0.72
    assert sum(accuracy >= 0.89 for accuracy in late) >= least


@pytest.mark.parametrize("seed", range(5))
def test_the_digits_are_read_from_every_seed(seed: int) -> None:
    assert (learned("digits", seed).test_accuracy or 0) >= 0.955


@pytest.mark.parametrize(("name", "loss"), [("plane", 0.002), ("bumps", 0.004)])
def test_the_surfaces_are_followed_closely_from_most_seeds(name: str, loss: float) -> None:
    assert statistics.median(learned(name, seed).test_loss or 0 for seed in range(5)) <= loss


ILL = ("symmetry", "dead-relu", "overfit", "vanishing", "exploding")  # made to fail, and to be mended


@pytest.mark.parametrize("name", [name for name in presets.names() if name not in ILL])
def test_a_preset_is_learned_from_the_seed_that_it_starts_with(name: str) -> None:
    fit = learned(name, presets.load(name).experiment.seed)
    assert fit.test_accuracy is None or fit.test_accuracy >= 0.93


def test_clouds_off_the_origin_cannot_be_parted_without_a_bias() -> None:
    preset = presets.load("shifted")
    ready = plan(preset.experiment.changed({"network.layers.0.bias": False}))
    fit = engine.look(engine.advance(engine.initial(ready), ready, preset.updates), ready, engine.Watch()).fit
    assert fit is not None
    assert (fit.test_accuracy or 0) < 0.75


def test_the_student_who_studied_four_hours_and_slept_six_passes_with_these_very_numbers() -> None:
    ready = plan(presets.load("pass-fail").experiment)
    seen = engine.look(engine.initial(ready), ready, engine.Watch(pick=engine.Pick("train", 0))).trace
    assert seen is not None
    assert seen.point.tolist() == [4.0, 6.0] and seen.target.tolist() == [1.0]
    assert ready.start().tolist() == [0.6, 0.3, -0.4]
    assert seen.sums[-1] == pytest.approx(3.8, abs=1e-15)
    assert seen.values[-1] == pytest.approx(0.978118729063869, abs=1e-15)


@pytest.mark.parametrize("seed", range(5))
def test_the_price_of_a_house_becomes_two_and_a_half_a_square_metre_less_ten(seed: int) -> None:
    preset = presets.load("house-price")
    assert preset.experiment.data.standardize == "nothing"
    ready = plan(preset.experiment.changed({"seed": seed}))
    theta = engine.advance(engine.initial(ready), ready, preset.updates).theta
    np.testing.assert_allclose(theta, [2.5, -10.0], atol=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_linear_regression_finds_slope_and_intercept_of_real_petals(seed: int) -> None:
    preset = presets.load("linear-regression")
    ready = plan(preset.experiment.changed({"seed": seed}))
    found = best(ready)
    assert found is not None and found.bias is not None
    slope, intercept = engine.advance(engine.initial(ready), ready, preset.updates).theta.tolist()
    assert slope == pytest.approx(found.weights[0], abs=0.03)
    assert intercept == pytest.approx(found.bias, abs=0.1)
    assert (learned("linear-regression", seed).test_r2 or 0) > 0.88


@pytest.mark.parametrize("seed", range(5))
def test_logistic_regression_tells_most_petals_apart_where_the_sum_is_0(seed: int) -> None:
    preset = presets.load("logistic-regression")
    ready = plan(preset.experiment.changed({"seed": seed}))
    w, b = engine.advance(engine.initial(ready), ready, preset.updates).theta.tolist()
    assert w > 3 and 4.5 < -b / w < 5.1
    assert (learned("logistic-regression", seed).train_accuracy or 0) >= 0.9


@pytest.mark.parametrize(("name", "accuracy"), [("iris", 0.93), ("pass-fail", 0.92), ("curve", 0.95)])
def test_small_real_sets_are_told_apart_from_most_seeds(name: str, accuracy: float) -> None:
    assert statistics.median(learned(name, seed).test_accuracy or 0 for seed in range(10)) >= accuracy


def test_standardizing_is_what_lets_the_penguins_be_learned() -> None:
    """Of the variance of their mass less than a third is left; without it the loss hardly moves."""
    assert 2 * (learned("penguins", 1).test_loss or 1) < 0.33
    preset = presets.load("penguins")
    ready = plan(preset.experiment.changed({"data.standardize": "nothing"}))
    before = engine.look(engine.initial(ready), ready, engine.Watch()).fit
    after = engine.look(
        engine.advance(engine.initial(ready), ready, preset.updates), ready, engine.Watch()
    ).fit
    assert before is not None and after is not None and after.train_loss > 0.5 * before.train_loss


def test_thirty_random_neurons_learn_by_their_biases_alone_from_most_seeds_and_by_their_weights_alone_never() -> (
    None
):
    assert sum((learned("only-biases", seed).test_accuracy or 0) >= 0.99 for seed in range(20)) >= 18
    preset = presets.load("only-biases")
    ready = plan(preset.experiment.changed({"train": "weights"}))
    fit = engine.look(engine.advance(engine.initial(ready), ready, preset.updates), ready, engine.Watch()).fit
    assert fit is not None and (fit.test_accuracy or 0) < 0.75  # with biases that stay 0


@pytest.mark.parametrize(
    ("name", "kind"),
    [("symmetry", "same"), ("dead-relu", "dead"), ("overfit", "overfits"), ("vanishing", "vanishing"),
     ("exploding", "diverged")],
)  # fmt: skip
def test_what_is_made_to_fail_fails_in_its_own_way_from_most_seeds(name: str, kind: str) -> None:
    preset, found = presets.load(name), []
    for seed in range(20):
        session = Session(Run(experiment=preset.experiment.changed({"seed": seed})))
        session.advance(preset.updates)
        here = session.here
        seen = health(here.plan, here.state.theta)
        found.append({one.kind for one in findings(here.plan, here.state, seen, session.branch.history)})
    assert sum(kind in kinds for kinds in found) >= 18


@pytest.mark.parametrize(("on", "bias"), [("weights", (-3.0, -2.4)), ("both", (-1.8, -1.4))])
def test_a_penalty_on_the_bias_too_takes_it_from_where_it_belongs(on: str, bias: tuple[float, float]) -> None:
    preset = presets.load("shrinking")
    for seed in range(20):
        ready = plan(preset.experiment.changed({"seed": seed, "penalty.on": on}))
        theta = engine.advance(engine.initial(ready), ready, preset.updates).theta
        assert bias[0] < theta[ready.is_bias][0] < bias[1]
