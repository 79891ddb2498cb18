"""The headless commands: train, step, sweep, table, presets, doctor. `python -m wbsim` has these; the `wbsim` command adds the window."""

from __future__ import annotations

import io
import json
import math
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from wbsim import (
    __version__,
    files,
    lesson_commands,
    presets,
    readiness,
    step_commands,
    sweep_commands,
    table_commands,
)
from wbsim.architecture import shape_in_words
from wbsim.arguments import Seed, Set, Target, Where
from wbsim.display import display
from wbsim.engine import Divergence
from wbsim.experiment import parsed
from wbsim.host import host, is_compiled
from wbsim.kept import KeptSession
from wbsim.lessons.reading import SUFFIXES
from wbsim.machines import machines
from wbsim.plan import Plan, plan
from wbsim.playground import from_link, looks_like_link
from wbsim.problems import Refused, refuse
from wbsim.rules import repaired
from wbsim.run import MOST, Run
from wbsim.session import Session
from wbsim.simulation import Progress as Simulated
from wbsim.stops import Stop
from wbsim.sweep_opening import reopened, row_named
from wbsim.tables import AS_FOUND, Choices, is_table

app = typer.Typer(name="wbsim", no_args_is_help=True, add_completion=False, rich_markup_mode=None)

_LONG = 1_000_000  # updates at most of a run that ends by itself, unless asked otherwise
FURTHER = 1000  # updates that a file goes on by, unless asked otherwise


def _tell_version(wished: bool) -> None:
    if wished:
        typer.echo(f"wbsim {__version__}")
        raise typer.Exit


@app.callback()
def whole(
    version_: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is and exit.", callback=_tell_version, is_eager=True
        ),
    ] = False,
) -> None:
    """See what weights and biases are, and how training moves them."""


class Opened(NamedTuple):
    """What a word on the command line names: a run, how far it should be trained, what to know, and the session of a
    file, in which the run is that of the branch at hand. `handed` says that the edits of the run only put it where it ended."""

    run: Run
    updates: int
    notes: tuple[str, ...] = ()
    session: KeptSession | None = None
    handed: bool = False


def opened(target: str, choices: Choices = AS_FOUND, quiet: bool = False) -> Opened:
    """The run of a preset, a table, a file, a row of a sweep or a link; raises `Refused`."""
    if choices != AS_FOUND and not is_table(target):
        raise refuse(target, "is no table; only a table (CSV) has a target, inputs and a separator to choose")
    if "://" in target or looks_like_link(target):
        link = from_link(target)
        return Opened(Run(experiment=link.experiment), FURTHER, link.notes)
    if target not in presets.names() and (row := row_named(target)) is not None:
        again = reopened(*row)
        return Opened(again.session.at_hand.run, FURTHER, again.notes, again.session, handed=True)
    if is_table(target):
        experiment, notes = table_commands.experiment(Path(target), choices, quiet)
        return Opened(Run(experiment=experiment), FURTHER, notes)
    if Path(target).suffix.lower() in SUFFIXES:
        raise refuse(
            target, f"this is a lesson: `wbsim {target}` opens it, `wbsim lesson check {target}` plays it"
        )
    if target not in presets.names() and _may_be_a_file(target):
        session = files.read(Path(target))
        return Opened(session.at_hand.run, FURTHER, session=session)
    preset = presets.load(target)
    return Opened(Run(experiment=preset.experiment), preset.updates)


def tell(notes: Iterable[str]) -> None:
    """Says what one should know, where it does not mix with results."""
    for note in notes:
        typer.echo(f"wbsim: {note}", err=True)


def _may_be_a_file(target: str) -> bool:
    path = Path(target)
    try:
        return bool(path.suffix) or os.sep in target or path.exists()
    except OSError:  # no name that a file could have
        return False


def adjusted(target: Opened, seed: int | None, wishes: list[str] | None) -> tuple[Run, KeptSession | None]:
    """The run with other settings from the very start, and the smallest repair that makes them fit, and the session
    that it goes on with; raises `Refused`.

    Where anything is another then, what was kept is none of this run, and there is no session.
    """
    run, kept = target.run, target.session
    settings: dict[str, Any] = {} if seed is None else {"seed": seed}
    for wish in wishes or ():
        path, sign, value = wish.partition("=")
        if not sign or not path.strip():
            raise refuse(f"--set {wish}", "it must be PATH=VALUE, such as optimizer.learning_rate=0.1")
        settings[path.strip()] = parsed(value.strip())
    if settings:
        wished, _, said = repaired(run.experiment, settings)
        tell(said)
        if wished != run.experiment:
            run, kept = Run(experiment=wished, edits=() if target.handed else run.edits), None
    plan(run.wished())
    return run, kept


