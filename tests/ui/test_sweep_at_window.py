"""A real sweep begun at the window, as a person does it, and one of its runs opened again to the bit."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ui.look import WallLook
from wbsim.sweep_jobs import digest

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def hands(stage: Callable[..., Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hands:
    """Hands at a window whose card of the sweep was opened from the menu."""
    one = stage("gauss", updates=10)
    one.window.see(wall=WallLook(across="learning_rate=0.01,0.1,1", down=None, seeds=6))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "rows"), ""))
    hands = Hands(one, qtbot)
    hands.look()
    entry = one.window.commands["sweep"]
    assert entry in one.window.menus.main.actions()
    entry.trigger()
    hands.look()
    assert one.window.look.room == "population" and one.window.sweeps.card.isVisible()
    return hands


def test_a_sweep_is_begun_from_the_menu_and_its_best_run_is_opened_to_the_bit(
    hands: Hands, qtbot: QtBot, tmp_path: Path
) -> None:
    window = hands.window
    sweeps, panel = window.sweeps, window.sweeps.panel
    panel.updates.number.entered.emit(30.0)
    assert panel.said.text.startswith("3 × 6 = 18 runs, about ")
    qtbot.mouseClick(panel.start, LEFT)
    qtbot.waitUntil(sweeps.result.isVisible, timeout=30_000)
    qtbot.keyClick(sweeps.result, Qt.Key.Key_Escape)
    rows = [*csv.DictReader((tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines())]
    assert len(rows) == 18 and (tmp_path / "rows.png").exists()
    sweeps.turn()
    with qtbot.waitSignal(sweeps.opened, timeout=30_000) as opened:
        qtbot.mouseClick(panel.runs.best, LEFT)
    number = int(opened.args[1].rpartition("#")[2])
    hands.look()
    assert window.look.room == "network"
    state = hands.stage.session.here.state
    assert state.update == 30
    assert digest(state) == rows[number - 1]["digest"]
    assert float(rows[number - 1]["test_loss"]) == min(float(row["test_loss"]) for row in rows)


def test_stopping_is_heard_at_once_and_closing_the_window_ends_a_sweep(
    hands: Hands, qtbot: QtBot, tmp_path: Path
) -> None:
    sweeps, panel = hands.window.sweeps, hands.window.sweeps.panel
    panel.seeds.number.entered.emit(500.0)
    panel.updates.number.entered.emit(1_000_000.0)  # minutes
    for end in (lambda: qtbot.mouseClick(panel.stop, LEFT), hands.window.close):
        qtbot.mouseClick(panel.start, LEFT)
        qtbot.waitUntil((tmp_path / "rows.csv.part").exists, timeout=30_000)
        assert sweeps.sweeping.running
        end()
        qtbot.waitUntil(lambda: not sweeps.sweeping.running)
        assert sweeps.sweeping.stand.results is None and not sweeps.sweeping.stand.refusal
    assert not (tmp_path / "rows.csv").exists()
