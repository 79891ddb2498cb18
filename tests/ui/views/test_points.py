"""Points as marks, and how many of them are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui.theme import LIGHT
from ui.views import points
from ui.views.points import MOST, paint_count, sampled
from wbsim.datasets import Description, Sample


@given(st.integers(0, 1_000_000))
def test_all_points_are_drawn_or_an_even_sample(count: int) -> None:
    found = sampled(count)
    assert len(found) == min(count, MOST)
    assert (np.diff(found) >= 1).all()
    if count:
        assert found[0] == 0
        assert found[-1] == count - 1
        assert np.ptp(np.diff(found)) <= 1 if count > 2 else True


def _picture(shown: int, count: int) -> QImage:
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    painter = QPainter(image)
    paint_count(painter, LIGHT, 1.0, 300.0, shown, count)
    painter.end()
    return image


def test_a_sample_is_said_to_be_one(dressed: QApplication) -> None:
    bare = _picture(0, 0)
    assert _picture(500, 500) == bare  # nothing is left out, so nothing is said
    assert _picture(4000, 20_000) != bare
    assert _picture(4000, 20_000) != _picture(4000, 1_000_000)


def test_no_more_marks_are_painted_than_are_said(
    dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    monkeypatch.setattr(points, "draw_mark", lambda *arguments: made.append(arguments))
    count = 3 * MOST
    sample = Sample(np.zeros((count, 2)), np.zeros(count, np.int64))
    facts = Description("points", "classification", count, ("x1", "x2"), ("0", "1"), 1)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    points.draw_sample(painter, LIGHT, facts, sample, np.zeros((count, 2)), 4.0, 1.0, True)
    painter.end()
    assert len(made) == MOST
