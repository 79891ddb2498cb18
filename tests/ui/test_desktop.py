"""wbsim among a Linux desktop's programs."""

from __future__ import annotations

import configparser
import re
import shlex
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from ui import desktop
from ui.__main__ import app
from wbsim import assets
from wbsim.__main__ import run_app
from wbsim.problems import Refused


def _entry(home: Path, command: list[str]) -> configparser.SectionProxy:
    desktop.install(home, command)
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read(home / "applications" / "wbsim.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_entry_starts_the_program_with_a_file(tmp_path: Path) -> None:
    entry = _entry(tmp_path, ["/opt/wbsim/wbsim"])
    assert entry["Exec"] == "/opt/wbsim/wbsim open %f"
    assert entry["Type"] == "Application" and entry["Terminal"] == "false"
    assert {"Name", "Icon", "Comment[de]", "Comment[zh_CN]"} <= set(entry)
    assert all(entry[key].endswith(";") for key in ("Categories", "Keywords", "MimeType"))


@pytest.mark.parametrize("folder", ["my programs", "$HOME", 'a"b', "100%", "a\\b", "a`b"])
def test_a_program_in_a_folder_of_any_name_is_found(tmp_path: Path, folder: str) -> None:
    written = _entry(tmp_path, [f"/opt/{folder}/wbsim"])["Exec"]
    program = written.removesuffix(" open %f").replace(
        "\\\\", "\\"
    )  # the file's rule for strings comes first
    if program.startswith('"'):
        program = re.sub(r'\\(["`$\\])', r"\1", program[1:-1])
    assert program.replace("%%", "%") == f"/opt/{folder}/wbsim"


def test_its_files_are_known_by_their_ending(tmp_path: Path) -> None:
    entry = _entry(tmp_path, ["wbsim"])
    tree = ElementTree.parse(tmp_path / "mime" / "packages" / "wbsim.xml")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kind, glob = tree.find("m:mime-type", space), tree.find("m:mime-type/m:glob", space)
    assert kind is not None and glob is not None
    assert entry["MimeType"] == kind.get("type", "") + ";"
    assert glob.get("pattern") == "*.wbsim.json"


def test_what_was_installed_is_removed_and_nothing_else(tmp_path: Path) -> None:
    other = tmp_path / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("x")
    written = desktop.install(tmp_path, ["wbsim"])
    assert all(path.is_file() for path in written)
    assert sorted(desktop.remove(tmp_path)) == sorted(written)
    assert other.read_text() == "x" and not any(path.exists() for path in written)
    assert desktop.remove(tmp_path) == []


def test_a_folder_that_takes_nothing_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "applications").write_text("a file where a folder should be")
    with pytest.raises(Refused, match=r"wbsim\.desktop: it cannot be written"):
        desktop.install(tmp_path, ["wbsim"])


def test_a_relative_place_for_data_does_not_count() -> None:
    assert desktop.data_home({"XDG_DATA_HOME": "here"}) == Path.home() / ".local" / "share"
    assert desktop.data_home({"XDG_DATA_HOME": "/data"}) == Path("/data")


@pytest.mark.skipif(sys.platform != "linux", reason="other desktops list their programs otherwise")
def test_the_command_writes_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    _run("install-desktop")
    entry = tmp_path / "applications" / "wbsim.desktop"
    assert str(entry) in capsys.readouterr().out
    command = entry.read_text(encoding="utf-8").split("Exec=")[1].splitlines()[0]
    assert Path(shlex.split(command)[0]).is_file()
    _run("install-desktop", "--remove")
    assert not entry.exists()
    _run("install-desktop", "--remove")
    assert "nothing to remove" in capsys.readouterr().out


def test_elsewhere_the_command_says_what_to_do_instead(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert _run("install-desktop") == 2
    assert "taskbar" in capsys.readouterr().err


def test_the_icon_is_the_amber_disc(qapp: object) -> None:
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer = QSvgRenderer(str(assets.path("icons", "wbsim.svg")))
    assert renderer.isValid()
    renderer.render(painter, QRectF(0, 0, 64, 64))
    painter.end()
    assert image.pixelColor(32, 8).name() == "#f5b91e"
    assert image.pixelColor(1, 1).alpha() == 0
    assert sum(image.pixelColor(x, y).lightness() < 40 for x in range(64) for y in range(64)) > 100  # its b


def _run(*arguments: str) -> int:
    from ui.desktop_command import install_desktop

    if not any(command.name == "install-desktop" for command in app.registered_commands):
        app.command("install-desktop")(install_desktop)
    return run_app(lambda: app(args=list(arguments), prog_name="wbsim", standalone_mode=False))
