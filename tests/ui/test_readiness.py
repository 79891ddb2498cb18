"""Kernels that are not ready: whatever needs one waits with a sentence and is then done; a window that is left meanwhile
ends; and after everything was compiled ahead nothing compiles any more.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from players import a_run, wait_for

from ui.commands import (
    Advance,
    Change,
    Choose,
    Command,
    Look,
    Open,
    Play,
    Redo,
    Restart,
    Seek,
    SetParameters,
    Undo,
)
from ui.player import Player
from ui.preparing import Preparing
from wbsim import readiness
from wbsim.engine import Watch
from wbsim.kept import KeptSession, kept_in
from wbsim.kernels import batches, compile, evaluation, training
from wbsim.kernels.turns import turn
from wbsim.probes.trace import Pick
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot

ROOT = Path(__file__).parents[2]
DOUBLE = Change({"precision": "float64"})
SINGLE = Change({"precision": "float32"})


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has just begun: every kernel has yet to be loaded."""
    for room, name in (
        (evaluation, "evaluate"),
        (training, "train"),
        (training, "gradients"),
        (batches, "upcoming"),
    ):
        monkeypatch.setattr(room, name, compile.Pass(compile.PASSES[name].function))
    monkeypatch.setattr(readiness, "_ready", set())


class Watched:
    """A player without a thread, and all that it said while it waited."""

    def __init__(self, run: Run) -> None:
        self.driver = Player(run, watch=Watch(plane=8))
        self.session = self.driver._prepared()
        self.said: list[str] = []
        put = self.driver._put

        def noted(snapshot: Snapshot) -> None:
            if snapshot.busy:
                self.said.append(snapshot.busy)
            put(snapshot)

        self.driver._put = noted  # type: ignore[method-assign]

    def show(self) -> Snapshot:
        with readiness.telling(self.driver._tell):
            self.driver._show(self.session)
        shown = self.driver.latest()
        assert shown is not None
        return shown

    def do(self, *commands: Command) -> None:
        with readiness.telling(self.driver._tell):
            for command in commands:
                self.driver._do(self.session, command)
                self.driver.run_drive.playing = False
                while self.driver.run_drive.sought:
                    self.driver._go_on(self.session)


def twice_edited() -> Watched:
    """A run that went from float32 to float64 and back, ten updates each."""
    one = Watched(a_run("gauss"))
    for edit in (None, DOUBLE, SINGLE):
        one.do(*([edit] if edit else []), *[Advance()] * 10)
    return one


def kept_in_double() -> KeptSession:
    session = Session(a_run("gauss", **{"precision": "float64"}))
    session.advance(10)
    return kept_in(session.snapshot(Watch()))


# --- what needs a kernel waits with a sentence -------------------------------------------------------------

IN_DOUBLE = a_run("xor", precision="float64")
NEEDS: dict[str, tuple[Command, ...]] = {
    "edit": (DOUBLE,),
    "seek": (Seek(15),),
    "undo": (Undo(),),
    "redo": (Undo(), Undo(), Redo()),
    "choose": (Seek(15), SetParameters({"b:2": 0.5}), Choose(0), Choose(1)),
    "open": (Open(IN_DOUBLE),),
    "restore": (Open(kept_in_double().at_hand.run, session=kept_in_double()),),
    "restart": (DOUBLE, Restart()),
}


@pytest.mark.parametrize("commands", NEEDS.values(), ids=NEEDS)
def test_what_needs_an_unready_kernel_waits_with_a_sentence_and_is_done(
    monkeypatch: pytest.MonkeyPatch, commands: tuple[Command, ...]
) -> None:
    one = twice_edited()
    one.show()
    forget(monkeypatch)
    one.said.clear()
    one.do(*commands)
    shown = one.show()
    assert one.session.experiment.precision == "float64"
    assert any("for float64, once for this machine" in said for said in one.said)
    assert not shown.busy
    assert shown.refusal is None
    assert shown.plan.dtype == np.float64
    assert shown.seen.fit is not None
    one.do(Advance())
    assert one.session.here.state.update == shown.state.update + 1


def test_the_last_picture_stays_while_something_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    one = twice_edited()
    before = one.show()
    forget(monkeypatch)
    pictures: list[Snapshot] = []
    monkeypatch.setattr(one.driver, "_put", pictures.append)
    one.do(DOUBLE)
    assert pictures and all(picture.busy for picture in pictures)
    assert all(picture.state is before.state and picture.seen is before.seen for picture in pictures)


