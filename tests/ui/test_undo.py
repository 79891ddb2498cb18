"""The mirror of the session's undo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction

from ui import commands
from ui.undo import UndoMirror
from wbsim import presets
from wbsim.engine import Watch
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot, Step

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def mirror() -> tuple[UndoMirror, QAction, QAction, list[commands.Command]]:
    posted: list[commands.Command] = []
    undo, redo = QAction("Undo"), QAction("Redo")
    return UndoMirror(undo, redo, posted.append), undo, redo, posted


def moment(undo: tuple[Step, ...] = (), redo: tuple[Step, ...] = ()) -> Snapshot:
    session = Session(Run(experiment=presets.load("gauss").experiment))
    return replace(session.snapshot(Watch(fit=False)), undo=undo, redo=redo)


def test_nothing_can_be_undone_at_first(
    mirror: tuple[UndoMirror, QAction, QAction, list[commands.Command]],
) -> None:
    _, undo, redo, _ = mirror
    assert (undo.isEnabled(), redo.isEnabled()) == (False, False)


def test_the_stack_has_the_sessions_steps_in_order(
    mirror: tuple[UndoMirror, QAction, QAction, list[commands.Command]],
) -> None:
    one, undo, redo, _ = mirror
    one.show_snapshot(
        moment((Step(1, "noise 0 → 5 %"), Step(2, "seed 1 → 2")), (Step(3, "loss"), Step(4, "L2")))
    )
    stack = one.stack
    assert [stack.text(k) for k in range(stack.count())] == ["noise 0 → 5 %", "seed 1 → 2", "loss", "L2"]
    assert (stack.index(), stack.undoText(), stack.redoText()) == (2, "seed 1 → 2", "loss")
    assert undo.text() == "Undo: seed 1 → 2"
    assert redo.text() == "Redo: loss"


def test_the_sentence_of_a_drag_is_kept_up_to_date(
    mirror: tuple[UndoMirror, QAction, QAction, list[commands.Command]],
) -> None:
    one, undo, _, _ = mirror
    one.show_snapshot(moment((Step(1, "noise 0 → 5 %"),)))
    one.show_snapshot(moment((Step(1, "noise 0 → 35 %"),)))
    assert (one.stack.count(), undo.text()) == (1, "Undo: noise 0 → 35 %")


def test_the_actions_ask_the_session(
    mirror: tuple[UndoMirror, QAction, QAction, list[commands.Command]],
) -> None:
    one, undo, redo, posted = mirror
    one.show_snapshot(moment((Step(1, "a"),), (Step(2, "b"),)))
    undo.trigger()
    redo.trigger()
    assert posted == [commands.Undo(), commands.Redo()]
    assert one.stack.index() == 1  # the mirror waits for the next snapshot


def test_undone_steps_can_be_redone(
    mirror: tuple[UndoMirror, QAction, QAction, list[commands.Command]],
) -> None:
    one, undo, redo, _ = mirror
    one.show_snapshot(moment((Step(1, "a"),)))
    one.show_snapshot(moment((), (Step(1, "a"),)))
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)
