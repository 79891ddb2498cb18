"""Draws by name: the same key always gives the same number, another key an independent one."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbsim import draws

SEEDS = st.integers(0, 2**63 - 1)


MASK = 2**64 - 1


def scrambled(key: int) -> int:
    """SplitMix64's finalizer in whole numbers."""
    key = (key + 0x9E3779B97F4A7C15) & MASK
    key = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    key = ((key ^ (key >> 27)) * 0x94D049BB133111EB) & MASK
    return key ^ (key >> 31)


def by_hand(seed: int, purpose: str, *ids: int) -> float:
    """One draw, without NumPy."""
    key = scrambled(seed ^ (zlib.crc32(purpose.encode()) << 32))
    for i in ids:
        key = scrambled(key ^ (i & MASK))
    return (key >> 11) / 2**53


def test_the_numbers_of_a_key_never_change() -> None:
    """They decide every saved run: whoever changes them changes every start."""
    drawn = draws.uniform(13, "weight", np.arange(1, 4), 7)
    assert [number.hex() for number in drawn.tolist()] == [
        "0x1.775ad40ac1c6dp-1",
        "0x1.1a0ba292d88d0p-4",
        "0x1.5e8a3894b6d64p-3",
    ]
    drawn = draws.normal(13, "weight", np.arange(1, 4), 7)
    assert [number.hex() for number in drawn.tolist()] == [
        "-0x1.444cb80479b0ap+0",
        "0x1.2218e82f34ef2p-1",
        "-0x1.126680e880cd8p+0",
    ]
    assert draws.code("x1") == zlib.crc32(b"x1") == 4158775611


@given(
    seed=SEEDS, purpose=st.text(max_size=8), first=st.integers(-(2**62), 2**62), second=st.integers(0, 2**62)
)
def test_a_draw_is_the_one_made_by_hand(seed: int, purpose: str, first: int, second: int) -> None:
    assert draws.uniform(seed, purpose, np.array([first]), second)[0] == by_hand(seed, purpose, first, second)


@given(
    seed=SEEDS,
    purpose=st.text(max_size=8),
    ids=st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=20),
)
def test_a_draw_depends_on_its_own_key_alone(seed: int, purpose: str, ids: list[int]) -> None:
    together = draws.uniform(seed, purpose, np.array(ids))
    assert ((together >= 0) & (together < 1)).all()
    np.testing.assert_array_equal(together, [draws.uniform(seed, purpose, np.array([i]))[0] for i in ids])
    np.testing.assert_array_equal(draws.uniform(seed, purpose, np.array(ids[::-1])), together[::-1])


def test_keys_are_broadcast() -> None:
    rows, columns = np.arange(3)[:, None], np.arange(4)[None, :]
    table = draws.uniform(1, "weight", rows, columns)
    assert table.shape == draws.normal(1, "weight", rows, columns).shape == (3, 4)
    for i in range(3):
        for j in range(4):
            assert table[i, j] == draws.uniform(1, "weight", np.array([i]), np.array([j]))[0]


def test_the_order_of_ids_counts() -> None:
    one, two = np.array([1]), np.array([2])
    assert draws.uniform(1, "weight", one, two) != draws.uniform(1, "weight", two, one)


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**32, 2**63 - 1])
def test_every_seed_draws(seed: int) -> None:
    drawn = draws.uniform(seed, "weight", np.arange(1000))
    assert len(np.unique(drawn)) == 1000
    assert abs(drawn.mean() - 0.5) < 0.05


def test_seeds_and_purposes_give_other_numbers() -> None:
    ids = np.arange(200)
    families = [
        draws.uniform(seed, purpose, ids) for seed in (0, 1, 2**40) for purpose in ("weight", "bias", "")
    ]
    assert len(np.unique(np.concatenate(families))) == 9 * 200
    related = np.corrcoef(families)[~np.eye(9, dtype=bool)]
    assert abs(related).max() < 0.25  # 3.5 standard deviations of 200 pairs


def test_uniform_draws_fill_the_range_evenly() -> None:
    drawn = draws.uniform(5, "weight", np.arange(20_000))
    counts = np.bincount((drawn * 20).astype(int), minlength=20)
    assert ((counts - 1000) ** 2 / 1000).sum() < 43.8  # chi-squared, 19 degrees of freedom, p = 0.001


def test_neighboring_keys_are_not_alike() -> None:
    drawn = draws.uniform(5, "weight", np.arange(20_000))
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.03


def test_normal_draws_have_the_moments_of_a_normal() -> None:
    drawn = draws.normal(5, "weight", np.arange(40_000))
    assert np.isfinite(drawn).all()
    assert abs(drawn.mean()) < 0.02
    assert abs(drawn.std() - 1) < 0.02
    assert abs((drawn**3).mean()) < 0.06
    assert abs((drawn**4).mean() - 3) < 0.15
