"""The one finder of `assets/`: presets, fonts, icons and small data, in a checkout and in an installed wheel
alike. It knows nothing of what the files hold.
"""

from __future__ import annotations

from pathlib import Path

from wbsim.problems import refuse

_PACKAGE = Path(__file__).resolve().parent
# A wheel carries the folder inside the package; a checkout and an editable install have it beside it.
_PLACES = (_PACKAGE / "_assets", _PACKAGE.parent / "assets")


def path(*parts: str) -> Path:
    """The absolute path of an asset, as in `path("data", "digits.csv.gz")`; raises `Refused` without it."""
    for place in _PLACES:
        found = place.joinpath(*parts)
        if found.exists():
            return found
    raise refuse("/".join(("assets", *parts)), "this part of wbsim is missing; install wbsim again")
