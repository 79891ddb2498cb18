"""Drives a session on a thread of its own: commands in through one queue, the newest snapshot out through one
slot. The only file that knows two threads; it knows no Qt.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ui import edits
from ui.commands import Choose, Command, Delete, Look, OpenNetwork, Rename, Seek, SetStop, merged
from ui.driving import Drive
from ui.pace import FRAME
from ui.preparing import Preparing
from ui.run_drive import RunDrive
from ui.scenes import Scenes
from ui.wall_drive import WallDrive
from ui.walls import Make
from wbsim import readiness
from wbsim.engine import Seen, Watch, initial
from wbsim.experiment import Experiment
from wbsim.gradual import AT_REST, SLICE, Gradual
from wbsim.history import History
from wbsim.kept import KeptSession
from wbsim.plan import plan
from wbsim.problems import Problem, Refused
from wbsim.run import Run, Saved
from wbsim.session import Session
from wbsim.snapshot import Refusal, Snapshot
from wbsim.translation import translated
from wbsim.wall import Wall

_IDLE = 0.004  # seconds of waiting from which on something else may be done meanwhile
_PARTIAL = 0.1  # seconds between looks whether a kernel that a picture lacks is there by now
_LEAVE = 0.1  # seconds that compiling is waited for at the end


class Player:
    """Plays a run. `post` and `latest` may be called from any thread and never wait."""

    def __init__(
        self, run: Run, kept: Saved | KeptSession | None = None, watch: Watch | None = None, playing: bool = False,
        clock: Callable[[], float] = time.perf_counter, make_wall: Make = Wall,
    ) -> None:  # fmt: skip
        """`kept` is where the run stands, or all branches of a session of which it is the one at hand."""
        self._run, self._kept = run, kept
        self._watch = watch or Watch()
        self._clock = clock
        self.run_drive = RunDrive(clock, playing)
        self.wall_drive = WallDrive(clock, self._lacking, make_wall)
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._slot: Snapshot | None = None
        self._shown: Snapshot | None = None  # what was last in the slot
        self._closing = False
        self._refusal: Refusal | None = None
        self._scenes = Scenes()
        self._gradual = Gradual(clock)
        self._compiling = False  # whether it waits for the compiler
        self._partial = False  # whether a picture lacks something that has to be compiled first
        self._preparing: Preparing | None = None
        self._thread = threading.Thread(target=self._work, name="player", daemon=True)

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()

    def post(self, command: Command) -> None:
        """Asks for something; it is done before the next chunk of training."""
        self._commands.put(command)

    def latest(self) -> Snapshot | None:
        """The newest snapshot if it was not taken yet."""
        snapshot, self._slot = self._slot, None
        return snapshot

    def close(self, patience: float = 1.0) -> bool:
        """Ends the work; False if it was still busy after `patience` seconds (it then ends with the process). Compiling is
        not waited for so long, for it cannot be stopped and nothing is lost with it.
        """
        self._closing = True
        self._commands.put(None)
        if self._thread.is_alive():
            self._thread.join(min(patience, _LEAVE) if self._compiling else patience)
        ended = self._preparing is None or self._preparing.close(min(patience, _LEAVE))
        return ended and not self._thread.is_alive()

    # --- the worker thread ---------------------------------------------------------------------------------

    def _work(self) -> None:
        with readiness.telling(self._tell):
            self._drive(self._prepared())

    def _drive(self, session: Session) -> None:
        if not self._closing:
            self._preparing = Preparing(session.experiment.precision, session.experiment.network.is_dense)
            self._preparing.start()
        due, dirty = 0.0, True
        self._driven.pace.begin()
        while not self._closing:
            now = self._clock()
            if dirty and now >= due:
                self._show(session)
                took = self._clock() - now
                due = now + max(FRAME, 2 * took)  # a slow look leaves training half of the time
                dirty = self._partial or self._gradual.is_behind(session.here.state) or session.twin.is_behind
                if self._partial and not self._moving(session):
                    due = max(due, now + _PARTIAL)
            idle = max(0.0, due - now) if dirty else 0.5
            moved = self._moving(session) and self._safely(self._go_on, session)
            patience = 0.0 if moved else min(idle, self._until_due(session))
            if (
                patience > _IDLE
                and self._driven is self.run_drive
                and (
                    self._safely(self.run_drive.catch_up, session)
                    or self._safely(self.run_drive.remember, session)
                )
            ):
                patience, moved = 0.0, True
            for command in self._asked(patience):
                self._safely(self._do, session, command)
                moved = True
            dirty = dirty or moved

    def _prepared(self) -> Session:
        """The session, as soon as it can be trained; every stage is shown, and what is waited for is said."""
        shapes = plan(self._run.wished())
        bare = Snapshot(
            shapes, self._run, initial(shapes), History(), self._watch, Seen(), speed=self._driven.pace.speed
        )
        self._put(
            replace(bare, busy=readiness.sentence("evaluate", shapes.experiment.precision, shapes.is_dense))
        )
        try:
            session = self._opened()
        except Exception as error:  # a run that cannot be replayed still has a beginning
            if isinstance(error, Refused):
                self._refuse(error.problems)
            else:
                self._stumble(error)
            self.run_drive.forget()
            session = Session(Run(experiment=self._run.experiment))
        for command in self._asked(0.0):  # the window has said by now what it wants to see
            self._safely(self._do, session, command)
        self._safely(self._publish, session)
        for name in readiness.RUN:
            readiness.prepare(name, session.experiment.precision, session.experiment.network.is_dense)
        return session

    def _opened(self) -> Session:
        if not isinstance(self._kept, KeptSession):
            return Session(self._run, self._kept)
        if self._kept.at is not None:
            self.run_drive.sought, self.run_drive.playing = Seek(self._kept.at), False
        return Session.of(self._kept)

    def _tell(self, name: str, precision: str, dense: bool) -> None:
        """Says what is waited for, over the last picture: whoever calls a kernel is in the midst of something."""
        self._compiling = True
        if self._shown is not None:
            self._put(replace(self._shown, busy=readiness.sentence(name, precision, dense)))

    def _put(self, snapshot: Snapshot) -> None:
        self._slot = self._shown = snapshot

    def _show(self, session: Session) -> None:
        """Publishes what was asked for or, where that fails, the bare state."""
        self._gradual.slice = SLICE if self._moving(session) else AT_REST
        try:
            self._publish(session)
        except Exception as error:
            self._stumble(error)
            self._watch = Watch(fit=False)
            self._safely(self._publish, session)

    def _publish(self, session: Session) -> None:
        """The newest picture; what a sample needs may be missing from it while that is compiled."""
        watch, busy = self._watch, ""
        needs = session.experiment.precision, session.experiment.network.is_dense
        bare = replace(watch, gradient=False, pick=None, coming=False, health=False)
        coming = (
            self._preparing is None or self._preparing.at_work
        )  # else it is met here, and its fault is said
        self._partial = bare != watch and coming and not readiness.is_ready(readiness.SAMPLE, *needs)
        if self._partial:
            watch, busy = bare, readiness.sentence(readiness.SAMPLE[0], *needs)
        session.twin.differ(self._watch.difference)
        drive, wall = self._driven, None
        if drive is self.wall_drive:
            wall, ended = self.wall_drive.see(session), False
            busy = self.wall_drive.busy or busy
        else:
            self.run_drive.catch_up(session)
            ended = session.here.state.divergence is not None
        snapshot = session.snapshot(watch, self._gradual)
        self._compiling = False
        self._put(replace(
            snapshot, watch=self._watch, refusal=self._refusal, playing=drive.playing and not ended, wall=wall,
            rung=drive.pace.rung, speed=drive.pace.speed, pace=drive.pace.reached(), busy=busy, scene=self._scenes.shown,
        ))  # fmt: skip

    def _lacking(self, of: Experiment) -> str:
        """What trains or measures many networks and is not compiled yet, in words; it is made so next. "" where nobody
        compiles: then it is met on the way, and waited for.
        """
        needs = of.precision, of.network.is_dense
        preparing = self._preparing
        if preparing is None or not preparing.at_work or readiness.is_ready(readiness.WALL, *needs):
            return ""
        preparing.hurry(readiness.WALL, *needs)
        missing = next(name for name in readiness.WALL if not readiness.is_ready((name,), *needs))
        return readiness.sentence(missing, *needs)

    def _asked(self, patience: float) -> Iterator[Command]:
        """What is asked for, joined where it may be; the first is waited for as long as `patience` seconds."""
        return merged(self._waiting(patience), walled=self._watch.wall is not None)

    def _waiting(self, patience: float) -> list[Command]:
        """Every command that waits; the first is waited for as long as `patience` seconds."""
        commands: list[Command] = []
        try:
            command = self._commands.get(timeout=patience) if patience > 0 else self._commands.get_nowait()
            while command is not None:
                commands.append(command)
                command = self._commands.get_nowait()
        except queue.Empty:
            pass
        return commands

    @property
    def _driven(self) -> Drive:
        """What plays and steps move: the wall that is watched or, without one, the run."""
        return self.run_drive if self._watch.wall is None else self.wall_drive

    def _moving(self, session: Session) -> bool:
        return self._driven.moving(session)

    def _until_due(self, session: Session) -> float:
        """Seconds until something is due."""
        return self._driven.until_due(session)

    def _go_on(self, session: Session) -> bool:
        """A chunk of what is under way; False if nothing is due."""
        return self._driven.go_on(session)

    def _safely(self, work: Callable[..., bool | None], *arguments: Any) -> bool:
        """Does a piece of work; what is refused or goes wrong is shown, and the run stays as it was."""
        try:
            return bool(work(*arguments))
        except Refused as refused:
            self._refuse(refused.problems)
        except Exception as error:  # a fault of ours: training pauses, the window lives on
            self._stumble(error)
        return True

    def _stumble(self, error: Exception) -> None:
        logging.getLogger(__name__).error("the player met an error", exc_info=error)
        for drive in (self.run_drive, self.wall_drive):
            drive.pause()
        self._refuse(
            (
                Problem(
                    "",
                    translated(
                        "something went wrong ({error}); training is paused",
                        error=f"{type(error).__name__}: {error}",
                    ),
                ),
            )
        )

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        self._refusal = Refusal(self._refusal.number + 1 if self._refusal else 1, problems)

    def _do(self, session: Session, command: Command) -> None:
        drive = self._driven
        drive.interrupt(command)
        if drive.take(session, command):
            if isinstance(command, OpenNetwork):
                self.run_drive.playing = drive.playing  # it goes on as it did among the others
            return
        self.run_drive.interrupt(command)  # it is what everything else is about
        match command:
            case SetStop(stop):
                session.stop = stop
            case Look(watch):
                self._watch, self.wall_drive.wished = watch, watch.wall
            case OpenNetwork():
                pass  # only of a wall that is seen
            case Choose(branch):
                session.choose(branch)
            case Rename(branch, name):
                session.rename(branch, name)
            case Delete(branch):
                session.delete(branch)
            case _:
                edits.edit(session, command, self._scenes, self.run_drive, lambda: not self._closing)