def taken_up(run: Run, kept: KeptSession | None) -> Session:
    """A run at its start or behind its last edit or, of a file, at the moment that was looked at; raises `Refused`."""
    if kept is None:
        return Session(run)
    session = Session.of(kept.alone)
    session.seek(kept.at)
    return session


def diverged(shapes: Plan, divergence: Divergence) -> str:
    """What went wrong, in a sentence."""
    what = "the loss" if divergence.loss_first else "a parameter"
    before, after = f"{divergence.before:.3g}", f"{divergence.after:.3g}"
    most = f"was largest, {after}" if before == after else f"grew most, from {before} to {after}"
    return (
        f"at update {divergence.update} {what} stopped being finite; {shapes.name_of(divergence.parameter)} {most}; "
        "a smaller learning rate may help"
    )


@app.command()
@table_commands.with_choices
def train(
    what: Target,
    choices: Choices,
    updates: Annotated[
        int | None,
        typer.Option(
            help="How many updates to do; else what the preset needs, or 1000 for a table, a link or a saved run."
        ),
    ] = None,
    until: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="End earlier, and at the latest after --updates or 1000000: --until loss=0.01 accuracy=99% epoch=40 "
            "patience=5000 (without progress) of=train (measured on); once for each.",
        ),
    ] = None,
    seed: Seed = None,
    wishes: Set = None,
    device: Where = None,
    as_json: Annotated[bool, typer.Option("--json", help="End in one line of JSON.")] = False,
) -> None:
    """Train without a window and say how well it went."""
    if updates is not None and not 0 <= updates <= MOST:
        raise refuse("--updates", f"{updates} is out of range; it must be 0 or more, and at most {MOST}")
    machines.choose(device or "auto")
    target = opened(what, choices, quiet=as_json)
    tell(target.notes)
    stop = Stop.parsed(until or ())
    goal = (_LONG if until else target.updates) if updates is None else updates
    run, kept = adjusted(target, seed, wishes)
    shapes = plan(run.wished())
    if stop.accuracy is not None and not shapes.description.classes:
        raise refuse("--until accuracy", "these data have no classes to be right about; loss=0.01 works")
    _compile(shapes, readiness.RUN)
    session = taken_up(run, kept)
    session.stop = stop
    seconds = _trained(session, goal, quiet=as_json)
    progress = session.moment.progress
    tell(_how_it_ended(session, stop))
    tell([told] if (told := machines.news()) else [])
    _report(progress, seconds, as_json, reached=bool(session.ended) if stop.words() else None)
    if progress.state.divergence:
        typer.echo(f"wbsim: {diverged(progress.plan, progress.state.divergence)}", err=True)
        raise typer.Exit(1)


def _compile(shapes: Plan, passes: tuple[str, ...]) -> None:
    """Makes passes ready, and says so where it takes long."""
    if not is_compiled():
        typer.echo("wbsim: compiling for this machine, once; it takes some seconds", err=True)
    for name in passes:
        readiness.prepare(name, shapes.experiment.precision, shapes.is_dense)


