"""Kills windows at random moments and looks at what they left: `kills.py [N]`, offscreen, one window at a time.

Each is a process of its own with folders of its own, in which a network trains as fast as it runs while a hand edits,
goes back, forks, names, undoes and saves. It tells through a pipe what it shows and when; then it is killed: half of
them at a random moment, a quarter while its session is being kept, a quarter while its file is being saved. What was
lost is the time from when that was shown which can be restored to the kill.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wbsim import files
from wbsim.files.keeper import read_left
from wbsim.files.shelf import left_behind
from wbsim.kept import KeptSession
from wbsim.problems import Refused
from wbsim.simulation import replay

Aim = Literal["random", "session", "file"]
ROOT = Path(__file__).parents[2]
_REPLAYED = 300_000  # updates up to which what was kept is compared with the run from its start
_SPAN = (0.5, 12.0)  # seconds after it shows a network, until it is killed

WINDOW = """
import random, sys, time
from pathlib import Path

from PySide6.QtCore import QTimer

from kills import mark_of
from ui import application, commands
from ui.window import MainWindow
from wbsim import presets
from wbsim.kept import kept_in
from wbsim.run import Run

folder, chance = Path(sys.argv[1]), random.Random(int(sys.argv[2]))
take = MainWindow.take

def told(self, snapshot):
    take(self, snapshot)
    if snapshot.busy:
        return
    if not hasattr(self, "hand"):
        self.hand = Hand(self)
    kept = kept_in(snapshot)
    print(time.time(), mark_of(kept), flush=True)

class Hand:
    def __init__(self, window):
        self.window = window
        window.documents.at(folder / "mine.wbsim.json")
        window.post(commands.SetSpeed(None))
        self.timer = QTimer(window)
        self.timer.timeout.connect(self.act)
        self.timer.start(120)

    def act(self):
        shown = self.window.snapshot
        deed = chance.choice(["rate", "hand", "back", "back", "choose", "name", "undo", "redo", "save", "save", "rest", "new"])
        post, number = self.window.post, chance.choice([one.number for one in shown.branches])
        if deed == "rate":
            post(commands.Change({"optimizer.learning_rate": chance.choice([0.001, 0.01, 0.03])}))
        elif deed == "hand":
            post(commands.SetParameters({next(iter(shown.plan.ids)): chance.uniform(-1, 1)}))
        elif deed == "back":
            post(commands.Seek(chance.randrange(1 + min(shown.present, 20_000))))
            post(commands.Change({"penalty.l2": chance.choice([0.0, 0.001, 0.002])}))
        elif deed == "choose":
            post(commands.Choose(number))
        elif deed == "name":
            post(commands.Rename(number, f"try {chance.randrange(99)}"))
        elif deed in ("undo", "redo"):
            post(commands.Undo() if deed == "undo" else commands.Redo())
        elif deed == "save":
            self.window.documents.save(shown)
        elif deed == "new":
            post(commands.Restart(seed=chance.randrange(99)) if len(shown.branches) < 20 else commands.Delete(number))
        post(commands.Play(deed != "rest"))

