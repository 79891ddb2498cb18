"""The band over a film: as high as what is said needs, and in order."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from ui.film.titles import Band, Words, plain
from ui.theme import DARK, LIGHT, Theme

HD = (1280, 720)
LONG = (
    "Weights alone cannot lift a line off the middle. Now the biases may, and every line finds its own place in the plane. "
    * 2
)


def painted(
    band: Band, words: Words, theme: Theme = LIGHT
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Where something else than the ground is."""
    image = QImage(HD[0], HD[1], QImage.Format.Format_RGB32)
    image.fill(theme.color("bg"))
    painter = QPainter(image)
    band.paint(painter, words)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(HD[1], HD[0])
    return pixels != theme.color("bg").rgb()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_stands_inside_the_band_and_its_margins(theme: Theme) -> None:
    for title, caption in (
        ("Circle", "it closes"),
        ("Circle", LONG),
        ("", "it closes"),
        ("", LONG),
        (LONG, LONG),
        (LONG, ""),
    ):
        band = Band(theme, HD, [title], [caption])
        ink = painted(band, Words(title, caption, 8_888_888), theme)
        assert ink.any() and not ink[band.height :].any()
        assert not ink[:, :20].any() and not ink[:, -20:].any() and not ink[:3].any()


def test_where_nothing_is_said_there_is_no_band() -> None:
    assert Band(LIGHT, HD, [""], []).height == 0


def test_a_short_caption_stands_beside_the_title_a_long_one_under_it() -> None:
    short, long = Band(LIGHT, HD, ["Circle"], ["it closes"]), Band(LIGHT, HD, ["Circle"], [LONG])
    assert short.height < long.height < 0.3 * HD[1]
    assert 1 < len(long.broken(LONG)) <= 3


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    lines = Band(LIGHT, HD, ["Circle"], [LONG * 3]).broken(LONG * 3)
    assert len(lines) == 3 and lines[-1].endswith("…")


def test_title_caption_and_update_do_not_touch() -> None:
    band = Band(LIGHT, HD, ["Circle"], ["it closes"])
    parts = [painted(band, Words(*words)) for words in (("Circle",), ("", "", 1250))]
    assert not (parts[0] & parts[1]).any()
    both = painted(band, Words("Circle", "it closes"))
    columns = np.flatnonzero(both.any(0))
    assert np.diff(columns).max() > 10  # between title and caption


def test_marks_of_lessons_are_left_out() -> None:
    assert plain("The *bias* `b3` is\n 2 * 3") == "The bias b3 is 2 * 3"
