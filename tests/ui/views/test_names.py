"""What things are called on screen."""

from __future__ import annotations

import pytest

from ui.views.names import sizes_said


@pytest.mark.parametrize(
    ("weights", "biases", "said"),
    [
        (1, 1, ("1 weight", "1 bias", "= 2 parameters")),
        (2, 1, ("2 weights", "1 bias", "= 3 parameters")),
        (1, 0, ("1 weight", "0 biases", "= 1 parameter")),
        (6464, 106, ("6\u2009464 weights", "106 biases", "= 6\u2009570 parameters")),
    ],
)
def test_one_is_said_in_the_singular(weights: int, biases: int, said: tuple[str, str, str]) -> None:
    assert sizes_said(weights, biases) == said