MainWindow.take = told
application.open_window(Run(experiment=presets.load("circle").experiment), title="circle")
"""


@dataclass(frozen=True)
class Killed:
    """What a window left that was killed so many `seconds` after it was up."""

    aim: Aim
    seconds: float
    lost: float  # seconds
    branches: int
    saved: bool  # whether there was a file of its own
    litter: int  # files that were being written
    damage: str  # what is not as it should be; empty if all is


@dataclass(frozen=True)
class _Told:
    """What a window showed, and when."""

    when: float
    mark: int


def mark_of(kept: KeptSession) -> int:
    """A number that tells a session from what it was before: from all its branches, their lengths, edits and names."""
    told = [(one.number, one.update, len(one.run.edits), one.name) for one in kept.branches]
    return zlib.crc32(repr((kept.branch, told)).encode())


def kill(aim: Aim, seconds: float, seed: int) -> Killed:
    """Starts a window, kills it, and looks at what it left."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        told: list[_Told] = []
        environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "WBSIM_STATE_DIR": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"), "PYTHONPATH": os.pathsep.join((str(ROOT), str(Path(__file__).parent))),
        }  # fmt: skip
        with subprocess.Popen(
            [sys.executable, "-c", WINDOW, place, str(seed)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        ) as process:  # fmt: skip
            reader = threading.Thread(target=_read, args=(process, told), daemon=True)
            reader.start()
            try:
                while not told and process.poll() is None:
                    time.sleep(0.01)
                time.sleep(seconds)
                if aim != "random":
                    _await_writing(folder if aim == "file" else folder / "state", random.Random(seed))
                at = time.time()
            finally:
                process.send_signal(signal.SIGKILL)
            process.wait()
            reader.join()
        return _looked_at(folder, aim, seconds, at, [one for one in told if one.when <= at])


def _read(process: subprocess.Popen[str], told: list[_Told]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        parts = line.split()
        if len(parts) == 2 and line.endswith("\n"):
            told.append(_Told(float(parts[0]), int(parts[1])))


def _await_writing(folder: Path, chance: random.Random) -> None:
    """Waits, some seconds at most, until a file is being written in a folder, and then some fractions of a millisecond."""
    deadline = time.monotonic() + 12
    while time.monotonic() < deadline:
        places = [folder, *folder.glob("sessions/*")] if folder.exists() else []
        for place in places:
            with os.scandir(place) as found:
                if any(file.name.startswith(".") and file.name.endswith(".part") for file in found):
                    time.sleep(chance.choice([0, 0, 0.0003, 0.001]))
                    return
        time.sleep(0.0001)


def _looked_at(folder: Path, aim: Aim, seconds: float, at: float, told: list[_Told]) -> Killed:
    damage: list[str] = []
    litter = sum(1 for file in folder.rglob(".*.part"))
    lost, branches = at - told[0].when, 0
    found = left_behind(folder / "state" / "sessions")
    if len(found) > 1 or any(left.ended for left in found):
        damage.append("not one session that ended unexpectedly")
    for left in found:
        try:
            kept = read_left(left.file)
        except Refused as refused:
            damage.append(str(refused))
            continue
        shown = [one for one in told if one.mark == mark_of(kept)]
        lost = at - shown[-1].when if shown else lost
        branches = len(kept.branches)
        damage += _other_bits(kept)
        if not shown:
            damage.append("what was kept was never shown")
    mine = folder / "mine.wbsim.json"
    if mine.exists():
        try:
            damage += _other_bits(files.read(mine))
        except Refused as refused:
            damage.append(str(refused))
    return Killed(aim, seconds, lost, branches, mine.exists(), litter, "; ".join(damage))


def _other_bits(kept: KeptSession) -> list[str]:
    """Which branches are not what their run gives."""
    return [
        f"branch {one.number} has other bits than its run"
        for one in kept.branches
        if one.state is not None
        and one.update <= _REPLAYED
        and replay(one.run, one.update).state.theta.tobytes() != one.state.theta.tobytes()
    ]


def main() -> None:
    """Kills, and prints a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chance = random.Random(4)
    done: list[Killed] = []
    for place in range(count):
        aim: Aim = ("random", "session", "random", "file")[place % 4]  # type: ignore[assignment]
        done.append(kill(aim, chance.uniform(*_SPAN) if aim == "random" else chance.uniform(1, 6), place))
        one = done[-1]
        print(
            f"{place + 1:4} {aim:8} after {one.seconds:4.1f} s: {one.lost:5.2f} s lost, {one.branches:2} branches, "
            f"{one.litter} unfinished {one.damage or ''}",
            flush=True,
        )
    print("\n| killed | windows | seconds lost, median / worst | caught in the act | own files | damaged |")
    print("|---|--:|--:|--:|--:|--:|")
    for aim in ("random", "session", "file"):
        some = [one for one in done if one.aim == aim]
        losses = sorted(one.lost for one in some)
        if some:
            print(
                f"| {aim} | {len(some)} | {losses[len(losses) // 2]:.1f} / {losses[-1]:.1f} "
                f"| {sum(bool(one.litter) for one in some)} | {sum(one.saved for one in some)} "
                f"| {sum(bool(one.damage) for one in some)} |"
            )


if __name__ == "__main__":
    main()
