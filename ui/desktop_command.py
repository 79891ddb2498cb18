"""The command `install-desktop`."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from ui import desktop
from wbsim.problems import refuse


def install_desktop(
    remove: Annotated[bool, typer.Option("--remove", help="Take it out of the menu again.")] = False,
) -> None:
    """List wbsim among this desktop's programs, with its icon, and open its files by a double click (Linux)."""
    if sys.platform != "linux":
        raise refuse(
            "install-desktop",
            "only Linux lists its programs this way; elsewhere drag the bundled program to the taskbar or the dock",
        )
    home = desktop.data_home(os.environ)
    if remove:
        gone = desktop.remove(home)
        for path in gone:
            typer.echo(f"removed {path}")
        if not gone:
            typer.echo("there was nothing to remove")
        return
    for path in desktop.install(home, desktop.program()):
        typer.echo(f"wrote {path}")
