"""The command `sweep` with a picture at its end. How a sweep is run, the headless command knows; Qt is imported only once
there is something to paint.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.arguments import ThemeName
from wbsim.problems import refuse
from wbsim.sweep import Results
from wbsim.sweep_commands import Finish

WIDTH = 1600
NARROWEST, WIDEST = 800, 6400  # pixels of a picture


def _options(
    picture: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.png",
            help="The picture of what came out; else beside the file of the runs, with .png.",
        ),
    ] = None,
    no_picture: Annotated[bool, typer.Option("--no-picture", help="Make no picture.")] = False,
    theme: Annotated[ThemeName, typer.Option(help="Of the picture: light or dark.")] = ThemeName.light,
    width: Annotated[int, typer.Option(help="Of the picture, in pixels.")] = WIDTH,
) -> None:
    """What a picture can be asked for by."""


@dataclass(frozen=True)
class Wish:
    """Which picture is wished: where it goes, None for none, and how it looks."""

    out: Path | None
    theme: ThemeName
    width: int


def wish(picture: Path | None, no_picture: bool, theme: ThemeName, width: int, runs: Path) -> Wish:
    """The wish of what was typed; `runs` is the file of the runs. Raises `Refused` before anything is trained."""
    if no_picture:
        if picture is not None:
            raise refuse("--no-picture", f"and a picture at {picture} cannot both be wished")
        return Wish(None, theme, width)
    if not NARROWEST <= width <= WIDEST:
        raise refuse("--width", f"{width} is out of range; it must be {NARROWEST} to {WIDEST}")
    out = picture or runs.with_suffix(".png")
    if out.suffix.lower() != ".png":
        raise refuse("--picture", f"{out} is no .png file")
    if picture is not None and not out.absolute().parent.is_dir():
        raise refuse("--picture", f"there is no folder {out.absolute().parent} to write to")
    return Wish(out, theme, width)


def with_picture(command_of: Callable[[Finish], Callable[..., None]]) -> Callable[..., None]:
    """The command that `command_of` makes for what is done with the results, with the options of a picture."""
    wished: Wish | None = None

    def finish(results: Results, _out: Path) -> None:
        if wished is None or wished.out is None:
            return
        from ui.sweep_picture import save_sweep_picture

        save_sweep_picture(results, wished.out, wished.theme.value, wished.width)
        typer.echo(f"wrote {wished.out}", err=True)

    command = command_of(finish)
    own = inspect.signature(command, eval_str=True).parameters
    options = inspect.signature(_options, eval_str=True).parameters

    @functools.wraps(command)
    def wrapped(**given: Any) -> None:
        nonlocal wished
        asked = {name: given.pop(name) for name in options}
        wished = wish(**asked, runs=given["out"])
        command(**given)

    parameters = [*own.values(), *options.values()]
    wrapped.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapped.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapped
