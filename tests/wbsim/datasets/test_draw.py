"""What holds for every data set: repeatable by seed, split as asked, described without being drawn."""

from __future__ import annotations

import hashlib
from typing import get_args

import numpy as np
import pytest

from wbsim import translation
from wbsim.data import FEATURES, Data, DatasetName, Points
from wbsim.datasets import Dataset, describe, draw, feature_values, features_of, train_size
from wbsim.problems import Refused
from wbsim.translation import LANGUAGES, choose

GIVEN = Points(x=((0, 0), (0, 1), (1, 0), (1, 1)), y=(0, 1, 1, 0), classes=2)
EVERY = get_args(DatasetName)


def data(name: DatasetName, noise: float = 0.0, train_share: float = 50.0) -> Data:
    return Data(
        dataset=name, noise=noise, train_share=train_share, points=GIVEN if name == "points" else None
    )


def bits(drawn: Dataset) -> str:
    parts = (drawn.train.x, drawn.train.y, drawn.test.x, drawn.test.y)
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


class Spoken(dict[str, str]):
    """A catalog that has every text, each in other words."""

    def get(self, text: str, default: str = "") -> str:  # type: ignore[override]
        return f"said {text}"


@pytest.mark.parametrize("name", EVERY)
def test_points_are_the_same_in_every_language(name: DatasetName, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_catalog", lambda language: Spoken())
    found = set()
    for language in LANGUAGES:
        choose(language)
        draw.cache_clear()
        found.add(bits(draw(data(name, noise=10), seed=3)))
    assert len(found) == 1


@pytest.mark.parametrize("name", EVERY)
def test_the_same_seed_draws_the_same_bits(name: DatasetName) -> None:
    first = draw(data(name, 10), 7)
    draw.cache_clear()
    again = draw(data(name, 10), 7)
    assert first is not again and bits(first) == bits(again)


@pytest.mark.parametrize("name", EVERY)
def test_every_language_draws_the_same_bits(name: DatasetName, monkeypatch: pytest.MonkeyPatch) -> None:
    english = bits(draw.__wrapped__(data(name, 10), 7))
    monkeypatch.setattr(translation, "found", "«{}»".format)
    assert bits(draw.__wrapped__(data(name, 10), 7)) == english


@pytest.mark.parametrize("name", ["iris", "pass-fail", "parity", "sunspots"])
def test_what_own_data_are_called_is_said_in_the_language_that_is_spoken(name: DatasetName) -> None:
    english = describe(data(name))
    translation.choose("zh_CN")
    assert all(one != other for one, other in zip(describe(data(name)).titles, english.titles, strict=True))
    translation.choose("en")
    assert describe(data(name)) == english


@pytest.mark.parametrize("name", [name for name in EVERY if name not in ("points", "sunspots")])
def test_another_seed_draws_other_points_or_another_order(name: DatasetName) -> None:
    assert bits(draw(data(name), 7)) != bits(draw(data(name), 8))


def test_the_draws_never_change_from_one_version_to_the_next() -> None:
    """These digests were taken when the formulas were first written; saved runs depend on them."""
    names: tuple[DatasetName, ...] = ("circle", "gauss", "bumps", "digits")
    assert {name: bits(draw(data(name, 20), 13))[:12] for name in names} == {
        "circle": "baca655ad009",
        "gauss": "cc317404fd91",
        "bumps": "0866462bf405",
        "digits": "49f09dd0071f",
    }


@pytest.mark.parametrize("name", EVERY)
def test_the_description_agrees_with_what_is_drawn(name: DatasetName) -> None:
    facts, drawn = describe(data(name)), draw(data(name), 1)
    assert drawn.description == facts
    assert len(drawn.train) + len(drawn.test) == facts.size
    for sample in (drawn.train, drawn.test):
        assert sample.x.shape[1] == len(facts.inputs) and sample.x.dtype == np.float64
        if facts.task == "classification":
            assert sample.y.dtype == np.int64 and sample.y.ndim == 1 and facts.targets == 1
            assert set(sample.y) <= set(range(len(facts.classes)))
        else:
            assert sample.y.dtype == np.float64 and sample.y.shape[1] == facts.targets
            assert facts.classes == ()


@pytest.mark.parametrize("name", EVERY)
def test_drawn_arrays_cannot_be_written_to(name: DatasetName) -> None:
    drawn = draw(data(name), 1)
    for array in (drawn.train.x, drawn.train.y, drawn.test.x, drawn.test.y):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


@pytest.mark.parametrize(("share", "train"), [(50, 250), (78, 390), (33.3, 166), (5, 25), (100, 500)])
def test_the_share_for_training_is_rounded_down(share: float, train: int) -> None:
    drawn = draw(data("circle", train_share=share), 1)
    assert (len(drawn.train), len(drawn.test)) == (train, 500 - train)


def test_a_share_that_is_a_whole_number_of_points_is_not_rounded_down() -> None:
    for points in range(1, 501):
        share = 100.0 * points / 500  # 64.6 % of 500 is a hair under 323 in binary
        assert train_size(describe(Data()), share) == points


def test_the_share_for_training_moves_only_the_cut() -> None:
    few, many = draw(data("circle", train_share=20), 1), draw(data("circle", train_share=80), 1)
    assert np.array_equal(many.train.x[: len(few.train)], few.train.x)
    assert np.array_equal(few.test.x[-len(many.test) :], many.test.x)


@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "spiral", "moons", "shifted"])
def test_shuffling_spreads_both_classes_over_training_and_test(name: DatasetName) -> None:
    drawn = draw(data(name), 1)
    assert 0.4 < drawn.train.y.mean() < 0.6 and 0.4 < drawn.test.y.mean() < 0.6
    assert list(describe(data(name)).classes) == ["−1", "+1"]


def test_features_are_the_functions_that_they_are_named_after() -> None:
    x = np.array([[0.5, -3.0], [1e-9, 6.0], [-5.9, 0.0]])
    a, b = x.T
    expected = np.stack([a, b, a**2, b**2, a * b, np.sin(a), np.sin(b)], axis=1)
    assert feature_values(FEATURES, x) == pytest.approx(expected, rel=1e-15, abs=1e-15)
    assert np.array_equal(feature_values(("x2", "x1"), x), x[:, ::-1])
    assert feature_values(("x1", "x2"), x) is x


@pytest.mark.parametrize(
    ("names", "said"),
    [(("x3",), "the points have 2"), (("cos(x1)",), "there is no input"), (("x0",), "there is no input")],
)
def test_an_unknown_feature_is_refused(names: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused, match=said):
        feature_values(names, np.zeros((1, 2)))


def test_a_function_of_the_plane_is_refused_where_there_is_none() -> None:
    with pytest.raises(Refused, match="needs points of 2 coordinates; these have 3"):
        feature_values(("x1*x2",), np.zeros((1, 3)))


def test_the_network_sees_the_chosen_features_of_a_plane_and_every_pixel_of_an_image() -> None:
    assert features_of(Data(dataset="spiral", features=("x2", "sin(x1)"))) == ("x2", "sin(x1)")
    assert features_of(Data(dataset="digits"))[::63] == ("p1", "p64")
    with pytest.raises(Refused, match="no input is chosen"):
        features_of(Data(features=()))
