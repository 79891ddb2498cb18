"""Drives a session on a thread of its own: commands in through one queue, the newest snapshot out through one
slot. The only file that knows two threads; it knows no Qt.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ui.commands import (
    Advance,
    Change,
    Choose,
    Command,
    Contend,
    Delete,
    EditPoints,
    Look,
    Open,
    Perform,
    Play,
    Recover,
    Redo,
    Rename,
    Restart,
    Seek,
    SetParameters,
    SetRung,
    SetSpeed,
    SetStop,
    ToPhase,
    Undo,
    merged,
)
from ui.pace import FRAME, Pace
from ui.preparing import Preparing
from ui.scenes import Scenes
from wbsim import readiness
from wbsim.engine import Seen, Watch, initial, updates_to_epoch_end
from wbsim.gradual import AT_REST, SLICE, Gradual
from wbsim.history import History
from wbsim.kept import KeptSession
from wbsim.plan import plan
from wbsim.problems import Problem, Refused
from wbsim.recovery import remedy
from wbsim.run import Run, Saved
from wbsim.session import Session
from wbsim.snapshot import Refusal, Snapshot

CHUNK = 0.004  # seconds of training between looks at the queue
_ON_THE_WAY = 0.03  # seconds of replaying after which a moment that is sought is shown on the way
_PARTIAL = 0.1  # seconds between looks whether a kernel that a picture lacks is there by now
_LEAVE = 0.1  # seconds that compiling is waited for at the end
_STEPS = 64  # steps inside an update in one chunk, at most


class Player:
    """Plays a run. `post` and `latest` may be called from any thread and never wait."""

    def __init__(
        self, run: Run, kept: Saved | KeptSession | None = None, watch: Watch | None = None, playing: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        """`kept` is where the run stands, or all branches of a session of which it is the one at hand."""
        self._run, self._kept = run, kept
        self._watch = watch or Watch()
        self._playing = playing
        self._clock = clock
        self._pace = Pace(clock)
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._slot: Snapshot | None = None
        self._shown: Snapshot | None = None  # what was last in the slot
        self._closing = False
        self._refusal: Refusal | None = None
        self._rate = 1000.0  # updates per second that the engine does
        self._scenes = Scenes()
        self._left = 0  # updates to the end of the epoch that was asked for,
        self._epochs = 0  # and how many were asked for after it
        self._sought: Seek | None = None  # a moment that is being replayed,
        self._then: Change | None = None  # and how the run goes on from there
        self._remembers = True  # until that goes wrong
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
        self._pace.begin()
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
            if patience > CHUNK and (
                self._safely(self._catch_up, session) or self._safely(self._remember, session)
            ):
                patience, moved = 0.0, True
            for command in merged(self._waiting(patience)):
                self._safely(self._do, session, command)
                moved = True
            dirty = dirty or moved

    def _prepared(self) -> Session:
        """The session, as soon as it can be trained; every stage is shown, and what is waited for is said."""
        shapes = plan(self._run.wished())
        bare = Snapshot(
            shapes, self._run, initial(shapes), History(), self._watch, Seen(), speed=self._pace.speed
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
            self._sought, session = None, Session(Run(experiment=self._run.experiment))
        for command in merged(self._waiting(0.0)):  # the window has said by now what it wants to see
            self._safely(self._do, session, command)
        self._safely(self._publish, session)
        for name in readiness.RUN:
            readiness.prepare(name, session.experiment.precision, session.experiment.network.is_dense)
        return session

    def _opened(self) -> Session:
        if not isinstance(self._kept, KeptSession):
            return Session(self._run, self._kept)
        if self._kept.at is not None:
            self._sought, self._playing = Seek(self._kept.at), False
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
        self._catch_up(session)
        pace, playing = self._pace, self._playing and session.here.state.divergence is None
        snapshot = session.snapshot(watch, self._gradual)
        self._compiling = False
        self._put(replace(
            snapshot, watch=self._watch, refusal=self._refusal, playing=playing, rung=pace.rung, speed=pace.speed,
            pace=pace.reached(), busy=busy, scene=self._scenes.shown,
        ))  # fmt: skip

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

    def _moving(self, session: Session) -> bool:
        if self._sought is not None:
            return True
        return (self._playing or self._left > 0) and session.here.state.divergence is None

    def _until_due(self, session: Session) -> float:
        """Seconds until something is due."""
        if not self._moving(session):
            return 0.5
        return 0.0 if self._left or self._sought else self._pace.until_due()

    def _go_on(self, session: Session) -> bool:
        """A chunk of what is under way; False if nothing is due."""
        most = max(1, int(self._rate * CHUNK))
        if self._sought is not None:
            self._seek(session, self._sought)
            return True
        if self._catch_up(session):  # a twin and its run stand at one update: the run waits
            self._pace.begin()
            return True
        if self._left:
            count = min(most, self._left)
            self._left -= count
            self._advance(session, count, most)
            if self._epochs and not self._left:
                self._epochs -= 1
                self._left = updates_to_epoch_end(session.here.state, session.here.plan)
            return True
        rung = self._pace.rung
        count = self._pace.due(most if rung == "batch" else 1 if rung == "epoch" else _STEPS)
        if count < 1:
            return False
        if rung == "batch":
            self._advance(session, count, most)
        elif rung == "epoch":
            self._left = updates_to_epoch_end(session.here.state, session.here.plan)
        else:
            for _ in range(count):
                session.walk.step(rung)
                if self._rest_if_ended(session):
                    break
        self._pace.made(count)
        return True

    def _advance(self, session: Session, count: int, most: int) -> None:
        began = self._clock()
        session.advance(count)
        self._learn(count, began, few=count < most)
        self._rest_if_ended(session)

    def _learn(self, count: int, began: float, few: bool = False) -> None:
        """How fast the engine is, from so many updates since a moment; a few say nothing about the pace of many."""
        took = max(self._clock() - began, 1e-6)
        if not few or took > CHUNK:
            self._rate += 0.3 * (min(count / took, 8 * self._rate) - self._rate)

    def _rest_if_ended(self, session: Session) -> bool:
        """Whether what was to stop by itself has just stopped; it says why, once."""
        if not session.ended:
            return False
        self._playing, self._left, self._epochs = False, 0, 0
        session.said, session.ended = session.ended, ""
        return True

    def _seek(self, session: Session, seek: Seek) -> None:
        """To a moment, or as far as it can be replayed within a frame or two."""
        most, began = max(1, int(self._rate * _ON_THE_WAY)), self._clock()
        self._sought, (then, self._then) = None, (self._then, None)  # nor again, if it is refused
        if not session.seek(seek.update, most):
            self._learn(most, began)
            self._sought, self._then = seek, then
        elif then is not None:
            self._edit(session, then)
            self._playing = True
            self._pace.begin()

    def _recover(self, session: Session) -> None:
        """Back to before the divergence and, once there, on with a smaller step."""
        found = remedy(session.branch)
        if found is not None:
            self._then = Change(found.settings)
            self._seek(session, Seek(found.update))

    def _catch_up(self, session: Session) -> bool:
        """A chunk of the twin that is watched; whether it is still on its way."""
        if not session.twin.is_behind and not session.catch_up(0):
            return False
        most, began = max(1, int(self._rate * CHUNK)), self._clock()
        behind = session.catch_up(most)
        self._learn(most, began, few=not behind)
        return behind

    def _remember(self, session: Session) -> bool:
        """A chunk of the past of a run that was opened without; whether there was any to be found."""
        if not self._remembers:
            return False
        most, began = max(1, int(self._rate * CHUNK)), self._clock()
        self._remembers = False  # nor again, if it goes wrong
        found = session.recall(most)
        self._remembers = True
        if found:
            self._learn(most, began)
        return found

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
        self._playing, self._left, self._epochs = False, 0, 0
        self._refuse(
            (Problem("", f"something went wrong ({type(error).__name__}: {error}); training is paused"),)
        )

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        self._refusal = Refusal(self._refusal.number + 1 if self._refusal else 1, problems)

    def _do(self, session: Session, command: Command) -> None:
        if not isinstance(command, Look | SetSpeed | SetRung | SetStop | Rename):
            self._sought = self._then = None
            if self._playing or command != Advance("epoch"):
                self._left = self._epochs = 0
        match command:
            case Play(on):
                self._playing = on
                self._pace.begin()
            case SetRung(rung):
                self._pace.choose(rung)
            case SetSpeed(speed):
                self._pace.wish(speed)
            case SetStop(stop):
                session.stop = stop
            case Look(watch):
                self._watch = watch
            case Advance() | ToPhase() | Seek() | Recover():
                self._playing = False
                self._step(session, command)
            case Choose(branch):
                session.choose(branch)
            case Rename(branch, name):
                session.rename(branch, name)
            case Delete(branch):
                session.delete(branch)
            case _:
                self._edit(session, command)

    def _step(self, session: Session, command: Advance | ToPhase | Seek | Recover) -> None:
        """Moves in time, exactly so far."""
        match command:
            case Advance(rung, back=True):
                session.walk.back(rung)
            case Advance("epoch"):
                # in chunks, so that a pause or an edit need not wait for a long one
                if self._left:
                    self._epochs += 1
                else:
                    self._left = updates_to_epoch_end(session.here.state, session.here.plan)
            case Advance(rung):
                session.walk.step(rung)
                self._rest_if_ended(session)
            case ToPhase(phase):
                session.walk.to_phase(phase)
                self._rest_if_ended(session)
            case Seek():
                self._seek(session, command)
            case Recover():
                self._recover(session)

    def _edit(self, session: Session, command: Command) -> None:
        """Commands that the session itself understands."""
        match command:
            case Change(settings, gesture):
                session.change(settings, gesture)
            case SetParameters(values, gesture):
                session.set_parameters(values, gesture)
            case EditPoints(edit, gesture):
                session.edit_points(edit, gesture)
            case Undo() | Redo():
                session.undo() if isinstance(command, Undo) else session.redo()
                self._scenes.leave(session)
            case Restart(seed):
                session.restart(seed)
            case Perform():
                self._playing = False
                for _ in self._scenes.set(session, command):
                    if self._closing:
                        break
            case Contend(parameters, rivals, hand):
                self._playing = False
                session.contend(parameters, rivals, hand)
            case Open():
                self._open(session, command)

    def _open(self, session: Session, command: Open) -> None:
        """Another run, or a session with all its branches."""
        match command:
            case Open(session=KeptSession() as kept):
                session.open_session(kept, command.title)
                if kept.at is not None:
                    self._playing = False
                    self._seek(session, Seek(kept.at))
            case Open(run, kept, title):
                session.open(run, kept, title)
        self._scenes.leave(session, opened=True)
