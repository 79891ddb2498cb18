"""How kernels are compiled and where their machine code is kept: a private folder of our own, keyed by all
that decides the code, so that a stale or broken cache can never stop the program. Imported before numba is used.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite import binding as llvm
from numba.core.dispatcher import Dispatcher
from numba.extending import register_jitable
from platformdirs import user_cache_path

from wbsim.kernels.table import ALL_KINDS
from wbsim.kernels.turns import turn

# forceinline is named because numba would hand it down from an inlined cell to all that the cell calls
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False, "forceinline": False}
# nothing is allocated inside, so references to arrays need not be counted, which costs a small network a sixth of its speed
_PASS_OPTIONS = _OPTIONS | {"_nrt": False}
_CELL_OPTIONS = _PASS_OPTIONS | {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_INLINED_OPTIONS = _CELL_OPTIONS | {"forceinline": True}

_HERE = Path(__file__).parent
PLAIN = (
    "lanes",
    "elementary",
    "activations",
    "losses",
    "optimizer_rules",
)  # beside our folder: plain text that kernels compile


@cache
def _sources_digest() -> str:
    """Changes whenever a kernel or one of the functions it inlines changes: numba looks at one file only."""
    digest = hashlib.sha256()
    for source in (*sorted(_HERE.rglob("*.py")), *(_HERE.parent / f"{name}.py" for name in PLAIN)):
        digest.update(source.read_bytes())
    for package in ("numba", "llvmlite", "numpy"):
        digest.update(version(package).encode())
    digest.update(f"{sys.version_info[:3]}{platform.machine()}{numba.config.CPU_NAME}".encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where this version's machine code lies; the folder need not exist."""
    return Path(os.environ.get("WBSIM_CACHE_DIR") or user_cache_path("wbsim")) / "kernels" / _sources_digest()


def _open_cache() -> bool:
    """Makes our folder ready; False where nothing can be written there."""
    folder = cache_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    _forget_others(folder)
    return True


def _forget_others(folder: Path) -> None:
    """Removes the machine code of other versions that nobody has used for a month; a start touches its folder."""
    long_ago = time.time() - _KEPT
    with suppress(OSError):
        for other in folder.parent.iterdir():
            if other != folder and _OURS.fullmatch(other.name) and other.stat().st_mtime < long_ago:
                shutil.rmtree(other, ignore_errors=True)


_KEPT = 30 * 24 * 3600  # seconds
_OURS = re.compile("[0-9a-f]{16}")
CACHED = _open_cache()


@contextmanager
def _our_folder() -> Iterator[None]:
    """Points numba at our folder while a kernel is declared; functions of others keep their own."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def registers() -> int:
    """How many vectors of 64 bytes the processor that is compiled for holds in its registers: 32, or less than 16."""
    named = numba.config.CPU_FEATURES
    if named is None:
        return 32 if llvm.get_host_cpu_features().get("avx512f") else 8
    return 32 if "+avx512f" in named.split(",") else 8


def cell(function: Callable[..., Any]) -> Any:
    """A part of a kernel: compiled into each pass that calls it, never called from Python."""
    return numba.njit(**_CELL_OPTIONS)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """A cell whose machine code stands in each caller's own, however long it is."""
    return numba.njit(**_INLINED_OPTIONS)(function)


def woven(function: Callable[..., Any]) -> Any:
    """A cell whose text stands in each caller's own before anything is compiled: the machine code of all that a cell calls is
    made anew for it, so a level less of cells is compiled once less.
    """
    return numba.njit(**_CELL_OPTIONS, inline="always")(function)


def part(function: Callable[..., Any]) -> Any:
    """Teaches the compiler a plain function, for kernels to call; it stays plain where Python calls it."""
    return register_jitable(**_INLINED_OPTIONS)(function)


def choice(parts: Sequence[Any], first: int = 0) -> Any:
    """A cell that calls the part at the place `code`, counted from `first`; the code is its first argument.

    It goes by fours: a cell for every part would take twice as long to compile.
    """
    one, two, three, four = [*parts, *[parts[-1]] * 3][:4]
    others = choice(parts[4:], first + 4) if len(parts) > 4 else None

    @inlined
    def choose(code: int, *arguments: Any) -> Any:
        if code == first:
            return one(*arguments)
        if code == first + 1:
            return two(*arguments)
        if code == first + 2:
            return three(*arguments)
        if others is None or code == first + 3:
            return four(*arguments)
        return others(code, *arguments)

    return choose


# all that unpickling and linking raise over files that are cut short or hold something else
_BROKEN_CACHE = (
    EOFError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, ImportError, RuntimeError,
    pickle.UnpicklingError,
)  # fmt: skip


class Pass:
    """A kernel that Python calls. A cache that cannot be read or written is left aside, then purged."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = function.__name__
        with _our_folder():
            self.dispatcher: Dispatcher = self._declared(cache=CACHED)

    def __call__(self, *arguments: Any) -> Any:
        try:
            return self.dispatcher(*arguments)
        except _BROKEN_CACHE as error:
            if self.dispatcher.stats.cache_path is None:
                raise
            self._forget_cache(error)
            return self.dispatcher(*arguments)

    def _forget_cache(self, error: Exception) -> None:
        shutil.rmtree(cache_folder(), ignore_errors=True)
        self.dispatcher = self._declared(cache=False)

    def _declared(self, cache: bool) -> Any:
        """Numba's own, which takes its turn where it has to compile or to load: it alone knows for which types it must."""
        dispatcher: Any = numba.njit(**_PASS_OPTIONS, cache=cache)(self.function)
        if not isinstance(dispatcher, Dispatcher):  # Numba is told to compile nothing
            return dispatcher
        compiled = dispatcher._compile_for_args

        def in_turn(*arguments: Any, **named: Any) -> Any:
            with turn(self.name, _precision(arguments), dense=not _of_all_kinds(arguments)):
                return compiled(*arguments, **named)

        dispatcher._compile_for_args = in_turn
        return dispatcher


def _precision(arguments: Iterable[Any]) -> str:
    """The precision of a call, told from its arrays, also inside tuples; empty where it has no numbers but whole ones."""
    found = set(_types(arguments))
    return next((name for name in ("float32", "float64") if name in found), "")


def _of_all_kinds(arguments: Sequence[Any]) -> bool:
    """Whether a call is for a network that has other layers than dense ones."""
    return bool(arguments) and arguments[0] is ALL_KINDS


def _types(arguments: Iterable[Any]) -> Iterator[str]:
    for one in arguments:
        if isinstance(one, tuple):
            yield from _types(one)
        elif isinstance(one, np.ndarray):
            yield one.dtype.name


PASSES: dict[str, Pass] = {}
"""Every pass by its name, as soon as its room is imported."""


def kernel(function: Callable[..., Any]) -> Pass:
    """A whole pass over the table: cached on disk, run without the interpreter's lock. It is given all memory it needs."""
    made = Pass(function)
    if made.name in PASSES:
        raise ValueError(
            f"there are two passes named {made.name}; readiness and the user know passes by name"
        )
    PASSES[made.name] = made
    return made
