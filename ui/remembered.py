"""What is remembered from one time to the next: theme, geometry, recent files. One small file, replaced whole; where it
cannot be read or written, everything is as the first time. It knows no window.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import platformdirs

from wbsim.files.whole import replace_whole
from wbsim.translation import LANGUAGES, Language, usual

_SETTINGS = "window.json"
LANGUAGE = "language"  # what the settings call it


def settings_file() -> Path:
    """Where it lies."""
    return platformdirs.user_config_path("wbsim", appauthor=False) / _SETTINGS


def remembered() -> dict[str, Any]:
    """What was remembered by name; empty where nothing can be read."""
    try:
        found = json.loads(settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def spoken(language: Language | None) -> Language:
    """The language to speak: this one, else what was chosen last time, else the desktop's."""
    kept = remembered().get(LANGUAGE)
    return language or (kept if kept in LANGUAGES else usual())


def remember(**changes: object) -> None:
    """Keeps other values beside what another window may have kept since; a window that opens as new is no reason to fail."""
    keep = remembered() | changes
    try:
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        replace_whole(settings_file(), json.dumps(keep, indent=1).encode(), lasting=False)
    except OSError:
        return
