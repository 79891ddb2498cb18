"""A series is cut into windows that keep the order of time: the first train, the last test."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from wbsim import assets, installed
from wbsim.data import Data, DatasetName
from wbsim.datasets import bundled, describe, draw, scales_of
from wbsim.problems import Refused

BOTH: tuple[DatasetName, ...] = ("sines", "sunspots")


@pytest.mark.parametrize("name", BOTH)
def test_every_window_is_the_one_before_it_a_step_later(name: DatasetName) -> None:
    parts = draw(Data(dataset=name, noise=10, train_share=80), 4)
    x = np.concatenate([parts.train.x, parts.test.x])
    y = np.concatenate([np.asarray(parts.train.y), np.asarray(parts.test.y)])[:, 0]
    assert np.array_equal(x[1:, :-1], x[:-1, 1:])
    assert np.array_equal(x[1:, -1], y[:-1])  # what had to be told is the newest value a step later


@pytest.mark.parametrize(("name", "now"), [("sines", "now"), ("sunspots", "this year")])
def test_steps_are_called_what_people_call_them(name: DatasetName, now: str) -> None:
    facts = describe(Data(dataset=name))
    assert facts.sequence == facts.shape == (12, 1) and facts.planes == ("x",)
    assert facts.titles[0].endswith(" \N{MINUS SIGN}11") and facts.titles[-2].endswith(" \N{MINUS SIGN}1")
    assert facts.title(11) == now and facts.target


def test_sines_are_smooth_without_noise_and_within_the_noise_of_it() -> None:
    clean, noisy = (draw(Data(dataset="sines", noise=noise), 4).train for noise in (0, 20))
    off = np.abs(np.asarray(noisy.y) - np.asarray(clean.y))
    assert 0.15 < off.max() <= 0.2 and np.abs(clean.x).max() < 1.0
    fit = np.linalg.lstsq(clean.x, np.asarray(clean.y), rcond=None)[
        0
    ]  # four values of two sines tell the fifth
    np.testing.assert_allclose(clean.x @ fit, np.asarray(clean.y), atol=1e-9)


def test_another_seed_begins_the_sines_elsewhere_and_leaves_the_sun_alone() -> None:
    for name, alike in (("sines", False), ("sunspots", True)):
        one, two = (draw(Data.model_validate({"dataset": name}), seed).train.x for seed in (1, 2))
        assert np.array_equal(one, two) == alike


def test_the_sunspots_are_those_of_the_years_1700_to_2008() -> None:
    with gzip.open(assets.path("data", "sunspots.csv.gz"), "rt") as lines:
        rows = [line.strip().split(",") for line in lines]
    assert [int(year) for year, _ in rows] == list(range(1700, 2009))
    assert rows[0] == ["1700", "5"] and rows[-1] == ["2008", "2.9"]
    number = {int(year): float(spots) for year, spots in rows}
    assert max(number, key=lambda year: number[year]) == 1957 and number[1957] == 190.2
    assert number[1811] == 1.4 and number[1810] == 0.0  # the quiet years after 1800


def test_a_share_cuts_the_sunspots_at_a_year_and_the_rest_tests() -> None:
    parts = draw(Data(dataset="sunspots", train_share=80), 13)
    assert parts.description.time == ("year", 1712)
    assert (len(parts.train), len(parts.test)) == (237, 60)  # up to 1948; 1949 to 2008
    assert parts.test.y[-1] == 2.9 and parts.train.x[0, 0] == 5.0


def test_every_step_is_counted_alike_when_inputs_are_standardized() -> None:
    data = Data(dataset="sunspots", train_share=80, standardize="all")
    scales, train = scales_of(data, 1), draw(data, 1).train
    assert len(set(scales.inputs.shift.tolist())) == len(set(scales.inputs.scale.tolist())) == 1
    counted = scales.inputs.apply(train.x)
    assert counted.mean() == pytest.approx(0, abs=1e-12) and counted.std() == pytest.approx(1)
    assert not scales.targets.is_none


def test_a_damaged_file_of_sunspots_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "_PLACES", (tmp_path,))
    (tmp_path / "data").mkdir()
    with gzip.open(tmp_path / "data" / "sunspots.csv.gz", "wt") as lines:
        lines.write("1700,5\n1701,11\n")
    bundled.table.cache_clear()
    with pytest.raises(Refused, match=r"sunspots have the shape \(2, 2\); it must be \(309, 2\)"):
        draw.__wrapped__(Data(dataset="sunspots"), 0)
    bundled.table.cache_clear()
