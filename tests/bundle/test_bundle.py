"""The bundle, built by its one command, opened and filmed without a screen. Minutes of work, so only on demand:
`python -m pytest -m bundle` (it needs the extra `bundle`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest

pytestmark = pytest.mark.bundle
_ROOT = Path(__file__).parents[2]
_PATIENCE = 240  # seconds that a first start may compile


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of a fresh bundle."""
    place = tmp_path_factory.mktemp("bundle")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
               "--distpath", str(place / "dist"), "--workpath", str(place / "build"),
               str(_ROOT / "assets" / "bundle" / "wbsim.spec")]  # fmt: skip
    subprocess.run(command, check=True, cwd=place)
    return place / "dist" / "wbsim" / ("wbsim.exe" if sys.platform == "win32" else "wbsim")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of somebody who has no Python and nothing of ours."""
    folder = tmp_path_factory.mktemp("home")
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "LANG") if name in os.environ}
    return kept | {
        "HOME": str(folder), "USERPROFILE": str(folder), "PATH": "", "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8",
        "XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config"), "XDG_CACHE_HOME": str(folder / "cache"),
    }  # fmt: skip


def test_the_bundle_makes_a_film(program: Path, home: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "circle.mp4"
    film = [program, "film", "circle", str(out), "--seconds", "1", "--fps", "10", "--size", "640x360"]
    made = subprocess.run(film, env=home, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert made.returncode == 0, made.stderr
    with av.open(str(out)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 10


def test_the_bundle_opens_its_window_and_trains(program: Path, home: dict[str, str]) -> None:
    kept = Path(home["HOME"])
    with subprocess.Popen([program], env=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as window:
        try:
            end = time.monotonic() + _PATIENCE
            while not (found := [*kept.rglob("session.wbsim.json")]) and time.monotonic() < end:
                assert window.poll() is None, window.stdout and window.stdout.read().decode()
                time.sleep(0.5)
            assert found, "the window kept no session, so nothing was trained"
        finally:
            window.terminate()


def test_the_bundle_sweeps_with_processes(program: Path, home: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "runs.csv"
    sweep = [program, "sweep", "circle", "--over", "bias=on,off", "--updates", "200", "--executor", "processes",
             "--workers", "2", "--out", str(out)]  # fmt: skip
    made = subprocess.run(sweep, env=home, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    assert made.returncode == 0, made.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3
