"""The field that opens over a number."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import LIGHT
from ui.views.value_edit import ValueEdit, parsed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5), ("0,5", 0.5), (" −1,25 ", -1.25), ("-3", -3.0), ("+2.", 2.0), (".5", 0.5), ("1e-3", 0.001),
        ("1 000", 1000.0),
    ],
)  # fmt: skip
def test_a_number_is_read_with_either_decimal_mark(text: str, value: float) -> None:
    assert parsed(text) == value


@pytest.mark.parametrize(
    "text", ["", "abc", "1,000.5", "1.000,5", "0.5.1", "nan", "inf", "1e999", "--1", "0x10"]
)
def test_what_is_no_finite_number_or_reads_two_ways_is_refused(text: str) -> None:
    assert parsed(text) is None


@pytest.fixture
def field(qtbot: QtBot) -> ValueEdit:
    """A field open over 0.59."""
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(300, 200)
    owner.show()
    edit = ValueEdit(owner)
    edit.open(QRect(250, 180, 40, 20), 0.59, "hidden 1, bias 3", LIGHT, 1.0)
    edit._owner_kept = owner  # type: ignore[attr-defined]
    return edit


def test_it_opens_with_the_old_value_inside_its_view(field: ValueEdit) -> None:
    assert field.text() == "0.59"
    assert field.isVisible()
    assert field.parentWidget().rect().contains(field.geometry())


def test_enter_takes_the_number_and_closes(field: ValueEdit, qtbot: QtBot) -> None:
    field.setText("−0,25")
    with qtbot.waitSignal(field.typed) as typed:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert typed.args == [-0.25]
    assert field.isHidden()


def test_escape_closes_and_changes_nothing(field: ValueEdit, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.typed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.isHidden()


def test_a_bad_value_is_answered_in_place_and_the_field_stays(field: ValueEdit, qtbot: QtBot) -> None:
    field.setText("much")
    with qtbot.assertNotEmitted(field.typed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible()
    assert field.error.isVisible()
    assert "much" in field.error.text()
    assert field.parentWidget().rect().contains(field.error.geometry())
    qtbot.keyClick(field, Qt.Key.Key_1)
    assert field.error.isHidden()