def _trained(session: Session, updates: int, quiet: bool) -> float:
    """Trains on, until what is to stop it comes true; the seconds that training took."""
    start, seconds, piece = session.here.state.update, 0.0, 64
    columns = (
        TextColumn("training"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("updates"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bar:
        task = bar.add_task("training", total=updates)
        done = 0
        while done < updates and not session.ended and session.here.state.divergence is None:
            began = time.perf_counter()
            session.advance(min(piece, updates - done))
            took = time.perf_counter() - began
            seconds += took
            piece = max(1, min(2 * piece, int(0.1 * piece / max(took, 1e-6))))
            done = session.here.state.update - start
            bar.update(task, completed=done)
    return seconds


def _how_it_ended(session: Session, stop: Stop) -> list[str]:
    """What ended the run, if it was to end by itself; of a divergence there is more to say than this."""
    state = session.here.state
    if session.ended or not stop.words() or state.divergence is not None:
        return [session.ended] if session.ended else []
    said = f"stopped at update {state.update}, the last that was asked for"
    return [f"{said}; none of what should end it came true: {stop.words()}"]


def _report(progress: Simulated, seconds: float, as_json: bool, reached: bool | None) -> None:
    """`reached` says whether what was to end the run came true; None where nothing was."""
    fit = progress.fit
    result = {
        "updates": progress.state.update, "train_loss": _finite(fit.train_loss), "test_loss": _finite(fit.test_loss),
        "train_accuracy": fit.train_accuracy, "test_accuracy": fit.test_accuracy,
        "train_r2": _finite(fit.train_r2), "test_r2": _finite(fit.test_r2),
        "train_rmse": _finite(fit.train_rmse), "test_rmse": _finite(fit.test_rmse), "seconds": round(seconds, 6),
        "reached": reached, "layers": _layers_said(progress.plan),
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps(result, allow_nan=False))
        return
    table = Table("", "train", "test", title=f"after {progress.state.update} updates, {seconds:.2f} s")
    table.add_row("loss", _shown(fit.train_loss, ".4g"), _shown(fit.test_loss, ".4g"))
    description = progress.plan.description
    if description.classes:
        table.add_row("accuracy", _shown(fit.train_accuracy, ".1%"), _shown(fit.test_accuracy, ".1%"))
    else:
        unit = f" ({description.target_unit})" if description.target_unit else ""
        table.add_row(
            "R²", *(_shown(r2, ".3f" if abs(r2 or 0) < 1e6 else ".3e") for r2 in (fit.train_r2, fit.test_r2))
        )
        table.add_row(f"RMSE{unit}", _shown(fit.train_rmse, ".4g"), _shown(fit.test_rmse, ".4g"))
    Console().print(table)


def _finite(value: float | None) -> float | None:
    """JSON has no infinity: a loss that overflowed is said to be none."""
    return value if value is not None and math.isfinite(value) else None


def _shown(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _ready(what: str, choices: Choices, seed: int | None, wishes: list[str] | None) -> Session:
    """A run whose updates are looked at, where it stands."""
    target = opened(what, choices, quiet=True)
    tell(target.notes)
    run, kept = adjusted(target, seed, wishes)
    _compile(plan(run.wished()), (*readiness.RUN, *readiness.SAMPLE))
    return taken_up(run, kept)


def base_of(what: str, choices: Choices, seed: int | None, wishes: list[str] | None) -> sweep_commands.Base:
    """What a sweep varies: the settings of a run, from the very start."""
    target = opened(what, choices, quiet=True)
    tell(target.notes)
    run, _ = adjusted(target, seed, wishes)
    if run.edits and not target.handed:
        tell(["a sweep trains from the start; what was set by hand or restored in the file is left out"])
    base = run.wished()
    shapes = plan(base)
    _compile(shapes, readiness.WALL if shapes.is_dense else readiness.RUN)
    stands = target.session.update if target.session is not None else 0
    return sweep_commands.Base(what, base, stands or target.updates)


app.command("step")(step_commands.step(_ready))
app.command("sweep")(sweep_commands.sweep(base_of))
app.command("table")(table_commands.table)
app.add_typer(lesson_commands.app, name="lesson")


@app.command("presets")
def list_presets() -> None:
    """List the ready-made experiments."""
    table = Table("preset", "what it shows", "network", box=None)
    for name in presets.names():
        preset = presets.load(name)
        table.add_row(name, preset.about, shape_in_words(plan(preset.experiment)))
    Console().print(table)


def _layers_said(shapes: Plan) -> list[dict[str, object]]:
    """Kind of every layer and the shape of what the next one reads."""
    return [{"kind": row.kind, "shape": list(row.strip.gives)} for row in shapes.rows]


@app.command()
def doctor(
    warm_all: Annotated[
        bool, typer.Option("--warm", help="Compile everything now, before a workshop.")
    ] = False,
) -> None:
    """Say what machine, cache, display and GPU were found."""
    console = Console()
    for name, value in findings():
        console.print(f"[bold]{name:<10}[/bold] {escape(value)}", highlight=False)
    if warm_all:
        for line in _warmed():
            console.print(f"[bold]{'ready':<10}[/bold] {line}", highlight=False, soft_wrap=True)


def _warmed() -> Iterator[str]:
    """Makes every kernel ready, and says of each how long that took."""
    began = before = time.perf_counter()
    for made in readiness.ahead(readiness.PRECISIONS[0], dense=True):
        now = time.perf_counter()
        yield f"{readiness.words(*made)}, {now - before:.1f} s"
        before = now
    yield f"everything, {before - began:.1f} s"


def findings() -> list[tuple[str, str]]:
    """What this machine is, as pairs of name and value."""
    machine = host()
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("numba", "numpy", "PySide6_Essentials", "pyqtgraph")
    )
    return [
        ("wbsim", __version__),
        ("machine", f"{machine.cores} cores, {machine.processor}, {platform.system()} {platform.machine()}"),
        ("Python", f"{platform.python_version()} with {packages}"),
        ("cache", machine.cache),
        (
            "display",
            display(sys.platform, os.environ) or "none; the window needs one, the other commands do not",
        ),
        ("GPU", machine.gpu),
    ]


def run_app(command: Callable[[], Any]) -> int:
    """Runs a command; what is refused is said in one sentence a problem, with exit code 2."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(
            errors="replace"
        )  # a terminal may lack a letter: that must not end the command
    try:
        command()
    except Refused as refused:
        for problem in refused.problems:
            typer.echo(f"wbsim: {problem}", err=True)
        return 2
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except KeyboardInterrupt:
        return 130
    return 0


def main() -> None:
    """The entry of `python -m wbsim`."""
    sys.exit(run_app(app))


if __name__ == "__main__":
    main()
