"""How long words are read, and the session that a lesson on film begins in."""

from __future__ import annotations

from wbsim import presets
from wbsim.run import Run
from wbsim.session import Session

_LETTERS = 16.0  # that are read in a second
_LEAST = 2.5  # seconds


def reading_seconds(words: str) -> float:
    """How long words have to stand to be read aloud."""
    return max(_LEAST, len(words) / _LETTERS)


def start_session() -> Session:
    """A session, whatever it shows: a lesson opens its own run."""
    return Session(Run(experiment=presets.load(presets.names()[0]).experiment))
