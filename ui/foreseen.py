"""What comes of files and texts that are brought to the window, told from their names and first bytes before anything is
opened; and of those of which nothing comes, why not and what would be right. It opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication

from wbsim import files
from wbsim.lessons.reading import SUFFIXES as LESSONS
from wbsim.playground import looks_like_link
from wbsim.sweep_columns import is_sweep
from wbsim.tables import SUFFIXES, is_table

Kind = Literal["run", "table", "lesson", "sweep", "none"]
MODELS = (
    ".pt",
    ".pth",
    ".onnx",
    ".h5",
    ".hdf5",
    ".keras",
    ".safetensors",
    ".pkl",
    ".npz",
    ".tflite",
    ".gguf",
)
_START = 8192  # bytes of a table that are looked at


@dataclass(frozen=True)
class Foreseen:
    """What letting go would do, in words; `opens` is whether anything comes of it."""

    words: str
    opens: bool
    path: Path | None = None
    text: str = ""  # a link, or a table


def kind_of(path: Path) -> Kind:
    """What a file is by its name and, of a table, by its first line; "none" for what cannot be opened."""
    name = path.name.lower()
    if path.is_dir():
        return "none"
    if name.endswith(LESSONS):
        return "lesson"
    if is_table(name):
        return "sweep" if is_sweep(_start(path)) else "table"
    # a file that is gone is looked for as a run, which says so
    return "run" if name.endswith(".json") or not path.is_file() else "none"


def why_not(path: Path) -> str:
    """Why a file cannot be opened, and what would be right."""
    if path.is_dir():
        return _tr("{name} is a folder; bring one file of it").format(name=path.name)
    known = {"run": files.SUFFIX, "tables": ", ".join(SUFFIXES[:4]), "lesson": LESSONS[0]}
    if path.suffix.lower() in MODELS:
        said = _tr(
            "{name} is a model of another program; wbsim opens runs ({run}), tables ({tables}) and lessons ({lesson})"
        )
    else:
        said = _tr("{name} is neither a run ({run}) nor a table ({tables}) nor a lesson ({lesson})")
    return said.format(name=path.name, **known)


def foreseen(paths: list[Path], text: str) -> Foreseen | None:
    """What comes of files, or else of a text; None where there is neither a file nor a text that means anything."""
    if looks_like_link(text):
        return Foreseen(_tr("Opens the network of this TensorFlow Playground link"), True, text=text)
    if len(paths) > 1:
        said = _tr("{count} files at once: bring one at a time").format(count=len(paths))
        return Foreseen(said, False)
    if paths:
        return _of_file(paths[0])
    if looks_like_table(text):
        return Foreseen(_tr("Looks at this table"), True, text=text)
    return None


def _of_file(path: Path) -> Foreseen:
    said = {
        "run": _tr("Opens the run {name}"), "table": _tr("Looks at the table {name}"),
        "lesson": _tr("Begins the lesson {name}"), "sweep": _tr("Opens the best run of the sweep {name}"),
    }.get(kind_of(path))  # fmt: skip
    if said is None:
        return Foreseen(why_not(path), False, path)
    return Foreseen(said.format(name=path.name), True, path)


def looks_like_table(text: str) -> bool:
    """Whether a text may be a table: lines with values between tabs, semicolons, commas or bars."""
    lines = [line for line in text[:10_000].splitlines()[:5] if line.strip()]
    return len(lines) > 1 and any(all(mark in line for line in lines) for mark in "\t;,|")


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_START)
    except OSError:  # whoever opens it says so
        return b""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Foreseen", text)