@pytest.mark.parametrize("commands", NEEDS.values(), ids=NEEDS)
def test_what_is_ready_waits_for_nothing(commands: tuple[Command, ...]) -> None:
    one = twice_edited()
    one.said.clear()
    one.do(*commands)
    one.show()
    assert one.said == []


def test_a_picture_comes_before_what_a_sample_needs_is_ready_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = twice_edited()
    wish = Watch(plane=8, pick=Pick(), gradient=True, coming=True)
    one.do(Look(wish))
    true = readiness.is_ready
    monkeypatch.setattr(readiness, "is_ready", lambda names, *_: "gradients" not in names)
    first = one.show()
    assert first.busy == readiness.sentence("gradients", "float32", True)
    assert (first.seen.trace, first.seen.gradient, first.coming) == (None, None, None)
    assert first.seen.plane is not None and first.watch == wish
    monkeypatch.setattr(readiness, "is_ready", true)
    for name in readiness.SAMPLE:
        readiness.prepare(name, "float32", dense=True)
    then = one.show()
    assert not then.busy
    assert then.seen.trace is not None and then.seen.gradient is not None and then.coming is not None


def test_what_a_sample_needs_is_shown_as_soon_as_it_is_there(
    monkeypatch: pytest.MonkeyPatch, players: Callable[..., Player]
) -> None:
    there, true = threading.Event(), readiness.is_ready
    monkeypatch.setattr(readiness, "is_ready", lambda *asked: there.is_set() and true(*asked))
    monkeypatch.setattr(readiness, "ahead", lambda *_: iter(there.wait(60) and ()))
    player = players(a_run(), watch=Watch(pick=Pick()))
    player.post(Play())
    shown = seen(player, lambda s: s.state.update > 5)
    assert shown.busy and shown.seen.trace is None and shown.playing  # it trains meanwhile
    player.post(Play(on=False))
    seen(player, lambda s: not s.playing)
    there.set()
    assert wait_for(player, lambda s: s.seen.trace is not None).busy == ""


def test_what_could_not_be_compiled_ahead_is_not_awaited_for_ever(
    monkeypatch: pytest.MonkeyPatch, players: Callable[..., Player]
) -> None:
    monkeypatch.setattr(readiness, "ahead", lambda *_: iter(()))
    monkeypatch.setattr(readiness, "is_ready", lambda *_: False)
    assert wait_for(players(a_run(), watch=Watch(pick=Pick())), lambda s: s.seen.trace is not None).busy == ""


# --- a window that is left meanwhile -----------------------------------------------------------------------


@pytest.fixture
def players() -> Iterator[Callable[..., Player]]:
    made: list[Player] = []

    def make(run: Run, watch: Watch | None = None) -> Player:
        made.append(Player(run, watch=watch))
        made[-1].start()
        return made[-1]

    yield make
    for player in made:
        player.close(20)


def seen(player: Player, holds: Callable[[Snapshot], bool]) -> Snapshot:
    """The first snapshot for which something holds, also while something is waited for."""
    for _ in range(30_000):
        snapshot = player.latest()
        if snapshot is not None and holds(snapshot):
            return snapshot
        time.sleep(0.002)
    raise AssertionError("the snapshot that was waited for never came")


def test_who_leaves_while_a_kernel_compiles_is_not_kept_waiting(
    monkeypatch: pytest.MonkeyPatch, players: Callable[..., Player]
) -> None:
    player = players(a_run())
    wait_for(player, lambda s: True)
    compiled, true = threading.Event(), evaluation.evaluate

    def slow(*arguments: object) -> object:
        with turn("evaluate", "float64"):
            compiled.wait(120)
        return true(*arguments)

    monkeypatch.setattr(evaluation, "evaluate", slow)
    player.post(DOUBLE)
    assert seen(player, lambda s: bool(s.busy)).busy == readiness.sentence("evaluate", "float64", True)
    assert player.close(60) is False  # it would else be waited for as long as it takes
    assert not compiled.is_set()
    compiled.set()


def test_after_closing_no_other_kernel_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def ahead(precision: str, dense: bool) -> Iterator[tuple[str, str, bool]]:
        for name in ("one", "two", "three"):
            begun.append(name)
            preparing.close(0.0)
            yield name, precision, dense

    monkeypatch.setattr(readiness, "ahead", ahead)
    preparing = Preparing("float32", dense=True)
    preparing._work()
    assert begun == ["one"]


