"""The card of keys: its groups stand in columns, in reading order, as large as there is room for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.keys import Key, KeysCard, columns_of
from ui.picture import image_of
from ui.theme import LIGHT


def test_groups_stand_in_reading_order_and_the_highest_column_is_as_low_as_can_be() -> None:
    assert columns_of((578, 188, 458, 218, 308), 2) == (0, 0, 1, 1, 1)
    assert columns_of((578, 188, 458, 218, 308), 3) == (0, 1, 1, 2, 2)
    assert columns_of((100, 100, 100), 3) == (0, 1, 2)


@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1600, 1000)])
def test_every_key_is_on_the_card_in_letters_that_can_be_read(
    qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(*size)
    card = KeysCard(ground)
    card.dress(LIGHT, 1.0)
    painted: list[tuple[QRectF, float]] = []
    paint = KeysCard._paint_key

    def note(self: KeysCard, painter: QPainter, row: QRectF, key: Key, scale: float) -> None:
        painted.append((row, scale))
        paint(self, painter, row, key, scale)

    monkeypatch.setattr(KeysCard, "_paint_key", note)
    card.open()
    image_of(card)
    assert all(QRectF(card.rect()).contains(row) for row, _ in painted)
    assert not any(a.intersects(b) for k, (a, _) in enumerate(painted) for b, _ in painted[k + 1 :])
    assert min(scale for _, scale in painted) >= 0.75
