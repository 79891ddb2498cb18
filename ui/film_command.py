"""The command `film`: what is asked for in words, checked before anything is trained, and a bar that says how far it is. Qt is
imported only once there is something to film.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from ui.arguments import ColorsName, Spoken, ThemeName
from ui.film import job, options
from ui.film.progress import Progress
from ui.film_targets import (
    Given,
    Stretch,
    json_in,
    lesson_named,
    lesson_reel,
    of_session,
    run_reel,
    take_reel,
)
from ui.layouts import layout_of
from ui.remembered import spoken
from wbsim import translation
from wbsim.__main__ import opened, tell
from wbsim.arguments import Seed, Set, Where
from wbsim.machines import machines
from wbsim.translation import Language

if TYPE_CHECKING:
    from ui.film.encoder import Quality
    from ui.film.filming import Reel, Sheet

_SECONDS = 20.0  # of a film of a run, unless asked otherwise
FilmTarget = Annotated[
    str,
    typer.Argument(
        metavar="PRESET|FILE|LESSON|LINK",
        help="What to film: a preset's name, a table (CSV), a file that wbsim saved, a take, a lesson, or a TensorFlow Playground link.",
    ),
]


def film(
    target: FilmTarget,
    out: Annotated[Path, typer.Argument(metavar="OUT.mp4|.webm|.gif|.png", help="The film to write; .png is animated.")],
    updates: Annotated[
        str | None, typer.Option(metavar="FROM:TO", help="The stretch; else from the start to where a saved run stands, or a preset is done.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(help="How long the film is, holds included; else 20, or as long as a lesson takes to read.")] = None,
    fps: Annotated[int | None, typer.Option(help="Frames a second; else 30. Those of a GIF divide 100, and are 10 unless asked otherwise.")] = None,
    size: Annotated[str | None, typer.Option(help="Width x height; else 1920x1080, or 960x540 for a GIF.")] = None,
    layout: Annotated[str | None, typer.Option(help="stage, desk, a room of the desk, or one view alone, such as plane; else stage.")] = None,
    theme: Annotated[ThemeName, typer.Option(help="Light or dark.")] = ThemeName.light,
    colors: Annotated[ColorsName, typer.Option(help="The usual colors, or distinct ones, which everyone can tell apart.")] = ColorsName.usual,
    title: Annotated[str, typer.Option(help="Stands over the film.")] = "",
    captions: Annotated[Path | None, typer.Option(metavar="FILE", help="Captions, one UPDATE: words on each line.")] = None,
    caption: Annotated[list[str] | None, typer.Option(metavar="UPDATE: WORDS", help="One caption, from that update on; once for each.")] = None,
    hold: Annotated[list[str] | None, typer.Option(metavar="[UPDATE:]SECONDS", help="Stand still at an update, or at the end; once for each.")] = None,
    pace: Annotated[Literal["linear", "log"], typer.Option(help="Updates per second of film: always as many, or few at first (log).")] = "linear",
    scale: Annotated[float, typer.Option(help="Pixels for each of --size; 2 for print.")] = 1.0,
    quality: Annotated[Literal["small", "good", "best"], typer.Option(help="Of .mp4 and .webm: how much the file may take.")] = "good",
    seed: Seed = None,
    wishes: Set = None,
    device: Where = None,
    language: Spoken = None,
) -> None:  # fmt: skip
    """Film a run, exact in every frame; needs no screen."""
    translation.choose(spoken(language))
    options.checked_out(out)
    frames = options.frames_of(out, size, scale, fps)
    lasts = None if seconds is None else options.checked_seconds(seconds)
    stretch = None if updates is None else options.parsed_stretch(updates)
    shown = layout_of(layout or "stage")
    words = (
        *(options.captions_in(captions) if captions else ()),
        *map(options.parsed_caption, caption or ()),
    )
    holds = tuple(map(options.parsed_hold, hold or ()))
    machines.choose(device or "auto")
    tell(frames.notes)
    given = Given(updates, words, holds, pace, wishes, seed, title)
    data = job.received() if target == job.PIPED else json_in(target)
    lesson = None if data is not None else lesson_named(target)
    made: Callable[[], Reel]
    if lesson is not None:
        given.refuse(
            "a lesson has its own scenes, words and pace; --seconds says how long they take in all",
            seeded=True,
        )
        made = lesson_reel(lesson, shown, frames.fps, lasts, seed)
    elif job.is_take(data):
        given.refuse("a take is filmed as it was; --seconds makes it faster or slower", titled=True)
        shown = layout_of(layout or "desk")
        made = take_reel(data, target, shown, frames.fps, lasts, title)
    else:
        wish = Stretch(stretch, lasts or _SECONDS, frames.fps, pace, holds, shown.room == "steps")
        found = opened(target) if target != job.PIPED else of_session(data)
        made = run_reel(found, wish, title, words, seed, wishes)
    from ui.film.filming import Sheet

    render(
        made,
        Sheet(frames.size, frames.scale, theme.value, shown, colors=colors.value),
        out,
        frames.fps,
        quality,
        language,
        told=target == job.PIPED,
    )
    tell([told] if (told := machines.news()) else [])


def render(
    made: Callable[[], Reel],
    sheet: Sheet,
    out: Path,
    fps: int,
    quality: Quality,
    language: Language | None = None,
    told: bool = False,
) -> None:
    """Makes the film of a reel with a bar in the terminal; a signal to end leaves nothing behind."""
    from ui.film.filming import film as filmed
    from ui.studio import application_for

    application_for(sheet.theme, language, sheet.colors)
    reel = made()
    # never in the midst of a picture: Qt cannot be left while it paints
    with _asked_to_end() as ended, closing(filmed(reel, sheet, out, fps, quality)) as progress:
        if told:
            job.watch(ended)
        for now in progress if told else _shown(progress):
            if told:
                job.tell(now)
            if ended.is_set():
                raise KeyboardInterrupt
    wide, high = sheet.pixels
    lasts = f"{reel.total / fps:.1f}".removesuffix(".0")
    megabytes = out.stat().st_size / 1e6
    typer.echo(
        f"wrote {out}: {reel.total} frames, {lasts} s at {fps} a second, {wide} x {high}, {megabytes:.1f} MB",
        err=True,
    )


def _shown(progress: Iterator[Progress]) -> Iterator[Progress]:
    """The same with a bar in the terminal."""
    columns = (
        TextColumn("filming"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("frames"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("filming", total=None)
        for now in progress:
            bars.update(task, completed=now.done, total=now.total)
            yield now


@contextmanager
def _asked_to_end() -> Iterator[threading.Event]:
    """Whether Ctrl+C was pressed, the process was asked to end, or its terminal was closed, since."""
    asked = threading.Event()
    named = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two not on every system
    known = [signal.Signals[name] for name in named if name in signal.Signals.__members__]
    # a program that is to outlive its terminal ignores that, and goes on
    heard = [one for one in known if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.signal(one, lambda *_: asked.set()) for one in heard}
    try:
        yield asked
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
