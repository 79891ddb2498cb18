"""Fonts that fit."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF

from ui.theme import fitting_font, font

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.mark.parametrize("text", ["0.34", "1.40·10¹⁵⁴", "−12 345.67"])
@pytest.mark.parametrize("width", [30.0, 50.0, 400.0])
def test_a_font_is_as_small_as_a_text_needs_and_no_smaller(text: str, width: float) -> None:
    fitted = fitting_font(text, width, 17, 700)
    assert QFontMetricsF(fitted).horizontalAdvance(text) <= width + 1
    if QFontMetricsF(font(17, 700)).horizontalAdvance(text) <= width:
        assert fitted.pixelSize() == 17


def test_letters_stand_as_they_are_written() -> None:
    face = QFontMetricsF(font(14))
    apart = sum(face.horizontalAdvance(letter) for letter in "0x10")
    assert face.horizontalAdvance("0x10") == pytest.approx(apart, abs=0.51)
