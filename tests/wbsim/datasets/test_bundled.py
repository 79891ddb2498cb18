"""The digits are the 1 797 images of the UCI test set."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from wbsim import assets, installed
from wbsim.data import Data
from wbsim.datasets import bundled, draw
from wbsim.problems import Refused


def test_the_digits_are_all_there() -> None:
    drawn = draw(Data(dataset="digits", train_share=78), 0)
    x, y = np.concatenate([drawn.train.x, drawn.test.x]), np.concatenate([drawn.train.y, drawn.test.y])
    assert x.shape == (1797, 64) and len(drawn.train) == 1401
    # Class counts as the repository states them for its test set.
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert drawn.description.image == (8, 8) and drawn.description.ranges == ()


def test_pixels_run_from_0_to_1_in_sixteenths() -> None:
    x = draw(Data(dataset="digits"), 0).train.x
    assert x.min() == 0 and x.max() == 1
    assert np.array_equal(x * 16, np.rint(x * 16))


def test_the_first_image_in_the_file_is_the_well_known_zero() -> None:
    with gzip.open(assets.path("data", "digits.csv.gz"), "rt") as lines:
        first = next(lines)
    assert first.startswith("0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0,") and first.endswith(",0\n")


def test_noise_on_pixels_stays_within_the_range_of_pixels() -> None:
    clean, noisy = draw(Data(dataset="digits"), 0), draw(Data(dataset="digits", noise=30), 0)
    assert noisy.train.x.min() >= 0 and noisy.train.x.max() <= 1
    assert 0.2 < np.abs(noisy.train.x - clean.train.x).max() <= 0.3
    assert np.array_equal(noisy.train.y, clean.train.y)


def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_PLACES", (tmp_path,))
    (tmp_path / "data").mkdir()
    broken = tmp_path / "data" / "digits.csv.gz"
    broken.write_bytes(b"no archive")
    bundled.table.cache_clear()
    with pytest.raises(Refused, match=r"digits cannot be read .* install wbsim again"):
        draw.__wrapped__(Data(dataset="digits"), 0)
    with gzip.open(broken, "wt") as lines:
        lines.write("1,2,3\n4,5,6\n")
    with pytest.raises(Refused, match=r"shape \(2, 3\)"):
        draw.__wrapped__(Data(dataset="digits"), 0)
