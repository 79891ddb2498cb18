"""Where `assets/` lies, in a checkout and in an installed wheel alike. It knows nothing of what is in there."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# A wheel carries the folder inside the package; a checkout and an editable install have it beside it.
_PLACES = (_PACKAGE / "_assets", _PACKAGE.parent / "assets")


def found(*parts: str) -> Path | None:
    """The absolute path of an asset, or None without it."""
    return next((path for place in _PLACES if (path := place.joinpath(*parts)).exists()), None)
