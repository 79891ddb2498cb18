"""The line of another moment lies dashed on the plane, and the column of keys tells the two apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from branching import forest, looking
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import LIGHT
from ui.views.plane import PlaneView
from ui.views.plane_field import boundary
from ui.views.plane_ghost import ghost_lines
from wbsim import Pick, Watch
from wbsim.snapshot import Ghost, Snapshot

WATCH = Watch(plane=64, pick=Pick("train", 4))


def _view(
    qtbot: QtBot, snapshot: Snapshot, look: Look | None = None, size: tuple[int, int] = (642, 580)
) -> PlaneView:
    view = PlaneView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look or Look(LIGHT))
    view.show()
    return view


def _ghost(view: PlaneView) -> Ghost | None:
    shown = view._plot._shown
    assert shown is not None
    return shown.ghost


def _names(view: PlaneView) -> list[str]:
    assert view._moment is not None
    return [text for text, _, _ in view._moment.words.lines]


def test_the_present_is_dashed_while_the_past_is_looked_at(qtbot: QtBot) -> None:
    past = looking(forest(2), 1, 560)
    view = _view(qtbot, past)
    assert _ghost(view) is past.ghost is not None
    assert _names(view)[:2] == ["at 560", "at 1\u2009000"]
    assert view._moment is not None
    where = view._moment.where.inner
    lines = ghost_lines(where, past.ghost, 0.0)
    assert past.ghost.seen.plane is not None
    whole = boundary(where, past.ghost.seen.plane, 0.0, hidden=False)
    dashes, all_of_it = (np.hypot(x[:, 2] - x[:, 0], x[:, 3] - x[:, 1]).sum() for x in (lines, whole))
    assert 0.4 < dashes / all_of_it < 0.8
    image = view.grab().toImage()
    ink = QColor(LIGHT.ink)
    found = 0
    for x1, y1, x2, y2 in lines.tolist():
        place = (
            round((x1 + x2) / 2) + view._moment.where.left,
            round((y1 + y2) / 2) + view._moment.where.top,
        )
        color = image.pixelColor(*place)
        found += max(abs(color.red() - ink.red()), abs(color.blue() - ink.blue())) < 60
    assert found > 0.5 * len(lines)  # points lie over the rest


def test_the_present_alone_has_no_second_line(qtbot: QtBot) -> None:
    view = _view(qtbot, looking(forest(2), 1))
    assert _ghost(view) is None
    assert "boundary" in _names(view)


def test_a_compared_branch_is_called_by_its_letter(qtbot: QtBot) -> None:
    snapshot = looking(forest(4), 1, watch=replace(WATCH, beside=3))
    assert _names(_view(qtbot, snapshot, Look(LIGHT, beside=3)))[:2] == ["at 1\u2009000", "D at 860"]


@pytest.mark.parametrize(
    ("room", "size", "compact"),
    [
        ("time", (351, 274), True), ("time", (351, 291), True), ("time", (438, 404), False),
        ("network", (480, 402), True), ("network", (642, 580), False),
    ],
)  # fmt: skip
def test_the_keys_of_both_lines_have_room(
    qtbot: QtBot, room: Any, size: tuple[int, int], compact: bool
) -> None:
    look = Look(LIGHT, room=room, compact=compact, scale=0.86 if compact else 1.0)
    view = _view(qtbot, looking(forest(2), 1, 560), look, size)
    assert view._moment is not None
    words, where = view._moment.words, view._moment.where
    rows = (
        1.85 * 13 * (len(words.classes) + len(words.sets))
        + (64 if words.colors else 0)
        + 34 * len(words.lines)
    )
    tools = 62 if compact else 0
    assert where.top + rows + tools < size[1] + (0 if compact else 8)


def test_where_another_neuron_is_shown_or_data_differ_there_is_no_second_line(qtbot: QtBot) -> None:
    past = looking(forest(2), 1, 560)
    neuron = past.plan.rows[0].layer.neurons[0]
    of_neuron = looking(forest(2), 1, 560, replace(WATCH, unit=neuron))
    assert _ghost(_view(qtbot, of_neuron, Look(LIGHT, neuron=neuron, plane_unit=neuron))) is None
    other = looking(forest(2, "xor"), 1, 560)
    assert other.ghost is not None
    narrower = replace(other.ghost, plan=looking(forest(2, "house-price"), 1).plan)
    assert _ghost(_view(qtbot, replace(past, ghost=narrower))) is None


def test_a_curve_has_a_dashed_one_beside_it(qtbot: QtBot) -> None:
    past = looking(forest(2, "house-price"), 1, 30)
    view = _view(qtbot, past)
    ghost, shown = _ghost(view), view._plot._shown
    assert ghost is not None and shown is not None
    lines = ghost_lines(shown.where, ghost, None)
    assert 20 < len(lines) < 64
    assert _names(view)[:2] == ["at 30", "at 1\u2009000"]


def test_borders_between_several_classes_are_dashed_too(qtbot: QtBot) -> None:
    past = looking(forest(2, "iris"), 1, 30)
    view = _view(qtbot, past)
    ghost, shown = _ghost(view), view._plot._shown
    assert ghost is not None and ghost.seen.regions is not None and shown is not None
    assert len(ghost_lines(shown.where, ghost, None)) > 10
    assert not view.grab().isNull()


def test_the_dashes_are_made_once_while_this_moment_moves(qtbot: QtBot) -> None:
    past = looking(forest(2), 1, 560)
    view = _view(qtbot, past)
    view.grab()
    before = view._plot._ghost._lines
    view.show_snapshot(replace(looking(forest(2), 1, 570), ghost=past.ghost), Look(LIGHT))
    view.grab()
    assert view._plot._ghost._lines is before
