"""`wbsim sweep` with its picture: where that is written, when it is not, and that the headless command knows none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sweeping
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import wbsim.sweep
from ui import __main__ as front
from ui.theme import DARK, LIGHT
from wbsim.__main__ import app

Outcome = tuple[int, str]
Command = Callable[..., Outcome]


@pytest.fixture
def command(
    dressed: QApplication, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    """Runs `wbsim sweep circle …` in this process and an empty folder: exit code, what it complained about."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)
    # the headless command stays as it is for other tests
    monkeypatch.setattr(app, "registered_commands", [*app.registered_commands])
    monkeypatch.setattr(app.info, "cls", app.info.cls)

    def run(*arguments: str) -> Outcome:
        args = ["sweep", "circle", "--updates", "20", "--seeds", "3", "--over", "bias=on,off", *arguments]
        monkeypatch.setattr(sys, "argv", ["wbsim", *args])
        with pytest.raises(SystemExit) as ended:
            front.main()
        return int(ended.value.code or 0), capsys.readouterr().err

    return run


def test_the_picture_is_written_beside_the_file_of_the_runs(command: Command, tmp_path: Path) -> None:
    code, err = command("--out", "rates.csv")
    assert code == 0 and "wrote rates.png" in err
    image = QImage(str(tmp_path / "rates.png"))
    assert image.width() == 1600 and image.pixelColor(3, 3) == LIGHT.color("bg")


def test_it_goes_where_it_is_wished_as_it_is_wished(command: Command, tmp_path: Path) -> None:
    code, err = command("--picture", "seen.png", "--theme", "dark", "--width", "1000")
    assert code == 0, err
    image = QImage(str(tmp_path / "seen.png"))
    assert image.width() == 1000 and image.pixelColor(3, 3) == DARK.color("bg")
    assert not (tmp_path / "results.png").exists()


def test_no_picture_means_none(command: Command, tmp_path: Path) -> None:
    code, err = command("--no-picture")
    assert code == 0 and "wrote" not in err
    assert (tmp_path / "results.csv").exists() and not list(tmp_path.glob("*.png"))


def test_runs_without_a_result_do_not_keep_the_picture_back(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.failing({0}))
    code, err = command()
    assert code == 1 and "without a result" in err
    assert QImage(str(tmp_path / "results.png")).width() == 1600


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--picture", "seen.jpg"), "--picture: seen.jpg is no .png file"),
        (("--picture", "nowhere/seen.png"), "there is no folder"),
        (("--picture", "seen.png", "--no-picture"), "cannot both be wished"),
        (("--width", "20"), "--width: 20 is out of range; it must be 800 to 6400"),
    ],
)
def test_a_picture_that_cannot_be_is_refused_before_anything_is_trained(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, err = command(*arguments)
    assert code == 2 and words in err
    assert not list(tmp_path.iterdir())


def test_the_headless_command_knows_no_picture_and_no_qt() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "wbsim", "sweep", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "--over" in said and "--picture" not in said
    script = "import sys, ui.__main__; assert not any(name.startswith('PySide6') for name in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
