"""The `wbsim` command: the headless commands, the window, pictures and films of it. Qt is imported only by the last three."""

from __future__ import annotations

import multiprocessing
import sys
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ui import film_command
from ui.arguments import ColorsName, RoomName, Spoken, ThemeName
from ui.desktop_command import install_desktop
from ui.remembered import spoken
from ui.sweep_command import with_picture
from wbsim import lesson_commands, presets, sweep_commands, translation
from wbsim.__main__ import adjusted, app, base_of, opened, run_app, tell
from wbsim.arguments import Seed, Set, Target, Where
from wbsim.lessons.reading import SUFFIXES
from wbsim.machines import machines
from wbsim.playground import looks_like_link
from wbsim.problems import refuse
from wbsim.run import MOST
from wbsim.session import Session
from wbsim.tables import is_table
from wbsim.tables.source import head


class Group(TyperGroup):
    """A first word that is no command names what to open; nor are options those of any other command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0].startswith("-") and args[0] not in ("--help", "--version"):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            misspelt = args[1:] and not args[1].startswith("-") and get_close_matches(args[0], self.commands)
            if misspelt:  # nothing is opened with a second word
                return super().resolve_command(ctx, args)
            args = ["open", *args]
        return super().resolve_command(ctx, args)


Colors = Annotated[
    ColorsName | None,
    typer.Option(help="The usual colors, or distinct ones, which everyone can tell apart."),
]
Text = Annotated[
    int | None, typer.Option(help="The size of text in percent, 80 to 200; else 100.", metavar="PERCENT")
]


@app.command("open")
def open_(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="[PRESET|FILE|LINK]", help="What to open, such as a table (CSV); else the first preset."
        ),
    ] = None,
    seed: Seed = None,
    wishes: Set = None,
    theme: Annotated[ThemeName | None, typer.Option(help="Light or dark; else the desktop's.")] = None,
    lesson: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE", help="Begin a lesson; `wbsim lesson list` names them."),
    ] = None,
    device: Where = None,
    colors: Colors = None,
    text: Text = None,
    language: Spoken = None,
) -> None:
    """Open the window, with a network in training."""
    translation.choose(spoken(language))  # what is read from now on has names in it
    if target is not None and Path(target).suffix.lower() in SUFFIXES:
        if lesson is not None:
            raise refuse("--lesson", f"{target} is a lesson already; one can be begun at a time")
        target, lesson = None, target
    if lesson is not None and (target is not None or seed is not None or wishes):
        raise refuse("--lesson", "a lesson sets its own scene; it takes no preset, --seed or --set")
    begun = None if lesson is None else lesson_commands.found(lesson).lesson
    looked_at = is_table(target or "") and seed is None and not wishes  # else it is opened as asked
    table = Path(target) if target and looked_at else None
    if table is not None:
        head(table)  # what can be no table is refused here
        target = None
    found = opened(target or presets.names()[0])
    tell(found.notes)
    run, session = adjusted(found, seed, wishes)
    from ui.application import open_window

    title = "" if looks_like_link(target or "") else target or presets.names()[0]
    raise typer.Exit(
        open_window(
            run,
            session,
            title=title,
            theme=theme.value if theme else None,
            notes=found.notes,
            table=table,
            device=device,
            lesson=begun,
            colors=colors.value if colors else None,
            text=None if text is None else _share(text),
            language=language,
        )
    )


@app.command()
def picture(
    target: Target,
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT.png|.svg|.pdf|.csv", help="The picture to write, or the numbers behind it."
        ),
    ],
    updates: Annotated[
        int | None, typer.Option(help="The update to show; else 1000, or where a saved run stands.")
    ] = None,
    size: Annotated[str, typer.Option(help="Width x height in pixels.")] = "1280x720",
    theme: Annotated[ThemeName, typer.Option(help="Light or dark.")] = ThemeName.light,
    room: Annotated[
        RoomName | None,
        typer.Option(
            help="One neuron, the network, one update step by step, the branches of time, two runs, the loss surface, the "
            "detective, an image and its filters, or a sequence unrolled; else the network or, with --tick, steps."
        ),
    ] = None,
    tick: Annotated[
        int | None, typer.Option(help="How many ticks of the next update are done, in the room of steps.")
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(help="desk, stage, a room, or one view alone: plane, timeline, sheet, wall …"),
    ] = None,
    scale: Annotated[float, typer.Option(help="Pixels of a PNG for each of --size: 2 for print.")] = 1.0,
    table: Annotated[
        str, typer.Option(help="Which table of a view is written as .csv; else the one it is about.")
    ] = "",
    seed: Seed = None,
    wishes: Set = None,
    device: Where = None,
    colors: Colors = None,
    text: Text = None,
    language: Spoken = None,
) -> None:
    """Write a picture of the window or of one view at an update, or the numbers behind it; needs no screen."""
    translation.choose(spoken(language))
    width, height = _size(size)
    larger = _share(100 if text is None else text)
    if updates is not None and not 0 <= updates <= MOST:
        raise refuse("--updates", f"{updates} is out of range; it must be 0 or more, and at most {MOST}")
    if tick is not None and tick < 0:
        raise refuse("--tick", f"{tick} is out of range; it must be 0 or more")
    if tick is not None and room not in (None, "steps"):
        raise refuse("--tick", f"the room {room} shows no ticks; --room steps does")
    if layout is not None and room is not None:
        raise refuse("--layout", f"{layout} and --room {room} exclude each other; a room is a layout too")
    if not 0.25 <= scale <= 8:
        raise refuse("--scale", f"{scale:g} is out of range; it must be from 0.25 to 8")
    room = room or ("network" if tick is None else "steps")
    if out.suffix.lower() not in (".png", ".svg", ".pdf", ".csv"):
        raise refuse(str(out), "it must be a .png, .svg or .pdf file, or .csv for the numbers behind a view")
    if not out.absolute().parent.is_dir():
        raise refuse(str(out), "there is no such folder to write to")
    machines.choose(device or "auto")
    found = opened(target)
    tell(found.notes)
    run, session = adjusted(found, seed, wishes)
    stands = session.update if session is not None else 1000
    shown = stands if updates is None else updates
    from ui.layouts import Layout, layout_of
    from ui.picture import save_data, save_picture

    of = run if session is None else Session.of(session)
    seen = ColorsName.usual if colors is None else colors
    wanted = Layout(room, room) if layout is None else layout_of(layout)
    if out.suffix.lower() == ".csv":
        lines = save_data(of, out, shown, theme.value, wanted, table, language)
        said = f"{lines} lines"
    else:
        save_picture(
            of, out, shown, width, height, theme.value, wanted, tick or 0, scale, language, seen.value, larger
        )
        pixels = scale if out.suffix.lower() == ".png" else 1.0
        said = f"{round(width * pixels)} x {round(height * pixels)}"
    tell([told] if (told := machines.news()) else [])
    typer.echo(f"wrote {out}: {said}, update {shown}", err=True)


app.command("film")(film_command.film)


def _share(percent: int) -> float:
    """The size of text as a share of the usual one; raises `Refused`."""
    if not 80 <= percent <= 200:
        raise refuse("--text", f"{percent} is out of range; it must be 80 to 200 percent")
    return percent / 100


def _size(text: str) -> tuple[int, int]:
    parts = text.lower().split("x")
    if len(parts) == 2 and all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
        width, height = int(parts[0]), int(parts[1])
        if 640 <= width <= 7680 and 360 <= height <= 4320:
            return width, height
    raise refuse(
        "--size", f"{text!r} is not a size; it must be WIDTHxHEIGHT from 640x360 to 7680x4320, as 1280x720"
    )


def main() -> None:
    """The entry of the `wbsim` command."""
    multiprocessing.freeze_support()  # in a bundle the workers of a sweep start as the program itself
    app.info.cls = Group
    app.command("install-desktop")(install_desktop)
    app.command("sweep")(with_picture(partial(sweep_commands.sweep, base_of)))  # in place of the one without
    arguments = sys.argv[1:]
    sys.exit(run_app(lambda: app(args=arguments or ["open"], prog_name="wbsim")))


if __name__ == "__main__":
    main()