def test_who_leaves_while_a_kernel_is_compiled_ahead_is_not_kept_waiting(
    monkeypatch: pytest.MonkeyPatch, players: Callable[..., Player]
) -> None:
    compiled = threading.Event()

    def ahead(precision: str, dense: bool) -> Iterator[tuple[str, str, bool]]:
        compiled.wait(120)
        yield "one", precision, dense

    monkeypatch.setattr(readiness, "ahead", ahead)
    player = players(a_run())
    wait_for(player, lambda s: True)
    assert player.close(60) is False
    assert not player._thread.is_alive()
    compiled.set()
    assert player.close(60) is True


def test_a_kernel_that_cannot_be_compiled_ahead_is_noted_and_troubles_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def ahead(precision: str, dense: bool) -> Iterator[tuple[str, str, bool]]:
        yield "one", precision, dense
        raise OSError("no room")

    monkeypatch.setattr(readiness, "ahead", ahead)
    Preparing("float32", dense=True)._work()
    assert "could not be compiled ahead" in caplog.text


@pytest.mark.parametrize(("name", "dense"), [("circle", True), ("remember-first", False)])
def test_a_player_prepares_what_its_own_network_needs_first(
    monkeypatch: pytest.MonkeyPatch, players: Callable[..., Player], name: str, dense: bool
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(readiness, "ahead", lambda *wish: iter(asked.append(wish) or ()))
    player = players(a_run(name, precision="float64"))
    player.post(Advance())
    wait_for(player, lambda s: s.state.update == 1)
    player.post(Advance())  # it may be done before the compiling begins, but not both are
    wait_for(player, lambda s: s.state.update == 2)
    assert asked == [("float64", dense)]


# --- after everything was compiled ahead -------------------------------------------------------------------

SESSION = """
import sys
from numba.core import event
from ui.__main__ import app
from wbsim import readiness
from wbsim.kernels.compile import PASSES
class Compiled(event.Listener):
    def on_start(self, happened):
        print("compiled", happened.data["dispatcher"].py_func.__name__, happened.data["args"])
    def on_end(self, happened):
        pass

event.register("numba:compile", Compiled())
for _ in readiness.ahead("float32", True):
    pass
ready = {name: len(one.dispatcher.signatures) for name, one in PASSES.items()}

from pathlib import Path
from players import a_run
from ui.commands import Advance, Change, Choose, Look, Open, Redo, Restart, Seek, SetParameters, ToPhase, Undo
from ui.layouts import Layout
from ui.picture import save_picture
from ui.player import Player
from wbsim import presets
from wbsim.engine import Watch
from wbsim.probes.trace import Pick
from wbsim.run import Run
from wbsim.session import Session

watch = Watch(plane=24, maps=8, pick=Pick("test", 1), gradient=True, coming=True, checked=2)
batches = [{"order": "explicit", "explicit": [[0, 1], [2]]}, {"order": "as_given", "size": 3, "remainder": "drop"},
           {"size": 7, "remainder": "carry"}]
for precision in readiness.PRECISIONS:
    for name in presets.names():
        run = Run(experiment=presets.load(name).experiment.changed({"precision": precision}))
        driver = Player(run)
        session = driver._prepared()
        other = next(one for one in readiness.PRECISIONS if one != precision)
        some = [Advance(), Advance("sample"), Advance("product"), ToPhase("update"), Advance("epoch", back=True),
                Seek(1), Look(watch), Change({"precision": other}), Advance(), Undo(), Redo(), Seek(None), Undo(),
                Change({"optimizer.kind": "amsgrad"}), *(Change({"batches": one}) for one in batches), Advance(),
                SetParameters({session.here.plan.ids[0]: 0.5}), Restart(7), Open(a_run("iris", precision=precision))]
        for command in some:
            driver._safely(driver._do, session, command)
            while driver.run_drive.left or driver.run_drive.sought:
                driver._go_on(session)
            session.advance(40)
            driver._publish(session)
    for room, tick in (("network", 0), ("steps", 9), ("time", 0)):
        save_picture(run, Path(sys.argv[1]) / "a.png", 5, 1280, 720, "light", Layout(room, room), tick)
grown = {name: len(one.dispatcher.signatures) - ready[name] for name, one in PASSES.items()}
print("grown", {name: more for name, more in grown.items() if more})
"""


def test_after_everything_was_compiled_ahead_nothing_compiles(tmp_path: Path) -> None:
    # this process has compiled all there is, so the next one finds it in the cache
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    ran = subprocess.run(
        [sys.executable, "-c", SESSION, str(tmp_path)], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=600, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == ["grown {}"]
