"""Sentences with symbols in them."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.panels.prose import Piece, Prose, html, hue, pieces, plain
from ui.theme import DARK, LIGHT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drag it", (Piece("Drag it"),)),
        ("`b3`", (Piece("b", "letter", "3"),)),
        ("`b_3`", (Piece("b", "letter", "3"),)),
        ("`w31`", (Piece("w", "letter", "31"),)),
        ("`w_i`", (Piece("w", "letter", "i"),)),
        ("b₃ rose", (Piece("b", "letter", "3"), Piece(" rose"))),
        ("it *only* slides", (Piece("it "), Piece("only", "strong"), Piece(" slides"))),
        ("`y = tanh z`", (
            Piece("y", "letter"), Piece(" = ", "upright"), Piece("tanh", "upright"), Piece(" ", "upright"),
            Piece("z", "letter"),
        )),
    ],
)  # fmt: skip
def test_a_text_is_cut_where_it_is_set_in_another_way(text: str, expected: tuple[Piece, ...]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize("text", ["2 * 3 * 4", "tab₃le", "a backtick ` alone", "CO₂ * b"])
def test_what_is_no_mark_stands_as_it_is_written(text: str) -> None:
    assert pieces(text) == (Piece(text),)


def test_weight_bias_and_loss_have_their_hues_and_all_else_has_none() -> None:
    tokens = {piece.text: piece.token for piece in pieces("`w1`, `b`, `L`, `x1`, `z`, `y`, w and b")}
    assert (tokens["w"], tokens["b"], tokens["L"]) == ("weight_text", "bias_text", "loss_text")
    assert {tokens[name] for name in ("x", "z", "y", ", w and b")} == {""}


def test_a_line_of_numbers_takes_the_hue_of_the_symbol_it_begins_with() -> None:
    assert hue("b₃ −1.07 → 0.60") == "bias_text"
    assert hue("`L` 0.04 → 0.42") == "loss_text"
    assert hue("34.1° → 34.1°, `b` moved") == hue("") == ""


def test_a_text_is_read_aloud_without_its_marks() -> None:
    assert plain("Drag `b3` *above* 0, not `w_{1}`.") == "Drag b₃ above 0, not w_{1}."


def test_what_stands_in_a_text_cannot_become_markup_of_the_document() -> None:
    assert "<i>" not in html("<i>x</i> & `<b>`", LIGHT, "ink", 14, 500)


def test_symbols_change_their_hue_with_the_theme() -> None:
    assert LIGHT.bias_text in html("`b`", LIGHT, "ink", 14, 500)
    assert DARK.bias_text in html("`b`", DARK, "ink", 14, 500)


def test_a_text_is_as_high_as_its_lines_and_the_same_text_again_costs_nothing(
    qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    prose = Prose(size=14)
    qtbot.addWidget(prose)
    prose.say("one line")
    one = prose.heightForWidth(400)
    prose.say("`b3` " * 90)
    assert prose.heightForWidth(400) > 3 * one
    assert prose.heightForWidth(200) > prose.heightForWidth(400)
    assert cast("str", prose.accessibleName()).startswith("b₃ b₃")
    monkeypatch.setattr(prose, "_set", lambda: pytest.fail("it was set again"))
    prose.say("`b3` " * 90)
