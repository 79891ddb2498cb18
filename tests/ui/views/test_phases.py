"""The four phases of an update: how they stand at a tick, and that a click goes to the end of one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot
from steps import at, end_of, ladder_of, walked

from ui import theme
from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.phases import PhasesView, phase_of, standings, titles
from wbsim.ladder import PHASES
from wbsim.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("dressed")


def view_of(qtbot: QtBot, snapshot: Snapshot, look: Look, size: tuple[int, int] = (1576, 60)) -> PhasesView:
    """The tabs in a size."""
    view = PhasesView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    view.show()
    return view


def test_phases_are_done_at_hand_or_to_come_as_the_last_tick_says() -> None:
    start = walked()
    ladder = ladder_of(start)
    for tick in range(1, ladder.total):
        stage = ladder.stage(tick)
        moment = at(start, tick)
        assert phase_of(moment) == stage.phase
        found = standings(moment)
        place = PHASES.index(stage.phase)
        assert [found[phase] for phase in PHASES] == ["done"] * place + ["at hand"] + ["coming"] * (3 - place)


def test_before_the_first_tick_all_are_to_come_and_after_the_last_all_are_done() -> None:
    start = walked()
    assert set(standings(start).values()) == {"coming"}
    assert list(standings(at(start, ladder_of(start).total)).values()) == ["done", "done", "done", "at hand"]
    assert set(standings(replace(start, coming=None)).values()) == {"coming"}


def test_a_click_or_a_key_goes_to_the_end_of_a_phase(qtbot: QtBot) -> None:
    view = view_of(qtbot, walked(), Look(LIGHT))
    got: list[str] = []
    view.chosen.connect(got.append)
    for phase in PHASES:
        qtbot.mouseClick(view.tabs[phase], Qt.MouseButton.LeftButton)
        qtbot.keyClick(view.tabs[phase], Qt.Key.Key_Space)
        qtbot.keyClick(view.tabs[phase], Qt.Key.Key_Return)
    assert got == [phase for phase in PHASES for _ in range(3)]


def test_a_tab_says_how_it_stands_to_those_who_do_not_see_it(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, at(start, end_of(start, "loss")), Look(LIGHT))
    names = [tab.accessibleName() for tab in view.tabs.values()]
    assert names == ["Forward, done", "Loss, at hand", "Backward, to come", "Update, to come"]
    assert all("end" in tab.toolTip() for tab in view.tabs.values())


@pytest.mark.parametrize("look_theme", [LIGHT, DARK])
def test_only_the_tab_at_hand_is_filled(qtbot: QtBot, look_theme: theme.Theme) -> None:
    start = walked()
    view = view_of(qtbot, at(start, end_of(start, "backward")), Look(look_theme))
    filled = [
        phase
        for phase, tab in view.tabs.items()
        if tab.grab().toImage().pixelColor(tab.width() // 2, 6) == look_theme.color("primary")
    ]
    assert filled == ["backward"]


@pytest.mark.parametrize(
    ("size", "look"),
    [((1260, 40), Look(LIGHT, scale=0.86, compact=True)), ((1576, 60), Look(LIGHT)), ((1896, 65), Look(LIGHT, scale=1.08))],
)  # fmt: skip
def test_words_fit_into_their_tabs(qtbot: QtBot, size: tuple[int, int], look: Look) -> None:
    view = view_of(qtbot, walked(), look, size)
    grown = max(0.86, look.scale)
    for phase, (title, caption) in titles().items():
        tab = view.tabs[phase]
        room = tab.width() - 64 * grown
        strong = QFontMetricsF(theme.font((15 if look.compact else 17) * grown, 600)).horizontalAdvance(title)
        plain = QFontMetricsF(theme.font(max(11.5, 13 * grown))).horizontalAdvance(caption)
        assert (strong + 10 * grown + plain if look.compact else max(strong, plain)) <= room
    boxes = [tab.geometry() for tab in view.tabs.values()]
    assert boxes[0].left() == 0
    assert boxes[-1].right() == view.width() - 1
    assert all(a.right() < b.left() for a, b in pairwise(boxes))
