"""The one finder of `assets/`: presets, fonts, icons and small data. It knows nothing of what the files hold."""

from __future__ import annotations

from pathlib import Path

from wbsim import installed
from wbsim.problems import refuse
from wbsim.translation import translated


def path(*parts: str) -> Path:
    """The absolute path of an asset, as in `path("data", "digits.csv.gz")`; raises `Refused` without it."""
    found = installed.found(*parts)
    if found is None:
        raise refuse(
            "/".join(("assets", *parts)), translated("this part of wbsim is missing; install wbsim again")
        )
    return found
