"""Each loss's entry is whole, agrees with the oracle, and fits outputs whose targets it can tell apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import reference
import small

from wbsim import engine
from wbsim.datasets import describe
from wbsim.experiment import Experiment
from wbsim.kernels import losses as compiled
from wbsim.losses import LOSSES, Loss
from wbsim.plan import plan
from wbsim.problems import Refused
from wbsim.rules import fitting, repairs

each = pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)


def outputs(loss: Loss) -> tuple[Any, Any, Any]:
    """Sums (or ln y), outputs and targets that suit a loss: (n, 1)."""
    chance = np.random.default_rng(5)
    z, t = chance.normal(0, 2, (200, 1)), chance.normal(0, 2, (200, 1))
    if loss.targets == "signs":
        t = np.sign(t)
    if loss.targets == "shares":
        t = chance.uniform(0, 1, (200, 1))
    if loss.output == "softmax":
        z = -np.abs(z)
        return z, np.exp(z), t
    return z, reference.activation(loss.output or "linear", z), t


def test_every_entry_is_whole_and_unlike_the_others() -> None:
    for entry in LOSSES:
        assert entry.name and entry.word and entry.formula
    for face in ("name", "word", "formula", "value"):
        assert len({getattr(entry, face) for entry in LOSSES}) == len(LOSSES), face
    assert {entry.name: code for code, entry in enumerate(LOSSES)} == compiled.CODES


@each
@pytest.mark.parametrize("delta", [0.3, 1.0, 2.5])
def test_a_value_is_that_of_the_oracle(loss: Loss, delta: float) -> None:
    z, y, t = outputs(loss)
    seen = float(np.mean(loss.value(z, y, t, delta)))
    if loss.output == "softmax":
        assert seen == pytest.approx(float(np.mean(-t * z)), rel=1e-14)
    else:
        assert seen == pytest.approx(reference.loss_of(loss.name, z, y, t, delta), rel=1e-14)


# that of softmax joins all outputs; the gradients of whole networks hold it
@pytest.mark.parametrize(
    "loss", [loss for loss in LOSSES if loss.output != "softmax"], ids=lambda loss: loss.name
)
@pytest.mark.parametrize("delta", [0.3, 1.0])
def test_a_slope_is_the_limit_of_differences(loss: Loss, delta: float) -> None:
    z, y, t = outputs(loss)
    step = 1e-6
    if loss.output:
        there, back = (loss.value(s, None, t, delta) for s in (z + step, z - step))
    else:
        there, back = (loss.value(None, s, t, delta) for s in (y + step, y - step))
    np.testing.assert_allclose(loss.slope(y, t, delta), (there - back) / (2 * step), rtol=1e-7, atol=1e-7)


def test_an_exact_answer_has_no_slope() -> None:
    for loss in LOSSES:
        t = np.array([1.0, -1.0])
        if not loss.output and loss.targets == "any":
            assert loss.slope(t, t, 1.0).tolist() == [0, 0], loss.name


# --- what it goes with -------------------------------------------------------------------------------------


def two_classes(loss: str, output: str) -> Experiment:
    layers = small.network(small.layer(2), small.layer(1, output))
    return small.experiment(data=small.points(8, 2, classes=2), network=layers, loss=loss)


def test_hinge_tells_signs_apart_and_fits_no_output_that_never_says_minus_one() -> None:
    assert plan(two_classes("hinge", "linear")).coding == "signed"
    assert plan(two_classes("hinge", "selu")).coding == "signed"
    for output in ("sigmoid", "relu", "gelu", "softplus"):
        with pytest.raises(Refused, match=f"1 {output} output neuron"):
            plan(two_classes("hinge", output))
    assert plan(two_classes("mae", "gelu")).coding == "binary"


def test_hinge_refuses_targets_that_are_no_signs() -> None:
    wish = small.experiment(loss="hinge")
    with pytest.raises(Refused, match=r"^loss: hinge tells −1 from 1, but the target of point 1 is neither"):
        plan(wish)
    signs = small.experiment(loss="hinge", data=small.points(12, 2, signs=True))
    assert engine.advance(engine.initial(plan(signs)), plan(signs), 3).update == 3


def test_every_activation_and_every_loss_can_be_chosen_for_an_output() -> None:
    for classes in (0, 2, 3):
        data = Experiment.read(
            {"network": small.network(small.layer()), "data": small.points(9, 2, classes=classes)}
        ).data
        choices = fitting(describe(data))
        assert {choice[0] for choice in choices} >= {
            one.name for one in LOSSES if one.output != "softmax" or classes
        }
        assert len(set(choices)) == len(choices)
        assert len({choice[:3] for choice in choices}) == len(choices)


def test_a_chosen_loss_brings_the_output_that_fits_it() -> None:
    wish = two_classes("bce", "sigmoid")
    for loss in LOSSES:
        settings, _ = repairs(wish.changed({"loss": loss.name}), ("loss",))
        assert plan(wish.changed({"loss": loss.name} | settings)).experiment.loss == loss.name


def test_the_bend_of_huber_changes_what_is_learned_and_is_said() -> None:
    near, far = (small.experiment(loss="huber", huber_delta=delta) for delta in (0.05, 5.0))
    one, two = (engine.advance(engine.initial(plan(w)), plan(w), 20).theta for w in (near, far))
    assert (one != two).any()
    with pytest.raises(Refused, match="huber_delta"):
        small.experiment(huber_delta=0)
