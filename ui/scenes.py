"""Scenes of lessons in a session: sets them, and notes whether their run is still the one at hand. It knows no thread and no
window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import final

from ui.commands import Perform
from wbsim.lessons.acting import performing
from wbsim.lessons.acts import Open
from wbsim.lessons.sight import Sight
from wbsim.problems import Refused
from wbsim.session import Session
from wbsim.snapshot import Scene
from wbsim.translation import translated


@final
class Scenes:
    """The scene that was set last is `shown` with every snapshot."""

    def __init__(self) -> None:
        self.shown = Scene()
        self._stage: int | None = None  # the number of the deed that opened its run

    def set(self, session: Session, command: Perform) -> Iterator[None]:
        """Does the acts of a lesson, a piece at a time; raises `Refused`. What they lead to is told with `shown`."""
        again, problem = command.scene == self.shown.number, translated("something went wrong")
        opens = bool(command.acts) and isinstance(command.acts[0], Open)
        try:
            yield from performing(session, command.acts, Sight(), began=command.began)
            problem = ""
            if opens:
                session.said = ""  # what sets a scene is no news: the lesson tells it
        except Refused as refused:
            problem = str(refused.problems[0])
            raise
        finally:
            self.shown = Scene(command.scene, problem="" if again else problem)
            steps = session.deeds.undo_steps
            if opens:
                self._stage = steps[-1].number if steps else None

    def leave(self, session: Session, opened: bool = False) -> None:
        """After a run was opened, or a deed undone or done again: is the run at hand still the one that a lesson opened?"""
        numbers = {step.number for step in session.deeds.undo_steps}
        self.shown = replace(self.shown, left=opened or self._stage not in numbers)
