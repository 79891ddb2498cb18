"""What this machine offers to the kernels, in words. It runs none of them."""

from __future__ import annotations

import os
from dataclasses import dataclass

from llvmlite import binding as llvm

from wbsim import card
from wbsim.kernels import compile


def is_compiled() -> bool:
    """Whether kernels of this version lie in the cache."""
    return any(compile.cache_folder().rglob("*.nbi"))


@dataclass(frozen=True)
class Host:
    """What this machine offers, in words."""

    cores: int
    processor: str
    cache: str
    gpu: str


def host() -> Host:
    """What the kernels find here; it may take a moment, for it asks for a GPU."""
    folder = compile.cache_folder()
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0
    kept = (
        f"{folder}, {size / 2**20:.1f} MiB"
        if compile.CACHED
        else f"{folder} cannot be written; each start compiles"
    )
    return Host(os.cpu_count() or 1, llvm.get_host_cpu_name(), kept, _gpu())


def _gpu() -> str:
    found = card.found()
    if found.name:
        return f"{found.name}; large work is done there, --device says otherwise"
    return f"{found.why_not}; everything runs on the processor"
