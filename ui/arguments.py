"""What several commands of the window take. It imports no Qt."""

from __future__ import annotations

from enum import StrEnum


class ThemeName(StrEnum):
    """The two themes."""

    light = "light"
    dark = "dark"


class ColorsName(StrEnum):
    """The usual colors, and those that everyone can tell apart."""

    usual = "usual"
    distinct = "distinct"
