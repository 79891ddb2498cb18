"""Ready-made experiments, each a file in `assets/presets`, in the order in which one would teach them.
It knows nothing of how a preset is trained or shown.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wbsim import assets
from wbsim.experiment import Experiment
from wbsim.problems import Refused, refuse, shortened
from wbsim.translation import translated

_TEACHING_ORDER = (
    "circle",
    "xor",
    "gauss",
    "shifted",
    "moons",
    "spiral",
    "spiral-sines",
    "curve",
    "pass-fail",
    "house-price",
    "linear-regression",
    "logistic-regression",
    "plane",
    "bumps",
    "iris",
    "penguins",
    "digits",
    "letters",
    "digits-conv",
    "sines",
    "sunspots",
    "remember-first",
    "parity",
    "symmetry",
    "dead-relu",
    "only-biases",
    "shrinking",
    "overfit",
    "vanishing",
    "exploding",
)
_SETTINGS = {"title": str, "about": str, "updates": int, "experiment": dict}


@dataclass(frozen=True)
class Preset:
    """An experiment worth starting from; `updates` is how many it takes to be learned well."""

    name: str
    title: str
    about: str
    updates: int
    experiment: Experiment


def names() -> tuple[str, ...]:
    """All presets in teaching order; the first is the default."""
    return _TEACHING_ORDER


@cache
def load(name: str) -> Preset:
    """The preset of that name; raises `Refused` with the closest name, or with all of them, if there is none."""
    if name not in _TEACHING_ORDER:
        close = difflib.get_close_matches(name, _TEACHING_ORDER, n=1)
        hint = (
            translated("did you mean {close}?", close=close[0])
            if close
            else translated("there are {teaching_order}", teaching_order=", ".join(_TEACHING_ORDER))
        )
        raise refuse(
            "preset", translated("there is no preset {name}; {hint}", name=shortened(repr(name)), hint=hint)
        )
    return read(assets.path("presets", f"{name}.json"))


def read(path: Path) -> Preset:
    """The preset in a file; raises `Refused` if it cannot be read or lacks a setting."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise refuse(str(path), translated("this preset cannot be read ({error})", error=error)) from error
    if not isinstance(written, dict):
        raise refuse(
            str(path), translated("this is no preset; it must be an object with a title and an experiment")
        )
    for setting, kind in _SETTINGS.items():
        if not isinstance(written.get(setting), kind):
            raise refuse(
                f"{path}: {setting}", translated("this must be given, as {name}", name=kind.__name__)
            )
    try:
        experiment = Experiment.read({"title": written["title"], **written["experiment"]})
    except Refused as refused:
        raise refuse(str(path), str(refused)) from refused
    return Preset(path.stem, written["title"], written["about"], written["updates"], experiment)
