"""The same run as on the page: losses after 0 to 300 epochs, to the digits that were printed from its own code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playground_reference import Playground

from wbsim.engine import updates_to_epoch_end
from wbsim.experiment import Experiment
from wbsim.playground import from_link
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import Progress, onward

EPOCHS = (0, 1, 10, 50, 100, 300)
# measured with `src/nn.ts` and `src/dataset.ts` under Node; the seed is 0.12345
PRINTED: list[tuple[str, dict[str, Any], dict[int, str]]] = [
    (
        "", {},
        {0: ".501581/.518106", 1: ".496359/.509423", 10: ".476346/.496310", 50: ".145735/.193360", 100: ".008898/.011450", 300: ".001137/.001771"},
    ),
    (
        "dataset=gauss", {"dataset": "gauss"},
        {0: ".391593/.401328", 1: ".125829/.129357", 10: ".006733/.006830", 50: ".001065/.001049", 100: ".000503/.000489", 300: ".000158/.000151"},
    ),
    (
        "problem=regression", {"dataset": "reg-plane"},
        {0: ".164811/.168754", 1: ".056479/.056736", 10: ".004485/.004670", 50: ".000878/.000972", 100: ".000399/.000447", 300: ".000123/.000143"},
    ),
    (
        "noise=30&regularization=L2&regularizationRate=0.01", {"noise": 30, "regularization": "L2", "strength": 0.01},
        {0: ".519623/.540033", 1: ".493408/.501101", 10: ".477646/.482938", 50: ".255774/.284776", 100: ".249521/.278639", 300: ".162251/.127792"},
    ),
    (
        "activation=relu", {"activation": "relu"},
        {0: ".498955/.509326", 10: ".373606/.394456", 100: ".016012/.022558", 300: ".005427/.008629"},
    ),
    (
        "batchSize=30", {"batch": 30},
        {0: ".501581/.518106", 10: ".493046/.505819", 100: ".203090/.239434", 300: ".009180/.012705"},
    ),
]  # fmt: skip


def printed(train: float, test: float) -> str:
    """Losses with as many digits as the table has."""
    return f"{train:.6f}/{test:.6f}".replace("0.", ".")


def linked(settings: str) -> Experiment:
    """What a link asks for."""
    return from_link(f"https://playground.tensorflow.org/#seed=0.12345&{settings}").experiment


def run(experiment: Experiment, epochs: tuple[int, ...] = EPOCHS) -> Iterator[Progress]:
    """The engine at these epochs, in rising order."""
    progress, done = Session(Run(experiment=experiment)).moment.progress, 0
    for goal in epochs:
        for _ in range(done, goal):
            progress = onward(progress, updates_to_epoch_end(progress.state, progress.plan))
        done = goal
        yield progress


@pytest.mark.parametrize(("settings", "wish", "losses"), PRINTED)
def test_the_oracle_gives_the_losses_that_the_page_has(
    settings: str, wish: dict[str, Any], losses: dict[int, str]
) -> None:
    found = dict(zip(EPOCHS, Playground(**wish).run(EPOCHS), strict=True))
    assert {epoch: printed(*found[epoch]) for epoch in losses} == losses


def test_the_oracle_gives_the_numbers_that_the_page_has() -> None:
    page = Playground()
    assert page.layers[0].weights[0].tolist() == [0.15119012045435498, 0.3395422448435659]
    assert page.layers[-1].weights.tolist() == [[-0.046336314164098225, 0.416626461726172]]
    list(page.run((10,)))
    np.testing.assert_allclose(page.layers[-1].biases, [-0.031695663321895856], rtol=1e-12)
    np.testing.assert_allclose(
        page.layers[-1].weights, [[-0.10951720104065868, 0.5147370910361978]], rtol=1e-12
    )


@pytest.mark.parametrize(("settings", "wish", "losses"), PRINTED)
def test_a_link_runs_as_on_the_page_to_every_printed_digit(
    settings: str, wish: dict[str, Any], losses: dict[int, str]
) -> None:
    found = {
        epoch: printed(progress.fit.train_loss, progress.fit.test_loss or 0.0)
        for epoch, progress in zip(EPOCHS, run(linked(settings)), strict=True)
    }
    assert {epoch: found[epoch] for epoch in losses} == losses


@pytest.mark.parametrize(
    ("settings", "wish"),
    [
        ("activation=sigmoid&networkShape=3", {"activation": "sigmoid", "shape": (3,)}),
        ("activation=linear&networkShape=", {"shape": ()}),
        ("regularization=L2&regularizationRate=0.1", {"regularization": "L2", "strength": 0.1}),
        ("regularization=L1&regularizationRate=0.3", {"regularization": "L1", "strength": 0.3}),
        ("problem=regression&regularization=L1&regularizationRate=0.03", {"dataset": "reg-plane", "regularization": "L1", "strength": 0.03}),
        ("batchSize=28&regularization=L1&regularizationRate=0.1", {"batch": 28, "regularization": "L1", "strength": 0.1}),
        ("batchSize=13&regularization=L2&regularizationRate=0.1", {"batch": 13, "regularization": "L2", "strength": 0.1}),
        ("dataset=xor&noise=80&percTrainData=10&batchSize=7", {"dataset": "xor", "noise": 80, "share": 10, "batch": 7}),
        ("dataset=spiral&networkShape=8,8,8&learningRate=0.1", {"dataset": "spiral", "shape": (8, 8, 8), "rate": 0.1}),
        ("problem=regression&regDataset=reg-gauss&noise=15&batchSize=1", {"dataset": "reg-gauss", "noise": 15, "batch": 1}),
    ],
)  # fmt: skip
def test_weights_and_biases_follow_the_oracle_through_penalties_and_left_over_points(
    settings: str, wish: dict[str, Any]
) -> None:
    page = Playground(**wish)
    list(page.run((5,)))
    (progress,) = run(linked(settings), (5,))
    for row, layer in zip(progress.plan.rows, page.layers, strict=True):
        np.testing.assert_allclose(row.weights_of(progress.state.theta), layer.weights, rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(row.biases_of(progress.state.theta), layer.biases, rtol=1e-9, atol=1e-11)


def test_a_link_that_l1_pulls_through_0_is_dead_for_good_as_on_the_page() -> None:
    page = Playground(regularization="L1", strength=0.3)
    list(page.run((60,)))
    (progress,) = run(linked("regularization=L1&regularizationRate=0.3"), (60,))
    dead = [layer.dead for layer in page.layers]
    assert any(layer.any() for layer in dead)
    for row, layer in zip(progress.plan.rows, dead, strict=True):
        np.testing.assert_array_equal(row.weights_of(progress.state.theta) == 0, layer)
