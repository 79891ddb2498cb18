"""Where lines may end."""

from __future__ import annotations

import pytest

from ui.views.breaking import pieces


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("60 of 60 fail.", ["60", "of", "60", "fail."]),
        ("是偏置：26 个。", ["是", "偏", "置：", "26", "个。"]),
        ("", []),
    ],
)
def test_lines_end_at_blanks_and_between_chinese_letters(text: str, found: list[str]) -> None:
    assert [piece for piece, _ in pieces(text)] == found


@pytest.mark.parametrize("text", ["60 of 60 fail.", "是偏置：26 个。", " ahead", "a (b) – c, d"])
def test_pieces_with_their_blanks_are_the_text(text: str) -> None:
    assert "".join(" " * gap + piece for piece, gap in pieces(text)) == text
