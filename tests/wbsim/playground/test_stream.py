"""The stream of TensorFlow Playground: the numbers that seedrandom gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbsim.playground.stream import Stream


@pytest.mark.parametrize(
    ("seed", "first"),
    [
        ("0.12345", (0.9152007406557323, 0.4702753218035592, 0.2736265229359467)),
        ("hello.", (0.9282578795792454, 0.3752569768646784)),  # as seedrandom's own manual has them
    ],
)
def test_the_first_numbers_of_a_text_are_those_of_seedrandom(seed: str, first: tuple[float, ...]) -> None:
    stream = Stream(seed)
    assert [stream.draw() for _ in first] == list(first)


@given(seed=st.text(max_size=400))
def test_any_text_gives_the_same_numbers_again_in_the_unit_interval(seed: str) -> None:
    numbers = Stream(seed).draws(40)
    assert ((numbers >= 0) & (numbers < 1)).all()
    assert numbers.tolist() == Stream(seed).draws(20, 2).ravel().tolist()


def test_every_letter_of_a_text_counts_even_beyond_its_256_bytes() -> None:
    texts = ("", "a", "b", "ab", "ba", 300 * "a", 299 * "a" + "b", "b" + 299 * "a", "ä", "Ŵ", "😀")
    assert len({Stream(text).draw() for text in texts}) == len(texts)


def test_numbers_are_spread_evenly() -> None:
    numbers = Stream("0.5").draws(4000)
    assert abs(numbers.mean() - 0.5) < 0.02
    assert abs(numbers.var() - 1 / 12) < 0.005
