"""What several commands of the window take. It imports no Qt."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import typer

from wbsim.translation import Language


class ThemeName(StrEnum):
    """The two themes."""

    light = "light"
    dark = "dark"


class ColorsName(StrEnum):
    """The usual colors, and those that everyone can tell apart."""

    usual = "usual"
    distinct = "distinct"


Spoken = Annotated[
    Language | None,
    typer.Option(
        "--language",
        help="English, German or Simplified Chinese; else what was chosen last time, or the desktop's language.",
    ),
]

RoomName = Literal[
    "neuron", "network", "steps", "time", "twin", "surface", "detective", "image", "sequence", "population"
]
