"""The picture at the end of a sweep: every setting has its cell, every run its dot, and words can be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from walls import RATES, circle, made_up_axis, rates_and_biases, wall

from ui.look import Look
from ui.sweep_picture import runs_said, save_sweep_picture, sweep_picture, title_of
from ui.theme import DARK, LIGHT, Theme
from ui.views.sweep_dots import dots_along, dots_over
from ui.views.sweep_facts import SweepFacts, facts_of, scale_of
from ui.views.sweep_map import _contrast, _lightness, _readable, map_of, shade
from wbsim.outcomes import Criterion
from wbsim.problems import Refused
from wbsim.sweep import Results, Sweep
from wbsim.variation import Axis

RATE, BIAS = rates_and_biases(circle())
INIT = made_up_axis("weight_init", "weight init", ("Xavier", "He", "normal 0.1", "LeCun", "zeros"))
OPTIMIZER = made_up_axis("optimizer", "optimizer", ("SGD", "momentum", "Adam"))
BOX = QRectF(0, 0, 1500, 400)
CASES: dict[str, tuple[Axis, ...]] = {
    "seeds": (), "biases": (BIAS,), "rates": (RATE,), "two": (BIAS, RATE), "three": (OPTIMIZER, RATE, INIT),
    "four": (OPTIMIZER, RATE, INIT, BIAS),
}  # fmt: skip


def results(
    axes: tuple[Axis, ...], seeds: int = 4, *, ended: tuple[int, ...] = (), unknown: tuple[int, ...] = (),
    criterion: Criterion | None = None, final: NDArray[np.floating] | None = None, name: str = "circle",
) -> Results:  # fmt: skip
    """Results of runs that never were made; those in `unknown` have none."""
    of = wall(circle(), axes=axes, seeds=seeds, moments=20, ended=ended, final=final)
    assert of.outcomes is not None
    for values in (
        of.outcomes.train_loss, of.outcomes.test_loss, of.outcomes.train_right, of.outcomes.test_right,
    ):  # fmt: skip
        values[list(unknown)] = np.nan
    sweep = Sweep(name, of.grid, 1000, criterion or Criterion())
    return Results(sweep, of.outcomes, dict.fromkeys(unknown, "the worker died three times"))


def facts(of: Results) -> SweepFacts:
    """What the picture shows of results."""
    return facts_of(of.sweep.grid, of.outcomes, of.sweep.criterion)


def test_axes_come_longest_first_and_every_cell_counts_its_own_runs() -> None:
    of = results((BIAS, RATE), seeds=5, ended=(3,), unknown=(7, 40))
    found = facts(of)
    assert [axis.name for axis in found.axes] == ["learning_rate", "bias"]
    grid, outcomes = of.sweep.grid, of.outcomes
    for rate in range(len(RATES)):
        for bias in range(2):
            here = [n for n in range(len(grid)) if grid.place(n)[0] == (bias, rate) and n not in of.failed]
            assert found.known[rate, bias] == len(here)
            assert found.failed[rate, bias] == sum(not outcomes.loss[n] < 0.1 for n in here)
            losses = sorted(outcomes.loss[n] for n in here)
            assert found.median[rate, bias] == losses[(len(losses) - 1) // 2]


def test_the_median_of_a_cell_that_mostly_diverged_is_infinite_and_of_an_unknown_one_no_number() -> None:
    of = results((BIAS,), seeds=4, ended=(0, 1, 2), unknown=(4, 5, 6, 7))
    found = facts(of)
    assert np.isinf(found.median[0]) and np.isnan(found.median[1])
    assert found.failed[0] == 4 - int(of.outcomes.loss[3] < 0.1) and found.known[1] == 0


@pytest.mark.parametrize("case", ["two", "three", "four"])
def test_every_setting_has_one_cell_and_none_lies_on_another(dressed: QApplication, case: str) -> None:
    found = facts(results(CASES[case], seeds=2))
    made = map_of(found, Look(LIGHT), 40, 100, 1500)
    cells = [cell for panel in made.panels for cell in panel.cells]
    assert sorted(cell.place for cell in cells) == sorted(np.ndindex(found.failed.shape))
    boxes = np.array([cell.box.getRect() for cell in cells])
    left, top, right, bottom = boxes[:, 0], boxes[:, 1], boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]
    assert left.min() >= 40 and right.max() <= 1540 and bottom.max() <= 100 + made.height
    apart = (
        (left[:, None] >= right)
        | (left >= right[:, None])
        | (top[:, None] >= bottom)
        | (top >= bottom[:, None])
    )
    assert (apart | np.eye(len(cells), dtype=bool)).all()
    assert min(boxes[:, 2].min(), boxes[:, 3].min()) >= 20


def test_a_third_axis_has_a_small_map_for_each_of_its_values(dressed: QApplication) -> None:
    made = map_of(facts(results(CASES["three"], seeds=2)), Look(LIGHT), 40, 100, 1500)
    assert [panel.title for panel in made.panels] == ["optimizer SGD", "optimizer momentum", "optimizer Adam"]
    alone = map_of(facts(results(CASES["two"], seeds=2)), Look(LIGHT), 40, 100, 1500)
    assert [panel.title for panel in alone.panels] == [""] and alone.medians


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_cell_is_the_deeper_the_more_of_its_runs_fail_and_its_words_can_be_read(theme: Theme) -> None:
    ground = theme.color("panel")
    away = []
    for failed in range(51):
        hue = shade(theme, failed, 50)
        away.append(
            sum(abs(a - b) for a, b in zip(hue.getRgb()[:3], ground.getRgb()[:3], strict=True))  # type: ignore[index]
        )
        words = theme.color(_readable(theme, failed, 50))
        assert _contrast(_lightness(hue), _lightness(words)) > 3.9
    assert away == sorted(away) and away[1] - away[0] > 15


def test_the_middle_of_the_picture_shows_the_cells_hues(dressed: QApplication) -> None:
    of = results((RATE, BIAS), seeds=4)
    image, found = sweep_picture(of), facts(of)
    made = map_of(found, Look(LIGHT), 46, 142, 1508)
    for cell in made.panels[0].cells:
        at = cell.box.topLeft().toPoint()
        hue = shade(LIGHT, int(found.failed[cell.place]), int(found.known[cell.place]))
        assert image.pixelColor(at.x() + 8, at.y() + 6).name() == hue.name()


def test_every_run_is_a_dot_over_its_value_failed_ones_above_the_bound(dressed: QApplication) -> None:
    of = results((RATE,), seeds=9, ended=(100,), unknown=(3,))
    found = facts(of)
    scale = scale_of(found)
    dots = dots_over(found, scale, BOX)
    assert len(dots.x) == 12 * 9 - 1 and int(dots.gone.sum()) == 1
    bound = BOX.bottom() - BOX.height() * float(scale.share(0.1))
    assert (dots.y[dots.lost] <= bound).all() and (dots.y[~dots.lost] > bound).all()
    assert dots.y[dots.gone][0] < BOX.top() + 10
    column = np.floor(dots.x / (BOX.width() / 12)).astype(int)
    assert np.bincount(column).tolist() == [8] + [9] * 11


def test_the_dots_of_seeds_alone_lie_upon_each_other_and_not_on_each_other() -> None:
    rng = np.random.default_rng(2)
    final = np.where(np.arange(40) < 23, 0.48, 0.02) * np.exp(0.2 * rng.normal(size=40))
    found = facts(results((), seeds=40, final=final))
    dots = dots_along(found, scale_of(found), BOX)
    gaps = np.hypot(dots.x[:, None] - dots.x, dots.y[:, None] - dots.y) + 1e9 * np.eye(40)
    assert gaps.min() >= 2 * dots.radius and int(dots.lost.sum()) == 23
    assert dots.x[dots.lost].min() > dots.x[~dots.lost].max()


def test_an_accuracy_has_an_even_axis_with_the_bound_on_it() -> None:
    found = facts(results((RATE,), criterion=Criterion("accuracy", 0.95)))
    scale = scale_of(found)
    assert not scale.log and scale.low < 0.95 < scale.high
    dots = dots_over(found, scale, BOX)
    bound = BOX.bottom() - BOX.height() * float(scale.share(0.95))
    assert (dots.y[dots.lost] > bound).all() and (dots.y[~dots.lost] <= bound + 1e-9).all()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("seeds", [1, 6])
def test_sweeps_of_every_kind_become_pictures_as_wide_as_asked(
    dressed: QApplication, theme: str, case: str, seeds: int
) -> None:
    of = results(CASES[case], seeds=seeds, ended=(0,), unknown=(1,) if seeds > 1 else ())
    image = sweep_picture(of, LIGHT if theme == "light" else DARK, 1600)
    assert image.width() == 1600 and 400 < image.height() < 1800
    larger = sweep_picture(of, LIGHT if theme == "light" else DARK, 2400)
    assert larger.width() == 2400 and abs(larger.height() - 1.5 * image.height()) <= 1
    assert image.pixelColor(3, 3) == (LIGHT if theme == "light" else DARK).color("bg")


def test_nothing_known_is_a_picture_too(dressed: QApplication) -> None:
    for axes in CASES.values():
        of = results(axes, seeds=1)
        count = len(of.sweep.grid)
        assert sweep_picture(results(axes, seeds=1, unknown=tuple(range(count)))).height() > 300


def test_the_title_says_what_was_swept_and_the_line_under_it_how_much() -> None:
    of = results((RATE, BIAS), seeds=5, name="spiral")
    assert title_of(of)[0] == "spiral: learning rate × bias"
    assert runs_said(of) == "120 runs of 1\u2009000 updates: 24 settings, 5 seeds each"
    alone = results((), seeds=40, name="spiral")
    assert title_of(alone)[0] == "spiral: 40 seeds" and runs_said(alone) == "40 runs of 1\u2009000 updates"


def test_a_picture_is_written_and_where_none_can_be_it_is_refused(
    dressed: QApplication, tmp_path: Path
) -> None:
    of = results((RATE, BIAS))
    save_sweep_picture(of, tmp_path / "results.png", "dark", 1200)
    assert QImage(str(tmp_path / "results.png")).width() == 1200
    with pytest.raises(Refused, match="cannot be written"):
        save_sweep_picture(of, tmp_path / "nowhere" / "results.png")
