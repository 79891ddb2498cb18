"""The command `film`: what is asked for in words, checked before anything is trained, and a bar that says how far it is. Qt is
imported only once there is something to film.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from ui.arguments import Spoken, ThemeName
from ui.film import options
from ui.film.schedule import Caption, Hold, Pace, Schedule
from ui.layouts import Layout, layout_of
from wbsim import lesson_commands, presets
from wbsim.__main__ import FURTHER, adjusted, opened, tell
from wbsim.arguments import Seed, Set, Where
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.reading import SUFFIXES, all_lessons
from wbsim.machines import machines
from wbsim.problems import refuse
from wbsim.session import Session
from wbsim.translation import Language

if TYPE_CHECKING:
    from ui.film.encoder import Quality
    from ui.film.filming import Progress, Reel, Sheet

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
    fps: Annotated[int | None, typer.Option(help="Frames a second; else 30. Those of a GIF divide 100, and are 20 unless asked otherwise.")] = None,
    size: Annotated[str | None, typer.Option(help="Width x height; else 1920x1080, or 960x540 for a GIF.")] = None,
    layout: Annotated[str | None, typer.Option(help="stage, desk, a room of the desk, or one view alone, such as plane; else stage.")] = None,
    theme: Annotated[ThemeName, typer.Option(help="Light or dark.")] = ThemeName.light,
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
    lesson = lesson_named(target)
    if lesson is not None:
        _refuse_for_lesson(updates, words, holds, pace, wishes)
        made: Callable[[], Reel] = _lesson_reel(lesson, shown, frames.fps, lasts, seed)
    else:
        wish = _Stretch(stretch, lasts or _SECONDS, frames.fps, pace, holds, shown.room == "steps")
        made = _run_reel(target, wish, title, words, seed, wishes)
    from ui.film.filming import Sheet

    render(made, Sheet(frames.size, frames.scale, theme.value, shown), out, frames.fps, quality, language)
    tell([told] if (told := machines.news()) else [])


def lesson_named(target: str) -> Lesson | None:
    """The lesson that a word names: a file, or a name that no preset has."""
    if Path(target).suffix.lower() in SUFFIXES:
        return lesson_commands.found(target).lesson
    if target in presets.names() or Path(target).exists():
        return None
    return next((one.lesson for one in all_lessons() if one.lesson.name == target), None)


def _refuse_for_lesson(
    updates: str | None,
    words: tuple[Caption, ...],
    holds: tuple[Hold, ...],
    pace: Pace,
    wishes: list[str] | None,
) -> None:
    given = {
        "--updates": updates,
        "--caption": words,
        "--hold": holds,
        "--pace": pace != "linear",
        "--set": wishes,
    }
    for name, value in given.items():
        if value:
            raise refuse(
                name, "a lesson has its own scenes, words and pace; --seconds says how long they take in all"
            )


class _Stretch:
    """Which part of a run, and how it is gone through; the ends are known once the run is."""

    def __init__(
        self, stretch: tuple[int | None, int | None] | None, seconds: float, fps: int, pace: Pace, holds: tuple[Hold, ...], inside: bool
    ) -> None:  # fmt: skip
        self._first, self._last = stretch or (None, None)
        self._rest = seconds, fps, pace, holds, inside
        self._inside = inside

    def of(self, stands: int | None, usual: int) -> Schedule:
        """The schedule for a run that stands somewhere, or would be trained so far; raises `Refused`."""
        first = self._first or 0
        # the ticks of one update are many: unless asked otherwise it is the next one
        if self._inside and self._first is None and self._last is None:
            first = stands or 0
        end = stands or (usual if first < usual else first + FURTHER)
        last = self._last if self._last is not None else first + 1 if self._inside else end
        if last < first:
            raise refuse(
                "--updates",
                f"the run stands at update {last}, before {first}; say where the film ends, {first}:TO",
            )
        schedule = Schedule(first, last, *self._rest)
        schedule.instants()
        return schedule


def _run_reel(
    target: str,
    wish: _Stretch,
    title: str,
    words: tuple[Caption, ...],
    seed: int | None,
    wishes: list[str] | None,
) -> Callable[[], Reel]:
    found = opened(target)
    tell(found.notes)
    run, kept = adjusted(found, seed, wishes)
    stands = kept.at_hand.update if kept is not None else run.edits[-1].update if run.edits else None
    schedule = wish.of(stands, found.updates)

    def made() -> Reel:
        from ui.film.run_reel import RunReel

        return RunReel(Session(run) if kept is None else Session.of(kept), schedule, title, words)

    return made


def _lesson_reel(
    lesson: Lesson, layout: Layout, fps: int, seconds: float | None, seed: int | None
) -> Callable[[], Reel]:
    def made() -> Reel:
        from ui.film.lesson_reel import LessonReel

        return LessonReel(lesson, layout, fps, seconds, seed)

    return made


def render(
    made: Callable[[], Reel],
    sheet: Sheet,
    out: Path,
    fps: int,
    quality: Quality,
    language: Language | None = None,
) -> None:
    """Makes the film of a reel with a bar in the terminal; a signal to end leaves nothing behind."""
    from ui.film.filming import film as filmed
    from ui.studio import application_for

    signal.signal(signal.SIGTERM, _end)
    application_for(sheet.theme, language)
    reel = made()
    with closing(filmed(reel, sheet, out, fps, quality)) as progress:
        _follow(progress)
    wide, high = sheet.pixels
    lasts = f"{reel.total / fps:.1f}".removesuffix(".0")
    megabytes = out.stat().st_size / 1e6
    typer.echo(
        f"wrote {out}: {reel.total} frames, {lasts} s at {fps} a second, {wide} x {high}, {megabytes:.1f} MB",
        err=True,
    )


def _follow(progress: Iterator[Progress]) -> None:
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


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
