"""What decides the bits of a run besides the run: versions, in words that a person can compare. It knows no cluster."""

from __future__ import annotations

import hashlib
import platform
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import wbsim
from wbsim.translation import translated

Versions = dict[str, str]


@cache
def here() -> Versions:
    """Of this process. Two checkouts of one version of wbsim differ in a digest of their sources."""
    digest = hashlib.sha256()
    root = Path(wbsim.__file__).parent
    for source in sorted(root.rglob("*.py")):
        digest.update(str(source.relative_to(root).as_posix()).encode() + source.read_bytes())
    return {
        "Python": ".".join(map(str, sys.version_info[:2])), "NumPy": version("numpy"), "Numba": version("numba"),
        "wbsim": f"{wbsim.__version__} ({digest.hexdigest()[:8]})", "a processor": platform.machine(),
    }  # fmt: skip


def difference(theirs: Versions, ours: Versions) -> str:
    """What differs, in words: `Python 3.12 where this one has 3.11`; nothing where all is the same."""
    return ", ".join(
        translated(
            "{name} {get} where this one has {own}", name=name, get=theirs.get(name, "unknown"), own=own
        )
        for name, own in ours.items()
        if theirs.get(name) != own
    )
