"""Drives a session on a thread of its own: commands in through one queue, the newest snapshot out through one
slot. The only file that knows two threads; it knows no Qt.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wbsim.engine import Seen, Watch, initial, updates_to_epoch_end, warm
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


@dataclass(frozen=True)
class Play:
    """Train on; `on` False pauses."""

    on: bool = True


@dataclass(frozen=True)
class Advance:
    """Exactly one update, or to the end of the epoch; it pauses free running."""

    epoch: bool = False


@dataclass(frozen=True)
class SetSpeed:
    """Updates per second; None for as fast as the engine runs."""

    updates_per_second: float | None


@dataclass(frozen=True)
class Change:
    """Other settings by dotted path; the edits of one drag share a gesture."""

    settings: Mapping[str, Any]
    gesture: str = ""


@dataclass(frozen=True)
class SetParameters:
    """Other values for parameters, by id."""

    values: Mapping[str, float]
    gesture: str = ""


@dataclass(frozen=True)
class Undo:
    """Back to before the last edit."""


@dataclass(frozen=True)
class Redo:
    """Forward again."""


@dataclass(frozen=True)
class Restart:
    """Back to the start, from another seed if one is given."""

    seed: int | None = None


@dataclass(frozen=True)
class Open:
    """Another run in place of this one."""

    run: Run
    kept: Saved | None = None
    title: str = ""


@dataclass(frozen=True)
class Look:
    """What pictures need to know from now on."""

    watch: Watch


Command = Play | Advance | SetSpeed | Change | SetParameters | Undo | Redo | Restart | Open | Look


def merged(commands: list[Command]) -> Iterator[Command]:
    """Commands in order, of which consecutive steps of one drag are joined and only the newest look is kept."""
    waiting: Command | None = None
    for command in commands:
        if isinstance(waiting, Look) and isinstance(command, Look):
            waiting = command
        elif isinstance(waiting, Change) and isinstance(command, Change) and _one_drag(waiting, command):
            waiting = Change({**waiting.settings, **command.settings}, command.gesture)
        elif (
            isinstance(waiting, SetParameters)
            and isinstance(command, SetParameters)
            and _one_drag(waiting, command)
        ):
            waiting = SetParameters({**waiting.values, **command.values}, command.gesture)
        else:
            if waiting is not None:
                yield waiting
            waiting = command
    if waiting is not None:
        yield waiting


def _one_drag(a: Change | SetParameters, b: Change | SetParameters) -> bool:
    return bool(a.gesture) and a.gesture == b.gesture


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
        published, dirty = -FRAME, True
        self._owed_at = self._clock()
        while not self._closing:
            now = self._clock()
            if dirty and now - published >= FRAME:
                self._publish(session)
                published, dirty = now, False
            idle = FRAME - (now - published) if dirty else 0.5
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
        session = Session(self._run, self._kept)
        for command in merged(self._waiting(0.0)):  # the window has said by now what it wants to see
            self._safely(self._do, session, command)
        self._publish(session, busy="compiling the training pass, once for this machine")
        warm(shapes)
        return session

    def _publish(self, session: Session, busy: str = "") -> None:
        watch = replace(self._watch, gradient=False, pick=None) if busy else self._watch
        self._slot = replace(
            session.snapshot(watch), watch=self._watch, refusal=self._refusal, playing=self._moving(session),
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
        return self._playing and session.moment.progress.state.divergence is None

    def _until_due(self, session: Session) -> float:
        """Seconds until the next update is due."""
        if not self._moving(session):
            return 0.5
        if self._speed is None:
            return 0.0
        return max(0.0, (1 - self._owed) / self._speed - (self._clock() - self._owed_at))

    def _train(self, session: Session) -> bool:
        """As many updates as are due, at most a chunk of them; False if none is."""
        now = self._clock()
        most = max(1, int(self._rate * CHUNK))
        if self._speed is None:
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
            logging.getLogger(__name__).exception("the player met an error")
            self._playing = False
            self._refuse(
                (Problem("", f"something went wrong ({type(error).__name__}: {error}); training is paused"),)
            )
        return True

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        self._refusal = Refusal(self._refusal.number + 1 if self._refusal else 1, problems)

    def _do(self, session: Session, command: Command) -> None:
        match command:
            case Play(on):
                self._playing = on
                self._owed, self._owed_at = 0.0, self._clock()
            case Advance(epoch):
                self._playing = False
                progress = session.moment.progress
                session.advance(updates_to_epoch_end(progress.state, progress.plan) if epoch else 1)
            case SetSpeed(updates_per_second):
                self._speed = updates_per_second
                self._owed, self._owed_at = 0.0, self._clock()
            case Change(settings, gesture):
                session.change(settings, gesture)
            case SetParameters(values, gesture):
                session.set_parameters(values, gesture)
            case Undo():
                session.undo()
            case Redo():
                session.redo()
            case Restart(seed):
                session.restart(seed)
            case Open(run, kept, title):
                session.open(run, kept, title)
            case Look(watch):
                self._watch = watch
