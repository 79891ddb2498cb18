"""Drives a session on a thread of its own: commands in through one queue, the newest snapshot out through one
slot. The only file that knows two threads; it knows no Qt.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ui.commands import (
    Advance,
    Change,
    Command,
    EditPoints,
    Look,
    Open,
    Play,
    Redo,
    Restart,
    SetParameters,
    SetSpeed,
    Undo,
    merged,
)
from wbsim.engine import Seen, Watch, initial, updates_to_epoch_end, warm
from wbsim.experiment import Experiment
from wbsim.gradual import AT_REST, SLICE, Gradual
from wbsim.history import History
from wbsim.plan import plan
from wbsim.problems import Problem, Refused
from wbsim.run import Run, Saved
from wbsim.session import Session
from wbsim.snapshot import Refusal, Snapshot

FRAME = 1 / 66  # seconds between snapshots
CHUNK = 0.004  # seconds of training between looks at the queue
DEFAULT_SPEED = 250.0  # updates per second: the default network forms its boundary in about ten seconds
_PACE_OVER = 1.0  # seconds over which the pace is measured


class Player:
    """Plays a run. `post` and `latest` may be called from any thread and never wait."""

    def __init__(
        self, run: Run, kept: Saved | None = None, watch: Watch | None = None, playing: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        self._run, self._kept = run, kept
        self._watch = watch or Watch()
        self._playing = playing
        self._speed: float | None = DEFAULT_SPEED
        self._clock = clock
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._slot: Snapshot | None = None
        self._closing = False
        self._refusal: Refusal | None = None
        self._owed = 0.0  # updates that are due but not done
        self._owed_at = 0.0
        self._rate = 1000.0  # updates per second that the engine does
        self._done: deque[tuple[float, int]] = deque()
        self._left = 0  # updates to the end of the epoch that was asked for
        self._gradual = Gradual(clock)
        self._warmed: set[str] = set()  # precisions whose kernels are ready
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
        """Ends the work; False if it was still busy after `patience` seconds (it then ends with the process)."""
        self._closing = True
        self._commands.put(None)
        if self._thread.is_alive():
            self._thread.join(patience)
        return not self._thread.is_alive()

    # --- the worker thread ---------------------------------------------------------------------------------

    def _work(self) -> None:
        session = self._prepared()
        due, dirty = 0.0, True
        self._owed_at = self._clock()
        while not self._closing:
            now = self._clock()
            if dirty and now >= due:
                self._show(session)
                took = self._clock() - now
                due = now + max(FRAME, 2 * took)  # a slow look leaves training half of the time
                dirty = self._gradual.is_behind(session.moment.progress.state)
            idle = max(0.0, due - now) if dirty else 0.5
            moved = self._moving(session) and self._safely(self._train, session)
            for command in merged(self._waiting(0.0 if moved else min(idle, self._until_due(session)))):
                self._safely(self._do, session, command)
                moved = True
            dirty = dirty or moved

    def _prepared(self) -> Session:
        """The session, after whatever must be compiled; every stage is shown."""
        shapes = plan(self._run.wished())
        bare = Snapshot(shapes, self._run, initial(shapes), History(), self._watch, Seen(), speed=self._speed)
        self._slot = replace(bare, busy="compiling the forward pass, once for this machine")
        try:
            session = Session(self._run, self._kept)
        except Refused as refused:  # a run that cannot be replayed still has a beginning
            self._refuse(refused.problems)
            session = Session(Run(experiment=self._run.experiment))
        for command in merged(self._waiting(0.0)):  # the window has said by now what it wants to see
            self._safely(self._do, session, command)
        self._publish(session, busy="compiling the training pass, once for this machine")
        warm(session.moment.progress.plan)
        self._warmed.add(shapes.experiment.precision)
        return session

    def _make_ready(self, session: Session, experiment: Experiment) -> None:
        """Compiles what another precision needs, and says so meanwhile; raises `Refused`."""
        if experiment.precision not in self._warmed:
            self._publish(session, busy=f"compiling for {experiment.precision}, once for this machine")
            warm(plan(experiment))
            self._warmed.add(experiment.precision)

    def _show(self, session: Session) -> None:
        """Publishes what was asked for or, where that fails, the bare state."""
        self._gradual.slice = SLICE if self._moving(session) else AT_REST
        try:
            self._publish(session)
        except Exception as error:
            self._stumble(error)
            self._watch = Watch(fit=False)
            self._publish(session)

    def _publish(self, session: Session, busy: str = "") -> None:
        watch = replace(self._watch, gradient=False, pick=None) if busy else self._watch
        self._slot = replace(
            session.snapshot(watch, self._gradual), watch=self._watch, refusal=self._refusal, playing=self._playing and session.moment.progress.state.divergence is None,
            speed=self._speed, pace=self._pace(), busy=busy,
        )  # fmt: skip

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
        return (self._playing or self._left > 0) and session.moment.progress.state.divergence is None

    def _until_due(self, session: Session) -> float:
        """Seconds until the next update is due."""
        if not self._moving(session):
            return 0.5
        if self._speed is None or self._left:
            return 0.0
        return max(0.0, (1 - self._owed) / self._speed - (self._clock() - self._owed_at))

    def _train(self, session: Session) -> bool:
        """As many updates as are due, at most a chunk of them; False if none is."""
        now = self._clock()
        most = max(1, int(self._rate * CHUNK))
        if self._left:
            count = min(most, self._left)
            self._left -= count
        elif self._speed is None:
            count = most
        else:
            # after a wait, at most a frame's worth is made up for: time does not jump
            self._owed += min(now - self._owed_at, max(2 * FRAME, 1 / self._speed)) * self._speed
            count = min(most, int(self._owed))
            self._owed = min(self._owed - count, max(1.0, self._speed * 2 * FRAME))
        self._owed_at = now
        if count < 1:
            return False
        self._advance(session, count, full=count == most)
        return True

    def _advance(self, session: Session, count: int, full: bool) -> None:
        began = self._clock()
        session.advance(count)
        took = max(self._clock() - began, 1e-6)
        if full or took > CHUNK:  # a handful of updates says nothing about the pace of many
            self._rate += 0.3 * (min(count / took, 8 * self._rate) - self._rate)
        self._done.append((began + took, count))

    def _pace(self) -> float:
        now = self._clock()
        while self._done and self._done[0][0] < now - _PACE_OVER:
            self._done.popleft()
        return sum(count for _, count in self._done) / _PACE_OVER

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
        self._playing, self._left = False, 0
        self._refuse(
            (Problem("", f"something went wrong ({type(error).__name__}: {error}); training is paused"),)
        )

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        self._refusal = Refusal(self._refusal.number + 1 if self._refusal else 1, problems)

    def _do(self, session: Session, command: Command) -> None:
        if not isinstance(command, Look | SetSpeed):
            self._left = 0
        match command:
            case Play(on):
                self._playing = on
                self._owed, self._owed_at = 0.0, self._clock()
            case Advance(epoch):
                self._playing = False
                progress = session.moment.progress
                # an epoch goes in chunks, so that a pause or an edit need not wait for a long one
                self._left = updates_to_epoch_end(progress.state, progress.plan) if epoch else 0
                session.advance(0 if epoch else 1)
            case SetSpeed(updates_per_second):
                self._speed = updates_per_second
                self._owed, self._owed_at = 0.0, self._clock()
            case Look(watch):
                self._watch = watch
            case _:
                self._edit(session, command)

    def _edit(self, session: Session, command: Command) -> None:
        """Commands that the session itself understands."""
        match command:
            case Change(settings, gesture):
                if "precision" in settings:
                    self._make_ready(session, session.experiment.changed(settings))
                session.change(settings, gesture)
            case SetParameters(values, gesture):
                session.set_parameters(values, gesture)
            case EditPoints(edit, gesture):
                session.edit_points(edit, gesture)
            case Undo():
                session.undo()
            case Redo():
                session.redo()
            case Restart(seed):
                session.restart(seed)
            case Open(run, kept, title):
                self._make_ready(session, run.wished())
                session.open(run, kept, title)
