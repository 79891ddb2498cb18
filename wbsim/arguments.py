"""What several commands take: a run by its name or file, a seed, and other settings."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Target = Annotated[
    str,
    typer.Argument(
        metavar="PRESET|FILE|LINK",
        help="A preset's name, a table (CSV), a file that wbsim saved, a run of a sweep (results.csv#17), or a TensorFlow "
        "Playground link.",
    ),
]
Seed = Annotated[int | None, typer.Option(help="Decides every random draw.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Another value for a setting: --set optimizer.learning_rate=0.1"
    ),
]
Where = Annotated[
    Literal["auto", "cpu", "cuda"] | None,
    typer.Option(
        "--device",
        help="Compute on the processor (cpu), on a graphics card (cuda), or wherever it is faster (auto, unless asked "
        "otherwise); of no account to the run itself.",
    ),
]
