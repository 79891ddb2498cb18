"""wbsim among a Linux desktop's programs: its entry in the menu, its icon, and its files, which a double click opens. Written
as freedesktop.org's specifications of desktop entries, icon themes and shared MIME types ask for; for one user alone.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from wbsim import assets
from wbsim.files import SUFFIX
from wbsim.problems import refuse

_KIND = "application/x-wbsim-run+json"
_ENTRY = """\
[Desktop Entry]
Type=Application
Version=1.5
Name=wbsim
GenericName=Neural network simulator
GenericName[de]=Simulator für neuronale Netze
GenericName[zh_CN]=神经网络模拟器
Comment=See what weights and biases are, and how training moves them
Comment[de]=Sehen, was Gewichte und Biases sind und wie Training sie bewegt
Comment[zh_CN]=看见权重和偏置是什么，以及训练如何改变它们
Exec={program} open %f
Icon=wbsim
Terminal=false
Categories=Education;Science;ArtificialIntelligence;
Keywords=neural;network;bias;weight;learning;
MimeType={kind};
StartupWMClass=wbsim
"""
_TYPES = """\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="{kind}">
    <comment>wbsim run</comment>
    <comment xml:lang="de">wbsim-Lauf</comment>
    <comment xml:lang="zh_CN">wbsim 运行</comment>
    <sub-class-of type="application/json"/>
    <icon name="wbsim"/>
    <glob weight="80" pattern="*{suffix}"/>
  </mime-type>
</mime-info>
"""
_TOLD = (  # who keeps lists of what lies there; where one is missing the desktop looks itself
    ("update-desktop-database", "applications"),
    ("update-mime-database", "mime"),
    ("gtk-update-icon-cache", "icons/hicolor"),
)
_SPECIAL = " \t\n\"'\\><~|&;$*?#()`"  # what a word of Exec must be quoted for


def data_home(environment: Mapping[str, str]) -> Path:
    """Where a user's own programs are listed."""
    given = environment.get("XDG_DATA_HOME", "")
    return Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "share"


def program() -> list[str]:
    """The command that starts this wbsim, whatever environment is active later: in words."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    beside = Path(sys.executable).parent / "wbsim"
    if beside.is_file() and os.access(beside, os.X_OK):
        return [str(beside)]
    return [sys.executable, "-m", "ui"]


def quoted(word: str) -> str:
    """A word of an entry's command line, as the specification wants it in quotes."""
    word = word.replace("%", "%%")
    if not any(letter in _SPECIAL for letter in word):
        return word
    for letter in '\\"`$':
        word = word.replace(letter, "\\" + letter)
    return '"' + word.replace("\\", "\\\\") + '"'  # the file's own rule for strings comes on top


def files_of(home: Path) -> dict[str, Path]:
    """Where entry, icon and types belong, by what they are."""
    return {
        "entry": home / "applications" / "wbsim.desktop",
        "icon": home / "icons" / "hicolor" / "scalable" / "apps" / "wbsim.svg",
        "types": home / "mime" / "packages" / "wbsim.xml",
    }


def install(home: Path, command: list[str]) -> list[Path]:
    """Writes entry, icon and types below `home` and returns where; raises `Refused` where that cannot be."""
    where = files_of(home)
    content = {
        "entry": _ENTRY.format(program=" ".join(map(quoted, command)), kind=_KIND),
        "icon": assets.path("icons", "wbsim.svg").read_text(encoding="utf-8"),
        "types": _TYPES.format(kind=_KIND, suffix=SUFFIX),
    }
    for name, path in where.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content[name], encoding="utf-8")
        except OSError as error:
            raise refuse(str(path), f"it cannot be written: {error.strerror or error}") from None
    _tell(home)
    return list(where.values())


def remove(home: Path) -> list[Path]:
    """Takes away what `install` wrote and returns what was there; raises `Refused` where that cannot be."""
    gone = []
    for path in files_of(home).values():
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise refuse(str(path), f"it cannot be removed: {error.strerror or error}") from None
        gone.append(path)
    if gone:
        _tell(home)
    return gone


def _tell(home: Path) -> None:
    """Lets the desktop's own tools see what is new, where they are installed."""
    for tool, folder in _TOLD:
        found = shutil.which(tool)
        if found and (home / folder).is_dir():
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run([found, str(home / folder)], capture_output=True, timeout=20, check=False)
